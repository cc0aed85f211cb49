//! Refusals that come as an HTTP answer: recognised by status, headers and body in tables of what
//! servers, gateways and firewalls say, then by an application's own words, then by status alone.
//! What was said is told together with what was seen of the connection and of our certificate.

mod bound;
mod gateways;
mod html;
mod meaning;
mod page;
mod phrases;
mod row;
mod servers;
mod status;
mod subjects;
#[cfg(test)]
mod tests;
mod text;
mod told;
mod verdicts;
mod walls;

pub use meaning::Meaning;
pub use status::READ_THE_BODY;
pub(super) use told::none_came;

use super::{Answer, Diagnosis, Evidence, network};
use crate::core::http::{Head, short, words};
use row::{Hit, Row, line};
use text::Text;

/// What an answer of 400 and over says.
pub(super) fn in_http(e: &Evidence) -> Option<Diagnosis> {
    let answer = e.answer.as_ref().filter(|a| a.head.status >= FAILED)?;
    meant_tls(e, answer)
        .or_else(|| bound::not_bound(e, answer))
        .or_else(|| told::told(e, answer, &recognise(&answer.head, &answer.body)?))
        .or_else(|| Some(status::by_status(e, answer)))
}

/// What was recognised in an answer, whoever got it: a page that somebody pastes as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// Who says so: a product, or `the server` for words that anyone may use.
    pub by: &'static str,
    /// What it means.
    pub meaning: Meaning,
    /// The server judged the certificate itself: this is its refused handshake, told late.
    pub at_the_handshake: bool,
    /// How it was said: status and quoted words.
    pub line: String,
    /// What they mean by it, where that is not plain.
    pub note: Option<&'static str>,
    /// What to do, where they have their own way.
    pub fix: Option<&'static str>,
    /// By which whoever runs it finds the request.
    pub reference: Option<String>,
}

/// Whose words these are, and what they mean; `None` where only the status speaks. Looks at the
/// first 8 KiB of the body and the first 60 headers; either may be empty, as after a HEAD. A status of
/// 0 is one that nobody knows: then the words alone decide.
pub fn recognise(head: &Head, body: &str) -> Option<Recognised> {
    // a HEAD has no body; where its length shows which it would be, that counts as said
    let unseen = page::unseen_words(head).filter(|_| body.is_empty());
    let text = Text::of(head, unseen.unwrap_or(body));
    if let Some((row, hit, at_the_handshake)) = known(head, &text) {
        return Some(Recognised {
            by: row.by,
            meaning: row.meaning,
            at_the_handshake,
            line: hit.line,
            note: row.note.or(unseen.map(|_| INFERRED)),
            fix: row.fix,
            reference: hit.reference,
        });
    }
    let (meaning, piece) = phrases::said(head.status, &text)?;
    Some(Recognised {
        by: "the server",
        meaning,
        at_the_handshake: false,
        line: line(head, Some(&piece.quoted())),
        note: None,
        fix: None,
        reference: None,
    })
}

/// The first row that the answer says, and whether it is of those who end TLS.
fn known(head: &Head, text: &Text) -> Option<(&'static Row, Hit, bool)> {
    TABLES.iter().find_map(|(tables, end_tls)| {
        let mut rows = tables.iter().flat_map(|table| table.iter());
        rows.find_map(|row| Some((row, row.said(head, text)?, *end_tls)))
    })
}

/// A certificate's refusal by those who end TLS, told in HTTP: it goes before whatever an
/// application would mean by the status.
pub(super) fn at_the_handshake(e: &Evidence) -> Option<Diagnosis> {
    let answer = e.answer.as_ref().filter(|a| a.head.status >= FAILED)?;
    let found = recognise(&answer.head, &answer.body)?;
    let refused = found.at_the_handshake && found.meaning.is_of_the_certificate();
    refused.then(|| told::told(e, answer, &found)).flatten()
}

/// Plain http spoken to a port that speaks https.
/// Sources: nginx, src/http/ngx_http_special_response.c; Apache, modules/http/http_protocol.c; Go,
/// src/net/http/server.go.
fn meant_tls(e: &Evidence, answer: &Answer) -> Option<Diagnosis> {
    let words = MEANT_TLS.iter().find(|words| answer.body.contains(**words));
    let line = format!("HTTP {} with \"{}\"", answer.head.status, words?);
    let told = (!e.tls && answer.head.status == 400).then(network::meant_tls);
    told.map(|diagnosis| diagnosis.led_by(line))
}

/// The answer's own words, as lines of evidence.
fn said(answer: &Answer) -> Vec<String> {
    let head = &answer.head;
    let status = format!("HTTP {} {}", head.status, short(&head.reason));
    let mut lines = vec![status.trim_end().to_owned()];
    lines.extend(beside(answer));
    lines
}

/// What the answer says beside its status.
fn beside(answer: &Answer) -> Vec<String> {
    let head = &answer.head;
    let challenge = head.header("WWW-Authenticate");
    let mut lines: Vec<String> = challenge
        .map(|v| format!("WWW-Authenticate: {}", short(&v)))
        .into_iter()
        .collect();
    lines.extend(words(&answer.body).map(|said| format!("the server says: {said}")));
    let wait = head.header("Retry-After");
    lines.extend(wait.map(|value| format!("Retry-After: {}", short(&value))));
    lines
}

/// All rows, and whether they are of those who end TLS; the first that fits is it.
const TABLES: &[(&[&[Row]], bool)] = &[
    (servers::ROWS, true),
    (walls::ROWS, false),
    (gateways::ROWS, false),
];
/// What stands beside words that were not sent.
const INFERRED: &str = "a HEAD has no body: the words are those of the page whose length the answer's Content-Length is";
/// The first status that is an error.
const FAILED: u16 = 400;
/// What servers say to plain http on a port of TLS: nginx, Apache, Go.
const MEANT_TLS: [&str; 3] = [
    "The plain HTTP request was sent to HTTPS port",
    "speaking plain HTTP to an SSL-enabled server port",
    "Client sent an HTTP request to an HTTPS server",
];
