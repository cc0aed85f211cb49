//! A visit in which the certificate is asked for once the request is known, and how it goes on from
//! there. Must not know what is put on the wire (`refuse/late`).

use rustls::ServerConnection;

use super::message::{Incoming, Request, Wire};
use super::refuse::late;
use super::refuse::sealed::Sealed;
use super::refuse::transcript::Transcript;
use super::refuse::wire::SealedWire;
use super::server::{Client, Session};
use super::timed::Timed;
use super::tls::Doorman;
use super::visit::{Next, Visit};
use crate::core::material::Certificate;

impl Visit<'_> {
    /// Keeps the handshake, where it was recorded and the client may be asked after it.
    pub fn keep_transcript(
        &mut self,
        connection: &ServerConnection,
        doorman: &Doorman,
        io: &mut Timed<'_>,
    ) {
        let (tape, secrets) = (io.recorded(), doorman.secrets());
        if self.hello.post_handshake {
            let both = tape.zip(secrets);
            self.transcript = both.and_then(|(t, s)| Transcript::of(connection, &t, s));
        }
    }

    /// Asks for the certificate; who brings the right one is answered, and goes on.
    pub fn ask_late(
        &mut self,
        mut session: Session<'_>,
        client: &Client,
        doorman: &Doorman,
        request: &Request,
    ) {
        let Some(sealed) = Sealed::take(session.connection) else {
            return self.refused(&("the connection could not be taken over".to_owned(), None));
        };
        let asked = late::Asked {
            sealed,
            transcript: self.transcript.take(),
            now: self.entrance.clock.now(),
            judge: &|chain| doorman.admit(chain, &self.entrance.tls),
            known: doorman.algorithms(),
        };
        match asked.ask(&mut session.io) {
            late::Outcome::Refused((reason, code), sent) => {
                sent.iter().for_each(|sent| doorman.saw(sent));
                self.note(doorman);
                self.refused(&(format!("{reason} ({})", client.tls_version), code));
            }
            late::Outcome::LetIn(sent, sealed) => {
                doorman.saw(&sent);
                self.note(doorman);
                let leaf = sent.chain.first();
                let client = Client {
                    certificate: leaf.and_then(|der| Certificate::from_der(der).ok()),
                    fault: None,
                    cipher: client.cipher.clone(),
                    ..*client
                };
                self.go_on(SealedWire::new(sealed, &mut session.io), &client, request);
            }
        }
        session.io.linger();
    }

    /// The request that was waiting, and those after it.
    fn go_on<W: Wire>(&self, mut wire: SealedWire<W>, client: &Client, request: &Request) {
        let mut incoming = Incoming::new(&mut wire);
        let response = (self.entrance.handler)(request, client);
        let mut next = self.answer(&mut incoming, request, &response, client);
        while matches!(next, Next::Keep) {
            next = self.exchange(&mut incoming, client);
        }
        wire.close();
    }
}
