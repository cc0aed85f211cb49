//! Certificates alone as a truststore: whether they are one, and under which aliases they go in.
//! Must not encode anything.

use std::collections::HashSet;

use super::Holdings;
use crate::core::material::Certificate;
use crate::core::material::items::Parsed;
use crate::core::material::{Item, Origin};

impl Holdings {
    /// Whether a PKCS#12 file of these certificates without a key makes sense: all are CAs or
    /// self-issued, or come from a keystore where each has its alias. A leaf alone has rather lost
    /// its key.
    pub fn is_truststore(&self) -> bool {
        let trusted =
            |c: &Certificate| c.may_issue() || c.is_self_issued() || self.alias(c).is_some();
        self.key.is_none() && !self.certificates.is_empty() && self.certificates.iter().all(trusted)
    }

    /// Each certificate with its alias: the one it had, else its CN; the name asked for goes
    /// before both. None twice, as Java sees it.
    pub(super) fn trusted(&self, asked: Option<&str>) -> Option<Vec<(&Certificate, String)>> {
        if !self.is_truststore() {
            return None;
        }
        let mut taken = HashSet::new();
        let named = self.certificates.iter().map(|certificate| {
            let known = asked.or_else(|| self.alias(certificate)).map(str::to_owned);
            let name = known
                .or_else(|| certificate.subject.first("CN"))
                .or_else(|| certificate.subject.first("O"))
                .unwrap_or_else(|| "trusted".into());
            let mut alias = name.clone();
            let mut number = 2;
            while !taken.insert(alias.to_lowercase()) {
                alias = format!("{name}-{number}");
                number += 1;
            }
            (certificate, alias)
        });
        Some(named.collect())
    }

    fn alias(&self, certificate: &Certificate) -> Option<&str> {
        let known = self
            .aliases
            .iter()
            .find(|(der, _)| der == certificate.as_der());
        known.map(|(_, alias)| alias.as_str())
    }
}

/// The aliases of the certificates, by their DER.
pub fn aliases(sources: &[(Origin, Parsed)]) -> Vec<(Vec<u8>, String)> {
    let items = sources.iter().flat_map(|(_, parsed)| &parsed.items);
    items
        .filter_map(|found| match (&found.item, &found.friendly_name) {
            (Item::Certificate(c), Some(name)) => Some((c.as_der().to_vec(), name.clone())),
            _ => None,
        })
        .collect()
}
