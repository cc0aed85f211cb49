//! Look-alikes: the documents' own command lines, their hosts led here, through curl and through
//! `mtls call`; and each refusal that the documents name.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

use super::harness::{Sandbox, mtls, peer, stderr, stdout};
use super::{openssl, openssl_line};

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

/// Puts client id and secret into a line.
fn banking_known(walk: &Walk, line: &str) -> String {
    line.replace("seu-client-id", walk.sandbox.fact("client_id"))
        .replace("seu-client-secret", &walk.secret())
}

#[test]
fn the_banking_api_gives_a_token_by_pem_and_pfx_from_an_allowed_address() {
    let (Some(_), Some(_)) = (peer("curl"), peer("openssl")) else {
        return;
    };
    let walk = Walk::of("banking-api", &["--deny-address", "127.0.0.9"]);
    openssl_line(
        walk.folder.path(),
        "pkcs12 -export -in client.crt -inkey client.key -out client.pfx -passout pass:senha-do-pfx",
    );
    let known = |line: &str| banking_known(&walk, line);
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
}

#[test]
fn the_banking_apis_earlier_token_path_takes_a_form_and_says_where_core_is() {
    let Some(_) = peer("curl") else { return };
    let walk = Walk::of("banking-api", &[]);
    let line = banking_known(
        &walk,
        "curl https://api.bancodigital.com/public/gw_banking/v1/auth/token --cert client.crt --key client.key --cacert ca.crt -d client_id=seu-client-id -d client_secret=seu-client-secret -d grant_type=client_credentials",
    );
    assert_eq!(walk.json(&line, "url")["expires_in"], 3600);
    let wrong = line.replace("client_secret=", "client_secret=x");
    assert_eq!(walk.json(&wrong, "url")["message"], "Invalid Credentials");
    let as_json = banking_known(&walk, BANKING[0]).replace("token-v2", "token");
    assert_eq!(walk.json(&as_json, "url")["statusCode"], 400);
    // and the new one takes no form
    let new = line.replace("auth/token", "auth/token-v2");
    assert_eq!(walk.json(&new, "url")["statusCode"], 400);
    let places = walk.sandbox.facts["places"].as_array().unwrap();
    let core = format!("{}/core/certificates", walk.sandbox.fact("portal_url"));
    assert!(
        places.iter().any(|place| place["url"] == *core),
        "{places:?}"
    );
}

#[test]
fn conta_simples_takes_a_hundred_calls_a_minute() {
    let Some(_) = peer("curl") else { return };
    let walk = Walk::of("conta-simples", &[]);
    let url = format!("{}/whoami?[1-101]", walk.sandbox.fact("api_url"));
    let show = ["-o", "/dev/null", "-w", "%{http_code}\n", &url];
    let codes = stdout(&walk.sandbox.curl_bare(&show));
    assert_eq!(codes, "200\n".repeat(100) + "429\n");
    // of each address, whichever door
    let here = format!("{}/whoami", walk.sandbox.fact("url"));
    let said = stdout(&walk.sandbox.curl(&["-i", &here]));
    assert!(said.starts_with("HTTP/1.1 429 Too Many Requests"), "{said}");
    let elsewhere = walk
        .sandbox
        .curl(&["-f", "--interface", "127.0.0.9", &here]);
    assert!(elsewhere.status.success(), "{}", stderr(&elsewhere));
}

/// A certificate that the portal signs, `NAME.crt`, with its key, `NAME.key`.
fn banking_signed(walk: &Walk, name: &str) {
    let at = walk.folder.path();
    let request = format!(
        "req -new -nodes -newkey rsa:2048 -subj /C=BR/O=A/OU=b/CN=app -keyout {name}.key -out {name}.csr"
    );
    openssl_line(at, &request);
    let csr = format!("@{}", at.join(format!("{name}.csr")).display());
    let crt = at.join(format!("{name}.crt")).display().to_string();
    let sign = format!("{}/sign", walk.sandbox.fact("portal_url"));
    let signed = walk
        .sandbox
        .curl_bare(&["-f", "--data-binary", &csr, "-o", &crt, &sign]);
    assert!(signed.status.success(), "{}", stderr(&signed));
}

#[test]
fn the_banking_api_knows_a_second_certificate_once_it_is_linked_and_a_third_has_to_wait() {
    let (Some(_), Some(_)) = (peer("curl"), peer("openssl")) else {
        return;
    };
    let walk = Walk::of("banking-api", &[]);
    let core = format!("{}/core", walk.sandbox.fact("portal_url"));
    for name in ["second", "third"] {
        banking_signed(&walk, name);
    }
    let by_second = |line: &str| {
        line.replace("client.crt", "second.crt")
            .replace("client.key", "second.key")
    };
    let first = banking_known(&walk, BANKING[0]);
    let second = by_second(&first);
    let not_linked = "Invalid Client Certificate";
    assert_eq!(walk.json(&second, "url")["message"], not_linked);
    let link = |name: &str| {
        let body = format!("@{}", walk.folder.path().join(name).display());
        let place = format!("{core}/certificates");
        let status = ["-o", "/dev/null", "-w", "%{http_code}", "--data-binary"];
        let linked = walk
            .sandbox
            .curl_bare(&[&status[..], &[&body, &place]].concat());
        stdout(&linked)
    };
    assert_eq!(
        (link("second.crt"), link("third.crt")),
        ("201".into(), "409".into())
    );
    assert_eq!(walk.json(&second, "url")["token_type"], "Bearer");
    // a token counts only with the certificate that it was given to
    let token = walk.json(&first, "url")["access_token"].clone();
    let balance = BANKING[2].replace("SEU_ACCESS_TOKEN", token.as_str().unwrap());
    assert_eq!(
        walk.json(&by_second(&balance), "url")["message"],
        not_linked
    );
    walk.sandbox
        .curl_bare(&["-X", "POST", &format!("{core}/credential/deactivate")]);
    assert_eq!(walk.json(&first, "url")["message"], "Invalid Credentials");
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

/// What it says to all whom it does not let in.
fn forbidden() -> Value {
    json!({ "message": "Forbidden" })
}

/// The document's line with a request of a new key, for one who may ask.
fn vtex_sign(walk: &Walk) -> String {
    let at = walk.folder.path();
    openssl_line(
        at,
        "req -new -subj /CN=app/OU=apiexamples/L=Rio/ST=RJ/C=BR -out APP_CERT_REQUEST.csr -nodes \
         -sha512 -newkey rsa:2048 -keyout APP_CERT_PRIVATE_KEY.key",
    );
    let csr = fs_err::read_to_string(at.join("APP_CERT_REQUEST.csr")).unwrap();
    VTEX_SIGN
        .replace("{KEY}", "sandbox-client")
        .replace("{TOKEN}", &walk.secret())
        .replace("{CSR}", csr.trim_end())
}

#[test]
fn vtex_signs_a_request_for_those_who_may_ask_in_their_account() {
    let (Some(_), Some(_)) = (peer("curl"), peer("openssl")) else {
        return;
    };
    let walk = Walk::of("vtex", &[]);
    let line = vtex_sign(&walk);
    for output in walk.both(&line, "url") {
        let begin = "-----BEGIN CERTIFICATE-----";
        assert!(stdout(&output).starts_with(begin), "{}", stderr(&output));
    }
    let without = line.replace("sandbox-client", "without-permission");
    let of_another = line.replace("apiexamples", "other");
    for refused in [without, of_another] {
        assert_eq!(walk.json(&refused, "url"), forbidden());
    }
}

#[test]
fn vtex_takes_a_certificate_until_it_is_revoked() {
    let (Some(_), Some(_)) = (peer("curl"), peer("openssl")) else {
        return;
    };
    let walk = Walk::of("vtex", &[]);
    let at = walk.folder.path();
    let [signed, _] = walk.both(&vtex_sign(&walk), "url");
    fs_err::write(at.join("app.crt"), &signed.stdout).unwrap();
    let call = VTEX_CALL
        .replace("{{account}}", "apiexamples")
        .replace("{{client.crt}}", "app.crt")
        .replace("{{client.key}}", "APP_CERT_PRIVATE_KEY.key")
        .replace("{{user_token}}", "user-token");
    assert_eq!(walk.json(&call, "url")["authStatus"], "Success");
    for unknown in ["bad", "", "{{user_token}}"] {
        let refused = call.replace("user-token", unknown);
        assert_eq!(walk.json(&refused, "url")["authStatus"], "WrongCredentials");
    }
    let bare = call.replace("--cert app.crt \\\n--key APP_CERT_PRIVATE_KEY.key \\\n", "");
    assert_eq!(walk.json(&bare, "url"), forbidden());

    for (serial, status) in [(vtex_serial(at), "200"), ("00ff".to_owned(), "404")] {
        let revoke = format!(
            "curl -o /dev/null -w '%{{http_code}}' -X DELETE https://apiexamples.vtexcommercestable.com.br/api/edge/private-certificates/{serial} -H 'X-VTEX-API-AppKey: sandbox-client' -H 'X-VTEX-API-AppToken: {}'",
            walk.secret()
        );
        // what is revoked is not there any more
        let [first, again] = walk.both(&revoke, "url");
        assert_eq!(stdout(&first), status, "{serial}");
        assert_eq!(stdout(&again), "404", "{serial}");
    }
    let [theirs, ours] = walk.both(&call, "url").map(|output| stderr(&output));
    assert!(theirs.contains("alert certificate revoked"), "{theirs}");
    assert!(ours.contains("client-cert-revoked"), "{ours}");
}

/// The serial number of `app.crt` as the document writes it, with colons.
fn vtex_serial(at: &Path) -> String {
    let serial = Command::new("openssl")
        .args(["x509", "-noout", "-serial", "-in", "app.crt"])
        .current_dir(at)
        .output();
    let serial = stdout(&serial.unwrap()).trim().replace("serial=", "");
    let bytes = serial.as_bytes().chunks(2);
    let bytes: Vec<&str> = bytes.map(|c| std::str::from_utf8(c).unwrap()).collect();
    bytes.join(":")
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
        let request = ["req", "-new", "-key", "client.key", "-out", "client.csr"];
        openssl(at, &[&request[..], &["-subj", subject]].concat());
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

/// KnoxCall's store of certificates.
struct Store {
    walk: Walk,
}

impl Store {
    /// The walk's files, and `locked.key` (hunter2) and `other.key` beside them.
    fn open() -> Self {
        let walk = Walk::of("knoxcall", &[]);
        let at = walk.folder.path();
        openssl_line(
            at,
            "pkcs8 -topk8 -in client.key -out locked.key -passout pass:hunter2",
        );
        openssl_line(
            at,
            "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out other.key",
        );
        Self { walk }
    }

    fn read(&self, name: &str) -> String {
        fs_err::read_to_string(self.walk.folder.path().join(name)).unwrap()
    }

    /// Puts a certificate there, and says what is answered.
    fn put(&self, method: &str, path: &str, [crt, key, passphrase]: [&str; 3]) -> Value {
        let body = json!({ "name": "client_certificate", "secret_type": "certificate",
            "certificate_pem": crt, "private_key_pem": key, "passphrase": passphrase });
        self.ask(path, &["-X", method, "-d", &body.to_string()])
    }

    fn get(&self, path: &str) -> Value {
        self.ask(path, &[])
    }

    fn ask(&self, path: &str, args: &[&str]) -> Value {
        let sandbox = &self.walk.sandbox;
        let place = format!("{}/admin/secrets{path}", sandbox.fact("url"));
        let output = sandbox.curl_bare(&[args, &[&place]].concat());
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

#[test]
fn knoxcall_refuses_what_is_no_pair_of_a_valid_certificate_and_its_key() {
    let (Some(_), Some(_)) = (peer("curl"), peer("openssl")) else {
        return;
    };
    let store = Store::open();
    let expired = fs_err::read_to_string(store.walk.sandbox.fact("refused.expired")).unwrap();
    let crt = store.read("client.crt");
    let [key, locked, other] = ["client.key", "locked.key", "other.key"].map(|n| store.read(n));
    let (closed, invalid) = (
        "Cannot decrypt private key",
        "Certificate validation failed",
    );
    for (files, title) in [
        ([&*crt, &locked, "wrong"], closed),
        ([&crt, &locked, ""], closed),
        ([&crt, "", ""], "Private key not found in secret"),
        ([&crt, &other, ""], invalid),
        ([&key, &crt, ""], invalid),
        ([&expired, &key, ""], invalid),
        (["0\u{82}", "0\u{82}", ""], invalid),
    ] {
        assert_eq!(store.put("POST", "", files)["error"], title, "{files:?}");
    }
}

#[test]
fn knoxcall_keeps_what_it_validated_and_fails_hard_for_a_missing_environment() {
    let (Some(_), Some(_)) = (peer("curl"), peer("openssl")) else {
        return;
    };
    let store = Store::open();
    let crt = store.read("client.crt");
    let made = store.put("POST", "", [&crt, &store.read("locked.key"), "hunter2"]);
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
    assert_eq!(store.get(&place), made);
    let there = format!("{place}/environments/sandbox");
    assert_eq!(store.get(&there)["error"], "Environment missing");
    store.put("PUT", &there, [&crt, &store.read("client.key"), ""]);
    assert_eq!(store.get(&there)["metadata"]["has_passphrase"], false);
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
