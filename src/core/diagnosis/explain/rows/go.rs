//! Go: crypto/tls, crypto/x509, net, net/http. Its alerts (`remote error: tls: ..`) are read apart.

use super::super::super::Code;
use super::super::says::Fault::*;
use super::super::says::Says::{Cause, Peer};
use super::super::says::{Row, Says};

const fn row(text: &'static str, says: Says, source: &'static str) -> Row {
    Row::new("Go", text, says, source)
}

const X509: &str = "Go, src/crypto/x509/verify.go";
const TLS: &str = "Go, src/crypto/tls";
const PAIR: &str = "Go, src/crypto/tls/tls.go (X509KeyPair)";
const NET: &str = "Go, src/net and src/net/http";

#[rustfmt::skip] // a table
pub(super) const ROWS: &[Row] = &[
    row("x509: certificate signed by unknown authority", Peer(Untrusted), X509),
    row("certificate has expired or is not yet valid", Peer(Expired), X509).general(),
    row("certificate has expired or is not yet valid: .. is after", Peer(Expired), X509),
    row("certificate has expired or is not yet valid: .. is before", Peer(NotYetValid), X509),
    row("x509: certificate is valid for", Peer(WrongName), X509),
    row("x509: certificate is not valid for any names", Peer(WrongName), X509),
    row("x509: cannot validate certificate for .. doesn't contain any ip sans", Peer(WrongName), X509),
    row("x509: certificate relies on legacy common name field", Peer(WrongName), X509),
    row("x509: certificate specifies an incompatible key usage", Peer(WrongPurpose), X509),
    row("x509: cannot verify signature: insecure algorithm", Peer(Weak), X509),
    row("x509: cannot verify signature: algorithm unimplemented", Peer(Weak), X509),
    row("x509: decryption password incorrect", Cause(Code::WrongPassphrase), "Go, src/crypto/x509/pem_decrypt.go"),
    row("pkcs12: decryption password incorrect", Cause(Code::WrongPassphrase), "golang.org/x/crypto/pkcs12/errors.go"),
    row("pkcs12: unknown digest algorithm", Cause(Code::UnsupportedAlgorithm), "golang.org/x/crypto/pkcs12/mac.go"),
    row("pkcs12: expected exactly two safe bags", Cause(Code::UnsupportedAlgorithm), "golang.org/x/crypto/pkcs12/pkcs12.go").likely(),
    row("tls: private key does not match public key", Cause(Code::KeyMismatch), PAIR),
    row("tls: private key type does not match public key type", Cause(Code::KeyMismatch), PAIR),
    row("tls: failed to find any pem data in certificate input", Cause(Code::UnknownFormat), PAIR),
    row("tls: failed to find any pem data in key input", Cause(Code::KeyMissing), PAIR),
    row("tls: failed to find pem block with type ending in \"private key\"", Cause(Code::KeyMissing), PAIR),
    row("tls: failed to find \"certificate\" pem block", Cause(Code::CertMissing), PAIR),
    row("tls: found a certificate rather than a key", Cause(Code::KeyMissing), PAIR),
    row("tls: failed to find certificate pem data in certificate input, but did find a private key", Cause(Code::CertMissing), PAIR),
    row("tls: failed to parse private key", Cause(Code::UnknownFormat), PAIR).likely(),
    row("tls: first record does not look like a tls handshake", Cause(Code::NotTls), TLS),
    row("server gave http response to https client", Cause(Code::NotTls), NET),
    row("malformed http response", Cause(Code::NotTls), NET).likely(),
    row("tls: client didn't provide a certificate", Cause(Code::ClientCertRequired), TLS),
    row("tls: failed to verify client certificate", Cause(Code::ClientCertRejected), TLS).general(),
    row("tls: failed to verify client's certificate", Cause(Code::ClientCertRejected), TLS).general(),
    row("tls: failed to verify certificate", Peer(Untrusted), TLS).general(),
    row("tls: server selected unsupported protocol version", Cause(Code::TlsVersionUnsupported), TLS),
    row("tls: client offered only unsupported versions", Cause(Code::TlsVersionUnsupported), TLS),
    row("tls: no supported versions satisfy", Cause(Code::TlsVersionUnsupported), TLS),
    row("tls: no cipher suite supported by both client and server", Cause(Code::NoSharedCipher), TLS),
    row("tls: peer doesn't support any of the certificate's signature algorithms", Cause(Code::NoSharedCipher), TLS),
    row("tls: unsupported certificate", Cause(Code::UnsupportedAlgorithm), TLS).likely(),
    row("tls handshake timeout", Cause(Code::HandshakeTimeout), NET),
    row("context deadline exceeded", Cause(Code::ConnectionTimeout), NET).general().meaning("the time limit ran out"),
    row("i/o timeout", Cause(Code::ConnectionTimeout), NET).likely(),
    row("no such host", Cause(Code::DnsFailure), NET),
    row("\": eof", Cause(Code::ConnectionReset), NET).general().meaning("the connection was closed before an answer came"),
    row("unexpected eof", Cause(Code::ConnectionReset), NET).general(),
    row("proxyconnect tcp", Cause(Code::ProxyFailure), NET),
];
