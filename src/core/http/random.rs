//! A key that nobody else has.

use crate::core::{Error, Result};

/// A random UUID (RFC 9562 section 5.4), from the crypto provider.
///
/// # Errors
/// `Crypto` when the system has no randomness.
pub fn random_key() -> Result<String> {
    let mut bytes = [0u8; 16];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|e| Error::Crypto {
        doing: "making a random key",
        reason: e.to_string(),
    })?;
    Ok(as_uuid(bytes))
}

fn as_uuid(bytes: [u8; 16]) -> String {
    let number = u128::from_be_bytes(bytes) & !(0xf << 76 | 0x3 << 62) | 4 << 76 | 2 << 62;
    let hex = format!("{number:032x}");
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|at| hex.get(at).unwrap_or_default());
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_uuids_of_version_4_and_differ() {
        assert_eq!(as_uuid([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(as_uuid([0; 16]), "00000000-0000-4000-8000-000000000000");
        assert_ne!(random_key().unwrap(), random_key().unwrap());
    }
}
