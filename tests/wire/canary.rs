//! No secret in anything that is said, by any command, at `-v`, when it works and when it fails.
//! `token` alone prints a token: it is its answer.

use crate::certificates::{self, PFX_PASS};
use crate::common::Lab;
use crate::recorder::Recorder;

const SECRET: &str = "Secret-of-the-client-4711";
const TOKEN: &str = "Token-that-opens-4712";

/// A lab with the secrets in files, and a server that both answers and refuses.
fn start() -> Option<(Lab, Recorder)> {
    let lab = certificates::lab()?;
    lab.write("secret.txt", SECRET)
        .write("token.txt", TOKEN)
        .write("both.pem", lab.text("client.crt") + &lab.text("client.key"));
    let recorder = Recorder::tls(&lab);
    Some((lab, recorder))
}

/// Runs a line in which SECRET and TOKEN stand for themselves; nothing secret may come back: no
/// passphrase, no credential, no line of the private key.
#[track_caller]
fn silent(lab: &Lab, line: &str) {
    let args: Vec<String> = line.split_whitespace().map(filled).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let ran = lab.mtls(&args);
    let key = lab.text("client.key");
    let key = key.lines().filter(|l| !l.starts_with('-'));
    let said = format!("{}{}", ran.stdout, ran.stderr);
    for secret in key.chain([SECRET, TOKEN, PFX_PASS]) {
        assert!(!said.contains(secret), "{secret} in {ran:?}");
    }
}

/// `~` is a blank within an argument.
fn filled(word: &str) -> String {
    word.replace("SECRET", SECRET)
        .replace("TOKEN", TOKEN)
        .replace('~', " ")
}

#[test]
fn a_call_says_no_secret_whatever_becomes_of_it() {
    let Some((lab, recorder)) = start() else {
        return;
    };
    let pfx = format!("--cert client.pfx:{PFX_PASS}");
    let mut urls: Vec<String> = PATHS.iter().map(|path| recorder.url(path)).collect();
    urls.push(recorder.url("/").replace("://", "://app:SECRET@"));
    urls.push("https://app:SECRET@h:99999/?token=TOKEN".into());
    urls.push("http://localhost/?token=TOKEN".into());
    for url in &urls {
        for credential in CREDENTIALS {
            for identity in ["--cert client.crt --key client.key", &pfx] {
                let line = format!("call {url} -v -L --cacert ca.crt {identity} {credential}");
                silent(&lab, &line);
            }
        }
    }
}

#[test]
fn a_token_request_says_no_secret_whatever_becomes_of_it() {
    let Some((lab, recorder)) = start() else {
        return;
    };
    let (good, refused) = (recorder.url("/"), recorder.url("/status/401"));
    let in_query = recorder.url("/status/401?client_secret=SECRET");
    for style in STYLES {
        for url in [good.as_str(), &refused, &in_query, "https://127.0.0.1:1/"] {
            let grant = format!(
                "-v --token-url {url} --client-id app --client-secret file:secret.txt \
                 --auth-style {style} --cert client.pfx:{PFX_PASS} --cacert ca.crt"
            );
            silent(&lab, &format!("token {grant}"));
            silent(&lab, &format!("call {good} {grant}"));
        }
    }
}

#[test]
fn wrong_passphrases_and_pairs_say_no_secret() {
    let Some((lab, recorder)) = start() else {
        return;
    };
    for line in MISTAKES {
        silent(&lab, &line.replace("URL", &recorder.url("/")));
    }
}

#[test]
fn only_the_token_command_prints_a_token() {
    let Some((lab, recorder)) = start() else {
        return;
    };
    let grant = format!(
        "--token-url {} --client-id app --client-secret file:secret.txt --cacert ca.crt \
         --cert client.crt --key client.key",
        recorder.url(&format!("/token/{TOKEN}"))
    );
    for flag in ["-v", "--json"] {
        let ran = lab.mtls_line(&format!("token {flag} {grant}")).ok();
        assert!(ran.stdout.contains(TOKEN), "{ran:?}");
        assert!(!ran.stderr.contains(TOKEN), "{ran:?}");
    }
    recorder.take();
    silent(&lab, &format!("call {} -v {grant}", recorder.url("/")));
    let seen = recorder.take();
    let bearer = format!("Bearer {TOKEN}");
    let sent = seen.last().unwrap().header("Authorization");
    assert_eq!(sent, Some(bearer.as_str()));
}

const STYLES: &[&str] = &[
    "json",
    "form",
    "basic",
    "basic-raw",
    "tls",
    "private-key-jwt",
    "client-secret-jwt",
];

const PATHS: &[&str] = &[
    "/",
    "/?access_token=TOKEN&client_secret=SECRET",
    "/empty",
    "/truncated",
    "/status/401",
    "/status/403",
    "/status/500",
    "/redirect/302?to=/x?access_token=TOKEN&code=SECRET",
    "/redirect/307?to=https://no-such-host.invalid./",
];

const CREDENTIALS: &[&str] = &[
    "-H Authorization:~Bearer~TOKEN",
    "--oauth2-bearer TOKEN",
    "--oauth2-bearer file:token.txt",
    "-u app:SECRET",
    "-H X-Api-Key:~SECRET",
    "-b a=TOKEN",
];

const MISTAKES: &[&str] = &[
    "call URL -v --cert client.pfx:not-SECRET",
    "call URL -v --cert client.crt --key server.key",
    "call URL -v --cert client.key --key client.crt",
    "call URL --pass SECRET --cert client.pfx",
    "call URL --pass SECRET --cert client.pfx --no-such-flag",
    "call https://x/{{a}} -H Authorization:~TOKEN",
    "inspect both.pem client.key -v",
    "inspect both.pem --json",
    "match-key client.crt client.key -v",
    "match-key client.crt server.key --json",
    "convert client.pfx --pass pass:SECRET --out x.pem",
    "convert both.pem --out y.pem -v",
    "csr --key client.key --cn a --ou b --o c --c BR -v",
];
