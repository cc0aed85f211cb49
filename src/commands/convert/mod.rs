//! `convert`: sources put together and paired, then written in another form; all files or none.

mod alias;
mod notes;
mod plan;
mod refusals;
mod sound;
mod words;

use super::deeds::{self, carried_out};
use super::outputs::{self, Output, is_stdout};
use super::secrets::{self, PassphraseSource};
use super::{World, load};
use crate::cli::{ConvertArgs, Target};
use crate::core::diagnosis::Code;
use crate::core::error::Found;
use crate::core::identity::export::{ChainPart, Form, Holdings, Recipe};
use crate::core::material::{Extracted, Kind, Origin};
use crate::core::profile::audit::{Action, Deed};
use crate::core::secret::{Secret, SecretRef};
use crate::core::{Error, Result};
use crate::exit::Exit;
use crate::report::material::kind_names;
use crate::report::{Answer, Failure, Format, Report, Written};
use plan::{Plan, Planned, is_whole};

/// Reads everything named and writes it anew.
pub fn run(args: &ConvertArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    let secrets = [args.pass.as_ref(), args.write.out_pass.as_ref()];
    outputs::stdin_once(&args.sources, &secrets)?;
    let plan = plan::plan(args)?;
    let paths = plan.files.iter().map(|p| p.path.as_path());
    outputs::check_free(paths, args.write.force)?;
    let mut said: Vec<String> = outputs::literal_note(&secrets).into_iter().collect();
    let holdings = gather(args, &plan, world, &mut said)?;
    check(args, &plan, &holdings, world)?;
    sound::check(&plan, &holdings)?;
    notes::without_own_advice(&mut said);
    said.extend(notes::before(args, &plan, &holdings, world.now()));
    let lock = lock(args, &plan, &holdings, world)?;
    let mut files = make_all(args, &plan, &holdings, lock.as_ref(), world)?;
    let to_stdout = carried_out(&created(&files, &holdings), world, |_| {
        Ok(outputs::save(&mut files, args.write.force)?)
    })?;
    let written: Vec<Written> = files.into_iter().map(|file| file.written).collect();
    let on_stdout = to_stdout.iter().map(|file| &file.written);
    said.extend(notes::unlocked(
        written.iter().chain(on_stdout),
        &args.write,
    ));
    let answer = match to_stdout {
        Some(file) => Answer::Material(file.bytes),
        None => Answer::Written(written),
    };
    let mut report = Report::new(answer, args.output.format());
    if report.format != Format::Quiet {
        report.notes = said;
    }
    Ok(report)
}

/// What a file is made of that is written; what goes to standard output is a use.
fn created(files: &[Output], holdings: &Holdings) -> Vec<Deed> {
    let mut deeds = Vec::new();
    for file in files.iter().filter(|file| !is_stdout(&file.path)) {
        let holds = |kind: Kind| {
            let named = kind_names(&[kind]);
            named.iter().all(|name| file.written.holds.contains(name))
        };
        let leaf = holdings.certificates.first();
        if let Some(leaf) = leaf.filter(|_| holds(Kind::Certificate)) {
            deeds.push(Deed::certificate(Action::Create, leaf, Some(&file.path)));
        }
        if let Some(key) = holdings.key.as_ref().filter(|_| file.written.is_private()) {
            deeds.push(Deed::key(
                Action::Create,
                key.public_key(),
                Some(&file.path),
            ));
        }
    }
    deeds
}

/// Locked keys are opened only when the key matters, so that certificates come out without it.
fn gather(
    args: &ConvertArgs,
    plan: &Plan,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Holdings> {
    let key_matters = args.pass.is_some() || plan.files.iter().any(Planned::wants_key);
    let mut stdin = world.stdin();
    let mut passwords = PassphraseSource::new(args.pass.as_ref(), args.limits.limits(), world);
    let mut sources = Vec::new();
    for source in &args.sources {
        let parsed = load::parsed(source, &mut stdin, &mut passwords, notes)?;
        sources.push((source.origin(), parsed));
    }
    if let Some(name) = &args.alias {
        alias::choose(&mut sources, name)?;
    }
    for (_, parsed) in &mut sources {
        let public = |found: &Extracted| found.item.public_key().is_some();
        let only_way = args.out_pubkey.is_some() && !parsed.items.iter().any(public);
        if key_matters || only_way {
            parsed.unlock_keys(&mut passwords)?;
        }
    }
    alias::check_one(&sources)?;
    let used: Vec<Deed> = sources
        .iter()
        .flat_map(|(_, parsed)| deeds::uses(&parsed.items))
        .collect();
    passwords.world().record(&used)?;
    let own_files = args.out_cert.is_some() || args.out_chain.is_some();
    let part = plan.chain.or(own_files.then_some(ChainPart::Full));
    Ok(Holdings::gather(sources, part)?)
}

/// Everything that was asked for by name is there, and no secret goes to a screen.
fn check(
    args: &ConvertArgs,
    plan: &Plan,
    holdings: &Holdings,
    world: &dyn World,
) -> anyhow::Result<()> {
    let needs_both = |p: &Planned| is_whole(p.form) && p.form != Form::Env;
    let whole = args.to == Some(Target::Combined) || plan.files.iter().any(needs_both);
    let trusted = holdings.is_truststore() && plan.is_pkcs12() && args.out_key.is_none();
    let needs_key = whole || args.out_key.is_some() || args.write.out_pass.is_some();
    if needs_key && holdings.key.is_none() && !trusted {
        return Err(missing(
            holdings,
            &holdings.key_missing(),
            "name the file with its private key as well",
        ));
    }
    let pkcs7 = |p: &Planned| matches!(p.form, Form::Pkcs7 | Form::Pkcs7Der);
    let env = |p: &Planned| p.form == Form::Env && holdings.key.is_none();
    let certificates_only = plan.files.iter().any(|p| pkcs7(p) || env(p));
    let named = args.out_cert.is_some() || args.out_chain.is_some();
    if (whole || named || certificates_only) && holdings.certificates.is_empty() {
        return Err(missing(
            holdings,
            &holdings.certificate_missing(),
            "name the file with its certificate as well",
        ));
    }
    if args.out_chain.is_some() && holdings.certificates.len() < 2 {
        return Err(no_issuers(plan, holdings).into());
    }
    if args.out_pubkey.is_some() && holdings.public_key().is_none() {
        return Err(missing(
            holdings,
            &holdings.key_missing(),
            "name a file with a key, certificate or CSR",
        ));
    }
    let secret = |p: &Planned| !p.form.is_text() || (p.wants_key() && holdings.key.is_some());
    let shown = plan.files.iter().any(|p| is_stdout(&p.path) && secret(p));
    if shown && world.stdout_is_terminal() {
        return Err(Failure::usage(
            "a private key or binary file would go to the terminal",
            "name a file with --out, or pipe it into another program",
        )
        .into());
    }
    Ok(())
}

/// Of several sources each is told with what it holds.
fn missing(holdings: &Holdings, error: &Error, fix: &str) -> anyhow::Error {
    let mut failure = Failure {
        fix: fix.into(),
        ..Failure::local(error, Exit::Negative)
    };
    if let each @ [_, _, ..] = holdings.each() {
        let what = match error {
            Error::KeyMissing { .. } => "private key",
            _ => "certificate",
        };
        failure.summary = format!("none of the files named holds a {what}");
        let holds = |(origin, found): &(Origin, Found)| format!("{origin} holds {found}");
        failure.evidence.extend(each.iter().map(holds));
    }
    failure.into()
}

fn no_issuers(plan: &Plan, holdings: &Holdings) -> Failure {
    let fix = match plan.chain {
        Some(ChainPart::None) => "leave --chain none out: it keeps the leaf alone",
        Some(ChainPart::NoRoot) => {
            "leave --out-chain out, or take the root as well with --chain full"
        }
        _ => "leave --out-chain out, or ask your provider for the intermediate certificate",
    };
    Failure {
        exit: Exit::Negative,
        summary: format!(
            "{} holds no issuer's certificate for --out-chain",
            holdings.origin()
        ),
        code: Some(Code::CertMissing.name()),
        evidence: Vec::new(),
        fix: fix.into(),
    }
}

fn lock(
    args: &ConvertArgs,
    plan: &Plan,
    holdings: &Holdings,
    world: &mut dyn World,
) -> anyhow::Result<Option<Secret>> {
    if holdings.key.is_none() && !plan.is_pkcs12() {
        return Ok(None);
    }
    let lock = outputs::lock(&args.write, "the private key", world)?;
    if let Some(lock) = &lock {
        refusals::passphrase(plan, lock)?;
    }
    let is_p12 = |planned: &&Planned| planned.form == Form::Pkcs12;
    let Some(p12) = plan.files.iter().find(is_p12).filter(|_| lock.is_none()) else {
        return Ok(lock);
    };
    let what = p12.path.display().to_string();
    match secrets::new_passphrase(&SecretRef::Prompt, &what, world) {
        // nobody there to ask
        Err(Error::Unreadable { .. }) => Err(Error::Invalid {
            problem: "a PKCS#12 file needs a passphrase".into(),
            fix: "give one with --out-pass env:NAME, file:PATH or prompt".into(),
        }
        .into()),
        Err(error) => Err(error.into()),
        Ok(asked) => {
            refusals::passphrase(plan, &asked)?;
            Ok(Some(asked))
        }
    }
}

/// Stretching a passphrase takes its time, twice with the reading back; meanwhile the person sees
/// that work goes on.
fn make_all(
    args: &ConvertArgs,
    plan: &Plan,
    holdings: &Holdings,
    lock: Option<&Secret>,
    world: &mut dyn World,
) -> Result<Vec<Output>> {
    let make_each = || {
        let files = plan.files.iter();
        files
            .map(|planned| make(planned, plan, holdings, lock, args))
            .collect::<Result<Vec<_>>>()
    };
    if lock.is_none() {
        return make_each();
    }
    super::working(world, notes::work(&plan.files), make_each)
}

fn make(
    planned: &Planned,
    plan: &Plan,
    holdings: &Holdings,
    lock: Option<&Secret>,
    args: &ConvertArgs,
) -> Result<Output> {
    let encoded = holdings.encode(&Recipe {
        pieces: &planned.pieces,
        form: planned.form,
        lock,
        stretching: plan.stretching,
        key_form: plan.key_form,
        strength: plan.strength,
        name: args.name.as_deref(),
    })?;
    let holds_key = encoded.holds.contains(&Kind::PrivateKey);
    Ok(Output {
        written: Written {
            path: planned.path.display().to_string(),
            format: planned.form.json_name(),
            holds: kind_names(&encoded.holds),
            subject: encoded.subject,
            encrypted: holds_key.then_some(lock.is_some()),
        },
        bytes: encoded.bytes,
        path: planned.path.clone(),
    })
}
