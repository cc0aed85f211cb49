//! Every line of the five documents has its place: it says something, which the provider's file says too
//! (`said`: a row of `tests/provider/facts/`), or it is walked by a test named here. What is `run` stands in
//! the walks to the letter; a `heading` says nothing of the provider.

use std::path::{Path, PathBuf};

/// Document, and its rows: where a span begins, where it ends (empty: there), and `said`, `heading`,
/// `run TEST` or `walk TEST`.
const TABLES: [(&str, &str); 5] = [
    ("apata", include_str!("lines/apata.tsv")),
    ("banking-api", include_str!("lines/banking-api.tsv")),
    ("conta-simples", include_str!("lines/conta-simples.tsv")),
    ("knoxcall", include_str!("lines/knoxcall.tsv")),
    ("vtex", include_str!("lines/vtex.tsv")),
];

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// All texts of the folders, one behind the other.
fn texts(folders: &[&str]) -> String {
    let mut all = String::new();
    for folder in folders {
        for entry in fs_err::read_dir(here(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                all.push_str(&fs_err::read_to_string(path).unwrap());
            }
        }
    }
    all
}

fn rows(table: &'static str) -> impl Iterator<Item = [&'static str; 3]> {
    table.lines().map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        <[&str; 3]>::try_from(cells).unwrap_or_else(|_| panic!("three cells: {line:?}"))
    })
}

#[test]
fn every_step_that_the_tables_name_is_a_test() {
    let tests = texts(&["tests/sandbox", "tests/sandbox/walks"]);
    for (name, table) in TABLES {
        for [from, _, step] in rows(table) {
            let test = match step.split_once(' ') {
                Some(("run" | "walk", test)) => test,
                None if ["said", "heading"].contains(&step) => continue,
                _ => panic!("{name}: {from}: {step}?"),
            };
            let is_there = tests.contains(&format!("#[test]\nfn {test}() {{"));
            assert!(is_there, "{name}: {from}: no test {test}");
        }
    }
}

#[test]
fn every_line_of_the_documents_is_walked_or_said() {
    let seeds = here("../shared/seeds");
    if !seeds.is_dir() {
        return; // the documents are not part of the project
    }
    let walked = texts(&[
        "tests/sandbox/walks",
        "tests/sandbox/walks/words",
        "tests/wire/seeds",
    ]);
    let mut missing = Vec::new();
    for (name, table) in TABLES {
        let text = fs_err::read_to_string(seeds.join(format!("{name}.txt"))).unwrap();
        let facts = format!("tests/provider/facts/{name}.tsv");
        let facts = fs_err::read_to_string(here(&facts)).unwrap();
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let lines: Vec<&str> = lines.into_iter().filter(|line| !line.is_empty()).collect();
        let mut rest = lines.as_slice();
        for [from, to, step] in rows(table) {
            let Some((span, more)) = span(rest, from, to) else {
                panic!(
                    "{name}: the next line is {:?}, not {from}..{to}",
                    rest.first()
                );
            };
            rest = more;
            missing.extend(span.iter().filter_map(|line| {
                let lost = match step.split_once(' ') {
                    None => is_code(line) || (step == "said" && !is_said(&facts, line)),
                    Some(("run", _)) => !is_quoted(&walked, line),
                    Some(_) => is_command(line) && !is_quoted(&walked, line),
                };
                lost.then(|| format!("{name}: {step}: {line}"))
            }));
        }
        missing.extend(rest.iter().map(|line| format!("{name}: no row: {line}")));
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The lines from the first, which begins so, to the next one that begins like the end; and the rest.
fn span<'a>(lines: &'a [&'a str], from: &str, to: &str) -> Option<(&'a [&'a str], &'a [&'a str])> {
    lines.first().filter(|line| line.starts_with(from))?;
    let end = match to {
        "" => 0,
        to => 1 + lines[1..].iter().position(|line| line.starts_with(to))?,
    };
    Some(lines.split_at(end + 1))
}

/// Whether a row of the facts has a sentence of this line, or this line as part of one.
fn is_said(facts: &str, line: &str) -> bool {
    let sentences = facts.lines().filter_map(|row| row.rsplit('\t').next());
    let mut sentences = sentences.filter(|sentence| !sentence.is_empty());
    sentences.any(|sentence| line.contains(sentence) || sentence.contains(line))
}

/// Whether the line stands in the walks; the documents have headings glued to some.
fn is_quoted(walked: &str, line: &str) -> bool {
    let is_number = |c: char| c.is_ascii_digit() || ". •".contains(c);
    let line = line.trim_start_matches(is_number);
    let is_glued = |known: &str| {
        let behind = line.strip_prefix(known.trim()).unwrap_or_default();
        known.len() > 2 && behind.starts_with(char::is_uppercase)
    };
    walked.contains(line) || walked.lines().any(is_glued)
}

/// What is never only said: a command line that is to be run to the letter.
fn is_command(line: &str) -> bool {
    ["openssl ", "curl ", "cat ", "--"]
        .iter()
        .any(|start| line.starts_with(start) && !line.starts_with("---"))
}

/// What is never only said: a command line, or a line of code.
fn is_code(line: &str) -> bool {
    let begins = [
        "const ", "import ", "class ", "await ", "return ", "SELECT", "-H ", "-d ", "{", "}", "\"",
    ];
    is_command(line) || line.ends_with(';') || begins.iter().any(|start| line.starts_with(start))
}

#[test]
fn a_line_that_is_not_walked_is_found() {
    let lines = [
        "Step 1",
        "openssl req -new",
        "-out a.csrYou will",
        "be asked",
        "Step 2",
    ];
    let (first, rest) = span(&lines, "Step", "-out").unwrap();
    assert_eq!((first.len(), rest.len()), (3, 2));
    assert!(span(rest, "Step", "").is_none(), "a line is passed over");
    assert!(span(rest, "be", "Step 3").is_none());
    let walked = "openssl req -new\n-out a.csr\n";
    assert!(is_quoted(walked, lines[1]) && is_quoted(walked, lines[2]));
    assert!(!is_quoted(walked, "openssl req -x509") && !is_quoted(walked, "-out a.csr.pem"));
    for line in [
        "openssl req",
        "curl x",
        "--cert a",
        "const a = 1;",
        "\"a\": 1,",
        "SELECT",
    ] {
        assert!(is_code(line), "{line}");
    }
    assert!(!is_code("You will be asked") && !is_code("-----BEGIN CERTIFICATE-----"));
}
