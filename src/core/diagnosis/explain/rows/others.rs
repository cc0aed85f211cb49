//! BoringSSL and browsers, rustls and reqwest, GnuTLS and wget, NSS, mbed TLS.

use super::super::super::Code;
use super::super::says::Fault::*;
use super::super::says::Says::{Cause, Own, Peer};
use super::super::says::{Row, Says};

const fn rustls(text: &'static str, says: Says) -> Row {
    Row::new("rustls", text, says, "rustls, rustls/src/error.rs")
}

const fn gnutls(text: &'static str, says: Says) -> Row {
    Row::new(
        "GnuTLS",
        text,
        says,
        "GnuTLS, lib/errors.c, lib/cert-session.c, lib/verify.c",
    )
}

const fn wget(text: &'static str, says: Says) -> Row {
    Row::new("wget", text, says, "wget, src/openssl.c and src/gnutls.c")
}

const fn nss(text: &'static str, says: Says) -> Row {
    Row::new(
        "NSS",
        text,
        says,
        "NSS, lib/ssl/SSLerrs.h and lib/util/SECerrs.h",
    )
}

const fn chromium(text: &'static str, says: Says) -> Row {
    Row::new(
        "Chromium",
        text,
        says,
        "Chromium, net/base/net_error_list.h",
    )
}

#[rustfmt::skip] // a table
pub(super) const ROWS: &[Row] = &[
    rustls("invalid peer certificate: unknownissuer", Peer(Untrusted)),
    rustls("invalid peer certificate: badsignature", Peer(Untrusted)),
    rustls("causedasendentity", Peer(Untrusted)).meaning("the certificate is a CA's and is presented as that of a host or client"),
    rustls("invalid peer certificate: expired", Peer(Expired)),
    rustls("invalid peer certificate: certificate expired", Peer(Expired)),
    rustls("invalid peer certificate: notvalidyet", Peer(NotYetValid)),
    rustls("invalid peer certificate: certificate not valid yet", Peer(NotYetValid)),
    rustls("invalid peer certificate: notvalidforname", Peer(WrongName)),
    rustls("invalid peer certificate: certificate not valid for name", Peer(WrongName)),
    rustls("invalid peer certificate: revoked", Peer(Revoked)),
    rustls("invalid peer certificate: invalidpurpose", Peer(WrongPurpose)),
    rustls("certificate does not allow extended key usage for", Peer(WrongPurpose)),
    rustls("unsupportedcertversion", Peer(Untrusted)).meaning("the certificate is X.509 v1, which rustls does not take"),
    rustls("invalid peer certificate", Peer(Untrusted)).general(),
    rustls("peer sent no certificates", Peer(Missing)),
    rustls("received corrupt message of type invalidcontenttype", Cause(Code::NotTls)),
    rustls("received corrupt message", Cause(Code::NotTls)).general(),
    rustls("keys may not be consistent", Cause(Code::KeyMismatch)),
    rustls("inconsistentkeys(keymismatch)", Cause(Code::KeyMismatch)),
    rustls("keymismatch", Cause(Code::KeyMismatch)),
    rustls("peer is incompatible: serverdoesnotsupporttls12or13", Cause(Code::TlsVersionUnsupported)),
    rustls("peer is incompatible: servertlsversionisdisabled", Cause(Code::TlsVersionUnsupported)),
    rustls("peer is incompatible", Cause(Code::NoSharedCipher)).general(),
    rustls("tls handshake eof", Cause(Code::HandshakeClosed)).general(),
    rustls("peer closed connection without sending tls close_notify", Cause(Code::ConnectionReset)).general(),

    gnutls("issuer is unknown", Peer(Untrusted)),
    gnutls("signer not found", Peer(Untrusted)),
    gnutls("the certificate is not trusted", Peer(Untrusted)).general(),
    gnutls("uses expired certificate", Peer(Expired)),
    gnutls("uses not yet valid certificate", Peer(NotYetValid)),
    gnutls("name in the certificate does not match the expected", Peer(WrongName)),
    gnutls("certificate chain is revoked", Peer(Revoked)),
    gnutls("uses insecure algorithm", Peer(Weak)),
    gnutls("does not match the intended purpose", Peer(WrongPurpose)),
    gnutls("no certificate was found", Peer(Missing)),
    gnutls("certificate is required", Own(Missing)),
    gnutls("unexpected tls packet was received", Cause(Code::NotTls)).likely(),
    gnutls("packet with illegal or unsupported version was received", Cause(Code::TlsVersionUnsupported)).likely(),
    gnutls("no supported cipher suites have been found", Cause(Code::NoSharedCipher)),
    gnutls("could not negotiate a supported cipher suite", Cause(Code::NoSharedCipher)),
    gnutls("tls connection was non-properly terminated", Cause(Code::HandshakeClosed)).general(),
    gnutls("error in the pull function", Cause(Code::ConnectionReset)).general(),
    gnutls("tls fatal alert has been received", Cause(Code::HandshakeClosed)).general().meaning("the other side broke off with an alert, and the text does not say which"),
    gnutls("session has been invalidated", Cause(Code::HandshakeClosed)).general().meaning("the other side had broken off with an alert, and the text does not say which"),
    gnutls("rehandshake was requested by the peer", Cause(Code::ClientCertRequestedLate)),
    gnutls("certificate and the given key do not match", Cause(Code::KeyMismatch)),

    wget("unable to locally verify the issuer's authority", Peer(Untrusted)),
    wget("self-signed certificate encountered", Peer(Untrusted)),
    wget("the certificate of .. is not trusted", Peer(Untrusted)).general(),
    wget("the certificate of .. doesn't have a known issuer", Peer(Untrusted)),
    wget("the certificate of .. has expired", Peer(Expired)),
    wget("the certificate has expired", Peer(Expired)),
    wget("issued certificate has expired", Peer(Expired)),
    wget("issued certificate not yet valid", Peer(NotYetValid)),
    wget("the certificate is not yet activated", Peer(NotYetValid)),
    wget("the certificate's owner does not match hostname", Peer(WrongName)),
    wget("doesn't match requested host name", Peer(WrongName)),
    wget("no certificate subject alternative name matches", Peer(WrongName)),
    wget("the certificate of .. has been revoked", Peer(Revoked)),
    wget("unable to establish ssl connection", Cause(Code::HandshakeClosed)).wrapper(),
    wget("unable to resolve host address", Cause(Code::DnsFailure)),

    nss("sec_error_unknown_issuer", Peer(Untrusted)),
    nss("sec_error_untrusted_issuer", Peer(Untrusted)),
    nss("mozilla_pkix_error_self_signed_cert", Peer(Untrusted)),
    nss("sec_error_expired_certificate", Peer(Expired)),
    nss("sec_error_expired_issuer_certificate", Peer(Expired)),
    nss("mozilla_pkix_error_not_yet_valid_certificate", Peer(NotYetValid)),
    nss("ssl_error_bad_cert_domain", Peer(WrongName)),
    nss("sec_error_revoked_certificate", Peer(Revoked)),
    nss("sec_error_inadequate_cert_type", Peer(WrongPurpose)),
    nss("sec_error_inadequate_key_usage", Peer(WrongPurpose)),
    nss("sec_error_cert_signature_algorithm_disabled", Peer(Weak)),
    nss("sec_error_bad_password", Cause(Code::WrongPassphrase)),
    nss("ssl_error_bad_cert_alert", Own(Rejected)).likely(),
    nss("ssl_error_certificate_unknown_alert", Own(Rejected)).likely(),
    nss("ssl_error_access_denied_alert", Own(Rejected)).likely(),
    nss("ssl_error_decrypt_error_alert", Own(Rejected)).likely(),
    nss("ssl_error_unknown_ca_alert", Own(Untrusted)).likely(),
    nss("ssl_error_expired_cert_alert", Own(Expired)),
    nss("ssl_error_revoked_cert_alert", Own(Revoked)),
    nss("ssl_error_unsupported_cert_alert", Own(WrongPurpose)),
    nss("ssl_error_rx_certificate_required_alert", Own(Missing)),
    nss("ssl_error_no_certificate", Own(Missing)),
    nss("ssl_error_handshake_failure_alert", Own(Missing)).likely().meaning("the server broke off the handshake, and TLS 1.2 has no word for why: with mutual TLS mostly a client certificate that was wanted and not sent"),
    nss("ssl_error_protocol_version_alert", Cause(Code::TlsVersionUnsupported)),
    nss("ssl_error_unsupported_version", Cause(Code::TlsVersionUnsupported)),
    nss("ssl_error_no_cypher_overlap", Cause(Code::NoSharedCipher)),
    nss("ssl_error_insufficient_security_alert", Cause(Code::NoSharedCipher)),
    nss("ssl_error_unrecognized_name_alert", Cause(Code::SniUnrecognized)),
    nss("ssl_error_no_renegotiation_alert", Cause(Code::ClientCertRequestedLate)),
    nss("ssl_error_rx_record_too_long", Cause(Code::NotTls)),
    nss("pr_connect_reset_error", Cause(Code::ConnectionReset)).general(),
    nss("pr_end_of_file_error", Cause(Code::HandshakeClosed)).general(),

    chromium("err_bad_ssl_client_auth_cert", Own(Rejected)).likely(),
    chromium("err_ssl_client_auth_cert_needed", Own(Missing)),
    chromium("err_ssl_client_auth_cert_no_private_key", Cause(Code::KeyMissing)),
    chromium("err_ssl_client_auth_private_key_access_denied", Cause(Code::KeyMissing)),
    chromium("err_ssl_client_auth_signature_failed", Cause(Code::KeyMismatch)).likely(),
    chromium("err_ssl_client_auth_no_common_algorithms", Cause(Code::NoSharedCipher)),
    chromium("err_cert_authority_invalid", Peer(Untrusted)),
    chromium("err_cert_date_invalid", Peer(Expired)).likely(),
    chromium("err_cert_common_name_invalid", Peer(WrongName)),
    chromium("err_cert_revoked", Peer(Revoked)),
    chromium("err_cert_weak_", Peer(Weak)),
    chromium("err_ssl_version_or_cipher_mismatch", Cause(Code::TlsVersionUnsupported)).likely(),
    chromium("err_ssl_obsolete_version", Cause(Code::TlsVersionUnsupported)),
    chromium("err_ssl_protocol_error", Cause(Code::HandshakeClosed)).general(),
    chromium("err_connection_reset", Cause(Code::ConnectionReset)).general(),
    chromium("err_connection_closed", Cause(Code::ConnectionReset)).general(),
    chromium("err_connection_refused", Cause(Code::ConnectionRefused)),
    chromium("err_name_not_resolved", Cause(Code::DnsFailure)),
    chromium("err_connection_timed_out", Cause(Code::ConnectionTimeout)),
    chromium("err_tunnel_connection_failed", Cause(Code::ProxyFailure)),

    Row::new("gRPC", "tsi_data_corrupted", Cause(Code::HandshakeClosed), "gRPC, src/core/tsi/transport_security.cc").general().meaning("the server broke off with an alert, mostly over the client certificate, and gRPC does not print which"),
    Row::new("gRPC", "hostname verification check failed", Peer(WrongName), "gRPC, src/core/lib/security/credentials/tls"),
    Row::new("gRPC", "missing selected alpn property", Cause(Code::HandshakeClosed), "gRPC, src/core/lib/security/security_connector").general().meaning("the server passed the handshake and does not speak HTTP/2, which gRPC demands (ALPN h2)"),
    Row::new("gRPC", "failed to create security handshaker", Cause(Code::KeyMismatch), "gRPC, src/core/tsi/ssl_transport_security.cc").likely().meaning("gRPC cannot use certificate and key: they do not belong together, or are no PEM"),
    Row::new("mbed TLS", "fatal alert message was received from our peer", Cause(Code::HandshakeClosed), "mbed TLS, library/error.c").general(),
    Row::new("mbed TLS", "x509 - certificate verification failed", Peer(Untrusted), "mbed TLS, library/error.c"),
];
