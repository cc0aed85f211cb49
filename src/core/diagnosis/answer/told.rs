//! What was recognised in an answer, told with what was seen: words that name the cause decide,
//! then our own certificate, and a general code is what is left.

use super::row::Meaning;
use super::{Recognised, beside, status};
use crate::core::diagnosis::{Answer, Code, Diagnosis, Evidence, SaidBy, client};

/// The diagnosis; `None` where the status alone says as much.
pub(super) fn told(e: &Evidence, answer: &Answer, found: &Recognised) -> Option<Diagnosis> {
    let status = answer.head.status;
    let mut diagnosis = match found.meaning {
        Meaning::NotSent => not_sent(e, found),
        // whatever they call it, what did not go out was not judged
        Meaning::NotAccepted | Meaning::NotSentOrNotAccepted if e.sent() => not_accepted(e, found),
        Meaning::NotAccepted | Meaning::NotSentOrNotAccepted => not_sent(e, found),
        Meaning::Denied | Meaning::AwsForbidden | Meaning::Wall => {
            let seen = status::by_what_was_seen(e, answer);
            let likely = seen.or_else(|| aws(e, found));
            likely.unwrap_or_else(|| by_their_own(e, found, status))
        }
        _ => by_their_own(e, found, status),
    };
    let mut lines = found
        .note
        .map(str::to_owned)
        .into_iter()
        .collect::<Vec<_>>();
    if let Some(reference) = &found.reference {
        lines.push(format!("its reference is {reference}"));
    }
    let quotes_it = |line: &String| {
        line.strip_prefix("the server says: ")
            .is_some_and(|said| found.line.contains(said))
    };
    lines.extend(beside(answer).into_iter().filter(|line| !quotes_it(line)));
    diagnosis = diagnosis.led_by(found.line.clone()).with(lines);
    Some(diagnosis)
}

/// Where the certificate went out and API Gateway forbids, its truststore is the first to look at:
/// it refuses unknown issuers, signed by themselves, and weak signatures so.
fn aws(e: &Evidence, found: &Recognised) -> Option<Diagnosis> {
    if found.meaning != Meaning::AwsForbidden || !e.sent() {
        return None;
    }
    let listed = e.handshake.requested.as_ref();
    if listed.is_some_and(|r| !r.issuers.is_empty()) && !e.issuer_not_accepted() {
        return None; // its issuer is in the truststore
    }
    let mut diagnosis = client::local_fault(e).unwrap_or_else(|| {
        let fix = "ask your provider whether the root and each intermediate of your certificate are in its truststore; if they are, whether an API key (x-api-key) is wanted, or a firewall rule forbids it";
        Diagnosis::new(
            Code::ClientCertUntrusted,
            SaidBy::Server,
            "AWS API Gateway does not find the issuer of the client certificate in its truststore",
            fix,
        )
        .with(e.client_lines())
    });
    diagnosis.summary = format!(
        "{}: most likely that is why it answers Forbidden (HTTP 403)",
        diagnosis.summary
    );
    Some(diagnosis.with(["API Gateway says the same for a missing API key, a path that is not mapped, and a rule of AWS WAF".to_owned()]))
}

/// They say that none came.
fn not_sent(e: &Evidence, found: &Recognised) -> Diagnosis {
    let by = found.by;
    if !e.tls {
        let summary = format!("{by} wants a client certificate, and plain http carries none");
        return Diagnosis::new(
            Code::ClientCertRequired,
            SaidBy::Server,
            summary,
            "write https://",
        );
    }
    if e.sent() {
        // IIS and others say so of one that their list of issuers does not let through, too
        return client::local_fault(e).unwrap_or_else(|| {
            Diagnosis::new(
                Code::ClientCertRejected,
                SaidBy::Server,
                format!("{by} says that no client certificate came, though one was presented in the handshake"),
                "ask your provider whether what ends TLS before the API takes this certificate and hands it on to it",
            )
            .with(e.client_lines())
            .with(e.request_lines())
        });
    }
    if e.asked() {
        return client::not_sent(e);
    }
    let at_hand = e.client.is_some();
    if at_hand && matches!(by, "IIS" | "Apache") {
        return late(by).with(e.client_lines());
    }
    let fix = if at_hand {
        "check host and port: providers often have others for calls with a certificate; if they are right, the server must ask for it in the handshake"
    } else {
        "pass --cert and --key, and check host and port: providers often have others for calls with a certificate"
    };
    let summary = format!("{by} wants a client certificate, and the handshake did not ask for one");
    Diagnosis::new(Code::ClientCertRequired, SaidBy::Server, summary, fix).with(e.client_lines())
}

fn not_accepted(e: &Evidence, found: &Recognised) -> Diagnosis {
    client::local_fault(e).unwrap_or_else(|| {
        let summary = match found.by {
            "nginx" => "the server did not accept the client certificate (untrusted issuer, missing intermediate, or wrong purpose)".to_owned(),
            by => format!("{by} did not accept the client certificate"),
        };
        Diagnosis::new(
            Code::ClientCertRejected,
            SaidBy::Server,
            summary,
            "check that this is the certificate for this environment and that onboarding is complete; give your provider its fingerprint (mtls inspect)",
        )
        .with(e.client_lines())
        .with(e.request_lines())
    })
}

/// Wanted after the request, which is not supported here (RFC 8446 section 4.6.2).
fn late(by: &str) -> Diagnosis {
    Diagnosis::new(
        Code::ClientCertRequestedLate,
        SaidBy::Server,
        format!(
            "{by} wants the client certificate only after the request, for this path alone, which is not supported here"
        ),
        "ask the provider to require the certificate on the whole host; to test meanwhile use curl or openssl s_client",
    )
}

/// What the words say stands, whatever else is known.
fn by_their_own(e: &Evidence, found: &Recognised, status: u16) -> Diagnosis {
    let meaning = found.meaning;
    if meaning == Meaning::Late {
        return late(found.by).with(e.client_lines());
    }
    // their words do not tell an unknown CA from an intermediate that was not sent
    if meaning == Meaning::Untrusted
        && let Some(gap) = client::local_fault(e).filter(|f| f.code == Code::ClientChainIncomplete)
    {
        return gap;
    }
    let mut diagnosis = found.alone(status);
    if meaning.is_of_the_certificate() {
        let early = e.client.as_ref().is_some_and(|c| e.now < c.leaf.not_before);
        if meaning == Meaning::OutOfTime && early {
            diagnosis.code = Code::ClientCertNotYetValid;
        }
        return diagnosis
            .with(e.client_lines())
            .with(contradiction(e, meaning));
    }
    if meaning == Meaning::OtherToken {
        return diagnosis.with(e.client_lines());
    }
    diagnosis
}

/// Where their words and our file disagree.
fn contradiction(e: &Evidence, meaning: Meaning) -> Option<String> {
    let leaf = &e.client.as_ref()?.leaf;
    let timely = e.now >= leaf.not_before && e.now <= leaf.not_after;
    let of_time = matches!(
        meaning,
        Meaning::Expired | Meaning::NotYetValid | Meaning::OutOfTime
    );
    (of_time && timely).then(|| {
        format!(
            "by this clock it is valid, from {} to {}: compare both clocks, and look whether an intermediate has expired",
            leaf.not_before.readable(),
            leaf.not_after.readable()
        )
    })
}

impl Recognised {
    /// The diagnosis where nothing is known but the answer itself, of this status; its evidence is
    /// `line`, `note` and `reference`.
    pub fn alone(&self, status: u16) -> Diagnosis {
        let (code, says, general) = self.meaning.row();
        let fix = self.fix.unwrap_or(general);
        let summary = match self.meaning {
            Meaning::Wall | Meaning::Denied | Meaning::OwnWall => {
                format!("{} {says} (HTTP {status})", self.by)
            }
            Meaning::Behind | Meaning::BehindTls => {
                format!("the gateway ({}) {says} (HTTP {status})", self.by)
            }
            _ if self.by == "the server" => format!("{} {says} (HTTP {status})", self.by),
            _ => format!("the server ({}) {says} (HTTP {status})", self.by),
        };
        let said_by = match self.meaning {
            Meaning::OwnWall => SaidBy::Network,
            _ => SaidBy::Server,
        };
        Diagnosis::new(code, said_by, summary, fix)
    }
}

impl Meaning {
    /// Whether it is a verdict on the client certificate.
    pub fn is_of_the_certificate(self) -> bool {
        self.row().0.name().starts_with("client-c")
    }

    /// Its code, what is said, and what to do.
    fn row(self) -> (Code, &'static str, &'static str) {
        let (code, says, fix) = match self {
            Self::NotSent | Self::NotSentOrNotAccepted => (
                Code::ClientCertRequired,
                "wants a client certificate and got none",
                "pass --cert and --key, and check host and port: providers often have others for calls with a certificate",
            ),
            Self::NotAccepted => (
                Code::ClientCertRejected,
                "did not accept the client certificate",
                "check that this is the certificate for this environment and that onboarding is complete; give your provider its fingerprint (mtls inspect)",
            ),
            Self::Expired => (
                Code::ClientCertExpired,
                "says that the client certificate has expired",
                "renew it: make a request with mtls csr and send it to your provider",
            ),
            Self::NotYetValid => (
                Code::ClientCertNotYetValid,
                "says that the client certificate is not valid yet",
                "check both clocks; otherwise wait, or ask for a certificate that is valid now",
            ),
            Self::OutOfTime => (
                Code::ClientCertExpired,
                "says that the client certificate has expired or is not valid yet",
                "look at its dates (mtls inspect) and at both clocks; an expired one is renewed with mtls csr",
            ),
            Self::Revoked => (
                Code::ClientCertRevoked,
                "says that the client certificate is revoked",
                "ask your provider for a new certificate (mtls csr), and why this one was revoked",
            ),
            Self::Untrusted => (
                Code::ClientCertUntrusted,
                "does not trust the issuer of the client certificate",
                "check that this is the certificate for this environment, and that the provider has registered your CA; an intermediate belongs into the certificate file",
            ),
            Self::ChainIncomplete => (
                Code::ClientChainIncomplete,
                "misses an intermediate between the client certificate and a CA that it trusts",
                "add the intermediate to the certificate file, behind the certificate (mtls inspect names it)",
            ),
            Self::WrongPurpose => (
                Code::ClientCertWrongPurpose,
                "says that the client certificate is not meant for clients",
                "ask your provider for a certificate with extendedKeyUsage clientAuth",
            ),
            Self::Weak => (
                Code::ClientCertWeak,
                "does not take the key or signature of the client certificate",
                "make a new request with mtls csr (RSA-2048, SHA-256) and have it signed",
            ),
            Self::NotRegistered => (
                Code::ClientCertRejected,
                "knows no client to which the certificate belongs",
                "give your provider its fingerprint (mtls inspect), and ask whether it is registered and linked for this environment",
            ),
            Self::Late => (
                Code::ClientCertRequestedLate,
                "wants the client certificate only after the request",
                "ask the provider to require the certificate on the whole host; to test meanwhile use curl or openssl s_client",
            ),
            other => return other.row_of_others(),
        };
        (code, says, fix)
    }

    /// The same of what is no verdict on the certificate.
    fn row_of_others(self) -> (Code, &'static str, &'static str) {
        match self {
            Self::OtherToken => (
                Code::TokenNotBound,
                "says that the token belongs to another certificate than the one presented",
                "get a new token with this certificate, or give the certificate that the token was got with",
            ),
            Self::Wall => (
                Code::Forbidden,
                "blocked the request before the API saw it",
                "ask your provider to let your public address and this request through, with the reference: the API's own log has nothing of it",
            ),
            Self::OwnWall => (
                Code::Forbidden,
                "on our side blocks the request",
                "ask whoever runs your network to let this host through; the server has not seen the request",
            ),
            Self::NoRoute => (
                Code::HttpError,
                "has nothing at this path",
                "check host, path and method against the API's documentation: providers often have another host for calls with a certificate",
            ),
            Self::ApiKey => (
                Code::Unauthorized,
                "wants an API key",
                "add the header that the API's documentation names, with the key of this environment",
            ),
            Self::WrongHost => (
                Code::WrongHost,
                "does not serve the name asked for at this connection",
                "use the provider's own host name in the URL (no address, no other Host header); --connect-to and --resolve keep it",
            ),
            Self::Behind => (
                Code::HttpError,
                "stands, and what is behind it does not answer",
                "try again later, and tell your provider: handshake and certificate were fine this far",
            ),
            Self::BehindTls => (
                Code::HttpError,
                "stands, and its own TLS to what is behind it failed",
                "tell your provider: it is about the gateway's link to the API, and not about your certificate",
            ),
            _ => (
                Code::Forbidden,
                "forbids it by a rule of its own",
                "ask your provider which rule: the certificate's subject, your public address, the path or the token",
            ),
        }
    }
}
