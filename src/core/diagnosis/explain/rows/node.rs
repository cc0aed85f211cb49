//! Node.js: its error codes, and what undici and the https module say.

use super::super::super::Code;
use super::super::says::Fault::*;
use super::super::says::Says::{Cause, Peer};
use super::super::says::{Row, Says};

const fn row(text: &'static str, says: Says, source: &'static str) -> Row {
    Row::new("Node.js", text, says, source)
}

const X509: &str = "Node.js, src/crypto/crypto_common.cc (X509Pointer::ErrorCode)";
const TLS: &str = "Node.js, lib/_tls_wrap.js and doc/api/errors.md";
const HTTP: &str = "Node.js, lib/_http_client.js";
const UV: &str = "libuv, include/uv.h";
const OSSL: &str = "Node.js, src/crypto/crypto_util.cc (OpenSSL's reasons as codes)";
const UNDICI: &str = "undici, lib/core/errors.js";

#[rustfmt::skip] // a table
pub(super) const ROWS: &[Row] = &[
    row("unable_to_verify_leaf_signature", Peer(Untrusted), X509),
    row("unable_to_get_issuer_cert", Peer(Untrusted), X509),
    row("self_signed_cert_in_chain", Peer(Untrusted), X509),
    row("depth_zero_self_signed_cert", Peer(Untrusted), X509),
    row("cert_untrusted", Peer(Untrusted), X509),
    row("cert_signature_failure", Peer(Untrusted), X509),
    row("cert_has_expired", Peer(Expired), X509),
    row("cert_not_yet_valid", Peer(NotYetValid), X509),
    row("cert_revoked", Peer(Revoked), X509),
    row("'invalid_purpose'", Peer(WrongPurpose), X509),
    row("code: invalid_purpose", Peer(WrongPurpose), X509),
    row("hostname_mismatch", Peer(WrongName), X509),
    row("err_tls_cert_altname_invalid", Peer(WrongName), TLS),
    row("does not match certificate's altnames", Peer(WrongName), TLS),
    row("err_tls_cert_altname_format", Peer(WrongName), TLS),
    row("err_tls_handshake_timeout", Cause(Code::HandshakeTimeout), TLS),
    row("err_tls_invalid_protocol_version", Cause(Code::TlsVersionUnsupported), TLS),
    row("err_tls_protocol_version_conflict", Cause(Code::TlsVersionUnsupported), TLS),
    row("client network socket disconnected before secure tls connection was established", Cause(Code::HandshakeClosed), TLS).general(),
    row("socket hang up", Cause(Code::ConnectionReset), HTTP).general().meaning("the connection was closed before an answer came"),
    row("econnreset", Cause(Code::ConnectionReset), UV).general(),
    row("epipe", Cause(Code::ConnectionReset), UV).wrapper(),
    row("econnrefused", Cause(Code::ConnectionRefused), UV),
    row("ehostunreach", Cause(Code::ConnectionRefused), UV),
    row("enotfound", Cause(Code::DnsFailure), UV),
    row("eai_again", Cause(Code::DnsFailure), UV),
    row("etimedout", Cause(Code::ConnectionTimeout), UV),
    row("und_err_connect_timeout", Cause(Code::ConnectionTimeout), UNDICI),
    row("und_err_socket", Cause(Code::ConnectionReset), UNDICI).general(),
    row("und_err_headers_timeout", Cause(Code::HandshakeTimeout), UNDICI).general().meaning("the server took the request, and no answer came in time"),
    row("other side closed", Cause(Code::ConnectionReset), UNDICI).general(),
    row("error: unsupported pkcs12 pfx data", Cause(Code::UnsupportedAlgorithm), "https://github.com/nodejs/node/issues/40672"),
    row("unsupported pkcs12 pfx data", Cause(Code::UnsupportedAlgorithm), "https://github.com/nodejs/node/pull/54485"),
    row("unable to load pfx certificate", Cause(Code::UnknownFormat), "Node.js, src/crypto/crypto_context.cc"),
    row("error: wrong tag", Cause(Code::UnknownFormat), OSSL).likely(),
    row("error: header too long", Cause(Code::UnknownFormat), OSSL).likely(),
    row("not enough data", Cause(Code::UnknownFormat), OSSL).likely(),
    row("err_ossl_pkcs12_mac_verify_failure", Cause(Code::WrongPassphrase), OSSL),
    row("err_ossl_x509_key_values_mismatch", Cause(Code::KeyMismatch), OSSL),
    row("err_ossl_pem_no_start_line", Cause(Code::UnknownFormat), OSSL),
    row("err_ossl_bad_decrypt", Cause(Code::WrongPassphrase), OSSL),
    row("err_ossl_evp_bad_decrypt", Cause(Code::WrongPassphrase), OSSL),
    row("err_ossl_pem_bad_password_read", Cause(Code::PassphraseNeeded), OSSL),
    row("err_ossl_crypto_interrupted_or_cancelled", Cause(Code::PassphraseNeeded), OSSL),
    row("err_ossl_evp_unsupported", Cause(Code::UnsupportedAlgorithm), "https://github.com/nodejs/node/issues/40672"),
    row("err_ossl_unsupported", Cause(Code::UnsupportedAlgorithm), OSSL).likely(),
    row("err_ossl_asn1_", Cause(Code::UnknownFormat), OSSL).likely(),
    row("err_ossl_wrong_tag", Cause(Code::UnknownFormat), OSSL).likely(),
    row("err_ssl_ee_key_too_small", Peer(Weak), OSSL),
    row("fetch failed", Cause(Code::ConnectionReset), UNDICI).wrapper().meaning("fetch failed: Node prints the reason as its cause"),
    row("eproto", Cause(Code::HandshakeClosed), UV).wrapper(),
];
