//! The one request of a probe: a HEAD, with the user's own headers.

use crate::cli::ProbeArgs;
use crate::commands::connect::USER_AGENT;
use crate::commands::{World, route};
use crate::core::http::{Framing, Header, Host, Request, Url};
use crate::core::secret::Secret;

/// The HEADs of a probe.
pub struct Heads {
    /// With the user's headers; `None` where none is wanted.
    pub own: Option<Request>,
    /// With nothing of ours: for a server that is not trusted.
    pub plain: Option<Request>,
}

/// Makes them.
///
/// # Errors
/// Ends 2 for headers that are none, 26 for a file of them that cannot be read.
pub fn heads(args: &ProbeArgs, url: &Url, world: &mut dyn World) -> anyhow::Result<Heads> {
    let lines = route::header_lines(&args.header, "-H", world)?;
    if args.no_head {
        return Ok(Heads::NONE);
    }
    let Heads { own, plain } = Heads::of(url, None);
    let mut own = own.unwrap_or_else(|| request(url.clone()));
    for line in &lines {
        let Some(header) = route::header(line) else {
            continue;
        };
        guard(&header, world);
        if header.is("Host") {
            own.host = Host::Given(header.value().to_vec());
        } else {
            own.remove(header.name());
            own.headers.push(header);
        }
    }
    Ok(Heads {
        own: Some(own),
        plain,
    })
}

impl Heads {
    /// None at all.
    pub const NONE: Self = Self {
        own: None,
        plain: None,
    };

    /// Those for a URL, with these credentials.
    pub fn of(url: &Url, authorization: Option<Header>) -> Self {
        let plain = request(Url {
            target: "/".into(),
            user: None,
            ..url.clone()
        });
        let mut own = request(url.clone());
        own.headers.extend(authorization);
        Self {
            own: Some(own),
            plain: Some(plain),
        }
    }
}

/// Nothing follows on its connection, and it says so.
fn request(url: Url) -> Request {
    Request {
        method: "HEAD".into(),
        url,
        host: Host::OfUrl,
        headers: vec![
            Header::new("User-Agent", USER_AGENT),
            Header::new("Accept", "*/*"),
            Header::new("Connection", "close"),
        ],
        body: None,
        trailing: Vec::new(),
        target: None,
        upload: false,
        framing: Framing::Said,
    }
}

/// What a server quotes of it on standard error is masked.
fn guard(header: &Header, world: &mut dyn World) {
    if !header.is_secret() {
        return;
    }
    let value = header.value().trim_ascii();
    world.guard(&Secret::new(value));
    if let Some(at) = value.iter().position(|b| *b == b' ') {
        world.guard(&Secret::new(value.get(at + 1..).unwrap_or_default()));
    }
}
