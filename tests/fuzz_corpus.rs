//! What the fuzzer once found, and a few real files of each kind: no input panics, and none takes
//! long. CONTRIBUTING.md tells how the corpora in `fuzz/corpus/` grow.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests: a failed unwrap is a failed test"
)]

#[path = "fuzz_corpus/entries.rs"]
mod entries;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[test]
fn every_input_of_every_corpus_ends_in_an_answer_at_once() {
    for (target, read) in entries::TARGETS {
        let inputs = inputs(target);
        assert!(inputs.len() > 5, "the corpus of {target} is not there");
        for input in inputs {
            let bytes = std::fs::read(&input).unwrap();
            let since = Instant::now();
            let ended = std::panic::catch_unwind(|| read(&bytes));
            assert!(ended.is_ok(), "{} panics", input.display());
            let took = since.elapsed();
            assert!(took < LONGEST, "{} took {took:?}", input.display());
        }
    }
}

/// What is found for one reader is worth trying on all of them.
#[test]
fn every_input_is_tried_on_every_reader() {
    for (target, _) in entries::TARGETS {
        for input in inputs(target) {
            let bytes = std::fs::read(&input).unwrap();
            for (_, read) in entries::TARGETS {
                read(&bytes);
            }
        }
    }
}

fn inputs(target: &str) -> Vec<PathBuf> {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    let folder = std::fs::read_dir(corpora.join(target)).unwrap();
    folder.map(|entry| entry.unwrap().path()).collect()
}

/// For one input in an unoptimised build on a busy machine; nothing takes a tenth of it.
const LONGEST: Duration = Duration::from_secs(5);
