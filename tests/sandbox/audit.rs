//! The audit trail: each command that takes a profile, held to the lines that it leaves.

use serde_json::Value;

use super::harness::stderr;
use super::profiles::Bench;

/// The command, how it ends, and what it leaves: `action what outcome`, in their order.
type Row = (&'static str, i32, &'static [&'static str]);

const USE: &str = "use certificate done";
const USE_KEY: &str = "use private-key done";

/// One after the other on one bench; what a row makes is there for the next.
const ROWS: &[Row] = &[
    ("call /whoami", 0, &[USE]),
    ("token", 0, &[USE]),
    ("probe", 0, &[USE]),
    ("check --offline", 0, &[USE]),
    ("check", 0, &[USE, USE, USE, USE]),
    ("inspect", 0, &[USE, USE_KEY]),
    ("match-key", 0, &[USE, USE_KEY]),
    (
        "convert --to p12 --out all.pfx --out-pass file:pass",
        0,
        &[
            USE,
            USE_KEY,
            "create certificate begun",
            "create private-key begun",
            "create certificate done",
            "create private-key done",
        ],
    ),
    // where it cannot be written
    (
        "convert --to pem --out missing/all.pem",
        1,
        &[
            USE,
            USE_KEY,
            "create certificate begun",
            "create private-key begun",
            "create certificate failed",
            "create private-key failed",
        ],
    ),
    (
        "csr --cn a --ou b --o c --c BR --newkey ec:p256 --out a.csr --keyout a.key",
        0,
        &["create private-key begun", "create private-key done"],
    ),
    (
        "csr --cn a --ou b --o c --c BR --key a.key --out b.csr",
        0,
        &[USE_KEY],
    ),
    (
        "csr --cn a --ou b --o c --c BR --newkey ec:p256 --out missing/a.csr --keyout c.key",
        1,
        &["create private-key begun", "create private-key failed"],
    ),
    (
        "csr --batch table.csv --newkey ec:p256 --no-encrypt",
        0,
        &["create private-key begun", "create private-key done"],
    ),
    (
        "csr submit a.csr --key a.key --url SIGN --out a.crt",
        0,
        &[
            USE_KEY,
            "create certificate begun",
            "create certificate done",
        ],
    ),
    (
        "revoke --serial 0a0b --url GONE --yes",
        1,
        &["revoke certificate begun", "revoke certificate failed"],
    ),
    (
        "rotate prepare",
        0,
        &["create private-key begun", "create private-key done"],
    ),
    ("rotate", 0, &[]),
    (
        "call /whoami --cert nowhere.crt",
        58,
        &["use certificate failed"],
    ),
];

fn told(lines: &[Value]) -> Vec<String> {
    let word = |line: &Value, key: &str| line[key].as_str().unwrap().to_owned();
    let one = |line: &Value| {
        ["action", "what", "outcome"]
            .map(|key| word(line, key))
            .join(" ")
    };
    lines.iter().map(one).collect()
}

#[test]
fn each_command_leaves_its_lines_and_no_secret() {
    let bench = Bench::new("");
    bench.lab.write("pass", "opensesame-42");
    bench.lab.write("table.csv", "cn,ou,o,c,out\nd,b,c,BR,d\n");
    let portal = bench.sandbox.fact("portal_url").to_owned();
    let mut seen = 0;
    for (row, code, expected) in ROWS {
        let row = row.replace("SIGN", &format!("{portal}/sign"));
        let row = row.replace("GONE", &format!("{portal}/gone/{{serial}}"));
        let mut args: Vec<&str> = row.split(' ').collect();
        args.extend(["--profile", "acme/sandbox"]);
        let output = bench.ends(*code, &args, "");
        let trail = bench.audit();
        let new = &trail[seen..];
        assert_eq!(told(new), *expected, "{row}: {}", stderr(&output));
        for line in new {
            let known = ["spki_sha256", "serial", "file"];
            assert!(known.iter().any(|key| line[*key].is_string()), "{line}");
            for key in ["at", "user", "command", "profile"] {
                assert!(line[key].is_string(), "{line}");
            }
        }
        seen = trail.len();
    }
    assert_eq!(bench.lab.mode("audit.jsonl"), 0o600);
    let text = bench.lab.text("audit.jsonl");
    for secret in ["opensesame-42", &bench.sandbox.secret(), "PRIVATE KEY"] {
        assert!(!text.contains(secret));
    }
}

#[test]
fn a_trail_that_cannot_be_written_stops_what_it_would_tell_of() {
    let bench = Bench::new("");
    fs_err::create_dir(bench.lab.path("audit.jsonl")).unwrap();
    for args in [
        &["call", "/whoami"][..],
        &["token"],
        &["convert", "--to", "pem", "--out", "all.pem"],
        &[
            "csr", "--cn", "a", "--ou", "b", "--o", "c", "--c", "BR", "--out", "a.csr", "--keyout",
            "a.key",
        ],
        &["rotate", "prepare"],
    ] {
        let all = [args, &["--profile", "acme/sandbox"]].concat();
        let output = bench.run(&all);
        assert_ne!(output.status.code(), Some(0), "{all:?}");
        assert!(
            stderr(&output).contains("audit.jsonl"),
            "{}",
            stderr(&output)
        );
    }
    for file in ["all.pem", "a.csr", "a.key", "client.next.key"] {
        assert!(!bench.lab.exists(file), "{file}");
    }
}

/// The disk is full between the line that a change begins and the change.
#[cfg(target_os = "linux")]
#[test]
fn a_trail_on_a_full_disk_stops_it_too() {
    let bench = Bench::new("");
    let text = bench.lab.text("mtls.toml");
    bench
        .lab
        .write("mtls.toml", text.replace("audit.jsonl", "/dev/full"));
    bench.ends(
        1,
        &["rotate", "prepare", "--profile", "acme/sandbox"],
        "/dev/full",
    );
    assert!(!bench.lab.exists("client.next.key"));
}

#[test]
fn lines_of_runs_at_once_are_whole_and_none_is_lost() {
    let bench = Bench::new("");
    let args = ["inspect", "--profile", "acme/sandbox"];
    let runs: Vec<_> = (0..8)
        .map(|_| {
            let mut command = bench.command(&args);
            command.stdout(std::process::Stdio::null()).spawn().unwrap()
        })
        .collect();
    for mut run in runs {
        assert!(run.wait().unwrap().success());
    }
    assert_eq!(bench.audit().len(), 16);
}
