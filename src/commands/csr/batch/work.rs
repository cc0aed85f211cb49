//! One job done: key and request made, or completed, or found done already. Over nothing, and the
//! key before the request, so that whatever stops us leaves what the next run completes.

use std::path::Path;

use super::super::make;
use super::job::Job;
use crate::commands::{keys, outputs};
use crate::core::issue::renew::from_request;
use crate::core::issue::{AltName, generate, request};
use crate::core::material::{
    Item, NoPasswords, OnePassphrase, Passwords, PrivateKey, Request, Source, parse,
};
use crate::core::{Error, Result, save};
use crate::exit::Exit;
use crate::report::Failure;
use crate::report::csr::{BatchRow, RowStatus};

/// Does it; what fails is told in the row.
pub fn row(job: &Job, passphrase: OnePassphrase<'_>) -> BatchRow {
    let mut row = BatchRow {
        line: job.line,
        status: RowStatus::Failed,
        subject: None,
        request: Some(job.places.request.display().to_string()),
        key: None,
        encrypted: None,
        spki_sha256: None,
        notes: Vec::new(),
        problem: None,
    };
    if let Err(problem) = fulfil(job, passphrase, &mut row) {
        row.problem = Some(problem);
    }
    row
}

/// A row that never came to a job.
pub fn refused(line: u64, problem: Failure) -> BatchRow {
    BatchRow {
        line,
        status: RowStatus::Failed,
        subject: None,
        request: None,
        key: None,
        encrypted: None,
        spki_sha256: None,
        notes: Vec::new(),
        problem: Some(problem),
    }
}

fn fulfil(
    job: &Job,
    mut passphrase: OnePassphrase<'_>,
    row: &mut BatchRow,
) -> std::result::Result<(), Failure> {
    let is_there = |path: &Path| save::check_free(path).is_err();
    let new_key = job.places.key.as_deref();
    let (status, request) = match (is_there(&job.places.request), new_key) {
        (true, Some(key)) if !is_there(key) => return Err(lone_request(job, key)),
        (true, _) => (RowStatus::Skipped, found_done(job).map_err(local)?),
        (false, Some(key)) if is_there(key) => {
            let key = sound_key(key, &mut passphrase)?;
            (
                RowStatus::Completed,
                make(job, &key, false, passphrase, row)?,
            )
        }
        (false, Some(_)) => {
            let key = generate(job.newkey).map_err(local)?;
            (RowStatus::Made, make(job, &key, true, passphrase, row)?)
        }
        (false, None) => {
            let named = job.key.as_deref().unwrap_or(Path::new(""));
            let key = sound_key(named, &mut passphrase)?;
            (RowStatus::Made, make(job, &key, false, passphrase, row)?)
        }
    };
    row.status = status;
    row.subject = Some(request.subject.rfc4514());
    row.spki_sha256 = Some(request.public_key.spki_sha256());
    let key = new_key.or(job.key.as_deref());
    row.key = key.map(|key| key.display().to_string());
    Ok(())
}

fn make(
    job: &Job,
    key: &PrivateKey,
    is_new: bool,
    passphrase: OnePassphrase<'_>,
    row: &mut BatchRow,
) -> std::result::Result<Request, Failure> {
    let provider = job.provider.as_deref();
    let digest = make::digest(job.digest, provider, key);
    let request = request(&job.subject, &job.asked, key, digest).map_err(local)?;
    make::hold_to(provider, &request, None, &mut row.notes)?;
    let mut files = Vec::new();
    if let Some(path) = job.places.key.as_ref().filter(|_| is_new) {
        let file = keys::file(path.clone(), key, passphrase.secret).map_err(local)?;
        row.encrypted = file.written.encrypted;
        files.push(file);
    }
    files.push(make::request_file(job.places.request.clone(), &request));
    outputs::save(&mut files, false).map_err(local)?;
    Ok(request)
}

/// The request that is there, if it is the one this row wants.
fn found_done(job: &Job) -> Result<Request> {
    let shown = job.places.request.display();
    let other = |what: String| Error::Invalid {
        problem: format!("{shown} is there already, and {what}; nothing is overwritten"),
        fix: "move it away, or give this row another name in a column `out`".into(),
    };
    let input = Source::File(job.places.request.clone()).read(&mut std::io::empty())?;
    let items = parse(&input, &mut NoPasswords)?.items.into_iter();
    let mut requests = items.filter_map(|found| match found.item {
        Item::Request(request) => Some(*request),
        _ => None,
    });
    let request = requests
        .next()
        .ok_or_else(|| other("holds no request".into()))?;
    if request.subject.as_der() != job.subject.to_der() {
        return Err(other(format!("is a request of {}", request.subject)));
    }
    let encoded =
        |names: &[AltName]| -> Vec<Vec<u8>> { names.iter().map(AltName::to_der).collect() };
    if encoded(&from_request(&request).names) != encoded(&job.asked.names) {
        return Err(other("asks for other alternative names".into()));
    }
    let key = job.places.key.as_deref().or(job.key.as_deref());
    match key.map(|path| read_key(path, &mut NoPasswords)) {
        Some(Ok(key)) if !key.public_key().same_key(&request.public_key) => {
            Err(other("does not belong to its key".into()))
        }
        // a locked key tells nothing, and is not opened for this
        Some(Err(Error::PassphraseNeeded { .. })) | Some(Ok(_)) | None => Ok(request),
        Some(Err(error)) => Err(error),
    }
}

fn lone_request(job: &Job, key: &Path) -> Failure {
    let (request, key) = (job.places.request.display(), key.display());
    Failure {
        exit: Exit::Negative,
        ..Failure::usage(
            format!("{request} is there already, and its key {key} is not; nothing is overwritten"),
            "put the key back, or move the request away to have both made anew",
        )
    }
}

fn sound_key(
    path: &Path,
    passwords: &mut dyn Passwords,
) -> std::result::Result<PrivateKey, Failure> {
    let origin = Source::File(path.to_owned()).origin();
    let key = read_key(path, passwords).map_err(local)?;
    keys::sound(key, origin).map_err(local)
}

fn read_key(path: &Path, passwords: &mut dyn Passwords) -> Result<PrivateKey> {
    let source = Source::File(path.to_owned());
    let input = source.read(&mut std::io::empty())?;
    let mut parsed = parse(&input, passwords)?;
    let found = parsed.found();
    parsed.unlock_keys(passwords)?;
    let keys = parsed
        .items
        .into_iter()
        .filter_map(|found| match found.item {
            Item::PrivateKey(key) => Some(key),
            _ => None,
        });
    keys.into_iter().next().ok_or_else(|| Error::KeyMissing {
        origin: source.origin(),
        found,
    })
}

fn local(error: Error) -> Failure {
    Failure::local(&error, Exit::Negative)
}
