//! What a provider's rules say of tokens and of sensitive fields, in calls: when a kept token is
//! replaced, and what is not shown.

use std::time::{Duration, Instant};

use crate::common::{Lab, peer};
use crate::server::{Client, Portal, lab};

const BANK: &str = "name = \"bank\"\ntitle = \"the Bank\"\n[token]\npath = \"/token\"\nauth = \"form\"\nexpires-in = 900\n";

fn token(lab: &Lab, way: &str, more: &str) -> bool {
    let line = format!(
        "token --token-url https://localhost/token --client-id a --client-secret pass:b --json {way} {more}"
    );
    lab.mtls_line(line.trim()).ok().json()["cached"] == true
}

#[test]
fn a_kept_token_is_replaced_when_the_provider_says_and_its_life_is_the_answers() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = lab(&openssl);
    lab.write("early.toml", format!("{BANK}refresh-before = 999\n"));
    let answer = br#"{"access_token":"t0ken","token_type":"Bearer","expires_in":1000}"#;
    let portal = Portal::start(&lab, Client::Anyone, |_| (200, answer.to_vec()));
    let way = portal.way();
    assert!(!token(&lab, &way, ""));
    // 999 seconds before its end is a second from now
    let since = Instant::now();
    while token(&lab, &way, "--provider early.toml") {
        assert!(since.elapsed() < Duration::from_secs(20));
    }
    assert!(token(&lab, &way, ""), "by our own rule it is good");
}

#[test]
fn where_the_answer_gives_no_life_the_documents_holds() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = lab(&openssl);
    lab.write("bank.toml", BANK);
    let answer = br#"{"access_token":"t0ken","token_type":"Bearer"}"#;
    let portal = Portal::start(&lab, Client::Anyone, |_| (200, answer.to_vec()));
    let way = portal.way();
    assert!(!token(&lab, &way, "") && !token(&lab, &way, ""));
    let named = "--provider bank.toml";
    assert!(!token(&lab, &way, named) && token(&lab, &way, named));
}

#[test]
fn sensitive_fields_are_hidden_in_traces_and_messages_and_pipes_have_them() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = lab(&openssl);
    let body = r#"{"error":{"card":{"pan":"no-luhn-4656","cvv":"12x"},"note":"n"}}"#;
    let portal = Portal::start(&lab, Client::Anyone, move |_| (400, body.into()));
    let line = |more: &str| {
        let line = format!(
            "call https://mtls-sandbox.contasimples.com/credit-cards/v1/vcns -f -X POST {} {more}",
            portal.way()
        );
        line.trim().to_owned()
    };
    let told =
        |ran: &crate::common::Ran| ran.stderr.contains("no-luhn") || ran.stderr.contains("12x");
    // by the host alone; the words of a refusal, an expectation, and a trace
    let json = "--expect-json .error.card.pan==1";
    let ran = lab.mtls_line(&line(&format!("{json} --trace-ascii trace.txt")));
    assert!(
        !told(&ran) && ran.stderr.contains("\"pan\":\"***\""),
        "{ran:?}"
    );
    assert!(ran.stderr.contains("--show-sensitive"), "{ran:?}");
    let trace = lab.read("trace.txt");
    let trace = String::from_utf8_lossy(&trace);
    assert!(
        trace.contains(r#"{"pan":"***","cvv":"***"},"note":"n"}"#),
        "{trace}"
    );
    // a pipe has what came
    let open = line("").replace(" -f ", " ");
    assert_eq!(lab.mtls_line(&open).stdout, body);
    let shown = lab.mtls_line(&line("--show-sensitive"));
    assert!(told(&shown), "{shown:?}");
    // another path of the same host is not meant
    let other = line("").replace("/vcns", "/statements");
    assert!(told(&lab.mtls_line(&other)));
    // a host that nobody knows: by the provider that is named
    let own = line("--provider own.toml").replace("mtls-sandbox.contasimples.com", "localhost");
    lab.write(
        "own.toml",
        "name = \"own\"\ntitle = \"Own\"\n[[sensitive]]\nfield = \"note\"\nmeaning = \"a note\"\n",
    );
    let ran = lab.mtls_line(&own);
    assert!(
        ran.stderr.contains("\"note\":\"***\"") && told(&ran),
        "{ran:?}"
    );
    // what would be sent, of KnoxCall's
    let body = r#"{"name":"bank","certificate_pem":"open","private_key_pem":"k3y-text","passphrase":"w0rd"}"#;
    lab.write("secret.json", body);
    let dry =
        "call https://localhost/admin/secrets --provider knoxcall --json @secret.json --dry-run";
    let ran = lab.mtls_line(dry).ok();
    assert!(
        ran.stdout.contains("open") && ran.stdout.contains(r#""private_key_pem":"***""#),
        "{ran:?}"
    );
    assert!(
        !ran.stdout.contains("k3y") && !ran.stdout.contains("w0rd"),
        "{ran:?}"
    );
}

#[test]
fn any_401_is_answered_with_a_new_token_once_where_the_provider_says_so() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = lab(&openssl);
    lab.write("bank.toml", BANK);
    lab.write("anew.toml", format!("{BANK}renew-on-401 = true\n"));
    for (rules, code, wanted) in [
        ("bank.toml", 22, &["/token", "/x"][..]),
        ("anew.toml", 0, &["/token", "/x", "/token", "/x"]),
    ] {
        let issued = std::sync::atomic::AtomicUsize::new(0);
        // neither challenge nor body says that it is the token
        let portal = Portal::start(&lab, Client::Anyone, move |got| {
            let number = || issued.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
            match got.header("Authorization") {
                _ if got.line().starts_with("POST /token") => {
                    let token = format!(
                        "{{\"access_token\":\"t{}\",\"token_type\":\"Bearer\"}}",
                        number()
                    );
                    (200, token.into_bytes())
                }
                Some("Bearer t2") => (200, b"in".to_vec()),
                _ => (401, b"no".to_vec()),
            }
        });
        let line = format!(
            "call -s -f https://localhost/x --provider {rules} --token-url https://localhost/token --client-id {rules} --client-secret pass:b {}",
            portal.way()
        );
        let ran = lab.mtls_line(&line);
        assert_eq!(ran.code, code, "{ran:?}");
        let got = portal.take();
        let paths = got.iter().map(|got| got.line().split(' ').nth(1).unwrap());
        assert_eq!(paths.collect::<Vec<_>>(), wanted, "{ran:?}");
    }
}
