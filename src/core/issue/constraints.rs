//! Whether a certificate keeps to the names that a CA is limited to (RFC 5280 section 4.2.1.10), by
//! the rules of RFC 5280 and, for a CN that looks like a host name, of OpenSSL (crypto/x509/v3_ncons.c,
//! NAME_CONSTRAINTS_check_CN). Must not decide what is done about one that does not.

use super::AltName;
use crate::core::material::der::{self, tag};
use crate::core::material::{Certificate, Name};

/// A name that the CA may not give.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name} is {how} the names that the CA {ca} is limited to (nameConstraints)")]
pub struct Breach {
    /// The CA's subject.
    pub ca: String,
    /// The name, with its kind.
    pub name: String,
    how: &'static str,
}

/// A GeneralName: its tag, its contents, and how it is told.
struct Given {
    kind: u8,
    value: Vec<u8>,
    told: String,
}

/// The first name of a certificate to be that this CA may not give; the subject counts as one.
pub fn breach(ca: &Certificate, subject: &Name, names: &[AltName]) -> Option<Breach> {
    let extension = ca.raw_extensions().find(|e| e.oid == NAME_CONSTRAINTS)?;
    let (limits, _) = der::take_tag(extension.value, tag::SEQUENCE)?;
    let trees = |wanted: u8| {
        let all = der::elements(limits.value).filter(move |e| e.tag == wanted);
        all.flat_map(|list| der::elements(list.value))
            .filter_map(|tree| der::take(tree.value).map(|(base, _)| base))
            .map(|base| (base.tag, base.value.to_vec()))
            .collect::<Vec<_>>()
    };
    let (permitted, excluded) = (trees(PERMITTED), trees(EXCLUDED));
    let given = given(subject, names);
    given.into_iter().find_map(|name| {
        let of_kind = |list: &[(u8, Vec<u8>)]| -> Vec<bool> {
            let same = list.iter().filter(|(kind, _)| *kind == name.kind);
            same.map(|(_, base)| covers(&name, base)).collect()
        };
        let allowed = of_kind(&permitted);
        let how = if of_kind(&excluded).contains(&true) {
            "outside"
        } else if !allowed.is_empty() && !allowed.contains(&true) {
            "not among"
        } else {
            return None;
        };
        Some(Breach {
            ca: ca.subject.to_string(),
            name: name.told,
            how,
        })
    })
}

/// Everything that is held against the limits.
fn given(subject: &Name, names: &[AltName]) -> Vec<Given> {
    let encoded = names.iter().filter_map(|name| {
        let whole = name.to_der();
        let (element, _) = der::take(&whole)?;
        Some(Given {
            kind: element.tag,
            value: element.value.to_vec(),
            told: name.to_string(),
        })
    });
    let mut all: Vec<Given> = encoded.collect();
    let has_host = all.iter().any(|name| name.kind == DNS);
    if !subject.is_empty() {
        all.push(Given {
            kind: DIRECTORY,
            value: subject.as_der().to_vec(),
            told: format!("the subject {subject}"),
        });
    }
    // every address counts, a CN where no alternative name is a host (x509_vfy.c, check_name_constraints)
    all.extend(subject.attributes().filter_map(|attribute| {
        let value = attribute.value;
        let kind = match &*attribute.kind {
            "emailAddress" => EMAIL,
            "CN" if !has_host && value.contains('.') && super::san::is_host_name(&value) => DNS,
            _ => return None,
        };
        Some(Given {
            kind,
            told: format!("{}={value}", attribute.kind),
            value: value.into_owned().into_bytes(),
        })
    }));
    all
}

/// Whether a subtree of the same kind holds the name; one of a kind that is not known here holds
/// what it equals.
fn covers(name: &Given, base: &[u8]) -> bool {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).to_ascii_lowercase();
    match name.kind {
        DNS => is_below(&text(&name.value), &text(base)),
        EMAIL => {
            let (mail, base) = (text(&name.value), text(base));
            let host = mail.rsplit_once('@').map_or("", |(_, host)| host);
            base == mail || !base.contains('@') && is_host_of(host, &base)
        }
        URI => is_host_of(host_of(&text(&name.value)), &text(base)),
        ADDRESS => {
            let (net, mask) = base.split_at(base.len() / 2);
            let fits = |((address, net), mask): ((&u8, &u8), &u8)| address & mask == net & mask;
            name.value.len() == net.len() && name.value.iter().zip(net).zip(mask).all(fits)
        }
        DIRECTORY => begins_with(&name.value, base),
        _ => name.value == base,
    }
}

/// A host name within a tree: itself and all below; after a dot, all below.
fn is_below(host: &str, base: &str) -> bool {
    let bare = base.strip_prefix('.').unwrap_or(base);
    let under = host
        .strip_suffix(bare)
        .is_some_and(|rest| rest.ends_with('.'));
    bare.is_empty() || under || host == base
}

/// The host itself, or after a dot all below.
fn is_host_of(host: &str, base: &str) -> bool {
    match base.strip_prefix('.') {
        Some(_) => host.ends_with(base) && host.len() > base.len(),
        None => base.is_empty() || host == base,
    }
}

/// Between `//` and the path, without user and port.
fn host_of(uri: &str) -> &str {
    let after = uri.split_once("//").map_or("", |(_, rest)| rest);
    let authority = after.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    host.split(':').next().unwrap_or_default()
}

/// Whether the first RDNs of a name are those of the base.
fn begins_with(name: &[u8], base: &[u8]) -> bool {
    let rdns = |name: &[u8]| {
        let (outer, _) = der::take_tag(name, tag::SEQUENCE)?;
        let all = der::children(outer.value)?;
        Some(all.iter().map(|rdn| rdn.whole.to_vec()).collect::<Vec<_>>())
    };
    let (Some(name), Some(base)) = (rdns(name), rdns(base)) else {
        return false;
    };
    let Some(first) = name.get(..base.len()) else {
        return false;
    };
    let joined = |rdns: &[Vec<u8>]| Name::from_der(&der::wrap(tag::SEQUENCE, &rdns.concat()));
    base.is_empty() || joined(first).same_as(&joined(&base))
}

/// The contents of 2.5.29.30.
const NAME_CONSTRAINTS: &[u8] = &[0x55, 29, 30];
/// `[0]` and `[1]` of NameConstraints.
const PERMITTED: u8 = 0xa0;
const EXCLUDED: u8 = 0xa1;
/// Tags of a GeneralName (RFC 5280 section 4.2.1.6).
const EMAIL: u8 = 0x81;
const DNS: u8 = 0x82;
const DIRECTORY: u8 = 0xa4;
const URI: u8 = 0x86;
const ADDRESS: u8 = 0x87;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_of_names_hold_what_rfc_5280_says_that_they_hold() {
        let holds = |kind, name: &str, base: &str| {
            let value = name.as_bytes().to_vec();
            let told = String::new();
            covers(&Given { kind, value, told }, base.as_bytes())
        };
        for (kind, name, base, yes) in [
            (DNS, "host.example.com", "example.com", true),
            (DNS, "Example.COM", "example.com", true),
            (DNS, "badexample.com", "example.com", false),
            (DNS, "example.com", ".example.com", false),
            (DNS, "a.example.com", ".example.com", true),
            (DNS, "anything", "", true),
            (EMAIL, "a@example.com", "a@example.com", true),
            (EMAIL, "b@example.com", "a@example.com", false),
            (EMAIL, "b@example.com", "example.com", true),
            (EMAIL, "b@x.example.com", "example.com", false),
            (EMAIL, "b@x.example.com", ".example.com", true),
            (
                URI,
                "https://u@api.example.com:8443/x",
                "api.example.com",
                true,
            ),
            (URI, "https://api.example.com/x", "example.com", false),
            (URI, "https://api.example.com/x", ".example.com", true),
        ] {
            assert_eq!(holds(kind, name, base), yes, "{name} {base}");
        }
        let address = |value: &[u8], base: &[u8]| {
            let (kind, value, told) = (ADDRESS, value.to_vec(), String::new());
            covers(&Given { kind, value, told }, base)
        };
        let net = [10, 1, 0, 0, 255, 255, 0, 0];
        assert!(address(&[10, 1, 2, 3], &net) && !address(&[10, 2, 2, 3], &net));
        assert!(!address(&[0; 16], &net));
    }
}
