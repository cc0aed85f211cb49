//! How a name is encoded, attribute by attribute: what a provider's parser sees and text hides.
//! Must not judge it.

use crate::core::material::Name;
use crate::core::material::der::{self, tag};

/// The ASN.1 type of each value, in the order of `Name::attributes`.
pub fn string_types(name: &Name) -> Vec<&'static str> {
    let types = || {
        let (outer, _) = der::take_tag(name.as_der(), tag::SEQUENCE)?;
        let mut types = Vec::new();
        for rdn in der::children(outer.value)? {
            for attribute in der::children(rdn.value)? {
                let parts = der::children(attribute.value)?;
                types.push(type_name(parts.get(1)?.tag));
            }
        }
        Some(types)
    };
    types().unwrap_or_default()
}

fn type_name(tag: u8) -> &'static str {
    match tag {
        tag::UTF8_STRING => "UTF8String",
        tag::PRINTABLE_STRING => "PrintableString",
        tag::IA5_STRING => "IA5String",
        0x12 => "NumericString",
        0x14 => "T61String",
        0x1c => "UniversalString",
        0x1e => "BMPString",
        tag::BIT_STRING => "BIT STRING",
        _ => "another type",
    }
}
