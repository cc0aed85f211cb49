//! PKCS#7 bundles, of which only the certificates and revocation lists count. Must not check
//! signatures or decrypt.

use zeroize::Zeroizing;

use super::der::{self, tag};
use super::{Looks, ber};

/// What a bundle holds, DER each.
#[derive(Default)]
pub struct Bundle {
    /// In the order stored.
    pub certificates: Vec<Vec<u8>>,
    /// In the order stored.
    pub crls: Vec<Vec<u8>>,
}

/// The certificates and revocation lists in a SignedData (RFC 5652 section 5.1), which may be BER.
///
/// # Errors
/// What it is instead.
pub fn bundle(bytes: &[u8]) -> Result<Bundle, Looks> {
    let read = |bytes: &[u8]| {
        let (kind, content) = content(bytes)?;
        match kind.as_str() {
            ENVELOPED | ENCRYPTED | AUTH_ENVELOPED => Some(Err(Looks::CmsEncrypted)),
            SIGNED => signed(content).map(Ok),
            _ => Some(Err(Looks::CmsEmpty)),
        }
    };
    let in_der = || -> Option<Zeroizing<Vec<u8>>> { ber::to_der(bytes) };
    let found = read(bytes).or_else(|| read(&in_der()?));
    let bundle = found.unwrap_or(Err(Looks::CmsEmpty))?;
    let empty = bundle.certificates.is_empty() && bundle.crls.is_empty();
    if empty {
        Err(Looks::CmsEmpty)
    } else {
        Ok(bundle)
    }
}

/// ContentInfo: the type, and what is inside its explicit tag.
fn content(bytes: &[u8]) -> Option<(String, &[u8])> {
    let (info, _) = der::take_tag(bytes, tag::SEQUENCE)?;
    let (kind, content) = der::take_tag(info.value, tag::OID)?;
    let (explicit, _) = der::take_tag(content, 0xa0)?;
    Some((der::dotted(kind.value), explicit.value))
}

fn signed(content: &[u8]) -> Option<Bundle> {
    let (signed_data, _) = der::take_tag(content, tag::SEQUENCE)?;
    let parts = der::children(signed_data.value)?;
    // other forms of certificate stand under tags of their own
    let set = |wanted: u8| -> Option<Vec<Vec<u8>>> {
        let Some(set) = parts.iter().find(|part| part.tag == wanted) else {
            return Some(Vec::new());
        };
        let all = der::children(set.value)?;
        let plain = all.iter().filter(|part| part.tag == tag::SEQUENCE);
        Some(plain.map(|part| part.whole.to_vec()).collect())
    };
    Some(Bundle {
        certificates: set(0xa0)?,
        crls: set(0xa1)?,
    })
}

const SIGNED: &str = "1.2.840.113549.1.7.2";
const ENVELOPED: &str = "1.2.840.113549.1.7.3";
const ENCRYPTED: &str = "1.2.840.113549.1.7.6";
const AUTH_ENVELOPED: &str = "1.2.840.113549.1.9.16.1.23";
