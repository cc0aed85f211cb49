//! PKCS#12 and PKCS#7 as openssl, Java and NSS make them, with every cipher, MAC and spelling of a
//! passphrase that they know: all of it opens, and what is too old for others is said.

use std::path::Path;

use crate::common::{CANARY, Lab, Ran, issue, peer};

const EXPORT: &str = "pkcs12 -export -in client.crt -inkey client.key -name me";

/// Makes `out` of the client's key and certificate with these further arguments.
fn export(lab: &Lab, openssl: &Path, out: &str, further: &[&str]) {
    let line: Vec<&str> = EXPORT.split(' ').collect();
    lab.peer(openssl, &[&line[..], &["-out", out], further].concat());
}

/// Expects that the key in the file is the client's.
fn opens(lab: &Lab, file: &str, passphrase: &str) -> Ran {
    let args = ["match-key", file, "client.key", "--pass", passphrase];
    let ran = lab.mtls(&args).ok();
    let certificate = ["match-key", file, "client.crt", "--pass", passphrase];
    lab.mtls(&certificate).ok();
    ran
}

#[test]
fn every_cipher_opens_and_those_that_others_refuse_are_named() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    // and whether OpenSSL itself refuses it, on which the note builds
    let schemes = [
        ("PBE-SHA1-RC4-128", Some("RC4-128: OpenSSL 3"), true),
        ("PBE-SHA1-RC4-40", Some("RC4-40: OpenSSL 3"), true),
        ("PBE-SHA1-3DES", Some("3DES: NIST"), false),
        ("PBE-SHA1-2DES", Some("3DES: NIST"), false),
        ("PBE-SHA1-RC2-128", Some("RC2-128: OpenSSL 3"), true),
        ("PBE-SHA1-RC2-40", Some("RC2-40: OpenSSL 3"), true),
        ("NONE", None, false),
        ("AES-128-CBC", None, false),
        ("AES-192-CBC", None, false),
        ("AES-256-CBC", None, false),
    ];
    for (scheme, note, refused) in schemes {
        let schemes = ["-certpbe", scheme, "-keypbe", scheme];
        let further = [&["-legacy", "-passout", "env:PW"], &schemes[..]].concat();
        export(&lab, &openssl, "c.p12", &further);
        let ran = opens(&lab, "c.p12", "env:PW");
        match note {
            Some(note) => assert!(ran.stderr.contains(note), "{scheme}: {}", ran.stderr),
            None => assert!(!ran.stderr.contains("note"), "{scheme}: {}", ran.stderr),
        }
        let read = ["pkcs12", "-in", "c.p12", "-noout", "-passin", "env:PW"];
        let code = lab.try_peer(&openssl, &read).code;
        assert_eq!(code != 0, refused, "{scheme} without -legacy");
        lab.mtls_line("match-key c.p12 client.key --pass env:WRONG")
            .fails(1, "[wrong-passphrase]");
    }
}

#[test]
fn every_mac_is_checked_and_none_is_needed() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    let macs = [
        "md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3-256", "sha3-512",
    ];
    for mac in macs {
        let further = ["-macalg", mac, "-passout", "env:PW"];
        export(&lab, &openssl, "c.p12", &further);
        opens(&lab, "c.p12", "env:PW");
    }
    export(&lab, &openssl, "c.p12", &["-nomac", "-passout", "env:PW"]);
    opens(&lab, "c.p12", "env:PW");
    let none = "-nomac -legacy -passout env:PW -certpbe PBE-SHA1-RC4-40 -keypbe PBE-SHA1-RC4-40";
    let none: Vec<&str> = none.split(' ').collect();
    export(&lab, &openssl, "c.p12", &none);
    opens(&lab, "c.p12", "env:PW");
    // neither MAC nor padding: only what comes out tells
    for wrong in 0..20 {
        let reference = format!("pass:{wrong}");
        lab.mtls(&["match-key", "c.p12", "client.key", "--pass", &reference])
            .fails(1, "[wrong-passphrase]");
    }
}

#[test]
fn a_passphrase_may_be_empty_or_of_any_characters() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    for passphrase in ["", "senh\u{e3}", "\u{1f511} key", "\u{65e5}\u{672c}"] {
        let reference = format!("pass:{passphrase}");
        for legacy in [&["-legacy"][..], &[]] {
            let further = [&["-passout", &reference], legacy].concat();
            export(&lab, &openssl, "c.p12", &further);
            opens(&lab, "c.p12", &reference);
        }
    }
    export(&lab, &openssl, "c.p12", &["-passout", "pass:"]);
    lab.mtls_line("match-key c.p12 client.key").ok();
}

#[test]
fn what_is_visible_is_told_when_the_passphrase_is_missing() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    export(&lab, &openssl, "c.p12", &["-passout", "env:PW"]);
    let ran = lab.mtls_line("inspect c.p12");
    let aes = "under AES-256-CBC with PBKDF2-HMAC-SHA256, 2048 iterations";
    for line in [
        "evidence: MAC sha256, 2048 iterations\n".into(),
        format!("evidence: an encrypted safe {aes}\n"),
        format!("evidence: 1 private key {aes}\n"),
    ] {
        assert!(ran.stderr.contains(&line), "no {line} in {}", ran.stderr);
    }
    ran.fails(1, "[passphrase-needed]");
}

#[test]
fn java_s_old_stores_and_secrets_open() {
    let (Some(openssl), Some(keytool)) = (peer("openssl"), peer("keytool")) else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    export(&lab, &openssl, "c.p12", &["-passout", "env:PW"]);
    let import = "-importkeystore -srckeystore c.p12 -srcstorepass:env PW -destkeystore j.p12 -deststoretype PKCS12 -deststorepass:env PW -J-Dkeystore.pkcs12.legacy";
    lab.peer_line(&keytool, import);
    let ran = opens(&lab, "j.p12", "env:PW");
    assert!(ran.stderr.contains("RC2-40: OpenSSL 3"), "{}", ran.stderr);
    let secret = "-genseckey -alias s -keyalg AES -keysize 128 -keystore j.p12 -storepass:env PW";
    lab.peer_line(&keytool, secret);
    let ran = opens(&lab, "j.p12", "env:PW");
    assert!(ran.stderr.contains("1 secret"), "{}", ran.stderr);
}

#[test]
fn what_nss_and_firefox_export_opens() {
    let (Some(openssl), Some(certutil), Some(pk12util)) =
        (peer("openssl"), peer("certutil"), peer("pk12util"))
    else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    export(&lab, &openssl, "c.p12", &["-passout", "env:PW"]);
    std::fs::create_dir(lab.path("db")).unwrap();
    lab.write("pw", CANARY);
    lab.peer_line(&certutil, "-N -d db --empty-password");
    lab.peer_line(&pk12util, "-i c.p12 -d db -w pw");
    let old = "PKCS #12 V2 PBE With SHA-1 And 40 Bit RC2 CBC";
    for further in [&[][..], &["-c", old, "-C", old]] {
        let line = "-o n.p12 -n me -d db -w pw".split(' ').collect();
        lab.peer(&pk12util, &[line, further.to_vec()].concat());
        assert_eq!(lab.read("n.p12")[1], 0x80, "NSS writes indefinite lengths");
        opens(&lab, "n.p12", "env:PW");
        lab.mtls_line("match-key n.p12 client.key --pass env:WRONG")
            .fails(1, "[wrong-passphrase]");
        let whole = lab.read("n.p12");
        lab.write("cut.p12", &whole[..whole.len() / 2]);
        lab.mtls_line("inspect cut.p12").fails(1, "cut short");
    }
}

#[test]
fn pkcs7_in_ber_is_read() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.write("text", "x".repeat(9_000));
    let sign = "cms -sign -in text -binary -nodetach -stream -signer client.crt -inkey client.key";
    lab.peer_line(&openssl, &format!("{sign} -outform DER -out s.p7b"));
    assert_eq!(
        lab.read("s.p7b")[1],
        0x80,
        "openssl streams indefinite lengths"
    );
    lab.peer_line(&openssl, &format!("{sign} -outform PEM -out s.pem"));
    for file in ["s.p7b", "s.pem"] {
        let ran = lab.mtls(&["convert", file, "--out", "-"]).ok();
        assert_eq!(ran.stdout, lab.text("client.crt"), "{file}");
    }
}

/// OpenSSL makes PBMAC1 from 3.4 on, so its MAC is worked out with `openssl kdf` and `openssl dgst`.
#[test]
fn pbmac1_is_checked() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    let further = ["-nomac", "-keypbe", "NONE", "-passout", "env:PW"];
    export(&lab, &openssl, "c.p12", &further);
    let whole = lab.read("c.p12");
    // behind PFX, version, ContentInfo, its type and [0]: the OCTET STRING that the MAC is over
    let content = &whole[4 + 3 + 4 + 11 + 4..];
    assert_eq!(content[..2], [0x04, 0x82]);
    lab.write("content", &content[4..]);
    let pass = format!("pass:{CANARY}");
    let kdf =
        "kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt hexsalt:0102030405060708 -kdfopt iter:2048";
    let kdf = kdf.split(' ').chain(["-kdfopt", &pass, "PBKDF2"]);
    let key = lab
        .peer(&openssl, &kdf.collect::<Vec<_>>())
        .replace(':', "");
    let hexkey = format!("hexkey:{}", key.trim());
    let dgst: Vec<&str> = "dgst -sha512 -mac HMAC -binary -out mac -macopt"
        .split(' ')
        .chain([hexkey.as_str(), "content"])
        .collect();
    lab.peer(&openssl, &dgst);
    let mac_data = pbmac1(&lab.read("mac"));
    let mut pfx = vec![0x30, 0x82, 0, 0];
    pfx.extend_from_slice(&whole[4..]);
    pfx.extend_from_slice(&mac_data);
    let length = u16::try_from(pfx.len() - 4).unwrap();
    pfx[2..4].copy_from_slice(&length.to_be_bytes());
    lab.write("p.p12", &pfx);
    opens(&lab, "p.p12", "env:PW");
    lab.mtls_line("inspect p.p12").fails(
        1,
        "MAC sha512 by PBMAC1 with PBKDF2-HMAC-SHA256, 2048 iterations",
    );
    lab.mtls_line("inspect p.p12 --pass env:WRONG")
        .fails(1, "[wrong-passphrase]");
}

/// MacData with PBMAC1: PBKDF2-HMAC-SHA256 and HMAC-SHA512.
fn pbmac1(mac: &[u8]) -> Vec<u8> {
    let tlv = |tag: u8, parts: &[&[u8]]| {
        let value = parts.concat();
        let length = u8::try_from(value.len()).unwrap();
        let mut out = vec![tag];
        out.extend(if length < 0x80 {
            vec![length]
        } else {
            vec![0x81, length]
        });
        out.extend(value);
        out
    };
    let pkcs5 = |last: u8| tlv(6, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, last]]);
    let hmac = |last: u8| {
        let oid = tlv(6, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, last]]);
        tlv(0x30, &[&oid, &[5, 0]])
    };
    let salt = tlv(4, &[&[1, 2, 3, 4, 5, 6, 7, 8]]);
    let kdf = tlv(0x30, &[&salt, &[2, 2, 8, 0], &[2, 1, 32], &hmac(9)]);
    let kdf = tlv(0x30, &[&pkcs5(12), &kdf]);
    let parameters = tlv(0x30, &[&kdf, &hmac(11)]);
    let algorithm = tlv(0x30, &[&pkcs5(14), &parameters]);
    let info = tlv(0x30, &[&algorithm, &tlv(4, &[mac])]);
    tlv(0x30, &[&info, &tlv(4, &[b"NOT USED"]), &[2, 1, 1]])
}
