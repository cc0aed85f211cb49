//! Apata, "Mutual TLS Setup": both directions, the sample, and the troubleshooting.

use std::process::Stdio;

use super::{Walk, filled, samples};
use crate::common::peer;
use crate::harness::{mtls, stderr, stdout};

const FILES: [&str; 3] = ["client.crt", "client.key", "apata_ca.crt"];
const REQUEST: &str = include_str!("words/apata-request.sh");
const SIGN: &str = include_str!("words/apata-sign.sh");
const NODE: &str = include_str!("words/apata-node.js");
/// What openssl asks for the request, and an empty line each for mail, password and company.
const ANSWERS: &str = "IE\nDublin\nDublin\nMy Company Inc.\nIT\nexample.com\n\n\n\n";
const SUBJECT: &str =
    "--c IE --st Dublin --l Dublin --o 'My Company Inc.' --ou IT --cn example.com";

#[test]
fn apata_s_key_and_request_are_ours_too_and_come_back_as_a_certificate_that_it_takes() {
    let (Some(_), Some(_)) = (peer("openssl"), peer("curl")) else {
        return;
    };
    let walk = Walk::of(&["--like", "apata"], FILES);
    walk.theirs(REQUEST, ANSWERS);
    walk.ours(&format!(
        "mtls csr --provider apata {SUBJECT} --out ours.csr --keyout ours.key --no-encrypt"
    ));
    let facts = walk.of_request("client.csr", &[]);
    assert_eq!(walk.of_request("ours.csr", &[]), facts);
    assert!(facts.len() > 8, "{facts:?}");
    walk.same(
        "req -noout -subject -nameopt RFC2253",
        "client.csr",
        "ours.csr",
    );
    // what openssl made is what Apata takes, and so is ours
    walk.ours("mtls csr --check client.csr --provider apata --host example.com");
    walk.ours("mtls csr --check ours.csr --provider apata --host example.com");
    let portal = walk.sandbox.fact("portal_url");
    for (csr, crt, key) in [
        ("client.csr", "client.crt", "client.key"),
        ("ours.csr", "ours.crt", "ours.key"),
    ] {
        walk.ours(&format!(
            "mtls call {portal}/sign --cacert apata_ca.crt --data-binary @{csr} -o {crt}"
        ));
        walk.ours(&format!("mtls match-key {crt} {key} -q"));
        let answer = walk.ours(&format!(
            "mtls call https://api.apata.io --json '{{\"message\":\"Test\"}}' --cert {crt} --key {key} \
             --cacert apata_ca.crt --connect-to ::127.0.0.1:{}",
            walk.port("url")
        ));
        assert!(
            answer.contains("CN=example.com,OU=IT,O=My Company Inc."),
            "{answer}"
        );
    }
}

#[test]
fn apata_s_signing_line_and_ours_certify_the_same_key_and_ours_for_clients() {
    let Some(_) = peer("openssl") else { return };
    let walk = Walk::of(&["--like", "apata"], FILES);
    let first = mtls()
        .args([
            "sandbox",
            "--like",
            "apata",
            "--call",
            "https://localhost:1/hook",
        ])
        .current_dir(walk.at())
        .stdin(Stdio::null())
        .output();
    assert!(first.unwrap().status.success());
    walk.theirs(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1000 -subj '/CN=Issuer CA' -keyout ca.key -out ca.crt",
        "",
    );
    walk.theirs(SIGN, "");
    walk.ours("mtls sign apata.csr --ca ca.crt --ca-key ca.key --days 365 --out ours.crt");
    for reading in [
        "x509 -noout -pubkey",
        "x509 -noout -subject -nameopt RFC2253",
        "x509 -noout -issuer",
    ] {
        walk.same(reading, "apata-outbound.crt", "ours.crt");
    }
    let facts = |file: &str| {
        walk.facts(
            "x509 -noout -text",
            file,
            &["Version", "Signature Algorithm", "TLS Web"],
        )
    };
    let [theirs, ours] = ["apata-outbound.crt", "ours.crt"].map(facts);
    assert_eq!(
        theirs[1..],
        ours[1..2]
            .iter()
            .chain(&ours[3..])
            .cloned()
            .collect::<Vec<_>>()[..]
    );
    assert_eq!(
        (&*theirs[0], &*ours[0]),
        ("Version: 1 (0x0)", "Version: 3 (0x2)")
    );
    assert!(
        ours.contains(&"TLS Web Client Authentication".to_owned()),
        "{ours:?}"
    );
    walk.theirs(
        "openssl verify -purpose sslclient -CAfile ca.crt ours.crt apata-outbound.crt",
        "",
    );
    // both end in 365 days, ours never after the CA's own end
    walk.theirs("openssl x509 -in ours.crt -noout -checkend 31449600", "");
    walk.says("mtls inspect apata-outbound.crt", 0, &["[version-1]"]);
}

/// The sample, its host here; `fetch` waits, which a module of `require` may not do outside a function.
fn sample(walk: &Walk, text: &str) -> String {
    let text = filled(text, &[("https://api.apata.io", &walk.local("url"))]);
    let said = "console.log(response.status, await response.text())";
    format!(
        "(async () => {{\n{text}\n{said};\n}})().catch(e => {{ console.error(e.cause ?? e); process.exit(1); }});"
    )
}

#[test]
fn apata_s_node_sample_sends_no_certificate_which_is_told_and_sends_it_with_a_dispatcher() {
    let (Some(node), Some(_)) = (samples::node(), peer("curl")) else {
        return;
    };
    let report = tempfile::NamedTempFile::new().unwrap();
    let named = report.path().to_str().unwrap();
    let walk = Walk::of(&["--like", "apata", "--report", named], FILES);
    let run = |text: &str| walk.sample(&node, &[], "sample.js", &sample(&walk, text));
    let failed = run(NODE);
    let said = stderr(&failed);
    assert!(
        !failed.status.success() && samples::is_refused(&said),
        "{said}"
    );
    // its fix, in the least words: undici's own fetch with a dispatcher of the agent's options
    let mended = NODE.replace(
        "agent: httpsAgent",
        "dispatcher: new undici.Agent({ connect: httpsAgent.options })",
    );
    let mended = mended.replace("await fetch(", "await undici.fetch(");
    let taken = run(&format!("const undici = require('undici');\n{mended}"));
    assert!(stdout(&taken).starts_with("200 "), "{}", stderr(&taken));
    // what we write for Node is taken as it is
    let written = walk.ours(&format!(
        "mtls call {} --json '{{\"message\":\"Test\"}}' --cert client.crt --key client.key --cacert apata_ca.crt --as node",
        walk.local("url")
    ));
    let taken = walk.sample(&node, &[], "ours.cjs", &written);
    assert!(
        stdout(&taken).contains("\"received\":true"),
        "{written}{}",
        stderr(&taken)
    );
}

#[test]
fn apata_s_connection_errors_say_which_side_and_what_to_look_at() {
    let walk = Walk::of(&["--like", "apata"], FILES);
    // "If you cannot resolve the issue, contact the Apata support team with your error logs and certificate details."
    let support = "contact the Apata support team with your error logs and certificate details";
    let call = "mtls call https://api.apata.io --json '{}' --key client.key";
    for (cert, document, wanted) in [
        (
            "--cert expired.crt",
            "- Verify that certificates have not expired.",
            &[
                "[client-cert-expired]",
                "that certificates have not expired",
                support,
            ][..],
        ),
        (
            "--cert stranger.crt",
            "- Check logs for TLS handshake failures - these will indicate whether the issue is on the client or server side.",
            &[
                "the server does not trust",
                "[client-cert-untrusted]",
                support,
            ],
        ),
    ] {
        assert!(document.starts_with("- "));
        walk.tells(&format!("{call} {cert}"), "url", 35, wanted);
    }
    // where the handshake does not tell, the logs have to
    let closed = Walk::of(&["--like", "apata", "--refuse", "close"], FILES);
    let logs = [
        "the logs for TLS handshake failures",
        "whether the issue is on the client or the server side",
        support,
    ];
    closed.tells(&format!("{call} --cert client.crt"), "url", 35, &logs);
    // which side: ours before anything is sent, the server's by its alert, the name's by us
    let side = |line: &str, who: &str| {
        let led = format!(
            "{line} --json --cacert ca.crt --connect-to ::127.0.0.1:{}",
            walk.port("url")
        );
        assert_eq!(walk.json(&led)[0]["diagnosis"]["said_by"], who, "{line}");
    };
    side(
        "mtls probe https://api.apata.io --cert expired.crt --key client.key",
        "server",
    );
    let wrong = Walk::of(&["--like", "apata", "--refuse", "server:wrong-name"], FILES);
    // "- Confirm the Common Name (CN) matches the domain being connected to."
    wrong.tells(
        &format!("{call} --cert client.crt"),
        "url",
        60,
        &[
            "[server-name-mismatch]",
            "that the Common Name (CN) matches the domain being connected to",
            support,
        ],
    );
}

#[test]
fn apata_s_csr_rejected_is_told_before_it_is_sent() {
    let Some(_) = peer("openssl") else { return };
    let walk = Walk::of(&["--like", "apata"], FILES);
    for (number, (bits, subject, host, wanted)) in [
        // "- Ensure the RSA key size is at least 2048 bits."
        (
            1024,
            "/C=IE/O=A/CN=example.com",
            "",
            &[
                "less than 2048; make one with --newkey rsa:2048",
                "[key-too-short]",
                "that the RSA key size is at least 2048 bits",
                "make it again with --newkey rsa:2048",
            ][..],
        ),
        // "- Confirm all required CSR fields are populated (Country, Organisation, Common Name)."
        (
            2048,
            "/O=A/CN=example.com",
            "",
            &[
                "the subject has no C",
                "[field-missing]",
                "that all required CSR fields are populated (Country, Organisation, Common Name)",
            ],
        ),
        (
            2048,
            "/C=IE/CN=example.com",
            "",
            &["the subject has no O", "[field-missing]"],
        ),
        (
            2048,
            "/C=IE/O=A",
            "",
            &["the subject has no CN", "[field-missing]"],
        ),
        // "The Common Name (CN) must exactly match the domain or hostname used to connect to Apata."
        (
            2048,
            "/C=IE/O=A/CN=example.com",
            "--host other.example",
            &["[host]"],
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let csr = format!("{number}.csr");
        walk.theirs(
            &format!("openssl req -new -newkey rsa:{bits} -nodes -keyout x.key -out {csr} -subj '{subject}'"),
            "",
        );
        let line = format!("mtls csr --check {csr} --provider apata {host}");
        walk.says(&line, 1, &[&["WOULD BE REFUSED by Apata"], wanted].concat());
    }
    // and never made by us: the same words
    walk.says(
        "mtls csr --provider apata --o A --cn example.com --out n.csr --no-encrypt",
        2,
        &["Apata", "C"],
    );
}
