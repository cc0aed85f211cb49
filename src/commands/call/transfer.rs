//! One URL: send, follow, show, judge.

use std::io::Read;
use std::rc::Rc;
use std::time::Instant;

use super::heads::{dump_heads, show_heads};
use super::sink::{Sink, file_name, write};
use super::stops::{binary, too_many, undecodable, unknown_encoding};
use super::{Run, facts, trace};
use crate::commands::World;
use crate::commands::connect::{Connected, exit_of_refusal, is_refused_certificate};
use crate::core::diagnosis::{Answer, Code, Diagnosis};
use crate::core::http::{Decoder, Ended, Exchange, Failure as WireFailure, Head, Request, follow};
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

/// Carries one transfer out, `-w` included.
///
/// # Errors
/// Only what stops the whole run.
pub fn run(run: &mut Run<'_>, at: usize, world: &mut dyn World) -> anyhow::Result<Outcome> {
    let mut seen = Seen {
        number: at,
        ..Seen::default()
    };
    let ended = hops(run, at, &mut seen, world);
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
    if let Some(format) = &run.plan.write_out {
        let facts = facts::gather(
            run,
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
    session: Rc<Connected>,
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
    run: &mut Run<'_>,
    at: usize,
    seen: &mut Seen,
    world: &mut dyn World,
) -> Result<(Exchange, Outcome), Stopped> {
    let Some(transfer) = run.plan.transfers.get(at) else {
        return Err(Failure::usage("no URL is given", "").into());
    };
    let called = transfer.request.url.clone();
    let mut hop = Hop {
        request: transfer.request.clone(),
        session: Rc::clone(&run.connected),
    };
    let deadline = hop.session.deadline();
    seen.called = called.to_string();
    seen.file = file_name(transfer.output.as_ref(), &called)?;
    let mut heads: Vec<Vec<u8>> = Vec::new();
    loop {
        seen.request = Some(hop.request.clone());
        let mut exchange = match send(run, &hop, deadline, seen, world) {
            Ok(exchange) => exchange,
            Err(stopped) => {
                heads.extend(
                    stopped
                        .wire
                        .iter()
                        .flat_map(|w| hop.session.refused_heads(w)),
                );
                show_heads(run, &heads, seen, world)?;
                return Err(stopped);
            }
        };
        heads.extend(exchange.shown_heads());
        let next = if run.args.location {
            follow(&hop.request, &exchange.head, run.args.request.is_some())
        } else {
            None
        };
        let Some(next) = next else {
            dump_heads(run, &heads, world)?;
            return show(run, &hop, exchange, &heads, seen, world);
        };
        let limit = run.args.max_redirs;
        if limit >= 0 && i64::from(seen.redirects) >= limit {
            return Err(too_many(limit).into());
        }
        seen.redirects += 1;
        // so that the connection can be used again; only the time can end it
        match exchange.read_to_limit(DRAINED) {
            Err(wire) if wire.ended == Ended::TimedOut => return Err(hop.stopped(wire)),
            _ => {}
        }
        let request = next.map_err(|e| crate::commands::grant::bad_url(&e))?;
        if !run.args.silent
            && let Some(note) = run.farewell(&called, &hop.request, &request)
        {
            world.note(&note);
        }
        let session = run.session_for(&called, &request.url, world);
        hop = Hop {
            request,
            session: session.map_err(Failure::from)?,
        };
    }
}

fn send(
    run: &Run<'_>,
    hop: &Hop,
    deadline: Option<Instant>,
    seen: &mut Seen,
    world: &mut dyn World,
) -> Result<Exchange, Stopped> {
    let (verbose, head_only) = (run.args.verbose, run.plan.head_only);
    let Hop { request, session } = hop;
    let client = session.client.as_ref();
    let asked = session.session.head_of(request);
    let count = |seen: &mut Seen, way: &Way, heads: &[Vec<u8>]| {
        let proxy = way.proxy.as_ref();
        let to_proxy = proxy.map_or(0, |p| p.asked_bytes);
        let from_proxy = proxy.map_or(&[][..], |p| &p.heads).iter();
        seen.connects += way.connects;
        seen.asked_bytes += asked.len() as u64 + to_proxy;
        seen.header_bytes += from_proxy.chain(heads).map(|h| h.len() as u64).sum::<u64>();
    };
    match session.session.send(request, head_only, deadline) {
        Ok(exchange) => {
            seen.begun.get_or_insert(exchange.begun);
            seen.head = Some(exchange.head.clone());
            count(seen, &exchange.handshake().way, &exchange.heads);
            if verbose {
                trace::exchange(&asked, &exchange, client, world);
            }
            Ok(exchange)
        }
        Err(wire) => {
            seen.begun.get_or_insert(wire.begun);
            count(seen, &wire.handshake.way, &wire.heads);
            if verbose {
                trace::failure(&asked, &wire, client, world);
            }
            Err(hop.stopped(wire))
        }
    }
}

/// Writes the answer where it belongs and says how it is to be taken.
fn show(
    run: &Run<'_>,
    hop: &Hop,
    mut exchange: Exchange,
    heads: &[Vec<u8>],
    seen: &mut Seen,
    world: &mut dyn World,
) -> Result<(Exchange, Outcome), Stopped> {
    let with_head = run.args.include || run.plan.head_only;
    let with_body = exchange.head.status < 400 || !run.args.fail;
    let mut beginning = Vec::new();
    if with_head || with_body {
        let mut sink = Sink::open(seen.file.as_deref(), world)?;
        for head in heads.iter().filter(|_| with_head) {
            write(&mut sink, head)?;
        }
        if with_body && !run.plan.head_only {
            beginning = body(run, &mut exchange, hop, &mut sink, seen, world)?;
        }
        sink.finish()?;
    }
    if !with_body && !run.plan.head_only {
        beginning = exchange.read_to_limit(JUDGED).unwrap_or_default();
    }
    let outcome = judge(run, hop, &exchange, &beginning);
    Ok((exchange, outcome))
}

/// Streams the body; gives its beginning back for the diagnosis.
fn body(
    run: &Run<'_>,
    exchange: &mut Exchange,
    hop: &Hop,
    sink: &mut Sink,
    seen: &mut Seen,
    world: &mut dyn World,
) -> Result<Vec<u8>, Stopped> {
    let encoding = exchange
        .head
        .header("Content-Encoding")
        .filter(|_| run.args.compressed);
    let total = exchange
        .head
        .header("Content-Length")
        .and_then(|v| v.parse().ok());
    let to_screen = sink.is_stdout() && world.stdout_is_terminal();
    let mut progress =
        (!run.args.silent && !to_screen).then(|| world.progress(&hop.request.url.host, total));
    let mut counted = Counted {
        exchange,
        received: 0,
        failure: None,
    };
    let mut decoder = Decoder::new(encoding.as_deref(), &mut counted).map_err(unknown_encoding)?;
    let mut beginning = Vec::new();
    let mut buf = vec![0u8; CHUNK];
    let ended = loop {
        let n = match decoder.read(&mut buf) {
            Ok(0) => break Ok(()),
            Ok(n) => n,
            Err(e) => break Err(e),
        };
        let chunk = buf.get(..n).unwrap_or_default();
        if beginning.is_empty() && to_screen && chunk.contains(&0) {
            return Err(binary().into());
        }
        let room = JUDGED.saturating_sub(beginning.len());
        beginning.extend(chunk.iter().take(room));
        if !write(sink, chunk)? {
            break Ok(()); // nobody reads on
        }
        if let Some(progress) = &mut progress {
            progress.advance(n as u64);
        }
    };
    drop(decoder);
    let Counted {
        received, failure, ..
    } = counted;
    seen.downloaded = received;
    match (ended, failure) {
        (_, Some(wire)) => Err(hop.stopped(wire)),
        (Err(e), None) => Err(undecodable(&e).into()),
        (Ok(()), None) => Ok(beginning),
    }
}

/// The body as it came, counted; its failure is kept whole beside the io error.
struct Counted<'a> {
    exchange: &'a mut Exchange,
    received: u64,
    failure: Option<Box<WireFailure>>,
}

impl Read for Counted<'_> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        match self.exchange.read(buf) {
            Ok(n) => {
                self.received += n as u64;
                Ok(n)
            }
            Err(failure) => {
                self.failure = Some(failure);
                Err(std::io::Error::other("the exchange failed"))
            }
        }
    }
}

fn judge(run: &Run<'_>, hop: &Hop, exchange: &Exchange, beginning: &[u8]) -> Outcome {
    let status = exchange.head.status;
    let fine = Outcome {
        exit: Exit::Ok,
        failure: None,
    };
    if status < 400 {
        return fine;
    }
    let answer = Answer {
        head: exchange.head.clone(),
        body: String::from_utf8_lossy(beginning).into_owned(),
        authorized: hop.request.header("Authorization").is_some(),
    };
    let url = &hop.request.url;
    let Some(diagnosis) = hop.session.judge(url, exchange.handshake(), answer) else {
        return fine;
    };
    outcome(diagnosis, status, run.args.fail || run.args.fail_with_body)
}

/// A refused certificate ends the same whether it came as an alert or as nginx's 400; any other
/// error status fails only under `-f`, but 401 and 403 are explained all the same.
fn outcome(diagnosis: Diagnosis, status: u16, fails: bool) -> Outcome {
    let exit = if is_refused_certificate(diagnosis.code) {
        exit_of_refusal(diagnosis.code)
    } else if fails {
        Exit::HttpStatus
    } else {
        Exit::Ok
    };
    let is_told = matches!(status, 401 | 403 | 407) || diagnosis.code == Code::NotTls;
    let tell = exit != Exit::Ok || is_told;
    Outcome {
        exit,
        failure: tell.then(|| Failure::diagnosed(diagnosis, exit)),
    }
}

/// How much is moved at once, in bytes.
const CHUNK: usize = 32 << 10;
/// How much of an error's body is looked at, in bytes.
const JUDGED: usize = 8 << 10;
/// How much of a redirect's body is read to keep the connection, in bytes.
const DRAINED: usize = 1 << 20;
