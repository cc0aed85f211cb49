//! The files of the PyPI package `cryptography_vectors`, which nobody here made: each that
//! Python's cryptography or openssl can read is read, with the facts that cryptography gives.
//! What is left is listed in `vectors/left.txt` with its reason, and comes off that list when it
//! is read. `tests/run` gets the package; it is not kept here.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests: a failed unwrap is a failed test"
)]

mod common;

#[path = "vectors/facts.rs"]
mod facts;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;

use common::{Lab, Vectors, peer, vectors};
use facts::{Expected, difference};
use serde_json::Value;

/// How a file of the package fared.
enum Outcome {
    /// Read with the facts that cryptography gives.
    Agrees,
    /// Read, where cryptography refuses it.
    ReadHere,
    /// Read by nobody.
    Nobody,
    /// Not read, or read otherwise.
    Left(String),
}

#[test]
fn every_vector_that_openssl_reads_is_read_with_the_facts_that_cryptography_gives() {
    let (Some(openssl), Some(vectors)) = (peer("openssl"), vectors()) else {
        return;
    };
    let lab = Lab::new();
    let expected = expected(&lab, &vectors);
    let (found, said) = inspected(&lab, &expected);
    let listed = listed();
    let mut counts = Counts::default();
    let mut wrong = String::new();
    for file in &expected {
        let items = found.get(&file.path).map_or(&[][..], Vec::as_slice);
        let outcome = outcome(&lab, &openssl, file, items, said.get(&file.path));
        let on_list = listed.contains_key(&file.path);
        match &outcome {
            Outcome::Left(why) if !on_list => wrong.push_str(&format!("{}: {why}\n", file.path)),
            Outcome::Agrees | Outcome::ReadHere if on_list => {
                wrong.push_str(&format!("{}: is read; take it off the list\n", file.path));
            }
            _ => {}
        }
        counts.add(file, &outcome);
    }
    let known: BTreeSet<&String> = expected.iter().map(|file| &file.path).collect();
    for path in listed.keys().filter(|path| !known.contains(path)) {
        wrong.push_str(&format!("{path}: is on the list, but not in the package\n"));
    }
    // not by a macro, which the test harness would keep to itself
    write!(std::io::stderr(), "{}", counts.told()).unwrap();
    assert!(expected.len() > 1_000, "{} files only", expected.len());
    assert!(wrong.is_empty(), "tests/vectors/left.txt:\n{wrong}");
}

/// What cryptography says of each file; the files themselves are put into the lab.
fn expected(lab: &Lab, vectors: &Vectors) -> Vec<Expected> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/facts.py");
    let wheel = vectors.wheel();
    let arguments = [&script, &wheel, Path::new(".")].map(|path| path.to_str().unwrap());
    let ran = vectors.python(lab, &arguments);
    let lines = ran.lines();
    lines.map(Expected::parse).collect()
}

/// One run of ours for each passphrase: the items of each file, and what is said of it.
fn inspected(
    lab: &Lab,
    expected: &[Expected],
) -> (BTreeMap<String, Vec<Value>>, BTreeMap<String, String>) {
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let mut said: BTreeMap<String, String> = BTreeMap::new();
    let passphrases: BTreeSet<_> = expected.iter().map(|file| &file.passphrase).collect();
    for passphrase in passphrases {
        let files = expected.iter().filter(|f| &f.passphrase == passphrase);
        let files: Vec<&str> = files.map(|file| file.path.as_str()).collect();
        let reference = passphrase.as_ref().map(|text| format!("pass:{text}"));
        let further = reference.iter().flat_map(|r| ["--pass", r]);
        let all = ["inspect", "--json"].into_iter().chain(further);
        let ran = lab.mtls(&all.chain(files.iter().copied()).collect::<Vec<_>>());
        for line in ran.stdout.lines() {
            let item: Value = serde_json::from_str(line).unwrap();
            let source = item["source"].as_str().unwrap().to_owned();
            found.entry(source).or_default().push(item);
        }
        for file in files {
            let lines = ran.stderr.lines().filter(|line| line.contains(file));
            said.insert(file.to_owned(), lines.collect::<Vec<_>>().join("; "));
        }
    }
    (found, said)
}

fn outcome(
    lab: &Lab,
    openssl: &Path,
    file: &Expected,
    items: &[Value],
    said: Option<&String>,
) -> Outcome {
    if items.is_empty() {
        if file.items.is_empty() && !openssl_reads(lab, openssl, &file.path) {
            return Outcome::Nobody;
        }
        return Outcome::Left(said.cloned().unwrap_or_default());
    }
    if file.items.is_empty() {
        return Outcome::ReadHere;
    }
    difference(&file.items, items).map_or(Outcome::Agrees, Outcome::Left)
}

/// Whether openssl makes anything of a file, without a passphrase or with the commonest.
fn openssl_reads(lab: &Lab, openssl: &Path, file: &str) -> bool {
    let commands = [
        "x509 -noout",
        "req -noout",
        "pkey -noout -passin pass:password",
        "pkey -pubin -noout",
        "crl -noout",
        "pkcs7 -noout",
        "pkcs7 -noout -inform DER",
        "pkcs12 -noout -passin pass:password",
    ];
    commands.iter().any(|command| {
        let arguments = command.split(' ').chain(["-in", file]);
        lab.try_peer(openssl, &arguments.collect::<Vec<_>>()).code == 0
    })
}

/// The committed list: a path, a blank, the reason.
fn listed() -> BTreeMap<String, String> {
    let lines = include_str!("vectors/left.txt").lines();
    let entries = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    entries
        .map(|line| {
            let (path, reason) = line.split_once(' ').expect("a path, a blank, the reason");
            (path.to_owned(), reason.trim().to_owned())
        })
        .collect()
}

#[derive(Default)]
struct Counts {
    agree: BTreeMap<String, usize>,
    read_here: usize,
    nobody: usize,
    left: usize,
    files: usize,
}

impl Counts {
    fn add(&mut self, file: &Expected, outcome: &Outcome) {
        self.files += 1;
        match outcome {
            Outcome::Agrees => {
                for item in &file.items {
                    let kind = item["kind"].as_str().unwrap_or_default().to_owned();
                    *self.agree.entry(kind).or_default() += 1;
                }
            }
            Outcome::ReadHere => self.read_here += 1,
            Outcome::Nobody => self.nobody += 1,
            Outcome::Left(_) => self.left += 1,
        }
    }

    fn told(&self) -> String {
        let kinds = self.agree.iter().map(|(kind, n)| format!("{n} {kind}"));
        format!(
            "vectors: {} files; as cryptography says: {}; read here only: {} files; read by nobody: {}; left: {}\n",
            self.files,
            kinds.collect::<Vec<_>>().join(", "),
            self.read_here,
            self.nobody,
            self.left,
        )
    }
}
