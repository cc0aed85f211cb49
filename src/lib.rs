//! One binary for the whole life of a client certificate: make the key and CSR, inspect, pair,
//! convert, get a token and make the call over mTLS, and say why a handshake was refused.
//!
//! `run` is the only place where all layers meet. See CONTRIBUTING.md for the map.

pub mod cli;
pub mod commands;
pub mod core;
pub mod exit;
pub mod render;
pub mod report;
pub mod terminal;

use std::ffi::OsString;

pub use exit::Exit;
pub use terminal::Terminal;

/// Runs one command line, the program's name first, and says how it ended.
pub fn run(args: impl IntoIterator<Item = OsString>, terminal: &mut Terminal) -> Exit {
    let cli = match cli::read(args, &mut commands::Outside(terminal)) {
        Ok(cli) => cli,
        Err(said) => return terminal.usage(&said),
    };
    terminal.set_color(cli.color);
    match commands::run(cli.command, terminal) {
        Ok(report) => terminal.answer(&report),
        Err(error) => terminal.failure(&report::Failure::from(error)),
    }
}
