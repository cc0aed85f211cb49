//! What `inspect` could not look into, and what it takes to look: an all-clear is given only by a
//! check that looked at everything.

use std::io::Write;
use std::time::{Duration, Instant};

use crate::common::{Lab, issue, peer};

/// A folder `certs` with `client.crt`, which lasts 99 days, and what is locked beside it.
fn lab() -> Option<Lab> {
    let (lab, openssl) = (Lab::new(), peer("openssl")?);
    issue(&lab, &openssl);
    std::fs::create_dir(lab.path("certs")).unwrap();
    lab.write("certs/client.crt", lab.read("client.crt"));
    let line = "pkcs12 -export -in client.crt -inkey client.key -passout env:PW -out locked.p12";
    lab.peer_line(&openssl, line);
    Some(lab)
}

fn text_of(bytes: usize) -> Vec<u8> {
    b"some words on a line without any key\n"
        .iter()
        .copied()
        .cycle()
        .take(bytes)
        .collect()
}

#[test]
fn a_check_that_could_not_look_into_a_locked_file_ends_with_1_and_says_so() {
    let Some(lab) = lab() else { return };
    lab.mtls_line("inspect -q certs --expires-within 10d").ok();
    std::fs::copy(lab.path("locked.p12"), lab.path("certs/locked.p12")).unwrap();
    let ran = lab.mtls_line("inspect -q certs --expires-within 10d");
    assert!(ran.stderr.contains("--pass"), "{ran:?}");
    ran.fails(1, "1 file is locked and not looked into: certs/locked.p12");
    let named = lab.mtls_line("inspect -q locked.p12 --expires-within 10d");
    named.fails(1, "locked.p12");
    let opened = "inspect -q certs --expires-within 10d --pass env:PW";
    assert_eq!(lab.mtls_line(opened).ok().stderr, "");
    // without a question about time it is a note
    let ran = lab.mtls_line("inspect certs").ok();
    assert!(ran.stderr.contains("locked and not looked into"), "{ran:?}");
}

#[test]
fn metrics_count_what_could_not_be_looked_into_as_errors() {
    let Some(lab) = lab() else { return };
    for name in ["a.p12", "b.p12"] {
        std::fs::copy(lab.path("locked.p12"), lab.path("certs").join(name)).unwrap();
    }
    let ran = lab.mtls_line("inspect certs --format prometheus --expires-within 9999d");
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stdout.contains("mtls_inspect_errors 2\n"), "{ran:?}");
    assert!(
        ran.stdout
            .contains("mtls_source_readable{source=\"certs/a.p12\"} 0"),
        "{ran:?}"
    );
}

#[test]
fn a_certificate_far_behind_the_start_of_a_large_file_is_found() {
    let Some(lab) = lab() else { return };
    std::fs::remove_file(lab.path("certs/client.crt")).unwrap();
    // across the end of what is read at a time, and far behind it
    for before in [(64 << 10) * 20 - 5, 3 << 20] {
        let mut text = text_of(before);
        text.push(b'\n');
        text.extend(lab.read("client.crt"));
        text.extend(text_of(100_000));
        lab.write("certs/install.log", text);
        let ran = lab.mtls_line("inspect certs").ok();
        assert!(ran.stdout.contains("[certs/install.log#0]"), "{ran:?}");
        assert_eq!(ran.stderr, "");
    }
    let text = format!(
        "\u{feff}{}\r\n{}",
        String::from_utf8(text_of(1 << 20)).unwrap(),
        lab.text("client.crt")
    );
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    lab.write("certs/install.log", wide);
    let ran = lab.mtls_line("inspect certs").ok();
    assert!(ran.stdout.contains("[certs/install.log#0]"), "{ran:?}");
}

#[test]
fn a_file_too_large_to_be_looked_into_is_named_and_not_called_empty() {
    let Some(lab) = lab() else { return };
    std::fs::remove_file(lab.path("certs/client.crt")).unwrap();
    let image = std::fs::File::create(lab.path("certs/disk.img")).unwrap();
    image.set_len(65 << 20).unwrap();
    let said = "1 file is larger than 64 MiB and not looked into: certs/disk.img";
    lab.mtls_line("inspect certs").fails(1, said);
    lab.write("certs/client.crt", lab.read("client.crt"));
    let ran = lab.mtls_line("inspect certs").ok();
    assert!(ran.stderr.contains(said), "{ran:?}");
    assert!(!ran.stderr.contains("holds no certificate"), "{ran:?}");
    lab.mtls_line("inspect -q certs --expires-within 10d")
        .fails(1, said);
}

#[test]
fn quiet_prints_no_notes() {
    let Some(lab) = lab() else { return };
    lab.write("client.der", lab.read("client.crt")); // PEM by another name: a note
    let ran = lab.mtls_line("inspect client.der").ok();
    assert!(ran.stderr.contains("it is PEM, not DER"), "{ran:?}");
    let ran = lab.mtls_line("inspect -q client.der").ok();
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
}

#[test]
fn a_large_text_without_material_is_read_quickly() {
    let lab = Lab::new();
    let mut file = std::fs::File::create(lab.path("log.txt")).unwrap();
    let some = text_of(1 << 20);
    for _ in 0..40 {
        file.write_all(&some).unwrap();
    }
    let started = Instant::now();
    lab.mtls_line("inspect log.txt")
        .fails(1, "text without any PEM block");
    // 17 s before; a debug build on a busy machine has room
    assert!(started.elapsed() < Duration::from_secs(6));
}
