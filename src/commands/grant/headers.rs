//! The user's own headers of a token request, written as `-H` of `call` takes them.

use std::path::Path;

use crate::commands::World;
use crate::core::http::{Header, is_one_line, redact};
use crate::core::material::Source;
use crate::core::secret::Secret;
use crate::exit::Exit;
use crate::report::Failure;

/// `Name: value`, `Name;` for an empty one, `@FILE` with one a line. What comes from a file, or by
/// its name is a credential, is masked wherever it is quoted.
///
/// # Errors
/// Ends 2 for what is no header, 26 for a file that cannot be read.
pub(super) fn headers(given: &[String], world: &mut dyn World) -> anyhow::Result<Vec<Header>> {
    let mut headers = Vec::new();
    for text in given {
        let Some(file) = text.strip_prefix('@') else {
            let header = header(text.as_bytes())?;
            if redact::is_secret(header.name()) {
                world.guard(&Secret::new(header.value()));
            }
            headers.push(header);
            continue;
        };
        let input = Source::from(Path::new(file))
            .read(&mut world.stdin())
            .map_err(|e| Failure::local(&e, Exit::Read))?;
        for line in input.bytes.split(|b| *b == b'\n') {
            let line = line.trim_ascii();
            if !line.is_empty() {
                let header = header(line)?;
                world.guard(&Secret::new(header.value()));
                headers.push(header);
            }
        }
    }
    Ok(headers)
}

/// The text is not quoted when it is none: it may be a secret.
fn header(line: &[u8]) -> anyhow::Result<Header> {
    let refuse = || {
        Failure::usage(
            "what is given with --token-header is no header",
            "write it as 'Name: value', or as @FILE with one a line",
        )
    };
    let at = line.iter().position(|b| *b == b':');
    let (name, value) = match at {
        Some(at) => (line.get(..at), line.get(at + 1..)),
        None => (line.strip_suffix(b";"), Some(&[][..])),
    };
    let name = name.and_then(|name| std::str::from_utf8(name).ok());
    let is_name = |name: &&str| {
        let may_stand = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
        !name.is_empty() && name.bytes().all(may_stand)
    };
    let name = name.map(str::trim).filter(is_name).ok_or_else(refuse)?;
    let value = value.unwrap_or_default().trim_ascii();
    if !is_one_line(value) {
        return Err(refuse().into());
    }
    Ok(Header::new(name, value))
}
