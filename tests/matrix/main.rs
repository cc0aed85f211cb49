//! The measure of diagnosis: real servers, real faults, and how often the first answer is the true
//! cause. `docs/diagnosis.md` is the table, written by `MTLS_REGENERATE=1 cargo test --test matrix`.
//! Only loopback; each server is ended by its process id.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests: a failed unwrap is a failed test"
)]

#[path = "../common/mod.rs"]
mod common;

mod ask;
mod farm;
mod faults;
mod measure;
mod network;
mod pki;
mod servers;
mod table;
mod wrong;
