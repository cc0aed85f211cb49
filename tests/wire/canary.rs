//! No secret in anything that is said, by any command, at `-v`, when it works and when it fails.
//! `token` alone prints a token: it is its answer.

use crate::certificates::{self, PFX_PASS};
use crate::common::{Lab, Ran};
use crate::recorder::Recorder;

const SECRET: &str = "Secret-of-the-client-4711";
const TOKEN: &str = "Token-that-opens-4712";

/// Whatever is a secret in this tier, with the key's bytes as PEM has them.
fn secrets(lab: &Lab) -> Vec<String> {
    let key = lab.text("client.key");
    let lines = key.lines().filter(|l| !l.starts_with('-'));
    lines
        .map(str::to_owned)
        .chain([SECRET, TOKEN, PFX_PASS].map(str::to_owned))
        .collect()
}

#[track_caller]
fn silent(lab: &Lab, ran: &Ran, allowed: &str) {
    let said = format!("{}{}", ran.stdout, ran.stderr);
    for secret in secrets(lab).iter().filter(|s| s.as_str() != allowed) {
        assert!(!said.contains(secret.as_str()), "{secret} in {ran:?}");
    }
}

#[test]
fn calls_and_tokens_say_no_secret_when_they_work_and_when_they_fail() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    lab.write("secret.txt", SECRET).write("token.txt", TOKEN);
    let recorder = Recorder::tls(&lab);
    let (good, status) = (recorder.url("/"), recorder.url("/status/"));
    let bearer = format!("Authorization: Bearer {TOKEN}");
    let user = format!("app:{SECRET}");
    let pfx = format!("client.pfx:{PFX_PASS}");
    let with_user = good.replace("://", &format!("://app:{SECRET}@"));
    let query = format!("{good}?access_token={TOKEN}&client_secret={SECRET}");
    let leads = recorder.url(&format!(
        "/redirect/302?to=/x?access_token={TOKEN}&code={SECRET}"
    ));
    let ends: Vec<String> = ["200", "401", "403", "500"]
        .map(|code| format!("{status}{code}"))
        .into();
    let mut urls = vec![
        good.clone(),
        with_user,
        query,
        recorder.url("/empty"),
        recorder.url("/truncated"),
    ];
    urls.extend(ends);
    urls.push(leads);
    urls.push(format!("https://app:{SECRET}@h:99999/?token={TOKEN}"));
    urls.push(format!("http://localhost/?token={TOKEN}"));
    urls.push(recorder.url("/redirect/307?to=https://no-such-host.invalid./"));
    for url in &urls {
        for credential in [
            &["-H", bearer.as_str()][..],
            &["--oauth2-bearer", TOKEN],
            &["--oauth2-bearer", "file:token.txt"],
            &["-u", &user],
            &["-H", &format!("X-Api-Key: {SECRET}")],
        ] {
            for identity in [
                &["--cert", "client.crt", "--key", "client.key"][..],
                &["--cert", &pfx],
            ] {
                let args = [
                    &["call", url, "-v", "-L", "--cacert", "ca.crt"],
                    identity,
                    credential,
                ];
                silent(&lab, &lab.mtls(&args.concat()), "");
            }
        }
    }
    for style in ["json", "form", "basic", "basic-raw", "tls"] {
        let in_query = recorder.url(&format!("/status/401?client_secret={SECRET}"));
        for url in [
            good.as_str(),
            &in_query,
            &recorder.url("/status/401"),
            "https://127.0.0.1:1/",
        ] {
            let token = [
                "token",
                "-v",
                "--token-url",
                url,
                "--client-id",
                "app",
                "--client-secret",
                "file:secret.txt",
                "--auth-style",
                style,
                "--cert",
                &pfx,
                "--cacert",
                "ca.crt",
            ];
            silent(&lab, &lab.mtls(&token), "");
            let call = [
                "call",
                &good,
                "-v",
                "--token-url",
                url,
                "--client-id",
                "app",
                "--client-secret",
                "file:secret.txt",
                "--auth-style",
                style,
                "--cert",
                &pfx,
                "--cacert",
                "ca.crt",
            ];
            silent(&lab, &lab.mtls(&call), "");
        }
    }
}

#[test]
fn wrong_passphrases_and_pairs_say_no_secret() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    lab.write("both.pem", lab.text("client.crt") + &lab.text("client.key"));
    let wrong = "client.pfx:not-this-Secret-of-the-client-4711";
    let url = Recorder::tls(&lab).url("/");
    for args in [
        &["call", &url, "-v", "--cert", wrong][..],
        &[
            "call",
            &url,
            "-v",
            "--cert",
            "client.crt",
            "--key",
            "server.key",
        ],
        &[
            "call",
            &url,
            "-v",
            "--cert",
            "client.key",
            "--key",
            "client.crt",
        ],
        &["call", &url, "--pass", SECRET, "--cert", "client.pfx"],
        &[
            "call",
            &url,
            "--pass",
            PFX_PASS,
            "--cert",
            "client.pfx",
            "--no-such-flag",
        ],
        &[
            "call",
            "https://x/{{a}}",
            "-H",
            &format!("Authorization: {TOKEN}"),
        ],
        &["inspect", "both.pem", "client.key", "-v"],
        &["inspect", "both.pem", "--json"],
        &["match-key", "client.crt", "client.key", "-v"],
        &["match-key", "client.crt", "server.key", "--json"],
        &[
            "convert",
            "client.pfx",
            "--pass",
            "pass:wrong",
            "--out",
            "x.pem",
        ],
        &["convert", "both.pem", "--out", "y.pem", "-v"],
        &[
            "csr",
            "--key",
            "client.key",
            "--cn",
            "a",
            "--ou",
            "b",
            "--o",
            "c",
            "--c",
            "BR",
            "-v",
        ],
    ] {
        silent(&lab, &lab.mtls(args), "");
    }
}

#[test]
fn only_the_token_command_prints_a_token() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    lab.write("secret.txt", SECRET);
    let recorder = Recorder::tls(&lab);
    let token_url = recorder.url(&format!("/token/{TOKEN}"));
    let grant = [
        "--token-url",
        &token_url,
        "--client-id",
        "app",
        "--client-secret",
        "file:secret.txt",
        "--cacert",
        "ca.crt",
        "--cert",
        "client.crt",
        "--key",
        "client.key",
    ];
    for flag in ["-v", "--json"] {
        let ran = lab.mtls(&[&["token", flag][..], &grant].concat()).ok();
        assert!(
            ran.stdout.contains(TOKEN) && !ran.stderr.contains(TOKEN),
            "{ran:?}"
        );
        silent(&lab, &ran, TOKEN);
    }
    recorder.take();
    let ran = lab.mtls(&[&["call", &recorder.url("/"), "-v"][..], &grant].concat());
    silent(&lab, &ran, "");
    let seen = recorder.take();
    let bearer = format!("Bearer {TOKEN}");
    assert_eq!(
        seen.last().unwrap().header("Authorization"),
        Some(bearer.as_str())
    );
}
