//! Elliptic curves by name: from an OID, or from parameters spelled out. Must not know keys.

use super::der::{self, tag};
use super::sha256_hex;

/// The usual name of a curve OID, or the OID.
pub fn name(dotted: &str) -> String {
    let known = CURVES.iter().find(|(oid, ..)| *oid == dotted);
    known.map_or_else(|| dotted.to_owned(), |(_, name, _)| (*name).to_owned())
}

/// The OBJECT IDENTIFIER of a curve named here.
pub fn oid(name: &str) -> Option<Vec<u8>> {
    let (dotted, ..) = CURVES.iter().find(|(_, known, _)| *known == name)?;
    der::oid(dotted)
}

/// The length of the field of a curve named here, in bits.
pub fn bits(name: &str) -> Option<usize> {
    let known = CURVES.iter().find(|(_, known, _)| *known == name);
    known.map(|(.., bits)| *bits)
}

/// The curve that the parameters of an EC key mean, by its usual name where it has one.
pub fn of_parameters(parameters: &[u8]) -> String {
    match der::take(parameters) {
        Some((tlv, _)) if tlv.tag == tag::OID => name(&der::dotted(tlv.value)),
        Some((tlv, _)) if tlv.tag == tag::SEQUENCE => spelled_out(tlv.value),
        _ => "unknown curve".into(),
    }
}

/// ECParameters (RFC 3279 section 2.3.5): a known curve only when all of its numbers are, its base
/// point too, which a forger would choose himself (CVE-2020-0601).
fn spelled_out(parameters: &[u8]) -> String {
    let Some(numbers) = numbers(parameters) else {
        return "explicit parameters".into();
    };
    let digest = sha256_hex(&numbers.all);
    let known = DIGESTS.iter().find(|(of, _)| *of == digest);
    known.map_or_else(
        || format!("explicit parameters, {} bits", numbers.field_bits),
        |(_, name)| (*name).to_owned(),
    )
}

struct Numbers {
    /// The length of the field's prime.
    field_bits: usize,
    /// Prime, both coefficients, the base point's x, the order, each after its length in bytes
    /// without leading zeros; last the parity of the base point's y.
    all: Vec<u8>,
}

fn numbers(parameters: &[u8]) -> Option<Numbers> {
    let parts = der::children(parameters)?;
    let [_, field, coefficients, base, order, ..] = parts.as_slice() else {
        return None;
    };
    let prime = der::children(field.value)?.get(1)?.value;
    let coefficients = der::children(coefficients.value)?;
    let (x, parity) = match base.value.split_first()? {
        (4, both) => (both.get(..both.len() / 2)?, both.last()? & 1),
        (form @ (2 | 3), x) => (x, form & 1),
        _ => return None,
    };
    let [a, b, ..] = coefficients.as_slice() else {
        return None;
    };
    let mut all = Vec::new();
    for number in [prime, a.value, b.value, x, order.value] {
        let number = der::strip_zeros(number);
        all.push(u8::try_from(number.len()).ok()?);
        all.extend_from_slice(number);
    }
    all.push(parity);
    let field_bits = der::bit_length(prime);
    Some(Numbers { field_bits, all })
}

#[rustfmt::skip] // a table
const CURVES: &[(&str, &str, usize)] = &[
    ("1.2.840.10045.3.1.7", "P-256", 256),
    ("1.3.132.0.34", "P-384", 384),
    ("1.3.132.0.35", "P-521", 521),
    ("1.3.132.0.33", "P-224", 224),
    ("1.2.840.10045.3.1.1", "P-192", 192),
    ("1.3.132.0.10", "secp256k1", 256),
    ("1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1", 256),
    ("1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1", 384),
    ("1.3.36.3.3.2.8.1.1.13", "brainpoolP512r1", 512),
    ("1.2.156.10197.1.301", "SM2", 256),
    ("1.3.132.0.28", "secp128r1", 128),
    ("1.3.132.0.1", "sect163k1", 163),
    ("1.3.132.0.15", "sect163r2", 163),
    ("1.3.132.0.26", "sect233k1", 233),
    ("1.3.132.0.27", "sect233r1", 233),
    ("1.3.132.0.16", "sect283k1", 283),
    ("1.3.132.0.17", "sect283r1", 283),
    ("1.3.132.0.36", "sect409k1", 409),
    ("1.3.132.0.37", "sect409r1", 409),
    ("1.3.132.0.38", "sect571k1", 571),
    ("1.3.132.0.39", "sect571r1", 571),
];

/// SHA-256 of `Numbers::all`; from what `openssl ecparam -param_enc explicit` writes.
#[rustfmt::skip] // a table
const DIGESTS: &[(&str, &str)] = &[
    ("09b4feff70f28acc01c6cfce009bae2fa02c2f244efec100fe7a89d67a7e65bf", "P-256"),
    ("8ad53f8e77d1093911f20c284b423f26befb409c2a6b44f3b1ad9a3a77edfd9b", "P-384"),
    ("7d93fe56946cfb9986444e5f124422360ef818747e071ce030b102f60fda2eeb", "P-521"),
    ("0acad514a39d63b1b3c8a8cdcf07a2c7d44c3c0f921ed0f2e3302ff6ff93165e", "P-224"),
    ("7a8d0b20c2102370b3ed29a5d37dca038cb92e625e8481b194dac7d21c855064", "secp256k1"),
    ("41d6471dbc45dff971004aaae5b7f08fa00ef3505722a86cdb2ff718590368d8", "brainpoolP256r1"),
    ("1cb45aeb74a14b53d6d7db154f5633ace9556f839f12b25ea4e9f21ec09f8240", "brainpoolP384r1"),
    ("e870c050e7f26e2e42df5696539bae1d6eb0b3d057addd8de5f369d554f73ec1", "brainpoolP512r1"),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// ECParameters of P-256 with this base point.
    fn p256(base: &[u8]) -> Vec<u8> {
        let hex = |digits: &str| -> Vec<u8> {
            let pairs = digits.as_bytes().chunks(2);
            pairs
                .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
                .collect()
        };
        let prime = hex("00ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
        let a = hex("ffffffff00000001000000000000000000000000fffffffffffffffffffffffc");
        let b = hex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
        let order = hex("00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
        let octets = |bytes: &[u8]| der::wrap(tag::OCTET_STRING, bytes);
        let integer = |bytes: &[u8]| der::wrap(tag::INTEGER, bytes);
        der::sequence(&[
            &integer(&[1]),
            &der::sequence(&[&der::oid("1.2.840.10045.1.1").unwrap(), &integer(&prime)]),
            &der::sequence(&[&octets(&a), &octets(&b)]),
            &octets(base),
            &integer(&order),
        ])
    }

    const X: [u8; 32] = [
        0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40,
        0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98,
        0xc2, 0x96,
    ];

    #[test]
    fn a_curve_spelled_out_has_its_name_only_with_its_own_base_point() {
        assert_eq!(of_parameters(&p256(&[&[3], &X[..]].concat())), "P-256");
        let forged = of_parameters(&p256(&[&[2], &X[..]].concat()));
        assert_eq!(forged, "explicit parameters, 256 bits");
        assert_eq!(of_parameters(&p256(&[])), "explicit parameters");
        assert_eq!(of_parameters(&[]), "unknown curve");
        assert_eq!(of_parameters(&der::oid("1.2.3").unwrap()), "1.2.3");
    }
}
