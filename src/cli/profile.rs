//! Which environment of which profile is meant: the argument group of all that know profiles.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::grant::ENDPOINT;
use crate::core::profile::ProfileName;

/// A profile and the file that it stands in.
#[derive(Debug, Clone, Default, Args, PartialEq)]
#[command(next_help_heading = "Profile")]
pub struct ProfileArgs {
    /// Take what is not said here from this environment of a profile in mtls.toml: addresses,
    /// certificate and key, whom to trust, token, headers. MTLS_PROFILE names one for all commands
    #[arg(long, value_name = "PROFILE/ENV", group = ENDPOINT)]
    pub profile: Option<ProfileName>,

    /// The file of profiles (in call --profiles, as --config is curl's); else MTLS_CONFIG, else
    /// mtls.toml in this folder or one above, else in the user's configuration folder
    #[arg(long, value_name = "FILE", visible_alias = "profiles", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}

/// The same in `call`, where `--config` is curl's.
#[derive(Debug, Clone, Default, Args, PartialEq)]
#[command(next_help_heading = "Profile")]
pub struct CallProfileArgs {
    /// Take what is not said here from this environment of a profile in mtls.toml: the certificate,
    /// the token, whom to trust, headers, and the host of a URL that is only a path. MTLS_PROFILE
    /// names one for all commands
    #[arg(long, value_name = "PROFILE/ENV", group = ENDPOINT)]
    pub profile: Option<ProfileName>,

    /// The file of profiles; else MTLS_CONFIG, else mtls.toml in this folder or one above, else in
    /// the user's configuration folder
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub profiles: Option<PathBuf>,
}

impl CallProfileArgs {
    /// As other commands have it.
    pub fn shared(&self) -> ProfileArgs {
        ProfileArgs {
            profile: self.profile.clone(),
            config: self.profiles.clone(),
        }
    }
}
