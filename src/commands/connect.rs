//! From connection arguments to a session, and from its failures to diagnoses and exit codes:
//! what `call` and `token` share.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::World;
use super::advised::wants_no_certificate;
use super::{nearby, tls};
use crate::cli::ConnectionArgs;
use crate::core::clock::Time;
use crate::core::diagnosis::{
    Answer, ClientFacts, Code, Diagnosis, Evidence, TokenRefusal, diagnose, refused_in_http,
    token_refused,
};
use crate::core::http::proxy::ProxyFault;
use crate::core::http::{
    Directory, Ended, Failure as WireFailure, Route, Scheme, Session, SessionSettings, Sight, Url,
};
use crate::core::identity::Identity;
use crate::core::material::Name;
use crate::core::provider::ProviderRef;
use crate::core::tls::{Handshake, Recorder, TlsClient, Trust, Verdict};
use crate::exit::Exit;
use crate::report::Failure;

/// A session and what a diagnosis needs beside it.
pub struct Connected {
    /// The session.
    pub session: Session,
    /// Our certificate, when there is one.
    pub client: Option<ClientFacts>,
    /// Where an issuer of ours may lie that is not sent.
    nearby: nearby::Places,
    trust: String,
    /// Whom we trust, where they were named.
    trusted: Vec<Name>,
    /// By which profile, where one was named.
    profile: Option<String>,
    /// Whether the server's certificate is accepted whatever we make of it.
    insecure: bool,
    narrowed: Vec<&'static str>,
    sni: Option<String>,
    /// Whose words explain a failure; where none is named, the host's.
    pub provider: Option<ProviderRef>,
    /// For one whole transfer, its redirects included.
    max_time: Option<Duration>,
    now: Time,
}

/// Prepares a session; nothing is sent yet.
///
/// # Errors
/// Ends 58 for a key TLS cannot use, 2 for versions that exclude each other.
pub fn connect(
    args: &ConnectionArgs,
    identity: Option<&Identity>,
    trust: &Trust,
    route: &Arc<Route>,
    world: &dyn World,
) -> anyhow::Result<Connected> {
    let tls = tls::client(args, identity, trust, world)?;
    Ok(session(args, tls, identity, trust, route, world))
}

/// One more session with the TLS of another: for requests at the same time.
pub fn session(
    args: &ConnectionArgs,
    tls: TlsClient,
    identity: Option<&Identity>,
    trust: &Trust,
    route: &Arc<Route>,
    world: &dyn World,
) -> Connected {
    let session = bare_session(args, tls, route, None);
    Connected::around(session, args, (identity, trust, world.now()))
}

/// The session alone, for those who need no diagnosis of what comes of it; to one address only
/// where one is given.
pub fn bare_session(
    args: &ConnectionArgs,
    tls: TlsClient,
    route: &Arc<Route>,
    only: Option<SocketAddr>,
) -> Session {
    let directory = Directory {
        only,
        resolve: args.resolve.clone(),
        connect_to: args.connect_to.clone(),
        ..Directory::default()
    };
    Session::new(SessionSettings {
        tls,
        recorder: Recorder::default(),
        directory,
        route: Arc::clone(route),
        connect_timeout: limit(args.connect_timeout).unwrap_or(CONNECT_TIMEOUT),
    })
}

/// Nothing is no limit, as in curl.
fn limit(time: Option<Duration>) -> Option<Duration> {
    time.filter(|time| !time.is_zero())
}

/// What an answer says.
pub struct Judged {
    /// The cause.
    pub diagnosis: Diagnosis,
    /// Where the answer is a refused handshake, told in HTTP: its exit code. Else the exit is that
    /// of HTTP, whatever the cause is called.
    pub refused: Option<Exit>,
}

impl Judged {
    fn of(evidence: &Evidence, diagnosis: Diagnosis) -> Self {
        let code = diagnosis.code;
        let refused = is_refused_certificate(code) && refused_in_http(evidence).is_some();
        Self {
            diagnosis,
            refused: refused.then(|| exit_of_refusal(code)),
        }
    }
}

impl Connected {
    /// A session with what a diagnosis needs beside it: what it presents, whom it trusts, and the
    /// time by which certificates are judged.
    pub fn around(
        session: Session,
        args: &ConnectionArgs,
        (identity, trust, now): (Option<&Identity>, &Trust, Time),
    ) -> Self {
        Self {
            session,
            client: identity.map(ClientFacts::new),
            nearby: nearby::Places {
                cacert: args.cacert.clone(),
            },
            trust: trust.source.clone(),
            trusted: trust.named.to_vec(),
            profile: args.profile.as_ref().map(ToString::to_string),
            insecure: args.insecure,
            narrowed: tls::narrowed(&args.tls),
            provider: args.provider.clone(),
            sni: args.tls.sni.clone(),
            max_time: limit(args.max_time),
            now,
        }
    }

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
        if let Ended::NotBound(reason) = &failure.ended {
            return not_bound(reason);
        }
        let evidence = self.evidence(
            url,
            failure.handshake.clone(),
            Some(failure.ended.clone()),
            None,
        );
        match diagnose(&evidence) {
            Some(mut diagnosis) => {
                diagnosis.evidence.extend(way_line(&failure.handshake));
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

    /// The heads of a proxy's answers that curl shows although there is no other answer.
    pub fn refused_heads(&self, failure: &WireFailure) -> Vec<Vec<u8>> {
        let proxy = failure.handshake.way.proxy.as_ref();
        let shown = proxy.filter(|_| !self.session.hides_connect());
        shown.map_or_else(Vec::new, |proxy| proxy.heads.clone())
    }

    /// What an answer of 400 and over says; `None` for others.
    pub fn judge(&self, url: &Url, mut handshake: Handshake, answer: Answer) -> Option<Judged> {
        let through = way_line(&handshake);
        if !handshake.certificate_sent && wants_no_certificate(self.provider.as_ref(), url) {
            handshake.requested = None;
        }
        let evidence = self.evidence(url, handshake, None, Some(answer));
        let mut judged = Judged::of(&evidence, diagnose(&evidence)?);
        judged.diagnosis.evidence.extend(through);
        Some(judged)
    }

    /// What stands behind a token endpoint's answer that holds no token.
    pub fn judge_token(
        &self,
        url: &Url,
        handshake: Handshake,
        answer: Answer,
        refusal: &TokenRefusal,
    ) -> Judged {
        let evidence = self.evidence(url, handshake, None, Some(answer));
        let refused = refused_in_http(&evidence);
        let found = refused.unwrap_or_else(|| token_refused(&evidence, refusal));
        Judged::of(&evidence, found)
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

    /// What is known after a look.
    pub fn seen(&self, url: &Url, sight: &Sight, authorized: bool) -> Evidence {
        let answer = sight.head.clone().map(|head| Answer {
            head,
            authorized,
            ..Answer::default()
        });
        self.evidence(url, sight.handshake.clone(), sight.ended.clone(), answer)
    }

    fn evidence(
        &self,
        url: &Url,
        handshake: Handshake,
        ended: Option<Ended>,
        answer: Option<Answer>,
    ) -> Evidence {
        // nothing is looked for where all went well, or ours was no matter
        let refused = answer.as_ref().is_some_and(|a| a.head.status >= 400);
        let failed = ended.is_some() || refused;
        let matters = failed && handshake.certificate_sent;
        let client = self.client.clone();
        let client = client.map(|ours| match matters {
            true => nearby::with(ours, &self.nearby),
            false => ours,
        });
        Evidence {
            host: url.host.clone(),
            port: url.port,
            path: url.target.split('?').next().unwrap_or_default().to_owned(),
            tls: url.scheme == Scheme::Https,
            handshake,
            ended,
            client,
            trust: self.trust.clone(),
            trusted: self.trusted.clone(),
            profile: self.profile.clone(),
            insecure: self.insecure,
            narrowed: self.narrowed.clone(),
            sni: self.sni.clone(),
            obstacle: None,
            answer,
            trials: None,
            now: self.now,
        }
    }
}

/// Where it cannot be connected from.
fn not_bound(reason: &str) -> Failure {
    Failure {
        exit: Exit::Interface,
        summary: format!("there is no connecting from {reason}"),
        code: None,
        evidence: Vec::new(),
        fix: "check --interface and --local-port: an address or interface of this machine, a port that is free".into(),
    }
}

/// What is wrong by all that is known, and the way there.
pub fn judged(evidence: &Evidence) -> Option<Diagnosis> {
    let mut found = diagnose(evidence)?;
    found.evidence.extend(way_line(&evidence.handshake));
    Some(found)
}

/// A proxy between changes what the rest may mean.
fn way_line(seen: &Handshake) -> Option<String> {
    let proxy = seen.way.proxy.as_ref()?;
    Some(format!(
        "through the proxy {} ({})",
        proxy.name, proxy.source
    ))
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
    if let Ended::Proxy(fault) = &failure.ended {
        return exit_of_proxy(fault, &failure.handshake);
    }
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
        Code::NotTls if failure.ended == Ended::NotHttp => Exit::Negative,
        Code::HttpError => Exit::Negative,
        other => exit_of_refusal(other),
    }
}

fn exit_of_proxy(fault: &ProxyFault, seen: &Handshake) -> Exit {
    let tls = seen.way.proxy.as_ref().and_then(|p| p.tls.as_ref());
    match fault {
        ProxyFault::NameNotFound => Exit::ProxyName,
        ProxyFault::Refused | ProxyFault::Unreachable(_) => Exit::Connect,
        ProxyFault::TimedOut => Exit::Timeout,
        ProxyFault::Tls if tls.is_some_and(|t| t.is_distrusted()) => Exit::ServerCertificate,
        ProxyFault::Tls => Exit::Handshake,
        ProxyFault::Socks(_) => Exit::ProxyHandshake,
        ProxyFault::Closed | ProxyFault::NotHttp | ProxyFault::Status(_) => Exit::Receive,
    }
}

/// The exit code of a certificate's refusal, whether it came as an alert or as an HTTP answer.
fn exit_of_refusal(code: Code) -> Exit {
    match code {
        Code::ClientCertRequired => Exit::ClientCertRequired,
        Code::ServerKeyNotPinned => Exit::PinnedKey,
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

/// Whether a code speaks of the client certificate, or of why none could be sent.
fn is_refused_certificate(code: Code) -> bool {
    is_refusal_by_name(code.name()) || code == Code::NoSharedCipher
}

/// The same for a code's name.
pub fn is_refusal_by_name(name: &str) -> bool {
    name.starts_with("client-c")
}

/// curl's default.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(300);
/// How we name ourselves.
pub const USER_AGENT: &str = concat!("mtls/", env!("CARGO_PKG_VERSION"));
