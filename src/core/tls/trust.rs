//! Whom we trust as servers: the system's roots, or what `--cacert` names instead.

use std::sync::Arc;

use rustls::client::{VerifierBuilderError, WebPkiServerVerifier};
use rustls::crypto::CryptoProvider;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::{CertRevocationListError, RootCertStore};
use rustls_pki_types::{CertificateDer, CertificateRevocationListDer};

use crate::core::clock::Time;
use crate::core::material::{Certificate, Crl, Name};

/// Roots, and the certificates trusted for themselves.
#[derive(Debug, Clone)]
pub struct Trust {
    pub(super) roots: Arc<RootCertStore>,
    /// Given by the user: a server that presents exactly one of these is trusted by it.
    pub(super) exact: Arc<[Vec<u8>]>,
    /// The CAs among those that the user gave.
    pub named: Arc<[Name]>,
    /// Where the roots come from, for messages.
    pub source: String,
    /// Revocation lists, DER; with any, every certificate of a chain has to be on none.
    pub(super) revocations: Vec<CertificateRevocationListDer<'static>>,
    /// Whether a certificate without subjectAltName may name its host in its CN.
    pub allow_cn_name: bool,
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
                named: Arc::new([]),
                source,
                revocations: Vec::new(),
                allow_cn_name: false,
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
            named: authorities.iter().map(|ca| ca.subject.clone()).collect(),
            exact: certificates.iter().map(|c| c.as_der().to_vec()).collect(),
            source,
            revocations: Vec::new(),
            allow_cn_name: false,
            left_out,
        }
    }

    /// Both.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        let roots = Arc::make_mut(&mut self.roots);
        roots.roots.extend(other.roots.roots.iter().cloned());
        self.exact = self.exact.iter().chain(&*other.exact).cloned().collect();
        self.named = self.named.iter().chain(&*other.named).cloned().collect();
        self.source = format!("{} or {}", self.source, other.source);
        self.left_out.extend(other.left_out);
        self
    }

    /// From now on certificates on one of these lists are refused, and so are those whose issuer
    /// has no list among them, or one that is past its time: as OpenSSL checks whole chains.
    ///
    /// # Errors
    /// What is wrong with a list, in the library's words.
    pub fn revoke(&mut self, lists: &[&Crl]) -> std::result::Result<(), String> {
        if lists.iter().any(|list| list.version < 2) {
            return Err("it is of version 1, and only version 2 (RFC 5280) is read".into());
        }
        let lists = lists.iter().map(|list| list.as_der().to_vec());
        self.revocations = lists.map(CertificateRevocationListDer::from).collect();
        let provider = Arc::new(default_provider());
        match self.webpki(&provider) {
            Err(VerifierBuilderError::InvalidCrl(e)) => Err(wrong_with(&e)),
            _ => Ok(()),
        }
    }

    /// The rules of the web's PKI for these roots; without any the builder refuses, and nothing
    /// but an exact match is trusted.
    pub(super) fn webpki(
        &self,
        provider: &Arc<CryptoProvider>,
    ) -> std::result::Result<Arc<WebPkiServerVerifier>, VerifierBuilderError> {
        WebPkiServerVerifier::builder_with_provider(Arc::clone(&self.roots), Arc::clone(provider))
            .with_crls(self.revocations.iter().cloned())
            .enforce_revocation_expiration()
            .build()
    }
}

fn wrong_with(error: &CertRevocationListError) -> String {
    use CertRevocationListError as E;
    match error {
        E::ParseError | E::BadSignature => "it is damaged".into(),
        other => format!("{other:?}"),
    }
}

fn out_of_time(c: &Certificate, now: Time) -> Option<String> {
    if now > c.not_after {
        return Some(format!("expired on {}", c.not_after.readable()));
    }
    (now < c.not_before).then(|| format!("is valid only from {}", c.not_before.readable()))
}
