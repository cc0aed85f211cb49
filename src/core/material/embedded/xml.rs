//! The text inside the elements of an XML document, each by its element's name: signatures, SAML
//! metadata. No parser of XML: what stands between tags is all that counts here.

use zeroize::Zeroizing;

use super::Value;

/// Every text that ends its element.
pub fn values(text: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for part in text.split("</") {
        let Some((before, inner)) = part.rsplit_once('>') else {
            continue;
        };
        let Some((_, tag)) = before.rsplit_once('<') else {
            continue;
        };
        let name = tag.split_whitespace().next().unwrap_or_default();
        found.push(Value {
            key: name.chars().take(LONGEST_NAME).collect(),
            text: Zeroizing::new(inner.to_owned()),
        });
    }
    found
}

/// As much of a name as is told, in characters.
const LONGEST_NAME: usize = 64;
