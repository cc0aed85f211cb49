//! The tables against answers: those of nginx 1.22.1, Apache 2.4 and HAProxy 2.6.12 as they came over
//! the wire, all others in the words of the source that their row names. Every row has its answer.

mod gateways;
mod servers;
mod spoken;
mod walls;

use super::text::plain;
use super::*;
use spoken::{NOTHING, PHRASES};
use walls::{AKAMAI, F5, INCAPSULA};

/// Whose answer, what it means, its head without the status line's version, and its body.
type Case = (&'static str, Meaning, &'static str, &'static str);

fn head(lines: &str) -> Head {
    let raw = format!("HTTP/1.1 {}\r\n\r\n", lines.replace('\n', "\r\n"));
    Head::parse(raw.as_bytes()).unwrap()
}

#[test]
fn each_answer_is_told_by_whom_it_is_and_what_it_means() {
    for (by, meaning, lines, body) in &cases() {
        let found = recognise(&head(lines), body);
        let found = found.unwrap_or_else(|| panic!("not recognised: {lines} {body}"));
        assert_eq!((found.by, found.meaning), (*by, *meaning), "{lines} {body}");
        let status = lines.split(' ').next().unwrap();
        assert!(
            found.line.starts_with(&format!("HTTP {status}")),
            "{found:?}"
        );
    }
}

#[test]
fn each_row_has_an_answer_that_no_row_before_it_takes() {
    let taken: Vec<String> = cases()
        .iter()
        .filter_map(|(_, _, lines, body)| {
            let head = head(lines);
            let (row, _, _) = known(&head, &Text::of(&head, body))?;
            Some(format!("{row:?}"))
        })
        .collect();
    let rows = TABLES.iter().flat_map(|(tables, _)| tables.iter());
    let idle: Vec<&Row> = rows
        .flat_map(|table| table.iter())
        .filter(|row| !taken.contains(&format!("{row:?}")))
        .collect();
    assert!(idle.is_empty(), "{idle:?}");
}

#[test]
fn phrases_are_written_in_the_form_that_is_looked_for() {
    let rows = TABLES.iter().flat_map(|(tables, _)| tables.iter());
    for phrase in rows.flat_map(|table| table.iter()).flat_map(Row::phrases) {
        assert_eq!(plain(phrase).trim(), *phrase);
    }
}

#[test]
fn applications_own_words_are_understood_in_three_languages() {
    for (meaning, status, body) in PHRASES {
        let found = recognise(&head(&format!("{status} X")), body);
        let found = found.map(|found| (found.by, found.meaning));
        assert_eq!(found, Some(("the server", *meaning)), "{status} {body}");
    }
}

#[test]
fn what_speaks_of_something_else_is_not_recognised() {
    for (status, body) in NOTHING {
        let found = recognise(&head(&format!("{status} X")), body);
        assert_eq!(found, None, "{status} {body}");
    }
}

#[test]
fn references_are_found_where_they_stand() {
    for (lines, body, reference) in [
        (
            "403 Forbidden\nServer: AkamaiGHost",
            AKAMAI,
            "18.7a1d2c17.1718409600.3f9b21e",
        ),
        ("403 Forbidden", INCAPSULA, "443000180211428733-385061"),
        ("200 OK", F5, "6421308417923875631"),
        (
            "403 Forbidden\nx-amzn-RequestId: 1b2c3d4e-55aa\nx-amzn-ErrorType: ForbiddenException",
            "",
            "1b2c3d4e-55aa",
        ),
        (
            "403 Forbidden\nCF-RAY: 8f1a2b3c4d5e6f70-GRU\nServer: cloudflare",
            "error code: 1020",
            "8f1a2b3c4d5e6f70-GRU",
        ),
    ] {
        let found = recognise(&head(lines), body).unwrap();
        assert_eq!(found.reference.as_deref(), Some(reference), "{found:?}");
    }
}

#[test]
fn what_is_recognised_alone_makes_a_diagnosis() {
    let found = recognise(
        &head("403 Forbidden"),
        "<h2>HTTP Error 403.17 - Forbidden</h2>",
    );
    let told = found.unwrap().alone(403);
    assert_eq!(told.code.name(), "client-cert-expired");
    assert!(
        told.summary.contains("(IIS)") && told.summary.contains("(HTTP 403)"),
        "{told:?}"
    );
    assert!(!told.fix.is_empty());
    // pasted without its status, as people do
    let found = recognise(
        &Head::default(),
        "403 - Forbidden: SSL client certificate is required.",
    );
    let told = found.unwrap().alone(0);
    assert_eq!(told.code.name(), "client-cert-required");
    assert!(!told.summary.contains("HTTP"), "{told:?}");
    assert_eq!(recognise(&Head::default(), ""), None);
}

fn cases() -> Vec<Case> {
    let tables = [servers::CASES, gateways::CASES, walls::CASES];
    [&tables.concat()[..], &servers::verified()].concat()
}
