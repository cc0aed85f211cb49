//! The holdings as the bytes of a file, one function a form.
//! Must not decide what goes into it; the recipe says.

use zeroize::Zeroizing;

use super::{Encoded, Form, Holdings, Piece, Recipe, manifest};
use crate::core::error::Found;
use crate::core::material::{Certificate, KeyForm, Kind, PrivateKey, pem, pkcs7_write, pkcs12};
use crate::core::{Error, Result};

/// One thing on its way into a file.
#[derive(Clone, Copy)]
pub enum Part<'a> {
    /// A certificate.
    Certificate(&'a Certificate),
    /// The private key.
    Key(&'a PrivateKey),
    /// Anything else, as DER.
    Loose(Kind, &'a [u8]),
}

impl Holdings {
    /// A file by this recipe, read back and paired again.
    ///
    /// # Errors
    /// `Invalid` for what the form cannot hold, `CertificateMissing`, `KeyMissing`, `Crypto`.
    pub fn encode(&self, recipe: &Recipe<'_>) -> Result<Encoded> {
        let mut parts = self.parts(recipe)?;
        let bytes = match recipe.form {
            Form::Pem => pem_file(&parts, recipe)?,
            Form::Der => der_file(&parts, recipe)?,
            Form::Pkcs12 => self.pkcs12(recipe)?,
            Form::Pkcs7 => joined(&[pem::encode("PKCS7", &pkcs7_file(&parts)?)]),
            Form::Pkcs7Der => Zeroizing::new(pkcs7_file(&parts)?),
            Form::KubernetesSecret | Form::Env => {
                let text = self.manifest(&parts, recipe)?;
                parts.extend(self.root.iter().map(Part::Certificate));
                joined(&[text])
            }
        };
        // a root that stands in the chain and by itself is one certificate all the same
        let again = self.root.iter().filter(|r| self.certificates.contains(r));
        let again = match recipe.form {
            Form::KubernetesSecret | Form::Env => again.count(),
            _ => 0,
        };
        let subject = self.read_back(&bytes, &parts, recipe.lock)?;
        Ok(Encoded {
            bytes,
            holds: parts
                .iter()
                .take(parts.len() - again)
                .map(Part::kind)
                .collect(),
            subject,
        })
    }

    /// In the order in which every form has them: certificates, key, the rest.
    fn parts(&self, recipe: &Recipe<'_>) -> Result<Vec<Part<'_>>> {
        let wants = |piece| recipe.pieces.contains(&piece);
        let mut parts = Vec::new();
        for (at, certificate) in self.certificates.iter().enumerate() {
            if wants(if at == 0 { Piece::Leaf } else { Piece::Issuers }) {
                parts.push(Part::Certificate(certificate));
            }
        }
        if wants(Piece::Key) {
            parts.extend(self.key.iter().map(Part::Key));
        }
        if wants(Piece::Loose) {
            let loose = self.loose.iter();
            parts.extend(loose.map(|(kind, der)| Part::Loose(*kind, der)));
        }
        if let (true, Some(key)) = (wants(Piece::PublicKey), self.public_key()) {
            parts.push(Part::Loose(Kind::PublicKey, key.as_spki()));
        }
        parts.retain(|part| recipe.form.holds(part.kind()));
        if parts.is_empty() {
            return Err(Error::Invalid {
                problem: format!("{} leaves nothing for one of the files", self.origin),
                fix: "name a file only for what is there; see it with: mtls inspect".into(),
            });
        }
        Ok(parts)
    }

    fn pkcs12(&self, recipe: &Recipe<'_>) -> Result<Zeroizing<Vec<u8>>> {
        let leaf = self.certificates.first();
        let leaf = leaf.ok_or_else(|| self.certificate_missing())?;
        let lock = recipe.lock.ok_or_else(|| Error::Invalid {
            problem: "a PKCS#12 file needs a passphrase".into(),
            fix: "give one with --out-pass env:NAME, file:PATH or prompt".into(),
        })?;
        let Some(key) = &self.key else {
            let named = self
                .trusted(recipe.name)
                .ok_or_else(|| self.key_missing())?;
            let file = pkcs12::write_trusted(&named, lock, recipe.strength);
            return file.map(Zeroizing::new);
        };
        let name = recipe.name.map(str::to_owned);
        let name = name.or_else(|| leaf.subject.first("CN"));
        let name = name.as_deref().unwrap_or("client");
        pkcs12::write(key, &self.certificates, name, lock, recipe.strength).map(Zeroizing::new)
    }

    fn manifest(&self, parts: &[Part<'_>], recipe: &Recipe<'_>) -> Result<Zeroizing<String>> {
        let only = |kind: Kind| -> Result<Zeroizing<Vec<u8>>> {
            let parts = parts.iter().copied();
            let of_kind: Vec<Part<'_>> = parts.filter(|part| part.kind() == kind).collect();
            pem_file(&of_kind, recipe)
        };
        let root: Vec<_> = self.root.iter().map(Part::Certificate).collect();
        let contents = manifest::Contents {
            certificates: &only(Kind::Certificate)?,
            key: &only(Kind::PrivateKey)?,
            root: &pem_file(&root, recipe)?,
        };
        if recipe.form == Form::Env {
            return manifest::env(&contents, recipe.name);
        }
        let leaf = self.certificates.first();
        let common_name = leaf.and_then(|leaf| leaf.subject.first("CN"));
        manifest::secret(&contents, recipe.name, common_name.as_deref())
    }
}

impl Part<'_> {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Certificate(_) => Kind::Certificate,
            Self::Key(_) => Kind::PrivateKey,
            Self::Loose(kind, _) => *kind,
        }
    }

    fn pem(&self, recipe: &Recipe<'_>) -> Result<Zeroizing<String>> {
        let label = match self.kind() {
            Kind::Request => "CERTIFICATE REQUEST",
            Kind::PublicKey => "PUBLIC KEY",
            Kind::Crl => "X509 CRL",
            _ => "CERTIFICATE",
        };
        match (self, recipe.lock) {
            (Self::Certificate(c), _) => Ok(pem::encode(label, c.as_der())),
            (Self::Loose(_, der), _) => Ok(pem::encode(label, der)),
            (Self::Key(key), None) => recipe.key_form.pem(key),
            (Self::Key(key), Some(lock)) => {
                let form = recipe.key_form;
                form.locked_pem(key, lock, recipe.stretching)
            }
        }
    }

    fn der(&self, recipe: &Recipe<'_>) -> Result<Zeroizing<Vec<u8>>> {
        match (self, recipe.lock) {
            (Self::Certificate(c), _) => Ok(Zeroizing::new(c.as_der().to_vec())),
            (Self::Loose(_, der), _) => Ok(Zeroizing::new(der.to_vec())),
            (Self::Key(key), None) => recipe.key_form.der(key),
            (Self::Key(key), Some(lock)) if recipe.key_form == KeyForm::Pkcs8 => {
                let locked = key.lock_with(lock, recipe.stretching)?;
                Ok(Zeroizing::new(locked))
            }
            (Self::Key(_), Some(_)) => Err(Error::Invalid {
                problem: format!("a {} key cannot be locked in DER", recipe.key_form),
                fix: "leave --key-format out, or write --to pem".into(),
            }),
        }
    }
}

fn pem_file(parts: &[Part<'_>], recipe: &Recipe<'_>) -> Result<Zeroizing<Vec<u8>>> {
    let blocks = parts.iter().map(|part| part.pem(recipe));
    Ok(joined(&blocks.collect::<Result<Vec<_>>>()?))
}

/// Reserved at once: a vector that grows leaves copies of a key behind it.
fn joined(texts: &[Zeroizing<String>]) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(texts.iter().map(|b| b.len()).sum()));
    for text in texts {
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes
}

fn der_file(parts: &[Part<'_>], recipe: &Recipe<'_>) -> Result<Zeroizing<Vec<u8>>> {
    match parts {
        [one] => one.der(recipe),
        many => {
            let found = Found::count(many.iter().map(Part::kind));
            Err(Error::Invalid {
                problem: format!("a DER file holds one object, and here are {found}"),
                fix: "name a file for each with --out-cert and --out-key, or use --to pem".into(),
            })
        }
    }
}

fn pkcs7_file(parts: &[Part<'_>]) -> Result<Vec<u8>> {
    let certificates: Vec<&[u8]> = parts
        .iter()
        .filter_map(|part| match part {
            Part::Certificate(c) => Some(c.as_der()),
            _ => None,
        })
        .collect();
    pkcs7_write::write(&certificates).ok_or(Error::Crypto {
        doing: "writing the PKCS#7 file",
        reason: "a part of it has no encoding".into(),
    })
}
