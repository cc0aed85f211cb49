//! `rotate`: what may be typed.

use clap::{Args, ValueEnum, ValueHint};

use super::shared::{common_exits, examples};
use super::{OutputArgs, ProfileArgs};
use crate::core::material::Source;
use crate::core::profile::ProfileName;
use crate::core::secret::SecretRef;

/// Change a profile's certificate without downtime
///
/// The next key and its request are made beside the current ones; the certificate that comes is
/// paired with the next key, tried as it will be used (handshake, token, the call of check-path), and
/// takes the current one's place when told. The old one is kept until it is retired, and can be taken
/// back until then. Without a STEP it is told where the rotation stands.
/// The next one is kept as the current one is: PEM, DER or PKCS#12, the key in the same file or its
/// own, locked with the passphrase of the profile. A link is followed, and stays. A switch that is
/// cut short (a crash, a full disk) leaves what check tells and rotate switch finishes. Where the
/// profile has audit = FILE, what is changed has a line before (begun) and one after it (done, failed).
#[derive(Debug, Args)]
#[command(after_help = help(), after_long_help = help())]
pub struct RotateArgs {
    /// What is to be done
    #[arg(
        value_name = "STEP",
        default_value = "status",
        hide_default_value = true
    )]
    pub step: RotateStep,

    /// With accept: the certificate that came, with its chain: PEM, DER, PKCS#7, or a PKCS#12 file
    /// with its key; - is standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<Source>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub profile: ProfileArgs,

    /// With accept: what opens FILE, where that is not the passphrase of the profile: env:NAME,
    /// file:PATH, cmd:COMMAND, fd:N or prompt
    #[arg(long, value_name = "REF", help_heading = "Rotation")]
    pub pass: Option<SecretRef>,

    /// With test, switch, back and retire: try the certificate in this environment. Else it is tried
    /// in its own; where production and sandbox share it (shares-certificate), in the sandbox before
    #[arg(long = "in", value_name = "PROFILE/ENV", help_heading = "Rotation")]
    pub place: Option<ProfileName>,

    /// With switch and back: without the network; that certificate and key belong together is looked
    /// at in any case
    #[arg(long, help_heading = "Rotation")]
    pub untested: bool,

    /// With prepare: begin anew (what stands is kept as FILE.discarded); with accept: in place of the
    /// one accepted before; with retire: untried, and before the provider's time of watching is over
    #[arg(long, help_heading = "Rotation")]
    pub force: bool,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub output: OutputArgs,
}

/// The steps of a rotation, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RotateStep {
    /// where the rotation stands
    Status,
    /// make the next key and its request
    Prepare,
    /// take the certificate that came for it
    Accept,
    /// try the next certificate: handshake, token and the call of check-path
    Test,
    /// put the next certificate in the place of the current one, which becomes the old one
    Switch,
    /// put the old certificate in its place again; the one that was in use is kept as the old one
    Back,
    /// delete the old certificate and its key, when the current one works
    Retire,
}

fn help() -> String {
    examples(
        "
  mtls rotate prepare --profile acme/production      client.next.key, client.next.csr
  mtls rotate accept new.crt --profile acme/production
  mtls rotate accept new.pfx --pass prompt --profile acme/production      one that brings its key
  mtls rotate test --profile acme/production
  mtls rotate switch --profile acme/production
  mtls rotate back --profile acme/production         if it does not run well
  mtls rotate retire --profile acme/production       when all runs well",
        &common_exits(),
    )
}
