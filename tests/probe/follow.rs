//! `--diagnose` of `call` and `token`: the probe follows a failure by itself, and changes nothing of
//! how the run ends. Without the flag there is no further traffic.

use crate::certificates;
use crate::common::{Lab, Ran};
use crate::counting::{Counting, Ways};

const SOUND: Ways = Ways {
    judge: Some(|is_ours| {
        if is_ours {
            Ok(())
        } else {
            Err(rustls::CertificateError::UnknownIssuer)
        }
    }),
    ..Ways::PLAIN
};

fn call(lab: &Lab, port: u16, certificate: &str, more: &[&str]) -> Ran {
    let url = format!("https://localhost:{port}/pay?x=1");
    let mut args = vec![
        "call",
        &url,
        "--cacert",
        "ca.crt",
        "-m",
        "20",
        "--key",
        "client.key",
    ];
    args.extend(["--cert", certificate, "-d", "amount=1"]);
    args.extend(more);
    lab.mtls(&args)
}

#[test]
fn a_probe_follows_a_refused_call_when_it_is_asked_for() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let server = Counting::start(&lab, SOUND);
    let without = call(&lab, server.port, "stranger.crt", &[]);
    let without = without.fails(35, "[client-cert-untrusted]");
    assert_eq!(server.visits().len(), 1);
    let ran = call(&lab, server.port, "stranger.crt", &["--diagnose"]);
    let ran = ran.fails(35, "probe of localhost:");
    // the failure itself first, as it is without
    assert!(ran.stderr.starts_with(&without.stderr), "{ran:?}");
    assert!(ran.stderr.contains("✗ acceptance"), "{ran:?}");
    // one answer, told once
    let last = "mtls: the probe finds the same [client-cert-untrusted]";
    assert!(ran.stderr.contains(last), "{ran:?}");
    assert_eq!(ran.stderr.matches("  fix: ").count(), 1, "{ran:?}");
    assert_eq!(server.visits().len(), 1 + 1 + 3);
    // the body was not sent again: only a HEAD could have been, and no handshake let it
    let bodies = server.visits();
    assert!(
        bodies.iter().all(|visit| !visit.head.starts_with("POST")),
        "{bodies:?}"
    );

    let seen = server.visits().len();
    call(&lab, server.port, "client.crt", &["--diagnose"]).ok();
    assert_eq!(
        server.visits().len(),
        seen + 1,
        "a call that went well was probed"
    );
}

#[test]
fn a_probe_follows_a_token_that_could_not_be_asked_for() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let server = Counting::start(&lab, SOUND);
    let token = format!("https://localhost:{}/token", server.port);
    let ask = |line: &str| {
        let mut args: Vec<&str> = line.split(' ').collect();
        args.extend([
            "--token-url",
            &token,
            "--client-id",
            "a",
            "--client-secret",
            "env:PW",
        ]);
        args.extend(["--cacert", "ca.crt", "--no-cache"]);
        lab.mtls(&args)
    };
    ask("token").fails(98, "[client-cert-required]");
    assert_eq!(server.visits().len(), 1);
    let ran = ask("token --diagnose").fails(98, "probe of localhost:");
    assert!(ran.stderr.contains("✗ client certificate"), "{ran:?}");
    assert_eq!(server.visits().len(), 1 + 1 + 2);
    let line = "call https://localhost:1/ --diagnose --cert stranger.crt --key client.key";
    let ran = ask(line).fails(35, "probe of localhost:");
    assert!(ran.stderr.contains("✗ acceptance"), "{ran:?}");
}
