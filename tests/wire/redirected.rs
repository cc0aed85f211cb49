//! Where redirects may lead and what goes along, beside curl: methods kept, protocols, `.netrc`,
//! the Referer, and `--location-trusted`.

use crate::beside_curl::Beside;
use crate::certificates;
use crate::recorder::Recorder;

#[test]
fn methods_and_referers_go_along_as_in_curl() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    for code in ["301", "302", "303", "307"] {
        let url = format!("URL/redirect/{code}");
        for flags in [
            &["-d", "x", "--post301"][..],
            &["-d", "x", "--post302"],
            &["-d", "x", "--post303"],
            &["-d", "x", "--post301", "--post302", "--post303"],
            &["-d", "x", "-e", ";auto"],
            &["-e", "http://q/;auto"],
            &["-e", "http://q/"],
            &["-e", ";auto", "-H", "Referer: own"],
            &["-r", "0-3"],
            &["--request-target", "/fixed"],
            &["--proto-redir", "=https"],
            &["--proto-redir", "-http"],
            &["--proto", "=http"],
        ] {
            beside.same(&[&[url.as_str(), "-L"], flags].concat());
        }
    }
    for args in [
        &["URL/", "--proto", "=https"][..],
        &["URL/", "--proto", "-all,+http"],
        &["URL/", "--proto-default", "nonsense"],
    ] {
        beside.same(args);
    }
    let bare = beside.recorder.url("/x").replace("http://", "");
    beside.same(&[&bare, "--proto-default", "http"]);
    beside.same(&[&bare, "--proto-default", "http", "--proto", "=https"]);
}

#[test]
fn names_and_passwords_come_from_netrc_as_in_curl() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    let text = "machine localhost login nl password np\n\
                machine 127.0.0.1\nlogin il\npassword \"i p\"\n";
    beside.write("netrc", text).write(".netrc", text);
    beside.write(
        "named",
        "machine localhost login a password one\nmachine localhost login b password two\n",
    );
    let port = beside.recorder.port;
    let away = format!("URL/redirect/302?to=http://127.0.0.1:{port}/away");
    let with = |user: &str| format!("http://{user}@localhost:{port}/");
    for args in [
        &["URL/", "--netrc-file", "netrc"][..],
        &["URL/", "-n"],
        &["URL/", "--netrc-optional"],
        &["URL/", "-n", "-u", "me:pw"],
        &["URL/", "--netrc-file", "nofile"],
        &["URL/", "--netrc-file", "netrc", "-H", "Authorization: own"],
        &[&away, "-L", "-n"],
        &[&away, "-L", "-n", "-u", "me:pw"],
        &[&with("u:p"), "--netrc-file", "netrc", "--netrc-optional"],
        &[&with("nl"), "-n"],
        &[&with("nl"), "--netrc-optional"],
        &[&with("b"), "--netrc-file", "named"],
        &[&with("u:p"), "--disallow-username-in-url"],
    ] {
        beside.same(args);
    }
}

#[test]
fn certificate_and_credentials_go_to_another_host_only_when_trusted() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let (called, other) = (Recorder::tls(&lab), Recorder::tls(&lab));
    let away = other.url("/away").replace("localhost", "127.0.0.1");
    let url = called.url(&format!("/redirect/307?to={away}"));
    for (flag, trusted) in [("-L", false), ("--location-trusted", true)] {
        let args = [
            "call",
            &url,
            flag,
            "--cacert",
            "ca.crt",
            "--cert",
            "client.crt",
            "--key",
            "client.key",
            "-u",
            "me:pw",
        ];
        let ran = lab.mtls(&args).ok();
        let seen = [called.take(), other.take()].concat();
        assert_eq!(seen[1].certificate.is_some(), trusted, "{flag}");
        assert_eq!(seen[1].header("Authorization").is_some(), trusted, "{flag}");
        assert!(ran.stderr.contains("redirected to 127.0.0.1"), "{ran:?}");
        assert_eq!(ran.stderr.contains("go there too"), trusted, "{ran:?}");
    }
}

#[test]
fn follow_takes_the_method_that_the_redirect_asks_for() {
    let lab = crate::common::Lab::new();
    let recorder = Recorder::plain();
    for (code, method) in [("302", "GET"), ("307", "PUT")] {
        let url = recorder.url(&format!("/redirect/{code}"));
        lab.mtls(&["call", &url, "--follow", "-X", "PUT", "-d", "x"])
            .ok();
        let seen = recorder.take();
        let last = seen.last().unwrap();
        assert_eq!(last.head.split(' ').next(), Some(method), "{code}");
    }
}
