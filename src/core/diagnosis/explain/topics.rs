//! What is known of a name or number by itself: every diagnosis code, every alert, every exit code
//! of curl and ours, with the texts that lead to it. From the same tables that explain texts.

use serde::Serialize;

use super::super::{Code, Group};
use super::names::{self, Name};
use super::places::Places;
use super::says::{Rank, Row, Says, Side};
use super::{advice, alerts, exits, rows};
use crate::core::tls::Alert;

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A diagnosis code.
    Code,
    /// Another code in brackets: of a request that is refused, or a finding.
    Finding,
    /// A TLS alert.
    Alert,
    /// An exit code, curl's and ours.
    ExitCode,
}

/// One line of the list.
#[derive(Debug, Serialize)]
pub struct Entry {
    /// What it is.
    pub kind: Kind,
    /// Its name; an exit code has none.
    pub name: Option<&'static str>,
    /// Its number; a diagnosis code has none.
    pub number: Option<u8>,
    /// The diagnosis code that it mostly comes to.
    pub code: Option<Code>,
    /// What it speaks of.
    pub group: Option<&'static str>,
    /// What it means.
    pub meaning: String,
}

/// All that is known of one of them.
#[derive(Debug, Serialize)]
pub struct Topic {
    /// What it is, and means.
    #[serde(flatten)]
    pub entry: Entry,
    /// What it means for the client's certificate.
    pub means: Option<&'static str>,
    /// The one thing to do.
    pub fix: Option<&'static str>,
    /// What to check, the likeliest first.
    pub checks: Vec<&'static str>,
    /// Commands that settle it; what is to be filled in stands in capitals.
    pub commands: Vec<String>,
    /// What tells of it.
    pub shows: Vec<Telling>,
    /// What else the number may be.
    pub also: Option<String>,
}

/// A text by which tools say it.
#[derive(Debug, Serialize)]
pub struct Telling {
    /// Whose words.
    pub tool: &'static str,
    /// The words, in lower case.
    pub text: String,
    /// In a server's log, of its client.
    pub in_server_log: bool,
    /// Where they are from.
    pub source: &'static str,
}

/// Our exit codes with their meaning, which only the layers above know.
pub type Exits<'a> = &'a [(u8, &'static str)];

/// A name or number as it is typed: `client-cert-untrusted`, `48`, `unknown_ca`, `alert 48`,
/// `exit 35`, `curl 58`; `None` for any other text.
pub fn look_up(text: &str, ours: Exits<'_>) -> Option<Topic> {
    let text = text.trim().to_ascii_lowercase();
    if let Some(code) = Code::named(&text.replace(['_', ' '], "-")) {
        return Some(of_code(code));
    }
    if let Some(name) = names::named(&text.replace(['_', ' '], "-")) {
        return Some(of_name(name));
    }
    let words: Vec<&str> = text
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|w| !w.is_empty())
        .collect();
    match words.as_slice() {
        [number] | ["alert", number] | ["alert", "number", number]
            if number.parse::<u8>().is_ok() =>
        {
            let number = number.parse().ok()?;
            let alert = alerts::known(Alert(number)).map(|known| of_alert(known, ours));
            alert.or_else(|| of_exit(number, ours).filter(|_| words.len() == 1))
        }
        ["exit" | "curl", number]
        | ["exit" | "curl", "code", number]
        | ["curl", "exit", number]
        | ["curl" | "mtls", "exit", "code", number]
        | ["mtls", "exit", number]
        | ["mtls", number] => of_exit(number.parse().ok()?, ours),
        ["alert", ..] => {
            alerts::named(text.strip_prefix("alert")?).map(|known| of_alert(known, ours))
        }
        _ => alerts::named(&text)
            .filter(|_| words.len() <= LONGEST_NAME)
            .map(|known| of_alert(known, ours)),
    }
}

/// Everything that `look_up` knows.
pub fn list(ours: Exits<'_>) -> Vec<Entry> {
    let codes = Code::ALL.iter().map(|code| entry_of_code(*code));
    let alerts = alerts::all().iter().map(entry_of_alert);
    let mut numbers: Vec<u8> = exits::all()
        .iter()
        .map(|exit| exit.number)
        .chain(ours.iter().map(|(n, _)| *n))
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    let exits = numbers
        .into_iter()
        .filter_map(|number| entry_of_exit(number, ours));
    let findings = names::all().map(entry_of_name);
    codes.chain(findings).chain(alerts).chain(exits).collect()
}

fn of_code(code: Code) -> Topic {
    let by_alert = alerts::all()
        .iter()
        .filter(|known| known.from_server.0 == code);
    let by_alert = by_alert.map(|known| Telling {
        tool: "TLS",
        text: format!("alert {} from the server", known.alert),
        in_server_log: false,
        source: "RFC 8446 section 6",
    });
    let by_text = rows::all()
        .filter(|row| row.rank > Rank::Wrapper)
        .filter_map(|row| telling(row, code));
    let all = by_alert.chain(by_text).collect();
    advised(entry_of_code(code), Some(code), each_tool_first(all))
}

fn of_name(name: &'static Name) -> Topic {
    Topic {
        fix: Some(name.fix),
        ..advised(entry_of_name(name), None, Vec::new())
    }
}

fn entry_of_name(name: &'static Name) -> Entry {
    Entry {
        kind: Kind::Finding,
        name: Some(name.name),
        number: None,
        code: None,
        group: Some(name.group),
        meaning: name.meaning.into(),
    }
}

/// One text of each tool, then the others.
fn each_tool_first(all: Vec<Telling>) -> Vec<Telling> {
    let mut tools = Vec::new();
    let (mut first, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(|telling| {
        let is_new = !tools.contains(&telling.tool);
        tools.push(telling.tool);
        is_new
    });
    first.extend(rest);
    first
}

fn telling(row: &Row, code: Code) -> Option<Telling> {
    let by_client = row.says.code(Side::Client) == code;
    let in_log = !by_client && row.says.code(Side::Server) == code;
    let is_logged = !matches!(row.says, Says::Own(_)) && LOGGING.contains(&row.tool);
    (by_client || (in_log && is_logged)).then(|| Telling {
        tool: row.tool,
        text: row.text.replace(" .. ", " ... "),
        in_server_log: in_log,
        source: row.source,
    })
}

fn of_alert(known: &'static alerts::Known, ours: Exits<'_>) -> Topic {
    let number = known.alert.0;
    let shows = [
        (
            "OpenSSL 3",
            format!("error:0A000{:03X}:SSL routines", 1000 + u32::from(number)),
        ),
        ("any", format!("SSL alert number {number}")),
    ];
    let shows = shows.map(|(tool, text)| Telling {
        tool,
        text,
        in_server_log: false,
        source: "OpenSSL, include/openssl/ssl.h",
    });
    let mut topic = advised(
        entry_of_alert(known),
        Some(known.from_server.0),
        shows.into(),
    );
    topic.also = entry_of_exit(number, ours)
        .map(|exit| format!("as an exit code {number} is: {}", exit.meaning));
    topic
}

fn of_exit(number: u8, ours: Exits<'_>) -> Option<Topic> {
    let entry = entry_of_exit(number, ours)?;
    let code = entry.code;
    Some(advised(entry, code, Vec::new()))
}

fn advised(entry: Entry, code: Option<Code>, shows: Vec<Telling>) -> Topic {
    let advice = code.map(advice::of);
    let places = Places::default();
    Topic {
        entry,
        means: advice.map(|advice| advice.means),
        fix: advice.map(|advice| advice.fix),
        checks: advice
            .map(|advice| advice.checks.to_vec())
            .unwrap_or_default(),
        commands: advice
            .map(|advice| advice.settle.iter().map(|s| places.command(*s)).collect())
            .unwrap_or_default(),
        shows,
        also: None,
    }
}

fn entry_of_code(code: Code) -> Entry {
    Entry {
        kind: Kind::Code,
        name: Some(code.name()),
        number: None,
        code: Some(code),
        group: code.group().map(Group::name),
        meaning: code.meaning().into(),
    }
}

fn entry_of_alert(known: &alerts::Known) -> Entry {
    Entry {
        kind: Kind::Alert,
        name: Some(known.alert.name()),
        number: Some(known.alert.0),
        code: Some(known.from_server.0),
        group: known.from_server.0.group().map(Group::name),
        meaning: known.means.into(),
    }
}

fn entry_of_exit(number: u8, ours: Exits<'_>) -> Option<Entry> {
    let curls = exits::of(number);
    let own = ours
        .iter()
        .find(|(n, _)| *n == number)
        .map(|(_, meaning)| *meaning);
    let meaning = match (own, curls) {
        (Some(own), Some(curls)) if own != curls.means => format!("{own}; curl: {}", curls.means),
        (Some(own), _) => own.to_owned(),
        (None, Some(curls)) => format!("curl: {}", curls.means),
        (None, None) => return None,
    };
    Some(Entry {
        kind: Kind::ExitCode,
        name: None,
        number: Some(number),
        code: curls.map(|curls| curls.code),
        group: None,
        meaning,
    })
}

/// Whose words stand in logs of servers.
const LOGGING: &[&str] = &[
    "OpenSSL", "nginx", "Apache", "stunnel", "Java", "Go", "Node.js", "Python",
];
/// Words of an alert's name, as Go or GnuTLS spell it.
const LONGEST_NAME: usize = 6;
