//! A command line of ours, carried out within another command: what it does is then what a user
//! would see who typed it.

use std::ffi::OsString;

use super::World;
use crate::cli::ProfileArgs;
use crate::report::{Failure, Report};

/// Runs it with the profile that is named.
///
/// # Errors
/// As the command itself.
pub fn run(words: &[&str], named: &ProfileArgs, world: &mut dyn World) -> Result<Report, Failure> {
    let mut line: Vec<OsString> = vec!["mtls".into()];
    line.extend(words.iter().map(Into::into));
    if let Some(name) = &named.profile {
        line.push(format!("--profile={name}").into());
    }
    if let Some(file) = &named.config {
        line.push("--profiles".into());
        line.push(file.into());
    }
    let cli = crate::cli::parse(line).map_err(|e| {
        let problem = format!("{} within this command: {}", words.join(" "), e.kind());
        Failure::usage(problem, "report this")
    })?;
    if named.profile.is_none() {
        return super::run(cli.command, world).map_err(Failure::from);
    }
    // what it does is written down as its own deed, where its profile says
    let outer = world.swap_audit(None);
    let report = super::run(cli.command, world);
    world.swap_audit(outer);
    report.map_err(Failure::from)
}
