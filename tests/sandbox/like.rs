//! Look-alikes: the documents' own command lines, their hosts led here, through curl and through
//! `mtls call`; and each refusal that the documents name.

use std::process::{Command, Output};

use serde_json::{Value, json};

use super::harness::{Sandbox, mtls, peer, stderr, stdout};
use super::openssl;

/// A look-alike, and a folder with the files that its document names.
struct Walk {
    sandbox: Sandbox,
    folder: tempfile::TempDir,
}

impl Walk {
    fn of(like: &str, more: &[&str]) -> Self {
        let sandbox = Sandbox::start(&[&["--like", like], more].concat());
        let folder = tempfile::tempdir().unwrap();
        for (from, names) in [
            ("cert", &["client-cert.pem", "client.crt"][..]),
            ("key", &["client-key.pem", "client.key"]),
            ("ca", &["ca.crt"]),
        ] {
            for name in names {
                fs_err::copy(sandbox.fact(from), folder.path().join(name)).unwrap();
            }
        }
        Self { sandbox, folder }
    }

    fn port(&self, fact: &str) -> &str {
        self.sandbox.fact(fact).rsplit(':').next().unwrap()
    }

    /// A line as its document has it, for curl and for us; every host is led to this door.
    fn both(&self, line: &str, door: &str) -> [Output; 2] {
        let ours = format!("{} call", env!("CARGO_BIN_EXE_mtls"));
        [
            self.run(line, "curl -q -sS", door),
            self.run(line, &ours, door),
        ]
    }

    fn run(&self, line: &str, program: &str, door: &str) -> Output {
        let line = line.strip_prefix("curl").unwrap();
        let led = format!(
            "{program} --connect-to ::127.0.0.1:{}{line}",
            self.port(door)
        );
        Command::new("sh")
            .args(["-c", &led])
            .env("CURL_CA_BUNDLE", self.sandbox.fact("ca"))
            .env("SSL_CERT_FILE", self.sandbox.fact("ca"))
            .current_dir(self.folder.path())
            .output()
            .unwrap()
    }

    /// What curl and we got, which is to be the same JSON.
    fn json(&self, line: &str, door: &str) -> Value {
        let [theirs, ours] = self.both(line, door);
        let read = |output: &Output| -> Value {
            let said = stdout(output);
            serde_json::from_str(&said).unwrap_or_else(|e| panic!("{e}: {said}{}", stderr(output)))
        };
        let (theirs, ours) = (read(&theirs), read(&ours));
        let without_token = |mut value: Value| {
            if let Some(members) = value.as_object_mut() {
                members.remove("access_token");
            }
            value
        };
        assert_eq!(without_token(theirs.clone()), without_token(ours), "{line}");
        theirs
    }

    fn secret(&self) -> String {
        self.sandbox.secret()
    }
}

/// The document's line (Conta Simples, "Making a call with mTLS").
const VCN: &str = r#"curl -X POST https://mtls-sandbox.contasimples.com/credit-cards/v1/vcns \
--cert ./client-cert.pem \
--key ./client-key.pem \
-H "Authorization: Bearer {TOKEN}" \
-H "Idempotency-Key: {bookingId}" \
-H "Content-Type: application/json" \
-d '{
"type": "AIR",
"bookingId": "ACME-AIR-554433",
"amount": { "rate": 100.0, "taxes": 1.0, "currency": "BRL" },
"flightBooking": { "departureDate": "2026-06-10", "passengers": 1 }
}'"#;

#[test]
fn conta_simples_issues_a_card_at_its_mtls_host_for_a_token_of_the_other() {
    let Some(_) = peer("curl") else { return };
    let walk = Walk::of("conta-simples", &[]);
    let token = format!(
        "curl -u {}:{} -d grant_type=client_credentials https://api-sandbox.contasimples.com/oauth/v1/access-token",
        walk.sandbox.fact("client_id"),
        walk.secret()
    );
    let token = walk.json(&token, "api_url");
    assert_eq!(
        (&token["expires_in"], &token["token_type"]),
        (&json!(1800), &json!("Bearer"))
    );
    let bearer = token["access_token"].as_str().unwrap();
    let line = VCN
        .replace("{TOKEN}", bearer)
        .replace("{bookingId}", "ACME-AIR-554433");
    // the same key and payload: the same card, twice
    let card = walk.json(&line, "url");
    assert_eq!(
        (&card["bookingId"], &card["status"]),
        (&json!("ACME-AIR-554433"), &json!("ACTIVE"))
    );
    let pan = card["card"]["pan"].as_str().unwrap();
    assert!(
        pan.len() == 16 && pan.starts_with("465635") && pan.bytes().all(|b| b.is_ascii_digit())
    );
    let other = line.replace("\"AIR\"", "\"HOTEL\"");
    assert_eq!(walk.json(&other, "url")["error"], "idempotency_conflict");
    // read-only queries need no certificate
    let query = format!(
        "curl https://api-sandbox.contasimples.com/credit-cards/v1/vcns/{} -H 'Authorization: Bearer {bearer}'",
        card["vcnId"].as_str().unwrap()
    );
    assert_eq!(walk.json(&query, "api_url")["status"], "ACTIVE");
    // each wrong host, no token, no certificate
    assert_eq!(walk.json(&line, "api_url")["error"], "not_found");
    let no_token = line.replace(&format!("Bearer {bearer}"), "Bearer x");
    assert_eq!(walk.json(&no_token, "url")["error"], "invalid_token");
    let bare = line.replace(
        "--cert ./client-cert.pem \\\n--key ./client-key.pem \\\n",
        "",
    );
    let [theirs, ours] = walk.both(&bare, "url");
    assert!(stderr(&theirs).contains("alert certificate required"));
    assert!(
        stderr(&ours).contains("client-cert-required"),
        "{}",
        stderr(&ours)
    );
}

/// The document's lines (Banking API, "Exemplo com curl", "Exemplo com PFX", "Como usar o token").
const BANKING: [&str; 3] = [
    r#"curl -X POST https://api.bancodigital.com/public/gw_banking/v1/auth/token-v2 \
--cert client.crt \
--key client.key \
--cacert ca.crt \
-H "Content-Type: application/json" \
-d '{
"client_id": "seu-client-id",
"client_secret": "seu-client-secret",
"grant_type": "client_credentials"
}'"#,
    r#"curl -X POST https://api.bancodigital.com/public/gw_banking/v1/auth/token-v2 \
--cert-type P12 \
--cert client.pfx:senha-do-pfx \
--cacert ca.crt \
-H "Content-Type: application/json" \
-d '{
"client_id": "seu-client-id",
"client_secret": "seu-client-secret",
"grant_type": "client_credentials"
}'"#,
    r#"curl -X GET https://api.bancodigital.com/public/gw_banking/v1/accounts/123/balance \
--cert client.crt \
--key client.key \
--cacert ca.crt \
-H "Authorization: Bearer SEU_ACCESS_TOKEN""#,
];

#[test]
fn the_banking_api_gives_a_token_to_a_linked_certificate_from_an_allowed_address() {
    let (Some(_), Some(_)) = (peer("curl"), peer("openssl")) else {
        return;
    };
    let walk = Walk::of("banking-api", &["--deny-address", "127.0.0.9"]);
    let at = walk.folder.path();
    openssl(
        at,
        &[
            "pkcs12",
            "-export",
            "-in",
            "client.crt",
            "-inkey",
            "client.key",
            "-out",
            "client.pfx",
            "-passout",
            "pass:senha-do-pfx",
        ],
    );
    let known = |line: &str| {
        line.replace("seu-client-id", walk.sandbox.fact("client_id"))
            .replace("seu-client-secret", &walk.secret())
    };
    assert_eq!(
        walk.json(BANKING[0], "url")["message"],
        "Invalid Credentials"
    );
    let mut bearer = String::new();
    for line in &BANKING[..2] {
        let token = walk.json(&known(line), "url");
        assert_eq!(token["expires_in"], 3600);
        bearer = token["access_token"].as_str().unwrap().to_owned();
    }
    let balance = BANKING[2].replace("SEU_ACCESS_TOKEN", &bearer);
    assert_eq!(walk.json(&balance, "url")["accountId"], "123");
    assert_eq!(walk.json(BANKING[2], "url")["message"], "Unauthorized");
    let elsewhere = known(BANKING[0]).replace("curl", "curl --interface 127.0.0.9");
    assert_eq!(
        walk.json(&elsewhere, "url"),
        json!({ "statusCode": 403, "message": "Forbidden" })
    );

    // a second certificate counts once it is linked in CORE, a third has to wait
    let portal = walk.sandbox.fact("portal_url").to_owned();
    let core = format!("{portal}/core/certificates");
    for name in ["second", "third"] {
        let request = [
            "req",
            "-new",
            "-nodes",
            "-newkey",
            "rsa:2048",
            "-subj",
            "/C=BR/O=A/OU=b/CN=app",
        ];
        let (key, csr) = (format!("{name}.key"), format!("{name}.csr"));
        openssl(
            at,
            &[&request[..], &["-keyout", &key, "-out", &csr]].concat(),
        );
        let csr = format!("@{}", at.join(csr).display());
        let crt = at.join(format!("{name}.crt")).display().to_string();
        let signed = walk.sandbox.curl_bare(&[
            "-f",
            "--data-binary",
            &csr,
            "-o",
            &crt,
            &format!("{portal}/sign"),
        ]);
        assert!(signed.status.success(), "{}", stderr(&signed));
    }
    let second = known(BANKING[0])
        .replace("client.crt", "second.crt")
        .replace("client.key", "second.key");
    assert_eq!(
        walk.json(&second, "url")["message"],
        "Invalid Client Certificate"
    );
    let link = |name: &str| {
        let body = format!("@{}", at.join(name).display());
        stdout(&walk.sandbox.curl_bare(&[
            "-o",
            "/dev/null",
            "-w",
            "%{http_code}",
            "--data-binary",
            &body,
            &core,
        ]))
    };
    assert_eq!(
        (link("second.crt"), link("third.crt")),
        ("201".into(), "409".into())
    );
    assert_eq!(walk.json(&second, "url")["token_type"], "Bearer");
    let theirs = balance
        .replace("client.crt", "second.crt")
        .replace("client.key", "second.key");
    assert_eq!(
        walk.json(&theirs, "url")["message"],
        "Invalid Client Certificate"
    );
    walk.sandbox.curl_bare(&[
        "-X",
        "POST",
        &format!("{portal}/core/credential/deactivate"),
    ]);
    assert_eq!(
        walk.json(&known(BANKING[0]), "url")["message"],
        "Invalid Credentials"
    );
}

/// The document's lines (VTEX, steps 1 to 3), its `***` being the request.
const VTEX_SIGN: &str = r#"curl --request post \
	--url https://apiexamples.vtexcommercestable.com.br/api/edge/private-certificates/sign \
	--header 'Content-Type: text/plain' \
	--header 'X-VTEX-API-AppKey: {KEY}' \
	--header 'X-VTEX-API-AppToken: {TOKEN}' \
	--data '{CSR}
'"#;
const VTEX_CALL: &str = r#"curl --location 'https://{{account}}.vtexcommercestable.com.br/api/vtexid/credential/validate' \
--cert {{client.crt}} \
--key {{client.key}} \
--header 'Content-Type: application/json' \
--data '{
  "token": "{{user_token}}"
}
'"#;

#[test]
fn vtex_signs_a_request_takes_the_certificate_and_revokes_it() {
    let (Some(_), Some(_)) = (peer("curl"), peer("openssl")) else {
        return;
    };
    let walk = Walk::of("vtex", &[]);
    let at = walk.folder.path();
    openssl(
        at,
        &[
            "req",
            "-new",
            "-subj",
            "/CN=app/OU=apiexamples/L=Rio/ST=RJ/C=BR",
            "-out",
            "APP_CERT_REQUEST.csr",
            "-nodes",
            "-sha512",
            "-newkey",
            "rsa:2048",
            "-keyout",
            "APP_CERT_PRIVATE_KEY.key",
        ],
    );
    let csr = fs_err::read_to_string(at.join("APP_CERT_REQUEST.csr")).unwrap();
    let line = |key: &str| {
        VTEX_SIGN
            .replace("{KEY}", key)
            .replace("{TOKEN}", &walk.secret())
            .replace("{CSR}", csr.trim_end())
    };
    let [theirs, ours] = walk.both(&line("sandbox-client"), "url");
    assert!(
        stdout(&ours).starts_with("-----BEGIN CERTIFICATE-----"),
        "{}",
        stderr(&ours)
    );
    fs_err::write(at.join("app.crt"), &theirs.stdout).unwrap();
    let forbidden = json!({ "message": "Forbidden" });
    assert_eq!(walk.json(&line("without-permission"), "url"), forbidden);
    let of_another = line("sandbox-client").replace("apiexamples", "other");
    assert_eq!(walk.json(&of_another, "url"), forbidden);

    let call = VTEX_CALL
        .replace("{{account}}", "apiexamples")
        .replace("{{client.crt}}", "app.crt")
        .replace("{{client.key}}", "APP_CERT_PRIVATE_KEY.key")
        .replace("{{user_token}}", "x");
    assert_eq!(walk.json(&call, "url")["authStatus"], "Success");
    let bare = call.replace("--cert app.crt \\\n--key APP_CERT_PRIVATE_KEY.key \\\n", "");
    assert_eq!(walk.json(&bare, "url"), forbidden);

    let serial = Command::new("openssl")
        .args(["x509", "-noout", "-serial", "-in", "app.crt"])
        .current_dir(at)
        .output()
        .unwrap();
    let serial = stdout(&serial).trim().replace("serial=", "");
    let with_colons: Vec<&str> = serial
        .as_bytes()
        .chunks(2)
        .map(|c| std::str::from_utf8(c).unwrap())
        .collect();
    for (serial, status) in [(with_colons.join(":"), "200"), ("00ff".to_owned(), "404")] {
        let revoke = format!(
            "curl -o /dev/null -w '%{{http_code}}' -X DELETE https://apiexamples.vtexcommercestable.com.br/api/edge/private-certificates/{serial} -H 'X-VTEX-API-AppKey: sandbox-client' -H 'X-VTEX-API-AppToken: {}'",
            walk.secret()
        );
        for output in walk.both(&revoke, "url") {
            assert_eq!(stdout(&output), status, "{serial}");
        }
    }
    let [theirs, ours] = walk.both(&call, "url");
    assert!(
        stderr(&theirs).contains("alert certificate revoked"),
        "{}",
        stderr(&theirs)
    );
    assert!(
        stderr(&ours).contains("client-cert-revoked"),
        "{}",
        stderr(&ours)
    );
}

#[test]
fn apata_signs_what_keeps_its_rules_and_takes_it_at_its_api() {
    let (Some(_), Some(_)) = (peer("curl"), peer("openssl")) else {
        return;
    };
    let walk = Walk::of("apata", &[]);
    let at = walk.folder.path();
    openssl(at, &["genrsa", "-out", "client.key", "2048"]);
    let sign = |subject: &str| {
        openssl(
            at,
            &[
                "req",
                "-new",
                "-key",
                "client.key",
                "-out",
                "client.csr",
                "-subj",
                subject,
            ],
        );
        let csr = format!("@{}", at.join("client.csr").display());
        stdout(&walk.sandbox.curl_bare(&[
            "--data-binary",
            &csr,
            &format!("{}/sign", walk.sandbox.fact("portal_url")),
        ]))
    };
    let refused = sign("/ST=Dublin/L=Dublin/O=My Company Inc./CN=example.com");
    assert!(
        refused.contains("the subject has no C, which Apata requires"),
        "{refused}"
    );
    let signed = sign("/C=IE/ST=Dublin/L=Dublin/O=My Company Inc./OU=IT/CN=example.com");
    fs_err::write(at.join("client.crt"), signed).unwrap();
    let line = r#"curl https://api.apata.io --cert client.crt --key client.key -H 'Content-Type: application/json' -d '{"message":"Test"}'"#;
    assert_eq!(
        walk.json(line, "url")["client"],
        "CN=example.com,OU=IT,O=My Company Inc.,L=Dublin,ST=Dublin,C=IE"
    );
}

#[test]
fn knoxcall_keeps_what_it_validated_and_fails_hard_for_a_missing_environment() {
    let (Some(_), Some(_)) = (peer("curl"), peer("openssl")) else {
        return;
    };
    let walk = Walk::of("knoxcall", &[]);
    let at = walk.folder.path();
    openssl(
        at,
        &[
            "pkcs8",
            "-topk8",
            "-in",
            "client.key",
            "-out",
            "locked.key",
            "-passout",
            "pass:hunter2",
        ],
    );
    openssl(
        at,
        &[
            "genpkey",
            "-algorithm",
            "EC",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-out",
            "other.key",
        ],
    );
    let read = |name: &str| fs_err::read_to_string(at.join(name)).unwrap_or_default();
    let expired = fs_err::read_to_string(walk.sandbox.fact("refused.expired")).unwrap();
    let secrets = format!("{}/admin/secrets", walk.sandbox.fact("url"));
    let ask = |method: &str, path: &str, certificate: &str, key: &str, passphrase: &str| -> Value {
        let body = json!({ "name": "client_certificate", "secret_type": "certificate",
            "certificate_pem": certificate, "private_key_pem": key, "passphrase": passphrase });
        let args = [
            "-X",
            method,
            "-d",
            &body.to_string(),
            &format!("{secrets}{path}"),
        ];
        serde_json::from_slice(&walk.sandbox.curl_bare(&args).stdout).unwrap()
    };
    let certificate = read("client.crt");
    for (crt, key, passphrase, title) in [
        (
            certificate.as_str(),
            read("locked.key"),
            "wrong",
            "Cannot decrypt private key",
        ),
        (
            &certificate,
            read("locked.key"),
            "",
            "Cannot decrypt private key",
        ),
        (
            &certificate,
            String::new(),
            "",
            "Private key not found in secret",
        ),
        (
            &certificate,
            read("other.key"),
            "",
            "Certificate validation failed",
        ),
        (
            &read("client.key"),
            certificate.clone(),
            "",
            "Certificate validation failed",
        ),
        (
            &expired,
            read("client.key"),
            "",
            "Certificate validation failed",
        ),
        (
            "0\u{82}",
            "0\u{82}".to_owned(),
            "",
            "Certificate validation failed",
        ),
    ] {
        assert_eq!(
            ask("POST", "", crt, &key, passphrase)["error"],
            title,
            "{key}"
        );
    }
    let made = ask("POST", "", &certificate, &read("locked.key"), "hunter2");
    let metadata = &made["metadata"];
    assert_eq!(
        metadata["subject"],
        "CN=sandbox-client, O=mtls sandbox, C=BR"
    );
    assert_eq!(
        (&metadata["has_private_key"], &metadata["has_passphrase"]),
        (&json!(true), &json!(true))
    );
    assert!(!made.to_string().contains("PRIVATE KEY"));
    let place = format!("/{}", made["id"].as_str().unwrap());
    let get = |path: &str| -> Value {
        serde_json::from_slice(
            &walk
                .sandbox
                .curl_bare(&[&format!("{secrets}{path}")])
                .stdout,
        )
        .unwrap()
    };
    assert_eq!(get(&place), made);
    let there = format!("{place}/environments/sandbox");
    assert_eq!(get(&there)["error"], "Environment missing");
    ask("PUT", &there, &certificate, &read("client.key"), "");
    assert_eq!(get(&there)["metadata"]["has_passphrase"], false);
}

#[test]
fn a_command_is_told_where_the_look_alike_is_and_an_unknown_one_is_refused() {
    let run = |like: &str| {
        let line = "env | grep ^MTLS_SANDBOX_.*URL= | cut -d= -f1 | sort | tr '\\n' ' '";
        let args = ["sandbox", "--like", like, "--", "sh", "-c", line];
        mtls().args(args).output().unwrap()
    };
    assert_eq!(
        stdout(&run("conta-simples")),
        "MTLS_SANDBOX_API_URL MTLS_SANDBOX_PORTAL_URL MTLS_SANDBOX_TOKEN_URL MTLS_SANDBOX_URL "
    );
    assert_eq!(
        stdout(&run("knoxcall")),
        "MTLS_SANDBOX_PORTAL_URL MTLS_SANDBOX_URL "
    );
    let unknown = run("acme");
    assert_eq!(unknown.status.code(), Some(2));
    assert!(stderr(&unknown).contains("conta-simples"));
}
