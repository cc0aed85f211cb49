//! Credentials stay with those they are for: over plain http, behind redirects, in what is shown.

use crate::beside_curl::Beside;
use crate::certificates;
use crate::common::Lab;
use crate::recorder::Recorder;

#[test]
fn a_password_from_netrc_is_not_sent_over_plain_http_where_https_was_called() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let (tls, plain) = (Recorder::tls(&lab), Recorder::plain());
    lab.write("netrc", "machine localhost login me password s3cret-pw\n");
    for (to, sent) in [(plain.url("/there"), false), (tls.url("/there"), true)] {
        let url = tls.url(&format!("/redirect/302?to={to}"));
        let args = [
            "call",
            &url,
            "-L",
            "--netrc-file",
            "netrc",
            "--cacert",
            "ca.crt",
        ];
        lab.mtls(&args).ok();
        let there = [tls.take(), plain.take()].concat();
        let there = there.iter().find(|seen| seen.path() == "/there").unwrap();
        assert_eq!(there.header("Authorization").is_some(), sent, "{to}");
    }
}

#[test]
fn a_password_of_any_bytes_is_sent_as_it_stands_in_netrc() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    let text = b"machine localhost login jos\xe9 password p\xff\xc3\xa0w\n";
    beside.write("netrc", text);
    beside.same(&["URL/", "--netrc-file", "netrc"]);
}

#[test]
fn a_key_by_any_spelling_of_its_header_is_not_shown_and_stays_with_its_host() {
    let (lab, here, there) = (Lab::new(), Recorder::plain(), Recorder::plain());
    for name in ["X-AccessKey", "SubscriptionKey"] {
        let url = here.url(&format!("/redirect/302?to={}", there.url("/there")));
        let header = format!("{name}: s3cret-of-the-client");
        let ran = lab.mtls(&["call", &url, "-L", "-v", "-H", &header]).ok();
        assert!(!ran.stderr.contains("s3cret"), "{ran:?}");
        assert!(here.take()[0].header(name).is_some());
        assert_eq!(there.take()[0].header(name), None);
    }
}

#[test]
fn a_secret_is_masked_as_json_spells_it_too() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    let args = [
        "call",
        &recorder.url("/"),
        "-H",
        r#"X-Api-Key: pa"ss\word1"#,
        "-d",
        r#"{"k":"pa\"ss\\word1"}"#,
        "--trace-ascii",
        "trace",
    ];
    lab.mtls(&args).ok();
    let trace = lab.text("trace");
    assert!(trace.contains(r#"{"k":"***"}"#), "{trace}");
}

#[test]
fn standard_input_is_wanted_once_whoever_wants_it() {
    let lab = Lab::new();
    let body = ["call", "http://127.0.0.1:1/", "-d", "@-"];
    for more in [
        &["--proxy-cert", "-"][..],
        &["--proxy-header", "@-"],
        &["-K", "-"],
        &["--variable", "x@-"],
        &["--variable", "x@-", "-K", "-"],
    ] {
        let ran = lab.mtls_in(&[&body[..], more].concat(), b"");
        ran.fails(2, "wanted twice");
    }
    let ran = lab.mtls_in(&["call", "-K", "-", "http://127.0.0.1:1/"], b"-s\n");
    assert_eq!(ran.code, 7, "{ran:?}");
}
