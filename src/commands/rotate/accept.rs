//! The certificate that came: paired with the next key, held against the current one, and put into
//! its place.

use std::path::Path;

use zeroize::Zeroizing;

use super::state::leaf;
use crate::cli::RotateArgs;
use crate::commands::profile::Chosen;
use crate::commands::secrets::PassphraseSource;
use crate::commands::{World, load};
use crate::core::identity::{Identity, Pool};
use crate::core::material::{Certificate, Limits, NoPasswords, Source, pem};
use crate::core::profile::audit::{Action, Deed};
use crate::core::profile::slots::Slots;
use crate::core::save::{self, Draft};
use crate::core::{Error, Result};
use crate::report::Failure;

/// Takes it.
pub fn accept(
    slots: &Slots,
    chosen: &Chosen,
    args: &RotateArgs,
    notes: &mut Vec<String>,
    world: &mut dyn World,
) -> anyhow::Result<Vec<String>> {
    let Some(source) = &args.file else {
        return Ok(Vec::new());
    };
    if !slots.next_key.exists() {
        return Err(Failure::usage(
            format!(
                "no rotation has begun: there is no {}",
                slots.next_key.display()
            ),
            format!("begin with: mtls rotate prepare --profile {}", chosen.name),
        )
        .into());
    }
    let identity = pair(source, slots, chosen, notes, world)?;
    let next = identity.leaf();
    judge(next, slots, world, notes)?;
    let certificates = identity.chain().ordered();
    let mut text = Zeroizing::new(String::new());
    for certificate in certificates {
        text.push_str(&pem::encode("CERTIFICATE", certificate.as_der()));
    }
    let holds_key = slots.next.key.is_none();
    if holds_key {
        // as it was written by prepare, locked or not
        let key = Zeroizing::new(fs_err::read_to_string(&slots.next_key)?);
        text.push_str(&key);
    }
    world.record(&Deed::certificate(
        Action::Create,
        next,
        Some(&slots.next.cert),
    ))?;
    let draft = Draft {
        path: slots.next.cert.clone(),
        bytes: text.as_bytes(),
        private: holds_key,
    };
    save::save_all(&[draft], true)?;
    Ok(vec![format!("took it as {}", slots.next.cert.display())])
}

/// Fails unless it belongs to the next key.
fn pair(
    source: &Source,
    slots: &Slots,
    chosen: &Chosen,
    notes: &mut Vec<String>,
    world: &mut dyn World,
) -> Result<Identity> {
    let mut stdin = world.stdin();
    let came = load::parsed(source, &mut stdin, &mut NoPasswords, notes)?;
    let key = Source::from(slots.next_key.as_path());
    let reference = chosen.environment.pass.as_ref();
    let mut passwords = PassphraseSource::new(reference, Limits::default(), world);
    let mut parsed = load::parsed(&key, &mut std::io::empty(), &mut passwords, notes)?;
    parsed.unlock_keys(&mut passwords)?;
    let keys = Pool::new(key.origin(), parsed);
    Identity::pair(Pool::new(source.origin(), came), Some(keys))
}

/// What would make it no good to switch to.
fn judge(
    next: &Certificate,
    slots: &Slots,
    world: &dyn World,
    notes: &mut Vec<String>,
) -> std::result::Result<(), Failure> {
    let now = world.now();
    if now > next.not_after {
        return Err(Failure::usage(
            format!("the certificate expired on {}", next.not_after.readable()),
            "ask the provider for a new one; nothing was changed",
        ));
    }
    if now < next.not_before {
        notes.push(format!(
            "it is valid only from {}",
            next.not_before.readable()
        ));
    }
    let Some(current) = leaf(&slots.current.cert) else {
        return Ok(());
    };
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

/// The bytes of a file that may hold a key.
pub fn bytes(path: &Path) -> Result<Zeroizing<Vec<u8>>> {
    let read = Source::from(path).read(&mut std::io::empty());
    read.map(|input| input.bytes).map_err(|error| match error {
        Error::Unreadable { origin, reason, .. } => Error::Unreadable {
            origin,
            reason,
            fix: "put the file there, or correct its path in the profile",
        },
        other => other,
    })
}
