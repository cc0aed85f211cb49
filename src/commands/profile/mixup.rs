//! Keeps the certificates of test and production apart: the one of another environment's file is
//! stopped before it is presented. Looks only at what can be read without a passphrase.

use std::path::Path;

use super::Chosen;
use crate::commands::identity::file_of;
use crate::core::material::{Certificate, NoPasswords, Source, parse};
use crate::exit::Exit;
use crate::report::Failure;

/// Whether the certificate that would be presented is that of an environment of the other kind.
///
/// # Errors
/// Ends 58 if so.
pub fn check(cert: Option<&str>, chosen: &Chosen) -> Result<(), Failure> {
    let Some(cert) = cert else {
        return Ok(());
    };
    if chosen.environment.shares_certificate {
        return Ok(());
    }
    let file = file_of(cert);
    let ours = Look::at(Path::new(&file));
    let is_production = chosen.environment.is_production;
    let mut others = chosen
        .profile
        .environments
        .iter()
        .filter(|other| other.is_production != is_production && !other.shares_certificate);
    let same = others.find(|other| {
        let theirs = other.cert.as_deref();
        theirs.is_some_and(|theirs| ours.is_same(&Look::at(theirs)))
    });
    let Some(other) = same else {
        return Ok(());
    };
    let other_name = format!("{}/{}", chosen.profile.name, other.name);
    let kind = if is_production {
        "production"
    } else {
        "no production"
    };
    Err(Failure {
        exit: Exit::LocalIdentity,
        summary: format!(
            "{file} is the certificate of {other_name}, and {} is {kind}",
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

fn described(leaf: &Certificate) -> String {
    format!("{}, issued by {}", leaf.subject, leaf.issuer)
}

/// What can be seen of a file.
struct Look {
    bytes: Vec<u8>,
    leaf: Option<Certificate>,
}

impl Look {
    /// Nothing, where it cannot be read: that is told where it is loaded.
    fn at(file: &Path) -> Self {
        let read = Source::from(file).read(&mut std::io::empty());
        let parsed = read.as_ref().ok();
        let parsed = parsed.and_then(|input| parse(input, &mut NoPasswords).ok());
        let leaf = parsed.and_then(|parsed| parsed.into_certificates().next());
        let is_secret = leaf.is_none();
        Self {
            // of what is locked the file itself is compared
            bytes: match read {
                Ok(input) if is_secret => input.bytes.to_vec(),
                _ => Vec::new(),
            },
            leaf,
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        match (&self.leaf, &other.leaf) {
            (Some(ours), Some(theirs)) => ours.as_der() == theirs.as_der(),
            (None, None) => !self.bytes.is_empty() && self.bytes == other.bytes,
            _ => false,
        }
    }
}
