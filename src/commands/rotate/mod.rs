//! `rotate`: the next certificate beside the current one, tried, put in its place, the old one
//! kept until it is retired.

mod accept;
mod judge;
mod moves;
mod place;
mod prepare;
mod state;
mod steps;
mod trial;

use std::path::Path;

use self::state::Cut;
use super::World;
use super::profile::{self, Chosen};
use crate::cli::{RotateArgs, RotateStep};
use crate::core::profile::slots::{Pair, Slots};
use crate::report::{Answer, Failure, Format, Report};

pub use state::of as state;

/// One step of it.
pub fn run(args: &RotateArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    if args.pass.is_some() && args.step != RotateStep::Accept {
        return Err(Failure::usage(
            "--pass opens the file that accept takes, and no other step takes one",
            "leave it out; what opens the files of the profile is pass in its section",
        )
        .into());
    }
    if args.file.is_some() != (args.step == RotateStep::Accept) {
        return Err(Failure::usage(
            "accept takes the file with the certificate, and no other step takes one",
            "write it as in: mtls rotate accept new.crt --profile acme/production",
        )
        .into());
    }
    let fix = "name the environment whose certificate changes with --profile PROFILE/ENVIRONMENT";
    let chosen = profile::chosen(&args.profile, "rotate", fix, world)?;
    profile::announce(&chosen, args.output.quiet, world);
    let Some(slots) = place::slots(&chosen) else {
        return Err(Failure::usage(
            format!("{} names no certificate", chosen.name),
            format!("add cert = \"client.crt\" to [{}]", chosen.section()),
        )
        .into());
    };
    let shape = place::shape(&slots)?;
    let mut notes = Vec::new();
    let done = match args.step {
        RotateStep::Status => Vec::new(),
        RotateStep::Prepare => prepare::prepare(&slots, &chosen, args, &mut notes, world)?,
        RotateStep::Accept => accept::accept((&slots, shape), &chosen, args, &mut notes, world)?,
        RotateStep::Test => test(&slots, &chosen, args, world)?,
        RotateStep::Switch => switch(&slots, &chosen, args, world)?,
        RotateStep::Back => back(&slots, &chosen, args, world)?,
        RotateStep::Retire => retire(&slots, &chosen, args, &mut notes, world)?,
    };
    let facts = state::state(&slots, &chosen, done, world);
    let mut report = Report::new(Answer::Rotation(Box::new(facts)), args.output.format());
    if report.format != Format::Quiet {
        report.notes = notes;
    }
    Ok(report)
}

/// Tried first, unless it is said otherwise; also where one seems cut short, as a copy made by hand
/// looks the same. That its key is its own is looked at in any case.
fn switch(
    slots: &Slots,
    chosen: &Chosen,
    args: &RotateArgs,
    world: &mut dyn World,
) -> anyhow::Result<Vec<String>> {
    let seen = state::Seen::at(slots, chosen, world);
    let next = &slots.next;
    let is_whole = next.key.as_deref().is_none_or(Path::exists);
    match seen.cut {
        Some(Cut::LeftOver) => drop(trial::paired(&slots.current, chosen, world)?),
        Some(Cut::Keyless) => return moves::key_after(slots, chosen, &seen, world),
        Some(Cut::Begun) if !is_whole => {
            let moved = Pair {
                cert: next.cert.clone(),
                key: slots.current.key.clone(),
            };
            trial::paired(&moved, chosen, world)?;
        }
        _ => match args.untested {
            false => drop(test(slots, chosen, args, world)?),
            true if slots.next.cert.exists() => drop(trial::paired(&slots.next, chosen, world)?),
            true => {} // told where it is to be moved
        },
    }
    moves::switch(slots, chosen, &seen, world)
}

/// The old one tried and put in the place of the current one again.
fn back(
    slots: &Slots,
    chosen: &Chosen,
    args: &RotateArgs,
    world: &mut dyn World,
) -> anyhow::Result<Vec<String>> {
    let seen = state::Seen::at(slots, chosen, world);
    prepare::refuse_cut(seen.cut, chosen)?;
    moves::refuse_next(slots, &seen, chosen)?;
    match args.untested {
        _ if moves::is_halfway(slots, &seen).is_none_or(|is| is) => {
            // it was tried when it was begun
            let moved = Pair {
                cert: slots.old.cert.clone(),
                key: slots.next.key.clone(),
            };
            trial::paired(&moved, chosen, world)?;
        }
        false => drop(trial::run(&slots.old, chosen, args, world)?),
        true => drop(trial::paired(&slots.old, chosen, world)?),
    }
    moves::back(slots, chosen, world)
}

/// The old one goes only when the current one works.
fn retire(
    slots: &Slots,
    chosen: &Chosen,
    args: &RotateArgs,
    notes: &mut Vec<String>,
    world: &mut dyn World,
) -> anyhow::Result<Vec<String>> {
    let seen = state::Seen::at(slots, chosen, world);
    let provider = chosen.profile.rules()?;
    let known = (&seen, provider.as_ref());
    moves::may_retire(slots, chosen, known, args.force, world.now())?;
    if !args.force {
        trial::run(&slots.current, chosen, args, world).map_err(|failure| Failure {
            fix: format!(
                "the old one is kept; go back to it with mtls rotate back {}, or retire it all the same with --force",
                chosen.named()
            ),
            evidence: failure.evidence.into_iter().chain([failure.fix]).collect(),
            ..failure
        })?;
    }
    moves::retire(slots, chosen, known, notes, world)
}

/// The next certificate tried as it will be used.
fn test(
    slots: &Slots,
    chosen: &Chosen,
    args: &RotateArgs,
    world: &mut dyn World,
) -> Result<Vec<String>, Failure> {
    if !slots.next.cert.exists() {
        return Err(not_issued(slots, chosen));
    }
    let tried = trial::run(&slots.next, chosen, args, world)?;
    Ok(vec![format!("{tried} takes the next certificate")])
}

fn not_issued(slots: &Slots, chosen: &Chosen) -> Failure {
    let begun = slots.next_key.exists();
    Failure::usage(
        format!(
            "there is no next certificate at {}",
            slots.next.cert.display()
        ),
        match begun {
            true => format!("when it comes: mtls rotate accept FILE {}", chosen.named()),
            false => format!("begin with: mtls rotate prepare {}", chosen.named()),
        },
    )
}
