//! How a run goes: where its arguments come from, its sections, several transfers at once.

use std::fmt;
use std::time::Duration;

use clap::{ArgAction, Args, ValueHint};

/// The run.
#[derive(Args)]
#[command(next_help_heading = "Run")]
pub struct RunArgs {
    /// Read arguments from FILE, - being stdin: one flag a line, as in key = "value"; keeps secrets
    /// out of the process list
    #[arg(short = 'K', long, value_name = "FILE", action = ArgAction::Append, value_hint = ValueHint::FilePath)]
    pub config: Vec<String>,

    /// Taken for curl's sake: no file is read unasked
    #[arg(short = 'q', long)]
    pub disable: bool,

    /// Begin another request with flags of its own; connections are kept across it
    #[arg(short = ':', long)]
    pub next: bool,

    /// Set a variable for --expand-FLAG, where {{NAME}} or {{NAME:trim:json:url:b64}} stands for it
    #[arg(long, value_name = "NAME=TEXT|NAME@FILE|%ENV[=TEXT]", action = ArgAction::Append)]
    pub variable: Vec<String>,

    /// Carry the transfers out at the same time; the run ends as the last of them that failed
    #[arg(short = 'Z', long)]
    pub parallel: bool,

    /// So many at once, each over a connection of its own
    #[arg(long, value_name = "N", default_value = "50")]
    pub parallel_max: u64,

    /// Taken for curl's sake: each has a connection of its own anyway
    #[arg(long)]
    pub parallel_immediate: bool,

    /// End with the first transfer that fails; with -Z those that have begun are finished
    #[arg(long)]
    pub fail_early: bool,

    /// Begin so many transfers a second, minute, hour or day, one after another
    #[arg(long, value_name = "N[/s|m|h|d]", value_parser = rate)]
    pub rate: Option<Duration>,

    /// The client secret stood in a config file, and not where others can read it.
    #[arg(skip)]
    pub secret_in_file: bool,

    /// The flag for which the command line's reader has read standard input already.
    #[arg(skip)]
    pub stdin_taker: Option<&'static str>,

    /// What reading the command line found worth telling.
    #[arg(skip)]
    pub notes: Vec<String>,
}

/// Silent: what is typed there may be a secret.
impl fmt::Debug for RunArgs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RunArgs(..)")
    }
}

/// The time between two starts, in milliseconds as curl has it; an hour's share without a unit.
fn rate(text: &str) -> Result<Duration, String> {
    let (number, unit) = text.split_once('/').unwrap_or((text, "h"));
    let milliseconds: u64 = match unit {
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => 0,
    };
    let number: u64 = number.parse().unwrap_or(0);
    if number == 0 || milliseconds == 0 {
        return Err("takes a number and a unit, as in 2/s, 30/m, 100/h or 1000/d".into());
    }
    Ok(Duration::from_millis(milliseconds / number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_times_between_starts() {
        assert_eq!(rate("2/s"), Ok(Duration::from_millis(500)));
        assert_eq!(rate("60"), Ok(Duration::from_secs(60)));
        assert_eq!(rate("2000/s"), Ok(Duration::ZERO));
        for wrong in ["0", "", "x/s", "1/w", "/s", "-1/s"] {
            assert!(rate(wrong).is_err(), "{wrong}");
        }
    }
}
