//! What is sent behind the head: data, a form, or a file to be put somewhere.

use super::files::{Named, read};
use super::urls::is_stdin;
use crate::cli::RequestArgs;
use crate::commands::World;
use crate::core::http::body::{Files, assemble};
use crate::core::http::form::{self, FormPart, FormStyle, Unmade};
use crate::core::http::{Body, Piece};
use crate::exit::Exit;
use crate::report::Failure;

/// What is sent.
#[derive(Clone)]
pub struct Content {
    /// The body itself.
    pub body: Body,
    /// Of which kind.
    pub kind: Kind,
}

/// Kinds of content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// `-d` and its relatives.
    Data,
    /// `--json`.
    Json,
    /// `-F`; the value of its Content-Type.
    Multipart(String),
    /// `-T`.
    Upload,
}

impl Content {
    /// Whether a 100 is waited for before it is sent, as curl does: of what is put somewhere always,
    /// of data over 1 MiB.
    pub fn expects(&self) -> bool {
        let over = if self.kind == Kind::Upload {
            0
        } else {
            EXPECT_OVER
        };
        self.body.length().is_none_or(|length| length > over)
    }
}

/// Data or a form, the same for every URL.
///
/// # Errors
/// Ends 2 for what is no form, 26 for a file that cannot be read.
pub fn content(
    args: &RequestArgs,
    content_type: Option<&str>,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Option<Content>> {
    let parts = form_parts(args)?;
    if !parts.is_empty() {
        return multipart(args, &parts, content_type, world).map(Some);
    }
    if args.data.parts.is_empty() {
        return Ok(None);
    }
    let body = assemble(&args.data.parts, &mut Named(world))?;
    if body.flattened_pem {
        notes.push(
            "-d @FILE takes the line ends out of a PEM file; --data-binary @FILE sends it as it is"
                .into(),
        );
    }
    let kind = if body.json { Kind::Json } else { Kind::Data };
    Ok(Some(Content {
        body: body.body,
        kind,
    }))
}

/// The parts of the form, as typed.
///
/// # Errors
/// Ends 2 for what is none.
pub fn form_parts(args: &RequestArgs) -> Result<Vec<FormPart>, Failure> {
    let parts = form::read(&args.form.fields);
    parts.map_err(|bad| Failure::usage(bad.problem, bad.fix))
}

/// A file to be put somewhere, without its first bytes; standard input goes out as it comes.
///
/// # Errors
/// Ends 26 when it cannot be read, or is shorter.
pub fn upload(file: &str, skipped: u64, world: &mut dyn World) -> anyhow::Result<Content> {
    let piece = if is_stdin(file) {
        let mut stdin = world.stdin();
        std::io::copy(
            &mut std::io::Read::take(&mut stdin, skipped),
            &mut std::io::sink(),
        )
        .map_err(|e| unreadable("standard input", &e))?;
        Piece::of_reader(stdin)
    } else {
        let piece = Named(world).piece(file)?;
        piece.behind(skipped).map_err(|e| unreadable(file, &e))?
    };
    Ok(Content {
        body: Body::new(vec![piece]),
        kind: Kind::Upload,
    })
}

fn unreadable(file: &str, error: &std::io::Error) -> Failure {
    Failure {
        exit: Exit::Read,
        ..Failure::usage(
            format!(
                "{file} cannot be sent from there on: {}",
                crate::core::error::plain_io(error)
            ),
            "check its length against -C",
        )
    }
}

fn multipart(
    args: &RequestArgs,
    parts: &[FormPart],
    content_type: Option<&str>,
    world: &mut dyn World,
) -> anyhow::Result<Content> {
    let mut style = FormStyle {
        content_type,
        backslashes: args.form_escape,
        random: &mut crate::core::http::form::random_end,
    };
    let form = form::form(parts, &mut style, &mut Named(world)).map_err(|e| match e {
        Unmade::File(error) => error,
        Unmade::NotSevenBit => Failure {
            exit: Exit::Read,
            ..Failure::usage(
                "a field of the form has ;encoder=7bit, and bytes that are not",
                "use ;encoder=base64",
            )
        }
        .into(),
    })?;
    Ok(Content {
        body: form.body,
        kind: Kind::Multipart(form.content_type),
    })
}

/// The part of the query that `--url-query` adds.
///
/// # Errors
/// Ends 26 for a file that cannot be read.
pub fn query(args: &RequestArgs, world: &mut dyn World) -> anyhow::Result<Option<String>> {
    if args.url_query.is_empty() {
        return Ok(None);
    }
    let parts = args.url_query.iter();
    let parts = parts.map(|text| crate::core::http::body::query_part(text, &mut Named(world)));
    Ok(Some(
        parts.collect::<anyhow::Result<Vec<String>>>()?.join("&"),
    ))
}

/// The ETag that `--etag-compare` compares with; empty where the file has none, as curl sends it.
///
/// # Errors
/// Ends 26 for a file that cannot be read.
pub fn etag(args: &RequestArgs, world: &mut dyn World) -> anyhow::Result<Option<String>> {
    let Some(path) = &args.part.etag_compare else {
        return Ok(None);
    };
    // a first run compares with what it will save
    let saves_there = args.part.etag_save.as_ref() == Some(path);
    if saves_there && !path.exists() {
        return Ok(Some("\"\"".into()));
    }
    let text = read(&path.to_string_lossy(), world)?;
    let text = String::from_utf8_lossy(&text);
    let etag = text.lines().collect::<String>(); // as curl does
    Ok(Some(if etag.is_empty() { "\"\"".into() } else { etag }))
}

/// Data above this many bytes waits for a 100 first, as curl's does.
const EXPECT_OVER: u64 = 1 << 20;
