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
mod staircase;
mod style;
mod token;
mod tour;

use serde::Serialize;

use crate::report::{Answer, Explained, Format, Listing, Report};

pub use check::xml;
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
    if report.format == Format::Json
        && let Some(lines) = as_json(&report.answer)
    {
        return lines;
    }
    as_text(&report.answer, report.format == Format::Verbose, style)
}

/// `None` for answers that have one form only.
fn as_json(answer: &Answer) -> Option<Vec<u8>> {
    Some(match answer {
        Answer::Inspect(found) => json_lines(&found.items),
        Answer::Token(facts) => json_lines(&[facts]),
        Answer::TokenView(view) => json_lines(&[view]),
        Answer::TokensCleared(cleared) => json_lines(std::slice::from_ref(cleared)),
        Answer::Csr(made) => json_lines(&[made]),
        Answer::CsrView(view) => json_lines(std::slice::from_ref(view)),
        Answer::CsrCheck(checked) => json_lines(checked),
        Answer::CsrBatch(batch) => json_lines(&batch.rows),
        Answer::MatchKey(found) => json_lines(&[found]),
        Answer::Written(files) => json_lines(files),
        Answer::Explained(Explained::Text(found)) => json_lines(&[found]),
        Answer::Explained(Explained::Topic(topic)) => json_lines(&[topic]),
        Answer::Explained(Explained::List(entries)) => json_lines(entries),
        Answer::Rotation(facts) => json_lines(&[facts]),
        Answer::Check(all) => json_lines(all),
        Answer::Signed(signed) => json_lines(&[signed]),
        Answer::Revocation(told) => json_lines(&[told]),
        Answer::NewCa(made) => json_lines(&[made]),
        Answer::Sandbox(facts) => json_lines(std::slice::from_ref(facts)),
        Answer::Outbound(facts) => json_lines(std::slice::from_ref(facts)),
        Answer::Probe(facts) => json_lines(&[facts]),
        Answer::ProbeAfter(found) => json_lines(&[&found.facts]),
        Answer::Rehearsed(planned) => json_lines(planned),
        Answer::Tour(part) => json_lines(std::slice::from_ref(part)),
        Answer::Providers(list) => json_lines(list),
        Answer::Provider(rules) => json_lines(std::slice::from_ref(rules)),
        Answer::ProviderCheck(files) => json_lines(files),
        Answer::Submitted(made) => json_lines(std::slice::from_ref(made)),
        Answer::Revoked(gone) => json_lines(std::slice::from_ref(gone)),
        _ => return None,
    })
}

fn as_text(answer: &Answer, verbose: bool, style: Style) -> Vec<u8> {
    match answer {
        Answer::Silent | Answer::Material(_) => Vec::new(),
        Answer::Listing(Listing::Table(part)) => inspect::table::text(part, verbose, style),
        Answer::Listing(Listing::Metrics(part)) => inspect::prometheus::text(part),
        Answer::Listing(Listing::Calendar(part)) => inspect::ical::text(part),
        Answer::Rendered(bytes) => bytes.clone(),
        Answer::Token(facts) => format!("{}\n", printable(&facts.access_token)).into_bytes(),
        Answer::TokenView(view) => token::view(view, style).into_bytes(),
        Answer::TokensCleared(cleared) => token::cleared(cleared).into_bytes(),
        Answer::Inspect(found) => inspect::text(found, verbose, style).into_bytes(),
        Answer::Csr(made) => material::csr(made, style).into_bytes(),
        Answer::CsrView(view) => csr::view(view, style).into_bytes(),
        Answer::CsrCheck(checked) => csr::checked(checked, style).into_bytes(),
        Answer::CsrBatch(batch) => csr::batch(batch, style).into_bytes(),
        Answer::MatchKey(found) => pairing::text(found, verbose, style).into_bytes(),
        Answer::Jwk(keys) => json_lines(keys),
        Answer::Jwks(set) => json_lines(std::slice::from_ref(set)),
        Answer::Written(files) => material::written(files, style).into_bytes(),
        Answer::Explained(Explained::Text(found)) => {
            explain::text(found, verbose, style).into_bytes()
        }
        Answer::Explained(Explained::Topic(topic)) => {
            explain::topic(topic, verbose, style).into_bytes()
        }
        Answer::Explained(Explained::List(entries)) => explain::list(entries, style).into_bytes(),
        Answer::Rotation(facts) => rotate::text(facts, style).into_bytes(),
        Answer::Check(all) => check::text(all, verbose, style).into_bytes(),
        Answer::CheckCases(all) => check::junit(all),
        Answer::Signed(signed) => sign::signed(signed, style).into_bytes(),
        Answer::Revocation(told) => sign::revocation(told, style).into_bytes(),
        Answer::NewCa(made) => sign::new_ca(made, style).into_bytes(),
        Answer::Sandbox(facts) => sandbox::text(facts, style).into_bytes(),
        Answer::Outbound(facts) => sandbox::outbound(facts).into_bytes(),
        Answer::Probe(facts) => probe::text(facts, verbose, style).into_bytes(),
        Answer::ProbeTurn(turn) => probe::turn(turn, style).into_bytes(),
        Answer::ProbeAfter(found) => probe::after(found, verbose, style).into_bytes(),
        Answer::Rehearsed(planned) => rehearsal::text(planned, style).into_bytes(),
        Answer::Tour(part) => tour::text(part, style).into_bytes(),
        Answer::Providers(list) => provider::list(list, style).into_bytes(),
        Answer::Provider(rules) => provider::show(rules, style).into_bytes(),
        Answer::ProviderCheck(files) => provider::checked(files, style).into_bytes(),
        Answer::Submitted(made) => provider::submitted(made, style).into_bytes(),
        Answer::Revoked(gone) => provider::revoked(gone, style).into_bytes(),
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
