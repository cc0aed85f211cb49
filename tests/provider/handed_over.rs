//! `provider check --for`: what KnoxCall would refuse of an upload, each cause of its troubleshooting
//! section provoked with openssl and answered with its own fix.

use std::path::Path;

use crate::common::{Lab, Ran, peer, pki};
use crate::server::lab;

/// A file, and what is said of it.
const REFUSED: &[(&str, &[&str])] = &[
    (
        "cert.pfx",
        &[
            "[unknown-format]",
            "it is PKCS#12 (.pfx), and KnoxCall takes PEM",
            "mtls convert cert.pfx --to combined",
        ],
    ),
    (
        "reverse.pem",
        &["[order]", "the private key comes before the certificate"],
    ),
    ("text.pem", &["[extra-text]", "line 1 (\"Bag Attributes\")"]),
    ("client.crt", &["[key-missing]", "which must be present"]),
    ("locked.key", &["[cert-missing]"]),
    (
        "pair.pem",
        &["[key-mismatch]", "do not form a pair", "generated together"],
    ),
    (
        "past.pem",
        &[
            "[client-cert-expired]",
            "expired on 2024-02-01",
            "renew the certificate",
        ],
    ),
];

fn files(openssl: &Path) -> Lab {
    let lab = lab(openssl);
    lab.peer_line(
        openssl,
        "pkcs12 -export -in client.crt -inkey client.key -passout env:PW -out cert.pfx",
    );
    lab.peer_line(
        openssl,
        "pkey -in client.key -aes256 -passout env:PW -out locked.key",
    );
    lab.write("past.ext", "extendedKeyUsage=clientAuth\n");
    pki::sign_for_the_past(&lab, openssl, "client.csr", "ca", "past.crt", "past.ext");
    let (cert, key, locked) = (
        lab.text("client.crt"),
        lab.text("client.key"),
        lab.text("locked.key"),
    );
    lab.write("good.pem", format!("{cert}{locked}"));
    lab.write("reverse.pem", format!("{locked}{cert}"));
    lab.write("text.pem", format!("Bag Attributes\n{cert}{locked}"));
    lab.write("bare.pem", format!("{cert}{key}"));
    lab.write("pair.pem", format!("{cert}{}", lab.text("server.key")));
    lab.write("past.pem", format!("{}{locked}", lab.text("past.crt")));
    lab
}

fn check(lab: &Lab, file: &str, pass: &str) -> Ran {
    lab.mtls_line(&format!(
        "provider check {file} --for knoxcall --pass env:{pass}"
    ))
}

#[test]
fn knoxcalls_reasons_to_refuse_an_upload_are_told_before_it() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = files(&openssl);
    let ok = check(&lab, "good.pem", "PW").ok();
    assert!(ok.stdout.starts_with("ok: good.pem"), "{ok:?}");
    for (file, wanted) in REFUSED {
        let ran = check(&lab, file, "PW");
        assert!(
            ran.code == 1 && ran.stdout.starts_with("WOULD BE REFUSED"),
            "{file}: {ran:?}"
        );
        for text in *wanted {
            assert!(
                ran.stdout.contains(text),
                "{file} lacks {text}: {}",
                ran.stdout
            );
        }
    }
    // an unlocked key is taken, and advised against
    let bare = check(&lab, "bare.pem", "PW").ok();
    assert!(
        bare.stdout.contains("unsure") && bare.stdout.contains("[key-unlocked]"),
        "{bare:?}"
    );
    let ran = check(&lab, "good.pem", "WRONG");
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stdout.contains("[wrong-passphrase]"), "{ran:?}");
    assert!(
        ran.stdout.contains("give the correct passphrase"),
        "{ran:?}"
    );
}
