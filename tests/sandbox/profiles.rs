//! Profiles as their users have them: a file, a sandbox, and commands that say no more than the
//! profile's name.

use std::process::{Command, Output};

use super::common::Lab;
use super::harness::{Running, Sandbox, json, mtls, stderr, stdout};

/// A folder with `mtls.toml` for a sandbox, its identity in files of its own.
pub(super) struct Bench {
    pub lab: Lab,
    pub sandbox: Sandbox,
    /// Servers that end with it.
    servers: std::cell::RefCell<Vec<Running>>,
}

impl Bench {
    pub fn new(more: &str) -> Self {
        let (lab, sandbox) = (Lab::new(), Sandbox::start(&[]));
        for (fact, name) in [
            ("cert", "client.crt"),
            ("key", "client.key"),
            ("ca", "ca.crt"),
        ] {
            fs_err::copy(sandbox.fact(fact), lab.path(name)).unwrap();
        }
        let file = format!(
            "[acme]\naudit = \"audit.jsonl\"\n[acme.sandbox]\nurl = \"{}\"\ntoken-url = \"{}\"\n\
             cert = \"client.crt\"\nkey = \"client.key\"\ncacert = \"ca.crt\"\nclient-id = \"env:ID\"\n\
             client-secret = \"file:{}\"\ncheck-path = \"/whoami\"\n\
             headers = {{ \"User-Agent\" = \"acme/1.0\", \"X-Api-Key\" = \"env:API_KEY\" }}\n{more}",
            sandbox.fact("url"),
            sandbox.fact("token_url"),
            sandbox.fact("client_secret_file"),
        );
        lab.write("mtls.toml", file);
        Self {
            lab,
            sandbox,
            servers: std::cell::RefCell::default(),
        }
    }

    /// This server ends with the bench.
    pub fn keep(&self, server: Running) {
        self.servers.borrow_mut().push(server);
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = mtls();
        command
            .args(args)
            .current_dir(self.lab.path(""))
            .env("ID", self.sandbox.fact("client_id"))
            .env("API_KEY", "s3cr3t-api-key")
            .env("XDG_CACHE_HOME", self.lab.path("cache"))
            .env("XDG_CONFIG_HOME", self.lab.path("config"))
            .env_remove("MTLS_PROFILE")
            .env_remove("MTLS_CONFIG");
        command
    }

    pub fn run(&self, args: &[&str]) -> Output {
        let output = self.command(args).output().unwrap();
        let said = format!("{}{}", stdout(&output), stderr(&output));
        assert!(!said.contains("s3cr3t-api-key"), "{said}");
        output
    }

    pub fn ends(&self, code: i32, args: &[&str], saying: &str) -> Output {
        let output = self.run(args);
        let said = format!("{}{}", stdout(&output), stderr(&output));
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        assert!(said.contains(saying), "{args:?}: {said}");
        output
    }

    /// The sandbox's CA signs this request.
    pub fn signed(&self, request: &str, out: &str) {
        let sign = format!("{}/sign", self.sandbox.fact("portal_url"));
        let line = format!("call {sign} --cacert ca.crt --data-binary @{request} -f -o {out}");
        self.ends(0, &line.split(' ').collect::<Vec<_>>(), "");
    }

    pub fn audit(&self) -> Vec<serde_json::Value> {
        let text = self.lab.text("audit.jsonl");
        let lines = text.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

pub(super) const SANDBOX: [&str; 2] = ["--profile", "acme/sandbox"];

#[test]
fn a_call_takes_all_that_is_not_typed_from_its_profile() {
    let bench = Bench::new("");
    let call = [&["call", "/whoami", "-v"], &SANDBOX[..]].concat();
    let output = bench.ends(0, &call, "CN=sandbox-client");
    let said = stderr(&output);
    assert!(said.contains("> User-Agent: acme/1.0"), "{said}");
    assert!(said.contains("> Authorization: Bearer"), "{said}");
    assert!(said.contains("> X-Api-Key: "), "{said}");
    // from a folder below, by the environment, and with what is typed going first
    fs_err::create_dir(bench.lab.path("below")).unwrap();
    let mut below = bench.command(&["call", "/whoami", "-v", "-A", "typed/2"]);
    below
        .current_dir(bench.lab.path("below"))
        .env("MTLS_PROFILE", "acme/sandbox");
    let below = below.output().unwrap();
    assert!(
        stdout(&below).contains("CN=sandbox-client"),
        "{}",
        stderr(&below)
    );
    assert!(
        stderr(&below).contains("> User-Agent: typed/2"),
        "{}",
        stderr(&below)
    );
    let token = json(&bench.run(&["token", "--json", "--profile", "acme/sandbox"]));
    assert_eq!(token["bound_to_certificate"], true);
    bench.ends(0, &[&["match-key"], &SANDBOX[..]].concat(), "match:");
    bench.ends(0, &[&["probe"], &SANDBOX[..]].concat(), "nothing");
    let uses = bench.audit();
    let count = |command: &str| {
        uses.iter()
            .filter(|line| line["command"] == command)
            .count()
    };
    assert_eq!(
        (count("call"), count("token"), count("probe")),
        (2, 1, 1),
        "{uses:?}"
    );
    assert!(
        uses.iter()
            .all(|line| line["action"] == "use" && line["spki_sha256"].is_string())
    );
}

#[test]
fn no_environment_stands_in_for_another_and_production_is_guarded() {
    let bench = Bench::new(
        "[acme.production]\nurl = \"https://127.0.0.1:1\"\ncert = \"client.crt\"\nkey = \"client.key\"\n\
         [live.prod]\nurl = \"https://127.0.0.1:1\"\n",
    );
    bench.ends(
        2,
        &["call", "/x", "--profile", "acme/prod"],
        "choose one of acme/production, acme/sandbox",
    );
    bench.ends(
        2,
        &["call", "/x", "--profile", "acme"],
        "which of its environments",
    );
    bench.ends(
        2,
        &["call", "/x", "--profile", "live/prod", "-k"],
        "-k is refused for live/prod",
    );
    bench.ends(
        7,
        &["call", "/x", "--profile", "live/prod"],
        "PRODUCTION: live/prod",
    );
    bench.ends(
        58,
        &["call", "/x", "--profile", "acme/production"],
        "is the certificate of acme/sandbox",
    );
    // braces, brackets and a missing scheme are no way round it
    for (elsewhere, code) in [
        ("https://localhost:1/x", 2),
        ("https://{localhost}:1/x", 2),
        ("https://127.0.0.1:{1,2}/x", 2),
        ("https://127.0.0.[1-2]:1/x", 2),
        ("http://127.0.0.1:1/x", 2),
        ("127.0.0.1:2/x", 2),
        ("127.0.0.1:1/x", 7),
        ("https://127.0.0.1:1/{x,y}", 7),
    ] {
        let said = if code == 2 {
            "[wrong-host]"
        } else {
            "[connection-refused]"
        };
        bench.ends(code, &["call", elsewhere, "--profile", "live/prod"], said);
    }
    let next = [
        "call",
        "https://127.0.0.1:1/x",
        "--profile",
        "live/prod",
        "--next",
        "https://localhost:1/y",
    ];
    bench.ends(2, &next, "[wrong-host]");
}

#[test]
fn the_hosts_and_headers_of_a_provider_are_held_to() {
    let bench = Bench::new(
        "[conta]\nprovider = \"conta-simples\"\n[conta.sandbox]\nurl = \"https://mtls-sandbox.contasimples.com\"\n\
         connect-to = [\"::127.0.0.1:1\"]\n[bare]\nprovider = \"conta-simples\"\n[bare.sandbox]\n",
    );
    let vcns = "/credit-cards/v1/vcns";
    let call = ["call", vcns, "--json", "{}", "--profile", "conta/sandbox"];
    bench.ends(
        2,
        &call,
        "wants the header Idempotency-Key with POST /credit-cards/v1/vcns",
    );
    let shown = [&call[..], &["--idempotency-key", "B-1", "--dry-run"]].concat();
    bench.ends(
        0,
        &shown,
        "POST https://mtls-sandbox.contasimples.com/credit-cards/v1/vcns",
    );
    // the other host, for what needs no certificate; and the wrong one
    let read = [
        "call",
        "/statements",
        "--profile",
        "conta/sandbox",
        "--dry-run",
    ];
    bench.ends(
        0,
        &read,
        "GET https://api-sandbox.contasimples.com/statements",
    );
    let wrong = format!("https://api-sandbox.contasimples.com{vcns}");
    let wrong = [
        "call",
        &wrong,
        "-d",
        "{}",
        "--idempotency-key",
        "B",
        "--profile",
        "conta/sandbox",
    ];
    bench.ends(2, &wrong, "[wrong-host]");
    let bare = [
        "call",
        vcns,
        "-d",
        "{}",
        "--idempotency-key",
        "B",
        "--profile",
        "bare/sandbox",
    ];
    bench.ends(
        2,
        &bare,
        "calls its host mtls-sandbox.contasimples.com provisional",
    );
}

#[test]
fn a_check_tells_everything_and_the_first_cause() {
    let bench = Bench::new("");
    let whole = json(&bench.run(&[
        "check",
        "--json",
        "--profile",
        "acme/sandbox",
        "--junit",
        "j.xml",
    ]));
    assert_eq!(whole["diagnosis"]["code"], "ok", "{whole}");
    let verdict = |facts: &serde_json::Value, name: &str| {
        let checks = facts["checks"].as_array().unwrap();
        let check = checks.iter().find(|check| check["check"] == name);
        check.map_or("none".to_owned(), |c| {
            c["verdict"].as_str().unwrap().to_owned()
        })
    };
    for name in [
        "files",
        "pair",
        "days left",
        "acceptance",
        "token",
        "token binding",
        "call",
    ] {
        assert_eq!(verdict(&whole, name), "ok", "{name}: {whole}");
    }
    assert!(bench.lab.text("j.xml").contains("failures=\"0\""));
    fs_err::copy(
        bench.sandbox.fact("refused.expired"),
        bench.lab.path("client.crt"),
    )
    .unwrap();
    let output = bench.ends(1, &["check", "--json", "--all"], "client-cert-expired");
    let expired = json(&output);
    assert_eq!(verdict(&expired, "days left"), "failed");
    assert_eq!(verdict(&expired, "handshake"), "not-reached");
    fs_err::remove_file(bench.lab.path("client.key")).unwrap();
    bench.ends(
        1,
        &["check", "--offline", "--profile", "acme/sandbox"],
        "[file-unreadable]",
    );
}

/// `rotate` with a step, in JSON.
pub(super) fn rotate<'a>(step: &[&'a str]) -> Vec<&'a str> {
    [&["rotate"], step, &SANDBOX[..], &["--json"]].concat()
}

#[test]
fn a_certificate_is_changed_without_a_moment_without_one() {
    let bench = Bench::new("");
    let before = bench.lab.text("client.crt");
    bench.ends(2, &rotate(&["switch"]), "begin with: mtls rotate prepare");
    let prepared = json(&bench.ends(0, &rotate(&["prepare"]), ""));
    assert_eq!(prepared["next_stage"], "prepared");
    assert_eq!(bench.lab.mode("client.next.key"), 0o600);
    bench.ends(2, &rotate(&["prepare"]), "a rotation has begun already");
    bench.ends(
        2,
        &rotate(&["accept", "client.crt"]),
        "this is the certificate that is in use",
    );
    let sign = format!("{}/sign", bench.sandbox.fact("portal_url"));
    let request = [
        "call",
        &sign,
        "--cacert",
        "ca.crt",
        "--data-binary",
        "@client.next.csr",
        "-o",
        "new.crt",
    ];
    bench.ends(0, &request, "");
    let issued = json(&bench.ends(0, &rotate(&["accept", "new.crt"]), ""));
    assert_eq!(issued["next_stage"], "issued");
    assert_eq!(
        bench.lab.text("client.crt"),
        before,
        "accepting changes nothing that is in use"
    );
    let check = json(&bench.run(&["check", "--json", "--offline", "--profile", "acme/sandbox"]));
    assert!(
        check.to_string().contains("the next certificate is here"),
        "{check}"
    );
    bench.ends(0, &rotate(&["switch"]), "client.old.crt");
    assert_eq!(bench.lab.text("client.old.crt"), before);
    bench.ends(0, &[&["match-key"], &SANDBOX[..]].concat(), "match:");
    bench.ends(
        0,
        &[&["call", "/whoami"], &SANDBOX[..]].concat(),
        "CN=sandbox-client",
    );
    bench.ends(0, &rotate(&["retire"]), "removed");
    assert!(!bench.lab.exists("client.old.key") && !bench.lab.exists("client.next.key"));
    let actions: Vec<_> = bench
        .audit()
        .iter()
        .map(|l| l["action"].as_str().unwrap().to_owned())
        .collect();
    for action in ["create", "use", "change", "delete"] {
        assert!(actions.iter().any(|a| a == action), "{actions:?}");
    }
}

#[test]
fn a_profile_is_written_by_init_and_never_with_a_secret() {
    let bench = Bench::new("");
    let before = bench.lab.text("mtls.toml");
    let init = [
        "init",
        "acme/staging",
        "--url",
        "https://a.example",
        "--client-secret",
        "env:S",
        "--cert",
        "c.crt",
    ];
    bench.ends(0, &init, "next: mtls check --profile acme/staging");
    let after = bench.lab.text("mtls.toml");
    assert!(
        after.starts_with(&before)
            && after.contains("[acme.staging]\nurl = \"https://a.example\"\n")
    );
    bench.ends(2, &init, "has acme/staging already");
    let literal = [
        "init",
        "b/staging",
        "--client-secret",
        "pass:s3cr3t-api-key",
    ];
    bench.ends(2, &literal, "may not stand in the file");
    assert_eq!(bench.lab.text("mtls.toml"), after);
    bench
        .lab
        .write("mtls.toml", "[a.b]\nclient-secret = \"s3cr3t-api-key\"\n");
    bench.ends(
        2,
        &["token", "--profile", "a/b"],
        "write \"env:A_B_CLIENT_SECRET\"",
    );
}
