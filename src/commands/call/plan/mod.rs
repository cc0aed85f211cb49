//! From arguments to requests, as curl would send them.

mod authorization;
mod checks;
mod files;
mod headers;

use std::io::Read;

use crate::cli::{CallArgs, Output, RequestArgs};
use crate::commands::World;
use crate::commands::grant::bad_url;
use crate::core::http::body::{Assembled, assemble};
use crate::core::http::{Body, Host, Request, Url};
use crate::exit::Exit;
use crate::report::Failure;

use authorization::basic;
use files::{Named, read};
use headers::headers;

/// One request and where its answer goes.
pub struct Transfer {
    /// The request.
    pub request: Request,
    /// `None` is standard output.
    pub output: Option<Output>,
}

/// The requests of one section of the command line, one a URL; reads what `@FILE` and `-` name.
///
/// # Errors
/// Ends 2 for what contradicts itself, 3 for a bad URL, 26 for a file that cannot be read.
pub fn transfers(
    args: &CallArgs,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Vec<Transfer>> {
    let urls = &args.urls.list;
    if urls.is_empty() {
        return Err(Failure::usage(
            "no URL is given",
            "name one, as in mtls call https://api.example/path",
        )
        .into());
    }
    checks::flags(args)?;
    let typed = &args.request;
    let assembled = assembled(typed, world, notes)?;
    let template = headers(typed, assembled.as_ref(), world)?;
    let whole = assembled.map(|a| a.body);
    let (query, body) = if typed.get {
        (whole.as_ref().map(in_memory).transpose()?, None)
    } else {
        (None, whole)
    };
    let mut out = Vec::new();
    for (at, text) in urls.iter().enumerate() {
        let mut url = Url::parse(text, typed.path_as_is).map_err(|e| bad_url(&e))?;
        let mut headers = template.clone();
        if let Some((user, password)) = &url.user
            && headers.authorization().is_none()
        {
            let value = basic(&format!("{user}:{password}"));
            headers.before.insert(0, value);
        }
        if let Some(query) = &query {
            append(&mut url, query)?;
        }
        out.push(Transfer {
            request: Request {
                method: method(typed, body.is_some()),
                url,
                host: headers.host.clone().unwrap_or(Host::OfUrl),
                headers: headers.before,
                trailing: if body.is_some() {
                    headers.behind
                } else {
                    Vec::new()
                },
                body: body.clone(),
            },
            output: args.answer.outputs.places.get(at).cloned(),
        });
    }
    warn_of_method(typed, notes);
    Ok(out)
}

/// The text of `-w`, read where it is in a file.
///
/// # Errors
/// Ends 26 when it cannot be read.
pub fn format_of(format: &str, world: &mut dyn World) -> anyhow::Result<String> {
    match format.strip_prefix('@') {
        Some(file) => Ok(String::from_utf8_lossy(&read(file, world)?).into_owned()),
        None => Ok(format.to_owned()),
    }
}

fn in_memory(body: &Body) -> anyhow::Result<Vec<u8>> {
    let mut out = Vec::new();
    body.open().read_to_end(&mut out).map_err(|e| Failure {
        exit: Exit::Read,
        ..Failure::usage(
            format!(
                "the data cannot be read: {}",
                crate::core::error::plain_io(&e)
            ),
            "check the files that it names",
        )
    })?;
    Ok(out)
}

/// As data in a body would be anything, and in the request line is not.
fn append(url: &mut Url, data: &[u8]) -> anyhow::Result<()> {
    if data.iter().any(|b| *b <= b' ' || *b == 0x7f) {
        let told = Failure {
            exit: Exit::BadUrl,
            ..Failure::usage(
                "the data for the query (-G) has a blank or control character in it",
                "give it with --data-urlencode",
            )
        };
        return Err(told.into());
    }
    url.append_query(&String::from_utf8_lossy(data));
    Ok(())
}

fn method(args: &RequestArgs, has_body: bool) -> String {
    match (&args.request, args.head, has_body) {
        (Some(method), ..) => method.clone(),
        (None, true, _) => "HEAD".into(),
        (None, false, true) => "POST".into(),
        (None, false, false) => "GET".into(),
    }
}

fn assembled(
    args: &RequestArgs,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Option<Assembled>> {
    if args.data.parts.is_empty() {
        return Ok(None);
    }
    if args.head && !args.get {
        return Err(Failure::usage(
            "-I asks for the head only, and data would be sent",
            "leave -I out, or add -G",
        )
        .into());
    }
    let body = assemble(&args.data.parts, &mut Named(world))?;
    if body.flattened_pem {
        notes.push(
            "-d @FILE takes the line ends out of a PEM file; --data-binary @FILE sends it as it is"
                .into(),
        );
    }
    Ok(Some(body))
}

fn warn_of_method(args: &RequestArgs, notes: &mut Vec<String>) {
    if let Some(method) = args
        .request
        .as_deref()
        .filter(|m| m.chars().any(|c| c.is_ascii_lowercase()))
    {
        notes.push(format!(
            "-X {method} goes out in lower case, as in curl; many servers take only {}",
            method.to_ascii_uppercase()
        ));
    }
}
