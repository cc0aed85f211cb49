//! Argument groups that several commands share, declared once.

use clap::{Args, ValueEnum};

use crate::core::material::Limits;
use crate::core::material::pbe::MAX_ITERATIONS;
use crate::core::secret::SecretRef;
use crate::exit::Exit;
use crate::report::Format;

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// on a terminal, unless NO_COLOR is set
    Auto,
    /// always
    Always,
    /// never
    Never,
}

/// How the answer is written; not in `call`, where these flags are curl's.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// Answer in JSON, one object a line
    #[arg(long, conflicts_with = "quiet")]
    pub json: bool,

    /// Say nothing but errors; the exit code answers
    #[arg(short, long)]
    pub quiet: bool,

    /// Tell more
    #[arg(short, long, conflicts_with = "quiet")]
    pub verbose: bool,
}

impl OutputArgs {
    /// The format asked for.
    pub fn format(&self) -> Format {
        if self.json {
            Format::Json
        } else if self.quiet {
            Format::Quiet
        } else if self.verbose {
            Format::Verbose
        } else {
            Format::Text
        }
    }
}

/// What reading may cost.
#[derive(Clone, Debug, Args, PartialEq)]
pub struct LimitArgs {
    /// Most iterations of key derivation that opening a locked file may take
    #[arg(long, value_name = "N", default_value_t = MAX_ITERATIONS, value_parser = clap::value_parser!(u64).range(1..))]
    pub kdf_limit: u64,
}

impl Default for LimitArgs {
    fn default() -> Self {
        Self {
            kdf_limit: MAX_ITERATIONS,
        }
    }
}

impl LimitArgs {
    /// For the core.
    pub fn limits(&self) -> Limits {
        Limits {
            kdf: self.kdf_limit,
        }
    }
}

/// How files are written that may hold a private key.
#[derive(Debug, Args)]
pub struct WriteArgs {
    /// Lock the private key that is written with this passphrase: env:NAME, file:PATH,
    /// cmd:COMMAND, fd:N, - or prompt
    #[arg(long, value_name = "REF", conflicts_with = "no_encrypt")]
    pub out_pass: Option<SecretRef>,

    /// Write the private key unlocked, and say nothing of it
    #[arg(long)]
    pub no_encrypt: bool,

    /// Overwrite files that exist
    #[arg(long)]
    pub force: bool,
}

/// The EXIT CODES section of commands that end with ours alone.
pub fn common_exits() -> String {
    exits(Exit::COMMON)
}

/// The EXIT CODES section of `call` and `token`.
pub fn curl_exits() -> String {
    exits(Exit::CURL)
}

/// EXAMPLES, then EXIT CODES.
pub fn examples(lines: &str, exits: &str) -> String {
    format!("Examples:\n{}\n\n{exits}", lines.trim_matches('\n'))
}

fn exits(codes: &[Exit]) -> String {
    let lines: Vec<String> = codes
        .iter()
        .map(|exit| format!("  {:>2}  {}", exit.code(), exit.meaning()))
        .collect();
    format!("Exit codes:\n{}", lines.join("\n"))
}
