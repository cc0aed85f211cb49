//! What is said when something is wrong: the file is named, and the fix is one that can be done with
//! the command at hand.

use crate::common::{Lab, peer};

#[test]
fn a_key_whose_numbers_disagree_is_named_before_anything_is_made_of_it() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    lab.peer_line(&openssl, "genrsa -traditional -out a.key 2048");
    lab.peer_line(
        &openssl,
        "rsa -in a.key -traditional -outform DER -out bad.key",
    );
    // the last byte is of the last number, the inverse of q
    let mut bytes = lab.read("bad.key");
    *bytes.last_mut().unwrap() ^= 2;
    lab.write("bad.key", bytes);
    let ran = lab
        .mtls_line("csr --cn a --ou t --o A --c BR --key bad.key")
        .fails(
            1,
            "bad.key: the numbers of the private key do not belong together",
        );
    assert!(
        ran.stderr.contains("mtls match-key --check bad.key"),
        "{ran:?}"
    );
    let judged = lab.mtls_line("match-key --check bad.key");
    assert!(
        judged.code == 1 && judged.stderr.contains("iqmp"),
        "{judged:?}"
    );
    lab.write("t.csv", "cn,key\na,bad.key\n");
    let ran = lab.mtls_line("csr --batch t.csv --ou t --o A --c BR");
    assert!(ran.stdout.contains("do not belong together"), "{ran:?}");
    assert!(!lab.exists("a.csr"));
}

#[test]
fn a_renewal_says_which_usages_it_leaves_out_and_how_to_ask_for_them() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    lab.peer_line(
        &openssl,
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout old.key -out old.crt -subj /CN=a \
         -addext keyUsage=critical,digitalSignature,keyAgreement -addext extendedKeyUsage=clientAuth,1.2.3.4",
    );
    let flags = "--key-usage digitalSignature,keyAgreement --eku clientAuth,1.2.3.4";
    let renew = "csr --renew old.crt --newkey ec:p256 --no-encrypt";
    let ran = lab.mtls_line(&format!("{renew} --out a.csr")).ok();
    assert!(ran.stderr.contains("not taken over: keyUsage digitalSignature,keyAgreement and extendedKeyUsage clientAuth,1.2.3.4"), "{ran:?}");
    assert!(ran.stderr.contains(&format!("add {flags}")), "{ran:?}");
    let ran = lab.mtls_line(&format!("{renew} --out b.csr {flags}")).ok();
    assert!(!ran.stderr.contains("not taken over"), "{ran:?}");
    let said = lab.peer_line(&openssl, "req -in b.csr -noout -text");
    assert!(
        said.contains("Digital Signature, Key Agreement") && said.contains("1.2.3.4"),
        "{said}"
    );
    let ran = lab
        .mtls_line("csr --renew old.key")
        .fails(1, "[cert-missing]");
    assert!(
        ran.stderr.contains("--renew") && !ran.stderr.contains("--cert"),
        "{ran:?}"
    );
}

#[test]
fn what_is_mistaken_for_material_is_named_with_what_to_do() {
    let lab = Lab::new();
    for (bytes, looks, fix) in [
        (
            &b"-----BEGIN PGP PUBLIC KEY BLOCK-----\nVersion: 2\n\nmQENBF\n=ab12\n-----END PGP PUBLIC KEY BLOCK-----\n"[..],
            "a PGP (GnuPG) key",
            "X.509",
        ),
        (b"-----BEGIN PGP MESSAGE-----\n\nhQE=\n=ab12\n-----END PGP MESSAGE-----\n", "PGP (GnuPG) message", "gpg --decrypt"),
        (br#"{"kty":"EC","crv":"P-256","x":"a","y":"b","d":"hunter2"}"#, "private JSON Web Key", "node -p"),
        (b"PK\x03\x04\x14\0\0\0\x08\0\xff\xfe", "a ZIP archive", "unpack it first"),
        (b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xff", "compressed with gzip", "unpack it first"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF document", "attached"),
        ("\u{2014}\u{2014}-BEGIN CERTIFICATE\u{2014}\u{2014}-\nMIIB\n".as_bytes(), "five plain dashes", "-----BEGIN CERTIFICATE-----"),
        (b"----BEGIN CERTIFICATE----\nMIIB\n----END CERTIFICATE----\n", "five plain dashes", "-----BEGIN CERTIFICATE-----"),
    ] {
        lab.write("x", bytes);
        let ran = lab.mtls_line("inspect x").fails(1, "[unknown-format]");
        assert!(ran.stderr.contains(looks) && ran.stderr.contains(fix), "{looks}: {ran:?}");
        assert!(!ran.stderr.contains("hunter2") && !ran.stderr.contains("damaged"), "{ran:?}");
    }
    lab.mtls_line("csr --cn a --ou t --o A --c BR --newkey ec:p256")
        .ok();
    let pgp = b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBF\n=ab12\n-----END PGP PUBLIC KEY BLOCK-----\n";
    lab.write("both.pem", [lab.read("a.csr"), pgp.to_vec()].concat());
    let ran = lab.mtls_line("inspect both.pem").ok();
    assert!(
        ran.stderr.contains("PGP PUBLIC KEY BLOCK at line") && ran.stderr.contains("passed over"),
        "{ran:?}"
    );
    let Some(tar) = peer("tar") else { return };
    lab.write("a.crt", "hello");
    lab.peer_line(&tar, "-cf x a.crt");
    lab.mtls_line("inspect x").fails(1, "it is a tar archive");
}

/// The way out that is named for a private JWK works.
#[test]
fn node_turns_a_private_jwk_into_pem_by_the_line_that_is_shown() {
    let (Some(node), Some(_)) = (peer("node"), peer("sh")) else {
        return;
    };
    let lab = Lab::new();
    lab.peer(&node, &["-e", "fs.writeFileSync('x', JSON.stringify(crypto.generateKeyPairSync('ec',{namedCurve:'P-256'}).privateKey.export({format:'jwk'})))"]);
    let ran = lab.mtls_line("inspect x").fails(1, "JWK");
    let line = ran
        .stderr
        .lines()
        .find_map(|l| l.trim().strip_prefix("fix: turn it into PEM: "));
    let line = line.unwrap().replace("FILE", "x");
    let said = std::process::Command::new("sh")
        .args(["-c", &line])
        .current_dir(lab.path(""))
        .output()
        .unwrap();
    lab.write("key.pem", &said.stdout);
    lab.mtls_line("match-key --check key.pem").ok();
}

#[test]
fn a_passphrase_that_is_not_there_is_told_as_such_and_a_mark_before_it_is_none_of_it() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    lab.peer_line(
        &openssl,
        "genpkey -algorithm ed25519 -aes-256-cbc -pass pass:geheim -out k",
    );
    lab.write("empty", "")
        .write("line", "\n")
        .write("mark", "\u{feff}geheim\r\n");
    lab.write("wide", b"\xff\xfeg\0e\0h\0");
    for file in ["empty", "line"] {
        lab.mtls_line(&format!("inspect k --pass file:{file}"))
            .fails(
                1,
                &format!("the passphrase from file:{file}: its first line is empty"),
            );
    }
    lab.mtls_in(&["inspect", "k", "--pass", "-"], b"").fails(
        1,
        "the passphrase from standard input: its first line is empty",
    );
    lab.mtls_line("inspect k --pass cmd:true")
        .fails(1, "the command of cmd: its first line is empty");
    lab.mtls_line("inspect k --pass cmd:false")
        .fails(1, "the command of cmd: it ended with");
    lab.mtls_line("inspect k --pass file:wide")
        .fails(1, "UTF-16");
    lab.mtls_line("match-key --check k --pass file:mark").ok();
    #[cfg(unix)]
    lab.mtls_line("inspect k --pass fd:93")
        .fails(1, "fd:93: this descriptor is not open");
}

#[test]
fn only_what_may_hold_a_key_is_warned_of_as_one() {
    let lab = Lab::new();
    lab.mtls_line("csr --cn a --ou t --o A --c BR --newkey ec:p256")
        .ok();
    let lost = "a private key that is replaced is lost";
    let ran = lab
        .mtls_line("csr --cn b --ou t --o A --c BR --key a.key --out a.csr")
        .fails(1, "a.csr exists already");
    assert!(!ran.stderr.contains(lost), "{ran:?}");
    let ran = lab
        .mtls_line("csr --cn b --ou t --o A --c BR --keyout a.key --out b.csr")
        .fails(1, "a.key exists already");
    assert!(ran.stderr.contains(lost), "{ran:?}");
    for force in ["", "--force"] {
        let ran = lab
            .mtls_line(format!("csr --cn b --ou t --o A --c BR --out . {force}").trim())
            .fails(1, "it is a folder");
        assert!(ran.stderr.contains("name a file in it"), "{ran:?}");
    }
}

#[test]
fn the_one_line_of_a_subject_is_the_same_from_csr_and_inspect() {
    let lab = Lab::new();
    let ran = lab
        .mtls(&[
            "csr",
            "--subj",
            "/C=BR/O=Acme/OU=Unit\\+2, x/OU=a+OU=b/CN=app",
            "--newkey",
            "ec:p256",
        ])
        .ok();
    let subject = "CN=app,OU=a+OU=b,OU=Unit\\+2\\, x,O=Acme,C=BR";
    assert!(
        ran.stdout.starts_with(&format!("CSR {subject}\n")),
        "{ran:?}"
    );
    assert!(
        lab.mtls_line("inspect app.csr")
            .ok()
            .stdout
            .contains(subject)
    );
}

#[test]
fn of_several_files_each_is_told_with_what_it_holds() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    lab.peer_line(&openssl, "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout leaf.key -out returned.crt -subj /CN=a");
    let ran = lab
        .mtls_line("convert returned.crt leaf.key --out-cert x.crt")
        .fails(
            1,
            "none of the files named holds a certificate [cert-missing]",
        );
    for line in ["returned.crt holds 1 CSR", "leaf.key holds 1 private key"] {
        assert!(
            ran.stderr.contains(&format!("evidence: {line}\n")),
            "{ran:?}"
        );
    }
    lab.peer_line(&openssl, "genpkey -algorithm ed448 -out e.key");
    let ran = lab.mtls_line("inspect e.key");
    assert!(
        ran.stderr
            .contains("an Ed448 private key is not supported [unsupported-algorithm]"),
        "{ran:?}"
    );
}
