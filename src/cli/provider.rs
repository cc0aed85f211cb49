//! `provider`, `csr submit` and `revoke`: what may be typed.

use std::fmt;
use std::path::PathBuf;

use clap::{Arg, Args, Subcommand, ValueHint};

use super::profile::ProfileArgs;
use super::shared::{LimitArgs, OutputArgs, common_exits, examples};
use super::wire::ConnectionArgs;
use crate::core::material::Source;
use crate::core::profile::Given;
use crate::core::provider::ProviderRef;
use crate::core::secret::SecretRef;

/// Tell what a provider asks for: fields, hosts, tokens, headers, refusals and their fixes
///
/// A provider is a file of rules. Built in are those that "provider list" names; a file of your own
/// has the same form, and is named by its path wherever a provider is.
#[derive(Debug, Args)]
#[command(after_help = provider_help(), after_long_help = provider_help())]
pub struct ProviderArgs {
    #[command(subcommand)]
    #[expect(missing_docs, reason = "each variant documents itself")]
    pub step: ProviderStep,
}

/// What to do with providers.
#[derive(Debug, Subcommand)]
pub enum ProviderStep {
    /// Name the providers that are built in, one a line
    #[command(after_help = list_help(), after_long_help = list_help())]
    List {
        #[command(flatten)]
        #[expect(missing_docs, reason = "a group that documents itself")]
        output: OutputArgs,
    },
    /// Show the rules of one, and what goes wrong there
    #[command(after_help = show_help(), after_long_help = show_help())]
    Show(ShowArgs),
    /// Tell whether a file of rules is sound: each mistake with file, line, column and key
    #[command(after_help = check_help(), after_long_help = check_help())]
    Check(RulesCheckArgs),
}

/// `provider show`
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// A built-in name, or a file of rules such as ./mybank.toml
    #[arg(value_name = "NAME")]
    pub provider: ProviderRef,

    /// Print the file itself, with the source of each rule: the beginning of one of your own
    #[arg(long, conflicts_with_all = ["json", "quiet", "verbose"])]
    pub toml: bool,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub output: OutputArgs,
}

/// `provider check`
#[derive(Debug, Args)]
pub struct RulesCheckArgs {
    /// The files of rules; with --for the certificate and key that you mean to hand over
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,

    /// Hold certificate and key against this provider's rules instead: form, order, pair, dates
    #[arg(long = "for", value_name = "NAME")]
    pub provider: Option<ProviderRef>,

    /// Passphrase of the key: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt
    #[arg(long, value_name = "REF", requires = "provider")]
    pub pass: Option<SecretRef>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub limits: LimitArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub output: OutputArgs,
}

/// The endpoint of a provider's API, and what it wants.
#[derive(Args)]
#[command(next_help_heading = "Endpoint")]
pub struct EndpointArgs {
    /// The account that it is for, where the endpoint names one [default: what the subject says]
    #[arg(long, value_name = "NAME")]
    pub account: Option<String>,

    /// The provider's environment [default: its only one]
    #[arg(long, value_name = "NAME")]
    pub environment: Option<String>,

    /// The endpoint, where the provider's file names none: {account} and {serial} are filled in
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub url: Option<String>,

    /// A header, as 'Name: value'; a value such as env:NAME, file:PATH, cmd:COMMAND, fd:N or prompt
    /// is read from there, and @FILE has one header a line
    #[arg(short = 'H', long, value_name = "HEADER", action = clap::ArgAction::Append)]
    pub header: Vec<String>,

    /// Client certificate to present, where the endpoint wants one: never the one that is made
    /// [default: that of --profile, where the provider's rules want one]
    #[arg(short = 'E', long = "cert", value_name = "FILE[:PASS]", value_hint = ValueHint::FilePath)]
    pub present: Option<String>,

    /// Its private key, where --cert has it not
    #[arg(long, value_name = "FILE", requires = "present", value_hint = ValueHint::FilePath)]
    pub cert_key: Option<PathBuf>,

    /// Passphrase of that key or PKCS#12: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt
    #[arg(long, value_name = "REF", requires = "present")]
    pub cert_pass: Option<String>,

    /// Not typed: scheme, host and port that the profile has in place of the provider's
    #[arg(skip)]
    pub base: Option<String>,

    /// Not typed: the profile's headers, where none of these names is
    #[arg(skip)]
    pub own: Vec<(String, Given)>,

    /// Not typed: whose certificates are not to be presented there
    #[arg(skip)]
    pub apart: Option<crate::core::profile::apart::Apart>,
}

/// Silent: what is typed with a header or `--cert` may be a secret.
impl fmt::Debug for EndpointArgs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EndpointArgs(..)")
    }
}

/// Send a request to the provider's sign endpoint, and keep the certificate that comes back
///
/// What the provider would refuse is refused before anything is sent. The request goes out to the
/// byte; the certificate is written as PEM, leaf first, when it belongs to the request (and to --key),
/// whole or not at all. An API that no provider's file knows is named by its --url: the request is
/// posted as text/plain, and the answer may be PEM, DER, PKCS#7 or JSON with any of them in it.
#[derive(Debug, Args)]
#[command(after_help = submit_help(), after_long_help = submit_help())]
#[command(mut_arg("provider", whose), mut_args(short_help))]
pub struct SubmitArgs {
    /// The signing request
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub request: Source,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub endpoint: EndpointArgs,

    /// The private key of the request: the certificate is paired with it
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub key: Option<Source>,

    /// Passphrase of that key: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt
    #[arg(long, value_name = "REF", requires = "key")]
    pub pass: Option<SecretRef>,

    /// Where the certificate goes; - is standard output [default: named after the request, .crt]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: Option<PathBuf>,

    /// Overwrite a file that exists
    #[arg(long)]
    pub force: bool,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub profile: ProfileArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub connection: ConnectionArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub limits: LimitArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub output: OutputArgs,
}

/// Have a certificate revoked by the provider that signed it
///
/// Asks before it does so: a certificate that is revoked never works again.
#[derive(Debug, Args)]
#[command(after_help = revoke_help(), after_long_help = revoke_help())]
#[command(mut_arg("provider", whose), mut_args(short_help))]
#[command(group = clap::ArgGroup::new("which").args(["cert", "serial"]).required(true))]
pub struct RevokeArgs {
    /// The certificate
    #[arg(value_name = "CERT", value_hint = ValueHint::FilePath)]
    pub cert: Option<Source>,

    /// Its serial number in hex, colons allowed, where the certificate is not at hand
    #[arg(long, value_name = "HEX")]
    pub serial: Option<String>,

    /// Do not ask: for scripts
    #[arg(long)]
    pub yes: bool,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub endpoint: EndpointArgs,

    /// Passphrase of the file: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt
    #[arg(long, value_name = "REF")]
    pub pass: Option<SecretRef>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub profile: ProfileArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub connection: ConnectionArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub limits: LimitArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub output: OutputArgs,
}

/// What -h shows beside what is this command's own: the rest of the connection is told by --help.
fn short_help(arg: Arg) -> Arg {
    let heading = arg.get_help_heading().unwrap_or_default();
    let is_common = COMMON.contains(&arg.get_id().as_str());
    let is_rare = RARE.contains(&heading) && !is_common;
    arg.hide_short_help(is_rare)
}

/// Groups of which few flags are used here.
const RARE: &[&str] = &["Connection", "Proxy and route", "TLS"];
/// Those few.
const COMMON: &[&str] = &[
    "provider",
    "cacert",
    "insecure",
    "resolve",
    "connect_to",
    "max_time",
    "proxy",
];

/// Elsewhere its words alone matter.
fn whose(arg: Arg) -> Arg {
    let help = "Whose endpoint it is, and whose rules hold: a built-in name (mtls provider list), or a file of rules such as ./mybank.toml";
    arg.help(help).long_help(help)
}

fn provider_help() -> String {
    examples(
        "
  mtls provider list                       the built-in ones
  mtls provider show vtex                  what VTEX asks for, and what its refusals mean
  mtls provider show vtex --toml           its file: the beginning of one of your own
  mtls provider check ./mybank.toml        is my file sound?",
        &common_exits(),
    )
}

fn list_help() -> String {
    examples(
        "
  mtls provider list
  mtls provider list --json",
        &common_exits(),
    )
}

fn show_help() -> String {
    examples(
        "
  mtls provider show banking-api
  mtls provider show vtex --json           the rules, keys as in the file
  mtls provider show generic --toml",
        &common_exits(),
    )
}

fn check_help() -> String {
    examples(
        "
  mtls provider check ./mybank.toml
  mtls provider check combined.pem --for knoxcall --pass env:KEY_PASS",
        &common_exits(),
    )
}

fn submit_help() -> String {
    examples(
        "
  mtls csr submit app.csr --provider vtex --key app.key \\
       -H 'X-VTEX-API-AppKey: env:APPKEY' -H 'X-VTEX-API-AppToken: env:APPTOKEN'
  mtls csr submit app.csr --profile shop/production --key app.key
  mtls csr submit app.csr --key app.key --url https://ca.example/v1/certificates \\
       -H 'Authorization: Bearer env:TOKEN'      any API that takes the request as text
  mtls csr submit next.csr --url 'https://ca.example/{account}/sign' --account acme \\
       --cert app.crt --cert-key app.key         one that knows you by the certificate in use",
        &common_exits(),
    )
}

fn revoke_help() -> String {
    examples(
        "
  mtls revoke app.crt --provider vtex -H 'X-VTEX-API-AppKey: env:APPKEY' \\
       -H 'X-VTEX-API-AppToken: env:APPTOKEN'
  mtls revoke --serial 0a:1b --provider vtex --account acme -H @headers.txt --yes",
        &common_exits(),
    )
}
