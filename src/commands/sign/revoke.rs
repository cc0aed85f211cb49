//! `--revoke` and `--crl`: a certificate taken back in the record, and the revocation list of all that
//! the record has. The record is written first, and taken back when the list cannot be written.

use std::path::Path;

use zeroize::Zeroizing;

use super::ca::{self, Ca};
use super::register::{Register, places, word};
use crate::cli::SignArgs;
use crate::commands::outputs::{self, Output, is_stdout};
use crate::commands::{World, load};
use crate::core::clock::Time;
use crate::core::issue::Authority;
use crate::core::issue::crl::List;
use crate::core::material::{Certificate, Crl, Item, NoPasswords, Source, hex, parse, pem};
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
        let facts = facts(path, args, &register, own, now)?;
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
    if args.revoke.is_none() && !index.exists() {
        return Err(against_record(
            format!("the record {} is not there", index.display()),
            "check the path of --index: a list without its record would revoke nothing",
        )
        .into());
    }
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
        (certificate.serial_hex(), certificate.subject.rfc4514())
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

fn facts(
    path: &Path,
    args: &SignArgs,
    register: &Register,
    ca: &Certificate,
    now: Time,
) -> anyhow::Result<CrlFacts> {
    let days = i64::from(args.days.unwrap_or(DAYS));
    let facts = CrlFacts {
        path: path.display().to_string(),
        number: register.last_number.saturating_add(1),
        this_update: now.rfc3339(),
        next_update: now.plus(days * DAY).rfc3339(),
        revoked: register.revoked.len(),
    };
    if let Some(list) = standing(path, ca) {
        refuse_taking_back(args, &list, &facts, register)?;
    }
    Ok(facts)
}

/// The list that stands there says more than the record: the record is another, or was cut.
fn refuse_taking_back(
    args: &SignArgs,
    list: &Crl,
    facts: &CrlFacts,
    register: &Register,
) -> Result<(), Failure> {
    let bare = |serial: &str| serial.trim_start_matches('0').to_owned();
    let known: Vec<String> = register.revoked.iter().map(|r| bare(&r.serial)).collect();
    let serials = list.serials.iter().map(|serial| hex(serial));
    let lacking = serials
        .into_iter()
        .find(|serial| !known.contains(&bare(serial)));
    let (path, number) = (&facts.path, facts.number);
    let index = args.index.as_deref().unwrap_or(Path::new("FILE")); // clap demands it
    let index = index.display();
    let problem = match (lacking, list.number) {
        (Some(serial), _) => {
            format!("{path} revokes serial {serial}, which the record {index} does not")
        }
        (None, Some(stands)) if stands >= number => format!(
            "{path} has number {stands}, and the next one by the record {index} would be {number}"
        ),
        _ => return Ok(()),
    };
    Err(against_record(
        problem,
        "name the record that the list was made from with --index, or write to another file",
    ))
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
    let text = text.trim();
    text.starts_with(BEGIN) && text.ends_with(END) && standing(path, ca).is_some()
}

/// The list of this CA that stands there, as PEM or DER.
fn standing(path: &Path, ca: &Certificate) -> Option<Crl> {
    if is_stdout(path) {
        return None;
    }
    let input = Source::from(path).read(&mut std::io::empty()).ok()?;
    let parsed = parse(&input, &mut NoPasswords).ok()?;
    let mut items = parsed.items.into_iter();
    items.find_map(|found| match found.item {
        Item::Crl(list) if list.issuer.same_as(&ca.subject) => Some(list),
        _ => None,
    })
}

fn next(args: &SignArgs, told: &Revocation) -> String {
    match &told.crl {
        Some(crl) => format!(
            "give {} to your servers (nginx: ssl_crl, and reload) and make it anew before {}: past that, servers refuse everyone",
            crl.path, crl.next_update
        ),
        None => format!(
            "no server knows of it yet: write the list with mtls sign --crl ca.crl --ca-key {} {}",
            args.ca_key.as_ref().map_or_else(|| "KEY".into(), word),
            places(args)
        ),
    }
}

fn against_record(problem: String, fix: &str) -> Failure {
    Failure {
        exit: Exit::Negative,
        ..Failure::usage(problem, fix)
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

const BEGIN: &str = "-----BEGIN X509 CRL-----";
const END: &str = "-----END X509 CRL-----";
const DAY: i64 = 86_400;
/// As openssl ca's default_crl_days in its sample configuration.
const DAYS: u32 = 30;
