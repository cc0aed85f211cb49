//! How TLS is to be spoken: versions, ciphers, whom to trust beside `--cacert`, what is checked.
//! curl's spelling and meaning, but for `--sni` and `--allow-cn-name`, which curl does not have.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

/// What may be said of TLS.
#[derive(Debug, Clone, Default, Args, PartialEq)]
#[command(next_help_heading = "TLS")]
pub struct TlsArgs {
    /// Taken for curl's sake: TLS 1.2 is the least that is spoken
    #[arg(short = '1', long = "tlsv1", aliases = ["tlsv1.0", "tlsv1.1"], overrides_with = "tls1")]
    pub tls1: bool,

    /// Use TLS 1.2 or later
    #[arg(long = "tlsv1.2")]
    pub tls12: bool,

    /// Use TLS 1.3
    #[arg(long = "tlsv1.3")]
    pub tls13: bool,

    /// Use at most this version
    #[arg(long, value_name = "VERSION")]
    pub tls_max: Option<TlsMax>,

    /// Ciphers of TLS 1.2 by OpenSSL's names, best first: names, keywords (HIGH, ECDHE+AESGCM), ! and -
    #[arg(long, value_name = "LIST", allow_hyphen_values = true)]
    pub ciphers: Option<String>,

    /// Ciphers of TLS 1.3, best first
    #[arg(long, value_name = "LIST")]
    pub tls13_ciphers: Option<String>,

    /// Key exchange groups, best first, as in X25519:P-256
    #[arg(long, value_name = "LIST")]
    pub curves: Option<String>,

    /// Signature algorithms of both sides, best first, as in ecdsa_secp256r1_sha256:RSA+SHA256
    #[arg(long, value_name = "LIST")]
    pub sigalgs: Option<String>,

    /// Trust the CA certificates in the files of DIR (no c_rehash needed), instead of the system's
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub capath: Option<PathBuf>,

    /// Trust the system's CA certificates too, beside --cacert and --capath
    #[arg(long)]
    pub ca_native: bool,

    /// Refuse the server's certificate, or an issuer of it, that is on a revocation list in FILE
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub crlfile: Option<PathBuf>,

    /// Accept no server key but these: sha256//BASE64[;sha256//...], or a FILE with public key or certificate
    #[arg(long, value_name = "PINS|FILE", value_hint = ValueHint::FilePath)]
    pub pinnedpubkey: Option<String>,

    /// Ask every server for this name (SNI); its certificate is still checked for the URL's host
    #[arg(long, value_name = "NAME")]
    pub sni: Option<String>,

    /// Accept a server's certificate that names the host in its CN only, without subjectAltName
    #[arg(long)]
    pub allow_cn_name: bool,

    /// Negotiate no protocol (ALPN)
    #[arg(long, overrides_with = "alpn")]
    pub no_alpn: bool,

    /// Takes --no-alpn back
    #[arg(long, hide = true, overrides_with = "no_alpn")]
    pub alpn: bool,

    /// Resume no TLS session: every connection shakes hands in full
    #[arg(long, overrides_with = "sessionid")]
    pub no_sessionid: bool,

    /// Takes --no-sessionid back
    #[arg(long, hide = true, overrides_with = "no_sessionid")]
    pub sessionid: bool,

    /// Says what is done anyway, or matters to other TLS libraries only
    #[arg(long, hide = true, overrides_with = "ssl_no_revoke", aliases = HARMLESS)]
    pub ssl_no_revoke: bool,
}

/// curl's values of `--tls-max`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TlsMax {
    /// as far as we go: TLS 1.3
    #[value(name = "default")]
    Default,
    /// not spoken here
    #[value(name = "1.0", hide = true)]
    Tls10,
    /// not spoken here
    #[value(name = "1.1", hide = true)]
    Tls11,
    /// TLS 1.2
    #[value(name = "1.2")]
    Tls12,
    /// TLS 1.3
    #[value(name = "1.3")]
    Tls13,
}

/// Flags of curl that change nothing here: no revocation is looked up online, and there is no CBC
/// to weaken.
const HARMLESS: [&str; 5] = [
    "ssl-revoke-best-effort",
    "ssl-allow-beast",
    "false-start",
    "no-npn",
    "npn",
];
