//! What the one HEAD was answered, and how much it matters: an error status that says nothing of
//! connection, certificate or credentials is no fault that a probe looks for.

use std::time::Duration;

use super::stairs::Climb;
use super::step::{Rung, Step, Verdict};
use crate::core::diagnosis::{Code, Diagnosis};
use crate::core::http::Head;
use crate::core::tls::Stage;

/// How much an answer's status matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Nothing.
    None,
    /// It should be known.
    Warning,
    /// It is what is wrong.
    Problem,
}

/// What an answer with this diagnosis weighs; `authorized` is that credentials went along.
pub fn weigh(status: u16, code: Code, authorized: bool) -> Weight {
    match (code, status) {
        // APIs answer so to whoever brings no token; whether that is right only the user knows
        (Code::Unauthorized, 401) if !authorized => Weight::Warning,
        // not every API has HEAD, and not at this path
        (Code::HttpError, 404 | 405 | 410 | 501) => Weight::None,
        (Code::HttpError, 400..=499) => Weight::Warning,
        _ => Weight::Problem,
    }
}

/// The step.
pub(super) fn step(climb: &Climb<'_>) -> Step {
    let rung = Rung::Http;
    let main = &climb.seen.main;
    let Some(head) = &main.head else {
        return match main.asked {
            true if climb.problem.is_none() && climb.seen.is_head_unanswered() => {
                Step::ok(rung, "").warned(UNANSWERED).took(took(climb))
            }
            true if main.ended.is_some() => Step::not_reached(rung),
            _ if climb.reached(Stage::Established) && !climb.has_head => {
                Step::new(rung, Verdict::Skipped, "not asked (--no-head)")
            }
            _ => Step::not_reached(rung),
        };
    };
    let mut step = Step::ok(rung, told(head)).took(took(climb));
    if let Some(judged) = climb.remark {
        step = weighed(
            step,
            head,
            judged,
            climb.evidence.answer.as_ref().is_some_and(|a| a.authorized),
        );
    }
    if head.status >= 400 && climb.problem.is_some() && climb.remark.is_none() {
        step = step.warned("which is the refusal");
    }
    step = step.with(climb.skew.iter().map(ToString::to_string));
    match &climb.skew {
        Some(skew) if skew.is_large() => step.warned(skew.to_string()),
        _ => step,
    }
}

fn weighed(step: Step, head: &Head, judged: &Diagnosis, authorized: bool) -> Step {
    match weigh(head.status, judged.code, authorized) {
        Weight::Warning => step.warned(&judged.summary).with([judged.fix.clone()]),
        _ => step,
    }
}

fn told(head: &Head) -> String {
    let status = format!("HTTP {} {}", head.status, head.reason);
    let mut parts = vec![status.trim_end().to_owned()];
    parts.extend(
        head.header("Server")
            .map(|server| format!("server {server}")),
    );
    parts.join(", ")
}

fn took(climb: &Climb<'_>) -> Option<Duration> {
    let seen = &climb.seen.main.handshake;
    let since = seen.when(Stage::Established)?;
    Some(climb.seen.main.over.saturating_duration_since(since))
}

/// No fault is shown by it.
const UNANSWERED: &str = "the HEAD was not answered in time: this server may not answer HEAD (--no-head leaves it out, mtls call asks with GET), or the service behind it is down";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_weigh_as_they_speak_of_certificates_and_credentials() {
        for (status, code, authorized, weight) in [
            (404, Code::HttpError, false, Weight::None),
            (405, Code::HttpError, true, Weight::None),
            (501, Code::HttpError, false, Weight::None),
            (400, Code::HttpError, false, Weight::Warning),
            (429, Code::HttpError, false, Weight::Warning),
            (500, Code::HttpError, false, Weight::Problem),
            (503, Code::HttpError, false, Weight::Problem),
            (401, Code::Unauthorized, false, Weight::Warning),
            (401, Code::Unauthorized, true, Weight::Problem),
            (403, Code::Unauthorized, false, Weight::Problem),
            (401, Code::TokenExpired, true, Weight::Problem),
            (403, Code::Forbidden, false, Weight::Problem),
            (400, Code::ClientCertRequired, false, Weight::Problem),
            (421, Code::WrongHost, false, Weight::Problem),
        ] {
            assert_eq!(weigh(status, code, authorized), weight, "{status} {code}");
        }
    }
}
