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
    /// `USER:PASS@HOST`, with or without a scheme.
    Proxy,
    /// `NAME: VALUE`, as it is sent.
    Header,
}

impl Next {
    /// The word itself, without what is a secret in it.
    fn shown(self, bare: &str) -> String {
        match self {
            Self::Plain => bare.to_owned(),
            Self::Secret => MASK.to_owned(),
            Self::Pair => halved(bare),
            Self::Proxy if bare.contains("://") => redact::url(bare),
            Self::Proxy => without_user(bare).unwrap_or_else(|| bare.to_owned()),
            Self::Header => match bare.split_once([' ', ';']) {
                Some((name, _)) if hidden::is_secret_name(name) => format!("{name} {MASK}"),
                _ => bare.to_owned(),
            },
        }
    }
}

fn word(piece: &str, is: Next) -> (String, Next) {
    let bare = piece.trim_matches(['"', '\'', ',', ';', '(', ')', '[', ']', '{', '}']);
    if bare.is_empty() {
        return (piece.to_owned(), is);
    }
    if is != Next::Plain {
        return (piece.replace(bare, &is.shown(bare)), Next::Plain);
    }
    let lower = bare.to_ascii_lowercase();
    if matches!(lower.as_str(), "bearer" | "basic") {
        return (piece.to_owned(), Next::Secret);
    }
    let follows = flag(bare);
    if follows != Next::Plain {
        return (piece.to_owned(), follows);
    }
    if let Some((letters, takes, value)) = bundle(bare) {
        return match value {
            "" => (piece.to_owned(), takes),
            _ => {
                let shown = format!("{letters}{}", takes.shown(value.trim_matches(['"', '\''])));
                (piece.replace(bare, &shown), Next::Plain)
            }
        };
    }
    (piece.replace(bare, &alone(bare, &lower)), Next::Plain)
}

/// What a flag takes as its next word, as far as that hides something.
fn flag(typed: &str) -> Next {
    let lower = typed.to_ascii_lowercase();
    let is_long = lower.starts_with("--") && !lower.contains(['=', ' ', ':']);
    if SECRET_FLAGS.contains(&lower.as_str())
        || (is_long && SECRET_ENDS.iter().any(|end| lower.ends_with(end)))
    {
        return Next::Secret;
    }
    match lower.as_str() {
        "--cert" | "--proxy-cert" | "--user" | "--proxy-user" => Next::Pair,
        "--proxy" | "--preproxy" => Next::Proxy,
        "--header" | "--proxy-header" => Next::Header,
        _ => Next::Plain,
    }
}

/// curl's short flags in one word, up to the one that takes a secret: what it takes, and its value
/// where it stands in the same word.
fn bundle(word: &str) -> Option<(&str, Next, &str)> {
    let letters = word.strip_prefix('-')?;
    let at = letters.find(|c: char| !SWITCHES.contains(&c))?;
    let takes = match letters.get(at..)?.chars().next()? {
        'u' | 'U' | 'E' => Next::Pair,
        'b' => Next::Secret,
        'x' => Next::Proxy,
        'H' => Next::Header,
        _ => return None,
    };
    let (flags, value) = word.split_at(at + 2);
    let is_other = takes == Next::Secret && !value.is_empty() && !value.contains('='); // -brief
    (!is_other).then_some((flags, takes, value))
}

/// A word that hides its secret in itself.
fn alone(bare: &str, lower: &str) -> String {
    if let Some((typed, value)) = bare.split_once('=') {
        let takes = flag(typed);
        if takes != Next::Plain {
            return format!("{typed}={}", takes.shown(value.trim_matches(['"', '\''])));
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
    without_user(bare).unwrap_or_else(|| bare.to_owned())
}

/// `USER:PASS@HOST` without the password; `None` for anything else.
fn without_user(bare: &str) -> Option<String> {
    let (pair, host) = bare.rsplit_once('@')?;
    let (user, password) = pair.split_once(':')?;
    let is_one = !password.is_empty() && !user.contains([' ', '"', '\'']);
    is_one.then(|| format!("{user}:{MASK}@{host}"))
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
        let Some(name) = line.get(..at).filter(|_| at >= from).map(Name::before) else {
            continue;
        };
        if !name.is_secret(sign) {
            continue;
        }
        let value = line.get(at + 1..).unwrap_or_default();
        let (skip, length) = name.extent(value);
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

/// What stands before a sign: its last word, and what is in front of that.
struct Name<'a> {
    ahead: &'a str,
    name: &'a str,
    /// The name itself is not in quotes, but begins what is: `-H 'Name: value'`.
    opened: Option<char>,
}

impl<'a> Name<'a> {
    fn before(text: &'a str) -> Self {
        let before = text.trim_end_matches(['"', '\'', ' ', '\\']);
        let in_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let name = before.rsplit(|c| !in_name(c)).next().unwrap_or_default();
        let ahead = before.strip_suffix(name).unwrap_or_default();
        let quote = ahead.chars().next_back();
        let is_closed = text.trim_end().ends_with(['"', '\'']);
        Self {
            ahead,
            name: name.trim_start_matches('-'),
            opened: quote.filter(|c| matches!(c, '"' | '\'') && !is_closed),
        }
    }

    /// Whether it is a secret's. A lone `key` is mostly a file's.
    fn is_secret(&self, sign: &str) -> bool {
        let is_path =
            self.ahead.ends_with(['/', '\\']) || (sign == ":" && self.ahead.ends_with('.'));
        let lower = self.name.to_ascii_lowercase();
        if lower.is_empty() || is_path {
            return false;
        }
        let is_variable = sign == "=" && VARIABLES.iter().any(|end| lower.ends_with(end));
        is_variable
            || lower == "x-auth"
            || (!PLAIN.contains(&lower.as_str()) && hidden::is_secret_name(self.name))
    }

    /// Where the value begins and how long it is: to its closing quote, else to what ends a value.
    fn extent(&self, value: &str) -> (usize, usize) {
        let rest = value.trim_start_matches([' ', '\\']);
        let blanks = value.len() - rest.len();
        let own = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        let own = own.filter(|_| self.opened.is_none());
        let rest = rest
            .get(own.map_or(0, char::len_utf8)..)
            .unwrap_or_default();
        let lower = rest.to_ascii_lowercase();
        let scheme = SCHEMES.iter().find(|s| lower.starts_with(**s));
        let scheme = scheme.map_or(0, |s| s.len());
        let rest = rest.get(scheme..).unwrap_or_default();
        let end = match own.or(self.opened) {
            Some(quote) => rest.find(quote),
            None if self.is_whole_line() => None,
            None => rest.find([' ', '&', ',', '"', '\'', '}', ')', ';']),
        };
        let skip = blanks + own.map_or(0, char::len_utf8) + scheme;
        (skip, end.unwrap_or(rest.len()))
    }

    /// Headers whose value has blanks, commas and semicolons between secrets.
    fn is_whole_line(&self) -> bool {
        let lower = self.name.to_ascii_lowercase();
        lower.ends_with("authorization") || lower.ends_with("cookie") || lower == "x-auth"
    }
}

const MASK: &str = "***";
/// Words of Authorization that are no secret.
const SCHEMES: &[&str] = &[
    "bearer ",
    "basic ",
    "digest ",
    "token ",
    "negotiate ",
    "aws4-hmac-sha256 ",
];
/// Names of secrets that in error texts are words.
const PLAIN: &[&str] = &["key", "keys", "private-key", "cookies"];
/// Ends of variables that hold one.
const VARIABLES: &[&str] = &["pass", "_key", "secret", "token"];
/// Characters that an unlabelled token has at least.
const LEAST_TOKEN: usize = 20;
/// The next word is a secret: curl, openssl, keytool, ours.
const SECRET_FLAGS: &[&str] = &[
    "--oauth2-bearer",
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
    "-passwd",
];
/// Ends of long flags whose next word is one.
const SECRET_ENDS: &[&str] = &["pass", "password", "passwd", "secret", "token"];
/// curl's short flags without a value, which may stand in front of others in one word.
const SWITCHES: &[char] = &[
    '#', '0', '1', '2', '3', '4', '6', 'a', 'f', 'g', 'G', 'i', 'I', 'j', 'J', 'k', 'l', 'L', 'M',
    'n', 'N', 'O', 'p', 'q', 'R', 's', 'S', 'v', 'V', 'Z', ':',
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
            "> Authorization: Token s3cr3t",
            "Authorization: Negotiate s3cr3t==",
            "< authorization: AWS4-HMAC-SHA256 Credential=A/x, SignedHeaders=host, Signature=s3cr3t",
            "Cookie: a=b; sid=s3cr3t",
            "curl -b sid=s3cr3t -b 'a=b; sid=s3cr3t' https://h",
            "curl --header='Api-Key s3cr3t' -H 'Api-Key: a s3cr3t' -H \"Cookie: a=b; sid=s3cr3t\" https://h",
            "X-Auth: s3cr3t",
            "curl -x u:s3cr3t@p:1 --proxy http://u:s3cr3t@p:1 https://h",
            "connecting to u:s3cr3t@p:1",
            "curl -su app:s3cr3t -kE c.pfx:s3cr3t -sSfuapp:s3cr3t -sb a=s3cr3t https://h",
            "wget --http-password s3cr3t --http-passwd=s3cr3t --x-token s3cr3t",
            "PFX_PASS=s3cr3t API_KEY=s3cr3t MY_SECRET=s3cr3t TOKEN=s3cr3t mtls call",
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
            "openssl verify -CAfile ca.pem client.pem: verification failed",
            "java.lang.Object@1a2b3c: keytool -list -keystore a.p12 -v",
            "curl -sS --cert c.pem --key c.key -o out https://h/p",
            "it doesn't match the name 'a b' of https://h/p?x=1",
        ] {
            assert_eq!(one(line), line);
        }
        let key = "a\n-----BEGIN PRIVATE KEY-----\nMIIs3\n-----END PRIVATE KEY-----\nb";
        assert!(!lines(key).join("\n").contains("MIIs3"));
        assert_eq!(lines(key).len(), 5);
    }
}
