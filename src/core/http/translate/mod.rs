//! The same call in another language: a program that presents the certificate, reads bodies from
//! their files and secrets from the environment. Must not hold a secret: it is made to be saved.

mod curl;
mod go;
mod java;
mod node;
mod python;
mod text;

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

pub use text::Text;

use crate::core::shell;

/// What programs are printed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// A shell script around curl.
    Curl,
    /// Node.js 18 and later, without packages.
    Node,
    /// Python 3.8 and later, without packages.
    Python,
    /// Java 11 and later, one file.
    Java,
    /// Go 1.19 and later, without modules.
    Go,
}

/// What is to be translated.
#[derive(Debug, Default)]
pub struct Program {
    /// In their order.
    pub calls: Vec<Call>,
    /// The client's certificate and key.
    pub identity: Option<Material>,
    /// The file of those who are trusted; the system's when there is none.
    pub cacert: Option<String>,
    /// The server's certificate is not checked.
    pub insecure: bool,
    /// For the connection.
    pub connect_timeout: Option<Duration>,
    /// For one call.
    pub max_time: Option<Duration>,
    /// The most redirects that are followed.
    pub redirects: Option<u32>,
    /// A status of 400 and over ends with 22.
    pub fails: bool,
    /// Compressed answers are asked for.
    pub compressed: bool,
    /// Where a token comes from.
    pub token: Option<TokenRequest>,
    /// What is typed and is in no language's program, a sentence each.
    pub missing: Vec<String>,
}

/// One request.
#[derive(Debug)]
pub struct Call {
    /// The method.
    pub method: String,
    /// Whole.
    pub url: Text,
    /// Its scheme, host and port.
    pub origin: Origin,
    /// Path and query.
    pub target: Text,
    /// In their order.
    pub headers: Vec<(String, Text)>,
    /// Parts of the body, in their order.
    pub body: Option<Vec<Part>>,
    /// The token that is fetched goes along.
    pub bearer: bool,
    /// The file that the body goes to.
    pub output: Option<String>,
}

/// Where a request goes.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Whether TLS is spoken.
    pub tls: bool,
    /// Without brackets.
    pub host: String,
    /// Given or the scheme's.
    pub port: u16,
}

/// A part of a body.
#[derive(Debug)]
pub enum Part {
    /// Written into the program.
    Text(Text),
    /// Read by it.
    File(String),
}

/// Certificate and key in files.
#[derive(Debug, Clone)]
pub struct Material {
    /// What holds the certificate.
    pub cert: String,
    /// What holds the key, where it is another file.
    pub key: Option<String>,
    /// The variable that holds the passphrase.
    pub pass: Option<String>,
    /// What kind of files they are.
    pub container: Container,
}

/// What certificate and key are kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// PEM files.
    Pem,
    /// A PKCS#12 file.
    Pkcs12,
    /// What only we read: DER, JKS and others.
    Other,
}

/// A client credentials grant (RFC 6749 section 4.4).
#[derive(Debug)]
pub struct TokenRequest {
    /// The endpoint.
    pub url: String,
    /// Its scheme, host and port.
    pub origin: Origin,
    /// Path and query.
    pub target: String,
    /// How id and secret are sent.
    pub style: Style,
    /// The client id.
    pub client_id: String,
    /// The variable that holds the secret; none with TLS alone.
    pub secret: Option<String>,
    /// Further fields: scope, audience, resource.
    pub fields: Vec<(String, String)>,
}

/// How client id and secret are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Both in a form, or the id alone.
    Form,
    /// Both in a JSON body.
    Json,
    /// In the Authorization header; encoded as in a form first, or raw.
    Basic {
        /// As they are.
        raw: bool,
    },
}

/// A program, and what it does not do; the program says it too.
#[derive(Debug)]
pub struct Translated {
    /// Its source.
    pub source: String,
    /// A sentence each.
    pub missing: Vec<String>,
}

impl Program {
    /// Writes it down.
    pub fn translated(&self, language: Language) -> Translated {
        match language {
            Language::Curl => curl::write(self),
            Language::Node => node::write(self),
            Language::Python => python::write(self),
            Language::Java => java::write(self),
            Language::Go => go::write(self),
        }
    }

    /// The variables that hold secrets, each once.
    fn variables(&self) -> Vec<&str> {
        let texts = self.calls.iter().flat_map(Call::texts);
        let mut all: Vec<&str> = texts.flat_map(Text::variables).collect();
        all.extend(self.identity.iter().filter_map(|i| i.pass.as_deref()));
        all.extend(self.token.iter().filter_map(|t| t.secret.as_deref()));
        let mut once = Vec::new();
        for name in all {
            if !once.contains(&name) {
                once.push(name);
            }
        }
        once
    }

    /// Whether anything goes over plain http, or over TLS.
    fn speaks(&self, tls: bool) -> bool {
        let token = self.token.iter().map(|t| t.origin.tls);
        self.calls
            .iter()
            .map(|c| c.origin.tls)
            .chain(token)
            .any(|t| t == tls)
    }

    /// The opening comment: what it is, what it needs, what it does not do.
    fn opening(&self, mark: &str, about: &[&str], missing: &[String]) -> String {
        let mut lines: Vec<String> = about.iter().map(|line| (*line).to_owned()).collect();
        let variables = self.variables();
        if !variables.is_empty() {
            let names = variables.join(", ");
            lines.push(format!("Set these variables first: {names}."));
        }
        if variables.contains(&BASIC) {
            lines.push(format!("{BASIC} is user:password in base64."));
        }
        if self.calls.iter().any(Call::has_secret_body) {
            lines.push("A secret of the body is as it stands there: encoded or escaped.".into());
        }
        lines.extend(missing.iter().cloned());
        lines
            .iter()
            .map(|line| format!("{mark} {line}\n"))
            .collect()
    }
}

impl Call {
    fn has_secret_body(&self) -> bool {
        let mut parts = self.body.iter().flatten();
        parts.any(|part| matches!(part, Part::Text(text) if text.variables().next().is_some()))
    }

    fn texts(&self) -> impl Iterator<Item = &Text> {
        let body = self.body.iter().flatten().filter_map(|part| match part {
            Part::Text(text) => Some(text),
            Part::File(_) => None,
        });
        let headers = self.headers.iter().map(|(_, value)| value);
        std::iter::once(&self.url).chain(headers).chain(body)
    }
}

impl Material {
    /// Files that a language reads, and the command that makes them where these are others.
    fn made_for(&self, readable: &[Container], form: Container) -> (Self, Option<String>) {
        if readable.contains(&self.container) {
            return (self.clone(), None);
        }
        let stem = self
            .cert
            .rsplit_once('.')
            .map_or(self.cert.as_str(), |(stem, _)| stem);
        let sources: Vec<String> = std::iter::once(&self.cert)
            .chain(&self.key)
            .map(|file| shell::word(file))
            .collect();
        let pass = self.pass.as_ref().map(|name| format!(" --pass env:{name}"));
        let pass = pass.unwrap_or_default();
        let (file, how) = match form {
            Container::Pkcs12 => (format!("{stem}.p12"), "--to p12 --out-pass env:KEY_PASS"),
            _ => (format!("{stem}-combined.pem"), "--to combined --no-encrypt"),
        };
        let line = format!(
            "mtls convert {}{pass} {how} --out {}",
            sources.join(" "),
            shell::word(&file)
        );
        let made = Self {
            cert: file,
            key: None,
            pass: (form == Container::Pkcs12).then(|| "KEY_PASS".to_owned()),
            container: form,
        };
        (made, Some(line))
    }
}

impl Program {
    /// The same with files that a language reads; the command that makes them is told.
    fn with_files_for(
        &self,
        readable: &[Container],
        form: Container,
    ) -> (Option<Material>, Vec<String>) {
        let mut missing = self.missing.clone();
        let Some(identity) = &self.identity else {
            return (None, missing);
        };
        let (made, line) = identity.made_for(readable, form);
        missing.extend(line.map(|line| format!("make {} first: {line}", made.cert)));
        (Some(made), missing)
    }
}

impl FromStr for Language {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "curl" => Self::Curl,
            "node" => Self::Node,
            "python" => Self::Python,
            "java" => Self::Java,
            "go" => Self::Go,
            _ => return Err("takes curl, node, python, java or go".into()),
        })
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.tls { "https" } else { "http" };
        match self.host.contains(':') {
            true => write!(f, "{scheme}://[{}]:{}", self.host, self.port),
            false => write!(f, "{scheme}://{}:{}", self.host, self.port),
        }
    }
}

/// The variable of Basic credentials.
pub const BASIC: &str = "BASIC_CREDENTIALS";
/// What stands beside the switch that turns the check off.
const INSECURE: &str = "-k: the server's certificate is not checked; only for tests";
