//! Which versions a server takes, and by elimination which suites with each: a hello for every
//! answer, in a bounded number of connections. Must not judge what it finds.

use serde::Serialize;

use super::client::ClientHello;
use super::names::{Group, Protocol, Suite};
use super::reply::{Depth, Reply, ServerHello};
use super::talk::{Dial, Limits, Outcome, Talk};
use crate::core::tls::Alert;

/// What a server takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Survey {
    /// Each version, the newest first.
    pub versions: Vec<Taken>,
    /// The connections it took.
    pub connections: usize,
    /// What the server speaks in place of TLS: its first bytes, at most 64.
    #[serde(skip)]
    pub other: Option<Vec<u8>>,
}

/// One version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Taken {
    /// Which.
    pub version: Protocol,
    /// Whether the server takes it.
    pub verdict: Verdict,
    /// What showed it, as the end of "the server ..".
    pub answer: Outcome,
    /// The suites that it takes, in the order in which it chose them.
    pub suites: Vec<Suite>,
    /// Whether these are all of those that were asked for; false when time or connections ran out.
    pub all_suites: bool,
    /// The groups that it chose on the way; all that it takes are not looked for.
    pub groups: Vec<Group>,
}

/// Whether a version is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It answered in this version.
    Taken,
    /// It refused, or answered in another.
    Refused,
    /// Nothing came that tells.
    Unknown,
}

/// Asks for each version, then for the suites of those that are taken, the newest first.
/// `server_name` is the name to ask for (SNI); an address is not sent.
pub fn survey<'a>(dial: &'a mut Dial<'a>, server_name: Option<&str>, limits: Limits) -> Survey {
    let mut talk = Talk::new(dial, server_name, limits);
    let mut versions: Vec<Taken> = Vec::new();
    for version in Protocol::ALL {
        versions.push(first(&mut talk, version));
        if is_hopeless(&versions) {
            break;
        }
    }
    for taken in &mut versions {
        if taken.verdict == Verdict::Taken {
            taken.all_suites = eliminate(&mut talk, taken);
        }
    }
    let other = versions.iter().find_map(|taken| match &taken.answer {
        Outcome::Reply(Reply::Other(bytes)) => Some(bytes.clone()),
        _ => None,
    });
    Survey {
        versions,
        connections: talk.made,
        other,
    }
}

/// Whether nothing comes of asking on.
fn is_hopeless(asked: &[Taken]) -> bool {
    let silent = |taken: &&Taken| taken.answer == Outcome::Silent;
    match &asked.last().map(|taken| &taken.answer) {
        Some(Outcome::Unreached(_) | Outcome::Spent | Outcome::Reply(Reply::Other(_))) => true,
        _ => asked.iter().rev().take_while(silent).count() > 1,
    }
}

fn first(talk: &mut Talk<'_>, version: Protocol) -> Taken {
    let mut taken = Taken {
        version,
        verdict: Verdict::Unknown,
        answer: Outcome::Spent,
        suites: Vec::new(),
        all_suites: false,
        groups: Vec::new(),
    };
    for portion in 0..ClientHello::PORTIONS {
        let hello = ClientHello::everything(&[version], portion, talk.server_name());
        if hello.suites.is_empty() {
            break;
        }
        taken.answer = talk.ask(&hello, Depth::Hello);
        match &taken.answer {
            Outcome::Reply(Reply::Hello(hello)) => {
                let hello = *hello;
                taken.note(&hello);
                return taken;
            }
            // whether for want of a suite is for the next portion to tell
            Outcome::Reply(Reply::Alert(alert, _)) if *alert != Alert::PROTOCOL_VERSION => {
                taken.verdict = Verdict::Refused;
            }
            Outcome::Closed | Outcome::Reset => taken.verdict = Verdict::Refused,
            Outcome::Reply(Reply::Alert(..)) => {
                taken.verdict = Verdict::Refused;
                break;
            }
            _ => break,
        }
    }
    taken
}

/// Asks again and again without what was chosen before. Whether it came to the end.
fn eliminate(talk: &mut Talk<'_>, taken: &mut Taken) -> bool {
    for portion in 0..ClientHello::PORTIONS {
        let mut hello = ClientHello::everything(&[taken.version], portion, talk.server_name());
        hello.suites.retain(|suite| !taken.suites.contains(suite));
        while !hello.suites.is_empty() {
            match talk.ask(&hello, Depth::Hello) {
                Outcome::Reply(Reply::Hello(chosen)) if hello.suites.contains(&chosen.suite) => {
                    hello.suites.retain(|suite| *suite != chosen.suite);
                    taken.note(&chosen);
                }
                Outcome::Reply(_) | Outcome::Closed | Outcome::Reset => break,
                Outcome::Silent | Outcome::Unreached(_) | Outcome::Spent => return false,
            }
        }
    }
    true
}

impl Taken {
    fn note(&mut self, chosen: &ServerHello) {
        if chosen.version != self.version {
            self.verdict = Verdict::Refused;
            return;
        }
        self.verdict = Verdict::Taken;
        if !self.suites.contains(&chosen.suite) {
            self.suites.push(chosen.suite);
        }
        if let Some(group) = chosen.group
            && !self.groups.contains(&group)
        {
            self.groups.push(group);
        }
    }
}

impl Survey {
    /// The versions that the server takes, the newest first.
    pub fn taken(&self) -> impl Iterator<Item = &Taken> {
        self.versions
            .iter()
            .filter(|taken| taken.verdict == Verdict::Taken)
    }
}
