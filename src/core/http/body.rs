//! Request bodies from curl's data flags, to the byte.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// One data flag with its argument, in the order typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// `-d`: `@file` loses CR, LF and NUL.
    Data(String),
    /// `--data-raw`: `@` means itself.
    Raw(String),
    /// `--data-binary`: `@file` as it is.
    Binary(String),
    /// `--data-urlencode`, in its five forms.
    UrlEncode(String),
    /// `--json`: repeats are concatenated.
    Json(String),
}

impl Part {
    /// Whether it is read from standard input.
    pub fn reads_stdin(&self) -> bool {
        match self {
            Self::Raw(_) => false,
            Self::Data(text) | Self::Binary(text) | Self::Json(text) => text == "@-",
            // `name@-`, but not `name=@-`
            Self::UrlEncode(text) => text.split_once(['=', '@']).is_some_and(|(name, file)| {
                file == "-" && text.as_bytes().get(name.len()) == Some(&b'@')
            }),
        }
    }
}

/// A body put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assembled {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Whether `--json` was among the flags.
    pub json: bool,
    /// A PEM file went through `-d @file` and lost its line ends.
    pub flattened_pem: bool,
}

/// Joins the parts with `&`, but for `--json`. `open` reads a file by name, `-` being stdin.
///
/// # Errors
/// Whatever `open` says.
pub fn assemble<E>(
    parts: &[Part],
    mut open: impl FnMut(&str) -> Result<Vec<u8>, E>,
) -> Result<Assembled, E> {
    let mut out = Assembled {
        bytes: Vec::new(),
        json: false,
        flattened_pem: false,
    };
    for (at, part) in parts.iter().enumerate() {
        let piece = match part {
            Part::Raw(text) => text.clone().into_bytes(),
            Part::UrlEncode(text) => url_encode(text, &mut open)?,
            Part::Data(text) => match text.strip_prefix('@') {
                Some(file) => {
                    let bytes = open(file)?;
                    out.flattened_pem |=
                        bytes.starts_with(b"-----BEGIN ") && bytes.contains(&b'\n');
                    bytes
                        .into_iter()
                        .filter(|b| !matches!(b, b'\r' | b'\n' | 0))
                        .collect()
                }
                None => text.clone().into_bytes(),
            },
            Part::Binary(text) | Part::Json(text) => match text.strip_prefix('@') {
                Some(file) => open(file)?,
                None => text.clone().into_bytes(),
            },
        };
        let is_json = matches!(part, Part::Json(_));
        if at > 0 && !is_json {
            out.bytes.push(b'&');
        }
        out.json |= is_json;
        out.bytes.extend_from_slice(&piece);
    }
    Ok(out)
}

/// A body as one chunk (RFC 9112 section 7.1), as curl sends what it has at hand.
pub fn chunked(body: &[u8]) -> Vec<u8> {
    if body.is_empty() {
        return b"0\r\n\r\n".to_vec();
    }
    let size = format!("{:x}\r\n", body.len());
    [size.as_bytes(), body, b"\r\n0\r\n\r\n"].concat()
}

/// One value of a form (application/x-www-form-urlencoded), as curl and browsers write it.
pub fn form_value(text: &str) -> String {
    utf8_percent_encode(text, RESERVED)
        .to_string()
        .replace("%20", "+")
}

/// `content`, `=content`, `name=content`, `@file`, `name@file`; `=` is looked for before `@`.
fn url_encode<E>(
    text: &str,
    open: &mut impl FnMut(&str) -> Result<Vec<u8>, E>,
) -> Result<Vec<u8>, E> {
    let (name, content) = match (text.split_once('='), text.split_once('@')) {
        (Some((name, content)), _) => (name, content.as_bytes().to_vec()),
        (None, Some((name, file))) => (name, open(file)?),
        (None, None) => ("", text.as_bytes().to_vec()),
    };
    let encoded = percent_encoding::percent_encode(&content, RESERVED)
        .to_string()
        .replace("%20", "+");
    Ok(if name.is_empty() {
        encoded.into_bytes()
    } else {
        format!("{name}={encoded}").into_bytes()
    })
}

/// All but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

#[cfg(test)]
mod tests {
    use super::*;

    fn built(parts: &[Part]) -> String {
        let open = |name: &str| match name {
            "csr" => Ok(b"-----BEGIN X-----\r\nAB\n-----END X-----\n".to_vec()),
            _ => Err(()),
        };
        String::from_utf8(assemble(parts, open).unwrap().bytes).unwrap()
    }

    #[test]
    fn parts_join_and_files_are_read_as_curl_does() {
        use Part::{Binary, Data, Json, Raw, UrlEncode};
        let s = str::to_owned;
        assert_eq!(built(&[Data(s("a=1")), Raw(s("@b"))]), "a=1&@b");
        assert_eq!(built(&[Data(s("")), Data(s("a"))]), "&a");
        assert_eq!(
            built(&[Data(s("@csr"))]),
            "-----BEGIN X-----AB-----END X-----"
        );
        assert_eq!(
            built(&[Binary(s("@csr"))]),
            "-----BEGIN X-----\r\nAB\n-----END X-----\n"
        );
        assert_eq!(built(&[Json(s("{")), Json(s("}"))]), "{}");
        assert_eq!(built(&[UrlEncode(s("a b&c"))]), "a+b%26c");
        assert_eq!(built(&[UrlEncode(s("=a=b"))]), "a%3Db");
        assert_eq!(built(&[UrlEncode(s("n=é"))]), "n=%C3%A9");
        assert!(built(&[UrlEncode(s("n@csr"))]).starts_with("n=-----BEGIN+X-----%0D%0A"));
        let missing = assemble(&[Data(s("@none"))], |_| Err::<Vec<u8>, _>("gone"));
        assert_eq!(missing, Err("gone"));
    }

    #[test]
    fn a_pem_that_loses_its_line_ends_is_noticed() {
        let open = |_: &str| Ok::<_, ()>(b"-----BEGIN X-----\nAB\n".to_vec());
        assert!(
            assemble(&[Part::Data("@f".into())], open)
                .unwrap()
                .flattened_pem
        );
        assert!(
            !assemble(&[Part::Binary("@f".into())], open)
                .unwrap()
                .flattened_pem
        );
    }
}
