//! `csr`: a subject, a key that is made or exists, and the request that binds them; request and
//! new key are written together or not at all. Beside making one: `--print` (see it first),
//! `--check` (judge one that exists) and `--batch` (many).

mod batch;
mod check;
mod make;
mod print;
mod renew;

use super::deeds::carried_out;
use super::outputs::{self, Output, is_stdout};
use super::secrets::{self, PassphraseSource};
use super::{World, keys, load, subject};
use crate::cli::{CsrArgs, CsrStep};
use crate::core::issue::{Asked, Subject, request};
use crate::core::material::{Extracted, Item, Origin, PrivateKey, Request, Source};
use crate::core::profile::audit::{Action, Deed};
use crate::core::provider::{CsrRules, Provider, ProviderRef, judge};
use crate::core::secret::{Secret, SecretRef};
use crate::core::{Error, Result};
use crate::exit::Exit;
use crate::report::findings::{self, Role};
use crate::report::inspect::Detail;
use crate::report::{Answer, Described, Failure, Format, NewRequest, Report, Written};
use make::Places;

/// Makes the request, and the key unless one is given; or what `--print`, `--check` and `--batch`
/// say instead.
pub fn run(args: &CsrArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    if let Some(CsrStep::Submit(args)) = &args.step {
        return super::provider::submit(args, world);
    }
    let secrets = [
        args.pass.as_ref(),
        args.key_pass.as_ref(),
        args.write.out_pass.as_ref(),
    ];
    let sources = [&args.key, &args.renew, &args.check, &args.batch];
    outputs::stdin_once(sources.into_iter().flatten(), &secrets)?;
    let mut notes: Vec<String> = outputs::literal_note(&secrets).into_iter().collect();
    if let Some(source) = &args.check {
        return check::run(source, args, world, notes);
    }
    if let Some(source) = &args.batch {
        return batch::run(source, args, world, notes);
    }
    let wish = Wish::new(args, world, &mut notes)?;
    if args.print {
        return print::run(&wish, args, world, notes);
    }
    write(&wish, args, world, notes)
}

/// What is asked for, before there is a key.
struct Wish {
    provider: Option<Provider>,
    subject: Subject,
    asked: Asked,
    places: Places,
}

impl Wish {
    fn new(args: &CsrArgs, world: &mut dyn World, notes: &mut Vec<String>) -> anyhow::Result<Self> {
        let provider = args.provider.as_ref().map(ProviderRef::load).transpose()?;
        refuse_non_signer(provider.as_ref())?;
        let mut asked = Asked {
            names: args.san.clone(),
            key_usage: args.key_usage.clone(),
            purposes: args.eku.clone(),
            leaf: args.basic_constraints,
        };
        let subject = match &args.renew {
            Some(source) => renewed(source, args, &mut asked, world, notes)?,
            None => {
                let general = CsrRules::default();
                let rules = provider.as_ref().map_or(&general, |p| &p.csr);
                let title = provider.as_ref().map(|p| p.title.as_str());
                subject::typed(&args.subject, rules, title, world, notes)?
            }
        };
        make::complete(&mut asked, &subject, provider.as_ref());
        let folder = std::path::Path::new("");
        let (out, keyout) = (args.out.as_deref(), args.keyout.as_deref());
        let places = Places::new(out, keyout, &subject, args.key.is_none(), folder);
        refuse_streams(&places, args)?;
        Ok(Self {
            provider,
            subject,
            asked,
            places,
        })
    }

    /// What else to know of this provider's requests.
    fn provider_note(&self) -> Option<String> {
        let provider = self.provider.as_ref()?;
        Some(format!(
            "{}: {}",
            provider.title,
            provider.csr.note.as_ref()?
        ))
    }

    /// The key, made or read, and the request it signs, held to the provider's rules.
    fn fulfil(
        &self,
        args: &CsrArgs,
        world: &mut dyn World,
        notes: &mut Vec<String>,
    ) -> anyhow::Result<(PrivateKey, Request)> {
        let provider = self.provider.as_ref();
        let key = match &args.key {
            Some(source) => existing_key(source, args, world, notes)?,
            None => {
                let wanted = provider.map(|p| p.csr.key.make).unwrap_or_default();
                keys::new(args.kind.newkey.unwrap_or(wanted), world)?
            }
        };
        let digest = make::digest(args.kind.digest, provider, &key);
        let request = request(&self.subject, &self.asked, &key, digest)?;
        make::hold_to(provider, &request, args.host.as_deref(), notes)?;
        Ok((key, request))
    }
}

fn write(
    wish: &Wish,
    args: &CsrArgs,
    world: &mut dyn World,
    mut notes: Vec<String>,
) -> anyhow::Result<Report> {
    let (request_path, key_path) = (&wish.places.request, &wish.places.key);
    let all = [Some(request_path.as_path()), key_path.as_deref()];
    outputs::check_free(all.into_iter().flatten(), args.write.force)?;
    let lock = match key_path {
        Some(_) => lock(args, "the private key", world)?,
        None => None,
    };
    let (key, request) = wish.fulfil(args, world, &mut notes)?;
    let mut files = vec![make::request_file(request_path.clone(), &request)];
    if let Some(path) = key_path {
        files.push(keys::file(path.clone(), &key, lock.as_ref())?);
    }
    let described: Vec<Written> = files.iter().map(|file| file.written.clone()).collect();
    notes.extend(outputs::unlocked_notes(&described, &args.write));
    notes.extend(wish.provider_note());
    let created = key_path.as_ref();
    let created = created.map(|path| Deed::key(Action::Create, key.public_key(), Some(path)));
    let used = created.is_none().then(|| {
        let origin = args.key.as_ref().map(|source| source.origin().to_string());
        let file = origin.as_deref().map(std::path::Path::new);
        Deed::key(Action::Use, key.public_key(), file)
    });
    world.record(used.as_slice())?;
    let to_stdout = carried_out(created.as_slice(), world, |_| {
        Ok(outputs::save(&mut files, args.write.force)?)
    })?;
    let made = NewRequest {
        request: describe(request, described.first(), world),
        files: described,
    };
    Ok(answer(args.output.format(), made, to_stdout, notes))
}

/// Subject and names of the old one, `--san` beside them.
fn renewed(
    source: &Source,
    args: &CsrArgs,
    asked: &mut Asked,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Subject> {
    let mut stdin = world.stdin();
    let mut passwords = PassphraseSource::new(args.pass.as_ref(), args.limits.limits(), world);
    let parsed = load::parsed(source, &mut stdin, &mut passwords, notes)?;
    let old = renew::carried(&parsed).ok_or_else(|| renew::nothing(source, parsed.found()))?;
    notes.extend(renew::dropped(&old, args));
    if old.subject.is_empty() && old.names.is_empty() {
        return Err(Failure::usage(
            format!(
                "{} has neither a subject nor alternative names",
                source.origin()
            ),
            "make a request with a subject of its own: leave --renew out, and give --cn",
        )
        .into());
    }
    if args.provider.is_none() {
        subject::note_lacking(&old.subject, &["CN", "OU", "O", "C"], notes);
    }
    let known: Vec<Vec<u8>> = old.names.iter().map(|name| name.to_der()).collect();
    let mut names = old.names;
    names.extend(
        asked
            .names
            .drain(..)
            .filter(|name| !known.contains(&name.to_der())),
    );
    asked.names = names;
    Ok(old.subject)
}

fn refuse_non_signer(provider: Option<&Provider>) -> anyhow::Result<()> {
    match provider.filter(|provider| !provider.csr.taken) {
        Some(provider) => Err(Failure {
            exit: Exit::Negative,
            code: Some("no-requests"),
            ..Failure::usage(
                judge::signs_none(provider).message,
                "name the provider that signs, or leave --provider out",
            )
        }
        .into()),
        None => Ok(()),
    }
}

/// Standard output takes one answer, and never a key.
fn refuse_streams(places: &Places, args: &CsrArgs) -> anyhow::Result<()> {
    if is_stdout(&places.request) && args.output.format() == Format::Json && !args.print {
        return Err(outputs::both_on_stdout().into());
    }
    if places.key.as_ref().is_some_and(|key| is_stdout(key)) {
        return Err(Failure::usage(
            "a new private key goes into a file, not to standard output",
            "name a file with --keyout",
        )
        .into());
    }
    Ok(())
}

/// The passphrase under which a new key is written.
fn lock(args: &CsrArgs, what: &str, world: &mut dyn World) -> Result<Option<Secret>> {
    let reference = args.write.out_pass.as_ref().or(args.key_pass.as_ref());
    reference
        .map(|reference| secrets::new_passphrase(reference, what, world))
        .transpose()
}

/// The passphrase that opens `--key`.
fn key_pass(args: &CsrArgs) -> Result<Option<&SecretRef>> {
    if args.key_pass.is_some() && args.pass.is_some() && args.renew.is_none() {
        return Err(Error::Invalid {
            problem: "--pass and --key-pass both give the passphrase of --key".into(),
            fix: "leave one of them out".into(),
        });
    }
    Ok(args.key_pass.as_ref().or(args.pass.as_ref()))
}

fn existing_key(
    source: &Source,
    args: &CsrArgs,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> Result<PrivateKey> {
    let mut stdin = world.stdin();
    let mut passwords = PassphraseSource::new(key_pass(args)?, args.limits.limits(), world);
    let mut parsed = load::parsed(source, &mut stdin, &mut passwords, notes)?;
    let found = parsed.found();
    parsed.unlock_keys(&mut passwords)?;
    let key = parsed
        .items
        .into_iter()
        .find_map(|extracted| match extracted.item {
            Item::PrivateKey(key) => Some(key),
            _ => None,
        });
    let key = key.ok_or_else(|| Error::KeyMissing {
        origin: source.origin(),
        found,
    })?;
    keys::sound(key, source.origin())
}

fn describe(request: Request, file: Option<&Written>, world: &dyn World) -> Described {
    let extracted = Extracted {
        item: Item::Request(Box::new(request)),
        origin: Origin::named(file.map_or("-", |file| file.path.as_str())),
        index: 0,
        friendly_name: None,
        stored_encrypted: false,
    };
    let problems = findings::of_item(&extracted.item, true, Role::Client, world.now());
    Described::new(&extracted, true, problems, world.now(), Detail::Full)
}

fn answer(
    format: Format,
    made: NewRequest,
    to_stdout: Option<Output>,
    mut notes: Vec<String>,
) -> Report {
    let key = made.files.iter().find(|file| file.is_private());
    let keep = key.map_or(String::new(), |file| {
        format!("; {} stays with you", file.path)
    });
    let mut report = match to_stdout {
        Some(file) => {
            notes.push(format!(
                "send the request to your provider{keep}, never send the key"
            ));
            Report::new(Answer::Material(file.bytes), format)
        }
        None => {
            let request = made.files.first().map_or("", |file| file.path.as_str());
            notes.push(format!(
                "next: send {request} to your provider{keep}, never send the key"
            ));
            Report::new(Answer::Csr(Box::new(made)), format)
        }
    };
    if format != Format::Quiet {
        report.notes = notes;
    }
    report
}
