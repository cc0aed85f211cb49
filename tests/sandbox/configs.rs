//! Which `mtls.toml` is obeyed, and how far two of its environments are one.

use super::common::Lab;
use super::harness::{Sandbox, json, mtls, stderr, stdout};

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
