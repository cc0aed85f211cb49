//! Certification requests (PKCS#10, RFC 2986).

use super::{Asked, Digest, Signer, Subject};
use crate::core::material::der::{self, tag};
use crate::core::material::{PrivateKey, Request};
use crate::core::{Error, Result};

/// A request for this subject, key and extensions, signed by the key to prove possession.
///
/// # Errors
/// `Invalid` for a digest or key that do not go together, `Crypto` when the provider refuses.
pub fn request(
    subject: &Subject,
    asked: &Asked,
    key: &PrivateKey,
    digest: Option<Digest>,
) -> Result<Request> {
    let signer = Signer::new(key, digest)?;
    let version = der::wrap(tag::INTEGER, &[0]);
    let info = der::sequence(&[
        &version,
        &subject.to_der(),
        key.public_key().as_spki(),
        &der::wrap(ATTRIBUTES, &asked.to_attributes(subject.is_empty())),
    ]);
    let der = signer.seal(&info)?;
    Request::from_der(&der).map_err(|reason| Error::Crypto {
        doing: "reading back the request",
        reason,
    })
}

/// `[0] IMPLICIT Attributes` (RFC 2986 section 4.1).
const ATTRIBUTES: u8 = 0xa0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::issue::{NewKey, generate};

    #[test]
    fn two_ous_and_every_name_survive_and_the_signature_holds() {
        let subject: Subject = "/C=BR/O=Acme/OU=a/OU=b/CN=app".parse().unwrap();
        let asked = Asked {
            names: vec![
                "DNS:app.example".parse().unwrap(),
                "IP:127.0.0.1".parse().unwrap(),
            ],
            ..Asked::default()
        };
        for kind in [
            NewKey::EcP256,
            NewKey::EcP384,
            NewKey::EcP521,
            NewKey::Ed25519,
        ] {
            let key = generate(kind).unwrap();
            let request = request(&subject, &asked, &key, None).unwrap();
            assert_eq!(request.subject.rfc4514(), "CN=app,OU=b,OU=a,O=Acme,C=BR");
            assert_eq!(request.extensions.san, ["DNS:app.example", "IP:127.0.0.1"]);
            // None where it cannot be checked here: openssl judges those
            assert_ne!(request.signature_valid, Some(false), "{kind}");
            assert!(request.public_key.same_key(key.public_key()));
        }
    }

    #[test]
    fn a_digest_that_does_not_go_with_the_key_is_refused() {
        let key = generate(NewKey::Ed25519).unwrap();
        let subject: Subject = "/CN=app".parse().unwrap();
        let asked = Asked::default();
        let error = request(&subject, &asked, &key, Some(Digest::Sha512)).unwrap_err();
        assert!(error.to_string().contains("Ed25519"));
    }
}
