//! One client's visit: what is known of it, what it is told, and the ways to send it away. Must
//! not know routes.

use std::io::Write;
use std::net::SocketAddr;
use std::time::Duration;

use rustls::ServerConnection;

use super::caller::{Software, Trouble};
use super::event::{Presented, Seen, What};
use super::hello::Hello;
use super::message::{Fault, Incoming, Request, Response, Wire};
use super::reasons;
use super::refuse::sealed::{ALERT, Sealed};
use super::refuse::transcript::Transcript;
use super::refuse::{Act, Mode, Moment, pages};
use super::server::{Client, Entrance, Session};
use super::timed::Timed;
use super::tls::{Doorman, Judge, Manner};
use crate::core::diagnosis::Code;

/// A connection that is being served.
pub(super) struct Visit<'a> {
    /// What serves it.
    pub entrance: &'a Entrance,
    peer: SocketAddr,
    /// What it offered.
    pub hello: Hello,
    presented: Option<Presented>,
    /// The handshake, for a certificate that is asked for after it.
    pub transcript: Option<Transcript>,
}

/// Why, and the word for it.
type Why = (String, Option<Code>);

/// How a conversation goes on after a request.
pub(super) enum Next {
    /// With the next one.
    Keep,
    /// Not at all.
    Over,
    /// With a refusal.
    End(Act),
    /// The certificate is asked for before this is answered.
    Late(Box<Request>),
}

impl<'a> Visit<'a> {
    /// Of whom this much is known.
    pub fn new(entrance: &'a Entrance, peer: SocketAddr, hello: Hello) -> Self {
        Self {
            entrance,
            peer,
            hello,
            presented: None,
            transcript: None,
        }
    }

    /// How this client is greeted, as things were planned.
    pub fn manner(&self) -> Manner {
        let refusals = &self.entrance.refusals;
        let only12 = refusals.has(Mode::Only12);
        let is_13 = self.hello.offers(TLS13) && !only12;
        let (act, only_without) = match refusals.end_at(Moment::Certificate) {
            Some((act, only_without)) => (Some(act), only_without),
            None => (None, false),
        };
        let pages = refusals.has(Mode::Nginx) || refusals.has(Mode::Gateway);
        let judge = match act {
            Some(_) if !only_without && !is_13 => Judge::Never,
            Some(_) if !only_without => Judge::Later,
            _ if pages => Judge::Later,
            _ => Judge::Now,
        };
        Manner {
            act,
            only_without,
            is_13,
            judge,
            asks: !refusals.has(Mode::Late),
            may_lack: pages || refusals.has(Mode::Late) || (act.is_some() && is_13),
            only12,
            only13: refusals.has(Mode::Only13),
            resumes: refusals.is_empty(),
        }
    }

    /// Keeps what the doorman saw.
    pub fn note(&mut self, doorman: &Doorman) {
        self.presented = doorman.presented();
    }

    /// Whether a certificate came.
    pub fn has_presented(&self) -> bool {
        self.presented.is_some()
    }

    /// Who this is.
    pub fn client(&self, connection: &ServerConnection, doorman: &Doorman) -> Client {
        let fault = doorman.fault();
        let certificate = match fault {
            Some(_) => None,
            None => super::tls::leaf(connection),
        };
        Client {
            certificate,
            fault,
            tls_version: match connection.protocol_version() {
                Some(rustls::ProtocolVersion::TLSv1_3) => "TLSv1.3",
                _ => "TLSv1.2",
            },
            cipher: super::tls::cipher(connection),
            address: self.peer.ip(),
        }
    }

    /// A refusal that was asked for, as it is told.
    pub fn planned(&self, act: Act, when: &str) -> Why {
        let what = match act {
            Act::Alert(alert) => format!("alert {alert}"),
            Act::Close => "a close without an alert".into(),
            Act::Reset => "a reset".into(),
            Act::Stall => "silence".into(),
        };
        (format!("refused as planned: {what}, {when}"), None)
    }

    /// Tells of a connection that ended before its first request.
    pub fn refused(&self, (reason, code): &Why) {
        let distrusts = reason.starts_with(reasons::DISTRUST);
        let trouble = match code {
            Some(Code::ClientCertRequired) => Some(Trouble::NoCertificate),
            _ => distrusts.then_some(Trouble::Distrust),
        };
        let what = What::Refused {
            reason: reason.clone(),
            code: *code,
            client: self.subject(),
        };
        self.tell(what, None, trouble);
    }

    /// Tells of a handshake.
    pub fn greeted(&self, client: &Client) {
        let what = What::Handshake {
            tls_version: client.tls_version,
            cipher: client.cipher.clone(),
            client: self.subject(),
        };
        self.tell(what, None, None);
    }

    /// Requests and answers, to the end.
    pub fn converse(mut self, mut session: Session<'_>, client: &Client, doorman: &Doorman) {
        let mut incoming = Incoming::new(&mut session);
        let next = loop {
            match self.exchange(&mut incoming, client) {
                Next::Keep => {}
                last => break last,
            }
        };
        match next {
            Next::End(act) => self.end_sealed(session.connection, &mut session.io, act),
            Next::Late(request) => self.ask_late(session, client, doorman, &request),
            Next::Keep | Next::Over => {
                session.connection.send_close_notify();
                session.io.allow(GOODBYE_TIME);
                while session.connection.wants_write() {
                    if session.connection.write_tls(&mut session.io).is_err() {
                        break;
                    }
                }
                session.io.linger();
            }
        }
    }

    /// One request and its answer.
    pub fn exchange<W: Wire>(&self, incoming: &mut Incoming<W>, client: &Client) -> Next {
        let request = match incoming.request() {
            Ok(Some(request)) => request,
            Err(Fault::Answer(status, why)) => {
                let response = Response::error(status, "invalid_request", why);
                let _ = incoming.send(&response.encode(true, false)); // it is the end either way
                self.answered(("-", "-", None), &response, client);
                return Next::Over;
            }
            Ok(None) | Err(Fault::Gone) => return Next::Over,
        };
        let is_known = client.certificate.is_some();
        let response = match self.entrance.refusals.on_request(&request.path) {
            Some(Mode::End {
                act, only_without, ..
            }) if !only_without || !is_known => {
                return self.cut(&request, client, act);
            }
            Some(Mode::Late) if !is_known => return Next::Late(Box::new(request)),
            Some(mode @ (Mode::Nginx | Mode::Gateway)) => self.page(mode, client),
            _ => None,
        };
        let response = response.unwrap_or_else(|| (self.entrance.handler)(&request, client));
        self.answer(incoming, &request, &response, client)
    }

    /// Sends an answer, and tells of it.
    pub fn answer<W: Wire>(
        &self,
        incoming: &mut Incoming<W>,
        request: &Request,
        response: &Response,
        client: &Client,
    ) -> Next {
        let keep = request.keep_alive && !response.closes;
        let sent = incoming.send(&response.encode(!keep, request.method == "HEAD"));
        let about = (
            request.method.as_str(),
            request.path.as_str(),
            request.header("user-agent"),
        );
        self.answered(about, response, client);
        if sent.is_err() || !keep {
            return Next::Over;
        }
        Next::Keep
    }

    fn cut(&self, request: &Request, client: &Client, act: Act) -> Next {
        let (reason, _) = self.planned(act, "after the request");
        let response = Response::none().because(&reason);
        let about = (
            request.method.as_str(),
            request.path.as_str(),
            request.header("user-agent"),
        );
        self.answered(about, &response, client);
        Next::End(act)
    }

    /// A server's page for a certificate that it does not take; none where it does.
    fn page(&self, mode: Mode, client: &Client) -> Option<Response> {
        let now = self.entrance.clock.now();
        let page = |sent| match mode {
            Mode::Gateway => pages::gateway(now),
            _ => pages::nginx(sent, now),
        };
        match &client.fault {
            Some((reason, _)) => Some(page(true).because(reason)),
            None if client.certificate.is_none() => Some(page(false).lacking_certificate()),
            None => None,
        }
    }

    /// Ends a connection whose handshake is over.
    pub fn end_sealed(&self, connection: ServerConnection, io: &mut Timed<'_>, act: Act) {
        let Act::Alert(alert) = act else {
            return self.end_in_clear(io, act);
        };
        let record = Sealed::take(connection).and_then(|mut s| s.seal(ALERT, &[FATAL, alert.0]));
        io.allow(GOODBYE_TIME);
        let _ = io.write_all(&record.unwrap_or_default()); // nobody may be left to read it
        io.linger();
    }

    /// Ends a connection of which nothing is encrypted that we could say.
    pub fn end_in_clear(&self, io: &mut Timed<'_>, act: Act) {
        match act {
            Act::Alert(alert) => {
                io.allow(GOODBYE_TIME);
                let _ = io.write_all(&[ALERT, 3, 3, 0, 2, FATAL, alert.0]); // as above
                io.linger();
            }
            Act::Close => io.linger(),
            Act::Reset => io.reset(),
            Act::Stall => {
                io.allow(STALL_TIME);
                io.drain();
            }
        }
    }

    fn answered(
        &self,
        (method, path, agent): (&str, &str, Option<&str>),
        response: &Response,
        client: &Client,
    ) {
        let what = What::Request {
            method: method.to_owned(),
            path: path.chars().take(MAX_PATH_SHOWN).collect(),
            status: response.status,
            client: self.subject(),
            tls_version: client.tls_version,
            reason: response.reason.clone(),
        };
        let trouble = response.lacks_certificate.then_some(Trouble::NoCertificate);
        self.tell(what, agent, trouble);
    }

    fn tell(&self, what: What, agent: Option<&str>, trouble: Option<Trouble>) {
        let said = agent.and_then(Software::by_user_agent);
        let seen = self.hello_says();
        let software = match (said, seen) {
            (Some(said), _) => Some(said.name().to_owned()),
            (None, Some(seen)) => Some(format!("{}, by its ClientHello", seen.name())),
            (None, None) => None,
        };
        // who says who it is and is not known may be anything that stands on the library seen
        let hint = trouble.and_then(|t| match (said, agent, seen) {
            (Some(known), ..) | (None, None, Some(known)) => Some(known.hint(t)),
            (None, Some(_), _) => Some(Software::hint_for_strangers(t)),
            (None, None, None) => None,
        });
        let versions = [
            (TLS13, "TLSv1.3"),
            (TLS12, "TLSv1.2"),
            (0x0302, "TLSv1.1"),
            (0x0301, "TLSv1"),
        ];
        let offered = versions
            .iter()
            .filter(|(version, _)| self.hello.offers(*version));
        let seen = Seen {
            presented: self.presented.clone(),
            sni: self.hello.sni.clone(),
            alpn: self.hello.alpn.clone(),
            tls_offered: offered.map(|(_, name)| *name).collect(),
            user_agent: agent.map(|a| a.chars().take(MAX_PATH_SHOWN).collect()),
            software,
            hint: hint.map(str::to_owned),
        };
        self.entrance.tell(self.peer, what, seen);
    }

    fn hello_says(&self) -> Option<Software> {
        Software::by_hello(&self.hello)
    }

    fn subject(&self) -> Option<String> {
        self.presented.as_ref().map(|p| p.subject.clone())
    }
}

const TLS13: u16 = 0x0304;
const TLS12: u16 = 0x0303;
const FATAL: u8 = 2;
/// For the last record to leave.
const GOODBYE_TIME: Duration = Duration::from_secs(2);
/// The longest that nothing is said.
const STALL_TIME: Duration = Duration::from_secs(600);
/// Characters of a path in an event.
const MAX_PATH_SHOWN: usize = 200;
