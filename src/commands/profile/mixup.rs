//! Keeps the certificates of test and production apart: the one of another environment's file is
//! stopped before it is presented, whatever its file is called. Must not ask for a passphrase.

use std::path::Path;

use zeroize::Zeroizing;

use super::Chosen;
use crate::commands::World;
use crate::commands::identity::file_of;
use crate::commands::secrets::PassphraseSource;
use crate::core::material::{Certificate, Limits, Source, parse};
use crate::core::profile::slots::Slots;
use crate::core::secret::SecretRef;
use crate::exit::Exit;
use crate::report::Failure;

/// Whether the certificate that would be presented is that of an environment of the other kind, by
/// whatever name: current, next or old one of it, or one renewed for the same key by the same issuer.
///
/// # Errors
/// Ends 58 if so.
pub fn check(
    cert: Option<&str>,
    pass: Option<&str>,
    chosen: &Chosen,
    world: &mut dyn World,
) -> Result<(), Failure> {
    let Some(cert) = cert else {
        return Ok(());
    };
    let Some((ours, other, _)) = nearest(cert, pass, chosen, world).filter(|(.., same)| *same)
    else {
        return Ok(());
    };
    let file = file_of(cert);
    let is_production = chosen.environment.is_production;
    let kind = if is_production {
        "production"
    } else {
        "no production"
    };
    Err(Failure {
        exit: Exit::LocalIdentity,
        summary: format!(
            "{file} is the certificate of {other}, and {} is {kind}",
            chosen.name
        ),
        code: None,
        evidence: ours.leaf.iter().map(described).collect(),
        fix: format!(
            "name the certificate for {} (cert in its section); if the provider has one for both, say shares-certificate = true there",
            chosen.name
        ),
    })
}

/// The environment of the other kind whose key this certificate has too, though it is another one.
pub fn key_sharer(
    cert: &str,
    pass: Option<&str>,
    chosen: &Chosen,
    world: &mut dyn World,
) -> Option<String> {
    nearest(cert, pass, chosen, world).map(|(_, other, _)| other)
}

/// Whose certificate (true) or at least whose key it has, of this profile and those of the same provider.
fn nearest(
    cert: &str,
    pass: Option<&str>,
    chosen: &Chosen,
    world: &mut dyn World,
) -> Option<(Look, String, bool)> {
    if chosen.environment.shares_certificate {
        return None;
    }
    let file = file_of(cert);
    let pass = pass.map(SecretRef::or_literal);
    let ours = Look::at(Path::new(&file), pass.as_ref(), world);
    let mut sharer = None;
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
            let Some(slots) = Slots::of(other) else {
                continue;
            };
            for theirs in [&slots.current, &slots.next, &slots.old] {
                let theirs = Look::at(&theirs.cert, other.pass.as_ref(), world);
                let name = || format!("{}/{}", profile.name, other.name);
                if ours.is_same(&theirs) {
                    return Some((ours, name(), true));
                }
                if ours.has_key_of(&theirs) {
                    sharer = sharer.or_else(|| Some(name()));
                }
            }
        }
    }
    sharer.map(|name| (ours, name, false))
}

fn described(leaf: &Certificate) -> String {
    format!("{}, issued by {}", leaf.subject, leaf.issuer)
}

/// What can be seen of a file.
struct Look {
    bytes: Zeroizing<Vec<u8>>,
    leaf: Option<Certificate>,
}

impl Look {
    /// Nothing, where it cannot be read: that is told where it is loaded. A passphrase that is at hand
    /// opens it; nobody is asked, and no command is run, only to compare.
    fn at(file: &Path, pass: Option<&SecretRef>, world: &mut dyn World) -> Self {
        let is_at_hand = |reference: &&SecretRef| {
            matches!(
                reference,
                SecretRef::Env(_) | SecretRef::File(_) | SecretRef::Literal(_)
            )
        };
        let Ok(input) = Source::from(file).read(&mut std::io::empty()) else {
            return Self {
                bytes: Zeroizing::default(),
                leaf: None,
            };
        };
        let pass = pass.filter(is_at_hand);
        let mut passwords = PassphraseSource::new(pass, Limits::default(), world).without_asking();
        let parsed = parse(&input, &mut passwords).ok();
        let leaf = parsed.and_then(|parsed| parsed.into_certificates().next());
        Self {
            // of what is locked the file itself is compared
            bytes: match leaf {
                None => input.bytes,
                Some(_) => Zeroizing::default(),
            },
            leaf,
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        match (&self.leaf, &other.leaf) {
            (Some(ours), Some(theirs)) => {
                let is_renewed = self.has_key_of(other) && ours.issuer.same_as(&theirs.issuer);
                ours.as_der() == theirs.as_der() || is_renewed
            }
            (None, None) => !self.bytes.is_empty() && self.bytes == other.bytes,
            _ => false,
        }
    }

    fn has_key_of(&self, other: &Self) -> bool {
        let both = self.leaf.as_ref().zip(other.leaf.as_ref());
        both.is_some_and(|(ours, theirs)| ours.public_key.same_key(&theirs.public_key))
    }
}
