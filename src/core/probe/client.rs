//! What the server asks of its clients, and what it makes of our certificate: two steps.

use super::stairs::Climb;
use super::step::{Rung, Step, Verdict};
use crate::core::diagnosis::{Policy, Reaction};
use crate::core::tls::{CertificateRequest, Stage};

/// Whether a certificate is asked for, of whom, for which keys, and whether ours is among them.
pub(super) fn asked(climb: &Climb<'_>) -> Step {
    let rung = Rung::ClientCertificate;
    let seen = &climb.seen.main.handshake;
    let Some(request) = &seen.requested else {
        if !climb.reached(Stage::Established) {
            return Step::not_reached(rung);
        }
        let none = "the server asks for no certificate in the handshake";
        return match climb.evidence.client {
            Some(_) => Step::ok(rung, "").warned(format!("{none}, so ours is not presented")),
            None => Step::ok(rung, none),
        };
    };
    let trials = &climb.trials;
    let policy = match trials.policy() {
        Policy::Required => "required",
        Policy::Optional if trials.stranger.is_refused() => "optional",
        Policy::Optional | Policy::NotRequested | Policy::Unknown => "asked for",
    };
    let ours = match (&climb.evidence.client, climb.evidence.issuer_not_accepted()) {
        (Some(_), false) if !request.issuers.is_empty() => ", ours among them",
        _ => "",
    };
    let left_to_http = trials.bare.is_taken() && trials.stranger.is_taken();
    let left_to_http = match left_to_http {
        true => "; TLS lets everybody pass, so HTTP decides",
        false => "",
    };
    let summary = format!("{policy}{}{ours}{left_to_http}", accepts(request));
    let step = Step::ok(rung, summary)
        .with(lines(climb, request))
        .with(trials.lines());
    let step = match (&climb.evidence.client, climb.evidence.issuer_not_accepted()) {
        (Some(client), true) => step.warned(format!(
            "ours, by {}, is not among them",
            client.leaf.issuer
        )),
        _ => step,
    };
    match climb.trials.any_accepted() {
        Some(true) => step.warned("any certificate is accepted, a stranger's too"),
        _ => step,
    }
}

fn accepts(request: &CertificateRequest) -> String {
    let names: Vec<String> = request
        .issuers
        .iter()
        .take(FEW)
        .map(ToString::to_string)
        .collect();
    match (request.issuers.len(), names.join("; ")) {
        (0, _) => ", and the server does not say of which issuers".into(),
        (all, names) if all > FEW => format!(", of {names} and {} other issuers", all - FEW),
        (_, names) => format!(", of {names}"),
    }
}

fn lines(climb: &Climb<'_>, request: &CertificateRequest) -> Vec<String> {
    let mut lines = Vec::new();
    if request.issuers.len() > FEW {
        lines.extend(request.issuers.iter().map(|name| format!("accepts {name}")));
    }
    lines.push(format!(
        "takes signatures by {}",
        request.schemes.join(", ")
    ));
    if let (Some(fits), Some(client)) = (request.key_fits, &climb.evidence.client) {
        let fits = if fits {
            "fits one of them"
        } else {
            "fits none of them"
        };
        lines.push(format!(
            "our key, {}, {fits}",
            client.leaf.public_key.algorithm()
        ));
    }
    lines
}

/// Whether ours was taken, and how we know.
pub(super) fn acceptance(climb: &Climb<'_>) -> Step {
    let rung = Rung::Acceptance;
    let seen = &climb.seen.main.handshake;
    let stands = climb.reached(Stage::Established);
    if climb.evidence.client.is_none() {
        return match stands {
            true => Step::new(
                rung,
                Verdict::Skipped,
                "there is no certificate to be accepted",
            ),
            false => Step::not_reached(rung),
        };
    }
    if stands && seen.requested.is_none() {
        return Step::new(rung, Verdict::Skipped, "none was asked for");
    }
    match climb.trials.ours {
        Reaction::Took if seen.stage >= Stage::Answered => {
            Step::ok(rung, "taken: the server answered over it")
        }
        Reaction::Took if seen.version == Some("TLSv1.2") => {
            Step::ok(rung, "taken: the server finished the handshake after it")
        }
        Reaction::Took => Step::ok(rung, "taken: the server sent a session ticket after it"),
        Reaction::Quiet => Step::ok(rung, "").warned(
            "the server said nothing against it, and nothing for it: TLS 1.3 does not make it answer",
        ),
        Reaction::Refused(_) => Step::new(rung, Verdict::Failed, "refused"),
        Reaction::Unknown | Reaction::Unasked => Step::not_reached(rung),
    }
}

/// Issuers told in one clause.
const FEW: usize = 3;
