//! `rotate`: the next certificate beside the current one, tried, put in its place, the old one
//! kept until it is retired.

mod accept;
mod moves;
mod place;
mod prepare;
mod state;

use super::World;
use super::own;
use super::profile::{self, Chosen};
use crate::cli::{ProfileArgs, RotateArgs, RotateStep};
use crate::core::profile::slots::Slots;
use crate::exit::Exit;
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
        RotateStep::Retire => moves::retire(&slots, &chosen, args.force, &mut notes, world)?,
    };
    let facts = state::state(&slots, &chosen, done, world);
    let mut report = Report::new(Answer::Rotation(Box::new(facts)), args.output.format());
    if report.format != Format::Quiet {
        report.notes = notes;
    }
    Ok(report)
}

/// Tried first, unless it is said otherwise; one that was cut short was tried already.
fn switch(
    slots: &Slots,
    chosen: &Chosen,
    args: &RotateArgs,
    world: &mut dyn World,
) -> anyhow::Result<Vec<String>> {
    let seen = state::Seen::at(slots, chosen, world);
    if !args.untested && seen.cut.is_none() {
        test(slots, chosen, args, world)?;
    }
    moves::switch(slots, chosen, &seen, world)
}

/// The next certificate shown to the server, by `probe`.
fn test(
    slots: &Slots,
    chosen: &Chosen,
    args: &RotateArgs,
    world: &mut dyn World,
) -> Result<Vec<String>, Failure> {
    let next = &slots.next;
    if !next.cert.exists() {
        return Err(not_issued(slots, chosen));
    }
    let cert = profile::spelled(&next.cert);
    let key = next.key.as_ref().map(|key| key.display().to_string());
    let pass = chosen.environment.pass.as_ref().map(|pass| pass.spelled());
    let mut words = vec!["probe", "--cert", &cert];
    for (flag, value) in [("--key", &key), ("--pass", &pass)] {
        if let Some(value) = value {
            words.extend([flag, value.as_str()]);
        }
    }
    let place = args.place.clone().unwrap_or_else(|| chosen.name.clone());
    let named = ProfileArgs {
        profile: Some(place.clone()),
        config: args.profile.config.clone(),
    };
    words.push("--quiet"); // production is said already
    let report = own::run(&words, &named, world)?;
    match report.answer {
        Answer::Probe(facts) if report.exit != Exit::Ok => {
            let mut failure = Failure::diagnosed(facts.diagnosis, Exit::Negative);
            failure.evidence.push(format!(
                "{place} was tried with {cert}; nothing was changed"
            ));
            Err(failure)
        }
        _ => Ok(vec![format!("{place} takes the next certificate")]),
    }
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
