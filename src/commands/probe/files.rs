//! The first step: what we have, whether it goes together, and what anyone can see is wrong with it.
//! A fault that keeps it from being presented ends the probe; any other waits for the server's word.

use std::sync::Arc;
use std::time::Instant;

use super::Presented;
use crate::cli::IdentityArgs;
use crate::commands::{World, identity};
use crate::core::clock::Time;
use crate::core::diagnosis::{Code, Diagnosis, SaidBy};
use crate::core::identity::Identity;
use crate::core::material::Certificate;
use crate::core::probe::{Rung, Step, Verdict};
use crate::exit::Exit;
use crate::report::Failure;
use crate::report::findings;

/// What we have.
#[derive(Clone)]
pub struct Ours {
    /// What is presented; `None` where there is nothing, or nothing that works.
    pub identity: Presented,
    /// The step.
    pub step: Step,
    /// What keeps it from being presented.
    pub problem: Option<Diagnosis>,
}

/// Reads it.
///
/// # Errors
/// Ends 2 for flags that contradict themselves.
pub fn load(args: &IdentityArgs, world: &mut dyn World) -> anyhow::Result<Ours> {
    let begun = Instant::now();
    let mut notes = Vec::new();
    let loaded = identity::identity(args, world, &mut notes);
    let took = Some(begun.elapsed());
    match loaded {
        Ok(Some(identity)) => {
            let step = sound(&identity, &notes, world.now()).took(took);
            Ok(Ours {
                identity: Some(Arc::new(identity)),
                step,
                problem: None,
            })
        }
        Ok(None) => {
            let none = "no certificate is given (--cert)";
            let step = Step::new(Rung::Files, Verdict::Skipped, none);
            Ok(Ours {
                identity: None,
                step,
                problem: None,
            })
        }
        Err(error) => {
            let problem = as_diagnosis(error)?;
            let summary = problem.summary.clone();
            let step = Step::new(Rung::Files, Verdict::Failed, summary).took(took);
            Ok(Ours {
                identity: None,
                step: step.with(notes),
                problem: Some(problem),
            })
        }
    }
}

/// A failure on this side as what is wrong.
///
/// # Errors
/// Ends 2 for one that is a matter of the command line.
pub fn as_diagnosis(error: anyhow::Error) -> anyhow::Result<Diagnosis> {
    let failure = Failure::from(error);
    let named = |name| Code::ALL.iter().find(|code| code.name() == name);
    match failure.code.and_then(named) {
        Some(code) if failure.exit != Exit::Usage => Ok(Diagnosis {
            code: *code,
            summary: failure.summary,
            evidence: failure.evidence,
            fix: failure.fix,
            said_by: SaidBy::Us,
        }),
        _ => Err(Failure {
            exit: Exit::Usage,
            ..failure
        }
        .into()),
    }
}

/// The step of one that goes together, and what was said when it was read.
pub fn sound(identity: &Identity, notes: &[String], now: Time) -> Step {
    let leaf = identity.leaf();
    let chain = identity.chain();
    let step = Step::ok(Rung::Files, told(leaf, now));
    let issuers: Vec<String> = chain
        .issuers()
        .iter()
        .map(|c| c.subject.to_string())
        .collect();
    let behind = match (issuers.is_empty(), chain.missing_issuer()) {
        (true, Some(issuer)) => format!("sent alone: {issuer} is not in the file"),
        (true, None) => "it is self-signed".into(),
        (false, Some(issuer)) => format!(
            "sent with {}; {issuer} is not in the file",
            issuers.join(", ")
        ),
        (false, None) => format!("its chain is whole: {}", issuers.join(", ")),
    };
    let strangers = chain.strangers().iter();
    let strangers = strangers.map(|c| format!("{} in the file is no part of its chain", c.subject));
    let problems = findings::of_presented(chain.ordered(), now);
    let step = step
        .with([
            behind,
            format!("fingerprint sha256 {}", leaf.fingerprint_sha256()),
        ])
        .with(strangers)
        .with(problems.iter().map(|problem| problem.message.clone()))
        .with(notes.iter().cloned());
    match (problems.first(), notes.first()) {
        // how long ago stands there already
        (Some(problem), _) if problem.code == "expired" => step.warned(&problem.fix),
        (Some(problem), _) => step.warned(&problem.message),
        (None, Some(note)) => step.warned(note),
        (None, None) => step,
    }
}

fn told(leaf: &Certificate, now: Time) -> String {
    let until = match leaf.not_after > now {
        true => format!("{} left", leaf.not_after.apart(now)),
        false => format!("expired {} ago", leaf.not_after.apart(now)),
    };
    let key = leaf.public_key.algorithm();
    format!(
        "{}, issued by {}, {key}, {until}",
        leaf.subject, leaf.issuer
    )
}
