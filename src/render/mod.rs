//! Report to text or JSON. Pure: (report, style) to bytes. Foreign text is sanitised here.

pub mod body;
mod check;
pub mod container;
mod csr;
mod explain;
mod failure;
mod inspect;
mod material;
mod pairing;
mod probe;
mod provider;
mod rehearsal;
mod rotate;
mod sandbox;
mod sanitize;
mod sign;
mod style;
mod token;
mod tour;

use serde::Serialize;

use crate::report::{Answer, Explained, Format, Listing, Report};

pub use failure::failure;
pub use sandbox::{log_json, log_line};
pub use sanitize::{printable, printable_lines};
pub use style::Style;

/// The answer's bytes for standard output.
pub fn answer(report: &Report, style: Style) -> Vec<u8> {
    if let Answer::Material(bytes) = &report.answer {
        return bytes.to_vec();
    }
    if report.format == Format::Quiet {
        return Vec::new();
    }
    let json = report.format == Format::Json;
    let verbose = report.format == Format::Verbose;
    match &report.answer {
        Answer::Silent | Answer::Material(_) => Vec::new(),
        Answer::Inspect(found) if json => json_lines(&found.items),
        Answer::Listing(Listing::Table(part)) => inspect::table::text(part, verbose, style),
        Answer::Listing(Listing::Metrics(part)) => inspect::prometheus::text(part),
        Answer::Listing(Listing::Calendar(part)) => inspect::ical::text(part),
        Answer::Rendered(bytes) => bytes.clone(),
        Answer::Token(facts) if json => json_lines(&[facts]),
        Answer::Token(facts) => format!("{}\n", printable(&facts.access_token)).into_bytes(),
        Answer::TokenView(view) if json => json_lines(&[view]),
        Answer::TokenView(view) => token::view(view, style).into_bytes(),
        Answer::TokensCleared(cleared) if json => json_lines(std::slice::from_ref(cleared)),
        Answer::TokensCleared(cleared) => token::cleared(cleared).into_bytes(),
        Answer::Inspect(found) => inspect::text(found, verbose, style).into_bytes(),
        Answer::Csr(made) if json => json_lines(&[made]),
        Answer::Csr(made) => material::csr(made, style).into_bytes(),
        Answer::CsrView(view) if json => json_lines(std::slice::from_ref(view)),
        Answer::CsrView(view) => csr::view(view, style).into_bytes(),
        Answer::CsrCheck(checked) if json => json_lines(checked),
        Answer::CsrCheck(checked) => csr::checked(checked, style).into_bytes(),
        Answer::CsrBatch(batch) if json => json_lines(&batch.rows),
        Answer::CsrBatch(batch) => csr::batch(batch, style).into_bytes(),
        Answer::Submitted(_) | Answer::Revoked(_) => submission(&report.answer, json, style),
        Answer::Providers(_) | Answer::Provider(_) | Answer::ProviderCheck(_) => {
            providers(&report.answer, json, style)
        }
        Answer::MatchKey(found) if json => json_lines(&[found]),
        Answer::MatchKey(found) => pairing::text(found, verbose, style).into_bytes(),
        Answer::Jwk(keys) => json_lines(keys),
        Answer::Jwks(set) => json_lines(std::slice::from_ref(set)),
        Answer::Written(files) if json => json_lines(files),
        Answer::Written(files) => material::written(files, style).into_bytes(),
        Answer::Explained(Explained::Text(found)) if json => json_lines(&[found]),
        Answer::Explained(Explained::Text(found)) => {
            explain::text(found, verbose, style).into_bytes()
        }
        Answer::Explained(Explained::Topic(topic)) if json => json_lines(&[topic]),
        Answer::Explained(Explained::Topic(topic)) => {
            explain::topic(topic, verbose, style).into_bytes()
        }
        Answer::Explained(Explained::List(entries)) if json => json_lines(entries),
        Answer::Explained(Explained::List(entries)) => explain::list(entries, style).into_bytes(),
        Answer::Rotation(facts) if json => json_lines(&[facts]),
        Answer::Rotation(facts) => rotate::text(facts, style).into_bytes(),
        Answer::Check(all) if json => json_lines(all),
        Answer::Check(all) => check::text(all, verbose, style).into_bytes(),
        Answer::CheckCases(all) => check::junit(all),
        Answer::Signed(signed) if json => json_lines(&[signed]),
        Answer::Signed(signed) => sign::signed(signed, style).into_bytes(),
        Answer::NewCa(made) if json => json_lines(&[made]),
        Answer::NewCa(made) => sign::new_ca(made, style).into_bytes(),
        Answer::Sandbox(facts) if json => json_lines(std::slice::from_ref(facts)),
        Answer::Sandbox(facts) => sandbox::text(facts, style).into_bytes(),
        Answer::Outbound(facts) if json => json_lines(std::slice::from_ref(facts)),
        Answer::Outbound(facts) => sandbox::outbound(facts).into_bytes(),
        Answer::Probe(facts) if json => json_lines(&[facts]),
        Answer::Probe(facts) => probe::text(facts, verbose, style).into_bytes(),
        Answer::ProbeTurn(turn) => probe::turn(turn, style).into_bytes(),
        Answer::Rehearsed(planned) if json => json_lines(planned),
        Answer::Rehearsed(planned) => rehearsal::text(planned, style).into_bytes(),
        Answer::Tour(part) if json => json_lines(std::slice::from_ref(part)),
        Answer::Tour(part) => tour::text(part, style).into_bytes(),
    }
}

fn providers(answer: &Answer, json: bool, style: Style) -> Vec<u8> {
    match answer {
        Answer::Providers(list) if json => json_lines(list),
        Answer::Providers(list) => provider::list(list, style).into_bytes(),
        Answer::Provider(rules) if json => json_lines(std::slice::from_ref(rules)),
        Answer::Provider(rules) => provider::show(rules, style).into_bytes(),
        Answer::ProviderCheck(files) if json => json_lines(files),
        Answer::ProviderCheck(files) => provider::checked(files, style).into_bytes(),
        _ => Vec::new(),
    }
}

fn submission(answer: &Answer, json: bool, style: Style) -> Vec<u8> {
    match answer {
        Answer::Submitted(made) if json => json_lines(std::slice::from_ref(made)),
        Answer::Submitted(made) => provider::submitted(made, style).into_bytes(),
        Answer::Revoked(gone) if json => json_lines(std::slice::from_ref(gone)),
        Answer::Revoked(gone) => provider::revoked(gone, style).into_bytes(),
        _ => Vec::new(),
    }
}

/// One compact object a line.
fn json_lines<T: Serialize>(items: &[T]) -> Vec<u8> {
    let mut out = Vec::new();
    for item in items {
        // our own structs with string keys always serialise
        if let Ok(line) = serde_json::to_string(item) {
            out.extend_from_slice(sanitize::printable_json(&line).as_bytes());
            out.push(b'\n');
        }
    }
    out
}
