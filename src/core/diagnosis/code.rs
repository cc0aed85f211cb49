//! Diagnosis codes: the one word for each cause, as the contract lists them. The table at the end
//! is their only definition: help, man page and `explain` read it too.

use std::fmt;

/// What a code speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// files and passphrases on this machine
    Local,
    /// names, ports and what stands between
    Network,
    /// TLS itself
    Protocol,
    /// the certificate that the server presents
    ServerCertificate,
    /// the certificate that we present
    ClientCertificate,
    /// HTTP and tokens
    Api,
}

impl Group {
    /// Its name in lists.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Local => "local files",
            Self::Network => "network",
            Self::Protocol => "protocol",
            Self::ServerCertificate => "server certificate",
            Self::ClientCertificate => "client certificate",
            Self::Api => "API",
        }
    }
}

/// From rows of variant, name, group and meaning to the enum and what is known of each.
macro_rules! codes {
    ($($variant:ident $name:literal $group:ident $meaning:literal)*) => {
        /// One cause.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            /// nothing is wrong
            Ok,
            $(#[doc = $meaning] $variant,)*
        }

        impl Code {
            /// Every code that is a cause, in the order of the contract.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its name in messages and JSON.
            pub const fn name(self) -> &'static str {
                match self {
                    Self::Ok => "ok",
                    $(Self::$variant => $name,)*
                }
            }

            /// What it means: lower case, no period.
            pub const fn meaning(self) -> &'static str {
                match self {
                    Self::Ok => "nothing is wrong",
                    $(Self::$variant => $meaning,)*
                }
            }

            /// What it speaks of; `None` when nothing is wrong.
            pub const fn group(self) -> Option<Group> {
                match self {
                    Self::Ok => None,
                    $(Self::$variant => Some(Group::$group),)*
                }
            }
        }
    };
}

impl Code {
    /// The code of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
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

#[rustfmt::skip] // a table
codes! {
    FileUnreadable          "file-unreadable"            Local             "a file cannot be opened or read"
    UnknownFormat           "unknown-format"             Local             "bytes that are no certificate, key or keystore"
    WrongPassphrase         "wrong-passphrase"           Local             "the passphrase does not open the file"
    PassphraseNeeded        "passphrase-needed"          Local             "locked, and no passphrase given"
    KeyMissing              "key-missing"                Local             "a certificate without its private key"
    CertMissing             "cert-missing"               Local             "a key without its certificate"
    KeyMismatch             "key-mismatch"               Local             "certificate and key do not belong together"
    UnsupportedAlgorithm    "unsupported-algorithm"      Local             "an algorithm that cannot be used here"

    DnsFailure              "dns-failure"                Network           "the name does not resolve"
    ConnectionRefused       "connection-refused"         Network           "the port is closed"
    ConnectionTimeout       "connection-timeout"         Network           "nobody answers the connection"
    ConnectionReset         "connection-reset"           Network           "the connection was reset"
    ProxyFailure            "proxy-failure"              Network           "the proxy did not connect us"

    NotTls                  "not-tls"                    Protocol          "the port does not speak TLS"
    HandshakeTimeout        "handshake-timeout"          Protocol          "connected, but the handshake was never answered"
    HandshakeClosed         "handshake-closed"           Protocol          "closed in the handshake without a reason"
    TlsVersionUnsupported   "tls-version-unsupported"    Protocol          "no TLS version in common"
    NoSharedCipher          "no-shared-cipher"           Protocol          "no cipher suite, group or signature scheme in common"
    SniUnrecognized         "sni-unrecognized"           Protocol          "the server does not know the name asked for"
    ClientCertRequestedLate "client-cert-requested-late" Protocol          "the server asks for the certificate only after the request (renegotiation)"

    ServerCertUntrusted     "server-cert-untrusted"      ServerCertificate "the server's issuer is not trusted"
    ServerChainIncomplete   "server-chain-incomplete"    ServerCertificate "the server does not send its intermediate"
    ServerCertExpired       "server-cert-expired"        ServerCertificate "the server's certificate has expired"
    ServerCertNotYetValid   "server-cert-not-yet-valid"  ServerCertificate "the server's certificate is not valid yet"
    ServerNameMismatch      "server-name-mismatch"       ServerCertificate "the server's certificate is for another name"
    ServerCertWrongPurpose  "server-cert-wrong-purpose"  ServerCertificate "the server's certificate is not for servers"
    ServerCertWeak          "server-cert-weak"           ServerCertificate "the server's certificate uses a weak key or signature"
    ServerCertRevoked       "server-cert-revoked"        ServerCertificate "the server's certificate is revoked"
    ServerKeyNotPinned      "server-key-not-pinned"      ServerCertificate "the server's key is none of those pinned"

    ClientCertRequired      "client-cert-required"       ClientCertificate "the server wants a client certificate and none was sent"
    ClientCertUntrusted     "client-cert-untrusted"      ClientCertificate "the server does not trust the issuer of the client certificate"
    ClientChainIncomplete   "client-chain-incomplete"    ClientCertificate "the client's intermediate is missing"
    ClientCertExpired       "client-cert-expired"        ClientCertificate "the client certificate has expired"
    ClientCertNotYetValid   "client-cert-not-yet-valid"  ClientCertificate "the client certificate is not valid yet"
    ClientCertWrongPurpose  "client-cert-wrong-purpose"  ClientCertificate "the client certificate is not for clients"
    ClientCertWeak          "client-cert-weak"           ClientCertificate "the client certificate uses a weak key or signature"
    ClientCertRevoked       "client-cert-revoked"        ClientCertificate "the client certificate is revoked"
    ClientCertRejected      "client-cert-rejected"       ClientCertificate "the client certificate was refused without a reason that can be told"

    TokenRefused            "token-refused"              Api               "the token endpoint refused"
    TokenExpired            "token-expired"              Api               "the token has expired"
    TokenNotBound           "token-not-bound"            Api               "the token is bound to another certificate"
    Unauthorized            "unauthorized"               Api               "HTTP 401"
    Forbidden               "forbidden"                  Api               "HTTP 403"
    WrongHost               "wrong-host"                 Api               "the path belongs to another host"
    HttpError               "http-error"                 Api               "another HTTP error"
}
