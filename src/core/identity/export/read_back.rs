//! What was made is read as anybody would read it, and has to be what was meant, before anyone is
//! told that it was done.

use zeroize::Zeroizing;

use super::Holdings;
use super::encode::Part;
use crate::core::material::{Input, Item, Limits, OnePassphrase, Origin, parse};
use crate::core::secret::Secret;
use crate::core::{Error, Result};

impl Holdings {
    /// Every part reads back to the byte, in order, and key and leaf still pair. Gives the subject
    /// of the first certificate.
    ///
    /// # Errors
    /// `Crypto` when it is not what was meant, and whatever parsing says.
    pub(super) fn read_back(
        &self,
        bytes: &Zeroizing<Vec<u8>>,
        parts: &[Part<'_>],
        lock: Option<&Secret>,
    ) -> Result<Option<String>> {
        let input = Input {
            origin: Origin::named("the new file"),
            bytes: bytes.clone(),
        };
        let mut given = OnePassphrase {
            secret: lock,
            limits: Limits::default(),
        };
        let mut parsed = parse(&input, &mut given)?.whole()?;
        parsed.unlock_keys(&mut given)?;
        let items = parsed.items.iter().map(|extracted| &extracted.item);
        let whole = parsed.items.len() == parts.len();
        let same = items.zip(parts).all(|(item, part)| is_same(item, part));
        if whole && same && self.is_paired() {
            return Ok(parsed.items.iter().find_map(|i| match &i.item {
                Item::Certificate(c) => Some(c.subject.rfc4514()),
                _ => None,
            }));
        }
        Err(Error::Crypto {
            doing: "reading back what was to be written",
            reason: "it is not what was meant; nothing was written".into(),
        })
    }

    fn is_paired(&self) -> bool {
        match (&self.key, self.certificates.first()) {
            (Some(key), Some(leaf)) => leaf.public_key.same_key(key.public_key()),
            _ => true,
        }
    }
}

fn is_same(item: &Item, part: &Part<'_>) -> bool {
    match (item, part) {
        (Item::Certificate(read), Part::Certificate(meant)) => read.as_der() == meant.as_der(),
        (Item::PrivateKey(read), Part::Key(meant)) => {
            // exposed to be compared
            read.expose_pkcs8() == meant.expose_pkcs8()
        }
        (Item::Request(read), Part::Loose(_, meant)) => read.as_der() == *meant,
        (Item::PublicKey(read), Part::Loose(_, meant)) => read.as_spki() == *meant,
        (Item::Crl(read), Part::Loose(_, meant)) => read.as_der() == *meant,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Form, Piece, Recipe};
    use super::*;
    use crate::core::material::pkcs12::Strength;
    use crate::core::material::{KeyForm, NoPasswords, pem};

    fn holdings(name: &str) -> Holdings {
        let key = rcgen::KeyPair::generate().unwrap();
        let parameters = rcgen::CertificateParams::new(vec![name.into()]).unwrap();
        let certificate = parameters.self_signed(&key).unwrap();
        let text = pem::encode("CERTIFICATE", certificate.der()).to_string()
            + &pem::encode("PRIVATE KEY", &key.serialize_der());
        let input = Input {
            origin: Origin::named("x"),
            bytes: Zeroizing::new(text.into_bytes()),
        };
        let parsed = parse(&input, &mut NoPasswords).unwrap();
        Holdings::gather(vec![(input.origin, parsed)], None).unwrap()
    }

    #[test]
    fn only_what_was_meant_passes() {
        let (mine, other) = (holdings("mine.example"), holdings("other.example"));
        let recipe = Recipe {
            pieces: &[Piece::Leaf, Piece::Issuers, Piece::Key],
            form: Form::Pem,
            lock: None,
            stretching: Default::default(),
            key_form: KeyForm::Pkcs8,
            strength: Strength::default(),
            name: None,
        };
        for form in [Form::Pem, Form::Env, Form::KubernetesSecret] {
            let recipe = Recipe { form, ..recipe };
            let encoded = mine.encode(&recipe).unwrap();
            let parts = [
                Part::Certificate(&mine.certificates[0]),
                Part::Key(mine.key.as_ref().unwrap()),
            ];
            let passes = |holdings: &Holdings, bytes: &[u8], parts: &[Part<'_>]| {
                let bytes = Zeroizing::new(bytes.to_vec());
                holdings.read_back(&bytes, parts, None).is_ok()
            };
            assert!(passes(&mine, &encoded.bytes, &parts), "{form:?}");
            let theirs = other.encode(&recipe).unwrap();
            assert!(
                !passes(&mine, &theirs.bytes, &parts),
                "{form:?}: another file"
            );
            assert!(
                !passes(&mine, &encoded.bytes, &parts[..1]),
                "{form:?}: a key too many"
            );
            let cut = &encoded.bytes[..encoded.bytes.len() / 2];
            assert!(!passes(&mine, cut, &parts), "{form:?}: cut");
        }
    }
}
