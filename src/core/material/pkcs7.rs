//! PKCS#7 bundles, of which only the certificates count: read and written. Must not check
//! signatures.

use super::ber;
use super::der::{self, tag};

/// The DER of each certificate in a SignedData (RFC 2315 section 9.1), which may be BER; `None`
/// when it holds none.
pub fn certificates(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    in_der(bytes).or_else(|| in_der(&ber::to_der(bytes)?))
}

/// SignedData that nobody signed (RFC 2315 section 9.1, the degenerate case). The certificates
/// keep their order, as with OpenSSL: DER would sort the set, but CMS may be BER (RFC 5652 section
/// 5.1), and readers print them as they stand. `None` never happens: the OIDs are well formed.
pub fn bundle(certificates: &[&[u8]]) -> Option<Vec<u8>> {
    let nothing = der::wrap(tag::SET, &[]);
    let signed_data = der::sequence(&[
        &der::integer(1),
        &nothing, // digest algorithms
        &der::sequence(&[&der::oid(DATA)?]),
        &der::wrap(0xa0, &certificates.concat()),
        &nothing, // signers
    ]);
    Some(der::sequence(&[
        &der::oid(SIGNED_DATA)?,
        &der::wrap(0xa0, &signed_data),
    ]))
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

const DATA: &str = "1.2.840.113549.1.7.1";
const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
