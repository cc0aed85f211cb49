//! From a text to all that is telling in it: rows, alerts, OpenSSL's codes and curl's exit codes,
//! each with its line. Judges nothing: which of them is the answer is said in `verdict`.

use memchr::memmem;

use super::super::Code;
use super::says::{Fault, Marks, Rank, Row, Says, Side, is_either, side};
use super::{alerts, exits, numbers, rows};
use crate::core::tls::Alert;

/// One telling place.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    pub code: Code,
    pub rank: Rank,
    pub side: Side,
    /// Counted from 0.
    pub line: usize,
    /// Bytes of the line.
    pub at: usize,
    pub tool: &'static str,
    /// The text, number or name that was recognised.
    pub text: String,
    pub source: &'static str,
    /// In place of the code's own sentence.
    pub summary: Option<&'static str>,
    pub alert: Option<Alert>,
    /// Words of the line that name another alert than its number does.
    pub at_odds: Option<Alert>,
    /// What else the same words are printed for.
    pub or: Option<Or>,
}

/// Another code that the same words may come to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Or {
    /// An intermediate that was not sent.
    Chain(Code),
    /// The certificate is the other side's: the text does not tell who wrote it.
    Others(Code),
}

impl Or {
    /// What an issuer that is not known may be else.
    fn chain(of: Code) -> Option<Self> {
        match of {
            Code::ClientCertUntrusted => Some(Self::Chain(Code::ClientChainIncomplete)),
            Code::ServerCertUntrusted => Some(Self::Chain(Code::ServerChainIncomplete)),
            _ => None,
        }
    }
}

/// All of them, by line.
pub(super) fn all(text: &str) -> Vec<Hit> {
    let lower = text.to_ascii_lowercase();
    let reader = Reader {
        starts: starts(&lower),
        marks: Marks::of(&lower),
        text: &lower,
    };
    let mut hits: Vec<Hit> = rows::all().flat_map(|row| reader.row(row)).collect();
    hits.extend(reader.lines_with("alert").flat_map(|n| reader.alerts(n)));
    hits.extend(
        reader
            .lines_with("remote error: ")
            .flat_map(|n| reader.alerts(n)),
    );
    hits.extend(reader.numbered().into_iter().flat_map(|n| reader.codes(n)));
    hits.extend(reader.lines_with("curl").filter_map(|n| reader.exit(n)));
    hits.sort_by_key(|hit| (hit.line, hit.at));
    hits
}

struct Reader<'a> {
    text: &'a str,
    /// Where each line begins.
    starts: Vec<usize>,
    marks: Marks,
}

fn starts(text: &str) -> Vec<usize> {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
    std::iter::once(0).chain(ends).collect()
}

impl Reader<'_> {
    fn line(&self, number: usize) -> &str {
        let start = self.starts.get(number).copied().unwrap_or_default();
        let end = self
            .starts
            .get(number + 1)
            .map_or(self.text.len(), |next| next - 1);
        self.text.get(start..end).unwrap_or_default()
    }

    /// The line that a byte stands in.
    fn number(&self, at: usize) -> usize {
        self.starts
            .partition_point(|start| *start <= at)
            .saturating_sub(1)
    }

    fn side(&self, line: &str) -> Side {
        side(line, &self.marks)
    }

    /// The lines that hold a word, each once.
    fn lines_with<'a>(&'a self, word: &'a str) -> impl Iterator<Item = usize> + 'a {
        let mut last = None;
        memmem::find_iter(self.text.as_bytes(), word).filter_map(move |at| {
            let number = self.number(at);
            (last.replace(number) != Some(number)).then_some(number)
        })
    }

    fn row(&self, row: &'static Row) -> Vec<Hit> {
        let mut parts = row.text.split(ANYTHING);
        let first = parts.next().unwrap_or_default();
        let rest: Vec<&str> = parts.collect();
        let mut hits = Vec::new();
        for number in self.lines_with(first).take(MOST_HITS) {
            let line = self.line(number);
            let places = line.match_indices(first).map(|(at, _)| at);
            let fits = places
                .into_iter()
                .find(|at| stands_alone(line, *at, first) && follow(line, at + first.len(), &rest));
            hits.extend(fits.map(|at| self.hit_of(row, number, at)));
        }
        hits
    }

    fn hit_of(&self, row: &Row, number: usize, at: usize) -> Hit {
        let line = self.line(number);
        let side = self.side(line);
        let either = is_either(line, &self.marks)
            .then(|| row.says.code(side.other()))
            .filter(|other| *other != row.says.code(side));
        // s_client goes on after these: what ends the connection counts more
        let goes_on = side == Side::Client
            && either.is_none()
            && GOES_ON
                .iter()
                .any(|mark| line.trim_start().starts_with(mark))
            && row.rank > Rank::General;
        let rank = match either {
            Some(_) => row.rank.min(Rank::Likely),
            None if goes_on => Rank::General,
            None => row.rank,
        };
        let told = matches!(row.says, Says::Own(Fault::Untrusted));
        let chain = Or::chain(row.says.code(side)).filter(|_| told);
        Hit {
            code: row.says.code(side),
            rank,
            side,
            line: number,
            at,
            tool: row.tool,
            text: row.text.replace(ANYTHING, " ... "),
            source: row.source,
            summary: row.summary,
            alert: None,
            at_odds: None,
            or: either.map(Or::Others).or(chain),
        }
    }

    fn alerts(&self, number: usize) -> Vec<Hit> {
        let line = self.line(number);
        let is_numbered = numbers::all(line).iter().any(|n| n.alert().is_some());
        let spoken = alerts::spoken(line).into_iter().filter(|_| !is_numbered);
        let side = self.side(line);
        spoken
            .filter_map(|s| hit_of_alert(s.alert, (side, s.sent), number, s.at, line))
            .collect()
    }

    /// Lines that may hold a code of OpenSSL's.
    fn numbered(&self) -> Vec<usize> {
        let mut lines: Vec<usize> = self
            .lines_with("error:")
            .chain(self.lines_with("0a000"))
            .collect();
        if self.text.trim().len() <= LONGEST_CODE {
            lines.push(0);
        }
        lines.sort_unstable();
        lines.dedup();
        lines
    }

    fn codes(&self, number: usize) -> Vec<Hit> {
        let line = self.line(number);
        let side = self.side(line);
        let mut hits = Vec::new();
        for code in numbers::all(line) {
            if let Some(alert) = code.alert() {
                let words = alerts::spoken(line)
                    .into_iter()
                    .find(|s| s.in_words && s.alert != alert);
                let hit = hit_of_alert(alert, (side, false), number, code.at, line);
                hits.extend(hit.map(|hit| Hit {
                    tool: "OpenSSL",
                    text: code.text,
                    at_odds: words.map(|s| s.alert),
                    ..hit
                }));
            } else if let Some((says, rank)) = code.says() {
                hits.push(self.reason(number, &code, says, rank));
            }
        }
        hits
    }

    fn reason(&self, number: usize, code: &numbers::Number, says: Says, rank: Rank) -> Hit {
        let side = self.side(self.line(number));
        Hit {
            code: says.code(side),
            rank,
            side,
            line: number,
            at: code.at,
            tool: "OpenSSL",
            text: code.text.clone(),
            source: "OpenSSL, include/openssl/sslerr.h",
            summary: None,
            alert: None,
            at_odds: None,
            or: None,
        }
    }

    /// `curl: (58)`, `curl (58)`, `curl exit code 58`.
    fn exit(&self, number: usize) -> Option<Hit> {
        let line = self.line(number);
        let mut places = line.match_indices("curl").map(|(at, _)| at);
        let (at, row) = places.find_map(|at| Some((at, exit_at(line.get(at..)?)?)))?;
        Some(Hit {
            code: row.code,
            rank: Rank::Wrapper,
            side: Side::Client,
            line: number,
            at,
            tool: "curl",
            text: format!("({})", row.number),
            source: "curl, libcurl-errors(3)",
            summary: Some(row.means),
            alert: None,
            at_odds: None,
            or: None,
        })
    }
}

/// The exit code that a text beginning with `curl` names.
fn exit_at(text: &str) -> Option<&'static exits::CurlExit> {
    let rest = text.strip_prefix("curl")?;
    let rest = rest.trim_start_matches([':', ' ', '(']);
    let named = EXIT_WORDS.iter().find_map(|words| rest.strip_prefix(words));
    let rest = named.unwrap_or(rest);
    let end = rest.find(|c: char| !c.is_ascii_digit());
    exits::of(rest.get(..end.unwrap_or(rest.len()))?.parse().ok()?)
}

fn hit_of_alert(
    alert: Alert,
    says: (Side, bool),
    line: usize,
    at: usize,
    text: &str,
) -> Option<Hit> {
    let known = alerts::known(alert)?;
    let (code, rank) = known.says(says.0, says.1);
    let tool = if text.contains("remote error") {
        "Go"
    } else {
        "TLS"
    };
    Some(Hit {
        code,
        rank,
        side: says.0,
        line,
        at,
        tool,
        text: format!("alert {alert}"),
        source: "RFC 8446 section 6",
        summary: None,
        alert: Some(alert),
        at_odds: None,
        or: Or::chain(code).filter(|_| alert == Alert::UNKNOWN_CA),
    })
}

/// What begins or ends with a digit is not part of a longer number.
fn stands_alone(line: &str, at: usize, text: &str) -> bool {
    let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let bytes = line.as_bytes();
    let before = at.checked_sub(1).and_then(|at| bytes.get(at));
    let is_inside = digit(text.as_bytes().first()) && (digit(before) || before == Some(&b'.'));
    let goes_on = digit(text.as_bytes().last()) && digit(bytes.get(at + text.len()));
    !is_inside && !goes_on
}

fn follow(line: &str, from: usize, parts: &[&str]) -> bool {
    let mut rest = line.get(from..).unwrap_or_default();
    parts.iter().all(|part| match rest.find(part) {
        Some(at) => {
            rest = rest.get(at + part.len()..).unwrap_or_default();
            true
        }
        None => false,
    })
}

/// Between curl's name and its number.
const EXIT_WORDS: &[&str] = &[
    "returned exit code ",
    "failed with exit code ",
    "exited with code ",
    "exit code ",
    "error ",
];
/// In a row's text: anything in the same line.
const ANYTHING: &str = " .. ";
/// Lines of one row that are looked at: more say nothing more.
const MOST_HITS: usize = 10_000;
/// Bytes of a text that is a code alone.
const LONGEST_CODE: usize = 12;
/// Where openssl s_client tells of the server's certificate.
const GOES_ON: &[&str] = &[
    "verify error:num",
    "verify return code:",
    "verification error:",
    "verify return:",
];
