//! Every flag of curl that `call` is to have, beside curl: one table. A row is a command line for
//! both, each in a folder of its own, against one server. The same bytes must arrive there (but for
//! the order of header lines and the User-Agent), and standard output, files and exit code must be
//! the same. Where we differ on purpose, the row says why and what is expected of each.
//!
//! `MTLS_TABLE=TEXT` runs only the rows that have this text in flag or line, and tells what
//! both did.

mod body;
mod cookies;
mod corners;
mod extras;
mod form;
mod hops;
mod landing;
mod output;
mod proxy;
mod request;
mod retry;
mod row;
mod run;
mod settings;
mod tls;
mod transfer;
mod trust;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::common::peer;
use row::Row;
use run::Bench;

#[test]
fn every_flag_does_what_it_does_in_curl() {
    let (Some(curl), Some(_)) = (peer("curl"), peer("openssl")) else {
        return;
    };
    let only = std::env::var("MTLS_TABLE").ok();
    let rows: Vec<Row> = rows()
        .into_iter()
        .filter(|row| only.as_ref().is_none_or(|text| row.has(text)))
        .collect();
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..WORKERS.min(rows.len()) {
            scope.spawn(|| {
                let bench = Bench::new(&curl, only.is_some());
                while let Some(row) = rows.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Some(difference) = bench.try_row(row) {
                        wrong.lock().unwrap().push(difference);
                    }
                }
            });
        }
    });
    let mut wrong = wrong.into_inner().unwrap();
    wrong.sort();
    assert!(
        wrong.is_empty(),
        "{} of {} rows:\n\n{}",
        wrong.len(),
        rows.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_spelling_of_every_flag_has_a_row() {
    let rows = rows();
    let missing: Vec<&str> = FLAGS
        .iter()
        .flat_map(|line| line.split(' '))
        .filter(|flag| !rows.iter().any(|row| row.holds(flag)))
        .collect();
    assert_eq!(missing, [""; 0], "no row holds these");
    let known = |flag: &str| FLAGS.iter().any(|line| line.split(' ').any(|f| f == flag));
    let misnamed: Vec<String> = rows
        .iter()
        .flat_map(|row| row.flags.split(' ').map(move |flag| (row, flag)))
        .filter(|(row, flag)| !known(flag) || !row.holds(flag))
        .map(|(row, flag)| format!("{flag}: {}", row.line))
        .collect();
    assert_eq!(misnamed, [""; 0], "not in the list, or not in their rows");
}

fn rows() -> Vec<Row> {
    [
        // what waits comes first, so that the rest is done meanwhile
        retry::rows(),
        transfer::rows(),
        body::rows(),
        request::rows(),
        output::rows(),
        tls::rows(),
        corners::rows(),
        cookies::rows(),
        form::rows(),
        hops::rows(),
        landing::rows(),
        proxy::rows(),
        settings::rows(),
        trust::rows(),
    ]
    .concat()
}

/// More than cores: rows about time wait.
const WORKERS: usize = 12;

/// Every flag with all its spellings: what a replacement of curl must have, should have, and what
/// else it has.
const FLAGS: &[&str] = &[
    // must
    "--url",
    "-X --request",
    "-H --header",
    "-d --data --data-ascii",
    "--data-raw",
    "--data-binary",
    "--data-urlencode",
    "--json",
    "-G --get",
    "-I --head",
    "-E --cert",
    "--cert-type",
    "--key",
    "--key-type",
    "--pass",
    "--cacert",
    "-k --insecure",
    "-o --output",
    "-O --remote-name",
    "-i --include --show-headers",
    "-D --dump-header",
    "-s --silent",
    "-S --show-error",
    "-v --verbose",
    "-w --write-out",
    "-f --fail",
    "--fail-with-body",
    "-L --location",
    "--max-redirs",
    "-u --user",
    "--oauth2-bearer",
    "-A --user-agent",
    "-m --max-time",
    "--connect-timeout",
    "--resolve",
    "--connect-to",
    "--tlsv1.2",
    "--tlsv1.3",
    "--tls-max",
    "--compressed",
    "--http1.1",
    "-K --config",
    // should
    "--retry",
    "--retry-delay",
    "--retry-max-time",
    "--retry-connrefused",
    "--retry-all-errors",
    "-x --proxy",
    "-U --proxy-user",
    "--noproxy",
    "--proxy-cacert",
    "-F --form",
    "--form-string",
    "-T --upload-file",
    "-b --cookie",
    "-c --cookie-jar",
    "-e --referer",
    "--url-query",
    "-4 --ipv4",
    "-6 --ipv6",
    "--http2",
    "--capath",
    "--ca-native",
    "--crlfile",
    "--pinnedpubkey",
    "--ciphers",
    "--tls13-ciphers",
    "--curves",
    "--sigalgs",
    "-n --netrc",
    "--netrc-file",
    "-: --next",
    "--variable",
    "--expand-url",
    "--expand-header",
    "--expand-data",
    "--expand-oauth2-bearer",
    "--create-dirs",
    "--output-dir",
    "--remove-on-error",
    "--trace",
    "--trace-ascii",
    "--trace-time",
    "--stderr",
    "--proto",
    "--proto-redir",
    "--post301",
    "--post302",
    "--post303",
    "--follow",
    "--location-trusted",
    "-g --globoff",
    "--fail-early",
    "--no-progress-meter",
    "--max-filesize",
    "--path-as-is",
    // could
    "--unix-socket",
    "-r --range",
    "--limit-rate",
    "-Z --parallel",
    "--interface",
    "--request-target",
    "--raw",
    "--proxy-cert",
    "--proxy-key",
];
