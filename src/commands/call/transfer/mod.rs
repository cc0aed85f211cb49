//! One URL: send, follow, show, judge.

mod judge;
mod show;

use std::sync::Arc;
use std::time::Instant;

use super::heads::{dump_heads, show_heads};
use super::plan::Transfer;
use super::sink::file_name;
use super::stops::too_many;
use super::{Section, Shared, facts, trace};
use crate::commands::World;
use crate::commands::connect::Connected;
use crate::core::http::{Ended, Exchange, Failure as WireFailure, Head, Request, follow};
use crate::core::tls::Way;
use crate::exit::Exit;
use crate::report::Failure;

/// How a transfer ended.
pub struct Outcome {
    /// curl's code for it.
    pub exit: Exit,
    /// What is told on standard error; also beside an exit of 0 (a 401 without `-f`).
    pub failure: Option<Failure>,
}

/// What was seen, for `-w`.
#[derive(Default)]
pub struct Seen {
    /// Which of the run's URLs, from 0.
    pub number: usize,
    /// The URL called.
    pub called: String,
    /// The last request sent.
    pub request: Option<Request>,
    /// Redirects followed.
    pub redirects: u32,
    /// Body bytes received.
    pub downloaded: u64,
    /// Head bytes received, all hops.
    pub header_bytes: u64,
    /// The head of the last answer.
    pub head: Option<Head>,
    /// Where its body goes; `None` is standard output.
    pub file: Option<String>,
    /// When the first hop began.
    pub begun: Option<Instant>,
    /// New connections made, all hops.
    pub connects: u32,
    /// Head bytes sent, all hops; those to a proxy too.
    pub asked_bytes: u64,
}

impl Seen {
    fn count(&mut self, asked: &[u8], way: &Way, heads: &[Vec<u8>]) {
        let proxy = way.proxy.as_ref();
        let to_proxy = proxy.map_or(0, |p| p.asked_bytes);
        let from_proxy = proxy.map_or(&[][..], |p| &p.heads).iter();
        self.connects += way.connects;
        self.asked_bytes += asked.len() as u64 + to_proxy;
        self.header_bytes += from_proxy.chain(heads).map(|h| h.len() as u64).sum::<u64>();
    }
}

/// Carries one transfer out, `-w` included.
///
/// # Errors
/// Only what stops the whole run.
pub fn run(
    section: &Section<'_>,
    transfer: &Transfer,
    number: usize,
    shared: &Shared,
    world: &mut dyn World,
) -> anyhow::Result<Outcome> {
    let mut seen = Seen {
        number,
        ..Seen::default()
    };
    let ended = hops(section, transfer, shared, &mut seen, world);
    let (exchange, outcome) = match ended {
        Ok((exchange, outcome)) => (Ok(exchange), outcome),
        Err(Stopped { failure, wire }) => {
            let exit = failure.exit;
            (
                Err(wire),
                Outcome {
                    exit,
                    failure: Some(failure),
                },
            )
        }
    };
    if let Some(format) = &section.options.write_out {
        let facts = facts::gather(
            section,
            &seen,
            exchange.as_ref().map_err(|wire| wire.as_deref()),
            &outcome,
        );
        facts::write(format, &facts, world);
    }
    Ok(outcome)
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
}

impl Hop {
    fn stopped(&self, wire: Box<WireFailure>) -> Stopped {
        Stopped {
            failure: self.session.explain(&self.request.url, &wire),
            wire: Some(wire),
        }
    }
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
    let called = transfer.request.url.clone();
    let mut hop = Hop {
        request: transfer.request.clone(),
        session: Arc::clone(&party.connected),
    };
    let deadline = hop.session.deadline();
    seen.called = called.to_string();
    seen.file = file_name(transfer.output.as_ref(), &called)?;
    let mut heads: Vec<Vec<u8>> = Vec::new();
    loop {
        seen.request = Some(hop.request.clone());
        let mut exchange = match send(section, &hop, deadline, seen, world) {
            Ok(exchange) => exchange,
            Err(stopped) => {
                let wire = stopped.wire.iter();
                heads.extend(wire.flat_map(|w| hop.session.refused_heads(w)));
                show_heads(options, shared, &heads, seen, world)?;
                return Err(stopped);
            }
        };
        heads.extend(exchange.shown_heads());
        let next = options.follow.and_then(|how| {
            let next = follow(&hop.request, &exchange.head, how.method_forced)?;
            Some((how, next))
        });
        let Some((how, next)) = next else {
            dump_heads(options, shared, &heads, world)?;
            return show::show(section, &hop, exchange, &heads, seen, world);
        };
        if let Some(limit) = how
            .limit
            .filter(|limit| u64::from(seen.redirects) >= *limit)
        {
            return Err(too_many(limit).into());
        }
        seen.redirects += 1;
        // so that the connection can be used again; only the time can end it
        match exchange.read_to_limit(DRAINED) {
            Err(wire) if wire.ended == Ended::TimedOut => return Err(hop.stopped(wire)),
            _ => {}
        }
        let request = next.map_err(|e| crate::commands::grant::bad_url(&e))?;
        if options.is_talkative()
            && let Some(note) = party.farewell(&called, &hop.request, &request)
        {
            world.note(&note);
        }
        let session = party.session_for(&called, &request.url, world);
        hop = Hop {
            request,
            session: session.map_err(Failure::from)?,
        };
    }
}

fn send(
    section: &Section<'_>,
    hop: &Hop,
    deadline: Option<Instant>,
    seen: &mut Seen,
    world: &mut dyn World,
) -> Result<Exchange, Stopped> {
    let (verbose, head_only) = (section.options.verbose, section.options.head_only);
    let Hop { request, session } = hop;
    let client = session.client.as_ref();
    let asked = session.session.head_of(request);
    match session.session.send(request, head_only, deadline) {
        Ok(exchange) => {
            seen.begun.get_or_insert(exchange.begun);
            seen.head = Some(exchange.head.clone());
            seen.count(&asked, &exchange.handshake().way, &exchange.heads);
            if verbose {
                trace::exchange(&asked, &exchange, client, world);
            }
            Ok(exchange)
        }
        Err(wire) => {
            seen.begun.get_or_insert(wire.begun);
            seen.count(&asked, &wire.handshake.way, &wire.heads);
            if verbose {
                trace::failure(&asked, &wire, client, world);
            }
            Err(hop.stopped(wire))
        }
    }
}

/// How much of a redirect's body is read to keep the connection, in bytes.
const DRAINED: usize = 1 << 20;
