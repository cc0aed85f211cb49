//! The subcommands by name. Only the one that is called is defined in full: most of a call's
//! start-up went into flags that it has no use for.

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, Error, FromArgMatches, Subcommand};

use super::{
    CallArgs, CheckArgs, ConvertArgs, CsrArgs, ExplainArgs, InitArgs, InspectArgs, MatchKeyArgs,
    ProbeArgs, ProviderArgs, RevokeArgs, RotateArgs, SandboxArgs, SignArgs, TokenArgs,
};

/// A subcommand and what was typed to it.
#[derive(Debug)]
#[expect(missing_docs, reason = "its arguments carry its help")]
pub enum Command {
    Csr(Box<CsrArgs>),
    Inspect(InspectArgs),
    MatchKey(MatchKeyArgs),
    Convert(ConvertArgs),
    Token(Box<TokenArgs>),
    /// What stands between two `--next`, in order.
    Call(Vec<CallArgs>),
    Probe(Box<ProbeArgs>),
    Explain(ExplainArgs),
    Provider(ProviderArgs),
    Revoke(Box<RevokeArgs>),
    Sign(Box<SignArgs>),
    Sandbox(SandboxArgs),
    Check(CheckArgs),
    Rotate(RotateArgs),
    Init(Box<InitArgs>),
}

/// One subcommand: its name, its sentence in the list, its flags, and itself from what was typed.
struct Row {
    name: &'static str,
    about: &'static str,
    define: fn(clap::Command) -> clap::Command,
    take: fn(&ArgMatches) -> Result<Command, Error>,
}

impl Subcommand for Command {
    fn augment_subcommands(command: clap::Command) -> clap::Command {
        let rows = ROWS.iter().map(|row| {
            let short = clap::Command::new(row.name).about(row.about);
            short.defer(row.define)
        });
        command.subcommands(rows)
    }

    fn augment_subcommands_for_update(command: clap::Command) -> clap::Command {
        Self::augment_subcommands(command)
    }

    fn has_subcommand(name: &str) -> bool {
        ROWS.iter().any(|row| row.name == name)
    }
}

/// The command that a word with a letter or two wrong means.
pub(super) fn nearest(typed: &str) -> Option<&'static str> {
    let names = ROWS.iter().map(|row| row.name);
    let near = names.map(|name| (strsim::damerau_levenshtein(typed, name), name));
    let (distance, name) = near.min()?;
    (distance <= 2 && distance * 3 < name.len()).then_some(name)
}

impl FromArgMatches for Command {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let called = matches.subcommand().and_then(|(name, matches)| {
            let row = ROWS.iter().find(|row| row.name == name)?;
            Some((row.take)(matches))
        });
        called.unwrap_or_else(|| Err(Error::new(ErrorKind::MissingSubcommand)))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

const ROWS: &[Row] = &[
    Row {
        name: "csr",
        about: "Make a private key, and the request (CSR) that asks for its certificate",
        define: CsrArgs::augment_args,
        take: |m| Ok(Command::Csr(Box::new(CsrArgs::from_arg_matches(m)?))),
    },
    Row {
        name: "inspect",
        about: "Tell what a file, a folder or a server holds: whose certificate, how long it lasts, which key",
        define: InspectArgs::augment_args,
        take: |m| Ok(Command::Inspect(InspectArgs::from_arg_matches(m)?)),
    },
    Row {
        name: "match-key",
        about: "Tell whether certificates, keys and requests belong together",
        define: MatchKeyArgs::augment_args,
        take: |m| Ok(Command::MatchKey(MatchKeyArgs::from_arg_matches(m)?)),
    },
    Row {
        name: "convert",
        about: "Turn PFX (PKCS#12), PEM, PKCS#7 or DER into another form",
        define: ConvertArgs::augment_args,
        take: |m| Ok(Command::Convert(ConvertArgs::from_arg_matches(m)?)),
    },
    Row {
        name: "token",
        about: "Get an OAuth 2.0 token over mTLS (client credentials)",
        define: TokenArgs::augment_args,
        take: |m| Ok(Command::Token(Box::new(TokenArgs::from_arg_matches(m)?))),
    },
    Row {
        name: "call",
        about: "Make an HTTP request over mTLS, with curl's flags",
        define: CallArgs::augment_args,
        take: |m| Ok(Command::Call(vec![CallArgs::from_arg_matches(m)?])),
    },
    Row {
        name: "probe",
        about: "Take the handshake apart: what the server asks for, what it gets, why it refuses",
        define: ProbeArgs::augment_args,
        take: |m| Ok(Command::Probe(Box::new(ProbeArgs::from_arg_matches(m)?))),
    },
    Row {
        name: "explain",
        about: "Tell what an error text of another program means, and what to do",
        define: ExplainArgs::augment_args,
        take: |m| Ok(Command::Explain(ExplainArgs::from_arg_matches(m)?)),
    },
    Row {
        name: "sign",
        about: "Sign a partner's request (CSR) with a CA of yours, or make that CA",
        define: super::sign::define,
        take: |m| Ok(Command::Sign(Box::new(SignArgs::from_arg_matches(m)?))),
    },
    Row {
        name: "provider",
        about: "Tell what a provider asks for: fields, hosts, tokens, headers, refusals and their fixes",
        define: ProviderArgs::augment_args,
        take: |m| Ok(Command::Provider(ProviderArgs::from_arg_matches(m)?)),
    },
    Row {
        name: "revoke",
        about: "Have a certificate revoked by the provider that signed it",
        define: RevokeArgs::augment_args,
        take: |m| Ok(Command::Revoke(Box::new(RevokeArgs::from_arg_matches(m)?))),
    },
    Row {
        name: "sandbox",
        about: "Run a provider on this machine to try against: its own CA, tokens, real refusals",
        define: SandboxArgs::augment_args,
        take: |m| Ok(Command::Sandbox(SandboxArgs::from_arg_matches(m)?)),
    },
    Row {
        name: "check",
        about: "Check everything that a profile needs, before it is needed",
        define: CheckArgs::augment_args,
        take: |m| Ok(Command::Check(CheckArgs::from_arg_matches(m)?)),
    },
    Row {
        name: "rotate",
        about: "Change a profile's certificate without downtime",
        define: RotateArgs::augment_args,
        take: |m| Ok(Command::Rotate(RotateArgs::from_arg_matches(m)?)),
    },
    Row {
        name: "init",
        about: "Write a profile into mtls.toml, so that --profile PROFILE/ENV says the rest",
        define: InitArgs::augment_args,
        take: |m| Ok(Command::Init(Box::new(InitArgs::from_arg_matches(m)?))),
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_says_of_each_what_its_own_help_says() {
        for row in ROWS {
            let full = (row.define)(clap::Command::new(row.name));
            let about = full.get_about().map(ToString::to_string);
            assert_eq!(about.as_deref(), Some(row.about));
        }
    }
}
