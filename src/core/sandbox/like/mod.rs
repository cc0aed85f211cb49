//! Look-alikes: the API of a provider with its paths, token contract and refusals, one file each.
//! Paths, lifetimes and hosts are those of the provider's rules; bodies are those of its documents.
//! What no document shows is marked "not documented" where it stands. Must not know sockets.

mod apata;
mod banking_api;
mod conta_simples;
mod knoxcall;
mod vtex;

use std::net::IpAddr;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use super::Materials;
use super::api::Call;
use super::event::Door;
use super::message::Response;
use super::tls::Revoked;
use crate::core::Result;
use crate::core::provider::{Provider, ProviderRef};

/// The providers that the sandbox can be like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Like {
    /// Cards; the API and its mTLS host apart.
    ContaSimples,
    /// Accounts; certificates linked to a credential.
    BankingApi,
    /// Signs requests itself, and revokes.
    Vtex,
    /// Both directions.
    Apata,
    /// Keeps certificates for calls to others.
    KnoxCall,
}

/// A call that a look-alike answers.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Where.
    pub door: Door,
    /// The method.
    pub method: &'static str,
    /// The path; what is in braces is the caller's.
    pub path: &'static str,
    /// What it does, in a few words.
    pub does: &'static str,
}

impl Place {
    const fn new(door: Door, method: &'static str, path: &'static str, does: &'static str) -> Self {
        Self {
            door,
            method,
            path,
            does,
        }
    }
}

impl Like {
    /// All of them, by the name of their provider.
    pub const ALL: [(&'static str, Self); 5] = [
        ("conta-simples", Self::ContaSimples),
        ("banking-api", Self::BankingApi),
        ("vtex", Self::Vtex),
        ("apata", Self::Apata),
        ("knoxcall", Self::KnoxCall),
    ];

    /// The provider's name.
    pub fn name(self) -> &'static str {
        let named = Self::ALL.iter().find(|(_, like)| *like == self);
        named.map_or("", |(name, _)| name)
    }

    /// Where its calls go: the document's own words for each.
    pub fn places(self) -> &'static [Place] {
        match self {
            Self::ContaSimples => conta_simples::PLACES,
            Self::BankingApi => banking_api::PLACES,
            Self::Vtex => vtex::PLACES,
            Self::Apata => apata::PLACES,
            Self::KnoxCall => knoxcall::PLACES,
        }
    }

    /// Its provider's rules.
    ///
    /// # Errors
    /// Those of the provider's file, which is built in.
    pub(super) fn rules(self) -> Result<Provider> {
        let known = ProviderRef::built_in().find(|known| known.to_string() == self.name());
        known.unwrap_or(ProviderRef::GENERIC).load()
    }

    /// Whether its API has a host that asks for no certificate, beside the one that does.
    pub(super) fn has_plain_door(self) -> bool {
        self == Self::ContaSimples
    }

    /// Whether a client may come without a certificate to the one host there is.
    pub(super) fn may_lack(self) -> bool {
        self == Self::Vtex
    }

    /// Whether a certificate is asked for at all.
    pub(super) fn asks(self) -> bool {
        self != Self::KnoxCall
    }
}

impl FromStr for Like {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let found = Self::ALL.iter().find(|(name, _)| *name == text);
        found.map(|(_, like)| *like).ok_or_else(|| {
            let names = Self::ALL.map(|(name, _)| name).join(", ");
            format!("`{text}` is nothing that the sandbox can be like; there are {names}")
        })
    }
}

/// What a look-alike stands on.
pub(super) struct Shop {
    like: Like,
    /// Its rules.
    pub provider: Provider,
    /// Signs.
    materials: Arc<Materials>,
    /// Certificates that the handshake refuses.
    revoked: Arc<Revoked>,
    /// Addresses that are not on the credential's allow-list.
    denied: Vec<IpAddr>,
    /// The Banking API's CORE.
    core: banking_api::Core,
    /// What VTEX has signed.
    signed: vtex::Signed,
    /// KnoxCall's secrets.
    vault: knoxcall::Vault,
    /// Conta Simples's limit.
    pace: conta_simples::Pace,
}

impl Shop {
    /// With the ready-made client known.
    pub fn open(
        like: Like,
        provider: Provider,
        materials: &Arc<Materials>,
        revoked: Arc<Revoked>,
        denied: Vec<IpAddr>,
    ) -> Self {
        let client = &materials.client().certificate;
        Self {
            like,
            provider,
            materials: Arc::clone(materials),
            revoked,
            denied,
            core: banking_api::Core::with(client),
            signed: vtex::Signed::default(),
            vault: knoxcall::Vault::default(),
            pace: conta_simples::Pace::default(),
        }
    }

    /// The answer at a door; none where there is nothing.
    pub fn answer(&self, door: Door, call: &Call<'_>) -> Option<Response> {
        if self.like == Like::ContaSimples
            && door != Door::Portal
            && let Some(refused) = self.pace.refuse(call)
        {
            return Some(refused);
        }
        match (self.like, door) {
            (Like::BankingApi, Door::Portal) => banking_api::core(self, call),
            (_, Door::Portal) => None,
            (Like::ContaSimples, Door::Plain) => conta_simples::plain(self, call),
            (Like::ContaSimples, _) => conta_simples::mtls(self, call),
            (Like::BankingApi, _) => banking_api::answer(self, call),
            (Like::Vtex, _) => vtex::answer(self, call),
            (Like::Apata, _) => apata::answer(call),
            (Like::KnoxCall, _) => knoxcall::answer(self, call),
        }
    }

    /// Where tokens are to be had, by the provider's rules.
    pub fn token_path(&self) -> Option<&str> {
        self.provider.token.as_ref().map(|t| t.path.as_str())
    }

    /// Where they were to be had before, and still are.
    fn earlier_token_paths(&self) -> impl Iterator<Item = &str> {
        let tokens = self.provider.token.iter();
        tokens.flat_map(|t| t.earlier.iter().map(|e| e.path.as_str()))
    }

    /// How long they live, in seconds.
    fn token_life(&self) -> i64 {
        let life = self.provider.token.as_ref().and_then(|t| t.expires_in);
        life.and_then(|seconds| i64::try_from(seconds).ok())
            .unwrap_or(DEFAULT_LIFE)
    }

    /// Whether the caller's address is not on the allow-list.
    fn denies(&self, call: &Call<'_>) -> bool {
        self.denied.contains(&call.client.address.to_canonical())
    }

    /// The hosts of all its environments, as a server certificate names them.
    pub fn hosts(provider: &Provider) -> Vec<String> {
        let all = provider.environments.iter();
        let rules = all.flat_map(|e| [e.api.as_ref(), e.mtls.as_ref()]);
        let filled = |rule: &crate::core::provider::schema::HostRule| {
            rule.host.fill(|_| Some("*".into())).ok()
        };
        rules.flatten().filter_map(filled).collect()
    }
}

/// A list under a lock.
type Locked<T> = Mutex<Vec<T>>;

fn locked<T>(list: &Locked<T>) -> std::sync::MutexGuard<'_, Vec<T>> {
    list.lock().unwrap_or_else(PoisonError::into_inner)
}

/// RFC 6749 recommends no number; an hour is what most give.
const DEFAULT_LIFE: i64 = 3600;
