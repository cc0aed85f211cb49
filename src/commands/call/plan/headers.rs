//! The headers of a request: curl's own in curl's order, replaced or removed by the user's, then
//! the user's.

use super::authorization::authorization;
use super::content::{Content, Kind, etag};
use super::part::condition;
use crate::cli::RequestArgs;
use crate::commands::connect::USER_AGENT;
use crate::commands::{World, route};
use crate::core::http::body::Part;
use crate::core::http::{ACCEPT_ENCODING, Header, Host};

/// What the headers of all requests are made of.
pub struct Ingredients {
    custom: Vec<Custom>,
    authorization: Option<Vec<u8>>,
    condition: Option<Header>,
    etag: Option<String>,
}

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

/// A header of the user's; `None` takes out what is built in.
struct Custom {
    name: String,
    header: Option<Header>,
}

impl Ingredients {
    /// Reads what the flags name.
    ///
    /// # Errors
    /// Ends 2 for a header that is none, 26 for a file that cannot be read.
    pub fn gather(
        args: &RequestArgs,
        world: &mut dyn World,
        notes: &mut Vec<String>,
    ) -> anyhow::Result<Self> {
        let mut gathered = Self {
            custom: custom(args, world, notes)?,
            authorization: None,
            condition: condition(args, notes),
            etag: etag(args, world)?,
        };
        if !gathered.is_custom("Authorization") {
            gathered.authorization = authorization(args, world)?;
        }
        Ok(gathered)
    }

    /// The user's own type of a form, which takes its boundary and then stands where ours would.
    pub fn take_type_of_form(&mut self, args: &RequestArgs) -> Option<String> {
        if args.form.fields.is_empty() {
            return None;
        }
        let is_type = |custom: &Custom| custom.name.eq_ignore_ascii_case("Content-Type");
        let at = self
            .custom
            .iter()
            .position(|c| is_type(c) && c.header.is_some())?;
        let header = self.custom.remove(at).header?;
        Some(String::from_utf8_lossy(header.value()).into_owned())
    }

    /// The headers of one request.
    pub fn headers(
        &self,
        args: &RequestArgs,
        content: Option<&Content>,
        range: Option<Header>,
    ) -> Headers {
        let mut out = Headers {
            before: self.built_in(args, content, range),
            ..Headers::default()
        };
        for Custom { name, header } in &self.custom {
            match header {
                _ if name.eq_ignore_ascii_case("Host") => {
                    let given = header.as_ref().map(|h| h.value().to_vec());
                    out.host = Some(given.map_or(Host::Left, Host::Given));
                }
                Some(header) => out.before.push(header.clone()),
                None => {}
            }
        }
        if let Some(etag) = &self.etag {
            let line = format!("If-None-Match: {etag}");
            out.before.push(Header::typed(line.as_bytes()));
        }
        if let Some(content) = content {
            self.describe(content, &mut out);
        }
        if is_json(args, content) {
            for name in ["Content-Type", "Accept"] {
                if !self.is_custom(name) {
                    out.before.push(Header::new(name, JSON));
                }
            }
        }
        out
    }

    fn built_in(
        &self,
        args: &RequestArgs,
        content: Option<&Content>,
        range: Option<Header>,
    ) -> Vec<Header> {
        let is_endless =
            content.is_some_and(|c| c.kind == Kind::Upload && c.body.length().is_none());
        let agent = args.user_agent.as_deref().unwrap_or(USER_AGENT);
        let text = |name: &str, value: Option<&str>| value.map(|value| Header::new(name, value));
        let referer = args.referer.as_deref();
        let referer = referer.map(|r| r.strip_suffix(AUTO).unwrap_or(r));
        let authorization = self.authorization.clone();
        let all = [
            authorization.map(|value| Header::new("Authorization", value)),
            range,
            text("User-Agent", Some(agent).filter(|agent| !agent.is_empty())),
            text("Accept", (!is_json(args, content)).then_some("*/*")),
            text(
                "Accept-Encoding",
                args.compressed.then_some(ACCEPT_ENCODING),
            ),
            text("Referer", referer.filter(|r| !r.is_empty())),
            text("Transfer-Encoding", is_endless.then_some("chunked")),
            self.condition.clone(),
        ];
        let all = all.into_iter().flatten();
        all.filter(|h| !self.custom.iter().any(|c| h.is(&c.name)))
            .collect()
    }

    /// What is said of the content.
    fn describe(&self, content: &Content, out: &mut Headers) {
        if !self.is_custom("Content-Type") {
            match &content.kind {
                Kind::Data => out.behind.push(Header::new("Content-Type", FORM)),
                Kind::Multipart(kind) => {
                    out.behind.push(Header::new("Content-Type", kind.as_str()));
                }
                Kind::Json | Kind::Upload => {}
            }
        }
        if content.expects() && !self.is_custom("Expect") {
            out.behind.push(Header::new("Expect", "100-continue"));
        }
    }

    fn is_custom(&self, name: &str) -> bool {
        self.custom
            .iter()
            .any(|c| c.name.eq_ignore_ascii_case(name))
    }
}

/// Whether `--json` says what is sent and wanted; also where `-G` puts it into the query, as in curl.
fn is_json(args: &RequestArgs, content: Option<&Content>) -> bool {
    let is_typed = |part: &Part| matches!(part, Part::Json(_));
    content.is_some_and(|c| c.kind == Kind::Json)
        || args.get && args.data.parts.iter().any(is_typed)
}

/// `Name: value`, `Name;` (empty), `Name:` (none at all), `@FILE` with one a line.
fn custom(
    args: &RequestArgs,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Vec<Custom>> {
    let lines = route::header_lines(&args.header, "-H", world)?;
    let mut out = Vec::new();
    for line in lines.iter().filter(|l| !l.is_empty()) {
        let header = if line.contains(&b':') {
            Header::typed(line)
        } else if let Some(name) = line.strip_suffix(b";") {
            Header::typed(&[name, b":"].concat())
        } else {
            notes.push(no_colon(line));
            continue; // as curl does
        };
        let is_kept = !line.contains(&b':') || !header.value().is_empty();
        out.push(Custom {
            name: header.name().to_owned(),
            header: is_kept.then_some(header),
        });
    }
    Ok(out)
}

/// Its first word is told where more follows: alone it may be a secret.
fn no_colon(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(line);
    let name = text.split_once(' ').map_or("", |(name, _)| name);
    let is_name = name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-');
    let of = match is_name && !name.is_empty() {
        true => format!(", that of {name}"),
        false => String::new(),
    };
    format!(
        "a header without a colon is not sent{of}: write \"Name: value\", or \"Name;\" for one that is empty"
    )
}

/// Whether redirects set the Referer.
pub fn is_automatic(referer: Option<&str>) -> bool {
    referer.is_some_and(|referer| referer.ends_with(AUTO))
}

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
const AUTO: &str = ";auto";
