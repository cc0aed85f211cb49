//! Material of programs that have their own mind about it: GnuTLS's certtool, Python's
//! cryptography, Node. All of it opens, and the key in it is the one that went in.

use std::path::Path;

use crate::common::{CANARY, Lab, Ran, issue, peer, vectors};

/// Expects that each of these holds the client's key, under the passphrase or in the open.
fn hold_the_key(lab: &Lab, files: &[String]) {
    for file in files {
        lab.mtls(&["match-key", file, "client.key", "--pass", "env:PW"])
            .ok();
    }
}

#[test]
fn what_certtool_locks_opens_under_each_of_its_ciphers() {
    let (Some(openssl), Some(certtool)) = (peer("openssl"), peer("certtool")) else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    let from = ["--load-privkey", "client.key", "--password", CANARY];
    let mut made = Vec::new();
    for cipher in ["3des", "3des-pkcs12", "aes-192", "rc2-40", "arcfour"] {
        let file = format!("{cipher}.key");
        let to = ["--to-p8", "--pkcs-cipher", cipher, "--outfile", &file];
        lab.peer(&certtool, &[&from[..], &to].concat());
        made.push(file);
    }
    // 600,000 iterations three times in each: few
    for (cipher, encoding) in [("aes-256", "--outder"), ("3des-pkcs12", "--outder")] {
        let file = format!("{cipher}.p12");
        let named =
            "--to-p12 --load-certificate client.crt --p12-name me --load-ca-certificate ca.crt";
        let to = ["--pkcs-cipher", cipher, "--outfile", &file, encoding];
        let named: Vec<&str> = named.split(' ').collect();
        lab.peer(&certtool, &[&from[..], &named, &to].concat());
        let ran = lab.mtls(&["inspect", &file, "--pass", "env:PW", "--json"]);
        let kinds: Vec<_> = items(&ran)
            .iter()
            .map(|item| item["kind"].clone())
            .collect();
        let count = |kind: &str| kinds.iter().filter(|found| *found == kind).count();
        assert_eq!(
            (count("certificate"), count("private-key")),
            (2, 1),
            "{ran:?}"
        );
        made.push(file);
    }
    hold_the_key(&lab, &made);
}

#[test]
fn what_certtool_makes_and_signs_is_read_as_openssl_reads_it() {
    let (Some(openssl), Some(certtool)) = (peer("openssl"), peer("certtool")) else {
        return;
    };
    let lab = Lab::new();
    let template = "cn = \"Jo\u{e3}o\"\norganization = \"Acme, Inc\"\nunit = one\nunit = two\n\
                    country = BR\nserial = 1234567890123456789\nexpiration_days = 50\n\
                    tls_www_client\nsigning_key\ndns_name = a.example\nip_address = 10.0.0.1\n\
                    challenge_password = secret\n";
    lab.write("t", template);
    for kind in ["ecdsa", "ed25519", "rsa", "rsa-pss"] {
        let key = format!("--generate-privkey --no-text --key-type {kind} --bits 2048 --outfile k");
        let key = if kind.starts_with("rsa") {
            key
        } else {
            key.replace(" --bits 2048", "")
        };
        lab.peer_line(&certtool, &key);
        for make in ["--generate-request", "--generate-self-signed"] {
            let line = format!("{make} --template t --load-privkey k --no-text --outfile out.pem");
            lab.peer_line(&certtool, &line);
            let item = &items(&lab.mtls_line("inspect out.pem --json"))[0];
            let reader = if make.ends_with("request") {
                "req"
            } else {
                "x509"
            };
            let told =
                format!("{reader} -in out.pem -noout -subject -nameopt RFC2253,-esc_msb,utf8");
            let told = lab.peer_line(&openssl, &told);
            assert_eq!(
                told.trim().strip_prefix("subject="),
                item["subject"].as_str(),
                "{kind}"
            );
            assert_eq!(
                item["san"].to_string(),
                r#"["DNS:a.example","IP:10.0.0.1"]"#,
                "{kind}"
            );
            assert_ne!(item["signature_valid"], false, "{kind} {item}");
            if kind != "rsa-pss" {
                lab.mtls_line("match-key out.pem k").ok();
            }
        }
    }
}

#[test]
fn what_certtool_signs_as_pkcs7_holds_its_certificate() {
    let (Some(openssl), Some(certtool)) = (peer("openssl"), peer("certtool")) else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.write("text", "hello");
    let sign = "--p7-sign --p7-include-cert --load-privkey client.key --load-certificate client.crt --infile text";
    lab.peer_line(&certtool, &format!("{sign} --outfile s.p7"));
    lab.peer_line(&certtool, &format!("{sign} --outder --outfile s.der"));
    lab.peer_line(
        &certtool,
        "--p7-generate --load-certificate client.crt --outfile g.p7",
    );
    for file in ["s.p7", "s.der", "g.p7"] {
        let ran = lab.mtls(&["convert", file, "--out", "-"]).ok();
        assert_eq!(ran.stdout, lab.text("client.crt"), "{file}");
    }
}

#[test]
fn what_python_s_cryptography_writes_opens() {
    let (Some(openssl), Some(vectors)) = (peer("openssl"), vectors()) else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    let script = script("python.py");
    let made = vectors.python(&lab, &[&script, CANARY]);
    let (keys, stores): (Vec<&str>, Vec<&str>) = made
        .lines()
        .partition(|file| !file.ends_with(".p7") && !file.starts_with("trust"));
    assert!(keys.len() > 15, "{made}");
    hold_the_key(
        &lab,
        &keys.into_iter().map(str::to_owned).collect::<Vec<_>>(),
    );
    for file in stores {
        let ran = lab
            .mtls(&["inspect", file, "--pass", "env:PW", "--json"])
            .ok();
        let certificates = items(&ran);
        assert_eq!(certificates.len(), 2, "{file}: {ran:?}");
        assert!(
            certificates
                .iter()
                .all(|item| item["kind"] == "certificate")
        );
    }
}

#[test]
fn what_node_exports_opens_in_every_encoding() {
    let Some(node) = peer("node") else {
        return;
    };
    let lab = Lab::new();
    let made = lab.peer(&node, &[&script("node.js"), CANARY]);
    assert!(made.lines().count() > 20, "{made}");
    for line in made.lines() {
        let (file, public) = line.split_once(' ').unwrap();
        lab.mtls(&["match-key", file, public, "--pass", "env:PW"])
            .ok();
    }
}

/// The items that `inspect --json` told.
fn items(ran: &Ran) -> Vec<serde_json::Value> {
    let lines = ran.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn script(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/material/foreign");
    folder.join(name).to_str().unwrap().to_owned()
}
