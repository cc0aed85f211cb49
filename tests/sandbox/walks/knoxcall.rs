//! KnoxCall, "mTLS Client Certificates": conversions, the secret and its view, routes as profiles, and the
//! five groups of its troubleshooting.

use serde_json::{Value, json};

use super::{By, Walk, filled};
use crate::common::peer;
use crate::harness::{stderr, stdout};

const FILES: [&str; 3] = ["client.crt", "client.key", "server-ca.pem"];
const PKCS12: &str = include_str!("words/knoxcall-pkcs12.sh");
const DER: &str = include_str!("words/knoxcall-der.sh");
const COMBINE: &str = include_str!("words/knoxcall-combine.sh");
const TRUELAYER: &str = include_str!("words/knoxcall-truelayer.sh");
const VERIFY: &str = include_str!("words/knoxcall-verify.sh");
const TEST: &str = include_str!("words/knoxcall-test.sh");
const OLD: &str = include_str!("words/knoxcall-old.sh");

/// An RSA pair of openssl's, `rsa.crt` and `rsa.key`, and both in `cert.pfx` (hunter2).
fn rsa(walk: &Walk) {
    walk.theirs(
        "openssl req -x509 -newkey rsa:2048 -nodes -days 300 -subj /C=US/O=YourOrg/CN=YourCompany -keyout rsa.key -out rsa.crt
         openssl pkcs12 -export -in rsa.crt -inkey rsa.key -passout pass:hunter2 -out cert.pfx",
        "",
    );
}

#[test]
fn knoxcall_s_conversions_and_ours_make_files_that_openssl_reads_alike() {
    let Some(_) = peer("openssl") else { return };
    let walk = Walk::of(&["--like", "knoxcall"], FILES);
    rsa(&walk);
    // what it asks: the import's passphrase, the same and a new one twice, the new one
    walk.theirs(PKCS12, "hunter2\nhunter2\nhunter2\nhunter2\nhunter2\n");
    walk.ours("mtls convert cert.pfx --pass env:PW --out-cert our-cert.pem --out-key our-key.pem --out-pass env:PW");
    walk.same("x509 -outform DER", "cert.pem", "our-cert.pem");
    walk.same("pkey -passin pass:hunter2", "key.pem", "our-key.pem");
    // the detail view of what it came in
    let stored = &walk.json("mtls inspect cert.pfx --pass env:PW --json")[0];
    assert_eq!(
        (&stored["has_private_key"], &stored["has_passphrase"]),
        (&true.into(), &true.into())
    );
    walk.ours("mtls convert key.pem --pass env:PW --out our-nopass.pem --no-encrypt");
    walk.same("pkey", "key-nopass.pem", "our-nopass.pem");
    walk.theirs("rm cert.pem key.pem; openssl x509 -in rsa.crt -outform DER -out cert.der; openssl rsa -in rsa.key -outform DER -out key.der", "");
    walk.theirs(DER, "");
    walk.ours("mtls convert cert.der --to pem --out der-cert.pem");
    walk.ours("mtls convert key.der --to pem --out der-key.pem --no-encrypt");
    walk.same("x509", "cert.pem", "der-cert.pem");
    walk.same("rsa", "key.pem", "der-key.pem");
    // "Very old key encryption algorithms": theirs leaves it without a passphrase, ours locks it anew
    walk.theirs(
        "openssl rsa -in rsa.key -traditional -des3 -passout pass:hunter2 -out old_key.pem",
        "",
    );
    walk.theirs(OLD, "hunter2\n");
    walk.ours("mtls convert old_key.pem --pass env:PW --out new.pem --out-pass env:PW");
    walk.same("pkey -passin pass:hunter2", "new_key.pem", "new.pem");
    assert!(walk.read("new.pem").contains("ENCRYPTED PRIVATE KEY"));
}

#[test]
fn knoxcall_s_combined_file_is_cat_s_to_the_byte_and_is_cleaned_where_cat_leaves_more() {
    let Some(_) = peer("openssl") else { return };
    let walk = Walk::of(&["--like", "knoxcall"], FILES);
    rsa(&walk);
    walk.theirs("cp rsa.crt cert.pem; cp rsa.key key.pem", "");
    walk.theirs(COMBINE, "");
    walk.theirs(
        "cp cert.pem transport_cert.pem; cp key.pem transport_key.pem",
        "",
    );
    walk.theirs(TRUELAYER, "");
    walk.ours("mtls convert cert.pem key.pem --to combined --no-encrypt --out ours.pem");
    assert_eq!(walk.read("ours.pem"), walk.read("combined.pem"));
    assert_eq!(walk.read("ours.pem"), walk.read("truelayer_mtls.pem"));
    // "No extra spaces or characters": what pkcs12 wrote has bag attributes
    walk.theirs(PKCS12, "hunter2\nhunter2\nhunter2\nhunter2\nhunter2\n");
    walk.theirs(COMBINE, "");
    walk.says(
        "mtls provider check combined.pem --for knoxcall --pass env:PW",
        1,
        &["[extra-text]"],
    );
    walk.ours("mtls convert cert.pem key.pem --pass env:PW --to combined --out-pass env:PW --out locked.pem");
    walk.ours("mtls provider check locked.pem --for knoxcall --pass env:PW");
    // "Certificate must come first"
    walk.write("reversed.pem", walk.read("rsa.key") + &walk.read("rsa.crt"));
    walk.says(
        "mtls provider check reversed.pem --for knoxcall",
        1,
        &["[order]"],
    );
}

#[test]
fn knoxcall_s_verification_and_ours_say_the_same_of_certificate_key_and_pair() {
    let Some(_) = peer("openssl") else { return };
    let walk = Walk::of(&["--like", "knoxcall"], FILES);
    rsa(&walk);
    walk.theirs("cp rsa.crt cert.pem; cp rsa.key key.pem", "");
    let said = walk.theirs(VERIFY, "");
    // openssl x509 -text
    let facts = &walk.json("mtls inspect cert.pem key.pem --json")[0];
    let colons = facts["serial_colons"].as_str().unwrap().to_lowercase();
    for text in [
        &*colons,
        "Public-Key: (2048 bit)",
        "C = US, O = YourOrg, CN = YourCompany",
        facts["signature_algorithm"].as_str().unwrap(),
    ] {
        assert!(said.contains(text), "no {text} in {said}");
    }
    // openssl rsa -check
    assert!(said.contains("RSA key ok"), "{said}");
    walk.says("mtls match-key --check key.pem", 0, &["RSA 2048"]);
    // the hashes match, and are ours
    let hashes: Vec<&str> = said
        .lines()
        .filter_map(|line| line.split("(stdin)= ").nth(1))
        .collect();
    assert!(hashes.len() == 2 && hashes[0] == hashes[1], "{said}");
    let ours = &walk.json("mtls match-key cert.pem key.pem --json")[0];
    for file in ["cert.pem", "key.pem"] {
        assert_eq!(ours["modulus_md5"][file], hashes[0]);
    }
}

/// Both files as the API wants them, in `body.json`.
fn body(walk: &Walk, cert: &str, key: &str, passphrase: &str) {
    let body = json!({ "name": "client_certificate", "secret_type": "certificate",
        "certificate_pem": walk.read(cert), "private_key_pem": walk.read(key), "passphrase": passphrase });
    walk.write("body.json", body.to_string());
}

/// POST, PUT and GET by curl or by us; what is answered.
fn ask(walk: &Walk, by: By, args: &str, path: &str) -> Value {
    let url = format!("{}/admin/secrets{path}", walk.sandbox.fact("url"));
    let output = walk.shell(&format!("curl {args} {url}"), by, "url", "");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", stderr(&output)))
}

#[test]
fn knoxcall_s_api_creates_updates_an_environment_and_tells_by_curl_and_by_ours() {
    let (Some(_), Some(_)) = (peer("openssl"), peer("curl")) else {
        return;
    };
    let walk = Walk::of(&["--like", "knoxcall", "--cert-lifetime", "8746h"], FILES);
    walk.ours("mtls convert client.key --out locked.key --out-pass env:PW");
    for by in [By::Curl, By::Us] {
        body(&walk, "client.crt", "locked.key", "hunter2");
        let made = ask(&walk, by, "-X POST -d @body.json", "");
        // "has_private_key": true, "has_passphrase": true
        let view = [
            "subject",
            "issuer",
            "valid_from",
            "valid_until",
            "days_remaining",
            "has_private_key",
            "has_passphrase",
        ];
        let names: Vec<&String> = made["metadata"].as_object().unwrap().keys().collect();
        assert_eq!(names, view);
        let place = format!("/{}", made["id"].as_str().unwrap());
        assert_eq!(ask(&walk, by, "", &place), made);
        // "Hard fail if environment missing"
        let there = |name: &str| format!("{place}/environments/{name}");
        for name in ["production", "sandbox"] {
            assert_eq!(
                ask(&walk, by, "", &there(name))["error"],
                "Environment missing"
            );
            body(&walk, "client.crt", "client.key", "");
            ask(&walk, by, "-X PUT -d @body.json", &there(name));
            assert_eq!(
                ask(&walk, by, "", &there(name))["metadata"]["has_passphrase"],
                false
            );
        }
        // "Get Certificate Info (values never returned)"
        assert!(!made.to_string().contains("PRIVATE KEY"));
    }
}

#[test]
fn knoxcall_s_view_of_a_secret_is_what_inspect_and_check_show_of_the_files() {
    for (life, status, tier) in [
        ("8746h", "valid", None),
        // "90 days: 🟡 Warning (plan renewal)"
        ("1930h", "warning", Some("plan the renewal")),
        // "30 days: 🟠 Urgent (renew now)"
        ("490h", "urgent", Some("renew now")),
    ] {
        let walk = Walk::of(&["--like", "knoxcall", "--cert-lifetime", life], FILES);
        walk.ours("mtls convert client.key --out locked.key --out-pass env:PW");
        for (key, passphrase) in [("locked.key", "hunter2"), ("client.key", "")] {
            body(&walk, "client.crt", key, passphrase);
            let theirs = ask(&walk, By::Us, "-d @body.json", "")["metadata"].clone();
            walk.write("combined.pem", walk.read("client.crt") + &walk.read(key));
            let ours = &walk.json("mtls inspect combined.pem --pass env:PW --json")[0];
            for (their, our) in [
                ("valid_from", "not_before"),
                ("valid_until", "not_after"),
                ("days_remaining", "days_remaining"),
                ("has_private_key", "has_private_key"),
                ("has_passphrase", "has_passphrase"),
            ] {
                assert_eq!(theirs[their], ours[our], "{their}");
            }
            for name in ["subject", "issuer"] {
                assert_eq!(
                    theirs[name],
                    ours[name].as_str().unwrap().replace(',', ", ")
                );
            }
            assert_eq!(ours["status"], status);
            shown(&walk, &theirs, tier, !passphrase.is_empty());
        }
    }
}

/// The same in the text of `inspect` and in `check`: "Subject", "Issuer", "Valid from", "Expires" in UTC,
/// "Days remaining", "Status", "Private key: Present", "Passphrase: Yes".
fn shown(walk: &Walk, theirs: &Value, tier: Option<&str>, locked: bool) {
    let text = |name: &str| theirs[name].as_str().unwrap();
    let comma = |name: &str| text(name).replace(", ", ",");
    let time = |name: &str| text(name).replace('T', " ").replace('Z', " UTC");
    let stored = if locked {
        "stored under a passphrase"
    } else {
        "stored without a passphrase"
    };
    let inspected = walk.ours("mtls inspect combined.pem --pass env:PW");
    let days = format!("{} days left", theirs["days_remaining"]);
    for words in [
        &*comma("subject"),
        &comma("issuer"),
        time("valid_from").trim_end_matches(" UTC"),
        &time("valid_until"),
        &days,
        tier.unwrap_or("days left\n"),
        "its private key is here",
        stored,
    ] {
        assert!(inspected.contains(words), "no {words} in {inspected}");
    }
    let profile =
        "[k]\nprovider = \"knoxcall\"\n[k.sandbox]\ncert = \"combined.pem\"\npass = \"env:PW\"\n";
    walk.write("mtls.toml", profile);
    let facts = walk.json("mtls check --offline --json --profile k/sandbox");
    let said = |name: &str| -> String {
        let all = facts[0]["checks"].as_array().unwrap();
        let one = all.iter().find(|check| check["check"] == name);
        one.unwrap_or_else(|| panic!("no {name}: {facts:?}"))
            .to_string()
    };
    let certificate = said("certificate");
    for words in [
        comma("subject"),
        comma("issuer"),
        time("valid_from")[..16].to_owned(),
    ] {
        assert!(certificate.contains(&words), "no {words} in {certificate}");
    }
    let days = said("days left");
    assert!(
        days.contains(&theirs["days_remaining"].to_string()),
        "{days}"
    );
    assert!(days.contains(&time("valid_until")[..16]), "{days}");
    assert_eq!(days.contains("\"ok\""), tier.is_none(), "{days}");
    assert!(tier.is_none_or(|words| days.contains(words)), "{days}");
    assert!(said("pair").contains(stored), "{}", said("pair"));
    // "Always use passphrase-protected keys"
    let rules = said("provider's rules");
    assert_eq!(
        rules.contains("not locked with a passphrase"),
        !locked,
        "{rules}"
    );
}

#[test]
fn knoxcall_s_expired_certificate_is_invalid_in_every_view() {
    let walk = Walk::of(&["--like", "knoxcall"], FILES);
    // "Expired: 🔴 Invalid (API calls will fail)"
    walk.write(
        "combined.pem",
        walk.read("expired.crt") + &walk.read("client.key"),
    );
    walk.says("mtls inspect combined.pem", 0, &["EXPIRED"]);
    assert_eq!(
        walk.json("mtls inspect combined.pem --json")[0]["status"],
        "expired"
    );
    walk.write(
        "mtls.toml",
        "[k]\nprovider = \"knoxcall\"\n[k.sandbox]\ncert = \"combined.pem\"\n",
    );
    walk.says(
        "mtls check --offline --profile k/sandbox",
        1,
        &["days left", "invalid: API calls will fail"],
    );
    body(&walk, "expired.crt", "client.key", "");
    assert_eq!(
        ask(&walk, By::Us, "-d @body.json", "")["error"],
        "Certificate validation failed"
    );
}

#[test]
fn knoxcall_s_routes_are_profiles_each_environment_with_its_own_certificate() {
    let walk = Walk::of(&[], FILES);
    walk.ours("mtls convert client.key --out locked.key --out-pass env:PW");
    let url = walk.local("url");
    let token = walk
        .sandbox
        .fact("token_url")
        .replace("127.0.0.1", "localhost");
    let id = walk.sandbox.fact("client_id");
    let base = |more: &str| {
        format!(
            "cert = \"client.crt\"\nkey = \"locked.key\"\npass = \"env:PW\"\ncacert = \"ca.crt\"\n{more}\n"
        )
    };
    walk.write("mtls.toml", [
        // "Environment-Specific Certificates"; "Example 2": mTLS with an encrypted key and the header API-Key
        format!("[bank.sandbox]\nurl = \"{url}\"\n{}", base("headers = { \"API-Key\" = \"env:PW\" }")),
        format!("[bank.production]\nurl = \"{url}\"\n{}", base("").replace("client.crt", "stranger.crt")),
        // "With OAuth2": token and call with the same certificate; "Example 3": with two headers
        format!(
            "[tax.production]\nurl = \"{url}\"\ntoken-url = \"{token}\"\nclient-id = \"{id}\"\nclient-secret = \"env:SECRET\"\n{}",
            base("headers = { \"Gov-Vendor-Version\" = \"1.0\", \"Gov-Vendor-Public-Key\" = \"env:PW\" }")
        ),
        // "SNI (Server Name Indication)"
        format!("[sni.sandbox]\nurl = \"{}\"\nsni = \"localhost\"\n{}", url.replace("localhost", "127.0.0.1"), base("")),
    ].join("\n"));
    let whoami = |profile: &str| walk.ours(&format!("mtls call -sq --profile {profile} /whoami"));
    for profile in ["bank/sandbox", "tax/production", "sni/sandbox"] {
        assert!(whoami(profile).contains("CN=sandbox-client"), "{profile}");
    }
    let sent = walk.ours("mtls call -q --dry-run --profile bank/sandbox /whoami")
        + &walk.ours("mtls call -q --dry-run --profile tax/production /whoami");
    for header in [
        "API-Key:",
        "Gov-Vendor-Version: 1.0",
        "Gov-Vendor-Public-Key:",
    ] {
        assert!(sent.contains(header), "{header}: {sent}");
    }
    // "Production route -> uses production certificate"
    walk.says(
        "mtls call -s -S --profile bank/production /whoami",
        35,
        &["[client-cert-untrusted]"],
    );
    // "Hard fail if environment missing"
    walk.says(
        "mtls call --profile tax/sandbox /whoami",
        2,
        &["sandbox", "production"],
    );
    // "ca_bundle_secret_id": without it the server is not trusted
    let system = format!("mtls call -s -S {url}/whoami --cert client.crt --key client.key");
    walk.says(&system, 60, &["[server-cert-untrusted]"]);
    walk.ours(&format!("{system} --cacert ca.crt"));
    // "For testing only (never in production)"
    walk.ours(&format!("{system} -k"));
    walk.says(
        "mtls call -k --profile tax/production /whoami",
        2,
        &["PRODUCTION"],
    );
}

#[test]
fn knoxcall_s_renewal_has_old_and_new_beside_each_other_under_two_names() {
    let walk = Walk::of(&["--like", "knoxcall"], FILES);
    let url = format!("{}/admin/secrets", walk.sandbox.fact("url"));
    let store = |name: &str, cert: &str, key: &str| {
        body(&walk, cert, key, "hunter2");
        let named = walk.read("body.json").replace("client_certificate", name);
        walk.write("body.json", named);
        let made = ask(&walk, By::Us, "-d @body.json", "");
        format!("{url}/{}", made["id"].as_str().unwrap())
    };
    walk.ours("mtls convert client.key --out locked.key --out-pass env:PW");
    let old = store("bank_api_certificate", "client.crt", "locked.key");
    // "Generate new CSR", "Submit to CA", "Receive and validate new certificate"
    walk.ours("mtls csr --renew client.crt --newkey ec:p256 --out next.csr --keyout next.key --out-pass env:PW");
    let portal = walk.sandbox.fact("portal_url");
    walk.ours(&format!(
        "mtls call -sSf {portal}/sign --cacert ca.crt --data-binary @next.csr -o next.crt"
    ));
    walk.ours("mtls match-key next.crt next.key --pass env:PW -q");
    walk.ours("mtls convert next.crt next.key --pass env:PW --to combined --out next.pem --out-pass env:PW");
    walk.ours("mtls provider check next.pem --for knoxcall --pass env:PW");
    // "Upload to KnoxCall as new secret": another name, and both are there
    let new = store("bank_api_certificate_2025", "next.crt", "next.key");
    let told =
        |place: &str| walk.json(&format!("mtls call -sS {place} --cacert ca.crt"))[0].clone();
    let (old, new) = (told(&old), told(&new));
    assert_eq!(
        (&old["name"], &new["name"]),
        (
            &"bank_api_certificate".into(),
            &"bank_api_certificate_2025".into()
        )
    );
    assert_eq!(old["metadata"]["subject"], new["metadata"]["subject"]);
}

#[test]
fn knoxcall_s_audit_trail_is_ours_by_operation_environment_user_and_time() {
    let walk = Walk::of(&[], FILES);
    walk.write("mtls.toml", format!(
        "[bank]\naudit = \"trail\"\n[bank.sandbox]\nurl = \"{}\"\ncert = \"client.crt\"\nkey = \"client.key\"\ncacert = \"ca.crt\"\n",
        walk.local("url")
    ));
    walk.ours("mtls call -sq --profile bank/sandbox /whoami");
    walk.ours("mtls rotate prepare -q --profile bank/sandbox");
    let trail = walk.read("trail");
    let lines: Vec<Value> = trail
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(lines.len() >= 2, "{trail}");
    for line in &lines {
        let text = line.to_string();
        assert!(
            text.contains("bank/sandbox") && !text.contains("PRIVATE KEY"),
            "{text}"
        );
        assert!(line["user"].is_string() && line["at"].is_string(), "{text}");
    }
}

#[test]
fn knoxcall_s_certificate_validation_failed_has_its_four_causes() {
    let Some(_) = peer("openssl") else { return };
    let walk = Walk::of(&["--like", "knoxcall"], FILES);
    rsa(&walk);
    let check = |file: &str| format!("mtls provider check {file} --for knoxcall --pass env:PW");
    // "Incorrect format": "❌ Wrong: binary .pfx file", "✅ Right: PEM text format"
    walk.says(
        &check("cert.pfx"),
        1,
        &[
            "KnoxCall takes PEM [unknown-format]",
            "mtls convert cert.pfx --to combined --out combined.pem",
        ],
    );
    // "Missing private key": "❌ Wrong: only certificate, no key", "✅ Right: certificate + private key"
    walk.says(&check("rsa.crt"), 1, &["[key-missing]", "combine them"]);
    walk.says(
        &check("rsa.key"),
        1,
        &["[cert-missing]", "put the certificate before the key"],
    );
    // "Mismatched cert and key": "Cert and key don't form a pair", "→ Ensure they were generated together"
    walk.write("mixed.pem", walk.read("rsa.crt") + &walk.read("client.key"));
    walk.says(
        &check("mixed.pem"),
        1,
        &[
            "[key-mismatch]",
            "that they were generated together",
            "mtls match-key cert.pem --search FOLDER",
        ],
    );
    // "Certificate already expired", "→ Check expiry date before upload"
    walk.write(
        "old.pem",
        walk.read("expired.crt") + &walk.read("client.key"),
    );
    walk.says(
        &check("old.pem"),
        1,
        &[
            "[client-cert-expired]",
            "the expiry date, before the upload (mtls inspect cert.pem)",
            "renew the certificate",
        ],
    );
    walk.ours(
        "mtls convert cert.pfx --pass env:PW --to combined --out combined.pem --out-pass env:PW",
    );
    walk.says(&check("combined.pem"), 0, &["ok: combined.pem (KnoxCall)"]);
}

#[test]
fn knoxcall_s_local_test_finds_each_cause_of_a_failed_handshake() {
    let Some(_) = peer("curl") else { return };
    let walk = Walk::of(&[], FILES);
    walk.theirs("cp client.crt cert.pem; cp client.key key.pem", "");
    // the document's line, its API here
    let line = filled(
        TEST,
        &[("https://api.example.com/test", "https://localhost/whoami")],
    );
    assert_eq!(
        walk.both(&line, "url")["subject"],
        "CN=sandbox-client,O=mtls sandbox,C=BR"
    );
    let test = |cert: &str, key: &str| {
        format!(
            "mtls call -f --cert {cert} --key {key} https://localhost/whoami --provider knoxcall"
        )
    };
    // "Wrong certificate uploaded": "Production cert used in sandbox (or vice versa)", "Solution: Check environment-specific values";
    // "Server doesn’t trust your certificate": "Certificate not from approved CA", "Solution: Obtain certificate from API provider’s required CA"
    let untrusted = [
        "[client-cert-untrusted]",
        "not from an approved CA, or is the one of another environment",
        "obtain a certificate from the API provider's required CA (check environment-specific values)",
    ];
    walk.tells(&test("stranger.crt", "key.pem"), "url", 35, &untrusted);
    // "Certificate expired": "Check expiry in secret detail page", "Solution: Renew certificate"
    walk.tells(
        &test("expired.crt", "key.pem"),
        "url",
        35,
        &["[client-cert-expired]", "renew the certificate"],
    );
    // "Passphrase incorrect": "Private key is encrypted but passphrase wrong", "Solution: Re-upload with correct passphrase"
    walk.ours("mtls convert key.pem --out locked.pem --out-pass env:PW");
    walk.tells(
        &format!("{} --pass env:WRONG", test("cert.pem", "locked.pem")),
        "url",
        58,
        &["[wrong-passphrase]", "give the correct passphrase"],
    );
    // "If it works locally but fails in KnoxCall: → Check passphrase, environment config"
    walk.tells("mtls call -f https://localhost/whoami --provider knoxcall", "url", 98, &[
        "[client-cert-required]",
        "if it works locally but fails in KnoxCall, check passphrase and environment configuration",
    ]);
    // "Hostname mismatch": "Certificate’s CN doesn’t match request hostname", "Solution: Obtain cert with correct subject name"
    let wrong = Walk::of(
        &["--refuse", "server:wrong-name"],
        ["cert.pem", "key.pem", "c.pem"],
    );
    wrong.tells(
        &test("cert.pem", "key.pem"),
        "url",
        60,
        &[
            "[server-name-mismatch]",
            "obtain a certificate with the correct subject name",
        ],
    );
}

#[test]
fn knoxcall_s_undecryptable_key_is_told_by_passphrase_damage_or_age() {
    let Some(_) = peer("openssl") else { return };
    let walk = Walk::of(&["--like", "knoxcall"], FILES);
    walk.ours("mtls convert client.key --out locked.key --out-pass env:PW");
    let crt = walk.read("client.crt");
    walk.write("combined.pem", crt.clone() + &walk.read("locked.key"));
    // "Passphrase wrong or missing": "Encrypted key needs passphrase", "Solution: Update secret with correct passphrase"
    let check = "mtls provider check combined.pem --for knoxcall";
    let told = ["the passphrase", "give the correct passphrase"];
    walk.says(
        &format!("{check} --pass env:WRONG"),
        1,
        &[&["[wrong-passphrase]"], &told[..]].concat(),
    );
    walk.says(check, 1, &[&["[passphrase-needed]"], &told[..]].concat());
    // "Corrupted key": "Key data damaged during upload", "Solution: Re-upload certificate"
    let key = walk.read("locked.key");
    let damaged: Vec<&str> = key
        .lines()
        .enumerate()
        .filter(|(n, _)| *n != 3)
        .map(|(_, line)| line)
        .collect();
    walk.write("damaged.pem", crt.clone() + &damaged.join("\n") + "\n");
    let said = walk.mtls("mtls provider check damaged.pem --for knoxcall --pass env:PW");
    assert_ne!(said.status.code(), Some(0), "{}", stdout(&said));
    // "Unsupported encryption": "Very old key encryption algorithms", "Solution: Re-encrypt key with modern algorithm:"
    walk.theirs("openssl ec -in client.key -des -passout pass:hunter2 -out old_key.pem -provider legacy -provider default", "");
    walk.ours(
        "mtls convert old_key.pem --pass env:PW --to pem --out new_key.pem --out-pass env:PW",
    );
    walk.same("pkey -passin pass:hunter2", "new_key.pem", "locked.key");
    // what is stored is refused in the same words
    body(&walk, "client.crt", "locked.key", "wrong");
    assert_eq!(
        ask(&walk, By::Us, "-d @body.json", "")["error"],
        "Cannot decrypt private key"
    );
}

#[test]
fn knoxcall_s_missing_private_key_is_found_and_put_behind_its_certificate() {
    let walk = Walk::of(&["--like", "knoxcall"], FILES);
    walk.theirs("cp client.crt cert.pem; cp client.key key.pem", "");
    // "Private key not found in secret"
    walk.says("mtls provider check cert.pem --for knoxcall", 1, &[
        "[key-missing]",
        "that the PEM file has both blocks",
        "if you have them separately, combine them: mtls convert cert.pem key.pem --to combined --out combined.pem",
    ]);
    body(&walk, "cert.pem", "cert.pem", "");
    assert_eq!(
        ask(&walk, By::Us, "-d @body.json", "")["error"],
        "Private key not found in secret"
    );
    walk.theirs(COMBINE, "");
    // "# Then upload combined.pem"
    walk.says(
        "mtls provider check combined.pem --for knoxcall",
        0,
        &["not locked with a passphrase"],
    );
}
