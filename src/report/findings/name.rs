//! The findings of a distinguished name: characters that nobody meant to be there, left by shells,
//! code pages, copies from documents and defaults. Must not change a name.

use super::Problem;
use crate::core::material::Name;
use crate::core::material::der::{self, tag};
use crate::core::material::name::Attribute;

/// Everything odd in the name, each attribute told by its type.
pub fn problems(name: &Name) -> Vec<Problem> {
    let mut found = Vec::new();
    for attribute in name.attributes() {
        let checks = CHECKS.iter();
        found.extend(checks.filter_map(|check| check(&attribute)));
    }
    found.extend(old_string_types(name));
    found
}

type Check = fn(&Attribute<'_>) -> Option<Problem>;

/// One thing that may be wrong with a value each.
const CHECKS: &[Check] = &[
    empty,
    spaces,
    quotes,
    escape,
    control,
    invisible,
    mojibake,
    lost,
    mixed_scripts,
    shell_path,
    run_together,
    country,
    address,
    placeholder,
];

fn problem(
    code: &'static str,
    a: &Attribute<'_>,
    fact: &str,
    wanted: Option<&str>,
) -> Option<Problem> {
    let fact = format!("the {} of its subject {fact}", a.kind);
    let fix = match wanted {
        Some(wanted) => format!("make the request again with {}={wanted}", a.kind),
        None => format!("make the request again with the {} that is meant", a.kind),
    };
    Some(Problem::warning(code, fact, fix))
}

fn empty(a: &Attribute<'_>) -> Option<Problem> {
    if !a.value.trim().is_empty() {
        return None;
    }
    problem("dn-empty-value", a, "has no text", None)
}

/// Servers that compare names byte by byte see another name.
fn spaces(a: &Attribute<'_>) -> Option<Problem> {
    let is_tidy = !a.value.starts_with(' ') && !a.value.ends_with(' ') && !a.value.contains("  ");
    if is_tidy || a.value.trim().is_empty() {
        return None;
    }
    let tidy = a.value.split(' ').filter(|word| !word.is_empty());
    let tidy = tidy.collect::<Vec<_>>().join(" ");
    let fact = if a.value.starts_with(' ') || a.value.ends_with(' ') {
        "begins or ends with a space"
    } else {
        "has two spaces in a row"
    };
    problem("dn-spaces", a, fact, Some(&tidy))
}

fn quotes(a: &Attribute<'_>) -> Option<Problem> {
    let is_quote = |c: &char| QUOTES.contains(c);
    let (first, last) = (a.value.chars().next()?, a.value.chars().next_back()?);
    let stray = a.value.chars().filter(|c| *c == '"').count() == 1;
    let around = is_quote(&first) && is_quote(&last);
    if !around && !stray {
        return None;
    }
    let bare = a.value.trim_matches(|c| is_quote(&c));
    let wanted = Some(bare).filter(|bare| !bare.contains('"') && !bare.is_empty());
    problem("dn-quotes", a, "has the shell's quotes in it", wanted)
}

/// `\n`, `\xC3`, `\u00e9` as they stand: an escape that nobody undid.
fn escape(a: &Attribute<'_>) -> Option<Problem> {
    let mut rest = a.value.as_ref();
    while let Some((_, after)) = rest.split_once('\\') {
        let digits = |n: usize| {
            after
                .get(1..=n)
                .is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
        };
        let is_escape = match after.bytes().next() {
            Some(b'n' | b'r' | b't') => {
                !after.as_bytes().get(1).is_some_and(u8::is_ascii_lowercase)
            }
            Some(b'x') => digits(2),
            Some(b'u') => digits(4),
            _ => false,
        };
        if is_escape {
            let fact = "has an escape (a backslash and what follows) where a character was meant";
            return problem("dn-escape", a, fact, None);
        }
        rest = after;
    }
    None
}

fn control(a: &Attribute<'_>) -> Option<Problem> {
    let c = a.value.chars().find(|c| c.is_control())?;
    let fact = format!("has a control character (U+{:04X}) in it", u32::from(c));
    let tidy: String = a.value.chars().filter(|c| !c.is_control()).collect();
    let tidy = Some(tidy.trim()).filter(|tidy| !tidy.is_empty());
    problem("dn-control-character", a, &fact, tidy)
}

/// Characters that do not show, or pass for a space.
fn invisible(a: &Attribute<'_>) -> Option<Problem> {
    if a.value.is_ascii() {
        return None;
    }
    let c = a.value.chars().find(|c| {
        let c = u32::from(*c);
        INVISIBLE
            .iter()
            .any(|(from, to)| (*from..=*to).contains(&c))
    })?;
    let what = match u32::from(c) {
        0xa0 | 0x2000..=0x200a | 0x202f | 0x205f | 0x3000 => {
            "a space that is none of the keyboard's"
        }
        0x200e | 0x200f | 0x202a..=0x202e | 0x2066..=0x2069 => {
            "a mark that turns the direction of text"
        }
        _ => "a character that does not show",
    };
    let fact = format!("has {what} (U+{:04X}) in it", u32::from(c));
    problem("dn-invisible-character", a, &fact, None)
}

/// UTF-8 that was taken for Windows-1252 or Latin-1 and encoded again: `SÃ£o` for `São`.
fn mojibake(a: &Attribute<'_>) -> Option<Problem> {
    if a.value.is_ascii() {
        return None;
    }
    let words = a.value.split(|c| windows_1252(c).is_none());
    let meant = words
        .filter(|word| !word.is_ascii())
        .find_map(|word| String::from_utf8(word.chars().filter_map(windows_1252).collect()).ok())?;
    let is_whole = a.value.chars().all(|c| windows_1252(c).is_some());
    problem(
        "dn-mojibake",
        a,
        "was encoded twice",
        is_whole.then_some(meant.as_str()),
    )
}

fn lost(a: &Attribute<'_>) -> Option<Problem> {
    if !a.value.contains(['?', char::REPLACEMENT_CHARACTER]) {
        return None;
    }
    let chars: Vec<char> = a.value.chars().collect();
    let between = |w: &[char]| matches!(w, [before, '?', after] if before.is_alphabetic() && after.is_alphabetic());
    if !chars.contains(&char::REPLACEMENT_CHARACTER) && !chars.windows(3).any(between) {
        return None;
    }
    problem(
        "dn-lost-character",
        a,
        "has a ? where a letter was lost",
        None,
    )
}

/// Latin and Cyrillic or Greek letters in one word: they look the same and are not.
fn mixed_scripts(a: &Attribute<'_>) -> Option<Problem> {
    if a.value.is_ascii() {
        return None;
    }
    let mixed = a.value.split(|c: char| !c.is_alphabetic()).find(|word| {
        let latin = |c: char| c.is_ascii_alphabetic() || ('\u{c0}'..='\u{24f}').contains(&c);
        let other = |c: char| ('\u{370}'..='\u{52f}').contains(&c);
        word.chars().any(latin) && word.chars().any(other)
    })?;
    let fact =
        format!("mixes alphabets in one word ({mixed}), whose letters look the same and are not");
    problem("dn-mixed-scripts", a, &fact, None)
}

/// What Git Bash and MSYS make of an argument that begins with a slash.
fn shell_path(a: &Attribute<'_>) -> Option<Problem> {
    let bytes = a.value.as_bytes();
    let is_drive =
        matches!(bytes, [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic());
    let is_git = [
        "Program Files/Git",
        "Program Files\\Git",
        "/mingw",
        "msys64",
    ]
    .iter()
    .any(|part| a.value.contains(part));
    if !is_drive && !is_git {
        return None;
    }
    let fact = format!(
        "the {} of its subject is a path that the shell made of /CN=..",
        a.kind
    );
    let fix =
        "use `mtls csr --cn ..`, or in Git Bash set MSYS_NO_PATHCONV=1, and make the request again";
    Some(Problem::warning("dn-shell-path", fact, fix))
}

/// `Acme/CN=app`: a second attribute inside the first's value.
fn run_together(a: &Attribute<'_>) -> Option<Problem> {
    let inside = a.value.match_indices('=').any(|(at, _)| {
        let before = a.value.get(..at).unwrap_or_default();
        let start = before.rfind(['/', '\\', ',', ';']);
        let word = start
            .and_then(|start| before.get(start + 1..))
            .unwrap_or_default();
        INSIDE.contains(&word.trim())
    });
    if !inside || a.value.contains("://") {
        return None;
    }
    problem(
        "dn-run-together",
        a,
        "holds another attribute: the separator was not understood",
        None,
    )
}

/// X.520 section 6.3.1: two letters of ISO 3166.
fn country(a: &Attribute<'_>) -> Option<Problem> {
    if !matches!(a.kind.as_ref(), "C" | "jurisdictionC") {
        return None;
    }
    let letters = a.value.len() == 2 && a.value.bytes().all(|b| b.is_ascii_alphabetic());
    let upper = a.value.to_ascii_uppercase();
    if letters && upper == a.value {
        return None;
    }
    let wanted = letters.then_some(upper.as_str());
    let fact = "is no country code of two capital letters (ISO 3166)";
    problem("dn-country", a, fact, wanted)
}

/// A URL or a port where the name of a host or an application belongs.
fn address(a: &Attribute<'_>) -> Option<Problem> {
    if a.kind != "CN" {
        return None;
    }
    if let Some((_, rest)) = a.value.split_once("://") {
        let host = rest
            .split(['/', ':'])
            .next()
            .filter(|host| !host.is_empty());
        return problem("dn-address", a, "is a URL instead of a name", host);
    }
    let (host, port) = a.value.rsplit_once(':')?;
    let is_port = !port.is_empty() && port.len() <= 5 && port.bytes().all(|b| b.is_ascii_digit());
    let is_host = host.contains('.') && !host.contains([' ', ':', '/']);
    if !is_port || !is_host {
        return None;
    }
    problem("dn-address", a, "has a port behind the name", Some(host))
}

/// What openssl.cnf offers, taken by pressing Enter.
fn placeholder(a: &Attribute<'_>) -> Option<Problem> {
    if !PLACEHOLDERS.contains(&a.value.as_ref()) {
        return None;
    }
    let fact = format!("is {}, which openssl offers by default", a.value);
    problem("dn-placeholder", a, &fact, None)
}

/// RFC 5280 section 4.1.2.4 leaves PrintableString and UTF8String.
fn old_string_types(name: &Name) -> Option<Problem> {
    let old = value_tags(name.as_der()).find_map(|tag| match tag {
        20 => Some("TeletexString"),
        28 => Some("UniversalString"),
        30 => Some("BMPString"),
        _ => None,
    })?;
    Some(Problem::advice(
        "dn-old-string-type",
        format!("its subject is written in {old}, which some readers show wrong or refuse"),
        "make the request with UTF-8 (`mtls csr`, or openssl with -utf8)",
    ))
}

/// The tag of each attribute's value.
fn value_tags(name: &[u8]) -> impl Iterator<Item = u8> {
    let rdns = der::take_tag(name, tag::SEQUENCE).map_or(&[][..], |(rdns, _)| rdns.value);
    der::elements(rdns)
        .flat_map(|rdn| der::elements(rdn.value))
        .filter_map(|attribute| der::elements(attribute.value).nth(1))
        .map(|value| value.tag)
}

/// The byte that Windows-1252 has for it; what it leaves free stands for itself.
fn windows_1252(c: char) -> Option<u8> {
    match WINDOWS_1252.iter().position(|special| *special == c) {
        Some(at) => u8::try_from(0x80 + at).ok(),
        None => u8::try_from(u32::from(c)).ok(),
    }
}

const QUOTES: &[char] = &[
    '"', '\'', '\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}', '`',
];

/// Code points that do not show or look like a space, from and to.
const INVISIBLE: &[(u32, u32)] = &[
    (0xa0, 0xa0),
    (0xad, 0xad),
    (0x180e, 0x180e),
    (0x2000, 0x200f),
    (0x2028, 0x202f),
    (0x205f, 0x206f),
    (0x3000, 0x3000),
    (0xfe00, 0xfe0f),
    (0xfeff, 0xfeff),
    (0xe0000, 0xe01ef),
];

/// Attribute types as they are typed in subjects.
const INSIDE: &[&str] = &[
    "CN",
    "O",
    "OU",
    "C",
    "L",
    "ST",
    "S",
    "emailAddress",
    "serialNumber",
    "DC",
    "UID",
];

const PLACEHOLDERS: &[&str] = &[
    "Internet Widgits Pty Ltd",
    "Some-State",
    "Default Company Ltd",
    "Default City",
    "My Company Name LTD.",
    "Snake Oil, Ltd",
];

/// 0x80 to 0x9f; what is free there stands for itself.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(kind: &str, value: &str) -> Vec<&'static str> {
        let attribute = Attribute {
            kind: kind.to_owned().into(),
            value: value.into(),
        };
        CHECKS
            .iter()
            .filter_map(|check| check(&attribute))
            .map(|p| p.code)
            .collect()
    }

    #[test]
    fn each_oddity_has_its_code() {
        for (kind, value, code) in [
            ("O", "", "dn-empty-value"),
            ("O", " Acme", "dn-spaces"),
            ("O", "Acme  Ltda", "dn-spaces"),
            ("O", "\"Acme\"", "dn-quotes"),
            ("O", "'Acme Ltda'", "dn-quotes"),
            ("O", "Acme\"", "dn-quotes"),
            ("O", "Acme\\n", "dn-escape"),
            ("O", "S\\xC3\\xA3o", "dn-escape"),
            ("O", "S\\u00e3o", "dn-escape"),
            ("O", "Acme\n", "dn-control-character"),
            ("O", "Ac\u{200b}me", "dn-invisible-character"),
            ("O", "Acme\u{a0}Ltda", "dn-invisible-character"),
            ("O", "\u{202e}emcA", "dn-invisible-character"),
            ("O", "SÃ£o Paulo", "dn-mojibake"),
            ("O", "Ã‰cole", "dn-mojibake"),
            ("O", "S?o Paulo", "dn-lost-character"),
            ("O", "S\u{fffd}o Paulo", "dn-lost-character"),
            ("O", "\u{410}cme", "dn-mixed-scripts"),
            ("CN", "C:/Program Files/Git/CN=app", "dn-shell-path"),
            ("O", "Acme/CN=app", "dn-run-together"),
            ("C", "US\\ST=Texas\\CN=app", "dn-run-together"),
            ("C", "br", "dn-country"),
            ("C", "Brazil", "dn-country"),
            ("CN", "https://api.example.com/", "dn-address"),
            ("CN", "api.example.com:443", "dn-address"),
            ("O", "Internet Widgits Pty Ltd", "dn-placeholder"),
        ] {
            let found = codes(kind, value);
            assert!(found.contains(&code), "{kind}={value:?}: {found:?}");
        }
    }

    #[test]
    fn names_as_they_should_be_have_none() {
        for (kind, value) in [
            ("CN", "app"),
            ("CN", "*.example.com"),
            ("CN", "Acme Ltda:12345678000195"), // ICP-Brasil: name and tax number
            ("CN", "urn:example:app:1"),
            ("CN", "João D'Ávila & Irmãos S/A"),
            ("CN", "d41d8cd9-8f00-b204-e980-0998ecf8427e"),
            ("O", "Let's Encrypt"),
            ("O", "Société Générale"),
            ("O", "ООО Ромашка"),
            ("O", "Ελληνικά Acme"),
            ("O", "株式会社アクメ"),
            ("O", "Größe & Söhne GmbH"),
            ("O", "Yahoo!? Inc."),
            ("OU", "(c) 2006 VeriSign, Inc. - For authorized use only"),
            ("C", "BR"),
            ("2.5.4.97", "PSDBR-12345678"),
            ("emailAddress", "a=b@example.com"),
            ("street", "Rua A, 5/B"),
            ("description", "DOMAIN\\team"),
        ] {
            assert_eq!(codes(kind, value), Vec::<&str>::new(), "{kind}={value}");
        }
    }

    #[test]
    fn what_was_meant_is_said_where_it_is_known() {
        let attribute = Attribute {
            kind: "L".into(),
            value: "SÃ£o Paulo".into(),
        };
        let problem = mojibake(&attribute).unwrap();
        assert!(problem.fix.contains("L=São Paulo"), "{}", problem.fix);
    }
}
