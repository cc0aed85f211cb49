//! What is wrong before anything is sent: files, passphrases, pairs. Each ends 58, as in curl.

use crate::certificates::{self, PFX_PASS};
use crate::common::{Lab, Ran};
use crate::recorder::Recorder;

/// A call that would succeed but for these arguments; nothing may arrive when it fails.
fn call(lab: &Lab, recorder: &Recorder, args: &str) -> Ran {
    let url = recorder.url("/x");
    let line = format!("call {url} --cacert ca.crt {args}");
    let ran = lab.mtls_line(line.trim_end());
    assert_eq!(recorder.take().len(), usize::from(ran.code == 0), "{ran:?}");
    ran
}

#[test]
fn each_local_fault_has_its_code_and_ends_58() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    lab.write("notes.txt", "nothing of the kind\n");
    for (args, code) in [
        ("--cert no-such.crt --key client.key", "file-unreadable"),
        ("--cert client.crt --key no-such.key", "file-unreadable"),
        ("--cert notes.txt --key client.key", "unknown-format"),
        ("--cert client.crt --key notes.txt", "unknown-format"),
        ("--cert client.crt", "key-missing"),
        ("--cert client.key", "cert-missing"),
        ("--cert client.key --key client.key", "cert-missing"),
        ("--cert client.crt --key client.crt", "key-missing"),
        ("--cert client.crt --key server.key", "key-mismatch"),
        ("--cert client.crt --key locked.key", "passphrase-needed"),
        (
            "--cert client.crt --key locked.key --pass env:WRONG",
            "wrong-passphrase",
        ),
        ("--cert client.pfx", "passphrase-needed"),
        ("--cert client.pfx:wrong", "wrong-passphrase"),
        (
            "--cert client.pfx --cert-type P12 --pass wrong",
            "wrong-passphrase",
        ),
    ] {
        let ran = call(&lab, &recorder, args);
        assert_eq!(ran.code, 58, "{args}: {ran:?}");
        assert!(ran.stderr.contains(&format!("[{code}]")), "{args}: {ran:?}");
        assert!(ran.stderr.contains("  fix: "), "{args}: {ran:?}");
    }
    let alone = call(&lab, &recorder, "--key client.key");
    assert_eq!(alone.code, 2, "{alone:?}");
}

#[test]
fn every_container_and_every_spelling_of_its_passphrase_is_presented() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    lab.write(
        "combined.pem",
        lab.text("client.crt") + &lab.text("client.key"),
    )
    .write("a:b.pfx", lab.read("client.pfx"))
    .write("back\\slash.pfx", lab.read("client.pfx"))
    .write("pass.txt", format!("{PFX_PASS}\n"));
    let with = |file: &str| format!("--cert {file}:{PFX_PASS}");
    for args in [
        "--cert client.crt --key client.key".to_owned(),
        "-E combined.pem".into(),
        "--cert client.crt --key locked.key --pass env:PW".into(),
        with("client.pfx"),
        with("client.pfx") + " --cert-type P12",
        with("a\\:b.pfx"),
        with("back\\\\slash.pfx"),
        with("back\\slash.pfx"),
        format!("--cert client.pfx --pass {PFX_PASS}"),
        "--cert client.pfx --pass file:pass.txt".into(),
        "--cert v1.crt --key client.key --cert-type PEM --key-type PEM".into(),
    ] {
        let ran = call(&lab, &recorder, &args);
        assert_eq!(ran.code, 0, "{args}: {ran:?}");
        assert_eq!(ran.stdout, "hello\n", "{args}");
    }
}

#[test]
fn a_body_or_header_file_that_is_missing_ends_26_and_sends_nothing() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    for flag in ["-d", "--data-binary", "--json"] {
        let ran = lab.mtls(&["call", &recorder.url("/"), flag, "@no-such"]);
        assert_eq!(ran.code, 26, "{flag}: {ran:?}");
        assert!(ran.stderr.contains("[file-unreadable]"), "{ran:?}");
    }
    assert_eq!(recorder.take(), []);
}

#[test]
fn plain_http_with_a_certificate_must_be_meant() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let recorder = Recorder::plain();
    let url = recorder.url("/");
    let identity = ["--cert", "client.crt", "--key", "client.key"];
    let without_scheme = format!("localhost:{}/", recorder.port);
    for url in [url.as_str(), &without_scheme] {
        let ran = lab.mtls(&[&["call", url][..], &identity].concat());
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.stderr.contains("--allow-plain-http"), "{ran:?}");
    }
    assert_eq!(recorder.take(), []);
    let meant = [&["call", &url, "--allow-plain-http"][..], &identity].concat();
    assert_eq!(lab.mtls(&meant).ok().stdout, "hello\n");
}

#[test]
fn an_unknown_flag_ends_2_and_is_named() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    for flag in [
        "--digest",
        "--engine",
        "--no-such-flag",
        "--cert-status",
        "--aws-sigv4",
    ] {
        let ran = lab.mtls(&["call", &recorder.url("/"), flag, "x"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{flag}: {ran:?}");
        assert!(ran.stderr.contains(flag), "{flag}: {ran:?}");
    }
    assert_eq!(recorder.take(), []);
}

#[test]
fn certificate_and_key_the_wrong_way_round_are_turned_round() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let recorder = crate::recorder::Recorder::tls(&lab);
    let url = recorder.url("/");
    let ran = lab.mtls(&[
        "call",
        &url,
        "--cacert",
        "ca.crt",
        "--cert",
        "client.key",
        "--key",
        "client.crt",
    ]);
    assert!(ran.ok().stderr.contains("the other way round"));
}

#[test]
fn an_answer_does_not_go_over_a_private_key() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let recorder = crate::recorder::Recorder::tls(&lab);
    let url = recorder.url("/");
    let key = lab.read("client.key");
    lab.write("other.key", &key);
    for file in ["client.key", "./client.crt", "ca.crt", "other.key"] {
        let before = lab.read(file);
        let identity = ["--cert", "client.crt", "--key", "client.key"];
        let args = [
            &["call", &url, "--cacert", "ca.crt", "-o", file],
            &identity[..],
        ]
        .concat();
        lab.mtls(&args).fails(2, "name another file for it");
        assert_eq!(lab.read(file), before);
    }
    assert!(recorder.take().is_empty());
}
