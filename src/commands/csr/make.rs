//! What one request and a batch of them share: where files go, the key, the request, and both as
//! files. Must not ask anybody anything.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::commands::advised;
use crate::commands::outputs::{Output, is_stdout};
use crate::core::identity::consistency::{self, Soundness};
use crate::core::issue::{Asked, Digest, Subject};
use crate::core::material::{Algorithm, Kind, Origin, PrivateKey, Request, pem};
use crate::core::provider::judge::other_host;
use crate::core::provider::schema::Moment;
use crate::core::provider::{Provider, judge};
use crate::core::secret::Secret;
use crate::core::{Error, Result};
use crate::exit::Exit;
use crate::report::material::kind_names;
use crate::report::{Failure, Written};

/// Where the two go.
pub struct Places {
    /// The request.
    pub request: PathBuf,
    /// The private key; `None` when one exists.
    pub key: Option<PathBuf>,
}

impl Places {
    /// Each file is named after the other one, else both after the CN; those names are in `folder`.
    pub fn new(
        out: Option<&Path>,
        keyout: Option<&Path>,
        subject: &Subject,
        makes_key: bool,
        folder: &Path,
    ) -> Self {
        let sibling = |path: Option<&Path>, extension: &str| {
            let named = path.filter(|path| !is_stdout(path))?;
            Some(named.with_extension(extension))
        };
        let stem = file_stem(subject.first("CN").unwrap_or_default());
        let named_by_cn = |extension: &str| folder.join(format!("{stem}.{extension}"));
        let request = out.map(Path::to_owned);
        let request = request.or_else(|| sibling(keyout, "csr"));
        let key = keyout.map(Path::to_owned).or_else(|| sibling(out, "key"));
        Self {
            request: request.unwrap_or_else(|| named_by_cn("csr")),
            key: makes_key.then(|| key.unwrap_or_else(|| named_by_cn("key"))),
        }
    }
}

/// The digest to sign with: as asked, else as the provider wants it where the key leaves a choice.
pub fn digest(
    asked: Option<Digest>,
    provider: Option<&Provider>,
    key: &PrivateKey,
) -> Option<Digest> {
    let is_rsa = matches!(key.public_key().algorithm(), Algorithm::Rsa { .. });
    asked.or_else(|| provider.filter(|_| is_rsa).map(|p| p.csr.digest.make))
}

/// What the provider wants a request to ask for is asked for where the user asks for nothing.
pub fn complete(asked: &mut Asked, subject: &Subject, provider: Option<&Provider>) {
    let Some(rules) = provider.map(|provider| &provider.csr) else {
        return;
    };
    let (usages, purposes) = rules.usages();
    if asked.key_usage.is_empty() {
        asked.key_usage = usages;
    }
    if asked.purposes.is_empty() {
        asked.purposes = purposes;
    }
    if rules.san.from_cn && asked.names.is_empty() {
        let name = subject.first("CN").map(|cn| format!("DNS:{cn}"));
        // a CN that is no host name is judged as such
        asked.names.extend(name.and_then(|name| name.parse().ok()));
    }
}

/// Stops at what the provider would refuse; what it might is noted.
///
/// # Errors
/// A `Failure` with every breach.
pub fn hold_to(
    provider: Option<&Provider>,
    request: &Request,
    host: Option<&str>,
    notes: &mut Vec<String>,
) -> std::result::Result<(), Failure> {
    let Some(provider) = provider else {
        return Ok(());
    };
    let other = host.and_then(|host| other_host(provider, request, host));
    let (sure, open): (Vec<_>, Vec<_>) = judge(provider, request)
        .into_iter()
        .chain(other)
        .partition(|breach| breach.confirmed);
    let Some((first, rest)) = sure.split_first() else {
        let doubt = |message: String| format!("{message} (to be confirmed by {})", provider.title);
        notes.extend(open.into_iter().map(|breach| doubt(breach.message)));
        return Ok(());
    };
    let failure = Failure {
        exit: Exit::Negative,
        code: Some(first.code),
        evidence: rest.iter().map(|breach| breach.message.clone()).collect(),
        ..Failure::usage(
            format!(
                "{} would refuse this request: {}",
                provider.title, first.message
            ),
            "correct that and run it again; nothing was written",
        )
    };
    Err(advised::locally(failure, provider, Moment::Csr))
}

/// The key, if its own numbers agree: a request of another would never fit anything.
///
/// # Errors
/// `InconsistentKey`.
pub fn sound(key: PrivateKey, origin: Origin) -> Result<PrivateKey> {
    match consistency::check(&key) {
        Soundness::Broken(broken) => Err(Error::InconsistentKey {
            origin,
            broken: broken.join(", "),
        }),
        Soundness::Sound | Soundness::Unknown(_) => Ok(key),
    }
}

/// The request as a PEM file.
pub fn request_file(path: PathBuf, request: &Request) -> Output {
    let text = pem::encode(REQUEST_LABEL, request.as_der());
    Output {
        bytes: Zeroizing::new(text.as_bytes().to_vec()),
        written: Written {
            path: path.display().to_string(),
            format: "pem",
            holds: kind_names(&[Kind::Request]),
            subject: Some(request.subject.rfc4514()),
            encrypted: None,
        },
        path,
    }
}

/// The private key as a PEM file, locked when there is a passphrase.
///
/// # Errors
/// As `PrivateKey::lock`.
pub fn key_file(path: PathBuf, key: &PrivateKey, lock: Option<&Secret>) -> Result<Output> {
    let text = match lock {
        Some(passphrase) => pem::encode("ENCRYPTED PRIVATE KEY", &key.lock(passphrase)?),
        None => pem::encode("PRIVATE KEY", key.expose_pkcs8()), // exposed to be written
    };
    Ok(Output {
        bytes: Zeroizing::new(text.as_bytes().to_vec()),
        written: Written {
            path: path.display().to_string(),
            format: "pem",
            holds: kind_names(&[Kind::PrivateKey]),
            subject: None,
            encrypted: Some(lock.is_some()),
        },
        path,
    })
}

/// Letters and digits of any script with their marks, dots, dashes and underscores; the rest would
/// need quoting in a shell. Never empty, never hidden, never longer than a file name may be.
fn file_stem(cn: &str) -> String {
    let safe = |c: char| {
        if c.is_alphanumeric() || "._-".contains(c) || COMBINING.contains(&c) {
            c
        } else {
            '-'
        }
    };
    let mut stem = String::new();
    for c in cn.replace('*', "wildcard").chars().map(safe) {
        if stem.len() + c.len_utf8() > LONGEST_STEM {
            break;
        }
        stem.push(c);
    }
    let stem = stem.trim_matches(['.', '-']);
    if stem.is_empty() {
        "client".into()
    } else {
        stem.to_owned()
    }
}

/// Marks that stand on the letter before them, as a Mac writes an umlaut.
const COMBINING: std::ops::RangeInclusive<char> = '\u{300}'..='\u{36f}';
/// In bytes; most file systems take 255 with the ending, and the file is first written beside it.
const LONGEST_STEM: usize = 200;
/// RFC 7468 section 7.
pub const REQUEST_LABEL: &str = "CERTIFICATE REQUEST";

#[cfg(test)]
mod tests {
    use super::file_stem;

    #[test]
    fn a_file_name_keeps_the_letters_of_every_script() {
        for (cn, stem) in [
            ("\u{dc}n\u{ef} 20", "\u{dc}n\u{ef}-20"),
            ("A\u{308}1", "A\u{308}1"),
            ("\u{8a3c}\u{660e}\u{66f8}", "\u{8a3c}\u{660e}\u{66f8}"),
            ("*.api.example", "wildcard.api.example"),
            ("../a/b;c\u{202e}", "a-b-c"),
            ("..", "client"),
        ] {
            assert_eq!(file_stem(cn), stem);
        }
        assert!(file_stem(&"\u{8a3c}".repeat(64)).len() <= 200);
        assert!(!file_stem(&"\u{10330}".repeat(64)).contains('-'));
    }
}
