//! What a provider would refuse of the files that are handed over to it: their form and order, the
//! pair, the lock on the key, the dates. Reads material alone; must not decide how a run ends.

use super::Breach;
use super::schema::{Container, Need, Part, Provider};
use crate::core::clock::Time;
use crate::core::identity::pairing::Pairing;
use crate::core::material::format::{DerKind, detect};
use crate::core::material::{Certificate, Extracted, Format, Item, Parsed};

/// What is wrong with the form of one file.
pub fn form(provider: &Provider, bytes: &[u8]) -> Vec<Breach> {
    let rules = &provider.files;
    let mut found = Vec::new();
    let container = match detect(bytes) {
        Format::Pem => Some(Container::Pem),
        Format::Der(DerKind::Pkcs12) => Some(Container::P12),
        Format::Der(_) => Some(Container::Der),
        Format::Jks => Some(Container::Jks),
        _ => None,
    };
    let is_taken =
        rules.accepts.is_empty() || container.is_some_and(|c| rules.accepts.contains(&c));
    if !is_taken {
        let what = container.map_or("neither PEM nor another form that is known", name);
        let wanted: Vec<&str> = rules.accepts.iter().map(|form| name(*form)).collect();
        let wanted = wanted.join(" or ");
        let message = format!("it is {what}, and {} takes {wanted}", provider.title);
        found.push(breach("unknown-format", message, rules.confirmed));
    }
    if rules.bare
        && container == Some(Container::Pem)
        && let Some((line, text)) = beside_blocks(bytes)
    {
        let message = format!(
            "line {line} (\"{text}\") is no part of a PEM block, and {} wants nothing else there",
            provider.title
        );
        found.push(breach("extra-text", message, rules.confirmed));
    }
    found
}

/// What is wrong with all that is handed over together.
pub fn whole(provider: &Provider, parsed: &[Parsed], now: Time) -> Vec<Breach> {
    let (rules, title) = (&provider.files, &provider.title);
    let all = || parsed.iter().flat_map(|source| &source.items);
    let certificates: Vec<&Certificate> = all().filter_map(certificate).collect();
    let keys: Vec<&Extracted> = all().filter(|found| is_key(found)).collect();
    let mut found = Vec::new();
    let mut say = |code, message: String, confirmed| found.push(breach(code, message, confirmed));
    if certificates.is_empty() && !parsed.is_empty() {
        say(
            "cert-missing",
            format!("there is no certificate, and {title} wants one"),
            true,
        );
    }
    if keys.is_empty() && rules.order.contains(&Part::Key) && !certificates.is_empty() {
        say(
            "key-missing",
            format!("there is no private key, and {title} wants it with the certificate"),
            true,
        );
    }
    let has_pair = Pairing::new(parsed).pairs().next().is_some();
    if !certificates.is_empty() && !keys.is_empty() && !has_pair {
        say(
            "key-mismatch",
            "certificate and key do not form a pair".into(),
            true,
        );
    }
    for source in parsed {
        if let Some((first, second)) = out_of_order(&rules.order, &source.items) {
            let message = format!(
                "the {} comes before the {}, and {title} wants the {0} behind it",
                part(second),
                part(first)
            );
            say("order", message, rules.confirmed);
        }
    }
    found.extend(locked(provider, &keys));
    found.extend(
        certificates
            .first()
            .and_then(|leaf| dates(provider, leaf, now)),
    );
    found
}

/// Advised: an unlocked key is taken all the same.
fn locked(provider: &Provider, keys: &[&Extracted]) -> Option<Breach> {
    let is_wanted = provider.files.locked == Need::Required;
    let is_bare = is_wanted && keys.iter().any(|key| !key.stored_encrypted);
    let title = &provider.title;
    let message = format!("the private key is not locked with a passphrase, as {title} wants it");
    is_bare.then(|| breach("key-unlocked", message, false))
}

fn dates(provider: &Provider, leaf: &Certificate, now: Time) -> Option<Breach> {
    if provider.files.unexpired && now > leaf.not_after {
        let message = format!("the certificate expired on {}", leaf.not_after.readable());
        return Some(breach("client-cert-expired", message, true));
    }
    let is_for_clients = provider
        .certificate
        .purposes
        .iter()
        .any(|p| p == "clientAuth");
    let message = "the certificate is not for clients (clientAuth)";
    (is_for_clients && !leaf.allows_client_auth())
        .then(|| breach("client-cert-wrong-purpose", message.into(), true))
}

fn breach(code: &'static str, message: String, confirmed: bool) -> Breach {
    Breach {
        code,
        message,
        confirmed,
    }
}

fn certificate(found: &Extracted) -> Option<&Certificate> {
    match &found.item {
        Item::Certificate(certificate) => Some(certificate),
        _ => None,
    }
}

fn is_key(found: &Extracted) -> bool {
    matches!(found.item, Item::PrivateKey(_) | Item::LockedKey(_))
}

/// Two parts of one file of which the second should stand before the first.
fn out_of_order(order: &[Part], items: &[Extracted]) -> Option<(Part, Part)> {
    let mut seen_certificate = false;
    let parts = items.iter().filter_map(|found| match &found.item {
        Item::Certificate(_) if !seen_certificate => {
            seen_certificate = true;
            Some(Part::Certificate)
        }
        Item::Certificate(_) => Some(Part::Chain),
        Item::PrivateKey(_) | Item::LockedKey(_) => Some(Part::Key),
        _ => None,
    });
    let parts: Vec<Part> = parts.collect();
    let place = |part: &Part| order.iter().position(|known| known == part);
    parts.windows(2).find_map(|pair| match pair {
        [one, two] if place(one)? > place(two)? => Some((*two, *one)),
        _ => None,
    })
}

/// The first line that stands outside the blocks, its number and its beginning.
fn beside_blocks(bytes: &[u8]) -> Option<(usize, String)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut inside = false;
    for (at, line) in text.lines().enumerate() {
        let bare = line.trim_end_matches('\r');
        if bare.starts_with("-----BEGIN ") {
            inside = true;
        }
        if !inside && !bare.is_empty() {
            let beginning: String = bare.chars().take(SHOWN).collect();
            return Some((at + 1, beginning));
        }
        if bare.starts_with("-----END ") {
            inside = false;
        }
    }
    None
}

fn name(container: Container) -> &'static str {
    match container {
        Container::Pem => "PEM",
        Container::Der => "DER",
        Container::P12 => "PKCS#12 (.pfx)",
        Container::P7b => "PKCS#7 (.p7b)",
        Container::Jks => "a Java keystore",
    }
}

fn part(part: Part) -> &'static str {
    match part {
        Part::Certificate => "certificate",
        Part::Chain => "chain",
        Part::Key => "private key",
    }
}

/// Characters quoted of a line.
const SHOWN: usize = 40;
