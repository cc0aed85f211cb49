//! A TLS client stream that never loses the server's last word: on a failed write it reads until
//! an alert or the end (a refused client certificate arrives, in TLS 1.3, after we believe we are
//! done). Everything seen goes to the recorder.

use std::io::{self, IoSlice, Read, Write};
use std::sync::Arc;

use rustls::{ClientConnection, Error as TlsError, HandshakeKind, PeerMisbehaved, ProtocolVersion};

use super::duty::{Duty, Peer};
use super::handshake::{Closed, Recorder, Stage};
use super::{Alert, TlsClient};

/// TLS over any byte stream.
#[derive(Debug)]
pub struct TlsStream<S> {
    conn: ClientConnection,
    sock: Tee<S>,
    recorder: Recorder,
    duty: Arc<Duty>,
    /// Set once sending failed: the server has stopped listening, but may have answered.
    deaf: bool,
}

/// Why the stream broke; details are in the recorder.
#[derive(Debug)]
pub enum Broken {
    /// TLS refused, on either side.
    Tls(TlsError),
    /// The transport below failed or timed out.
    Io(io::Error),
}

impl<S: Read + Write> TlsStream<S> {
    /// Does the handshake. In TLS 1.3 a server that wants a client certificate has not judged it
    /// when this returns; its refusal comes out of the first `read`.
    ///
    /// # Errors
    /// See `Broken`.
    pub fn handshake(
        client: &TlsClient,
        peer: Peer,
        sock: S,
        recorder: Recorder,
    ) -> Result<Self, Broken> {
        let name = client.sni.clone().unwrap_or_else(|| peer.name.clone());
        let duty = Duty::new(peer, recorder.clone());
        let config = Arc::clone(&client.config);
        let conn = duty.during(|| ClientConnection::new(config, name));
        let conn = conn.map_err(Broken::Tls)?;
        let sock = Tee {
            sock,
            recorder: recorder.clone(),
        };
        let mut stream = Self {
            conn,
            sock,
            recorder,
            duty,
            deaf: false,
        };
        let done = stream.complete();
        stream.note_agreement(); // of a handshake that stops halfway too
        done?;
        if stream.conn.protocol_version() == Some(ProtocolVersion::TLSv1_2) {
            stream.recorder.lock().settled = true; // its Finished is the last word there
        }
        stream.recorder.reach(Stage::Established);
        Ok(stream)
    }

    fn complete(&mut self) -> Result<(), Broken> {
        while self.conn.is_handshaking() {
            self.flush()?;
            if self.conn.is_handshaking() {
                self.receive()?;
            }
        }
        self.flush()
    }

    /// Reads decrypted bytes; 0 is the end, said politely.
    ///
    /// # Errors
    /// `Broken::Tls` for an alert, `Broken::Io` with `UnexpectedEof` for an end without
    /// close_notify.
    pub fn read(&mut self, buf: &mut [u8]) -> Result<usize, Broken> {
        loop {
            match self.conn.reader().read(buf) {
                Ok(0) => {
                    self.recorder.lock().closed.get_or_insert(Closed::Closed);
                    return Ok(0);
                }
                Ok(n) => {
                    self.recorder.reach(Stage::Answered);
                    return Ok(n);
                }
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => {
                    self.receive()?;
                    // what it makes us say (no_renegotiation, a new key) is waited for over there
                    self.flush()?;
                }
                Err(e) => return Err(Broken::Io(e)),
            }
        }
    }

    /// Reads on until the server has judged: it finished its handshake, said something, or ended the
    /// connection. In TLS 1.2 it has when the handshake is done.
    ///
    /// # Errors
    /// As `read`; a time limit that runs out is none of the server's words.
    pub fn settle(&mut self) -> Result<(), Broken> {
        loop {
            let record = self.recorder.snapshot();
            if record.settled {
                return Ok(());
            }
            if record.closed.is_some() {
                return Err(Broken::Io(io::ErrorKind::UnexpectedEof.into()));
            }
            if !self.conn.wants_read() {
                self.recorder.lock().settled = true; // whoever speaks has finished the handshake
                return Ok(());
            }
            self.receive()?;
        }
    }

    /// Sends all of it. Once the server has stopped listening, sending succeeds without effect, so
    /// that the caller goes on to read what the server had to say.
    ///
    /// # Errors
    /// `Broken::Tls` with the alert that made the server stop, if it sent one.
    pub fn write_all(&mut self, mut bytes: &[u8]) -> Result<(), Broken> {
        while !bytes.is_empty() && !self.deaf {
            let taken = self.conn.writer().write(bytes).map_err(Broken::Io)?;
            bytes = bytes.get(taken..).unwrap_or_default();
            self.flush()?;
        }
        Ok(())
    }

    /// Takes leave. What the server makes of it, or still wanted to say, does not count.
    pub fn close(mut self) {
        self.conn.send_close_notify();
        let _ = self.flush();
    }

    /// The stream below, for timeouts.
    pub fn get_mut(&mut self) -> &mut S {
        &mut self.sock.sock
    }

    fn flush(&mut self) -> Result<(), Broken> {
        while self.conn.wants_write() && !self.deaf {
            match self.conn.write_tls(&mut self.sock) {
                Ok(_) => {}
                Err(e) if is_hang_up(&e) => {
                    self.recorder.lock().closed.get_or_insert(hung_up(&e));
                    self.deaf = true;
                    self.rescue_alert()?;
                }
                Err(e) => return Err(Broken::Io(e)),
            }
        }
        Ok(())
    }

    /// What the server sent before it hung up still stands in our receive queue.
    fn rescue_alert(&mut self) -> Result<(), Broken> {
        loop {
            match self.receive() {
                Ok(()) if self.conn.wants_read() => {}
                Ok(()) | Err(Broken::Io(_)) => return Ok(()),
                Err(alert) => return Err(alert),
            }
        }
    }

    /// Takes in what the server sends next.
    fn receive(&mut self) -> Result<(), Broken> {
        let received = self.conn.read_tls(&mut self.sock);
        match received {
            Ok(0) => {
                self.recorder.lock().closed.get_or_insert(Closed::Closed);
                if self.conn.is_handshaking() || self.deaf {
                    return Err(Broken::Io(io::ErrorKind::UnexpectedEof.into()));
                }
            }
            Ok(_) => {}
            Err(e) => {
                if is_hang_up(&e) {
                    self.recorder.lock().closed = Some(hung_up(&e));
                }
                return Err(Broken::Io(e));
            }
        }
        let quiet = !self.conn.is_handshaking() && !self.conn.wants_write();
        let (duty, conn) = (&self.duty, &mut self.conn);
        if let Err(e) = duty.during(|| conn.process_new_packets()) {
            return Err(self.refused(e));
        }
        self.note_renegotiation(quiet);
        if self.conn.tls13_tickets_received() > 0 {
            self.recorder.lock().settled = true;
        }
        Ok(())
    }

    /// A HelloRequest (RFC 5246 section 7.4.1.1) leaves one trace: the warning no_renegotiation that
    /// is to go out. Nothing else that a server sends after a handshake of TLS 1.2 is answered:
    /// rustls 0.23, common_state.rs `process_main_protocol` and client/tls12.rs `ExpectTraffic`.
    fn note_renegotiation(&self, quiet_before: bool) {
        let is_12 = self.conn.protocol_version() == Some(ProtocolVersion::TLSv1_2);
        if is_12 && quiet_before && self.conn.wants_write() {
            self.recorder.lock().renegotiation_asked = true;
        }
    }

    fn refused(&mut self, error: TlsError) -> Broken {
        self.note_agreement();
        {
            let mut record = self.recorder.lock();
            match &error {
                TlsError::AlertReceived(alert) => record.alert = Some(Alert(u8::from(*alert))),
                TlsError::PeerMisbehaved(PeerMisbehaved::TooManyRenegotiationRequests) => {
                    record.renegotiation_asked = true; // the first was answered already
                }
                // ours was chosen already, but it would have gone out after this
                TlsError::InvalidCertificate(_) => {
                    record.certificate_sent = false;
                    record.protocol_error = Some(error.to_string());
                }
                other => record.protocol_error = Some(other.to_string()),
            }
        }
        let _ = self.conn.write_tls(&mut self.sock); // our alert, as a courtesy
        Broken::Tls(error)
    }

    fn note_agreement(&self) {
        let mut record = self.recorder.lock();
        record.version = match self.conn.protocol_version() {
            Some(ProtocolVersion::TLSv1_2) => Some("TLSv1.2"),
            Some(ProtocolVersion::TLSv1_3) => Some("TLSv1.3"),
            _ => None,
        };
        record.cipher = self.conn.negotiated_cipher_suite().map(|suite| {
            suite
                .suite()
                .as_str()
                .unwrap_or("unknown")
                .replace("TLS13_", "TLS_")
        });
        let group = self.conn.negotiated_key_exchange_group();
        record.group = group.and_then(|group| group.name().as_str());
        drop(record);
        if self.conn.handshake_kind() == Some(HandshakeKind::Resumed)
            && let Some(proof) = self.duty.proof()
        {
            self.recorder.resume_session(&proof);
        }
        let mut record = self.recorder.lock();
        if record.server_chain.is_empty()
            && let Some(chain) = self.conn.peer_certificates()
        {
            record.server_chain = chain.iter().map(|c| c.to_vec()).collect();
        }
    }
}

/// Keeps the first bytes received: they tell SSH, SMTP and plain HTTP from TLS.
#[derive(Debug)]
struct Tee<S> {
    sock: S,
    recorder: Recorder,
}

impl<S: Read> Read for Tee<S> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.sock.read(buf)?;
        let mut record = self.recorder.lock();
        let room = FIRST_BYTES.saturating_sub(record.first_bytes.len());
        record.first_bytes.extend(buf.iter().take(n.min(room)));
        Ok(n)
    }
}

impl<S: Write> Write for Tee<S> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.sock.write(buf)
    }

    /// Several records at once.
    fn write_vectored(&mut self, bufs: &[IoSlice<'_>]) -> io::Result<usize> {
        self.sock.write_vectored(bufs)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sock.flush()
    }
}

fn is_hang_up(error: &io::Error) -> bool {
    use io::ErrorKind as K;
    matches!(
        error.kind(),
        K::BrokenPipe
            | K::ConnectionReset
            | K::ConnectionAborted
            | K::NotConnected
            | K::UnexpectedEof
    )
}

fn hung_up(error: &io::Error) -> Closed {
    if error.kind() == io::ErrorKind::ConnectionReset {
        Closed::Reset
    } else {
        Closed::Closed
    }
}

const FIRST_BYTES: usize = 64;
