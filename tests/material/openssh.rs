//! OpenSSH's keys, as ssh-keygen makes them: the same key as the PKCS#8 that openssl reads.

use crate::common::{Lab, peer};

const KINDS: [&str; 5] = [
    "rsa -b 2048",
    "ecdsa -b 256",
    "ecdsa -b 384",
    "ecdsa -b 521",
    "ed25519",
];

/// `k` and `k.pub`, made anew.
fn make(lab: &Lab, keygen: &std::path::Path, kind: &str, further: &[&str]) {
    for name in ["k", "k.pub", "new.key"] {
        let _ = std::fs::remove_file(lab.path(name));
    }
    let line = format!("-q -t {kind} -f k -C me@host");
    let args: Vec<&str> = line.split(' ').chain(further.iter().copied()).collect();
    lab.peer(keygen, &args);
}

#[test]
fn private_and_public_keys_become_what_openssl_reads() {
    let (Some(openssl), Some(keygen)) = (peer("openssl"), peer("ssh-keygen")) else {
        return;
    };
    let lab = Lab::new();
    for kind in KINDS {
        make(&lab, &keygen, kind, &["-N", ""]);
        assert!(
            lab.text("k")
                .starts_with("-----BEGIN OPENSSH PRIVATE KEY-----")
        );
        lab.mtls_line("match-key k k.pub").ok();
        let ran = lab.mtls_line("inspect k k.pub --json").ok();
        assert_eq!(
            ran.stdout.matches(r#""friendly_name":"me@host""#).count(),
            2
        );
        lab.mtls_line("convert k --no-encrypt --out new.key").ok();
        let said = lab.peer_line(&openssl, "pkey -in new.key -noout -check");
        assert!(said.contains("is valid"), "{kind}: {said}");
        let pem = lab.peer_line(&openssl, "pkey -in new.key -pubout");
        lab.write("public.pem", pem);
        lab.mtls_line("match-key k.pub public.pem").ok();
    }
}

#[test]
fn locked_keys_open_under_every_cipher() {
    let Some(keygen) = peer("ssh-keygen") else {
        return;
    };
    let lab = Lab::new();
    let ciphers = [
        "aes128-ctr",
        "aes192-ctr",
        "aes256-ctr",
        "aes128-cbc",
        "aes192-cbc",
        "aes256-cbc",
        "3des-cbc",
        "aes128-gcm@openssh.com",
        "aes256-gcm@openssh.com",
    ];
    for (at, cipher) in ciphers.iter().enumerate() {
        let kind = KINDS[at % KINDS.len()];
        make(
            &lab,
            &keygen,
            kind,
            &["-N", "pw of it", "-Z", cipher, "-a", "2"],
        );
        lab.mtls(&["match-key", "k", "k.pub", "--pass", "pass:pw of it"])
            .ok();
        lab.mtls(&["match-key", "k", "k.pub", "--pass", "pass:pw of i"])
            .fails(1, "[wrong-passphrase]");
    }
    let ran = lab.mtls_line("inspect k").ok();
    assert!(ran.stdout.contains("private key locked"), "{ran:?}");
    lab.mtls_line("match-key k k.pub")
        .fails(1, "[passphrase-needed]");
    make(
        &lab,
        &keygen,
        "ed25519",
        &["-N", "x", "-Z", "chacha20-poly1305@openssh.com", "-a", "1"],
    );
    let ran = lab.mtls_line("inspect k --pass pass:x");
    assert!(
        ran.stderr
            .contains("fix: rewrite it in place: ssh-keygen -p"),
        "{ran:?}"
    );
    ran.fails(
        1,
        "chacha20-poly1305@openssh.com in an OpenSSH private key is not supported",
    );
}

#[test]
fn too_many_rounds_of_bcrypt_are_refused_until_the_limit_is_raised() {
    let Some(keygen) = peer("ssh-keygen") else {
        return;
    };
    let lab = Lab::new();
    make(&lab, &keygen, "ed25519", &["-N", "x-word", "-a", "8"]);
    let line = "inspect k --pass pass:x-word --kdf-limit";
    let ran = lab.mtls_line(&format!("{line} 50000"));
    assert!(
        ran.stderr.contains("raise the limit: --kdf-limit 80000"),
        "{ran:?}"
    );
    ran.fails(
        1,
        "takes 80000 iterations (bcrypt, 8 rounds), more than the limit of 50000",
    );
    lab.mtls_line(&format!("{line} 80000")).ok();
}

#[test]
fn what_no_certificate_can_hold_is_named() {
    let Some(keygen) = peer("ssh-keygen") else {
        return;
    };
    let lab = Lab::new();
    make(&lab, &keygen, "ed25519", &["-N", ""]);
    lab.peer_line(&keygen, "-q -s k -I id -n me k.pub");
    lab.mtls_line("inspect k-cert.pub").fails(
        1,
        "an OpenSSH certificate (ssh-ed25519-cert-v01@openssh.com) is not supported",
    );
    let options = format!("# mine\nfrom=\"10.0.0.1\",no-pty {}\n", lab.text("k.pub"));
    lab.write("authorized_keys", options);
    lab.mtls_line("match-key authorized_keys k").ok();
    let cut = lab.text("k.pub");
    lab.write("cut.pub", &cut[..40]);
    lab.mtls_line("inspect cut.pub")
        .fails(1, "the SSH public key is damaged: it is cut short");
    let whole = lab.read("k");
    for at in (40..whole.len() - 40).step_by(13) {
        let mut bytes = whole.clone();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        lab.write("m", bytes);
        let ran = lab.mtls_line("inspect m");
        assert!(matches!(ran.code, 0 | 1), "{at}: {ran:?}");
    }
}
