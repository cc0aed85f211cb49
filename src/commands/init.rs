//! `init`: a profile's environment asked for and written into `mtls.toml`.

use std::path::{Path, PathBuf};

use super::World;
use super::profile::seen_from;
use crate::cli::InitArgs;
use crate::core::error::{CHECK_PATH, plain_io};
use crate::core::http::Url;
use crate::core::material::{Extracted, Item, NoPasswords, Origin, Source, parse};
use crate::core::profile::text::{Draft, lines};
use crate::core::profile::{ProfileName, Profiles, variable};
use crate::core::provider::schema::Side;
use crate::core::provider::{Provider, ProviderRef};
use crate::core::save::{self, Draft as File};
use crate::core::secret::SecretRef;
use crate::core::{Error, Result, shell};
use crate::report::{Answer, Failure, Format, Report, Written};

/// Writes it.
pub fn run(args: &InitArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    let before = text_of(&args.config)?;
    let known = Profiles::parse(&before, &args.config)?;
    let name = name(args, world)?;
    refuse_known(&known, &name)?;
    let is_new = !known.profiles.iter().any(|p| p.name == name.profile);
    let draft = draft(args, &name, &known, world)?;
    if draft.keys.is_empty() {
        return Err(Failure::usage(
            format!("nothing is known of {name} yet"),
            "say at least --url https://..., --cert FILE and --key FILE, or run it on a terminal, which asks",
        )
        .into());
    }
    let gap = if before.trim().is_empty() { "" } else { "\n" };
    let text = format!("{before}{gap}{}", lines(&name, &draft, is_new));
    // what is written has to be what is read
    Profiles::parse(&text, &args.config)?.find(&name)?;
    let file = File {
        path: args.config.clone(),
        bytes: text.as_bytes(),
        private: false,
    };
    save::save_all(&[file], true)?;
    let written = Written {
        path: args.config.display().to_string(),
        format: "toml",
        holds: vec!["profile"],
        subject: None,
        encrypted: None,
    };
    let mut report = Report::new(Answer::Written(vec![written]), args.output.format());
    if report.format != Format::Quiet {
        report.notes.push(format!(
            "next: mtls check --profile {name}{}",
            named(&args.config)
        ));
    }
    Ok(report)
}

/// How the file is named to another command, where it is not the one that is found.
fn named(config: &Path) -> String {
    match config == Path::new("mtls.toml") {
        true => String::new(),
        false => format!(" --config {}", shell::word(&config.display().to_string())),
    }
}

/// Nothing, where no file is there yet.
fn text_of(file: &Path) -> Result<String> {
    match fs_err::read_to_string(file) {
        Ok(text) => Ok(text),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(e) => Err(Error::Unreadable {
            origin: Origin::named(file.display().to_string()),
            reason: plain_io(&e),
            fix: CHECK_PATH,
        }),
    }
}

fn name(args: &InitArgs, world: &mut dyn World) -> anyhow::Result<ProfileName> {
    let name = match &args.name {
        Some(name) => name.clone(),
        None => match ask(
            "profile and environment, as in acme/sandbox",
            None,
            world,
            |typed| {
                let name: ProfileName = typed
                    .parse()
                    .map_err(|e| format!("the name of a profile {e}"))?;
                match name.environment {
                    Some(_) => Ok(name),
                    None => Err(format!(
                        "{name} names no environment: write {name}/sandbox or the like"
                    )),
                }
            },
        )? {
            Some(name) => name,
            None => {
                return Err(Failure::usage(
                    "no profile is named, and there is no terminal to ask on",
                    "name it: mtls init acme/sandbox --url https://... --cert client.crt --key client.key",
                )
                .into());
            }
        },
    };
    if name.environment.is_none() {
        return Err(Failure::usage(
            format!("{name} names no environment"),
            format!("write {name}/sandbox or {name}/production"),
        )
        .into());
    }
    Ok(name)
}

fn refuse_known(known: &Profiles, name: &ProfileName) -> Result<()> {
    match known.names().contains(name) {
        true => Err(Error::Invalid {
            problem: format!("{} has {name} already", known.shown),
            fix: "change it there with an editor, or choose another name".into(),
        }),
        false => Ok(()),
    }
}

/// What is given, and what is asked for beside it.
fn draft(
    args: &InitArgs,
    name: &ProfileName,
    known: &Profiles,
    world: &mut dyn World,
) -> anyhow::Result<Draft> {
    let before = known.profiles.iter().find(|p| p.name == name.profile);
    let folder = args.config.parent().unwrap_or(Path::new(""));
    let mut provider = args.provider.clone();
    if before.is_none() && provider.is_none() {
        let all: Vec<String> = ProviderRef::built_in().map(|p| p.to_string()).collect();
        let question = format!("provider, one of {}, or a file of rules", all.join(" "));
        provider = ask(&question, Some("generic"), world, |text| {
            let provider: ProviderRef = text.parse().map_err(|e| format!("{e}"))?;
            provider.load().map(|_| provider).map_err(|e| e.to_string())
        })?;
    }
    let rules = provider
        .as_ref()
        .or(before.and_then(|p| p.provider.as_ref()));
    let rules = rules.map(ProviderRef::load).transpose()?;
    let provider = provider.map(|provider| match provider {
        ProviderRef::File(file) => ProviderRef::File(as_file(&seen_from(folder, &file))),
        built_in => built_in,
    });
    let proposals = Proposals {
        name,
        rules: rules.as_ref(),
        folder,
    };
    let mut keys: Vec<(&'static str, String)> = Vec::new();
    for (key, given, question) in questions(args) {
        let proposed = proposals.of(key, &keys);
        let proposed = proposed.as_deref();
        let value = match given {
            Answered::Plain(Some(value)) if matches!(key, "cert" | "key" | "cacert") => {
                Some(seen_from(proposals.folder, Path::new(&value)))
            }
            Answered::Plain(Some(value)) => Some(value),
            Answered::Plain(None) if matches!(key, "url" | "token-url") => {
                ask(question, proposed, world, address)?
            }
            Answered::Plain(None) => ask(question, proposed, world, Ok)?,
            Answered::Secret(Some(SecretRef::File(file))) => {
                Some(format!("file:{}", seen_from(folder, file)))
            }
            Answered::Secret(reference) => self::reference(reference, question, proposed, world)?,
        };
        keys.extend(value.map(|value| (key, value)));
    }
    let style = args.auth_style.map(|style| style.to_string());
    keys.extend(style.map(|style| ("auth-style", style)));
    Ok(Draft { provider, keys })
}

/// So that it is read as a file, and no name.
fn as_file(path: &str) -> PathBuf {
    match path.contains('/') {
        true => path.into(),
        false => format!("./{path}").into(),
    }
}

/// A URL, so that it is not found out later.
fn address(text: String) -> std::result::Result<String, String> {
    match Url::parse(&text, true) {
        Ok(url) if url.scheme_given && url.user.is_none() => Ok(text),
        _ => Err("it takes a URL without user and password, as in https://api.example".into()),
    }
}

/// What an empty line means.
struct Proposals<'a> {
    name: &'a ProfileName,
    rules: Option<&'a Provider>,
    folder: &'a Path,
}

impl Proposals<'_> {
    /// For a key, with what is known before it; `None` leaves it out.
    fn of(&self, key: &str, before: &[(&'static str, String)]) -> Option<String> {
        let has = |name: &str| before.iter().any(|(key, _)| *key == name);
        let there = |file: &str| self.folder.join(file).exists().then(|| file.to_owned());
        match key {
            "url" => self.host(),
            "cert" => there("client.crt").or_else(|| there("client.pfx")),
            "key" => {
                let cert = before.iter().find(|(key, _)| *key == "cert");
                let is_single = cert.is_some_and(|(_, cert)| cert.ends_with(".pfx"));
                there("client.key").filter(|_| !is_single)
            }
            "cacert" => there("ca.crt"),
            "client-secret" if has("client-id") => Some(self.variable(key)),
            "pass" if has("cert") && self.is_locked(before) => Some(self.variable(key)),
            _ => None,
        }
    }

    /// The provider's host, where it is confirmed and needs no account.
    fn host(&self) -> Option<String> {
        let environment = self.name.environment.as_deref()?;
        let rule = self.rules?.environment(environment)?.host(Side::Mtls)?;
        let host = rule.host.fill(|_| None).ok()?;
        let port = match rule.port {
            443 => String::new(),
            port => format!(":{port}"),
        };
        rule.confirmed.then(|| format!("https://{host}{port}"))
    }

    fn variable(&self, key: &str) -> String {
        let environment = self.name.environment.as_deref().unwrap_or_default();
        format!("env:{}", variable(&self.name.profile, environment, key))
    }

    /// By what the files are, as far as that shows without a passphrase.
    fn is_locked(&self, before: &[(&'static str, String)]) -> bool {
        let files = before
            .iter()
            .filter(|(key, _)| matches!(*key, "cert" | "key"));
        let mut files = files.map(|(_, file)| self.folder.join(file));
        files.any(|file| {
            let input = Source::from(file.as_path()).read(&mut std::io::empty());
            let parsed = input.and_then(|input| parse(&input, &mut NoPasswords));
            let is_locked = |found: &Extracted| matches!(found.item, Item::LockedKey(_));
            match parsed {
                Ok(parsed) => parsed.items.iter().any(is_locked),
                Err(error) => matches!(error, Error::PassphraseNeeded { .. }),
            }
        })
    }
}

/// What the command line says of a key.
enum Answered<'a> {
    /// A value, which may stand in the file.
    Plain(Option<String>),
    /// Where a secret is.
    Secret(Option<&'a SecretRef>),
}

/// The keys of an environment in their order, and what a person is asked for each.
fn questions(args: &InitArgs) -> [(&'static str, Answered<'_>, &'static str); 8] {
    let path = |path: &Option<PathBuf>| {
        let path = path.as_ref();
        Answered::Plain(path.map(|path| path.display().to_string()))
    };
    let text = |text: &Option<String>| Answered::Plain(text.clone());
    let secret = Answered::Secret;
    [
        ("url", text(&args.url), "URL of the API, without a path"),
        (
            "token-url",
            text(&args.token_url),
            "URL of the token endpoint",
        ),
        ("cert", path(&args.cert), "file of the client certificate"),
        (
            "key",
            path(&args.key),
            "file of its private key; none if it is in the same",
        ),
        (
            "pass",
            secret(args.pass.as_ref()),
            "where its passphrase is: env:NAME, file:PATH, cmd:COMMAND or prompt",
        ),
        (
            "cacert",
            path(&args.cacert),
            "file of the provider's CA; none for the system's",
        ),
        ("client-id", text(&args.client_id), "client id"),
        (
            "client-secret",
            secret(args.client_secret.as_ref()),
            "where the client secret is: env:NAME, file:PATH, cmd:COMMAND or prompt",
        ),
    ]
}

/// A reference, never the secret itself.
fn reference(
    given: Option<&SecretRef>,
    question: &str,
    proposed: Option<&str>,
    world: &mut dyn World,
) -> anyhow::Result<Option<String>> {
    let not_literal = |reference: SecretRef| match reference {
        SecretRef::Literal(_) => Err(LITERAL.to_owned()),
        other => Ok(other.spelled()),
    };
    match given {
        Some(reference) => match not_literal(reference.clone()) {
            Ok(spelled) => Ok(Some(spelled)),
            Err(problem) => Err(Failure::usage(
                problem,
                "put it into the environment and write env:NAME, or file:PATH, cmd:COMMAND, prompt",
            )
            .into()),
        },
        None => ask(question, proposed, world, |text| {
            let reference = text
                .parse::<SecretRef>()
                .map_err(|_| NO_REFERENCE.to_owned())?;
            not_literal(reference)
        }),
    }
}

/// What a person answers; an empty line takes what is proposed, and nothing comes of it where no
/// terminal is. What does not fit is asked for again.
fn ask<T>(
    question: &str,
    proposed: Option<&str>,
    world: &mut dyn World,
    parse: impl Fn(String) -> std::result::Result<T, String>,
) -> anyhow::Result<Option<T>> {
    let shown = format!("{question} ({}): ", proposed.unwrap_or("none"));
    let mut problem = String::new();
    for _ in 0..MOST_TRIES {
        let Some(typed) = world.ask_line(&shown) else {
            return Ok(None);
        };
        let typed = match (typed.trim(), proposed) {
            ("", None) => return Ok(None),
            ("", Some(proposed)) => proposed,
            ("none" | "-", _) => return Ok(None),
            (typed, _) => typed,
        };
        match parse(typed.to_owned()) {
            Ok(parsed) => return Ok(Some(parsed)),
            Err(why) => problem = why,
        }
        world.note(&problem);
    }
    Err(Failure::usage(problem, "run it again; nothing was written").into())
}

const LITERAL: &str = "pass: gives the secret itself, which may not stand in the file";
/// What was typed is not quoted: it may be the secret.
const NO_REFERENCE: &str = "say where it is, never what it is: env:NAME, file:PATH, cmd:COMMAND or prompt (if a secret was typed, it is on the screen: clear it)";
/// How often the same is asked.
const MOST_TRIES: usize = 3;
