//! `-H` of `csr submit` and `revoke`: headers whose values may be secret references.

use std::path::Path;

use crate::commands::{World, secrets};
use crate::core::Result;
use crate::core::error::Error;
use crate::core::http::{Header, is_one_line, redact};
use crate::core::material::Source;
use crate::core::profile::Given;
use crate::core::provider::schema::HeaderRule;
use crate::core::secret::{Secret, SecretRef};

/// The headers, secrets read and guarded. A literal credential is told once.
///
/// # Errors
/// `Invalid` for what is no header, without quoting it; as `secrets::resolve`.
pub fn headers(
    given: &[String],
    rules: &[HeaderRule],
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> Result<Vec<Header>> {
    let mut headers = Vec::new();
    for text in given {
        let Some(file) = text.strip_prefix('@') else {
            headers.push(header(text, rules, false, world, notes)?);
            continue;
        };
        let input = Source::from(Path::new(file)).read(&mut world.stdin())?;
        let text = std::str::from_utf8(&input.bytes).map_err(|_| no_header())?;
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            headers.push(header(line, rules, true, world, notes)?);
        }
    }
    Ok(headers)
}

/// One of the profile's: what stands there is sent as it stands, unless it names where it is to be had.
///
/// # Errors
/// As `secrets::resolve`.
pub fn of_profile(
    name: &str,
    given: &Given,
    rules: &[HeaderRule],
    world: &mut dyn World,
) -> Result<Header> {
    let secret = match given {
        Given::Plain(text) => Secret::new(text.as_bytes()),
        Given::Reference(reference) => secrets::resolve(reference, name, world)?,
    };
    if is_secret(name, rules) || matches!(given, Given::Reference(_)) {
        world.guard(&secret);
    }
    finished(name, "", &secret)
}

fn header(
    text: &str,
    rules: &[HeaderRule],
    from_file: bool,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> Result<Header> {
    let (name, value) = text.split_once(':').ok_or_else(no_header)?;
    let (name, value) = (name.trim(), value.trim());
    let is_name = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    if name.is_empty() || !name.bytes().all(is_name) {
        return Err(no_header());
    }
    let is_secret = is_secret(name, rules);
    // a value may well be a dash
    let (scheme, value) = with_reference(value).unwrap_or(("", value));
    let reference = value.parse().ok().filter(|r| *r != SecretRef::Stdin);
    let secret = match &reference {
        Some(reference) => secrets::resolve(reference, name, world)?,
        None => Secret::new(value.as_bytes()),
    };
    if is_secret || reference.is_some() {
        world.guard(&secret);
    }
    let is_literal = !from_file && matches!(reference, None | Some(SecretRef::Literal(_)));
    if is_secret && is_literal && !value.is_empty() {
        let note = format!(
            "the value of {name} stands in the command line, where everyone on this machine can read it; prefer -H '{name}: env:NAME' or file:PATH"
        );
        notes.push(note);
    }
    finished(name, scheme, &secret)
}

/// By its name, or by the provider's word.
fn is_secret(name: &str, rules: &[HeaderRule]) -> bool {
    let mut named = rules.iter().filter(|r| r.name.eq_ignore_ascii_case(name));
    redact::is_secret(name) || named.any(|rule| rule.secret)
}

fn finished(name: &str, scheme: &str, secret: &Secret) -> Result<Header> {
    let bytes = secret.expose_secret(); // exposed to be sent
    if bytes.is_empty() || !is_one_line(bytes) {
        return Err(Error::Invalid {
            problem: format!("the value of the header {name} is empty or has line ends"),
            fix: "check where it comes from".into(),
        });
    }
    Ok(Header::new(name, [scheme.as_bytes(), bytes].concat()))
}

/// The scheme with its blank, and the reference behind it: `Bearer env:TOKEN`.
fn with_reference(value: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = value.split_at(value.find(' ')? + 1);
    let is_reference = rest.parse().is_ok_and(|r: SecretRef| r != SecretRef::Stdin);
    is_reference.then_some((scheme, rest))
}

/// Never quoted: it may be the secret.
fn no_header() -> Error {
    Error::Invalid {
        problem: "what is given with -H is no header".into(),
        fix: "write it as 'Name: value', as 'Name: env:NAME', or as @FILE with one a line".into(),
    }
}
