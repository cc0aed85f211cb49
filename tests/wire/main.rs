//! `call` and `token` against real servers (nginx, openssl s_server, plain sockets) and beside the
//! real curl: what arrives there, and what is said when nothing does. Only loopback.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests: a failed unwrap is a failed test"
)]

#[path = "../common/mod.rs"]
mod common;

mod answers;
mod beside_curl;
mod between;
mod canary;
mod certificates;
mod client_refused;
mod converted;
mod killed;
mod local_files;
mod network;
mod proxies;
mod proxy;
mod recorder;
mod redirects;
mod resumption;
mod route;
mod scripted;
mod seeds;
mod server_refused;
mod servers;
mod table;
mod tokens;
mod transfers;
mod truth;
