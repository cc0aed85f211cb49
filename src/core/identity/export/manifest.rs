//! PEM inside text that other systems load: the manifest of a Kubernetes Secret, and variables of
//! CI systems and containers. Must not make the PEM.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::core::{Error, Result};

/// What goes in, PEM each; an empty one is left out.
pub struct Contents<'a> {
    /// Leaf first.
    pub certificates: &'a [u8],
    /// The private key.
    pub key: &'a [u8],
    /// The root, where it is not wanted in the chain.
    pub root: &'a [u8],
}

/// A Secret of type `kubernetes.io/tls`: `tls.crt` and `tls.key`, which that type demands, and
/// `ca.crt`, where cert-manager and ingress controllers look for the root.
///
/// # Errors
/// `Invalid` for a name that Kubernetes refuses.
pub fn secret(
    contents: &Contents<'_>,
    name: Option<&str>,
    common_name: Option<&str>,
) -> Result<Zeroizing<String>> {
    let name = match name {
        Some(name) if is_dns_1123(name) => name.to_owned(),
        Some(name) => return Err(bad_secret_name(name)),
        None => made_up(common_name.unwrap_or_default()),
    };
    let head = format!(
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: {name}\ntype: kubernetes.io/tls\ndata:\n"
    );
    let lines = [
        ("  tls.crt: ", contents.certificates),
        ("  tls.key: ", contents.key),
        ("  ca.crt: ", contents.root),
    ];
    Ok(in_lines(&head, &lines))
}

/// `PREFIX_CERT`, `PREFIX_KEY` and `PREFIX_CA` as `NAME=value` lines, which shells, Docker
/// (`--env-file`) and CI systems load alike: base64 needs no quotes in any of them.
///
/// # Errors
/// `Invalid` for a prefix that no variable may have.
pub fn env(contents: &Contents<'_>, prefix: Option<&str>) -> Result<Zeroizing<String>> {
    let prefix = prefix.unwrap_or("MTLS");
    if !is_variable(prefix) {
        return Err(Error::Invalid {
            problem: format!("{prefix:?} cannot begin the name of a variable"),
            fix: "use letters, digits and _ with --name, as in --name ACME for ACME_CERT and ACME_KEY".into(),
        });
    }
    let names = ["CERT", "KEY", "CA"].map(|what| format!("{prefix}_{what}="));
    let [certificates, key, root] = names.each_ref().map(String::as_str);
    let lines = [
        (certificates, contents.certificates),
        (key, contents.key),
        (root, contents.root),
    ];
    Ok(in_lines("", &lines))
}

/// Reserved at once: a text that grows leaves copies of a key behind it.
fn in_lines(head: &str, lines: &[(&str, &[u8])]) -> Zeroizing<String> {
    let size = |(name, content): &(&str, &[u8])| name.len() + content.len().div_ceil(3) * 4 + 1;
    let size = head.len() + lines.iter().map(size).sum::<usize>();
    let mut text = Zeroizing::new(String::with_capacity(size));
    text.push_str(head);
    for (name, content) in lines.iter().filter(|(_, content)| !content.is_empty()) {
        text.push_str(name);
        STANDARD.encode_string(content, &mut text);
        text.push('\n');
    }
    text
}

/// A DNS subdomain by RFC 1123 as Kubernetes demands it of names: labels of a-z, 0-9 and -, joined
/// by dots, each beginning and ending with a letter or digit.
fn is_dns_1123(name: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.len() <= LONGEST_NAME && name.split('.').all(label)
}

fn bad_secret_name(name: &str) -> Error {
    Error::Invalid {
        problem: format!("{name:?} is no name for a Kubernetes Secret"),
        fix: format!(
            "use a-z, 0-9, - and . (a DNS name by RFC 1123), as in --name {}",
            made_up(name)
        ),
    }
}

/// The nearest name that Kubernetes takes.
fn made_up(text: &str) -> String {
    let plain = |c: char| match c.to_ascii_lowercase() {
        c if c.is_ascii_alphanumeric() => c,
        _ => '-',
    };
    let mapped: String = text.chars().take(63).map(plain).collect();
    let words: Vec<&str> = mapped.split('-').filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return "client-tls".into();
    }
    words.join("-")
}

fn is_variable(name: &str) -> bool {
    let first = name.bytes().next();
    first.is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Of a DNS name, in bytes.
const LONGEST_NAME: usize = 253;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_kubernetes_takes() {
        for good in ["a", "acme-tls", "api.acme.example", "0"] {
            assert!(is_dns_1123(good), "{good}");
        }
        for bad in ["", "Acme", "a_b", "-a", "a-", "a..b", ".a", "a b"] {
            assert!(!is_dns_1123(bad), "{bad}");
            assert!(is_dns_1123(&made_up(bad)), "{bad}");
        }
        assert!(!is_dns_1123(&"a".repeat(254)));
        assert_eq!(made_up("Ação, Ltda."), "a-o-ltda");
        assert_eq!(made_up("São Paulo Tenant 7"), "s-o-paulo-tenant-7");
    }

    #[test]
    fn variables_begin_with_a_letter() {
        assert!(is_variable("ACME_2") && is_variable("_x"));
        assert!(!is_variable("") && !is_variable("2A") && !is_variable("A-B"));
    }
}
