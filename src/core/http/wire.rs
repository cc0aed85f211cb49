//! The transport under ureq: TLS where the URL says so, our head in place of ureq's, and the
//! answer's head kept as it came. ureq frames; we spell.

use std::io;
use std::time::Instant;

use rustls::pki_types::ServerName;
use ureq::Error;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

use super::Framing;
use super::answer::{Head, end_of_head};
use super::buffers::WireBuffers;
use super::chunks::Chunks;
use super::dial::{Dialer, left_of};
use super::failure::into_ureq;
use super::link::Link;
use super::pace::Pace;
use super::tape::Tape;
use crate::core::tls::{Broken, Closed, Handshake, Peer, Recorder, Stage, TlsClient, TlsStream};

/// Speaks over what the dialer opens.
#[derive(Debug)]
pub(super) struct WireConnector {
    pub tls: TlsClient,
    pub dialer: Dialer,
    pub tape: Tape,
}

/// A connection that speaks HTTP.
pub(super) struct Wire {
    outlet: Outlet,
    buffers: WireBuffers,
    recorder: Recorder,
    tape: Tape,
    /// For `--limit-rate`: what is sent, what is received.
    paces: Option<[Pace; 2]>,
    /// ureq's own head, until it is complete and replaced.
    discarded: Vec<u8>,
    /// Received bytes that are no complete head yet.
    received: Vec<u8>,
    /// How many of them were searched for its end.
    searched: usize,
    /// What was seen when it was opened, for the requests that use it again.
    known: Handshake,
    /// What ureq is to get and is not in `buffers` yet.
    pending: Vec<u8>,
    /// The chunked body on its way, where its trailer is to be kept.
    chunks: Option<Chunks>,
    /// How much ureq was given with the final head, in bytes; 0 once it asked for more.
    delivered: usize,
}

/// The stream itself, apart from the buffers so that both can be borrowed.
struct Outlet {
    stream: Stream,
    /// The server has stopped listening, but may have answered.
    deaf: bool,
}

enum Stream {
    Plain(Link),
    Tls(Box<TlsStream<Link>>),
}

impl<In: Transport> Connector<In> for WireConnector {
    type Out = Wire;

    fn connect(&self, details: &ConnectionDetails, _: Option<In>) -> Result<Option<Wire>, Error> {
        let recorder = &self.dialer.recorder;
        let addresses: Vec<_> = details.addrs.iter().copied().collect();
        let (config, timeout) = (details.config, details.timeout);
        let mut link = self.dialer.open(details.uri, &addresses, config, timeout)?;
        link.set_timeout(left_of(recorder, self.dialer.connect_timeout, timeout));
        let stream = if details.needs_tls() {
            let host = details.uri.host().unwrap_or_default();
            let bare = host
                .trim_start_matches('[')
                .trim_end_matches(']')
                .to_owned();
            let name = ServerName::try_from(bare)
                .map_err(|_| Error::BadUri(format!("{host} is no name that TLS can verify")))?;
            let port = details.uri.port_u16().unwrap_or(443);
            let peer = Peer { name, port };
            let tls = TlsStream::handshake(&self.tls, peer, link, recorder.clone());
            Stream::Tls(Box::new(tls.map_err(into_ureq)?))
        } else {
            recorder.reach(Stage::Established);
            Stream::Plain(link)
        };
        Ok(Some(Wire {
            outlet: Outlet {
                stream,
                deaf: false,
            },
            buffers: WireBuffers::default(),
            recorder: recorder.clone(),
            tape: self.tape.clone(),
            paces: self
                .dialer
                .route
                .rate
                .map(|rate| [Pace::new(rate), Pace::new(rate)]),
            discarded: Vec::new(),
            received: Vec::new(),
            searched: 0,
            known: recorder.snapshot(),
            pending: Vec::new(),
            chunks: None,
            delivered: 0,
        }))
    }
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Wire(..)") // its buffers may hold tokens
    }
}

impl Transport for Wire {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.outlet.set_timeout(timeout);
        let head = self.tape.lock().outgoing.take();
        let output = self.buffers.output().get(..amount).unwrap_or_default();
        let Some(head) = head else {
            return self.send_body(amount);
        };
        self.discarded.extend_from_slice(output);
        match end_of_head(&self.discarded, 0) {
            None => {
                self.tape.lock().outgoing = Some(head);
                Ok(())
            }
            Some(end) => {
                // a connection used again went through no stage for this request
                let is_new = self.recorder.lock().stage >= Stage::Handshaking;
                if !is_new {
                    self.recorder.resume(&self.known);
                }
                self.recorder.reach(Stage::Established);
                let body = self.discarded.split_off(end);
                self.discarded.clear();
                let recorder = &self.recorder;
                self.tape.tell(|watch| {
                    watch.connected(&recorder.snapshot());
                    watch.head_sent(&head);
                    if !body.is_empty() {
                        watch.data_sent(&body);
                    }
                });
                self.outlet
                    .send(&[head, body].concat(), &self.recorder, &self.tape)
            }
        }
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        // ureq, waiting for a 100, leaves a final head that comes instead where it is, and would
        // then wait for more of it
        let delivered = std::mem::take(&mut self.delivered);
        if delivered > 0 && self.buffers.input().len() == delivered {
            return Ok(true);
        }
        self.outlet.set_timeout(timeout);
        if self.tape.lock().reading_head {
            self.receive_head()?;
            let is_some = self.deliver();
            if !self.tape.lock().reading_head {
                self.delivered = self.buffers.input().len();
            }
            return Ok(is_some);
        }
        if self.pending.is_empty() {
            return self.receive_body();
        }
        Ok(self.deliver())
    }

    fn is_open(&mut self) -> bool {
        !self.outlet.deaf && self.outlet.link().is_open()
    }

    fn is_tls(&self) -> bool {
        matches!(self.outlet.stream, Stream::Tls(_))
    }
}

impl Outlet {
    fn set_timeout(&mut self, timeout: NextTimeout) {
        self.link().set_timeout(timeout);
    }

    fn link(&mut self) -> &mut Link {
        match &mut self.stream {
            Stream::Plain(link) => link,
            Stream::Tls(tls) => tls.get_mut(),
        }
    }

    /// As long as the pace says, and never beyond the time limit.
    fn pause(&mut self, pace: &mut Pace, moved: usize) {
        let pause = pace.moved(moved, Instant::now());
        let left = self.link().left().unwrap_or(pause);
        std::thread::sleep(pause.min(left));
    }

    /// A server that answers early and hangs up (413 to a large body) is still heard: sending goes
    /// on without effect, so that ureq comes to read the answer.
    fn send(&mut self, bytes: &[u8], recorder: &Recorder, tape: &Tape) -> Result<(), Error> {
        if self.deaf {
            return Ok(());
        }
        let sent = match &mut self.stream {
            Stream::Plain(link) => io::Write::write_all(link, bytes).map_err(Broken::Io),
            Stream::Tls(tls) => tls.write_all(bytes),
        };
        match sent {
            Err(Broken::Io(e)) if is_hang_up(&e) => {
                recorder.lock().closed.get_or_insert(Closed::Reset);
                tape.lock().send_failed = true;
                self.deaf = true;
                Ok(())
            }
            other => other.map_err(into_ureq),
        }
    }

    fn receive(&mut self, space: &mut [u8], recorder: &Recorder) -> Result<usize, Error> {
        let received = match &mut self.stream {
            Stream::Plain(link) => io::Read::read(link, space).map_err(Broken::Io),
            Stream::Tls(tls) => tls.read(space),
        };
        let amount = received.map_err(into_ureq)?;
        if amount == 0 {
            recorder.lock().closed.get_or_insert(Closed::Closed);
        } else {
            recorder.reach(Stage::Answered);
        }
        Ok(amount)
    }
}

impl Wire {
    fn receive_head(&mut self) -> Result<(), Error> {
        while !self.take_heads()? {
            let start = self.received.len();
            self.received.resize(start + CHUNK, 0);
            let space = self.received.get_mut(start..).unwrap_or_default();
            let amount = self.outlet.receive(space, &self.recorder);
            // whoever answers has finished the handshake, though no ticket may say so
            let answers = amount.as_ref().is_ok_and(|n| *n > 0);
            self.known.settled |= answers || self.recorder.lock().settled;
            self.received
                .truncate(start + amount.as_ref().map_or(0, |n| *n));
            if amount? == 0 {
                return Ok(());
            }
        }
        Ok(())
    }

    fn receive_body(&mut self) -> Result<bool, Error> {
        let space = self.buffers.input_append_buf();
        let most = self.paces.as_ref().map_or(usize::MAX, |[_, p]| p.portion());
        let length = space.len().min(most);
        let space = space.get_mut(..length).unwrap_or_default();
        let amount = self.outlet.receive(space, &self.recorder)?;
        if amount > 0 {
            let came = space.get(..amount).unwrap_or_default();
            self.tape.tell(|watch| watch.data_received(came));
            pass(&mut self.chunks, came, &self.tape);
        }
        self.buffers.input_appended(amount);
        if let Some([_, pace]) = &mut self.paces {
            self.outlet.pause(pace, amount);
        }
        Ok(amount > 0)
    }

    fn send_body(&mut self, amount: usize) -> Result<(), Error> {
        let output = self.buffers.output().get(..amount).unwrap_or_default();
        self.tape.tell(|watch| watch.data_sent(output));
        let Some([pace, _]) = &mut self.paces else {
            return self.outlet.send(output, &self.recorder, &self.tape);
        };
        for portion in output.chunks(pace.portion()) {
            self.outlet.send(portion, &self.recorder, &self.tape)?;
            self.outlet.pause(pace, portion.len());
        }
        Ok(())
    }

    /// Turns complete heads received into what ureq needs of them; true when one is pending. Of
    /// those before the final one ureq needs only a 100; it would take the others for the end.
    fn take_heads(&mut self) -> Result<bool, Error> {
        while let Some(head) = self.take_head()? {
            if matches!(head.status, 102..200) {
                continue;
            }
            let framing = self.tape.lock().framing;
            self.pending = head.for_framing(framing);
            if head.status >= 200 {
                let is_kept = head.is_chunked() && framing != Framing::Raw;
                self.chunks = is_kept.then(Chunks::new);
                pass(&mut self.chunks, &self.received, &self.tape);
                if !self.received.is_empty() {
                    self.tape.tell(|watch| watch.data_received(&self.received));
                }
                self.pending.append(&mut self.received); // the body begins
            }
            return Ok(true);
        }
        Ok(false)
    }

    fn take_head(&mut self) -> Result<Option<Head>, Error> {
        let mut record = self.tape.lock();
        let start = self.received.iter().take(5).copied();
        if !start.eq(b"HTTP/".iter().take(self.received.len()).copied()) {
            record.not_http = true;
            if matches!(self.outlet.stream, Stream::Plain(_)) {
                let start = self.received.iter().take(64);
                self.recorder.lock().first_bytes = start.copied().collect();
            }
            return Err(Error::BadUri("the answer is not HTTP".into()));
        }
        let end = end_of_head(&self.received, self.searched);
        let before: usize = record.heads.iter().map(Vec::len).sum();
        let length = before + end.unwrap_or(self.received.len());
        if length > MAX_HEAD {
            record.head_too_large = true;
            return Err(Error::LargeResponseHeader(length, MAX_HEAD));
        }
        self.searched = if end.is_some() {
            0
        } else {
            self.received.len()
        };
        let Some(end) = end else {
            return Ok(None);
        };
        let rest = self.received.split_off(end);
        let raw = std::mem::replace(&mut self.received, rest);
        let Some(head) = Head::parse(&raw) else {
            record.not_http = true;
            return Err(Error::BadUri("the answer's first line is not HTTP".into()));
        };
        record.reading_head = head.status < 200;
        record.heads.push(raw.clone());
        drop(record);
        self.tape.tell(|watch| watch.head_received(&raw));
        Ok(Some(head))
    }

    /// Moves what is pending into ureq's buffer, as far as there is room.
    fn deliver(&mut self) -> bool {
        let space = self.buffers.input_append_buf();
        let amount = space.len().min(self.pending.len());
        for (to, from) in space.iter_mut().zip(self.pending.drain(..amount)) {
            *to = from; // heads and what came with them: at most a few KiB
        }
        self.buffers.input_appended(amount);
        amount > 0
    }
}

/// What came of a body is looked through for its trailer.
fn pass(chunks: &mut Option<Chunks>, came: &[u8], tape: &Tape) {
    if let Some(on_its_way) = chunks {
        on_its_way.pass(came);
        if on_its_way.is_over() {
            tape.lock().trailer = on_its_way.trailer().to_vec();
            *chunks = None;
        }
    }
}

fn is_hang_up(error: &io::Error) -> bool {
    use io::ErrorKind as K;
    matches!(
        error.kind(),
        K::BrokenPipe | K::ConnectionReset | K::ConnectionAborted | K::NotConnected
    )
}

/// How much is read at once, in bytes.
const CHUNK: usize = 16 << 10;
/// All heads of one answer together, in bytes; curl's limit, which counts them all too.
const MAX_HEAD: usize = 300 << 10;
