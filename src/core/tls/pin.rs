//! Pinned public keys (RFC 7469's form, `sha256//BASE64`): which keys of servers are accepted.

use base64::Engine;

use crate::core::material::public_key::pin;
use crate::core::material::{Certificate, Item, Parsed};

/// The keys that are accepted, and no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pins(Vec<String>);

impl Pins {
    /// `sha256//BASE64[;sha256//BASE64]...`; `None` when the text does not begin like that, and
    /// names a file then.
    pub fn from_text(text: &str) -> Option<Self> {
        text.strip_prefix(PREFIX)?;
        Some(Self(text.split(';').map(str::to_owned).collect()))
    }

    /// Whether each of them is the digest of a key: 32 bytes in base64, `sha256//` before it.
    pub fn are_digests(&self) -> bool {
        self.0
            .iter()
            .all(|pin| pin.strip_prefix(PREFIX).is_some_and(is_digest))
    }

    /// The keys in a file: public ones, and those of certificates; `None` when there are none.
    pub fn from_file(parsed: &Parsed) -> Option<Self> {
        let keys = parsed.items.iter().filter_map(|found| match &found.item {
            Item::PublicKey(key) => Some(pin(&key.spki_digest())),
            Item::Certificate(c) => Some(pin(&c.public_key.spki_digest())),
            _ => None,
        });
        let keys: Vec<String> = keys.collect();
        (!keys.is_empty()).then_some(Self(keys))
    }

    /// Whether a certificate's key is one of them; its own pin when it is not.
    pub(super) fn check(&self, leaf: &[u8]) -> Result<(), String> {
        let own = Certificate::from_der(leaf).map(|c| pin(&c.public_key.spki_digest()));
        let own = own.unwrap_or_else(|_| "one that cannot be read".into());
        if self.0.contains(&own) {
            return Ok(());
        }
        Err(own)
    }
}

/// Whether this is the base64 of a SHA-256 digest.
pub fn is_digest(text: &str) -> bool {
    let bytes = base64::engine::general_purpose::STANDARD.decode(text);
    bytes.is_ok_and(|bytes| bytes.len() == 32)
}

const PREFIX: &str = "sha256//";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins_are_told_from_files() {
        assert_eq!(Pins::from_text("pin.pem"), None);
        assert_eq!(Pins::from_text("md5//x"), None);
        let pins = Pins::from_text("sha256//AA==;sha256//BB==;junk").unwrap();
        assert_eq!(pins.0, ["sha256//AA==", "sha256//BB==", "junk"]);
    }
}
