//! Providers: the rules that are built in against the documents that they are from, requests sent to a
//! sign endpoint with a real CA behind it, and failures told in each provider's own words. The hosts
//! are the providers' own names, and the servers are on loopback.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests: a failed unwrap is a failed test"
)]

#[path = "../common/mod.rs"]
mod common;

mod asked;
mod facts;
mod handed_over;
mod kept;
mod profiled;
mod revoked;
mod rules;
mod server;
mod submitted;
mod words;
