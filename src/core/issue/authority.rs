//! A certificate authority of ours: made, and signing requests. Certificates are X.509 v3 with
//! SKI, AKI, a random serial, and the purpose that was asked for; the subject is the request's,
//! to the byte.

use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, ExtendedKeyUsagePurpose as Eku, IsCa,
    Issuer, KeyIdMethod, KeyUsagePurpose as Ku, SerialNumber,
};
use time::OffsetDateTime;

use super::signer::Unsigned;
use super::{AltName, Signer, Subject, extensions, splice};
use crate::core::clock::Time;
use crate::core::material::{Certificate, PrivateKey, PublicKey};
use crate::core::{Error, Result};

/// A CA certificate and its key.
#[derive(Debug)]
pub struct Authority {
    certificate: Certificate,
    key: PrivateKey,
}

/// What a certificate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// TLS client: extendedKeyUsage clientAuth.
    Client,
    /// TLS server: extendedKeyUsage serverAuth.
    Server,
    /// A CA below this one.
    Ca,
}

/// The terms of one certificate.
#[derive(Debug, Clone)]
pub struct Terms {
    /// First second of validity.
    pub not_before: Time,
    /// Last second of validity.
    pub not_after: Time,
    /// What it is for.
    pub purpose: Purpose,
    /// Its SubjectAltNames.
    pub names: Vec<AltName>,
}

impl Authority {
    /// Makes a self-signed root for this key.
    ///
    /// # Errors
    /// `Invalid` for a key that cannot sign, `Crypto` when the provider refuses.
    pub fn create(
        subject: &Subject,
        key: PrivateKey,
        not_before: Time,
        not_after: Time,
    ) -> Result<Self> {
        let name = subject.to_der();
        let terms = Terms {
            not_before,
            not_after,
            purpose: Purpose::Ca,
            names: Vec::new(),
        };
        let certificate = issue(
            &terms,
            &name,
            &name,
            key.public_key(),
            key.public_key(),
            &key,
        )?;
        Ok(Self { certificate, key })
    }

    /// The CA's certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Signs a certificate for a subject (DER, taken to the byte) and a public key.
    ///
    /// # Errors
    /// `Crypto` when the provider refuses.
    pub fn sign(
        &self,
        subject: &[u8],
        public_key: &PublicKey,
        terms: &Terms,
    ) -> Result<Certificate> {
        let issuer = self.certificate.subject.as_der();
        issue(
            terms,
            issuer,
            subject,
            public_key,
            self.key.public_key(),
            &self.key,
        )
    }
}

fn issue(
    terms: &Terms,
    issuer: &[u8],
    subject: &[u8],
    public_key: &PublicKey,
    issuer_key: &PublicKey,
    key: &PrivateKey,
) -> Result<Certificate> {
    let signer = Signer::new(key, None)?;
    let failed = |e: rcgen::Error| Error::Crypto {
        doing: "writing the certificate",
        reason: e.to_string(),
    };
    let mut parent = CertificateParams::default();
    parent.key_identifier_method = KeyIdMethod::PreSpecified(key_id(issuer_key));
    let parent = Issuer::new(parent, Unsigned);
    let params = params(terms, public_key)?;
    let skeleton = params.signed_by(&Unsigned, &parent).map_err(failed)?;
    let der = splice::certificate(
        skeleton.der(),
        issuer,
        subject,
        public_key.as_spki(),
        &signer,
    )?;
    Certificate::from_der(&der).map_err(|reason| Error::Crypto {
        doing: "reading back the certificate",
        reason,
    })
}

fn params(terms: &Terms, public_key: &PublicKey) -> Result<CertificateParams> {
    let mut params = CertificateParams::default();
    params.not_before = date(terms.not_before)?;
    params.not_after = date(terms.not_after)?;
    params.serial_number = Some(SerialNumber::from_slice(&random_serial()?));
    if !terms.names.is_empty() {
        let names = extensions::general_names(&terms.names);
        params.custom_extensions = vec![CustomExtension::from_oid_content(SAN, names)];
    }
    params.use_authority_key_identifier_extension = true;
    params.key_identifier_method = KeyIdMethod::PreSpecified(key_id(public_key));
    match terms.purpose {
        Purpose::Ca => {
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            params.key_usages = vec![Ku::KeyCertSign, Ku::CrlSign];
        }
        Purpose::Client => {
            params.is_ca = IsCa::ExplicitNoCa;
            params.key_usages = vec![Ku::DigitalSignature];
            params.extended_key_usages = vec![Eku::ClientAuth];
        }
        Purpose::Server => {
            params.is_ca = IsCa::ExplicitNoCa;
            params.key_usages = vec![Ku::DigitalSignature, Ku::KeyEncipherment];
            params.extended_key_usages = vec![Eku::ServerAuth];
        }
    }
    Ok(params)
}

/// RFC 7093 method 1: the leftmost 160 bits of the SHA-256 of the key's SPKI.
fn key_id(key: &PublicKey) -> Vec<u8> {
    use sha2::Digest;
    sha2::Sha256::digest(key.as_spki())
        .iter()
        .take(20)
        .copied()
        .collect()
}

/// 127 random bits, positive (RFC 5280 section 4.1.2.2 wants at most 20 octets).
fn random_serial() -> Result<[u8; 16]> {
    let mut serial = [0u8; 16];
    aws_lc_rs::rand::fill(&mut serial).map_err(|e| Error::Crypto {
        doing: "making a serial number",
        reason: e.to_string(),
    })?;
    serial[0] = serial[0] & 0x7f | 0x40;
    Ok(serial)
}

fn date(time: Time) -> Result<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp(time.unix()).map_err(|_| Error::Invalid {
        problem: "a validity date lies outside the years 0 to 9999".into(),
        fix: "choose fewer days".into(),
    })
}

/// id-ce-subjectAltName
const SAN: &[u64] = &[2, 5, 29, 17];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::issue::{Asked, NewKey, generate, request};

    #[test]
    fn a_signed_certificate_keeps_the_subject_and_chains_to_its_authority() {
        let now = Time::from_unix(1_790_000_000);
        let root = "/C=BR/O=Acme/OU=a/OU=b/CN=Root".parse().unwrap();
        let ca = Authority::create(
            &root,
            generate(NewKey::EcP256).unwrap(),
            now,
            now.plus(86_400),
        )
        .unwrap();
        assert!(ca.certificate().extensions.is_ca && ca.certificate().is_self_issued());
        let subject: Subject = "/C=BR/OU=x/OU=y/CN=app".parse().unwrap();
        let csr = request(
            &subject,
            &Asked::default(),
            &generate(NewKey::EcP384).unwrap(),
            None,
        )
        .unwrap();
        let terms = Terms {
            not_before: now,
            not_after: now.plus(60),
            purpose: Purpose::Client,
            names: vec![],
        };
        let leaf = ca
            .sign(csr.subject.as_der(), &csr.public_key, &terms)
            .unwrap();
        assert_eq!(leaf.subject, csr.subject);
        assert_eq!(leaf.version, 3);
        assert!(leaf.is_issued_by(ca.certificate()));
        assert!(leaf.allows_client_auth() && !leaf.allows_server_auth());
        assert_eq!(
            leaf.extensions.authority_key_id,
            ca.certificate().extensions.subject_key_id
        );
    }
}
