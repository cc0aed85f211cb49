//! `--init-ca`: a CA of our own, its key locked unless it is said that it need not be. Must not sign
//! anything but the CA itself.

use std::path::{Path, PathBuf};

use super::issue::certificates;
use super::plan::{beginning, end_of_days, lasts, refuse_past};
use crate::cli::SignArgs;
use crate::commands::outputs::{self, Output, is_stdout};
use crate::commands::{World, keys, secrets, subject};
use crate::core::issue::{Authority, NewKey, Purpose, Terms};
use crate::core::material::{Extracted, Item, Origin};
use crate::core::provider::{CsrRules, Need};
use crate::core::secret::{Secret, SecretRef};
use crate::core::{Error, Result};
use crate::report::findings::{self, Role};
use crate::report::inspect::Detail;
use crate::report::sign::NewCa;
use crate::report::{Answer, Described, Failure, Format, Report, Written};

/// Makes it.
pub fn run(
    args: &SignArgs,
    world: &mut dyn World,
    mut notes: Vec<String>,
) -> anyhow::Result<Report> {
    let (out, keyout) = places(args)?;
    outputs::check_free([out.as_path(), keyout.as_path()], args.write.force)?;
    let name = subject::typed(&args.subject, &rules(), Some("a CA"), world, &mut notes)?;
    let now = world.now();
    let terms = terms(args, now)?;
    let lock = lock(args, world)?;
    let key = keys::new(args.kind.newkey.unwrap_or(NewKey::Rsa3072), world)?;
    let key_file = keys::file(keyout, &key, lock.as_ref())?;
    let authority = Authority::root(&name, key, &terms, args.kind.digest)?;
    let certificate = authority.certificate().clone();
    let mut files = vec![certificates(out, &[&certificate]), key_file];
    let written: Vec<Written> = files.iter().map(|file| file.written.clone()).collect();
    outputs::save(&mut files, args.write.force)?;
    notes.extend(next(&files));
    let extracted = Extracted {
        item: Item::Certificate(Box::new(certificate)),
        origin: Origin::named(written.first().map_or("-", |file| file.path.as_str())),
        index: 0,
        friendly_name: None,
        stored_encrypted: false,
    };
    let problems = findings::of_item(&extracted.item, true, Role::Client, now);
    let made = NewCa {
        certificate: Described::new(&extracted, false, problems, now, Detail::Full),
        lasts: lasts(terms.not_before, terms.not_after),
        files: written,
    };
    let mut report = Report::new(Answer::NewCa(Box::new(made)), args.output.format());
    if report.format != Format::Quiet {
        report.notes = notes;
    }
    Ok(report)
}

/// Each is named after the other; neither is a stream.
fn places(args: &SignArgs) -> std::result::Result<(PathBuf, PathBuf), Failure> {
    let sibling = |path: &Option<PathBuf>, extension: &str| {
        let path = path.as_deref();
        path.map(|path| path.with_extension(extension))
    };
    let out = args.out.clone().or_else(|| sibling(&args.keyout, "crt"));
    let keyout = args.keyout.clone().or_else(|| sibling(&args.out, "key"));
    let out = out.unwrap_or_else(|| "ca.crt".into());
    let keyout = keyout.unwrap_or_else(|| "ca.key".into());
    let streams: Vec<&Path> = [out.as_path(), keyout.as_path()]
        .into_iter()
        .filter(|path| is_stdout(path))
        .collect();
    if !streams.is_empty() {
        return Err(Failure::usage(
            "a CA's certificate and key go into files, not to standard output",
            "name them with --out and --keyout",
        ));
    }
    Ok((out, keyout))
}

/// A CA needs a name; what else it says of itself is its own affair.
fn rules() -> CsrRules {
    let mut rules = CsrRules::default();
    for rule in &mut rules.subject {
        if rule.field == "CN" {
            rule.meaning = Some("what the CA is called".into());
        } else {
            rule.need = Need::Optional;
        }
    }
    rules
}

fn terms(args: &SignArgs, now: crate::core::clock::Time) -> std::result::Result<Terms, Failure> {
    let not_before = beginning(now);
    let days = end_of_days(not_before, args.days.unwrap_or(DAYS));
    let not_after = args.not_after.map_or(days, |until| until.0);
    refuse_past(not_after, now)?;
    Ok(Terms {
        not_before,
        not_after,
        purpose: Purpose::LeafCa,
        names: Vec::new(),
    })
}

/// Whoever has this key issues certificates: it is locked, unless it is said that it need not be.
fn lock(args: &SignArgs, world: &mut dyn World) -> Result<Option<Secret>> {
    if args.write.no_encrypt {
        return Ok(None);
    }
    let asked = SecretRef::Prompt;
    let reference = args.write.out_pass.as_ref();
    let locked = secrets::new_passphrase(reference.unwrap_or(&asked), "the CA's key", world);
    match (locked, reference) {
        (Err(Error::Unreadable { .. }), None) => Err(Error::Invalid {
            problem: "the CA's key is to be locked, and there is no terminal to ask for a passphrase".into(),
            fix: "give one with --out-pass env:NAME, file:PATH or cmd:COMMAND (--no-encrypt leaves the key unlocked)".into(),
        }),
        (locked, _) => locked.map(Some),
    }
}

fn next(files: &[Output]) -> Option<String> {
    let [certificate, key] = files else {
        return None;
    };
    Some(format!(
        "next: mtls sign partner.csr --ca {} --ca-key {}; keep a copy of the key apart, and never send it",
        certificate.path.display(),
        key.path.display()
    ))
}

/// Ten years, as long as Flagship's rules admit.
const DAYS: u32 = 3650;
