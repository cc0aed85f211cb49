//! Texts around material as people paste them, each with what is to be found.

use super::*;
use crate::core::material::{Input, NoPasswords, Origin, parse};

const CERT: &str = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n";
/// An Ed25519 public key: SPKI in base64.
const SPKI: &str = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";

fn keys(text: &str) -> Vec<String> {
    let found = find(text).map_or_else(Vec::new, |found| found.pieces);
    found
        .into_iter()
        .map(|piece| piece.key.unwrap_or_default())
        .collect()
}

fn lines_of(text: &str) -> Vec<String> {
    let found = find(text).unwrap().pieces;
    let text = String::from_utf8(found[0].bytes.to_vec()).unwrap();
    text.lines().map(|line| line.trim().to_owned()).collect()
}

#[test]
fn json_values_are_found_by_their_path() {
    let escaped = CERT.replace('\n', "\\n");
    let text = format!("{{\"a\":1,\"data\":{{\"tls.crt\":\"{escaped}\",\"x5c\":[\"{SPKI}\"]}}}}");
    assert_eq!(keys(&text), ["data.tls.crt", "data.x5c[0]"]);
    assert!(find("{\"error\":\"invalid_client\"}").is_none());
}

#[test]
fn xml_elements_are_found_by_their_name() {
    let text = format!("<?xml version='1.0'?><a><b c='1'>x</b><ds:Cert>\n{SPKI}\n</ds:Cert></a>");
    assert_eq!(keys(&text), ["ds:Cert"]);
    assert!(find("<html><body>403</body></html>").is_none());
}

#[test]
fn values_in_lines_are_found_by_their_key() {
    let block = CERT.replace('\n', "\n    ");
    let escaped = CERT.replace('\n', "\\n");
    let folded = SPKI.replace("Gb9", "\n    Gb9");
    for (text, key) in [
        (
            format!("kind: Secret\ndata:\n  tls.crt: {SPKI}\n"),
            "tls.crt",
        ),
        (format!("ca: |\n    {block}\nother: x\n"), "ca"),
        (format!("ca: >-\n    {SPKI}\nother: x\n"), "ca"),
        (format!("ca:\n    {folded}\n"), "ca"),
        (format!("ca: \"{escaped}\"\n"), "ca"),
        (format!("export KEY=\"{escaped}\"\nB=2\n"), "KEY"),
        (format!("KEY='{CERT}'\nB=2\n"), "KEY"),
        (format!("KEY={CERT}B=2\n"), "KEY"),
        (format!("KEY={escaped}\n"), "KEY"),
        (format!("certificate = {SPKI}\n"), "certificate"),
    ] {
        assert_eq!(keys(&text), [key], "{text}");
    }
}

#[test]
fn plain_pem_is_left_alone_and_so_is_what_is_not_all_covered() {
    assert!(find(CERT).is_none());
    let bags = format!("Bag Attributes\n    friendlyName: x\nkey: {SPKI}\n{CERT}");
    assert!(find(&bags).is_none());
    let half = format!("a: \"{}\"\n  {CERT}", CERT.replace('\n', "\\n"));
    assert!(find(&half).is_none());
    assert!(find("just: words\nand: more").is_none());
}

#[test]
fn bare_base64_is_read_when_it_is_material() {
    let url = SPKI.replace('/', "_").replace('+', "-");
    for text in [
        SPKI,
        SPKI.trim_end_matches('='),
        &url,
        &SPKI.replace("Gb9", "\r\nGb9"),
    ] {
        assert_eq!(keys(text), [""], "{text}");
    }
    assert!(find(&"QUJD".repeat(30)).is_none());
    // an ECDSA signature: two numbers, as in a PKCS#1 public key
    let signature = "MEYCIQDv5Gc9a4sKcEXbcHkzDMfTb7mDMYgBSVJm9hVbzTz4sgIhAJzxQXgSZt4aQ8cTZgx2gJ1xV1c4CNu1qIKZrWgAbCde";
    assert!(find(signature).is_none());
}

#[test]
fn marks_and_quotes_around_each_line_are_taken_off() {
    let whole: Vec<&str> = CERT.lines().collect();
    let quoted = CERT.lines().map(|l| format!("> {l}\n")).collect::<String>();
    assert_eq!(lines_of(&format!("On Monday she wrote:\n{quoted}")), whole);
    let comment = CERT
        .lines()
        .map(|l| format!("  // {l}\n"))
        .collect::<String>();
    assert_eq!(lines_of(&comment), whole);
    let c = CERT
        .lines()
        .map(|l| format!("\"{l}\\n\" \\\n"))
        .collect::<String>();
    let found = lines_of(&format!("static const char ca[] =\n{c};\n"));
    let found: Vec<&String> = found.iter().filter(|line| !line.is_empty()).collect();
    assert_eq!(found, whole);
    let odd = quoted.replace("> AQ", "AQ");
    assert!(find(&odd).is_none());
}

#[test]
fn texts_that_never_close_take_no_time() {
    let started = std::time::Instant::now();
    let many = 50_000;
    for text in [
        "K=-----BEGIN A-----\n".repeat(many),
        "k: \"x\n".repeat(many),
        "k: 'x\nl: \"y\n".repeat(many / 2),
        "k: |\n".repeat(many),
        "<a>".repeat(many),
        format!("{}\n-----END A-----", "K=-----BEGIN A-----\n".repeat(many)),
        format!("\"-----BEGIN A-----\n{}", "x\n".repeat(many)),
        "[".repeat(many),
        format!("a: !\n{}", " AAAA\n".repeat(many)),
        format!("x{}y", " ".repeat(20 * many)),
        format!("x{}y", " \t".repeat(many)),
        format!("[{}\"\"]", "\"\",".repeat(many)),
    ] {
        let _ = find(&text);
        let bytes = Zeroizing::new(text.into_bytes());
        let origin = Origin::named("x");
        let _ = parse(&Input { origin, bytes }, &mut NoPasswords);
    }
    assert!(started.elapsed().as_secs() < 20);
}

#[test]
fn the_way_to_a_string_takes_no_more_room_than_the_string() {
    let deep = format!(
        "{}{{\"a\":[",
        "{\"0123456789012345678901234567890123456789\":".repeat(90)
    );
    let short = "\"\",".repeat(1000);
    let long = format!("\"{}\"", "x".repeat(100));
    let text = format!("{deep}{short}{long}]{}", "}".repeat(91));
    let values = json::values(&text).unwrap();
    assert_eq!(values.len(), 1);
    assert!(values[0].key.len() <= 128 && values[0].key.ends_with("a[1000]"));
}
