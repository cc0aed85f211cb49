//! The Banking API, "Authentication & mTLS": token by PEM and PFX, the balance, the token manager, and
//! the four of its troubleshooting.

use super::{Walk, filled, samples};
use crate::common::peer;
use crate::harness::{stderr, stdout};

const FILES: [&str; 3] = ["client.crt", "client.key", "ca.crt"];
const TOKEN: &str = include_str!("../../wire/seeds/banking-api-token-pem.sh");
const TOKEN_BY_PFX: &str = include_str!("../../wire/seeds/banking-api-token-pfx.sh");
const BALANCE: &str = include_str!("../../wire/seeds/banking-api-balance.sh");
const NODE: &str = include_str!("words/banking-api-node.ts");
const URL: &str = "https://api.bancodigital.com/public/gw_banking/v1/auth/token-v2";

#[test]
fn the_banking_api_s_lines_get_a_token_by_pem_and_pfx_and_the_balance_by_curl_and_by_ours() {
    let (Some(_), Some(_)) = (peer("curl"), peer("openssl")) else {
        return;
    };
    let walk = Walk::of(&["--like", "banking-api"], FILES);
    walk.theirs("openssl pkcs12 -export -in client.crt -inkey client.key -out client.pfx -passout pass:senha-do-pfx", "");
    let (id, secret) = (walk.sandbox.fact("client_id"), walk.sandbox.secret());
    let credentials = [("seu-client-id", id), ("seu-client-secret", &*secret)];
    let mut bearer = String::new();
    for line in [TOKEN, TOKEN_BY_PFX] {
        let token = walk.both(&filled(line, &credentials), "url");
        // "token_type": "Bearer", "expires_in": 3600
        assert_eq!(
            (&token["token_type"], &token["expires_in"]),
            (&"Bearer".into(), &3600.into())
        );
        bearer = token["access_token"].as_str().unwrap().to_owned();
    }
    let balance = walk.both(&filled(BALANCE, &[("SEU_ACCESS_TOKEN", &bearer)]), "url");
    assert_eq!(balance["accountId"], "123");
    // ours alone: one command for both, with the same certificate
    walk.write(
        "mtls.toml",
        format!(
            "[b]\nprovider = \"banking-api\"\n[b.production]\nurl = \"https://api.bancodigital.com\"\n\
             cert = \"client.pfx\"\npass = \"file:pfx.pass\"\ncacert = \"ca.crt\"\nclient-id = \"{id}\"\n\
             client-secret = \"file:secret\"\nconnect-to = [\"::127.0.0.1:{}\"]\n",
            walk.port("url")
        ),
    );
    walk.write("pfx.pass", "senha-do-pfx");
    walk.write("secret", &secret);
    walk.theirs("chmod 600 pfx.pass secret client.pfx", "");
    let balance = walk
        .ours("mtls call -sq --profile b/production /public/gw_banking/v1/accounts/123/balance");
    assert!(balance.contains("\"accountId\":\"123\""), "{balance}");
}

/// The class as it stands, and what is done with it: the token kept, kept until five minutes before its
/// end, and got again then.
const USE: &str = r#"
const now = Date.now;
let late = 0;
Date.now = () => now() + late;
(async () => {
  const manager = new TokenManager();
  const first = await manager.getToken();
  const kept = (await manager.getToken()) === first;
  late = (3600 - 5 * 60 - 30) * 1000;
  const before = (await manager.getToken()) === first;
  late += 60 * 1000;
  const second = await manager.getToken();
  const answer = await axios.get('HOST/public/gw_banking/v1/accounts/123/balance', {
    httpsAgent: manager.getAgent(), headers: { Authorization: `Bearer ${second}` } });
  console.log(JSON.stringify([kept, before, second !== first, answer.data.accountId]));
})().catch(e => { console.error(e.response?.data ?? e); process.exit(1); });
"#;

#[test]
fn the_banking_api_s_token_manager_runs_as_it_stands_and_renews_five_minutes_early() {
    let Some(node) = samples::node() else { return };
    let walk = Walk::of(&["--like", "banking-api"], FILES);
    let host = [("https://api.bancodigital.com", &*walk.local("url"))];
    let text = filled(NODE, &host) + &filled(USE, &[("HOST", &walk.local("url"))]);
    // TypeScript, its types taken away as it is loaded
    let run = walk.sample(&node, &["-r", "sucrase/register/ts"], "sample.ts", &text);
    assert_eq!(
        stdout(&run),
        "[true,true,true,\"123\"]\n",
        "{}",
        stderr(&run)
    );
}

fn token(cert: &str, secret: &str) -> String {
    format!(
        "mtls token --token-url {URL} --auth-style json --no-cache --client-id sandbox-client --client-secret env:{secret} --cert {cert}"
    )
}

#[test]
fn the_banking_api_s_401_invalid_credentials_names_id_secret_and_the_active_credential() {
    let walk = Walk::of(&["--like", "banking-api"], FILES);
    // "client_idclient_secret- se a credencial está ativa": two names and a sentence, run together
    let told = [
        "Invalid Credentials",
        "client_id",
        "client_secret",
        "se a credencial está ativa",
        "correct client_id and client_secret, or activate the credential in CORE",
    ];
    walk.tells(
        &token("client.crt --key client.key", "WRONG"),
        "url",
        67,
        &told,
    );
    // right, and not active
    let core = walk.sandbox.fact("portal_url");
    let right = token("client.crt --key client.key", "SECRET");
    walk.ours(&format!(
        "mtls call -sS -X POST {core}/core/credential/deactivate --cacert ca.crt -o off"
    ));
    walk.tells(&right, "url", 67, &told);
}

#[test]
fn the_banking_api_s_401_invalid_client_certificate_names_its_four_causes() {
    let Some(_) = peer("openssl") else { return };
    let walk = Walk::of(&["--like", "banking-api"], FILES);
    let told = [
        "Invalid Client Certificate",
        "se o certificado usado na requisição é o mesmo vinculado à credencial",
        "se o certificado não expirou",
        "se a chave privada corresponde ao certificado",
        "se o certificado pertence à cadeia correta do ambiente",
        "link this certificate to the credential in CORE",
    ];
    // "- se o certificado usado na requisição é o mesmo vinculado à credencial": signed, and not linked
    walk.ours("mtls csr --cn b --ou b --o b --c BR --newkey ec:p256 --out b.csr --keyout b.key --no-encrypt");
    walk.ours(&format!(
        "mtls call -sS {}/sign --cacert ca.crt --data-binary @b.csr -o b.crt",
        walk.sandbox.fact("portal_url")
    ));
    let second = token("b.crt --key b.key", "SECRET");
    walk.tells(&second, "url", 67, &told);
    // its fix; "Uma credencial pode ter até 2 certificados ativos": both get a token then
    let core = walk.sandbox.fact("portal_url");
    walk.ours(&format!(
        "mtls call -sSf {core}/core/certificates --cacert ca.crt --data-binary @b.crt -o linked"
    ));
    for line in [second, token("client.crt --key client.key", "SECRET")] {
        walk.ours(&format!(
            "{line} -q --cacert ca.crt --connect-to ::127.0.0.1:{}",
            walk.port("url")
        ));
    }
    // "- se o certificado não expirou"
    walk.tells(
        &token("expired.crt --key client.key", "SECRET"),
        "url",
        35,
        &["[client-cert-expired]"],
    );
    // "- se a chave privada corresponde ao certificado": before anything is sent
    walk.tells(
        &token("b.crt --key client.key", "SECRET"),
        "url",
        58,
        &["[key-mismatch]", "match-key"],
    );
    // "- se o certificado pertence à cadeia correta do ambiente"
    walk.tells(
        &token("stranger.crt --key client.key", "SECRET"),
        "url",
        35,
        &["[client-cert-untrusted]"],
    );
}

#[test]
fn the_banking_api_s_403_names_the_allow_list_and_the_address_that_the_call_leaves_by() {
    let walk = Walk::of(
        &["--like", "banking-api", "--deny-address", "127.0.0.9"],
        FILES,
    );
    let right = token("client.crt --key client.key", "SECRET");
    // "- se o IP público de origem está na allowlist da credencial", "- se a chamada está saindo pelo IP esperado"
    let told = [
        "Forbidden",
        "se o IP público de origem está na allowlist da credencial",
        "se a chamada está saindo pelo IP esperado",
        "put the public source address on the credential's allow-list in CORE, or leave by the one that is there",
    ];
    walk.tells(&format!("{right} --interface 127.0.0.9"), "url", 67, &told);
    let led = format!(
        "{right} --interface 127.0.0.1 -q --cacert ca.crt --connect-to ::127.0.0.1:{}",
        walk.port("url")
    );
    walk.ours(&led);
}

#[test]
fn the_banking_api_s_handshake_failure_names_certificate_pfx_and_ca() {
    let Some(_) = peer("openssl") else { return };
    let walk = Walk::of(&["--like", "banking-api"], FILES);
    let title = "TLS handshake failure"; // "Falha de handshake TLS"
    let call = "mtls call https://api.bancodigital.com/public/gw_banking/v1/accounts/123/balance --oauth2-bearer x";
    // "- se o cliente está enviando", "certekeycorretos - se o": cert e key corretos
    walk.tells(
        call,
        "url",
        98,
        &[
            "[client-cert-required]",
            title,
            "se o cliente está enviando cert e key corretos",
        ],
    );
    // "PFXestá com a senha correta - se a sua ferramenta está confiando na CA do ambiente": the PFX before anything is sent
    walk.theirs("openssl pkcs12 -export -in client.crt -inkey client.key -out client.pfx -passout pass:senha-do-pfx", "");
    walk.tells(
        &format!("{call} --cert client.pfx --pass env:WRONG"),
        "url",
        58,
        &["[wrong-passphrase]", "se o PFX está com a senha correta"],
    );
    // and the CA
    let alone = format!(
        "{call} --cert client.crt --key client.key --cacert stranger.crt --connect-to ::127.0.0.1:{}",
        walk.port("url")
    );
    walk.says(
        &alone,
        60,
        &[
            "[server-cert-untrusted]",
            title,
            "se a sua ferramenta está confiando na CA do ambiente",
        ],
    );
}
