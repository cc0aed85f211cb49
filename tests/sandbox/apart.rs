//! Test and production kept apart: certificates by what they are, tokens by whose they are, and no
//! way around the check of the server in production.

use super::harness::json;
use super::openssl_line;
use super::profiles::Bench;

/// A bench with a production beside the sandbox, at the same place, with a certificate of its own.
fn with_production() -> Bench {
    let bench = Bench::new("");
    let mut text = bench.lab.text("mtls.toml");
    let url = bench.sandbox.fact("url");
    text.push_str(&format!(
        "[acme.production]\nurl = \"{url}\"\ncacert = \"ca.crt\"\ncert = \"prod.crt\"\nkey = \"prod.key\"\n"
    ));
    bench.lab.write("mtls.toml", text);
    issue(&bench, "prod");
    bench
}

/// A certificate of the sandbox's CA for a new key.
fn issue(bench: &Bench, name: &str) {
    let line = format!(
        "csr --cn {name} --ou b --o c --c BR --newkey ec:p256 --no-encrypt --out {name}.csr --keyout {name}.key"
    );
    bench.ends(0, &line.split(' ').collect::<Vec<_>>(), "");
    signed(bench, name);
}

fn signed(bench: &Bench, name: &str) {
    bench.signed(&format!("{name}.csr"), &format!("{name}.crt"));
}

#[test]
fn a_sandbox_certificate_is_stopped_in_production_whatever_it_is_called() {
    let bench = with_production();
    let production = |more: &[&str], code: i32, saying: &str| {
        let args = [&["call", "/whoami", "--profile", "acme/production"], more].concat();
        bench.ends(code, &args, saying);
    };
    let stopped = "is the certificate of acme/sandbox, and acme/production is production";
    production(&[], 0, "CN=prod");
    fs_err::copy(bench.lab.path("client.crt"), bench.lab.path("live.crt")).unwrap();
    production(&["--cert", "live.crt", "--key", "client.key"], 58, stopped);
    // in a container that has to be opened
    bench.lab.write("pass", "opensesame");
    let export = "pkcs12 -export -in client.crt -inkey client.key -out live.pfx -passout file:pass";
    openssl_line(&bench.lab.path(""), export);
    production(&["--cert", "live.pfx", "--pass", "file:pass"], 58, stopped);
    // renewed for the same key
    let again = "csr --key client.key --cn again --ou b --o c --c BR --out again.csr";
    bench.ends(0, &again.split(' ').collect::<Vec<_>>(), "");
    signed(&bench, "again");
    production(&["--cert", "again.crt", "--key", "client.key"], 58, stopped);
    // the next one of the sandbox; and the reverse
    fs_err::copy(
        bench.lab.path("prod.crt"),
        bench.lab.path("client.next.crt"),
    )
    .unwrap();
    production(&[], 58, stopped);
    fs_err::remove_file(bench.lab.path("client.next.crt")).unwrap();
    let reverse = [
        "probe",
        "--profile",
        "acme/sandbox",
        "--cert",
        "prod.crt",
        "--key",
        "prod.key",
    ];
    bench.ends(58, &reverse, "is the certificate of acme/production");
    // nor is it presented to an endpoint of the provider
    let submit = "csr submit again.csr --profile acme/production --cert client.crt --cert-key client.key --out x.crt";
    let url = format!("{submit} --url {}/sign", bench.sandbox.fact("url"));
    bench.ends(
        1,
        &url.split(' ').collect::<Vec<_>>(),
        "is the certificate of acme/sandbox",
    );
    // in another profile of the same provider
    let text = bench.lab.text("mtls.toml");
    let text = text
        .replace("[acme]\n", "[acme]\nprovider = \"generic\"\n")
        .replace(
            "[acme.production]",
            "[live]\nprovider = \"generic\"\n[live.production]",
        );
    bench.lab.write("mtls.toml", text);
    let other = "token --profile live/production --cert client.crt --key client.key";
    let other: Vec<&str> = other.split(' ').collect();
    bench.ends(58, &other, "is the certificate of acme/sandbox");
}

#[test]
fn what_is_locked_or_behind_its_issuer_is_told_apart_by_its_leaf() {
    let bench = with_production();
    let stopped = "is the certificate of acme/sandbox, and acme/production is production";
    // the issuer stands first in both files: it is no certificate of anybody's
    let behind = |name: &str, leaf: &str| {
        let text = bench.lab.text("ca.crt") + &bench.lab.text(leaf);
        fs_err::write(bench.lab.path(name), text).unwrap();
    };
    behind("behind.crt", "client.crt");
    let production = ["call", "/whoami", "--profile", "acme/production"];
    let named = |cert: &'static str, key: &'static str| {
        [&production[..], &["--cert", cert, "--key", key]].concat()
    };
    bench.ends(58, &named("behind.crt", "client.key"), stopped);
    for (leaf, file) in [("client.crt", "client.crt"), ("prod.crt", "prod.crt")] {
        behind(file, leaf);
    }
    bench.ends(0, &production, "CN=prod");
    // locked, and opened by a command alone
    bench.lab.write("pass", "opensesame");
    let export = "pkcs12 -export -in client.crt -inkey client.key -out live.pfx -passout file:pass";
    openssl_line(&bench.lab.path(""), export);
    let locked = [
        &production[..],
        &["--cert", "live.pfx", "--pass", "cmd:cat pass"],
    ]
    .concat();
    bench.ends(58, &locked, stopped);
    // the other way round it cannot be opened to be compared: that is said
    let text = bench.lab.text("mtls.toml");
    let pass = "cert = \"live.pfx\"\npass = \"cmd:cat pass\"\n";
    let text = text.replace("cert = \"client.crt\"\nkey = \"client.key\"\n", pass);
    bench.lab.write("mtls.toml", text);
    let check = ["check", "--offline", "--profile", "acme/production"];
    bench.ends(0, &check, "not checked: not every certificate");
}

#[test]
fn the_check_of_the_server_cannot_be_turned_off_in_production() {
    let bench = with_production();
    bench.lab.write("curlrc", "insecure\n");
    let call = ["call", "/whoami", "--profile", "acme/production"];
    for more in [&["-K", "curlrc"][..], &["-sk"], &["--insecure"]] {
        let args = [&call[..], more].concat();
        bench.ends(2, &args, "-k is refused for acme/production");
    }
    let mut by_environment = bench.command(&["call", "/whoami", "-k"]);
    let output = by_environment
        .env("MTLS_PROFILE", "acme/production")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    for command in ["probe", "token"] {
        bench.ends(
            2,
            &[command, "-k", "--profile", "acme/production"],
            "-k is refused",
        );
    }
}

#[test]
fn a_token_is_kept_for_its_own_environment_alone() {
    let bench = Bench::new("");
    let text = bench.lab.text("mtls.toml");
    let (_, sandbox) = text.split_once("[acme.sandbox]").unwrap();
    bench
        .lab
        .write("mtls.toml", format!("{text}[acme.staging]{sandbox}"));
    let cached = |name: &str| {
        json(&bench.ends(0, &["token", "--json", "--profile", name], ""))["cached"] == true
    };
    assert!(!cached("acme/sandbox") && cached("acme/sandbox"));
    assert!(!cached("acme/staging") && cached("acme/staging"));
}

#[test]
fn production_is_said_once_and_not_when_quiet() {
    let bench = with_production();
    for command in [&["check"][..], &["rotate"], &["token"], &["probe"]] {
        let args = [command, &["--profile", "acme/production"]].concat();
        let said = |args: &[&str]| {
            let output = bench.run(args);
            let both = [output.stdout, output.stderr].concat();
            String::from_utf8_lossy(&both).matches("PRODUCTION").count()
        };
        assert_eq!(said(&args), 1, "{args:?}");
        assert_eq!(said(&[&args[..], &["-q"]].concat()), 0, "{args:?}");
    }
}
