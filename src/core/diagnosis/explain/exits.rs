//! curl's exit codes: what each means for a call with a client certificate. From curl's own list
//! (libcurl-errors(3)); those that say nothing of a connection are left out.

use super::super::Code;

/// One exit code of curl.
#[derive(Debug)]
pub(super) struct CurlExit {
    pub number: u8,
    /// As curl says it.
    pub means: &'static str,
    /// What it mostly comes from; there are others where it is general.
    pub code: Code,
}

/// The row of a number.
pub(super) fn of(number: u8) -> Option<&'static CurlExit> {
    TABLE.iter().find(|row| row.number == number)
}

/// All of them, by number.
pub(super) fn all() -> &'static [CurlExit] {
    TABLE
}

const fn row(number: u8, code: Code, means: &'static str) -> CurlExit {
    CurlExit {
        number,
        means,
        code,
    }
}

#[rustfmt::skip] // a table
const TABLE: &[CurlExit] = &[
    row(5, Code::ProxyFailure, "the proxy's name does not resolve"),
    row(6, Code::DnsFailure, "the host's name does not resolve"),
    row(7, Code::ConnectionRefused, "no connection to the host"),
    row(22, Code::HttpError, "HTTP status 400 or more under -f"),
    row(26, Code::FileUnreadable, "a file to be sent cannot be read"),
    row(28, Code::ConnectionTimeout, "a time limit ran out"),
    row(35, Code::HandshakeClosed, "the TLS handshake failed: in TLS 1.2 also for a client certificate that is missing or refused"),
    row(47, Code::HttpError, "too many redirects"),
    row(52, Code::ConnectionReset, "the server closed without any answer: so some gateways treat clients without a certificate"),
    row(53, Code::UnsupportedAlgorithm, "the crypto engine was not found"),
    row(55, Code::ClientCertRejected, "sending failed: in TLS 1.3 a client certificate that is missing or refused may end so"),
    row(56, Code::ClientCertRejected, "receiving failed: in TLS 1.3 a client certificate that is missing or refused ends so, for the server judges it after the handshake"),
    row(58, Code::KeyMismatch, "the local certificate or key does not work: not there, locked, of another kind (--cert-type), or not a pair"),
    row(59, Code::NoSharedCipher, "none of the ciphers asked for is known"),
    row(60, Code::ServerCertUntrusted, "the server's certificate was not accepted; in TLS 1.2 also when the server says that the client's has expired"),
    row(67, Code::Unauthorized, "the login was denied"),
    row(77, Code::FileUnreadable, "the file of CA certificates cannot be read"),
    row(80, Code::ConnectionReset, "TLS was not shut down"),
    row(82, Code::FileUnreadable, "the file of revocation lists cannot be read"),
    row(83, Code::ServerCertUntrusted, "the issuer check failed"),
    row(90, Code::ServerKeyNotPinned, "the server's key is none of those pinned"),
    row(91, Code::ServerCertRevoked, "the server's certificate status (OCSP) is not good"),
    row(97, Code::ProxyFailure, "the proxy's handshake failed"),
    row(98, Code::ClientCertRequired, "the server wants a client certificate and none was sent"),
];
