//! `explain` on what programs really print: their texts are captured here, from clients against
//! servers with a fault that the test has set up, and the answer has to be that fault. What is too
//! dear to be captured in each run stands in `captured/`, with how it was captured on top.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests: a failed unwrap is a failed test, and the hit rate is to be read"
)]

#[path = "../wire/certificates.rs"]
mod certificates;
#[path = "../common/mod.rs"]
mod common;
#[path = "../wire/servers.rs"]
#[expect(dead_code, reason = "nginx is started with its log here")]
mod servers;

mod captured;
mod clients;
mod command;
mod faults;
mod files;
mod logs;
mod tally;
