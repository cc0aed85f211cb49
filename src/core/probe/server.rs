//! The server's certificate as a step: whose, by whom, how long, and whether it is trusted.

use super::stairs::Climb;
use super::step::{Rung, Step, Verdict};
use crate::core::clock::Time;
use crate::core::material::Certificate;
use crate::core::tls::Verdict as Judged;

/// The step.
pub(super) fn step(climb: &Climb<'_>) -> Step {
    let rung = Rung::ServerCertificate;
    let seen = &climb.seen.main.handshake;
    let leaf = seen.server_chain.first();
    let Some(leaf) = leaf.and_then(|der| Certificate::from_der(der).ok()) else {
        return Step::not_reached(rung);
    };
    let now = climb.evidence.now;
    let step = Step::ok(rung, told(&leaf, now)).with(lines(climb, &leaf));
    let step = match &seen.verdict {
        Some(Judged::Trusted) | None => step,
        Some(judged) if climb.evidence.insecure => {
            step.warned(format!("accepted by -k alone: {judged}"))
        }
        Some(_) => Step {
            verdict: Verdict::Failed,
            ..step
        },
    };
    let left = leaf.not_after.days_from(now);
    match (0..=URGENT).contains(&left) {
        true => step.warned("tell the provider to renew it"),
        false => step,
    }
}

fn told(leaf: &Certificate, now: Time) -> String {
    let until = match leaf.not_after > now {
        true => format!("{} left", leaf.not_after.apart(now)),
        false => format!("expired {} ago", leaf.not_after.apart(now)),
    };
    format!("{}, issued by {}, {until}", leaf.subject, leaf.issuer)
}

fn lines(climb: &Climb<'_>, leaf: &Certificate) -> Vec<String> {
    let sent = climb.seen.main.handshake.server_chain.len();
    let certificates = if sent == 1 {
        "certificate"
    } else {
        "certificates"
    };
    let san = &leaf.extensions.san;
    let names = match san.is_empty() {
        true => "it has no subjectAltName".to_owned(),
        false => format!("it is for {}", san.join(", ")),
    };
    vec![
        names,
        format!(
            "valid from {} to {}",
            leaf.not_before.readable(),
            leaf.not_after.readable()
        ),
        format!(
            "the server sends {sent} {certificates}; judged by {}",
            climb.evidence.trust
        ),
    ]
}

/// The contract's tier, in days.
const URGENT: i64 = 30;
