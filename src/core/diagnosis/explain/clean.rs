//! Secrets taken out of pasted lines before anything of them is shown: what stands behind secret
//! names, flags that take a secret, credentials in URLs, tokens, private keys. Rather too much than
//! too little; must not be used on what is matched.

use crate::core::http::{hidden, redact, sensitive};

/// The same lines, without secrets.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut in_key = false;
    text.lines()
        .map(|line| {
            let begins = line.contains("-----BEGIN") && line.contains("PRIVATE KEY");
            let hidden = in_key || begins;
            in_key = hidden && !line.contains("-----END");
            if hidden { MASK.to_owned() } else { one(line) }
        })
        .collect()
}

fn one(line: &str) -> String {
    let named = named(line);
    let mut out = String::with_capacity(named.len());
    let mut next = Next::Plain;
    for piece in pieces(&named) {
        if piece.trim().is_empty() {
            out.push_str(piece);
            continue;
        }
        let (shown, follows) = word(piece, next);
        out.push_str(&shown);
        next = follows;
    }
    sensitive::masked(&out).into_owned()
}

/// What the word after this one is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Plain,
    /// A secret, whole.
    Secret,
    /// `FILE:PASS` or `USER:PASS`.
    Pair,
}

fn word(piece: &str, is: Next) -> (String, Next) {
    let bare = piece.trim_matches(['"', '\'', ',', ';', '(', ')', '[', ']', '{', '}']);
    if bare.is_empty() {
        return (piece.to_owned(), is);
    }
    let lower = bare.to_ascii_lowercase();
    match is {
        Next::Secret => return (piece.replace(bare, MASK), Next::Plain),
        Next::Pair => return (piece.replace(bare, &halved(bare)), Next::Plain),
        Next::Plain => {}
    }
    if matches!(lower.as_str(), "bearer" | "basic") || SECRET_FLAGS.contains(&lower.as_str()) {
        return (piece.to_owned(), Next::Secret);
    }
    if PAIR_FLAGS.contains(&bare) {
        return (piece.to_owned(), Next::Pair);
    }
    (piece.replace(bare, &alone(bare, &lower)), Next::Plain)
}

/// A word that hides its secret in itself.
fn alone(bare: &str, lower: &str) -> String {
    if let Some((flag, value)) = bare.split_once('=') {
        if SECRET_FLAGS.contains(&flag) {
            return format!("{flag}={MASK}");
        }
        if PAIR_FLAGS.contains(&flag) {
            return format!("{flag}={}", halved(value));
        }
    }
    for flag in ["-u", "-E", "-U"] {
        if let Some(value) = bare.strip_prefix(flag).filter(|v| !v.is_empty()) {
            return format!("{flag}{}", halved(value));
        }
    }
    if lower.starts_with("pass:") {
        return format!("pass:{MASK}");
    }
    if bare.contains("://") {
        return redact::url(bare);
    }
    if bare.starts_with("eyJ") && bare.len() > LEAST_TOKEN {
        return MASK.to_owned();
    }
    bare.to_owned()
}

/// What is before the first colon, that of a drive apart (curl's --cert, -u).
fn halved(text: &str) -> String {
    let drive = text.get(1..3).is_some_and(|s| matches!(s, ":\\" | ":/"));
    let from = if drive { 3 } else { 0 };
    let colon = text.get(from..).and_then(|rest| rest.find(':'));
    match colon.map(|at| at + from) {
        Some(at) if at + 1 < text.len() => format!("{}:{MASK}", text.get(..at).unwrap_or_default()),
        _ => text.to_owned(),
    }
}

/// Words with what is quoted in them kept together, and the blanks between, in order.
pub(super) fn pieces(line: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut from = 0;
    let mut quote: Option<char> = None;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        let blank = c.is_whitespace();
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None => {
                if blank != before.is_whitespace() {
                    out.push(line.get(from..at).unwrap_or_default());
                    from = at;
                }
                let opens = before.is_whitespace() || before == '=';
                quote = Some(c).filter(|c| opens && matches!(c, '"' | '\''));
            }
        }
        before = c;
    }
    out.push(line.get(from..).unwrap_or_default());
    out
}

/// Values behind secret names: `Authorization: x`, `"client_secret": "x"`, `password=x`.
fn named(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut from = 0;
    for (at, sign) in line.match_indices([':', '=']) {
        if at < from || !is_secret(line.get(..at).unwrap_or_default(), sign) {
            continue;
        }
        let value = line.get(at + 1..).unwrap_or_default();
        let (skip, length) = extent(value);
        if length == 0 {
            continue;
        }
        out.push_str(line.get(from..at + 1 + skip).unwrap_or_default());
        out.push_str(MASK);
        from = at + 1 + skip + length;
    }
    out.push_str(line.get(from..).unwrap_or_default());
    out
}

/// Whether the name that ends here is a secret's. A lone `key` is mostly a file's.
fn is_secret(before: &str, sign: &str) -> bool {
    let before = before.trim_end_matches(['"', '\'', ' ', '\\']);
    let in_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let name = before.rsplit(|c| !in_name(c)).next().unwrap_or_default();
    let ahead = before.strip_suffix(name).unwrap_or_default();
    let is_path = ahead.ends_with(['/', '\\']) || (sign == ":" && ahead.ends_with('.'));
    let name = name.trim_start_matches('-');
    !name.is_empty()
        && !is_path
        && !PLAIN.contains(&name.to_ascii_lowercase().as_str())
        && hidden::is_secret_name(name)
}

/// Where the value begins and how long it is: to its closing quote, else to what ends a value.
fn extent(value: &str) -> (usize, usize) {
    let rest = value.trim_start_matches([' ', '\\']);
    let mut skip = value.len() - rest.len();
    let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        let scheme = SCHEMES
            .iter()
            .find(|s| rest.to_ascii_lowercase().starts_with(**s));
        let scheme = scheme.map_or(0, |s| s.len());
        let rest = rest.get(scheme..).unwrap_or_default();
        let end = rest
            .find([' ', '&', ',', '"', '\'', '}', ')', ';'])
            .unwrap_or(rest.len());
        return (skip + scheme, end);
    };
    skip += 1;
    let inner = rest.get(1..).unwrap_or_default();
    let scheme = SCHEMES
        .iter()
        .find(|s| inner.to_ascii_lowercase().starts_with(**s));
    let scheme = scheme.map_or(0, |s| s.len());
    let inner = inner.get(scheme..).unwrap_or_default();
    (skip + scheme, inner.find(quote).unwrap_or(inner.len()))
}

const MASK: &str = "***";
/// Words of Authorization that are no secret.
const SCHEMES: &[&str] = &["bearer ", "basic ", "digest "];
/// Names of secrets that in error texts are words.
const PLAIN: &[&str] = &["key", "keys", "private-key", "cookies"];
/// Characters that an unlabelled token has at least.
const LEAST_TOKEN: usize = 20;
/// The next word is a secret: curl, openssl, keytool, ours.
const SECRET_FLAGS: &[&str] = &[
    "--pass",
    "--proxy-pass",
    "--oauth2-bearer",
    "--client-secret",
    "--proxy-tlspassword",
    "--tlspassword",
    "--cookie",
    "-passin",
    "-passout",
    "-password",
    "-storepass",
    "-keypass",
    "-srcstorepass",
    "-deststorepass",
    "-srckeypass",
    "-destkeypass",
    "--password",
    "-passwd",
];
/// The next word has one behind a colon.
const PAIR_FLAGS: &[&str] = &[
    "--cert",
    "-E",
    "--proxy-cert",
    "--user",
    "-u",
    "--proxy-user",
    "-U",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_of_pasted_lines_are_gone_and_the_rest_stays() {
        for line in [
            "curl --cert client.pfx:s3cr3t --pass s3cr3t -u app:s3cr3t https://u:s3cr3t@h/p?token=s3cr3t",
            "curl --cert=client.pfx:s3cr3t -uapp:s3cr3t -H 'Authorization: Bearer s3cr3t' https://h",
            "> Authorization: Basic s3cr3t",
            "  authorization: 'Bearer s3cr3t',",
            r#"  -d '{"client_id":"a","client_secret": "s3cr3t"}'"#,
            "grant_type=client_credentials&client_secret=s3cr3t&x=1",
            "java -Djavax.net.ssl.keyStorePassword=s3cr3t -jar a.jar",
            "openssl pkcs12 -in a.pfx -passin pass:s3cr3t",
            "keytool -list -storepass s3cr3t",
            "X-VTEX-API-AppToken: s3cr3t",
            "Cookie: s3cr3t",
            "curl --cert C:\\c.pem:s3cr3t --pass 's3cr3t with s3cr3t'",
            "got eyJhbGciOiJzM2NyM3QifQ.s3cr3t.s3cr3t back",
        ] {
            let shown = one(line);
            assert!(
                !shown.contains("s3cr3t") && shown.contains(MASK),
                "{line} -> {shown}"
            );
        }
        for line in [
            "curl: (58) unable to set private key file: 'client.key' type PEM",
            "nginx: [emerg] cannot load certificate key \"/etc/ssl/a.key\": BIO_new_file() failed",
            "  ERROR: Mac verify error: invalid password?",
            "curl: (35) error:0A000412:SSL routines::sslv3 alert bad certificate",
            "it doesn't match the name 'a b' of https://h/p?x=1",
        ] {
            assert_eq!(one(line), line);
        }
        let key = "a\n-----BEGIN PRIVATE KEY-----\nMIIs3\n-----END PRIVATE KEY-----\nb";
        assert!(!lines(key).join("\n").contains("MIIs3"));
        assert_eq!(lines(key).len(), 5);
    }
}
