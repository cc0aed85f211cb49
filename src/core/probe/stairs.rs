//! From what was seen to the staircase: every step up to the one that failed, and after it what is
//! known all the same. Pure.

use super::step::{Rung, Step, Verdict};
use super::{Seen, Skew, client, http, server, transport};
use crate::core::diagnosis::{Code, Diagnosis, Evidence, SaidBy, Trials};
use crate::core::tls::Stage;

/// What a staircase is made of.
pub struct Climb<'a> {
    /// The handshakes.
    pub seen: &'a Seen,
    /// The main one with what is known beside it.
    pub evidence: &'a Evidence,
    /// What the handshakes tell together.
    pub trials: Trials,
    /// What is wrong; `None` when nothing is.
    pub problem: Option<&'a Diagnosis>,
    /// What an answer says that is no fault by itself.
    pub remark: Option<&'a Diagnosis>,
    /// The server's clock.
    pub skew: Option<Skew>,
    /// Whether a HEAD was wanted.
    pub has_head: bool,
}

impl Climb<'_> {
    /// How far the main connection got.
    pub(super) fn reached(&self, stage: Stage) -> bool {
        self.seen.main.handshake.stage >= stage
    }

    /// The step that failed.
    fn red(&self) -> Option<Rung> {
        let problem = self.problem?;
        let stage = self.seen.main.handshake.stage;
        Some(rung_of(problem, stage))
    }
}

/// All steps but the first, which needs no server.
pub fn steps(climb: &Climb<'_>) -> Vec<Step> {
    let red = climb.red();
    let made = [
        transport::name(climb),
        transport::connection(climb),
        transport::tls(climb),
        server::step(climb),
        client::asked(climb),
        client::acceptance(climb),
        http::step(climb),
    ];
    let colour = |step: Step| match (climb.problem, red) {
        (Some(problem), Some(red)) if step.step == red => Step {
            verdict: Verdict::Failed,
            summary: problem.summary.clone(),
            ..step
        },
        _ if step.verdict == Verdict::NotReached => step.took(None),
        _ => step,
    };
    made.into_iter().map(colour).collect()
}

/// Where a cause belongs.
fn rung_of(problem: &Diagnosis, stage: Stage) -> Rung {
    use Code as C;
    match problem.code {
        C::DnsFailure => Rung::Name,
        C::ConnectionRefused | C::ProxyFailure => Rung::Connection,
        C::ConnectionTimeout | C::ConnectionReset if stage < Stage::Handshaking => Rung::Connection,
        C::NoSharedCipher if problem.said_by == SaidBy::Us => Rung::ClientCertificate,
        C::NotTls
        | C::HandshakeTimeout
        | C::HandshakeClosed
        | C::TlsVersionUnsupported
        | C::NoSharedCipher
        | C::SniUnrecognized => Rung::Tls,
        C::ConnectionTimeout | C::ConnectionReset if stage < Stage::Established => Rung::Tls,
        C::ClientCertRequired | C::ClientCertRequestedLate => Rung::ClientCertificate,
        code if code.name().starts_with("server-") => Rung::ServerCertificate,
        code if code.name().starts_with("client-") => Rung::Acceptance,
        _ => Rung::Http,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_has_its_step() {
        use Code as C;
        let (dialing, mid, done) = (Stage::Connecting, Stage::Handshaking, Stage::Established);
        let (us, server, net) = (SaidBy::Us, SaidBy::Server, SaidBy::Network);
        let answered = Stage::Answered;
        let table = [
            (Rung::Name, C::DnsFailure, dialing, net),
            (Rung::Connection, C::ConnectionRefused, dialing, net),
            (Rung::Connection, C::ConnectionTimeout, dialing, net),
            (Rung::Connection, C::ProxyFailure, dialing, net),
            (Rung::Tls, C::ConnectionReset, mid, net),
            (Rung::Tls, C::NotTls, mid, server),
            (Rung::Tls, C::NoSharedCipher, mid, server),
            (Rung::ClientCertificate, C::NoSharedCipher, mid, us),
            (Rung::ServerCertificate, C::ServerNameMismatch, mid, us),
            (Rung::ServerCertificate, C::ServerKeyNotPinned, mid, us),
            (Rung::ClientCertificate, C::ClientCertRequired, done, server),
            (
                Rung::ClientCertificate,
                C::ClientCertRequestedLate,
                done,
                server,
            ),
            (Rung::Acceptance, C::ClientCertExpired, done, server),
            (Rung::Acceptance, C::ClientChainIncomplete, mid, server),
            (Rung::Http, C::ConnectionReset, done, server),
            (Rung::Http, C::ConnectionTimeout, done, net),
            (Rung::Http, C::Forbidden, answered, server),
        ];
        for (rung, code, stage, said_by) in table {
            let problem = Diagnosis {
                code,
                summary: String::new(),
                evidence: Vec::new(),
                fix: String::new(),
                said_by,
            };
            assert_eq!(rung_of(&problem, stage), rung, "{code} at {stage:?}");
        }
    }
}
