//! `csr`, `match-key` and `convert` as a user runs them, judged by openssl and keytool; and what
//! every command does with files that are not what they should be.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests: a failed unwrap is a failed test"
)]

mod common;

#[path = "material/bad_input.rs"]
mod bad_input;
#[path = "material/containers.rs"]
mod containers;
#[path = "material/convert.rs"]
mod convert;
#[path = "material/csr.rs"]
mod csr;
#[path = "material/foreign.rs"]
mod foreign;
#[path = "material/keystores.rs"]
mod keystores;
#[path = "material/locked_keys.rs"]
mod locked_keys;
#[path = "material/match_key.rs"]
mod match_key;
#[path = "material/pasted.rs"]
mod pasted;
