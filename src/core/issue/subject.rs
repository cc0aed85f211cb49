//! Distinguished names to be made, from each way people write them: single fields, OpenSSL's
//! `/C=BR/CN=x`, and RFC 4514's `CN=x,C=BR`. Order is kept; string types are what OpenSSL writes.

use std::str::FromStr;

use crate::core::material::der::{self, tag};
use crate::core::material::name::{attribute_oid, short_name};

/// A subject in the order it will be encoded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Subject {
    rdns: Vec<Vec<Attribute>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Attribute {
    oid: String,
    value: String,
}

/// Why text is no subject; one sentence, naming the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadSubject(String);

impl Subject {
    /// From `(type, value)` pairs in encoding order; `None` values are left out.
    ///
    /// # Errors
    /// Names the field whose value cannot be.
    pub fn from_fields<'a>(
        fields: impl IntoIterator<Item = (&'a str, Option<&'a str>)>,
    ) -> Result<Self, BadSubject> {
        let mut rdns = Vec::new();
        for (kind, value) in fields {
            if let Some(value) = value {
                rdns.push(vec![attribute(kind, value)?]);
            }
        }
        Ok(Self { rdns })
    }

    /// The first value of a type, by short name or OID.
    pub fn first(&self, kind: &str) -> Option<&str> {
        let oid = attribute_oid(kind)?;
        self.rdns
            .iter()
            .flatten()
            .find(|a| a.oid == oid)
            .map(|a| a.value.as_str())
    }

    /// No attribute at all.
    pub fn is_empty(&self) -> bool {
        self.rdns.is_empty()
    }

    /// The Name's DER (RFC 5280 section 4.1.2.4).
    pub fn to_der(&self) -> Vec<u8> {
        let rdns: Vec<Vec<u8>> = self
            .rdns
            .iter()
            .map(|rdn| {
                let mut parts: Vec<Vec<u8>> = rdn.iter().map(Attribute::to_der).collect();
                parts.sort(); // a SET OF is ordered by its encodings (X.690 section 11.6)
                der::wrap(tag::SET, &parts.concat())
            })
            .collect();
        der::wrap(tag::SEQUENCE, &rdns.concat())
    }
}

impl FromStr for Subject {
    type Err = BadSubject;

    fn from_str(text: &str) -> Result<Self, BadSubject> {
        let text = text.trim();
        let rdns = if let Some(rest) = text.strip_prefix('/') {
            split(rest, '/')
        } else if git_bash_path(text) {
            return Err(BadSubject(
                "the shell turned the subject into a path (Git Bash does this); write //CN=.. or CN=..,O=.. instead".into(),
            ));
        } else {
            let mut rdns = split(text, ',');
            rdns.reverse(); // RFC 4514 writes the last attribute first
            rdns
        };
        let rdns = rdns
            .iter()
            .filter(|rdn| !rdn.trim().is_empty())
            .map(|rdn| split(rdn, '+').iter().map(|part| pair(part)).collect())
            .collect::<Result<Vec<_>, _>>()?;
        if rdns.is_empty() {
            return Err(BadSubject(
                "the subject is empty; write for instance /C=BR/O=Acme/CN=app".into(),
            ));
        }
        Ok(Self { rdns })
    }
}

impl Attribute {
    fn to_der(&self) -> Vec<u8> {
        let oid = der::oid(&self.oid).unwrap_or_default(); // checked when it was made
        let value = der::wrap(string_tag(&self.oid), self.value.as_bytes());
        der::sequence(&[&oid, &value])
    }
}

fn pair(part: &str) -> Result<Attribute, BadSubject> {
    let (kind, value) = part.split_once('=').ok_or_else(|| {
        BadSubject(format!(
            "`{}` in the subject is not TYPE=value",
            part.trim()
        ))
    })?;
    attribute(kind.trim(), &unescape(value.trim_start()))
}

fn attribute(kind: &str, value: &str) -> Result<Attribute, BadSubject> {
    let oid = attribute_oid(kind).ok_or_else(|| {
        BadSubject(format!(
            "`{kind}` is no attribute type known here; write it as a dotted OID"
        ))
    })?;
    let name = short_name(&oid).unwrap_or(&oid).to_owned();
    let fail = |why: &str| Err(BadSubject(format!("{name} {why}")));
    if value.trim().is_empty() {
        return fail("is empty");
    }
    if value.chars().any(char::is_control) {
        return fail("contains a control character, such as a line end");
    }
    if is_country(&oid) && !(value.len() == 2 && value.bytes().all(|b| b.is_ascii_alphabetic())) {
        return fail("must be a country's two letters (ISO 3166), as in BR or IE");
    }
    if string_tag(&oid) == tag::PRINTABLE_STRING && !value.bytes().all(is_printable) {
        return fail("takes only letters, digits, blanks and '()+,-./:=?");
    }
    if string_tag(&oid) == tag::IA5_STRING && !value.is_ascii() {
        return fail("takes ASCII characters only");
    }
    let limit = upper_bound(&name);
    if value.chars().count() > limit {
        return fail(&format!(
            "is longer than the {limit} characters that X.509 allows it"
        ));
    }
    Ok(Attribute {
        oid,
        value: value.to_owned(),
    })
}

/// Splits at a separator that no backslash stands before.
fn split(text: &str, separator: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut escaped = false;
    for c in text.chars() {
        if c == separator && !escaped {
            parts.push(String::new());
            continue;
        }
        escaped = c == '\\' && !escaped;
        if let Some(last) = parts.last_mut() {
            last.push(c);
        }
    }
    parts
}

/// `\,` and the like, `\C3\A9` as RFC 4514 writes bytes.
fn unescape(value: &str) -> String {
    let mut out: Vec<u8> = Vec::with_capacity(value.len());
    let bytes = value.as_bytes();
    let hex = |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16));
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        if byte != b'\\' {
            out.push(byte);
        } else if let (Some(high), Some(low)) = (hex(at), hex(at + 1)) {
            out.push((high << 4 | low) as u8);
            at += 2;
        } else if let Some(&next) = bytes.get(at) {
            out.push(next);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).trim_end().to_owned()
}

/// MSYS rewrites an argument that begins with a slash into a Windows path.
fn git_bash_path(text: &str) -> bool {
    let drive = text.as_bytes().get(1) == Some(&b':')
        && text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    drive && text.contains('=')
}

fn is_country(oid: &str) -> bool {
    matches!(oid, "2.5.4.6" | "1.3.6.1.4.1.311.60.2.1.3")
}

/// RFC 5280 appendix A: types whose syntax is fixed; all others UTF8String.
fn string_tag(oid: &str) -> u8 {
    match oid {
        "2.5.4.6" | "2.5.4.5" | "2.5.4.46" | "1.3.6.1.4.1.311.60.2.1.3" => tag::PRINTABLE_STRING,
        "1.2.840.113549.1.9.1" | "0.9.2342.19200300.100.1.25" => tag::IA5_STRING,
        _ => tag::UTF8_STRING,
    }
}

fn is_printable(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&byte)
}

/// Upper bounds in characters (RFC 5280 appendix A).
fn upper_bound(name: &str) -> usize {
    match name {
        "C" => 2,
        "CN" | "O" | "OU" | "serialNumber" | "title" => 64,
        "L" | "ST" | "street" | "pseudonym" => 128,
        "emailAddress" => 255,
        _ => 32_768,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::material::Name;

    fn shown(text: &str) -> String {
        Name::from_der(&text.parse::<Subject>().unwrap().to_der()).rfc4514()
    }

    #[test]
    fn openssl_and_rfc4514_spellings_make_the_same_name() {
        assert_eq!(
            shown("/C=BR/O=Acme/OU=a/OU=b/CN=app"),
            "CN=app,OU=b,OU=a,O=Acme,C=BR"
        );
        assert_eq!(
            shown("CN=app,OU=b,OU=a,O=Acme,C=BR"),
            "CN=app,OU=b,OU=a,O=Acme,C=BR"
        );
        assert_eq!(shown("//CN=app/O=Acme"), "O=Acme,CN=app");
        assert_eq!(shown("/CN=a\\/b/O=x\\+y"), "O=x\\+y,CN=a/b");
        assert_eq!(
            shown("CN=S\\C3\\A3o Paulo\\, SP,2.5.4.97=PSDBR-1"),
            "CN=São Paulo\\, SP,organizationIdentifier=PSDBR-1"
        );
        assert_eq!(shown("/CN=a+serialNumber=4"), "CN=a+serialNumber=4");
    }

    #[test]
    fn what_cannot_be_is_named() {
        let error = |text: &str| text.parse::<Subject>().unwrap_err().to_string();
        assert!(error("/C=BRA").contains("two letters"));
        assert!(error("/CN=").contains("CN is empty"));
        assert!(error("/XX=1").contains("`XX`"));
        assert!(error("CN").contains("TYPE=value"));
        assert!(error("C:/Program Files/Git/CN=app").contains("Git Bash"));
        assert!(error(&format!("/CN={}", "x".repeat(65))).contains("64"));
        assert!(error("").contains("empty"));
    }
}
