//! Issuers that lie beside our certificate and were not sent with it: other certificates of its
//! folder, and those of `--cacert`. Looked for after a failure only, within limits, and nothing is
//! asked or told: what is locked or no certificate is passed over.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::core::diagnosis::{ClientFacts, Nearby};
use crate::core::material::{Certificate, NoPasswords, Source, parse};

/// Where to look.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// Named by `--cacert`.
    pub cacert: Option<PathBuf>,
}

/// Our certificate with the issuers that lie beside it, when its chain lacks one.
pub fn with(mut client: ClientFacts, places: &Places) -> ClientFacts {
    if client.missing_issuer.is_none() {
        return client;
    }
    let own = Path::new(&client.origin);
    let files = places.cacert.iter().cloned().chain(beside(own));
    let found = certificates(files);
    let mut above = Vec::new();
    let mut last = client.last().clone();
    while above.len() < MOST_LEVELS
        && !last.is_self_issued()
        && let Some(issuer) = found.iter().find(|n| signed(&last, &n.certificate))
    {
        last = issuer.certificate.clone();
        above.push(issuer.clone());
    }
    client.nearby = above;
    client
}

fn signed(certificate: &Certificate, issuer: &Certificate) -> bool {
    certificate.names_as_issuer(issuer) && certificate.is_signed_by(issuer) == Some(true)
}

/// The other files of its folder, by name, as one would call them from here; none where the
/// certificate came from no file.
fn beside(own: &Path) -> Vec<PathBuf> {
    let Some(parent) = own.parent().filter(|_| own.is_file()) else {
        return Vec::new();
    };
    let folder = if parent.as_os_str().is_empty() {
        Path::new(".")
    } else {
        parent
    };
    let listed = fs_err::read_dir(folder).into_iter().flatten().flatten();
    let names = listed.take(MOST_LISTED).map(|entry| entry.file_name());
    let mut files: Vec<PathBuf> = names.map(|name| parent.join(name)).collect();
    files.retain(|file| file != own && file.is_file());
    files.sort();
    files
}

/// The certificates in these files, as far as time and size allow.
fn certificates(files: impl Iterator<Item = PathBuf>) -> Vec<Nearby> {
    let begun = Instant::now();
    let mut left = MOST_BYTES;
    let mut found = Vec::new();
    for file in files {
        let size = fs_err::metadata(&file).map_or(u64::MAX, |meta| meta.len());
        if size > MOST_FILE || size > left || begun.elapsed() > LONGEST {
            continue;
        }
        left -= size;
        let source = Source::File(file.clone());
        let read = source.read(&mut std::io::empty());
        let Ok(parsed) = read.and_then(|input| parse(&input, &mut NoPasswords)) else {
            continue;
        };
        let file = file.display().to_string();
        found.extend(parsed.into_certificates().map(|certificate| Nearby {
            file: file.clone(),
            certificate,
        }));
    }
    found
}

/// Intermediates above ours; real chains have one or two.
const MOST_LEVELS: usize = 4;
/// Entries of the folder that are looked at.
const MOST_LISTED: usize = 512;
/// The largest file that is read, in bytes: a bundle of some hundred certificates.
const MOST_FILE: u64 = 512 << 10;
/// What is read altogether, in bytes.
const MOST_BYTES: u64 = 4 << 20;
/// When no further file is begun.
const LONGEST: Duration = Duration::from_millis(200);
