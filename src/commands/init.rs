//! `init`: a profile's environment asked for and written into `mtls.toml`.

use std::path::{Path, PathBuf};

use super::World;
use crate::cli::InitArgs;
use crate::core::error::{CHECK_PATH, plain_io};
use crate::core::material::Origin;
use crate::core::profile::text::{Draft, lines};
use crate::core::profile::{ProfileName, Profiles};
use crate::core::save::{self, Draft as File};
use crate::core::secret::SecretRef;
use crate::core::{Error, Result};
use crate::report::{Answer, Failure, Report, Written};

/// Writes it.
pub fn run(args: &InitArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    let before = text_of(&args.config)?;
    let known = Profiles::parse(&before, &args.config)?;
    let name = name(args, world)?;
    refuse_known(&known, &name)?;
    let is_new = !known.profiles.iter().any(|p| p.name == name.profile);
    let draft = draft(args, is_new, world)?;
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
    report
        .notes
        .push(format!("next: mtls check --profile {name}"));
    Ok(report)
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
        None => match world.ask_line("profile and environment (acme/sandbox): ") {
            Some(typed) => typed.trim().parse().map_err(|e| {
                Failure::usage(format!("the name of a profile {e}"), "try it again")
            })?,
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
fn draft(args: &InitArgs, is_new: bool, world: &mut dyn World) -> anyhow::Result<Draft> {
    let mut provider = args.provider.clone();
    if is_new && provider.is_none() {
        provider = ask("provider (generic): ", world, |text| {
            text.parse().map_err(|e| format!("{e}"))
        })?;
    }
    let mut keys = Vec::new();
    for (key, given, question) in questions(args) {
        let value = match given {
            Answered::Plain(Some(value)) => Some(value),
            Answered::Plain(None) => ask(question, world, Ok)?,
            Answered::Secret(reference) => self::reference(reference, question, world)?,
        };
        keys.extend(value.map(|value| (key, value)));
    }
    let style = args.auth_style.map(|style| style.to_string());
    keys.extend(style.map(|style| ("auth-style", style)));
    Ok(Draft { provider, keys })
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
        ("url", text(&args.url), "URL of the API, without a path: "),
        (
            "token-url",
            text(&args.token_url),
            "URL of the token endpoint (none): ",
        ),
        ("cert", path(&args.cert), "file of the client certificate: "),
        (
            "key",
            path(&args.key),
            "file of its private key (in the same): ",
        ),
        (
            "pass",
            secret(args.pass.as_ref()),
            "where its passphrase is, as in env:ACME_PASS (none): ",
        ),
        (
            "cacert",
            path(&args.cacert),
            "file of the provider's CA (the system's): ",
        ),
        ("client-id", text(&args.client_id), "client id (none): "),
        (
            "client-secret",
            secret(args.client_secret.as_ref()),
            "where the client secret is, as in env:ACME_SECRET (none): ",
        ),
    ]
}

/// A reference, never the secret itself.
fn reference(
    given: Option<&SecretRef>,
    question: &str,
    world: &mut dyn World,
) -> anyhow::Result<Option<String>> {
    let reference = match given {
        Some(reference) => Some(reference.clone()),
        None => ask(question, world, |text| {
            text.parse::<SecretRef>().map_err(|e| e.to_string())
        })?,
    };
    match reference {
        Some(SecretRef::Literal(_)) => Err(Failure::usage(
            "pass: gives the secret itself, which may not stand in the file",
            "put it into the environment and write env:NAME, or file:PATH, cmd:COMMAND, prompt",
        )
        .into()),
        other => Ok(other.map(|reference| reference.spelled())),
    }
}

/// What a person answers; nothing for an empty line, and where no terminal is.
fn ask<T>(
    question: &str,
    world: &mut dyn World,
    parse: impl Fn(String) -> std::result::Result<T, String>,
) -> anyhow::Result<Option<T>> {
    let Some(typed) = world.ask_line(question) else {
        return Ok(None);
    };
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let parsed = parse(typed.to_owned());
    let parsed =
        parsed.map_err(|problem| Failure::usage(problem, "run it again; nothing was written"))?;
    Ok(Some(parsed))
}
