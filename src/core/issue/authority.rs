//! A certificate authority of ours: made or adopted, and signing. Certificates are X.509 v3 with
//! SKI, AKI, a random serial, and the purpose that was asked for; the subject is the request's,
//! to the byte. Must not judge a request, nor whether the CA may sign (`grant`, `fitness`).

use super::certificate::{Draft, key_id};
use super::signer::sealed;
use super::{AltName, Digest, Signer, Subject};
use crate::core::clock::Time;
use crate::core::material::{Certificate, PrivateKey, PublicKey, unhex};
use crate::core::{Error, Result};

/// A CA certificate and its key.
#[derive(Debug)]
pub struct Authority {
    issuer: Issuer,
    key: PrivateKey,
}

/// A CA as its certificate shows it, and the digest that it signs with.
#[derive(Debug, Clone)]
pub struct Issuer {
    certificate: Certificate,
    digest: Option<Digest>,
}

/// What a certificate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// TLS client: extendedKeyUsage clientAuth.
    Client,
    /// TLS server: extendedKeyUsage serverAuth.
    Server,
    /// Both of them.
    Both,
    /// A CA below this one.
    Ca,
    /// A CA with none below it: pathLenConstraint 0.
    LeafCa,
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
    /// Makes a self-signed root for this key, with any number of CAs below it.
    ///
    /// # Errors
    /// `Invalid` for a key that cannot sign, `Crypto` when the provider refuses.
    pub fn create(
        subject: &Subject,
        key: PrivateKey,
        not_before: Time,
        not_after: Time,
    ) -> Result<Self> {
        let terms = Terms {
            not_before,
            not_after,
            purpose: Purpose::Ca,
            names: Vec::new(),
        };
        Self::root(subject, key, &terms, None)
    }

    /// Makes a self-signed root for this key on these terms.
    ///
    /// # Errors
    /// As `create`, and `Invalid` for a digest that does not go with the key.
    pub fn root(
        subject: &Subject,
        key: PrivateKey,
        terms: &Terms,
        digest: Option<Digest>,
    ) -> Result<Self> {
        let name = subject.to_der();
        let public_key = key.public_key();
        let draft = Draft {
            serial: random_serial()?,
            issuer: &name,
            issuer_key_id: &key_id(public_key),
            subject: &name,
            public_key,
            terms,
        };
        let certificate = seal(&draft, &Signer::new(&key, digest)?)?;
        let issuer = Issuer {
            certificate,
            digest,
        };
        Ok(Self { issuer, key })
    }

    /// Takes over a CA that exists; that they belong together is the caller's (`Identity`).
    pub fn adopt(certificate: Certificate, key: PrivateKey, digest: Option<Digest>) -> Self {
        Self {
            issuer: Issuer {
                certificate,
                digest,
            },
            key,
        }
    }

    /// The CA's certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.issuer.certificate
    }

    /// The CA without its key.
    pub fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// Signs a certificate for a subject (DER, taken to the byte) and a public key.
    ///
    /// # Errors
    /// `Invalid` for a date or digest that cannot be, `Crypto` when the provider refuses.
    pub fn sign(
        &self,
        subject: &[u8],
        public_key: &PublicKey,
        terms: &Terms,
    ) -> Result<Certificate> {
        let signer = self.signer()?;
        let id = self.issuer.key_id();
        seal(
            &self.issuer.draft(&id, subject, public_key, terms)?,
            &signer,
        )
    }
}

impl Authority {
    /// What signs with its key.
    ///
    /// # Errors
    /// As `Signer::new`.
    pub(super) fn signer(&self) -> Result<Signer> {
        Signer::new(&self.key, self.issuer.digest)
    }
}

impl Issuer {
    /// A CA whose key is elsewhere.
    pub fn adopt(certificate: Certificate, digest: Option<Digest>) -> Self {
        Self {
            certificate,
            digest,
        }
    }

    /// What `Authority::sign` would make, without a signature: to be shown, and of no other use.
    ///
    /// # Errors
    /// As `Authority::sign`.
    pub fn unsigned(
        &self,
        subject: &[u8],
        public_key: &PublicKey,
        terms: &Terms,
    ) -> Result<Certificate> {
        let algorithm = Signer::algorithm_of(&self.certificate.public_key, self.digest)?;
        let id = self.key_id();
        let draft = self.draft(&id, subject, public_key, terms)?;
        read_back(&sealed(&draft.to_be_signed(&algorithm)?, &algorithm, &[]))
    }

    fn draft<'a>(
        &'a self,
        issuer_key_id: &'a [u8],
        subject: &'a [u8],
        public_key: &'a PublicKey,
        terms: &'a Terms,
    ) -> Result<Draft<'a>> {
        Ok(Draft {
            serial: random_serial()?,
            issuer: self.certificate.subject.as_der(),
            issuer_key_id,
            subject,
            public_key,
            terms,
        })
    }

    /// What its own certificate says: readers compare the two (RFC 5280 section 4.2.1.1).
    pub(super) fn key_id(&self) -> Vec<u8> {
        let own = self.certificate.extensions.subject_key_id.as_deref();
        own.and_then(unhex)
            .unwrap_or_else(|| key_id(&self.certificate.public_key))
    }
}

fn seal(draft: &Draft<'_>, signer: &Signer) -> Result<Certificate> {
    read_back(&signer.seal(&draft.to_be_signed(signer.algorithm())?)?)
}

fn read_back(der: &[u8]) -> Result<Certificate> {
    Certificate::from_der(der).map_err(|reason| Error::Crypto {
        doing: "reading back the certificate",
        reason,
    })
}

/// 126 random bits, positive (RFC 5280 section 4.1.2.2 wants at most 20 octets).
fn random_serial() -> Result<[u8; 16]> {
    let mut serial = [0u8; 16];
    aws_lc_rs::rand::fill(&mut serial).map_err(|e| Error::Crypto {
        doing: "making a serial number",
        reason: e.to_string(),
    })?;
    serial[0] = serial[0] & 0x7f | 0x40;
    Ok(serial)
}

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
