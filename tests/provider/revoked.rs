//! `revoke`: asked before, and the endpoint's answers told.

use crate::common::peer;
use crate::server::{Client, Portal, lab};

const KEYS: &[&str] = &[
    "-H",
    "X-VTEX-API-AppKey: pass:k",
    "-H",
    "X-VTEX-API-AppToken: env:PW",
];

#[test]
fn a_certificate_is_revoked_by_its_serial_number_and_only_when_that_is_meant() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = lab(&openssl);
    let serial = lab.peer_line(&openssl, "x509 -in client.crt -noout -serial");
    let serial = serial.trim().trim_start_matches("serial=").to_lowercase();
    let known = format!("DELETE /api/edge/private-certificates/{serial} HTTP/1.1");
    let portal = Portal::start(&lab, Client::Anyone, move |got| match got.line() == known {
        true if got.header("X-VTEX-API-AppKey") == Some("k") => (200, Vec::new()),
        true => (403, Vec::new()),
        false => (404, Vec::new()),
    });
    let way = portal.way();
    let revoke = |more: &[&str], keys: &[&str]| {
        let start = ["revoke", "--provider", "vtex"];
        let way: Vec<&str> = way.split(' ').collect();
        lab.mtls(&[&start, more, keys, &way].concat())
    };
    revoke(&["client.crt"], KEYS).fails(2, "add --yes");
    revoke(&["client.crt", "--account", "other", "--yes"], KEYS).fails(1, "[account]");
    revoke(&["--serial", "0a", "--yes"], KEYS).fails(2, "the account is not known");
    revoke(&["--serial", "0g", "--account", "acme", "--yes"], KEYS).fails(2, "hex digits");
    assert!(portal.take().is_empty());

    let ran = revoke(&["client.crt", "--yes", "--json"], KEYS).ok();
    assert_eq!(ran.json()["serial"], serial.as_str());
    let got = portal.take().remove(0);
    assert_eq!(got.header("Host"), Some("acme.vtexcommercestable.com.br"));
    let colons: Vec<String> = serial
        .as_bytes()
        .chunks(2)
        .map(|c| String::from_utf8_lossy(c).to_uppercase())
        .collect();
    revoke(
        &["--serial", &colons.join(":"), "--account", "acme", "--yes"],
        KEYS,
    )
    .ok();

    let other = [
        "-H",
        "X-VTEX-API-AppKey: pass:z",
        "-H",
        "X-VTEX-API-AppToken: env:PW",
    ];
    let ran = revoke(&["client.crt", "--yes"], &other).fails(1, "[forbidden]");
    assert!(ran.stderr.contains("Update certificate"), "{ran:?}");
    let ran = revoke(&["--serial", "0b", "--account", "acme", "--yes"], KEYS).fails(1, "HTTP 404");
    assert!(
        ran.stderr
            .contains("VTEX has issued none of this serial number"),
        "{ran:?}"
    );
    lab.mtls_line("revoke client.crt --provider apata --yes")
        .fails(2, "names no endpoint that revokes");
}
