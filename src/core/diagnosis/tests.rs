//! The rules as a table: what was seen, and the one word for its cause. Must not open a socket.

use super::*;
use crate::core::clock::Time;
use crate::core::http::proxy::ProxyFault;
use crate::core::http::{Ended, Head};
use crate::core::identity::{Identity, Pool};
use crate::core::issue::{Authority, NewKey, Purpose, Subject, Terms, generate};
use crate::core::material::{Input, Name, NoPasswords, Origin, parse, pem};
use crate::core::tls::way::ProxySeen;
use crate::core::tls::{Alert, CertificateRequest, Closed, Handshake, Stage, Verdict};

mod answers;
mod handshakes;
mod refused;
mod server;

const NOW: Time = Time::from_unix(1_790_000_000);
const DAY: i64 = 86_400;

/// A connection to a TLS server that has not failed yet.
fn seen(stage: Stage) -> Evidence {
    Evidence {
        host: "api.example".into(),
        port: 443,
        path: "/v1/accounts".into(),
        tls: true,
        handshake: Handshake {
            stage,
            version: Some("TLSv1.3"),
            ..Handshake::default()
        },
        ended: Some(Ended::Tls),
        client: None,
        trust: "ca.crt".into(),
        trusted: Vec::new(),
        profile: None,
        insecure: false,
        narrowed: Vec::new(),
        sni: None,
        obstacle: None,
        answer: None,
        trials: None,
        now: NOW,
    }
}

/// A client certificate for this purpose, valid between these days from now.
fn client(purpose: Purpose, from: i64, until: i64) -> ClientFacts {
    let name = |text: &str| text.parse::<Subject>().unwrap();
    let key = || generate(NewKey::EcP256).unwrap();
    let ca = Authority::create(
        &name("/CN=Ours CA"),
        key(),
        NOW.plus(-99 * DAY),
        NOW.plus(99 * DAY),
    )
    .unwrap();
    let own = key();
    let terms = Terms {
        not_before: NOW.plus(from * DAY),
        not_after: NOW.plus(until * DAY),
        purpose,
        names: vec![],
    };
    let leaf = ca
        .sign(&name("/CN=app").to_der(), own.public_key(), &terms)
        .unwrap();
    let pool = |label: &str, der: &[u8]| {
        let text = pem::encode(label, der);
        let input = Input {
            origin: Origin::named(label),
            bytes: text.as_bytes().to_vec().into(),
        };
        Pool::new(
            Origin::named(label),
            parse(&input, &mut NoPasswords).unwrap(),
        )
    };
    let identity = Identity::pair(
        pool("CERTIFICATE", leaf.as_der()),
        Some(pool("PRIVATE KEY", own.expose_pkcs8())),
    );
    ClientFacts::new(&identity.unwrap())
}

fn good() -> ClientFacts {
    client(Purpose::Client, -1, 9)
}

/// The server asked, and got this certificate or none.
fn asked(mut e: Evidence, client: Option<ClientFacts>) -> Evidence {
    e.handshake.requested = Some(CertificateRequest::default());
    e.handshake.certificate_sent = client.is_some();
    e.client = client;
    e
}

fn alert(mut e: Evidence, number: u8) -> Evidence {
    e.handshake.alert = Some(Alert(number));
    e
}

fn ended(mut e: Evidence, how: Ended) -> Evidence {
    e.ended = Some(how);
    e
}

fn closed(mut e: Evidence, how: Closed) -> Evidence {
    e.handshake.closed = Some(how);
    let end = if how == Closed::Reset {
        Ended::Reset
    } else {
        Ended::Closed
    };
    ended(e, end)
}

fn judged(verdict: Verdict) -> Evidence {
    let mut e = seen(Stage::Handshaking);
    e.handshake.verdict = Some(verdict);
    e
}

fn sent_bytes(bytes: &[u8]) -> Evidence {
    let mut e = seen(Stage::Handshaking);
    e.handshake.version = None;
    e.handshake.first_bytes = bytes.to_vec();
    e
}

fn answered(status: u16, body: &str, client: Option<ClientFacts>) -> Evidence {
    let mut e = asked(seen(Stage::Answered), client);
    e.ended = None;
    let head = Head::parse(format!("HTTP/1.1 {status} X\r\n\r\n").as_bytes()).unwrap();
    e.answer = Some(Answer {
        head,
        body: body.into(),
        authorized: true,
        bound_to: None,
    });
    e
}

/// The same with a token that is bound to the certificate with this thumbprint.
fn answered_bound(status: u16, body: &str, client: Option<ClientFacts>, to: &str) -> Evidence {
    let mut e = answered(status, body, client);
    e.answer.as_mut().unwrap().bound_to = Some(to.to_owned());
    e
}

fn accepts_only(mut e: Evidence, issuer: &str) -> Evidence {
    let name = Name::from_der(&issuer.parse::<Subject>().unwrap().to_der());
    if let Some(request) = &mut e.handshake.requested {
        request.issuers = vec![name];
    }
    e
}

#[track_caller]
fn says(code: Code, evidence: Evidence) {
    let found = diagnose(&evidence).expect("a diagnosis");
    assert_eq!(found.code, code, "{found:?}");
    assert!(
        !found.summary.is_empty() && !found.fix.is_empty(),
        "{found:?}"
    );
    assert!(!found.summary.ends_with('.'), "{found:?}");
}

#[test]
fn a_proxy_on_the_way() {
    let failed = |fault| ended(seen(Stage::Handshaking), Ended::Proxy(fault));
    for fault in [
        ProxyFault::NameNotFound,
        ProxyFault::Refused,
        ProxyFault::Unreachable("x".into()),
        ProxyFault::TimedOut,
        ProxyFault::Tls,
        ProxyFault::Closed,
        ProxyFault::NotHttp,
        ProxyFault::Status(407),
        ProxyFault::Status(418),
        ProxyFault::Socks("it would not".into()),
    ] {
        says(Code::ProxyFailure, failed(fault));
    }
    let mut e = failed(ProxyFault::Tls);
    let tls = judged(Verdict::UnknownIssuer).handshake;
    e.handshake.way.proxy = Some(ProxySeen {
        tls: Some(Box::new(tls)),
        ..ProxySeen::default()
    });
    let found = diagnose(&e).unwrap();
    assert_eq!(found.said_by, SaidBy::Us);
    assert!(found.fix.contains("--proxy-cacert"), "{found:?}");
    // a 407 without a proxy is a server's oddity
    let mut e = answered(407, "", None);
    says(Code::HttpError, e.clone());
    e.handshake.way.proxy = Some(ProxySeen::default());
    says(Code::ProxyFailure, e);
}

#[test]
fn plain_http_where_tls_was_meant() {
    let told = "<center>The plain HTTP request was sent to HTTPS port</center>";
    let plain = |e: Evidence| Evidence { tls: false, ..e };
    says(Code::HttpError, answered(400, told, None));
    says(Code::NotTls, plain(answered(400, told, None)));
    says(Code::HttpError, plain(answered(400, "no", None)));
    let alert = ended(sent_bytes(&[21, 3, 3, 0, 2, 2, 70]), Ended::NotHttp);
    says(Code::NotTls, plain(alert));
}

#[test]
fn network() {
    says(
        Code::DnsFailure,
        ended(seen(Stage::Resolving), Ended::NameNotFound),
    );
    says(
        Code::DnsFailure,
        ended(seen(Stage::Resolving), Ended::TimedOut),
    );
    says(
        Code::ConnectionRefused,
        ended(seen(Stage::Connecting), Ended::Refused),
    );
    says(
        Code::ConnectionRefused,
        ended(
            seen(Stage::Connecting),
            Ended::Unreachable("no route to host".into()),
        ),
    );
    says(
        Code::ConnectionTimeout,
        ended(seen(Stage::Connecting), Ended::TimedOut),
    );
    says(
        Code::HandshakeTimeout,
        ended(seen(Stage::Handshaking), Ended::TimedOut),
    );
    says(
        Code::ConnectionTimeout,
        ended(seen(Stage::Established), Ended::TimedOut),
    );
    says(
        Code::ConnectionReset,
        closed(seen(Stage::Established), Closed::Reset),
    );
    says(
        Code::ConnectionReset,
        closed(seen(Stage::Established), Closed::Closed),
    );
    says(
        Code::ConnectionReset,
        ended(seen(Stage::Answered), Ended::Truncated),
    );
    says(
        Code::HttpError,
        ended(seen(Stage::Answered), Ended::NotHttp),
    );
    let why = || "invalid chunk length".to_owned();
    says(
        Code::HttpError,
        ended(seen(Stage::Answered), Ended::BadFraming(why())),
    );
    says(
        Code::ConnectionReset,
        ended(seen(Stage::Established), Ended::Other(why())),
    );
    says(
        Code::HandshakeClosed,
        ended(seen(Stage::Handshaking), Ended::Other(why())),
    );
}

#[test]
fn the_name_that_was_looked_up_is_the_one_that_is_told() {
    let mut e = ended(seen(Stage::Resolving), Ended::NameNotFound);
    e.handshake.way.detour = Some(("elsewhere".into(), 8443));
    let found = diagnose(&e).unwrap();
    assert!(
        found
            .summary
            .contains("the name elsewhere does not resolve"),
        "{found:?}"
    );
    assert!(found.summary.contains("--connect-to"), "{found:?}");
    assert!(found.fix.contains("connect-to in a profile"), "{found:?}");
    assert!(
        found.fix.contains("--resolve elsewhere:8443:ADDRESS"),
        "{found:?}"
    );
    e.handshake.way.detour = None;
    e.handshake.way.resolved_for = vec![8443];
    let found = diagnose(&e).unwrap();
    assert!(found.summary.contains("api.example"), "{found:?}");
    assert!(
        found.evidence[0].contains("for port 8443 only, and port 443"),
        "{found:?}"
    );
}

#[test]
fn ports_that_speak_something_else() {
    for bytes in [
        &b"HTTP/1.1 400"[..],
        b"SSH-2.0-x",
        b"\0\0\x12\x04\0\0\0\0\0",
        b"220 mail",
        b"+OK",
        b"* OK",
        b"<html>",
        &[0xff, 1, 2],
    ] {
        says(Code::NotTls, sent_bytes(bytes));
    }
}

#[test]
fn tls_without_a_certificate_in_question() {
    says(
        Code::TlsVersionUnsupported,
        alert(seen(Stage::Handshaking), 70),
    );
    says(Code::NoSharedCipher, alert(seen(Stage::Handshaking), 40));
    says(Code::NoSharedCipher, alert(seen(Stage::Handshaking), 71));
    says(Code::SniUnrecognized, alert(seen(Stage::Handshaking), 112));
    says(Code::HandshakeClosed, alert(seen(Stage::Handshaking), 80));
    says(
        Code::HandshakeClosed,
        closed(seen(Stage::Handshaking), Closed::Reset),
    );
    let mut renegotiating = seen(Stage::Established);
    renegotiating.handshake.version = Some("TLSv1.2");
    for (number, code) in [
        (40, Code::ClientCertRequestedLate),
        (42, Code::ClientCertRequestedLate),
        (100, Code::ClientCertRequestedLate),
        (49, Code::HandshakeClosed),
    ] {
        says(code, alert(renegotiating.clone(), number));
    }
    // TLS 1.3 knows no renegotiation, and we do not offer what stands in its place
    for (number, code) in [
        (40, Code::HandshakeClosed),
        (49, Code::HandshakeClosed),
        (116, Code::ClientCertRequestedLate),
    ] {
        let found = diagnose(&alert(seen(Stage::Established), number)).unwrap();
        assert_eq!(found.code, code);
        assert!(!found.summary.contains("renegotiation"), "{found:?}");
    }
    says(Code::ConnectionReset, alert(seen(Stage::Answered), 80));
    let mut version = seen(Stage::Handshaking);
    version.handshake.protocol_error =
        Some("peer is incompatible: ServerTlsVersionIsDisabledByOurConfig".into());
    says(Code::TlsVersionUnsupported, version);
}

#[test]
fn evidence_names_the_alert_and_what_was_presented() {
    let found = diagnose(&alert(asked(seen(Stage::Established), Some(good())), 48)).unwrap();
    assert!(
        found.evidence[0].contains("TLS 1.3 alert unknown_ca (48) after the handshake"),
        "{found:?}"
    );
    assert!(
        found.evidence[1].contains("CN=app, issued by CN=Ours CA"),
        "{found:?}"
    );
    let words = diagnose(&answered(403, "{\"message\":\"ip not allowed\"}", None)).unwrap();
    assert!(
        words
            .evidence
            .iter()
            .any(|l| l == "the server says: ip not allowed"),
        "{words:?}"
    );
}
