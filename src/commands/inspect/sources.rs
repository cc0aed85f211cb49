//! What is to be inspected: a file, a folder with what is in it, or a server.

use std::path::PathBuf;

use crate::cli::InspectArgs;
use crate::core::Error;
use crate::core::http::Url;
use crate::core::material::Source;

/// What one argument names.
pub enum Named {
    /// A file, or standard input.
    Source(Source),
    /// A folder.
    Folder(PathBuf),
    /// A server.
    Server(Server),
}

/// A server, by name or address.
#[derive(Debug)]
pub struct Server {
    /// As it is told: `host:port`.
    pub name: String,
    /// Where it is.
    pub url: Url,
}

/// Every argument, in order. What exists under a name is meant by it.
///
/// # Errors
/// `Invalid` for a URL that names no TLS server.
pub fn all(args: &InspectArgs) -> Result<Vec<Named>, Error> {
    args.sources.iter().map(named).collect()
}

fn named(source: &Source) -> Result<Named, Error> {
    let Source::File(path) = source else {
        return Ok(Named::Source(source.clone()));
    };
    if path.is_dir() {
        return Ok(Named::Folder(path.clone()));
    }
    let text = path
        .to_str()
        .filter(|_| fs_err::symlink_metadata(path).is_err());
    match text.map(server) {
        Some(Ok(Some(server))) => Ok(Named::Server(server)),
        Some(Err(error)) => Err(error),
        _ => Ok(Named::Source(source.clone())),
    }
}

/// `None` for what is the name of a file.
fn server(text: &str) -> Result<Option<Server>, Error> {
    let lower = text.to_ascii_lowercase();
    let url = if lower.starts_with("https://") {
        text.to_owned()
    } else if lower.starts_with("http://") {
        return Err(Error::Invalid {
            problem: "http:// is plain text: no certificate is shown there".into(),
            fix: "name the server as https:// or as HOST:PORT".into(),
        });
    } else if is_host_and_port(text) {
        format!("https://{text}/")
    } else {
        return Ok(None);
    };
    let url = Url::parse(&url, false).map_err(|bad| Error::Invalid {
        problem: bad.problem,
        fix: bad.fix,
    })?;
    Ok(Some(Server {
        name: format!("{}:{}", url.bracketed(), url.port),
        url,
    }))
}

/// What fails because there is no such file may have been meant as a server.
pub fn perhaps_a_server(source: &Source, error: Error) -> Error {
    let Source::File(path) = source else {
        return error;
    };
    let is_bare = path
        .to_str()
        .is_some_and(|text| !text.contains(['/', '\\']));
    match error {
        Error::Unreadable { origin, reason, .. }
            if is_bare && fs_err::symlink_metadata(path).is_err() =>
        {
            Error::Unreadable {
                origin,
                reason,
                fix: CHECK_PATH_OR_SERVER,
            }
        }
        other => other,
    }
}

const CHECK_PATH_OR_SERVER: &str =
    "check the path and its permissions, or name a server as HOST:PORT (port 1 to 65535)";

/// `host:443`, `[::1]:443`; not `C:\file`, `a:b`, nor anything with a slash or a blank.
fn is_host_and_port(text: &str) -> bool {
    let Some((host, port)) = text.rsplit_once(':') else {
        return false;
    };
    let is_port = port.len() <= 5
        && port.bytes().all(|b| b.is_ascii_digit())
        && port.parse::<u16>().is_ok_and(|port| port > 0);
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let bare = match host.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']'),
        None => None,
    };
    let is_host = match bare {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !host.is_empty() && host.chars().all(plain),
    };
    is_port && is_host
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_told_from_a_file() {
        let name = |text: &str| server(text).unwrap().map(|server| server.name);
        for (text, is) in [
            ("api.example:443", Some("api.example:443")),
            ("127.0.0.1:8443", Some("127.0.0.1:8443")),
            ("[::1]:443", Some("[::1]:443")),
            ("https://api.example", Some("api.example:443")),
            ("HTTPS://api.example:8443/v1?x", Some("api.example:8443")),
            ("api.example:0", None),
            ("api.example:65536", None),
            ("api.example:+44", None),
            ("api.example", None),
            (":443", None),
            ("::1:443", None),
            ("C:\\a:443", None),
            ("a/b:443", None),
            ("client.crt:secret", None),
        ] {
            assert_eq!(name(text).as_deref(), is, "{text}");
        }
        for bad in ["http://api.example", "https://", "https://a:b:c"] {
            assert!(server(bad).is_err(), "{bad}");
        }
    }
}
