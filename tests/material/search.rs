//! `match-key --search`: folders below folders, keystores, locks, links, and what could not be
//! looked into.

use std::fs::create_dir_all;
use std::path::PathBuf;

use crate::common::{Lab, issue, peer, pki};

/// Certificates with their keys, and an empty folder `keys`.
fn with_folder() -> Option<(Lab, PathBuf)> {
    let openssl = peer("openssl")?;
    let lab = Lab::new();
    issue(&lab, &openssl);
    create_dir_all(lab.path("keys")).unwrap();
    Some((lab, openssl))
}

#[test]
fn the_key_of_a_certificate_is_found_in_a_folder_below() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    create_dir_all(lab.path("keys/old/2019")).unwrap();
    create_dir_all(lab.path("more")).unwrap();
    lab.write("keys/notes.txt", "nothing");
    std::fs::rename(lab.path("client.key"), lab.path("keys/old/2019/x")).unwrap();
    std::fs::copy(lab.path("ca.key"), lab.path("keys/a.key")).unwrap();
    for line in [
        "client.crt --search keys",
        "client.csr --search more --search keys",
        "client.crt keys",
    ] {
        let ran = lab.mtls_line(&format!("match-key {line} --json")).ok();
        let found = ran.json();
        assert_eq!(found["parts"][1]["source"], "keys/old/2019/x", "{line}");
        assert_eq!(found["proved"], true);
        assert_eq!(found["searched"]["files"], 3);
        assert_eq!(found["searched"]["no_material"], 1);
    }
    assert_eq!(lab.mtls_line("match-key client.crt --search more").code, 1);
}

#[test]
fn the_certificates_of_a_key_are_found_and_the_file_named_is_not_found_again() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    let ran = lab.mtls_line("match-key client.key --search . --json").ok();
    let found = ran.json();
    let parts = found["parts"].as_array().unwrap().iter();
    let sources: Vec<&str> = parts.map(|p| p["source"].as_str().unwrap()).collect();
    assert_eq!(sources, ["client.key", "./client.crt", "./client.csr"]);
}

#[test]
fn each_of_several_certificates_gets_its_own_key() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    create_dir_all(lab.path("keys")).unwrap();
    for name in ["a", "b"] {
        pki::authority(&lab, &openssl, name, &format!("/CN={name}"));
        let to = lab.path(&format!("keys/{name}.key"));
        std::fs::rename(lab.path(&format!("{name}.key")), to).unwrap();
    }
    let ran = lab
        .mtls_line("match-key --pairs a.crt b.crt --search keys")
        .ok();
    assert!(ran.stdout.starts_with("match: 2 pairs"), "{}", ran.stdout);
    std::fs::remove_file(lab.path("keys/b.key")).unwrap();
    let ran = lab.mtls_line("match-key --pairs a.crt b.crt --search keys");
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr.contains("CN=b in b.crt has no private key here"),
        "{}",
        ran.stderr
    );
}

#[test]
fn keystores_are_opened_with_the_passphrase_and_locked_ones_are_named() {
    let Some((lab, openssl)) = with_folder() else {
        return;
    };
    lab.peer_line(
        &openssl,
        "pkcs12 -export -in client.crt -inkey client.key -out keys/c.pfx -passout env:PW",
    );
    lab.peer_line(
        &openssl,
        "pkcs8 -topk8 -in ca.key -out keys/other.key -passout env:WRONG",
    );
    let ran = lab.mtls_line("match-key client.crt --search keys");
    assert_eq!(ran.code, 1);
    for said in [
        "2 locked file(s)",
        "keys/c.pfx: ",
        "keys/other.key: ",
        "--pass",
    ] {
        assert!(ran.stderr.contains(said), "no {said} in {}", ran.stderr);
    }
    let ran = lab
        .mtls_line("match-key -v client.crt --search keys --pass env:PW")
        .ok();
    assert!(ran.stdout.contains("keys/c.pfx"), "{}", ran.stdout);
    assert!(
        ran.stderr
            .contains("keys/other.key: the passphrase does not open"),
        "{}",
        ran.stderr
    );
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_counted_and_named_when_asked() {
    let Some((lab, _)) = with_folder() else {
        return;
    };
    std::fs::copy(lab.path("client.key"), lab.path("keys/good.key")).unwrap();
    let cut: String = lab
        .text("ca.crt")
        .lines()
        .take(3)
        .collect::<Vec<_>>()
        .join("\n");
    lab.write("keys/cut.crt", cut);
    let huge = std::fs::File::create(lab.path("keys/disk.img")).unwrap();
    huge.set_len(17 << 20).unwrap();
    std::os::unix::fs::symlink("nowhere", lab.path("keys/gone.key")).unwrap();
    let ran = lab.mtls_line("match-key client.crt --search keys").ok();
    assert!(!ran.stderr.contains("could not be read"), "{}", ran.stderr);
    let ran = lab.mtls_line("match-key client.crt --search keys -v").ok();
    for said in [
        "keys/cut.crt: ",
        "keys/disk.img is larger than 16 MiB",
        "keys/gone.key: it is a link that leads nowhere",
    ] {
        assert!(ran.stderr.contains(said), "no {said} in {}", ran.stderr);
    }
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_end_and_patterns_narrow_the_search() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    create_dir_all(lab.path("keys/sub")).unwrap();
    std::fs::copy(lab.path("client.key"), lab.path("keys/sub/good.key")).unwrap();
    std::fs::copy(lab.path("client.key"), lab.path("keys/copy.pem")).unwrap();
    std::os::unix::fs::symlink("..", lab.path("keys/sub/loop")).unwrap();
    std::os::unix::fs::symlink("/", lab.path("keys/sub/everything")).unwrap();
    let files = |more: &str| {
        let ran = lab.mtls_line(&format!("match-key client.crt --search keys --json{more}"));
        ran.ok().json()["searched"]["files"].clone()
    };
    assert_eq!(files(""), 2);
    assert_eq!(files(" --glob *.key"), 1);
    assert_eq!(files(" --glob sub/*"), 1);
    assert_eq!(files(" --glob *.pem --glob **/*.key"), 2);
    lab.mtls_line("match-key client.crt client.key --glob *.key")
        .fails(2, "--glob goes with a folder");
    lab.mtls_line("match-key client.crt --search keys --glob [")
        .fails(2, "not a pattern");
}

#[test]
fn what_is_no_folder_or_names_nothing_is_said() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.mtls_line("match-key client.crt --search none")
        .fails(1, "none: no such file");
    lab.mtls_line("match-key client.crt --search client.key")
        .fails(2, "is a file");
    create_dir_all(lab.path("empty")).unwrap();
    let ran = lab.mtls_line("match-key client.key --search empty");
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.starts_with("NO MATCH: no partner was found"));
    assert!(
        ran.stderr
            .contains("a certificate or CSR of the private key in client.key")
    );
}

#[test]
fn a_key_that_stays_locked_hides_no_other_in_its_file() {
    let Some((lab, openssl)) = with_folder() else {
        return;
    };
    for (key, pass) in [("ca", "env:WRONG"), ("client", "env:PW")] {
        lab.peer_line(
            &openssl,
            &format!("pkcs8 -topk8 -in {key}.key -out {key}.locked -passout {pass}"),
        );
    }
    let two = lab.text("ca.locked") + &lab.text("client.locked");
    lab.write("keys/two.pem", two + &lab.text("ca.locked"));
    let ran = lab
        .mtls_line("match-key -v client.crt --search keys --pass env:PW")
        .ok();
    assert!(ran.stdout.contains("keys/two.pem"), "{}", ran.stdout);
    assert!(ran.stderr.contains("1 locked file(s)"), "{}", ran.stderr);
    lab.mtls_line("match-key ca.crt --search keys --pass env:WRONG")
        .ok();
}

#[test]
fn what_opening_a_file_may_cost_holds_in_a_search_too() {
    let Some((lab, openssl)) = with_folder() else {
        return;
    };
    lab.peer_line(
        &openssl,
        "pkcs8 -topk8 -iter 60000 -in client.key -out keys/slow.key -passout env:PW",
    );
    let line = "match-key client.crt --search keys -v --pass env:PW --kdf-limit";
    lab.mtls_line(&format!("{line} 60000")).ok();
    let ran = lab.mtls_line(&format!("{line} 50000"));
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("keys/slow.key"), "{}", ran.stderr);
}
