//! PKCS#7 bundles, of which only the certificates count. Must not check signatures.

use super::ber;
use super::der::{self, tag};

/// The DER of each certificate in a SignedData (RFC 2315 section 9.1), which may be BER; `None`
/// when it holds none.
pub fn certificates(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    in_der(bytes).or_else(|| in_der(&ber::to_der(bytes)?))
}

fn in_der(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let (content_info, _) = der::take_tag(bytes, tag::SEQUENCE)?;
    let (_, content) = der::take_tag(content_info.value, tag::OID)?;
    let (explicit, _) = der::take_tag(content, 0xa0)?;
    let (signed_data, _) = der::take_tag(explicit.value, tag::SEQUENCE)?;
    let parts = der::children(signed_data.value)?;
    let set = parts.iter().find(|p| p.tag == 0xa0)?;
    let certificates = der::children(set.value)?;
    Some(certificates.iter().map(|c| c.whole.to_vec()).collect())
}
