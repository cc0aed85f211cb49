//! `--revoke` and `--crl`: a certificate taken back in the record, and the revocation list of all that
//! the record has. The record is written first, and taken back when the list cannot be written.

use std::path::Path;

use zeroize::Zeroizing;

use super::ca::{self, Ca};
use super::register::Register;
use crate::cli::SignArgs;
use crate::commands::outputs::{self, Output, is_stdout};
use crate::commands::{World, load};
use crate::core::clock::Time;
use crate::core::issue::Authority;
use crate::core::issue::crl::List;
use crate::core::material::{Certificate, Crl, NoPasswords, Source, hex, pem};
use crate::core::save::Journal;
use crate::exit::Exit;
use crate::report::sign::{CrlFacts, Listed, Revocation, Revoked, line};
use crate::report::{Answer, Failure, Format, Report, Written};

/// Takes back, and writes.
pub fn run(
    args: &SignArgs,
    world: &mut dyn World,
    mut notes: Vec<String>,
) -> anyhow::Result<Report> {
    let Some(index) = &args.index else {
        return Err(anyhow::anyhow!("there is no record")); // clap demands it
    };
    refuse_places(args, index)?;
    let Ca { chain, key, .. } = ca::load(args, world, &mut notes)?;
    let Some(own) = chain.first() else {
        return Err(anyhow::anyhow!("the CA has no certificate"));
    };
    let (now, issuer) = (world.now(), own.subject.rfc4514());
    let mut journal = Journal::open(index)?;
    let mut register = Register::read(index, &issuer).map_err(|e| Failure {
        exit: Exit::Negative,
        ..Failure::local(&e, Exit::Negative)
    })?;
    let revoked = match &args.revoke {
        Some(wanted) => Some(revoked(args, wanted, own, &register, world)?),
        None => None,
    };
    if let Some(revoked) = &revoked {
        journal.add(&line(revoked))?;
        register.revoked.push(revoked.clone());
    }
    let mut told = Revocation {
        ca: issuer,
        revoked,
        crl: None,
    };
    let mut to_stdout = None;
    if let (Some(path), Some(key)) = (&args.crl, key) {
        let authority = Authority::adopt(own.clone(), key, args.kind.digest);
        let facts = facts(path, args, &register, now);
        let entry = Listed {
            crl_number: facts.number,
            issuer: told.ca.clone(),
            made_at: facts.this_update.clone(),
            next_update: facts.next_update.clone(),
        };
        journal.add(&line(&entry))?;
        let mut files = vec![list(path, &facts, &register, &authority, now)?];
        to_stdout = outputs::save(&mut files, args.write.force || holds_list(path, own))?;
        told.crl = Some(facts);
    }
    journal.keep();
    notes.push(next(args, &told));
    let answer = match to_stdout {
        Some(file) => Answer::Material(file.bytes),
        None => Answer::Revocation(Box::new(told)),
    };
    let mut report = Report::new(answer, args.output.format());
    if report.format != Format::Quiet {
        report.notes = notes;
    }
    Ok(report)
}

fn refuse_places(args: &SignArgs, index: &Path) -> anyhow::Result<()> {
    let crl = args.crl.as_deref();
    if crl.is_some_and(is_stdout) && args.output.format() == Format::Json {
        return Err(outputs::both_on_stdout().into());
    }
    let inputs = [args.ca.as_ref(), args.ca_key.as_ref()];
    outputs::refuse_inputs(std::iter::once(index).chain(crl), &inputs)?;
    Ok(())
}

/// The line that takes a certificate back.
fn revoked(
    args: &SignArgs,
    wanted: &str,
    ca: &Certificate,
    register: &Register,
    world: &mut dyn World,
) -> anyhow::Result<Revoked> {
    let (serial, subject) = if Path::new(wanted).exists() {
        let certificate = certificate(wanted, world)?;
        if !certificate.is_issued_by(ca) {
            return Err(refused(
                "not-issued-here",
                format!("{} was not issued by {}", certificate.subject, ca.subject),
                "name the CA that issued it with --ca; mtls inspect tells which that is",
            ));
        }
        (hex(&certificate.serial), certificate.subject.rfc4514())
    } else {
        let serial = wanted.replace(':', "").to_ascii_lowercase();
        let Some(issued) = register.issued(&serial) else {
            return Err(refused(
                "not-issued-here",
                format!(
                    "{wanted} is no file, and no serial number in the record of {}",
                    ca.subject
                ),
                "give the certificate's file, or its serial number as the record has it",
            ));
        };
        (serial, issued.subject.clone())
    };
    if let Some(before) = register.revoked(&serial) {
        return Err(refused(
            "revoked-already",
            format!(
                "{subject}, serial {serial}, was revoked at {}",
                before.revoked_at
            ),
            "write the list that says so with --crl, without --revoke",
        ));
    }
    Ok(Revoked {
        revoked_at: world.now().rfc3339(),
        serial,
        subject,
        issuer: ca.subject.rfc4514(),
        reason: args.reason.name().to_owned(),
    })
}

fn certificate(file: &str, world: &mut dyn World) -> anyhow::Result<Certificate> {
    let source = Source::File(file.into());
    let mut stdin = world.stdin();
    let parsed = load::parsed(&source, &mut stdin, &mut NoPasswords, &mut Vec::new())?;
    // a chain begins with the certificate that it is about
    parsed.into_certificates().next().ok_or_else(|| {
        refused(
            "cert-missing",
            format!("there is no certificate in {file}"),
            "name the certificate's file, or its serial number as the record has it",
        )
    })
}

fn facts(path: &Path, args: &SignArgs, register: &Register, now: Time) -> CrlFacts {
    let days = i64::from(args.days.unwrap_or(DAYS));
    CrlFacts {
        path: path.display().to_string(),
        number: register.last_number.saturating_add(1),
        this_update: now.rfc3339(),
        next_update: now.plus(days * DAY).rfc3339(),
        revoked: register.revoked.len(),
    }
}

fn list(
    path: &Path,
    facts: &CrlFacts,
    register: &Register,
    authority: &Authority,
    now: Time,
) -> anyhow::Result<Output> {
    let list = List {
        number: facts.number,
        this_update: now,
        next_update: Time::from_rfc3339(&facts.next_update).unwrap_or(now), // written just now
        entries: &register.entries(),
    };
    let text = pem::encode("X509 CRL", &list.sign(authority)?);
    Ok(Output {
        bytes: Zeroizing::new(text.as_bytes().to_vec()),
        written: Written {
            path: facts.path.clone(),
            format: "pem",
            holds: vec!["crl"],
            subject: Some(authority.certificate().subject.rfc4514()),
            encrypted: None,
        },
        path: path.to_owned(),
    })
}

/// Whether a list of this CA stands there, which a new one is to replace.
fn holds_list(path: &Path, ca: &Certificate) -> bool {
    let text = fs_err::read_to_string(path).unwrap_or_default();
    let base64 = text
        .trim()
        .strip_prefix("-----BEGIN X509 CRL-----")
        .and_then(|rest| rest.strip_suffix("-----END X509 CRL-----"));
    let der = base64.and_then(pem::decode);
    let list = der.and_then(|der| Crl::from_der(&der));
    list.is_some_and(|list| list.issuer.same_as(&ca.subject))
}

fn next(args: &SignArgs, told: &Revocation) -> String {
    match &told.crl {
        Some(crl) => format!(
            "give {} to your servers (nginx: ssl_crl, and reload) and make it anew before {}: past that, servers refuse everyone",
            crl.path, crl.next_update
        ),
        None => format!(
            "no server knows of it yet: write the list with mtls sign --crl ca.crl --ca-key KEY --index {}",
            args.index.as_deref().unwrap_or(Path::new("FILE")).display()
        ),
    }
}

fn refused(code: &'static str, problem: String, fix: &str) -> anyhow::Error {
    Failure {
        exit: Exit::Negative,
        code: Some(code),
        ..Failure::usage(problem, fix)
    }
    .into()
}

const DAY: i64 = 86_400;
/// As openssl ca's default_crl_days in its sample configuration.
const DAYS: u32 = 30;
