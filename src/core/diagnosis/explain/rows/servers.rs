//! Logs of servers: nginx, Apache, HAProxy, stunnel, Envoy. What they say of a client's certificate
//! stands here by its owner, whoever reads it.

use super::super::super::Code;
use super::super::says::Fault::*;
use super::super::says::Says::{Cause, Peer};
use super::super::says::{Row, Says};

const fn nginx(text: &'static str, says: Says) -> Row {
    Row::new(
        "nginx",
        text,
        says,
        "nginx, src/http/ngx_http_request.c, src/event/ngx_event_openssl.c",
    )
}

const fn apache(text: &'static str, says: Says) -> Row {
    Row::new(
        "Apache",
        text,
        says,
        "Apache httpd, modules/ssl/ssl_engine_kernel.c, ssl_engine_io.c, ssl_engine_init.c",
    )
}

const fn haproxy(text: &'static str, says: Says) -> Row {
    Row::new(
        "HAProxy",
        text,
        says,
        "HAProxy, src/connection.c (conn_err_code_str)",
    )
}

const fn stunnel(text: &'static str, says: Says) -> Row {
    Row::new(
        "stunnel",
        text,
        says,
        "stunnel, src/verify.c and src/client.c",
    )
}

const NO_CLIENT: &str = "the client's TLS offered nothing that this server takes";

#[rustfmt::skip] // a table
pub(super) const ROWS: &[Row] = &[
    nginx("client sent no required ssl certificate", Cause(Code::ClientCertRequired)),
    nginx("client ssl certificate verify error", Cause(Code::ClientCertRejected)).general(),
    nginx("upstream ssl certificate verify error", Cause(Code::ServerCertUntrusted)).general(),
    nginx("upstream ssl certificate does not match", Cause(Code::ServerNameMismatch)),
    nginx("peer closed connection in ssl handshake", Cause(Code::HandshakeClosed)).general(),
    nginx("client sent plain http request to https port", Cause(Code::NotTls)),
    nginx("cannot load certificate key", Cause(Code::FileUnreadable)).general(),
    nginx("cannot load certificate", Cause(Code::FileUnreadable)).general(),
    nginx("ssl_ctx_use_privatekey .. key values mismatch", Cause(Code::KeyMismatch)),
    nginx("ssl_do_handshake() failed", Cause(Code::HandshakeClosed)).wrapper(),

    apache("ah02039", Peer(Untrusted)).general(),
    apache("certificate verification: error", Peer(Untrusted)).general(),
    apache("ah02261", Cause(Code::ClientCertRequired)).likely().meaning("the client was asked for its certificate at a second handshake, for this path, and that failed: it has none, or cannot do it"),
    apache("re-negotiation handshake failed", Cause(Code::ClientCertRequired)).likely().meaning("the client was asked for its certificate at a second handshake, for this path, and that failed: it has none, or cannot do it"),
    apache("re-negotiation request failed", Cause(Code::ClientCertRequestedLate)),
    apache("ah10158", Cause(Code::ClientCertRequestedLate)),
    apache("cannot perform post-handshake authentication", Cause(Code::ClientCertRequestedLate)),
    apache("ah10129", Cause(Code::ClientCertRequestedLate)).general(),
    apache("failed in post-handshake authentication", Cause(Code::ClientCertRequired)).likely(),
    apache("ah02565", Cause(Code::KeyMismatch)),
    apache("certificate and private key .. do not match", Cause(Code::KeyMismatch)),
    apache("ah02572", Cause(Code::CertMissing)).general(),
    apache("ah02033", Cause(Code::SniUnrecognized)),
    apache("no hostname was provided via sni", Cause(Code::SniUnrecognized)),
    apache("ah02032", Cause(Code::WrongHost)),
    apache("provided via sni and hostname .. provided via http", Cause(Code::WrongHost)),
    apache("speaking http on https port", Cause(Code::NotTls)),
    apache("ah02008", Cause(Code::HandshakeClosed)).wrapper(),
    apache("ssl library error 1 in handshake", Cause(Code::HandshakeClosed)).wrapper(),

    haproxy("ssl client certificate not trusted", Cause(Code::ClientCertUntrusted)).general().meaning("HAProxy did not accept the client certificate: its issuer is not known, or it has expired or is revoked"),
    haproxy("ssl client ca chain cannot be verified", Cause(Code::ClientCertUntrusted)).meaning("HAProxy could not verify the client certificate up to a CA in its ca-file"),
    haproxy("client certificate is required", Cause(Code::ClientCertRequired)),
    haproxy("ssl handshake failure", Cause(Code::HandshakeClosed)).wrapper(),
    haproxy("connection closed during ssl handshake", Cause(Code::HandshakeClosed)).general(),
    haproxy("connection error during ssl handshake", Cause(Code::HandshakeClosed)).general(),
    haproxy("timeout during ssl handshake", Cause(Code::HandshakeTimeout)),
    haproxy("protocol or cipher", Cause(Code::NoSharedCipher)).general().meaning(NO_CLIENT),

    stunnel("cert: pre-verification error", Peer(Untrusted)).general(),
    stunnel("rejected by cert at depth", Peer(Untrusted)).general(),
    stunnel("cert: subject checks failed", Peer(WrongName)).likely(),
    stunnel("cert: no matching host name found", Peer(WrongName)),
    stunnel("transfer: s_poll_wait: timeout", Cause(Code::HandshakeTimeout)).general(),

    Row::new("Envoy", "tls error .. certificate_verify_failed", Peer(Untrusted), "Envoy, source/common/tls").general(),
    Row::new("Envoy", "upstream connect error or disconnect/reset before headers", Cause(Code::ConnectionReset), "Envoy, source/common/http/utility.cc").wrapper(),
];
