//! The `mtls` binary: runs, and ends with the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut terminal = mtls::Terminal::new();
    mtls::run(std::env::args_os(), &mut terminal).into()
}
