//! Whom we trust as servers: the system's roots, or what `--cacert` names instead.

use rustls::RootCertStore;
use rustls_pki_types::CertificateDer;

use crate::core::material::{Certificate, Name};

/// Roots, and the certificates trusted for themselves.
#[derive(Debug, Clone)]
pub struct Trust {
    pub(super) roots: RootCertStore,
    /// Given by the user: a server that presents exactly one of these is trusted by it.
    pub(super) exact: Vec<Vec<u8>>,
    /// Where the roots come from, for messages.
    pub source: String,
    /// The subjects of the user's own roots; empty for the system's.
    pub subjects: Vec<Name>,
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
                roots,
                exact: Vec::new(),
                source,
                subjects: Vec::new(),
            },
            notes,
        )
    }

    /// The given certificates instead of the system's, as curl's `--cacert`.
    pub fn only(certificates: &[Certificate], source: impl Into<String>) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(
            certificates
                .iter()
                .map(|c| CertificateDer::from(c.as_der().to_vec())),
        );
        Self {
            roots,
            exact: certificates.iter().map(|c| c.as_der().to_vec()).collect(),
            source: source.into(),
            subjects: certificates.iter().map(|c| c.subject.clone()).collect(),
        }
    }
}
