//! Files, hosts and URLs that a text names, and our commands with them in their places. What is not
//! named stands in capitals. Never takes a secret: passphrases and queries stay where they are.

use super::clean;
use crate::core::http::redact;
use crate::core::shell;

/// A command of ours that settles what a text leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Settle {
    /// With the client certificate.
    Probe,
    /// Without it.
    ProbePlain,
    /// Without it, and with the CA file.
    ProbeTrust,
    InspectCert,
    /// With every detail: chain and purposes.
    InspectChain,
    InspectServer,
    MatchKey,
    Convert,
    Renew,
    Token,
    CallToken,
    Sandbox,
}

/// What a text names.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Scheme, host, port and path.
    url: Option<String>,
    host: Option<String>,
    port: Option<String>,
    cert: Option<String>,
    key: Option<String>,
    cacert: Option<String>,
}

impl Places {
    /// Those of a text, the first of each kind.
    pub fn of(text: &str) -> Self {
        let mut places = Self::default();
        for line in text.lines().take(MOST_LINES) {
            places.read(line);
        }
        places
    }

    /// Whether a client certificate was given on a command line.
    pub fn names_certificate(&self) -> bool {
        self.cert.is_some()
    }

    /// A shell's line for a command.
    pub fn command(&self, settle: Settle) -> String {
        let cert = self.cert.as_deref().unwrap_or("CERT");
        let key = self.key.as_deref().unwrap_or("KEY");
        let mut words = vec!["mtls"];
        let url = self.url();
        let server = self.server();
        match settle {
            Settle::Probe => words.extend(["probe", &url]),
            Settle::ProbePlain => words.extend(["probe", &url]),
            Settle::ProbeTrust => {
                let cacert = self.cacert.as_deref().unwrap_or("CA");
                words.extend(["probe", &url, "--cacert", cacert]);
            }
            Settle::InspectCert => words.extend(["inspect", cert]),
            Settle::InspectChain => words.extend(["inspect", "--verbose", cert]),
            Settle::InspectServer => words.extend(["inspect", &server]),
            Settle::MatchKey if self.is_bundle() => words.extend(["match-key", cert]),
            Settle::MatchKey => words.extend(["match-key", cert, key]),
            Settle::Convert => words.extend(["convert", cert, "--out", "client.pem"]),
            Settle::Renew => words.extend(["csr", "--renew", cert, "--out", "new.csr"]),
            Settle::Token => {
                words.extend([
                    "token",
                    "--token-url",
                    &url,
                    "--client-id",
                    "ID",
                    "--client-secret",
                    "env:CLIENT_SECRET",
                ]);
            }
            Settle::CallToken => words.extend(["token", "--decode", "TOKEN-FILE", "--cert", cert]),
            Settle::Sandbox => words.extend(["sandbox", "--tour"]),
        }
        if matches!(settle, Settle::Probe | Settle::Token) {
            words.extend(["--cert", cert]);
        }
        if matches!(settle, Settle::Probe | Settle::Token | Settle::CallToken) && !self.is_bundle()
        {
            words.extend(["--key", key]);
        }
        if let (Settle::Probe, Some(cacert)) = (settle, &self.cacert) {
            words.extend(["--cacert", cacert]);
        }
        let words: Vec<String> = words.into_iter().map(shell::word).collect();
        words.join(" ")
    }

    /// One file holds certificate and key.
    fn is_bundle(&self) -> bool {
        let cert = self
            .cert
            .as_deref()
            .unwrap_or_default()
            .to_ascii_lowercase();
        self.key.is_none()
            && [".pfx", ".p12", ".jks"]
                .iter()
                .any(|end| cert.ends_with(end))
    }

    fn url(&self) -> String {
        match (&self.url, &self.host) {
            (Some(url), _) => url.clone(),
            (None, Some(_)) => format!("https://{}/", self.server()),
            (None, None) => "https://HOST/".into(),
        }
    }

    /// HOST:PORT.
    fn server(&self) -> String {
        let of_url = self.url.as_deref().and_then(|url| url.split_once("://"));
        let of_url = of_url.map(|(_, rest)| rest.split('/').next().unwrap_or_default());
        let host = of_url.or(self.host.as_deref()).unwrap_or("HOST");
        let has_port = host
            .rsplit_once(':')
            .is_some_and(|(_, port)| port.parse::<u16>().is_ok());
        match &self.port {
            _ if has_port => host.to_owned(),
            Some(port) if of_url.is_none() => format!("{host}:{port}"),
            _ => format!("{host}:443"),
        }
    }

    fn read(&mut self, line: &str) {
        let words = clean::pieces(line)
            .into_iter()
            .filter(|word| !word.trim().is_empty());
        let words: Vec<String> = words
            .map(|word| word.replace(['"', '\'', '`', '<', '>'], ""))
            .collect();
        for (at, word) in words.iter().enumerate() {
            let next = words.get(at + 1).map(String::as_str).unwrap_or_default();
            let (flag, value) = word.split_once('=').unwrap_or((word, next));
            self.flag(flag, value);
            self.link(word);
            self.file(word);
        }
        for (mark, port_mark) in HOSTS {
            if let Some(found) = after(line, mark) {
                self.take_host(found, port_mark.and_then(|mark| after(line, mark)));
            }
        }
    }

    fn flag(&mut self, flag: &str, value: &str) {
        let place = match flag {
            "--cert" | "-E" | "-cert" => &mut self.cert,
            "--key" | "-key" => &mut self.key,
            "--cacert" | "-CAfile" => &mut self.cacert,
            "-connect" => return self.take_host(value, None),
            _ => return,
        };
        set(place, unpassed(value));
    }

    fn link(&mut self, word: &str) {
        let start = word.find("https://").or_else(|| word.find("http://"));
        let Some(link) = start.and_then(|at| word.get(at..)) else {
            return;
        };
        let link = redact::url(link.trim_end_matches([',', '.', ')', ']', ';', ':']));
        let link = link
            .split(['?', '#', ')', ','])
            .next()
            .unwrap_or_default()
            .replace("***@", "");
        let host = link.split("://").nth(1).unwrap_or_default();
        let is_ours = !ELSEWHERE
            .iter()
            .any(|elsewhere| host.starts_with(elsewhere));
        if is_ours && is_safe(&link) && !host.is_empty() && !host.starts_with('/') {
            set(&mut self.url, &link);
        }
    }

    /// A word that ends as files of certificates and keys do.
    fn file(&mut self, word: &str) {
        let word = word.trim_matches([',', ';', '(', ')', ':', '[', ']', '{', '}', '.']);
        if word.contains("://") || word.contains('=') {
            return;
        }
        let lower = unpassed(word).to_ascii_lowercase();
        let name = lower.rsplit(['/', '\\']).next().unwrap_or_default();
        let Some((stem, ending)) = name.rsplit_once('.') else {
            return;
        };
        let is_ca = stem.starts_with("ca") || stem.ends_with("ca") || stem.contains("trust");
        let place = match ending {
            "key" => &mut self.key,
            "pem" if stem.contains("key") => &mut self.key,
            "crt" | "pem" | "cer" if is_ca => &mut self.cacert,
            "crt" | "pem" | "cer" | "der" | "pfx" | "p12" | "jks" => &mut self.cert,
            _ => return,
        };
        set(place, unpassed(word));
    }

    fn take_host(&mut self, text: &str, port: Option<&str>) {
        let end = text
            .find(|c: char| !(c.is_ascii_alphanumeric() || ".-:_".contains(c)))
            .unwrap_or(text.len());
        let found = text
            .get(..end)
            .unwrap_or_default()
            .trim_end_matches([':', '.']);
        let (host, own) = match found.rsplit_once(':') {
            Some((host, port)) if port.parse::<u16>().is_ok() => (host, Some(port)),
            _ => (found, None),
        };
        let is_name = host.len() > 1
            && host.contains(|c: char| c.is_ascii_alphanumeric())
            && !host.starts_with('-');
        if self.host.is_some() || !is_name || (!host.contains('.') && host != "localhost") {
            return;
        }
        let digits = |text: &str| {
            text.chars()
                .take_while(char::is_ascii_digit)
                .collect::<String>()
        };
        self.host = Some(host.to_owned());
        self.port = own
            .or(port)
            .map(digits)
            .filter(|p| p.parse::<u16>().is_ok());
    }
}

/// The first one counts; nothing that a command could take for something else.
fn set(place: &mut Option<String>, value: &str) {
    let value = value.trim_matches(['\'', '"']);
    if place.is_none() && is_safe(value) {
        *place = Some(value.to_owned());
    }
}

fn is_safe(value: &str) -> bool {
    let fits = !value.is_empty() && value.len() <= LONGEST && !value.starts_with('-');
    fits && !value.chars().any(|c| c.is_control() || c == '\u{202e}')
}

/// curl's FILE[:PASS] without the passphrase.
fn unpassed(value: &str) -> &str {
    let drive = value.get(1..3).is_some_and(|s| matches!(s, ":\\" | ":/"));
    let from = if drive { 3 } else { 0 };
    match value.get(from..).and_then(|rest| rest.find(':')) {
        Some(at) => value.get(..from + at).unwrap_or_default(),
        None => value,
    }
}

fn after<'a>(line: &'a str, mark: &str) -> Option<&'a str> {
    let at = line.find(mark)?;
    line.get(at + mark.len()..)
}

/// Where hosts stand in texts, and where their port does: nginx, curl, urllib3, Go, Node.
const HOSTS: &[(&str, Option<&str>)] = &[
    ("Failed to connect to ", Some(" port ")),
    ("Connected to ", Some(" port ")),
    ("resolve host: ", None),
    ("unable to resolve host address ‘", None),
    ("in connection to ", None),
    ("HTTPSConnectionPool(host='", Some("port=")),
    ("dial tcp: lookup ", None),
    ("dial tcp ", None),
    ("ENOTFOUND ", None),
    ("ECONNREFUSED ", None),
    ("UnknownHostException: ", None),
    ("host: '", Some("port: ")),
    ("requested host name ‘", None),
];
/// Hosts of documentation that errors link to.
const ELSEWHERE: &[&str] = &[
    "curl.",
    "github.com",
    "nodejs.org",
    "learn.microsoft",
    "aka.ms",
    "docs.",
    "go.dev",
    "www.openssl.org",
    "urllib3.",
    "developers.",
    "stackoverflow.",
    "developer.mozilla",
];
/// Lines that are looked at; a text names its places early or at its error.
const MOST_LINES: usize = 20_000;
/// Bytes of a name.
const LONGEST: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_have_what_the_text_names_quoted_and_without_secrets() {
        let text = "$ curl --cert 'my cert.pfx':s3 https://u:s3@api.example:8443/v1?token=s3 --cacert ca.crt";
        let places = Places::of(text);
        assert_eq!(
            places.command(Settle::Probe),
            "mtls probe https://api.example:8443/v1 --cert 'my cert.pfx' --cacert ca.crt"
        );
        assert_eq!(
            places.command(Settle::InspectServer),
            "mtls inspect api.example:8443"
        );
        let places =
            Places::of("curl: (7) Failed to connect to api.example port 8443 after 3 ms: Couldn't");
        assert_eq!(
            places.command(Settle::ProbePlain),
            "mtls probe https://api.example:8443/"
        );
        let places = Places::of("could not load /etc/$(x).pfx and -rf.key");
        assert_eq!(
            places.command(Settle::MatchKey),
            "mtls match-key '/etc/$(x).pfx'"
        );
        assert_eq!(
            Places::of("").command(Settle::Probe),
            "mtls probe https://HOST/ --cert CERT --key KEY"
        );
    }
}
