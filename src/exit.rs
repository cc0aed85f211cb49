//! The numbers a run can end with, each with its meaning; shown in every help and man page.

/// How a run ends (contract: our 0, 1, 2 and curl's own).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done, and what was checked holds.
    Ok = 0,
    /// A check came out negative, or a failure with no code of its own.
    Negative = 1,
    /// Bad usage: an unknown, unsupported or contradicting flag.
    Usage = 2,
    /// The URL is malformed.
    BadUrl = 3,
    /// The proxy's name does not resolve.
    ProxyName = 5,
    /// The host's name does not resolve.
    HostName = 6,
    /// No connection to the host.
    Connect = 7,
    /// The body ended before its announced length.
    Partial = 18,
    /// HTTP status 400 or more, under --fail.
    HttpStatus = 22,
    /// What was received could not be written.
    Write = 23,
    /// What was to be sent could not be read.
    Read = 26,
    /// A time limit ran out.
    Timeout = 28,
    /// The TLS handshake was refused, by either side.
    Handshake = 35,
    /// Too many redirects.
    Redirects = 47,
    /// The server closed without any answer.
    EmptyReply = 52,
    /// Sending failed.
    Send = 55,
    /// Receiving failed.
    Receive = 56,
    /// The local certificate, key or passphrase does not work.
    LocalIdentity = 58,
    /// The server's certificate was not accepted.
    ServerCertificate = 60,
    /// A content encoding that cannot be undone.
    ContentEncoding = 61,
    /// The login was denied: no token.
    LoginDenied = 67,
    /// The CA file cannot be read.
    CaFile = 77,
    /// The server wanted a client certificate and none was sent.
    ClientCertRequired = 98,
}

impl Exit {
    /// The process's exit status.
    pub const fn code(self) -> u8 {
        self as u8
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
            Self::Redirects => "too many redirects",
            Self::EmptyReply => "the server closed without any answer",
            Self::Send => "sending failed",
            Self::Receive => "receiving failed",
            Self::LocalIdentity => "the local certificate, key or passphrase does not work",
            Self::ServerCertificate => "the server's certificate was not accepted",
            Self::ContentEncoding => "a content encoding that cannot be undone",
            Self::LoginDenied => "the login was denied: no token",
            Self::CaFile => "the CA file cannot be read",
            Self::ClientCertRequired => "the server wanted a client certificate and none was sent",
        }
    }

    /// Those that every command can end with.
    pub const COMMON: &[Self] = &[Self::Ok, Self::Negative, Self::Usage];

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
        Self::Redirects,
        Self::EmptyReply,
        Self::Send,
        Self::Receive,
        Self::LocalIdentity,
        Self::ServerCertificate,
        Self::ContentEncoding,
        Self::LoginDenied,
        Self::CaFile,
        Self::ClientCertRequired,
    ];
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
