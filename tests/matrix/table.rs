//! The table as a document, and its comparison with the one that is kept.

use std::collections::HashMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use crate::ask::Seen;
use crate::common::Lab;
use crate::measure::Row;
use crate::wrong::REASONS;

/// Holds the rows against the document, or writes it. Where the servers are of other versions than
/// those that it was written with, what they put on the wire may differ: then no answer that was
/// right may be wrong.
///
/// # Errors
/// What does not hold.
pub fn compare(rows: &[Row], versions: &str) -> Result<(), String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/diagnosis.md");
    let text = document(rows, versions);
    if std::env::var_os("MTLS_REGENERATE").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    unexplained(rows)?;
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    if kept.contains(versions) {
        let differs = kept
            .lines()
            .zip(text.lines())
            .find(|(kept, new)| kept != new);
        if kept != text {
            return Err(format!("{AGAIN}: {differs:#?}"));
        }
    }
    let before = marks(&kept);
    let after = marks(&text);
    let worse: Vec<_> = after
        .iter()
        .filter(|(row, mark)| **mark == WRONG && before.get(*row).is_some_and(|old| *old != WRONG))
        .collect();
    match worse.is_empty() {
        true => Ok(()),
        false => Err(format!("right before, wrong now: {worse:#?}")),
    }
}

/// Every wrong row has its reason, and every reason its row.
fn unexplained(rows: &[Row]) -> Result<(), String> {
    let wrong: Vec<&Row> = rows.iter().filter(|row| is_wrong(row)).collect();
    let told: Vec<String> = wrong
        .iter()
        .filter(|row| reason(row).is_none())
        .map(|row| {
            format!(
                "{} | {} | {} | {:?}",
                row.server, row.fault, row.truth, row.seen
            )
        })
        .collect();
    if !told.is_empty() {
        return Err(format!("wrong without a reason: {told:#?}"));
    }
    let idle: Vec<_> = REASONS
        .iter()
        .filter(|(server, fault, _)| !wrong.iter().any(|row| matches(row, server, fault)))
        .filter(|(server, _, _)| rows.iter().any(|row| row.server.starts_with(server)))
        .collect();
    match idle.is_empty() {
        true => Ok(()),
        false => Err(format!("these are right by now: {idle:#?}")),
    }
}

fn reason(row: &Row) -> Option<&'static str> {
    let found = REASONS
        .iter()
        .find(|(server, fault, _)| matches(row, server, fault));
    found.map(|(_, _, reason)| *reason)
}

fn matches(row: &Row, server: &str, fault: &str) -> bool {
    row.server.starts_with(server) && row.fault == fault
}

fn is_right(row: &Row, seen: &Seen) -> bool {
    seen.answer == row.truth
}

/// The server does not mind the fault, and we say that all is well.
fn is_taken(seen: &Seen) -> bool {
    seen.answer == "ok" && seen.wire.is_empty()
}

fn is_wrong(row: &Row) -> bool {
    row.seen
        .iter()
        .any(|seen| !is_right(row, seen) && !is_taken(seen))
}

fn document(rows: &[Row], versions: &str) -> String {
    let mut out = String::from(HEAD);
    let refused = |row: &Row| row.seen.iter().filter(|seen| !is_taken(seen)).count();
    let right = |row: &Row| {
        let seen = row.seen.iter();
        seen.filter(|seen| !is_taken(seen) && is_right(row, seen))
            .count()
    };
    let taken: usize = rows.iter().map(|row| row.seen.len() - refused(row)).sum();
    let (n, m): (usize, usize) = (rows.iter().map(right).sum(), rows.iter().map(refused).sum());
    let _ = write!(
        out,
        "**First answer = true cause: {n} of {m}**, with {versions}.\n\n\
         In {taken} runs more all was well, or the server did not mind the fault; they are not counted.\n\n"
    );
    out.push_str("| Server | refused | first answer true |\n| --- | ---: | ---: |\n");
    for server in programs(rows) {
        let of = |count: &dyn Fn(&Row) -> usize| -> usize {
            rows.iter()
                .filter(|row| program(row) == server)
                .map(count)
                .sum()
        };
        let _ = writeln!(out, "| {server} | {} | {} |", of(&refused), of(&right));
    }
    out.push_str("\n## Not told\n\n| Server | Fault | Answer | Why no better one |\n| --- | --- | --- | --- |\n");
    for row in rows.iter().filter(|row| is_wrong(row)) {
        let reason = reason(row).unwrap_or("?");
        let _ = writeln!(
            out,
            "| {} | {} | {} | {reason} |",
            row.server,
            row.fault,
            answers(row)
        );
    }
    let mut server = "";
    for row in rows {
        if server != row.server {
            server = &row.server;
            let _ = write!(
                out,
                "\n## {server}\n\n| Fault | TLS 1.2 | TLS 1.3 | First answer | |\n| --- | --- | --- | --- | --- |\n"
            );
        }
        let wires: Vec<&str> = row.seen.iter().map(|seen| wire(row, seen)).collect();
        let (first, last) = (wires[0], wires[wires.len() - 1]);
        let _ = writeln!(
            out,
            "| {} | {first} | {last} | {} | {} |",
            row.fault,
            answers(row),
            mark(row)
        );
    }
    out
}

fn wire<'a>(row: &Row, seen: &'a Seen) -> &'a str {
    // an issuer that is missing makes Node break off, sometimes behind its answer
    let is_race = row.server.starts_with("Node: rejectUnauthorized: false");
    match seen.wire.as_str() {
        _ if is_race && row.fault.contains("no intermediate") => "HTTP 403, or it hangs up",
        _ if is_taken(seen) => "taken",
        _ if row.server == "our files" => "nothing is sent",
        "" => "nothing is sent",
        wire => wire,
    }
}

/// The answers, once where they are the same.
fn answers(row: &Row) -> String {
    let mut all: Vec<String> = row
        .seen
        .iter()
        .map(|seen| format!("`{}`", seen.answer))
        .collect();
    all.dedup();
    all.join(" and ")
}

fn mark(row: &Row) -> &'static str {
    if is_wrong(row) {
        WRONG
    } else if row.seen.iter().all(is_taken) {
        "taken"
    } else {
        "true"
    }
}

/// What stands before the colon of a server's name.
fn program(row: &Row) -> &str {
    row.server.split(':').next().unwrap_or_default()
}

fn programs(rows: &[Row]) -> Vec<&str> {
    let mut all: Vec<&str> = Vec::new();
    for row in rows {
        if !all.contains(&program(row)) {
            all.push(program(row));
        }
    }
    all
}

/// Of each row of a document, by server and fault.
fn marks(text: &str) -> HashMap<(String, String), String> {
    let (mut server, mut found) = (String::new(), HashMap::new());
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            server = name.to_owned();
        }
        let cells: Vec<&str> = line.split(" | ").collect();
        if let [fault, _, _, _, mark] = cells.as_slice() {
            let fault = fault.trim_start_matches("| ").to_owned();
            let mark = mark.trim_end_matches(" |").to_owned();
            found.insert((server.clone(), fault), mark);
        }
    }
    found
}

/// The programs, as they call themselves.
pub fn versions(lab: &Lab, programs: &[(&str, PathBuf)]) -> String {
    let each = programs.iter().map(|(name, program)| {
        let flag = match *name {
            "nginx" | "Apache" | "HAProxy" => "-v",
            "stunnel" => "-version",
            "openssl s_server" => "version",
            _ => "--version",
        };
        let ran = lab.try_peer(program, &[flag]);
        let said = format!("{}{}", ran.stdout, ran.stderr);
        let number = said
            .split(|c: char| c.is_whitespace() || "/-+~v".contains(c))
            .find(|word| word.contains('.') && word.starts_with(|c: char| c.is_ascii_digit()));
        format!("{name} {}", number.unwrap_or("of unknown version"))
    });
    each.collect::<Vec<_>>().join(", ")
}

const WRONG: &str = "**not told**";
const AGAIN: &str =
    "run MTLS_REGENERATE=1 cargo test --test matrix, look at what changed, and commit the result";
const HEAD: &str = "\
# How often the first answer is the true cause

Real servers on loopback, each given each fault, over TLS 1.2 and 1.3, and what `mtls probe` says of
it; where a server judges in HTTP, also what `mtls call` says, which sees the answer's body. Each
alert was seen by `openssl s_client` too. Written by `MTLS_REGENERATE=1 cargo test --test matrix`,
which fails when a row changes.

";
