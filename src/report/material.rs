//! What `csr`, `match-key` and `convert` tell: the contract's JSON fields, from which the text is
//! rendered too.

use serde::{Serialize, Serializer};

use super::Described;
use super::inspect::KeyDigest;
use crate::core::identity::compare::{Compared, Comparison};
use crate::core::material::Kind;

/// A request that was made, and the files it is in.
#[derive(Debug, Serialize)]
pub struct NewRequest {
    /// The request, as `inspect` describes it.
    #[serde(flatten)]
    pub request: Described,
    /// The request's file, then the new key's.
    pub files: Vec<Written>,
}

/// A file that was written.
#[derive(Debug, Clone, Serialize)]
pub struct Written {
    /// Its path as named.
    pub path: String,
    /// `pem` `der` `p12`
    pub format: &'static str,
    /// The kind of each item in it, in order.
    pub holds: Vec<&'static str>,
    /// The leaf certificate's or request's subject, RFC 4514.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Whether its private key is locked; absent when it holds none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encrypted: Option<bool>,
}

/// Whether everything belongs together.
#[derive(Debug, Serialize)]
pub struct KeyMatch {
    /// The answer.
    #[serde(rename = "match")]
    pub matches: bool,
    /// The kind of key; null when they differ in it.
    pub algorithm: Option<String>,
    /// SHA-256 of the SPKI, by source.
    #[serde(serialize_with = "as_map")]
    pub spki_sha256: Vec<(String, String)>,
    /// MD5 of what `openssl -modulus` prints, by source; RSA only.
    #[serde(serialize_with = "as_map", skip_serializing_if = "Vec::is_empty")]
    pub modulus_md5: Vec<(String, String)>,
    /// What was compared, one by one.
    pub parts: Vec<MatchPart>,
}

/// One thing compared.
#[derive(Debug, Serialize)]
pub struct MatchPart {
    /// The source as named.
    pub source: String,
    /// As in `inspect`.
    pub kind: &'static str,
    /// Whom a certificate or request is about, RFC 4514.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Where it stands among those of its kind in the source, from 0.
    pub position: usize,
    /// Its public key.
    pub public_key: KeyDigest,
    /// MD5 of what `openssl -modulus` prints; RSA only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modulus_md5: Option<String>,
    /// Whether it has the same key as the first.
    pub fits_first: bool,
    /// Its kind as people say it.
    #[serde(skip)]
    pub what: String,
}

impl Written {
    /// Whether it holds a private key.
    pub fn is_private(&self) -> bool {
        self.encrypted.is_some()
    }
}

impl KeyMatch {
    /// From the comparison.
    pub fn new(comparison: &Comparison) -> Self {
        let parts: Vec<MatchPart> = comparison.parts.iter().map(MatchPart::new).collect();
        let names = names(&parts);
        let first = parts.first().map(|p| p.public_key.algorithm.clone());
        let algorithm = first.filter(|a| parts.iter().all(|part| part.public_key.algorithm == *a));
        let named = |digest: &dyn Fn(&MatchPart) -> Option<String>| {
            let mut out: Vec<(String, String)> = Vec::new();
            for (name, part) in names.iter().zip(&parts) {
                if let Some(value) = digest(part)
                    && out.iter().all(|(n, _)| n != name)
                {
                    out.push((name.clone(), value));
                }
            }
            out
        };
        Self {
            matches: comparison.matches,
            algorithm,
            spki_sha256: named(&|part| Some(part.public_key.spki_sha256.clone())),
            modulus_md5: named(&|part| part.modulus_md5.clone()),
            parts,
        }
    }
}

impl MatchPart {
    fn new(compared: &Compared) -> Self {
        Self {
            source: compared.origin.to_string(),
            kind: compared.kind.json_name(),
            subject: compared.subject.clone(),
            position: compared.position,
            public_key: KeyDigest::new(&compared.public_key),
            modulus_md5: compared.public_key.modulus_md5(),
            fits_first: compared.fits_first,
            what: compared.kind.to_string(),
        }
    }
}

/// The kinds as JSON names them.
pub fn kind_names(kinds: &[Kind]) -> Vec<&'static str> {
    kinds.iter().map(|kind| kind.json_name()).collect()
}

/// A part's name is its source's, unless the source's own parts have different keys.
fn names(parts: &[MatchPart]) -> Vec<String> {
    let disagrees = |part: &MatchPart| {
        parts.iter().any(|other| {
            other.source == part.source
                && other.public_key.spki_sha256 != part.public_key.spki_sha256
        })
    };
    parts
        .iter()
        .map(|part| {
            if disagrees(part) {
                format!("{} ({})", part.source, part.kind)
            } else {
                part.source.clone()
            }
        })
        .collect()
}

fn as_map<S: Serializer>(pairs: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(name, value)| (name, value)))
}
