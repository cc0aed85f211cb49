//! What is said of a transfer is true of that transfer: not of the connection before it, of another
//! host's, or of the hop that came first.

use std::time::{Duration, Instant};

use crate::certificates;
use crate::common::{Lab, Ran, peer};
use crate::recorder::Recorder;
use crate::servers::Server;

const IDENTITY: [&str; 6] = [
    "--cacert",
    "ca.crt",
    "--cert",
    "client.crt",
    "--key",
    "client.key",
];

fn call(lab: &Lab, args: &[&str]) -> Ran {
    lab.mtls(&[&["call"], args, &["-m", "20"]].concat())
}

#[test]
fn every_connection_of_a_run_is_told_with_the_certificate_it_stands_on() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    let url = recorder.url("/");
    for version in ["1.2", "1.3"] {
        let more = ["-H", "Connection: close", "--tls-max", version];
        let say = [
            "-s",
            "-o",
            "1",
            "-o",
            "2",
            "-w",
            "%{client_cert_requested} %{client_cert_sent}\\n",
        ];
        let ran = call(
            &lab,
            &[&[url.as_str(), &url], &IDENTITY[..], &more, &say].concat(),
        )
        .ok();
        assert_eq!(ran.stdout, "true true\ntrue true\n", "{version}: {ran:?}");
        assert_eq!(recorder.take().iter().filter(|s| s.number == 1).count(), 2);
    }
}

#[test]
fn a_connection_used_again_is_told_as_itself() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let (one, two) = (Recorder::tls(&lab), Recorder::plain());
    let (first, other) = (one.url("/"), two.url("/"));
    let again = one.url("/hang");
    // the third goes over the first's connection, and what was seen of the second's is no matter
    let urls = [first.as_str(), &other, &again, "--allow-plain-http"];
    let format = "%{remote_port} %{tls_version} %{client_cert_sent}\\n";
    let out = ["-s", "-S", "-o", "1", "-o", "2", "-o", "3", "-w", format];
    let ran = lab.mtls(&[&["call"], &urls[..], &IDENTITY, &out, &["-m", "0.5"]].concat());
    assert_eq!(ran.code, 28, "{ran:?}");
    let lines: Vec<&str> = ran.stdout.lines().collect();
    let tls = format!("{} TLSv1.3 true", one.port);
    assert_eq!(
        (lines[0], lines[2]),
        (tls.as_str(), tls.as_str()),
        "{ran:?}"
    );
    assert!(lines[1].starts_with(&two.port.to_string()), "{ran:?}");
    assert!(lines[1].ends_with(" false"), "{ran:?}");
    assert!(
        ran.stderr.contains("no complete answer came in time"),
        "{ran:?}"
    );
    assert!(
        ran.stderr
            .contains("over a connection that had served a request before"),
        "{ran:?}"
    );
    assert_eq!(one.take().last().map(|seen| seen.number), Some(2));
}

#[test]
fn who_answered_once_has_not_refused_the_certificate() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let recorder = Recorder::tls_without_tickets(&lab);
    let (url, again) = (recorder.url("/x"), recorder.url("/first-only"));
    let urls = [url.as_str(), &again, "-d", "pay=1", "-o", "1", "-o", "2"];
    let ran = call(&lab, &[&urls[..], &IDENTITY].concat()).fails(52, "[connection-reset]");
    assert!(ran.stderr.contains("served a request before"), "{ran:?}");
}

#[test]
fn without_tls_no_handshake_is_spoken_of() {
    let recorder = Recorder::plain();
    for (path, code) in [("/empty", 52), ("/hang", 28)] {
        let ran = Lab::new().mtls(&["call", &recorder.url(path), "-m", "0.5"]);
        assert_eq!(ran.code, code, "{ran:?}");
        assert!(!ran.stderr.contains("handshake"), "{ran:?}");
    }
}

#[test]
fn a_name_that_does_not_resolve_is_not_told_with_the_connection_before() {
    let recorder = Recorder::plain();
    let (good, bad) = (recorder.url("/"), "http://no-such-host.invalid./");
    let ran = Lab::new().mtls(&[
        "call",
        &good,
        bad,
        "-s",
        "-o",
        "1",
        "-o",
        "2",
        "-w",
        "%{remote_ip}\\n",
        "--connect-timeout",
        "5",
    ]);
    assert!(matches!(ran.code, 6 | 28), "{ran:?}");
    assert_eq!(ran.stdout, "127.0.0.1\n\n", "{ran:?}");
}

#[test]
fn after_a_redirect_elsewhere_the_session_that_spoke_is_judged() {
    let (Some(lab), Some(nginx)) = (certificates::lab(), peer("nginx")) else {
        return;
    };
    let called = Recorder::tls(&lab);
    let lines = "listen 127.0.0.1:PORT ssl; ssl_verify_client on; return 200 in;";
    let strict = Server::nginx(&lab, &nginx, lines);
    let asking = "listen 127.0.0.1:PORT ssl; ssl_verify_client optional; return 401;";
    let wants = Server::nginx(&lab, &nginx, asking);
    let demanding = Server::openssl(&lab, "-CAfile ca.crt -Verify 1 -verify_return_error");
    let to = |target: &str| {
        let url = called.url(&format!("/redirect/302?to={target}"));
        let token = ["-L", "--oauth2-bearer", "t"];
        call(&lab, &[&[url.as_str()], &IDENTITY[..], &token].concat())
    };
    for target in [strict.url("/"), demanding.url("/")] {
        let ran = to(&target);
        assert_eq!(ran.code, 98, "{ran:?}");
        assert!(ran.stderr.contains("[client-cert-required]"), "{ran:?}");
        assert!(!ran.stderr.contains("CN=client"), "{ran:?}");
    }
    let ran = to(&wants.url("/"));
    assert!(ran.stderr.contains("none were sent"), "{ran:?}");
}

#[test]
fn what_goes_to_another_host_and_what_stays_is_told() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let (called, other) = (Recorder::tls(&lab), Recorder::tls(&lab));
    let url = called.url(&format!("/redirect/307?to={}", other.url("/away")));
    let headers = ["-L", "-H", "X-Api-Key: k", "-H", "X-Other: c"];
    let ran = call(
        &lab,
        &[&[url.as_str()], &IDENTITY[..], &headers, &["-d", "x"]].concat(),
    )
    .ok();
    let told = "the client certificate and the credentials are not sent there, but the body is";
    assert!(ran.stderr.contains(told), "{ran:?}");
    let seen = other.take();
    assert_eq!(seen[0].header("X-Api-Key"), None, "{seen:?}");
    assert_eq!(seen[0].header("X-Other"), Some("c"), "{seen:?}");
    assert_eq!(seen[0].body, b"x");
    let ran = call(&lab, &[&[url.as_str()], &IDENTITY[..], &["-L"]].concat()).ok();
    assert!(
        ran.stderr
            .contains("the client certificate is not sent there\n"),
        "{ran:?}"
    );
    let trust = ["--cacert", "ca.crt"];
    let ran = call(&lab, &[&[url.as_str(), "-L"], &trust[..]].concat()).ok();
    assert!(!ran.stderr.contains("redirected"), "{ran:?}");
    let ran = call(&lab, &[&[url.as_str()], &trust[..], &headers].concat()).ok();
    assert!(
        ran.stderr.contains("the credentials are not sent there\n"),
        "{ran:?}"
    );
}

#[test]
fn a_file_stays_as_it_was_when_nothing_is_to_land() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    lab.write("kept", "before");
    let missing = recorder.url("/status/404");
    call(&lab, &[&missing, "-f", "-o", "kept"]).fails(22, "HTTP 404");
    call(&lab, &[&recorder.url("/empty"), "-o", "kept"]).fails(52, "closed the connection");
    assert_eq!(lab.text("kept"), "before");
}

#[test]
fn remote_names_come_from_the_url_called_and_have_no_backslash() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    let url = recorder.url("/redirect/302/wanted.txt?to=/.profile");
    call(&lab, &[&url, "-L", "-O"]).ok();
    assert_eq!(lab.files(), ["wanted.txt"]);
    call(&lab, &[&recorder.url("/a\\..\\b"), "-O"]).fails(23, "no file");
}

#[test]
fn the_time_limit_is_for_the_transfer_and_not_for_each_hop() {
    let recorder = Recorder::plain();
    let begun = Instant::now();
    let ran = Lab::new().mtls(&["call", &recorder.url("/slow-loop"), "-L", "-m", "0.7"]);
    assert_eq!(ran.code, 28, "{ran:?}");
    assert!(ran.stderr.contains("[connection-timeout]"), "{ran:?}");
    assert!(begun.elapsed() < Duration::from_secs(2));
}

#[test]
fn heads_that_never_end_are_cut_off() {
    let ran = call(&Lab::new(), &[&Recorder::plain().url("/endless-hints")]);
    assert_eq!(ran.code, 56, "{ran:?}");
    assert!(ran.stderr.contains("larger than 300 KiB"), "{ran:?}");
}

#[test]
fn broken_framing_under_tls_is_no_refused_handshake() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let url = Recorder::tls(&lab).url("/bad-chunk");
    let ran = call(&lab, &[&[url.as_str()], &IDENTITY[..]].concat());
    assert_eq!(ran.code, 56, "{ran:?}");
    assert!(ran.stderr.contains("not framed"), "{ran:?}");
}

#[test]
fn an_accepted_certificate_is_not_called_refused() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    // Node and the JDK's server finish the handshake first and hang up on what they do not accept
    for (certificate, version, code, exit) in [
        ("client.crt", "1.3", "[connection-reset]", 52),
        ("client.crt", "1.2", "[connection-reset]", 52),
        ("expired.crt", "1.2", "[client-cert-expired]", 35),
    ] {
        let url = recorder.url("/empty");
        let args = [
            url.as_str(),
            "--cacert",
            "ca.crt",
            "--cert",
            certificate,
            "--key",
            "client.key",
            "--tls-max",
            version,
        ];
        let ran = call(&lab, &args).fails(exit, code);
        assert!(
            ran.stderr.contains("the certificate had been accepted"),
            "{ran:?}"
        );
    }
}

#[test]
fn verbose_words_a_verdict_for_people() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let url = Recorder::tls(&lab).url("/");
    let ran = call(&lab, &[&url, "-k", "-v"]).ok();
    assert!(
        ran.stderr.contains("NOT trusted: its issuer is not known"),
        "{ran:?}"
    );
}
