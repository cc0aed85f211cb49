//! What is to be probed: `HOST`, `HOST:PORT` or an https URL.

use crate::core::http::{Scheme, Url};
use crate::report::Failure;

/// A server to be probed.
pub struct Target {
    /// As it is told: `host:port`.
    pub name: String,
    /// Where it is, and what the HEAD asks for.
    pub url: Url,
}

/// Reads it.
///
/// # Errors
/// Ends 2 for what names no TLS server.
pub fn read(text: &str) -> Result<Target, Failure> {
    let lower = text.to_ascii_lowercase();
    if lower.starts_with("http://") {
        return Err(Failure::usage(
            "http:// is plain text: there is no handshake to be probed",
            "name the server as https:// or as HOST:PORT",
        ));
    }
    let url = Url::read(text, false, Scheme::Https);
    let url = url.map_err(|bad| Failure::usage(bad.problem, bad.fix))?;
    if url.user.is_some() {
        return Err(Failure::usage(
            "user and password in the URL are not sent by a probe",
            "leave them out, or give the header itself: -H @FILE with Authorization in it",
        ));
    }
    Ok(Target::of(url))
}

impl Target {
    /// Of a URL that is https.
    pub fn of(url: Url) -> Self {
        Self {
            name: format!("{}:{}", url.bracketed(), url.port),
            url,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_ports_and_urls_name_a_server() {
        let told = |text: &str| {
            let target = read(text).unwrap();
            format!("{} {}", target.name, target.url.target)
        };
        assert_eq!(told("api.example"), "api.example:443 /");
        assert_eq!(told("api.example:8443"), "api.example:8443 /");
        assert_eq!(told("[::1]:8443"), "[::1]:8443 /");
        assert_eq!(
            told("https://api.example/v1/a?b=c"),
            "api.example:443 /v1/a?b=c"
        );
        assert_eq!(told("127.0.0.1:1/x"), "127.0.0.1:1 /x");
        for bad in [
            "http://a.example",
            "",
            "https://",
            "a:b:c",
            "a.example:70000",
            "ftp://a",
            "https://u:p@a",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
