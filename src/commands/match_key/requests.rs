//! CSRs among what is compared: those that stand where a certificate was meant, and those whose own
//! signature does not hold. Must not compare keys.

use std::path::Path;

use crate::core::material::items::Parsed;
use crate::core::material::{Extracted, Item, Kind};

/// The sources of CSRs that their own key did not sign, or not as they are now.
pub fn invalid(sources: &[Parsed]) -> Vec<String> {
    let items = sources.iter().flat_map(|source| &source.items);
    let bad = items.filter(
        |found| matches!(&found.item, Item::Request(r) if r.signature_valid == Some(false)),
    );
    bad.map(|found| found.origin.to_string()).collect()
}

/// Files with the name of a certificate that hold a CSR instead.
pub fn for_certificates(sources: &[Parsed]) -> Vec<String> {
    let has = |parsed: &Parsed, kind: Kind| parsed.items.iter().any(|f| f.item.kind() == kind);
    let none = !sources.iter().any(|parsed| has(parsed, Kind::Certificate));
    let misnamed = sources
        .iter()
        .filter(|parsed| !has(parsed, Kind::Certificate))
        .filter_map(|parsed| parsed.items.iter().find(|found| is_misnamed(found)));
    misnamed
        .map(|found| match none {
            true => format!("no certificate was compared: {} holds a CSR", found.origin),
            false => format!("{} holds a CSR, and no certificate", found.origin),
        })
        .collect()
}

fn is_misnamed(found: &Extracted) -> bool {
    let path = Path::new(found.origin.as_str());
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    matches!(found.item, Item::Request(_))
        && matches!(extension.to_str(), Some("crt" | "cer" | "cert"))
}
