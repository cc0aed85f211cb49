//! OpenSSL's own texts, which curl, Node, Python, nginx and many others hand on; 1.0 to 3.

use super::super::super::Code;
use super::super::says::Fault::*;
use super::super::says::Says::{Cause, Own, Peer};
use super::super::says::{Row, Says};

const fn row(text: &'static str, says: Says, source: &'static str) -> Row {
    Row::new("OpenSSL", text, says, source)
}

/// What a certificate is found to be (X509_verify_cert_error_string).
const X509: &str = "OpenSSL, crypto/x509/x509_txt.c";
const SSL: &str = "OpenSSL, ssl/ssl_err.c";
/// Before TLS 1.2 all is signed with MD5 and SHA-1, which OpenSSL 3 leaves out from security level 1 on.
const OLD: &str = "the client's own OpenSSL refused how the server signs: mostly one that knows TLS 1.0 or 1.1 only";
const APPS: &str = "OpenSSL, apps/s_client.c";

#[rustfmt::skip] // a table
pub(super) const ROWS: &[Row] = &[
    row("unable to get local issuer certificate", Peer(Untrusted), X509),
    row("unable to get issuer certificate", Peer(Untrusted), X509),
    row("unable to verify the first certificate", Peer(Untrusted), X509),
    row("self-signed certificate", Peer(Untrusted), X509),
    row("self signed certificate", Peer(Untrusted), X509),
    row("certificate has expired", Peer(Expired), X509),
    row("certificate is not yet valid", Peer(NotYetValid), X509),
    row("certificate revoked", Peer(Revoked), X509),
    row("unsupported certificate purpose", Peer(WrongPurpose), X509),
    row("unsuitable certificate purpose", Peer(WrongPurpose), X509),
    row("hostname mismatch", Peer(WrongName), X509),
    row("ip address mismatch", Peer(WrongName), X509),
    row("ee certificate key too weak", Peer(Weak), X509),
    row("ca certificate key too weak", Peer(Weak), X509),
    row("ca signature digest algorithm too weak", Peer(Weak), X509),
    row("invalid ca certificate", Peer(Untrusted), X509),
    row("certificate chain too long", Peer(Untrusted), X509),
    row("certificate signature failure", Peer(Untrusted), X509),
    row("unable to get certificate crl", Peer(Untrusted), X509).meaning("no revocation list is at hand that speaks of the certificate, and one is demanded"),
    row("crl has expired", Peer(Untrusted), X509).meaning("the revocation list that speaks of the certificate is past its time"),
    row("certificate verify failed", Peer(Untrusted), SSL).general(),
    row("certificate_verify_failed", Peer(Untrusted), SSL).general(),
    row("ee key too small", Peer(Weak), SSL),
    row("ca key too small", Peer(Weak), SSL),
    row("ca md too weak", Peer(Weak), SSL),
    row("ee_key_too_small", Peer(Weak), SSL),
    row("ca_md_too_weak", Peer(Weak), SSL),
    row("dh key too small", Cause(Code::NoSharedCipher), SSL).meaning("the key exchange is too weak for one side (Diffie-Hellman parameters)"),
    row("dh_key_too_small", Cause(Code::NoSharedCipher), SSL).meaning("the key exchange is too weak for one side (Diffie-Hellman parameters)"),
    row("legacy sigalg disallowed or unsupported", Cause(Code::TlsVersionUnsupported), SSL).likely().meaning(OLD),
    row("legacy_sigalg_disallowed_or_unsupported", Cause(Code::TlsVersionUnsupported), SSL).likely().meaning(OLD),
    row("no suitable signature algorithm", Cause(Code::NoSharedCipher), SSL),
    row("wrong signature type", Cause(Code::NoSharedCipher), SSL),
    row("no shared cipher", Cause(Code::NoSharedCipher), SSL),
    row("no_shared_cipher", Cause(Code::NoSharedCipher), SSL),
    row("no ciphers available", Cause(Code::NoSharedCipher), SSL),
    row("no cipher match", Cause(Code::NoSharedCipher), SSL),
    row("no_cipher_match", Cause(Code::NoSharedCipher), SSL),
    row("unsupported protocol", Cause(Code::TlsVersionUnsupported), SSL),
    row("unsupported_protocol", Cause(Code::TlsVersionUnsupported), SSL),
    row("no protocols available", Cause(Code::TlsVersionUnsupported), SSL),
    row("version too low", Cause(Code::TlsVersionUnsupported), SSL),
    row("tlsv1_alert_protocol_version", Cause(Code::TlsVersionUnsupported), SSL),
    row("wrong version number", Cause(Code::NotTls), SSL),
    row("wrong_version_number", Cause(Code::NotTls), SSL),
    row("packet length too long", Cause(Code::NotTls), SSL),
    row("packet_length_too_long", Cause(Code::NotTls), SSL),
    row("record layer failure", Cause(Code::NotTls), SSL).likely(),
    row("ssl routines .. http request", Cause(Code::NotTls), SSL),
    row("ssl: http_request", Cause(Code::NotTls), SSL),
    row("https proxy request", Cause(Code::NotTls), SSL),
    row("https_proxy_request", Cause(Code::NotTls), SSL),
    row("ssl routines .. unknown protocol", Cause(Code::NotTls), "OpenSSL 1.0, ssl/s23_clnt.c"),
    row("peer did not return a certificate", Peer(Missing), SSL),
    row("peer_did_not_return_a_certificate", Peer(Missing), SSL),
    row("unsafe legacy renegotiation disabled", Cause(Code::TlsVersionUnsupported), SSL).meaning("the server knows only the old, unsafe way to renegotiate, which OpenSSL 3 refuses"),
    row("unsafe_legacy_renegotiation_disabled", Cause(Code::TlsVersionUnsupported), SSL).meaning("the server knows only the old, unsafe way to renegotiate, which OpenSSL 3 refuses"),
    row("no renegotiation", Cause(Code::ClientCertRequestedLate), SSL),
    row("extension not received", Cause(Code::ClientCertRequestedLate), SSL).meaning("the server wants a client certificate after the handshake, and the client does not offer that (TLS 1.3 post-handshake authentication)"),
    row("unexpected eof while reading", Cause(Code::HandshakeClosed), SSL).general(),
    row("unexpected_eof_while_reading", Cause(Code::HandshakeClosed), SSL).general(),
    row("ssl handshake has read 0 bytes", Cause(Code::HandshakeClosed), APPS).wrapper(),
    row("unrecognized name", Cause(Code::SniUnrecognized), SSL),
    row("unrecognized_name", Cause(Code::SniUnrecognized), SSL),
    row("bad signature", Own(Rejected), SSL).likely().meaning("a signature of the handshake does not hold: mostly a private key that does not belong to the certificate"),
    row("verify return code: 20", Peer(Untrusted), APPS),
    row("verify return code: 21", Peer(Untrusted), APPS),
    row("verify return code: 10", Peer(Expired), APPS),
    row("no peer certificate available", Cause(Code::HandshakeClosed), APPS).wrapper(),
    row("connect:errno=111", Cause(Code::ConnectionRefused), APPS),
    row("connect:errno=110", Cause(Code::ConnectionTimeout), APPS),
    row("bio_lookup_ex .. name or service not known", Cause(Code::DnsFailure), "OpenSSL, crypto/bio/bio_addr.c"),
    row("write:errno=104", Cause(Code::ConnectionReset), APPS).general(),
    row("read:errno=104", Cause(Code::ConnectionReset), APPS).general(),
    row("ssl_error_syscall", Cause(Code::HandshakeClosed), "OpenSSL, SSL_get_error(3)").general(),
    row("ssl_error_zero_return", Cause(Code::ConnectionReset), "OpenSSL, SSL_get_error(3)").general(),
];
