//! The handshakes of a probe, one after another: with our certificate first, which carries the one
//! HEAD, then without any, then with a stranger's. Must not judge what was seen.

use std::time::{Duration, Instant};

use crate::core::diagnosis::{Reaction, Trials};
use crate::core::http::{Ended, Look, Request, Session, Sight, Url};
use crate::core::tls::hello::{Limits, Obstacle, Survey};
use crate::core::tls::{CertificateRequest, Handshake, Stage, Verdict};

/// What a probe goes about with.
pub struct Tries<'a> {
    /// Presents what we have, and judges the server.
    pub main: &'a Session,
    /// Whether there is a certificate that it presents.
    pub has_certificate: bool,
    /// The same, and speaks TLS 1.2 at most: there a late request can be seen. `None` where TLS 1.2
    /// is not wanted.
    pub older: Option<&'a Session>,
    /// Presents nothing, and takes the server as it is. `None` for one handshake only.
    pub bare: Option<&'a Session>,
    /// Makes what presents a stranger's certificate, for what the server asks.
    pub stranger: &'a dyn Fn(&CertificateRequest) -> Option<Session>,
    /// The HEAD; `None` for none.
    pub head: Option<&'a Request>,
    /// The same without anything that is ours, for a server that is not trusted.
    pub plain_head: Option<&'a Request>,
    /// Whether it is looked for which versions and suites of TLS the server takes.
    pub surveys: bool,
    /// When all must be over.
    pub deadline: Instant,
}

/// What was seen.
pub struct Seen {
    /// The handshake with our certificate, or, where there is none, without.
    pub main: Sight,
    /// The handshake before it, where the HEAD went over an older version of TLS.
    pub first: Option<Sight>,
    /// Without a certificate.
    pub bare: Option<Sight>,
    /// With a stranger's.
    pub stranger: Option<Sight>,
    /// Why the first handshake did not come about, where it was refused for what we offer.
    pub obstacle: Option<Obstacle>,
    /// What the server takes of TLS.
    pub survey: Option<Survey>,
    /// How many handshakes were begun; hellos alone are none.
    pub handshakes: usize,
    /// How many hellos were sent alone.
    pub hellos: usize,
}

/// Tries, at most five handshakes and one HEAD (another without the certificate, where that one was
/// hung up on); and hellos alone, where a handshake did not come
/// about, or the server is surveyed.
pub fn try_all(url: &Url, tries: &Tries<'_>) -> Seen {
    let mut seen = tries.main(url);
    if let Some(bare) = tries.bare {
        try_others(url, tries, bare, &mut seen);
    }
    if tries.surveys && seen.main.handshake.stage >= Stage::Handshaking {
        let limits = limits(MOST_OF_SURVEY, tries.deadline);
        let survey = tries.main.survey(url, &url.host, limits);
        seen.hellos += survey.connections;
        seen.survey = Some(survey);
    }
    seen
}

fn try_others(url: &Url, tries: &Tries<'_>, bare: &Session, seen: &mut Seen) {
    if is_stopped(&seen.main) {
        let limits = limits(MOST_OF_SEARCH, tries.deadline);
        let (obstacle, hellos) = tries.main.obstacle(url, &url.host, limits);
        seen.hellos += hellos;
        seen.obstacle = Some(obstacle);
        return;
    }
    let asked = seen.main.handshake.requested.clone();
    let refused_by_us = is_refused_by_us(&seen.main);
    // its Date tells whether our clock is wrong, and it has none of ours to see
    let by_dates = is_refused_for_dates(&seen.main);
    if by_dates || asked.is_some() && (tries.has_certificate || refused_by_us) {
        let head = tries
            .plain_head
            .filter(|_| by_dates || is_dropped(&seen.main));
        seen.handshakes += 1;
        seen.bare = Some(tries.look(bare, url, head, &|_| true, &seen.main));
    }
    if let Some(asked) = asked
        && Instant::now() < tries.deadline
        && let Some(session) = (tries.stranger)(&asked)
    {
        seen.handshakes += 1;
        seen.stranger = Some(tries.look(&session, url, None, &|_| false, &seen.main));
    }
}

/// The server would not shake hands with what we offer. One that speaks no TLS is not asked again.
fn is_stopped(sight: &Sight) -> bool {
    let seen = &sight.handshake;
    let broke = matches!(sight.ended, Some(Ended::Tls | Ended::Closed | Ended::Reset));
    let before = seen.stage == Stage::Handshaking && seen.requested.is_none();
    broke && before && seen.server_chain.is_empty() && is_tls(&seen.first_bytes)
}

fn limits(connections: usize, until: Instant) -> Limits {
    let left = until.saturating_duration_since(Instant::now());
    Limits {
        connections,
        each: left.min(LONGEST_HELLO),
        until,
    }
}

impl Tries<'_> {
    /// Where nothing is asked for in TLS 1.3, the HEAD goes over TLS 1.2.
    fn main(&self, url: &Url) -> Seen {
        let begun = Instant::now();
        let whole = self.deadline.saturating_duration_since(begun);
        let share = match self.bare.is_some() {
            true => whole * 7 / 10, // some is left for the others
            false => whole,
        };
        let look = |session: &Session, head, sends: &dyn Fn(&Handshake) -> bool, deadline| {
            let look = Look {
                request: head,
                sends,
                patience: PATIENCE,
                deadline,
            };
            session.look(url, &look)
        };
        let deadline = begun + share;
        let Some(older) = self.older.filter(|_| self.head.is_some()) else {
            return Seen::of(look(self.main, self.head, &|_| true, deadline), None, 1);
        };
        let shows_late =
            |seen: &Handshake| seen.requested.is_some() || seen.version == Some("TLSv1.2");
        let first = look(self.main, self.head, &shows_late, deadline);
        let stands = first.ended.is_none() && first.handshake.stage == Stage::Established;
        if first.asked || !stands {
            return Seen::of(first, None, 1);
        }
        let second = look(older, self.head, &|_| true, self.deadline);
        if second.handshake.stage >= Stage::Established {
            return Seen::of(second, Some(first), 2);
        }
        let again = look(self.main, self.head, &|_| true, self.deadline);
        match again.handshake.stage >= Stage::Established {
            true => Seen::of(again, None, 3),
            false => Seen::of(first, None, 3), // a server that serves once has shown what it is
        }
    }

    fn look(
        &self,
        session: &Session,
        url: &Url,
        request: Option<&Request>,
        sends: &dyn Fn(&Handshake) -> bool,
        main: &Sight,
    ) -> Sight {
        let look = Look {
            request,
            sends,
            patience: patience(main),
            deadline: self.deadline,
        };
        session.look(url, &look)
    }
}

impl Seen {
    /// How the server took each; `refused_in_http` is that the HEAD's answer refuses the
    /// certificate, or its absence.
    pub fn trials(&self, has_certificate: bool, refused_in_http: bool) -> Trials {
        let react =
            |sight: &Sight, in_http| Reaction::of(&sight.handshake, sight.ended.as_ref(), in_http);
        let main = react(&self.main, refused_in_http);
        let of = |sight: &Option<Sight>| {
            sight
                .as_ref()
                .map_or(Reaction::Unknown, |sight| react(sight, false))
        };
        let sent = self.main.handshake.certificate_sent;
        let (ours, bare) = match (&self.bare, has_certificate && sent) {
            (_, true) => (main, of(&self.bare)),
            // nothing of ours went out: what was seen is how the server takes that
            (None, false) => (Reaction::Unknown, main),
            (Some(_), false) => (Reaction::Unknown, of(&self.bare)),
        };
        let ours = match main {
            Reaction::Unasked => Reaction::Unasked,
            _ => ours,
        };
        Trials {
            ours,
            bare,
            stranger: of(&self.stranger),
        }
    }

    fn of(main: Sight, first: Option<Sight>, handshakes: usize) -> Self {
        Self {
            main,
            first,
            bare: None,
            stranger: None,
            obstacle: None,
            survey: None,
            handshakes,
            hellos: 0,
        }
    }

    /// The server showed that it is content with the handshake, and then kept silent at the HEAD.
    pub fn is_head_unanswered(&self) -> bool {
        let main = &self.main;
        let stands = main.handshake.stage == Stage::Established && main.is_settled();
        stands && main.asked && main.head.is_none() && main.ended == Some(Ended::TimedOut)
    }

    /// The answer to the HEAD, on whichever connection it went.
    pub fn answered(&self) -> Option<&Sight> {
        let with_head = [Some(&self.main), self.bare.as_ref()].into_iter().flatten();
        with_head.into_iter().find(|sight| sight.head.is_some())
    }
}

/// Whether these may be the beginning of TLS: nothing may, too.
fn is_tls(first_bytes: &[u8]) -> bool {
    matches!(first_bytes, [] | [20..=24] | [20..=24, 3, ..])
}

fn is_refused_by_us(sight: &Sight) -> bool {
    sight.ended == Some(Ended::Tls) && sight.handshake.alert.is_none()
}

fn is_refused_for_dates(sight: &Sight) -> bool {
    let dates = |v: &Verdict| matches!(v, Verdict::Expired { .. } | Verdict::NotYetValid { .. });
    is_refused_by_us(sight) && sight.handshake.verdict.as_ref().is_some_and(dates)
}

/// Hung up on at the HEAD, for which nothing tells whether the certificate was the reason: the same
/// HEAD without one does.
fn is_dropped(sight: &Sight) -> bool {
    let hung_up = matches!(sight.ended, Some(Ended::Closed | Ended::Reset));
    hung_up && sight.asked && sight.head.is_none() && sight.handshake.alert.is_none()
}

/// A server that is far or slow has longer.
fn patience(main: &Sight) -> Duration {
    let seen = &main.handshake;
    let shake = seen
        .when(Stage::Handshaking)
        .zip(seen.when(Stage::Established))
        .map_or(Duration::ZERO, |(from, to)| {
            to.saturating_duration_since(from)
        });
    (shake * 3).clamp(PATIENCE, MOST_PATIENCE)
}

/// How long a server may say nothing after a handshake until that is taken for consent.
const PATIENCE: Duration = Duration::from_millis(400);
const MOST_PATIENCE: Duration = Duration::from_secs(2);
/// For one hello's answer.
const LONGEST_HELLO: Duration = Duration::from_secs(3);
/// Hellos for finding what a refused handshake lacks.
const MOST_OF_SEARCH: usize = 16;
/// Hellos for finding all that a server takes.
const MOST_OF_SURVEY: usize = 40;
