//! One probe: the handshakes carried out, the answer found, and all of it told.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::gear::{Gear, Node};
use super::{Goal, nodes};
use crate::commands::connect::judged;
use crate::core::clock::Time;
use crate::core::diagnosis::{Code, Diagnosis, Evidence, Trials, refused_in_http};
use crate::core::material::Certificate;
use crate::core::probe::{
    Climb, Rung, Seen, Skew, Step, Verdict, Weight, milliseconds, steps, weigh,
};
use crate::report::probe::{
    ClientCertificate, HttpFacts, ProbeFacts, ServerCertificate, TlsFacts, all_well,
};

/// When a probe is, and what is known before it begins.
#[derive(Clone)]
pub struct Round {
    at: Time,
    /// The same moment by a clock that nobody sets.
    begun: Instant,
    clock: Instant,
    /// When all must be over.
    pub deadline: Instant,
    files: Step,
}

impl Round {
    /// Begins one: `files` is its first step, `now` the wall clock's time.
    pub fn begin(files: Step, limit: Duration, now: Time) -> Self {
        let begun = Instant::now();
        let spent = files.duration_ms.unwrap_or(0.0) / 1000.0;
        let spent = Duration::try_from_secs_f64(spent).unwrap_or_default();
        let clock = begun.checked_sub(spent).unwrap_or(begun);
        Self {
            at: now,
            begun,
            clock,
            deadline: begun + limit.min(LONGEST),
            files,
        }
    }

    /// One of its parts, which begins now and has this time.
    pub fn part(&self, share: Duration) -> Self {
        let clock = Instant::now();
        Self {
            clock,
            deadline: clock + share,
            ..self.clone()
        }
    }

    /// What this machine's clock said then.
    fn time(&self, then: Instant) -> Time {
        let since = then.saturating_duration_since(self.begun).as_secs();
        self.at.plus(i64::try_from(since).unwrap_or(i64::MAX))
    }

    /// Carries it out.
    pub fn probe(&self, gear: &Gear, goal: &Goal) -> ProbeFacts {
        match goal.all_addresses {
            true => nodes::all(self, gear, goal),
            false => self.one(gear, goal, None),
        }
    }

    /// The same with one of the name's addresses, where one is given.
    pub fn one(&self, gear: &Gear, goal: &Goal, only: Option<SocketAddr>) -> ProbeFacts {
        let node = gear.node(only);
        let seen = node.try_all(goal, self.deadline);
        self.facts(goal, &node, &seen)
    }
}

/// What the answer is, and what it rests on.
struct Judged {
    evidence: Evidence,
    trials: Trials,
    /// What is wrong.
    problem: Option<Diagnosis>,
    /// What is to be known of the answer, and is not wrong by itself.
    remark: Option<Diagnosis>,
    skew: Option<Skew>,
}

fn judge(round: &Round, goal: &Goal, node: &Node<'_>, seen: &Seen) -> Judged {
    let connected = &node.connected;
    let own = goal.heads.own.as_ref();
    let authorized = own.is_some_and(|head| head.header("Authorization").is_some());
    let mut evidence = connected.seen(&goal.target.url, &seen.main, authorized);
    let is_refused = refused_in_http(&evidence).is_some(); // a guess is none
    let trials = seen.trials(connected.client.is_some(), is_refused);
    evidence.trials = Some(trials);
    evidence.obstacle.clone_from(&seen.obstacle);
    let answered = seen.answered();
    let skew = answered.and_then(|sight| Skew::of(sight.head.as_ref()?, round.time(sight.over)));
    let found = judged(&evidence).map(|found| match skew {
        Some(skew) => {
            let judged = judged_by_dates(&found, &evidence);
            skew.reconsider(found, judged.as_ref())
        }
        None => found,
    });
    let (problem, remark) = match found {
        Some(found) if is_no_fault(&found, &evidence, seen) => (None, Some(found)),
        found => (found, None),
    };
    Judged {
        evidence,
        trials,
        problem,
        remark,
        skew,
    }
}

/// It should be known, and nothing of ours is refused by it.
fn is_no_fault(found: &Diagnosis, evidence: &Evidence, seen: &Seen) -> bool {
    match &evidence.answer {
        Some(answer) => weigh(answer.head.status, found.code, answer.authorized) != Weight::Problem,
        None => found.code == Code::ConnectionTimeout && seen.is_head_unanswered(),
    }
}

/// The certificate that the cause speaks of.
fn judged_by_dates(found: &Diagnosis, evidence: &Evidence) -> Option<Certificate> {
    match found.code {
        Code::ClientCertExpired | Code::ClientCertNotYetValid => {
            evidence.client.as_ref().map(|client| client.leaf.clone())
        }
        _ => {
            let leaf = evidence.handshake.server_chain.first()?;
            Certificate::from_der(leaf).ok()
        }
    }
}

impl Round {
    fn facts(&self, goal: &Goal, node: &Node<'_>, seen: &Seen) -> ProbeFacts {
        let judged = judge(self, goal, node, seen);
        let climb = Climb {
            seen,
            evidence: &judged.evidence,
            trials: judged.trials,
            problem: judged.problem.as_ref(),
            remark: judged.remark.as_ref(),
            skew: judged.skew,
            has_head: goal.heads.own.is_some(),
        };
        let mut all = vec![self.files.clone()];
        all.extend(steps(&climb));
        let Judged {
            evidence,
            trials,
            problem,
            remark,
            skew,
        } = judged;
        let main = &seen.main.handshake;
        let agreed = seen.first.as_ref().map_or(main, |first| &first.handshake);
        ProbeFacts {
            target: goal.target.name.clone(),
            at: self.at.rfc3339(),
            duration_ms: milliseconds(self.clock.elapsed()),
            diagnosis: problem.unwrap_or_else(|| all_well(well(&all, &evidence, remark.as_ref()))),
            steps: all,
            handshakes: seen.handshakes,
            hellos: seen.hellos,
            addresses: main.addresses.iter().map(ToString::to_string).collect(),
            address: main.remote.map(|address| address.to_string()),
            proxy: main.way.proxy.as_ref().map(|proxy| proxy.name.clone()),
            tls: TlsFacts::of(agreed),
            server_certificate: ServerCertificate::of(
                &goal.target.name,
                main,
                &evidence.trust,
                self.at,
            ),
            client_certificate: ClientCertificate::of(&evidence, &trials),
            http: seen
                .main
                .head
                .as_ref()
                .map(|head| HttpFacts::of(head, skew.as_ref())),
            tls_survey: seen.survey.clone(),
            nodes: None,
        }
    }

    /// Something on this side is wrong, and nothing was sent.
    pub fn not_sent(&self, goal: &Goal, problem: Diagnosis) -> ProbeFacts {
        let first = Step {
            verdict: Verdict::Failed,
            summary: problem.summary.clone(),
            ..self.files.clone()
        };
        let further = Rung::ALL.into_iter().skip(1);
        let mut all = vec![first];
        all.extend(further.map(Step::not_reached));
        ProbeFacts {
            target: goal.target.name.clone(),
            at: self.at.rfc3339(),
            duration_ms: milliseconds(self.clock.elapsed()),
            diagnosis: problem,
            steps: all,
            handshakes: 0,
            hellos: 0,
            addresses: Vec::new(),
            address: None,
            proxy: None,
            tls: None,
            server_certificate: None,
            client_certificate: ClientCertificate::unknown(),
            http: None,
            tls_survey: None,
            nodes: None,
        }
    }
}

/// What is said when nothing is wrong.
fn well(steps: &[Step], evidence: &Evidence, remark: Option<&Diagnosis>) -> String {
    let status = evidence.answer.as_ref().map(|answer| answer.head.status);
    if status == Some(401) && remark.is_some_and(|remark| remark.code == Code::Unauthorized) {
        let tls = match evidence.sent() {
            true => "TLS takes the certificate",
            false => "TLS refuses nothing",
        };
        return format!(
            "{tls}; HTTP wants credentials (401), and `mtls call` sees what its body says"
        );
    }
    let warned = steps.iter().any(|step| step.verdict == Verdict::Warning);
    match warned {
        true => "nothing is refused; see the warnings".into(),
        false => "nothing is wrong".into(),
    }
}

/// No probe takes longer, whatever is asked for: a time that clocks can hold.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
