//! Request bodies from curl's data flags, to the byte.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::upload::{Body, Piece};

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
pub struct Assembled {
    /// The body itself.
    pub body: Body,
    /// Whether `--json` was among the flags.
    pub json: bool,
    /// A PEM file went through `-d @file` and lost its line ends.
    pub flattened_pem: bool,
}

/// Where the files come from that the data flags name, `-` being standard input.
pub trait Files {
    /// Why one cannot be had.
    type Error;

    /// All of it.
    ///
    /// # Errors
    /// When it cannot be read, or is too large to be held in memory.
    fn read(&mut self, name: &str) -> Result<Vec<u8>, Self::Error>;

    /// To be read when it is sent.
    ///
    /// # Errors
    /// When it cannot be opened.
    fn piece(&mut self, name: &str) -> Result<Piece, Self::Error>;
}

/// Joins the parts with `&`, but for `--json`.
///
/// # Errors
/// Whatever `files` says.
pub fn assemble<F: Files>(parts: &[Part], files: &mut F) -> Result<Assembled, F::Error> {
    let (mut pieces, mut json, mut flattened_pem) = (Vec::new(), false, false);
    for (at, part) in parts.iter().enumerate() {
        let is_json = matches!(part, Part::Json(_));
        if at > 0 && !is_json {
            push(&mut pieces, bytes("&"));
        }
        json |= is_json;
        let piece = match part {
            Part::Raw(text) => bytes(text),
            Part::UrlEncode(text) => Piece::Bytes(url_encode(text, files)?),
            Part::Data(text) => match text.strip_prefix('@') {
                Some(file) => {
                    let file = files.read(file)?;
                    flattened_pem |= file.starts_with(b"-----BEGIN ") && file.contains(&b'\n');
                    flattened(file)
                }
                None => bytes(text),
            },
            Part::Binary(text) | Part::Json(text) => match text.strip_prefix('@') {
                Some(file) => files.piece(file)?,
                None => bytes(text),
            },
        };
        push(&mut pieces, piece);
    }
    Ok(Assembled {
        body: Body::new(pieces),
        json,
        flattened_pem,
    })
}

/// What is in memory stays one piece: it goes out at once.
fn push(pieces: &mut Vec<Piece>, piece: Piece) {
    match (pieces.last_mut(), piece) {
        (Some(Piece::Bytes(all)), Piece::Bytes(more)) => all.extend(more),
        (_, piece) => pieces.push(piece),
    }
}

fn bytes(text: &str) -> Piece {
    Piece::Bytes(text.as_bytes().to_vec())
}

fn flattened(file: Vec<u8>) -> Piece {
    let is_kept = |b: &u8| !matches!(b, b'\r' | b'\n' | 0);
    Piece::Bytes(file.into_iter().filter(is_kept).collect())
}

/// One value of a form (application/x-www-form-urlencoded), as curl and browsers write it.
pub fn form_value(text: &str) -> String {
    utf8_percent_encode(text, RESERVED)
        .to_string()
        .replace("%20", "+")
}

/// `content`, `=content`, `name=content`, `@file`, `name@file`; `=` is looked for before `@`.
fn url_encode<F: Files>(text: &str, files: &mut F) -> Result<Vec<u8>, F::Error> {
    let (name, content) = match (text.split_once('='), text.split_once('@')) {
        (Some((name, content)), _) => (name, content.as_bytes().to_vec()),
        (None, Some((name, file))) => (name, files.read(file)?),
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
    use std::io::Read;

    use super::*;

    struct Named(&'static str, &'static [u8]);

    impl Files for Named {
        type Error = &'static str;

        fn read(&mut self, name: &str) -> Result<Vec<u8>, Self::Error> {
            (name == self.0).then(|| self.1.to_vec()).ok_or("gone")
        }

        fn piece(&mut self, name: &str) -> Result<Piece, Self::Error> {
            self.read(name).map(Piece::Bytes)
        }
    }

    fn built(parts: &[Part]) -> String {
        let mut csr = Named("csr", b"-----BEGIN X-----\r\nAB\n-----END X-----\n");
        let body = assemble(parts, &mut csr).unwrap().body;
        let mut out = String::new();
        body.open().read_to_string(&mut out).unwrap();
        out
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
        let missing = assemble(&[Data(s("@none"))], &mut Named("csr", b""));
        assert_eq!(missing.err(), Some("gone"));
    }

    #[test]
    fn a_pem_that_loses_its_line_ends_is_noticed() {
        let mut pem = Named("f", b"-----BEGIN X-----\nAB\n");
        let mut flattens = |part| assemble(&[part], &mut pem).unwrap().flattened_pem;
        assert!(flattens(Part::Data("@f".into())));
        assert!(!flattens(Part::Binary("@f".into())));
    }
}
