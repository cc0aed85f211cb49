//! `--idempotency-key`: a request that may be repeated without being carried out twice.

use super::plan::Transfer;
use crate::cli::CallArgs;
use crate::core::http::{Header, random_key};
use crate::report::Failure;

/// Gives each request its key, the same for all its repeats and redirects, and says which: it is
/// what one quotes to the provider.
///
/// # Errors
/// Ends 2 for a key that no header carries, or a second one.
pub fn add(
    args: &CallArgs,
    transfers: &mut [Transfer],
    notes: &mut Vec<String>,
) -> anyhow::Result<()> {
    let Some(wanted) = &args.beyond.idempotency_key else {
        return Ok(());
    };
    if wanted.is_empty() || !wanted.bytes().all(|b| b.is_ascii_graphic() || b == b' ') {
        return Err(Failure::usage(
            "the key given with --idempotency-key is empty or has characters that no header has",
            "write letters, digits and dashes, or auto",
        )
        .into());
    }
    if wanted != "auto" && transfers.len() > 1 {
        notes.push(format!(
            "all {} URLs get the same Idempotency-Key; auto gives each its own",
            transfers.len()
        ));
    }
    for Transfer { request, .. } in transfers {
        if request.header(NAME).is_some() {
            return Err(Failure::usage(
                "an Idempotency-Key is given with -H and with --idempotency-key",
                "leave one of them out",
            )
            .into());
        }
        let key = match wanted.as_str() {
            "auto" => random_key()?,
            given => given.to_owned(),
        };
        request.put(Header::new(NAME, key.as_str()));
        if args.beyond.sends_nothing() {
            continue; // another one is made when it is sent
        }
        notes.push(format!(
            "{NAME} of {} {}: {key}",
            request.method,
            request.url.shown()
        ));
        if SAFE.contains(&request.method.as_str()) {
            notes.push(format!(
                "{} changes nothing and needs no {NAME}; it is sent because it was asked for",
                request.method
            ));
        }
    }
    Ok(())
}

/// draft-ietf-httpapi-idempotency-key-header.
const NAME: &str = "Idempotency-Key";
/// Methods that may be repeated anyway (RFC 9110 section 9.2.1).
const SAFE: &[&str] = &["GET", "HEAD", "OPTIONS"];
