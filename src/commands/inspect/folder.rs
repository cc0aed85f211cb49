//! A folder as a source: what is no material is passed over, what is locked is not asked for one
//! by one, and both are counted.

use std::path::{Path, PathBuf};

use super::Inspection;
use crate::commands::secrets::PassphraseSource;
use crate::core::material::format::Looks;
use crate::core::material::peek::{self, Look};
use crate::core::material::{Folder, Glob, MAX_INPUT, Source};
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
    too_large: usize,
    /// The first few that are too large.
    large_names: Vec<String>,
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
        let looked = peek::look(&path);
        let source = Source::File(path);
        let name = source.origin();
        match looked.and_then(|look| match look {
            Look::Promising => self.source(&source, passwords).map(|()| look),
            _ => Ok(look),
        }) {
            Ok(Look::Promising) => count.held += 1,
            Ok(Look::Nothing) => {
                self.pass_over(name.as_str(), "it is of no kind known here", count);
            }
            Ok(Look::TooLarge) => {
                count.too_large += 1;
                self.keep_name(name.as_str(), &mut count.large_names);
                self.not_looked_into(name.as_str());
            }
            Err(Error::UnknownFormat { looks, .. }) if !promises(&source, looks) => {
                self.pass_over(name.as_str(), &looks.to_string(), count);
            }
            Err(Error::PassphraseNeeded { .. }) if !self.unlock => {
                count.locked += 1;
                self.keep_name(name.as_str(), &mut count.names);
                self.not_looked_into(name.as_str());
            }
            Err(error) => {
                count.failed += 1;
                self.failed(&error);
                self.telling.source_done(name.as_str(), false);
            }
        }
    }

    fn keep_name(&self, name: &str, names: &mut Vec<String>) {
        if names.len() < MOST_NAMES || self.telling.is_verbose() {
            names.push(name.to_owned());
        }
    }

    /// Something that may hold a certificate was left alone: an error to who measures.
    fn not_looked_into(&mut self, name: &str) {
        self.telling.count_error();
        self.telling.source_done(name, false);
    }

    fn pass_over(&mut self, name: &str, why: &str, count: &mut Count) {
        count.passed_over += 1;
        if self.telling.is_verbose() {
            let note = format!("{name}: passed over: {why}");
            self.telling.pending.notes.push(note);
        }
    }

    fn sum_up(&mut self, folder: &Path, count: &Count) {
        let folder = folder.display().to_string();
        let found_nothing = count.held == 0 && count.locked == 0 && count.failed == 0;
        if found_nothing && count.too_large == 0 {
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
        if count.passed_over > 0 {
            self.tell_passed_over(&folder, count.passed_over);
        }
        // to a check what could not be looked into is no all-clear
        let is_failure = self.within.is_some() || found_nothing;
        for (what, fix) in count.left_alone() {
            let summary = format!("{folder}: {what}");
            if is_failure {
                self.exit = Exit::Negative; // counted, each file of them
                self.telling.pending.failures.push(Failure {
                    exit: Exit::Negative,
                    summary,
                    code: None,
                    evidence: Vec::new(),
                    fix: format!("{fix}, or leave them out (--glob)"),
                });
            } else {
                let note = format!("{summary}; {fix}");
                self.telling.pending.notes.push(note);
            }
        }
    }

    fn tell_passed_over(&mut self, folder: &str, passed_over: usize) {
        let (held, verb) = match passed_over {
            1 => ("holds", "was"),
            _ => ("hold", "were"),
        };
        let more = match self.telling.is_verbose() {
            true => "",
            false => " (-v names them)",
        };
        self.telling.pending.notes.push(format!(
            "{folder}: {} {held} no certificate, key or request and {verb} passed over{more}",
            files(passed_over),
        ));
    }
}

impl Count {
    /// What was not looked into, and what to do.
    fn left_alone(&self) -> Vec<(String, &'static str)> {
        let mut out = Vec::new();
        if self.locked > 0 {
            let verb = if self.locked == 1 { "is" } else { "are" };
            let what = format!(
                "{} {verb} locked and not looked into: {}",
                files(self.locked),
                named(&self.names, self.locked),
            );
            out.push((what, "give --pass"));
        }
        if self.too_large > 0 {
            let verb = if self.too_large == 1 { "is" } else { "are" };
            let what = format!(
                "{} {verb} larger than {} MiB and not looked into: {}",
                files(self.too_large),
                MAX_INPUT >> 20,
                named(&self.large_names, self.too_large),
            );
            out.push((what, "split what holds certificates"));
        }
        out
    }
}

/// The first few, and how many there are beside.
fn named(names: &[String], all: usize) -> String {
    let more = match all - names.len() {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    format!("{}{more}", names.join(", "))
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
