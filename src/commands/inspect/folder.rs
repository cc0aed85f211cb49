//! A folder as a source: what is no material is passed over, what is locked is not asked for one
//! by one, and both are counted.

use std::path::{Path, PathBuf};

use super::Inspection;
use crate::commands::secrets::PassphraseSource;
use crate::core::material::format::Looks;
use crate::core::material::{Folder, Glob, Source, peek};
use crate::core::{Error, Result};
use crate::exit::Exit;
use crate::report::Failure;

/// What came of a folder's files.
#[derive(Default)]
struct Count {
    files: usize,
    held: usize,
    passed_over: usize,
    locked: usize,
    /// The first few that are locked.
    names: Vec<String>,
    failed: usize,
}

impl Inspection {
    /// Everything in a folder and below.
    pub(super) fn folder(
        &mut self,
        folder: &Path,
        globs: &[Glob],
        passwords: &mut PassphraseSource<'_>,
    ) -> Result<()> {
        let walked = Folder::new(folder).matching(globs.iter().cloned()).walk();
        let mut count = Count {
            files: walked.files.len(),
            failed: walked.unreadable.len(),
            ..Count::default()
        };
        // on a terminal its line would stand among those of the answer
        let world = passwords.world();
        let is_free = self.telling.is_silent_until_the_end() || !world.stdout_is_terminal();
        let what = format!("looking through {}", folder.display());
        let mut progress = is_free.then(|| world.progress(&what, None));
        passwords.set_asking(false);
        for path in walked.files {
            if let Some(progress) = &mut progress {
                progress.advance(1);
            }
            self.file_of_folder(path, &mut count, passwords);
            self.show(passwords.world())?;
        }
        passwords.set_asking(true);
        for error in &walked.unreadable {
            self.failed(error);
        }
        drop(progress);
        self.sum_up(folder, &count);
        self.show(passwords.world())
    }

    fn file_of_folder(
        &mut self,
        path: PathBuf,
        count: &mut Count,
        passwords: &mut PassphraseSource<'_>,
    ) {
        let looked = peek::may_hold_material(&path);
        let source = Source::File(path);
        let name = source.origin();
        match looked.and_then(|may| match may {
            true => self.source(&source, passwords).map(Some),
            false => Ok(None),
        }) {
            Ok(Some(())) => count.held += 1,
            Ok(None) => self.pass_over(
                name.as_str(),
                "it is large and of no kind known here",
                count,
            ),
            Err(Error::UnknownFormat { looks, .. }) if !promises(&source, looks) => {
                self.pass_over(name.as_str(), &looks.to_string(), count);
            }
            Err(Error::PassphraseNeeded { .. }) if !self.unlock => {
                count.locked += 1;
                if count.names.len() < MOST_NAMES || self.telling.is_verbose() {
                    count.names.push(name.as_str().to_owned());
                }
                self.telling.source_done(name.as_str(), false);
            }
            Err(error) => {
                count.failed += 1;
                self.failed(&error);
                self.telling.source_done(name.as_str(), false);
            }
        }
    }

    fn pass_over(&mut self, name: &str, why: &str, count: &mut Count) {
        count.passed_over += 1;
        if self.telling.is_verbose() {
            let note = format!("{name}: passed over: {why}");
            self.telling.pending.notes.push(note);
        }
    }

    fn sum_up(&mut self, folder: &Path, count: &Count) {
        let folder = folder.display();
        if count.held == 0 && count.locked == 0 && count.failed == 0 {
            return self.fail(Failure {
                exit: Exit::Negative,
                summary: format!("{folder} holds no certificate, key or request"),
                code: None,
                evidence: vec![match count.files {
                    0 => "there is no file in it that was to be looked into".into(),
                    n => format!("none is in the {} looked into", files(n)),
                }],
                fix: "check the folder, and --glob where it is given".into(),
            });
        }
        if self.telling.is_quiet() {
            return;
        }
        let is_verbose = self.telling.is_verbose();
        let notes = &mut self.telling.pending.notes;
        if count.passed_over > 0 {
            let (held, verb) = match count.passed_over {
                1 => ("holds", "was"),
                _ => ("hold", "were"),
            };
            let more = match is_verbose {
                true => "",
                false => " (-v names them)",
            };
            notes.push(format!(
                "{folder}: {} {held} no certificate, key or request and {verb} passed over{more}",
                files(count.passed_over),
            ));
        }
        if count.locked > 0 {
            let verb = if count.locked == 1 { "is" } else { "are" };
            let more = match count.locked - count.names.len() {
                0 => String::new(),
                n => format!(" and {n} more"),
            };
            notes.push(format!(
                "{folder}: {} {verb} locked and not looked into: {}{more}; give --pass",
                files(count.locked),
                count.names.join(", "),
            ));
        }
    }
}

/// Whether something that holds nothing was meant to hold something: it looks like the rest of
/// one, or its name says so.
fn promises(source: &Source, looks: Looks) -> bool {
    match looks {
        Looks::CutDer | Looks::Ber | Looks::BareBase64 | Looks::BadFrame => true,
        Looks::Empty
        | Looks::Zeros
        | Looks::Html
        | Looks::Json
        | Looks::Jwk
        | Looks::PrivateJwk
        | Looks::Pgp
        | Looks::PgpMessage
        | Looks::Archive(_)
        | Looks::Pdf => match source {
            Source::File(path) => path
                .extension()
                .is_some_and(|kind| ENDINGS.iter().any(|e| kind.eq_ignore_ascii_case(e))),
            Source::Stdin => false,
        },
        _ => false,
    }
}

fn files(n: usize) -> String {
    match n {
        1 => "1 file".into(),
        n => format!("{n} files"),
    }
}

/// What files of material are called.
const ENDINGS: &[&str] = &[
    "pem", "crt", "cer", "cert", "der", "key", "csr", "p12", "pfx", "p7b", "p7c", "crl", "jks",
];
/// Names told of what is locked, unless all are wanted.
const MOST_NAMES: usize = 5;
