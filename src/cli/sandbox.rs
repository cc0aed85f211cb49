//! `sandbox`: what may be typed.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

use super::OutputArgs;
use super::shared::{common_exits, examples};

/// Run a provider on this machine to try against: its own CA, tokens, real refusals
///
/// Listens on 127.0.0.1 only. The API requires a client certificate of the sandbox's CA and
/// refuses all others by a TLS alert, as providers do; the portal signs your CSR. What to point
/// your tools at is printed first; the files are deleted at the end, unless --dir keeps them.
///
/// With a COMMAND, that is run instead with these in its environment: MTLS_SANDBOX_URL,
/// MTLS_SANDBOX_PORTAL_URL, MTLS_SANDBOX_TOKEN_URL, MTLS_SANDBOX_CA, MTLS_SANDBOX_CERT,
/// MTLS_SANDBOX_KEY, MTLS_SANDBOX_CLIENT_ID and MTLS_SANDBOX_CLIENT_SECRET_FILE.
#[derive(Debug, Args)]
#[command(after_help = help(), after_long_help = help())]
pub struct SandboxArgs {
    /// Show the whole life of a client certificate, step by step
    ///
    /// Each step is a command that is really run; the exit code is 0 only if all did what they
    /// say.
    #[arg(long, conflicts_with_all = ["command", "dir"])]
    pub tour: bool,

    /// Run this against the sandbox, and end with its exit code
    #[arg(last = true, value_name = "COMMAND")]
    pub command: Vec<OsString>,

    /// The API's port; a free one by default
    #[arg(
        long,
        value_name = "PORT",
        default_value_t = 0,
        hide_default_value = true
    )]
    pub port: u16,

    /// The portal's port; a free one by default
    #[arg(
        long,
        value_name = "PORT",
        default_value_t = 0,
        hide_default_value = true
    )]
    pub portal_port: u16,

    /// Write the files here and keep them
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,

    /// Overwrite the files of an earlier sandbox in --dir
    #[arg(long, requires = "dir")]
    pub force: bool,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub output: OutputArgs,
}

fn help() -> String {
    let exits = common_exits();
    let exits = format!(
        "{exits}\n  with a COMMAND its own: 127 when it is not found, 128 and the signal that ended it"
    );
    examples(
        "
  mtls sandbox --tour                 new to this? all of it, explained, in a few seconds
  mtls sandbox                        until Ctrl-C; one line on stderr for each request
  mtls sandbox -v                     the same lines in JSON, handshakes included
  mtls sandbox --dir ca --port 8443   files and port that stay the same
  mtls sandbox -- npm test            a test suite against it, in CI
  mtls sandbox -- sh -c 'curl --cacert $MTLS_SANDBOX_CA $MTLS_SANDBOX_URL/whoami'
                                      no certificate: see how that looks",
        &exits,
    )
}
