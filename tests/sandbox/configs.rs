//! Which `mtls.toml` is obeyed, and how far two of its environments are one.

use super::common::Lab;
use super::harness::{Sandbox, json, mtls, stderr, stdout};

/// Exit code and what was said.
fn run(lab: &Lab, line: &str) -> (Option<i32>, String) {
    let mut command = mtls();
    command.args(line.split(' ')).current_dir(lab.path(""));
    let output = command.output().unwrap();
    (output.status.code(), stderr(&output))
}

#[test]
#[cfg(unix)]
fn a_file_found_above_is_obeyed_only_where_nobody_else_can_write_it() {
    use std::os::unix::fs::PermissionsExt;
    let lab = Lab::new();
    lab.write("mtls.toml", "[a.b]\nurl = \"https://127.0.0.1:1\"\n");
    fs_err::create_dir(lab.path("below")).unwrap();
    let call = |folder: &str, more: &[&str]| {
        let mut command = mtls();
        command.args(["call", "/x", "--profile", "a/b"]).args(more);
        let output = command
            .current_dir(lab.path(folder))
            .env_remove("MTLS_CONFIG")
            .output()
            .unwrap();
        (output.status.code(), stderr(&output))
    };
    let mode =
        |mode| fs_err::set_permissions(lab.path("mtls.toml"), PermissionsExt::from_mode(mode));
    assert_eq!(call("below", &[]).0, Some(7));
    mode(0o666).unwrap();
    let (code, said) = call("below", &[]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("can be written by everybody"), "{said}");
    let file = lab.path("mtls.toml");
    let file = file.to_str().unwrap();
    assert!(said.contains(&format!("--config {file}")), "{said}");
    assert_eq!(call("below", &["--profiles", file]).0, Some(7));
    assert_eq!(call("", &[]).0, Some(7), "one's own folder is chosen");
}

#[test]
fn all_are_checked_though_one_is_named_outside() {
    let lab = Lab::new();
    lab.write(
        "mtls.toml",
        "[a.b]\nurl = \"https://127.0.0.1:1\"\n[a.c]\nurl = \"https://127.0.0.1:1\"\n",
    );
    let mut check = mtls();
    check
        .args(["check", "--all", "--offline"])
        .current_dir(lab.path(""))
        .env("MTLS_PROFILE", "a/b");
    let output = check.output().unwrap();
    let said = format!("{}{}", stdout(&output), stderr(&output));
    assert!(said.contains("a/b") && said.contains("a/c"), "{said}");
}

#[test]
fn a_token_is_kept_for_the_command_that_its_secret_came_from() {
    let (lab, sandbox) = (Lab::new(), Sandbox::start(&[]));
    let section = |name: &str, secret: &str| {
        format!(
            "[a.{name}]\nurl = \"{}\"\ntoken-url = \"{}\"\ncert = \"{}\"\nkey = \"{}\"\ncacert = \"{}\"\n\
             client-id = \"{}\"\nclient-secret = \"cmd:{secret}\"\n",
            sandbox.fact("url"),
            sandbox.fact("token_url"),
            sandbox.fact("cert"),
            sandbox.fact("key"),
            sandbox.fact("ca"),
            sandbox.fact("client_id"),
        )
    };
    let right = format!("cat {}", sandbox.fact("client_secret_file"));
    let text = section("right", &right) + &section("wrong", "echo wrong");
    lab.write("mtls.toml", text);
    let token = |profile: &str| {
        let mut token = mtls();
        token
            .args(["token", "--json", "--profile", profile])
            .current_dir(lab.path(""))
            .env("XDG_CACHE_HOME", lab.path("cache"));
        token.output().unwrap()
    };
    assert_eq!(json(&token("a/right"))["cached"], false);
    assert_eq!(json(&token("a/right"))["cached"], true);
    assert_eq!(token("a/wrong").status.code(), Some(67));
}

#[test]
fn what_was_signed_is_told_where_its_file_cannot_be_written() {
    let (lab, sandbox) = (Lab::new(), Sandbox::start(&[]));
    let run = |line: &str| run(&lab, line);
    let made = run("csr --cn a --ou b --o c --c BR --newkey ec:p256 --out a.csr --no-encrypt");
    assert_eq!(made.0, Some(0), "{made:?}");
    let (portal, ca) = (sandbox.fact("portal_url"), sandbox.fact("ca"));
    let (code, said) = run(&format!(
        "csr submit a.csr --url {portal}/sign --cacert {ca} --out /proc/a.crt"
    ));
    assert_ne!(code, Some(0), "{said}");
    assert!(
        said.contains("has signed it, with the serial number"),
        "{said}"
    );
    let (_, text) = said.split_once("in base64, which mtls reads: ").unwrap();
    lab.write("kept.txt", text.split_whitespace().next().unwrap());
    assert_eq!(run("match-key kept.txt a.key -q").0, Some(0));
}

#[test]
fn a_revocation_without_an_answer_may_have_been_carried_out() {
    let (lab, sandbox) = (Lab::new(), Sandbox::start(&["--refuse", "close:request"]));
    let (url, ca) = (sandbox.fact("url"), sandbox.fact("ca"));
    let text = format!("[a]\naudit = \"audit\"\n[a.b]\nurl = \"{url}\"\ncacert = \"{ca}\"\n");
    lab.write("mtls.toml", text);
    let mut revoke = mtls();
    revoke
        .args(["revoke", "--serial", "aa", "--yes", "--profile", "a/b"])
        .args(["--url", &format!("{url}/{{serial}}")])
        .args([
            "--cert",
            sandbox.fact("cert"),
            "--cert-key",
            sandbox.fact("key"),
        ])
        .current_dir(lab.path(""));
    let output = revoke.output().unwrap();
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        lab.text("audit").contains("\"outcome\":\"unknown\""),
        "{said}\n{}",
        lab.text("audit")
    );
    assert!(said.contains("may be revoked already"), "{said}");
}

#[test]
fn credentials_in_a_body_are_credentials() {
    let sandbox = Sandbox::start(&["--like", "banking-api"]);
    let mut call = mtls();
    let url = format!("{}/public/gw_banking/v1/auth/token-v2", sandbox.fact("url"));
    let body = "{\"client_id\":\"sandbox-client\",\"client_secret\":\"wrong\",\"grant_type\":\"client_credentials\"}";
    call.args([
        "call",
        "-f",
        &url,
        "--json",
        body,
        "--provider",
        "banking-api",
    ])
    .args(["--cert", sandbox.fact("cert"), "--key", sandbox.fact("key")])
    .args(["--cacert", sandbox.fact("ca")]);
    let said = stderr(&call.output().unwrap());
    assert!(!said.contains("none were sent"), "{said}");
    assert!(said.contains("HTTP 401"), "{said}");
}

#[test]
fn a_profile_s_headers_stay_with_its_hosts() {
    let (lab, sandbox) = (Lab::new(), Sandbox::start(&[]));
    let (url, ca) = (sandbox.fact("url"), sandbox.fact("ca"));
    let text = format!(
        "[a.b]\nurl = \"{url}\"\ncacert = \"{ca}\"\nheaders = {{ \"X-Key\" = \"env:NOT_SET\" }}\n"
    );
    lab.write("mtls.toml", text);
    let run = |line: &str| run(&lab, line);
    let made = run("csr --cn a --ou b --o c --c BR --newkey ec:p256 --out a.csr --no-encrypt");
    assert_eq!(made.0, Some(0), "{made:?}");
    let submit = "csr submit a.csr --profile a/b --out a.crt --url";
    // to its own host the header would go, and has no value here
    let (code, said) = run(&format!("{submit} {url}/sign"));
    assert!(code == Some(2) && said.contains("NOT_SET"), "{said}");
    let (code, said) = run(&format!("{submit} {}/sign", sandbox.fact("portal_url")));
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("is no host of a/b"), "{said}");
}
