//! Keeps the certificates of test and production apart: the one of another environment's file is
//! stopped before it is presented, whatever its file is called. Must not ask for a passphrase.

use std::path::Path;

use zeroize::Zeroizing;

use super::Chosen;
use crate::cli::IdentityArgs;
use crate::commands::World;
use crate::commands::identity::file_of;
use crate::commands::secrets::PassphraseSource;
use crate::core::identity::leaf_of;
use crate::core::material::{
    Certificate, Extracted, Item, Limits, NoPasswords, Parsed, Passwords, Source, parse,
};
use crate::core::profile::apart::{Apart, Unopened};
use crate::core::profile::slots::Slots;
use crate::core::secret::SecretRef;
use crate::exit::Exit;
use crate::report::Failure;

/// Stops the certificate of an environment of the other kind, by whatever name: current, next or old
/// one of it, or one renewed for the same key by the same issuer. What is locked is looked at again
/// when it is opened.
///
/// # Errors
/// Ends 58 if it is one.
pub fn stop(
    args: &mut IdentityArgs,
    chosen: &Chosen,
    world: &mut dyn World,
) -> Result<(), Failure> {
    let Some(cert) = &args.cert else {
        return Ok(());
    };
    let file = file_of(cert);
    let apart = others(chosen, world);
    // what a passphrase locks is opened once, where it is loaded
    Look::at(Path::new(&file), &mut NoPasswords).checked(&file, &apart)?;
    args.apart = Some(apart);
    Ok(())
}

/// The same for the leaf of a file that was opened.
///
/// # Errors
/// Ends 58 if it is one.
pub fn check(file: &str, leaf: &Certificate, apart: &Apart) -> Result<(), Failure> {
    match apart.owner(leaf) {
        Some(other) => Err(stopped(file, other, Some(leaf), apart)),
        None => Ok(()),
    }
}

/// What is not to be presented here: the certificates of environments of the other kind, of this
/// profile and those of the same provider.
pub fn others(chosen: &Chosen, world: &mut dyn World) -> Apart {
    let mut apart = Apart {
        name: chosen.name.to_string(),
        is_production: chosen.environment.is_production,
        ..Apart::default()
    };
    if chosen.environment.shares_certificate {
        return apart;
    }
    for profile in &chosen.all.profiles {
        // where no provider is named, another profile may be of anybody's
        let is_ours = profile.name == chosen.profile.name;
        let named = profile.provider.is_some() && profile.provider == chosen.profile.provider;
        if !is_ours && !named {
            continue;
        }
        for other in &profile.environments {
            let is_same_kind = other.is_production == chosen.environment.is_production;
            if is_same_kind || other.shares_certificate {
                continue;
            }
            let name = format!("{}/{}", profile.name, other.name);
            let slots = Slots::of(other);
            for pair in slots.iter().flat_map(|s| [&s.current, &s.next, &s.old]) {
                match Look::with(&pair.cert, other.pass.as_ref(), world) {
                    Look::Opened(leaf) => apart.others.push((name.clone(), *leaf)),
                    Look::Locked(bytes) => apart.unopened.push(Unopened {
                        name: name.clone(),
                        path: pair.cert.clone(),
                        bytes,
                    }),
                    Look::Nothing => {}
                }
            }
        }
    }
    apart
}

fn stopped(file: &str, other: &str, leaf: Option<&Certificate>, apart: &Apart) -> Failure {
    let kind = match apart.is_production {
        true => "production",
        false => "no production",
    };
    let described = |leaf: &Certificate| format!("{}, issued by {}", leaf.subject, leaf.issuer);
    let name = &apart.name;
    Failure {
        exit: Exit::LocalIdentity,
        summary: format!("{file} is the certificate of {other}, and {name} is {kind}"),
        code: None,
        evidence: leaf.into_iter().map(described).collect(),
        fix: format!(
            "name the certificate for {name} (cert in its section), or take that of {other} out of its section if it is the wrong one there; if the provider has one for both, say shares-certificate = true in both"
        ),
    }
}

/// The certificate of a file: the one of its key where that is in it, else the one that issued none of
/// the others.
pub fn leaf(parsed: Parsed) -> Option<Certificate> {
    let of_item = |found: &Extracted| match &found.item {
        Item::PrivateKey(key) => Some(key.public_key().clone()),
        _ => None,
    };
    let keys: Vec<_> = parsed.items.iter().filter_map(of_item).collect();
    let mut certificates: Vec<_> = parsed.into_certificates().collect();
    let of_key = |c: &Certificate| keys.iter().any(|key| key.same_key(&c.public_key));
    let at = certificates.iter().position(of_key);
    let at = at.or_else(|| leaf_of(&certificates))?;
    Some(certificates.swap_remove(at))
}

/// What can be seen of a file.
enum Look {
    Opened(Box<Certificate>),
    Locked(Zeroizing<Vec<u8>>),
    /// It cannot be read: that is told where it is loaded.
    Nothing,
}

impl Look {
    /// A passphrase that is at hand opens it; nobody is asked, and no command is run, only to compare.
    fn with(file: &Path, pass: Option<&SecretRef>, world: &mut dyn World) -> Self {
        let is_at_hand = |reference: &&SecretRef| {
            matches!(
                reference,
                SecretRef::Env(_) | SecretRef::File(_) | SecretRef::Literal(_)
            )
        };
        let pass = pass.filter(is_at_hand);
        let mut passwords = PassphraseSource::new(pass, Limits::default(), world).without_asking();
        Self::at(file, &mut passwords)
    }

    fn at(file: &Path, passwords: &mut dyn Passwords) -> Self {
        let Ok(input) = Source::from(file).read(&mut std::io::empty()) else {
            return Self::Nothing;
        };
        match parse(&input, passwords).ok().and_then(leaf) {
            Some(leaf) => Self::Opened(Box::new(leaf)),
            None => Self::Locked(input.bytes),
        }
    }

    fn checked(&self, file: &str, apart: &Apart) -> Result<(), Failure> {
        match self {
            Self::Opened(leaf) => check(file, leaf, apart),
            Self::Locked(bytes) => match apart.file_owner(bytes) {
                Some(other) => Err(stopped(file, other, None, apart)),
                None => Ok(()),
            },
            Self::Nothing => Ok(()),
        }
    }
}
