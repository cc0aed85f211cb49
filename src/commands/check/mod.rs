//! `check`: everything that a profile's environment needs, looked at in order.

mod local;
mod rules;
mod wire;

use std::path::Path;
use std::time::Instant;

use super::World;
use super::profile::{self, Chosen};
use crate::cli::{CheckArgs, ProfileArgs};
use crate::core::Result;
use crate::core::probe::{Verdict, milliseconds};
use crate::core::save::{self, Draft};
use crate::exit::Exit;
use crate::report::check::{Cause, Check, CheckFacts};
use crate::report::{Answer, Failure, Format, Report};

pub use wire::answered;

/// Checks one environment, or all.
pub fn run(args: &CheckArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    let mut all = Vec::new();
    for named in environments(args, world)? {
        let fix = "name one with --profile PROFILE/ENVIRONMENT, or take --all";
        match profile::chosen(&named, "check", fix, world) {
            Ok(chosen) => {
                profile::announce(&chosen, args.output.quiet, world);
                all.push(environment(&chosen, &named, args, world));
            }
            // the others are still to be checked
            Err(error) if args.all => all.push(unopened(&named, error, world)),
            Err(error) => return Err(error),
        }
    }
    if let Some(path) = &args.junit {
        write_cases(path, &all, world)?;
    }
    let is_red = |check: &Check| match check.verdict {
        Verdict::Failed => true,
        Verdict::Warning => args.strict,
        _ => false,
    };
    let is_well = !all.iter().flat_map(|facts| &facts.checks).any(is_red);
    let format = args.output.format();
    // where the report is not wanted, the causes are still said
    let told = all.iter().filter(|_| format == Format::Quiet);
    let failures = told.filter_map(cause).collect();
    let mut report = Report::new(Answer::Check(all), format);
    report.failures = failures;
    report.exit = if is_well { Exit::Ok } else { Exit::Negative };
    Ok(report)
}

/// An environment that cannot be begun with: its audit trail cannot be written.
fn unopened(named: &ProfileArgs, error: anyhow::Error, world: &dyn World) -> CheckFacts {
    let name = named.profile.as_ref();
    let checks = vec![Check::failed("audit trail", Failure::from(error))];
    let all = profile::load(named.config.as_deref(), world).ok();
    let found = name.and_then(|name| all.as_ref()?.find(name).ok());
    CheckFacts {
        profile: name.map(ToString::to_string).unwrap_or_default(),
        production: found.is_some_and(|(_, environment)| environment.is_production),
        provider: None,
        at: world.now().rfc3339(),
        duration_ms: 0.0,
        diagnosis: Cause::of(&checks),
        checks,
    }
}

/// What is wrong with an environment, as a failure.
fn cause(facts: &CheckFacts) -> Option<Failure> {
    let cause = &facts.diagnosis;
    let is_red = facts.checks.iter().any(|c| c.verdict == Verdict::Failed);
    is_red.then(|| Failure {
        exit: Exit::Negative,
        summary: format!("{}: {}", facts.profile, cause.summary),
        code: cause.code,
        evidence: cause.evidence.clone(),
        fix: cause.fix.clone(),
    })
}

/// Over an earlier file of the kind, over nothing else.
fn write_cases(path: &Path, all: &[CheckFacts], world: &dyn World) -> Result<()> {
    let is_cases = |bytes: &[u8]| bytes.starts_with(b"<?xml");
    let may_replace = match fs_err::read(path) {
        Ok(bytes) if !is_cases(&bytes) => {
            return Err(crate::core::Error::Invalid {
                problem: format!("{} is there, and is no file of results", path.display()),
                fix: "give the results another name with --junit".into(),
            });
        }
        read => read.is_ok(),
    };
    let cases = Report::new(Answer::CheckCases(all.to_vec()), Format::Text);
    let draft = Draft {
        path: path.to_owned(),
        bytes: &world.rendered(&cases, true),
        private: false,
    };
    save::save_all(&[draft], may_replace)
}

fn environments(args: &CheckArgs, world: &dyn World) -> anyhow::Result<Vec<ProfileArgs>> {
    if !args.all {
        return Ok(vec![args.profile.clone()]);
    }
    let file = args.profile.config.clone();
    let names = profile::load(file.as_deref(), world)?.names();
    if names.is_empty() {
        return Err(Failure::usage(
            "the file of profiles has no environment",
            "write one with mtls init",
        )
        .into());
    }
    let named = names.into_iter().map(|name| ProfileArgs {
        profile: Some(name),
        config: file.clone(),
    });
    Ok(named.collect())
}

fn environment(
    chosen: &Chosen,
    named: &ProfileArgs,
    args: &CheckArgs,
    world: &mut dyn World,
) -> CheckFacts {
    let begun = Instant::now();
    let at = world.now().rfc3339();
    let mut checks = local::checks(chosen, world);
    checks.extend(wire::checks(&checks, chosen, named, args, world));
    CheckFacts {
        profile: chosen.name.to_string(),
        production: chosen.environment.is_production,
        provider: chosen.profile.provider.as_ref().map(ToString::to_string),
        at,
        duration_ms: milliseconds(begun.elapsed()),
        diagnosis: Cause::of(&checks),
        checks,
    }
}
