//! Other tools' error texts explained: what was said, by whom, of whose certificate; what to check
//! and which command settles it. Works on text alone: reads no file, asks no server, and sells no
//! guess as truth (`certainty`). The texts are data (`rows`); adding one is adding a row.

mod advice;
mod alerts;
mod clean;
mod exits;
mod fetch;
mod hits;
mod names;
mod nearest;
mod numbers;
mod places;
mod rows;
mod says;
mod topics;
mod verdict;

use serde::Serialize;

use super::{Code, Diagnosis, Group, SaidBy, token};
use hits::{Hit, Or};
use places::Places;
use says::{Rank, Side};
use verdict::Verdict;

pub use topics::{Entry, Kind, Telling, Topic, list, look_up};

/// The most text that is looked at, in bytes.
pub const LARGEST: u64 = 16 * 1024 * 1024;

/// What a text means.
#[derive(Debug, Serialize)]
pub struct Explanation {
    /// Whether anything in it is known.
    pub recognised: bool,
    /// The answer, as `probe` gives it; `None` when nothing is known.
    pub diagnosis: Option<Diagnosis>,
    /// How far the text goes.
    pub certainty: Option<Certainty>,
    /// Who refused what, in words.
    pub spoken_by: Option<&'static str>,
    /// What it means for the client's certificate.
    pub means: Option<&'static str>,
    /// What was recognised, the answer first, then one for each other code.
    pub matched: Vec<Match>,
    /// What to check, the likeliest first.
    pub checks: Vec<&'static str>,
    /// Commands that settle it, the first one first.
    pub commands: Vec<String>,
    /// The nearest known text, when nothing is known.
    pub nearest: Option<Match>,
}

/// How far a text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// It names the cause.
    Certain,
    /// The likeliest of several causes.
    Likely,
    /// It says what happened, not why.
    Open,
}

/// A telling text.
#[derive(Debug, Clone, Serialize)]
pub struct Match {
    /// Its line, from 1; `None` when the text is not in the input.
    pub line: Option<usize>,
    /// How many lines say the same.
    pub count: usize,
    /// The line, without secrets, cut where it is long.
    pub text: String,
    /// What of it was recognised.
    pub recognised: String,
    /// The tool whose words they are.
    pub tool: &'static str,
    /// What it comes to.
    pub code: Code,
    /// Where these words are from.
    pub source: &'static str,
}

/// Explains a text of at most `LARGEST` bytes.
pub fn explain(text: &str) -> Explanation {
    let places = Places::of(text);
    let hits = hits::all(text);
    let Some(verdict) = verdict::judge(&hits, text, places.names_certificate()) else {
        return unknown(text, &places);
    };
    let shown = clean::lines(text);
    let code = verdict.hit.code;
    let advice = advice::of(code);
    let explanation = Explanation {
        recognised: true,
        certainty: Some(Certainty::of(verdict.hit.rank)),
        spoken_by: Some(spoken_by(&verdict.hit)),
        means: Some(advice.means),
        matched: matches(&verdict.hit, &hits, &shown),
        checks: advice.checks.to_vec(),
        commands: advice
            .settle
            .iter()
            .map(|settle| places.command(*settle))
            .collect(),
        diagnosis: Some(diagnosis(&verdict, text, &shown)),
        nearest: None,
    };
    fetch::noted(explanation, text)
}

fn unknown(text: &str, places: &Places) -> Explanation {
    Explanation {
        recognised: false,
        diagnosis: None,
        certainty: None,
        spoken_by: None,
        means: None,
        matched: Vec::new(),
        checks: Vec::new(),
        commands: vec![places.command(places::Settle::Probe)],
        nearest: nearest::to(text),
    }
}

impl Certainty {
    fn of(rank: Rank) -> Self {
        match rank {
            Rank::Precise => Self::Certain,
            Rank::Likely => Self::Likely,
            Rank::General | Rank::Wrapper => Self::Open,
        }
    }
}

fn diagnosis(verdict: &Verdict, text: &str, shown: &[String]) -> Diagnosis {
    let hit = &verdict.hit;
    let code = hit.code;
    let known = hit.alert.and_then(alerts::known);
    let general = hit.rank != Rank::Precise && verdict.because.is_empty();
    let of_alert = known.filter(|_| general).map(|known| known.means);
    let mut summary = hit
        .summary
        .or(of_alert)
        .unwrap_or_else(|| code.meaning())
        .to_owned();
    if let Some(Or::Others(other)) = hit.or {
        summary = format!("{summary}, or {}", other.meaning());
    }
    let mut fix = advice::of(code).fix.to_owned();
    if code == Code::TokenRefused
        && let Some(told) = line_and_below(text, hit.line).and_then(token::in_words)
    {
        (summary, fix) = told;
    }
    let line = shortened(shown.get(hit.line).map_or("", String::as_str), hit.at);
    let mut evidence = vec![format!("line {}: {line}", hit.line + 1)];
    evidence.extend(known.map(|known| format!("alert {}: {}", known.alert, known.means)));
    evidence.extend(hit.at_odds.map(|words| at_odds(hit, words)));
    evidence.extend(hit.or.map(|or| match or {
        Or::Chain(other) => format!(
            "the same is said when an intermediate was not sent: then it is {other}"
        ),
        Or::Others(other) => format!(
            "the text does not tell whether a client or a server verified here: of the other's certificate it is {other}"
        ),
    }));
    evidence.extend(verdict.because.iter().map(|line| (*line).to_owned()));
    Diagnosis {
        code,
        summary,
        evidence,
        fix,
        said_by: said_by(hit),
    }
}

/// Number and words name two alerts.
fn at_odds(hit: &Hit, words: crate::core::tls::Alert) -> String {
    let by_words =
        alerts::known(words).map_or(Code::HandshakeClosed, |known| known.says(hit.side, false).0);
    let number = hit.alert.map(|alert| alert.to_string()).unwrap_or_default();
    format!(
        "number and words disagree: {} is {number}, the words say {words}, which would be {by_words}; the number counts, for programs write it and people the words",
        hit.text
    )
}

fn line_and_below(text: &str, line: usize) -> Option<&str> {
    let start = match line {
        0 => 0,
        _ => text.match_indices('\n').nth(line - 1)?.0 + 1,
    };
    text.get(start..)
}

fn said_by(hit: &Hit) -> SaidBy {
    match hit.code.group() {
        Some(Group::Network) => SaidBy::Network,
        Some(Group::Local | Group::ServerCertificate) | None => SaidBy::Us,
        Some(Group::ClientCertificate | Group::Api) => SaidBy::Server,
        Some(Group::Protocol) if hit.alert.is_some() => SaidBy::Server,
        Some(Group::Protocol) if hit.code == Code::HandshakeTimeout => SaidBy::Network,
        Some(Group::Protocol) if hit.rank >= Rank::Likely => SaidBy::Us,
        Some(Group::Protocol) => SaidBy::Network,
    }
}

fn spoken_by(hit: &Hit) -> &'static str {
    let in_log = hit.side == Side::Server;
    if let Some(Or::Others(_)) = hit.or {
        return "OpenSSL, of the certificate that it verified: a client's or a server's";
    }
    match hit.code.group() {
        Some(Group::Local) => "the program itself, of a file on its machine; no server was asked",
        Some(Group::Network) => "the network, or whoever hung up; no reason was given",
        Some(Group::ServerCertificate) if in_log => {
            "the client, which refused the server's certificate, as the server's log tells"
        }
        Some(Group::ServerCertificate) => "the client, which refused the server's certificate",
        Some(Group::ClientCertificate) if in_log => {
            "the server, which refused the client, in its own log"
        }
        Some(Group::ClientCertificate) => "the server, which refused the client",
        Some(Group::Api) => "the server, in HTTP, after a handshake that was passed",
        Some(Group::Protocol) | None => "one of the two sides, in the TLS handshake",
    }
}

/// The answer's line, and one for each other code, in the order of the text.
fn matches(best: &Hit, hits: &[Hit], shown: &[String]) -> Vec<Match> {
    let mut found = vec![of_hit(best, hits, shown)];
    for hit in hits
        .iter()
        .filter(|hit| hit.rank > Rank::Wrapper && !says_the_same(hit, best))
    {
        if found.iter().all(|known| known.code != hit.code) && found.len() < MOST_MATCHES {
            found.push(of_hit(hit, hits, shown));
        }
    }
    found
}

/// The same words, or a more general reading of the same line: beside the answer it tells nothing,
/// or contradicts it.
fn says_the_same(hit: &Hit, best: &Hit) -> bool {
    let is_same = hit.text == best.text || (hit.alert.is_some() && hit.alert == best.alert);
    (is_same && hit.side == best.side) || (hit.line == best.line && hit.rank <= best.rank)
}

fn of_hit(hit: &Hit, hits: &[Hit], shown: &[String]) -> Match {
    let mut lines: Vec<usize> = hits
        .iter()
        .filter(|other| other.code == hit.code)
        .map(|other| other.line)
        .collect();
    lines.dedup();
    Match {
        line: Some(hit.line + 1),
        count: lines.len().max(1),
        text: shortened(shown.get(hit.line).map_or("", String::as_str), hit.at),
        recognised: hit.text.clone(),
        tool: hit.tool,
        code: hit.code,
        source: hit.source,
    }
}

/// A long line around its telling place.
fn shortened(line: &str, at: usize) -> String {
    let line = line.trim_end();
    if line.chars().count() <= LONGEST_LINE {
        return line.trim_start().to_owned();
    }
    let from = line
        .char_indices()
        .map(|(i, _)| i)
        .take_while(|i| *i + LONGEST_LINE / 3 <= at)
        .last()
        .unwrap_or(0);
    let cut: String = line
        .get(from..)
        .unwrap_or_default()
        .chars()
        .take(LONGEST_LINE)
        .collect();
    let head = if from > 0 { ".." } else { "" };
    format!("{head}{}..", cut.trim())
}

/// Codes that are named beside the answer.
const MOST_MATCHES: usize = 8;
/// Characters shown of a line.
const LONGEST_LINE: usize = 240;

#[cfg(test)]
mod tests;
