//! Material in a row, inside other text, or under a wrong name: read where that is unambiguous, and
//! what was undone is said.

use crate::common::{Lab, issue, peer};

/// Certificate and key of a client, in PEM and DER.
fn lab() -> Option<Lab> {
    let openssl = peer("openssl")?;
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.peer_line(&openssl, "x509 -in client.crt -outform der -out c.der");
    lab.peer_line(&openssl, "pkey -in client.key -outform der -out k.der");
    Some(lab)
}

/// Base64 of a file, as openssl writes it.
fn base64(lab: &Lab, file: &str) -> String {
    let openssl = peer("openssl").unwrap();
    lab.peer(&openssl, &["base64", "-A", "-in", file])
}

/// Expects certificate and key in this text, and this on standard error.
fn holds_both(lab: &Lab, text: &str, saying: &str) {
    lab.write("text", text);
    let ran = lab.mtls_line("match-key text client.key client.crt").ok();
    assert!(ran.stderr.contains(saying), "no `{saying}` in {ran:?}");
    assert_eq!(ran.stdout.matches("text").count(), 2, "{ran:?}");
    let secret = lab.text("client.key");
    let secret = secret.lines().nth(1).unwrap();
    assert!(!ran.stderr.contains(secret), "{ran:?}");
}

#[test]
fn der_objects_in_a_row_are_all_read() {
    let Some(lab) = lab() else {
        return;
    };
    let (c, k) = (lab.read("c.der"), lab.read("k.der"));
    for (between, behind, saying) in [
        (&b""[..], &b""[..], ""),
        (b"", b"\n\0\0", "3 byte(s) of padding"),
        (b"\r\n", b"\n", "3 byte(s) of padding"),
        (b"", b"\x04\x01x", "something else stands behind it"),
    ] {
        lab.write("row", [&c, between, &k, behind].concat());
        let ran = lab.mtls_line("match-key row client.crt").ok();
        assert!(ran.stderr.contains(saying), "{ran:?}");
        assert!(ran.stdout.contains("private key"), "{ran:?}");
    }
    lab.write("row", [c.as_slice(), &c, &k[..k.len() - 1]].concat());
    let saying = format!(
        "the object at byte {} is damaged: it is cut short",
        2 * c.len()
    );
    lab.mtls_line("inspect row").fails(1, &saying);
}

#[test]
fn one_piece_of_json_that_cannot_be_read_leaves_the_others() {
    let Some(lab) = lab() else {
        return;
    };
    let certificate = lab.text("client.crt").replace('\n', "\\n");
    let cut = base64(&lab, "k.der").replace('\n', "");
    let damaged = format!(
        "-----BEGIN PRIVATE KEY-----\\n{}\\n-----END PRIVATE KEY-----",
        &cut[..80]
    );
    lab.write(
        "j",
        format!("{{\"key\":\"{damaged}\",\"cert\":\"{certificate}\"}}"),
    );
    let ran = lab.mtls_line("inspect j");
    assert_eq!(
        (ran.code, ran.stderr.contains("damaged")),
        (1, true),
        "{ran:?}"
    );
    assert!(ran.stdout.starts_with("certificate"), "{ran:?}");
}

#[test]
fn base64_without_its_frame_is_read() {
    let Some(lab) = lab() else {
        return;
    };
    let line = base64(&lab, "c.der");
    let folded: Vec<String> = line
        .as_bytes()
        .chunks(76)
        .map(|l| String::from_utf8_lossy(l).into())
        .collect();
    let url = line
        .trim()
        .replace('+', "-")
        .replace('/', "_")
        .replace('=', "");
    for (text, saying) in [
        (line.clone(), "base64 without BEGIN and END lines"),
        (folded.join("\r\n  "), "base64 without BEGIN and END lines"),
        (url, "base64 without BEGIN and END lines"),
        (base64(&lab, "client.crt"), "it was base64 of PEM"),
    ] {
        lab.write("bare", text);
        let ran = lab.mtls_line("convert bare --out -").ok();
        assert_eq!(ran.stdout, lab.text("client.crt"));
        assert!(ran.stderr.contains(saying), "{ran:?}");
    }
    lab.write("bare", &line[..200]);
    lab.mtls_line("inspect bare").fails(1, "base64 of DER");
}

#[test]
fn json_yaml_and_environment_files_are_read_and_the_key_is_named() {
    let Some(lab) = lab() else {
        return;
    };
    let (c, k) = (lab.text("client.crt"), lab.text("client.key"));
    let (c64, k64) = (base64(&lab, "client.crt"), base64(&lab, "client.key"));
    let (c1, k1) = (c.replace('\n', "\\n"), k.replace('\n', "\\n"));
    let (ci, ki) = (c.replace('\n', "\n      "), k.replace('\n', "\n      "));
    let json = serde_json::json!({"type": "service_account", "certificate": c, "private_key": k});
    holds_both(
        &lab,
        &json.to_string(),
        "inside JSON: certificate, private_key",
    );
    let kubernetes =
        serde_json::json!({"kind": "Secret", "data": {"tls.crt": c64, "tls.key": k64}});
    let saying = "data.tls.crt (base64 of PEM), data.tls.key (base64 of PEM)";
    holds_both(&lab, &kubernetes.to_string(), saying);
    let yaml = format!("kind: Secret\ndata:\n  tls.crt: {c64}\n  tls.key: {k64}\ntype: x\n");
    holds_both(&lab, &yaml, "inside text: tls.crt (base64 of PEM), tls.key");
    let blocks = format!("tls:\n  crt: |\n      {ci}\n  key: |-\n      {ki}\nother: 1\n");
    holds_both(&lab, &blocks, "inside text: crt, key");
    let env = format!("A=1\nexport CERT=\"{c1}\"\nKEY='{k1}'\nB=2\n");
    holds_both(&lab, &env, "inside text: CERT, KEY");
    let lines = format!("A=1\nCERT=\"{c}\"\nKEY={k}B=2\n");
    holds_both(&lab, &lines, "inside text: CERT, KEY");
    let mail: String = [&c, &k]
        .iter()
        .flat_map(|t| t.lines())
        .map(|l| format!("> {l}\n"))
        .collect();
    holds_both(
        &lab,
        &format!("She wrote:\n{mail}"),
        "each line began with >",
    );
    let der = (base64(&lab, "c.der"), base64(&lab, "k.der"));
    let xml = format!(
        "<a><ds:X509Certificate>{}</ds:X509Certificate><k>\n{}\n</k></a>",
        der.0, der.1
    );
    holds_both(
        &lab,
        &xml,
        "inside XML: ds:X509Certificate (base64 of DER), k",
    );
}

#[test]
fn a_label_that_does_not_fit_its_content_is_told() {
    let Some(lab) = lab() else {
        return;
    };
    for (file, says, as_, saying) in [
        (
            "client.csr",
            "CERTIFICATE REQUEST",
            "CERTIFICATE",
            "holds a CSR: that is the request itself",
        ),
        (
            "client.crt",
            "CERTIFICATE",
            "CERTIFICATE REQUEST",
            "holds a certificate: it is read by its content; others look for CERTIFICATE",
        ),
        (
            "client.key",
            "PRIVATE KEY",
            "CERTIFICATE",
            "holds a private key in PKCS#8",
        ),
        (
            "client.key",
            "PRIVATE KEY",
            "EC PRIVATE KEY",
            "others look for PRIVATE KEY",
        ),
    ] {
        lab.write("m", format!("\n{}", lab.text(file).replace(says, as_)));
        let ran = lab.mtls_line("match-key m client.key").ok();
        let block = format!("the block at line 2 says {as_} but holds");
        assert!(ran.stderr.contains(&block), "no `{block}` in {ran:?}");
        assert!(ran.stderr.contains(saying), "no `{saying}` in {ran:?}");
    }
    let ran = lab
        .mtls_line("match-key client.crt client.key client.csr")
        .ok();
    assert!(!ran.stderr.contains("the block"), "{ran:?}");
    lab.write("c.pem", lab.read("c.der"));
    let ran = lab.mtls_line("inspect c.pem").ok();
    assert!(
        ran.stderr.contains("it is DER, not PEM as its name says"),
        "{ran:?}"
    );
}

#[test]
fn an_error_page_is_quoted_unless_it_may_hold_a_secret() {
    let lab = Lab::new();
    let token = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9";
    for (page, quoted) in [
        (
            "<!doctype html><html><head><title>\n  Sign  in\n</title>",
            Some("it says: Sign in"),
        ),
        (
            "{\"error\":\"invalid_request\",\"error_description\":\"link expired\"}",
            Some("it says: link expired"),
        ),
        ("{\"access_token\":\"abc\"}", None),
        (&format!("{{\"message\":\"bad token {token}\"}}"), None),
    ] {
        lab.write("page.crt", page);
        let ran = lab.mtls_line("inspect page.crt");
        assert_eq!(ran.stderr.contains("it says:"), quoted.is_some(), "{ran:?}");
        assert!(ran.stderr.contains(quoted.unwrap_or_default()), "{ran:?}");
        assert!(!ran.stderr.contains(token), "{ran:?}");
        ran.fails(1, "[unknown-format]");
    }
}
