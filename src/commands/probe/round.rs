//! One probe: from our files to what is told of the server.

use std::time::{Duration, Instant};

use super::files::{self, Ours};
use super::gear::Gear;
use super::head::Heads;
use super::target::Target;
use crate::cli::ProbeArgs;
use crate::commands::connect::is_refused_certificate;
use crate::commands::{World, working};
use crate::core::clock::Time;
use crate::core::diagnosis::{Code, Diagnosis, Evidence, Trials};
use crate::core::material::Certificate;
use crate::core::probe::{
    Climb, Rung, Seen, Skew, Step, Verdict, Weight, milliseconds, steps, weigh,
};
use crate::report::probe::{
    ClientCertificate, HttpFacts, ProbeFacts, ServerCertificate, TlsFacts, all_well,
};

/// When and of what a probe is.
struct Begun<'a> {
    target: &'a Target,
    at: Time,
    clock: Instant,
}

/// Probes once.
///
/// # Errors
/// Ends 2 for flags that contradict themselves; whatever else is wrong is the answer.
pub fn round(
    args: &ProbeArgs,
    target: &Target,
    heads: &Heads,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<ProbeFacts> {
    let begun = Begun {
        target,
        at: world.now(),
        clock: Instant::now(),
    };
    let given = args.connection.max_time.filter(|time| !time.is_zero());
    let deadline = begun.clock + given.unwrap_or(WHOLE);
    let ours = files::load(&args.identity, world)?;
    let Ours {
        identity,
        step,
        problem,
    } = ours;
    if let Some(problem) = problem {
        return Ok(begun.not_sent(step, problem));
    }
    let gear = match Gear::new(args, identity.as_ref(), world, notes) {
        Ok(gear) => gear,
        Err(error) => {
            let problem = files::as_diagnosis(error)?;
            let step = Step {
                verdict: Verdict::Failed,
                summary: problem.summary.clone(),
                ..step
            };
            return Ok(begun.not_sent(step, problem));
        }
    };
    let doing = format!("probing {}", target.name);
    let seen = working(world, &doing, || {
        Ok(gear.try_all(&target.url, heads, deadline))
    })?;
    Ok(begun.facts(step, &gear, &seen, heads))
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

fn judge(begun: &Begun<'_>, gear: &Gear<'_>, seen: &Seen, heads: &Heads) -> Judged {
    let connected = &gear.connected;
    let url = &begun.target.url;
    let own = heads.own.as_ref();
    let authorized = own.is_some_and(|head| head.header("Authorization").is_some());
    let has_certificate = connected.client.is_some();
    let (_, first) = connected.judge_sight(url, &seen.main, authorized, None);
    let refused_in_http =
        seen.main.head.is_some() && first.is_some_and(|d| is_refused_certificate(d.code));
    let trials = seen.trials(has_certificate, refused_in_http);
    let (evidence, found) = connected.judge_sight(url, &seen.main, authorized, Some(trials));
    let heads = [Some(&seen.main), seen.bare.as_ref()];
    let head = heads
        .into_iter()
        .flatten()
        .find_map(|sight| sight.head.as_ref());
    let skew = head.and_then(|head| Skew::of(head, begun.at));
    let found = found.map(|found| match skew {
        Some(skew) => {
            let judged = judged_by_dates(&found, &evidence);
            skew.reconsider(found, judged.as_ref())
        }
        None => found,
    });
    let status = evidence
        .answer
        .as_ref()
        .map_or(0, |answer| answer.head.status);
    let (problem, remark) = match found {
        Some(found) if status > 0 && weigh(status, found.code, authorized) != Weight::Problem => {
            (None, Some(found))
        }
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

impl Begun<'_> {
    fn facts(&self, first: Step, gear: &Gear<'_>, seen: &Seen, heads: &Heads) -> ProbeFacts {
        let judged = judge(self, gear, seen, heads);
        let climb = Climb {
            seen,
            evidence: &judged.evidence,
            trials: judged.trials,
            problem: judged.problem.as_ref(),
            remark: judged.remark.as_ref(),
            skew: judged.skew,
            has_head: heads.own.is_some(),
        };
        let mut all = vec![first];
        all.extend(steps(&climb));
        let Judged {
            evidence,
            trials,
            problem,
            skew,
            ..
        } = judged;
        let main = &seen.main.handshake;
        let agreed = seen.first.as_ref().map_or(main, |first| &first.handshake);
        ProbeFacts {
            target: self.target.name.clone(),
            at: self.at.rfc3339(),
            duration_ms: milliseconds(self.clock.elapsed()),
            diagnosis: problem.unwrap_or_else(|| all_well(well(&all))),
            steps: all,
            connections: seen.connections(),
            addresses: main.addresses.iter().map(ToString::to_string).collect(),
            address: main.remote.map(|address| address.to_string()),
            proxy: main.way.proxy.as_ref().map(|proxy| proxy.name.clone()),
            tls: TlsFacts::of(agreed),
            server_certificate: ServerCertificate::of(
                &self.target.name,
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
        }
    }

    /// Something on this side is wrong, and nothing was sent.
    fn not_sent(&self, first: Step, problem: Diagnosis) -> ProbeFacts {
        let further = Rung::ALL.into_iter().skip(1);
        let mut all = vec![first];
        all.extend(further.map(Step::not_reached));
        ProbeFacts {
            target: self.target.name.clone(),
            at: self.at.rfc3339(),
            duration_ms: milliseconds(self.clock.elapsed()),
            diagnosis: problem,
            steps: all,
            connections: 0,
            addresses: Vec::new(),
            address: None,
            proxy: None,
            tls: None,
            server_certificate: None,
            client_certificate: ClientCertificate::unknown(),
            http: None,
        }
    }
}

/// What is said when nothing is wrong.
fn well(steps: &[Step]) -> &'static str {
    let warned = steps.iter().any(|step| step.verdict == Verdict::Warning);
    match warned {
        true => "nothing is refused; see the warnings",
        false => "nothing is wrong",
    }
}

/// For a whole probe.
const WHOLE: Duration = Duration::from_secs(10);
