//! Cookies kept and sent, host by host; beside curl they are tested in `tests/wire/cookies.rs`.

use super::*;

const NOW: Time = Time::from_unix(1_800_000_000);

fn url(text: &str) -> Url {
    Url::parse(text, false).unwrap()
}

/// What a jar has that took these from there.
fn jar(from: &str, cookies: &[&str]) -> Jar {
    let mut jar = Jar::default();
    take(&mut jar, from, cookies);
    jar
}

fn take(jar: &mut Jar, from: &str, cookies: &[&str]) {
    let lines: String = cookies
        .iter()
        .map(|c| format!("Set-Cookie: {c}\r\n"))
        .collect();
    let raw = format!("HTTP/1.1 200 OK\r\n{lines}\r\n");
    jar.take(&url(from), &Head::parse(raw.as_bytes()).unwrap(), NOW);
}

fn sent(jar: &Jar, to: &str) -> String {
    jar.header(&url(to), NOW).unwrap_or_default()
}

#[test]
fn a_cookie_goes_where_its_host_path_and_flags_let_it() {
    let jar = jar(
        "https://api.a.example/x/y",
        &[
            "own=1",
            "wide=2; Domain=.a.example; path=/",
            "deep=3; path=/x/y/z",
            "tls=4; secure; path=/",
        ],
    );
    assert_eq!(
        sent(&jar, "https://api.a.example/x/"),
        "own=1; tls=4; wide=2"
    );
    assert_eq!(sent(&jar, "https://api.a.example/xy"), "tls=4; wide=2");
    assert_eq!(
        sent(&jar, "https://api.a.example/x/y/z"),
        "deep=3; own=1; tls=4; wide=2"
    );
    assert_eq!(sent(&jar, "http://other.a.example/"), "wide=2");
    assert_eq!(sent(&jar, "https://b-a.example/"), "");
}

#[test]
fn a_host_speaks_for_no_other() {
    for (from, cookie) in [
        ("https://a.example/", "a=1; domain=b.example"),
        ("https://a.example/", "a=1; domain=x.a.example"),
        ("https://a.example/", "a=1; domain=example"),
        ("https://127.0.0.1/", "a=1; domain=0.0.1"),
        ("http://a.example/", "a=1; secure"),
        ("https://a.example/x/", "__Host-a=1; secure"),
        (
            "https://a.example/",
            "__Host-a=1; secure; path=/; domain=a.example",
        ),
        ("https://a.example/", "__Secure-a=1"),
        ("https://a.example/", "=1"),
        ("https://a.example/", "novalue"),
        ("https://a.example/", "a=b\u{1}c"),
        ("https://a.example/", "a=b\tc"),
    ] {
        assert_eq!(jar(from, &[cookie]).cookies.len(), 0, "{cookie}");
    }
    let kept = jar("https://a.example/", &["__Host-a=1; secure; path=/"]);
    assert_eq!(kept.cookies.len(), 1);
}

#[test]
fn cookies_are_replaced_and_pass_away() {
    let from = "https://a.example/";
    let mut jar = jar(from, &["a=1", "b=2; max-age=10"]);
    take(&mut jar, from, &["a=3", "a=4; path=/p", "c=5; max-age=0"]);
    assert_eq!(sent(&jar, "https://a.example/p"), "a=4; b=2; a=3");
    let later = NOW.plus(11);
    assert_eq!(jar.header(&url(from), later).unwrap(), "a=3");
    take(
        &mut jar,
        from,
        &["a=; expires=Sun, 06 Nov 1994 08:49:37 GMT"],
    );
    assert_eq!(sent(&jar, from), "b=2");
}

#[test]
fn an_open_connection_does_not_replace_what_is_secure() {
    let mut jar = jar("https://a.example/", &["a=1; secure"]);
    take(&mut jar, "http://a.example/", &["a=2"]);
    assert_eq!(sent(&jar, "https://a.example/"), "a=1");
}

#[test]
fn a_file_comes_back_as_it_was_written() {
    let mut first = jar(
        "https://api.a.example/",
        &[
            "a=1; httponly; secure",
            "b=; domain=a.example; max-age=100",
            "c=\"x y\"; path=\"/z\"",
        ],
    );
    let text = first.written(NOW);
    assert!(
        text.ends_with(
            "\napi.a.example\tFALSE\t\"/z\"\tFALSE\t0\tc\t\"x y\"\n\
             .a.example\tTRUE\t/\tFALSE\t1800000100\tb\t\n\
             #HttpOnly_api.a.example\tFALSE\t/\tTRUE\t0\ta\t1\n"
        ),
        "{text}"
    );
    let mut second = Jar::default();
    second.read(&text, true, NOW);
    assert_eq!(
        sent(&second, "https://api.a.example/z"),
        "c=\"x y\"; a=1; b="
    );
    first.read(
        "api.a.example\tFALSE\t/\tTRUE\t0\ta\tfrom file\n",
        true,
        NOW,
    );
    assert_eq!(sent(&first, "https://api.a.example/"), "a=1; b=");
    let mut third = Jar::default();
    third.read(&text, false, NOW);
    assert_eq!(third.cookies.len(), 1);
    let mut headers = Jar::default();
    headers.read(
        "HTTP/1.1 200 OK\nset-cookie: h=1; path=/x; domain=any.example\nSet-Cookie: i=1\n",
        true,
        NOW,
    );
    assert_eq!(sent(&headers, "https://any.example/x"), "h=1");
    assert_eq!(format!("{headers:?}"), "Jar(1 cookies)");
}
