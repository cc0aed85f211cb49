//! Writing PKCS#7: certificates alone. Must not sign anything.

use super::der::{self, tag};

/// SignedData that nobody signed (RFC 2315 section 9.1, the degenerate case). The certificates
/// keep their order, as with OpenSSL: DER would sort the set, but CMS may be BER (RFC 5652 section
/// 5.1), and readers print them as they stand. `None` never happens: the OIDs are well formed.
pub fn write(certificates: &[&[u8]]) -> Option<Vec<u8>> {
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

const DATA: &str = "1.2.840.113549.1.7.1";
const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
