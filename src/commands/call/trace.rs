//! `-v`, `--trace`, `--trace-ascii`: what passes, as it passes and as curl prints it, credentials
//! masked. Must not change what passes.

mod dump;
mod log;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::core::diagnosis::ClientFacts;
use crate::core::http::redact;
use crate::core::http::{Head, Watch};
use crate::core::material::Certificate;
use crate::core::tls::way::{Attempt, Outcome};
use crate::core::tls::{Handshake, Verdict, Way};

use log::Kind;
pub use log::{Log, open};

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

    /// The addresses tried in vain, and what was said with a proxy.
    fn way(&self, way: &Way) {
        let failed = |a: &&Attempt| a.outcome != Outcome::Connected;
        for attempt in way.attempts.iter().filter(failed) {
            self.info(&attempt.to_string());
        }
        let Some(proxy) = &way.proxy else {
            return;
        };
        self.info(&format!(
            "through the proxy {} ({})",
            proxy.name, proxy.source
        ));
        if !proxy.asked.is_empty() {
            let asked = proxy.asked.join("\r\n") + "\r\n\r\n";
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
