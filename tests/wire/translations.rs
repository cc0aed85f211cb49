//! `--as`: the programs run, and what arrives is what our own call sends, certificate and all.

use std::process::Command;

use crate::certificates::{self, PFX_PASS};
use crate::common::{CANARY, Lab, Ran, peer};
use crate::recorder::{Recorder, Seen};

/// Name, file, what runs it.
type Language = (&'static str, &'static str, &'static str);

const LANGUAGES: [Language; 4] = [
    ("curl", "call.sh", "sh"),
    ("node", "call.cjs", "node"),
    ("python", "call.py", "python3"),
    ("java", "Call.java", "java"),
];

const IDENTITY: [&str; 6] = [
    "--cert",
    "client.crt",
    "--key",
    "client.key",
    "--cacert",
    "ca.crt",
];
const PFX: [&str; 6] = [
    "--cert",
    "client.pfx",
    "--pass",
    "env:PFX",
    "--cacert",
    "ca.crt",
];
const SECRETS: [(&str, &str); 8] = [
    ("ACCESS_TOKEN", "t0ken-\"\\$x"),
    ("CLIENT_SECRET", "s3+/ &\"é\\"),
    ("APIKEY", "k3y"),
    ("X_API_KEY", "he`ader$"),
    ("CLIENT_ASSERTION", "a55ert"),
    ("PFX", PFX_PASS),
    ("KEY_PASS", PFX_PASS),
    ("PW", CANARY),
];

/// For a Java that compiles a page and runs it once: half the work.
const SHORT_LIVED: &str = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

/// Prints the program, makes the files it asks for, runs it.
fn run(lab: &Lab, language: Language, args: &[&str]) -> (String, Ran) {
    let (name, file, program) = language;
    let printed = with_secrets(
        lab,
        env!("CARGO_BIN_EXE_mtls"),
        &[&["call"], args, &["--as", name]].concat(),
    );
    assert_eq!(printed.code, 0, "{printed:?}");
    let source = printed.stdout;
    for (_, secret) in SECRETS {
        assert!(!source.contains(secret), "{name}: {secret} in {source}");
    }
    lab.write(file, &source);
    for line in source.lines() {
        if let Some((_, command)) = line.split_once("first: mtls ") {
            let command = format!("{} {command} --force", env!("CARGO_BIN_EXE_mtls"));
            let made = with_secrets(lab, "sh", &["-c", &command]);
            assert_eq!(made.code, 0, "{command}: {made:?}");
        }
    }
    let ran = with_secrets(lab, program, &[file]);
    (source, ran)
}

fn with_secrets(lab: &Lab, program: &str, args: &[&str]) -> Ran {
    let output = Command::new(program)
        .args(args)
        .current_dir(lab.path(""))
        .env("JDK_JAVA_OPTIONS", SHORT_LIVED)
        .envs(SECRETS)
        .output()
        .unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        raw: output.stdout,
    }
}

/// The lab, and the languages that this machine has.
fn languages() -> Option<(Lab, Vec<Language>)> {
    let lab = certificates::lab()?;
    let there = |language: &Language| {
        peer(if language.2 == "sh" {
            "curl"
        } else {
            language.2
        })
        .is_some()
    };
    Some((lab, LANGUAGES.into_iter().filter(there).collect()))
}

/// What a person meant of a request: not what each client says of itself.
fn meant(seen: &Seen) -> (String, Vec<String>, Vec<u8>, bool) {
    let mut lines = seen.head.trim_end().split("\r\n");
    let first = lines.next().unwrap().to_owned();
    let own = [
        "user-agent:",
        "accept-encoding:",
        "connection:",
        "host:",
        "upgrade:",
        "http2-settings:",
    ];
    let mut headers: Vec<String> = lines
        .map(|line| {
            let (name, value) = line.split_once(':').unwrap();
            format!("{}:{}", name.to_lowercase(), value.trim())
        })
        // some say of a request without a body that it has none
        .filter(|line| !own.iter().any(|name| line.starts_with(name)) && line != "content-length:0")
        .collect();
    headers.sort();
    (
        first,
        headers,
        seen.body.clone(),
        seen.certificate.is_some(),
    )
}

#[test]
fn every_program_sends_what_the_call_sends_with_its_certificate() {
    let Some((lab, languages)) = languages() else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    lab.write("order.json", "{\"a\":\n1}")
        .write("raw.bin", [0, 255, 13, 10]);
    let url = recorder.url("/a%20b/c?x=1&apikey=k3y&y=$z");
    for flags in [
        &[
            "-H",
            "X-One: it's \"q\" \\ $HOME `id`",
            "-H",
            "X-Two: a",
            "-H",
            "X-Two: b",
        ][..],
        &["--json", "@order.json", "--oauth2-bearer", SECRETS[0].1],
        &[
            "-d",
            "a=b",
            "-d",
            "client_assertion=a55ert",
            "-d",
            "c=it's \"q\" \\n $HOME ü",
        ],
        &[
            "-X",
            "PUT",
            "--data-binary",
            "@raw.bin",
            "-H",
            "X-Api-Key: he`ader$",
        ],
        &[
            "-d",
            "a=b",
            "--data-binary",
            "@raw.bin",
            "-H",
            "Content-Type: x/y",
        ],
        &["-X", "DELETE"],
        &["-I"],
    ] {
        let args = [&[url.as_str()], flags, &IDENTITY].concat();
        lab.mtls(&[&["call"], args.as_slice()].concat()).ok();
        let ours: Vec<_> = recorder.take().iter().map(meant).collect();
        assert!(ours[0].3, "no certificate");
        // Java compiles each time: those with most in them will do
        let java = |language: &&Language| language.0 != "java" || flags.len() > 5;
        for language in languages.iter().filter(java) {
            let (source, ran) = run(&lab, *language, &args);
            let theirs: Vec<_> = recorder.take().iter().map(meant).collect();
            assert_eq!(theirs, ours, "{language:?} {flags:?} {ran:?}\n{source}");
            assert_eq!(ran.code, 0, "{language:?} {ran:?}");
            assert!(
                flags == ["-I"] || ran.stdout == "hello\n",
                "{language:?} {ran:?}"
            );
        }
    }
}

#[test]
fn keystores_and_locked_keys_are_presented_in_every_language() {
    let Some((lab, languages)) = languages() else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    let url = recorder.url("/p12");
    lab.write(
        "locked.pem",
        [lab.read("client.crt"), lab.read("locked.key")].concat(),
    );
    for (identity, env) in [
        (PFX.to_vec(), "PFX"),
        (
            vec![
                "--cert",
                "locked.pem",
                "--pass",
                "env:PW",
                "--cacert",
                "ca.crt",
            ],
            "PW",
        ),
        (vec!["--cert", "client.pem", "--cacert", "ca.crt"], ""),
    ] {
        lab.write(
            "client.pem",
            [lab.read("client.crt"), lab.read("client.key")].concat(),
        );
        // the open key, too, is one that Java gets in a keystore
        let java = |language: &&Language| language.0 != "java" || !env.is_empty();
        for language in languages.iter().filter(java) {
            let args = [&[url.as_str()], identity.as_slice()].concat();
            let (source, ran) = run(&lab, *language, &args);
            let seen = recorder.take();
            assert_eq!(seen.len(), 1, "{language:?} {ran:?}\n{source}");
            assert!(
                seen[0].certificate.is_some(),
                "{language:?} {ran:?}\n{source}"
            );
            assert!(source.contains(env), "{source}");
        }
    }
}

#[test]
fn tokens_are_fetched_in_every_style_and_sent_along() {
    let Some((lab, languages)) = languages() else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    let (url, token) = (recorder.url("/api"), recorder.url("/token/abc"));
    for style in ["form", "json", "basic", "basic-raw", "tls"] {
        let token = [
            "--token-url",
            &token,
            "--client-id",
            "my app",
            "--client-secret",
            "env:CLIENT_SECRET",
            "--auth-style",
            style,
            "--scope",
            "a b",
        ];
        let args = [&[url.as_str()], &token[..], &IDENTITY].concat();
        let own = with_secrets(
            &lab,
            env!("CARGO_BIN_EXE_mtls"),
            &[&["call"], args.as_slice()].concat(),
        );
        assert_eq!(own.code, 0, "{own:?}");
        let ours = recorder.take();
        // Java compiles each time: a form without the secret, and Basic with another spelling, will do
        let java =
            |language: &&Language| language.0 != "java" || !["form", "basic-raw"].contains(&style);
        for language in languages.iter().filter(java) {
            let (source, ran) = run(&lab, *language, &args);
            let seen = recorder.take();
            assert_eq!(seen.len(), 2, "{language:?} {style} {ran:?}\n{source}");
            let context = format!("{language:?} {style}: {}\n{source}", seen[0].head);
            assert_eq!(fields(&seen[0]), fields(&ours[0]), "{context}");
            let authorization = |seen: &Seen| header(seen, "authorization");
            // curl has Basic credentials in no other way than raw
            if (language.0, style) != ("curl", "basic") {
                assert_eq!(
                    authorization(&seen[0]),
                    authorization(&ours[0]),
                    "{context}"
                );
            }
            assert_eq!(
                authorization(&seen[1]).as_deref(),
                Some("Bearer abc"),
                "{context}"
            );
            assert!(seen.iter().all(|s| s.certificate.is_some()), "{context}");
        }
    }
}

/// The fields of a form or an object, sorted.
fn fields(seen: &Seen) -> Vec<(String, String)> {
    let text = String::from_utf8(seen.body.clone()).unwrap();
    let mut out: Vec<(String, String)> = match serde_json::from_str::<serde_json::Value>(&text) {
        Ok(object) => {
            let object = object.as_object().unwrap().clone();
            object
                .into_iter()
                .map(|(k, v)| (k, v.as_str().unwrap().to_owned()))
                .collect()
        }
        Err(_) => text
            .split('&')
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap();
                let value = value.replace('+', " ");
                let decoded = percent_encoding::percent_decode_str(&value).decode_utf8_lossy();
                (name.to_owned(), decoded.into_owned())
            })
            .collect(),
    };
    out.sort();
    out
}

fn header(seen: &Seen, name: &str) -> Option<String> {
    let lines = seen
        .head
        .split("\r\n")
        .filter_map(|line| line.split_once(": "));
    let mut found = lines.filter(|(n, _)| n.eq_ignore_ascii_case(name));
    found.next().map(|(_, value)| value.to_owned())
}

#[test]
fn redirects_failures_and_files_work_as_in_the_call() {
    let Some((lab, languages)) = languages() else {
        return;
    };
    let (recorder, other) = (Recorder::tls(&lab), Recorder::tls(&lab));
    let home = recorder.url("/redirect/302?to=/final");
    let away = recorder.url(&format!("/redirect/307?to={}", other.url("/away")));
    let gone = recorder.url("/status/404");
    for language in &languages {
        recorder.take();
        let (_, ran) = run(
            &lab,
            *language,
            &[&[home.as_str(), "-L", "-d", "a=b"], &IDENTITY[..]].concat(),
        );
        assert_eq!(
            (ran.code, ran.stdout.as_str()),
            (0, "hello\n"),
            "{language:?} {ran:?}"
        );
        let seen = recorder.take();
        assert!(
            seen[1].head.starts_with("GET /final "),
            "{language:?} {seen:?}"
        );
        assert_eq!(seen[1].body, b"");

        let (source, ran) = run(
            &lab,
            *language,
            &[&[away.as_str(), "-L", "-m", "20"], &IDENTITY[..]].concat(),
        );
        assert_eq!(ran.code, 0, "{language:?} {ran:?}");
        let told = source.contains("redirects to other hosts too");
        assert_eq!(
            other.take().iter().any(|s| s.certificate.is_some()),
            told,
            "{language:?}\n{source}"
        );

        let args = [&[gone.as_str(), "-f", "-o", "out"], &IDENTITY[..]].concat();
        let (_, ran) = run(&lab, *language, &args);
        assert_eq!(
            (ran.code, ran.stdout.as_str()),
            (22, ""),
            "{language:?} {ran:?}"
        );
        let args = [&[home.as_str(), gone.as_str(), "-o", "out"], &IDENTITY[..]].concat();
        let (_, ran) = run(&lab, *language, &args);
        assert_eq!(
            (ran.code, ran.stdout.as_str()),
            (0, "no\n"),
            "{language:?} {ran:?}"
        );
        assert_eq!(lab.text("out"), "moved\n", "{language:?}");
    }
}

#[test]
fn a_server_without_our_trust_is_refused_unless_k_is_given() {
    let Some((lab, languages)) = languages() else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    let url = recorder.url("/");
    for language in &languages {
        let (_, ran) = run(&lab, *language, &[&url, "--cacert", "other.crt"]);
        assert_ne!(ran.code, 0, "{language:?} {ran:?}");
        let (source, ran) = run(&lab, *language, &[&url, "-k"]);
        assert_eq!(
            (ran.code, ran.stdout.as_str()),
            (0, "hello\n"),
            "{language:?} {ran:?}"
        );
        assert!(
            source.contains("-k: the server's certificate is not checked"),
            "{source}"
        );
    }
}

#[test]
fn nothing_is_sent_and_what_is_left_out_is_told() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    let url = recorder.url("/");
    let args = [
        "call",
        &url,
        "--as",
        "node",
        "--resolve",
        "a:1:127.0.0.1",
        "--expect-status",
        "200",
    ];
    let ran = lab.mtls(&args).ok();
    assert!(
        ran.stderr.contains("note: --resolve is not in the program"),
        "{ran:?}"
    );
    assert!(
        ran.stdout
            .contains("// what the --expect flags want is not in the program"),
        "{ran:?}"
    );
    lab.mtls(&["call", &url, "--as", "cobol"])
        .fails(2, "takes curl, node, python, java or go");
    assert_eq!(recorder.take(), []);
}

/// Go is in few machines that test this: its form is held everywhere, its run where it is.
#[test]
fn go_presents_the_certificate_too() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    let url = recorder.url("/go?apikey=k3y");
    let token = recorder.url("/token/abc");
    let args = [
        &[
            "call",
            &url,
            "--as",
            "go",
            "-d",
            "a=b",
            "-L",
            "-f",
            "--connect-timeout",
            "5",
            "-m",
            "9",
        ][..],
        &[
            "--token-url",
            &token,
            "--client-id",
            "x",
            "--client-secret",
            "env:CLIENT_SECRET",
        ],
        &IDENTITY,
    ]
    .concat();
    let source = lab.mtls(&args).ok().stdout;
    looks_like_go(&source);
    lab.write("call.go", source);
    if Command::new("go").arg("version").output().is_err() {
        return;
    }
    let ran = with_secrets(&lab, "go", &["run", "call.go"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "hello\n"), "{ran:?}");
    assert!(
        recorder
            .take()
            .iter()
            .all(|seen| seen.certificate.is_some())
    );
}

fn looks_like_go(source: &str) {
    for sign in [
        "tls.LoadX509KeyPair(\"client.crt\", \"client.key\")",
        "config.RootCAs.AppendCertsFromPEM(must(os.ReadFile(\"ca.crt\")))",
        "secret(\"APIKEY\")",
        "secret(\"CLIENT_SECRET\")",
    ] {
        assert!(source.contains(sign), "{sign} is not in {source}");
    }
    let balanced = |open, close| source.matches(open).count() == source.matches(close).count();
    assert!(balanced('{', '}') && balanced('(', ')'), "{source}");
    for line in source
        .lines()
        .filter_map(|line| line.trim().strip_prefix('"'))
    {
        let package = line.trim_end_matches('"').rsplit('/').next().unwrap();
        assert!(
            source.contains(&format!("{package}.")),
            "{package} is not used: {source}"
        );
    }
}
