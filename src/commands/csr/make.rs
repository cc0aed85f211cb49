//! What one request and a batch of them share: where files go, the provider's rules, the request as a
//! file. Must not ask anybody anything.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::commands::advised;
use crate::commands::outputs::{Output, file_stem, is_stdout};
use crate::core::issue::{Asked, Digest, Subject};
use crate::core::material::{Algorithm, Kind, PrivateKey, Request, pem};
use crate::core::provider::judge::other_host;
use crate::core::provider::schema::Moment;
use crate::core::provider::{Provider, judge};
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
) -> Result<(), Failure> {
    let Some(provider) = provider else {
        return Ok(());
    };
    let other = host.and_then(|host| other_host(provider, request, host));
    let breaches = judge(provider, request).into_iter().chain(other);
    let fix = "correct that and run it again; nothing was written";
    advised::held_to(provider, breaches, Moment::Csr, fix, notes)
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

/// RFC 7468 section 7.
pub const REQUEST_LABEL: &str = "CERTIFICATE REQUEST";
