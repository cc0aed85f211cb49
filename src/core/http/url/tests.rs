//! URLs taken apart and put together as curl does, and what no message may tell of them.

use super::*;

fn parse(text: &str) -> Url {
    Url::parse(text, false).unwrap()
}

#[test]
fn parts_are_found_as_curl_finds_them() {
    let url = parse("https://u%40x:p@api.example:8443/a/./b/../c?x=/../y#f");
    assert_eq!((url.host.as_str(), url.port), ("api.example", 8443));
    assert_eq!(url.target, "/a/c?x=/../y");
    assert_eq!(url.user, Some(("u@x".into(), "p".into())));
    assert_eq!(url.host_header(), "api.example:8443");
    assert_eq!(parse("https://h?x").target, "/?x");
    assert_eq!(parse("https://[::1]:1/").bracketed(), "[::1]");
    assert_eq!(parse("h/p").scheme, Scheme::Http);
    let inner = parse("h/x?u=https://a");
    assert_eq!(
        (inner.host.as_str(), inner.target.as_str()),
        ("h", "/x?u=https://a")
    );
    assert_eq!(parse("https://h/a/..").target, "/");
    assert_eq!(parse("https://h//a//b").target, "//a//b");
    assert_eq!(parse("https://h/é?ü").target, "/%c3%a9?ü");
    assert_eq!(
        Url::parse("https://h/a/../b", true).unwrap().target,
        "/a/../b"
    );
}

#[test]
fn redirects_resolve_against_their_base() {
    let base = parse("https://h:1/a/b?c");
    assert_eq!(base.join("d").unwrap().to_string(), "https://h:1/a/d");
    assert_eq!(base.join("/d").unwrap().to_string(), "https://h:1/d");
    assert_eq!(base.join("?d").unwrap().to_string(), "https://h:1/a/b?d");
    assert_eq!(base.join("//x/d").unwrap().to_string(), "https://x/d");
    assert_eq!(base.join("http://x").unwrap().to_string(), "http://x/");
    assert_eq!(
        base.join("/login?next=https://x/").unwrap().to_string(),
        "https://h:1/login?next=https://x/"
    );
}

#[test]
fn what_is_no_url_says_why() {
    let problem = |text| Url::parse(text, false).unwrap_err().problem;
    assert!(problem("https://{{account}}.x/").contains("{{account}}"));
    assert!(problem("https://h/a b").contains("blank"));
    assert!(problem("ftp://h/").contains("ftp://"));
    assert!(problem("https://h:99999/").contains("port"));
    assert!(problem("https:///x").contains("host"));
    assert!(problem("https://{a,b}/").contains("host"));
    assert_eq!(parse("https://h/{a,b}").target, "/{a,b}");
    let foreign = Url::parse("https://bücher.example/", false).unwrap_err();
    assert!(foreign.fix.contains("xn--"), "{foreign:?}");
}

#[test]
fn no_message_tells_a_password_or_a_secret_parameter() {
    for text in [
        "https://u:s3cret@h:port/",
        "https://u:s3cret/x@h:port/",
        "u:s3cret@h:port/?u=https://x",
        "https://h:port/?access_token=s3cret",
    ] {
        let problem = Url::parse(text, false).unwrap_err().problem;
        assert!(!problem.contains("s3cret"), "{problem}");
    }
    let shown = format!("{:?}", parse("https://u:s3cret@h/?access_token=s3cret&x=1"));
    assert_eq!(shown, "https://h/?access_token=***&x=1");
}
