//! `csr`, `match-key`, `convert` and `sign` as a user runs them, judged by openssl and keytool; and what
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
#[path = "material/chains.rs"]
mod chains;
#[path = "material/containers.rs"]
mod containers;
#[path = "material/convert.rs"]
mod convert;
#[path = "material/convert_for.rs"]
mod convert_for;
#[path = "material/convert_forms.rs"]
mod convert_forms;
#[path = "material/convert_keys.rs"]
mod convert_keys;
#[path = "material/convert_refused.rs"]
mod convert_refused;
#[path = "material/csr.rs"]
mod csr;
#[path = "material/csr_asked.rs"]
mod csr_asked;
#[path = "material/csr_batch.rs"]
mod csr_batch;
#[path = "material/csr_foreign_table.rs"]
mod csr_foreign_table;
#[path = "material/csr_provider.rs"]
mod csr_provider;
#[path = "material/csr_renew.rs"]
mod csr_renew;
#[path = "material/findings.rs"]
mod findings;
#[path = "material/foreign.rs"]
mod foreign;
#[path = "material/inside.rs"]
mod inside;
#[path = "material/inspect.rs"]
mod inspect;
#[path = "material/inspect_servers.rs"]
mod inspect_servers;
#[path = "material/java.rs"]
mod java;
#[path = "material/jwk.rs"]
mod jwk;
#[path = "material/key_check.rs"]
mod key_check;
#[path = "material/keystores.rs"]
mod keystores;
#[path = "material/kinds.rs"]
mod kinds;
#[path = "material/locked_keys.rs"]
mod locked_keys;
#[path = "material/lookouts.rs"]
mod lookouts;
#[path = "material/match_key.rs"]
mod match_key;
#[path = "material/match_told.rs"]
mod match_told;
#[path = "material/messages.rs"]
mod messages;
#[path = "material/openssh.rs"]
mod openssh;
#[path = "material/pairing.rs"]
mod pairing;
#[path = "material/pasted.rs"]
mod pasted;
#[path = "material/search.rs"]
mod search;
#[path = "wire/servers.rs"]
mod servers;
#[path = "material/sign.rs"]
mod sign;
#[path = "material/sign_ca.rs"]
mod sign_ca;
#[path = "material/sign_files.rs"]
mod sign_files;
#[path = "material/sign_peers.rs"]
mod sign_peers;
#[path = "material/sign_refused.rs"]
mod sign_refused;
#[path = "material/sign_revoke.rs"]
mod sign_revoke;
#[path = "material/signatures.rs"]
mod signatures;
#[path = "material/truststore.rs"]
mod truststore;
#[path = "material/unguarded.rs"]
mod unguarded;
