//! What the server made of our certificate: by alert, by silence, in either version of TLS.

use super::*;

/// Each refusal, in the handshake (TLS 1.2) and after it (TLS 1.3).
#[test]
fn our_certificate_refused_by_alert() {
    for stage in [Stage::Handshaking, Stage::Established] {
        let with = |client: ClientFacts, number| alert(asked(seen(stage), Some(client)), number);
        for number in [40, 41, 42, 46, 49, 116] {
            says(
                Code::ClientCertRequired,
                alert(asked(seen(stage), None), number),
            );
        }
        says(Code::ClientCertExpired, with(good(), 45));
        says(Code::ClientCertRevoked, with(good(), 44));
        says(Code::ClientCertUntrusted, with(good(), 48));
        for number in [40, 42, 43, 46, 49] {
            says(
                Code::ClientCertExpired,
                with(client(Purpose::Client, -9, -1), number),
            );
            says(
                Code::ClientCertNotYetValid,
                with(client(Purpose::Client, 1, 9), number),
            );
            says(
                Code::ClientCertWrongPurpose,
                with(client(Purpose::Server, -1, 9), number),
            );
            says(
                Code::ClientCertUntrusted,
                accepts_only(with(good(), number), "/CN=Another CA"),
            );
            says(
                Code::ClientCertRejected,
                accepts_only(with(good(), number), "/CN=Ours CA"),
            );
            says(Code::ClientCertRejected, with(good(), number));
        }
        says(Code::ClientCertRejected, with(good(), 51));
        says(
            Code::ClientCertWrongPurpose,
            with(client(Purpose::Ca, -1, 9), 43),
        );
    }
}

#[test]
fn our_certificate_refused_without_a_word() {
    for how in [Closed::Closed, Closed::Reset] {
        for stage in [Stage::Handshaking, Stage::Established] {
            let seen = |stage| {
                let mut e = seen(stage);
                e.handshake.verdict = Some(Verdict::Trusted);
                e
            };
            says(
                Code::ClientCertRequired,
                closed(asked(seen(stage), None), how),
            );
            let expired = || client(Purpose::Client, -9, -1);
            says(
                Code::ClientCertExpired,
                closed(asked(seen(stage), Some(expired())), how),
            );
            says(
                Code::ClientCertRejected,
                closed(asked(seen(stage), Some(good())), how),
            );
            for (ours, code) in [
                (good(), Code::ConnectionReset),
                (expired(), Code::ClientCertExpired),
            ] {
                let mut settled = asked(seen(Stage::Established), Some(ours));
                settled.handshake.settled = true;
                says(code, closed(settled, how));
            }
        }
        // ours goes last: what ends before was no word on it
        says(
            Code::HandshakeClosed,
            closed(asked(seen(Stage::Handshaking), Some(good())), how),
        );
    }
}

#[test]
fn a_key_that_fits_no_scheme_is_not_called_missing() {
    let mut e = asked(seen(Stage::Handshaking), None);
    e.handshake.requested = Some(CertificateRequest {
        key_fits: Some(false),
        ..CertificateRequest::default()
    });
    says(Code::NoSharedCipher, alert(e, 40));
}

/// Our certificate under an intermediate that is not sent, with what lies beside it.
fn below_intermediate(nearby: &[Nearby]) -> Evidence {
    let mut ours = good();
    ours.nearby = nearby.to_vec();
    alert(asked(seen(Stage::Established), Some(ours)), 48)
}

/// An issuer of ours by this subject, issued by that one.
fn lying_beside(subject: &str, issuer: &str) -> Nearby {
    let name = |text: &str| Name::from_der(&text.parse::<Subject>().unwrap().to_der());
    let mut certificate = good().leaf;
    certificate.subject = name(subject);
    certificate.issuer = name(issuer);
    Nearby {
        file: "sub.crt".into(),
        certificate,
    }
}

#[test]
fn a_missing_intermediate_is_told_from_a_ca_that_is_not_trusted() {
    let intermediate = [lying_beside("/CN=Ours CA", "/CN=Root")];
    // RFC 8446 section 4.4.2: all but the root are to be sent
    says(
        Code::ClientChainIncomplete,
        below_intermediate(&intermediate),
    );
    let accepted = accepts_only(below_intermediate(&intermediate), "/CN=Root");
    let found = diagnose(&accepted).unwrap();
    assert_eq!(found.code, Code::ClientChainIncomplete);
    assert!(found.fix.contains("sub.crt --out"), "{found:?}");
    for (nearby, listed) in [
        (&intermediate[..], "/CN=Another CA"), // leads elsewhere
        (&intermediate[..], "/CN=Ours CA"),    // the server has the intermediate itself
        (&[][..], "/CN=Another CA"),           // nothing says that there is one
        (&[lying_beside("/CN=Ours CA", "/CN=Ours CA")], "/CN=Root"), // a root is not to be sent
    ] {
        let e = accepts_only(below_intermediate(nearby), listed);
        says(Code::ClientCertUntrusted, e);
    }
}

#[test]
fn an_intermediate_out_of_date_counts_as_ours() {
    for (from, until, code) in [
        (-9, -1, Code::ClientCertExpired),
        (1, 9, Code::ClientCertNotYetValid),
    ] {
        let mut ours = good();
        let mut issuer = lying_beside("/CN=Ours CA", "/CN=Root").certificate;
        issuer.not_before = NOW.plus(from * DAY);
        issuer.not_after = NOW.plus(until * DAY);
        ours.chain = vec![issuer];
        // OpenSSL says what it is, GnuTLS access_denied, and who drops it from the chain unknown_ca
        for number in [42, 45, 48, 49] {
            let e = asked(seen(Stage::Established), Some(ours.clone()));
            says(code, alert(e, number));
        }
    }
}

#[test]
fn a_key_that_may_not_sign_is_for_another_purpose() {
    let mut ours = good();
    ours.leaf.extensions.key_usage = Some(vec!["keyEncipherment".into()]);
    // 43: OpenSSL, crypto/x509/v3_purp.c; 80: seen, gnutls-serv 3.7.9
    for number in [42, 43, 80] {
        let e = asked(seen(Stage::Established), Some(ours.clone()));
        says(Code::ClientCertWrongPurpose, alert(e, number));
    }
    let sound = asked(seen(Stage::Established), Some(good()));
    says(Code::HandshakeClosed, alert(sound, 80));
    // seen: gnutls-serv 3.7.9 on an empty Certificate message, TLS 1.2
    let mut none = asked(seen(Stage::Handshaking), None);
    none.handshake.verdict = Some(Verdict::Trusted);
    says(Code::ClientCertRequired, alert(none, 50));
}

#[test]
fn a_403_is_held_against_what_anyone_can_see_in_our_certificate() {
    says(Code::ClientCertRequired, answered(403, "", None));
    says(Code::Forbidden, answered(403, "", Some(good())));
    let expired = || client(Purpose::Client, -9, -1);
    says(Code::ClientCertExpired, answered(403, "", Some(expired())));
    // to a HEAD, without its page
    says(Code::ClientCertExpired, answered(400, "", Some(expired())));
    says(Code::HttpError, answered(400, "no", Some(expired())));
    says(Code::HttpError, answered(404, "", Some(expired())));
}

#[test]
fn nginx_tells_by_the_length_of_its_page_what_a_head_does_not_show() {
    // seen: nginx 1.22.1
    for (length, ours, code) in [
        (237, None, Code::ClientCertRequired),
        (215, Some(good()), Code::ClientCertRejected),
        (157, Some(good()), Code::HttpError),
    ] {
        let mut e = answered(400, "", ours);
        let head = format!(
            "HTTP/1.1 400 Bad Request\r\nServer: nginx/1.22.1\r\nContent-Length: {length}\r\n\r\n"
        );
        e.answer.as_mut().unwrap().head = Head::parse(head.as_bytes()).unwrap();
        says(code, e);
    }
}

#[test]
fn the_servers_clock_decides_where_it_is_told() {
    let mut e = answered(400, "", Some(client(Purpose::Client, -9, 1)));
    // a year later than ours, by which it has expired
    let head = "HTTP/1.1 400 Bad Request\r\nDate: Tue, 21 Sep 2027 00:00:00 GMT\r\n\r\n";
    e.answer.as_mut().unwrap().head = Head::parse(head.as_bytes()).unwrap();
    let found = diagnose(&e).unwrap();
    assert_eq!(found.code, Code::ClientCertExpired);
    let told = found.evidence.iter().any(|l| l.contains("clock says 2027"));
    assert!(told, "{found:?}");
}

#[test]
fn what_began_just_now_is_not_called_expired() {
    // rustls, rustls/src/error.rs: certificate_expired for both ends of the validity
    for (seconds, code) in [
        (-3600, Code::ClientCertNotYetValid),
        (0, Code::ClientCertNotYetValid),
        (540, Code::ClientCertNotYetValid),
        (3600, Code::ClientCertExpired),
    ] {
        let mut ours = good();
        ours.leaf.not_before = NOW.plus(-seconds);
        let e = alert(asked(seen(Stage::Established), Some(ours)), 45);
        let found = diagnose(&e).unwrap();
        assert_eq!(found.code, code, "{seconds}: {found:?}");
        let likely = found.summary.contains("most likely");
        assert_eq!(likely, (0..600).contains(&seconds), "{found:?}");
    }
}

#[test]
fn hanging_up_is_no_word_on_the_certificate_and_the_fix_tells_them_apart() {
    for how in [Closed::Closed, Closed::Reset] {
        let mut ours = good();
        (ours.origin, ours.key_origin) = ("app.crt".into(), "app.key".into());
        let e = closed(asked(seen(Stage::Established), Some(ours.clone())), how);
        let found = diagnose(&e).unwrap();
        assert!(found.summary.contains("likely"), "{found:?}");
        assert!(found.summary.contains("crashed service"), "{found:?}");
        let probe = "mtls probe https://api.example:443/v1/accounts --cert app.crt --key app.key";
        assert!(found.fix.contains(probe), "{found:?}");
        ours.leaf.not_after = NOW.plus(-DAY);
        let expired = closed(asked(seen(Stage::Established), Some(ours)), how);
        let found = diagnose(&expired).unwrap();
        assert!(found.summary.contains("most likely"), "{found:?}");
    }
}

#[test]
fn how_others_are_treated_tells_a_refusal_from_a_fault() {
    let silent = || {
        closed(
            asked(seen(Stage::Established), Some(good())),
            Closed::Closed,
        )
    };
    let (no, shut) = (
        Reaction::Refused(Some(Alert::UNKNOWN_CA)),
        Reaction::Refused(None),
    );
    for (bare, stranger, code, saying) in [
        (
            no,
            no,
            Code::ConnectionReset,
            "most likely it took the certificate",
        ),
        (shut, shut, Code::ClientCertRejected, "alike"),
        (shut, Reaction::Quiet, Code::ClientCertRejected, "alike"),
        (
            Reaction::Took,
            shut,
            Code::ClientCertRejected,
            "answers without one",
        ),
        (
            Reaction::Quiet,
            Reaction::Quiet,
            Code::ClientCertRejected,
            "likely",
        ),
    ] {
        let mut e = silent();
        e.trials = Some(Trials {
            ours: shut,
            bare,
            stranger,
        });
        let found = diagnose(&e).unwrap();
        assert_eq!(found.code, code, "{bare:?} {stranger:?}: {found:?}");
        assert!(
            found.summary.contains(saying),
            "{bare:?} {stranger:?}: {found:?}"
        );
    }
}

#[test]
fn a_self_signed_v1_is_told_with_both_of_its_faults() {
    let mut ours = good();
    ours.leaf.version = 1;
    let issued = alert(asked(seen(Stage::Established), Some(ours.clone())), 46);
    let found = diagnose(&issued).unwrap();
    assert_eq!(found.code, Code::ClientCertRejected);
    assert!(found.summary.contains("X.509 v1"), "{found:?}");
    ours.leaf.issuer = ours.leaf.subject.clone();
    let found = diagnose(&alert(asked(seen(Stage::Established), Some(ours)), 46)).unwrap();
    assert_eq!(found.code, Code::ClientCertUntrusted);
    let both = found.summary.contains("signed itself") && found.summary.contains("X.509 v1");
    assert!(both, "{found:?}");
}

#[test]
fn the_fix_of_an_expired_certificate_can_be_pasted() {
    let mut ours = client(Purpose::Client, -9, -1);
    ours.origin = "app.crt".into();
    let mut e = alert(asked(seen(Stage::Established), Some(ours)), 45);
    let found = diagnose(&e).unwrap();
    assert!(
        found
            .fix
            .contains("mtls csr --renew app.crt --out renewed.csr"),
        "{found:?}"
    );
    e.profile = Some("acme/production".into());
    let found = diagnose(&e).unwrap();
    assert!(
        found
            .fix
            .contains("mtls rotate prepare --profile acme/production"),
        "{found:?}"
    );
}
