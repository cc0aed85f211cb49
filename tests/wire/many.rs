//! Runs of many transfers: with few threads to be had, with many secrets, with several names.

use crate::common::{Lab, peer};
use crate::scripted::{Came, Scripted, answer};

/// Becomes a user that nobody is, where it may, so that only its own threads count.
const FEW_THREADS: &str = "
import os, resource, sys
program = os.open(sys.argv[1], os.O_RDONLY)
if os.getuid() != 0: sys.exit(77)
os.setgroups([]); os.setgid(48151); os.setuid(48151)
resource.setrlimit(resource.RLIMIT_NPROC, (5, 5))
os.execve(program, ['mtls'] + sys.argv[2:], {})
";

#[cfg(target_os = "linux")]
#[test]
fn with_few_threads_to_be_had_all_transfers_are_still_made() {
    let Some(python) = peer("python3") else {
        return;
    };
    let (lab, server) = (
        Lab::new(),
        Scripted::new(&[&answer("200 OK", "", "fine\n")]),
    );
    let urls = server.url("/[1-40]");
    let program = env!("CARGO_BIN_EXE_mtls");
    let args = ["-c", FEW_THREADS, program, "call", "-sS", "-Z", &urls];
    let ran = lab.try_peer(&python, &args);
    if ran.code == 77 {
        return; // only root may become another user
    }
    assert_eq!(
        (ran.code, ran.stdout),
        (0, "fine\n".repeat(40)),
        "{}",
        ran.stderr
    );
}

/// One secret for all of them is one secret to look for: each line that is said is searched for
/// every one.
#[test]
fn thousands_of_transfers_with_one_secret_are_made_ready_at_once() {
    let lab = Lab::new();
    let begun = std::time::Instant::now();
    let url = "http://127.0.0.1:1/[1-20000]";
    let secret = "Authorization: Bearer 0123456789abcdef";
    // the first one fails, and is told
    let args = ["call", url, "-H", secret, "--fail-early"];
    assert_eq!(lab.mtls(&args).code, 7);
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

#[test]
fn a_secret_that_begins_with_another_is_masked_whole() {
    let lab = Lab::new();
    let body = answer("401 No", "X-Seen: abcdef0123456789\r\n", "");
    let server = Scripted::new(&[&body]);
    let url = server.url("/");
    let (short, long) = ("X-Api-Key: abcdef", "X-Auth-Token: abcdef0123456789");
    let ran = lab
        .mtls(&["call", &url, "-v", "-H", short, "-H", long])
        .ok();
    assert!(ran.stderr.contains("X-Seen: ***"), "{ran:?}");
    assert!(!ran.stderr.contains("0123456789"), "{ran:?}");
}

#[test]
fn a_proxy_is_told_the_name_of_the_section_that_calls() {
    let (lab, open) = (Lab::new(), "HTTP/1.1 200 OK\r\n\r\n");
    let fine = answer("200 OK", "", "");
    let proxy = Scripted::new(&[open, &fine, open, &fine]);
    let (url, place) = ("http://far.test/", proxy.url(""));
    let through = ["-p", "-x", &place, "-s"];
    let one = [&["call", url, "-A", "one"], &through[..]].concat();
    let two = [&["--next", url, "-A", "two"], &through[..]].concat();
    lab.mtls(&[one, two].concat()).ok();
    let came = proxy.take();
    let asked = came.iter().filter(|came| came.line.starts_with("CONNECT"));
    let named = |name| move |came: &&Came| came.head.contains(&format!("User-Agent: {name}\r\n"));
    let asked: Vec<_> = asked.collect();
    assert_eq!(asked.len(), 2);
    assert!(asked.first().is_some_and(named("one")) && asked.last().is_some_and(named("two")));
}
