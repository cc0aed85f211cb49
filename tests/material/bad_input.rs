//! Files that are not what they should be: each command says so in one clear sentence with its
//! code, ends with 1, and leaves nothing behind.

use crate::common::{Lab, SUBJECT, issue, peer};

/// Every command that reads material, on this file.
fn each_command(lab: &Lab, file: &str, saying: &[&str], code: &str) {
    let before = lab.files();
    let csr = [&["csr"], &SUBJECT[..], &["--key", file, "--out", "new.csr"]].concat();
    let commands: [&[&str]; 4] = [
        &["inspect", file],
        &["match-key", file, file],
        &["convert", file, "--out", "new.pem"],
        &csr,
    ];
    for args in commands {
        let ran = lab.mtls(args).fails(1, code);
        for part in saying {
            assert!(
                ran.stderr.contains(part),
                "{args:?}: no `{part}` in {}",
                ran.stderr
            );
        }
        assert_eq!(
            ran.stderr.matches("mtls: ").count(),
            1,
            "{args:?}: {}",
            ran.stderr
        );
    }
    assert_eq!(lab.files(), before);
}

#[test]
fn what_a_useless_file_looks_like_is_said() {
    let lab = Lab::new();
    let mut random = vec![0x93u8];
    let mut state = 1u32;
    random.extend((0..2000).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    }));
    lab.write("empty.crt", "").write("random.key", &random);
    lab.write(
        "page.crt",
        "<!DOCTYPE html>\n<html><body>403 Forbidden</body></html>",
    );
    lab.write(
        "cut.pem",
        "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUW\n",
    );
    each_command(&lab, "empty.crt", &["it is empty"], "[unknown-format]");
    each_command(&lab, "random.key", &["binary data"], "[unknown-format]");
    each_command(&lab, "page.crt", &["HTML page"], "[unknown-format]");
    each_command(
        &lab,
        "cut.pem",
        &["END line is missing"],
        "[unknown-format]",
    );
    each_command(&lab, "none.pem", &["no such file"], "[file-unreadable]");
}

#[test]
fn a_folder_is_no_file() {
    let lab = Lab::new();
    std::fs::create_dir(lab.path("folder")).unwrap();
    let csr = [
        &["csr"],
        &SUBJECT[..],
        &["--key", "folder", "--out", "new.csr"],
    ]
    .concat();
    for args in [&["convert", "folder", "--out", "new.pem"][..], &csr] {
        lab.mtls(args).fails(1, "it is a folder");
    }
    assert_eq!(lab.files(), ["folder"]);
}

#[test]
fn two_hundred_megabytes_of_zeros_are_refused_at_once() {
    let lab = Lab::new();
    let file = std::fs::File::create(lab.path("big.pfx")).unwrap();
    file.set_len(200 << 20).unwrap();
    let started = std::time::Instant::now();
    each_command(&lab, "big.pfx", &["larger than 64 MiB"], "[unknown-format]");
    assert!(started.elapsed().as_secs() < 20);
    lab.write("zeros.pem", vec![0; 1 << 20]);
    each_command(&lab, "zeros.pem", &["zero bytes"], "[unknown-format]");
}

#[test]
fn a_truncated_pfx_is_called_cut_short_wherever_it_is_cut() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.peer_line(
        &openssl,
        "pkcs12 -export -in client.crt -inkey client.key -passout env:PW -out c.pfx",
    );
    let whole = lab.read("c.pfx");
    for cut in [5, 60, whole.len() / 2, whole.len() - 1] {
        lab.write("cut.pfx", &whole[..cut]);
        each_command(&lab, "cut.pfx", &["cut short"], "[unknown-format]");
    }
}

#[test]
fn utf16_pem_is_read_and_the_repair_is_told() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    let utf16 = |text: &str| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16().collect::<Vec<_>>());
        units.flat_map(u16::to_le_bytes).collect()
    };
    lab.write("w.crt", utf16(&lab.text("client.crt")));
    lab.write("w.key", utf16(&lab.text("client.key")));
    let ran = lab.mtls_line("match-key w.crt w.key").ok();
    assert_eq!(ran.stderr.matches("UTF-16").count(), 2, "{}", ran.stderr);
    lab.mtls_line("convert w.crt --out c.crt").ok();
    assert_eq!(lab.text("c.crt"), lab.text("client.crt"));
    lab.mtls(&[&["csr"], &SUBJECT[..], &["--key", "w.key"]].concat())
        .ok();
    lab.mtls_line("inspect w.crt").ok();
}

#[test]
fn a_certificate_where_a_key_should_be_is_named() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    let csr = [&["csr"], &SUBJECT[..], &["--key", "client.crt"]].concat();
    let ran = lab.mtls(&csr).fails(1, "[key-missing]");
    assert!(ran.stderr.contains("only 1 certificate"));
}

#[test]
fn a_mangled_file_never_makes_anything_panic() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.peer_line(&openssl, "x509 -in client.crt -outform der -out c.der");
    let whole = lab.read("c.der");
    for at in (0..whole.len()).step_by(29) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x84;
        lab.write("m.der", &bytes);
        let ran = lab.mtls_line("convert m.der --out m.pem --force");
        assert!(matches!(ran.code, 0 | 1), "{at}: {ran:?}");
    }
}

#[test]
fn a_name_in_a_certificate_cannot_steer_the_terminal() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    let subject = "/CN=a\u{1b}[2J\u{9b}2J\u{202e}b";
    let line = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -utf8 -keyout k.pem -out c.pem";
    let args: Vec<&str> = line.split(' ').chain(["-subj", subject]).collect();
    lab.peer(&openssl, &args);
    for more in [&["-v"][..], &["--json"], &["--color", "always"]] {
        let ran = lab.mtls(&[&["inspect", "c.pem"], more].concat()).ok();
        assert!(!ran.stdout.contains("\u{1b}[2J"), "{ran:?}");
        assert!(!ran.stdout.contains(['\u{9b}', '\u{202e}']), "{ran:?}");
    }
}

#[test]
fn a_hash_that_can_be_forged_is_a_problem_with_every_kind_of_key() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    for kind in ["ec -pkeyopt ec_paramgen_curve:P-256", "rsa:2048"] {
        let line =
            format!("req -x509 -newkey {kind} -nodes -keyout ca.key -out ca.crt -subj /CN=CA");
        lab.peer_line(&openssl, &line);
        crate::common::pki::request(&lab, &openssl, "x", "/CN=x");
        crate::common::pki::sign(&lab, &openssl, "x.csr", "ca", "c", "-sha1");
        let ran = lab.mtls(&["inspect", "c"]).ok();
        assert!(ran.stdout.contains("[weak-signature]"), "{ran:?}");
    }
}

#[test]
fn a_secret_that_cannot_be_had_says_what_to_do() {
    let lab = Lab::new();
    lab.write("big", vec![b'x'; (64 << 10) + 1]);
    for (reference, saying) in [
        ("env:NOT_SET", "fix: export it"),
        ("cmd:exit 3", "fix: run the command by itself"),
        ("cmd:yes", "over 64 KiB"),
        ("cmd:yes", "fix: run the command by itself"),
        ("file:big", "over 64 KiB"),
        ("file:none", "fix: check the path"),
        ("prompt", "fix: give it with env:NAME"),
    ] {
        let args = [
            &["csr"],
            &SUBJECT[..],
            &["--out", "c", "--out-pass", reference],
        ]
        .concat();
        // an unset variable is a matter of what was typed
        let code = if reference == "env:NOT_SET" { 2 } else { 1 };
        lab.mtls(&args).fails(code, saying);
    }
}
