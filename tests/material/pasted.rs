//! Keys and certificates that lost their shape on the way, or stand where a name belongs: read
//! where that is unambiguous, and never printed.

use crate::common::{Lab, peer};

/// A key made by openssl, its PEM text and the base64 line that may never be printed.
fn key(lab: &Lab) -> Option<(String, String)> {
    let openssl = peer("openssl")?;
    lab.peer_line(
        &openssl,
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ok.key",
    );
    let text = lab.text("ok.key");
    let secret = text.lines().nth(1).unwrap_or_default().to_owned();
    assert!(secret.len() > 40);
    Some((text, secret))
}

#[test]
fn a_key_that_lost_its_line_ends_is_read_and_never_printed() {
    let lab = Lab::new();
    let Some((text, secret)) = key(&lab) else {
        return;
    };
    let shapes = [
        text.replace('\n', " "),
        text.replace('\n', ""),
        text.replace('\n', "\r"),
        text.replace('\n', "\\n"),
    ];
    for shape in shapes {
        lab.write("pasted.key", &shape);
        let ran = lab.mtls(&["inspect", "pasted.key", "--json"]).ok();
        assert!(ran.stdout.contains("private-key"), "{ran:?}");
        assert!(ran.stderr.contains("line ends"), "{ran:?}");
        assert!(!ran.stderr.contains(&secret), "{ran:?}");
        lab.mtls(&["match-key", "-q", "pasted.key", "ok.key"]).ok();
    }
}

#[test]
fn a_damaged_key_in_one_line_is_not_quoted() {
    let lab = Lab::new();
    let Some((text, secret)) = key(&lab) else {
        return;
    };
    let line = text.replace('\n', " ");
    let cut = line.split(" -----END").next().unwrap_or_default();
    for broken in [cut.to_owned(), line.replace("-----END", "-----FIN")] {
        lab.write("broken.key", broken);
        for command in ["inspect", "convert"] {
            let ran = lab.mtls(&[command, "broken.key"]);
            assert_eq!(ran.code, 1, "{ran:?}");
            assert!(!ran.stderr.contains(&secret), "{ran:?}");
        }
    }
}

#[test]
fn a_key_where_a_file_name_belongs_is_not_printed() {
    let lab = Lab::new();
    let Some((text, secret)) = key(&lab) else {
        return;
    };
    let attached = format!("--key={text}");
    for args in [
        &["inspect", text.as_str()][..],
        &["match-key", "ok.key", &text],
        &["convert", "--", &text],
        &["call", "https://localhost/", "--cert", &text],
        &["call", "https://localhost/", "--cert", "ok.key", &attached],
    ] {
        let ran = lab.mtls(args);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.stderr.contains("content of a file"), "{ran:?}");
        assert!(!ran.stderr.contains(&secret), "{ran:?}");
    }
}
