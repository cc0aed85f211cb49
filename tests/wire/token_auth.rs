//! How a client says who it is to a token endpoint, to the byte; assertions judged by Node; and
//! what an issuer publishes.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::certificates;
use crate::common::{CANARY, Lab, Ran, genpkey, peer};
use crate::issuer::says;
use crate::recorder::{Recorder, Seen};
use crate::servers::Server;

const IDENTITY: [&str; 4] = ["--cert", "client.crt", "--key", "client.key"];

fn token(lab: &Lab, more: &[&str]) -> Ran {
    let common = ["token", "--client-id", "app", "--cacert", "ca.crt"];
    lab.mtls(&[&common[..], &["-m", "20", "--no-cache"], more].concat())
}

/// What a run sent, and the fields of its form.
fn sent(lab: &Lab, recorder: &Recorder, more: &[&str]) -> (Seen, Vec<(String, String)>) {
    let url = recorder.url("/token/abc");
    token(lab, &[&["--token-url", &url], more].concat()).ok();
    let seen = recorder.take().pop().unwrap();
    let fields = fields(&seen);
    (seen, fields)
}

fn fields(seen: &Seen) -> Vec<(String, String)> {
    let body = String::from_utf8(seen.body.clone()).unwrap();
    let decoded = |text: &str| {
        let text = text.replace('+', " ");
        percent_encoding::percent_decode_str(&text)
            .decode_utf8()
            .unwrap()
            .into_owned()
    };
    let pairs = body.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(n, v)| (decoded(n), decoded(v))).collect()
}

fn value<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    let found = fields.iter().find(|(n, _)| n == name);
    found.map_or("", |(_, value)| value)
}

fn part(jwt: &str, at: usize) -> serde_json::Value {
    let part = jwt.split('.').nth(at).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[test]
fn scope_audience_resource_fields_and_headers_go_as_they_are_given() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    lab.write("secret", "s3cr3t-4711")
        .write("headers", "X-Api-Key: key-4712\r\n\r\nX-Tenant: a b\n");
    let more = [
        "--client-secret",
        "file:secret",
        "--scope",
        "read",
        "--scope",
        "write:x",
        "--audience",
        "api",
        "--resource",
        "https://a.example/",
        "--resource",
        "https://b.example/",
        "--token-field",
        "a b=c=d&e",
        "--grant-type",
        "urn:x:grant",
        "--token-header",
        "X-One: 1",
        "--token-header",
        "@headers",
        "--token-header",
        "User-Agent: mine",
    ];
    let (seen, _) = sent(&lab, &recorder, &more);
    assert_eq!(
        String::from_utf8_lossy(&seen.body),
        "grant_type=urn%3Ax%3Agrant&client_id=app&client_secret=s3cr3t-4711&scope=read+write%3Ax&audience=api\
         &resource=https%3A%2F%2Fa.example%2F&resource=https%3A%2F%2Fb.example%2F&a+b=c%3Dd%26e"
    );
    let got = ["X-One", "X-Api-Key", "X-Tenant", "User-Agent"].map(|name| seen.header(name));
    assert_eq!(
        got,
        [Some("1"), Some("key-4712"), Some("a b"), Some("mine")]
    );
    let json = [&["--auth-style", "json"], &more[..]].concat();
    let (seen, _) = sent(&lab, &recorder, &json);
    let body: serde_json::Value = serde_json::from_slice(&seen.body).unwrap();
    assert_eq!(
        body["resource"],
        serde_json::json!(["https://a.example/", "https://b.example/"])
    );
    assert_eq!(seen.header("Content-Type"), Some("application/json"));
}

#[test]
fn the_certificate_is_the_credential_where_the_style_is_tls() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    for style in ["tls", "tls_client_auth", "self_signed_tls_client_auth"] {
        let (seen, _) = sent(
            &lab,
            &recorder,
            &[&["--auth-style", style], &IDENTITY[..]].concat(),
        );
        assert_eq!(
            String::from_utf8_lossy(&seen.body),
            "grant_type=client_credentials&client_id=app"
        );
        assert!(seen.certificate.is_some() && seen.header("Authorization").is_none());
    }
}

#[test]
fn an_assertion_of_any_key_is_what_node_verifies() {
    let (Some(lab), Some(openssl), Some(node)) =
        (certificates::lab(), peer("openssl"), peer("node"))
    else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    lab.write("verify.js", VERIFY);
    let ec = |curve: &'static str| ["EC", "-pkeyopt", curve];
    let rsa = ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"];
    genpkey(&lab, &openssl, "rsa.key", &rsa);
    genpkey(&lab, &openssl, "p256.key", &ec("ec_paramgen_curve:P-256"));
    genpkey(&lab, &openssl, "p384.key", &ec("ec_paramgen_curve:P-384"));
    genpkey(&lab, &openssl, "p521.key", &ec("ec_paramgen_curve:P-521"));
    genpkey(&lab, &openssl, "ed.key", &["ED25519"]);
    for (key, wish, alg) in [
        ("rsa.key", "", "RS256"),
        ("rsa.key", "PS256", "PS256"),
        ("rsa.key", "rs512", "RS512"),
        ("p256.key", "", "ES256"),
        ("p384.key", "ES384", "ES384"),
        ("p521.key", "", "ES512"),
        ("ed.key", "", "EdDSA"),
    ] {
        let mut more = vec!["--auth-style", "private-key-jwt", "--assertion-key", key];
        if !wish.is_empty() {
            more.extend(["--assertion-alg", wish]);
        }
        let (seen, fields) = sent(&lab, &recorder, &more);
        assert!(
            seen.header("Authorization").is_none() && value(&fields, "client_secret").is_empty()
        );
        assert_eq!(
            value(&fields, "client_assertion_type"),
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        );
        let jwt = value(&fields, "client_assertion");
        assert_eq!(part(jwt, 0), serde_json::json!({"typ": "JWT", "alg": alg}));
        let public = lab.peer(&openssl, &["pkey", "-in", key, "-pubout"]);
        lab.write("public.pem", public);
        assert_eq!(
            lab.peer(&node, &["verify.js", "public.pem", jwt]),
            "true\n",
            "{alg}"
        );
        let altered = jwt.replacen("e", "f", 1);
        let told = lab.try_peer(&node, &["verify.js", "public.pem", &altered]);
        assert_ne!(told.stdout, "true\n", "the judge takes anything");
    }
}

#[test]
fn an_assertion_is_by_the_clients_own_key_for_the_token_endpoint_and_never_the_same_twice() {
    let (Some(lab), Some(openssl), Some(node)) =
        (certificates::lab(), peer("openssl"), peer("node"))
    else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    let style = [&["--auth-style", "private_key_jwt"], &IDENTITY[..]].concat();
    let (_, fields) = sent(&lab, &recorder, &style);
    let one = value(&fields, "client_assertion").to_owned();
    lab.write("verify.js", VERIFY);
    let public = lab.peer(&openssl, &["pkey", "-in", "client.key", "-pubout"]);
    lab.write("public.pem", public);
    assert_eq!(
        lab.peer(&node, &["verify.js", "public.pem", &one]),
        "true\n"
    );
    let claims = part(&one, 1);
    assert_eq!(
        (&claims["iss"], &claims["sub"]),
        (&"app".into(), &"app".into())
    );
    assert_eq!(claims["aud"], recorder.url("/token/abc"));
    assert_eq!(
        claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(),
        60
    );
    let more = [
        &style[..],
        &[
            "--assertion-kid",
            "k-1",
            "--assertion-audience",
            "https://id.example",
            "--assertion-x5t",
        ],
    ];
    let (_, fields) = sent(&lab, &recorder, &more.concat());
    let two = value(&fields, "client_assertion");
    let thumbprint = lab.mtls(&["inspect", "client.crt", "--json"]).json()["x5t#S256"].clone();
    let header = part(two, 0);
    assert_eq!(
        (&header["kid"], &header["x5t#S256"]),
        (&"k-1".into(), &thumbprint)
    );
    assert_eq!(part(two, 1)["aud"], "https://id.example");
    assert_ne!(part(two, 1)["jti"], claims["jti"]);
}

#[test]
fn a_locked_assertion_key_opens_and_a_key_that_cannot_sign_is_told() {
    let (Some(lab), Some(openssl)) = (certificates::lab(), peer("openssl")) else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    let locked = [
        "--assertion-key",
        "locked.key",
        "--assertion-pass",
        "env:PW",
    ];
    let (_, fields) = sent(&lab, &recorder, &locked); // the key says which style is meant
    assert!(!value(&fields, "client_assertion").is_empty());
    let url = recorder.url("/token/abc");
    let ask = |more: &[&str]| {
        token(
            &lab,
            &[
                &["--token-url", &url, "--auth-style", "private-key-jwt"],
                more,
            ]
            .concat(),
        )
    };
    ask(&[
        "--assertion-key",
        "locked.key",
        "--assertion-pass",
        "env:WRONG",
    ])
    .fails(58, "[wrong-passphrase]");
    ask(&["--assertion-key", "none.key"]).fails(58, "none.key");
    ask(&["--assertion-key", "client.crt"]).fails(58, "[key-missing]");
    ask(&[]).fails(2, "no key to sign with");
    ask(&["--assertion-key", "client.key", "--assertion-alg", "PS256"])
        .fails(2, "cannot sign with PS256");
    ask(&["--assertion-key", "client.key", "--assertion-x5t"]).fails(2, "no certificate to name");
    genpkey(&lab, &openssl, "x.key", &["X25519"]);
    ask(&["--assertion-key", "x.key"]).fails(58, "[unsupported-algorithm]");
    genpkey(
        &lab,
        &openssl,
        "k1.key",
        &["EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"],
    );
    ask(&["--assertion-key", "k1.key"]).fails(2, "cannot sign a client assertion");
    assert_eq!(recorder.take(), []);
}

#[test]
fn an_assertion_under_the_secret_is_what_node_verifies() {
    let (Some(lab), Some(node)) = (certificates::lab(), peer("node")) else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    lab.write("secret", "s3cr3t-that-is-long-enough-for-it");
    let more = [
        "--auth-style",
        "client-secret-jwt",
        "--client-secret",
        "file:secret",
    ];
    let (_, fields) = sent(&lab, &recorder, &more);
    let jwt = value(&fields, "client_assertion");
    let script = "const [h,c,s]=process.argv[1].split('.');\
        console.log(require('crypto').createHmac('sha256','s3cr3t-that-is-long-enough-for-it')\
        .update(h+'.'+c).digest('base64url')===s)";
    assert_eq!(lab.peer(&node, &["-e", script, jwt]), "true\n");
    assert!(value(&fields, "client_secret").is_empty());
}

#[test]
fn an_issuer_names_endpoint_and_style_and_has_to_be_itself() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    lab.write("secret", "s3cr3t");
    let ask = |path: &str, more: &[&str]| {
        token(&lab, &[&["--discover", &recorder.url(path)], more].concat())
    };
    let secret = ["--client-secret", "file:secret"];
    let both = [&secret[..], &IDENTITY].concat();
    for (path, more, printed, body) in [
        (
            "/openid/client_secret_post",
            &secret[..],
            "plain",
            "client_id=app&client_secret=s3cr3t",
        ),
        (
            "/openid/client_secret_basic",
            &both,
            "mtls",
            "grant_type=client_credentials",
        ),
        (
            "/openid/tls_client_auth",
            &IDENTITY,
            "mtls",
            "client_id=app",
        ),
        (
            "/oauth/private_key_jwt",
            &IDENTITY,
            "mtls",
            "client_assertion=",
        ),
        (
            "/openid/client_secret_post/",
            &secret,
            "plain",
            "client_secret=s3cr3t",
        ),
    ] {
        assert_eq!(ask(path, more).ok().stdout.trim(), printed, "{path}");
        let seen = recorder.take().pop().unwrap();
        assert!(
            String::from_utf8_lossy(&seen.body).contains(body),
            "{path}: {seen:?}"
        );
    }
}

#[test]
fn what_is_said_counts_before_what_is_published_and_a_false_issuer_gets_no_secret() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    lab.write("secret", "s3cr3t");
    let ask = |path: &str, more: &[&str]| {
        token(&lab, &[&["--discover", &recorder.url(path)], more].concat())
    };
    let secret = ["--client-secret", "file:secret"];
    let both = [&secret[..], &IDENTITY].concat();
    let unpresented = [&both[..], &["--token-no-cert"]].concat();
    assert_eq!(
        ask("/openid/client_secret_basic", &unpresented).ok().stdout,
        "plain\n"
    );
    assert!(
        recorder
            .take()
            .iter()
            .all(|seen| seen.certificate.is_none())
    );
    let said = ["--auth-style", "basic-raw"];
    ask("/openid/client_secret_post", &[&secret[..], &said].concat()).ok();
    assert!(
        recorder
            .take()
            .pop()
            .unwrap()
            .header("Authorization")
            .is_some()
    );
    ask("/openid/none", &secret).fails(2, "the server's metadata names none");
    ask("/false/client_secret_basic", &secret).fails(1, "of another issuer");
    ask("/nothing/here", &secret).fails(1, "publishes no metadata");
    let posted = |seen: &Seen| seen.head.starts_with("POST ");
    assert!(
        !recorder.take().iter().any(posted),
        "a secret went to an issuer that is none"
    );
}

#[test]
fn call_takes_a_token_from_an_issuer_too() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    let issuer = recorder.url("/openid/tls_client_auth");
    let url = recorder.url("/");
    let args = [
        "call",
        &url,
        "--discover",
        &issuer,
        "--client-id",
        "app",
        "--cacert",
        "ca.crt",
    ];
    lab.mtls(&[&args[..], &IDENTITY].concat()).ok();
    let seen = recorder.take().pop().unwrap();
    assert_eq!(seen.header("Authorization"), Some("Bearer mtls"));
}

#[test]
fn the_token_endpoint_may_have_another_ca_and_get_no_certificate() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let api = Recorder::tls(&lab);
    let stranger = Lab::new();
    stranger
        .write("server.crt", lab.read("server-stranger.crt"))
        .write("server.key", lab.read("server.key"));
    let tokens = Recorder::tls(&stranger);
    lab.write("secret", "s3cr3t");
    let (url, token_url) = (api.url("/"), tokens.url("/token/abc"));
    let common = [
        "call",
        &url,
        "--cacert",
        "ca.crt",
        "--token-url",
        &token_url,
        "--client-id",
        "app",
        "--client-secret",
        "file:secret",
    ];
    let call = |more: &[&str]| lab.mtls(&[&common[..], &IDENTITY, more].concat());
    call(&[]).fails(60, "[server-cert-untrusted]");
    call(&["--token-cacert", "other.crt", "--token-no-cert"]).ok();
    assert!(tokens.take().pop().unwrap().certificate.is_none());
    assert!(api.take().pop().unwrap().certificate.is_some());
    call(&["--token-cacert", "other.crt"]).ok();
    assert!(tokens.take().pop().unwrap().certificate.is_some());
    call(&["--token-cacert", "none.crt"]).fails(77, "none.crt");
}

#[test]
fn a_secret_goes_over_plain_http_only_when_that_is_said() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    lab.write("secret", "s3cr3t");
    let url = recorder.url("/token/abc");
    let args = [
        "--token-url",
        &url,
        "--client-id",
        "app",
        "--client-secret",
        "file:secret",
    ];
    let bare = url.strip_prefix("http://").unwrap();
    let without = [
        "--token-url",
        bare,
        "--client-id",
        "app",
        "--client-secret",
        "file:secret",
    ];
    let run = |first: &[&str], args: &[&str]| lab.mtls(&[first, args].concat());
    run(&["token"], &args).fails(2, "--allow-plain-http");
    run(&["token"], &without).fails(2, "has no scheme");
    run(&["call", "https://localhost:1/"], &args).fails(2, "--allow-plain-http");
    let issuer = recorder.url("/openid/client_secret_basic");
    run(&["token", "--discover", &issuer], &args[2..]).fails(2, "--allow-plain-http");
    assert_eq!(recorder.take(), []);
    run(&["token", "--allow-plain-http"], &args).ok();
}

#[test]
fn flags_that_mean_nothing_beside_each_other_are_refused() {
    let lab = Lab::new();
    for (line, told) in [
        (
            "--client-secret pass:a --assertion-kid x",
            "--assertion-kid has no meaning with --auth-style form",
        ),
        (
            "--auth-style form --assertion-kid x",
            "--assertion-kid has no meaning",
        ),
        (
            "--auth-style client-secret-jwt --assertion-x5t",
            "--assertion-x5t has no meaning",
        ),
        (
            "--auth-style tls --token-no-cert",
            "--token-no-cert leaves out",
        ),
        (
            "--token-field client_secret=hunter2",
            "has a flag of its own: --client-secret",
        ),
        ("--token-field novalue", "NAME=VALUE"),
        ("--token-header hunter2", "is no header"),
        ("--discover https://localhost:1", "do not go together"),
        ("--decode token.txt", "no server is asked"),
        ("--clear --decode", "do not go together"),
        ("--assertion-alg none", "takes RS256"),
    ] {
        let line = format!("token --token-url https://localhost:1/t --client-id a {line}");
        let ran = lab.mtls_line(&line).fails(2, told);
        assert!(!ran.stderr.contains("hunter2"), "{ran:?}");
    }
    lab.mtls(&["token", "--decode"])
        .fails(2, "no token to decode");
    lab.mtls(&["token", "--client-id", "a"])
        .fails(2, "--token-url");
    lab.mtls(&["call", "https://localhost:1/", "--no-cache"])
        .fails(2, "--token-url");
}

#[test]
fn a_refusal_says_what_it_means_and_quotes_no_credential() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    lab.write("secret", CANARY)
        .write("awkward", "a+b/c=d&e-4711");
    let ask = |path: &str, more: &[&str]| {
        token(
            &lab,
            &[&["--token-url", &recorder.url(path)], more].concat(),
        )
    };
    let invalid =
        r#"{"error":"invalid_client","error_description":"client authentication failed"}"#;
    let secret = ["--client-secret", "file:secret"];
    let echoes = format!(r#"{{"error":"invalid_client","error_description":"{CANARY} is wrong"}}"#);
    ask(&says(401, &echoes), &secret).fails(67, "the server says: invalid_client: *** is wrong");
    let awkward = ["--client-secret", "file:awkward", "--auth-style", "basic"];
    ask(&says(401, invalid), &awkward).fails(67, "try --auth-style basic-raw");
    let json = r#"{"error":"invalid_request","error_description":"body must be JSON"}"#;
    ask(&says(415, json), &secret).fails(67, "try --auth-style json");
    ask(&says(400, r#"{"error":"invalid_scope"}"#), &secret).fails(67, "does not have this scope");
    let unlinked = [&secret[..], &IDENTITY, &["--auth-style", "json"]].concat();
    ask(&says(401, "Invalid Client Certificate"), &unlinked).fails(67, "linked to this credential");
    let expired = [
        &secret[..],
        &["--cert", "expired.crt", "--key", "client.key"],
    ]
    .concat();
    ask(&says(401, "Invalid Client Certificate"), &expired).fails(67, "[client-cert-expired]");
    ask(&says(401, "Invalid Client Certificate"), &secret).fails(67, "[client-cert-required]");
    let jwt = [&["--auth-style", "private-key-jwt"], &IDENTITY[..]].concat();
    // whatever the assertion is, its claims begin so in base64url
    let claims = URL_SAFE_NO_PAD.encode(r#"{"iss":"app""#);
    let ran = ask(&says(401, invalid), &jwt).fails(67, "--assertion-audience");
    assert!(!ran.stderr.contains(&claims[..10]), "{ran:?}");
}

#[test]
fn an_endpoint_that_asks_for_no_certificate_is_told_from_one_that_does_not_know_it() {
    let (Some(lab), Some(nginx)) = (certificates::lab(), peer("nginx")) else {
        return;
    };
    let refuses = "location / { default_type application/json; return 401 '{\"error\":\"invalid_client\"}'; }";
    let plain = format!("listen 127.0.0.1:PORT ssl; {refuses}");
    let asking = format!("listen 127.0.0.1:PORT ssl; ssl_verify_client optional_no_ca; {refuses}");
    let ask = |lines: &str, more: &[&str]| {
        let server = Server::nginx(&lab, &nginx, lines);
        let url = server.url("/t");
        let ran = token(
            &lab,
            &[&["--token-url", &url, "--auth-style", "tls"], more].concat(),
        );
        ran.fails(67, "does not know this client").stderr
    };
    assert!(ask(&plain, &IDENTITY).contains("asks for no certificate"));
    assert!(ask(&asking, &IDENTITY).contains("is registered for it"));
    assert!(ask(&asking, &[]).contains("no certificate was presented"));
}

#[test]
fn other_styles_are_tried_when_that_is_asked_and_the_one_that_works_is_named() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    lab.write("secret", "s3cr3t+4711");
    let ask = |path: &str, more: &[&str]| {
        let secret = ["--client-secret", "file:secret"];
        let url = recorder.url(path);
        token(&lab, &[&["--token-url", &url], &secret[..], more].concat())
    };
    ask("/only-json", &[]).fails(67, "try --auth-style json");
    assert_eq!(recorder.take().len(), 1, "a secret was sent again unasked");
    let ran = ask("/only-json", &["--try-auth-styles"]).ok();
    assert!(ran.stderr.contains("say --auth-style json"), "{ran:?}");
    assert_eq!(recorder.take().len(), 4);
    let path = says(401, r#"{"error":"invalid_client"}"#);
    let ran = ask(&path, &["--try-auth-styles", "--auth-style", "basic"]);
    ran.fails(67, "refused as form, basic-raw, json too");
    recorder.take();
    let jwt = ["--try-auth-styles", "--auth-style", "client-secret-jwt"];
    ask(&path, &jwt).fails(67, "client-secret-jwt");
    assert_eq!(recorder.take().len(), 1, "a secret that is never sent was");
}

/// The public key, the JWT; prints whether the signature is the key's.
const VERIFY: &str = r"
const { verify, createPublicKey, constants } = require('crypto');
const [, , pem, jwt] = process.argv;
const [header, claims, signature] = jwt.split('.');
const { alg } = JSON.parse(Buffer.from(header, 'base64url'));
const key = { key: createPublicKey(require('fs').readFileSync(pem)) };
const digest = alg === 'EdDSA' ? null : 'sha' + alg.slice(2);
if (alg.startsWith('PS')) {
  key.padding = constants.RSA_PKCS1_PSS_PADDING;
  key.saltLength = constants.RSA_PSS_SALTLEN_DIGEST;
}
if (alg.startsWith('ES')) key.dsaEncoding = 'ieee-p1363';
console.log(verify(digest, Buffer.from(header + '.' + claims), key, Buffer.from(signature, 'base64url')));
";
