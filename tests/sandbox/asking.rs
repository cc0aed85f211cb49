//! `init` on a terminal: what it asks, what an empty line means, and what it makes of wrong answers.

use std::process::Stdio;

use super::common::{Lab, peer};
use super::harness::{mtls, stderr};

/// `init` on a terminal of its own, with these lines typed; what it said.
fn typed(lab: &Lab, script: &std::path::Path, arguments: &str, lines: &[&str]) -> String {
    let run = format!("{} init {arguments}", env!("CARGO_BIN_EXE_mtls"));
    let input = lines.join("\n") + "\n";
    lab.try_peer_in(script, &["-qec", &run, "/dev/null"], input.as_bytes())
        .stdout
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_is_asked_with_proposals_and_again_where_an_answer_does_not_fit() {
    let Some(script) = peer("script") else {
        return;
    };
    let lab = Lab::new();
    for file in ["client.crt", "client.key", "ca.crt"] {
        lab.write(file, "");
    }
    let comment = "# ours\n[other.sandbox]\nurl = \"https://o.example\" # kept\n";
    lab.write("mtls.toml", comment);
    let lines = [
        "no-such-provider",
        "banking-api", // provider, again
        "api.example",
        "", // url: no URL; what the provider has
        "",
        "",
        "",
        "",
        "", // token-url, cert, key, pass, cacert
        "app",
        "pass:s3cr3t",
        "", // id, secret: not itself; the variable proposed
    ];
    let said = typed(&lab, &script, "acme/production", &lines);
    for asked in [
        "(generic)",
        "no-such-provider",
        "https://api.bancodigital.com",
        "it takes a URL",
        "(client.crt)",
        "(client.key)",
        "(ca.crt)",
        "may not stand in the file",
        "(env:ACME_PRODUCTION_CLIENT_SECRET)",
        "next: mtls check --profile acme/production",
    ] {
        assert!(said.contains(asked), "{asked}: {said}");
    }
    let expected = format!(
        "{comment}\n[acme]\nprovider = \"banking-api\"\n\
         # audit = \"audit.jsonl\"   # a line for each use or change of a certificate or key\n\n[acme.production]\nurl = \"https://api.bancodigital.com\"\n\
         cert = \"client.crt\"\nkey = \"client.key\"\ncacert = \"ca.crt\"\nclient-id = \"app\"\n\
         client-secret = \"env:ACME_PRODUCTION_CLIENT_SECRET\"\n"
    );
    assert_eq!(lab.text("mtls.toml"), expected, "{said}");
    // an environment beside it: nothing is asked of the provider again
    let again = typed(
        &lab,
        &script,
        "acme/sandbox",
        &["https://s.example", "", "", "", "", "none", "", ""],
    );
    assert!(!again.contains("provider, one of"), "{again}");
    let text = lab.text("mtls.toml");
    let added = "\n[acme.sandbox]\nurl = \"https://s.example\"\ncert = \"client.crt\"\nkey = \"client.key\"\n";
    assert_eq!(text, format!("{expected}{added}"), "{again}");
}

#[test]
fn without_a_terminal_nothing_is_asked_and_nothing_is_made_up() {
    let lab = Lab::new();
    lab.write("client.crt", "");
    let bare = mtls()
        .args(["init", "acme/sandbox"])
        .current_dir(lab.path(""))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(bare.status.code(), Some(2), "{}", stderr(&bare));
    assert!(!lab.exists("mtls.toml"));
}

#[test]
fn files_named_from_here_are_written_as_the_file_of_profiles_sees_them() {
    let lab = Lab::new();
    fs_err::create_dir(lab.path("conf")).unwrap();
    for file in ["client.crt", "client.key", "pass"] {
        lab.write(file, "");
    }
    let line = "init acme/sandbox --config conf/mtls.toml --url https://a.example --cert client.crt --key client.key --pass file:pass";
    let output = mtls()
        .args(line.split(' '))
        .current_dir(lab.path(""))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let text = lab.text("conf/mtls.toml");
    for written in ["\"../client.crt\"", "\"../client.key\"", "\"file:../pass\""] {
        assert!(text.contains(written), "{written}: {text}");
    }
}
