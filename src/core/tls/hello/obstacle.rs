//! What stands in the way of a handshake that the server refused: hellos that offer everything but
//! in one respect only what we offer, until one is refused. Must not judge who has to give way.

use serde::Serialize;

use super::client::ClientHello;
use super::names::{Group, Protocol, Scheme, Suite};
use super::reply::{Depth, Reply, ServerHello};
use super::talk::{Dial, Limits, Outcome, Talk};

/// What our own hello offers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ours {
    /// The versions.
    pub versions: Vec<Protocol>,
    /// The suites.
    pub suites: Vec<Suite>,
    /// The key exchange groups.
    pub groups: Vec<Group>,
    /// The signature schemes.
    pub schemes: Vec<Scheme>,
}

/// In which respect both sides do not meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dimension {
    /// The protocol version.
    Version,
    /// The cipher suite.
    CipherSuite,
    /// The group of the key exchange.
    Group,
    /// The scheme of the server's signature, or of those on its certificate.
    SignatureScheme,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Obstacle {
    /// Both sides do not meet in this respect.
    NoCommon {
        /// Which.
        dimension: Dimension,
        /// What the server takes there, its choice first; empty when that could not be seen.
        takes: Vec<String>,
        /// Whether that is all it takes of what was asked for.
        all: bool,
        /// What it makes of a hello that offers everything else.
        chosen: ServerHello,
    },
    /// It answers when no name is asked for.
    Name,
    /// It refuses whatever is offered.
    Everything {
        /// How.
        answer: Outcome,
    },
    /// It answers a hello with all that we offer: what stood in the way is none of these.
    Nothing,
    /// Time or connections ran out, or there was no connection to be had.
    Untold {
        /// How.
        answer: Outcome,
    },
}

/// Looks for it, in about six connections; says how many it took. `server_name` is the name to ask
/// for (SNI).
pub fn obstacle<'a>(
    dial: &'a mut Dial<'a>,
    server_name: Option<&str>,
    ours: &Ours,
    limits: Limits,
) -> (Obstacle, usize) {
    let mut talk = Talk::new(dial, server_name, limits);
    let found = Search {
        talk: &mut talk,
        ours,
    }
    .run();
    let found = found.unwrap_or_else(|answer| Obstacle::Untold { answer });
    (found, talk.made)
}

struct Search<'t, 'd> {
    talk: &'t mut Talk<'d>,
    ours: &'t Ours,
}

impl Search<'_, '_> {
    /// # Errors
    /// The outcome that does not let ask on.
    fn run(&mut self) -> Result<Obstacle, Outcome> {
        let (modern, oldest) = Protocol::ALL.split_at(Protocol::ALL.len() - 1);
        let (mut hello, mut chosen) = match self.everything(modern)? {
            Ok(found) => found,
            // a port that hangs up on everything there is, is not asked for what nobody speaks
            Err(answer @ (Outcome::Closed | Outcome::Reset)) => return self.nameless(answer),
            Err(answer) => match self.everything(oldest)? {
                Ok(found) => found,
                Err(_) => return self.nameless(answer),
            },
        };
        if !self.ours.versions.contains(&chosen.version) {
            match self.everything(&self.ours.versions)? {
                Ok(found) => (hello, chosen) = found,
                Err(_) => {
                    let takes = names(&[chosen.version]);
                    return Ok(no_common(Dimension::Version, (takes, false), chosen));
                }
            }
        }
        hello.versions.clone_from(&self.ours.versions);
        let all = std::mem::replace(&mut hello.suites, self.ours.suites.clone());
        match self.ask(&hello)? {
            Ok(narrower) => chosen = narrower,
            Err(_) => {
                hello.suites = all;
                return self.suites(hello, chosen);
            }
        }
        let all = std::mem::replace(&mut hello.groups, self.ours.groups.clone());
        match self.ask(&hello)? {
            Ok(narrower) => chosen = narrower,
            Err(_) => {
                hello.groups = all;
                return self.groups(hello, chosen);
            }
        }
        hello.schemes.clone_from(&self.ours.schemes);
        match self.ask(&hello)? {
            Ok(_) => Ok(Obstacle::Nothing),
            Err(_) => self.schemes(hello, chosen),
        }
    }

    /// A hello that offers all there is of these versions, and what the server chose; or how it
    /// refused.
    fn everything(
        &mut self,
        versions: &[Protocol],
    ) -> Result<Result<(ClientHello, ServerHello), Outcome>, Outcome> {
        let mut refused = Outcome::Spent;
        for portion in 0..ClientHello::PORTIONS {
            let hello = ClientHello::everything(versions, portion, self.talk.server_name());
            if hello.suites.is_empty() {
                continue;
            }
            match self.ask(&hello)? {
                Ok(chosen) if versions.contains(&chosen.version) => return Ok(Ok((hello, chosen))),
                Ok(chosen) => refused = Outcome::Reply(Reply::Hello(chosen)),
                Err(answer @ (Outcome::Closed | Outcome::Reset)) => return Ok(Err(answer)),
                Err(answer) => refused = answer,
            }
        }
        Ok(Err(refused))
    }

    /// What the server chooses, or how it refuses.
    fn ask(&mut self, hello: &ClientHello) -> Result<Result<ServerHello, Outcome>, Outcome> {
        match self.talk.ask(hello, Depth::KeyExchange) {
            Outcome::Reply(Reply::Hello(chosen)) => Ok(Ok(chosen)),
            // what speaks something else has said what it is
            other @ Outcome::Reply(Reply::Other(_)) => Err(other),
            refused @ (Outcome::Reply(_) | Outcome::Closed | Outcome::Reset) => Ok(Err(refused)),
            stopped => Err(stopped),
        }
    }

    /// Whether it is for the name that the server refuses everything.
    fn nameless(&mut self, answer: Outcome) -> Result<Obstacle, Outcome> {
        let refused = Obstacle::Everything { answer };
        if self.talk.server_name().is_none() {
            return Ok(refused);
        }
        let (modern, _) = Protocol::ALL.split_at(Protocol::ALL.len() - 1);
        let hello = ClientHello::everything(modern, 0, None);
        Ok(match self.ask(&hello)? {
            Ok(_) => Obstacle::Name,
            Err(_) => refused,
        })
    }

    /// The suites that it takes, by elimination.
    fn suites(&mut self, mut hello: ClientHello, chosen: ServerHello) -> Result<Obstacle, Outcome> {
        let mut takes = vec![chosen.suite];
        let all = loop {
            hello.suites.retain(|suite| !takes.contains(suite));
            match self.ask(&hello) {
                Ok(Ok(next)) if takes.len() < MOST_TOLD && !takes.contains(&next.suite) => {
                    takes.push(next.suite);
                }
                other => break matches!(other, Ok(Err(_))),
            }
        };
        let takes = (names(&takes), all);
        Ok(no_common(Dimension::CipherSuite, takes, chosen))
    }

    /// The groups that it takes, by elimination.
    fn groups(&mut self, mut hello: ClientHello, chosen: ServerHello) -> Result<Obstacle, Outcome> {
        let mut takes: Vec<Group> = chosen.group.into_iter().collect();
        let all = loop {
            hello.groups.retain(|group| !takes.contains(group));
            let next = self.ask(&hello).map(|next| next.map(|next| next.group));
            match next {
                Ok(Ok(Some(next))) if takes.len() < MOST_TOLD && !takes.contains(&next) => {
                    takes.push(next);
                }
                other => break matches!(other, Ok(Err(_))),
            }
        };
        let takes = (names(&takes), all);
        Ok(no_common(Dimension::Group, takes, chosen))
    }

    /// A scheme that it takes: TLS 1.2 says it in the open, in TLS 1.3 it is tried.
    fn schemes(
        &mut self,
        mut hello: ClientHello,
        chosen: ServerHello,
    ) -> Result<Obstacle, Outcome> {
        let mut takes: Vec<Scheme> = chosen.scheme.into_iter().collect();
        let others = Scheme::all().filter(|scheme| !self.ours.schemes.contains(scheme));
        for scheme in others {
            if !takes.is_empty() {
                break;
            }
            hello.schemes = vec![scheme];
            match self.ask(&hello) {
                Ok(Ok(_)) => takes.push(scheme),
                Ok(Err(_)) => {}
                Err(_) => break,
            }
        }
        let takes = (names(&takes), false);
        Ok(no_common(Dimension::SignatureScheme, takes, chosen))
    }
}

fn no_common(
    dimension: Dimension,
    (takes, all): (Vec<String>, bool),
    chosen: ServerHello,
) -> Obstacle {
    Obstacle::NoCommon {
        dimension,
        takes,
        all,
        chosen,
    }
}

fn names<T: std::fmt::Display>(list: &[T]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

/// Of what a server takes, told at most.
const MOST_TOLD: usize = 5;
