//! The numbers a run can end with, each with its meaning; shown in every help and man page.

/// How a run ends (contract: our 0, 1, 2 and curl's own).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, and what was checked holds.
    Ok,
    /// A check came out negative, or a failure with no code of its own.
    Negative,
    /// Bad usage: an unknown, unsupported or contradicting flag.
    Usage,
    /// The URL is malformed.
    BadUrl,
    /// The proxy's name does not resolve.
    ProxyName,
    /// The host's name does not resolve.
    HostName,
    /// No connection to the host.
    Connect,
    /// The body ended before its announced length.
    Partial,
    /// HTTP status 400 or more, under --fail.
    HttpStatus,
    /// What was received could not be written.
    Write,
    /// What was to be sent could not be read.
    Read,
    /// A time limit ran out.
    Timeout,
    /// The TLS handshake was refused, by either side.
    Handshake,
    /// There is no connecting from the interface, address or port asked for.
    Interface,
    /// Too many redirects.
    Redirects,
    /// The server closed without any answer.
    EmptyReply,
    /// Sending failed.
    Send,
    /// Receiving failed.
    Receive,
    /// The local certificate, key or passphrase does not work.
    LocalIdentity,
    /// The server's certificate was not accepted.
    ServerCertificate,
    /// A content encoding that cannot be undone.
    ContentEncoding,
    /// The login was denied: no token.
    LoginDenied,
    /// The CA file cannot be read.
    CaFile,
    /// The SOCKS proxy refused, or does not speak SOCKS.
    ProxyHandshake,
    /// The server wanted a client certificate and none was sent.
    ClientCertRequired,
    /// The code of a command that was run: its own, 127 for not found, 128 and a signal.
    Child(u8),
}

impl Exit {
    /// The process's exit status.
    pub const fn code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Negative => 1,
            Self::Usage => 2,
            Self::BadUrl => 3,
            Self::ProxyName => 5,
            Self::HostName => 6,
            Self::Connect => 7,
            Self::Partial => 18,
            Self::HttpStatus => 22,
            Self::Write => 23,
            Self::Read => 26,
            Self::Timeout => 28,
            Self::Handshake => 35,
            Self::Interface => 45,
            Self::Redirects => 47,
            Self::EmptyReply => 52,
            Self::Send => 55,
            Self::Receive => 56,
            Self::LocalIdentity => 58,
            Self::ServerCertificate => 60,
            Self::ContentEncoding => 61,
            Self::LoginDenied => 67,
            Self::CaFile => 77,
            Self::ProxyHandshake => 97,
            Self::ClientCertRequired => 98,
            Self::Child(code) => code,
        }
    }

    /// A sentence for help and man page.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Ok => "done, and what was checked holds",
            Self::Negative => "a check came out negative, or a failure with no code of its own",
            Self::Usage => "bad usage, an unknown or unsupported flag included",
            Self::BadUrl => "the URL is malformed",
            Self::ProxyName => "the proxy's name does not resolve",
            Self::HostName => "the host's name does not resolve",
            Self::Connect => "no connection to the host",
            Self::Partial => "the body ended before its announced length",
            Self::HttpStatus => "HTTP status 400 or more, under -f or --fail-with-body",
            Self::Write => "what was received could not be written",
            Self::Read => "what was to be sent could not be read",
            Self::Timeout => "a time limit ran out",
            Self::Handshake => "the TLS handshake was refused, by either side",
            Self::Interface => "no connecting from the interface, address or port asked for",
            Self::Redirects => "too many redirects",
            Self::EmptyReply => "the server closed without any answer",
            Self::Send => "sending failed",
            Self::Receive => "receiving failed",
            Self::LocalIdentity => "the local certificate, key or passphrase does not work",
            Self::ServerCertificate => "the server's certificate was not accepted",
            Self::ContentEncoding => "a content encoding that cannot be undone",
            Self::LoginDenied => "the login was denied: no token",
            Self::CaFile => "the CA file cannot be read",
            Self::ProxyHandshake => "the SOCKS proxy refused",
            Self::ClientCertRequired => "the server wanted a client certificate and none was sent",
            Self::Child(_) => "the code that the command ended with",
        }
    }

    /// Those that every command can end with.
    pub const COMMON: &[Self] = &[Self::Ok, Self::Negative, Self::Usage, Self::Write];

    /// Those of `call` and `token`: curl's code for the same failure.
    pub const CURL: &[Self] = &[
        Self::Ok,
        Self::Negative,
        Self::Usage,
        Self::BadUrl,
        Self::ProxyName,
        Self::HostName,
        Self::Connect,
        Self::Partial,
        Self::HttpStatus,
        Self::Write,
        Self::Read,
        Self::Timeout,
        Self::Handshake,
        Self::Interface,
        Self::Redirects,
        Self::EmptyReply,
        Self::Send,
        Self::Receive,
        Self::LocalIdentity,
        Self::ServerCertificate,
        Self::ContentEncoding,
        Self::LoginDenied,
        Self::CaFile,
        Self::ProxyHandshake,
        Self::ClientCertRequired,
    ];
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
