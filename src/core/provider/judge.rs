//! What a provider would refuse of a signing request, each breach with its code. Reads the request
//! alone; must not decide how a run ends.

use super::Provider;
use super::schema::{FieldRule, Form, KeyRule, Need, RsaRange, StringType, UsageRule};
use crate::core::issue::encoding::string_types;
use crate::core::issue::san::is_host_name;
use crate::core::material::{Algorithm, Request};
use regex_lite::Regex;

/// One thing that is not as the provider wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// In one word.
    pub code: &'static str,
    /// In one sentence, with what to do.
    pub message: String,
    /// Whether the provider says so itself; else it is to be expected, no more.
    pub confirmed: bool,
}

/// Every breach, the surest first to be corrected at the top.
pub fn judge(provider: &Provider, request: &Request) -> Vec<Breach> {
    let rules = &provider.csr;
    let mut found = Vec::new();
    found.extend(soundness(request));
    if !rules.taken {
        found.push(signs_none(provider));
        return found;
    }
    for rule in &rules.subject {
        found.extend(field(provider, rule, request));
    }
    found.extend(key(provider, request.public_key.algorithm()));
    found.extend(digest(provider, &request.signature_algorithm));
    found.extend(names(provider, &request.extensions.san));
    let extensions = &request.extensions;
    let (usages, purposes) = (&extensions.key_usage, &extensions.extended_key_usage);
    let title = &provider.title;
    found.extend(usage(
        title,
        &rules.key_usage,
        "key usages",
        "--key-usage",
        usages.as_deref(),
    ));
    found.extend(usage(
        title,
        &rules.purposes,
        "purposes",
        "--eku",
        purposes.as_deref(),
    ));
    found
}

/// Of a provider that takes finished certificates only.
pub fn signs_none(provider: &Provider) -> Breach {
    let why = provider.csr.note.as_ref();
    let why = why.map_or(String::new(), |note| format!(": {note}"));
    let message = format!("{} signs no requests{why}", provider.title);
    breach("no-requests", message, true)
}

/// A field that is to be the host name (Apata's CN) is another one than the host that it is for.
pub fn other_host(provider: &Provider, request: &Request, host: &str) -> Option<Breach> {
    let rule = host_field(provider)?;
    let value = request.subject.first(&rule.field)?;
    let value = value.trim();
    let differs = !value.eq_ignore_ascii_case(host.trim());
    let message = format!(
        "{} is `{value}`, and the host is `{host}`; {} wants them to match exactly",
        rule.field, provider.title
    );
    differs.then(|| breach("host", message, rule.confirmed))
}

/// The field that is to be the host name.
pub fn host_field(provider: &Provider) -> Option<&FieldRule> {
    let mut rules = provider.csr.subject.iter();
    rules.find(|rule| rule.form == Some(Form::HostName))
}

fn breach(code: &'static str, message: impl Into<String>, confirmed: bool) -> Breach {
    Breach {
        code,
        message: message.into(),
        confirmed,
    }
}

/// What every CA refuses.
fn soundness(request: &Request) -> Vec<Breach> {
    let mut found = Vec::new();
    if request.signature_valid == Some(false) {
        let message = "its signature does not fit its key: it was altered or cut; make it again";
        found.push(breach("signature-invalid", message, true));
    }
    if request.extensions.is_ca {
        let message = "it asks to be a CA (CA:TRUE), which no provider grants; make it without";
        found.push(breach("asks-for-ca", message, true));
    }
    let country = request.subject.first("C");
    let country = country.as_deref();
    if let Some(c) = country.filter(|c| c.len() != 2 || !c.bytes().all(|b| b.is_ascii_alphabetic()))
    {
        let message = format!("C is `{c}`; it takes a country's two letters (ISO 3166)");
        found.push(breach("country", message, true));
    } else if let Some(c) = country.filter(|c| c.bytes().any(|b| b.is_ascii_lowercase())) {
        let message = format!("C is `{c}`; many CAs insist on capitals");
        found.push(breach("country", message, false));
    }
    found
}

fn field(provider: &Provider, rule: &FieldRule, request: &Request) -> Option<Breach> {
    let (title, name) = (&provider.title, &rule.field);
    let attributes = request.subject.attributes();
    let strings = string_types(&request.subject);
    let strings = strings.into_iter().chain(std::iter::repeat("another type"));
    let own = attributes.zip(strings).filter(|(a, _)| a.kind == *name);
    let own = own.map(|(a, string)| (a.value.trim().to_owned(), string));
    let values: Vec<(String, &str)> = own.filter(|(value, _)| !value.is_empty()).collect();
    let what = rule.meaning.as_deref();
    let what = what.map_or(String::new(), |m| format!("; it is {m}"));
    match (rule.need, values.as_slice()) {
        (Need::Required, []) => {
            let requires = if rule.confirmed {
                "requires"
            } else {
                "may require"
            };
            let message = format!("the subject has no {name}, which {title} {requires}{what}");
            return Some(breach("field-missing", message, rule.confirmed));
        }
        (Need::Forbidden, [_, ..]) => {
            let message =
                format!("the subject has {name}, which {title} does not accept; leave it out");
            return Some(breach("field-forbidden", message, rule.confirmed));
        }
        _ => {}
    }
    if let Some(most) = rule.most.filter(|most| values.len() > *most) {
        let times = values.len();
        let message = format!("the subject has {name} {times} times, and {title} accepts {most}");
        return Some(breach("field-repeated", message, rule.confirmed));
    }
    let mut each = values.iter();
    each.find_map(|(value, string)| odd_value(title, rule, value, string))
        .map(|(code, message)| breach(code, format!("{message}{what}"), rule.confirmed))
}

/// What is wrong with a value that is there: the code, and a sentence.
fn odd_value(
    title: &str,
    rule: &FieldRule,
    value: &str,
    string: &str,
) -> Option<(&'static str, String)> {
    let name = &rule.field;
    let length = value.chars().count();
    if let Some(most) = rule.longest.filter(|most| length > *most) {
        let message = format!("{name} has {length} characters, and {title} accepts {most}");
        return Some(("field-too-long", message));
    }
    if let Some(least) = rule.shortest.filter(|least| length < *least) {
        let message = format!("{name} has {length} characters, and {title} wants at least {least}");
        return Some(("field-too-short", message));
    }
    if rule.form == Some(Form::HostName) && !(is_host_name(value) && value.contains('.')) {
        let message = format!("{name} is `{value}`, which is no host name, as {title} wants there");
        return Some(("field-form", message));
    }
    if !rule.values.is_empty() && !rule.values.iter().any(|known| known == value) {
        let known = rule.values.join(" or ");
        let message = format!("{name} is `{value}`, and {title} accepts {known}");
        return Some(("field-value", message));
    }
    let whole = |pattern: &String| Regex::new(&format!("^(?:{pattern})$")).ok();
    let pattern = rule.pattern.as_ref();
    if pattern
        .and_then(whole)
        .is_some_and(|regex| !regex.is_match(value))
    {
        let form = pattern.map_or("", String::as_str);
        let message = format!("{name} is `{value}`, and {title} wants it as {form}");
        return Some(("field-form", message));
    }
    let accepted = |known: &StringType| known.name() == string;
    if !rule.strings.is_empty() && !rule.strings.iter().any(accepted) {
        let known: Vec<&str> = rule.strings.iter().map(|known| known.name()).collect();
        let known = known.join(" or ");
        let message = format!("{name} is written as {string}, and {title} accepts {known}");
        return Some(("field-string", message));
    }
    None
}

/// What is wrong with a key of this kind, of a request or of a certificate.
pub fn key(provider: &Provider, key: &Algorithm) -> Option<Breach> {
    let (rule, title) = (&provider.csr.key, &provider.title);
    let make = format!("make one with --newkey {}", rule.make);
    let refuse = |code, message: String| {
        let doubt = if rule.confirmed {
            ""
        } else {
            ", as far as it says"
        };
        let message = format!("{message}{doubt}; {make}");
        Some(breach(code, message, rule.confirmed))
    };
    match (key, rule.rsa) {
        (Algorithm::Rsa { bits }, _) if *bits < LEAST_RSA_BITS => {
            let message =
                format!("its RSA key has {bits} bits, and nobody accepts less than 2048; {make}");
            Some(breach("key-too-short", message, true))
        }
        (Algorithm::Rsa { bits }, Some(RsaRange { least, .. })) if *bits < least => refuse(
            "key-too-short",
            format!("its RSA key has {bits} bits, and {title} wants at least {least}"),
        ),
        (
            Algorithm::Rsa { bits },
            Some(RsaRange {
                most: Some(most), ..
            }),
        ) if *bits > most => refuse(
            "key-too-long",
            format!("its RSA key has {bits} bits, and {title} accepts {most} at most"),
        ),
        (Algorithm::Rsa { .. }, Some(_)) => None,
        (Algorithm::Ec { curve }, _) if rule.curves.contains(curve) => None,
        (Algorithm::Ed25519, _) if rule.ed25519 => None,
        _ => refuse(
            "key-kind",
            format!(
                "its key is {key}, and {title} accepts {}",
                accepted_keys(rule)
            ),
        ),
    }
}

fn accepted_keys(rule: &KeyRule) -> String {
    let rsa = rule.rsa.iter().map(|_| "RSA".to_owned());
    let curves = rule.curves.iter().cloned();
    let ed25519 = rule.ed25519.then(|| "Ed25519".to_owned());
    let kinds: Vec<String> = rsa.chain(curves).chain(ed25519).collect();
    kinds.join(", ")
}

/// An EC or Ed25519 key has a digest of its own, judged with the key; SHA-1 and MD5 nobody accepts.
fn digest(provider: &Provider, algorithm: &str) -> Option<Breach> {
    let (rule, title) = (&provider.csr.digest, &provider.title);
    let name = algorithm.to_ascii_lowercase();
    if ["md5", "md2", "sha1"]
        .iter()
        .any(|weak| name.contains(weak))
    {
        let message = format!(
            "it is signed with {algorithm}, which nobody accepts any more; make it again with --digest {}",
            rule.make
        );
        return Some(breach("digest", message, true));
    }
    let is_rsa = name.contains("rsaencryption");
    if !is_rsa || rule.accept.iter().any(|d| name.starts_with(&d.to_string())) {
        return None;
    }
    let message = format!(
        "it is signed with {algorithm}, and {title} says {}; make it again with --digest {}",
        listed(&rule.accept),
        rule.make
    );
    Some(breach("digest", message, rule.confirmed))
}

fn names(provider: &Provider, names: &[String]) -> Option<Breach> {
    let (rule, title) = (&provider.csr.san, &provider.title);
    match rule.need {
        Need::Required if names.is_empty() => {
            let message =
                format!("it asks for no alternative name, which {title} requires; add --san");
            return Some(breach("san-missing", message, rule.confirmed));
        }
        Need::Forbidden if !names.is_empty() => {
            let message = format!(
                "it asks for alternative names, which {title} does not accept; leave --san out"
            );
            return Some(breach("san-forbidden", message, rule.confirmed));
        }
        _ => {}
    }
    let kind = |name: &String| name.split(':').next().unwrap_or_default().to_owned();
    let accepted = |name: &&String| {
        let kind = kind(name);
        rule.kinds.is_empty() || rule.kinds.iter().any(|k| k.eq_ignore_ascii_case(&kind))
    };
    let odd = names.iter().find(|name| !accepted(name))?;
    let message = format!(
        "it asks for {odd}, and {title} accepts {} only",
        rule.kinds.join(", ")
    );
    Some(breach("san-kind", message, rule.confirmed))
}

/// KeyUsage or ExtendedKeyUsage: whether it is asked for, and all that is made by default.
fn usage(
    title: &str,
    rule: &UsageRule,
    what: &str,
    flag: &str,
    asked: Option<&[String]>,
) -> Option<Breach> {
    let asked = asked.unwrap_or_default();
    match rule.need {
        Need::Forbidden if !asked.is_empty() => {
            let message =
                format!("it asks for {what}, which {title} does not accept; leave {flag} out");
            Some(breach("usage-forbidden", message, rule.confirmed))
        }
        Need::Required => {
            let lacking = rule.make.iter().filter(|wanted| !asked.contains(wanted));
            let lacking: Vec<&str> = lacking.map(String::as_str).collect();
            if lacking.is_empty() && !asked.is_empty() {
                return None;
            }
            let wanted = rule.make.join(",");
            let message = format!(
                "it does not ask for the {what} {}, which {title} requires; add {flag} {wanted}",
                lacking.join(" and ")
            );
            Some(breach("usage-missing", message, rule.confirmed))
        }
        _ => None,
    }
}

fn listed<T: ToString>(list: &[T]) -> String {
    let words: Vec<String> = list.iter().map(ToString::to_string).collect();
    words.join(" or ")
}

const LEAST_RSA_BITS: usize = 2048;
/// The code of each breach.
pub const BREACHES: &[&str] = &[
    "no-requests",
    "signature-invalid",
    "asks-for-ca",
    "country",
    "field-missing",
    "field-forbidden",
    "field-repeated",
    "field-too-long",
    "field-too-short",
    "field-form",
    "field-value",
    "field-string",
    "key-too-short",
    "key-too-long",
    "key-kind",
    "digest",
    "san-missing",
    "san-forbidden",
    "san-kind",
    "usage-missing",
    "usage-forbidden",
    "account",
    "host",
    "extra-text",
    "order",
    "key-unlocked",
];
