//! `inspect`: every source read, every item described; what fails is told beside what does not.

use super::secrets::PassphraseSource;
use super::{World, load, outputs};
use crate::cli::InspectArgs;
use crate::core::Result;
use crate::core::material::items::{Item, Parsed};
use crate::core::material::{PublicKey, Source};
use crate::exit::Exit;
use crate::report::{Answer, Described, Failure, Report};

/// Describes everything in every source.
pub fn run(args: &InspectArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    // read again for the second, it would be empty
    outputs::stdin_once(&args.sources, &[args.pass.as_ref()])?;
    let mut report = Report::new(Answer::Silent, args.output.format());
    report
        .notes
        .extend(outputs::literal_note(&[args.pass.as_ref()]));
    let mut described = Vec::new();
    for source in &args.sources {
        match describe(source, args, world, &mut report.notes) {
            Ok(items) => described.extend(items),
            Err(error) => {
                report.failures.push(Failure::local(&error, Exit::Negative));
                report.exit = Exit::Negative;
            }
        }
    }
    report.answer = Answer::Inspect(described);
    Ok(report)
}

fn describe(
    source: &Source,
    args: &InspectArgs,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> Result<Vec<Described>> {
    let mut stdin = world.stdin();
    let now = world.now();
    let mut passwords = PassphraseSource::new(args.pass.as_ref(), args.limits.limits(), world);
    let mut parsed = load::parsed(source, &mut stdin, &mut passwords, notes)?;
    if args.pass.is_some() {
        parsed.unlock_keys(&mut passwords)?;
    }
    let keys = private_keys(&parsed);
    let has_key = |item: &Item| {
        let public = item.public_key();
        public.is_some_and(|public| keys.iter().any(|key| key.same_key(public)))
    };
    let items = parsed.items.iter();
    Ok(items
        .map(|extracted| Described::new(extracted, has_key(&extracted.item), now))
        .collect())
}

/// Gathered once: a bundle may hold thousands of certificates.
fn private_keys(parsed: &Parsed) -> Vec<&PublicKey> {
    let items = parsed.items.iter();
    items
        .filter_map(|extracted| match &extracted.item {
            Item::PrivateKey(key) => Some(key.public_key()),
            _ => None,
        })
        .collect()
}
