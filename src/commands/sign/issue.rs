//! A request signed: read, judged, weighed, shown, and written with what goes beside it.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::ca;
use super::plan::Plan;
use super::request::{self, Wanted};
use super::{record, register, tell};
use crate::cli::SignArgs;
use crate::cli::convert::ChainPart;
use crate::commands::World;
use crate::commands::outputs::{self, Output, file_stem, is_stdout};
use crate::core::issue::{Authority, Issuer};
use crate::core::material::{Certificate, Kind, Source, pem};
use crate::report::material::kind_names;
use crate::report::{Answer, Format, Report, Written};

/// Signs, or shows what would be signed.
pub fn run(
    args: &SignArgs,
    world: &mut dyn World,
    mut notes: Vec<String>,
) -> anyhow::Result<Report> {
    let wanted = request::wanted(args, world, &mut notes)?;
    let out = place(args, &wanted);
    refuse_places(args, &out)?;
    let ca = ca::load(args, world, &mut notes)?;
    let now = world.now();
    let plan = Plan::new(args, &wanted.request, &ca, now)?;
    let Some(own) = ca.chain.first() else {
        return Err(anyhow::anyhow!("the CA has no certificate"));
    };
    let digest = args.kind.digest;
    let (subject, key) = (wanted.request.subject.as_der(), &wanted.request.public_key);
    let certificate = match ca.key.filter(|_| !args.dry_run) {
        Some(own_key) => {
            let authority = Authority::adopt(own.clone(), own_key, digest);
            authority.sign(subject, key, &plan.terms)?
        }
        None => Issuer::adopt(own.clone(), digest).unsigned(subject, key, &plan.terms)?,
    };
    if let Some(index) = &args.index {
        notes.extend(register::already_issued(args, index, &certificate, now));
    }
    let files = files(args, &out, &certificate, &ca.chain);
    let signing = tell::Signing {
        certificate,
        chain: &ca.chain,
        public_file: ca.public_file.as_deref(),
        plan,
        allowed: wanted.allowed,
        out,
    };
    let written: Vec<Written> = files.iter().map(|file| file.written.clone()).collect();
    let to_stdout = match args.dry_run {
        true => None,
        false => write(args, files, &signing, now)?,
    };
    notes.extend(signing.notes(args));
    let told = signing.told(args, written, now);
    let mut report = match to_stdout {
        Some(file) => {
            notes.extend(tell::beside_stdout(&told));
            Report::new(Answer::Material(file.bytes), args.output.format())
        }
        None => Report::new(Answer::Signed(Box::new(told)), args.output.format()),
    };
    if report.format != Format::Quiet {
        report.notes = notes;
    }
    Ok(report)
}

/// Where the certificate goes: named after the request.
fn place(args: &SignArgs, wanted: &Wanted) -> PathBuf {
    if let Some(out) = &args.out {
        return out.clone();
    }
    match &wanted.source {
        Source::File(path) => path.with_extension("crt"),
        Source::Stdin => {
            let name = wanted.request.subject.first("CN").unwrap_or_default();
            format!("{}.crt", file_stem(&name)).into()
        }
    }
}

/// Before any passphrase is asked for.
fn refuse_places(args: &SignArgs, out: &Path) -> anyhow::Result<()> {
    if args.dry_run {
        return Ok(());
    }
    if is_stdout(out) && args.output.format() == Format::Json {
        return Err(outputs::both_on_stdout().into());
    }
    let places = || [Some(out), args.out_chain.as_deref()].into_iter().flatten();
    let inputs = [
        args.request.as_ref(),
        args.ca.as_ref(),
        args.ca_key.as_ref(),
    ];
    outputs::refuse_inputs(places().chain(args.index.as_deref()), &inputs)?;
    outputs::check_free(places(), args.write.force)?;
    Ok(())
}

fn files(args: &SignArgs, out: &Path, leaf: &Certificate, chain: &[Certificate]) -> Vec<Output> {
    let follow: Vec<&Certificate> = match args.chain {
        ChainPart::None => Vec::new(),
        ChainPart::Full => chain.iter().collect(),
        ChainPart::NoRoot => chain.iter().filter(|c| !c.is_self_issued()).collect(),
    };
    let own: Vec<&Certificate> = std::iter::once(leaf).chain(follow).collect();
    let mut files = vec![certificates(out.to_owned(), &own)];
    if let Some(path) = &args.out_chain {
        files.push(certificates(
            path.clone(),
            &chain.iter().collect::<Vec<_>>(),
        ));
    }
    files
}

/// A PEM file of these, in order.
pub fn certificates(path: PathBuf, all: &[&Certificate]) -> Output {
    let blocks = all.iter().map(|c| pem::encode("CERTIFICATE", c.as_der()));
    let text: String = blocks.map(|block| block.to_string()).collect();
    Output {
        bytes: Zeroizing::new(text.into_bytes()),
        written: Written {
            path: path.display().to_string(),
            format: "pem",
            holds: kind_names(&vec![Kind::Certificate; all.len()]),
            subject: all.first().map(|c| c.subject.rfc4514()),
            encrypted: None,
        },
        path,
    }
}

/// The record first; all files, or none and no record.
fn write(
    args: &SignArgs,
    mut files: Vec<Output>,
    signing: &tell::Signing<'_>,
    now: crate::core::clock::Time,
) -> anyhow::Result<Option<Output>> {
    let journal = match &args.index {
        Some(index) => Some(record::enter(
            index,
            &signing.certificate,
            &signing.out,
            now,
        )?),
        None => None,
    };
    let to_stdout = outputs::save(&mut files, args.write.force)?;
    if let Some(journal) = journal {
        journal.keep();
    }
    Ok(to_stdout)
}
