//! Handshakes that break for what both sides lack, that stop, or that are wanted late. Must not open a
//! socket.

use super::*;
use crate::core::tls::hello::{Dimension, Obstacle, Outcome, Protocol, ServerHello, Suite};

/// With what was found to stand in the way of the handshake.
fn obstructed(number: u8, obstacle: Obstacle) -> Evidence {
    let mut e = alert(seen(Stage::Handshaking), number);
    e.handshake.version = None;
    e.obstacle = Some(obstacle);
    e
}

fn chosen(version: Protocol, suite: u16) -> ServerHello {
    ServerHello {
        version,
        suite: Suite(suite),
        group: None,
        scheme: None,
        dh_bits: None,
        retry: false,
    }
}

fn lacks(dimension: Dimension, takes: &str, chosen: ServerHello) -> Obstacle {
    Obstacle::NoCommon {
        dimension,
        takes: takes.split_whitespace().map(str::to_owned).collect(),
        all: true,
        chosen,
    }
}

/// What was found, its code, and how the sentence begins.
fn lacking() -> Vec<(Obstacle, Code, &'static str)> {
    let rsa = chosen(Protocol::TLS12, 0x002f);
    vec![
        (
            lacks(Dimension::Version, "-", chosen(Protocol::TLS10, 0x002f)),
            Code::TlsVersionUnsupported,
            "the server speaks nothing newer than TLS 1.0",
        ),
        (
            lacks(Dimension::Version, "-", chosen(Protocol::TLS13, 0x1301)),
            Code::TlsVersionUnsupported,
            "the server speaks TLS 1.3, and nothing older",
        ),
        (
            lacks(Dimension::CipherSuite, "TLS_RSA_WITH_AES_128_CBC_SHA", rsa),
            Code::NoSharedCipher,
            "the server takes only TLS_RSA_WITH_AES_128_CBC_SHA (RSA key exchange)",
        ),
        (
            lacks(Dimension::Group, "x448", rsa),
            Code::NoSharedCipher,
            "the server takes only x448 for the key exchange",
        ),
        (
            lacks(Dimension::SignatureScheme, "rsa_pkcs1_sha1", rsa),
            Code::NoSharedCipher,
            "the server signs with only rsa_pkcs1_sha1",
        ),
        (
            Obstacle::Name,
            Code::SniUnrecognized,
            "the server refuses the name api.example",
        ),
        (
            Obstacle::Everything {
                answer: Outcome::Closed,
            },
            Code::HandshakeClosed,
            "the server refuses every TLS handshake",
        ),
    ]
}

#[test]
fn what_both_sides_lack_takes_the_place_of_the_guess() {
    let rsa = chosen(Protocol::TLS12, 0x002f);
    for (obstacle, code, saying) in lacking() {
        for number in [40, 70, 71] {
            let found = diagnose(&obstructed(number, obstacle.clone())).unwrap();
            assert_eq!(found.code, code, "{found:?}");
            assert!(found.summary.starts_with(saying), "{found:?}");
        }
    }
    // an unknown name needs no further proof
    says(Code::SniUnrecognized, obstructed(112, Obstacle::Nothing));
    says(Code::NoSharedCipher, obstructed(40, Obstacle::Nothing));
    let mut closed = closed(obstructed(0, Obstacle::Nothing), Closed::Closed);
    closed.handshake.alert = None;
    closed.obstacle = Some(lacks(Dimension::Group, "x448", rsa));
    says(Code::NoSharedCipher, closed);
}

#[test]
fn a_handshake_that_stops_is_told_by_how_far_it_came() {
    let stopped = |bytes: &[u8], version| {
        let mut e = ended(sent_bytes(bytes), Ended::TimedOut);
        e.handshake.version = version;
        diagnose(&e).unwrap()
    };
    let nothing = stopped(b"", None);
    assert!(nothing.summary.contains("did not answer"), "{nothing:?}");
    assert!(!nothing.fix.contains("MTU"), "{nothing:?}");
    for (bytes, version) in [
        (&[22, 3, 3, 9][..], None),
        (&[22, 3, 3, 0, 80], Some("TLSv1.2")),
    ] {
        let found = stopped(bytes, version);
        assert_eq!(found.code, Code::HandshakeTimeout);
        assert!(found.fix.contains("MTU"), "{found:?}");
    }
    let mut judging = asked(seen(Stage::Handshaking), Some(good()));
    judging.ended = Some(Ended::TimedOut);
    let found = diagnose(&judging).unwrap();
    assert!(
        found.summary.contains("took the client certificate"),
        "{found:?}"
    );
    // a usual port that does not answer
    let mut database = ended(sent_bytes(b""), Ended::TimedOut);
    database.port = 5432;
    assert!(diagnose(&database).unwrap().fix.contains("PostgreSQL"));
    let mut old = sent_bytes(&[22, 3, 1, 0, 80, 2, 0, 0, 76, 3, 1]);
    old.handshake.protocol_error = Some("peer is incompatible".into());
    let found = diagnose(&old).unwrap();
    assert_eq!(found.code, Code::TlsVersionUnsupported);
    assert!(found.summary.contains("TLS 1.0"), "{found:?}");
}

#[test]
fn a_certificate_asked_for_after_the_handshake() {
    let mut renegotiating = seen(Stage::Established);
    renegotiating.handshake.version = Some("TLSv1.2");
    renegotiating.handshake.renegotiation_asked = true;
    for e in [
        alert(renegotiating.clone(), 40),
        closed(renegotiating.clone(), Closed::Closed),
        closed(renegotiating.clone(), Closed::Reset),
        ended(renegotiating.clone(), Ended::TimedOut),
        alert(asked(renegotiating.clone(), Some(good())), 40),
    ] {
        says(Code::ClientCertRequestedLate, e.clone());
        let found = diagnose(&e).unwrap();
        assert!(found.evidence[0].contains("sent HelloRequest"), "{found:?}");
    }
    let mut named = asked(renegotiating.clone(), Some(good()));
    let ours = named.client.as_mut().unwrap();
    (ours.origin, ours.key_origin) = ("app.crt".into(), "app.key".into());
    let found = diagnose(&alert(named, 40)).unwrap();
    let pasted =
        "curl --cacert ca.crt --cert app.crt --key app.key https://api.example:443/v1/accounts,";
    assert!(found.fix.contains(pasted), "{found:?}");
    let answered_anyway = |status| {
        let mut e = answered(status, "", None);
        e.handshake.renegotiation_asked = true;
        e
    };
    says(Code::ClientCertRequestedLate, answered_anyway(403));
    assert!(diagnose(&answered_anyway(200)).is_none());
    says(Code::HttpError, answered_anyway(500));
    // as rustls words it; no server is known that does so without being offered it
    let mut unoffered = seen(Stage::Established);
    let error = rustls::Error::InappropriateHandshakeMessage {
        expect_types: vec![rustls::HandshakeType::NewSessionTicket],
        got_type: rustls::HandshakeType::CertificateRequest,
    };
    unoffered.handshake.protocol_error = Some(error.to_string());
    says(Code::ClientCertRequestedLate, unoffered);
}
