//! The name of an environment of a profile, `PROFILE/ENVIRONMENT`, as it is typed.

use std::fmt;
use std::str::FromStr;

/// What `--profile` takes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ProfileName {
    /// The profile's word.
    pub profile: String,
    /// The environment's; `None` when only a profile is named.
    pub environment: Option<String>,
}

/// Text that names no profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("takes PROFILE/ENVIRONMENT, as in acme/sandbox: letters, digits, - and _")]
pub struct NoProfileName;

impl FromStr for ProfileName {
    type Err = NoProfileName;

    fn from_str(text: &str) -> Result<Self, NoProfileName> {
        let (profile, environment) = match text.split_once('/') {
            Some((profile, environment)) => (profile, Some(environment)),
            None => (text, None),
        };
        if !is_word(profile) || environment.is_some_and(|e| !is_word(e)) {
            return Err(NoProfileName);
        }
        Ok(Self {
            profile: profile.to_owned(),
            environment: environment.map(str::to_owned),
        })
    }
}

impl fmt::Display for ProfileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.environment {
            Some(environment) => write!(f, "{}/{environment}", self.profile),
            None => f.write_str(&self.profile),
        }
    }
}

/// What names a profile or an environment: a bare key of TOML.
pub(super) fn is_word(text: &str) -> bool {
    let of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    !text.is_empty() && text.chars().all(of_word)
}
