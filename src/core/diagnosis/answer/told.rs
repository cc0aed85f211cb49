//! What was recognised in an answer, told with what was seen: words that name the cause decide,
//! then our own certificate, and a general code is what is left.

use super::meaning::Meaning;
use super::{Recognised, beside, status};
use crate::core::diagnosis::{Answer, Code, Diagnosis, Evidence, SaidBy, client, late, ours};

/// The diagnosis; `None` where the status alone says as much.
pub(super) fn told(e: &Evidence, answer: &Answer, found: &Recognised) -> Option<Diagnosis> {
    let code = answer.head.status;
    let mut diagnosis = match found.meaning {
        Meaning::NotSent => none_came(e, found.by),
        // whatever they call it, what did not go out was not judged
        Meaning::NotAccepted | Meaning::NotSentOrNotAccepted if e.sent() => not_accepted(e, found),
        Meaning::NotAccepted | Meaning::NotSentOrNotAccepted => none_came(e, found.by),
        Meaning::Denied | Meaning::AwsForbidden | Meaning::Wall => {
            let seen = status::by_what_was_seen(e, answer);
            let likely = seen.or_else(|| aws(e, found));
            likely.unwrap_or_else(|| by_their_own(e, found, code))
        }
        _ => by_their_own(e, found, code),
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
    let mut diagnosis = ours::fault(e).unwrap_or_else(|| {
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

/// They say that none came: the handshake tells whether one was asked for.
pub fn none_came(e: &Evidence, by: &str) -> Diagnosis {
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
        return ours::fault(e).unwrap_or_else(|| {
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
        return late::late(e, by).with(e.client_lines());
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
    ours::fault(e).unwrap_or_else(|| ours::rejected(e, found.by))
}

/// What the words say stands, whatever else is known.
fn by_their_own(e: &Evidence, found: &Recognised, code: u16) -> Diagnosis {
    let meaning = found.meaning;
    if meaning == Meaning::Late {
        return late::late(e, found.by).with(e.client_lines());
    }
    // OpenSSL's words for a chain of none, which Node's authorizationError hands on
    if meaning.is_of_the_certificate() && e.tls && e.asked() && !e.sent() {
        return client::not_sent(e);
    }
    // their words do not tell an unknown CA from an intermediate that was not sent
    if meaning == Meaning::Untrusted
        && let Some(gap) = ours::fault(e).filter(|f| f.code == Code::ClientChainIncomplete)
    {
        return gap;
    }
    let mut diagnosis = found.alone(code);
    if meaning.is_of_the_certificate() {
        let now = e.judged_at();
        let early = e.client.as_ref().is_some_and(|c| now < c.leaf.not_before);
        if meaning == Meaning::OutOfTime && early {
            diagnosis.code = Code::ClientCertNotYetValid;
        }
        return diagnosis
            .with(e.client_lines())
            .with(contradiction(e, meaning));
    }
    match meaning {
        Meaning::OtherToken => diagnosis.with(e.client_lines()),
        Meaning::Denied | Meaning::AwsForbidden | Meaning::Wall if e.tls => {
            diagnosis.with(status::standing(e))
        }
        _ => diagnosis,
    }
}

/// Where their words and our file disagree.
fn contradiction(e: &Evidence, meaning: Meaning) -> Option<String> {
    let leaf = &e.client.as_ref()?.leaf;
    let now = e.judged_at();
    let timely = now >= leaf.not_before && now <= leaf.not_after;
    let of_time = matches!(
        meaning,
        Meaning::Expired | Meaning::NotYetValid | Meaning::OutOfTime
    );
    (of_time && timely).then(|| {
        format!(
            "by {} it is valid, from {} to {}: compare both clocks, and look whether an intermediate has expired",
            if now == e.now { "this clock" } else { "the server's Date" },
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
        let by = match self.meaning {
            Meaning::Behind | Meaning::BehindTls => format!("the gateway ({})", self.by),
            Meaning::Wall | Meaning::Denied | Meaning::AwsForbidden | Meaning::OwnWall => {
                self.by.to_owned()
            }
            _ if self.by == "the server" => self.by.to_owned(),
            _ => format!("the server ({})", self.by),
        };
        let summary = match status {
            0 => format!("{by} {says}"),
            status => format!("{by} {says} (HTTP {status})"),
        };
        let said_by = match self.meaning {
            Meaning::OwnWall => SaidBy::Network,
            _ => SaidBy::Server,
        };
        Diagnosis::new(code, said_by, summary, fix)
    }
}
