//! Tokens kept for the next run: who asks, who reuses, what stands in the folder.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::certificates;
use crate::common::process::{Running, until};
use crate::common::{Lab, Ran};
use crate::recorder::Recorder;

const IDENTITY: [&str; 4] = ["--cert", "client.crt", "--key", "client.key"];
const FOLDER: &str = ".cache/mtls/tokens";

fn start() -> Option<(Lab, Recorder)> {
    let lab = certificates::lab()?;
    lab.write("secret", "s3cr3t-of-the-client");
    let recorder = Recorder::tls(&lab);
    Some((lab, recorder))
}

fn args<'a>(url: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let common = [
        "token",
        "--token-url",
        url,
        "--client-id",
        "app",
        "--cacert",
        "ca.crt",
    ];
    let secret = ["--client-secret", "file:secret", "-m", "20"];
    [&common[..], &secret, more].concat()
}

fn token(lab: &Lab, url: &str, more: &[&str]) -> Ran {
    lab.mtls(&args(url, more))
}

/// The files kept, of one ending.
fn kept(lab: &Lab, ending: &str) -> Vec<String> {
    let folder = std::fs::read_dir(lab.path(FOLDER)).into_iter().flatten();
    let names = folder.map(|e| e.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.ends_with(ending)).collect()
}

#[test]
fn ten_runs_at_once_ask_once() {
    let Some((lab, recorder)) = start() else {
        return;
    };
    let url = recorder.url("/slow-token/shared/600");
    let run = |number: usize| {
        let out = std::fs::File::create(lab.path(&format!("out{number}"))).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_mtls"));
        command
            .args(args(&url, &["--json"]))
            .current_dir(lab.path(""));
        command
            .env("HOME", lab.path(""))
            .env_remove("XDG_CACHE_HOME");
        let child = command.stdin(Stdio::null()).stdout(out).spawn().unwrap();
        Running(child)
    };
    let runs: Vec<Running> = (0..10).map(run).collect();
    let mut cached = 0;
    for (number, mut child) in runs.into_iter().enumerate() {
        assert!(child.0.wait().unwrap().success());
        let facts: serde_json::Value =
            serde_json::from_slice(&lab.read(&format!("out{number}"))).unwrap();
        assert_eq!(facts["access_token"], "shared");
        cached += usize::from(facts["cached"] == true);
    }
    assert_eq!((recorder.take().len(), cached), (1, 9));
}

#[test]
fn a_token_is_kept_for_its_owner_alone_and_the_secret_is_not() {
    let Some((lab, recorder)) = start() else {
        return;
    };
    let url = recorder.url("/token-for/abc-4711/600?client_secret=hunter2-in-the-query");
    token(&lab, &url, &IDENTITY).ok();
    assert_eq!(lab.mode(".cache/mtls/tokens") & 0o777, 0o700);
    let names = kept(&lab, "");
    for name in &names {
        let name = format!("{FOLDER}/{name}");
        assert_eq!(lab.mode(&name), 0o600, "{name}");
        assert!(!name.contains("app") && !name.contains("abc"), "{name}");
        let text = lab.text(&name);
        assert!(
            !text.contains("s3cr3t") && !text.contains("hunter2"),
            "{text}"
        );
    }
    assert!(
        lab.text(&format!("{FOLDER}/{}", kept(&lab, ".json")[0]))
            .contains("abc-4711")
    );
    // the secret is not even read when a token is there
    lab.write("secret", "");
    let ran = token(&lab, &url, &[&IDENTITY[..], &["--json"]].concat()).ok();
    let facts = ran.json();
    assert_eq!(facts["cached"], true);
    let left = facts["expires_in"].as_i64().unwrap();
    assert!((540..=600).contains(&left), "{left}");
    assert_eq!(recorder.take().len(), 1);
}

#[test]
fn another_client_scope_style_certificate_or_header_is_another_token() {
    let Some((lab, recorder)) = start() else {
        return;
    };
    let url = recorder.url("/new-token/600");
    let stranger = ["--cert", "stranger.crt", "--key", "client.key"];
    let variants: [&[&str]; 12] = [
        &[],
        &["--scope", "a"],
        &["--scope", "a b"],
        &["--audience", "a"],
        &["--resource", "a"],
        &["--auth-style", "basic"],
        &["--token-header", "X-Tenant: 1"],
        &["--token-header", "X-Tenant: 2"],
        &IDENTITY,
        &stranger,
        &["-k"],
        &["--resolve", "localhost:1:127.0.0.1"],
    ];
    let ask = || variants.map(|more| token(&lab, &url, more).ok().stdout);
    let first = ask();
    assert_eq!(recorder.take().len(), variants.len());
    assert_eq!(ask(), first);
    assert_eq!(recorder.take().len(), 0);
    // a certificate that is not presented makes no difference
    let unpresented = [&IDENTITY[..], &["--token-no-cert"]].concat();
    assert_eq!(token(&lab, &url, &unpresented).ok().stdout, first[0]);
}

#[test]
fn who_names_another_credential_hears_whether_it_is_right() {
    let Some((lab, recorder)) = start() else {
        return;
    };
    let url = recorder.url("/new-token/600");
    lab.write("other", "other");
    let ask = |secret: &str| {
        let common = ["token", "--token-url", &url, "--client-id", "app"];
        let more = ["--cacert", "ca.crt", "--client-secret", secret];
        lab.mtls(&[&common[..], &more].concat()).ok().stdout
    };
    for secret in ["file:secret", "file:other", "pass:one", "pass:other"] {
        let first = ask(secret);
        assert_eq!(recorder.take().len(), 1, "{secret}");
        assert_eq!(ask(secret), first);
        assert_eq!(recorder.take().len(), 0, "{secret}");
    }
}

#[test]
fn what_does_not_last_or_does_not_say_is_not_kept() {
    let Some((lab, recorder)) = start() else {
        return;
    };
    for path in [
        "/token-for/abc/never",
        "/token-for/abc/0",
        "/token-for/abc/-5",
    ] {
        for _ in 0..2 {
            token(&lab, &recorder.url(path), &[]).ok();
        }
        assert_eq!(recorder.take().len(), 2, "{path}");
    }
    for _ in 0..2 {
        token(&lab, &recorder.url("/token-for/abc/600"), &["--no-cache"]).ok();
    }
    assert_eq!(recorder.take().len(), 2);
    assert_eq!(kept(&lab, ".json"), [""; 0]);
    // a JWT says itself how long it lasts
    let claims = r#"{"exp":4102444800}"#;
    let part = |text: &str| {
        use base64::Engine;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text)
    };
    let jwt = format!("{}.{}.c2ln", part(r#"{"alg":"none"}"#), part(claims));
    let url = recorder.url(&format!("/token-for/{jwt}/never"));
    for _ in 0..2 {
        token(&lab, &url, &[]).ok();
    }
    assert_eq!(recorder.take().len(), 1);
}

#[test]
fn a_file_that_is_damaged_or_open_to_others_is_not_used() {
    let Some((lab, recorder)) = start() else {
        return;
    };
    use std::os::unix::fs::PermissionsExt;
    let url = recorder.url("/new-token/600");
    let ask = || token(&lab, &url, &[]).ok();
    let first = ask().stdout;
    let name = format!("{FOLDER}/{}", kept(&lab, ".json")[0]);
    let whole = lab.read(&name);
    lab.write(&name, &whole[..40]);
    let second = ask().stdout;
    assert_ne!(first, second);
    std::fs::set_permissions(lab.path(&name), PermissionsExt::from_mode(0o644)).unwrap();
    let third = ask();
    assert!(
        third.stderr.contains("is open to others on this machine"),
        "{third:?}"
    );
    assert_ne!(third.stdout, second);
    assert_eq!(lab.mode(&name), 0o600);
    let fourth = ask();
    assert_eq!(
        (fourth.stdout, fourth.stderr),
        (third.stdout, String::new())
    );
}

#[test]
fn a_folder_that_cannot_be_had_costs_a_note_and_no_token() {
    let Some((lab, recorder)) = start() else {
        return;
    };
    lab.write(".cache", "a file in the way");
    let ran = token(&lab, &recorder.url("/token-for/abc/600"), &[]).ok();
    assert!(ran.stderr.contains("tokens are not kept"), "{ran:?}");
    assert_eq!(ran.stdout, "abc\n");
}

#[test]
fn a_run_that_dies_while_it_asks_holds_nobody_up() {
    let Some((lab, recorder)) = start() else {
        return;
    };
    // the first one hangs on its answer, and is killed there
    let url = recorder.url("/hang-once");
    let mut command = Command::new(env!("CARGO_BIN_EXE_mtls"));
    command.args(args(&url, &[])).current_dir(lab.path(""));
    command
        .env("HOME", lab.path(""))
        .env_remove("XDG_CACHE_HOME");
    let mut first = Running(command.stdin(Stdio::null()).spawn().unwrap());
    until("the first one's turn", || {
        let lock = kept(&lab, ".lock").pop()?;
        let lock = std::fs::File::open(lab.path(&format!("{FOLDER}/{lock}"))).ok()?;
        lock.try_lock().is_err().then_some(())
    });
    until("its request", || (recorder.count() == 1).then_some(()));
    let second = std::thread::scope(|scope| {
        let second = scope.spawn(|| token(&lab, &url, &[]));
        std::thread::sleep(Duration::from_millis(300));
        assert!(!second.is_finished(), "the second did not wait");
        first.0.kill().unwrap();
        second.join().unwrap()
    });
    assert_eq!(second.ok().stdout, "at-last\n");
}

#[test]
fn waiting_for_another_run_has_an_end() {
    let Some((lab, recorder)) = start() else {
        return;
    };
    let url = recorder.url("/token-for/abc/600");
    token(&lab, &url, &[]).ok();
    let name = format!("{FOLDER}/{}", kept(&lab, ".lock")[0]);
    std::fs::remove_file(lab.path(&format!("{FOLDER}/{}", kept(&lab, ".json")[0]))).unwrap();
    let lock = std::fs::File::open(lab.path(&name)).unwrap();
    lock.lock().unwrap();
    let begun = Instant::now();
    let mut short = args(&url, &[]);
    let limit = short.iter().position(|arg| *arg == "20").unwrap();
    short[limit] = "8";
    let ran = lab.mtls(&short).ok();
    assert!(begun.elapsed() >= Duration::from_secs(1));
    assert!(
        ran.stderr.contains("another run has been asking"),
        "{ran:?}"
    );
    assert_eq!(ran.stdout, "abc\n");
}

#[test]
fn clear_forgets_all_or_those_that_are_named() {
    let Some((lab, recorder)) = start() else {
        return;
    };
    let (one, two) = (
        recorder.url("/token-for/a/600"),
        recorder.url("/token-for/b/600"),
    );
    for url in [&one, &two] {
        token(&lab, url, &[]).ok();
        token(&lab, url, &["--scope", "x"]).ok();
    }
    let clear = |more: &[&str]| {
        lab.mtls(&[&["token", "--clear"], more].concat())
            .ok()
            .stdout
    };
    assert_eq!(clear(&["--client-id", "nobody"]), "no token was kept\n");
    assert_eq!(
        clear(&["--token-url", &one, "--client-id", "app"]),
        "2 tokens forgotten\n"
    );
    assert_eq!(kept(&lab, ".json").len(), 2);
    assert_eq!(clear(&["--json"]), "{\"cleared\":2}\n");
    assert_eq!(clear(&[]), "no token was kept\n");
    recorder.take();
    token(&lab, &one, &[]).ok();
    assert_eq!(recorder.take().len(), 1);
}

#[test]
fn the_cache_is_where_the_system_keeps_what_can_be_made_again() {
    let Some((lab, recorder)) = start() else {
        return;
    };
    let url = recorder.url("/token-for/abc/600");
    let mut command = Command::new(env!("CARGO_BIN_EXE_mtls"));
    command.args(args(&url, &[])).current_dir(lab.path(""));
    command
        .env("XDG_CACHE_HOME", lab.path("elsewhere"))
        .env("HOME", lab.path(""));
    assert!(command.output().unwrap().status.success());
    assert!(lab.exists("elsewhere/mtls/tokens") && !lab.exists(".cache"));
    command.env("XDG_CACHE_HOME", "relative");
    assert!(command.output().unwrap().status.success());
    assert!(lab.exists(FOLDER) && !lab.exists("relative"));
}
