//! Each provider's words for the failures that its documents name: one row a failure.

use super::*;

struct Case {
    provider: &'static str,
    code: &'static str,
    at: Moment,
    host: &'static str,
    method: &'static str,
    target: &'static str,
    status: u16,
    said: &'static str,
    /// In the advice's own order, joined.
    wanted: &'static [&'static str],
}

fn told(case: &Case) -> String {
    let provider: ProviderRef = case.provider.parse().unwrap();
    let occasion = Occasion {
        at: case.at,
        host: case.host,
        port: 443,
        method: case.method,
        target: case.target,
        headers: vec!["authorization".into(), "content-type".into()],
        status: Some(case.status).filter(|status| *status > 0),
        said: case.said,
    };
    let advice = advise(&provider.load().unwrap(), case.code, &occasion);
    advice.map_or(String::new(), |advice| {
        let instead = advice
            .instead
            .map(|(code, summary)| format!("[{}] {summary}\n", code.name()));
        format!(
            "{}{}\nfix{}: {}",
            instead.unwrap_or_default(),
            advice.lines.join("\n"),
            if advice.decides { "" } else { "+" },
            advice.fix
        )
    })
}

const BANK: &str = "api.bancodigital.com";
const TOKEN: &str = "/public/gw_banking/v1/auth/token-v2";
const BALANCE: &str = "/public/gw_banking/v1/accounts/123/balance";
const VCN: &str = "/credit-cards/v1/vcns";

const fn case(
    provider: &'static str,
    code: &'static str,
    at: Moment,
    asked: (&'static str, &'static str, &'static str),
    answer: (u16, &'static str),
    wanted: &'static [&'static str],
) -> Case {
    Case {
        provider,
        code,
        at,
        host: asked.0,
        method: asked.1,
        target: asked.2,
        status: answer.0,
        said: answer.1,
        wanted,
    }
}

const CASES: &[Case] = &[
    case(
        "banking-api",
        "token-refused",
        Moment::Token,
        (BANK, "POST", TOKEN),
        (401, "{\"message\":\"Invalid Client Certificate\"}"),
        &[
            "check 1: whether the certificate used in the request is the one linked",
            "se o certificado usado na requisição é o mesmo vinculado à credencial",
            "check 2: whether the certificate has not expired",
            "check 3: whether the private key matches",
            "check 4: whether the certificate belongs to the right chain",
            "fix: link this certificate",
        ],
    ),
    case(
        "banking-api",
        "token-refused",
        Moment::Token,
        (BANK, "POST", TOKEN),
        (401, "Invalid Credentials"),
        &[
            "check 1: client_id",
            "check 2: client_secret",
            "check 3: whether the credential is active",
        ],
    ),
    case(
        "banking-api",
        "forbidden",
        Moment::Call,
        (BANK, "GET", BALANCE),
        (403, ""),
        &[
            "allow-list",
            "check 2: whether the call leaves by the expected address",
        ],
    ),
    case(
        "banking-api",
        "client-cert-untrusted",
        Moment::Token,
        (BANK, "POST", TOKEN),
        (0, ""),
        &[
            "Banking API on \"TLS handshake failure\": whether the client sends the right cert and key",
        ],
    ),
    case(
        "banking-api",
        "unauthorized",
        Moment::Call,
        (BANK, "GET", BALANCE),
        (401, "nope"),
        &["whether the certificate is the one that the token was got with"],
    ),
    case(
        "conta-simples",
        "unauthorized",
        Moment::Call,
        (
            "api-sandbox.contasimples.com",
            "post",
            "/credit-cards/v1/vcns?x",
        ),
        (401, ""),
        &[
            "[wrong-host] POST /credit-cards/v1/vcns belongs to the mTLS host of Conta Simples, and was sent to api-sandbox.contasimples.com",
            "mtls-sandbox.contasimples.com (provisional",
            "fix: call https://mtls-sandbox.contasimples.com/credit-cards/v1/vcns instead",
        ],
    ),
    case(
        "conta-simples",
        "client-cert-required",
        Moment::Call,
        ("mtls.contasimples.com", "POST", VCN),
        (0, ""),
        &[
            "alert certificate required)\": client certificate missing or not presented",
            "fix+: ",
        ],
    ),
    case(
        "conta-simples",
        "client-cert-rejected",
        Moment::Call,
        ("mtls.contasimples.com", "POST", VCN),
        (0, ""),
        &[
            "check 1: client certificate missing",
            "check 2: certificate not registered",
            "check 3: wrong host",
            "fix+: confirm the certificate, the host, and that onboarding is complete",
        ],
    ),
    case(
        "conta-simples",
        "client-cert-required",
        Moment::Call,
        ("mtls.contasimples.com", "GET", "/accounts"),
        (0, ""),
        &["[wrong-host] GET /accounts belongs to the API host"],
    ),
    case(
        "conta-simples",
        "client-cert-expired",
        Moment::Call,
        ("mtls.contasimples.com", "POST", VCN),
        (0, ""),
        &[
            "credential)\": expired certificate or unexpected issuer",
            "fix+: ",
        ],
    ),
    case(
        "conta-simples",
        "http-error",
        Moment::Call,
        ("mtls.contasimples.com", "POST", VCN),
        (409, ""),
        &[
            "wants the header Idempotency-Key here",
            "this Idempotency-Key was used before",
        ],
    ),
    case(
        "vtex",
        "forbidden",
        Moment::Sign,
        (
            "acme.vtexcommercestable.com.br",
            "POST",
            "/api/edge/private-certificates/sign",
        ),
        (403, ""),
        &[
            "Update certificate",
            "custom role",
            "fix: create a custom role",
        ],
    ),
    case(
        "vtex",
        "client-cert-untrusted",
        Moment::Call,
        (
            "acme.vtexcommercestable.com.br",
            "POST",
            "/api/vtexid/credential/validate",
        ),
        (0, ""),
        &["was issued and signed by its internal CA"],
    ),
    case(
        "apata",
        "client-cert-expired",
        Moment::Call,
        ("api.apata.io", "POST", "/"),
        (0, ""),
        &["Apata on \"connection errors\": that certificates have not expired"],
    ),
    case(
        "apata",
        "key-too-short",
        Moment::Csr,
        ("", "", ""),
        (0, ""),
        &[
            "CSR rejected",
            "at least 2048 bits",
            "Country, Organisation, Common Name",
        ],
    ),
    case(
        "knoxcall",
        "key-mismatch",
        Moment::Files,
        ("", "", ""),
        (0, ""),
        &["do not form a pair", "generated together"],
    ),
    case(
        "knoxcall",
        "wrong-passphrase",
        Moment::Call,
        ("", "", ""),
        (0, ""),
        &["Cannot decrypt private key"],
    ),
    // what a provider says nothing of is left alone
    case(
        "banking-api",
        "http-error",
        Moment::Call,
        (BANK, "GET", BALANCE),
        (500, ""),
        &[],
    ),
    case(
        "conta-simples",
        "token-expired",
        Moment::Call,
        ("api.contasimples.com", "GET", "/accounts"),
        (401, "token expired"),
        &["missing or invalid credential"],
    ),
    case(
        "generic",
        "forbidden",
        Moment::Call,
        ("x.example", "GET", "/"),
        (403, ""),
        &[],
    ),
];

#[test]
fn each_failure_is_told_in_the_words_of_the_document() {
    for case in CASES {
        let told = told(case);
        assert!(
            !case.wanted.is_empty() || told.is_empty(),
            "{}: {told}",
            case.provider
        );
        for wanted in case.wanted {
            assert!(
                told.contains(wanted),
                "{} {} lacks {wanted}:\n{told}",
                case.provider,
                case.code
            );
        }
    }
}

#[test]
fn a_provider_is_known_by_its_host() {
    for (host, name) in [
        ("api.bancodigital.com", Some("banking-api")),
        ("MTLS.contasimples.com", Some("conta-simples")),
        ("acme.vtexcommercestable.com.br", Some("vtex")),
        ("api.apata.io", Some("apata")),
        ("api.apata.io.evil.example", None),
        ("localhost", None),
        ("", None),
    ] {
        assert_eq!(
            of_host(host).map(|p| p.name),
            name.map(str::to_owned),
            "{host}"
        );
    }
}

#[test]
fn a_server_that_names_another_matter_is_believed_before_its_status() {
    let revoke = |said| {
        let case = case(
            "vtex",
            "http-error",
            Moment::Revoke,
            (
                "acme.vtexcommercestable.com.br",
                "DELETE",
                "/api/edge/private-certificates/aa",
            ),
            (404, said),
            &[],
        );
        told(&case)
    };
    assert!(revoke("Certificate not found").contains("\nfix: "));
    assert!(revoke("no such account: acme").contains("\nfix+: "));
}
