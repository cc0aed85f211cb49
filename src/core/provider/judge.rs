//! What a provider would refuse of a signing request, each breach with its code. Reads the request
//! alone; must not decide how a run ends.

use super::Provider;
use super::schema::{FieldRule, Form, KeyRule, Need, RsaRange};
use crate::core::issue::san::is_host_name;
use crate::core::material::{Algorithm, Request};

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
    found
}

/// Of a provider that takes finished certificates only.
pub fn signs_none(provider: &Provider) -> Breach {
    let why = provider.csr.note.as_ref();
    let why = why.map_or(String::new(), |note| format!(": {note}"));
    let message = format!("{} signs no requests{why}", provider.title);
    breach("no-requests", message, true)
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
    let values = attributes
        .filter(|a| a.kind == *name)
        .map(|a| a.value.trim().to_owned());
    let values: Vec<String> = values.filter(|v| !v.is_empty()).collect();
    let meaning = rule.meaning.as_deref();
    match (rule.need, values.as_slice()) {
        (Need::Required, []) => {
            let what = meaning.map_or(String::new(), |m| format!("; it is {m}"));
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
    let long = |value: &&String| {
        rule.longest
            .is_some_and(|most| value.chars().count() > most)
    };
    if let (Some(value), Some(most)) = (values.iter().find(long), rule.longest) {
        let length = value.chars().count();
        let message = format!("{name} has {length} characters, and {title} accepts {most}");
        return Some(breach("field-too-long", message, rule.confirmed));
    }
    let odd = values.iter().find(|value| match rule.form {
        Some(Form::HostName) => !is_host_name(value) || !value.contains('.'),
        None => false,
    })?;
    let what = meaning.map_or(String::new(), |m| format!(": it is {m}"));
    let message = format!("{name} is `{odd}`, which is no host name, as {title} wants there{what}");
    Some(breach("field-form", message, rule.confirmed))
}

fn key(provider: &Provider, key: &Algorithm) -> Option<Breach> {
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

fn listed<T: ToString>(list: &[T]) -> String {
    let words: Vec<String> = list.iter().map(ToString::to_string).collect();
    words.join(" or ")
}

const LEAST_RSA_BITS: usize = 2048;
