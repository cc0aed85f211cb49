//! `--renew`: which of the things in the old file is renewed. Must not change what it takes over.

use crate::cli::CsrArgs;
use crate::core::Error;
use crate::core::error::Found;
use crate::core::issue::renew::{Carried, from_certificate, from_request};
use crate::core::issue::{ExtendedUsage, Usage};
use crate::core::material::items::Parsed;
use crate::core::material::{Certificate, Item, Source};
use crate::exit::Exit;
use crate::report::Failure;

/// Subject and names of the one to be renewed: the certificate whose private key lies beside it,
/// else the first that is no CA's, else a request, else the first certificate. `None` when there is
/// neither.
pub fn carried(parsed: &Parsed) -> Option<Carried> {
    let items = || parsed.items.iter().map(|extracted| &extracted.item);
    let certificates = || {
        items().filter_map(|item| match item {
            Item::Certificate(certificate) => Some(certificate.as_ref()),
            _ => None,
        })
    };
    let has_key = |certificate: &&Certificate| {
        items().any(|item| match item {
            Item::PrivateKey(key) => key.public_key().same_key(&certificate.public_key),
            _ => false,
        })
    };
    let request = || {
        items().find_map(|item| match item {
            Item::Request(request) => Some(from_request(request)),
            _ => None,
        })
    };
    let chosen = certificates().find(has_key);
    let chosen = chosen.or_else(|| certificates().find(|c| !c.extensions.is_ca));
    chosen
        .map(from_certificate)
        .or_else(request)
        .or_else(|| certificates().next().map(from_certificate))
}

/// The old usages that the request does not ask for, and the flags that would.
pub fn dropped(old: &Carried, args: &CsrArgs) -> Option<String> {
    let usages = askable::<Usage>(&old.key_usage, args.key_usage.is_empty());
    let purposes = askable::<ExtendedUsage>(&old.purposes, args.eku.is_empty());
    let parts: Vec<(&str, &str, String)> = [
        ("keyUsage", "--key-usage", usages),
        ("extendedKeyUsage", "--eku", purposes),
    ]
    .into_iter()
    .filter(|(_, _, values)| !values.is_empty())
    .collect();
    let joined = |one: &dyn Fn(&(&str, &str, String)) -> String, between: &str| {
        parts.iter().map(one).collect::<Vec<_>>().join(between)
    };
    (!parts.is_empty()).then(|| {
        format!(
            "not taken over: {} of the old one, which most CAs set themselves; to ask for them add {}",
            joined(&|(name, _, values)| format!("{name} {values}"), " and "),
            joined(&|(_, flag, values)| format!("{flag} {values}"), " "),
        )
    })
}

/// Nothing there to be renewed.
pub fn nothing(source: &Source, found: Found) -> Failure {
    let missing = Error::CertificateMissing {
        origin: source.origin(),
        found,
    };
    Failure {
        fix: "name the old certificate or its request with --renew; a key alone has no subject (--key takes it, beside --cn)".into(),
        ..Failure::local(&missing, Exit::Negative)
    }
}

/// Those that can be asked for, as the flag takes them.
fn askable<T: std::str::FromStr>(values: &[String], is_wanted: bool) -> String {
    let parsed = |value: &&String| is_wanted && value.parse::<T>().is_ok();
    let values: Vec<&str> = values.iter().filter(parsed).map(String::as_str).collect();
    values.join(",")
}
