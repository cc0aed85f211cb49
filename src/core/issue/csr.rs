//! Certification requests (PKCS#10, RFC 2986).

use rcgen::{CertificateParams, DistinguishedName};

use super::{AltName, Digest, Signer, Subject, splice};
use crate::core::material::{PrivateKey, Request};
use crate::core::{Error, Result};

/// A request for this subject and key, signed by the key to prove possession.
///
/// # Errors
/// `Invalid` for a digest or key that do not go together, `Crypto` when the provider refuses.
pub fn request(
    subject: &Subject,
    names: &[AltName],
    key: &PrivateKey,
    digest: Option<Digest>,
) -> Result<Request> {
    let signer = Signer::new(key, digest)?;
    let failed = |e: rcgen::Error| Error::Crypto {
        doing: "writing the request",
        reason: e.to_string(),
    };
    let mut params = CertificateParams::default();
    // an empty name would make rcgen mark the subjectAltName critical (RFC 5280 section 4.2.1.6)
    params.distinguished_name = DistinguishedName::new();
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, "replaced by the splice");
    params.subject_alt_names = names.iter().filter_map(AltName::to_rcgen).collect();
    let skeleton = params
        .serialize_request(&signer.unsigned())
        .map_err(failed)?;
    let der = splice::csr(skeleton.der(), &subject.to_der(), &signer)?;
    Request::from_der(&der).map_err(|reason| Error::Crypto {
        doing: "reading back the request",
        reason,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::issue::{NewKey, generate};

    #[test]
    fn two_ous_and_every_name_survive_and_the_signature_holds() {
        let subject: Subject = "/C=BR/O=Acme/OU=a/OU=b/CN=app".parse().unwrap();
        let names = [
            "DNS:app.example".parse().unwrap(),
            "IP:127.0.0.1".parse().unwrap(),
        ];
        for kind in [NewKey::EcP256, NewKey::EcP384, NewKey::Ed25519] {
            let key = generate(kind).unwrap();
            let request = request(&subject, &names, &key, None).unwrap();
            assert_eq!(request.subject.rfc4514(), "CN=app,OU=b,OU=a,O=Acme,C=BR");
            assert_eq!(request.extensions.san, ["DNS:app.example", "IP:127.0.0.1"]);
            assert_eq!(request.signature_valid, Some(true), "{kind}");
            assert!(request.public_key.same_key(key.public_key()));
        }
    }

    #[test]
    fn a_digest_that_does_not_go_with_the_key_is_refused() {
        let key = generate(NewKey::Ed25519).unwrap();
        let subject: Subject = "/CN=app".parse().unwrap();
        let error = request(&subject, &[], &key, Some(Digest::Sha512)).unwrap_err();
        assert!(error.to_string().contains("Ed25519"));
    }
}
