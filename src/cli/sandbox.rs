//! `sandbox`: what may be typed.

use std::ffi::OsString;
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;

use super::OutputArgs;
use super::shared::{common_exits, examples};
use crate::core::http::{Scheme, Url};
use crate::core::sandbox::{Like, Refusal};

/// Run a provider on this machine to try against: its own CA, tokens, real refusals
///
/// Listens on 127.0.0.1, unless --listen says otherwise. The API requires a client certificate of the sandbox's CA and
/// refuses all others by a TLS alert, as providers do; the portal signs your CSR. What to point
/// your tools at is printed first; the files are deleted at the end, unless --dir keeps them.
///
/// With a COMMAND, that is run instead with these in its environment: MTLS_SANDBOX_URL,
/// MTLS_SANDBOX_PORTAL_URL, MTLS_SANDBOX_TOKEN_URL, MTLS_SANDBOX_CA, MTLS_SANDBOX_CERT,
/// MTLS_SANDBOX_KEY, MTLS_SANDBOX_CLIENT_ID and MTLS_SANDBOX_CLIENT_SECRET_FILE; where a look-alike has a host apart,
/// MTLS_SANDBOX_API_URL.
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

    /// Be like this provider: its paths, token contract, refusals and bodies
    ///
    /// conta-simples (MTLS_SANDBOX_API_URL is its host without certificates), banking-api (CORE is
    /// at the portal: POST a certificate to /core/certificates to link it), vtex (AppKey and
    /// AppToken are client id and secret), apata, knoxcall. Its hosts are names of the sandbox's
    /// certificate, so that --connect-to and --resolve work.
    #[arg(long, value_name = "PROVIDER", conflicts_with = "tour")]
    pub like: Option<Like>,

    /// An address that the credential's allow-list does not have: 403; repeatable
    #[arg(long, value_name = "ADDR", requires = "like")]
    pub deny_address: Vec<IpAddr>,

    /// Call this endpoint of yours as the provider does (--like apata), and end
    ///
    /// First apata.csr is written, for you to sign: to --dir, else here. With --outbound-cert the
    /// endpoint is called with your certificate, with none, and with one of another CA; the exit
    /// code is 0 if it let in the first and nobody else.
    #[arg(long, value_name = "URL", requires = "like", conflicts_with_all = ["command", "tour"])]
    pub call: Option<Endpoint>,

    /// The certificate that you made of apata.csr, for --call
    #[arg(long, value_name = "FILE", requires = "call")]
    pub outbound_cert: Option<PathBuf>,

    /// The CA of your endpoint's own certificate, or that certificate itself, for --call
    #[arg(long, value_name = "FILE", requires = "call")]
    pub cacert: Option<PathBuf>,

    /// Turn clients away as MODE says, below PATH or everywhere; repeatable
    ///
    /// alert:NAME (or its number) where the client's certificate is judged, alert:NAME:none only
    /// for clients without one; close, reset or stall, with :hello, :certificate or :request for
    /// when; nginx (its 400 pages); gateway (AWS API Gateway's 403, known from reports of its
    /// users); late (asks for the certificate after the request, as Apache for a location: over TLS
    /// 1.3 the right one is let in, over TLS 1.2 the client is asked to renegotiate and refused,
    /// whatever it brings); server:expired, server:not-yet-valid, server:wrong-name,
    /// server:untrusted or server:incomplete for the sandbox's own certificate (incomplete: what is
    /// missing is the intermediate.pem in its folder, MTLS_SANDBOX_INTERMEDIATE); tls1.2 or tls1.3
    /// for that version alone. With @PATH, after a request for a path that begins so. The others
    /// are held to what openssl, nginx and Apache put on the wire.
    #[arg(long, value_name = "MODE[@PATH]")]
    pub refuse: Vec<Refusal>,

    /// Client certificates live this long: 60s, 10m, 2h, 1d
    #[arg(long, value_name = "TIME")]
    pub cert_lifetime: Option<Lifetime>,

    /// Also append a line of JSON for each handshake and request to this file
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,

    /// Listen at this address instead of 127.0.0.1
    #[arg(
        long,
        value_name = "ADDR",
        default_value = "127.0.0.1",
        hide_default_value = true
    )]
    pub listen: IpAddr,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub output: OutputArgs,
}

/// An https URL.
#[derive(Debug, Clone)]
pub struct Endpoint(pub Url);

impl FromStr for Endpoint {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let url = Url::parse(text, false).map_err(|e| e.to_string())?;
        if url.scheme != Scheme::Https {
            return Err("give an https:// URL".into());
        }
        Ok(Self(url))
    }
}

/// A time in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime(pub i64);

impl FromStr for Lifetime {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        const WRONG: &str = "give a number and its unit: 60s, 10m, 2h, 1d";
        let at = text.find(|c: char| !c.is_ascii_digit()).ok_or(WRONG)?;
        let (number, unit) = text.split_at(at);
        let unit = match unit {
            "s" => 1,
            "m" => 60,
            "h" => 3600,
            "d" => 86_400,
            _ => return Err(WRONG),
        };
        let seconds = number.parse::<i64>().ok().and_then(|n| n.checked_mul(unit));
        seconds
            .filter(|seconds| (1..=MAX_LIFETIME).contains(seconds))
            .map(Self)
            .ok_or("a lifetime is from 1s to 365d")
    }
}

/// In seconds: that of the sandbox's CA.
const MAX_LIFETIME: i64 = 365 * 86_400;

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
  mtls sandbox --refuse nginx         its 400 pages instead of TLS alerts
  mtls sandbox --refuse alert:48      unknown_ca to everyone, in TLS 1.2 and 1.3
  mtls sandbox --refuse stall@/whoami
                                      a request that is never answered
  mtls sandbox --like vtex            signs, takes and revokes as VTEX does
  mtls sandbox --like apata --call https://localhost:8443/hook
                                      writes apata.csr; sign it, then:
  mtls sandbox --like apata --call https://localhost:8443/hook --outbound-cert apata-outbound.crt --cacert ca.crt
  mtls sandbox --cert-lifetime 60s    see a renewal through
  mtls sandbox -- npm test            a test suite against it, in CI
  mtls sandbox -- sh -c 'curl --cacert $MTLS_SANDBOX_CA $MTLS_SANDBOX_URL/whoami'
                                      no certificate: see how that looks",
        &exits,
    )
}
