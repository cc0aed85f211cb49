//! What else is to be said of a transfer that broke off: how much had come, what became of the
//! file, and whether the request may have been carried out. Must not decide how it ends.

use super::Stopped;
use crate::commands::connect::is_refusal_by_name;
use crate::core::http::{Ended, Failure as WireFailure, Request};
use crate::core::tls::Stage;
use crate::report::Failure;

/// How far a body had come.
pub(super) struct Come {
    /// In bytes.
    pub received: u64,
    /// What was announced, in bytes.
    pub total: Option<u64>,
    /// The file that does not appear now, by its name.
    pub lost: Option<String>,
}

/// Says how far the body had come, and what became of it.
pub(super) fn amid(stopped: Stopped, come: &Come) -> Stopped {
    let Stopped { mut failure, wire } = stopped;
    let arrived = match come.total {
        Some(total) => format!("{} of {total} bytes of its body had come", come.received),
        None => format!("{} bytes of its body had come", come.received),
    };
    failure.evidence.push(arrived);
    if let Some(file) = come.lost.as_ref().filter(|_| come.received > 0) {
        failure.evidence.push(format!(
            "they are not kept: {file} is written when it is whole, or on and on with -C -"
        ));
    }
    Stopped { failure, wire }
}

/// Says so where a request that must not simply be repeated had gone out and nothing tells whether
/// it was carried out (RFC 9110 section 9.2.2).
pub(super) fn warn(failure: &mut Failure, request: &Request, wire: &WireFailure) {
    let is_open = matches!(
        wire.ended,
        Ended::TimedOut
            | Ended::Closed
            | Ended::Reset
            | Ended::Truncated
            | Ended::BadFraming(_)
            | Ended::Other(_)
    );
    let had_gone = wire.handshake.stage >= Stage::Established;
    let is_refused = failure.code.is_some_and(is_refusal_by_name);
    if !is_open || !had_gone || is_refused || REPEATABLE.contains(&request.method.as_str()) {
        return;
    }
    let method = &request.method;
    failure.evidence.push(format!(
        "the {method} was sent and may have been carried out"
    ));
    let key = request.header("Idempotency-Key");
    failure.fix = match key {
        Some(key) => format!(
            "repeat it with --idempotency-key {}, and it is not carried out twice",
            String::from_utf8_lossy(key)
        ),
        None => format!(
            "see whether it was carried out before you send the {method} again; one with --idempotency-key auto may be repeated"
        ),
    };
}

/// Methods whose repeat does no harm (RFC 9110 section 9.2.2).
const REPEATABLE: &[&str] = &["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"];
