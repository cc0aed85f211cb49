//! A token that the server no longer takes: one new one, one repeat, told.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::common::process::until;
use crate::common::{Lab, Ran};

/// An API that takes the n-th token only, and an endpoint that counts those it gives.
struct Api {
    port: u16,
    seen: Arc<Mutex<Vec<String>>>,
    /// Which token is taken: it may be another later.
    taken: Arc<Mutex<&'static str>>,
}

/// How the API refuses.
#[derive(Clone, Copy, Default)]
struct Refusal {
    challenge: &'static str,
    body: &'static str,
    /// Only once so many calls are waiting for it.
    together: usize,
}

impl Api {
    /// `challenge` and `body` are those of its 401.
    fn start(taken: &'static str, challenge: &'static str, body: &'static str) -> Self {
        Self::refusing(
            taken,
            Refusal {
                challenge,
                body,
                together: 0,
            },
        )
    }

    fn refusing(taken: &'static str, refusal: Refusal) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let api = Self {
            port: listener.local_addr().unwrap().port(),
            seen: Arc::default(),
            taken: Arc::new(Mutex::new(taken)),
        };
        let (seen, taken) = (Arc::clone(&api.seen), Arc::clone(&api.taken));
        let given = Arc::new(AtomicUsize::new(0));
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let (seen, given) = (Arc::clone(&seen), Arc::clone(&given));
                let taken = *taken.lock().unwrap();
                std::thread::spawn(move || {
                    let Some(request) = read(&mut stream) else {
                        return;
                    };
                    seen.lock().unwrap().push(request.clone());
                    let answer = answer(&request, taken, refusal, &given, &seen);
                    let _ = stream.write_all(answer.as_bytes());
                });
            }
        });
        api
    }

    fn call(&self, lab: &Lab, stdin: &[u8], more: &[&str]) -> Ran {
        let [url, token] =
            ["/api", "/token"].map(|path| format!("http://127.0.0.1:{}{path}", self.port));
        lab.write("secret", "s3cret");
        let args = [
            &[
                "call",
                &url,
                "--token-url",
                &token,
                "--client-id",
                "app",
                "--client-secret",
                "file:secret",
                "--allow-plain-http",
            ],
            more,
        ];
        lab.mtls_in(&args.concat(), stdin)
    }

    /// Which requests came, `T` for the token's, `A` and the number of the token for the API's.
    fn order(&self) -> Vec<String> {
        let seen = std::mem::take(&mut *self.seen.lock().unwrap());
        let short = |request: &String| match request.split_once("Bearer token-") {
            Some((_, rest)) => format!("A{}", &rest[..1]),
            None => "T".to_owned(),
        };
        seen.iter().map(short).collect()
    }
}

fn answer(
    request: &str,
    taken: &str,
    refusal: Refusal,
    given: &AtomicUsize,
    seen: &Mutex<Vec<String>>,
) -> String {
    if request.split(' ').nth(1) == Some("/token") {
        let number = given.fetch_add(1, Ordering::SeqCst) + 1;
        let token = format!(r#"{{"access_token":"token-{number}-x","expires_in":600}}"#);
        return whole("200 OK", "", &token);
    }
    if request.contains(&format!("Authorization: Bearer token-{taken}-x\r\n")) {
        return whole("200 OK", "", "done\n");
    }
    until("calls that are refused together", || {
        let seen = seen.lock().unwrap();
        let calls = seen.iter().filter(|r| r.contains("Bearer token-1-"));
        (calls.count() >= refusal.together).then_some(())
    });
    whole("401 No", refusal.challenge, refusal.body)
}

pub fn read(stream: &mut impl Read) -> Option<String> {
    let mut text = Vec::new();
    let mut byte = [0];
    while !text.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        text.push(byte[0]);
    }
    let head = String::from_utf8(text).unwrap();
    let length = head.split("Content-Length: ").nth(1);
    let length = length.map_or(0, |rest| {
        rest.split("\r\n").next().unwrap().parse().unwrap()
    });
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some(head + &String::from_utf8(body).unwrap())
}

pub fn whole(status: &str, lines: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\n{lines}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

pub const INVALID: &str = "WWW-Authenticate: Bearer error=\"invalid_token\"\r\n";

#[test]
fn a_stale_token_is_renewed_once_and_the_request_sent_again() {
    let lab = Lab::new();
    for (challenge, body) in [
        (INVALID, ""),
        ("", r#"{"message":"The access token expired"}"#),
        ("WWW-Authenticate: Bearer\r\n", "JWT expired"),
    ] {
        let api = Api::start("2", challenge, body);
        let ran = api
            .call(&lab, b"", &["-d", "pay=1", "-w", "%{http_code}"])
            .ok();
        assert_eq!(ran.stdout, "done\n200", "{ran:?}");
        assert!(
            ran.stderr
                .contains("note: the server refused the token (HTTP 401): a new one"),
            "{ran:?}"
        );
        let bodies = api
            .seen
            .lock()
            .unwrap()
            .iter()
            .filter(|r| r.ends_with("pay=1"))
            .count();
        assert_eq!(bodies, 2);
        assert_eq!(api.order(), ["T", "A1", "T", "A2"]);
    }
}

#[test]
fn there_is_one_new_token_and_no_more() {
    let lab = Lab::new();
    let api = Api::start(
        "none",
        INVALID,
        r#"{"error":"invalid_token","error_description":"expired"}"#,
    );
    let ran = api.call(&lab, b"", &["-f"]).fails(22, "[token-expired]");
    assert!(
        ran.stderr
            .contains("a new token was fetched and tried, and was refused too"),
        "{ran:?}"
    );
    assert_eq!(api.order(), ["T", "A1", "T", "A2"]);
    let api = Api::start("none", INVALID, "no");
    let ran = api.call(&lab, b"", &[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "no"), "{ran:?}");
    assert!(ran.stderr.contains("[unauthorized]"), "{ran:?}");
}

#[test]
fn another_url_begins_with_the_newest_token() {
    let (lab, api) = (Lab::new(), Api::start("2", INVALID, ""));
    let again = format!("http://127.0.0.1:{}/again", api.port);
    let ran = api.call(&lab, b"", &[&again]).ok();
    assert_eq!(ran.stdout, "done\ndone\n");
    assert_eq!(api.order(), ["T", "A1", "T", "A2", "A2"]);
}

#[test]
fn what_a_new_token_would_not_cure_is_left_as_it_is() {
    let lab = Lab::new();
    // a fresh token that is refused for another reason
    let api = Api::start(
        "2",
        "WWW-Authenticate: Bearer error=\"insufficient_scope\"\r\n",
        "no\n",
    );
    let ran = api.call(&lab, b"", &[]);
    assert_eq!(
        (ran.stdout.as_str(), api.order()),
        ("no\n", vec!["T".into(), "A1".into()]),
        "{ran:?}"
    );
    // a token of the user's own
    let api = Api::start("2", INVALID, "no\n");
    let ran = api.call(&lab, b"", &["-H", "Authorization: Bearer token-1-x"]);
    assert_eq!(
        (ran.stdout.as_str(), api.order()),
        ("no\n", vec!["A1".into()]),
        "{ran:?}"
    );
}

#[test]
fn a_kept_token_that_was_revoked_early_is_renewed_once_and_the_new_one_kept() {
    let (lab, api) = (Lab::new(), Api::start("1", "", "no\n"));
    let done = |order: &[&str]| {
        assert_eq!(api.call(&lab, b"", &[]).ok().stdout, "done\n");
        assert_eq!(api.order(), order);
    };
    done(&["T", "A1"]);
    done(&["A1"]);
    *api.taken.lock().unwrap() = "2";
    // the refusal does not say why: a token from an earlier run is tried anew all the same
    done(&["A1", "T", "A2"]);
    done(&["A2"]);
    // a new one that is refused too is not the old one over again
    *api.taken.lock().unwrap() = "none";
    let ran = api.call(&lab, b"", &["-f"]);
    assert_eq!(ran.code, 22, "{ran:?}");
    assert_eq!(api.order(), ["A2", "T", "A3"]);
}

#[test]
fn calls_that_are_refused_together_share_one_new_token() {
    const CALLS: usize = 4;
    let refusal = Refusal {
        challenge: INVALID,
        together: CALLS,
        ..Refusal::default()
    };
    let (lab, api) = (Lab::new(), Api::refusing("2", refusal));
    let url = format!("http://127.0.0.1:{}/api", api.port);
    let more = vec![url.as_str(); CALLS - 1];
    let ran = api.call(&lab, b"", &[&["-Z"], more.as_slice()].concat());
    assert_eq!(ran.ok().stdout, "done\n".repeat(CALLS));
    let order = api.order();
    assert_eq!(order[..CALLS + 2], ["T", "A1", "A1", "A1", "A1", "T"]);
    assert_eq!(order[CALLS + 2..], ["A2"; CALLS]);
}

#[test]
fn a_renewed_token_stands_in_no_trace() {
    let (lab, api) = (Lab::new(), Api::start("2", INVALID, ""));
    api.call(&lab, b"", &["--trace-ascii", "trace"]).ok();
    assert_eq!(api.order(), ["T", "A1", "T", "A2"]);
    let trace = lab.text("trace");
    assert!(trace.contains("GET /api"), "{trace}");
    assert!(
        !trace.contains("token-1-x") && !trace.contains("token-2-x"),
        "{trace}"
    );
}
