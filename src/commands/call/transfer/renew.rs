//! A token that the server no longer takes: one new one, and the request once more.

use super::{DRAINED, Hop, Journey, Seen, Stopped, send};
use crate::commands::World;
use crate::core::http::Exchange;
use crate::report::Failure;

/// The answer, or the one that a new token brings: a 401 says that nothing was done, so a POST is
/// repeated too.
pub(super) fn renewed(
    journey: &Journey<'_, '_>,
    hop: &mut Hop,
    mut exchange: Exchange,
    seen: &mut Seen,
    world: &mut dyn World,
) -> Result<Exchange, Stopped> {
    let section = journey.section;
    if exchange.head.status != 401 || seen.renewed {
        return Ok(exchange);
    }
    let beginning = exchange.peek(LOOKED_AT).to_vec();
    let bearer = &section.bearer;
    if !bearer.may_renew(&hop.request, &exchange.head, &beginning) {
        return Ok(exchange);
    }
    let mut note = |text: &str| {
        if section.options.is_talkative() {
            world.note(text);
        }
    };
    if hop
        .request
        .body
        .as_ref()
        .is_some_and(|b| !b.is_repeatable())
    {
        note(
            "the server refused the token (HTTP 401); a new one is not tried, because the body came from a stream and cannot be sent again",
        );
        return Ok(exchange);
    }
    note(
        "the server refused the token (HTTP 401): a new one is fetched, and the request sent once more",
    );
    if let Err(error) = bearer.renew(&hop.request, journey.deadline, world) {
        let why = Failure::from(error).summary;
        if section.options.is_talkative() {
            world.note(&format!("there is no new token: {why}"));
        }
        return Ok(exchange);
    }
    seen.renewed = true;
    let _ = exchange.read_to_limit(DRAINED); // so that the connection can be used again
    hop.request = bearer.with_token(&hop.request);
    seen.request = Some(hop.request.clone());
    send(&section.options, hop, journey.deadline, seen)
}

/// How much of the refusal's body is looked at, in bytes.
const LOOKED_AT: usize = 8 << 10;
