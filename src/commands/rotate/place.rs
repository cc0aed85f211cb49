//! Where the files of a rotation stand, and in which form. A link in the profile is followed: what
//! comes next stands beside the file itself, the link stays. Reads and changes nothing else.

use std::path::{Path, PathBuf};

use crate::commands::profile::Chosen;
use crate::core::material::Format;
use crate::core::material::format::{DerKind, detect};
use crate::core::profile::slots::Slots;
use crate::core::save;
use crate::report::Failure;

use super::steps::bytes;

/// How the certificate in use is kept; the next one is kept so too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// PEM, the key in the same file or in its own.
    Pem,
    /// The certificate in DER, its key in a file of its own.
    Der,
    /// Both in a PKCS#12 file.
    Pkcs12,
}

/// The places, by the files that the links lead to; `None` where no certificate is named.
pub fn slots(chosen: &Chosen) -> Option<Slots> {
    let mut environment = chosen.environment.clone();
    for named in [&mut environment.cert, &mut environment.key] {
        *named = named.as_deref().map(save::target);
    }
    Slots::of(&environment)
}

/// What is to be known before anything is changed behind a link.
pub fn link_notes(chosen: &Chosen) -> Vec<String> {
    let named = [&chosen.environment.cert, &chosen.environment.key];
    let links = named.into_iter().flatten().filter_map(|path| {
        let target = save::target(path);
        (target != **path).then_some((path, target))
    });
    let mut notes = Vec::new();
    for (link, target) in links {
        notes.push(format!(
            "{} is a link to {}: the next one and the old one stand beside that file, and the link stays as it is{}",
            link.display(),
            target.display(),
            sharers(chosen, &target)
        ));
    }
    notes
}

/// Other environments that name the same file, and change with it.
fn sharers(chosen: &Chosen, target: &Path) -> String {
    let is_same = |path: &Option<PathBuf>| {
        let path = path.as_deref();
        path.is_some_and(|path| save::target(path) == target)
    };
    let mut names = Vec::new();
    for profile in &chosen.all.profiles {
        for other in &profile.environments {
            let is_own = profile.name == chosen.profile.name && *other == chosen.environment;
            if !is_own && (is_same(&other.cert) || is_same(&other.key)) {
                names.push(format!("{}/{}", profile.name, other.name));
            }
        }
    }
    match names.is_empty() {
        true => String::new(),
        false => format!(
            "; {} names it too, and changes with it",
            names.join(" and ")
        ),
    }
}

/// The form of the certificate in use, PEM where it is not there.
///
/// # Errors
/// Ends 2 for a form in which none is rotated.
pub fn shape(slots: &Slots) -> Result<Shape, Failure> {
    let Ok(bytes) = bytes(&slots.current.cert) else {
        return Ok(Shape::Pem); // told where it is needed
    };
    match detect(&bytes) {
        Format::Pem => Ok(Shape::Pem),
        Format::Der(DerKind::Certificate) => Ok(Shape::Der),
        Format::Der(DerKind::Pkcs12) if slots.current.key.is_none() => Ok(Shape::Pkcs12),
        Format::Jks => Err(other(slots, "a Java keystore")),
        Format::Der(DerKind::Pkcs12) => Err(Failure::usage(
            format!(
                "{} is a PKCS#12 file, and the profile names a key of its own beside it",
                slots.current.cert.display()
            ),
            "take the line key = out of the profile, if the file holds its key; the next one is then made as one file too",
        )),
        _ => Err(other(slots, "neither PEM, DER nor PKCS#12")),
    }
}

fn other(slots: &Slots, what: &str) -> Failure {
    let cert = slots.current.cert.display();
    Failure::usage(
        format!("{cert} is {what}, and such a file is not rotated"),
        format!(
            "make PEM or PKCS#12 of it (mtls convert {cert} --pass REF --to p12 --out client.pfx --out-pass REF), and name that in the profile; for Java convert the next one back"
        ),
    )
}
