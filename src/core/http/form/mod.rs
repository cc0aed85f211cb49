//! Multipart bodies (RFC 7578, RFC 2046) as curl's `-F` makes them, to the byte but for the
//! boundary. Must not open a file: it is told where they come from.

mod encode;
mod typed;

use super::body::Files;
use super::upload::{Body, Piece};
use encode::Encoder;

pub use typed::{BadField, read};

/// A flag with its argument, in the order typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// `-F`: `@` and `<` name files, `;type=` and the like say more.
    Form(String),
    /// `--form-string`: the value means itself.
    Text(String),
}

/// One part of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormPart {
    name: Option<String>,
    filename: Option<String>,
    content_type: Option<String>,
    headers: Vec<String>,
    /// Files of headers, read when the form is put together.
    header_files: Vec<String>,
    encoder: Option<Encoder>,
    content: Content,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Content {
    Text(String),
    File(String),
    Parts(Vec<FormPart>),
}

/// A form put together.
pub struct Form {
    /// The value of its Content-Type header, with the boundary.
    pub content_type: String,
    /// The body itself.
    pub body: Body,
}

/// How a form is written.
pub struct FormStyle<'a> {
    /// The user's own Content-Type, in place of `multipart/form-data`.
    pub content_type: Option<&'a str>,
    /// `--form-escape`: quotes in names behind a backslash, not as `%22`.
    pub backslashes: bool,
    /// What a boundary ends with, a new one each time.
    pub random: &'a mut dyn FnMut() -> String,
}

impl Default for Content {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

/// Why a form cannot be put together.
#[derive(Debug)]
pub enum Unmade<E> {
    /// A file cannot be had.
    File(E),
    /// `;encoder=7bit`, and the content is not.
    NotSevenBit,
}

/// Puts a form together; files are read when it is sent, but for those that are encoded.
///
/// # Errors
/// `Unmade`.
pub fn form<F: Files>(
    parts: &[FormPart],
    style: &mut FormStyle<'_>,
    files: &mut F,
) -> Result<Form, Unmade<F::Error>> {
    let kind = style.content_type.unwrap_or(FORM_DATA).to_owned();
    let boundary = boundary(style);
    let mut pieces = Pieces::default();
    multipart(parts, &kind, &boundary, style, files, &mut pieces)?;
    Ok(Form {
        content_type: format!("{kind}; boundary={boundary}"),
        body: Body::new(pieces.0),
    })
}

/// What a boundary ends with: sixteen hexadecimal digits that nobody can foresee.
pub fn random_end() -> String {
    let mut bytes = [0u8; 8];
    // the system's randomness does not fail; a boundary that could be foreseen is no secret
    let _ = aws_lc_rs::rand::fill(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a form reads standard input.
pub fn reads_stdin(parts: &[FormPart]) -> bool {
    parts.iter().any(|part| match &part.content {
        Content::Text(_) => false,
        Content::File(name) => name == "-",
        Content::Parts(parts) => reads_stdin(parts),
    })
}

fn multipart<F: Files>(
    parts: &[FormPart],
    kind: &str,
    boundary: &str,
    style: &mut FormStyle<'_>,
    files: &mut F,
    out: &mut Pieces,
) -> Result<(), Unmade<F::Error>> {
    let is_form = is_type(kind, FORM_DATA);
    for part in parts {
        out.text(&format!("--{boundary}\r\n"));
        let inner = boundary_of(part, style);
        for line in part.head(is_form, inner.as_deref(), style.backslashes) {
            out.text(&format!("{line}\r\n"));
        }
        for file in &part.header_files {
            let text = files.read(file).map_err(Unmade::File)?;
            let text = String::from_utf8_lossy(&text);
            for line in text
                .lines()
                .filter(|l| !l.is_empty() && !l.starts_with('#'))
            {
                out.text(&format!("{}\r\n", line.trim_end()));
            }
        }
        out.text("\r\n");
        match (&part.content, inner) {
            (Content::Parts(parts), Some(inner)) => {
                let kind = part.content_type.as_deref().unwrap_or(MIXED);
                multipart(parts, kind, &inner, style, files, out)?;
            }
            _ => part.content(files, out)?,
        }
        out.text("\r\n");
    }
    out.text(&format!("--{boundary}--\r\n"));
    Ok(())
}

fn boundary_of(part: &FormPart, style: &mut FormStyle<'_>) -> Option<String> {
    matches!(part.content, Content::Parts(_)).then(|| boundary(style))
}

fn boundary(style: &mut FormStyle<'_>) -> String {
    format!("{}{}", "-".repeat(24), (style.random)())
}

impl FormPart {
    /// Its header lines: ours unless the user gave one of that name, then the user's.
    fn head(&self, in_form: bool, boundary: Option<&str>, backslashes: bool) -> Vec<String> {
        let is_given = |name: &str| {
            let mut names = self.headers.iter().filter_map(|h| h.split_once(':'));
            names.any(|(given, _)| given.trim().eq_ignore_ascii_case(name))
        };
        let escaped = |text: &str| escape(text, backslashes);
        let mut lines = Vec::new();
        if !is_given("Content-Disposition") && (in_form || self.is_named()) {
            let mut line = format!(
                "Content-Disposition: {}",
                if in_form { "form-data" } else { "attachment" }
            );
            for (key, value) in [("name", &self.name), ("filename", &self.filename)] {
                if let Some(value) = value {
                    line += &format!("; {key}=\"{}\"", escaped(value));
                }
            }
            lines.push(line);
        }
        if let Some(kind) = self.kind().filter(|_| !is_given("Content-Type")) {
            let end = boundary.map(|b| format!("; boundary={b}"));
            lines.push(format!("Content-Type: {kind}{}", end.unwrap_or_default()));
        }
        if let Some(encoder) = self
            .encoder
            .filter(|_| !is_given("Content-Transfer-Encoding"))
        {
            lines.push(format!("Content-Transfer-Encoding: {}", encoder.name()));
        }
        lines.extend(self.headers.iter().cloned());
        lines
    }

    fn is_named(&self) -> bool {
        self.name.is_some() || self.filename.is_some()
    }

    fn kind(&self) -> Option<&str> {
        if let Some(given) = &self.content_type {
            return Some(given);
        }
        let filename = self.filename.as_deref();
        let guessed = filename.and_then(type_of);
        match &self.content {
            Content::Parts(_) => return Some(MIXED),
            Content::File(name) if name != "-" => guessed
                .or_else(|| type_of(name))
                .or(filename.map(|_| OCTETS)),
            _ => guessed,
        }
        .filter(|kind| filename.is_some() || *kind != "text/plain") // it is what a text is
    }

    fn content<F: Files>(&self, files: &mut F, out: &mut Pieces) -> Result<(), Unmade<F::Error>> {
        let encoder = self
            .encoder
            .filter(|e| e.changes() || *e == Encoder::SevenBit);
        let piece = match (&self.content, encoder) {
            (Content::Text(text), _) => Piece::Bytes(text.as_bytes().to_vec()),
            (Content::File(name), Some(_)) => Piece::Bytes(files.read(name).map_err(Unmade::File)?),
            (Content::File(name), None) => files.piece(name).map_err(Unmade::File)?,
            (Content::Parts(_), _) => return Ok(()),
        };
        match (piece, encoder) {
            (Piece::Bytes(bytes), Some(encoder)) => {
                let encoded = encoder.encode(bytes).ok_or(Unmade::NotSevenBit)?;
                out.push(Piece::Bytes(encoded));
            }
            (piece, _) => out.push(piece),
        }
        Ok(())
    }
}

/// What is in memory stays one piece.
#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Pieces {
    fn text(&mut self, text: &str) {
        self.push(Piece::Bytes(text.as_bytes().to_vec()));
    }

    fn push(&mut self, piece: Piece) {
        super::body::push(&mut self.0, piece);
    }
}

/// Quotes and line ends of a name, as browsers write them.
fn escape(text: &str, backslashes: bool) -> String {
    if backslashes {
        text.replace('\\', "\\\\").replace('"', "\\\"")
    } else {
        let text = text.replace('"', "%22").replace('\r', "%0D");
        text.replace('\n', "%0A")
    }
}

fn is_type(kind: &str, of: &str) -> bool {
    let bare = kind.split(';').next().unwrap_or_default().trim();
    bare.eq_ignore_ascii_case(of)
}

/// By the name's ending, those that curl knows.
fn type_of(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let found = TYPES.iter().find(|(ending, _)| name.ends_with(ending));
    found.map(|(_, kind)| *kind)
}

const FORM_DATA: &str = "multipart/form-data";
const MIXED: &str = "multipart/mixed";
const OCTETS: &str = "application/octet-stream";
const TYPES: &[(&str, &str)] = &[
    (".gif", "image/gif"),
    (".jpg", "image/jpeg"),
    (".jpeg", "image/jpeg"),
    (".png", "image/png"),
    (".svg", "image/svg+xml"),
    (".txt", "text/plain"),
    (".htm", "text/html"),
    (".html", "text/html"),
    (".pdf", "application/pdf"),
    (".xml", "application/xml"),
];

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    struct One;

    impl Files for One {
        type Error = String;

        fn read(&mut self, name: &str) -> Result<Vec<u8>, String> {
            match name {
                "f.txt" => Ok(b"hello\n".to_vec()),
                "h" => Ok(b"X-Q: 1\n# c\n\nX-R: 2\n".to_vec()),
                _ => Err(name.to_owned()),
            }
        }

        fn piece(&mut self, name: &str) -> Result<Piece, String> {
            self.read(name).map(Piece::Bytes)
        }
    }

    fn made(fields: &[&str]) -> String {
        let fields: Vec<Field> = fields.iter().map(|f| Field::Form((*f).into())).collect();
        let parts = read(&fields).unwrap();
        let mut number = 0;
        let mut style = FormStyle {
            content_type: None,
            backslashes: false,
            random: &mut || {
                number += 1;
                format!("{number}")
            },
        };
        let form = form(&parts, &mut style, &mut One).unwrap();
        assert!(
            form.content_type
                .starts_with("multipart/form-data; boundary=---")
        );
        let mut out = String::new();
        form.body.open().read_to_string(&mut out).unwrap();
        out.replace(&"-".repeat(24), "").replace("\r\n", "|")
    }

    #[test]
    fn parts_stand_between_boundaries_with_their_heads() {
        assert_eq!(
            made(&[
                "a=b",
                "c=@f.txt",
                "d=<f.txt",
                "e=@f.txt;type=text/x;filename=a\"b"
            ]),
            "--1|Content-Disposition: form-data; name=\"a\"||b|\
             --1|Content-Disposition: form-data; name=\"c\"; filename=\"f.txt\"|Content-Type: text/plain||hello\n|\
             --1|Content-Disposition: form-data; name=\"d\"||hello\n|\
             --1|Content-Disposition: form-data; name=\"e\"; filename=\"a%22b\"|Content-Type: text/x||hello\n|\
             --1--|"
        );
        assert_eq!(
            made(&["m=@f.txt,f.txt;type=x/y;encoder=base64"]),
            "--1|Content-Disposition: form-data; name=\"m\"|Content-Type: multipart/mixed; boundary=2||\
             --2|Content-Disposition: attachment; filename=\"f.txt\"|Content-Type: text/plain||hello\n|\
             --2|Content-Disposition: attachment; filename=\"f.txt\"|Content-Type: x/y|Content-Transfer-Encoding: base64||aGVsbG8K|\
             --2--||--1--|"
        );
        assert_eq!(
            made(&["h=v;headers=\"X-A: b\";headers=@h"]),
            "--1|Content-Disposition: form-data; name=\"h\"|X-A: b|X-Q: 1|X-R: 2||v|--1--|"
        );
    }

    #[test]
    fn parts_within_parts_have_a_boundary_of_their_own() {
        assert_eq!(
            made(&[
                "=(;type=multipart/alternative",
                "=x;type=text/plain",
                "= <b>;type=text/html",
                "=)"
            ]),
            "--1|Content-Disposition: form-data|Content-Type: multipart/alternative; boundary=2||\
             --2|Content-Type: text/plain||x|--2|Content-Type: text/html||<b>|--2--||--1--|"
        );
    }
}
