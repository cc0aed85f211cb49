//! What `--dry-run` shows and `--as` writes down is what is sent; what cannot be is told.

use crate::certificates;
use crate::common::Lab;
use crate::recorder::Recorder;

#[test]
fn cookies_are_shown_and_written_down() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    lab.write("jar", "localhost\tFALSE\t/\tFALSE\t0\tkept\ts3cret\n");
    let url = recorder.url("/");
    for flags in [&["-b", "a=s3cret"][..], &["-b", "jar"]] {
        let ran = lab.mtls(&[&["call", &url, "--dry-run"], flags].concat());
        assert!(ran.ok().stdout.contains("Cookie: ***\n"), "{flags:?}");
        let ran = lab.mtls(&[&["call", &url, "--as", "curl"], flags].concat());
        let ran = ran.ok();
        assert!(ran.stdout.contains("Cookie: "), "{ran:?}");
        assert!(!ran.stdout.contains("s3cret"), "{ran:?}");
        assert_eq!(ran.stderr.contains("cookies that come"), flags[1] == "jar");
    }
}

#[test]
fn the_style_of_the_token_request_is_the_one_that_is_used() {
    let lab = Lab::new();
    let called = ["call", "https://127.0.0.1:1/", "--client-id", "app"];
    let asked = ["--token-url", "https://127.0.0.1:1/token"];
    let found = ["--discover", "https://127.0.0.1:1"];
    for (from, flags, style) in [
        (asked, &["--assertion-key", "a.key"][..], "private-key-jwt"),
        (asked, &["--client-secret", "pass:s3cret"], "form"),
        (found, &[], "the server's metadata says"),
    ] {
        let args = [&called[..], &from, flags, &["--dry-run"]].concat();
        let ran = lab.mtls(&args).ok();
        assert!(
            ran.stdout.contains(&format!("sent as {style}\n")),
            "{ran:?}"
        );
    }
    let args = [&called[..], &asked, &["--assertion-key", "a.key"]].concat();
    let ran = lab.mtls(&[&args[..], &["--as", "python"]].concat()).ok();
    assert!(ran.stderr.contains("(a signed JWT)"), "{ran:?}");
    assert!(!ran.stdout.contains("CLIENT_SECRET"), "{ran:?}");
}

#[test]
fn what_a_program_leaves_out_is_told() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    lab.write("jar", "");
    let token = ["--token-url", "https://127.0.0.1:1/t", "--client-id", "app"];
    for (flags, told) in [
        (&["-b", "jar"][..], "cookies"),
        (&["-c", "jar"], "cookies"),
        (&["--netrc-optional"], ".netrc"),
        (&["--retry", "2"], "--retry"),
        (&["--capath", "."], "--capath"),
        (&["--allow-cn-name"], "--allow-cn-name"),
        (&["--socks4", "127.0.0.1:1"], "the proxy"),
        (&["--socks5", "127.0.0.1:1"], "the proxy"),
        (&["--socks5-hostname", "127.0.0.1:1"], "the proxy"),
        (&["--token-no-cert"], "--token-no-cert"),
        (&["--token-cacert", "ca.crt"], "--token-cacert"),
    ] {
        let called = ["call", "https://127.0.0.1:1/", "--as", "node"];
        let with = match told.starts_with("--token") {
            true => &token[..],
            false => &[],
        };
        let ran = lab.mtls(&[&called, with, flags].concat()).ok();
        for said in [&ran.stderr, &ran.stdout] {
            let line = said.lines().find(|line| line.contains(told));
            let line = line.unwrap_or_else(|| panic!("{flags:?}: {ran:?}"));
            assert!(line.contains("is not in the program"), "{line}");
        }
    }
    let ran = lab.mtls(&["call", "https://127.0.0.1:1/", "--as", "node"]);
    assert_eq!(ran.ok().stderr, "");
}

#[cfg(unix)]
#[test]
fn a_proxy_of_the_environment_is_told_too() {
    let lab = Lab::new();
    let line = format!(
        "https_proxy=http://127.0.0.1:1 {} call https://far.test/ --as node",
        env!("CARGO_BIN_EXE_mtls")
    );
    let sh = crate::common::peer("sh").unwrap();
    let ran = lab.try_peer(&sh, &["-c", &line]).ok();
    let told = "the proxy that the environment names is not in the program";
    assert!(ran.stderr.contains(told), "{ran:?}");
}
