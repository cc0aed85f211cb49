//! `--proto` and its relatives: over what may be spoken.

use crate::cli::CallArgs;
use crate::core::http::{Scheme, Url};
use crate::exit::Exit;
use crate::report::Failure;

/// What may be spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Protocols {
    http: bool,
    https: bool,
}

impl Protocols {
    /// For the URLs that are called.
    ///
    /// # Errors
    /// Ends 1 for a default that is not spoken here, as curl does.
    pub fn of_calls(args: &CallArgs) -> Result<Self, Failure> {
        let default = args.redirect.proto_default.as_deref();
        let is_known = |name: &str| ["http", "https"].contains(&name.to_ascii_lowercase().as_str());
        match default.filter(|name| !is_known(name)) {
            Some(_) => Err(Failure {
                exit: Exit::Negative,
                ..Failure::usage(
                    "what --proto-default names is not spoken here",
                    "it is https or http",
                )
            }),
            None => Ok(Self::all().changed(args.redirect.proto.as_deref())),
        }
    }

    /// For those that redirects lead to.
    pub fn of_redirects(args: &CallArgs) -> Self {
        let called = Self::all().changed(args.redirect.proto.as_deref());
        let redirects = Self::all().changed(args.redirect.proto_redir.as_deref());
        Self {
            http: called.http && redirects.http,
            https: called.https && redirects.https,
        }
    }

    /// Whether this one may be called.
    ///
    /// # Errors
    /// Ends 1 if not, as curl does.
    pub fn allow(self, url: &Url) -> Result<(), Failure> {
        let is_fine = match url.scheme {
            Scheme::Http => self.http,
            Scheme::Https => self.https,
        };
        if is_fine {
            return Ok(());
        }
        Err(Failure {
            exit: Exit::Negative,
            ..Failure::usage(
                format!(
                    "{} is {}, which --proto or --proto-redir leaves out",
                    url.shown(),
                    url.scheme
                ),
                "check where it leads, or allow it there",
            )
        })
    }

    const fn all() -> Self {
        Self {
            http: true,
            https: true,
        }
    }

    /// `=` begins anew, `-` takes away, `+` or nothing adds; what is spoken elsewhere does not count.
    fn changed(mut self, list: Option<&str>) -> Self {
        for word in list.unwrap_or_default().split(',').map(str::trim) {
            let name = word
                .trim_start_matches(['=', '-', '+'])
                .to_ascii_lowercase();
            let signs = word.get(..word.len() - name.len()).unwrap_or_default();
            if signs.contains('=') {
                (self.http, self.https) = (false, false);
            }
            let allowed = !signs.contains('-');
            if matches!(name.as_str(), "http" | "all") {
                self.http = allowed;
            }
            if matches!(name.as_str(), "https" | "all") {
                self.https = allowed;
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_protocols_are_read_as_curl_reads_them() {
        let read = |list| {
            let Protocols { http, https } = Protocols::all().changed(Some(list));
            (http, https)
        };
        for (list, expected) in [
            ("", (true, true)),
            ("=https", (false, true)),
            ("=HTTPS,http", (true, true)),
            ("-http", (false, true)),
            ("-all,https", (false, true)),
            ("-all,+http", (true, false)),
            ("=ftp", (false, false)),
            ("ftp", (true, true)),
        ] {
            assert_eq!(read(list), expected, "{list}");
        }
    }
}
