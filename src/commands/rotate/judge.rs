//! What came, held against the certificate in use and the one that was accepted before. Writes nothing.

use super::state::Seen;
use crate::cli::RotateArgs;
use crate::commands::World;
use crate::core::identity::Identity;
use crate::core::material::Certificate;
use crate::core::profile::slots::Slots;
use crate::exit::Exit;
use crate::report::{Failure, findings};

/// What would make it no good to switch to.
///
/// # Errors
/// Ends 1 for one that expired, 2 for the one in use.
pub fn judge(
    identity: &Identity,
    current: Option<&Certificate>,
    world: &dyn World,
    notes: &mut Vec<String>,
) -> std::result::Result<(), Failure> {
    let (now, next) = (world.now(), identity.leaf());
    if now > next.not_after {
        return Err(Failure {
            exit: Exit::Negative,
            code: Some("client-cert-expired"),
            ..Failure::usage(
                format!("the certificate expired on {}", next.not_after.readable()),
                "ask the provider for a new one; nothing was changed",
            )
        });
    }
    // some providers link what others would call unfit: it is told, and test decides
    let mut found = findings::of_presented(identity.chain().ordered(), now);
    found.retain(|problem| !problem.code.contains("expire"));
    notes.extend(found.into_iter().map(|problem| problem.message));
    if now < next.not_before {
        notes.push(format!(
            "it is valid only from {}",
            next.not_before.readable()
        ));
    }
    let Some(current) = current else {
        return Ok(());
    };
    if next.as_der() == current.as_der() {
        return Err(in_use());
    }
    if next.public_key.same_key(&current.public_key) {
        notes.push("it is for the key in use: the key does not change with it".into());
    }
    if next.not_after <= current.not_after {
        notes.push("it ends no later than the current one".into());
    }
    if !next.issuer.same_as(&current.issuer) {
        notes.push(format!(
            "it is issued by {}, the current one by {}: check that the provider trusts both",
            next.issuer, current.issuer
        ));
    }
    if !next.subject.same_as(&current.subject) {
        notes.push(format!(
            "its subject is {}, that of the current one {}",
            next.subject, current.subject
        ));
    }
    Ok(())
}

/// What is said of it.
pub fn in_use() -> Failure {
    Failure::usage(
        "this is the certificate that is in use",
        "take the one that came for the next key; nothing was changed",
    )
}

/// The one that was accepted before: the same, or one that is replaced when it is said.
///
/// # Errors
/// Ends 2 where another one is there and nothing is said.
pub fn beside_before(
    next: &Certificate,
    seen: &Seen,
    (slots, args): (&Slots, &RotateArgs),
    notes: &mut Vec<String>,
) -> std::result::Result<Option<String>, Failure> {
    match &seen.next {
        Some(before) if before.as_der() == next.as_der() => {
            let place = slots.next.cert.display();
            return Ok(Some(format!("it was there already, as {place}")));
        }
        Some(before) if !args.force => {
            return Err(Failure::usage(
                format!(
                    "another one was accepted before, serial {}, at {}",
                    before.serial_hex(),
                    slots.next.cert.display()
                ),
                "take this one in its place with --force; nothing was changed",
            ));
        }
        Some(before) => notes.push(format!(
            "it replaces the one that was accepted before, serial {}",
            before.serial_hex()
        )),
        None => {}
    }
    Ok(None)
}
