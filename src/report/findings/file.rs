//! The findings of a file as a whole: who may read it, and, of a PKCS#12 file, who can. Must not
//! open anything.

use super::{FileFacts, Problem};
use crate::core::material::pkcs12::Shape;
use crate::core::material::{Extracted, Item, Source};

/// Adds the findings to the items they concern; `found` has one list an item.
pub fn add(items: &[Extracted], file: &FileFacts, found: &mut [Vec<Problem>]) {
    let of_file = file.container.as_ref().map(container).unwrap_or_default();
    let has_key = items.iter().any(|extracted| is_key(&extracted.item));
    let mut told = false;
    for (extracted, problems) in items.iter().zip(found) {
        let key = is_key(&extracted.item);
        if key && !extracted.stored_encrypted {
            problems.extend(file.container.as_ref().map(unguarded));
            problems.extend(
                file.mode
                    .and_then(|mode| readable(mode, &extracted.origin.to_string())),
            );
        }
        // once: on the first key, or on the first item where there is none
        if !told && (key || !has_key) {
            problems.extend(of_file.iter().cloned());
            told = true;
        }
    }
}

fn is_key(item: &Item) -> bool {
    matches!(item, Item::PrivateKey(_) | Item::LockedKey(_))
}

fn readable(mode: u32, path: &str) -> Option<Problem> {
    Source::is_open_to_others(mode).then(|| {
        Problem::warning(
            "key-readable",
            format!("others on this machine can read this private key (mode {mode:04o})"),
            format!("chmod 600 {path}"),
        )
    })
}

/// Of a key that a PKCS#12 file stores without a passphrase's protection.
fn unguarded(shape: &Shape) -> Problem {
    let fix = "rewrite it under a passphrase with `mtls convert --to p12`";
    if shape.shows_a_key() {
        let fact = "its private key lies in the clear inside the PKCS#12 file: whoever reads the file has it, whatever the passphrase";
        return Problem::warning("key-in-the-clear", fact, fix);
    }
    let fact = "the file is locked with an empty passphrase, so not locked: whoever reads it has the private key";
    Problem::warning("empty-passphrase", fact, fix)
}

/// What keeps programs from reading a PKCS#12 file.
fn container(shape: &Shape) -> Vec<Problem> {
    let mut found = Vec::new();
    let schemes: Vec<&str> = shape
        .protections()
        .iter()
        .map(|protection| protection.scheme.as_str())
        .collect();
    let fix = "rewrite it with `mtls convert --to p12`; its passphrase is not at fault";
    let refused = |scheme: &&&str| {
        ["RC2", "RC4", "DES-CBC"]
            .iter()
            .any(|old| scheme.contains(old))
            && !scheme.contains("TripleDES")
    };
    let triple = |scheme: &&&str| scheme.contains("TripleDES") || scheme.contains("DES-EDE");
    if let Some(scheme) = schemes.iter().find(refused) {
        found.push(Problem::warning(
            "old-encryption",
            format!("the file is under {scheme}, which OpenSSL 3, Node 17 and later and curl refuse unless told to use legacy algorithms"),
            fix,
        ));
    } else if let Some(scheme) = schemes.iter().find(triple) {
        found.push(Problem::warning(
            "old-encryption",
            format!(
                "the file is under {scheme}, which NIST withdrew in 2024 and FIPS systems refuse"
            ),
            fix,
        ));
    }
    match &shape.mac {
        None => found.push(Problem::warning(
            "no-mac",
            "the file has no MAC, so Node refuses it and OpenSSL before 3 says that its passphrase is wrong",
            fix,
        )),
        Some(mac) if matches!(mac.scheme.as_str(), "sha1" | "md5") => found.push(Problem::advice(
            "old-mac",
            format!("its MAC is {}, which FIPS systems refuse", mac.scheme),
            fix,
        )),
        Some(_) => {}
    }
    found
}
