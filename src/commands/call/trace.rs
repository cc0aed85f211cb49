//! `-v`, `--trace`, `--trace-ascii`: what passes, as it passes and as curl prints it, credentials
//! masked. Must not change what passes.

mod dump;

use std::collections::BTreeMap;
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::cli::CallArgs;
use crate::commands::{Voice, World};
use crate::core::clock::Time;
use crate::core::diagnosis::ClientFacts;
use crate::core::http::redact;
use crate::core::http::{Head, Watch};
use crate::core::material::Certificate;
use crate::core::tls::way::{self, Attempt, Way};
use crate::core::tls::{Handshake, Verdict};
use crate::exit::Exit;
use crate::report::Failure;

/// Where the traces of a run go, and how they look.
pub struct Log {
    kind: Kind,
    time: bool,
    ids: bool,
    /// Bodies are not told of: they stand on the same screen.
    screen: bool,
    voice: Arc<dyn Voice>,
    /// `None` is standard error.
    file: Option<Mutex<Box<dyn Write + Send>>>,
    begun: (Time, Instant),
    connections: Mutex<BTreeMap<SocketAddr, usize>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Heads,
    Hex,
    Text,
}

/// One transfer's part of it.
pub struct Trace {
    log: Arc<Log>,
    number: usize,
    client: Option<ClientFacts>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    host: String,
    connection: Option<usize>,
    /// Data was told of last: once is enough.
    was_data: bool,
}

impl Log {
    /// What the arguments ask for, if anything.
    ///
    /// # Errors
    /// Ends 23 when the file cannot be made.
    pub fn new(args: &CallArgs, world: &mut dyn World) -> anyhow::Result<Option<Arc<Self>>> {
        let tell = &args.tell;
        let (kind, place) = match (&tell.trace, &tell.trace_ascii) {
            (Some(place), _) => (Kind::Hex, Some(place)),
            (None, Some(place)) => (Kind::Text, Some(place)),
            (None, None) if args.answer.verbose => (Kind::Heads, None),
            (None, None) => return Ok(None),
        };
        let file = match place {
            Some(place) if place.as_os_str() != "%" => Some(Mutex::new(open(place, world)?)),
            _ => None,
        };
        Ok(Some(Arc::new(Self {
            kind,
            time: tell.trace_time,
            ids: tell.trace_ids,
            screen: world.stdout_is_terminal(),
            voice: world.voice(),
            file,
            begun: (world.now(), Instant::now()),
            connections: Mutex::default(),
        })))
    }

    fn write(&self, text: &str) {
        match &self.file {
            None => self.voice.say(text),
            Some(file) => {
                let masked = self.voice.masked(text.as_bytes());
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                let _ = file.write_all(&masked).and_then(|()| file.flush()); // as curl: it goes on
            }
        }
    }

    /// A connection's number, from 0; the far end cannot have the same address twice at a time.
    fn number_of(&self, local: Option<SocketAddr>, is_new: bool) -> Option<usize> {
        let mut all = self
            .connections
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let next = all.values().max().map_or(0, |most| most + 1);
        let local = local?;
        if is_new {
            all.insert(local, next);
        }
        all.get(&local).copied()
    }

    fn stamp(&self) -> String {
        if !self.time {
            return String::new();
        }
        let (time, instant) = self.begun;
        let elapsed = instant.elapsed();
        let seconds = time.unix().rem_euclid(86_400).unsigned_abs();
        let at = (Duration::from_secs(seconds) + elapsed).as_micros();
        let (seconds, micros) = (at / 1_000_000, at % 1_000_000);
        let (hours, minutes) = (seconds / 3600 % 24, seconds / 60 % 60);
        format!("{hours:02}:{minutes:02}:{:02}.{micros:06} ", seconds % 60)
    }
}

/// What a trace is written to.
///
/// # Errors
/// Ends 23 when it cannot be made.
pub fn open(place: &Path, world: &mut dyn World) -> anyhow::Result<Box<dyn Write + Send>> {
    if place.as_os_str() == "-" {
        return Ok(world.stdout());
    }
    let file = fs_err::File::create(place).map_err(|e| Failure {
        exit: Exit::Write,
        ..Failure::usage(
            format!(
                "{} cannot be written: {}",
                place.display(),
                crate::core::error::plain_io(&e)
            ),
            "check its folder and who may write there",
        )
    })?;
    Ok(Box::new(file))
}

impl Trace {
    /// Of this transfer.
    pub fn new(log: &Arc<Log>, number: usize) -> Self {
        Self {
            log: Arc::clone(log),
            number,
            client: None,
            state: Mutex::default(),
        }
    }

    /// From now on requests go to this host, with this certificate.
    pub fn toward(&self, host: &str, client: Option<&ClientFacts>) -> Self {
        Self {
            log: Arc::clone(&self.log),
            number: self.number,
            client: client.cloned(),
            state: Mutex::new(State {
                host: host.to_owned(),
                ..State::default()
            }),
        }
    }

    /// No request went out: how far it came.
    pub fn failed(&self, handshake: &Handshake) {
        if self.state().connection.is_none() {
            self.opening(handshake);
        }
    }

    /// The answer is whole.
    pub fn ended(&self, head: &Head) {
        let state = self.state();
        let (host, number) = (state.host.clone(), state.connection);
        drop(state);
        let Some(number) = number else {
            return;
        };
        let closes = head
            .header("Connection")
            .is_some_and(|v| v.eq_ignore_ascii_case("close"));
        if closes || head.version == "1.0" {
            self.info(&format!("Closing connection {number}"));
        } else {
            self.info(&format!("Connection #{number} to host {host} left intact"));
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self) -> String {
        let connection = self.state().connection;
        let mut begin = self.log.stamp();
        if self.log.ids {
            let connection = connection.map_or("x".to_owned(), |n| n.to_string());
            begin.push_str(&format!("[{}-{connection}] ", self.number));
        }
        begin
    }

    fn info(&self, text: &str) {
        self.state().was_data = false;
        let mark = if self.log.kind == Kind::Heads {
            "*"
        } else {
            "== Info:"
        };
        self.log.write(&format!("{}{mark} {text}\n", self.begin()));
    }

    fn opening(&self, handshake: &Handshake) {
        let number = self.log.number_of(handshake.local, true);
        let host = self.state().host.clone();
        for address in handshake.addresses.iter().take(1) {
            self.info(&format!("  Trying {address}..."));
        }
        self.way(&handshake.way);
        self.state().connection = number;
        let (Some(remote), Some(number)) = (handshake.remote, number) else {
            return;
        };
        self.info(&format!(
            "Connected to {host} ({}) port {} (#{number})",
            remote.ip(),
            remote.port()
        ));
        for line in about_tls(handshake, self.client.as_ref()) {
            self.info(&line);
        }
    }

    /// The addresses that failed, and what was said with a proxy.
    fn way(&self, way: &Way) {
        let failed = |a: &&Attempt| a.outcome != way::Outcome::Connected;
        for attempt in way.attempts.iter().filter(failed) {
            self.info(&attempt.to_string());
        }
        let Some(proxy) = &way.proxy else {
            return;
        };
        let (name, source) = (&proxy.name, &proxy.source);
        self.info(&format!("through the proxy {name} ({source})"));
        if !proxy.asked.is_empty() {
            let asked = format!("{}\r\n\r\n", proxy.asked.join("\r\n"));
            self.head('>', "=> Send header", asked.as_bytes(), true);
        }
        for head in &proxy.heads {
            self.head('<', "<= Recv header", head, false);
        }
    }

    fn head(&self, mark: char, what: &str, head: &[u8], whole: bool) {
        self.state().was_data = false;
        let begin = self.begin();
        let shown = redact::lines(head);
        // curl does not show the blank line behind what is only provisional
        let is_last = Head::parse(head).is_none_or(|head| head.status >= 200);
        let blank = if is_last { &[""][..] } else { &[] };
        if self.log.kind == Kind::Heads {
            let lines: String = shown
                .iter()
                .map(String::as_str)
                .chain(blank.iter().copied())
                .map(|line| format!("{begin}{mark} {line}\n"))
                .collect();
            return self.log.write(&lines);
        }
        let with_ends: Vec<String> = shown
            .iter()
            .map(String::as_str)
            .chain(blank.iter().copied())
            .map(|line| format!("{line}\r\n"))
            .collect();
        let is_hex = self.log.kind == Kind::Hex;
        if whole {
            let text = dump::dump(what, head.len(), with_ends.concat().as_bytes(), is_hex);
            return self.log.write(&format!("{begin}{text}"));
        }
        for (raw, line) in head.split_inclusive(|b| *b == b'\n').zip(&with_ends) {
            let text = dump::dump(what, raw.len(), line.as_bytes(), is_hex);
            self.log.write(&format!("{begin}{text}"));
        }
    }

    fn data(&self, mark: char, what: &str, bytes: &[u8]) {
        if self.log.kind == Kind::Heads {
            let told = std::mem::replace(&mut self.state().was_data, true);
            if !told && !self.log.screen {
                let begin = self.begin();
                let line = format!("{begin}{mark} [{} bytes data]\n", bytes.len());
                self.log.write(&line);
            }
            return;
        }
        let masked = self.log.voice.masked(bytes);
        let text = dump::dump(what, bytes.len(), &masked, self.log.kind == Kind::Hex);
        self.log.write(&format!("{}{text}", self.begin()));
    }
}

impl std::fmt::Debug for Trace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Trace(..)")
    }
}

impl Watch for Trace {
    fn connected(&self, handshake: &Handshake) {
        if !handshake.is_reused() {
            return self.opening(handshake);
        }
        let number = self.log.number_of(handshake.local, false);
        let mut state = self.state();
        state.connection = number;
        let host = state.host.clone();
        drop(state);
        let number = number.map_or(String::new(), |n| format!(" #{n}"));
        self.info(&format!(
            "Re-using existing connection{number} with host {host}"
        ));
    }

    fn head_sent(&self, head: &[u8]) {
        self.head('>', "=> Send header", head, true);
    }

    fn data_sent(&self, bytes: &[u8]) {
        self.data('}', "=> Send data", bytes);
    }

    fn head_received(&self, head: &[u8]) {
        self.head('<', "<= Recv header", head, false);
    }

    fn data_received(&self, bytes: &[u8]) {
        self.data('{', "<= Recv data", bytes);
    }
}

fn about_tls(handshake: &Handshake, client: Option<&ClientFacts>) -> Vec<String> {
    let mut out = Vec::new();
    if let (Some(version), Some(cipher)) = (handshake.version, &handshake.cipher) {
        let resumed = if handshake.resumed {
            ", the session of an earlier connection"
        } else {
            ""
        };
        out.push(format!(
            "SSL connection using {version} / {cipher}{resumed}"
        ));
    }
    if let Some(server) = handshake
        .server_chain
        .first()
        .and_then(|der| Certificate::from_der(der).ok())
    {
        out.push(format!("server certificate: {}", server.subject));
        out.push(format!(
            "  issued by {}, until {}",
            server.issuer,
            server.not_after.readable()
        ));
        out.push(match &handshake.verdict {
            Some(Verdict::Trusted) => "  trusted".to_owned(),
            Some(other) => format!("  NOT trusted: {other}"),
            None => "  not judged".to_owned(),
        });
    }
    if handshake.version.is_none() {
        return out; // no handshake, so nothing was asked
    }
    out.push(
        match (&handshake.requested, handshake.certificate_sent, client) {
            (None, ..) => "the server did not ask for a client certificate".into(),
            (Some(_), true, Some(client)) => {
                format!("client certificate sent: {}", client.leaf.subject)
            }
            (Some(_), ..) => "the server asked for a client certificate, and none was sent".into(),
        },
    );
    out
}
