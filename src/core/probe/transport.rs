//! The steps below certificates: the name, the connection and its proxy, what TLS agreed on.

use std::time::Duration;

use super::stairs::Climb;
use super::step::{Rung, Step, Verdict};
use crate::core::tls::hello::{Survey, Taken, Verdict as Takes};
use crate::core::tls::way::{Attempt, Outcome};
use crate::core::tls::{Handshake, Stage};

/// The name's addresses.
pub(super) fn name(climb: &Climb<'_>) -> Step {
    let seen = first(climb);
    if seen.stage < Stage::Connecting {
        let time = between(climb, Stage::Resolving, Stage::Connecting);
        return Step::not_reached(Rung::Name).took(time);
    }
    let host = &climb.evidence.host;
    let addresses: Vec<String> = seen.addresses.iter().map(|a| a.ip().to_string()).collect();
    let is_address = addresses.iter().all(|address| address == host);
    let time = between(climb, Stage::Resolving, Stage::Connecting);
    let step = match &seen.way.proxy {
        Some(proxy) => Step::new(
            Rung::Name,
            Verdict::Skipped,
            format!("the proxy {} resolves it", proxy.name),
        ),
        None if addresses.is_empty() => Step::new(Rung::Name, Verdict::Skipped, "a local socket"),
        None if is_address => Step::new(
            Rung::Name,
            Verdict::Skipped,
            format!("{host} is an address"),
        ),
        None => Step::ok(Rung::Name, format!("{host} is {}", addresses.join(", "))),
    };
    step.took(time)
}

/// Which address answered, and through what.
pub(super) fn connection(climb: &Climb<'_>) -> Step {
    let seen = first(climb);
    let attempts = seen.way.attempts.iter().map(ToString::to_string);
    if seen.stage < Stage::Handshaking {
        let time = between(climb, Stage::Connecting, Stage::Handshaking);
        return Step::not_reached(Rung::Connection)
            .took(time)
            .with(attempts);
    }
    let to = match (seen.remote, &seen.way.proxy) {
        (Some(address), Some(proxy)) => {
            format!(
                "through the proxy {} ({}) at {address}",
                proxy.name, proxy.source
            )
        }
        (Some(address), None) => address.to_string(),
        (None, _) => "a local socket".into(),
    };
    let time = between(climb, Stage::Connecting, Stage::Handshaking);
    let step = Step::ok(Rung::Connection, to)
        .took(time)
        .with(seen.local.map(|local| format!("from {local}")));
    let lost = |outcome: &Outcome| {
        matches!(
            outcome,
            Outcome::Refused | Outcome::TimedOut | Outcome::Failed(_)
        )
    };
    // a server of this machine that listens on one of its two addresses is no dead node
    let is_lost = |a: &&Attempt| lost(&a.outcome) && !a.address.ip().is_loopback();
    let dead = seen.way.attempts.iter().filter(is_lost).count();
    match dead {
        0 => step,
        1 => step
            .warned("another address of the name does not answer")
            .with(attempts),
        many => step
            .warned(format!("{many} other addresses of the name do not answer"))
            .with(attempts),
    }
}

/// What TLS agreed on.
pub(super) fn tls(climb: &Climb<'_>) -> Step {
    let seen = first(climb);
    let Some(version) = seen.version else {
        let time = between(climb, Stage::Handshaking, Stage::Established);
        let takes = climb.seen.survey.iter().flat_map(takes);
        return Step::not_reached(Rung::Tls).took(time).with(takes);
    };
    let readable = if version == "TLSv1.3" {
        "TLS 1.3"
    } else {
        "TLS 1.2"
    };
    let parts = [Some(readable), seen.cipher.as_deref(), seen.group];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    let older = climb.seen.first.is_some();
    let older = older.then(|| {
        "the HEAD went over TLS 1.2, where a late request for a certificate shows".to_owned()
    });
    let time = between(climb, Stage::Handshaking, Stage::Established);
    let takes = climb.seen.survey.iter().flat_map(takes);
    let surveyed = climb.seen.survey.as_ref().map(taken);
    let summary = parts.join(", ");
    let summary = surveyed.map_or_else(|| summary.clone(), |all| format!("{summary}; {all}"));
    Step::ok(Rung::Tls, summary)
        .took(time)
        .with(older)
        .with(takes)
}

/// What a survey found, in a clause.
fn taken(survey: &Survey) -> String {
    let all: Vec<String> = survey
        .taken()
        .map(|taken| match taken.suites.len() {
            1 => format!("{} (1 suite)", taken.version),
            many => format!("{} ({many} suites)", taken.version),
        })
        .collect();
    match all.is_empty() {
        true => "the survey found no version that the server takes".into(),
        false => format!("the server takes {}", all.join(", ")),
    }
}

/// What a survey found, a line for each version.
fn takes(survey: &Survey) -> Vec<String> {
    let line = |taken: &Taken| match taken.verdict {
        Takes::Taken => {
            let suites: Vec<String> = taken.suites.iter().map(ToString::to_string).collect();
            let rest = if taken.all_suites {
                ""
            } else {
                ", and perhaps more"
            };
            format!("takes {}: {}{rest}", taken.version, suites.join(", "))
        }
        Takes::Refused => format!("does not take {}", taken.version),
        Takes::Unknown => format!("whether it takes {} was not found out", taken.version),
    };
    survey.versions.iter().map(line).collect()
}

/// The first connection: what was agreed where nothing was held back.
fn first<'a>(climb: &Climb<'a>) -> &'a Handshake {
    let sight = climb.seen.first.as_ref();
    &sight.unwrap_or(&climb.seen.main).handshake
}

/// From one stage to the next, or to where it ended.
fn between(climb: &Climb<'_>, from: Stage, to: Stage) -> Option<Duration> {
    let sight = climb.seen.first.as_ref().unwrap_or(&climb.seen.main);
    let from = sight.handshake.when(from)?;
    let to = sight.handshake.when(to).unwrap_or(sight.over);
    Some(to.saturating_duration_since(from))
}
