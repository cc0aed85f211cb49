//! How a connection gets there: proxies, sockets, speed. curl's spelling and meaning; which URL
//! goes through which proxy is decided in `commands`.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, ValueHint};

use super::wire::MaterialType;
use crate::core::http::{LocalEnd, LocalPorts};

/// Proxies and sockets.
#[derive(Clone, Default, Args, PartialEq)]
#[command(next_help_heading = "Proxy and route")]
pub struct RouteArgs {
    /// Go through this proxy: http, https, socks4, socks4a, socks5 or socks5h://; "" for none
    #[arg(short = 'x', long, value_name = "[SCHEME://]HOST[:PORT]", overrides_with_all = SOCKS, value_hint = ValueHint::Url)]
    pub proxy: Option<String>,

    /// Go through this SOCKS 4 proxy
    #[arg(long, value_name = "HOST[:PORT]", overrides_with_all = ["proxy", "socks4a", "socks5", "socks5_hostname"])]
    pub socks4: Option<String>,

    /// Go through this SOCKS 4a proxy, which resolves the name
    #[arg(long, value_name = "HOST[:PORT]", overrides_with_all = ["proxy", "socks4", "socks5", "socks5_hostname"])]
    pub socks4a: Option<String>,

    /// Go through this SOCKS 5 proxy
    #[arg(long, value_name = "HOST[:PORT]", overrides_with_all = ["proxy", "socks4", "socks4a", "socks5_hostname"])]
    pub socks5: Option<String>,

    /// Go through this SOCKS 5 proxy, which resolves the name
    #[arg(long, value_name = "HOST[:PORT]", overrides_with_all = ["proxy", "socks4", "socks4a", "socks5"])]
    pub socks5_hostname: Option<String>,

    /// Authenticate to the proxy; the password is asked for when it is missing
    #[arg(short = 'U', long, value_name = "USER:PASSWORD")]
    pub proxy_user: Option<String>,

    /// Go through no proxy for these hosts and what is below them, networks, or * for all
    #[arg(long, value_name = "LIST")]
    pub noproxy: Option<String>,

    /// Tunnel through the proxy for http:// too
    #[arg(short = 'p', long)]
    pub proxytunnel: bool,

    /// A header for the proxy alone; @FILE reads one per line
    #[arg(long, value_name = "HEADER", action = ArgAction::Append, allow_hyphen_values = true)]
    pub proxy_header: Vec<String>,

    /// Taken for curl's sake: Basic is how we authenticate to HTTP proxies
    #[arg(long)]
    pub proxy_basic: bool,

    /// Taken for curl's sake: a password is how we authenticate to SOCKS proxies
    #[arg(long)]
    pub socks5_basic: bool,

    /// Trust the CA certificates in FILE for the proxy, instead of the system's
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub proxy_cacert: Option<PathBuf>,

    /// Do not check the proxy's certificate: only for tests
    #[arg(long)]
    pub proxy_insecure: bool,

    /// Client certificate for the proxy; --cert is never shown to it
    #[arg(long, value_name = "FILE[:PASS]", value_hint = ValueHint::FilePath)]
    pub proxy_cert: Option<String>,

    /// Taken for curl's sake; the content decides
    #[arg(long, value_name = "PEM|DER|P12", ignore_case = true)]
    pub proxy_cert_type: Option<MaterialType>,

    /// Private key of --proxy-cert
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub proxy_key: Option<PathBuf>,

    /// Taken for curl's sake; the content decides
    #[arg(long, value_name = "PEM|DER", ignore_case = true)]
    pub proxy_key_type: Option<MaterialType>,

    /// Passphrase of --proxy-key or a PKCS#12: env:NAME, file:PATH, ..., or the text itself
    #[arg(long, value_name = "REF", allow_hyphen_values = true)]
    pub proxy_pass: Option<String>,

    /// Leave the heads of the proxy's answers to CONNECT out of what -i and -D show
    #[arg(long)]
    pub suppress_connect_headers: bool,

    /// Connect to this Unix socket instead
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath, overrides_with = "abstract_unix_socket")]
    pub unix_socket: Option<PathBuf>,

    /// Connect to this socket of Linux's abstract namespace instead
    #[arg(long, value_name = "NAME")]
    pub abstract_unix_socket: Option<String>,

    /// Connect from this interface, address or host
    #[arg(long, value_name = "INTERFACE|ADDRESS|HOST")]
    pub interface: Option<LocalEnd>,

    /// Connect from this port, or the first free one of a range
    #[arg(long, value_name = "N[-M]")]
    pub local_port: Option<LocalPorts>,

    /// Connect to IPv4 addresses only
    #[arg(short = '4', long, overrides_with = "ipv6")]
    pub ipv4: bool,

    /// Connect to IPv6 addresses only
    #[arg(short = '6', long, overrides_with = "ipv4")]
    pub ipv6: bool,

    /// After so long the other family of addresses is tried too
    #[arg(long, value_name = "MILLISECONDS", value_parser = whole)]
    pub happy_eyeballs_timeout_ms: Option<u64>,

    /// Taken for curl's sake: nothing waits for more to send
    #[arg(long)]
    pub tcp_nodelay: bool,

    /// Look after an idle connection after so many seconds
    #[arg(long, value_name = "SECONDS", value_parser = whole, overrides_with = "no_keepalive")]
    pub keepalive_time: Option<u64>,

    /// Do not look after idle connections
    #[arg(long)]
    pub no_keepalive: bool,

    /// Begin each connection with the PROXY line that HAProxy sends (version 1)
    #[arg(long)]
    pub haproxy_protocol: bool,

    /// Move at most so many bytes a second, each way; k, m or g for more
    #[arg(long, value_name = "SPEED", value_parser = speed)]
    pub limit_rate: Option<u64>,
}

impl RouteArgs {
    /// How long an idle connection is left alone; `None` where nothing was said.
    pub fn keepalive(&self) -> Option<Option<Duration>> {
        match (self.no_keepalive, self.keepalive_time) {
            (true, _) => Some(None),
            (false, seconds) => seconds.map(|s| Some(Duration::from_secs(s))),
        }
    }
}

/// Silent: what is typed there may be a secret.
impl fmt::Debug for RouteArgs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RouteArgs(..)")
    }
}

fn whole(text: &str) -> Result<u64, String> {
    text.parse()
        .map_err(|_| "takes a whole number, as in 60".to_owned())
}

/// Bytes a second; 0 means no limit.
fn speed(text: &str) -> Result<u64, String> {
    let wrong = || "takes bytes a second, as in 500k or 2m".to_owned();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit: u64 = match text.get(digits.len()..).unwrap_or_default() {
        "" | "b" | "B" => 1,
        "k" | "K" => 1 << 10,
        "m" | "M" => 1 << 20,
        "g" | "G" => 1 << 30,
        _ => return Err(wrong()),
    };
    let amount: u64 = digits.parse().map_err(|_| wrong())?;
    amount.checked_mul(unit).ok_or_else(wrong)
}

/// The flags that name a proxy beside `--proxy`: the last one counts.
const SOCKS: [&str; 4] = ["socks4", "socks4a", "socks5", "socks5_hostname"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_are_read_as_curl_reads_them() {
        assert_eq!(speed("100"), Ok(100));
        assert_eq!(speed("2k"), Ok(2048));
        assert_eq!(speed("1M"), Ok(1 << 20));
        for wrong in ["", "x", "1.5k", "1T", "k", "99999999999G"] {
            assert!(speed(wrong).is_err(), "{wrong}");
        }
    }
}
