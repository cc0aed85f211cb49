//! `inspect`: every source read, every item described; what fails is told beside what does not.
//! Long bundles are read and told in portions, so that memory does not grow with them.

mod sources;

use super::secrets::PassphraseSource;
use super::{World, load, outputs};
use crate::cli::InspectArgs;
use crate::core::clock::Time;
use crate::core::material::portions::Portion;
use crate::core::material::{Extracted, Item, Portions, PublicKey, Source, pkcs12};
use crate::core::{Error, Result};
use crate::exit::Exit;
use crate::report::findings::{self, FileFacts, Role};
use crate::report::inspect::Detail;
use crate::report::{Answer, Described, Failure, Format, Inspected, Report};

/// Describes everything in every source.
pub fn run(args: &InspectArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    // read again for the second, it would be empty
    outputs::stdin_once(&args.sources, &[args.pass.as_ref()])?;
    let mut inspection = Inspection {
        format: args.output.format(),
        now: world.now(),
        unlock: args.pass.is_some(),
        items: Vec::new(),
        notes: outputs::literal_note(&[args.pass.as_ref()])
            .into_iter()
            .collect(),
        failures: Vec::new(),
        shown: false,
        exit: Exit::Ok,
    };
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
    /// To be shown next, with its notes and what failed beside it.
    items: Vec<Described>,
    notes: Vec<String>,
    failures: Vec<Failure>,
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
        let mut index = 0;
        while let Some(portion) = portions.next_portion()? {
            let read = load::portion(&portion, source, passwords, &mut self.notes);
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
            for found in &mut parsed.items {
                found.index += index;
            }
            index += parsed.items.len();
            if portions.are_several() {
                self.describe_portion(&parsed.items, &keys);
                self.show(passwords.world());
            } else {
                self.describe_source(&parsed.items, &file_facts(source, &portion));
            }
        }
        Ok(())
    }

    /// All that a source holds, judged as a whole too.
    fn describe_source(&mut self, items: &[Extracted], facts: &FileFacts) {
        let keys: Vec<&PublicKey> = private_keys(items).collect();
        let detail = self.detail();
        let problems = findings::of_source(items, facts, self.now);
        let described = items.iter().zip(problems).map(|(found, problems)| {
            Described::new(
                found,
                has_key(&found.item, &keys),
                problems,
                self.now,
                detail,
            )
        });
        self.items.extend(described);
    }

    /// A portion of a long bundle, each item by itself; its keys are those of the whole.
    fn describe_portion(&mut self, items: &[Extracted], keys: &[PublicKey]) {
        let keys: Vec<&PublicKey> = keys.iter().collect();
        let (now, detail) = (self.now, self.detail());
        let described = items.iter().map(|found| {
            let has_key = has_key(&found.item, &keys);
            let problems = findings::of_item(&found.item, has_key, Role::Client, now);
            Described::new(found, has_key, problems, now, detail)
        });
        self.items.extend(described);
    }

    fn detail(&self) -> Detail {
        match self.format {
            Format::Text | Format::Quiet => Detail::Short,
            Format::Verbose | Format::Json => Detail::Full,
        }
    }

    fn failed(&mut self, error: &Error) {
        self.exit = Exit::Negative;
        self.failures.push(Failure::local(error, Exit::Negative));
    }

    /// Shows what is at hand.
    fn show(&mut self, world: &mut dyn World) {
        let items = std::mem::take(&mut self.items);
        let continued = self.shown;
        self.shown |= !items.is_empty();
        let mut report = Report::new(Answer::Inspect(Inspected { items, continued }), self.format);
        report.notes = std::mem::take(&mut self.notes);
        report.failures = std::mem::take(&mut self.failures);
        let shown = world.show(&report);
        if shown != Exit::Ok {
            self.exit = shown;
        }
    }

    fn end(self) -> Report {
        let mut report = Report::new(Answer::Silent, self.format);
        report.notes = self.notes;
        report.exit = self.exit;
        report
    }
}

fn file_facts(source: &Source, portion: &Portion) -> FileFacts {
    FileFacts {
        mode: source.mode(),
        container: pkcs12::shape(&portion.input.bytes),
        role: Role::Client,
    }
}

fn has_key(item: &Item, keys: &[&PublicKey]) -> bool {
    let public = item.public_key();
    public.is_some_and(|public| keys.iter().any(|key| key.same_key(public)))
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
