//! The client certificate asked for after the request: by renegotiation (TLS 1.2) or after the
//! handshake (TLS 1.3), neither of which is spoken here. Must not guess where it can be seen.

use super::network::place;
use super::{Code, Diagnosis, Evidence, SaidBy};
use crate::core::shell;
use crate::core::tls::Stage;

/// A request for the certificate that comes after the handshake, seen for certain: a HelloRequest
/// in TLS 1.2 (RFC 5246 section 7.4.1.1), or a CertificateRequest in TLS 1.3 from a server that
/// minds not that we did not offer it (RFC 8446 section 4.6.2). Those that do mind say nothing of
/// it in TLS: `openssl s_server` drops the attempt, Apache answers 403.
pub(super) fn asked_late(e: &Evidence) -> Option<Diagnosis> {
    let denied = |status| matches!(status, 400 | 401 | 403);
    let failed = e.ended.is_some() || e.answer.as_ref().is_some_and(|a| denied(a.head.status));
    if !e.tls || !failed {
        return None;
    }
    let problem = e.handshake.protocol_error.as_deref().unwrap_or_default();
    let seen = if e.handshake.renegotiation_asked {
        "the server sent HelloRequest after the request (renegotiation)"
    } else if e.handshake.stage >= Stage::Established && problem.contains(UNOFFERED) {
        "the server sent CertificateRequest after the request (TLS 1.3 post-handshake authentication)"
    } else {
        return None;
    };
    Some(
        late(e, "the server")
            .with([seen.to_owned()])
            .with(how_it_went_on(e)),
    )
}

/// What became of the connection after a late request.
fn how_it_went_on(e: &Evidence) -> Vec<String> {
    let mut lines = match &e.answer {
        Some(answer) => vec![format!("it then answered HTTP {}", answer.head.status)],
        None => vec![e.ending()],
    };
    if e.sent() {
        lines.push("the client certificate had gone out in the first handshake already".into());
    }
    lines
}

/// Somebody asks for the certificate after the request, which rustls does not know. The fix names what
/// does: OpenSSL, and curl with it (lib/vtls/openssl.c, SSL_CTX_set_post_handshake_auth).
pub(super) fn late(e: &Evidence, by: &str) -> Diagnosis {
    let what = if e.asked() {
        "asks for a second handshake after the request, by renegotiation,"
    } else if e.handshake.version == Some("TLSv1.2") {
        "asks for the client certificate only after the request, by renegotiation,"
    } else {
        "asks for the client certificate only after the request"
    };
    let before = if what.ends_with(',') { " " } else { ", " };
    let summary = format!("{by} {what}{before}which is not supported here");
    let (place, name) = (place(e), e.sni.as_ref().unwrap_or(&e.host));
    let more = match e.handshake.version {
        Some("TLSv1.2") => "-tls1_2",
        _ => "-enable_pha",
    };
    let client = e.client.as_ref();
    let cert = client.and_then(|client| file(&client.origin));
    let key = client.and_then(|client| file(&client.key_origin));
    let (cert, key) = (cert.unwrap_or("FILE"), key.unwrap_or("FILE"));
    let (cacert, cafile) = file(&e.trust).map_or_else(Default::default, |ca| {
        (format!(" --cacert {ca}"), format!(" -CAfile {ca}"))
    });
    let url = shell::word(&format!("https://{place}{}", e.path));
    let fix = format!(
        "ask the provider to require the certificate on the whole host, or on a host or port of its own; curl and openssl can answer such a request meanwhile: curl{cacert} --cert {cert} --key {key} {url}, or openssl s_client -connect {place} -servername {name} {more}{cafile} -cert {cert} -key {key}"
    );
    Diagnosis::new(Code::ClientCertRequestedLate, SaidBy::Server, summary, fix)
}

/// A name that can be written as one PEM file's: not a list, not words, not a keystore's.
fn file(name: &str) -> Option<&str> {
    let lower = name.to_ascii_lowercase();
    let stored = KEYSTORES.iter().any(|end| lower.ends_with(end));
    (is_file(name) && !stored).then_some(name)
}

/// A name that can stand in a command as it is.
pub(super) fn is_file(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || "'\"$`(".contains(c))
}

const KEYSTORES: [&str; 4] = [".p12", ".pfx", ".jks", ".jceks"];
/// How rustls 0.23 begins when TLS 1.3 brings a CertificateRequest after the handshake (error.rs,
/// `InappropriateHandshakeMessage`).
const UNOFFERED: &str = "got CertificateRequest";
