//! The headers of a request: curl's own in curl's order, replaced or removed by the user's, then
//! the user's.

use super::authorization::authorization;
use super::files::read;
use crate::cli::RequestArgs;
use crate::commands::World;
use crate::commands::connect::USER_AGENT;
use crate::core::http::body::Assembled;
use crate::core::http::{ACCEPT_ENCODING, Header, Host, is_one_line};
use crate::report::Failure;

/// Headers around Content-Length.
#[derive(Clone, Default)]
pub struct Headers {
    /// Built-in ones and the user's.
    pub before: Vec<Header>,
    /// Those that follow it.
    pub behind: Vec<Header>,
    /// In place of the URL's host.
    pub host: Option<Host>,
}

impl Headers {
    /// The Authorization header, where there is one.
    pub fn authorization(&self) -> Option<&Header> {
        self.before.iter().find(|h| h.is("Authorization"))
    }
}

/// Puts them together.
///
/// # Errors
/// Ends 2 for a header that is none, 26 for a file of headers that cannot be read.
pub fn headers(
    args: &RequestArgs,
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
        if body.body.length().is_none_or(|length| length > EXPECT_OVER) && !expects {
            out.behind.push(Header::new("Expect", "100-continue"));
        }
    }
    if json && !has_accept {
        out.before.push(Header::new("Accept", "application/json"));
    }
    Ok(out)
}

/// `Name: value`, `Name;` (empty), `Name:` (none at all), `@FILE` with one a line.
fn custom(
    args: &RequestArgs,
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

const FORM: &str = "application/x-www-form-urlencoded";
/// Bodies above this many bytes wait for a 100 first, as curl's do.
const EXPECT_OVER: u64 = 1 << 20;
