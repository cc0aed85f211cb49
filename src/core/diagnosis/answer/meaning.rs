//! What an answer can mean for a client with a certificate: the code of each, and its words where
//! nothing else is known. A table; knows neither who said it nor what was seen.

use crate::core::diagnosis::Code;

/// What an answer of 400 and over means for a client with a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// No client certificate arrived.
    NotSent,
    /// The client certificate was not accepted, for no reason that is said.
    NotAccepted,
    /// One of these two, whichever it is.
    NotSentOrNotAccepted,
    /// It has expired.
    Expired,
    /// It is not valid yet.
    NotYetValid,
    /// One of these two.
    OutOfTime,
    /// It is revoked, or nobody can tell that it is not.
    Revoked,
    /// Its issuer is not trusted.
    Untrusted,
    /// An intermediate is missing.
    ChainIncomplete,
    /// It is not for clients.
    WrongPurpose,
    /// Its key or signature is not accepted.
    Weak,
    /// It is sound, and belongs to no client that is known or allowed.
    NotRegistered,
    /// It is wanted now that the handshake is over.
    Late,
    /// The token belongs to another certificate.
    OtherToken,
    /// A rule of the gateway forbids it, which may look at the certificate.
    Denied,
    /// The same at AWS API Gateway, where a certificate that is not trusted is forbidden too.
    AwsForbidden,
    /// A firewall or allow-list before the API.
    Wall,
    /// A filter of our own network.
    OwnWall,
    /// There is no such path or method at this host.
    NoRoute,
    /// An API key is missing or wrong.
    ApiKey,
    /// The name asked for is not served here.
    WrongHost,
    /// The gateway stands, and what is behind it does not.
    Behind,
    /// The gateway's own TLS to what is behind it failed.
    BehindTls,
}

impl Meaning {
    /// Whether it is a verdict on the client certificate.
    pub fn is_of_the_certificate(self) -> bool {
        self.row().0.name().starts_with("client-c")
    }

    /// Its code, what is said, and what to do.
    pub(super) fn row(self) -> (Code, &'static str, &'static str) {
        let row = ROWS.iter().find(|(meanings, ..)| meanings.contains(&self));
        row.map_or(DENIED, |(_, code, says, fix)| (*code, says, fix))
    }
}

/// Those of one meaning, or of two that say the same alone.
type Row = (&'static [Meaning], Code, &'static str, &'static str);

const ROWS: &[Row] = &[
    (
        &[Meaning::NotSent, Meaning::NotSentOrNotAccepted],
        Code::ClientCertRequired,
        "wants a client certificate and got none",
        "pass --cert and --key, and check host and port: providers often have others for calls with a certificate",
    ),
    (
        &[Meaning::NotAccepted],
        Code::ClientCertRejected,
        "did not accept the client certificate",
        "check that this is the certificate for this environment and that onboarding is complete; give your provider its fingerprint (mtls inspect)",
    ),
    (
        &[Meaning::Expired],
        Code::ClientCertExpired,
        "says that the client certificate has expired",
        "renew it: make a request with mtls csr and send it to your provider",
    ),
    (
        &[Meaning::NotYetValid],
        Code::ClientCertNotYetValid,
        "says that the client certificate is not valid yet",
        "check both clocks; otherwise wait, or ask for a certificate that is valid now",
    ),
    (
        &[Meaning::OutOfTime],
        Code::ClientCertExpired,
        "says that the client certificate has expired or is not valid yet",
        "look at its dates (mtls inspect) and at both clocks; an expired one is renewed with mtls csr",
    ),
    (
        &[Meaning::Revoked],
        Code::ClientCertRevoked,
        "says that the client certificate is revoked",
        "ask your provider for a new certificate (mtls csr), and why this one was revoked",
    ),
    (
        &[Meaning::Untrusted],
        Code::ClientCertUntrusted,
        "does not trust the issuer of the client certificate",
        "check that this is the certificate for this environment, and that the provider has registered your CA; an intermediate belongs into the certificate file",
    ),
    (
        &[Meaning::ChainIncomplete],
        Code::ClientChainIncomplete,
        "misses an intermediate between the client certificate and a CA that it trusts",
        "add the intermediate to the certificate file, behind the certificate (mtls inspect names it)",
    ),
    (
        &[Meaning::WrongPurpose],
        Code::ClientCertWrongPurpose,
        "says that the client certificate is not meant for clients",
        "ask your provider for a certificate with extendedKeyUsage clientAuth",
    ),
    (
        &[Meaning::Weak],
        Code::ClientCertWeak,
        "does not take the key or signature of the client certificate",
        "make a new request with mtls csr (RSA-2048, SHA-256) and have it signed",
    ),
    (
        &[Meaning::NotRegistered],
        Code::ClientCertRejected,
        "knows no client to which the certificate belongs",
        "give your provider its fingerprint (mtls inspect), and ask whether it is registered and linked for this environment",
    ),
    (
        &[Meaning::Late],
        Code::ClientCertRequestedLate,
        "wants the client certificate only after the request",
        "ask the provider to require the certificate on the whole host; to test meanwhile use curl or openssl s_client",
    ),
    (
        &[Meaning::OtherToken],
        Code::TokenNotBound,
        "says that the token belongs to another certificate than the one presented",
        "get a new token with this certificate, or give the certificate that the token was got with",
    ),
    (
        &[Meaning::Wall],
        Code::Forbidden,
        "blocked the request before the API saw it",
        "ask your provider to let your public address and this request through, with the reference: the API's own log has nothing of it",
    ),
    (
        &[Meaning::OwnWall],
        Code::Forbidden,
        "on our side blocks the request",
        "ask whoever runs your network to let this host through; the server has not seen the request",
    ),
    (
        &[Meaning::NoRoute],
        Code::HttpError,
        "has nothing at this path",
        "check host, path and method against the API's documentation: providers often have another host for calls with a certificate",
    ),
    (
        &[Meaning::ApiKey],
        Code::Unauthorized,
        "wants an API key",
        "add the header that the API's documentation names, with the key of this environment",
    ),
    (
        &[Meaning::WrongHost],
        Code::WrongHost,
        "does not serve the name asked for at this connection",
        "use the provider's own host name in the URL (no address, no other Host header); --connect-to and --resolve keep it",
    ),
    (
        &[Meaning::Behind],
        Code::HttpError,
        "stands, and what is behind it does not answer",
        "try again later, and tell your provider: handshake and certificate were fine this far",
    ),
    (
        &[Meaning::BehindTls],
        Code::HttpError,
        "stands, and its own TLS to what is behind it failed",
        "tell your provider: it is about the gateway's link to the API, and not about your certificate",
    ),
];
/// What is left: by a rule of a gateway's.
const DENIED: (Code, &str, &str) = (
    Code::Forbidden,
    "forbids it by a rule of its own",
    "ask your provider which rule: the certificate's subject, your public address, the path or the token",
);
