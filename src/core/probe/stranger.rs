//! A certificate that no server can know: self-signed, made in memory for one probe, of a kind of
//! key that the server can take. It shows how strangers are treated.

use crate::core::clock::Time;
use crate::core::identity::{Identity, Pool};
use crate::core::issue::{Authority, NewKey, Purpose, Subject, Terms, generate};
use crate::core::material::{Extracted, Item, Origin, Parsed};
use crate::core::tls::CertificateRequest;
use crate::core::{Error, Result};

/// Makes it for what the server asks; RSA, where it takes no EC, costs some 0.1 s.
///
/// # Errors
/// `Crypto` when the provider refuses.
pub fn stranger(asked: &CertificateRequest, now: Time) -> Result<Identity> {
    let key = generate(kind(&asked.schemes))?;
    let public = key.public_key().clone();
    let name = [
        ("O", Some("mtls probe")),
        ("CN", Some("throw-away certificate")),
    ];
    let subject = Subject::from_fields(name).map_err(|e| Error::Crypto {
        doing: "naming the throw-away certificate",
        reason: e.to_string(),
    })?;
    let terms = Terms {
        not_before: now.plus(-HOUR),
        not_after: now.plus(HOUR),
        purpose: Purpose::Client,
        names: Vec::new(),
    };
    let held = crate::core::material::PrivateKey::from_der(key.expose_pkcs8()); // the same key once more, to be presented
    let held = held.map_err(|e| Error::Crypto {
        doing: "reading the throw-away key",
        reason: format!("{e:?}"),
    })?;
    // its own name and key, with the purpose of a client: self-signed, and no CA
    let authority = Authority::create(&subject, key, terms.not_before, terms.not_after)?;
    let leaf = authority.sign(&subject.to_der(), &public, &terms)?;
    let items = [Item::Certificate(Box::new(leaf)), Item::PrivateKey(held)];
    let extracted = items
        .into_iter()
        .enumerate()
        .map(|(index, item)| Extracted {
            item,
            origin: origin(),
            index,
            friendly_name: None,
            stored_encrypted: false,
        });
    let parsed = Parsed {
        items: extracted.collect(),
        notes: Vec::new(),
        broken: Vec::new(),
    };
    Identity::pair(Pool::new(origin(), parsed), None)
}

/// P-256 unless the server takes RSA alone.
fn kind(schemes: &[String]) -> NewKey {
    let takes = |kind: &str| schemes.iter().any(|scheme| scheme.starts_with(kind));
    if takes("rsa") && !takes("ecdsa_secp256r1") {
        NewKey::Rsa2048
    } else {
        NewKey::EcP256
    }
}

fn origin() -> Origin {
    Origin::named("the throw-away certificate")
}

/// Long enough for clocks that differ, in seconds.
const HOUR: i64 = 3_600;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_sound_client_certificate_that_nobody_vouches_for() {
        let now = Time::from_unix(1_790_000_000);
        let request = |schemes: &[&str]| CertificateRequest {
            schemes: schemes.iter().map(|s| (*s).to_owned()).collect(),
            ..CertificateRequest::default()
        };
        let made = stranger(
            &request(&["ecdsa_secp256r1_sha256", "rsa_pss_rsae_sha256"]),
            now,
        )
        .unwrap();
        let leaf = made.leaf();
        assert!(leaf.is_self_issued() && leaf.is_issued_by(leaf) && !leaf.extensions.is_ca);
        assert!(leaf.allows_client_auth() && leaf.not_before < now && now < leaf.not_after);
        assert!(matches!(
            kind(&request(&["rsa_pss_rsae_sha256"]).schemes),
            NewKey::Rsa2048
        ));
        assert!(matches!(kind(&[]), NewKey::EcP256));
    }
}
