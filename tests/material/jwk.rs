//! `match-key --format jwk|jwks`, judged by node's own JWK reader and writer and by Python's
//! cryptography.

use crate::common::{Lab, genpkey, issue, peer, pki};

/// Reads a JWK, and says whether it is the key in PEM; prints node's own JWK of that key.
const NODE: &str = r"
const c = require('crypto'), fs = require('fs');
const jwk = JSON.parse(fs.readFileSync(0));
const ours = c.createPublicKey({ key: jwk, format: 'jwk' });
const theirs = c.createPublicKey(fs.readFileSync(process.argv[1]));
if (!ours.equals(theirs)) process.exit(3);
const all = theirs.export({ format: 'jwk' });
const names = Object.keys(all).sort();
const kid = c.createHash('sha256').update(JSON.stringify(all, names)).digest('base64url');
const chain = (jwk.x5c || []).map((x) => new c.X509Certificate(Buffer.from(x, 'base64')));
console.log(JSON.stringify({ all, kid, subjects: chain.map((x) => x.subject) }));
";

/// The same of Python: the numbers by themselves.
const PYTHON: &str = r#"
import base64, hashlib, json, sys
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
jwk = json.load(sys.stdin)
certificate = x509.load_pem_x509_certificate(open(sys.argv[1], "rb").read())
def b64(data): return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
numbers = certificate.public_key().public_numbers()
size = (certificate.public_key().key_size + 7) // 8
assert jwk["x"] == b64(numbers.x.to_bytes(size, "big")), jwk
assert jwk["y"] == b64(numbers.y.to_bytes(size, "big")), jwk
der = certificate.public_bytes(Encoding.DER)
assert jwk["x5t#S256"] == b64(hashlib.sha256(der).digest()), jwk
assert base64.b64decode(jwk["x5c"][0]) == der
"#;

#[test]
fn the_jwk_of_every_kind_of_key_is_what_node_makes_of_it() {
    let (Some(openssl), Some(node)) = (peer("openssl"), peer("node")) else {
        return;
    };
    let lab = Lab::new();
    genpkey(&lab, &openssl, "rsa.key", &["RSA"]);
    genpkey(&lab, &openssl, "ed.key", &["ED25519"]);
    genpkey(&lab, &openssl, "ed448.key", &["ED448"]);
    for curve in ["P-256", "P-384", "P-521", "secp256k1"] {
        let option = format!("ec_paramgen_curve:{curve}");
        genpkey(
            &lab,
            &openssl,
            &format!("{curve}.key"),
            &["EC", "-pkeyopt", &option],
        );
    }
    for name in ["rsa", "ed", "ed448", "P-256", "P-384", "P-521", "secp256k1"] {
        lab.peer_line(
            &openssl,
            &format!("pkey -in {name}.key -pubout -out {name}.pub"),
        );
        let ran = lab
            .mtls_line(&format!("match-key --format jwk {name}.pub"))
            .ok();
        assert_eq!(ran.stdout.lines().count(), 1);
        let public = format!("{name}.pub");
        let judged = lab
            .try_peer_in(&node, &["-e", NODE, &public], ran.stdout.as_bytes())
            .ok()
            .json();
        let ours = ran.json();
        for (member, value) in judged["all"].as_object().unwrap() {
            assert_eq!(&ours[member], value, "{name} {member}");
        }
        assert_eq!(ours["kid"], judged["kid"], "{name}");
        assert_eq!(ours.get("x5c"), None);
    }
}

#[test]
fn no_private_member_is_ever_written() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    genpkey(&lab, &openssl, "rsa.key", &["RSA"]);
    genpkey(&lab, &openssl, "ed.key", &["ED25519"]);
    issue(&lab, &openssl);
    for key in ["rsa.key", "ed.key", "client.key"] {
        let jwk = lab
            .mtls_line(&format!("match-key --format jwk {key}"))
            .ok()
            .json();
        for member in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
            assert_eq!(jwk.get(member), None, "{key}");
        }
    }
}

#[test]
fn the_certificate_and_its_issuers_vouch_for_the_key() {
    let (Some(openssl), Some(node), Some(python)) =
        (peer("openssl"), peer("node"), peer("python3"))
    else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.write("mixed.pem", lab.text("ca.crt") + &lab.text("client.crt"));
    let ran = lab
        .mtls_line("match-key --format jwk mixed.pem client.key")
        .ok();
    lab.peer_line(&openssl, "pkey -in client.key -pubout -out client.pub");
    let judged = lab
        .try_peer_in(&node, &["-e", NODE, "client.pub"], ran.stdout.as_bytes())
        .ok()
        .json();
    let subjects = judged["subjects"].as_array().unwrap();
    assert!(
        subjects[0].as_str().unwrap().ends_with("CN=client"),
        "{subjects:?}"
    );
    assert_eq!(subjects[1], "CN=Lab CA");
    lab.try_peer_in(
        &python,
        &["-c", PYTHON, "client.crt"],
        ran.stdout.as_bytes(),
    )
    .ok();
    let inspected = lab.mtls_line("inspect client.crt --json").json();
    assert_eq!(ran.json()["x5t#S256"], inspected["x5t#S256"]);
    let matched = lab
        .mtls_line("match-key client.crt client.key --json")
        .json();
    assert_eq!(matched["parts"][0]["x5t#S256"], inspected["x5t#S256"]);
    let text = lab.mtls_line("match-key -v client.crt client.key").stdout;
    assert!(text.contains(inspected["x5t#S256"].as_str().unwrap()));
}

#[test]
fn use_and_alg_stand_only_where_they_are_sure() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    genpkey(&lab, &openssl, "rsa.key", &["RSA"]);
    genpkey(&lab, &openssl, "ed.key", &["ED25519"]);
    let facts = |name: &str, key: &str, usage: &str| {
        let line =
            format!("req -x509 -key {key} -subj /CN=x -out {name}.crt -addext keyUsage={usage}");
        lab.peer_line(&openssl, &line);
        let jwk = lab
            .mtls_line(&format!("match-key --format jwk {name}.crt"))
            .ok()
            .json();
        let text = |member: &str| jwk[member].as_str().map(str::to_owned);
        (text("use"), text("alg"))
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        facts("a", "client.key", "digitalSignature"),
        (some("sig"), some("ES256"))
    );
    assert_eq!(
        facts("b", "client.key", "keyAgreement"),
        (some("enc"), None)
    );
    assert_eq!(
        facts("c", "client.key", "digitalSignature,keyAgreement"),
        (None, None)
    );
    assert_eq!(
        facts("d", "rsa.key", "digitalSignature"),
        (some("sig"), None)
    );
    assert_eq!(
        facts("e", "rsa.key", "digitalSignature,keyEncipherment"),
        (None, None)
    );
    assert_eq!(
        facts("f", "ed.key", "digitalSignature"),
        (some("sig"), None)
    );
    let bare = lab.mtls_line("match-key --format jwk client.key").json();
    assert_eq!((bare.get("use"), bare.get("alg")), (None, None));
}

#[test]
fn a_set_holds_every_key_and_one_jwk_is_of_one_key() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    pki::request(&lab, &openssl, "other", "/CN=other");
    let set = lab
        .mtls_line("match-key --format jwks client.crt other.csr client.key")
        .ok()
        .json();
    let keys = set["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 2);
    assert!(keys[0].get("x5c").is_some() && keys[1].get("x5c").is_none());
    lab.mtls_line("match-key --format jwk client.crt other.csr")
        .fails(1, "[key-mismatch]");
    lab.mtls_line("match-key --format jwk client.crt --json")
        .fails(2, "--json");
    lab.write("junk", [0u8, 1, 2, 255]);
    lab.mtls_line("match-key --format jwk junk")
        .fails(1, "[unknown-format]");
}

#[test]
fn a_kind_of_key_that_no_jwk_can_hold_is_named() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    let curve = ["EC", "-pkeyopt", "ec_paramgen_curve:brainpoolP256r1"];
    genpkey(&lab, &openssl, "bp.key", &curve);
    lab.mtls_line("match-key --format jwk bp.key")
        .fails(1, "brainpoolP256r1");
}

#[test]
fn a_compressed_point_is_written_whole() {
    let (Some(openssl), Some(node)) = (peer("openssl"), peer("node")) else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.peer_line(
        &openssl,
        "ec -in client.key -conv_form compressed -pubout -out short.pub",
    );
    let ran = lab.mtls_line("match-key --format jwk short.pub").ok();
    lab.try_peer_in(&node, &["-e", NODE, "short.pub"], ran.stdout.as_bytes())
        .ok();
}
