//! Through proxies as curl goes through them: what the proxy is told, what the server is told and
//! what neither is, how it ends, and what is said of a proxy that does not do its part.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::beside_curl::Beside;
use crate::certificates;
use crate::common::process::{Running, free_port, until};
use crate::common::{Lab, Ran, peer};
use crate::proxy::{Manner, Proxy};
use crate::recorder::Recorder;
use crate::servers::Server;

/// Both through the proxy, `PROXY` meaning its host and port: what it was told is the same too.
fn same(beside: &Beside, proxy: &Proxy, args: &[&str]) -> (Ran, Vec<String>) {
    let place = format!("localhost:{}", proxy.port);
    let args: Vec<String> = args.iter().map(|a| a.replace("PROXY", &place)).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let (ran, _) = beside.same(&args);
    let mut theirs = proxy.take();
    let ours = theirs.split_off(theirs.len() / 2);
    assert_eq!(theirs, ours, "{args:?}");
    (ran, ours)
}

/// The same of a line split at blanks, `~` meaning one inside a word and `FACTS` all that `-w` has
/// of the way.
fn same_line(beside: &Beside, proxy: &Proxy, line: &str) -> (Ran, Vec<String>) {
    let words = line
        .split(' ')
        .map(|w| w.replace('~', " ").replace("FACTS", FACTS));
    let words: Vec<String> = words.collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    same(beside, proxy, &words)
}

const FACTS: &str = "%{http_connect} %{http_code} %{num_connects} %{size_header} %{num_headers} %{remote_ip} %{remote_port}";

#[test]
fn tunnels_are_asked_for_as_curl_asks_for_them() {
    let Some(beside) = Beside::tls() else {
        return;
    };
    let proxy = Proxy::new(Manner::Goes);
    beside.write("headers", "X-One: 1\r\nX-Two;\n");
    for line in [
        "URL/ -x http://PROXY",
        "URL/ -x PROXY",
        "URL/ --proxy http://us%40er:p%3aw@PROXY",
        "URL/ -x PROXY -U us%40er:pw",
        "URL/ -x http://in:url@PROXY -U by:flag",
        "URL/ -x http://in@PROXY --proxy-basic",
        "URL/ -x PROXY -A me/1 -H X-Mine:~1 -u a:b",
        "URL/ -x PROXY --proxy-header X-Prox:~1 --proxy-header X-E;",
        "URL/ -x PROXY --proxy-header @headers",
        "URL/ -x PROXY --proxy-header Host:~other --proxy-header Proxy-Connection:~close",
        "URL/ -x PROXY --proxy-header User-Agent:~other",
        "URL/ -x PROXY -i",
        "URL/ -x PROXY -I",
        "URL/ -x PROXY -D head -o body",
        "URL/ -x PROXY -i -D head --suppress-connect-headers -w FACTS",
        "URL/ -x PROXY -d a=1 -A me/1 -w FACTS~%{size_request}",
        "URL/a URL/b -x PROXY -A me/1 -w FACTS~%{size_request}",
        "URL/ -x PROXY --noproxy localhost -w %{num_connects}",
        "URL/ -x PROXY --connect-to localhost::127.0.0.1:",
        "URL/ -x PROXY --socks5 localhost:1 -x PROXY",
        "URL/redirect/302?to=/final -x PROXY -L -i -w %{num_connects}",
    ] {
        same_line(&beside, &proxy, &format!("{line} --cacert ca.crt"));
    }
}

#[test]
fn plain_http_is_handed_over_as_curl_hands_it_over() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    let proxy = Proxy::new(Manner::Goes);
    for line in [
        "URL/x?y=/../z -x PROXY",
        "URL -x PROXY",
        "URL/ -x http://u:p@PROXY -u a:b -H X-Mine:~1",
        "URL/ -x PROXY -d a=1 --proxy-header X-Prox:~1",
        "URL/ -x PROXY -H Proxy-Connection:~close -i",
        "URL/ -x PROXY -p -A me/1 -i -w FACTS~%{size_request}",
        "URL/ -x PROXY -A me/1 -w FACTS~%{size_request}",
        "URL/ -x PROXY --connect-to localhost::127.0.0.1:",
    ] {
        same_line(&beside, &proxy, line);
    }
}

#[test]
fn socks_proxies_are_spoken_to_as_curl_speaks_to_them() {
    let Some(beside) = Beside::tls() else {
        return;
    };
    let proxy = Proxy::new(Manner::Socks(None));
    for args in [
        &["-x", "socks4a://PROXY"][..],
        &["-x", "socks4a://me@PROXY"],
        &["-x", "socks5h://PROXY"],
        &["--socks4a", "PROXY"],
        &[
            "--socks5-hostname",
            "PROXY",
            "-w",
            "%{http_connect} %{num_connects}",
        ],
        &["--resolve", "localhost:PORT:127.0.0.1", "--socks5", "PROXY"],
        &["--resolve", "localhost:PORT:127.0.0.1", "--socks4", "PROXY"],
        &[
            "--resolve",
            "localhost:PORT:127.0.0.1",
            "-x",
            "socks5://PROXY",
        ],
    ] {
        let port = beside.recorder.port.to_string();
        let args: Vec<String> = args.iter().map(|a| a.replace("PORT", &port)).collect();
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let (_, said) = same(
            &beside,
            &proxy,
            &[&["URL/", "--cacert", "ca.crt"], &args[..]].concat(),
        );
        assert_eq!(said.len(), 1, "{args:?}");
    }
    let proxy = Proxy::new(Manner::Socks(Some("me:pw")));
    for args in [
        &["-x", "socks5h://me:pw@PROXY"][..],
        &[
            "--socks5-hostname",
            "PROXY",
            "-U",
            "me:pw",
            "--socks5-basic",
        ],
        &["--socks5-hostname", "PROXY", "-U", "me:wrong"],
        &["--socks5-hostname", "PROXY"],
    ] {
        same(
            &beside,
            &proxy,
            &[&["URL/", "--cacert", "ca.crt"], args].concat(),
        );
    }
}

#[test]
fn a_proxy_under_tls_has_trust_and_certificate_of_its_own() {
    let Some(beside) = Beside::tls() else {
        return;
    };
    let lab = certificates::lab().unwrap();
    let proxy = Proxy::tls(&lab, Manner::Goes);
    let client = ["--cert", "client.crt", "--key", "client.key"];
    let own = ["--proxy-cert", "client.crt", "--proxy-key", "client.key"];
    let facts = ["-w", "%{http_connect} %{proxy_ssl_verify_result}"];
    let common = ["URL/", "--cacert", "ca.crt", "-x", "https://PROXY"];
    for args in [
        &["--proxy-cacert", "ca.crt"][..],
        &["--proxy-insecure", "-i"],
        &["--proxy-cacert", "other.crt"],
        &[],
        &[&["--proxy-cacert", "ca.crt"], &client[..], &facts].concat(),
    ] {
        same(&beside, &proxy, &[&common[..], args].concat());
    }
    assert_eq!(
        proxy.certificates(),
        0,
        "our certificate is for the server alone"
    );
    same(
        &beside,
        &proxy,
        &[&common[..], &["--proxy-cacert", "ca.crt"], &own].concat(),
    );
    assert_eq!(proxy.certificates(), 2, "curl's and ours");
    assert!(
        beside
            .recorder
            .take()
            .iter()
            .all(|s| s.certificate.is_none())
    );
}

#[test]
fn a_proxy_that_does_not_do_its_part_ends_as_in_curl() {
    let Some(beside) = Beside::tls() else {
        return;
    };
    for (manner, code) in [
        (
            Manner::Answers("HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\n\r\nno\n"),
            56,
        ),
        (
            Manner::Answers("HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm=\"p\"\r\n\r\n"),
            56,
        ),
        (Manner::Answers("HTTP/1.0 502 Bad Gateway\r\n\r\n"), 56),
        (Manner::Closes, 56),
    ] {
        let proxy = Proxy::new(manner);
        for more in [
            &[][..],
            &["-i"],
            &["-D", "head"],
            &["-I", "--suppress-connect-headers"],
        ] {
            let facts = "%{http_connect} %{http_code} %{num_connects} %{size_header}";
            let args = ["URL/", "-x", "PROXY", "--cacert", "ca.crt", "-w", facts];
            let (ran, _) = same(&beside, &proxy, &[&args, more].concat());
            assert_eq!(ran.code, code, "{manner:?}: {ran:?}");
            assert!(ran.stderr.contains("[proxy-failure]"), "{ran:?}");
        }
    }
    let closed = format!("localhost:{}", free_port());
    for (proxy, code) in [
        (closed.as_str(), 7),
        (&format!("socks5h://{closed}"), 7),
        ("http://no-such-proxy.invalid.:1", 5),
        ("ftp://localhost:1", 7),
        ("http://localhost:99999", 5),
    ] {
        let url = beside.recorder.url("/");
        let (theirs, ours) = beside.each(&[&url, "-x", proxy, "-m", "20"]);
        // a machine without any resolver may only notice when the time is over
        let ended = if theirs.code == 28 { 28 } else { code };
        let codes = (theirs.code, ours.code);
        assert_eq!(codes, (ended, ended), "{proxy}: {ours:?}");
        let named = ours.stderr.contains("[proxy-failure]") || ours.stderr.contains("-x names");
        assert!(named, "{ours:?}");
    }
}

#[test]
fn what_the_proxy_said_and_what_to_do_is_told() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    for &(manner, login, code, cause, fix) in REFUSALS {
        let proxy = Proxy::new(manner);
        let scheme = if code == 97 { "socks5h" } else { "http" };
        let mut args = vec!["call", "https://api.example/", "-U", login];
        args.truncate(if login.is_empty() { 2 } else { 4 });
        let address = proxy.url(scheme);
        args.extend(["-x", &address]);
        let ran = lab.mtls(&args).fails(code, "[proxy-failure]");
        for told in [cause, fix, "through the proxy"] {
            assert!(ran.stderr.contains(told), "no `{told}` in {ran:?}");
        }
        let secret = ran.stderr.contains("s3cret") || ran.stderr.contains("bWU6czNjcmV0");
        assert!(!secret, "{ran:?}");
    }
}

/// What the proxy does, the login it is given, how it ends, and what is said of cause and fix.
const REFUSALS: &[(Manner, &str, i32, &str, &str)] = &[
    (
        Manner::Answers(BASIC),
        "",
        56,
        "none were given",
        "-U USER:PASSWORD",
    ),
    (
        Manner::Answers(BASIC),
        "me:s3cret",
        56,
        "does not accept this user",
        "check -U",
    ),
    (
        Manner::Answers(NTLM),
        "me:s3cret",
        56,
        "by ntlm or negotiate",
        "Basic",
    ),
    (
        Manner::Answers(QUOTING),
        "me:s3cret",
        56,
        "the proxy says: no",
        "allow CONNECT to api.example:443",
    ),
    (
        Manner::Answers("HTTP/1.1 503 Busy\r\n\r\n"),
        "",
        56,
        "HTTP 503 Busy",
        "--noproxy api.example",
    ),
    (
        Manner::Answers("SSH-2.0-x\r\n"),
        "",
        56,
        "SSH-2.0-x",
        "what it speaks",
    ),
    (Manner::Closes, "", 56, "hung up", "what it speaks"),
    (
        Manner::Socks(Some("me:pw")),
        "",
        97,
        "wants user and password",
        "-U",
    ),
    (
        Manner::Socks(Some("me:pw")),
        "me:s3cret",
        97,
        "does not accept",
        "-U",
    ),
];

const QUOTING: &str = "HTTP/1.1 403 Forbidden\r\n\r\nno s3cret here: bWU6czNjcmV0";
const BASIC: &str = "HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm=\"p\"\r\n\r\n";
const NTLM: &str =
    "HTTP/1.1 407 Who?\r\nProxy-Authenticate: NTLM\r\nProxy-Authenticate: Negotiate\r\n\r\n";

#[test]
fn the_server_sees_nothing_of_what_is_for_the_proxy() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    for (recorder, trust) in [(Recorder::plain(), false), (Recorder::tls(&lab), true)] {
        let proxy = Proxy::new(Manner::Goes);
        let url = recorder.url("/");
        let mut args = vec![
            "call",
            &url,
            "-U",
            "me:pw",
            "--proxy-header",
            "X-Prox: 1",
            "-u",
            "a:b",
        ];
        let address = proxy.url("http");
        args.extend(["-x", &address]);
        if trust {
            args.extend(["--cacert", "ca.crt"]);
        }
        lab.mtls(&args).ok();
        let seen = recorder.take();
        assert_eq!(seen[0].header("Authorization"), Some("Basic YTpi"));
        assert_eq!(seen[0].header("Proxy-Authorization"), None);
        let told = proxy.take().concat();
        assert!(
            told.contains("Proxy-Authorization: Basic bWU6cHc="),
            "{told}"
        );
        // in the clear it sees all; of TLS only where to
        assert_eq!(told.contains("YTpi"), !trust, "{told}");
        assert_eq!(seen[0].header("X-Prox").is_some(), !trust); // as in curl
    }
}

#[test]
fn traces_show_the_talk_with_the_proxy_without_its_password() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let (recorder, proxy) = (Recorder::tls(&lab), Proxy::new(Manner::Goes));
    let (url, address) = (
        recorder.url("/"),
        proxy.url("http").replace("//", "//me:s3cret@"),
    );
    let ran = lab
        .mtls(&["call", &url, "-x", &address, "-v", "--cacert", "ca.crt"])
        .ok();
    for said in [
        "> CONNECT localhost:",
        "> Proxy-Authorization: Basic ",
        "< HTTP/1.1 200 Connection",
        "> GET / HTTP/1.1",
    ] {
        assert!(ran.stderr.contains(said), "no `{said}` in {ran:?}");
    }
    assert!(
        !ran.stderr.contains("s3cret") && !ran.stderr.contains("czNjcmV0"),
        "{ran:?}"
    );
    let plain = Recorder::plain().url("/x");
    let ran = lab.mtls(&["call", &plain, "-x", &address, "-v"]).ok();
    assert!(
        ran.stderr.contains(&format!("> GET {plain} HTTP/1.1")),
        "{ran:?}"
    );
}

#[test]
fn the_environment_names_proxies_as_for_curl() {
    let (Some(curl), Some(env)) = (peer("curl"), peer("env")) else {
        return;
    };
    let (lab, recorder, proxy) = (Lab::new(), Recorder::plain(), Proxy::new(Manner::Goes));
    let port = recorder.port.to_string();
    let url = format!("http://h.example:{port}/");
    let resolve = format!("h.example:{port}:127.0.0.1");
    let by = proxy.url("http");
    let run = |program: &Path, first: &[&str], variables: &[&str], more: &[&str]| {
        let set: Vec<String> = variables.iter().map(|v| v.replace("BY", &by)).collect();
        let mut args = vec![
            "-u",
            "no_proxy",
            "-u",
            "NO_PROXY",
            "-u",
            "all_proxy",
            "-u",
            "HTTP_PROXY",
        ];
        args.extend(set.iter().map(String::as_str));
        args.push(program.to_str().unwrap());
        args.extend(first);
        args.extend(["-s", &url, "--resolve", &resolve, "-o", "/dev/null"]);
        args.extend(
            more.iter()
                .map(|word| if *word == "BY" { &by } else { *word }),
        );
        let ran = lab.try_peer(&env, &args);
        (ran.code, proxy.take().len())
    };
    for (variables, more, through) in VARIABLES {
        let theirs = run(&curl, &["-q"], variables, more);
        let ours = run(
            Path::new(env!("CARGO_BIN_EXE_mtls")),
            &["call"],
            variables,
            more,
        );
        assert_eq!(theirs, ours, "{variables:?} {more:?}");
        assert_eq!(ours.1, *through, "{variables:?} {more:?}");
    }
}

/// Variables, further arguments, and how many requests the proxy `BY` sees.
const VARIABLES: &[(&[&str], &[&str], usize)] = &[
    (&["http_proxy=BY"], &[], 1),
    (&["HTTP_PROXY=BY"], &[], 0),
    (&["https_proxy=BY"], &[], 0),
    (&["all_proxy=BY"], &[], 1),
    (&["ALL_PROXY=BY"], &[], 1),
    (&["http_proxy=", "all_proxy=BY"], &[], 1),
    (&["http_proxy=BY", "no_proxy=example"], &[], 0),
    (&["http_proxy=BY", "NO_PROXY=.h.example"], &[], 0),
    (&["http_proxy=BY", "NO_PROXY=example", "no_proxy=x"], &[], 1),
    (&["http_proxy=BY", "NO_PROXY=example", "no_proxy="], &[], 0),
    (&["http_proxy=BY", "no_proxy=*"], &[], 0),
    (&["http_proxy=BY", "no_proxy=x,*"], &[], 1),
    (
        &["http_proxy=BY", "no_proxy=example"],
        &["--noproxy", ""],
        1,
    ),
    (&["http_proxy=BY"], &["--noproxy", "x h.example"], 0),
    (&["http_proxy=BY"], &["-x", ""], 0),
    (&["http_proxy=http://localhost:1"], &["-x", "BY"], 1),
    (&["no_proxy=example"], &["-x", "BY"], 0),
    (&["http_proxy=BY"], &["--unix-socket", "/nowhere"], 0),
];

#[test]
fn inspect_looks_at_servers_through_the_environments_proxy() {
    let (Some(lab), Some(env)) = (certificates::lab(), peer("env")) else {
        return;
    };
    let (recorder, proxy) = (Recorder::tls(&lab), Proxy::new(Manner::Goes));
    let refusing = Proxy::new(Manner::Answers("HTTP/1.1 403 Forbidden\r\n\r\n"));
    let place = format!("localhost:{}", recorder.port);
    let look = |variable: &str| {
        let program = env!("CARGO_BIN_EXE_mtls");
        let args = ["-u", "no_proxy", variable, program, "inspect", &place];
        lab.try_peer(&env, &[&args[..], &["--cacert", "ca.crt"]].concat())
    };
    let ran = look(&format!("https_proxy={}", proxy.url("http"))).ok();
    assert!(ran.stdout.contains("lab server"), "{ran:?}");
    assert!(proxy.take()[0].starts_with(&format!("CONNECT {place} ")));
    let ran = look(&format!("all_proxy={}", refusing.url("http"))).fails(1, "[proxy-failure]");
    assert!(ran.stderr.contains("no_proxy lists hosts"), "{ran:?}");
}

#[test]
fn the_tour_stays_on_this_machine_whatever_proxy_there_is() {
    let (lab, Some(env)) = (Lab::new(), peer("env")) else {
        return;
    };
    let proxy = Proxy::new(Manner::Closes);
    let variable = format!("https_proxy={}", proxy.url("http"));
    let program = env!("CARGO_BIN_EXE_mtls");
    let args = ["-u", "no_proxy", &variable, program, "sandbox", "--tour"];
    lab.try_peer(&env, &args).ok();
    assert!(proxy.take().is_empty());
}

#[test]
fn a_token_comes_through_the_proxy_too() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let proxy = Proxy::new(Manner::Answers("HTTP/1.1 407 Who?\r\n\r\n"));
    let line = format!(
        "token --token-url https://api.example/token --client-id a --client-secret env:PW -x {}",
        proxy.url("http")
    );
    let ran = lab.mtls_line(&line).fails(56, "[proxy-failure]");
    assert!(ran.stderr.contains("407"), "{ran:?}");
    let expected =
        "CONNECT api.example:443 HTTP/1.1\nHost: api.example:443\nProxy-Connection: Keep-Alive\n";
    assert_eq!(proxy.take(), [expected]);
}

#[test]
fn https_spoken_to_a_plain_port_behind_a_proxy_is_not_tls() {
    let (lab, proxy) = (Lab::new(), Proxy::new(Manner::Goes));
    let recorder = Recorder::plain();
    let url = format!("https://localhost:{}/", recorder.port);
    let silent = lab.mtls(&["call", &url, "-x", &proxy.url("http"), "-m", "2"]);
    // it waits for the end of a head that never comes, so the time decides
    assert_eq!(silent.code, 28, "{silent:?}");
    assert!(silent.stderr.contains("[handshake-timeout]"), "{silent:?}");
    let (Some(lab), Some(nginx)) = (certificates::lab(), peer("nginx")) else {
        return;
    };
    let server = Server::nginx(&lab, &nginx, "listen 127.0.0.1:PORT; return 200 in;");
    let ran = lab.mtls(&["call", &server.url("/"), "-x", &proxy.url("http")]);
    let ran = ran.fails(35, "[not-tls]");
    assert!(
        ran.stderr.contains("through the proxy http://localhost:"),
        "{ran:?}"
    );
}

#[test]
fn a_refusal_by_the_server_comes_through_a_tunnel_as_it_is() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let server = Server::openssl(&lab, "-Verify 1 -CAfile ca.crt -verify_return_error");
    for (scheme, proxy) in [
        ("http", Proxy::new(Manner::Goes)),
        ("https", Proxy::tls(&lab, Manner::Goes)),
        ("socks5h", Proxy::new(Manner::Socks(None))),
    ] {
        let base = format!(
            "call {} -x {} --cacert ca.crt --proxy-cacert ca.crt",
            server.url("/"),
            proxy.url(scheme)
        );
        for version in ["--tls-max 1.2", "--tlsv1.3"] {
            let none = lab.mtls_line(&format!("{base} {version}"));
            none.fails(98, "[client-cert-required]");
            let expired = "--cert expired.crt --key client.key";
            let ran = lab.mtls_line(&format!("{base} {version} {expired}"));
            ran.fails(35, "[client-cert-expired]");
            let ours = "--cert client.crt --key client.key -o page";
            lab.mtls_line(&format!("{base} {version} {ours}")).ok();
        }
    }
}

#[test]
fn a_proxy_that_wants_a_certificate_of_its_own_is_told_of() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let proxy = Server::openssl(
        &lab,
        "-Verify 1 -CAfile ca.crt -verify_return_error -tls1_3",
    );
    let line = format!(
        "call https://api.example/ -x {} --proxy-cacert ca.crt --cert client.crt --key client.key",
        proxy.url("")
    );
    let ran = lab.mtls_line(&line).fails(35, "[proxy-failure]");
    assert!(
        ran.stderr.contains("wants a client certificate of its own"),
        "{ran:?}"
    );
    assert!(ran.stderr.contains("--proxy-cert"), "{ran:?}");
}

#[test]
fn large_bodies_pass_through_tls_in_tls_both_ways() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let (recorder, proxy) = (Recorder::tls(&lab), Proxy::tls(&lab, Manner::Goes));
    lab.write("body", vec![b'z'; 1 << 20]);
    let line = format!(
        "call {} -x {} --cacert ca.crt --proxy-cacert ca.crt --data-binary @body",
        recorder.url("/"),
        proxy.url("https")
    );
    lab.mtls_line(&line).ok();
    assert_eq!(recorder.take()[0].body.len(), 1 << 20);
    let Some(nginx) = peer("nginx") else {
        return;
    };
    let root = lab.path("").display().to_string();
    let lines = format!("listen 127.0.0.1:PORT ssl; root {root};");
    let server = Server::nginx(&lab, &nginx, &lines);
    let line = format!(
        "call {} -x {} --cacert ca.crt --proxy-cacert ca.crt -o got",
        server.url("/body"),
        proxy.url("https")
    );
    lab.mtls_line(&line).ok();
    assert_eq!(lab.read("got"), lab.read("body"));
}

#[test]
fn a_silent_proxy_ends_with_the_time_for_connecting() {
    let (lab, silent) = (Lab::new(), TcpListener::bind(("127.0.0.1", 0)).unwrap());
    let port = silent.local_addr().unwrap().port();
    for scheme in ["http", "https", "socks4a", "socks5h"] {
        let begun = Instant::now();
        let line = format!(
            "call https://api.example/ -x {scheme}://127.0.0.1:{port} --connect-timeout 0.4"
        );
        lab.mtls_line(&line).fails(28, "[proxy-failure]");
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
}

#[test]
fn a_real_proxy_tunnels_and_forwards() {
    let (Some(node), Some(lab)) = (peer("node"), certificates::lab()) else {
        return;
    };
    lab.write("proxy.js", NODE);
    let log = std::fs::File::create(lab.path("port")).unwrap();
    let mut command = Command::new(node);
    command.arg(lab.path("proxy.js")).stdin(Stdio::null());
    let mut process = Running(command.stdout(log).spawn().unwrap());
    let port = until("node", || {
        assert!(!process.has_ended());
        lab.text("port").trim().parse::<u16>().ok()
    });
    let proxy = format!("http://me:pw@localhost:{port}");
    let (tls, plain) = (Recorder::tls(&lab), Recorder::plain());
    for (url, code) in [(tls.url("/"), "200"), (plain.url("/"), "000")] {
        let facts = "%{http_connect} %{http_code}";
        let args = [
            "call", &url, "-x", &proxy, "--cacert", "ca.crt", "-w", facts,
        ];
        let ran = lab.mtls(&args).ok();
        assert_eq!(ran.stdout, format!("hello\n{code} 200"));
    }
    let wrong = proxy.replace("pw", "wrong");
    let ran = lab.mtls(&["call", &tls.url("/"), "-x", &wrong, "--cacert", "ca.crt"]);
    ran.fails(56, "does not accept this user and password");
}

/// Node's own HTTP as a proxy that wants a login.
const NODE: &str = r#"
const http = require('http'), net = require('net');
const login = 'Basic ' + Buffer.from('me:pw').toString('base64');
const who = 'HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm="p"\r\nConnection: close\r\n\r\n';
const server = http.createServer((asked, answer) => {
    if (asked.headers['proxy-authorization'] !== login) return answer.writeHead(407).end();
    const to = new URL(asked.url);
    const options = { host: '127.0.0.1', port: to.port, path: to.pathname, method: asked.method };
    asked.pipe(http.request(options, (said) => {
        answer.writeHead(said.statusCode, said.headers);
        said.pipe(answer);
    }));
});
server.on('connect', (asked, client, head) => {
    if (asked.headers['proxy-authorization'] !== login) return client.end(who);
    const server = net.connect(asked.url.split(':')[1], '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        server.write(head);
        server.pipe(client);
        client.pipe(server);
    });
    server.on('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    client.on('error', () => server.destroy());
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
"#;
