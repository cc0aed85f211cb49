//! Refusals to choose: what a server in the field puts on the wire when it turns a client away,
//! for the whole API or below a path. Here is which there are, and which of them is due; how each
//! is carried out is in the files beside, and in `server`.

pub(super) mod late;
pub(super) mod pages;
pub(super) mod proof;
pub(super) mod schedule;
pub(super) mod sealed;
pub(super) mod transcript;
pub(super) mod wire;

use std::str::FromStr;

use crate::core::tls::alert::Alert;

/// One refusal, as `--refuse` names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is done.
    pub mode: Mode,
    /// Requests below this path only; every connection without one.
    pub path: Option<String>,
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The connection ends, or hangs.
    End {
        /// How.
        act: Act,
        /// When.
        moment: Moment,
        /// Only for clients that sent no certificate.
        only_without: bool,
    },
    /// nginx's two pages for a certificate that is missing or not accepted.
    Nginx,
    /// AWS API Gateway's answer to a certificate that it does not accept.
    Gateway,
    /// The certificate is asked for once the request is known, as Apache does for a location.
    Late,
    /// Something is wrong with the server's own certificate.
    Server(Flaw),
    /// TLS 1.2 and nothing else.
    Only12,
    /// TLS 1.3 and nothing else.
    Only13,
}

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// With a fatal alert.
    Alert(Alert),
    /// With a FIN, and no alert before it.
    Close,
    /// With a RST.
    Reset,
    /// Not at all: nothing is sent any more.
    Stall,
}

/// When a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// After the ClientHello, nothing being answered.
    Hello,
    /// Where the client's certificate is judged.
    Certificate,
    /// After the request.
    Request,
}

/// What is wrong with the server's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// It ended yesterday.
    Expired,
    /// It begins tomorrow.
    NotYetValid,
    /// It is for another host.
    WrongName,
    /// A CA that nobody knows has signed it.
    Untrusted,
    /// Its intermediate is not sent along.
    Incomplete,
}

/// All that are asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Refusals(Vec<Refusal>);

impl Refusals {
    /// Those of one sandbox, the first that fits being the one that counts.
    pub fn new(all: Vec<Refusal>) -> Self {
        Self(all)
    }

    /// How every connection ends at this moment, and whether only for those without certificate.
    pub fn end_at(&self, wanted: Moment) -> Option<(Act, bool)> {
        self.0.iter().find_map(|refusal| match refusal {
            Refusal {
                mode:
                    Mode::End {
                        act,
                        moment,
                        only_without,
                    },
                path: None,
            } if *moment == wanted => Some((*act, *only_without)),
            _ => None,
        })
    }

    /// What is done with a request for this path.
    pub fn on_request(&self, path: &str) -> Option<Mode> {
        let below = |refusal: &&Refusal| match &refusal.path {
            Some(prefix) => path.starts_with(prefix.as_str()),
            None => true,
        };
        let mut due = self.0.iter().filter(below).map(|refusal| refusal.mode);
        due.find(|mode| match mode {
            Mode::End { moment, .. } => *moment == Moment::Request,
            Mode::Nginx | Mode::Gateway | Mode::Late => true,
            _ => false,
        })
    }

    /// What is wrong with the server's certificate.
    pub fn flaw(&self) -> Option<Flaw> {
        self.0.iter().find_map(|refusal| match refusal.mode {
            Mode::Server(flaw) => Some(flaw),
            _ => None,
        })
    }

    /// Whether this mode is among them, for whichever path.
    pub fn has(&self, mode: Mode) -> bool {
        self.0.iter().any(|refusal| refusal.mode == mode)
    }

    /// Whether nothing is refused but what always is.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromStr for Refusal {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (mode, path) = match text.split_once('@') {
            Some((mode, path)) if path.starts_with('/') => (mode, Some(path.to_owned())),
            Some(_) => return Err("what follows @ is a path, and begins with /".into()),
            None => (text, None),
        };
        let mut mode: Mode = mode.parse()?;
        if path.is_some() {
            mode = mode.after_a_request()?;
        }
        Ok(Self { mode, path })
    }
}

impl Mode {
    /// The same for a path, which is known once there is a request.
    fn after_a_request(self) -> Result<Self, String> {
        match self {
            Self::End {
                act, only_without, ..
            } => Ok(Self::End {
                act,
                moment: Moment::Request,
                only_without,
            }),
            Self::Nginx | Self::Gateway | Self::Late => Ok(self),
            Self::Server(_) | Self::Only12 | Self::Only13 => {
                Err("this one is decided before there is a path; leave the @PATH out".into())
            }
        }
    }
}

impl FromStr for Mode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut words = text.split(':');
        let first = words.next().unwrap_or_default();
        let rest: Vec<&str> = words.collect();
        if let Some(&(_, mode)) = PLAIN.iter().find(|(name, _)| *name == text) {
            return Ok(mode);
        }
        match (first, rest.as_slice()) {
            ("alert", [alert]) => Ok(Self::alert(alert, false)?),
            ("alert", [alert, "none"]) => Ok(Self::alert(alert, true)?),
            ("close", moment) => ending(Act::Close, moment, Moment::Certificate),
            ("reset", moment) => ending(Act::Reset, moment, Moment::Certificate),
            ("stall", moment) => ending(Act::Stall, moment, Moment::Hello),
            _ => Err(format!(
                "`{text}` is no refusal; there are alert:NAME, close, reset, stall, {}",
                PLAIN.map(|(name, _)| name).join(", ")
            )),
        }
    }
}

impl Mode {
    fn alert(text: &str, only_without: bool) -> Result<Self, String> {
        let alert = text
            .parse()
            .ok()
            .map(Alert)
            .or_else(|| (0..=u8::MAX).map(Alert).find(|alert| alert.name() == text))
            .ok_or_else(|| {
                format!("`{text}` is no TLS alert; give its number, or its name as in RFC 8446 section 6: unknown_ca")
            })?;
        Ok(Self::End {
            act: Act::Alert(alert),
            moment: Moment::Certificate,
            only_without,
        })
    }
}

fn ending(act: Act, moment: &[&str], usual: Moment) -> Result<Mode, String> {
    let moment = match moment {
        [] => usual,
        ["hello"] => Moment::Hello,
        ["certificate"] => Moment::Certificate,
        ["request"] => Moment::Request,
        other => {
            return Err(format!(
                "`{}` is no moment; there are hello, certificate, request",
                other.join(":")
            ));
        }
    };
    Ok(Mode::End {
        act,
        moment,
        only_without: false,
    })
}

/// Those of one word.
const PLAIN: [(&str, Mode); 10] = [
    ("nginx", Mode::Nginx),
    ("gateway", Mode::Gateway),
    ("late", Mode::Late),
    ("tls1.2", Mode::Only12),
    ("tls1.3", Mode::Only13),
    ("server:expired", Mode::Server(Flaw::Expired)),
    ("server:not-yet-valid", Mode::Server(Flaw::NotYetValid)),
    ("server:wrong-name", Mode::Server(Flaw::WrongName)),
    ("server:untrusted", Mode::Server(Flaw::Untrusted)),
    ("server:incomplete", Mode::Server(Flaw::Incomplete)),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn end(text: &str) -> (Act, Moment, bool) {
        match text.parse::<Refusal>().unwrap().mode {
            Mode::End {
                act,
                moment,
                only_without,
            } => (act, moment, only_without),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn modes_are_read_and_a_path_means_after_the_request() {
        use Moment::{Certificate, Hello, Request};
        let unknown_ca = Act::Alert(Alert::UNKNOWN_CA);
        assert_eq!(end("alert:unknown_ca"), (unknown_ca, Certificate, false));
        assert_eq!(end("alert:48:none"), (unknown_ca, Certificate, true));
        assert_eq!(end("alert:48@/x"), (unknown_ca, Request, false));
        assert_eq!(end("close"), (Act::Close, Certificate, false));
        assert_eq!(end("reset:hello"), (Act::Reset, Hello, false));
        assert_eq!(end("stall"), (Act::Stall, Hello, false));
        assert_eq!(end("stall@/x"), (Act::Stall, Request, false));
        for (name, mode) in PLAIN {
            assert_eq!(name.parse(), Ok(mode));
        }
        for bad in [
            "alert",
            "alert:nonsense",
            "alert:300",
            "close:now",
            "nginx:x",
            "server:old",
            "tls1.2@/x",
            "nginx@x",
            "",
        ] {
            assert!(bad.parse::<Refusal>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_first_that_fits_counts() {
        let all = ["nginx@/a", "stall:request", "tls1.2"];
        let all = Refusals::new(all.iter().map(|t| t.parse().unwrap()).collect());
        assert_eq!(all.on_request("/a/b"), Some(Mode::Nginx));
        assert!(matches!(
            all.on_request("/c"),
            Some(Mode::End {
                act: Act::Stall,
                ..
            })
        ));
        assert_eq!(all.end_at(Moment::Hello), None);
        assert!(all.has(Mode::Only12) && all.flaw().is_none());
    }
}
