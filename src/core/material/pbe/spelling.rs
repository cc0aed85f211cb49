//! One passphrase in the spellings that writers of files gave it. Which one a file was made with
//! is not told in it, so each is tried.

use zeroize::Zeroizing;

use crate::core::secret::Secret;

/// A passphrase as bytes, for both families of key derivation.
pub struct Spelling {
    /// As a BMPString with two zero bytes behind it, for PKCS#12's own derivation (RFC 7292
    /// appendix B.1); no bytes at all for the null password. Characters outside the BMP are
    /// UTF-16 surrogates, as OpenSSL and Windows write them.
    pub bmp: Zeroizing<Vec<u8>>,
    /// As given, for PBES1 and PBES2.
    pub raw: Zeroizing<Vec<u8>>,
}

impl Spelling {
    /// Every spelling of it, the likeliest first; two at most.
    pub fn of(passphrase: &Secret) -> Vec<Self> {
        // exposed to derive keys from it
        let raw = passphrase.expose_secret();
        let mut all = Vec::with_capacity(2);
        if let Some(text) = passphrase.expose_text() {
            all.push(bmp(text.encode_utf16()));
        }
        if raw.is_empty() {
            // the null password, which some writers mean by an empty one
            all.push(Zeroizing::new(Vec::new()));
        } else if !raw.is_ascii() {
            // OpenSSL before 1.1, and whoever types another encoding than UTF-8: a byte a character
            all.push(bmp(raw.iter().map(|b| u16::from(*b))));
        }
        all.into_iter()
            .map(|bmp| Self {
                bmp,
                raw: Zeroizing::new(raw.to_vec()),
            })
            .collect()
    }
}

fn bmp(units: impl Iterator<Item = u16>) -> Zeroizing<Vec<u8>> {
    // reserved at once, so that growing leaves no copy behind
    let mut bytes = Zeroizing::new(Vec::with_capacity(4096));
    for unit in units.chain([0]) {
        bytes.extend_from_slice(&unit.to_be_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(passphrase: impl Into<Vec<u8>>) -> Vec<Vec<u8>> {
        let all = Spelling::of(&Secret::new(passphrase));
        all.iter().map(|s| s.bmp.to_vec()).collect()
    }

    #[test]
    fn empty_ascii_and_other_passphrases() {
        assert_eq!(spelled(""), [vec![0, 0], vec![]]);
        assert_eq!(spelled("a"), [[0, 0x61, 0, 0]]);
        let accented = [vec![0, 0xe9, 0, 0], vec![0, 0xc3, 0, 0xa9, 0, 0]];
        assert_eq!(spelled("é"), accented);
        assert_eq!(spelled("\u{1f511}")[0], [0xd8, 0x3d, 0xdd, 0x11, 0, 0]);
        assert_eq!(spelled([0xe9u8]), [[0, 0xe9, 0, 0]]);
    }
}
