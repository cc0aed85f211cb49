//! What is wrong with an item or with a source as a whole, each finding with its code, its weight
//! and what to do. Must not decide how a run ends, nor read anything but what it is given.

mod certificate;
mod chain;
mod file;
mod name;
mod public_ca;

use serde::Serialize;

use crate::core::clock::Time;
use crate::core::material::pkcs12::Shape;
use crate::core::material::{Certificate, Crl, Extracted, Item, KeySet, Request};

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// In one word.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// In one sentence, with what to do.
    pub message: String,
    /// What to do, by itself.
    pub fix: String,
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// It stops things from working.
    Error,
    /// It stops some things, or soon will, or puts a secret at risk.
    Warning,
    /// Good to know; shown in text only when asked for more.
    Advice,
}

/// What the certificates of a source are looked at for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// To present them to a server: what is in files.
    #[default]
    Client,
    /// As what a server presents: what came over the wire.
    Server,
}

/// What is known of a source beside its items.
#[derive(Debug, Clone, Default)]
pub struct FileFacts {
    /// The permission bits of its file; `None` where there is none.
    pub mode: Option<u32>,
    /// Its shape from outside, when it is a PKCS#12 file.
    pub container: Option<Shape>,
    /// What its certificates are for.
    pub role: Role,
    /// The items are a portion of a long bundle: nothing can be said of their chain.
    pub is_portion: bool,
}

/// The findings of each item of a source, in the items' order: those of the item itself, then
/// those of its place among the others and of the file. Work is bounded: of more than
/// `MAX_SURVEYED` certificates nothing is said about their chain.
/// `keys` are those of its private keys, of the whole source where the items are a portion.
pub fn of_source(
    items: &[Extracted],
    keys: &KeySet,
    file: &FileFacts,
    now: Time,
) -> Vec<Vec<Problem>> {
    let of_one = |one: &Extracted| of_item(&one.item, keys.fits(&one.item), file.role, now);
    let mut found: Vec<Vec<Problem>> = items.iter().map(of_one).collect();
    if !file.is_portion {
        chain::add(items, keys, file, &mut found);
    }
    file::add(items, file, &mut found);
    for problems in &mut found {
        problems.sort_by_key(|problem| problem.severity); // stable: the order of the checks within
    }
    found
}

/// What is wrong with the certificates that we present, leaf first, whose key we have: the worst
/// first, advice left out.
pub fn of_presented(chain: &[Certificate], now: Time) -> Vec<Problem> {
    let all = chain.iter().enumerate();
    let all = all.flat_map(|(at, c)| certificate::problems(c, at == 0, Role::Client, now));
    let mut found: Vec<Problem> = all
        .filter(|problem| problem.severity != Severity::Advice)
        .collect();
    found.sort_by_key(|problem| problem.severity); // stable: the order of the checks within
    found
}

/// The findings of one item by itself; `has_key` tells whether its private key is beside it.
pub fn of_item(item: &Item, has_key: bool, role: Role, now: Time) -> Vec<Problem> {
    match item {
        Item::Certificate(c) => certificate::problems(c, has_key, role, now),
        Item::Request(r) => request_problems(r),
        Item::PrivateKey(k) => certificate::key_problems(k.public_key()),
        Item::PublicKey(k) => certificate::key_problems(k),
        Item::Crl(c) => crl_problems(c, now),
        Item::LockedKey(_) => Vec::new(),
    }
}

/// The findings that make a CA refuse a request.
fn request_problems(r: &Request) -> Vec<Problem> {
    let forged = (r.signature_valid == Some(false)).then(|| {
        Problem::error(
            "signature-invalid",
            "its signature does not fit its key, so every CA refuses it",
            "make it again",
        )
    });
    let mut found: Vec<Problem> = forged.into_iter().collect();
    found.extend(certificate::key_problems(&r.public_key));
    found.extend(name::problems(&r.subject));
    found
}

fn crl_problems(crl: &Crl, now: Time) -> Vec<Problem> {
    let over = crl.next_update.filter(|next| now > *next);
    let problem = over.map(|next| {
        Problem::warning(
            "crl-expired",
            format!(
                "its successor was due on {}, so servers that check it refuse every certificate",
                next.readable()
            ),
            "get the current list from the CA",
        )
    });
    problem.into_iter().collect()
}

impl Problem {
    fn error(code: &'static str, fact: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, fact.into(), fix.into())
    }

    fn warning(code: &'static str, fact: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, fact.into(), fix.into())
    }

    fn advice(code: &'static str, fact: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::new(Severity::Advice, code, fact.into(), fix.into())
    }

    fn new(severity: Severity, code: &'static str, fact: String, fix: String) -> Self {
        Self {
            code,
            severity,
            message: format!("{fact}; {fix}"),
            fix,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::material::{Certificate, Origin};
    use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose as Purpose};
    use rcgen::{IsCa, Issuer, KeyPair};

    /// A leaf for these hosts and purposes with its CA behind it, as items.
    fn chain(hosts: &[&str], purposes: &[Purpose]) -> Vec<Extracted> {
        let named = |organization: &str, hosts: &[&str]| {
            let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
            let mut params = CertificateParams::new(hosts).unwrap();
            params.distinguished_name = rcgen::DistinguishedName::new();
            let name = &mut params.distinguished_name;
            name.push(DnType::OrganizationName, organization);
            params.not_before = rcgen::date_time_ymd(2026, 1, 1);
            params.not_after = rcgen::date_time_ymd(2027, 1, 1);
            params
        };
        let (ca_key, key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let mut ca = named("Google Trust Services", &[]);
        ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let mut leaf = named("Acme", hosts);
        leaf.extended_key_usages = purposes.to_vec();
        let signer = Issuer::from_params(&ca, &ca_key);
        let leaf = leaf.signed_by(&key, &signer).unwrap();
        let ca = ca.self_signed(&ca_key).unwrap();
        let item = |(index, der): (usize, &[u8])| Extracted {
            item: Item::Certificate(Box::new(Certificate::from_der(der).unwrap())),
            origin: Origin::named("test"),
            index,
            friendly_name: None,
            stored_encrypted: false,
        };
        let both: [&[u8]; 2] = [leaf.der(), ca.der()];
        both.into_iter().enumerate().map(item).collect()
    }

    fn codes(items: &[Extracted], role: Role, now: Time) -> Vec<&'static str> {
        let file = FileFacts {
            role,
            ..FileFacts::default()
        };
        let found = of_source(items, &KeySet::of_private_keys(items), &file, now);
        assert_eq!(found.len(), items.len());
        found.iter().flatten().map(|problem| problem.code).collect()
    }

    /// 2026-03-01
    const SPRING: Time = Time::from_unix(1_772_323_200);
    /// 2026-06-01
    const SUMMER: Time = Time::from_unix(1_780_272_000);

    #[test]
    fn a_web_servers_chain_is_sound_for_a_server_and_none_for_a_client() {
        let web = chain(&["app.example"], &[Purpose::ServerAuth]);
        assert!(codes(&web, Role::Server, SUMMER).is_empty());
        assert_eq!(
            codes(&web, Role::Client, SUMMER),
            ["no-client-auth", "public-ca", "server-auth-only"]
        );
        let client = chain(&[], &[Purpose::ClientAuth]);
        assert!(codes(&client, Role::Client, SUMMER).is_empty());
        assert_eq!(
            codes(&client, Role::Server, SUMMER),
            ["no-server-auth", "no-san"]
        );
    }

    #[test]
    fn a_server_that_sends_its_chain_in_disorder_is_told_of_its_first_certificate() {
        let mut web = chain(&["app.example"], &[Purpose::ServerAuth]);
        web.push(chain(&["b.example"], &[Purpose::ServerAuth]).remove(1));
        assert_eq!(codes(&web, Role::Server, SUMMER), ["chain-stranger"]);
    }

    #[test]
    fn the_day_a_public_ca_stops_is_told_before_and_after() {
        let both = chain(&["a.example"], &[Purpose::ServerAuth, Purpose::ClientAuth]);
        let message = |now| {
            let found = of_source(&both, &KeySet::default(), &FileFacts::default(), now);
            found.into_iter().flatten().next().unwrap().message
        };
        assert!(message(SPRING).contains("no clientAuth from 2026-04-13 on"));
        assert!(message(SUMMER).contains("no clientAuth since 2026-04-13"));
    }
}
