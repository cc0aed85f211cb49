//! Whether an attempt is repeated, told to the person. Must not wait itself.

use std::time::Duration;

use super::{Outcome, Seen};
use crate::commands::World;
use crate::commands::call::options::Options;
use crate::core::http::retry::{Attempt, Decision, End, Policy, decide};
use crate::core::http::{Failure as WireFailure, Request};
use crate::core::tls::Stage;
use crate::exit::Exit;

/// An attempt that is over.
pub(super) struct Tried<'t> {
    /// What was sent first.
    pub request: &'t Request,
    /// What was seen of it.
    pub seen: &'t Seen,
    /// What broke, if that was on the wire.
    pub wire: Option<&'t WireFailure>,
    /// How it ended.
    pub outcome: &'t Outcome,
}

/// How long to wait before the next attempt; `None` when this one stands.
pub(super) fn wait(
    options: &Options,
    tried: &Tried<'_>,
    elapsed: Duration,
    world: &mut dyn World,
) -> Option<Duration> {
    let policy = &options.retry;
    if policy.limit == 0 {
        return None;
    }
    let head = tried.seen.head.as_ref();
    let retry_after = head.and_then(|h| h.header("Retry-After"));
    let failed = tried.outcome.exit != Exit::Ok;
    let end = match (tried.wire, head) {
        (Some(wire), _) => End::Broken(&wire.ended),
        (None, Some(head)) if matches!(tried.outcome.exit, Exit::Ok | Exit::HttpStatus) => {
            End::Answered {
                status: head.status,
                retry_after: retry_after.as_deref(),
                failed,
            }
        }
        _ => End::Local,
    };
    let reached = tried.wire.map(|wire| wire.handshake.stage);
    let attempt = Attempt {
        request: tried.request,
        end,
        sent: tried.seen.redirects > 0 || reached.is_none_or(|s| s >= Stage::Established),
    };
    let done = tried.seen.retries;
    let decision = decide(policy, &attempt, done, elapsed, world.now());
    let status = match attempt.end {
        End::Answered { status, .. } => format!(" ({status})"),
        _ => String::new(),
    };
    let left = policy.limit.saturating_sub(done);
    let (note, wait) = sentence(decision, policy, &status, left, tried.request)?;
    if options.is_talkative() {
        world.note(&note);
    }
    wait
}

/// What is told, and how long to wait; `None` where nothing is to be said.
fn sentence(
    decision: Decision,
    policy: &Policy,
    status: &str,
    left: u32,
    request: &Request,
) -> Option<(String, Option<Duration>)> {
    Some(match decision {
        Decision::Stands => return None,
        Decision::Again { wait, why } => {
            let wait_text = counted(wait.as_secs(), "second", "seconds");
            let left_text = counted(left.into(), "retry", "retries");
            let note =
                format!("Problem: {why}{status}. Will retry in {wait_text}. {left_text} left.");
            (note, Some(wait))
        }
        Decision::TooLate => (
            match policy.max_time {
                Some(_) => "not repeated: the server's Retry-After is later than --retry-max-time allows",
                None => "not repeated: the server's Retry-After asks for more than 10 minutes; --retry-max-time SECONDS allows it",
            }
            .into(),
            None,
        ),
        Decision::Unsafe => (
            format!(
                "not repeated: a {} might then be carried out twice; send an Idempotency-Key header if the server knows it, or add --retry-non-idempotent",
                request.method
            ),
            None,
        ),
        Decision::Gone => (
            "not repeated: its body came from a stream, which is gone; name a file".into(),
            None,
        ),
    })
}

fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
