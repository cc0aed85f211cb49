//! `check`: each thing that it looks at, once as it should be and once as it should not.

use std::process::Command;

use super::harness::{json, stderr};
use super::openssl_line;
use super::profiles::Bench;

/// What is checked, what is done to the bench, and the verdict and the words that come of it.
type Row = (&'static str, fn(&Bench), &'static str, &'static str);

const ROWS: &[Row] = &[
    ("files", |b| remove(b, "ca.crt"), "failed", "ca.crt"),
    (
        "files",
        |b| mode(b, "client.key", 0o644),
        "warning",
        "chmod 600",
    ),
    (
        "files",
        |b| text(b, "env:API_KEY", "file:nowhere"),
        "failed",
        "nowhere",
    ),
    ("pair", |b| other_key(b), "none", ""),
    ("certificate", |b| other_key(b), "failed", "key"),
    (
        "certificate",
        |b| text(b, "cert = \"client.crt\"\nkey = \"client.key\"\n", ""),
        "warning",
        "names no certificate",
    ),
    (
        "chain",
        |b| stranger(b),
        "warning",
        "issued none of the chain",
    ),
    ("days left", |b| expired(b), "failed", "expired on"),
    (
        "days left",
        |b| lasting(b, 20, 200),
        "warning",
        "renew it now",
    ),
    (
        "days left",
        |b| lasting(b, 80, 200),
        "warning",
        "plan its renewal",
    ),
    (
        "days left",
        |b| lasting(b, 300, 10),
        "warning",
        "its issuer",
    ),
    ("soundness", |b| server_only(b), "failed", "clientAuth"),
    ("provider's rules", |b| apata(b), "warning", "RSA"),
    ("hosts", |b| provisional(b), "warning", "provisional"),
    ("kept apart", |b| production(b), "failed", "acme/production"),
    (
        "connection",
        |b| url(b, "https://127.0.0.1:1"),
        "failed",
        "url",
    ),
    (
        "tls",
        |b| speaks(b, &["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"]),
        "failed",
        "TLS 1.",
    ),
    (
        "server certificate",
        |b| text(b, "cacert = \"ca.crt\"\n", ""),
        "failed",
        "cacert",
    ),
    ("acceptance", |b| accused(b), "failed", ""),
    ("token", |b| secret(b), "failed", "client"),
    ("call", |b| text(b, "/whoami", "/nowhere"), "failed", "404"),
];

#[test]
fn each_thing_checked_is_told_when_it_is_wrong() {
    for (name, prepare, verdict, saying) in ROWS {
        let bench = Bench::new("");
        prepare(&bench);
        let output = bench.run(&["check", "--json", "--profile", "acme/sandbox"]);
        let facts = json(&output);
        let checks = facts["checks"].as_array().unwrap();
        let check = checks.iter().filter(|check| check["check"] == *name);
        let worst = check.max_by_key(|check| match check["verdict"].as_str() {
            Some("failed") => 2,
            Some("warning") => 1,
            _ => 0,
        });
        let told = worst.map_or("none", |check| check["verdict"].as_str().unwrap());
        assert_eq!(told, *verdict, "{name}: {facts:#}");
        let text = worst.map(ToString::to_string).unwrap_or_default();
        assert!(text.contains(saying), "{name}: {saying}: {text}");
        let any = checks.iter().any(|check| check["verdict"] == "failed");
        assert_eq!(output.status.code(), Some(i32::from(any)), "{name}");
        let strict = ["check", "--strict", "-q", "--profile", "acme/sandbox"];
        let is_clean = *verdict == "none" && !any;
        assert_eq!(bench.run(&strict).status.success(), is_clean, "{name}");
    }
}

#[test]
fn a_trail_that_cannot_be_opened_is_red_for_its_environment_alone() {
    let bench = Bench::new("");
    let more =
        "[zebra]\naudit = \"missing/audit.jsonl\"\n[zebra.sandbox]\nurl = \"https://z.example\"\n";
    let text = bench.lab.text("mtls.toml") + more;
    bench.lab.write(
        "mtls.toml",
        text.replace("[acme]", "[yak]").replace("[acme.", "[yak."),
    );
    let text = bench.lab.text("mtls.toml").replace("zebra", "ant");
    bench.lab.write("mtls.toml", text);
    let output = bench.ends(1, &["check", "--all", "--offline"], "audit trail");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        said.contains("ant/sandbox") && said.contains("check of yak/sandbox"),
        "{said}"
    );
    // a file of something else is not replaced, and no flag is named that is not there
    let junit = ["check", "--all", "--offline", "--junit", "mtls.toml"];
    let output = bench.ends(2, &junit, "is no file of results");
    assert!(!stderr(&output).contains("--force"), "{}", stderr(&output));
}

#[test]
fn all_of_them_are_well_where_all_is_well() {
    let bench = Bench::new("");
    let strict = ["check", "--strict", "--profile", "acme/sandbox"];
    bench.ends(0, &strict, "");
    text(&bench, "[acme]\n", "[acme]\nprovider = \"banking-api\"\n");
    let facts = json(&bench.ends(0, &["check", "--json", "--profile", "acme/sandbox"], ""));
    for (name, ..) in ROWS {
        let checks = facts["checks"].as_array().unwrap();
        let check = checks.iter().find(|check| check["check"] == *name);
        assert_eq!(
            check.map(|c| &c["verdict"]),
            Some(&"ok".into()),
            "{name}: {facts:#}"
        );
    }
}

/// Read by a parser of XML that is not ours, and held to the shape that CI servers want (junit-10.xsd).
#[test]
fn junit_is_read_by_a_parser_of_xml() {
    let Some(python) = super::common::peer("python3") else {
        return;
    };
    let bench = Bench::new(
        "[acme.other]\nurl = \"https://127.0.0.1:1\"\ncert = \"no <&> \\\" such.crt\"\n",
    );
    bench.ends(1, &["check", "--all", "--junit", "j.xml"], "");
    let script = "
import xml.etree.ElementTree as E
root = E.parse('j.xml').getroot()
assert root.tag == 'testsuites', root.tag
suites = list(root)
assert [s.get('name') for s in suites] == ['acme/other', 'acme/sandbox'], suites
kinds = set()
for s in suites:
    assert s.tag == 'testsuite' and {'name','tests','failures','errors','skipped','time','timestamp'} <= set(s.attrib)
    cases = list(s)
    assert len(cases) == int(s.get('tests'))
    for kind, count in (('failure', 'failures'), ('skipped', 'skipped')):
        found = [c for c in cases if c.tag == 'testcase' and c.find(kind) is not None]
        assert len(found) == int(s.get(count)), (kind, s.attrib)
        kinds |= {kind} if found else set()
    for c in cases:
        assert {'name','classname','time'} <= set(c.attrib)
        assert all(e.tag in ('failure','skipped','system-out') for e in c)
assert kinds == {'failure', 'skipped'}
assert any('no <&> \" such.crt' in f.get('message') for f in root.iter('failure'))
";
    let output = Command::new(python)
        .args(["-c", script])
        .current_dir(bench.lab.path(""))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
}

fn remove(bench: &Bench, file: &str) {
    fs_err::remove_file(bench.lab.path(file)).unwrap();
}

fn mode(bench: &Bench, file: &str, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::Permissions::from_mode(mode);
    fs_err::set_permissions(bench.lab.path(file), mode).unwrap();
}

fn text(bench: &Bench, before: &str, after: &str) {
    let text = bench.lab.text("mtls.toml");
    assert!(text.contains(before), "{text}");
    bench.lab.write("mtls.toml", text.replace(before, after));
}

fn line(bench: &Bench, line: &str) {
    openssl_line(&bench.lab.path(""), line);
}

fn other_key(bench: &Bench) {
    line(
        bench,
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out client.key",
    );
}

/// A certificate of nobody's behind the leaf.
fn stranger(bench: &Bench) {
    line(
        bench,
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout x.key -out x.crt -subj /CN=stranger -days 200",
    );
    let both = bench.lab.text("client.crt") + &bench.lab.text("x.crt");
    fs_err::write(bench.lab.path("client.crt"), both).unwrap();
}

fn refused(bench: &Bench, which: &str) {
    let from = bench.sandbox.fact(&format!("refused.{which}")).to_owned();
    fs_err::copy(from, bench.lab.path("client.crt")).unwrap();
}

fn expired(bench: &Bench) {
    refused(bench, "expired");
}

fn server_only(bench: &Bench) {
    refused(bench, "server_only");
}

fn accused(bench: &Bench) {
    refused(bench, "stranger");
}

/// A leaf and its issuer that last so many days.
fn lasting(bench: &Bench, leaf: u32, issuer: u32) {
    line(
        bench,
        &format!(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout y.key -out y.crt -subj /CN=issuer -days {issuer}"
        ),
    );
    line(bench, "req -new -key client.key -subj /CN=app -out app.csr");
    bench.lab.write(
        "ext",
        "extendedKeyUsage=clientAuth\nbasicConstraints=CA:FALSE\nauthorityKeyIdentifier=keyid\n",
    );
    line(
        bench,
        &format!(
            "x509 -req -in app.csr -CA y.crt -CAkey y.key -CAcreateserial -days {leaf} -extfile ext -out client.crt"
        ),
    );
    let both = bench.lab.text("client.crt") + &bench.lab.text("y.crt");
    fs_err::write(bench.lab.path("client.crt"), both).unwrap();
}

/// Apata takes RSA keys, and the key here is on a curve.
fn apata(bench: &Bench) {
    text(bench, "[acme]\n", "[acme]\nprovider = \"apata\"\n");
}

fn provisional(bench: &Bench) {
    text(bench, "[acme]\n", "[acme]\nprovider = \"conta-simples\"\n");
    url(bench, "https://mtls-sandbox.contasimples.com");
    text(
        bench,
        "check-path",
        "connect-to = [\"::127.0.0.1:1\"]\ncheck-path",
    );
}

fn production(bench: &Bench) {
    let text = bench.lab.text("mtls.toml");
    let more = "[acme.production]\ncert = \"client.crt\"\nkey = \"client.key\"\n";
    bench.lab.write("mtls.toml", text + more);
}

fn url(bench: &Bench, to: &str) {
    let from = format!("url = \"{}\"\ntoken-url", bench.sandbox.fact("url"));
    text(bench, &from, &format!("url = \"{to}\"\ntoken-url"));
}

fn secret(bench: &Bench) {
    let file = bench.sandbox.fact("client_secret_file").to_owned();
    bench.lab.write("wrong", "no such secret");
    text(bench, &format!("file:{file}"), "file:wrong");
}

/// A server of openssl in place of the sandbox, which ends with the bench.
fn speaks(bench: &Bench, how: &[&str]) {
    let port = super::common::process::free_port();
    let child = Command::new("openssl")
        .args(["s_server", "-accept", &format!("127.0.0.1:{port}")])
        .args(["-cert", "client.crt", "-key", "client.key", "-quiet"])
        .args(how)
        .current_dir(bench.lab.path(""))
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    bench.keep(super::harness::Running(child));
    super::common::process::until("the server", || {
        std::net::TcpStream::connect(("127.0.0.1", port)).ok()
    });
    url(bench, &format!("https://127.0.0.1:{port}"));
}
