//! What a text says: a code of its own, or a judgement of a certificate, whose owner hangs on who
//! wrote the text. An alert that a client reads speaks of the client's certificate; what a client
//! finds itself speaks of the server's; in a server's log it is the other way round.

use super::super::Code;

/// One telling text of a tool.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Lower case; ` .. ` stands for anything in the same line.
    pub text: &'static str,
    pub says: Says,
    pub rank: Rank,
    pub tool: &'static str,
    /// Where it is from: a source file, a page of the documentation, an issue, or `seen` with the
    /// peer that printed it.
    pub source: &'static str,
    /// In place of the code's own sentence.
    pub summary: Option<&'static str>,
}

/// What it comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// The same whoever says it.
    Cause(Code),
    /// The writer judges the certificate that the other side presented.
    Peer(Fault),
    /// The writer was told so of the certificate that it presented.
    Own(Fault),
}

/// How much a text is worth beside others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// Only that something failed: what wraps the true text.
    Wrapper,
    /// What happened, not why.
    General,
    /// The likeliest of several causes.
    Likely,
    /// Names the cause.
    Precise,
}

/// What may be wrong with a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    Missing,
    Untrusted,
    Incomplete,
    Expired,
    NotYetValid,
    WrongPurpose,
    WrongName,
    Weak,
    Revoked,
    Rejected,
}

/// Who wrote a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Client,
    Server,
}

impl Side {
    /// The one that it is not.
    pub const fn other(self) -> Self {
        match self {
            Self::Client => Self::Server,
            Self::Server => Self::Client,
        }
    }
}

impl Says {
    /// The code, by the side that says it.
    pub fn code(self, side: Side) -> Code {
        let (fault, is_clients) = match self {
            Self::Cause(code) => return code,
            Self::Peer(fault) => (fault, side == Side::Server),
            Self::Own(fault) => (fault, side == Side::Client),
        };
        let (clients, servers) = fault.codes();
        if is_clients { clients } else { servers }
    }
}

impl Fault {
    /// Of the client's certificate, and of the server's.
    const fn codes(self) -> (Code, Code) {
        use Code as C;
        match self {
            Self::Missing => (C::ClientCertRequired, C::HandshakeClosed),
            Self::Untrusted => (C::ClientCertUntrusted, C::ServerCertUntrusted),
            Self::Incomplete => (C::ClientChainIncomplete, C::ServerChainIncomplete),
            Self::Expired => (C::ClientCertExpired, C::ServerCertExpired),
            Self::NotYetValid => (C::ClientCertNotYetValid, C::ServerCertNotYetValid),
            Self::WrongPurpose => (C::ClientCertWrongPurpose, C::ServerCertWrongPurpose),
            Self::WrongName => (C::ClientCertRejected, C::ServerNameMismatch),
            Self::Weak => (C::ClientCertWeak, C::ServerCertWeak),
            Self::Revoked => (C::ClientCertRevoked, C::ServerCertRevoked),
            Self::Rejected => (C::ClientCertRejected, C::ServerCertUntrusted),
        }
    }
}

impl Row {
    /// A row that names the cause.
    pub const fn new(
        tool: &'static str,
        text: &'static str,
        says: Says,
        source: &'static str,
    ) -> Self {
        Self {
            text,
            says,
            rank: Rank::Precise,
            tool,
            source,
            summary: None,
        }
    }

    /// Only the likeliest of several.
    pub const fn likely(mut self) -> Self {
        self.rank = Rank::Likely;
        self
    }

    /// What happened, not why.
    pub const fn general(mut self) -> Self {
        self.rank = Rank::General;
        self
    }

    /// What wraps the true text.
    pub const fn wrapper(mut self) -> Self {
        self.rank = Rank::Wrapper;
        self
    }

    /// With a sentence of its own.
    pub const fn meaning(mut self, summary: &'static str) -> Self {
        self.summary = Some(summary);
        self
    }
}

/// Whether either side may have written a line of lower case, and the text does not tell which:
/// what OpenSSL's programs print of a certificate that they verify.
pub(super) fn is_either(line: &str, text: &Marks) -> bool {
    let is_verify = line.contains(" depth lookup") || line.contains("openssl verify");
    let is_told = text.client || text.server;
    is_verify || (!is_told && line.trim_start().starts_with("verify error:num="))
}

/// Who wrote the line, by its own marks, else by those of the whole text (both in lower case).
pub(super) fn side(line: &str, text: &Marks) -> Side {
    let of_line = Marks::of(line);
    match (of_line.client, of_line.server) {
        (true, _) => Side::Client,
        (_, true) => Side::Server,
        _ if text.server && !text.client => Side::Server,
        _ => Side::Client,
    }
}

/// Which sides a text has marks of.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Marks {
    client: bool,
    server: bool,
}

impl Marks {
    /// Of a text in lower case.
    pub fn of(text: &str) -> Self {
        let has = |marks: &[&str]| marks.iter().any(|mark| text.contains(mark));
        Self {
            // openssl s_client
            client: has(CLIENT) || text.lines().any(|line| line.starts_with("connected(")),
            // openssl s_server
            server: has(SERVER) || text.lines().any(|line| line == "accept"),
        }
    }
}

/// Written by a client: programs, and servers that are one towards their upstream.
const CLIENT: &[&str] = &[
    "curl: (",
    "to upstream",
    "upstream ssl certificate",
    "ssl_connect",
    "checkservertrusted",
    "(in), tls",
    "(out), tls",
    "verify server certificate",
    "connect error:",
];
/// Written by a server: nginx, Apache, HAProxy, stunnel, Go, Node, Java, Python, openssl s_server.
const SERVER: &[&str] = &[
    ", client: ",
    "[ssl:error",
    "[ssl:info",
    "[ssl:warn",
    "[ssl:notice",
    "[ssl:emerg",
    "[ssl:debug",
    "[ssl:crit",
    "ah02039",
    "certificate verification: error",
    "haproxy[",
    "ssl_accept",
    "http: tls handshake error from",
    "http error 403.",
    "tlsclienterror",
    "checkclienttrusted",
    "failed to verify client",
    "server_side=true",
    "client ssl certificate",
    "ssl handshake failure (error:",
];
