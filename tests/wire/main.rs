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

mod again;
mod answers;
mod beside_curl;
mod between;
mod bounded;
mod canary;
mod certificates;
mod client_refused;
mod converted;
mod cookies;
mod expectations;
mod first_steps;
mod forms;
mod globs;
mod hello;
mod issuer;
mod kept_whole;
mod killed;
mod laid_open;
mod late;
mod lines;
mod local_files;
mod many;
mod network;
mod once;
mod parallel;
mod pinned;
mod placed;
mod proxies;
mod proxy;
mod recorder;
mod redirected;
mod redirects;
mod rehearsals;
mod renewal;
mod resumption;
mod route;
mod routes;
mod screen;
mod scripted;
mod seeds;
mod server_refused;
mod servers;
mod shown_as_sent;
mod stops;
mod table;
mod tls_flags;
mod token_auth;
mod token_cache;
mod token_decode;
mod token_session;
mod tokens;
mod told;
mod transfers;
mod translations;
mod trust;
mod truth;
mod uploads;
