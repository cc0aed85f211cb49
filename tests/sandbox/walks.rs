//! What is left of the five documents: each symptom of their troubleshooting provoked at the
//! look-alike, and answered with the document's own fix; KnoxCall's detail view.

use serde_json::Value;

use super::harness::{Sandbox, json, mtls, stderr, stdout};

/// A look-alike, and a folder with its files under the documents' names.
struct Walk {
    sandbox: Sandbox,
    folder: tempfile::TempDir,
}

impl Walk {
    fn of(args: &[&str]) -> Self {
        let sandbox = Sandbox::start(args);
        let folder = tempfile::tempdir().unwrap();
        for (fact, name) in [
            ("cert", "cert.pem"),
            ("key", "key.pem"),
            ("ca", "ca.crt"),
            ("refused.expired", "expired.crt"),
            ("refused.stranger", "stranger.crt"),
        ] {
            fs_err::copy(sandbox.fact(fact), folder.path().join(name)).unwrap();
        }
        Self { sandbox, folder }
    }

    /// A line of `mtls`, words apart by blanks, in the folder; every host is led to this door.
    fn line(&self, line: &str, door: &str) -> (i32, String, String) {
        let port = self.sandbox.fact(door).rsplit(':').next().unwrap();
        let output = mtls()
            .args(line.split_whitespace())
            .args(["--cacert", "ca.crt", "--connect-to"])
            .arg(format!("::127.0.0.1:{port}"))
            .env("SECRET", self.sandbox.secret())
            .env("WRONG", "wrong")
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        (
            output.status.code().unwrap(),
            stdout(&output),
            stderr(&output),
        )
    }

    /// The line fails with this code, and says all of this, in this order.
    #[track_caller]
    fn tells(&self, line: &str, code: i32, wanted: &[&str]) {
        let (ended, out, said) = self.line(line, "url");
        assert_eq!(ended, code, "{line}: {out}{said}");
        let mut rest = said.as_str();
        for text in wanted {
            let at = rest.find(text);
            let at = at.unwrap_or_else(|| panic!("{line}: no `{text}`, in this order, in {said}"));
            rest = &rest[at + text.len()..];
        }
    }

    fn json(&self, args: &[&str]) -> Vec<Value> {
        let output = mtls()
            .args(args)
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        let said = stdout(&output);
        let lines = said.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

#[test]
fn conta_simples_second_list_is_told_for_an_old_certificate_and_for_a_wrong_bearer() {
    let walk = Walk::of(&["--like", "conta-simples"]);
    let call = "call -f https://mtls-sandbox.contasimples.com/credit-cards/v1/vcns -d {} -H Idempotency-Key:B --oauth2-bearer T --key key.pem";
    let told = [
        "check 1: expired certificate or unexpected issuer",
        "check 2: missing or invalid credential (Bearer)",
        "check certificate validity and the OAuth credential",
    ];
    let expired = format!("{call} --cert expired.crt");
    // the cause is exact: of the document's list only what speaks of it
    let exact = [
        "[client-cert-expired]",
        "expired certificate or unexpected issuer",
    ];
    walk.tells(&expired, 35, &exact);
    let bearer = format!("{call} --cert cert.pem");
    walk.tells(&bearer, 22, &[&["[unauthorized]"], &told[..]].concat());
    // of an issuer that is not registered: still onboarding
    let stranger = format!("{call} --cert stranger.crt");
    let onboarding = [
        "[client-cert-untrusted]",
        "certificate not registered in the trust store (still onboarding)",
    ];
    walk.tells(&stranger, 35, &onboarding);
}

#[test]
fn the_banking_api_s_refusals_come_from_its_look_alike_with_its_fixes() {
    let walk = Walk::of(&["--like", "banking-api", "--deny-address", "127.0.0.9"]);
    let url = "https://api.bancodigital.com/public/gw_banking/v1/auth/token-v2";
    let token = format!(
        "token --token-url {url} --auth-style json --no-cache --client-id sandbox-client --key key.pem"
    );
    walk.tells(
        &format!("{token} --cert cert.pem --client-secret env:WRONG"),
        67,
        &["Invalid Credentials", "activate the credential in CORE"],
    );
    walk.tells(
        &format!("{token} --cert cert.pem --client-secret env:SECRET --interface 127.0.0.9"),
        67,
        &["Forbidden", "allow-list"],
    );
    walk.tells(
        &format!("{token} --cert expired.crt --client-secret env:SECRET"),
        35,
        &["[client-cert-expired]", "fix: renew it"],
    );
    let (code, _, said) = walk.line(
        &format!("{token} --cert cert.pem --client-secret env:SECRET -q"),
        "url",
    );
    assert_eq!(code, 0, "{said}");
}

#[test]
fn vtex_s_refusals_are_its_permission_its_certificate_and_its_serial_number() {
    let walk = Walk::of(&["--like", "vtex"]);
    let host = "https://apiexamples.vtexcommercestable.com.br";
    let keys = "-H X-VTEX-API-AppKey:without-permission -H X-VTEX-API-AppToken:env:SECRET";
    let made = "csr --provider vtex --cn app --ou apiexamples --out app.csr --no-encrypt";
    let made = mtls()
        .args(made.split(' '))
        .current_dir(walk.folder.path())
        .output();
    assert!(made.unwrap().status.success());
    // its host asks every client for a certificate: that is not why
    let permission = [
        "(HTTP 403) [forbidden]",
        "create a custom role with CDN API / Certificate management / Update certificate",
    ];
    let submit = format!("csr submit app.csr --provider vtex --out app.crt {keys}");
    walk.tells(&submit, 1, &permission);
    let sign = format!(
        "call -f {host}/api/edge/private-certificates/sign --data-binary @app.csr -H Content-Type:text/plain -H X-VTEX-API-AppKey:without-permission -H X-VTEX-API-AppToken:x"
    );
    walk.tells(&sign, 22, &permission);
    // where a certificate is wanted, it is
    let bare = format!("call -f {host}/api/vtexid/credential/validate --json {{}}");
    walk.tells(
        &bare,
        22,
        &[
            "none was sent",
            "[client-cert-required]",
            "have the request signed by VTEX",
        ],
    );
    let revoke = "revoke --serial 00ff --yes --provider vtex --account apiexamples -H X-VTEX-API-AppKey:sandbox-client -H X-VTEX-API-AppToken:env:SECRET";
    walk.tells(
        revoke,
        1,
        &[
            "HTTP 404",
            "give the certificate that VTEX has signed, and its account",
        ],
    );
}

#[test]
fn apata_s_connection_errors_say_which_side_and_what_to_look_at() {
    let walk = Walk::of(&["--like", "apata"]);
    let support = "contact the Apata support team with your error logs and certificate details";
    let call = "call https://api.apata.io --json {} --key key.pem";
    walk.tells(
        &format!("{call} --cert expired.crt"),
        35,
        &[
            "[client-cert-expired]",
            "that certificates have not expired",
            support,
        ],
    );
    walk.tells(
        &format!("{call} --cert stranger.crt"),
        35,
        &[
            "[client-cert-untrusted]",
            "the logs for TLS handshake failures",
            support,
        ],
    );
    let wrong = Walk::of(&["--like", "apata", "--refuse", "server:wrong-name"]);
    wrong.tells(
        &format!("{call} --cert cert.pem"),
        60,
        &[
            "[server-name-mismatch]",
            "that the Common Name (CN) matches the domain being connected to",
        ],
    );
}

#[test]
fn knoxcall_s_local_test_finds_each_cause_of_a_failed_handshake() {
    let walk = Walk::of(&[]);
    // the document's line, curl by its replacement
    let test = |cert: &str, key: &str| {
        format!("call --cert {cert} --key {key} https://localhost/whoami --provider knoxcall")
    };
    let (code, answer, said) = walk.line(&test("cert.pem", "key.pem"), "url");
    assert!(code == 0 && answer.contains("CN=sandbox-client"), "{said}");
    walk.tells(
        &test("stranger.crt", "key.pem"),
        35,
        &[
            "[client-cert-untrusted]",
            "obtain a certificate from the API provider's required CA",
        ],
    );
    walk.tells(
        &test("expired.crt", "key.pem"),
        35,
        &["[client-cert-expired]", "renew the certificate"],
    );
    let locked = "convert key.pem --out locked.pem --out-pass env:SECRET";
    let locked = mtls()
        .args(locked.split(' '))
        .env("SECRET", walk.sandbox.secret())
        .current_dir(walk.folder.path())
        .output();
    assert!(locked.unwrap().status.success());
    walk.tells(
        &format!("{} --pass env:WRONG", test("cert.pem", "locked.pem")),
        58,
        &["[wrong-passphrase]", "give the correct passphrase"],
    );
    let wrong = Walk::of(&["--refuse", "server:wrong-name"]);
    wrong.tells(
        &test("cert.pem", "key.pem"),
        60,
        &[
            "[server-name-mismatch]",
            "obtain a certificate with the correct subject name",
        ],
    );
}

#[test]
fn what_knoxcall_shows_of_a_stored_certificate_inspect_and_check_show_of_the_files() {
    for (life, status, tier) in [
        ("8746h", "valid", None),
        ("1930h", "warning", Some("plan")),
        ("490h", "urgent", Some("renew now")),
    ] {
        let walk = Walk::of(&["--like", "knoxcall", "--cert-lifetime", life]);
        let at = walk.folder.path();
        let read = |name: &str| fs_err::read_to_string(at.join(name)).unwrap();
        fs_err::write(at.join("combined.pem"), read("cert.pem") + &read("key.pem")).unwrap();
        let body = serde_json::json!({ "name": "a", "secret_type": "certificate",
            "certificate_pem": read("cert.pem"), "private_key_pem": read("key.pem") });
        fs_err::write(at.join("body.json"), body.to_string()).unwrap();
        let url = format!("{}/admin/secrets", walk.sandbox.fact("url"));
        let stored = walk.json(&["call", &url, "--json", "@body.json", "--cacert", "ca.crt"]);
        let id = stored[0]["id"].as_str().unwrap();
        let shown = walk.json(&["call", &format!("{url}/{id}"), "--cacert", "ca.crt"]);
        let theirs = &shown[0]["metadata"];
        let ours = walk.json(&["inspect", "combined.pem", "--json"]);
        for (their, our) in [
            ("valid_from", "not_before"),
            ("valid_until", "not_after"),
            ("days_remaining", "days_remaining"),
            ("has_private_key", "has_private_key"),
        ] {
            assert_eq!(theirs[their], ours[0][our], "{their}");
        }
        let spaced = |text: &Value| text.as_str().unwrap().replace(',', ", ");
        assert_eq!(theirs["subject"], spaced(&ours[0]["subject"]));
        assert_eq!(theirs["issuer"], spaced(&ours[0]["issuer"]));
        assert_eq!(theirs["has_passphrase"], ours[1]["encrypted"]);
        assert_eq!(ours[0]["status"], status);

        // and a profile's check, with KnoxCall's own tiers and its rule on keys
        let profile = "[k]\nprovider = \"knoxcall\"\n[k.sandbox]\ncert = \"combined.pem\"\n";
        fs_err::write(at.join("mtls.toml"), profile).unwrap();
        let run = ["check", "--offline", "--json", "--profile", "k/sandbox"];
        let checks = walk.json(&run);
        let said = |name: &str| -> String {
            let all = checks[0]["checks"].as_array().unwrap();
            let one = all.iter().find(|check| check["check"] == name);
            one.unwrap_or_else(|| panic!("no {name}: {checks:?}"))
                .to_string()
        };
        let days = said("days left");
        assert_eq!(days.contains("\"ok\""), tier.is_none(), "{days}");
        assert!(tier.is_none_or(|words| days.contains(words)), "{days}");
        let rules = said("provider's rules");
        assert!(rules.contains("not locked with a passphrase"), "{rules}");
    }
}

#[test]
fn a_provider_s_rules_are_held_against_the_certificate_in_use() {
    let walk = Walk::of(&[]);
    let at = walk.folder.path();
    // an EC key, where Apata takes RSA; the key first, where KnoxCall wants the certificate first
    let read = |name: &str| fs_err::read_to_string(at.join(name)).unwrap();
    fs_err::write(at.join("reversed.pem"), read("key.pem") + &read("cert.pem")).unwrap();
    let profile = "[a]\nprovider = \"apata\"\n[a.sandbox]\ncert = \"cert.pem\"\nkey = \"key.pem\"\n\
                   [k]\nprovider = \"knoxcall\"\n[k.sandbox]\ncert = \"reversed.pem\"\n";
    fs_err::write(at.join("mtls.toml"), profile).unwrap();
    for (name, code) in [("a/sandbox", "[key-kind]"), ("k/sandbox", "[order]")] {
        let output = mtls()
            .args(["check", "--offline", "--json", "--profile", name])
            .current_dir(at)
            .output()
            .unwrap();
        let facts = json(&output);
        let checks = facts["checks"].as_array().unwrap();
        let rules = checks.iter().find(|c| c["check"] == "provider's rules");
        let rules = rules.unwrap();
        assert_eq!(rules["verdict"], "warning", "{rules}");
        assert!(rules["summary"].as_str().unwrap().contains(code), "{rules}");
    }
}
