//! `inspect`: every source read, every item described; what fails is told beside what does not.

use super::secrets::PassphraseSource;
use super::{World, load};
use crate::cli::InspectArgs;
use crate::core::Result;
use crate::core::material::Source;
use crate::core::material::items::{Item, Parsed};
use crate::exit::Exit;
use crate::report::{Answer, Described, Failure, Report};

/// Describes everything in every source.
pub fn run(args: &InspectArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    let mut report = Report::new(Answer::Silent, args.output.format());
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
    let mut passwords = PassphraseSource::new(args.pass.as_ref(), world);
    let mut parsed = load::parsed(source, &mut stdin, &mut passwords, notes)?;
    if args.pass.is_some() {
        parsed.unlock_keys(&mut passwords)?;
    }
    Ok(parsed
        .items
        .iter()
        .map(|extracted| Described::new(extracted, has_key(&parsed, &extracted.item), now))
        .collect())
}

fn has_key(parsed: &Parsed, item: &Item) -> bool {
    let Some(public) = item.public_key() else {
        return false;
    };
    parsed.items.iter().any(|other| match &other.item {
        Item::PrivateKey(key) => key.public_key().same_key(public),
        _ => false,
    })
}
