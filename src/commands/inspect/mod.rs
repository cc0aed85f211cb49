//! `inspect`: every source read, every item described; what fails is told beside what does not.
//! Long bundles are read and told in portions, so that memory does not grow with them.

mod sources;

use super::secrets::PassphraseSource;
use super::{World, load, outputs};
use crate::cli::InspectArgs;
use crate::core::Result;
use crate::core::clock::Time;
use crate::core::material::{Extracted, Item, Parsed, Portions, PublicKey, Source};
use crate::exit::Exit;
use crate::report::{Answer, Described, Failure, Format, Inspected, Report};

/// Describes everything in every source.
pub fn run(args: &InspectArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    // read again for the second, it would be empty
    outputs::stdin_once(&args.sources, &[args.pass.as_ref()])?;
    let mut inspection = Inspection {
        format: args.output.format(),
        now: world.now(),
        unlock: args.pass.is_some(),
        pending: Report::new(Answer::Silent, args.output.format()),
        shown: false,
        exit: Exit::Ok,
    };
    let literal = outputs::literal_note(&[args.pass.as_ref()]);
    inspection.pending.notes.extend(literal);
    // one for all sources: a passphrase on standard input can be read once
    let mut passwords = PassphraseSource::new(args.pass.as_ref(), args.limits.limits(), world);
    for found in sources::all(args) {
        let done = found.and_then(|source| inspection.source(&source, &mut passwords));
        if let Err(error) = done {
            inspection.failed(&error);
        }
        inspection.show(passwords.world());
    }
    Ok(inspection.end())
}

/// An inspection under way.
struct Inspection {
    format: Format,
    now: Time,
    /// Whether locked keys are to be opened.
    unlock: bool,
    /// What is to be shown next.
    pending: Report,
    /// Whether an item has been shown, so that the next stands apart from it.
    shown: bool,
    exit: Exit,
}

impl Inspection {
    fn source(&mut self, source: &Source, passwords: &mut PassphraseSource<'_>) -> Result<()> {
        let mut portions = Portions::open(source, &mut passwords.world().stdin())?;
        let keys = match portions.are_several() {
            true => keys_of_long(source, passwords)?,
            false => Vec::new(),
        };
        let (mut index, mut open) = (0, false);
        while let Some(portion) = portions.next_portion()? {
            let read = load::portion(&portion, source, passwords, &mut self.pending.notes);
            let mut parsed = match read {
                Ok(parsed) => parsed,
                Err(error) => {
                    self.failed(&error);
                    continue;
                }
            };
            for error in &parsed.broken {
                self.failed(error);
            }
            if self.unlock {
                parsed.unlock_keys(passwords)?;
            }
            open |= load::holds_bare_key(&parsed);
            for found in &mut parsed.items {
                found.index += index;
            }
            index += parsed.items.len();
            self.describe(&parsed, &keys);
            if portions.are_several() {
                self.show(passwords.world());
            }
        }
        if open {
            self.pending.notes.extend(load::open_to_others(source));
        }
        Ok(())
    }

    /// Keys that stand in the portion itself count beside those of the whole source.
    fn describe(&mut self, parsed: &Parsed, keys: &[PublicKey]) {
        let own: Vec<&PublicKey> = private_keys(&parsed.items).chain(keys).collect();
        let has_key = |item: &Item| {
            let public = item.public_key();
            public.is_some_and(|public| own.iter().any(|key| key.same_key(public)))
        };
        let described = parsed.items.iter();
        let described =
            described.map(|found| Described::new(found, has_key(&found.item), self.now));
        match &mut self.pending.answer {
            Answer::Inspect(inspected) => inspected.items.extend(described),
            answer => {
                *answer = Answer::Inspect(Inspected {
                    items: described.collect(),
                    continued: self.shown,
                });
            }
        }
    }

    fn failed(&mut self, error: &crate::core::Error) {
        self.exit = Exit::Negative;
        let failure = Failure::local(error, Exit::Negative);
        self.pending.failures.push(failure);
    }

    /// Shows what is at hand.
    fn show(&mut self, world: &mut dyn World) {
        let next = Report::new(Answer::Silent, self.format);
        let report = std::mem::replace(&mut self.pending, next);
        self.shown |= matches!(&report.answer, Answer::Inspect(found) if !found.items.is_empty());
        let shown = world.show(&report);
        if shown != Exit::Ok {
            self.exit = shown;
        }
    }

    fn end(self) -> Report {
        Report {
            exit: self.exit,
            ..self.pending
        }
    }
}

fn private_keys(items: &[Extracted]) -> impl Iterator<Item = &PublicKey> {
    items.iter().filter_map(|found| match &found.item {
        Item::PrivateKey(key) => Some(key.public_key()),
        _ => None,
    })
}

/// A long bundle is gone through twice, so that a key behind its certificate is known with it.
fn keys_of_long(source: &Source, passwords: &mut PassphraseSource<'_>) -> Result<Vec<PublicKey>> {
    let mut portions = Portions::open(source, &mut std::io::empty())?;
    let mut keys = Vec::new();
    while let Some(portion) = portions.next_portion()? {
        if portion.may_hold_key()
            && let Ok(parsed) = load::portion(&portion, source, passwords, &mut Vec::new())
        {
            keys.extend(private_keys(&parsed.items).cloned());
        }
    }
    Ok(keys)
}
