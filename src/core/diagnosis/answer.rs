//! Refusals that come as an HTTP answer: nginx's 400s for certificates, 401, 403, and the rest.

use super::{Answer, Code, Diagnosis, Evidence, SaidBy, client, network, ours};
use crate::core::http::{says_expired, words};

/// What an answer of 400 and over says.
pub(super) fn in_http(e: &Evidence) -> Option<Diagnosis> {
    let answer = e.answer.as_ref().filter(|a| a.head.status >= 400)?;
    nginx(e, answer)
        .or_else(|| meant_tls(e, answer))
        .or_else(|| not_bound(e, answer))
        .or_else(|| of_certificate(e, answer))
        .or_else(|| Some(by_status(e, answer)))
}

/// nginx lets the handshake pass and answers 400 (its own 495 and 496 shown as 400).
/// Source: nginx, src/http/ngx_http_special_response.c and ngx_http_request.c.
fn nginx(e: &Evidence, answer: &Answer) -> Option<Diagnosis> {
    let said = |text: &str| answer.body.contains(text) || is_page_of(answer, text);
    let line = |text: &str| match answer.body.is_empty() {
        true => format!("HTTP {} of the length of \"{text}\"", answer.head.status),
        false => format!("HTTP {} with \"{text}\"", answer.head.status),
    };
    if said(NONE_SENT) {
        return Some(client::not_sent(e).led_by(line(NONE_SENT)));
    }
    if !said(NOT_ACCEPTED) {
        return None;
    }
    let diagnosis = ours::fault(e).unwrap_or_else(|| {
        Diagnosis::new(
            Code::ClientCertRejected,
            SaidBy::Server,
            "the server did not accept the client certificate (untrusted issuer, missing intermediate, or wrong purpose)",
            "check that this is the certificate for this environment and that onboarding is complete; give your provider its fingerprint (mtls inspect)",
        )
        .with(e.client_lines())
        .with(e.request_lines())
    });
    Some(diagnosis.led_by(line(NOT_ACCEPTED)))
}

/// Whether an answer to a HEAD announces nginx's page with these words: its length tells, as the
/// page holds them twice and nginx's name once.
/// Source: nginx, src/http/ngx_http_special_response.c (ngx_http_error_495_page, .._tail).
fn is_page_of(answer: &Answer, words: &str) -> bool {
    let server = answer.head.header("Server").unwrap_or_default();
    let length = answer.head.header("Content-Length");
    let page = format!(
        "<html>\r\n<head><title>400 {words}</title></head>\r\n<body>\r\n\
         <center><h1>400 Bad Request</h1></center>\r\n<center>{words}</center>\r\n\
         <hr><center>{server}</center>\r\n</body>\r\n</html>\r\n"
    );
    answer.head.status == 400
        && answer.body.is_empty()
        && server.starts_with("nginx")
        && length.and_then(|n| n.parse().ok()) == Some(page.len())
}

/// Plain http spoken to a port that speaks https.
/// Sources: nginx, src/http/ngx_http_special_response.c; Apache, modules/http/http_protocol.c; Go,
/// src/net/http/server.go.
fn meant_tls(e: &Evidence, answer: &Answer) -> Option<Diagnosis> {
    let words = MEANT_TLS.iter().find(|words| answer.body.contains(**words));
    let line = format!("HTTP {} with \"{}\"", answer.head.status, words?);
    let told = (!e.tls && answer.head.status == 400).then(network::meant_tls);
    told.map(|diagnosis| diagnosis.led_by(line))
}

/// The token itself shows that it is another certificate's (RFC 8705 section 3): that is more
/// certain than the server's words, which may be about any token.
fn not_bound(e: &Evidence, answer: &Answer) -> Option<Diagnosis> {
    let bound_to = answer.bound_to.as_ref()?;
    if answer.head.status != 401 || !e.tls {
        return None;
    }
    let sent = e.client.as_ref().filter(|_| e.sent());
    let ours = sent.map(|client| client.leaf.thumbprint_s256());
    let (summary, line) = match ours {
        Some(ours) if ours == *bound_to => return None,
        Some(ours) => (
            "the token is bound to another certificate than the one presented",
            format!("the certificate presented has x5t#S256 {ours}"),
        ),
        None => (
            "the token is bound to a certificate, and none was presented",
            e.request_lines().concat(),
        ),
    };
    let bound = format!("the token is bound to the certificate with x5t#S256 {bound_to}");
    let mut lines = said(answer);
    lines.extend([bound, line]);
    let fix = "get a new token with this certificate, or give the certificate that the token was got with";
    let summary = format!("{summary} (HTTP 401)");
    Some(Diagnosis::new(Code::TokenNotBound, SaidBy::Server, summary, fix).with(lines))
}

/// The answer's own words, as lines of evidence.
fn said(answer: &Answer) -> Vec<String> {
    let head = &answer.head;
    let status = format!("HTTP {} {}", head.status, head.reason);
    let mut lines = vec![status.trim_end().to_owned()];
    let challenge = head.header("WWW-Authenticate");
    lines.extend(challenge.map(|v| format!("WWW-Authenticate: {v}")));
    lines.extend(words(&answer.body).map(|said| format!("the server says: {said}")));
    lines
}

/// The certificate, or its absence, is the likely cause; the server's own words stay.
fn of_certificate(e: &Evidence, answer: &Answer) -> Option<Diagnosis> {
    let mut found = client::in_answer(e)?;
    found.evidence.splice(0..0, said(answer));
    Some(found)
}

fn by_status(e: &Evidence, answer: &Answer) -> Diagnosis {
    let head = &answer.head;
    let mut lines = said(answer);
    let unsent = e.asked() && !e.sent();
    let (code, summary, fix) = match head.status {
        403 if unsent => (
            Code::Forbidden,
            "the server asked for a client certificate, none was sent, and it does not allow this",
            "pass --cert and --key; if it stays, ask about the allow-list",
        ),
        401 if answer.authorized && says_expired(head, answer.body.as_bytes()) => (
            Code::TokenExpired,
            "the server says that the token has expired",
            "get a new one (mtls token, or --token-url); if it is new, compare your clock with the server's Date",
        ),
        401 if answer.authorized => (
            Code::Unauthorized,
            "the server did not accept the token or credentials",
            "get a new token (mtls token), and check that it belongs to this environment and this certificate",
        ),
        401 => (
            Code::Unauthorized,
            "the server wants credentials and none were sent",
            "add --oauth2-bearer TOKEN, or --token-url, --client-id and --client-secret to fetch one",
        ),
        403 => (
            Code::Forbidden,
            "the server knows who you are, and does not allow this",
            "ask your provider whether your public address is on the allow-list and the credential has the permission",
        ),
        _ => (
            Code::HttpError,
            "the server answered with an error",
            "read the answer's body: it is the server's own word",
        ),
    };
    let summary = format!("{summary} (HTTP {})", head.status);
    if matches!(head.status, 401 | 403) && unsent {
        lines.push("it asked for a client certificate in the handshake, and none was sent".into());
    }
    Diagnosis::new(code, SaidBy::Server, summary, fix).with(lines)
}

/// nginx's words for its 496.
const NONE_SENT: &str = "No required SSL certificate was sent";
/// What servers say to plain http on a port of TLS: nginx, Apache, Go.
const MEANT_TLS: [&str; 3] = [
    "The plain HTTP request was sent to HTTPS port",
    "speaking plain HTTP to an SSL-enabled server port",
    "Client sent an HTTP request to an HTTPS server",
];
/// nginx's words for its 495.
const NOT_ACCEPTED: &str = "The SSL certificate error";
