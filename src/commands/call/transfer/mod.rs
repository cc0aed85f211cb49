//! One URL: send, follow, show, judge.

mod again;
mod beside;
mod cut;
mod judge;
mod renew;
mod seen;
mod show;

use std::path::Path;
use std::sync::{Arc, PoisonError};
use std::thread;
use std::time::Instant;

use super::heads::{dump_heads, show_heads};
use super::options::{Follow, Options};
use super::plan::Transfer;
use super::stops::{cannot_rewind, too_many};
use super::trace::Trace;
use super::{Section, Shared, facts};
use crate::commands::connect::Connected;
use crate::commands::{World, advised, probe};
use crate::core::http::{BadUrl, Ended, Exchange, Failure as WireFailure, Request, Url, follow};
use crate::core::provider::schema::Moment;
use crate::exit::Exit;
use crate::report::Failure;

pub use seen::{Seen, Wrote};

use again::Tried;

/// How a transfer ended.
pub struct Outcome {
    /// curl's code for it.
    pub exit: Exit,
    /// What is told on standard error; also beside an exit of 0 (a 401 without `-f`).
    pub failure: Option<Failure>,
}

/// Carries one transfer out, as often as it takes, `-w` included.
pub fn run(
    section: &Section<'_>,
    transfer: &Transfer,
    number: usize,
    shared: &Shared,
    world: &mut dyn World,
) -> Outcome {
    let begun = Instant::now();
    let mut retries = 0;
    loop {
        let mut seen = Seen {
            number,
            retries,
            streaming: shared.streaming.clone(),
            ..Seen::default()
        };
        let (exchange, mut outcome) = attempt(section, transfer, shared, &mut seen, world);
        let ended = exchange.as_ref().map_err(|wire| wire.as_deref());
        let tried = Tried {
            request: &transfer.request,
            seen: &seen,
            wire: ended.err().flatten(),
            outcome: &outcome,
        };
        if let Some(wait) = again::wait(&section.options, &tried, begun.elapsed(), world) {
            take_back(&seen);
            thread::sleep(wait);
            retries += 1;
            continue;
        }
        section.bound.show(&shared.cookies, world);
        let broken = exchange.as_ref().err().and_then(Option::as_deref);
        if let (Some(failure), Some(wire)) = (&mut outcome.failure, broken) {
            cut::warn(
                failure,
                seen.request.as_ref().unwrap_or(&transfer.request),
                wire,
            );
        }
        note_ailing(section, transfer, &seen, &outcome, shared);
        if let Some(format) = &section.options.write_out {
            let facts = facts::gather(section, &seen, ended, &outcome);
            facts::write(format, &facts, world);
        }
        return outcome;
    }
}

/// What failed first is kept for `--diagnose`.
fn note_ailing(
    section: &Section<'_>,
    transfer: &Transfer,
    seen: &Seen,
    outcome: &Outcome,
    shared: &Shared,
) {
    let failure = outcome.failure.as_ref();
    let telling = failure.filter(|failure| probe::is_worth_it(failure));
    if let Some(failure) = telling.filter(|_| section.options.diagnose) {
        let request = seen.request.as_ref().unwrap_or(&transfer.request);
        let mut ailing = shared.ailing.lock().unwrap_or_else(PoisonError::into_inner);
        ailing.get_or_insert_with(|| (seen.number, request.clone(), failure.clone()));
    }
}

/// The file of an attempt that is not the last loses what that wrote, as in curl: what stands there
/// in the end is the last answer, or nothing of any. A file that had to be new makes room for the
/// next attempt's.
fn take_back(seen: &Seen) {
    let (Some(file), Some(wrote)) = (&seen.file, seen.wrote) else {
        return;
    };
    if !Path::new(file).is_file() {
        return; // a device or pipe
    }
    let cut = |length| {
        let file = fs_err::OpenOptions::new().write(true).open(file)?;
        file.set_len(length)
    };
    // best effort: the next attempt tells what is wrong
    drop(match wrote {
        Wrote::New => fs_err::remove_file(file),
        Wrote::Whole => cut(0),
        Wrote::Behind(length) => cut(length),
    });
}

/// An answer, or what was seen on the wire, if anything.
type Ending = Result<Exchange, Option<Box<WireFailure>>>;

fn attempt(
    section: &Section<'_>,
    transfer: &Transfer,
    shared: &Shared,
    seen: &mut Seen,
    world: &mut dyn World,
) -> (Ending, Outcome) {
    match hops(section, transfer, shared, seen, world) {
        Ok((exchange, outcome)) => (Ok(exchange), outcome),
        Err(Stopped { failure, wire }) => {
            let exit = failure.exit;
            let failure = Some(failure);
            (Err(wire), Outcome { exit, failure })
        }
    }
}

/// Why a transfer stopped without a whole answer.
struct Stopped {
    failure: Failure,
    wire: Option<Box<WireFailure>>,
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self {
            failure,
            wire: None,
        }
    }
}

/// One request of a transfer, and the session that carries it: a redirect's may be another one.
struct Hop {
    request: Request,
    session: Arc<Connected>,
    trace: Option<Arc<Trace>>,
}

impl Hop {
    fn traced_by(&self, trace: &Trace) -> Arc<Trace> {
        let client = self.session.client.as_ref();
        Arc::new(trace.toward(&self.request.url.host, client))
    }

    fn stopped(&self, wire: Box<WireFailure>) -> Stopped {
        let failure = self.session.explain(&self.request.url, &wire);
        let occasion = advised::of_request(Moment::Call, &self.request);
        Stopped {
            failure: advised::advised(failure, self.session.provider.as_ref(), &occasion),
            wire: Some(wire),
        }
    }
}

/// One transfer on its way, whatever its hops.
struct Journey<'j, 'a> {
    section: &'j Section<'a>,
    shared: &'j Shared,
    /// Where it began.
    called: Url,
    deadline: Option<Instant>,
    trace: Option<Trace>,
}

/// Follows redirects until an answer is to be shown.
fn hops(
    section: &Section<'_>,
    transfer: &Transfer,
    shared: &Shared,
    seen: &mut Seen,
    world: &mut dyn World,
) -> Result<(Exchange, Outcome), Stopped> {
    let Section { options, party, .. } = section;
    let mut hop = Hop {
        request: section.bearer.with_token(&transfer.request),
        session: Arc::clone(&party.connected),
        trace: None,
    };
    let journey = Journey {
        section,
        shared,
        called: transfer.request.url.clone(),
        deadline: hop.session.deadline(),
        trace: shared.log.as_ref().map(|log| Trace::new(log, seen.number)),
    };
    let called = &journey.called;
    seen.called = called.to_string();
    seen.file = options.saving.file_name(transfer.output.as_ref(), called)?;
    let mut heads: Vec<Vec<u8>> = Vec::new();
    loop {
        let exchange = match journey.answered(&mut hop, seen, world) {
            Ok(exchange) => exchange,
            Err(stopped) => {
                let wire = stopped.wire.iter();
                heads.extend(wire.flat_map(|w| hop.session.refused_heads(w)));
                show_heads(section, transfer, shared, &heads, seen, world)?;
                return Err(stopped);
            }
        };
        heads.extend(exchange.shown_heads());
        let next = options.follow.and_then(|how| {
            let next = follow(&hop.request, &exchange.head, how.rules)?;
            Some((how, next))
        });
        let Some((how, next)) = next else {
            dump_heads(options, shared, &heads, world)?;
            let shown = show::show(section, transfer, &hop, exchange, &heads, seen, world)?;
            let trailer = shown.0.trailer();
            if !trailer.is_empty() {
                dump_heads(options, shared, &[trailer], world)?;
            }
            if let Some(trace) = &hop.trace {
                trace.ended(&shown.0.head);
            }
            return Ok(shown);
        };
        hop = journey.onward(&hop, exchange, (how, next), seen, world)?;
    }
}

impl Journey<'_, '_> {
    /// Sends the request with all that belongs to its host, with a new token a second time where it
    /// takes one.
    fn answered(
        &self,
        hop: &mut Hop,
        seen: &mut Seen,
        world: &mut dyn World,
    ) -> Result<Exchange, Stopped> {
        let Section { options, bound, .. } = self.section;
        let cookies = &self.shared.cookies;
        bound.dress(&mut hop.request, &self.called, cookies, world);
        seen.request = Some(hop.request.clone());
        hop.trace = self.trace.as_ref().map(|trace| hop.traced_by(trace));
        let beside = beside::beside(options, &hop.request, hop.trace.as_ref(), world);
        hop.session.session.watched_by(beside);
        let exchange = send(options, hop, self.deadline, seen)?;
        let exchange = renew::renewed(self, hop, exchange, seen, world)?;
        bound.take(&hop.request.url, &exchange.head, cookies, world);
        Ok(exchange)
    }

    /// Where a redirect leads.
    fn onward(
        &self,
        hop: &Hop,
        mut exchange: Exchange,
        (how, next): (Follow, Result<Request, BadUrl>),
        seen: &mut Seen,
        world: &mut dyn World,
    ) -> Result<Hop, Stopped> {
        let Section { options, party, .. } = self.section;
        let followed = u64::from(seen.redirects);
        if let Some(limit) = how.limit.filter(|limit| followed >= *limit) {
            return Err(too_many(limit).into());
        }
        seen.redirects += 1;
        // so that the connection can be used again; only the time can end it
        match exchange.read_to_limit(DRAINED) {
            Err(wire) if wire.ended == Ended::TimedOut => return Err(hop.stopped(wire)),
            _ => {}
        }
        let request = next.map_err(|e| crate::commands::grant::bad_url(&e))?;
        how.protocols.allow(&request.url)?;
        if request.body.as_ref().is_some_and(|b| !b.is_repeatable()) {
            return Err(cannot_rewind().into());
        }
        let trusted = how.rules.trusted;
        let farewell = party.farewell(&self.called, &hop.request, &request, trusted);
        if let Some(note) = farewell.filter(|_| options.is_talkative()) {
            world.note(&note);
        }
        let session = party.session_for(&self.called, &request.url, trusted, world);
        Ok(Hop {
            request,
            session: session.map_err(Failure::from)?,
            trace: None,
        })
    }
}

fn send(
    options: &Options,
    hop: &Hop,
    deadline: Option<Instant>,
    seen: &mut Seen,
) -> Result<Exchange, Stopped> {
    let Hop {
        request, session, ..
    } = hop;
    let asked = session.session.head_of(request);
    match session.session.send(request, options.head_only, deadline) {
        Ok(exchange) => {
            let handshake = exchange.handshake();
            let asked = (asked.len() as u64, exchange.sent);
            seen.sent(exchange.begun, &handshake, asked, &exchange.heads);
            seen.head = Some(exchange.head.clone());
            Ok(exchange)
        }
        Err(wire) => {
            let asked = (asked.len() as u64, 0);
            seen.sent(wire.begun, &wire.handshake, asked, &wire.heads);
            if let Some(trace) = &hop.trace {
                trace.failed(&wire.handshake);
            }
            Err(hop.stopped(wire))
        }
    }
}

/// How much of a redirect's body is read to keep the connection, in bytes.
const DRAINED: usize = 1 << 20;
