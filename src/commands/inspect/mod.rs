//! `inspect`: every source read, every item described; what fails is told beside what does not.
//! Long bundles are read and told in portions, so that memory does not grow with them.

mod folder;
mod kept;
mod remote;
mod sources;
mod telling;

use std::collections::HashSet;
use std::sync::Arc;

use super::deeds::uses;
use super::secrets::PassphraseSource;
use super::{World, load, outputs};
use crate::cli::{InspectArgs, Within};
use crate::core::clock::Time;
use crate::core::material::portions::Portion;
use crate::core::material::{Extracted, Item, KeySet, Portions, Source, pkcs12};
use crate::core::{Error, Result};
use crate::exit::Exit;
use crate::report::container::ContainerFacts;
use crate::report::findings::{self, FileFacts, Problem};
use crate::report::{Answer, Failure, Format, Report};
use remote::Remote;
use sources::Named;
use telling::{Found, Telling};

/// Describes everything in every source.
pub fn run(args: &InspectArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    let cacert = args.server.cacert.as_deref().map(Source::from);
    // read again for the second, it would be empty
    outputs::stdin_once(args.sources.iter().chain(&cacert), &[args.pass.as_ref()])?;
    let named = sources::all(args)?;
    let any = named.iter().any(|n| matches!(n, Named::Server(_)));
    let mut notes = Vec::new();
    let remote = Remote::new(args, any, world, &mut notes)?;
    notes.extend(outputs::literal_note(&[args.pass.as_ref()]));
    let mut inspection = Inspection {
        telling: Telling::new(args, world.now())?,
        now: world.now(),
        unlock: args.pass.is_some(),
        within: args.expires_within,
        count: Count::default(),
        seen: HashSet::new(),
        exit: Exit::Ok,
    };
    inspection.telling.pending.notes = notes;
    // one for all sources: a passphrase on standard input can be read once
    let mut passwords = PassphraseSource::new(args.pass.as_ref(), args.limits.limits(), world);
    for named in named {
        match named {
            Named::Folder(path) => inspection.folder(&path, &args.glob, &mut passwords)?,
            Named::Source(source) => inspection.one(&source, &mut passwords),
            Named::Server(server) => {
                if let Some(remote) = &remote {
                    inspection.server(&server, remote, passwords.world());
                }
            }
        }
        inspection.show(passwords.world())?;
    }
    inspection.end(passwords.world())
}

/// An inspection under way.
struct Inspection {
    telling: Telling,
    now: Time,
    /// Whether locked keys are to be opened.
    unlock: bool,
    /// Only what expires within this time counts.
    within: Option<Within>,
    count: Count,
    /// The sources told, where each may be told only once.
    seen: HashSet<String>,
    exit: Exit,
}

/// Certificates seen.
#[derive(Default)]
struct Count {
    all: usize,
    /// Those that expire within the time given, the expired ones among them.
    due: usize,
    expired: usize,
}

impl Inspection {
    /// A source of its own: what fails is told.
    fn one(&mut self, source: &Source, passwords: &mut PassphraseSource<'_>) {
        if let Err(error) = self.source(source, passwords) {
            self.failed(&sources::perhaps_a_server(source, error));
            self.telling.source_done(source.origin().as_str(), false);
        }
    }

    fn source(&mut self, source: &Source, passwords: &mut PassphraseSource<'_>) -> Result<()> {
        let origin = source.origin();
        if !self.is_new(origin.as_str()) {
            return Ok(());
        }
        let mut portions = Portions::open(source, &mut passwords.world().stdin())?;
        let keys = match portions.are_several() && self.telling.wants_findings() {
            true => self.keys_of_long(source, passwords)?,
            false => KeySet::default(),
        };
        let (mut index, mut is_whole) = (0, true);
        while let Some(portion) = portions.next_portion()? {
            let notes = &mut self.telling.pending.notes;
            let mut parsed = match load::portion(&portion, source, passwords, notes) {
                Ok(parsed) => parsed,
                Err(error) if portions.are_several() => {
                    is_whole = false;
                    self.failed(&error);
                    continue;
                }
                Err(error) => return Err(error),
            };
            is_whole &= parsed.broken.is_empty();
            for error in &parsed.broken {
                self.failed(error);
            }
            if self.unlock {
                parsed.unlock_keys(passwords)?;
            }
            passwords.world().record(&uses(&parsed.items))?;
            for found in &mut parsed.items {
                found.index += index;
            }
            index += parsed.items.len();
            let facts = FileFacts {
                is_portion: portions.are_several(),
                ..file_facts(source, &portion)
            };
            if facts.is_portion {
                self.describe(&parsed.items, &keys, &facts, passwords.world());
                self.show(passwords.world())?;
            } else {
                let keys = KeySet::of_private_keys(&parsed.items);
                self.describe(&parsed.items, &keys, &facts, passwords.world());
            }
        }
        self.telling.source_done(origin.as_str(), is_whole);
        Ok(())
    }

    /// Whether a source is to be told: its second time not where it may be told only once.
    fn is_new(&mut self, name: &str) -> bool {
        !self.telling.wants_sources_once() || self.seen.insert(name.to_owned())
    }

    /// A source or a portion of it, whose keys are those of the whole.
    fn describe(
        &mut self,
        items: &[Extracted],
        keys: &KeySet,
        facts: &FileFacts,
        world: &mut dyn World,
    ) {
        let problems: Vec<Vec<Problem>> = match self.telling.wants_findings() {
            true => findings::of_source(items, keys, facts, self.now),
            false => items.iter().map(|_| Vec::new()).collect(),
        };
        let wanted = items.iter().zip(problems);
        let wanted: Vec<_> = wanted.filter(|(item, _)| self.wants(item)).collect();
        if wanted.is_empty() {
            return;
        }
        let container = facts
            .container
            .as_ref()
            .map(|shape| Arc::new(ContainerFacts::new(shape)));
        let wanted = wanted.into_iter().map(|(item, problems)| Found {
            has_key: keys.fits(&item.item),
            has_passphrase: item
                .item
                .public_key()
                .is_some_and(|key| keys.holds_locked(key)),
            item,
            problems,
            container: container.clone(),
        });
        self.telling.items(wanted, world);
    }

    /// Whether it is to be told; certificates are counted.
    fn wants(&mut self, found: &Extracted) -> bool {
        let Item::Certificate(c) = &found.item else {
            return self.within.is_none();
        };
        self.count.all += 1;
        let Some(within) = self.within else {
            return true;
        };
        let is_due = c.not_after < self.now.plus(within.seconds());
        let is_expired = c.not_after < self.now;
        self.count.due += usize::from(is_due);
        self.count.expired += usize::from(is_expired);
        is_due
    }

    /// A long bundle is gone through twice, so that a key behind its certificate is known with it.
    fn keys_of_long(
        &self,
        source: &Source,
        passwords: &mut PassphraseSource<'_>,
    ) -> Result<KeySet> {
        let mut portions = Portions::open(source, &mut std::io::empty())?;
        let mut keys = KeySet::default();
        while let Some(portion) = portions.next_portion()? {
            let read = portion
                .may_hold_key()
                .then(|| load::portion(&portion, source, passwords, &mut Vec::new()));
            let Some(Ok(mut parsed)) = read else { continue };
            if self.unlock {
                parsed.unlock_keys(passwords)?;
            }
            keys.extend(KeySet::of_private_keys(&parsed.items));
        }
        Ok(keys)
    }

    fn failed(&mut self, error: &Error) {
        self.fail(Failure::local(error, Exit::Negative));
    }

    fn fail(&mut self, failure: Failure) {
        self.exit = Exit::Negative;
        self.telling.count_error();
        self.telling.pending.failures.push(failure);
    }

    /// Shows what is at hand.
    fn show(&mut self, world: &mut dyn World) -> Result<()> {
        let shown = self.telling.show(world)?;
        if shown != Exit::Ok {
            self.exit = shown;
        }
        Ok(())
    }

    fn end(mut self, world: &mut dyn World) -> anyhow::Result<Report> {
        if let Some(within) = self.within {
            if self.count.due > 0 {
                self.exit = Exit::Negative;
            }
            if !self.telling.is_quiet() {
                let note = self.count.told(within);
                self.telling.pending.notes.push(note);
            }
        }
        let shown = self.telling.end(world)?;
        if shown != Exit::Ok {
            self.exit = shown;
        }
        Ok(Report {
            exit: self.exit,
            ..Report::new(Answer::Silent, Format::Quiet)
        })
    }
}

impl Count {
    /// How many of how many.
    fn told(&self, within: Within) -> String {
        let all = match self.all {
            1 => "1 certificate".into(),
            n => format!("{n} certificates"),
        };
        let (s, ha) = match self.due == 1 || self.all == 1 {
            true => ("s", "has"),
            false => ("", "have"),
        };
        if within.seconds() == 0 {
            return format!("{} of {all} {ha} expired", self.due);
        }
        let expired = match self.expired {
            0 => String::new(),
            n => format!(", {n} of them expired already"),
        };
        format!("{} of {all} expire{s} within {within}{expired}", self.due)
    }
}

fn file_facts(source: &Source, portion: &Portion) -> FileFacts {
    FileFacts {
        mode: source.mode(),
        container: pkcs12::shape(&portion.input.bytes),
        ..FileFacts::default()
    }
}
