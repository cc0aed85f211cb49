//! `convert --to`: each form as its readers take it: PKCS#7, Kubernetes Secrets, variables, and how
//! much of the chain goes in.

use std::path::Path;

use crate::common::pki::{authority, request, sign};
use crate::common::{Lab, Ran, issue, peer};

/// A chain of three, root first and the leaf last, with the leaf's key: `all.pem`.
pub fn chain(openssl: &Path) -> Lab {
    let lab = Lab::new();
    authority(&lab, openssl, "root", "/CN=Lab Root");
    lab.write("ca.ext", "basicConstraints=critical,CA:true\n");
    request(&lab, openssl, "inter", "/CN=Lab Issuing");
    sign(
        &lab,
        openssl,
        "inter.csr",
        "root",
        "inter.crt",
        "-extfile ca.ext",
    );
    request(&lab, openssl, "client", "/O=Acme/CN=Acme Client");
    lab.write("client.ext", "extendedKeyUsage=clientAuth\n");
    sign(
        &lab,
        openssl,
        "client.csr",
        "inter",
        "client.crt",
        "-extfile client.ext",
    );
    let all = ["root.crt", "client.key", "inter.crt", "client.crt"].map(|name| lab.text(name));
    lab.write("all.pem", all.concat());
    lab
}

fn concat(lab: &Lab, names: &[&str]) -> String {
    names.iter().map(|name| lab.text(name)).collect()
}

/// The value behind `name` at the beginning of a line, decoded by openssl.
fn value(lab: &Lab, openssl: &Path, text: &str, name: &str) -> Option<String> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    let ran: Ran = lab.try_peer_in(openssl, &["base64", "-d", "-A"], line.as_bytes());
    Some(ran.ok().stdout)
}

#[test]
fn pkcs7_holds_the_certificates_alone_leaf_first_as_openssl_keytool_and_certtool_read_it() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = chain(&openssl);
    let ran = lab.mtls_line("convert all.pem --out chain.p7b").ok();
    assert!(
        ran.stderr
            .contains("left out: the private key, which a PKCS#7 file")
    );
    lab.mtls_line("convert all.pem --to pkcs7 --chain no-root --out chain.p7")
        .ok();
    assert!(lab.text("chain.p7").starts_with("-----BEGIN PKCS7-----"));
    let subjects = |arguments: &str| -> Vec<String> {
        let said = lab.peer_line(&openssl, &format!("pkcs7 -print_certs -noout {arguments}"));
        said.lines()
            .filter_map(|l| l.strip_prefix("subject="))
            .map(str::to_owned)
            .collect()
    };
    let three = [
        "O = Acme, CN = Acme Client",
        "CN = Lab Issuing",
        "CN = Lab Root",
    ];
    assert_eq!(subjects("-inform DER -in chain.p7b"), three);
    assert_eq!(subjects("-in chain.p7"), three[..2]);
    lab.mtls_line("match-key chain.p7b client.key").ok();
    if let Some(keytool) = peer("keytool") {
        let said = lab.peer_line(&keytool, "-printcert -file chain.p7b");
        assert_eq!(said.matches("Owner: ").count(), 3, "{said}");
        assert!(said.find("Acme Client") < said.find("Lab Root"), "{said}");
    }
    if let Some(certtool) = peer("certtool") {
        let said = lab.peer_line(&certtool, "--p7-info --infile chain.p7");
        assert!(said.contains("Number of certificates: 2"), "{said}");
    }
}

#[test]
fn a_kubernetes_secret_has_chain_key_and_root_each_in_its_place() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = chain(&openssl);
    let ran = lab
        .mtls_line("convert all.pem --to k8s-secret --name acme-tls --out secret.txt")
        .ok();
    assert!(ran.stderr.contains("base64 hides nothing"), "{ran:?}");
    assert_eq!(lab.mode("secret.txt"), 0o600);
    let manifest = lab.text("secret.txt");
    let head = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: acme-tls\ntype: kubernetes.io/tls\ndata:\n";
    assert!(manifest.starts_with(head), "{manifest}");
    let held = |name: &str| value(&lab, &openssl, &manifest, name);
    assert_eq!(
        held("  tls.crt: "),
        Some(concat(&lab, &["client.crt", "inter.crt"]))
    );
    assert_eq!(held("  tls.key: "), Some(lab.text("client.key")));
    assert_eq!(held("  ca.crt: "), Some(lab.text("root.crt")));
    assert_eq!(manifest.lines().count(), 9, "{manifest}");
    // what it is read from matters no more
    lab.mtls_line("match-key secret.txt client.csr").ok();
    lab.mtls_line("convert secret.txt --to combined --out back.pem")
        .ok();
    let back = ["client.crt", "inter.crt", "root.crt", "client.key"];
    assert_eq!(lab.text("back.pem"), concat(&lab, &back));
    // no root, no ca.crt; the name after the CN; the form after the file's name
    let ran = lab
        .mtls_line("convert client.crt client.key --out secret.yaml --no-encrypt")
        .ok();
    assert_eq!(ran.stderr, "");
    let manifest = lab.text("secret.yaml");
    assert!(manifest.contains("  name: acme-client\n"), "{manifest}");
    assert!(!manifest.contains("ca.crt"), "{manifest}");
}

#[test]
fn what_kubernetes_would_refuse_is_refused_first() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = chain(&openssl);
    let before = lab.files();
    let to = "convert all.pem --to k8s-secret --out x";
    lab.mtls_line(&format!("{to} --name Acme_TLS"))
        .fails(2, "--name acme-tls");
    lab.mtls_line(&format!("{to} --out-pass env:PW"))
        .fails(2, "holds it unlocked");
    lab.mtls_line("convert client.crt --to k8s-secret --out x")
        .fails(1, "[key-missing]");
    lab.mtls_line("convert client.key --to k8s-secret --out x")
        .fails(1, "[cert-missing]");
    lab.mtls_line("convert all.pem --to k8s-secret --out-cert x")
        .fails(2, "together");
    assert_eq!(lab.files(), before);
}

#[test]
fn variables_go_through_a_shell_and_back() {
    let (Some(openssl), Some(sh)) = (peer("openssl"), peer("sh")) else {
        return;
    };
    let lab = chain(&openssl);
    lab.mtls_line("convert all.pem --out ci.env --name ACME --no-encrypt")
        .ok();
    assert_eq!(lab.mode("ci.env"), 0o600);
    let text = lab.text("ci.env");
    let names: Vec<&str> = text.lines().filter_map(|l| l.split('=').next()).collect();
    assert_eq!(names, ["ACME_CERT", "ACME_KEY", "ACME_CA"]);
    lab.peer(
        &sh,
        &[
            "-c",
            ". ./ci.env; printf %s \"$ACME_CERT\" >cert.b64; printf %s \"$ACME_KEY\" >key.b64",
        ],
    );
    assert_eq!(lab.text("cert.b64").lines().count(), 1);
    lab.mtls_line("match-key cert.b64 key.b64").ok();
    let ran = lab.mtls_line("inspect cert.b64 --json").ok();
    assert_eq!(ran.stdout.lines().count(), 2, "{ran:?}");
    let held = |name: &str| value(&lab, &openssl, &text, name);
    assert_eq!(
        held("ACME_CERT="),
        Some(concat(&lab, &["client.crt", "inter.crt"]))
    );
    assert_eq!(held("ACME_KEY="), Some(lab.text("client.key")));
    lab.mtls_line("match-key ci.env client.csr").ok();
    // locked, and under the usual names
    let ran = lab
        .mtls_line("convert all.pem --to env --out-pass env:PW")
        .ok();
    let key = value(&lab, &openssl, &ran.stdout, "MTLS_KEY=").unwrap();
    assert!(
        key.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"),
        "{key}"
    );
    // a certificate alone will do
    let ran = lab.mtls_line("convert client.crt --to env").ok();
    assert_eq!(ran.stdout.lines().count(), 1, "{ran:?}");
    lab.mtls_line("convert all.pem --to env --name 2A")
        .fails(2, "--name ACME");
    lab.mtls_line("convert client.csr --to env")
        .fails(1, "[cert-missing]");
}

#[test]
fn jks_is_not_written_and_the_command_that_is_named_instead_works() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    let named = "mtls convert client.crt client.key --to p12 --out store.p12 --out-pass prompt";
    for asked in ["--to jks --out store.jks", "--out store.jks"] {
        let ran = lab
            .mtls_line(&format!("convert client.crt client.key {asked}"))
            .fails(2, "Java reads PKCS#12");
        assert!(ran.stderr.contains(named), "{ran:?}");
    }
    let typed = named.replace("prompt", "env:PW");
    lab.mtls_line(typed.trim_start_matches("mtls ")).ok();
    let Some(keytool) = peer("keytool") else {
        return;
    };
    let said = lab.peer_line(&keytool, "-list -keystore store.p12 -storepass:env PW");
    assert!(said.contains("PrivateKeyEntry"), "{said}");
}

#[test]
fn the_chain_is_cut_where_it_is_asked_to_be() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = chain(&openssl);
    for (part, names) in [
        ("none", &["client.crt"][..]),
        ("no-root", &["client.crt", "inter.crt"]),
        ("full", &["client.crt", "inter.crt", "root.crt"]),
    ] {
        let line = format!("convert all.pem --chain {part} --no-encrypt");
        let ran = lab.mtls_line(&line).ok();
        let wanted = concat(&lab, names) + &lab.text("client.key");
        assert_eq!(ran.stdout, wanted, "{part}");
    }
    // a root by itself is a leaf here
    let ran = lab.mtls_line("convert root.crt --chain no-root").ok();
    assert_eq!(ran.stdout, lab.text("root.crt"));
    let refused = "convert all.pem --chain none --out-cert x --out-chain y";
    lab.mtls_line(refused).fails(1, "--chain none");
    assert!(!lab.exists("x"));
}

#[test]
fn strangers_are_left_out_of_a_chain_and_kept_in_a_collection() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = chain(&openssl);
    authority(&lab, &openssl, "other", "/CN=Another CA");
    let certificates = "convert root.crt other.crt inter.crt client.crt";
    let ran = lab.mtls_line(certificates).ok();
    assert_eq!(ran.stdout.matches("BEGIN").count(), 4);
    let ran = lab.mtls_line(&format!("{certificates} --chain full")).ok();
    let wanted = concat(&lab, &["client.crt", "inter.crt", "root.crt"]);
    assert_eq!(ran.stdout, wanted);
    assert!(
        ran.stderr
            .contains("left out: the certificate of CN=Another CA")
    );
    let ran = lab
        .mtls_line("convert all.pem other.crt --out p.p12 --out-pass env:PW")
        .ok();
    assert!(
        ran.stderr
            .contains("left out: the certificate of CN=Another CA")
    );
}

#[test]
fn public_keys_come_out_as_openssl_writes_them() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = chain(&openssl);
    lab.peer_line(&openssl, "pkey -in client.key -pubout -out want.pem");
    lab.peer_line(
        &openssl,
        "pkey -in client.key -pubout -outform DER -out want.der",
    );
    for source in [
        "client.key",
        "client.crt",
        "client.csr",
        "all.pem",
        "want.der",
    ] {
        let ran = lab
            .mtls_line(&format!("convert {source} --out-pubkey -"))
            .ok();
        assert_eq!(ran.stdout, lab.text("want.pem"), "{source}");
    }
    lab.mtls_line("convert all.pem --out-key k --out-pubkey p.der --no-encrypt")
        .ok();
    assert_eq!(lab.read("p.der"), lab.read("want.der"));
    assert_eq!((lab.mode("k"), lab.mode("p.der")), (0o600, 0o644));
    lab.mtls_line("convert client.key --out-pass env:PW --out locked.key")
        .ok();
    let ran = lab
        .mtls_line("convert locked.key --pass env:PW --out-pubkey -")
        .ok();
    assert_eq!(ran.stdout, lab.text("want.pem"));
    lab.mtls_line("convert locked.key --out-pubkey x")
        .fails(1, "[passphrase-needed]");
    lab.mtls_line("convert all.pem --to p12 --out-pubkey x")
        .fails(2, "PEM or DER");
    let crl = [
        "ca", "-gencrl", "-keyfile", "root.key", "-cert", "root.crt", "-config", "crl.cnf", "-out",
        "c.crl",
    ];
    lab.write(
        "crl.cnf",
        "[ca]\ndefault_ca=c\n[c]\ndatabase=db\ndefault_md=sha256\ndefault_crl_days=9\n",
    );
    lab.write("db", "");
    lab.peer(&openssl, &crl);
    lab.mtls_line("convert c.crl --out-pubkey x")
        .fails(1, "only 1 CRL");
    lab.mtls_line("convert c.crl --out c.der").ok();
    lab.peer_line(&openssl, "crl -inform DER -in c.der -noout");
}
