//! Java: JSSE, PKIX, keystores and keytool, Apache HttpClient.

use super::super::super::Code;
use super::super::says::Fault::*;
use super::super::says::Says::{Cause, Peer};
use super::super::says::{Row, Says};

const fn row(text: &'static str, says: Says, source: &'static str) -> Row {
    Row::new("Java", text, says, source)
}

const PKIX: &str = "OpenJDK, sun/security/validator/PKIXValidator.java";
const JSSE: &str = "OpenJDK, sun/security/ssl";
const NAMES: &str = "OpenJDK, sun/security/util/HostnameChecker.java";
const STORE: &str =
    "OpenJDK, sun/security/pkcs12/PKCS12KeyStore.java, sun/security/provider/JavaKeyStore.java";
const TOOL: &str = "OpenJDK, sun/security/tools/keytool/Resources.java";
const NET: &str = "OpenJDK, java/net";

#[rustfmt::skip] // a table
pub(super) const ROWS: &[Row] = &[
    row("pkix path building failed", Peer(Untrusted), PKIX),
    row("unable to find valid certification path to requested target", Peer(Untrusted), PKIX),
    row("pkix path validation failed", Peer(Untrusted), PKIX).general(),
    row("path does not chain with any of the trust anchors", Peer(Untrusted), PKIX),
    row("no trusted certificate found", Peer(Untrusted), PKIX),
    row("certificateexpiredexception", Peer(Expired), "OpenJDK, java/security/cert"),
    row("exception: notafter:", Peer(Expired), "OpenJDK, sun/security/x509/CertificateValidity.java"),
    row("certificatenotyetvalidexception", Peer(NotYetValid), "OpenJDK, java/security/cert"),
    row("exception: notbefore:", Peer(NotYetValid), "OpenJDK, sun/security/x509/CertificateValidity.java"),
    row("certificaterevokedexception", Peer(Revoked), "OpenJDK, java/security/cert"),
    row("certificate has been revoked", Peer(Revoked), "OpenJDK, java/security/cert/CertificateRevokedException.java"),
    row("does not permit use for tls client authentication", Cause(Code::ClientCertWrongPurpose), "OpenJDK, sun/security/validator/EndEntityChecker.java"),
    row("does not permit use for tls server authentication", Cause(Code::ServerCertWrongPurpose), "OpenJDK, sun/security/validator/EndEntityChecker.java"),
    row("keyusage does not allow digital signatures", Peer(WrongPurpose), "OpenJDK, sun/security/validator/EndEntityChecker.java"),
    row("no subject alternative", Peer(WrongName), NAMES),
    row("no name matching", Peer(WrongName), NAMES),
    row("certificate for <", Peer(WrongName), "Apache HttpClient, DefaultHostnameVerifier.java").likely(),
    row("doesn't match any of the subject alternative names", Peer(WrongName), "Apache HttpClient, DefaultHostnameVerifier.java"),
    row("does not conform to algorithm constraints", Peer(Weak), JSSE),
    row("do not conform to algorithm constraints", Peer(Weak), JSSE),
    row("algorithm constraints check failed", Peer(Weak), JSSE),
    row("empty client certificate chain", Cause(Code::ClientCertRequired), JSSE),
    row("empty server certificate chain", Cause(Code::HandshakeClosed), JSSE),
    row("bad_certificate) received", Cause(Code::ClientCertRejected), JSSE).likely(),
    row("remote host terminated the handshake", Cause(Code::HandshakeClosed), JSSE).general(),
    row("remote host closed connection during handshake", Cause(Code::HandshakeClosed), JSSE).general(),
    row("ssl peer shut down incorrectly", Cause(Code::HandshakeClosed), JSSE).general(),
    row("unsupported or unrecognized ssl message", Cause(Code::NotTls), JSSE),
    row("unrecognized ssl message, plaintext connection", Cause(Code::NotTls), JSSE),
    row("no appropriate protocol", Cause(Code::TlsVersionUnsupported), JSSE),
    row("server selected protocol version", Cause(Code::TlsVersionUnsupported), JSSE),
    row("client requested protocol .. is not enabled or not supported", Cause(Code::TlsVersionUnsupported), JSSE),
    row("no cipher suites in common", Cause(Code::NoSharedCipher), JSSE),
    row("no negotiable cipher suite", Cause(Code::NoSharedCipher), JSSE),
    row("keystore password was incorrect", Cause(Code::WrongPassphrase), STORE),
    row("keystore was tampered with, or password was incorrect", Cause(Code::WrongPassphrase), STORE),
    row("password verification failed", Cause(Code::WrongPassphrase), STORE),
    row("given final block not properly padded", Cause(Code::WrongPassphrase), STORE).likely(),
    row("cannot recover key", Cause(Code::WrongPassphrase), STORE).meaning("the passphrase of the key is another one than that of the keystore"),
    row("unrecoverablekeyexception", Cause(Code::WrongPassphrase), STORE).general(),
    row("invalid keystore format", Cause(Code::UnknownFormat), STORE),
    row("unrecognized keystore format", Cause(Code::UnknownFormat), STORE),
    row("derinputstream rejects tag type", Cause(Code::UnknownFormat), "OpenJDK, sun/security/util/DerInputStream.java"),
    row("derinputstream.getlength()", Cause(Code::UnknownFormat), "OpenJDK, sun/security/util/DerInputStream.java"),
    row("tag mismatch", Cause(Code::UnknownFormat), "OpenJDK, sun/security/util/DerValue.java").general(),
    row("trustanchors parameter must be non-empty", Cause(Code::FileUnreadable), "OpenJDK, java/security/cert/PKIXParameters.java").meaning("the truststore is empty, or was not found"),
    row("private key must be accompanied by certificate chain", Cause(Code::CertMissing), STORE),
    row("public keys in reply and keystore don't match", Cause(Code::KeyMismatch), TOOL),
    row("failed to establish chain from reply", Cause(Code::ClientChainIncomplete), TOOL),
    row("keystore file does not exist", Cause(Code::FileUnreadable), TOOL),
    row("input not an x.509 certificate", Cause(Code::UnknownFormat), TOOL),
    row("connectexception: connection refused", Cause(Code::ConnectionRefused), NET),
    row("connectexception", Cause(Code::ConnectionRefused), NET).general(),
    row("unknownhostexception", Cause(Code::DnsFailure), NET),
    row("unresolvedaddressexception", Cause(Code::DnsFailure), NET),
    row("connect timed out", Cause(Code::ConnectionTimeout), NET),
    row("httpconnecttimeoutexception", Cause(Code::ConnectionTimeout), "OpenJDK, java/net/http"),
    row("socketexception: connection reset", Cause(Code::ConnectionReset), NET).general(),
    row("connection reset", Cause(Code::ConnectionReset), NET).general(),
    row("header parser received no bytes", Cause(Code::ConnectionReset), "OpenJDK, java/net/http").general(),
    row("eof reached while reading", Cause(Code::ConnectionReset), "OpenJDK, java/net/http").general(),
    row("sslhandshakeexception", Cause(Code::HandshakeClosed), JSSE).wrapper(),
    row("sslexception", Cause(Code::HandshakeClosed), JSSE).wrapper(),
];
