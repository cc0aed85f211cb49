//! What `sign` tells: the certificate that was signed, what its request did not get, what goes to
//! the partner; and a CA that was made.

use serde::{Deserialize, Serialize};

use super::{Described, Written};
use crate::core::issue::Dropped;

/// A certificate signed, or about to be.
#[derive(Debug, Serialize)]
pub struct Signed {
    /// The certificate, as `inspect` describes it; with `dry_run` its serial and fingerprint are
    /// empty, because there are none yet.
    #[serde(flatten)]
    pub certificate: Described,
    /// How long it is valid, as people read it.
    #[serde(skip)]
    pub lasts: String,
    /// Whether nothing was signed.
    pub dry_run: bool,
    /// The end that was asked for, RFC 3339, where the CA ends before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_until: Option<String>,
    /// What of the request was not granted.
    pub dropped: Vec<DroppedWish>,
    /// What was overruled with `--allow`, a sentence each.
    pub allowed: Vec<String>,
    /// The CA that signs.
    pub ca: CaFacts,
    /// When a new one is to be planned at the latest, RFC 3339.
    pub renew_by: String,
    /// The same as people read it, and how long until then.
    #[serde(skip)]
    pub renewal: String,
    /// The files that the partner needs.
    pub send: Vec<ToSend>,
    /// The files that were written, or would be.
    pub files: Vec<Written>,
}

/// A wish that was not granted.
#[derive(Debug, Serialize)]
pub struct DroppedWish {
    /// The wish, by OpenSSL's name.
    pub asked: String,
    /// Why not.
    pub reason: String,
    /// Whether granting it would give its holder power that is the CA's.
    pub dangerous: bool,
}

/// A CA in short.
#[derive(Debug, Serialize)]
pub struct CaFacts {
    /// RFC 4514.
    pub subject: String,
    /// RFC 3339, UTC.
    pub not_after: String,
    /// Lower-case hex over the DER.
    pub fingerprint_sha256: String,
}

/// A file for the partner.
#[derive(Debug, Serialize)]
pub struct ToSend {
    /// Its path; absent where the certificate is in no file of its own.
    pub path: Option<String>,
    /// What it is to the partner.
    pub what: &'static str,
    /// Of its first certificate; absent before it is signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint_sha256: Option<String>,
}

/// A CA that was made.
#[derive(Debug, Serialize)]
pub struct NewCa {
    /// Its certificate, as `inspect` describes it.
    #[serde(flatten)]
    pub certificate: Described,
    /// How long it is valid, as people read it.
    #[serde(skip)]
    pub lasts: String,
    /// The certificate's file, then the key's.
    pub files: Vec<Written>,
}

/// A certificate taken back, a revocation list written, or both.
#[derive(Debug, Serialize)]
pub struct Revocation {
    /// The CA.
    pub ca: String,
    /// What was revoked by this run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Revoked>,
    /// The list that was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crl: Option<CrlFacts>,
}

/// A revocation list that was written.
#[derive(Debug, Serialize)]
pub struct CrlFacts {
    /// Where.
    pub path: String,
    /// Its number.
    pub number: u64,
    /// RFC 3339.
    pub this_update: String,
    /// RFC 3339.
    pub next_update: String,
    /// How many certificates it revokes.
    pub revoked: usize,
}

/// A line of the record that takes a certificate back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Revoked {
    /// When, RFC 3339.
    pub revoked_at: String,
    /// Lower-case hex.
    pub serial: String,
    /// RFC 4514.
    pub subject: String,
    /// RFC 4514.
    pub issuer: String,
    /// As RFC 5280 spells it.
    pub reason: String,
}

/// A line of the record for each revocation list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Listed {
    /// Its number.
    pub crl_number: u64,
    /// RFC 4514.
    pub issuer: String,
    /// When, RFC 3339.
    pub made_at: String,
    /// RFC 3339.
    pub next_update: String,
}

/// A line of the record of what was issued.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Issued {
    /// When, RFC 3339.
    pub issued_at: String,
    /// Lower-case hex.
    pub serial: String,
    /// RFC 4514.
    pub subject: String,
    /// RFC 4514.
    pub issuer: String,
    /// RFC 3339.
    pub not_before: String,
    /// RFC 3339.
    pub not_after: String,
    /// `clientAuth` and the like.
    pub purposes: Vec<String>,
    /// Lower-case hex over the DER.
    pub fingerprint_sha256: String,
    /// SHA-256 of the certified key's SPKI, lower-case hex.
    pub spki_sha256: String,
    /// Where the certificate was written.
    pub file: String,
}

impl From<Dropped> for DroppedWish {
    fn from(dropped: Dropped) -> Self {
        Self {
            asked: dropped.asked,
            reason: dropped.reason,
            dangerous: dropped.dangerous,
        }
    }
}

/// As it stands in the record.
pub fn line(entry: &impl Serialize) -> String {
    // our own structs with string keys always serialise
    serde_json::to_string(entry).unwrap_or_default()
}
