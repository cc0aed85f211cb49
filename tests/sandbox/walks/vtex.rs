//! VTEX, "Implementing mTLS": its three steps, and what it refuses.

use super::{By, Walk, filled};
use crate::common::peer;
use crate::harness::{stderr, stdout};

const FILES: [&str; 3] = ["client.crt", "client.key", "ca.crt"];
const REQUEST: &str = include_str!("words/vtex-request.sh");
const SIGN: &str = include_str!("../../wire/seeds/vtex-sign.sh");
const VALIDATE: &str = include_str!("../../wire/seeds/vtex-validate.sh");
const HOST: &str = "https://apiexamples.vtexcommercestable.com.br";

/// The document's request, made by its own line.
fn request(walk: &Walk) {
    let words = filled(
        REQUEST,
        &[
            ("{{APP_NAME}}", "app"),
            ("{{TENANT}}", "apiexamples"),
            ("{{CITY}}", "Rio"),
            ("{{STATE}}", "RJ"),
            ("{{COUNTRY:2CHARS}}", "BR"),
        ],
    );
    walk.theirs(&words, "");
}

/// The document's line with a request of a new key, and application key and token.
fn sign(walk: &Walk, key: &str) -> String {
    let csr = walk.read("APP_CERT_REQUEST.csr");
    let sample = "-----BEGIN CERTIFICATE REQUEST-----\n***\n-----END CERTIFICATE REQUEST-----";
    filled(
        SIGN,
        &[
            ("X-VTEX-API-AppKey: ", &format!("X-VTEX-API-AppKey: {key}")),
            (
                "X-VTEX-API-AppToken: ",
                &format!("X-VTEX-API-AppToken: {}", walk.sandbox.secret()),
            ),
            (sample, csr.trim_end()),
        ],
    )
}

#[test]
fn vtex_s_request_line_and_ours_make_the_same_but_for_the_key() {
    let Some(_) = peer("openssl") else { return };
    let walk = Walk::of(&["--like", "vtex"], FILES);
    request(&walk);
    walk.ours("mtls csr --provider vtex --cn app --ou apiexamples --l Rio --st RJ --c BR --out ours.csr --keyout ours.key --no-encrypt");
    let facts = walk.of_request("APP_CERT_REQUEST.csr", &["Attributes"]);
    assert_eq!(walk.of_request("ours.csr", &["Attributes"]), facts);
    assert!(
        facts.contains(&"Signature Algorithm: sha512WithRSAEncryption".to_owned()),
        "{facts:?}"
    );
    walk.same(
        "req -noout -subject -nameopt RFC2253",
        "APP_CERT_REQUEST.csr",
        "ours.csr",
    );
    // both keys in PKCS#8, unlocked, 2048 bits
    for key in ["APP_CERT_PRIVATE_KEY.key", "ours.key"] {
        assert!(
            walk.read(key).starts_with("-----BEGIN PRIVATE KEY-----"),
            "{key}"
        );
    }
    // "The fields CN and OU are mandatory"
    walk.says(
        "mtls csr --provider vtex --cn app --out x.csr --no-encrypt",
        2,
        &["OU"],
    );
    walk.theirs("openssl req -new -newkey rsa:2048 -sha512 -nodes -keyout x.key -out x.csr -subj /CN=app/C=BR", "");
    walk.says(
        "mtls csr --check x.csr --provider vtex",
        1,
        &[
            "the subject has no OU",
            "it is the account's name",
            "[field-missing]",
            "make it again with --cn APPLICATION --ou ACCOUNT",
        ],
    );
}

#[test]
fn vtex_s_lines_sign_and_validate_by_curl_and_by_ours() {
    let (Some(_), Some(_)) = (peer("openssl"), peer("curl")) else {
        return;
    };
    let walk = Walk::of(&["--like", "vtex"], FILES);
    request(&walk);
    for by in [By::Curl, By::Us] {
        // "Save this content to a .crt file"
        let signed = walk.shell(&sign(&walk, "sandbox-client"), by, "url", "");
        assert!(
            stdout(&signed).starts_with("-----BEGIN CERTIFICATE-----"),
            "{}",
            stderr(&signed)
        );
        walk.write("app.crt", &signed.stdout);
        walk.ours("mtls match-key app.crt APP_CERT_PRIVATE_KEY.key -q");
        let line = filled(
            VALIDATE,
            &[
                ("{{account}}", "apiexamples"),
                ("{{client.crt}}", "app.crt"),
                ("{{client.key}}", "APP_CERT_PRIVATE_KEY.key"),
                ("{{user_token}}", "user-token"),
            ],
        );
        assert_eq!(walk.both(&line, "url")["authStatus"], "Success");
    }
    // and in one command of ours, which pairs what comes
    let led = format!(
        "--cacert ca.crt --connect-to ::127.0.0.1:{}",
        walk.port("url")
    );
    let submitted = walk.ours(&format!(
        "mtls csr submit APP_CERT_REQUEST.csr --provider vtex --key APP_CERT_PRIVATE_KEY.key --out ours.crt {led} \
         -H X-VTEX-API-AppKey:sandbox-client -H X-VTEX-API-AppToken:env:SECRET"
    ));
    assert!(
        submitted.contains("APP_CERT_PRIVATE_KEY.key"),
        "{submitted}"
    );
    walk.same("x509 -noout -pubkey", "app.crt", "ours.crt");
}

#[test]
fn vtex_s_sign_endpoint_refuses_without_the_permission_and_for_another_account() {
    let (Some(_), Some(_)) = (peer("openssl"), peer("curl")) else {
        return;
    };
    let walk = Walk::of(&["--like", "vtex"], FILES);
    request(&walk);
    // "Otherwise, they will receive a 403 status code error."
    let permission = [
        "(HTTP 403) [forbidden]",
        "create a custom role with CDN API / Certificate management / Update certificate",
    ];
    let refused = sign(&walk, "without-permission");
    let status = filled(
        &refused,
        &[(
            "curl --request post",
            "curl -o /dev/null -w '%{http_code}' --request post",
        )],
    );
    assert_eq!(walk.both(&status, "url"), 403);
    let keys = "-H X-VTEX-API-AppKey:without-permission -H X-VTEX-API-AppToken:env:SECRET";
    let submit =
        format!("mtls csr submit APP_CERT_REQUEST.csr --provider vtex --out app.crt {keys}");
    walk.tells(&submit, "url", 1, &permission);
    // "The account in the request must match the one specified in the OU field of the CSR."
    let other = format!(
        "mtls csr submit APP_CERT_REQUEST.csr --provider vtex --account other --out app.crt {keys}"
    );
    walk.tells(
        &other,
        "url",
        1,
        &[
            "the account is `other`, and the request's OU is `apiexamples`",
            "[account]",
        ],
    );
}

#[test]
fn vtex_s_own_certificate_is_wanted_and_no_other_nor_an_unknown_serial() {
    let walk = Walk::of(&["--like", "vtex"], FILES);
    // "VTEX validates whether the certificate was issued and signed by its internal Certificate Authority (CA)"
    let call = format!("mtls call -f {HOST}/api/vtexid/credential/validate --json '{{}}'");
    let internal = "issued and signed by its internal CA";
    walk.tells(
        &call,
        "url",
        22,
        &[
            "none was sent",
            "[client-cert-required]",
            "have the request signed by VTEX",
        ],
    );
    walk.tells(
        &format!("{call} --cert stranger.crt --key client.key"),
        "url",
        35,
        &[
            "[client-cert-untrusted]",
            internal,
            "have the request signed by VTEX",
        ],
    );
    let revoke = "mtls revoke --serial 00ff --yes --provider vtex --account apiexamples -H X-VTEX-API-AppKey:sandbox-client -H X-VTEX-API-AppToken:env:SECRET";
    walk.tells(
        revoke,
        "url",
        1,
        &["HTTP 404", "give the certificate that VTEX has signed"],
    );
}
