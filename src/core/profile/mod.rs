//! Profiles: a user's named uses of providers, each with a section per environment, as `mtls.toml`
//! has them. Says what stands there; must not read other files, secrets or the environment.

pub mod apart;
pub mod audit;
mod name;
mod schema;
pub mod slots;
mod table;
pub mod text;

use std::path::{Path, PathBuf};

pub use name::{NoProfileName, ProfileName};
pub use schema::{is_production, variable};

use super::http::{ConnectTo, Resolve};
use super::oauth::AuthStyle;
use super::provider::{Provider, ProviderRef};
use super::secret::SecretRef;
use super::{Error, Result};

/// A file of profiles.
#[derive(Debug, Clone, PartialEq)]
pub struct Profiles {
    /// The file, as it is named to the user.
    pub shown: String,
    /// In the order of their names.
    pub profiles: Vec<Profile>,
}

/// `[NAME]`: one use of one provider.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Its word.
    pub name: String,
    /// Whose rules hold; the generic ones when none is named.
    pub provider: Option<ProviderRef>,
    /// The user's account at the provider, where the provider knows accounts (VTEX).
    pub account: Option<String>,
    /// Where each use of a certificate is written down.
    pub audit: Option<PathBuf>,
    /// In the order of their names.
    pub environments: Vec<Environment>,
}

/// `[NAME.ENVIRONMENT]`: where to, as whom. Paths are relative to the file's folder already.
#[derive(Debug, Clone, PartialEq)]
pub struct Environment {
    /// Its word: `sandbox`, `production`.
    pub name: String,
    /// Whether real money moves: said by `production`, else by its name.
    pub is_production: bool,
    /// Its certificate is meant for environments of both kinds.
    pub shares_certificate: bool,
    /// Where calls go that name only a path: the host that wants the certificate.
    pub url: Option<String>,
    /// The host that wants none, where the provider has one for each.
    pub api_url: Option<String>,
    /// The token endpoint.
    pub token_url: Option<String>,
    /// The issuer whose metadata names the token endpoint.
    pub discover: Option<String>,
    /// The certificate's file, which may hold the key too.
    pub cert: Option<PathBuf>,
    /// The private key's file.
    pub key: Option<PathBuf>,
    /// What opens them.
    pub pass: Option<SecretRef>,
    /// Whom to trust instead of the system's CAs.
    pub cacert: Option<PathBuf>,
    /// The client id.
    pub client_id: Option<Given>,
    /// The client secret.
    pub client_secret: Option<SecretRef>,
    /// How the client says who it is.
    pub auth_style: Option<AuthStyle>,
    /// Scopes to ask for.
    pub scope: Vec<String>,
    /// The audience to ask for.
    pub audience: Option<String>,
    /// Headers of every call: name and value.
    pub headers: Vec<(String, Given)>,
    /// The name asked for in place of the host (SNI).
    pub sni: Option<String>,
    /// Addresses to connect to, names staying as they are.
    pub resolve: Vec<Resolve>,
    /// Hosts to connect to, names staying as they are.
    pub connect_to: Vec<ConnectTo>,
    /// A path whose GET harms nothing and shows that all works.
    pub check_path: Option<String>,
}

/// A value that stands in the file, or a reference to one that does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// As it stands there; no secret.
    Plain(String),
    /// Elsewhere.
    Reference(SecretRef),
}

impl Profile {
    /// The rules of its provider, where it names one.
    ///
    /// # Errors
    /// `Unreadable`, `Invalid` for the provider's file.
    pub fn rules(&self) -> Result<Option<Provider>> {
        self.provider.as_ref().map(ProviderRef::load).transpose()
    }
}

impl Profiles {
    /// Reads the text of a file. `file` is where it stands: relative paths in it are from its
    /// folder on.
    ///
    /// # Errors
    /// `Invalid`, naming file, line and key.
    pub fn parse(text: &str, file: &Path) -> Result<Self> {
        schema::parse(text, file)
    }

    /// The environment that a name means. Never another one in its place.
    ///
    /// # Errors
    /// `Invalid`, which names those that there are.
    pub fn find(&self, name: &ProfileName) -> Result<(&Profile, &Environment)> {
        let profile = self.profiles.iter().find(|p| p.name == name.profile);
        let profile = profile.ok_or_else(|| self.no_profile(&name.profile))?;
        let environment = name.environment.as_ref().and_then(|wanted| {
            let mut all = profile.environments.iter();
            all.find(|e| e.name == *wanted)
        });
        match environment {
            Some(environment) => Ok((profile, environment)),
            None => Err(self.no_environment(profile, name)),
        }
    }

    /// All names, `PROFILE/ENVIRONMENT`.
    pub fn names(&self) -> Vec<ProfileName> {
        let of = |profile: &Profile| {
            let name = profile.name.clone();
            let all = profile.environments.iter();
            all.map(move |e| ProfileName {
                profile: name.clone(),
                environment: Some(e.name.clone()),
            })
            .collect::<Vec<_>>()
        };
        self.profiles.iter().flat_map(of).collect()
    }

    fn no_profile(&self, wanted: &str) -> Error {
        let names: Vec<String> = self.names().iter().map(ToString::to_string).collect();
        Error::Invalid {
            problem: format!("{} has no profile {wanted}", self.shown),
            fix: match names.is_empty() {
                true => "write one with mtls init".into(),
                false => format!("choose one of {}", names.join(", ")),
            },
        }
    }

    fn no_environment(&self, profile: &Profile, name: &ProfileName) -> Error {
        let all: Vec<String> = profile
            .environments
            .iter()
            .map(|e| format!("{}/{}", profile.name, e.name))
            .collect();
        let problem = match &name.environment {
            Some(wanted) => format!(
                "the profile {} in {} has no environment {wanted}",
                profile.name, self.shown
            ),
            None => format!(
                "{} is a profile in {}, and which of its environments is meant is not said",
                profile.name, self.shown
            ),
        };
        Error::Invalid {
            problem,
            fix: match all.is_empty() {
                true => format!("add a section [{}.sandbox] to it", profile.name),
                false => format!(
                    "choose one of {}; no other is taken in its place",
                    all.join(", ")
                ),
            },
        }
    }
}

#[cfg(test)]
mod tests;
