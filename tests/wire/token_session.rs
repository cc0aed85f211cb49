//! Where a token is asked for, on which connection, and for how long: never in the middle of the
//! calls that it is for.

use std::io::Write;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use base64::Engine;

use crate::common::Lab;
use crate::recorder::Recorder;
use crate::renewal::{INVALID, read, whole};

const REFUSED: &str = "/with/401?lines=WWW-Authenticate:%20Bearer%20error=%22invalid_token%22";

/// Serves with a closure that gets the number of token requests so far, from 1, and each request.
fn serve(
    answer: impl Fn(usize, &str) -> String + Send + 'static,
) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let kept = Arc::clone(&seen);
    std::thread::spawn(move || {
        let mut asked = 0;
        for mut stream in listener.incoming().flatten() {
            let Some(request) = read(&mut stream) else {
                continue;
            };
            asked += usize::from(request.starts_with("POST /token "));
            kept.lock().unwrap().push(request.clone());
            let _ = stream.write_all(answer(asked, &request).as_bytes());
        }
    });
    (port, seen)
}

#[test]
fn sections_that_renew_their_tokens_at_once_do_not_mix_their_credentials() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    let mut args = vec!["call".to_owned(), "-Z".to_owned()];
    for number in 0..6 {
        lab.write(&format!("secret{number}"), format!("s3cret-{number}"));
        let token = recorder.url(&format!("/slow-token/t{number}/600"));
        let more = format!(
            "{} --token-url {token} --client-id app{number} --client-secret file:secret{number} \
             --auth-style basic --allow-plain-http --no-cache -m 30 -s -o out{number} --next",
            recorder.url(REFUSED)
        );
        args.extend(more.split_whitespace().map(str::to_owned));
    }
    args.pop();
    lab.mtls(&args.iter().map(String::as_str).collect::<Vec<_>>());
    let seen = recorder.take();
    for number in 0..6 {
        let pair = format!("app{number}:s3cret-{number}");
        let encoded = base64::engine::general_purpose::STANDARD.encode(pair);
        let path = format!("/slow-token/t{number}/600");
        let asked = seen.iter().filter(|seen| seen.path() == path);
        let with: Vec<_> = asked.map(|seen| seen.header("Authorization")).collect();
        let basic = format!("Basic {encoded}");
        assert_eq!(with, [Some(basic.as_str()); 2], "{number}");
    }
}

#[test]
fn a_renewed_token_has_no_more_time_than_the_transfer_has_left() {
    let (port, _) = serve(|asked, request| {
        let is_token = request.starts_with("POST /token ");
        let pause = if is_token { (asked - 1) * 6 } else { 1 };
        std::thread::sleep(Duration::from_secs(pause as u64));
        match is_token {
            true => whole("200 OK", "", r#"{"access_token":"token-1-x"}"#),
            false => whole("401 No", INVALID, "no"),
        }
    });
    let lab = Lab::new();
    lab.write("secret", "s3cret");
    let line = format!(
        "call http://127.0.0.1:{port}/ --token-url http://127.0.0.1:{port}/token --client-id a \
         --client-secret file:secret --allow-plain-http -m 3"
    );
    let begun = Instant::now();
    let _ = lab.mtls(&line.split_whitespace().collect::<Vec<_>>());
    let took = begun.elapsed();
    assert!(took < Duration::from_millis(3700), "{took:?}");
}

#[test]
fn a_style_that_was_only_tried_is_not_where_the_next_renewal_begins() {
    let (port, seen) = serve(
        |asked, request| match (request.starts_with("POST /token "), asked) {
            (false, _) => whole("401 No", INVALID, "no"),
            (true, 1) => whole("200 OK", "", r#"{"access_token":"token-1-x"}"#),
            (true, 3) => String::new(),
            (true, _) => whole("401 No", "", r#"{"error":"invalid_client"}"#),
        },
    );
    let lab = Lab::new();
    lab.write("secret", "s3cret");
    let line = format!(
        "call http://127.0.0.1:{port}/a http://127.0.0.1:{port}/b --client-id a --no-cache \
         --token-url http://127.0.0.1:{port}/token --client-secret file:secret \
         --try-auth-styles --allow-plain-http -m 20"
    );
    let _ = lab.mtls(&line.split_whitespace().collect::<Vec<_>>());
    let seen = seen.lock().unwrap();
    let second = seen.iter().position(|r| r.starts_with("GET /b ")).unwrap();
    let next = &seen[second + 1];
    assert!(next.starts_with("POST /token "), "{seen:?}");
    assert!(next.contains("client_secret=s3cret"), "{next}");
}

#[cfg(unix)]
#[test]
fn a_token_of_another_way_to_the_same_name_is_another_token() {
    use std::os::unix::net::UnixListener;
    let lab = Lab::new();
    lab.write("secret", "s3cret");
    for name in ["one", "two"] {
        let listener = UnixListener::bind(lab.path(name)).unwrap();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let _ = read(&mut stream);
                let body = format!(r#"{{"access_token":"of-{name}","expires_in":600}}"#);
                let _ = stream.write_all(whole("200 OK", "", &body).as_bytes());
            }
        });
        let line = format!(
            "token --token-url http://h/token --client-id a --client-secret file:secret \
             --allow-plain-http --unix-socket {name} -m 20"
        );
        let ran = lab.mtls(&line.split_whitespace().collect::<Vec<_>>()).ok();
        assert_eq!(ran.stdout.trim(), format!("of-{name}"));
    }
}
