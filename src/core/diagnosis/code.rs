//! Diagnosis codes: the one word for each cause, as the contract lists them.

use std::fmt;

/// One cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    /// nothing is wrong
    Ok,
    /// a file cannot be opened or read
    FileUnreadable,
    /// bytes that are no certificate, key or keystore
    UnknownFormat,
    /// the passphrase does not open the file
    WrongPassphrase,
    /// locked, and no passphrase given
    PassphraseNeeded,
    /// a certificate without its private key
    KeyMissing,
    /// a key without its certificate
    CertMissing,
    /// certificate and key do not belong together
    KeyMismatch,
    /// an algorithm that cannot be used here
    UnsupportedAlgorithm,
    /// the name does not resolve
    DnsFailure,
    /// the port is closed
    ConnectionRefused,
    /// nobody answers the connection
    ConnectionTimeout,
    /// the connection was reset
    ConnectionReset,
    /// the proxy did not connect us
    ProxyFailure,
    /// the port does not speak TLS
    NotTls,
    /// connected, but the handshake was never answered
    HandshakeTimeout,
    /// closed in the handshake without a reason
    HandshakeClosed,
    /// no TLS version in common
    TlsVersionUnsupported,
    /// no cipher suite, group or signature scheme in common
    NoSharedCipher,
    /// the server does not know the name asked for
    SniUnrecognized,
    /// the server asks for the certificate only after the request (renegotiation)
    ClientCertRequestedLate,
    /// the server's issuer is not trusted
    ServerCertUntrusted,
    /// the server does not send its intermediate
    ServerChainIncomplete,
    /// the server's certificate has expired
    ServerCertExpired,
    /// the server's certificate is not valid yet
    ServerCertNotYetValid,
    /// the server's certificate is for another name
    ServerNameMismatch,
    /// the server's certificate is not for servers
    ServerCertWrongPurpose,
    /// the server's certificate uses a weak key or signature
    ServerCertWeak,
    /// the server's certificate is revoked
    ServerCertRevoked,
    /// the server's key is none of those pinned
    ServerKeyNotPinned,
    /// the server wants a client certificate and none was sent
    ClientCertRequired,
    /// the server does not trust the issuer of the client certificate
    ClientCertUntrusted,
    /// the client's intermediate is missing
    ClientChainIncomplete,
    /// the client certificate has expired
    ClientCertExpired,
    /// the client certificate is not valid yet
    ClientCertNotYetValid,
    /// the client certificate is not for clients
    ClientCertWrongPurpose,
    /// the client certificate uses a weak key or signature
    ClientCertWeak,
    /// the client certificate is revoked
    ClientCertRevoked,
    /// the client certificate was refused without a reason that can be told
    ClientCertRejected,
    /// the token endpoint refused
    TokenRefused,
    /// the token has expired
    TokenExpired,
    /// the token is bound to another certificate
    TokenNotBound,
    /// HTTP 401
    Unauthorized,
    /// HTTP 403
    Forbidden,
    /// the path belongs to another host
    WrongHost,
    /// another HTTP error
    HttpError,
}

impl Code {
    /// Every code, in the order of the contract.
    pub const ALL: &[Self] = &[
        Self::FileUnreadable,
        Self::UnknownFormat,
        Self::WrongPassphrase,
        Self::PassphraseNeeded,
        Self::KeyMissing,
        Self::CertMissing,
        Self::KeyMismatch,
        Self::UnsupportedAlgorithm,
        Self::DnsFailure,
        Self::ConnectionRefused,
        Self::ConnectionTimeout,
        Self::ConnectionReset,
        Self::ProxyFailure,
        Self::NotTls,
        Self::HandshakeTimeout,
        Self::HandshakeClosed,
        Self::TlsVersionUnsupported,
        Self::NoSharedCipher,
        Self::SniUnrecognized,
        Self::ClientCertRequestedLate,
        Self::ServerCertUntrusted,
        Self::ServerChainIncomplete,
        Self::ServerCertExpired,
        Self::ServerCertNotYetValid,
        Self::ServerNameMismatch,
        Self::ServerCertWrongPurpose,
        Self::ServerCertWeak,
        Self::ServerCertRevoked,
        Self::ServerKeyNotPinned,
        Self::ClientCertRequired,
        Self::ClientCertUntrusted,
        Self::ClientChainIncomplete,
        Self::ClientCertExpired,
        Self::ClientCertNotYetValid,
        Self::ClientCertWrongPurpose,
        Self::ClientCertWeak,
        Self::ClientCertRevoked,
        Self::ClientCertRejected,
        Self::TokenRefused,
        Self::TokenExpired,
        Self::TokenNotBound,
        Self::Unauthorized,
        Self::Forbidden,
        Self::WrongHost,
        Self::HttpError,
    ];

    /// Its name in messages and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::FileUnreadable => "file-unreadable",
            Self::UnknownFormat => "unknown-format",
            Self::WrongPassphrase => "wrong-passphrase",
            Self::PassphraseNeeded => "passphrase-needed",
            Self::KeyMissing => "key-missing",
            Self::CertMissing => "cert-missing",
            Self::KeyMismatch => "key-mismatch",
            Self::UnsupportedAlgorithm => "unsupported-algorithm",
            Self::DnsFailure => "dns-failure",
            Self::ConnectionRefused => "connection-refused",
            Self::ConnectionTimeout => "connection-timeout",
            Self::ConnectionReset => "connection-reset",
            Self::ProxyFailure => "proxy-failure",
            Self::NotTls => "not-tls",
            Self::HandshakeTimeout => "handshake-timeout",
            Self::HandshakeClosed => "handshake-closed",
            Self::TlsVersionUnsupported => "tls-version-unsupported",
            Self::NoSharedCipher => "no-shared-cipher",
            Self::SniUnrecognized => "sni-unrecognized",
            Self::ClientCertRequestedLate => "client-cert-requested-late",
            Self::ServerCertUntrusted => "server-cert-untrusted",
            Self::ServerChainIncomplete => "server-chain-incomplete",
            Self::ServerCertExpired => "server-cert-expired",
            Self::ServerCertNotYetValid => "server-cert-not-yet-valid",
            Self::ServerNameMismatch => "server-name-mismatch",
            Self::ServerCertWrongPurpose => "server-cert-wrong-purpose",
            Self::ServerCertWeak => "server-cert-weak",
            Self::ServerCertRevoked => "server-cert-revoked",
            Self::ServerKeyNotPinned => "server-key-not-pinned",
            Self::ClientCertRequired => "client-cert-required",
            Self::ClientCertUntrusted => "client-cert-untrusted",
            Self::ClientChainIncomplete => "client-chain-incomplete",
            Self::ClientCertExpired => "client-cert-expired",
            Self::ClientCertNotYetValid => "client-cert-not-yet-valid",
            Self::ClientCertWrongPurpose => "client-cert-wrong-purpose",
            Self::ClientCertWeak => "client-cert-weak",
            Self::ClientCertRevoked => "client-cert-revoked",
            Self::ClientCertRejected => "client-cert-rejected",
            Self::TokenRefused => "token-refused",
            Self::TokenExpired => "token-expired",
            Self::TokenNotBound => "token-not-bound",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::WrongHost => "wrong-host",
            Self::HttpError => "http-error",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
