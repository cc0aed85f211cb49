//! `csr submit` and `revoke` with a profile: its host, its account, its headers, and never another
//! environment in the place of the one that is named.

use crate::common::{Lab, peer};
use crate::server::{Client, Portal, lab};

/// A shop whose sandbox is this server, and whose `test` has no host of its own.
fn ready(client: Client) -> Option<(Lab, Portal)> {
    let openssl = peer("openssl")?;
    let lab = lab(&openssl);
    let portal = Portal::start(&lab, client, |_| (404, Vec::new()));
    let headers = "headers = { X-VTEX-API-AppKey = 'env:PW', X-VTEX-API-AppToken = 'env:PW', X-Note = 'prompt' }";
    let url = format!("https://localhost:{}", portal.port);
    lab.write(
        "mtls.toml",
        format!(
            "[shop]\nprovider = 'vtex'\naccount = 'acme'\n[shop.sandbox]\nurl = '{url}'\ncacert = 'ca.crt'\n{headers}\n\
             [shop.test]\ncacert = 'ca.crt'\nconnect-to = ['::127.0.0.1:{}']\n{headers}\n",
            portal.port
        ),
    );
    for ou in ["acme", "other"] {
        let line = format!(
            "csr --provider vtex --cn shop --ou {ou} --c BR --out {ou}.csr --newkey ec:p256 --no-encrypt"
        );
        lab.mtls_line(&line).ok();
    }
    Some((lab, portal))
}

#[test]
fn a_profile_says_where_a_request_goes_for_which_account_and_with_what() {
    let Some((lab, portal)) = ready(Client::Anyone) else {
        return;
    };
    lab.mtls_line("csr submit acme.csr --profile shop/sandbox")
        .fails(1, "HTTP 404");
    let got = portal.take().remove(0);
    let host = format!("localhost:{}", portal.port);
    assert_eq!(got.header("Host"), Some(host.as_str()));
    assert_eq!(
        got.line(),
        "POST /api/edge/private-certificates/sign HTTP/1.1"
    );
    // as call sends it: a value that stands in the profile, not a question
    assert_eq!(got.header("X-Note"), Some("prompt"));
    assert_eq!(got.header("X-VTEX-API-AppKey"), Some(crate::common::CANARY));
    lab.mtls_line("csr submit other.csr --profile shop/sandbox")
        .fails(1, "the account is `acme`, and the request's OU is `other`");
    lab.mtls_line("revoke --serial 0a --yes --profile shop/sandbox")
        .fails(1, "HTTP 404");
    let got = portal.take();
    assert_eq!(got.len(), 1, "{got:?}");
    assert_eq!(
        got[0].line(),
        "DELETE /api/edge/private-certificates/0a HTTP/1.1"
    );
    assert_eq!(got[0].header("Host"), Some(host.as_str()));
}

#[test]
fn an_environment_that_the_provider_has_not_is_never_its_production() {
    let Some((lab, portal)) = ready(Client::Anyone) else {
        return;
    };
    for line in ["csr submit acme.csr", "revoke --serial 0a --yes"] {
        let ran = lab
            .mtls_line(&format!("{line} --profile shop/test"))
            .fails(2, "VTEX has no environment `test`");
        for wanted in ["to [shop.test]", "--environment: production"] {
            assert!(ran.stderr.contains(wanted), "{ran:?}");
        }
    }
    assert!(portal.take().is_empty());
    // what is typed is meant, and is told
    let ran = lab
        .mtls_line("csr submit acme.csr --profile shop/test --environment production")
        .fails(1, "HTTP 404");
    assert!(ran.stderr.contains("PRODUCTION: VTEX"), "{ran:?}");
}

#[test]
fn a_place_of_a_url_that_there_is_not_is_called_so() {
    let Some((lab, _)) = ready(Client::Anyone) else {
        return;
    };
    for (place, wanted) in [
        ("acount", "{acount} is no placeholder; there are {account}"),
        ("serial", "a request has no serial number yet"),
    ] {
        let url = format!("https://localhost/{{{place}}}");
        lab.mtls(&["csr", "submit", "acme.csr", "--url", &url])
            .fails(2, wanted);
    }
}

#[test]
fn revoke_presents_the_certificate_that_is_named_for_it() {
    let Some((lab, portal)) = ready(Client::OfCa) else {
        return;
    };
    let line = format!(
        "revoke --serial 0a --yes --cacert ca.crt --url https://localhost:{}/{{serial}}",
        portal.port
    );
    lab.mtls_line(&line).fails(1, "none was sent");
    lab.mtls_line(&format!("{line} --cert client.crt --cert-key client.key"))
        .fails(1, "HTTP 404");
    let got = portal.take();
    assert!(got.len() == 1 && got[0].has_certificate, "{got:?}");
}
