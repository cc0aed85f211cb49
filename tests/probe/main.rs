//! `probe`, and what follows a failed `call` or `token` with `--diagnose`: against openssl, nginx and
//! small servers that count what reaches them. Only loopback.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    dead_code,
    reason = "tests: a failed unwrap is a failed test; what other tiers use of the shared files"
)]

#[path = "../wire/certificates.rs"]
mod certificates;
#[path = "../common/mod.rs"]
mod common;
#[path = "../wire/servers.rs"]
mod servers;

use common::server;

mod bounded;
mod counted;
mod counting;
mod follow;
mod kinds;
mod late;
mod local;
mod nginx;
mod nodes;
mod quoted;
mod told;
mod watch;
