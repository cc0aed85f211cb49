//! `call` and `token` against servers that people run: nginx, HAProxy, and an OAuth 2.0 server with
//! the features of RFC 8705 (npm's oidc-provider). Only loopback; each is ended by its process id.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests: a failed unwrap is a failed test"
)]

#[path = "../wire/certificates.rs"]
mod certificates;
#[path = "../common/mod.rs"]
mod common;

mod answers;
mod assertions;
mod bound;
mod discovery;
mod haproxy;
mod nginx;
mod provider;
mod refused;
mod server;
mod styles;
