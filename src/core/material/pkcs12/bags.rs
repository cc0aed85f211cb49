//! Opening a PKCS#12 file: MAC, safes, bags, under one spelling of the passphrase and one budget
//! for all of it.

use super::super::key::NotAKey;
use super::super::pbe::{Budget, Cipher, Limits, Refusal, Scheme, Spelling};
use super::super::{Certificate, Crl, PrivateKey, ber};
use super::frame::{self, Bag, Content, Frame, Safe};
use super::{Contents, StoredKey, damaged, unreadable};

/// Everything in the file.
///
/// # Errors
/// `Wrong` when the MAC says so, or, without a MAC, when what comes out is no key or certificate.
pub fn open(frame: &Frame<'_>, passphrase: &Spelling, limits: Limits) -> Result<Contents, Refusal> {
    let mut opening = Opening {
        passphrase,
        budget: Budget::new(limits),
        proven: frame.mac.is_some(),
        contents: Contents::default(),
        weak: Vec::new(),
        secrets: 0,
        unsupported: Vec::new(),
    };
    if let Some(mac) = &frame.mac {
        mac.verify(&frame.content, passphrase, &mut opening.budget)?;
    }
    let content = ber::to_der(&frame.content).ok_or_else(unreadable)?;
    for safe in frame::safes(&content)? {
        opening.safe(&safe)?;
    }
    opening.finish()
}

struct Opening<'a> {
    passphrase: &'a Spelling,
    budget: Budget,
    /// Whether a MAC has proven the passphrase; if not, garbage means that it is wrong.
    proven: bool,
    contents: Contents,
    weak: Vec<Cipher>,
    secrets: usize,
    unsupported: Vec<String>,
}

impl Opening<'_> {
    fn safe(&mut self, safe: &Safe<'_>) -> Result<(), Refusal> {
        match safe {
            Safe::Open(bytes) => {
                let der = ber::to_der(bytes).ok_or_else(unreadable)?;
                self.bags(&frame::bags(&der).ok_or_else(unreadable)?, false)
            }
            Safe::Encrypted(scheme, ciphertext) => {
                let plain = self.decrypt(scheme, ciphertext)?;
                let garbage = self.garbage(unreadable());
                let der = ber::to_der(&plain).ok_or_else(|| garbage.clone())?;
                self.bags(&frame::bags(&der).ok_or(garbage)?, true)
            }
        }
    }

    /// `locked` tells whether the safe that they are in is encrypted.
    fn bags(&mut self, bags: &[Bag<'_>], locked: bool) -> Result<(), Refusal> {
        for bag in bags {
            let name = || bag.name.clone();
            match &bag.content {
                Content::Key(pkcs8) => {
                    let key = key(pkcs8, damaged("a key in it cannot be read"));
                    self.add_key(key, name(), locked)?;
                }
                Content::LockedKey(scheme, ciphertext) => {
                    let plain = self.decrypt(scheme, ciphertext)?;
                    let garbage = self.garbage(damaged("a key in it cannot be read"));
                    self.add_key(key(&plain, garbage), name(), true)?;
                }
                Content::Certificate(der) => {
                    let certificate = Certificate::from_der(der).map_err(|reason| {
                        Refusal::Damaged("certificate in the PKCS#12 file", reason)
                    })?;
                    self.contents.certificates.push((certificate, name()));
                }
                Content::Crl(der) => {
                    let crl =
                        Crl::from_der(der).ok_or_else(|| damaged("a CRL in it cannot be read"))?;
                    self.contents.crls.push((crl, name()));
                }
                Content::Bags(der) => {
                    self.bags(&frame::bags(der).ok_or_else(unreadable)?, locked)?;
                }
                Content::Secret => self.secrets += 1,
                Content::Other => {}
            }
        }
        Ok(())
    }

    /// A key of a kind not handled here is passed over: its certificate may be what is wanted.
    fn add_key(
        &mut self,
        key: Result<PrivateKey, Refusal>,
        name: Option<String>,
        encrypted: bool,
    ) -> Result<(), Refusal> {
        match key {
            Err(Refusal::Unsupported(kind)) => self.unsupported.push(kind),
            key => self.contents.keys.push(StoredKey {
                key: key?,
                name,
                encrypted,
            }),
        }
        Ok(())
    }

    fn decrypt(
        &mut self,
        scheme: &Scheme,
        ciphertext: &[u8],
    ) -> Result<zeroize::Zeroizing<Vec<u8>>, Refusal> {
        let weak = scheme.cipher().filter(|c| c.weakness().is_some());
        self.weak.extend(weak.filter(|c| !self.weak.contains(c)));
        scheme.decrypt(ciphertext, self.passphrase, &mut self.budget)
    }

    /// What it means that something decrypted is garbage.
    fn garbage(&self, proven: Refusal) -> Refusal {
        if self.proven { proven } else { Refusal::Wrong }
    }

    fn finish(self) -> Result<Contents, Refusal> {
        let mut contents = self.contents;
        if let Some(kind) = self.unsupported.first()
            && contents.keys.is_empty()
            && contents.certificates.is_empty()
        {
            return Err(Refusal::Unsupported(kind.clone()));
        }
        let passed_over = self.unsupported.iter();
        let passed_over =
            passed_over.map(|kind| format!("{kind} passed over: it is not supported"));
        contents.notes.extend(passed_over);
        contents.notes.extend(weakness(&self.weak));
        if self.secrets > 0 {
            let s = if self.secrets == 1 { "" } else { "s" };
            contents.notes.push(format!(
                "{} secret{s} (symmetric keys or passwords) passed over",
                self.secrets
            ));
        }
        Ok(contents)
    }
}

/// The worst only: one sentence is enough to act on.
fn weakness(ciphers: &[Cipher]) -> Option<String> {
    let refused = ciphers.iter().find(|cipher| cipher.is_refused());
    let worst = refused.or(ciphers.first())?;
    let (name, why) = (worst.short_name(), worst.weakness()?);
    Some(format!(
        "{name}: {why}; rewrite the file with `mtls convert`"
    ))
}

fn key(pkcs8: &[u8], garbage: Refusal) -> Result<PrivateKey, Refusal> {
    PrivateKey::from_der(pkcs8).map_err(|e| match e {
        NotAKey::Damaged => garbage,
        NotAKey::Unsupported(algorithm) => Refusal::Unsupported(algorithm),
    })
}
