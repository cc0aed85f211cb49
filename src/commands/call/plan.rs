//! From arguments to requests, as curl would send them.

mod checks;

use std::sync::Arc;

use base64::Engine;

use crate::cli::{CallArgs, Output};
use crate::commands::World;
use crate::commands::connect::USER_AGENT;
use crate::commands::grant::bad_url;
use crate::commands::secrets::resolve;
use crate::core::Error;
use crate::core::http::body::{Assembled, assemble, chunked};
use crate::core::http::{
    ACCEPT_ENCODING, Header, Host, Request, Url, is_bearer_token, is_one_line,
};
use crate::core::material::Source;
use crate::core::secret::{Secret, SecretRef};
use crate::exit::Exit;
use crate::report::Failure;

/// Everything that will be sent.
pub struct Plan {
    /// One a URL, in order.
    pub transfers: Vec<Transfer>,
    /// Only the head is wanted.
    pub head_only: bool,
    /// The format of `-w`.
    pub write_out: Option<String>,
}

/// One request and where its answer goes.
pub struct Transfer {
    /// The request.
    pub request: Request,
    /// `None` is standard output.
    pub output: Option<Output>,
}

/// Makes the plan; reads what `@FILE` and `-` name.
///
/// # Errors
/// Ends 2 for what contradicts itself, 3 for a bad URL, 26 for a file that cannot be read.
pub fn make(
    args: &CallArgs,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Plan> {
    let urls = &args.urls.list;
    if urls.is_empty() {
        return Err(Failure::usage(
            "no URL is given",
            "name one, as in mtls call https://api.example/path",
        )
        .into());
    }
    checks::flags(args)?;
    let body = body(args, world, notes)?;
    let template = headers(args, body.as_ref(), world)?;
    let mut transfers = Vec::new();
    for (at, text) in urls.iter().enumerate() {
        let mut url = Url::parse(text, args.path_as_is).map_err(|e| bad_url(&e))?;
        let mut headers = template.clone();
        if let Some((user, password)) = &url.user
            && headers.authorization().is_none()
        {
            let value = basic(&format!("{user}:{password}"));
            headers.before.insert(0, value);
        }
        let sent = if args.get {
            if let Some(b) = &body {
                append(&mut url, &b.bytes)?;
            }
            None
        } else {
            body.as_ref().map(|b| Arc::new(b.bytes.clone()))
        };
        let mut request = Request {
            method: method(args, sent.is_some()),
            url,
            host: headers.host.clone().unwrap_or(Host::OfUrl),
            headers: headers.before,
            trailing: if sent.is_some() {
                headers.behind
            } else {
                Vec::new()
            },
            body: sent,
        };
        if request.is_chunked() {
            request.body = request.body.map(|b| Arc::new(chunked(&b)));
        }
        transfers.push(Transfer {
            request,
            output: args.outputs.places.get(at).cloned(),
        });
    }
    warn_of_method(args, notes);
    let write_out = args
        .write_out
        .as_ref()
        .map(|format| format_of(format, world))
        .transpose()?;
    Ok(Plan {
        transfers,
        head_only: args.head,
        write_out,
    })
}

#[derive(Clone, Default)]
struct Headers {
    before: Vec<Header>,
    behind: Vec<Header>,
    host: Option<Host>,
}

impl Headers {
    fn authorization(&self) -> Option<&Header> {
        self.before.iter().find(|h| h.is("Authorization"))
    }
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

fn method(args: &CallArgs, has_body: bool) -> String {
    match (&args.request, args.head, has_body) {
        (Some(method), ..) => method.clone(),
        (None, true, _) => "HEAD".into(),
        (None, false, true) => "POST".into(),
        (None, false, false) => "GET".into(),
    }
}

fn body(
    args: &CallArgs,
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
    let body = assemble(&args.data.parts, |name| read(name, world))?;
    if body.flattened_pem {
        notes.push(
            "-d @FILE takes the line ends out of a PEM file; --data-binary @FILE sends it as it is"
                .into(),
        );
    }
    Ok(Some(body))
}

/// The built-in headers in curl's order, replaced or removed by the user's, then the user's.
fn headers(
    args: &CallArgs,
    body: Option<&Assembled>,
    world: &mut dyn World,
) -> anyhow::Result<Headers> {
    let custom = custom(args, world)?;
    let is_custom = |name: &str| custom.iter().any(|(n, _)| n.eq_ignore_ascii_case(name));
    let mut out = Headers::default();
    let mut built_in = |name: &str, value: Option<Vec<u8>>| {
        if let (false, Some(value)) = (is_custom(name), value) {
            out.before.push(Header::new(name, value));
        }
    };
    if !is_custom("Authorization") {
        built_in("Authorization", authorization(args, world)?);
    }
    let agent = args.user_agent.as_deref().unwrap_or(USER_AGENT);
    built_in("User-Agent", (!agent.is_empty()).then(|| agent.into()));
    let json = body.is_some_and(|b| b.json);
    if !json || is_custom("Accept") {
        built_in("Accept", Some(b"*/*".to_vec()));
    }
    built_in(
        "Accept-Encoding",
        args.compressed.then(|| ACCEPT_ENCODING.into()),
    );
    let has_type = is_custom("Content-Type");
    let has_accept = is_custom("Accept");
    let expects = is_custom("Expect");
    for (name, value) in custom {
        match value {
            _ if name.eq_ignore_ascii_case("Host") => {
                out.host = Some(value.map_or(Host::Left, Host::Given));
            }
            Some(value) => out.before.push(Header::new(name, value)),
            None => {}
        }
    }
    if let Some(body) = body.filter(|_| !args.get) {
        match (json, has_type) {
            (true, false) => out
                .before
                .push(Header::new("Content-Type", "application/json")),
            (false, false) => out.behind.push(Header::new("Content-Type", FORM)),
            _ => {}
        }
        if body.bytes.len() > EXPECT_OVER && !expects {
            out.behind.push(Header::new("Expect", "100-continue"));
        }
    }
    if json && !has_accept {
        out.before.push(Header::new("Accept", "application/json"));
    }
    Ok(out)
}

fn authorization(args: &CallArgs, world: &mut dyn World) -> anyhow::Result<Option<Vec<u8>>> {
    if let Some(reference) = &args.oauth2_bearer {
        let token = resolve(&SecretRef::or_literal(reference), "token", world)?;
        // exposed to be looked at, and to be sent to the API
        if !is_bearer_token(token.expose_secret()) {
            return Err(Failure::usage(
                "the token of --oauth2-bearer is empty or has blanks or other characters that no token has",
                "give the token alone, as the server sent it",
            )
            .into());
        }
        world.guard(&token);
        return Ok(Some([b"Bearer ", token.expose_secret()].concat()));
    }
    let Some(user) = &args.user else {
        return Ok(None);
    };
    if let Some((_, password)) = user.split_once(':') {
        world.guard(&Secret::new(password));
        world.guard(&Secret::new(user.as_str()));
        return Ok(Some(basic_value(user.as_bytes())));
    }
    let password = world
        .ask_secret(&format!("password of {user}: "))
        .ok_or_else(|| {
            Failure::usage(
                "-u has no password, and there is no terminal to ask on",
                "write USER:PASSWORD",
            )
        })?;
    // exposed to be sent to the API
    let text = [user.as_bytes(), b":", password.expose_secret()].concat();
    Ok(Some(basic_value(&text)))
}

fn basic(pair: &str) -> Header {
    Header::new("Authorization", basic_value(pair.as_bytes()))
}

fn basic_value(pair: &[u8]) -> Vec<u8> {
    format!(
        "Basic {}",
        base64::engine::general_purpose::STANDARD.encode(pair)
    )
    .into_bytes()
}

/// `Name: value`, `Name;` (empty), `Name:` (none at all), `@FILE` with one a line.
fn custom(
    args: &CallArgs,
    world: &mut dyn World,
) -> anyhow::Result<Vec<(String, Option<Vec<u8>>)>> {
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for given in &args.header {
        match given.strip_prefix('@') {
            Some(file) => {
                let text = read(file, world)?;
                lines.extend(
                    text.split(|b| *b == b'\n')
                        .map(|l| l.strip_suffix(b"\r").unwrap_or(l).to_vec()),
                );
            }
            None => lines.push(given.clone().into_bytes()),
        }
    }
    let mut out = Vec::new();
    for line in lines.iter().filter(|l| !l.is_empty()) {
        if !is_one_line(line) {
            return Err(Failure::usage(
                "a header contains a line end",
                "give each header its own -H",
            )
            .into());
        }
        let split = line.iter().position(|b| *b == b':');
        let name = |end: usize| {
            String::from_utf8_lossy(line.get(..end).unwrap_or_default())
                .trim()
                .to_owned()
        };
        match split {
            Some(at) => {
                let value = line.get(at + 1..).unwrap_or_default().trim_ascii();
                out.push((name(at), (!value.is_empty()).then(|| value.to_vec())));
            }
            None if line.ends_with(b";") => out.push((name(line.len() - 1), Some(Vec::new()))),
            None => {} // curl ignores a header without a colon
        }
    }
    Ok(out)
}

fn read(name: &str, world: &mut dyn World) -> anyhow::Result<Vec<u8>> {
    let input = Source::from(std::path::Path::new(name))
        .read(&mut world.stdin())
        .map_err(|e| {
            let e = match e {
                Error::TooLarge { origin, limit } => Error::Unreadable {
                    origin,
                    reason: format!(
                        "it is larger than {} MiB, the most that is sent from memory",
                        limit >> 20
                    ),
                    fix: "send less, or in parts",
                },
                other => other,
            };
            Failure::local(&e, Exit::Read)
        })?;
    Ok(input.bytes.to_vec())
}

fn format_of(format: &str, world: &mut dyn World) -> anyhow::Result<String> {
    match format.strip_prefix('@') {
        Some(file) => Ok(String::from_utf8_lossy(&read(file, world)?).into_owned()),
        None => Ok(format.to_owned()),
    }
}

fn warn_of_method(args: &CallArgs, notes: &mut Vec<String>) {
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

const FORM: &str = "application/x-www-form-urlencoded";
/// Bodies above this many bytes wait for a 100 first, as curl's do.
const EXPECT_OVER: usize = 1 << 20;
