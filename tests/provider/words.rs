//! What goes wrong at each provider, provoked on its own host names, and told as its document does.

use crate::common::{Lab, Ran, peer};
use crate::server::{Client, Portal, lab};

const BALANCE: &str = "https://api.bancodigital.com/public/gw_banking/v1/accounts/123/balance";
const TOKEN: &str = "https://api.bancodigital.com/public/gw_banking/v1/auth/token-v2";
const OURS: &str = "--cert client.crt --key client.key";

/// A portal that gives every request this answer.
fn portal(client: Client, status: u16, body: &'static str) -> Option<(Lab, Portal)> {
    let lab = lab(&peer("openssl")?);
    let portal = Portal::start(&lab, client, move |_| (status, body.as_bytes().to_vec()));
    Some((lab, portal))
}

#[track_caller]
fn tells(ran: Ran, code: i32, wanted: &[&str]) {
    assert_eq!(ran.code, code, "{ran:?}");
    let mut rest = ran.stderr.as_str();
    for text in wanted {
        let at = rest.find(text);
        let at = at.unwrap_or_else(|| panic!("no `{text}`, in this order, in {}", ran.stderr));
        rest = &rest[at + text.len()..];
    }
}

#[test]
fn the_banking_apis_refusals_have_their_checks_in_order() {
    let Some((lab, portal)) = portal(
        Client::OfCa,
        401,
        "{\"message\":\"Invalid Client Certificate\"}",
    ) else {
        return;
    };
    let way = portal.way();
    let token = |line: &str| {
        format!(
            "token --token-url {TOKEN} --auth-style json --client-id a --client-secret pass:b --no-cache {OURS} {line}"
        )
    };
    tells(
        lab.mtls_line(&token(&way)),
        67,
        &[
            "evidence: the server says: Invalid Client Certificate",
            "401 Invalid Client Certificate",
            "\n  check 1: whether the certificate used in the request is the one linked to the credential (\"se o certificado usado na requisição é o mesmo vinculado à credencial\")",
            "check 2: whether the certificate has not expired (\"se o certificado não expirou\")",
            "check 3: whether the private key matches the certificate (\"se a chave privada corresponde ao certificado\")",
            "check 4: whether the certificate belongs to the right chain of the environment (\"se o certificado pertence à cadeia correta do ambiente\")",
            "fix: link this certificate to the credential in CORE",
        ],
    );
    let portal = Portal::start(&lab, Client::OfCa, |_| {
        (401, b"Invalid Credentials".to_vec())
    });
    tells(
        lab.mtls_line(&token(&portal.way())),
        67,
        &[
            "check 1: client_id",
            "check 2: client_secret",
            "se a credencial está ativa",
            "fix: ",
        ],
    );
    let portal = Portal::start(&lab, Client::OfCa, |_| (403, b"Forbidden".to_vec()));
    let call = format!(
        "call -f {BALANCE} {OURS} --oauth2-bearer T {}",
        portal.way()
    );
    tells(
        lab.mtls_line(&call),
        22,
        &[
            "[forbidden]",
            "HTTP 403",
            "se o IP público de origem está na allowlist da credencial",
            "se a chamada está saindo pelo IP esperado",
            "fix: put the public source address on the credential's allow-list in CORE",
        ],
    );
}

#[test]
fn a_failed_handshake_at_the_banking_api_keeps_its_own_cause_and_adds_the_document_s_checks() {
    let Some((lab, portal)) = portal(Client::OfCa, 200, "{}") else {
        return;
    };
    let way = portal.way();
    tells(
        lab.mtls_line(&format!("call {BALANCE} {way}")),
        98,
        &[
            "[client-cert-required]",
            "evidence: ",
            "on \"TLS handshake failure\": whether the client sends the right cert and key (\"se o cliente está enviando cert e key corretos\")",
            "fix: pass --cert and --key\n",
        ],
    );
    // the environment's CA is not trusted
    let untrusted = format!(
        "call {BALANCE} {OURS} --connect-to ::127.0.0.1:{} --cacert client.crt",
        portal.port
    );
    tells(
        lab.mtls_line(&untrusted),
        60,
        &[
            "[server-cert-untrusted]",
            "on \"TLS handshake failure\": whether your tool trusts the CA of the environment",
        ],
    );
    // the PFX has another passphrase: no connection at all
    lab.peer_line(
        &peer("openssl").unwrap(),
        "pkcs12 -export -in client.crt -inkey client.key -passout env:PW -out client.pfx",
    );
    let locked = format!("call {BALANCE} --cert client.pfx --pass env:WRONG {way}");
    tells(
        lab.mtls_line(&locked),
        58,
        &[
            "[wrong-passphrase]",
            "on \"TLS handshake failure\": whether the PFX has the right passphrase",
        ],
    );
    assert!(portal.take().is_empty());
}

#[test]
fn a_transactional_path_on_conta_simples_api_host_is_wrong_host() {
    let Some((lab, portal)) = portal(Client::Anyone, 403, "{\"message\":\"Forbidden\"}") else {
        return;
    };
    let way = portal.way();
    let vcn = |host: &str| {
        format!(
            "call -f -X POST https://{host}/credit-cards/v1/vcns -d {{}} --oauth2-bearer T {way}"
        )
    };
    tells(
        lab.mtls_line(&vcn("api-sandbox.contasimples.com")),
        22,
        &[
            "POST /credit-cards/v1/vcns belongs to the mTLS host of Conta Simples, and was sent to api-sandbox.contasimples.com [wrong-host]",
            "HTTP 403",
            "mtls-sandbox.contasimples.com (provisional",
            "fix: call https://mtls-sandbox.contasimples.com/credit-cards/v1/vcns instead",
        ],
    );
    // on its own host it is no matter of the host
    let there = lab.mtls_line(&vcn("mtls-sandbox.contasimples.com"));
    tells(
        there,
        22,
        &[
            "[forbidden]",
            "wants the header Idempotency-Key here",
            "expired certificate or unexpected issuer",
            "missing or invalid credential (Bearer)",
        ],
    );
    // and what is no known path is told as everywhere
    let other = lab.mtls_line(&format!("call -f https://example.org/x {way} -k"));
    assert!(!other.stderr.contains("Conta Simples"), "{other:?}");
}

#[test]
fn a_token_asked_for_on_conta_simples_mtls_host_is_wrong_host_by_name_and_by_host() {
    // with a certificate it answers 404; without one it refuses the handshake
    for client in [Client::Anyone, Client::OfCa] {
        let Some((lab, portal)) = portal(client, 404, "{\"message\":\"no route\"}") else {
            return;
        };
        for named in ["", "--provider conta-simples"] {
            let line = format!(
                "token --token-url https://mtls-sandbox.contasimples.com/oauth/v1/access-token --auth-style basic-raw --client-id a --client-secret env:PW --no-cache {} {named}",
                portal.way()
            );
            let ran = lab.mtls_line(line.trim_end());
            assert_ne!(ran.code, 0, "{ran:?}");
            assert!(
                ran.stderr.contains("POST /oauth/v1/access-token belongs to the API host of Conta Simples, and was sent to mtls-sandbox.contasimples.com [wrong-host]")
                    && ran.stderr.contains("fix: call https://api-sandbox.contasimples.com/oauth/v1/access-token instead"),
                "{ran:?}"
            );
        }
    }
}

#[test]
fn conta_simples_tls_error_is_answered_with_its_common_causes() {
    let Some((lab, portal)) = portal(Client::OfCa, 201, "{}") else {
        return;
    };
    let call = format!(
        "call -X POST https://mtls.contasimples.com/credit-cards/v1/vcns -d {{}} {}",
        portal.way()
    );
    tells(
        lab.mtls_line(&call),
        98,
        &[
            "[client-cert-required]",
            "alert certificate required)\": client certificate missing or not presented (--cert/--key)",
            "fix: pass --cert and --key; Conta Simples: confirm the certificate, the host, and that onboarding is complete\n",
        ],
    );
    let query = format!(
        "call https://mtls.contasimples.com/credit-cards/v1/statements {}",
        portal.way()
    );
    tells(
        lab.mtls_line(&query),
        98,
        &[
            "belongs to the API host of Conta Simples",
            "[wrong-host]",
            "fix: call https://api.contasimples.com/",
        ],
    );
}

#[test]
fn apata_and_knoxcall_have_their_own_words_by_host_and_by_name() {
    let Some((lab, portal)) = portal(Client::OfCa, 200, "{}") else {
        return;
    };
    let way = portal.way();
    tells(
        lab.mtls_line(&format!("call https://api.apata.io {way}")),
        98,
        &[
            "[client-cert-required]",
            "fix: pass --cert and --key; Apata: if it stays, contact the Apata support team",
        ],
    );
    tells(
        lab.mtls_line(&format!(
            "call https://localhost/test --provider knoxcall {way}"
        )),
        98,
        &[
            "[client-cert-required]",
            "fix: pass --cert and --key; KnoxCall: if it works locally but fails in KnoxCall, check passphrase and environment configuration\n",
        ],
    );
    // a name that is no provider's says nothing of its own
    let plain = lab.mtls_line(&format!("call https://localhost/test {way}"));
    assert!(
        plain.code == 98 && !plain.stderr.contains("check 1"),
        "{plain:?}"
    );
    lab.write("bad.toml", "nam = 'x'");
    lab.mtls_line(&format!(
        "call https://localhost/test --provider ./bad.toml {way}"
    ))
    .fails(2, "bad.toml:1:1: nam: unknown key");
    assert!(portal.take().is_empty());
}

#[test]
fn a_file_of_one_s_own_has_its_words_told_too() {
    let Some((lab, portal)) = portal(Client::Anyone, 418, "teapot") else {
        return;
    };
    let rules = "name='mybank'\ntitle='My Bank'\n[[symptoms]]\ntitle='418'\nstatus=[418]\nwords=['TEAPOT']\ncause='it is short and stout'\ncheck=['the spout']\nfix='tip it over'\n";
    lab.write("mybank.toml", rules);
    let call = format!(
        "call -f https://localhost/ --provider ./mybank.toml {}",
        portal.way()
    );
    tells(
        lab.mtls_line(&call),
        22,
        &[
            "[http-error]",
            "My Bank on \"418\": it is short and stout",
            "check 1: the spout",
            "fix: tip it over",
        ],
    );
}
