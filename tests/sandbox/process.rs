//! The process: its command, its signals, its files.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::harness::{Running, Sandbox, mtls, peer, stderr, stdout};

#[test]
fn a_command_gets_the_environment_and_its_code_is_ours() {
    let run = |line: &str| {
        mtls()
            .args(["sandbox", "--", "sh", "-c", line])
            .output()
            .unwrap()
    };
    assert_eq!(run("exit 7").status.code(), Some(7));
    assert_eq!(run("true").status.code(), Some(0));
    assert_eq!(run("kill -TERM $$").status.code(), Some(143));
    let told = run(
        "env | grep ^MTLS_SANDBOX_ | cut -d= -f1 | sort; test -s $MTLS_SANDBOX_CLIENT_SECRET_FILE && dirname $MTLS_SANDBOX_CA",
    );
    let told = stdout(&told);
    let lines: Vec<&str> = told.lines().collect();
    let (folder, names) = lines.split_last().unwrap();
    assert_eq!(
        names,
        [
            "MTLS_SANDBOX_CA",
            "MTLS_SANDBOX_CERT",
            "MTLS_SANDBOX_CLIENT_ID",
            "MTLS_SANDBOX_CLIENT_SECRET_FILE",
            "MTLS_SANDBOX_KEY",
            "MTLS_SANDBOX_PORTAL_URL",
            "MTLS_SANDBOX_TOKEN_URL",
            "MTLS_SANDBOX_URL",
        ]
    );
    assert!(!Path::new(folder).exists());
    let missing = mtls()
        .args(["sandbox", "--", "no-such-command-here"])
        .output()
        .unwrap();
    assert_eq!(missing.status.code(), Some(127));
    assert!(stderr(&missing).contains("cannot run no-such-command-here: no such command"));
}

#[test]
fn a_signal_leaves_no_folder_behind_however_many_clients_sit_idle() {
    let sandbox = Sandbox::start(&[]);
    let folder = Path::new(sandbox.fact("ca")).parent().unwrap().to_owned();
    let mode = |file: &Path| fs_err::metadata(file).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(Path::new(sandbox.fact("key"))), 0o600);
    assert_eq!(mode(Path::new(sandbox.fact("client_secret_file"))), 0o600);
    let address = sandbox.fact("url").replace("https://", "");
    let idle: Vec<TcpStream> = (0..100)
        .map(|_| TcpStream::connect(&address).unwrap())
        .collect();
    let started = Instant::now();
    let (code, _) = sandbox.terminate();
    assert_eq!(code, Some(0));
    assert!(started.elapsed() < Duration::from_secs(2));
    assert!(!folder.exists());
    drop(idle);
}

#[test]
fn a_signal_reaches_the_command_and_the_folder_still_goes() {
    let folder = tempfile::tempdir().unwrap();
    let line = "trap 'exit 9' TERM; echo up; while :; do sleep 0.05; done";
    let child = mtls()
        .args(["sandbox", "--", "sh", "-c", line])
        .env("TMPDIR", folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut running = Running(child);
    let mut up = [0; 3];
    running
        .0
        .stdout
        .as_mut()
        .unwrap()
        .read_exact(&mut up)
        .unwrap();
    running.signal("TERM");
    assert_eq!(running.0.wait().unwrap().code(), Some(9));
    assert_eq!(fs_err::read_dir(folder.path()).unwrap().count(), 0);
}

/// So many connections are held, and the next one is closed; then all are let go.
fn is_full_at(room: usize, sandbox: &Sandbox) {
    let address = sandbox.fact("url").replace("https://", "");
    let connect = || TcpStream::connect(&address).unwrap();
    let held: Vec<TcpStream> = (0..room).map(|_| connect()).collect();
    let mut one_more = connect();
    one_more
        .set_read_timeout(Some(Duration::from_secs(5)))
        .unwrap();
    assert_eq!(one_more.read(&mut [0]).unwrap(), 0);
    drop(held);
}

#[test]
fn more_connections_than_the_limit_are_closed_and_told() {
    super::make_room();
    let sandbox = Sandbox::start(&[]);
    is_full_at(1024, &sandbox);
    let (_, told) = sandbox.terminate();
    assert!(told.contains("1024 connections are open"), "{told}");
}

#[test]
fn nobody_reading_the_log_stops_neither_requests_nor_signals() {
    let Some(_) = peer("curl") else { return };
    let mut sandbox = Sandbox::start(&["-v"]);
    let folder = Path::new(sandbox.fact("ca")).parent().unwrap().to_owned();
    // 2,000 events of some 200 bytes fill the pipe of 64 KiB, which nobody reads
    let urls = format!("{}/health?[1-2000]", sandbox.fact("portal_url"));
    let output = sandbox.curl_bare(&["-o", "/dev/null", "-w", "%{http_code}\n", &urls]);
    assert_eq!(
        stdout(&output).matches("200").count(),
        2000,
        "{}",
        stderr(&output)
    );
    sandbox.process.signal("TERM");
    assert_eq!(sandbox.process.0.wait().unwrap().code(), Some(0));
    assert!(!folder.exists());
}

#[test]
fn in_text_it_says_where_everything_is_before_it_waits() {
    let mut child = mtls()
        .arg("sandbox")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    let mut running = Running(child);
    let lines: Vec<String> = stdout.lines().map_while(Result::ok).take(13).collect();
    assert!(lines[0].starts_with("sandbox is up"), "{lines:?}");
    assert!(
        lines[12].contains("try ") && lines[12].ends_with("/whoami"),
        "{lines:?}"
    );
    running.signal("INT");
    assert_eq!(running.0.wait().unwrap().code(), Some(0));
}

/// A client that wants the API to know it, in the words of a test suite.
const NODE_TEST: &str = r#"
const test = require("node:test"), assert = require("node:assert"), https = require("node:https"), fs = require("node:fs");
const env = process.env, read = (name) => fs.readFileSync(env["MTLS_SANDBOX_" + name]);
test("the API knows me", (t, done) => {
  https.get(env.MTLS_SANDBOX_URL + "/whoami", { ca: read("CA"), cert: read("CERT"), key: read("KEY") }, (answer) => {
    answer.resume();
    answer.on("end", () => done(answer.statusCode === Number(env.WANTED) ? undefined : new Error("another status")));
  });
});"#;
const PYTHON_TEST: &str = r#"
import json, os, ssl, unittest, urllib.request
env = lambda name: os.environ["MTLS_SANDBOX_" + name]
class Known(unittest.TestCase):
    def test_the_api_knows_me(self):
        context = ssl.create_default_context(cafile=env("CA"))
        context.load_cert_chain(env("CERT"), env("KEY"))
        with urllib.request.urlopen(env("URL") + "/whoami", context=context) as answer:
            self.assertEqual(answer.status, int(os.environ["WANTED"]))"#;
const JAVA_TEST: &str = r#"
public class Known { public static void main(String[] a) {
  System.out.println(System.getenv("MTLS_SANDBOX_URL").startsWith("https://") + " " + a[0]);
  System.exit(System.getenv("WANTED").equals("200") ? 0 : 1);
}}"#;

#[test]
fn a_test_suite_of_any_language_runs_as_it_would_alone_and_its_verdict_is_ours() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs_err::write(folder.path().join(name), text).unwrap();
    write("known.test.js", NODE_TEST);
    write(
        "package.json",
        r#"{"scripts":{"test":"node --test known.test.js"}}"#,
    );
    write("known.py", PYTHON_TEST);
    write("Known.java", JAVA_TEST);
    let suites: [(&str, &[&str]); 4] = [
        ("npm", &["test"]),
        ("node", &["--test", "known.test.js"]),
        ("python3", &["-m", "unittest", "known"]),
        ("java", &["Known.java", "-v"]),
    ];
    for (program, args) in suites {
        if peer(program).is_none() {
            continue;
        }
        for (wanted, good) in [("200", true), ("500", false)] {
            let ran = mtls()
                .args(["sandbox", "--", program])
                .args(args)
                .env("WANTED", wanted)
                .env("NO_PROXY", "*")
                .current_dir(folder.path())
                .output()
                .unwrap();
            let said = format!("{program}: {}{}", stdout(&ran), stderr(&ran));
            assert_eq!(ran.status.success(), good, "{said}");
            assert!(ran.status.code().is_some_and(|code| code <= 1), "{said}");
            // its words and no other: what goes on is told with -v, or in --report
            assert!(
                !said.contains("/whoami") && !said.contains("mtls:"),
                "{said}"
            );
        }
    }
}

#[test]
fn a_command_that_ignores_the_end_is_ended_by_the_second_signal() {
    for (signal, line) in [
        (
            "TERM",
            "trap '' TERM; echo up; while :; do sleep 0.05; done",
        ),
        ("INT", "trap '' INT; echo up; while :; do sleep 0.05; done"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let child = mtls()
            .args(["sandbox", "--", "sh", "-c", line])
            .env("TMPDIR", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut running = Running(child.unwrap());
        let mut up = [0; 3];
        let stdout = running.0.stdout.as_mut().unwrap();
        stdout.read_exact(&mut up).unwrap();
        let started = Instant::now();
        running.signal(signal);
        let mut told = String::new(); // it is still there
        let stderr = running.0.stderr.take().unwrap();
        BufReader::new(stderr).read_line(&mut told).unwrap();
        assert!(told.contains("waiting for sh to end"), "{told}");
        assert!(running.0.try_wait().unwrap().is_none());
        running.signal(signal);
        assert_eq!(running.0.wait().unwrap().code(), Some(137));
        assert!(started.elapsed() < Duration::from_secs(5));
        assert_eq!(fs_err::read_dir(folder.path()).unwrap().count(), 0);
    }
}

#[test]
fn an_interrupt_without_a_terminal_reaches_the_command() {
    let child = mtls()
        .args(["sandbox", "--", "python3", "-c"])
        .arg("import time\nprint('up', flush=True)\ntry:\n  time.sleep(30)\nexcept KeyboardInterrupt:\n  raise SystemExit(4)")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Some(_) = peer("python3") else { return };
    let mut running = Running(child.unwrap());
    let mut up = [0; 3];
    running
        .0
        .stdout
        .as_mut()
        .unwrap()
        .read_exact(&mut up)
        .unwrap();
    running.signal("INT");
    assert_eq!(running.0.wait().unwrap().code(), Some(4));
}

#[test]
fn few_open_files_make_less_room_which_is_told() {
    let mut child = std::process::Command::new("sh")
        .args([
            "-c",
            "ulimit -n 128; exec \"$0\" sandbox --json",
            env!("CARGO_BIN_EXE_mtls"),
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let out = child.stdout.as_mut().unwrap();
    BufReader::new(out).read_line(&mut line).unwrap();
    let sandbox = Sandbox {
        process: Running(child),
        facts: serde_json::from_str(&line).unwrap(),
    };
    is_full_at(64, &sandbox);
    // there is room again
    let Some(_) = peer("curl") else { return };
    super::common::process::until("room", || {
        let url = format!("{}/whoami", sandbox.fact("url"));
        sandbox.curl(&["-f", &url]).status.success().then_some(())
    });
    let (code, told) = sandbox.terminate();
    assert_eq!(code, Some(0));
    assert!(
        told.contains("64 connections are open, which is the limit"),
        "{told}"
    );
}
