//! Presenting the client certificate, and recording that and how the server asked for it.

use std::sync::Arc;

use rustls::client::ResolvesClientCert;
use rustls::crypto::CryptoProvider;
use rustls::sign::{CertifiedKey, Signer, SigningKey};
use rustls::{Error as TlsError, SignatureAlgorithm, SignatureScheme};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use super::duty::Duty;
use super::hello::Scheme;
use super::{CertificateRequest, TlsSettings};
use crate::core::identity::Identity;
use crate::core::material::Name;

/// Answers a CertificateRequest with our identity, whatever issuers it names: as OpenSSL does, and
/// because many servers' lists are wrong.
#[derive(Debug)]
pub(super) struct Presenter {
    certified: Option<Arc<CertifiedKey>>,
}

impl Presenter {
    /// `identity` was paired already, so nothing is checked again: X.509 v1 certificates, which
    /// rustls would refuse to parse, are presented like any other.
    pub(super) fn new(
        settings: &TlsSettings<'_>,
        provider: &CryptoProvider,
    ) -> Result<Self, TlsError> {
        let mut certified = settings
            .identity
            .map(|identity| certify(identity, provider))
            .transpose()?;
        if let (Some(certified), Some(schemes)) = (&mut certified, &settings.offer.schemes) {
            let (key, schemes) = (Arc::clone(&certified.key), schemes.clone());
            certified.key = Arc::new(ChoosyKey { key, schemes });
        }
        let certified = certified.map(Arc::new);
        Ok(Self { certified })
    }
}

impl ResolvesClientCert for Presenter {
    fn resolve(&self, issuers: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        let fitting = self
            .certified
            .as_ref()
            .filter(|c| c.key.choose_scheme(schemes).is_some());
        if let Some(duty) = Duty::current() {
            let mut record = duty.recorder.lock();
            record.requested = Some(CertificateRequest {
                issuers: issuers.iter().map(|raw| Name::from_der(raw)).collect(),
                schemes: schemes.iter().map(|s| scheme_name(*s)).collect(),
                key_fits: self.certified.as_ref().map(|_| fitting.is_some()),
            });
            record.certificate_sent = fitting.is_some();
        }
        fitting.cloned()
    }

    /// True even without a certificate: only then is `resolve` asked, and only so do we learn
    /// that the server wants one.
    fn has_certs(&self) -> bool {
        true
    }
}

/// RFC 8446's name, or the code point where it is not known here.
fn scheme_name(scheme: SignatureScheme) -> String {
    let scheme = u16::from(scheme);
    let name = Scheme(scheme).name().map(str::to_owned);
    name.unwrap_or_else(|| format!("0x{scheme:04x}"))
}

fn certify(identity: &Identity, provider: &CryptoProvider) -> Result<CertifiedKey, TlsError> {
    let chain = identity
        .chain()
        .to_send()
        .iter()
        .map(|c| CertificateDer::from(c.as_der().to_vec()))
        .collect();
    // exposed to sign the handshake with it
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(
        identity.key().expose_pkcs8().to_vec(),
    ));
    let key = provider.key_provider.load_private_key(key)?;
    Ok(CertifiedKey::new(chain, key))
}

/// A key that signs under some of its schemes only.
#[derive(Debug)]
struct ChoosyKey {
    key: Arc<dyn SigningKey>,
    schemes: Vec<SignatureScheme>,
}

impl SigningKey for ChoosyKey {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        let mut ours = self.schemes.iter().filter(|s| offered.contains(s));
        ours.find_map(|scheme| self.key.choose_scheme(&[*scheme]))
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.key.algorithm()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_go_by_the_names_of_the_rfc() {
        assert_eq!(
            scheme_name(SignatureScheme::RSA_PSS_SHA256),
            "rsa_pss_rsae_sha256"
        );
        assert_eq!(scheme_name(SignatureScheme::Unknown(0xfe01)), "0xfe01");
    }
}
