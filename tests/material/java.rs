//! Java's own keystores, JKS and JCEKS, as keytool makes them.

use std::path::Path;

use crate::common::{CANARY, Lab, issue, peer};

/// The alias and passphrase that are not ASCII; keytool writes aliases in lower case.
const ALIAS: &str = "s\u{e3}o \u{1f511}";
const OTHER: &str = "env:WRONG";

/// `s.TYPE` under `env:PW`: `me` (the client's key and chain), one key under `env:WRONG`, the CA
/// trusted, and for JCEKS a secret key.
fn store(lab: &Lab, openssl: &Path, keytool: &Path, kind: &str) -> String {
    let name = format!("s.{kind}");
    if !lab.exists("client.crt") {
        issue(lab, openssl);
        let export = "pkcs12 -export -in client.crt -inkey client.key -certfile ca.crt -name me -passout env:PW -out c.p12";
        lab.peer_line(openssl, export);
    }
    let fast = "-J-XX:TieredStopAtLevel=1 -J-Dfile.encoding=UTF-8 -J-Dsun.jnu.encoding=UTF-8";
    let to = format!("-storetype {kind} -storepass:env PW {fast}");
    let import = "-importkeystore -srckeystore c.p12 -srcstorepass:env PW";
    lab.peer_line(
        keytool,
        &format!(
            "{import} -destkeystore {name} -deststoretype {kind} -deststorepass:env PW {fast}"
        ),
    );
    let pair = format!(
        "-genkeypair -keyalg EC -groupname secp384r1 -dname CN=own -keypass:env WRONG -keystore {name} {to}"
    );
    let pair: Vec<&str> = pair.split(' ').chain(["-alias", ALIAS]).collect();
    lab.peer(keytool, &pair);
    let trusted = format!("-importcert -noprompt -alias ca -file ca.crt -keystore {name} {to}");
    lab.peer_line(keytool, &trusted);
    if kind == "jceks" {
        let secret =
            format!("-genseckey -alias aes -keyalg AES -keysize 128 -keystore {name} {to}");
        lab.peer_line(keytool, &secret);
    }
    name
}

fn each(test: impl Fn(&Lab, &str)) {
    let (Some(openssl), Some(keytool)) = (peer("openssl"), peer("keytool")) else {
        return;
    };
    let lab = Lab::new();
    for kind in ["jks", "jceks"] {
        test(&lab, &store(&lab, &openssl, &keytool, kind));
    }
}

/// The lines of `inspect --json` as objects.
fn items(stdout: &str) -> Vec<serde_json::Value> {
    let lines = stdout.lines();
    lines.map(|l| serde_json::from_str(l).unwrap()).collect()
}

#[test]
fn certificates_need_no_passphrase_and_keys_with_it_stand_before_their_chain() {
    each(|lab, file| {
        let ran = lab.mtls(&["inspect", file, "--json"]).ok();
        let told = ran.stderr.matches("somebody changed this keystore").count();
        assert_eq!(told, 1, "{ran:?}");
        assert_eq!(ran.stderr.contains("1 secret key (aes)"), file == "s.jceks");
        let found = items(&ran.stdout);
        let locked =
            |i: &&serde_json::Value| i["kind"] == "private-key" && i["public_key"].is_null();
        assert_eq!(found.iter().filter(locked).count(), 2, "{ran:?}");
        let of_me: Vec<_> = found
            .iter()
            .filter(|i| i["friendly_name"] == "me")
            .collect();
        let told: Vec<_> = of_me.iter().map(|i| (&i["kind"], &i["subject"])).collect();
        let json = |text: &str| serde_json::Value::from(text);
        assert_eq!(told[0].0, "private-key");
        assert_eq!(
            told[1],
            (&json("certificate"), &json("CN=client,O=Acme,C=BR"))
        );
        assert_eq!(told[2], (&json("certificate"), &json("CN=Lab CA")));
        assert!(found.iter().any(|i| i["friendly_name"] == ALIAS), "{ran:?}");
        assert!(found.iter().any(|i| i["friendly_name"] == "ca"), "{ran:?}");
        lab.mtls(&["match-key", file, "client.key"])
            .fails(1, "[passphrase-needed]");
    });
}

#[test]
fn each_key_opens_with_its_own_passphrase_and_what_another_opens_is_said() {
    each(|lab, file| {
        let ran = lab
            .mtls(&["match-key", file, "client.key", "--pass", "env:PW"])
            .ok();
        let own =
            format!("the key {ALIAS} does not open with this passphrase: it has one of its own");
        assert!(ran.stderr.contains(&own), "{ran:?}");
        assert!(!ran.stderr.contains("somebody changed"), "{ran:?}");
        let ran = lab.mtls(&["inspect", file, "--pass", OTHER, "--json"]).ok();
        assert!(ran.stderr.contains("is not the keystore's"), "{ran:?}");
        let open = items(&ran.stdout);
        let open = open.iter().find(|i| i["public_key"]["curve"] == "P-384");
        assert_eq!(open.unwrap()["friendly_name"], ALIAS);
        lab.mtls(&["inspect", file, "--pass", "pass:neither"])
            .fails(
                1,
                "the passphrase does not open the Java keystore [wrong-passphrase]",
            );
        let out = format!("{file}.pem");
        lab.mtls(&[
            "convert",
            file,
            "--pass",
            "env:PW",
            "--no-encrypt",
            "--out",
            &out,
        ])
        .ok();
        lab.mtls(&["match-key", &out, "client.key", "client.crt"])
            .ok();
    });
}

#[test]
fn a_store_whose_only_key_has_another_passphrase_says_so() {
    let Some(keytool) = peer("keytool") else {
        return;
    };
    let lab = Lab::new();
    let line = "-genkeypair -alias k -keyalg EC -groupname secp256r1 -dname CN=own -keystore o.jks -storetype jks -storepass:env PW -keypass:env WRONG";
    lab.peer_line(&keytool, line);
    lab.mtls_line("convert o.jks --pass env:PW --to combined --out new.pem").fails(
        1,
        "the passphrase opens the keystore, but not the key k, which has one of its own [wrong-passphrase]",
    );
    assert!(!lab.exists("new.pem"));
    lab.mtls_line("convert o.jks --pass env:WRONG --to combined --no-encrypt --out new.pem")
        .ok();
}

#[test]
fn a_damaged_store_is_told_and_never_panics() {
    each(|lab, file| {
        let whole = lab.read(file);
        for cut in [5, 11, 12, 40, whole.len() / 2, whole.len() - 1] {
            lab.write("cut", &whole[..cut]);
            let ran = lab
                .mtls_line("inspect cut --pass env:PW")
                .fails(1, "[unknown-format]");
            assert!(
                ran.stderr.contains("the Java keystore is damaged"),
                "{ran:?}"
            );
        }
        // one bit of the trusted certificate's date of entry: only the digest tells
        let mut changed = whole.clone();
        let at = whole.windows(4).position(|w| w == b"\0\x02ca").unwrap();
        changed[at + 6] ^= 1;
        lab.write("changed", &changed);
        let ran = lab.mtls_line("inspect changed --pass env:PW").ok();
        assert!(ran.stderr.contains("is not the keystore's"), "{ran:?}");
        for at in (0..whole.len()).step_by(97) {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x81;
            lab.write("m", &bytes);
            let ran = lab.mtls_line("inspect m");
            assert!(matches!(ran.code, 0 | 1), "{at}: {ran:?}");
        }
        assert!(!whole.windows(CANARY.len()).any(|w| w == CANARY.as_bytes()));
    });
}
