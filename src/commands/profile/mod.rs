//! `--profile`: which environment is meant, and what it says put where the command line is silent.

mod endpoint;
mod file;
mod fill;
mod mixup;
mod places;
mod wanted;

use std::path::{Path, PathBuf};

use super::World;
use crate::cli::{Command, CsrStep, ProfileArgs};
use crate::core::material::Source;
use crate::core::profile::audit::Audit;
use crate::core::profile::{Environment, Profile, ProfileName, Profiles};
use crate::core::secret::SecretRef;
use crate::core::shell;
use crate::report::Failure;

pub use file::{load, seen_from};
pub use fill::{announce, identity as fill_identity, spelled};
pub use mixup::{check as check_mixup, leaf, others};

/// An environment that was named, and the file around it.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    /// Its name, whole.
    pub name: ProfileName,
    /// The profile it belongs to.
    pub profile: Profile,
    /// Itself.
    pub environment: Environment,
    /// All profiles of the file.
    pub all: Profiles,
    /// The file, where the command line names it.
    pub config: Option<PathBuf>,
}

impl Chosen {
    /// How a command names it, the file too where it was named: `--profile acme/sandbox`.
    pub fn named(&self) -> String {
        let file = self.config.as_ref().map(|file| {
            let file = file.display().to_string();
            format!(" --config {}", shell::word(&file))
        });
        format!("--profile {}{}", self.name, file.unwrap_or_default())
    }

    /// As its section is called in the file.
    pub fn section(&self) -> String {
        format!("{}.{}", self.profile.name, self.environment.name)
    }

    /// The failure that a key is missing; `what` it says.
    pub fn lacks(&self, key: &str, what: &str) -> Failure {
        Failure::usage(
            format!("{} in {} does not say {what}", self.name, self.all.shown),
            format!("add {key} = \"https://...\" to [{}]", self.section()),
        )
    }
}

/// Fills the environment that a command names into its arguments. What is typed goes first.
///
/// # Errors
/// Ends 2 for a profile that does not exist, and for what it forbids.
pub fn fill_in(command: &mut Command, world: &mut dyn World) -> anyhow::Result<()> {
    match command {
        Command::Call(sections) => {
            fill::sections(sections, world)?;
            for args in sections {
                fill::style(&mut args.grant, args.connection.provider.as_ref())?;
            }
            Ok(())
        }
        Command::Token(args) => {
            if let Some(chosen) = choose(&args.profile, "token", world)? {
                fill::token(args, &chosen, world)?;
            }
            Ok(fill::style(
                &mut args.grant,
                args.connection.provider.as_ref(),
            )?)
        }
        Command::Csr(args) => {
            if let Some(CsrStep::Submit(step)) = &mut args.step {
                let chosen = choose(&step.profile, "csr", world)?;
                return chosen.map_or(Ok(()), |chosen| endpoint::submit(step, &chosen, world));
            }
            if let Some(chosen) = choose(&args.profile, "csr", world)? {
                announce(&chosen, args.output.quiet || args.check.is_some(), world);
                args.provider = args.provider.take().or(chosen.profile.provider);
            }
            Ok(())
        }
        Command::Probe(args) => match choose(&args.profile, "probe", world)? {
            Some(chosen) => fill::probe(args, &chosen, world),
            None => Ok(()),
        },
        Command::Inspect(args) => {
            let chosen = choose(&args.profile, "inspect", world)?;
            let files = (&mut args.sources, &mut args.pass);
            looked_at(chosen.as_ref(), files, args.output.quiet, world)
        }
        Command::MatchKey(args) => {
            let chosen = choose(&args.profile, "match-key", world)?;
            let files = (&mut args.sources, &mut args.pass);
            looked_at(chosen.as_ref(), files, args.output.quiet, world)
        }
        Command::Convert(args) => {
            let chosen = choose(&args.profile, "convert", world)?;
            let files = (&mut args.sources, &mut args.pass);
            looked_at(chosen.as_ref(), files, args.output.quiet, world)
        }
        Command::Revoke(args) => match choose(&args.profile, "revoke", world)? {
            Some(chosen) => endpoint::revoke(args, &chosen, world),
            None => Ok(()),
        },
        Command::Check(_)
        | Command::Explain(_)
        | Command::Init(_)
        | Command::Provider(_)
        | Command::Rotate(_)
        | Command::Sandbox(_)
        | Command::Sign(_) => Ok(()),
    }
}

/// Production is announced of the profile's own files only: a file that is typed may be anybody's.
fn looked_at(
    chosen: Option<&Chosen>,
    (sources, pass): (&mut Vec<Source>, &mut Option<SecretRef>),
    is_mute: bool,
    world: &mut dyn World,
) -> anyhow::Result<()> {
    if let (Some(chosen), true) = (chosen, sources.is_empty()) {
        announce(chosen, is_mute, world);
    }
    fill::files(chosen, sources, pass)
}

/// The environment that arguments name; `None` when they name none.
///
/// # Errors
/// Ends 2 when it does not exist; never another one in its place.
pub fn choose(
    args: &ProfileArgs,
    command: &str,
    world: &mut dyn World,
) -> anyhow::Result<Option<Chosen>> {
    let Some(name) = args.profile.clone() else {
        return match &args.config {
            Some(file) => Err(idle(file).into()),
            None => Ok(None),
        };
    };
    let all = load(args.config.as_deref(), world)?;
    let (profile, environment) = all.find(&name)?;
    let audit = profile.audit.as_deref();
    let audit = audit.map(|file| Audit::open(file, &name, command, &user(world)));
    world.swap_audit(audit.transpose()?);
    Ok(Some(Chosen {
        name,
        profile: profile.clone(),
        environment: environment.clone(),
        all: all.clone(),
        config: args.config.clone(),
    }))
}

/// The same for a command that needs one; `fix` is how it is named.
///
/// # Errors
/// Ends 2 also when none is named.
pub fn chosen(
    args: &ProfileArgs,
    command: &str,
    fix: &str,
    world: &mut dyn World,
) -> anyhow::Result<Chosen> {
    let chosen = choose(args, command, world)?;
    chosen.ok_or_else(|| Failure::usage("no profile is named", fix).into())
}

/// Whoever runs this, by name and number.
fn user(world: &dyn World) -> String {
    let name = ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|variable| world.environment(variable))
        .map(|name| name.to_string_lossy().into_owned());
    #[cfg(unix)]
    let number = Some(rustix::process::getuid().as_raw().to_string());
    #[cfg(not(unix))]
    let number: Option<String> = None;
    match (name, number) {
        (Some(name), Some(number)) => format!("{name} (uid {number})"),
        (Some(name), None) => name,
        (None, Some(number)) => match account(&number) {
            Some(name) => format!("{name} (uid {number})"),
            None => format!("uid {number}"),
        },
        (None, number) => number.map_or_else(|| "unknown".into(), |n| format!("uid {n}")),
    }
}

/// The name of a user by number, where the system's file of accounts has it (passwd(5)).
fn account(number: &str) -> Option<String> {
    let text = fs_err::read_to_string("/etc/passwd").ok()?;
    let mut lines = text.lines().map(|line| line.split(':'));
    lines.find_map(|mut fields| {
        let name = fields.next()?;
        (fields.nth(1)? == number).then(|| name.to_owned())
    })
}

fn idle(file: &Path) -> Failure {
    Failure::usage(
        format!("{} is named, and no profile in it", file.display()),
        "add --profile PROFILE/ENVIRONMENT, or leave --config out",
    )
}
