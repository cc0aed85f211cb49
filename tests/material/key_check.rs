//! `match-key --check` and the proof by signing, on keys damaged on purpose, beside
//! `openssl rsa -check` and `openssl pkey -check`.

use crate::common::{Lab, genpkey, issue, peer};

/// The end of the n-th element inside the outermost SEQUENCE, from 0.
fn end_of(der: &[u8], n: usize) -> usize {
    let header = |at: usize| match der[at + 1] {
        short @ 0..=0x7f => (at + 2, usize::from(short)),
        long => {
            let digits = usize::from(long & 0x7f);
            let length = &der[at + 2..at + 2 + digits];
            let length = length
                .iter()
                .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
            (at + 2 + digits, length)
        }
    };
    let (mut at, _) = header(0);
    for _ in 0..=n {
        let (value, length) = header(at);
        at = value + length;
    }
    at
}

const RELATIONS: [&str; 8] = [
    "p not prime",
    "q not prime",
    "n does not equal p q",
    "d e not congruent to 1",
    "dmp1 not congruent to d",
    "dmq1 not congruent to d",
    "iqmp not inverse of q",
    "bad e value",
];

#[test]
fn every_number_of_an_rsa_key_is_checked_and_named_as_openssl_does() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    lab.peer_line(
        &openssl,
        "req -x509 -newkey rsa:2048 -nodes -keyout a.key -out a.crt -subj /CN=a",
    );
    lab.peer_line(
        &openssl,
        "rsa -in a.key -traditional -outform DER -out a.der",
    );
    let ran = lab.mtls_line("match-key --check a.key").ok();
    assert!(ran.stdout.starts_with("ok: "), "{}", ran.stdout);
    let good = lab.read("a.der");
    for number in 1..=8 {
        let mut bad = good.clone();
        bad[end_of(&good, number) - 1] ^= 2;
        lab.write("bad.der", &bad);
        let said = lab.try_peer(
            &openssl,
            &[
                "rsa", "-in", "bad.der", "-inform", "DER", "-check", "-noout",
            ],
        );
        let said = format!("{}{}", said.stdout, said.stderr);
        let expected: Vec<&str> = RELATIONS.into_iter().filter(|r| said.contains(r)).collect();
        assert!(!expected.is_empty(), "{said}");
        let ran = lab.mtls_line("match-key --check bad.der --json");
        let check = &ran.json()["checks"][0];
        assert_eq!((ran.code, &check["consistent"]), (1, &false.into()));
        let problems: Vec<&str> = check["problems"]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| p.as_str().unwrap())
            .collect();
        assert_eq!(problems, expected, "number {number}");
        // without --check too: no number can be wrong and the pair stay a pair
        let ran = lab.mtls_line("match-key a.crt bad.der");
        assert_eq!(ran.code, 1);
        assert!(ran.stderr.contains("is broken: "), "{}", ran.stderr);
        if number > 2 {
            let found = lab.mtls_line("match-key a.crt bad.der --json").json();
            assert_eq!(
                (&found["match"], &found["proved"]),
                (&false.into(), &false.into())
            );
        }
    }
}

#[test]
fn an_rsa_key_too_short_to_sign_with_is_held_to_its_numbers() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    lab.peer_line(
        &openssl,
        "req -x509 -newkey rsa:1024 -nodes -keyout a.key -out a.crt -subj /CN=a",
    );
    lab.peer_line(
        &openssl,
        "rsa -in a.key -traditional -outform DER -out a.der",
    );
    let mut bad = lab.read("a.der");
    let at = end_of(&bad, 6) - 1;
    bad[at] ^= 2;
    lab.write("bad.der", bad);
    lab.mtls_line("match-key a.crt a.key --check").ok();
    let ran = lab.mtls_line("match-key a.crt bad.der");
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr.contains("dmp1 not congruent to d"),
        "{}",
        ran.stderr
    );
}

#[test]
fn the_public_point_of_an_ec_key_has_to_be_that_of_its_number() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.peer_line(&openssl, "ec -in client.key -outform DER -out client.der");
    lab.mtls_line("match-key --check client.der").ok();
    let good = lab.read("client.der");
    let scalar = end_of(&good, 1);
    let damage = |at: usize, bytes: &[u8]| {
        let mut bad = good.clone();
        bad[at..at + bytes.len()].copy_from_slice(bytes);
        lab.write("bad.der", bad);
        let said = lab.try_peer(
            &openssl,
            &[
                "pkey", "-in", "bad.der", "-inform", "DER", "-check", "-noout",
            ],
        );
        assert_ne!(said.code, 0, "openssl finds it good");
        let ran = lab.mtls_line("match-key --check bad.der");
        assert_eq!(ran.code, 1);
        assert_eq!(lab.mtls_line("match-key client.crt bad.der").code, 1);
        ran.stderr
    };
    let said = damage(scalar - 1, &[good[scalar - 1] ^ 1]);
    assert!(said.contains("public point is not d G") && !said.contains("curve"));
    let said = damage(good.len() - 3, &[good[good.len() - 3] ^ 4]);
    assert!(said.contains("public point is not on the curve"), "{said}");
    let said = damage(scalar - 32, &[0; 32]);
    assert!(said.contains("d is not between 1 and the order"), "{said}");
    // the certificate's own key under the number of another one: only signing tells
    let other = scalar - 32..scalar;
    lab.peer_line(&openssl, "ec -in ca.key -outform DER -out ca.der");
    let stolen = lab.read("ca.der")[other].to_vec();
    let said = damage(scalar - 32, &stolen);
    assert!(said.contains("public point is not d G"), "{said}");
    let ran = lab.mtls_line("match-key client.crt bad.der");
    assert!(
        ran.stdout
            .contains("a private key that does not sign for it"),
        "{}",
        ran.stdout
    );
}

#[test]
fn the_public_half_stated_beside_an_ed25519_seed_has_to_be_its_own() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    genpkey(&lab, &openssl, "ed.pem", &["ED25519"]);
    lab.peer_line(&openssl, "pkey -in ed.pem -outform DER -out ed.der");
    lab.peer_line(&openssl, "pkey -in ed.pem -pubout -outform DER -out ed.pub");
    lab.mtls_line("match-key --check ed.der").ok();
    // OneAsymmetricKey (RFC 8410 section 7): version 1, and [1] the public half
    let (v1, public) = (lab.read("ed.der"), lab.read("ed.pub"));
    let v2 = |public: &[u8]| {
        let body = [&[2, 1, 1], &v1[5..], &[0x81, 33, 0], public].concat();
        [&[0x30, body.len() as u8], body.as_slice()].concat()
    };
    let half = public[public.len() - 32..].to_vec();
    lab.write("good.der", v2(&half));
    lab.mtls_line("match-key --check good.der").ok();
    let mut other = half.clone();
    other[0] ^= 1;
    lab.write("bad.der", v2(&other));
    let ran = lab.mtls_line("match-key --check bad.der");
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr.contains("public key is not that of the seed"),
        "{}",
        ran.stderr
    );
    assert_eq!(lab.mtls_line("match-key ed.pub bad.der").code, 1);
    lab.mtls_line("match-key ed.pub good.der").ok();
}

#[test]
fn what_cannot_be_checked_is_no_success() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    let curve = ["EC", "-pkeyopt", "ec_paramgen_curve:brainpoolP384r1"];
    genpkey(&lab, &openssl, "bp.key", &curve);
    lab.peer_line(&openssl, "req -x509 -key bp.key -subj /CN=x -out bp.crt");
    let ran = lab.mtls_line("match-key --check bp.key --json");
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("[unsupported-algorithm]"));
    assert_eq!(
        ran.json()["checks"][0]["consistent"],
        serde_json::Value::Null
    );
    lab.mtls_line("match-key --check bp.crt")
        .fails(1, "there is none here, only 1 certificate");
    lab.mtls_line("match-key bp.crt bp.key").ok();
}

#[test]
fn factors_that_the_modulus_cannot_have_cost_no_time() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    lab.peer_line(
        &openssl,
        "req -x509 -newkey rsa:2048 -nodes -keyout a.key -out a.crt -subj /CN=a",
    );
    lab.peer_line(
        &openssl,
        "rsa -in a.key -traditional -outform DER -out a.der",
    );
    let good = lab.read("a.der");
    let wide = [&[2, 0x82, 8, 0][..], &[0x7f; 2048]].concat();
    let front = &good[4..end_of(&good, 3)];
    let body = [front, &wide, &wide, &good[end_of(&good, 5)..]].concat();
    let header = [0x30, 0x82, (body.len() >> 8) as u8, body.len() as u8];
    lab.write("wide.der", [&header[..], &body].concat());
    let start = std::time::Instant::now();
    let ran = lab.mtls_line("match-key a.crt wide.der");
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("n does not equal p q"), "{ran:?}");
    assert!(start.elapsed() < std::time::Duration::from_secs(20));
}

#[test]
fn the_primes_of_a_very_long_key_are_tested_only_when_asked() {
    let (Some(openssl), Some(python)) = (peer("openssl"), peer("python3")) else {
        return;
    };
    let lab = Lab::new();
    // every relation holds but that p and q are prime
    lab.peer(&python, &["-c", COMPOSITE]);
    lab.peer_line(&openssl, "asn1parse -genconf long.cnf -noout -out long.der");
    lab.peer_line(
        &openssl,
        "rsa -inform DER -in long.der -pubout -out long.pub",
    );
    let ran = lab.mtls_line("match-key long.pub long.der --json").ok();
    let said = ran.json().to_string();
    assert!(said.contains("its primes are not checked"), "{said}");
    assert!(ran.json()["proved"].is_null(), "{said}");
    let ran = lab.mtls_line("match-key --check long.der");
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("p not prime"), "{}", ran.stderr);
}

const COMPOSITE: &str = r#"
from math import gcd
e, p = 65537, (1 << 4499) + 1
while p % 3 or gcd(e, p - 1) > 1: p += 2
q = p + 2
while q % 5 or gcd(p, q) > 1 or gcd(e, q - 1) > 1: q += 2
d = pow(e, -1, (p - 1) * (q - 1))
numbers = [0, p * q, e, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p)]
with open("long.cnf", "w") as out:
    print("asn1=SEQUENCE:k", "[k]", sep="\n", file=out)
    for at, n in enumerate(numbers): print(f"n{at}=INTEGER:{n:#x}", file=out)
"#;
