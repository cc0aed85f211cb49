//! What a status means for a client with a certificate, where nobody's words say more: no more is
//! claimed than was seen.

use super::said;
use crate::core::diagnosis::{Answer, Code, Diagnosis, Evidence, SaidBy, client, late, ours};
use crate::core::http::{named_words, says_expired};

/// Code, cause and fix.
type Row = (Code, &'static str, &'static str);

/// By status alone.
pub(super) fn by_status(e: &Evidence, answer: &Answer) -> Diagnosis {
    let status = answer.head.status;
    if let Some(likely) = by_what_was_seen(e, answer).or_else(|| perhaps_late(e, answer)) {
        return said(answer)
            .into_iter()
            .rev()
            .fold(likely, Diagnosis::led_by);
    }
    let (code, summary, fix) = match status {
        401 => unauthorized(answer),
        403 => forbidden(e, answer),
        other => of_others(other),
    };
    let mut lines = said(answer);
    if matches!(status, 401 | 403) && e.tls {
        lines.extend(standing(e));
    }
    let summary = format!("{summary} (HTTP {status})");
    Diagnosis::new(code, SaidBy::Server, summary, fix).with(lines)
}

/// A 403, or a 400 without a body as to a HEAD, that says no more, where what was seen does: the
/// server asked for a certificate and got none, or one that anybody can see to be wrong. Likely, and
/// said so. Servers that only ask in the handshake leave the judgement to HTTP: nginx always, HAProxy
/// with `crt-ignore-err`, Node without `rejectUnauthorized`. One that says why by itself is believed.
pub(super) fn by_what_was_seen(e: &Evidence, answer: &Answer) -> Option<Diagnosis> {
    let status = answer.head.status;
    let may_judge = status == 403 || status == 400 && answer.body.is_empty();
    if !may_judge || !e.tls || !e.asked() || has_its_own_reason(answer) {
        return None;
    }
    let mut found = if e.sent() {
        ours::fault(e).filter(|fault| is_telling(e, fault.code))?
    } else {
        client::not_sent(e)
    };
    found.summary = format!(
        "{}: most likely that is why the server refuses (HTTP {status})",
        found.summary
    );
    Some(found)
}

/// The server names a reason: of the token (RFC 6750 section 3), or in a JSON body, in more words than
/// that it refuses.
fn has_its_own_reason(answer: &Answer) -> bool {
    let challenge = answer.head.header("WWW-Authenticate").unwrap_or_default();
    if challenge.to_ascii_lowercase().contains("error=") {
        return true;
    }
    if !answer.body.trim_start().starts_with('{') {
        return false;
    }
    let said = named_words(&answer.body).unwrap_or_default();
    let said = said.to_lowercase();
    let mut words = said.split(|c: char| !c.is_alphanumeric());
    words.any(|word| !word.is_empty() && !MERE_REFUSAL.contains(&word))
}

/// A certificate that signed itself may be what is registered there.
fn is_telling(e: &Evidence, code: Code) -> bool {
    match code {
        Code::ClientCertExpired
        | Code::ClientCertNotYetValid
        | Code::ClientCertWrongPurpose
        | Code::ClientCertWeak => true,
        // where an issuer is published alone tells nothing of what the server has
        Code::ClientChainIncomplete => {
            let nearby = e.client.as_ref().is_some_and(|c| !c.nearby.is_empty());
            nearby || e.issuer_not_accepted()
        }
        Code::ClientCertUntrusted => e.issuer_not_accepted(),
        _ => false,
    }
}

fn unauthorized(answer: &Answer) -> Row {
    if !answer.authorized {
        return (
            Code::Unauthorized,
            "the server wants credentials and none were sent",
            "add --oauth2-bearer TOKEN, or --token-url, --client-id and --client-secret to fetch one",
        );
    }
    if says_expired(&answer.head, answer.body.as_bytes()) {
        return (
            Code::TokenExpired,
            "the server says that the token has expired",
            "get a new one (mtls token, or --token-url); if it is new, compare your clock with the server's Date",
        );
    }
    (
        Code::Unauthorized,
        "the server did not accept the token or credentials",
        "get a new token (mtls token), and check that it belongs to this environment and this certificate",
    )
}

fn forbidden(e: &Evidence, answer: &Answer) -> Row {
    let (summary, fix) = match (e.sent(), answer.authorized) {
        (true, true) => (
            "the server has your certificate and credentials, and does not allow this",
            ALLOWED,
        ),
        (true, false) => (
            "the server has your certificate, and does not allow this",
            "ask your provider whether this certificate is linked and has the permission, whether your public address is on the allow-list, and whether a token is wanted too",
        ),
        (false, true) if e.client.is_some() => (
            "the server did not ask for your certificate, has your credentials alone, and does not allow this",
            "check host and port: providers often have others for calls with a certificate; then ask about the allow-list and the permission",
        ),
        (false, true) => (
            "the server has your credentials, and does not allow this",
            ALLOWED,
        ),
        (false, false) if e.client.is_some() => (
            "the server did not ask for your certificate, does not know who you are, and does not allow this",
            "check host and port: providers often have others for calls with a certificate; then ask about the allow-list, and whether a token is wanted",
        ),
        (false, false) => (
            "the server does not allow this to a stranger: neither certificate nor credentials were sent",
            "send what the API wants (--cert and --key, a token); if it stays, ask about the allow-list",
        ),
    };
    (Code::Forbidden, summary, fix)
}

/// What became of the certificate, a line of evidence.
pub(super) fn standing(e: &Evidence) -> Vec<String> {
    if e.sent() {
        return e.client_lines();
    }
    if e.asked() {
        return vec![
            "it asked for a client certificate in the handshake, and none was sent".into(),
        ];
    }
    let mut lines = e.client_lines();
    if !lines.is_empty() {
        lines.extend(e.request_lines());
    }
    lines
}

/// Those who may want a certificate for a path alone, and say so on a page that HEAD does not bring:
/// likely where one is at hand, and nothing else is named. In TLS 1.2 the wish would have been seen.
/// Sources: Apache httpd, modules/ssl/ssl_engine_kernel.c; learn.microsoft.com, "SSL Settings" of IIS.
fn perhaps_late(e: &Evidence, answer: &Answer) -> Option<Diagnosis> {
    let server = answer.head.header("Server")?.to_ascii_lowercase();
    let may = answer.head.status == 403 && answer.body.is_empty() && !answer.authorized;
    let unasked = e.tls && !e.asked() && e.handshake.version == Some("TLSv1.3");
    let (_, name) = LATE.iter().find(|(part, _)| server.starts_with(part))?;
    if !may || !unasked || e.client.is_none() || has_its_own_reason(answer) {
        return None;
    }
    let mut found = late::late(e, name).with(standing(e));
    found.summary = format!(
        "{}: most likely that is why it refuses (HTTP 403)",
        found.summary
    );
    let how = "a server of this kind may want the certificate after the request, for this path alone: the page of a GET tells (mtls call), and where it takes TLS 1.2 too, --tls-max 1.2 shows it";
    Some(found.with([how.to_owned()]))
}

/// RFC 9110 section 15, RFC 6585; 495 and 496 are nginx's and known by their rows.
fn of_others(status: u16) -> Row {
    let (code, summary, fix) = match status {
        404 => (
            Code::HttpError,
            "the server has nothing at this path",
            "check path and host: providers often have another host for calls with a certificate, and another for each environment",
        ),
        405 => (
            Code::HttpError,
            "the path does not take this method",
            "check the method (-X) and the path against the API's documentation",
        ),
        407 => (
            Code::HttpError,
            "something between wants a proxy's login, and no proxy was named",
            "name it with -x PROXY and -U USER:PASSWORD",
        ),
        415 => (
            Code::HttpError,
            "the server does not take this kind of body",
            "name it: -H 'Content-Type: application/json', or what the API's documentation says",
        ),
        421 => (
            Code::WrongHost,
            "the connection is not one for this host name",
            "keep the provider's own name in the URL: the name in TLS (--sni) and the Host header must be the same",
        ),
        429 => (
            Code::HttpError,
            "the server wants fewer calls in this time",
            "wait as long as it says; --retry does so by itself",
        ),
        431 => (
            Code::HttpError,
            "the request's headers are too large for the server",
            "send fewer or shorter ones; a gateway that hands certificates on in a header may make them so too",
        ),
        502..=504 => (
            Code::HttpError,
            "the gateway stands, and what is behind it does not answer",
            "try again later, and tell your provider: handshake and certificate were fine this far",
        ),
        500.. => (
            Code::HttpError,
            "the server failed at it",
            "try again, then tell your provider with the time and what the answer's body says",
        ),
        _ => (
            Code::HttpError,
            "the server answered with an error",
            READ_THE_BODY,
        ),
    };
    (code, summary, fix)
}

/// Words of which a refusal consists that gives no reason.
const MERE_REFUSAL: [&str; 22] = [
    "http",
    "error",
    "code",
    "status",
    "403",
    "400",
    "bad",
    "request",
    "forbidden",
    "access",
    "denied",
    "is",
    "not",
    "allowed",
    "the",
    "to",
    "resource",
    "this",
    // Node of a verdict that has no name of its own, and of one that it did not come to: seen, Node 20
    "unspecified",
    "unable",
    "get",
    "crl",
];
const LATE: [(&str, &str); 2] = [("apache", "Apache"), ("microsoft-iis", "IIS")];
/// What to do where nothing better is known.
pub const READ_THE_BODY: &str = "read the answer's body: it is the server's own word";
const ALLOWED: &str = "ask your provider whether your public address is on the allow-list and the credential has the permission";
