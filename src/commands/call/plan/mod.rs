//! From arguments to requests, as curl would send them.

mod authorization;
mod checks;
mod content;
mod files;
mod headers;
mod part;
mod protocols;
mod urls;

use std::io::Read;

use crate::cli::{CallArgs, Output, RequestArgs};
use crate::commands::World;
use crate::commands::grant::bad_url;
use crate::core::http::body::Part;
use crate::core::http::{BadUrl, Body, Framing, Host, Request, Url};
use crate::exit::Exit;
use crate::report::Failure;

use super::host_bound::HostBound;
use super::sink::Saving;
use content::{Content, content};
use files::read;
use headers::Ingredients;
use urls::Called;
pub use urls::urls;

pub use authorization::basic;
pub use checks::{spare_from_traces, spare_the_identity};
pub use headers::is_automatic;
pub use protocols::Protocols;

/// One request and where its answer goes.
pub struct Transfer {
    /// The request.
    pub request: Request,
    /// `None` is standard output.
    pub output: Option<Output>,
    /// How much of the answer is there already, in bytes; `None` where it is not to be continued.
    pub resume: Option<u64>,
}

/// Where it may have gone: `--json` is curl's, with data, and elsewhere ours, without.
fn no_url(args: &CallArgs) -> Failure {
    let is_url = |text: &[u8]| text.starts_with(b"https://") || text.starts_with(b"http://");
    let parts = &args.request.data.parts;
    let is_taken = |part: &Part| matches!(part, Part::Json(data) if is_url(data.as_bytes()));
    if parts.iter().any(is_taken) {
        return Failure::usage(
            "no URL is given: --json takes data here, as curl's does, and took the URL",
            "leave out --json, whose data would stand in front of the URL: the answer is printed as it comes",
        );
    }
    Failure::usage(
        "no URL is given",
        "name one, as in mtls call https://api.example/path",
    )
}

/// The requests of one section of the command line, one a URL; reads what `@FILE` and `-` name.
///
/// # Errors
/// Ends 1 for what is not to be spoken, 2 for what contradicts itself, 3 for a bad URL, 26 for a
/// file that cannot be read.
pub fn transfers(
    args: &CallArgs,
    bound: &HostBound,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Vec<Transfer>> {
    if args.urls.list.is_empty() {
        return Err(no_url(args).into());
    }
    checks::flags(args)?;
    let protocols = Protocols::of_calls(args)?;
    let called = urls(args)?;
    for one in &called {
        protocols.allow(&one.url)?;
    }
    let typed = &args.request;
    let mut ingredients = Ingredients::gather(typed, world, notes)?;
    let own_type = ingredients.take_type_of_form(typed);
    let whole = content(typed, own_type.as_deref(), world, notes)?;
    let mut query = content::query(typed, world)?;
    let mut body = whole;
    if typed.get && typed.form.fields.is_empty() {
        let data = body.take().map(|data| in_memory(&data.body)).transpose()?;
        if data.is_some() && query.is_some() {
            notes
                .push("-G puts the data into the query in place of --url-query, as in curl".into());
        }
        query = data.or(query);
    }
    let mut out = Vec::with_capacity(called.len());
    for one in called {
        out.push(transfer(
            args,
            one,
            &ingredients,
            body.clone(),
            query.as_deref(),
            bound,
            world,
        )?);
    }
    warn_of_method(typed, notes);
    Ok(out)
}

/// One of them.
fn transfer(
    args: &CallArgs,
    called: Called,
    ingredients: &Ingredients,
    content: Option<Content>,
    query: Option<&str>,
    bound: &HostBound,
    world: &mut dyn World,
) -> anyhow::Result<Transfer> {
    let typed = &args.request;
    let Called {
        mut url,
        chosen,
        typed: number,
        upload,
    } = called;
    if let Some(query) = query {
        append(&mut url, query)?;
    }
    let output = args.answer.outputs.places.get(number).cloned();
    let output = match output {
        Some(Output::File(name)) if !typed.globoff => Some(Output::File(chosen.fill(&name))),
        None if args.answer.files.remote_name_all => Some(Output::RemoteName),
        other => other,
    };
    let saving = Saving::new(&args.answer);
    // a URL that names no file is told when its turn comes
    if let Ok(Some(name)) = saving.file_name(output.as_ref(), &url) {
        checks::spare_the_identity(args, name.as_ref())?;
    }
    let skipped = part::skipped(typed, upload.is_some());
    let content = match upload {
        Some(file) => Some(content::upload(&file, skipped, world)?),
        None => content,
    };
    let resume = match content {
        None => part::resume(typed, output.as_ref(), &url, &saving)?,
        Some(_) => None,
    };
    let range = part::range(typed, resume, content.as_ref(), skipped);
    let built = ingredients.headers(typed, content.as_ref(), range);
    let mut headers = built.before;
    if !headers.iter().any(|h| h.is("Authorization"))
        && let Some(authorization) = bound.authorization(&url, world)
    {
        headers.insert(0, authorization);
    }
    let request = Request {
        method: method(typed, content.as_ref()),
        url,
        host: built.host.unwrap_or(Host::OfUrl),
        headers,
        trailing: built.behind,
        upload: content
            .as_ref()
            .is_some_and(|c| c.kind == content::Kind::Upload),
        body: content.map(|c| c.body),
        target: typed.request_target.clone(),
        framing: framing(args),
    };
    Ok(Transfer {
        request,
        output,
        resume,
    })
}

/// The text of `-w`, read where it is in a file, whose line ends do not count, as in curl.
///
/// # Errors
/// Ends 26 when it cannot be read.
pub fn format_of(format: &str, world: &mut dyn World) -> anyhow::Result<String> {
    match format.strip_prefix('@') {
        Some(file) => {
            let text = read(file, world)?;
            Ok(String::from_utf8_lossy(&text).replace(['\r', '\n'], ""))
        }
        None => Ok(format.to_owned()),
    }
}

/// Data for the query, as text.
fn in_memory(body: &Body) -> anyhow::Result<String> {
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
    Ok(String::from_utf8_lossy(&out).into_owned())
}

/// As data in a body would be anything, and in the request line is not.
fn append(url: &mut Url, data: &str) -> anyhow::Result<()> {
    if data.bytes().any(|b| b <= b' ' || b == 0x7f) {
        return Err(bad_url(&BadUrl {
            problem: "the data for the query has a blank or control character in it".into(),
            fix: "give it with -G and --data-urlencode".into(),
            ..BadUrl::default()
        })
        .into());
    }
    url.append_query(data);
    Ok(())
}

fn method(args: &RequestArgs, content: Option<&Content>) -> String {
    let own = match (args.head, content.map(|c| &c.kind)) {
        (true, _) => "HEAD",
        (false, Some(content::Kind::Upload)) => "PUT",
        (false, Some(_)) => "POST",
        (false, None) => "GET",
    };
    args.request.clone().unwrap_or_else(|| own.into())
}

fn framing(args: &CallArgs) -> Framing {
    match (
        args.answer.files.raw,
        args.answer.files.ignore_content_length,
    ) {
        (true, _) => Framing::Raw,
        (false, true) => Framing::NoLength,
        (false, false) => Framing::Said,
    }
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
