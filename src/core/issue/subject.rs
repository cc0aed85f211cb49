//! Distinguished names to be made, from each way people write them: single fields, OpenSSL's
//! `/C=BR/CN=x`, and RFC 4514's `CN=x,C=BR`. Order is kept; string types are what OpenSSL writes;
//! a name taken from an old certificate is kept to the byte.

use std::str::FromStr;

use crate::core::material::Name;
use crate::core::material::der::{self, tag};
use crate::core::material::name::{attribute_oid, short_name};
use crate::core::material::unhex;

/// A subject in the order it will be encoded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Subject {
    rdns: Vec<Vec<Field>>,
    /// What an old certificate holds, whatever its string types.
    exact: Option<Vec<u8>>,
}

/// One attribute of a subject, checked: `TYPE=value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    oid: String,
    /// What a person reads.
    text: String,
    /// The value's DER.
    value: Vec<u8>,
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
        let given = fields.into_iter().filter_map(|(kind, v)| Some((kind, v?)));
        let fields = given.map(|(kind, value)| Field::new(kind, value));
        Ok(Self::of(fields.collect::<Result<_, _>>()?))
    }

    /// Of these attributes, one in each RDN.
    pub fn of(fields: Vec<Field>) -> Self {
        Self {
            rdns: fields.into_iter().map(|field| vec![field]).collect(),
            exact: None,
        }
    }

    /// A name as it stands in a certificate or request, to the byte.
    pub fn kept(name: &Name) -> Self {
        let field = |a: &crate::core::material::name::Attribute| Field {
            oid: attribute_oid(&a.kind).unwrap_or_else(|| a.kind.clone().into_owned()),
            text: a.value.clone().into_owned(),
            value: Vec::new(),
        };
        Self {
            rdns: name.attributes().map(|a| vec![field(&a)]).collect(),
            exact: Some(name.as_der().to_vec()),
        }
    }

    /// The first value of a type, by short name or OID.
    pub fn first(&self, kind: &str) -> Option<&str> {
        let oid = attribute_oid(kind)?;
        self.rdns
            .iter()
            .flatten()
            .find(|a| a.oid == oid)
            .map(|a| a.text.as_str())
    }

    /// No attribute at all.
    pub fn is_empty(&self) -> bool {
        self.rdns.is_empty()
    }

    /// The Name's DER (RFC 5280 section 4.1.2.4).
    pub fn to_der(&self) -> Vec<u8> {
        if let Some(exact) = &self.exact {
            return exact.clone();
        }
        let rdns: Vec<Vec<u8>> = self
            .rdns
            .iter()
            .map(|rdn| {
                let mut parts: Vec<Vec<u8>> = rdn.iter().map(Field::to_der).collect();
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
        let rdns = if let Some(rest) = slashed(text)? {
            split(&rest, '/')
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
        Ok(Self { rdns, exact: None })
    }
}

impl FromStr for Field {
    type Err = BadSubject;

    /// `TYPE=value`, the value as it is: nothing in it is escaped.
    fn from_str(text: &str) -> Result<Self, BadSubject> {
        let (kind, value) = text.split_once('=').ok_or_else(|| {
            BadSubject("write TYPE=value, as in 2.5.4.97=PSDBR-1 or serialNumber=123".into())
        })?;
        Self::new(kind.trim(), value)
    }
}

impl Field {
    /// By short name or dotted OID; the string type is the one that the standard demands, else
    /// UTF8String (RFC 5280 appendix A).
    ///
    /// # Errors
    /// Names the type whose value cannot be.
    pub fn new(kind: &str, value: &str) -> Result<Self, BadSubject> {
        let oid = known_oid(kind)?;
        let value = value.trim();
        check(&oid, value)?;
        Ok(Self {
            text: value.to_owned(),
            value: der::wrap(string_tag(&oid), value.as_bytes()),
            oid,
        })
    }

    /// Its type, dotted.
    pub fn oid(&self) -> &str {
        &self.oid
    }

    /// Its value, for people.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn to_der(&self) -> Vec<u8> {
        let oid = der::oid(&self.oid).unwrap_or_default(); // checked when it was made
        der::sequence(&[&oid, &self.value])
    }
}

fn pair(part: &str) -> Result<Field, BadSubject> {
    let (kind, value) = part.split_once('=').ok_or_else(|| {
        BadSubject(format!(
            "`{}` in the subject is not TYPE=value",
            part.trim()
        ))
    })?;
    if let Some(der) = encoded(value.trim()) {
        return Ok(Field {
            oid: known_oid(kind.trim())?,
            text: value.trim().to_owned(),
            value: der,
        });
    }
    Field::new(kind.trim(), &unescape(value.trim_start()))
}

/// `#` and the hex of a value's DER (RFC 4514 section 2.4).
fn encoded(value: &str) -> Option<Vec<u8>> {
    let der = unhex(value.strip_prefix('#')?)?;
    let is_one = der::take(&der).is_some_and(|(_, rest)| rest.is_empty());
    is_one.then_some(der)
}

fn known_oid(kind: &str) -> Result<String, BadSubject> {
    attribute_oid(kind).ok_or_else(|| {
        BadSubject(format!(
            "`{kind}` is no attribute type known here; write it as a dotted OID"
        ))
    })
}

fn check(oid: &str, value: &str) -> Result<(), BadSubject> {
    let name = short_name(oid).unwrap_or(oid).to_owned();
    let fail = |why: &str| Err(BadSubject(format!("{name} {why}")));
    if value.is_empty() {
        return fail("is empty");
    }
    if value.chars().any(char::is_control) {
        return fail("contains a control character, such as a line end");
    }
    if is_country(oid) && !(value.len() == 2 && value.bytes().all(|b| b.is_ascii_alphabetic())) {
        return fail("must be a country's two letters (ISO 3166), as in BR or IE");
    }
    if string_tag(oid) == tag::PRINTABLE_STRING && !value.bytes().all(is_printable) {
        return fail("takes only letters, digits, blanks and '()+,-./:=?");
    }
    if string_tag(oid) == tag::IA5_STRING && !value.is_ascii() {
        return fail("takes ASCII characters only");
    }
    let limit = upper_bound(&name);
    if value.chars().count() > limit {
        return fail(&format!(
            "is longer than the {limit} characters that X.509 allows it"
        ));
    }
    Ok(())
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

/// What stands after the leading slash of OpenSSL's spelling; `None` for RFC 4514's.
///
/// Git Bash (MSYS) rewrites an argument that begins with one slash into a path of its own folder:
/// `/C=BR/CN=a` comes as `C:/Program Files/Git/C=BR/CN=a`. Two ways around are in use: `//C=BR/CN=a`,
/// which comes as it is, and `//C=BR\CN=a`, whose backslashes are slashes by then or still to be made.
fn slashed(text: &str) -> Result<Option<String>, BadSubject> {
    let bytes = text.as_bytes();
    let drive = bytes.first().is_some_and(u8::is_ascii_alphabetic) && bytes.get(1) == Some(&b':');
    if drive && text.contains('=') {
        return Err(mangled(text));
    }
    let Some(rest) = text.strip_prefix('/') else {
        return Ok(None);
    };
    let mut out = String::with_capacity(rest.len());
    for (at, c) in rest.char_indices() {
        let begins_a_type = c == '\\' && starts_with_type(&rest[at + 1..]);
        out.push(if begins_a_type { '/' } else { c });
    }
    Ok(Some(out))
}

/// The subject is what follows the last folder.
fn mangled(text: &str) -> BadSubject {
    let parts = text.replace('\\', "/");
    let parts = parts.split('/').skip_while(|part| !starts_with_type(part));
    let meant: Vec<&str> = parts.collect();
    let meant = if meant.is_empty() {
        "C=BR/O=Acme/CN=app".to_owned()
    } else {
        meant.join("/")
    };
    BadSubject(format!(
        "the shell turned the subject into a path (Git Bash does this); write it with two slashes at the front: //{meant}"
    ))
}

/// `CN=` and the like.
fn starts_with_type(text: &str) -> bool {
    let kind = text.split_once('=').map(|(kind, _)| kind);
    kind.is_some_and(|kind| attribute_oid(kind).is_some())
}

fn is_country(oid: &str) -> bool {
    matches!(oid, "2.5.4.6" | "1.3.6.1.4.1.311.60.2.1.3")
}

/// RFC 5280 appendix A: types whose syntax is fixed; all others UTF8String.
fn string_tag(oid: &str) -> u8 {
    match oid {
        "2.5.4.6" | "2.5.4.5" | "2.5.4.20" | "2.5.4.46" | "1.3.6.1.4.1.311.60.2.1.3" => {
            tag::PRINTABLE_STRING
        }
        "1.2.840.113549.1.9.1" | "0.9.2342.19200300.100.1.25" => tag::IA5_STRING,
        _ => tag::UTF8_STRING,
    }
}

/// The characters of a PrintableString (X.680 section 41.4).
pub(super) fn is_printable(byte: u8) -> bool {
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
        assert_eq!(shown("/O=#0c0161/CN=a"), "CN=a,O=a");
    }

    #[test]
    fn git_bashs_paths_are_recognised_and_its_ways_around_are_understood() {
        for text in [
            "//C=BR/O=Acme/CN=app",
            "//C=BR\\O=Acme\\CN=app",
            "/C=BR\\O=Acme\\CN=app",
        ] {
            assert_eq!(shown(text), "CN=app,O=Acme,C=BR", "{text}");
        }
        assert_eq!(shown("/DC=example\\DC=com\\CN=a"), "CN=a,DC=com,DC=example");
        for text in [
            "C:/Program Files/Git/C=BR/O=Acme/CN=app",
            "C:\\Program Files\\Git\\C=BR\\O=Acme\\CN=app",
            "d:/msys64/C=BR/O=Acme/CN=app",
        ] {
            let error = text.parse::<Subject>().unwrap_err().to_string();
            assert!(error.contains("Git Bash"), "{error}");
            assert!(error.ends_with(" //C=BR/O=Acme/CN=app"), "{error}");
        }
    }

    #[test]
    fn a_single_field_is_literal_and_has_the_string_type_it_must() {
        let field = |text: &str| text.parse::<Field>().map(|f| f.value);
        assert_eq!(field("2.5.4.97=A,B\\C").unwrap(), b"\x0c\x05A,B\\C");
        assert_eq!(field("serialNumber=12").unwrap(), b"\x13\x0212");
        assert_eq!(field("jurisdictionCountryName=BR").unwrap(), b"\x13\x02BR");
        assert_eq!(field("DC=com").unwrap(), b"\x16\x03com");
        assert_eq!(field("GivenName=Zo\u{eb}").unwrap(), b"\x0c\x04Zo\xc3\xab");
        for (text, saying) in [
            ("CN", "TYPE=value"),
            ("xyz=1", "`xyz`"),
            ("serialNumber=\u{e9}", "letters, digits"),
            ("DC=\u{e9}", "ASCII"),
            ("2.5.4.97= ", "is empty"),
        ] {
            let error = field(text).unwrap_err().to_string();
            assert!(error.contains(saying), "{error}");
        }
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
