//! Writing for commands: what locks a new key, what may go to standard output, all files or none.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::{World, secrets};
use crate::cli::WriteArgs;
use crate::core::material::format::{DerKind, detect};
use crate::core::material::{Format, Looks, Source};
use crate::core::save::{self, Draft};
use crate::core::secret::{Secret, SecretRef};
use crate::core::{Error, Result};
use crate::report::{Failure, Written};

/// A file made and not yet written; `path` `-` is standard output.
pub struct Output {
    /// Where it goes.
    pub path: PathBuf,
    /// All of it.
    pub bytes: Zeroizing<Vec<u8>>,
    /// What is told of it.
    pub written: Written,
}

/// The passphrase for a private key about to be written; `None` leaves it unlocked.
///
/// # Errors
/// As `secrets::new_passphrase`.
pub fn lock(write: &WriteArgs, what: &str, world: &mut dyn World) -> Result<Option<Secret>> {
    let reference = write.out_pass.as_ref();
    reference
        .map(|reference| secrets::new_passphrase(reference, what, world))
        .transpose()
}

/// Writes all files, or none, and hands back what goes to standard output.
///
/// # Errors
/// As `save::save_all`.
pub fn save(outputs: &mut Vec<Output>, force: bool) -> Result<Option<Output>> {
    let at = outputs.iter().position(|output| is_stdout(&output.path));
    let to_stdout = at.map(|at| outputs.remove(at));
    let drafts: Vec<Draft<'_>> = outputs
        .iter()
        .map(|output| Draft {
            path: output.path.clone(),
            bytes: &output.bytes,
            private: output.written.is_private(),
        })
        .collect();
    save::save_all(&drafts, force)?;
    Ok(to_stdout)
}

/// Fails before any work when a file stands in the way.
///
/// # Errors
/// `WouldOverwrite`.
pub fn check_free<'a>(paths: impl IntoIterator<Item = &'a Path>, force: bool) -> Result<()> {
    let files = paths.into_iter().filter(|path| !is_stdout(path));
    files.into_iter().try_for_each(|path| match force {
        true => save::refuse_folder(path),
        false => check_one(path),
    })
}

/// The same for one; what stands there and holds no key is told apart from what may.
///
/// # Errors
/// `WouldOverwrite`, and `NotWritten` for a folder.
pub fn check_one(path: &Path) -> Result<()> {
    save::check_free(path).map_err(|error| match error {
        Error::WouldOverwrite { path: shown, .. } => Error::WouldOverwrite {
            path: shown,
            private: may_hold_key(path),
        },
        other => other,
    })
}

/// What cannot be read may be one.
fn may_hold_key(path: &Path) -> bool {
    let Ok(input) = Source::File(path.to_owned()).read(&mut std::io::empty()) else {
        return true;
    };
    match detect(&input.bytes) {
        Format::Pem => memchr::memmem::find(&input.bytes, b"PRIVATE KEY").is_some(),
        Format::Der(kind) => matches!(
            kind,
            DerKind::PrivateKey | DerKind::LockedKey | DerKind::Pkcs12
        ),
        Format::Jks | Format::Embedded => true,
        Format::Ssh => false,
        Format::Unknown(looks) => looks == Looks::CutDer,
    }
}

/// Said once for each key left unlocked, unless `--no-encrypt` says that it is meant.
pub fn unlocked_notes<'a>(
    files: impl IntoIterator<Item = &'a Written>,
    write: &WriteArgs,
) -> Vec<String> {
    let unlocked = files
        .into_iter()
        .filter(|file| !write.no_encrypt && file.encrypted == Some(false));
    unlocked
        .map(|file| {
            let place = match file.path.as_str() {
                "-" => "on standard output".to_owned(),
                path => format!("in {path}"),
            };
            format!(
                "the private key {place} is not locked: whoever reads it has the key (lock it with --out-pass; --no-encrypt says that it is meant)"
            )
        })
        .collect()
}

/// A literal in an argument is no secret on a shared machine.
pub fn literal_note(secrets: &[Option<&SecretRef>]) -> Option<String> {
    let is_literal = |s: &&Option<&SecretRef>| matches!(s, Some(SecretRef::Literal(_)));
    secrets.iter().find(is_literal).map(|_| {
        "a secret given as pass:TEXT can be read by everyone on this machine; prefer env:NAME, file:PATH or prompt".into()
    })
}

/// Standard input can be read once.
///
/// # Errors
/// `Invalid` when two arguments want it.
pub fn stdin_once<'a>(
    sources: impl IntoIterator<Item = &'a Source>,
    secrets: &[Option<&SecretRef>],
) -> Result<()> {
    let sources = sources.into_iter().filter(|s| **s == Source::Stdin).count();
    let secrets = secrets
        .iter()
        .filter(|s| **s == Some(&SecretRef::Stdin))
        .count();
    if sources + secrets > 1 {
        return Err(Error::Invalid {
            problem: "standard input (-) is named twice, and can be read once".into(),
            fix: "give a passphrase with env:NAME, file:PATH or prompt".into(),
        });
    }
    Ok(())
}

/// The same for arguments of any kind, each with whether it wants standard input.
///
/// # Errors
/// `Invalid`, naming two that want it.
pub fn one_taker(takers: &[(&str, bool)]) -> Result<()> {
    let mut wanting = takers.iter().filter(|(_, wants)| *wants);
    if let (Some((one, _)), Some((two, _))) = (wanting.next(), wanting.next()) {
        return Err(Error::Invalid {
            problem: format!(
                "standard input (-) is wanted twice, by {one} and by {two}, and can be read once"
            ),
            fix: "give a secret with env:NAME, file:PATH or prompt, and data from a file".into(),
        });
    }
    Ok(())
}

/// Written `-`.
pub fn is_stdout(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// What is read is not to be lost: no output may be one of the inputs, with or without `--force`.
///
/// # Errors
/// A `Failure` that names it.
pub fn refuse_inputs<'a>(
    outputs: impl IntoIterator<Item = &'a Path>,
    inputs: &[Option<&Source>],
) -> std::result::Result<(), Failure> {
    let place = |path: &Path| fs_err::canonicalize(path).ok();
    let files = inputs.iter().filter_map(|source| match source {
        Some(Source::File(path)) => place(path),
        _ => None,
    });
    let read: Vec<PathBuf> = files.collect();
    let mut outputs = outputs.into_iter().filter(|path| !is_stdout(path));
    match outputs.find(|path| place(path).is_some_and(|place| read.contains(&place))) {
        Some(path) => Err(Failure::usage(
            format!("{} is read, and would be written over", path.display()),
            "choose another name for what is written",
        )),
        None => Ok(()),
    }
}

/// Letters and digits of any script with their marks, dots, dashes and underscores; the rest would
/// need quoting in a shell. Never empty, never hidden, never longer than a file name may be.
pub fn file_stem(cn: &str) -> String {
    let safe = |c: char| {
        if c.is_alphanumeric() || "._-".contains(c) || COMBINING.contains(&c) {
            c
        } else {
            '-'
        }
    };
    let mut stem = String::new();
    for c in cn.replace('*', "wildcard").chars().map(safe) {
        if stem.len() + c.len_utf8() > LONGEST_STEM {
            break;
        }
        stem.push(c);
    }
    let stem = stem.trim_matches(['.', '-']);
    if stem.is_empty() {
        "client".into()
    } else {
        stem.to_owned()
    }
}

/// The file itself and the answer in JSON cannot share standard output.
pub fn both_on_stdout() -> Failure {
    Failure::usage(
        "--json and the file itself both go to standard output",
        "name a file with --out, or leave --json out",
    )
}

/// Marks that stand on the letter before them, as a Mac writes an umlaut.
const COMBINING: std::ops::RangeInclusive<char> = '\u{300}'..='\u{36f}';
/// In bytes; most file systems take 255 with the ending, and the file is first written beside it.
const LONGEST_STEM: usize = 200;

#[cfg(test)]
mod tests {
    use super::file_stem;

    #[test]
    fn a_file_name_keeps_the_letters_of_every_script() {
        for (cn, stem) in [
            ("\u{dc}n\u{ef} 20", "\u{dc}n\u{ef}-20"),
            ("A\u{308}1", "A\u{308}1"),
            ("\u{8a3c}\u{660e}\u{66f8}", "\u{8a3c}\u{660e}\u{66f8}"),
            ("*.api.example", "wildcard.api.example"),
            ("../a/b;c\u{202e}", "a-b-c"),
            ("..", "client"),
        ] {
            assert_eq!(file_stem(cn), stem);
        }
        assert!(file_stem(&"\u{8a3c}".repeat(64)).len() <= 200);
        assert!(!file_stem(&"\u{10330}".repeat(64)).contains('-'));
    }
}
