//! Whom we trust as servers: the system's roots, or what `--cacert` names instead.

use std::sync::Arc;

use rustls::RootCertStore;
use rustls_pki_types::CertificateDer;

use crate::core::clock::Time;
use crate::core::material::Certificate;

/// Roots, and the certificates trusted for themselves.
#[derive(Debug, Clone)]
pub struct Trust {
    pub(super) roots: Arc<RootCertStore>,
    /// Given by the user: a server that presents exactly one of these is trusted by it.
    pub(super) exact: Arc<[Vec<u8>]>,
    /// Where the roots come from, for messages.
    pub source: String,
    /// The CA certificates given that are not trusted by their dates, a sentence each.
    pub left_out: Vec<String>,
}

impl Trust {
    /// The system's roots (SSL_CERT_FILE and SSL_CERT_DIR count). Second value: what could not
    /// be read, a sentence each.
    pub fn system() -> (Self, Vec<String>) {
        let loaded = rustls_native_certs::load_native_certs();
        let mut roots = RootCertStore::empty();
        let (_, unusable) = roots.add_parsable_certificates(loaded.certs);
        let mut notes: Vec<String> = loaded.errors.iter().map(ToString::to_string).collect();
        if roots.is_empty() {
            notes.push(format!(
                "the system has no usable root certificates ({unusable} unusable); give the provider's CA with --cacert"
            ));
        }
        let source = "the system's root certificates".to_owned();
        (
            Self {
                roots: Arc::new(roots),
                exact: Arc::new([]),
                source,
                left_out: Vec::new(),
            },
            notes,
        )
    }

    /// The given certificates instead of the system's, as curl's `--cacert`. Those of CAs vouch
    /// for others as long as they are valid at `now`; every other one only for itself.
    pub fn only(certificates: &[Certificate], source: impl Into<String>, now: Time) -> Self {
        let mut source = source.into();
        let (authorities, others): (Vec<_>, Vec<_>) =
            certificates.iter().partition(|c| c.may_issue());
        let mut roots = RootCertStore::empty();
        let mut left_out = Vec::new();
        for ca in &authorities {
            if let Some(reason) = out_of_time(ca, now) {
                left_out.push(format!("the CA {} in {source} {reason}", ca.subject));
            } else {
                roots.add_parsable_certificates([CertificateDer::from(ca.as_der().to_vec())]);
            }
        }
        if let (true, Some(first)) = (authorities.is_empty(), others.first()) {
            // said where an unknown issuer is: who gave a server's own certificate means it so
            source.push_str(&format!(", where {} is no CA certificate", first.subject));
        }
        Self {
            roots: Arc::new(roots),
            exact: certificates.iter().map(|c| c.as_der().to_vec()).collect(),
            source,
            left_out,
        }
    }
}

fn out_of_time(c: &Certificate, now: Time) -> Option<String> {
    if now > c.not_after {
        return Some(format!("expired on {}", c.not_after.readable()));
    }
    (now < c.not_before).then(|| format!("is valid only from {}", c.not_before.readable()))
}
