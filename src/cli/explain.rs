//! `explain`: what may be typed.

use clap::Args;

use super::OutputArgs;
use super::shared::{common_exits, examples};
use crate::core::diagnosis::Code;

/// Tell what an error text of another program means, and what to do
///
/// Takes the text as it was printed by curl, OpenSSL, Node, Python, Java, Go, .NET, a browser, or
/// into the log of nginx, Apache, HAProxy, stunnel or IIS; without one from standard input, where the
/// telling lines are found among up to 16 MiB of others. Says the cause, who refused whom, how
/// far the text goes, what to check in which order, and the command that settles it. Number and
/// words may disagree: the number counts. A diagnosis code, the number or name of a TLS alert, or
/// an exit code is documented. Nothing is read or asked but the text, and no secret in it is shown.
#[derive(Debug, Args)]
#[command(after_help = help(), after_long_help = long_help())]
pub struct ExplainArgs {
    /// The text, quoted or not; - or none for standard input; a code (client-cert-untrusted), an alert (48,
    /// unknown_ca), an exit code (exit 35, 'curl 58')
    #[arg(
        conflicts_with = "list",
        value_name = "TEXT",
        trailing_var_arg = true,
        allow_hyphen_values = true
    )]
    pub text: Vec<String>,

    /// List every diagnosis code, alert and exit code
    #[arg(long)]
    pub list: bool,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub output: OutputArgs,
}

fn help() -> String {
    examples(
        "
  mtls explain 'curl: (56) OpenSSL SSL_read: error:0A000412:SSL routines::sslv3 alert bad certificate'
  mtls explain read ECONNRESET
  tail -n 1000 error.log | mtls explain              the telling lines of a log
  curl -v https://api.example --cert c.pem 2>&1 | mtls explain
  mtls explain --json client-cert-untrusted          what a diagnosis code means
  mtls explain unknown_ca                            what a TLS alert means; also: 48
  mtls explain 'curl 58'                             what an exit code means
  mtls explain --list",
        &common_exits(),
    )
}

/// With every code, for man page and `--help`.
fn long_help() -> String {
    let widest = Code::ALL.iter().map(|code| code.name().len()).max();
    let width = widest.unwrap_or_default();
    let codes = Code::ALL
        .iter()
        .map(|code| format!("  {:<width$}  {}", code.name(), code.meaning()));
    let codes: Vec<String> = codes.collect();
    format!("Diagnosis codes:\n{}\n\n{}", codes.join("\n"), help())
}
