//! A shell script around curl. Secrets go in by a file descriptor, as curl reads its configuration:
//! arguments can be seen by everyone on the machine.

use std::fmt::Write;

use super::text::Text;
use super::{Call, Container, INSECURE, Material, Part, Program, Style, TokenRequest, Translated};
use crate::core::shell;

/// The script.
pub(super) fn write(program: &Program) -> Translated {
    let readable = [Container::Pem, Container::Pkcs12];
    let (identity, mut missing) = program.with_files_for(&readable, Container::Pem);
    let style = program.token.as_ref().map(|token| token.style);
    if style == Some(Style::Basic { raw: false }) {
        missing.push(RAW.into());
    }
    if program.redirects.is_some() && program.identity.is_some() {
        missing.push(
            "curl follows redirects to other hosts too, and presents the certificate there".into(),
        );
    }
    let about = ["The same call for a shell, with curl."];
    let mut source = String::from("#!/bin/sh\n");
    source.push_str(&program.opening("#", &about, &missing));
    source.push_str("set -eu\n");
    // -u does not end a script where the substitution in a here-document fails
    let wanted = program.variables().into_iter();
    source.extend(wanted.map(|name| format!(": \"${{{name}:?set it first}}\"\n")));
    source.push('\n');
    if !program.variables().is_empty() || program.token.is_some() {
        source.push_str(VALUE);
    }
    let shared = shared(program, identity.as_ref());
    if let Some(token) = &program.token {
        source.push_str(&fetch(token, &shared));
    }
    for call in &program.calls {
        source.push_str(&one(program, call, &shared));
    }
    Translated { source, missing }
}

/// What all calls have: flags, and lines of configuration.
struct Shared {
    flags: Vec<String>,
    secret: Vec<String>,
}

fn shared(program: &Program, identity: Option<&Material>) -> Shared {
    let mut flags = Vec::new();
    let mut secret = Vec::new();
    let mut flag = |name: &str, value: &str| flags.push(format!("{name} {}", shell::word(value)));
    if let Some(identity) = identity {
        let name = identity.cert.replace('\\', r"\\").replace(':', r"\:");
        flag("--cert", &name);
        if identity.container == Container::Pkcs12 {
            flag("--cert-type", "P12");
        }
        if let Some(key) = &identity.key {
            flag("--key", key);
        }
        secret.extend(
            identity
                .pass
                .as_ref()
                .map(|name| configured("pass", &Text::secret("", name))),
        );
    }
    if let Some(cacert) = &program.cacert {
        flag("--cacert", cacert);
    }
    let seconds = [
        ("--connect-timeout", program.connect_timeout),
        ("--max-time", program.max_time),
    ];
    for (name, limit) in seconds {
        if let Some(limit) = limit {
            flag(name, &limit.as_secs_f64().to_string());
        }
    }
    if program.insecure {
        flags.push("--insecure".into());
    }
    Shared { flags, secret }
}

fn one(program: &Program, call: &Call, shared: &Shared) -> String {
    let mut line = Line::default();
    line.request(call);
    let feed = call.body.as_ref().map(|parts| line.body(parts));
    line.answer(program, call);
    let insecure = match program.insecure {
        true => format!("# {INSECURE}\n"),
        false => String::new(),
    };
    let command = command("-sS", &line.flags, &line.secret, shared, "");
    format!("{insecure}{}{command}\n", feed.unwrap_or_default())
}

/// What one call has of its own.
#[derive(Default)]
struct Line {
    flags: Vec<String>,
    secret: Vec<String>,
}

impl Line {
    /// A flag, or where a secret is in it, a line of configuration.
    fn either(&mut self, name: &str, text: &Text, in_clear: String) {
        match text.variables().next() {
            Some(_) => self.secret.push(configured(name, text)),
            None => self.flags.push(in_clear),
        }
    }

    fn request(&mut self, call: &Call) {
        // a method that curl would take by itself is not forced on redirects
        match (call.method.as_str(), &call.body) {
            ("HEAD", None) => self.flags.push("--head".to_owned()),
            ("GET", None) | ("POST", Some(_)) => {}
            (method, _) => self.flags.push(format!("-X {}", shell::word(method))),
        }
        self.either("url", &call.url, literal(&call.url));
        for (name, value) in &call.headers {
            let line = value.clone().behind(&format!("{name}: "));
            self.either("header", &line, format!("-H {}", literal(&line)));
        }
        let has = |wanted: &str| {
            let mut names = call.headers.iter().map(|(name, _)| name);
            names.any(|name| name.eq_ignore_ascii_case(wanted))
        };
        if call.body.is_some() && !has("Content-Type") {
            self.flags.push("-H Content-Type:".into());
        }
        if !has("Accept") {
            self.flags.push("-H Accept:".into());
        }
        if call.bearer {
            let token = Text::secret("Authorization: Bearer ", "ACCESS_TOKEN");
            self.secret.push(configured("header", &token));
        }
    }

    /// curl puts an & between pieces of data: a body of several goes in by a pipe, which is given
    /// back.
    fn body(&mut self, parts: &[Part]) -> String {
        match parts {
            [Part::Text(text)] => {
                self.either("data-raw", text, format!("--data-raw {}", literal(text)));
            }
            [Part::File(name)] => {
                let file = shell::word(&format!("@{name}"));
                self.flags.push(format!("--data-binary {file}"));
            }
            several => {
                self.flags.push("--data-binary @-".into());
                return piece_by_piece(several);
            }
        }
        String::new()
    }

    fn answer(&mut self, program: &Program, call: &Call) {
        let output = call.output.as_ref();
        let output = output.map(|file| format!("--output {}", shell::word(file)));
        let redirects = program.redirects;
        let redirects = redirects.map(|most| format!("--location --max-redirs {most}"));
        let fails = program.fails.then(|| "--fail".to_owned());
        let compressed = program.compressed.then(|| "--compressed".to_owned());
        let flags = [output, redirects, fails, compressed];
        self.flags.extend(flags.into_iter().flatten());
    }
}

/// A command whose secret lines it reads from descriptor 3.
fn command(
    first: &str,
    flags: &[String],
    secret: &[String],
    shared: &Shared,
    then: &str,
) -> String {
    let flags: Vec<&str> = shared
        .flags
        .iter()
        .chain(flags)
        .map(String::as_str)
        .collect();
    let secret: String = shared
        .secret
        .iter()
        .chain(secret)
        .map(String::as_str)
        .collect();
    let flags = flags.join(" \\\n  ");
    if secret.is_empty() {
        return format!("curl {first} {flags}{then}\n");
    }
    format!("curl {first} {flags} \\\n  --config /dev/fd/3 3<<CONFIG{then}\n{secret}CONFIG\n")
}

fn fetch(token: &TokenRequest, shared: &Shared) -> String {
    let mut flags = vec![
        shell::word(&token.url),
        "-H 'Accept: application/json'".to_owned(),
    ];
    let mut secret = Vec::new();
    match token.style {
        Style::Json => {
            flags.push("-H 'Content-Type: application/json'".into());
            let mut object = serde_json::Map::new();
            let mut put = |name: &str, value: &str| object.insert(name.to_owned(), value.into());
            put("client_id", &token.client_id);
            put("grant_type", "client_credentials");
            for (name, value) in &token.fields {
                put(name, value);
            }
            let rest = serde_json::Value::Object(object).to_string();
            let body = match &token.secret {
                None => Text::plain(rest),
                Some(name) => Text::secret(r#"{"client_secret":""#, name)
                    .followed(&format!("\",{}", rest.get(1..).unwrap_or_default())),
            };
            let escaped = |name: &str| format!("$(value \"$(value \"${name}\")\")"); // JSON's signs too
            secret.push(configured_with("data-raw", &body, escaped));
        }
        Style::Form | Style::Basic { .. } => {
            let mut field = |name: &str, value: &str| {
                flags.push(format!(
                    "--data-urlencode {}",
                    shell::word(&format!("{name}={value}"))
                ));
            };
            field("grant_type", "client_credentials");
            for (name, value) in &token.fields {
                field(name, value);
            }
            if token.style == Style::Form {
                field("client_id", &token.client_id);
                let line = token
                    .secret
                    .as_ref()
                    .map(|name| Text::secret("client_secret=", name));
                secret.extend(line.map(|line| configured("data-urlencode", &line)));
            } else {
                let name = token.secret.as_deref().unwrap_or_default();
                secret.push(configured(
                    "user",
                    &Text::secret(&format!("{}:", token.client_id), name),
                ));
            }
        }
    }
    let then = format!(" | {FIND}");
    let asked = command("-sS --fail-with-body", &flags, &secret, shared, &then);
    format!("ACCESS_TOKEN=$(\n{asked})\n: \"${{ACCESS_TOKEN:?no token came}}\"\n\n")
}

/// `name = "value"`, in a document that the shell expands.
fn configured(name: &str, text: &Text) -> String {
    configured_with(name, text, |variable| format!("$(value \"${variable}\")"))
}

fn configured_with(name: &str, text: &Text, variable: impl Fn(&str) -> String) -> String {
    let literal = |text: &str| {
        let mut out = String::new();
        for c in text.chars() {
            match c {
                '\\' => out.push_str(r"\\\\"),
                '"' => out.push_str(r#"\\""#),
                '\n' => out.push_str(r"\\n"),
                '\r' => out.push_str(r"\\r"),
                '\t' => out.push_str(r"\\t"),
                '$' | '`' => out.extend(['\\', c]),
                other => out.push(other),
            }
        }
        out
    };
    let value = text.expression(literal, variable, "");
    format!("{name} = \"{value}\"\n")
}

fn literal(text: &Text) -> String {
    text.expression(shell::word, |name| format!("\"${name}\""), "")
}

/// A body of several pieces, written one after the other.
fn piece_by_piece(parts: &[Part]) -> String {
    let mut out = String::from("{ ");
    for part in parts {
        let _ = match part {
            Part::Text(text) => write!(out, "printf '%s' {}; ", literal(text)),
            Part::File(name) => write!(out, "cat {}; ", shell::word(name)),
        };
    }
    out + "} | "
}

const RAW: &str = "curl sends client id and secret as they are: one with special characters has to be form-encoded in its variable";
const VALUE: &str = r#"# as a value in curl's configuration
value() { printf '%s' "$1" | sed 's/[\\"]/\\&/g'; }

"#;
/// The token out of the answer, without jq.
const FIND: &str = r#"sed -n 's/.*"access_*[tT]oken"[[:space:]]*:[[:space:]]*"\([^"]*\)".*/\1/p'"#;
