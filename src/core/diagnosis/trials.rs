//! What several handshakes with one server tell together: with our certificate, without any, and
//! with a stranger's that nobody can know. Pure; the handshakes themselves are `probe`'s.

use super::{Code, Diagnosis, Evidence, SaidBy, client};
use crate::core::http::Ended;
use crate::core::tls::{Alert, Handshake, Stage};

/// How a server took what was presented to it, or that nothing was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reaction {
    /// Not tried, or it did not come to that.
    Unknown,
    /// It asked for no certificate.
    Unasked,
    /// It finished the handshake, or answered.
    Took,
    /// Our side of the handshake was done, and it said nothing in the time that it had.
    Quiet,
    /// It refused, by this alert, or without any.
    Refused(Option<Alert>),
}

/// The handshakes of one probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trials {
    /// With our certificate.
    pub ours: Reaction,
    /// Without any.
    pub bare: Reaction,
    /// With a self-signed one that was made for it.
    pub stranger: Reaction,
}

/// Whether a server wants a client certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// It refuses whoever has none.
    Required,
    /// It asks, and lets the handshake pass without one.
    Optional,
    /// It does not ask in the handshake.
    NotRequested,
    /// It asks, and what it does without one was not seen.
    Unknown,
}

impl Reaction {
    /// Of what was seen. `refused_in_http` is that the answer refuses the certificate, or its
    /// absence.
    pub fn of(seen: &Handshake, ended: Option<&Ended>, refused_in_http: bool) -> Self {
        if refused_in_http {
            return Self::Refused(None);
        }
        let stands = seen.stage >= Stage::Established;
        if seen.requested.is_none() {
            return if stands { Self::Unasked } else { Self::Unknown };
        }
        if seen.stage >= Stage::Answered {
            return Self::Took;
        }
        if seen.alert.is_some() {
            return Self::Refused(seen.alert);
        }
        match ended {
            _ if seen.settled => Self::Took,
            Some(Ended::Closed | Ended::Reset) => Self::Refused(None),
            None | Some(Ended::TimedOut) if stands => Self::Quiet,
            _ => Self::Unknown,
        }
    }

    /// It went on, as far as can be seen.
    pub fn is_taken(self) -> bool {
        matches!(self, Self::Took | Self::Quiet)
    }

    /// It did not.
    pub fn is_refused(self) -> bool {
        matches!(self, Self::Refused(_))
    }

    /// In words, behind `without a certificate the server`.
    fn words(self) -> Option<String> {
        Some(match self {
            Self::Unknown | Self::Unasked => return None,
            Self::Took => "finishes the handshake".into(),
            Self::Quiet => "says nothing against it".into(),
            Self::Refused(Some(alert)) => format!("refuses with alert {alert}"),
            Self::Refused(None) => "refuses without an alert".into(),
        })
    }
}

impl Trials {
    /// Nothing was tried yet.
    pub const NONE: Self = Self {
        ours: Reaction::Unknown,
        bare: Reaction::Unknown,
        stranger: Reaction::Unknown,
    };

    /// Whether a certificate is wanted.
    pub fn policy(&self) -> Policy {
        let all = [self.ours, self.bare, self.stranger];
        let known = all.into_iter().find(|r| *r != Reaction::Unknown);
        match (known, self.bare) {
            (Some(Reaction::Unasked), _) => Policy::NotRequested,
            (_, Reaction::Refused(_)) => Policy::Required,
            (_, Reaction::Took | Reaction::Quiet) => Policy::Optional,
            _ => Policy::Unknown,
        }
    }

    /// Whether ours was taken; `None` where that is not certain.
    pub fn accepted(&self) -> Option<bool> {
        match self.ours {
            Reaction::Took => Some(true),
            Reaction::Refused(_) => Some(false),
            _ => None,
        }
    }

    /// Whether any certificate is taken where one is wanted; `None` where TLS does not tell: a
    /// server that lets in without any may still judge in HTTP.
    pub fn any_accepted(&self) -> Option<bool> {
        match (self.bare, self.stranger) {
            (_, Reaction::Refused(_)) => Some(false),
            (Reaction::Refused(_), Reaction::Took | Reaction::Quiet) => Some(true),
            _ => None,
        }
    }

    /// What the handshakes beside the main one showed, a line each.
    pub fn lines(&self) -> Vec<String> {
        let line = |with: &str, reaction: Reaction| {
            Some(format!("{with} the server {}", reaction.words()?))
        };
        let bare = line("without a certificate", self.bare);
        let stranger = line(
            "with a self-signed certificate made for this",
            self.stranger,
        );
        bare.into_iter().chain(stranger).collect()
    }
}

/// A refusal of ours that says little by itself, told apart by how a stranger's is refused: in the
/// very same way, or in another. What the certificate itself shows goes before.
pub(super) fn told_apart(e: &Evidence) -> Option<Diagnosis> {
    let trials = e.trials?;
    let alert = match trials.ours {
        Reaction::Refused(Some(alert)) => alert,
        Reaction::Refused(None) => return without_a_word(e, trials),
        _ => return None,
    };
    if !e.sent() || !is_general(alert) {
        return None;
    }
    let found = client::refused(e)?;
    let row = match (found.code, trials.stranger) {
        // such a server may have one alert for everything, for a revoked one too
        (Code::ClientCertRejected, Reaction::Refused(Some(other))) if other == alert => {
            return Some(found.with(trials.lines()));
        }
        (
            Code::ClientCertRejected | Code::ClientCertUntrusted,
            Reaction::Refused(Some(Alert::UNKNOWN_CA)) | Reaction::Took,
        ) => FOR_ITSELF,
        _ => return None,
    };
    let (code, summary, fix) = row;
    let told = Diagnosis::new(code, SaidBy::Server, summary, fix).with(found.evidence);
    Some(told.with(trials.lines()))
}

/// Hung up on: whether others are treated alike is all that tells a refusal from a fault.
fn without_a_word(e: &Evidence, trials: Trials) -> Option<Diagnosis> {
    if !e.sent() || e.answer.is_some() {
        return None;
    }
    let mut found = client::refused(e).filter(|found| found.code == Code::ClientCertRejected)?;
    let (summary, fix) = match (trials.bare, trials.stranger) {
        (Reaction::Took, _) => (
            "the server hangs up on this client certificate, and answers without one: it is the certificate that it refuses",
            REGISTERED,
        ),
        (_, Reaction::Took) => (FOR_ITSELF.1, FOR_ITSELF.2),
        // it has words for those that it refuses in TLS
        (Reaction::Refused(Some(_)), Reaction::Refused(Some(_))) => {
            found.code = Code::ConnectionReset;
            (
                "the server hangs up once it has the client certificate, and gives no reason, as it does to those that its TLS refuses: most likely it took the certificate, and what is behind it fails, or drops this client",
                EITHER,
            )
        }
        (Reaction::Refused(None), _) => (
            "the server hangs up with this client certificate and without any alike, and gives no reason: either it wants another one, or what is behind it fails",
            EITHER,
        ),
        _ => (found.summary.as_str(), EITHER),
    };
    (found.summary, found.fix) = (summary.to_owned(), fix.to_owned());
    Some(found.with(trials.lines()))
}

/// Alerts that servers send for any reason at all.
fn is_general(alert: Alert) -> bool {
    matches!(
        alert,
        Alert::HANDSHAKE_FAILURE
            | Alert::BAD_CERTIFICATE
            | Alert::CERTIFICATE_UNKNOWN
            | Alert::ACCESS_DENIED
            | Alert::INTERNAL_ERROR
    )
}

/// Code, cause and fix.
type Row = (Code, &'static str, &'static str);

const FOR_ITSELF: Row = (
    Code::ClientCertRejected,
    "the server refuses this very client certificate, and not for its issuer: a stranger's is treated in another way",
    REGISTERED,
);
const EITHER: &str = "ask your provider whether the service runs, whether your address may connect, and whether this certificate is registered: its log tells which";
const REGISTERED: &str = "ask your provider whether this certificate is registered, linked to your account and not revoked; give them its fingerprint (mtls inspect)";

#[cfg(test)]
mod tests {
    use super::*;

    const NO: Reaction = Reaction::Refused(Some(Alert::UNKNOWN_CA));
    const SHUT: Reaction = Reaction::Refused(None);
    use Reaction::{Quiet, Took, Unasked, Unknown};

    #[test]
    fn three_handshakes_tell_what_is_wanted_and_what_is_taken() {
        let not = Policy::NotRequested;
        let (must, may, what) = (Policy::Required, Policy::Optional, Policy::Unknown);
        for (ours, bare, stranger, policy, accepted, any) in [
            (Took, NO, NO, must, Some(true), Some(false)),
            (NO, NO, NO, must, Some(false), Some(false)),
            (NO, NO, Took, must, Some(false), Some(true)),
            (Took, NO, Took, must, Some(true), Some(true)),
            (Took, SHUT, Quiet, must, Some(true), Some(true)),
            (Quiet, SHUT, SHUT, must, None, Some(false)),
            (Took, Took, NO, may, Some(true), Some(false)),
            (Took, Took, Took, may, Some(true), None),
            (NO, Quiet, NO, may, Some(false), Some(false)),
            (Unknown, NO, NO, must, None, Some(false)),
            (Unknown, Took, Took, may, None, None),
            (Unasked, Unknown, Unknown, not, None, None),
            (Unknown, Unasked, Unknown, not, None, None),
            (Took, Unknown, Unknown, what, Some(true), None),
            (NO, Unknown, Unknown, what, Some(false), None),
            (Unknown, Unknown, Unknown, what, None, None),
        ] {
            let trials = Trials {
                ours,
                bare,
                stranger,
            };
            assert_eq!(
                (trials.policy(), trials.accepted(), trials.any_accepted()),
                (policy, accepted, any),
                "{trials:?}"
            );
        }
    }

    #[test]
    fn a_reaction_is_read_from_what_was_seen() {
        use crate::core::tls::CertificateRequest;
        let seen = |stage, asked: bool, alert| Handshake {
            stage,
            alert,
            requested: asked.then(CertificateRequest::default),
            ..Handshake::default()
        };
        let (mid, done, answered) = (Stage::Handshaking, Stage::Established, Stage::Answered);
        let alert = Some(Alert::BAD_CERTIFICATE);
        for (stage, asked, alert, ended, is) in [
            (
                mid,
                false,
                Some(Alert::PROTOCOL_VERSION),
                Some(Ended::Tls),
                Unknown,
            ),
            (mid, true, alert, Some(Ended::Tls), Reaction::Refused(alert)),
            (mid, true, None, Some(Ended::Reset), SHUT),
            (mid, true, None, Some(Ended::TimedOut), Unknown),
            (mid, true, None, Some(Ended::Tls), Unknown), // we refused
            (done, false, None, None, Unasked),
            (
                done,
                true,
                alert,
                Some(Ended::Tls),
                Reaction::Refused(alert),
            ),
            (done, true, None, Some(Ended::Closed), SHUT),
            (done, true, None, None, Quiet),
            (done, true, None, Some(Ended::TimedOut), Quiet),
            (answered, true, None, None, Took),
        ] {
            let seen = seen(stage, asked, alert);
            assert_eq!(
                Reaction::of(&seen, ended.as_ref(), false),
                is,
                "{seen:?} {ended:?}"
            );
        }
        let settled = Handshake {
            settled: true,
            ..seen(done, true, None)
        };
        assert_eq!(Reaction::of(&settled, Some(&Ended::Closed), false), Took);
        assert_eq!(Reaction::of(&settled, None, true), SHUT);
    }
}
