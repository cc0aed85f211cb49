//! From connection arguments to a session, and from its failures to diagnoses and exit codes:
//! what `call` and `token` share.

use std::time::{Duration, Instant};

use super::World;
use super::tls;
use crate::cli::ConnectionArgs;
use crate::core::diagnosis::{Answer, ClientFacts, Code, Diagnosis, Evidence, diagnose};
use crate::core::http::{
    Directory, Ended, Failure as WireFailure, Scheme, Session, SessionSettings, Url,
};
use crate::core::identity::Identity;
use crate::core::tls::{Handshake, Recorder, TlsClient, Trust, Verdict};
use crate::exit::Exit;
use crate::report::Failure;

/// A session and what a diagnosis needs beside it.
pub struct Connected {
    /// The session.
    pub session: Session,
    /// Our certificate, when there is one.
    pub client: Option<ClientFacts>,
    trust: String,
    /// Whether the server's certificate is accepted whatever we make of it.
    insecure: bool,
    /// For one whole transfer, its redirects included.
    max_time: Option<Duration>,
    now: crate::core::clock::Time,
}

/// Prepares a session; nothing is sent yet.
///
/// # Errors
/// Ends 58 for a key TLS cannot use, 2 for versions that exclude each other.
pub fn connect(
    args: &ConnectionArgs,
    identity: Option<&Identity>,
    trust: &Trust,
    world: &dyn World,
) -> anyhow::Result<Connected> {
    let tls = tls::client(args, identity, trust, world)?;
    Ok(session(args, tls, identity, trust, world))
}

/// One more session with the TLS of another: for requests at the same time.
pub fn session(
    args: &ConnectionArgs,
    tls: TlsClient,
    identity: Option<&Identity>,
    trust: &Trust,
    world: &dyn World,
) -> Connected {
    let recorder = Recorder::default();
    let directory = Directory {
        resolve: args.resolve.clone(),
        connect_to: args.connect_to.clone(),
        recorder: recorder.clone(),
    };
    let limit = |d: Option<Duration>| d.filter(|d| !d.is_zero());
    let session = Session::new(SessionSettings {
        tls,
        recorder,
        directory,
        connect_timeout: limit(args.connect_timeout).unwrap_or(CONNECT_TIMEOUT),
    });
    Connected {
        session,
        client: identity.map(ClientFacts::new),
        trust: trust.source.clone(),
        insecure: args.insecure,
        max_time: limit(args.max_time),
        now: world.now(),
    }
}

impl Connected {
    /// When a transfer that begins now must be over.
    pub fn deadline(&self) -> Option<Instant> {
        self.max_time
            .and_then(|limit| Instant::now().checked_add(limit))
    }

    /// Why there is no answer.
    pub fn explain(&self, url: &Url, failure: &WireFailure) -> Failure {
        if let Ended::BodyUnreadable(reason) = &failure.ended {
            return body_unreadable(reason);
        }
        let evidence = self.evidence(
            url,
            failure.handshake.clone(),
            Some(failure.ended.clone()),
            None,
        );
        match diagnose(&evidence) {
            Some(diagnosis) => {
                let exit = exit_of(diagnosis.code, failure);
                Failure::diagnosed(diagnosis, exit)
            }
            None => Failure {
                exit: Exit::Receive,
                summary: format!("the exchange with {} failed", url.host),
                code: None,
                evidence: vec![failure.ended.to_string()],
                fix: String::new(),
            },
        }
    }

    /// What an answer of 400 and over says; `None` for others.
    pub fn judge(&self, url: &Url, handshake: Handshake, answer: Answer) -> Option<Diagnosis> {
        diagnose(&self.evidence(url, handshake, None, Some(answer)))
    }

    /// What is wrong with the server's certificate, whether or not it was accepted; `None` when
    /// nothing is, or none was seen. `url` has the name that it should be for.
    pub fn judge_server(&self, url: &Url, handshake: &Handshake) -> Option<Diagnosis> {
        let verdict = handshake.verdict.as_ref()?;
        if *verdict == Verdict::Trusted {
            return None;
        }
        // what the server said of us does not change what we make of it
        let handshake = Handshake {
            alert: None,
            ..handshake.clone()
        };
        diagnose(&Evidence {
            insecure: false,
            ..self.evidence(url, handshake, Some(Ended::Tls), None)
        })
    }

    fn evidence(
        &self,
        url: &Url,
        handshake: Handshake,
        ended: Option<Ended>,
        answer: Option<Answer>,
    ) -> Evidence {
        Evidence {
            host: url.host.clone(),
            port: url.port,
            tls: url.scheme == Scheme::Https,
            handshake,
            ended,
            client: self.client.clone(),
            trust: self.trust.clone(),
            insecure: self.insecure,
            answer,
            now: self.now,
        }
    }
}

/// What is to be said when the environment names a proxy for a URL: none is used, and behind a
/// firewall the call then ends as if the host were down. The proxy itself may hold a password.
pub fn proxy_note(url: &Url, world: &dyn World) -> Option<String> {
    let value = |name: &&str| {
        let value = world.environment(name)?.to_string_lossy().into_owned();
        (!value.is_empty()).then_some(value)
    };
    // as in curl, HTTP_PROXY does not count: a CGI server sets it from a request's header
    let own: &[&str] = match url.scheme {
        Scheme::Https => &["https_proxy", "HTTPS_PROXY"],
        Scheme::Http => &["http_proxy"],
    };
    let mut names = own.iter().chain(&["all_proxy", "ALL_PROXY"]);
    let name = names.find(|name| value(name).is_some())?;
    let exempt = ["no_proxy", "NO_PROXY"].iter().find_map(value);
    if exempt.is_some_and(|list| is_listed(&url.host, &list)) {
        return None;
    }
    Some(format!(
        "{name} is set, but proxies are not used yet: {} is connected to directly",
        url.host
    ))
}

/// NO_PROXY as curl reads it: names with all that is below them, `*` for every host.
fn is_listed(host: &str, list: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let mut entries = list.split([',', ' ']).map(str::trim);
    entries.any(|entry| {
        let name = entry.trim_matches('.').to_ascii_lowercase();
        let above = || host.strip_suffix(&name).is_some_and(|h| h.ends_with('.'));
        entry == "*" || (!name.is_empty() && (host == name || above()))
    })
}

/// The file or stream of a body failed while it was being sent; no word of the connection's.
fn body_unreadable(reason: &str) -> Failure {
    Failure {
        exit: Exit::Read,
        ..Failure::usage(
            format!("what was to be sent could not be read to its end: {reason}"),
            "check the file, and whether something is writing to it",
        )
    }
}

/// One cause, one exit code: curl's for the same failure.
fn exit_of(code: Code, failure: &WireFailure) -> Exit {
    if failure.ended == Ended::TimedOut {
        return Exit::Timeout; // whatever was being waited for
    }
    match code {
        Code::DnsFailure => Exit::HostName,
        Code::ConnectionRefused => Exit::Connect,
        Code::ConnectionTimeout | Code::HandshakeTimeout => Exit::Timeout,
        Code::ConnectionReset => match failure.ended {
            Ended::Truncated => Exit::Partial,
            Ended::Closed => Exit::EmptyReply,
            _ if failure.send_failed => Exit::Send,
            _ => Exit::Receive,
        },
        Code::HttpError if matches!(failure.ended, Ended::HeadTooLarge | Ended::BadFraming(_)) => {
            Exit::Receive
        }
        Code::HttpError => Exit::Negative,
        other => exit_of_refusal(other),
    }
}

/// The exit code of a certificate's refusal, whether it came as an alert or as an HTTP answer.
pub fn exit_of_refusal(code: Code) -> Exit {
    match code {
        Code::ClientCertRequired => Exit::ClientCertRequired,
        Code::ServerCertUntrusted
        | Code::ServerChainIncomplete
        | Code::ServerCertExpired
        | Code::ServerCertNotYetValid
        | Code::ServerNameMismatch
        | Code::ServerCertWrongPurpose
        | Code::ServerCertWeak
        | Code::ServerCertRevoked => Exit::ServerCertificate,
        _ => Exit::Handshake,
    }
}

/// Whether a code speaks of the client certificate: then an HTTP answer is a refused handshake.
pub fn is_refused_certificate(code: Code) -> bool {
    code.name().starts_with("client-c") || code == Code::NoSharedCipher
}

/// curl's default.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(300);
/// How we name ourselves.
pub const USER_AGENT: &str = concat!("mtls/", env!("CARGO_PKG_VERSION"));
