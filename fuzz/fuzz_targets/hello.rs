//! Fuzzes `entries::hello`.

#![no_main]

#[path = "../../tests/fuzz_corpus/entries.rs"]
#[allow(dead_code, reason = "each target uses its share")]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::hello(bytes));
