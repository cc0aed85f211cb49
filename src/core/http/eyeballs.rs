//! Which of a name's addresses answers: one family after the other with a head start (RFC 8305),
//! the addresses of a family in turn. Every attempt is noted.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use socket2::Socket;

use super::socket::SocketOptions;
use crate::core::tls::way::{Attempt, Outcome};

/// The first connection that stands, or the last failure; and all that was tried.
pub(super) fn connect(
    addresses: &[SocketAddr],
    options: &Arc<SocketOptions>,
    time: Option<Duration>,
) -> (io::Result<Socket>, Vec<Attempt>) {
    let until = time.and_then(|time| Instant::now().checked_add(time));
    let of_first =
        |a: &&SocketAddr| addresses.first().map(SocketAddr::is_ipv4) == Some(a.is_ipv4());
    let (first, second): (Vec<_>, Vec<_>) = addresses.iter().partition(of_first);
    let mut log = Log::default();
    let winner = if second.is_empty() {
        alone(&first, options, until, &mut log)
    } else {
        race([first, second], options, until, &mut log)
    };
    let socket = winner.ok_or_else(|| log.failure());
    (socket, log.attempts())
}

/// What a family tells as it goes.
enum Event {
    Begun(SocketAddr, Instant),
    Ended(SocketAddr, io::Result<Socket>),
    /// No address is left.
    Exhausted,
}

/// What was tried, each with its beginning.
#[derive(Default)]
struct Log {
    begun: Vec<(Instant, Attempt)>,
    last: Option<io::Error>,
}

impl Log {
    /// Notes it; a connection that stands is given back.
    fn note(&mut self, event: Event) -> Option<Socket> {
        match event {
            Event::Begun(address, at) => {
                let attempt = Attempt {
                    address,
                    outcome: Outcome::Overtaken,
                    took: Duration::ZERO,
                };
                self.begun.push((at, attempt));
                None
            }
            Event::Ended(address, result) => {
                if let Some((at, attempt)) =
                    self.begun.iter_mut().find(|(_, a)| a.address == address)
                {
                    attempt.took = at.elapsed();
                    attempt.outcome = outcome(&result);
                }
                match result {
                    Ok(socket) => return Some(socket),
                    Err(e) => self.last = Some(e),
                }
                None
            }
            Event::Exhausted => None,
        }
    }

    fn failure(&mut self) -> io::Error {
        let last = self.last.take();
        last.unwrap_or_else(|| io::ErrorKind::AddrNotAvailable.into())
    }

    fn attempts(self) -> Vec<Attempt> {
        let ended = |(at, mut attempt): (Instant, Attempt)| {
            if attempt.outcome == Outcome::Overtaken {
                attempt.took = at.elapsed();
            }
            attempt
        };
        self.begun.into_iter().map(ended).collect()
    }
}

fn outcome(result: &io::Result<Socket>) -> Outcome {
    match result.as_ref().map_err(|e| (e.kind(), e)) {
        Ok(_) => Outcome::Connected,
        Err((io::ErrorKind::ConnectionRefused, _)) => Outcome::Refused,
        Err((io::ErrorKind::TimedOut, _)) => Outcome::TimedOut,
        Err((_, e)) => Outcome::Failed(crate::core::error::plain_io(e)),
    }
}

fn alone(
    addresses: &[SocketAddr],
    options: &SocketOptions,
    until: Option<Instant>,
    log: &mut Log,
) -> Option<Socket> {
    let mut winner = None;
    walk(addresses, options, until, |event| {
        winner = log.note(event);
        winner.is_none()
    });
    winner
}

/// Each address in turn with half of the time that is left, the last one with all of it, until
/// one answers or nobody listens any more.
fn walk(
    addresses: &[SocketAddr],
    options: &SocketOptions,
    until: Option<Instant>,
    mut tell: impl FnMut(Event) -> bool,
) {
    for (at, address) in addresses.iter().enumerate() {
        let begun = Instant::now();
        let left = until.map_or(LONGEST, |until| until.saturating_duration_since(begun));
        let is_last = at + 1 == addresses.len();
        let share = if is_last { left } else { left / 2 };
        if !tell(Event::Begun(*address, begun)) {
            return;
        }
        let result = options.connect(*address, share);
        let done = result.is_ok();
        if !tell(Event::Ended(*address, result)) || done {
            return;
        }
    }
    tell(Event::Exhausted);
}

fn race(
    families: [Vec<SocketAddr>; 2],
    options: &Arc<SocketOptions>,
    until: Option<Instant>,
    log: &mut Log,
) -> Option<Socket> {
    let (sender, events) = mpsc::channel();
    let [first, second] = families;
    let mut waiting = Some(second);
    let mut running = start(first, options, until, &sender);
    let late = Instant::now() + options.head_start;
    while running > 0 || waiting.is_some() {
        let head_start = late.saturating_duration_since(Instant::now());
        let event = match waiting {
            _ if running == 0 => Err(RecvTimeoutError::Timeout),
            Some(_) => events.recv_timeout(head_start),
            None => events.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        let is_over = matches!(event, Ok(Event::Exhausted) | Err(_));
        if matches!(event, Ok(Event::Exhausted)) {
            running -= 1;
        }
        if let Some(socket) = event.ok().and_then(|event| log.note(event)) {
            return Some(socket); // the other thread ends by itself, unheard
        }
        if is_over && let Some(second) = waiting.take() {
            running += start(second, options, until, &sender);
        }
    }
    None
}

/// How many threads were started: one, unless the system has none left.
fn start(
    family: Vec<SocketAddr>,
    options: &Arc<SocketOptions>,
    until: Option<Instant>,
    sender: &Sender<Event>,
) -> usize {
    let (options, sender) = (Arc::clone(options), sender.clone());
    let walked = move || walk(&family, &options, until, |event| sender.send(event).is_ok());
    let started = thread::Builder::new().spawn(walked);
    usize::from(started.is_ok())
}

/// Where there is no limit: the system gives up before.
const LONGEST: Duration = Duration::from_secs(3600);
