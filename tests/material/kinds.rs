//! Every kind of key, container and text that openssl makes: read, or named for what it is.

use crate::common::{Lab, Ran, genpkey, issue, peer};

/// `inspect` of a file that is not read.
fn named(lab: &Lab, file: &str, saying: &str) -> Ran {
    lab.mtls(&["inspect", file, "--pass", "env:PW"])
        .fails(1, saying)
}

#[test]
fn keys_of_every_kind_are_read_or_named() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    let curve = |curve: &'static str| ["EC", "-pkeyopt", curve];
    for (curve_option, name) in [
        ("ec_paramgen_curve:P-521", "P-521"),
        ("ec_paramgen_curve:secp256k1", "secp256k1"),
        ("ec_paramgen_curve:brainpoolP256r1", "brainpoolP256r1"),
        ("ec_paramgen_curve:prime192v1", "P-192"),
    ] {
        genpkey(&lab, &openssl, "k", &curve(curve_option));
        let ran = lab.mtls_line("inspect k").ok();
        assert!(
            ran.stdout.starts_with(&format!("private key EC {name} ")),
            "{ran:?}"
        );
    }
    for (name, bits) in [("P-256", 256), ("P-384", 384), ("P-521", 521)] {
        let option = format!("ec_paramgen_curve:{name}");
        let explicit = [
            "EC",
            "-pkeyopt",
            &option,
            "-pkeyopt",
            "ec_param_enc:explicit",
        ];
        genpkey(&lab, &openssl, "k", &explicit);
        lab.peer_line(
            &openssl,
            "pkey -in k -pubout -ec_param_enc named_curve -out named.pub",
        );
        let ran = lab.mtls_line("match-key k named.pub").ok();
        assert!(ran.stdout.contains(name), "{bits}: {ran:?}");
    }
    for algorithm in ["ed448", "x25519", "x448"] {
        genpkey(&lab, &openssl, "k", &[algorithm]);
        let ran = lab.mtls_line("inspect k");
        assert!(ran.stderr.to_lowercase().contains(algorithm), "{ran:?}");
        ran.fails(1, "[unsupported-algorithm]");
        lab.peer_line(&openssl, "pkey -in k -pubout -out k.pub");
        let ran = lab.mtls_line("inspect k.pub").ok();
        assert!(ran.stdout.to_lowercase().contains(algorithm), "{ran:?}");
    }
}

#[test]
fn rsa_pss_keys_pair_and_convert_and_what_they_cannot_do_is_said() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    let bits = "rsa_keygen_bits:2048";
    genpkey(
        &lab,
        &openssl,
        "k",
        &[
            "RSA-PSS",
            "-pkeyopt",
            bits,
            "-pkeyopt",
            "rsa_pss_keygen_md:sha256",
        ],
    );
    lab.peer_line(&openssl, "req -x509 -key k -out c -subj /CN=x");
    lab.mtls_line("match-key k c").ok();
    lab.mtls_line("convert k --no-encrypt --out new.key").ok();
    let said = lab.peer_line(&openssl, "pkey -in new.key -noout -check");
    assert!(said.contains("is valid"), "{said}");
    lab.mtls_line("call https://localhost:1 --cert c --key k")
        .fails(58, "RSA-PSS 2048 is not supported");
}

#[test]
fn a_key_that_is_not_read_does_not_hide_its_certificate() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    genpkey(&lab, &openssl, "k", &["ed448"]);
    lab.peer_line(&openssl, "req -x509 -key k -out c -subj /CN=x");
    lab.peer_line(
        &openssl,
        "pkcs12 -export -in c -inkey k -passout env:PW -out c.p12",
    );
    let ran = lab.mtls_line("inspect c.p12 --pass env:PW").ok();
    assert!(ran.stdout.contains("certificate CN=x"), "{ran:?}");
    assert!(
        ran.stderr.contains("an Ed448 private key passed over"),
        "{ran:?}"
    );
}

#[test]
fn pkcs7_gives_its_revocation_lists_too_and_other_cms_is_named() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.write("idx", "").write("number", "01\n").write(
        "ca.cnf",
        "[ca]\ndefault_ca=d\n[d]\ndatabase=idx\ncrlnumber=number\ndefault_md=sha256\n",
    );
    lab.peer_line(
        &openssl,
        "ca -gencrl -config ca.cnf -keyfile ca.key -cert ca.crt -crldays 9 -out crl",
    );
    lab.peer_line(
        &openssl,
        "crl2pkcs7 -in crl -certfile client.crt -out both.p7b",
    );
    lab.peer_line(&openssl, "crl2pkcs7 -in crl -out crl.p7b");
    let ran = lab.mtls_line("inspect both.p7b").ok();
    assert!(ran.stdout.contains("certificate CN=client") && ran.stdout.contains("CRL CN=Lab CA"));
    lab.mtls_line("inspect crl.p7b").ok();
    lab.write("text", "hello");
    lab.peer_line(
        &openssl,
        "cms -encrypt -in text -outform PEM -out sealed.pem client.crt",
    );
    named(
        &lab,
        "sealed.pem",
        "a CMS message encrypted to somebody's certificate",
    );
    lab.peer_line(&openssl, "cms -sign -in text -signer client.crt -inkey client.key -nocerts -outform DER -out bare.p7s");
    named(&lab, "bare.p7s", "without certificates in it");
}

#[test]
fn texts_and_blobs_that_are_no_key_are_named() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.peer_line(&openssl, "x509 -in client.crt -noout -text -out text");
    named(&lab, "text", "what openssl prints");
    lab.peer_line(&openssl, "ecparam -name prime256v1 -out parameters");
    named(&lab, "parameters", "only the parameters");
    genpkey(
        &lab,
        &openssl,
        "rsa",
        &["RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    );
    lab.peer_line(&openssl, "rsa -in rsa -outform MSBLOB -out blob");
    named(&lab, "blob", "in a form of Microsoft's");
    lab.write(
        "k.ppk",
        "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n",
    );
    named(&lab, "k.ppk", "a private key of PuTTY's");
}

#[test]
fn what_takes_too_long_is_refused_with_the_flag_that_raises_the_limit() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    let lock = "pkcs8 -topk8 -in client.key -out slow.key -v2 aes256 -passout env:PW -iter 60000";
    lab.peer_line(&openssl, lock);
    let export =
        "pkcs12 -export -in client.crt -inkey client.key -passout env:PW -iter 20000 -out slow.p12";
    lab.peer_line(&openssl, export);
    lab.mtls_line("inspect slow.key --pass env:PW --kdf-limit 60000")
        .ok();
    let subject = "--subj /C=BR/O=b/OU=a/CN=x";
    let server = "https://localhost:1 --cert client.crt";
    for (code, line) in [
        (1, "inspect slow.key".into()),
        (1, "match-key slow.key client.crt".into()),
        (1, "convert slow.key --out new.pem".into()),
        (1, format!("csr {subject} --key slow.key --out new.csr")),
        (58, format!("call {server} --key slow.key")),
        (58, "token --token-url https://localhost:1 --client-id a --client-secret env:PW --cert client.crt --key slow.key".into()),
        (1, "inspect slow.p12".into()),
    ] {
        let ran = lab.mtls_line(&format!("{line} --pass env:PW --kdf-limit 50000"));
        assert!(ran.stderr.contains("more than the limit of 50000"), "{ran:?}");
        assert!(ran.stderr.contains("fix: if you trust whoever made it, raise the limit: --kdf-limit 60"), "{ran:?}");
        ran.fails(code, "[unsupported-algorithm]");
    }
}
