//! `-L` beside curl, and what never leaves the origin that was called.

use crate::beside_curl::Beside;
use crate::certificates;
use crate::recorder::Recorder;

#[test]
fn redirects_change_the_method_as_in_curl() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    for code in ["301", "302", "303", "307", "308", "300", "305"] {
        let url = format!("URL/redirect/{code}");
        for flags in [
            &[][..],
            &["-d", "a=b"],
            &["-d", "a=b", "-X", "PUT"],
            &["-X", "PUT"],
            &["-X", "POST", "-d", "x"],
            &["--json", "{}", "-i"],
            &["-I"],
            &["-G", "-d", "q=1"],
        ] {
            beside.same(&[&[url.as_str(), "-L"], flags].concat());
        }
        beside.same(&[&url, "-i"]);
    }
}

#[test]
fn locations_resolve_and_are_counted_as_in_curl() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    for args in [
        &["URL/redirect/302?to=relative", "-L"][..],
        &["URL/redirect/302/deep?to=../up", "-L"],
        &["URL/redirect/302?to=?query", "-L"],
        &["URL/redirect/302?to=/with blank", "-L"],
        &["URL/redirect/302?to=/x#frag", "-L"],
        &[
            "URL/redirect/302?to=/redirect/301?to=/end",
            "-L",
            "-i",
            "-D",
            "heads",
        ],
        &[
            "URL/redirect/302",
            "-L",
            "-w",
            "%{num_redirects} %{url_effective} %{http_code}",
        ],
        &["URL/redirect/302", "-L", "-O"],
        &["URL/redirect/302?to=/status/404", "-L", "-f"],
        &["URL/redirect/302?to=/truncated", "-L"],
        &[
            "URL/redirect/302?to=/empty",
            "-L",
            "-w",
            "%{http_code} %{num_redirects}",
        ],
        &["URL/loop", "-L"],
        &[
            "URL/loop",
            "-L",
            "--max-redirs",
            "3",
            "-w",
            "%{num_redirects} %{http_code}",
        ],
        &["URL/loop", "-L", "--max-redirs", "0"],
        &["URL/redirect/302", "-L", "--max-redirs", "1"],
        &["URL/redirect/302", "--max-redirs", "0"],
    ] {
        beside.same(args);
    }
    let (ran, _) = beside.same(&["URL/loop", "-L", "--max-redirs", "2"]);
    assert_eq!(ran.code, 47, "{ran:?}");
}

#[test]
fn another_origin_gets_neither_credentials_nor_cookies() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    let port = beside.recorder.port;
    let away = format!("URL/redirect/307?to=http://127.0.0.1:{port}/away");
    let home = "URL/redirect/307?to=URL/home";
    for url in [away.as_str(), home] {
        for flags in [
            &[
                "-H",
                "Authorization: Bearer t",
                "-H",
                "Cookie: a=b",
                "-H",
                "X-Other: c",
            ][..],
            &["-u", "user:pw"],
            &["--oauth2-bearer", "t"],
            &["-H", "Host: odd.example"],
        ] {
            let (_, seen) = beside.same(&[&[url, "-L", "-d", "x"], flags].concat());
            let last = seen.last().unwrap();
            let leaked = ["Authorization", "Cookie"].map(|name| last.header(name).is_some());
            assert!(url == home || leaked == [false, false], "{last:?}");
        }
    }
}

#[test]
fn another_host_gets_no_client_certificate() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let (called, other) = (Recorder::tls(&lab), Recorder::tls(&lab));
    for (target, trusted) in [
        (called.url("/home"), true),
        (other.url("/away"), false),
        (called.url("/away").replace("localhost", "127.0.0.1"), false),
    ] {
        let url = called.url(&format!("/redirect/307?to={target}"));
        let args = [
            "call",
            &url,
            "-L",
            "--cacert",
            "ca.crt",
            "--cert",
            "client.crt",
            "--key",
            "client.key",
            "--oauth2-bearer",
            "t",
        ];
        let ran = lab.mtls(&args);
        assert_eq!((ran.code, ran.stdout.as_str()), (0, "hello\n"), "{ran:?}");
        let seen = [called.take(), other.take()].concat();
        assert_eq!(seen.len(), 2, "{seen:?}");
        assert!(seen[0].certificate.is_some() && seen[0].header("Authorization").is_some());
        assert_eq!(seen[1].certificate.is_some(), trusted, "{target}");
        assert_eq!(
            seen[1].header("Authorization").is_some(),
            trusted,
            "{target}"
        );
        assert_eq!(
            ran.stderr.contains("are not sent there"),
            !trusted,
            "{ran:?}"
        );
    }
}
