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
