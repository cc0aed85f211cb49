//! Holds the layers of the house by reading src/ as text: who may know whom, who may print, how
//! long a file may be. Each violation names its file, its line and the rule. CONTRIBUTING.md has
//! the picture.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its files fails"
)]

use std::fmt::Write as _;
use std::path::{Path as FilePath, PathBuf};

#[path = "architecture/code.rs"]
mod code;

use code::{Path, Token, functions, paths, shipped, starts_with};

/// core's folders, each knowing only those to its left (and itself).
const ORDER: &[&str] = &[
    "material",
    "identity",
    "issue",
    "tls",
    "http",
    "oauth",
    "diagnosis",
    "probe",
    "provider",
    "profile",
    "sandbox",
];
/// core's single files, below all folders; they know each other.
const BOTTOM: &[&str] = &[
    "error",
    "secret",
    "clock",
    "save",
    "nearest",
    "placeholder",
    "shell",
];
/// What of material an error's sentence may hold.
const PLAIN_TYPES: &[&str] = &["Kind", "Looks", "Origin"];
/// Crates of the person in front, of no use to a mute core.
const FRONT_CRATES: &[&str] = &["clap", "anyhow", "rpassword", "indicatif"];
const PRINTING: &[&str] = &["print", "println", "eprint", "eprintln", "dbg"];
const UNFINISHED_MACROS: &[&str] = &["todo", "unimplemented"];
// written in two parts, so that this file does not name what it forbids
const UNFINISHED: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME")];
const HIDING: &[&str] = &[concat!("#[ig", "nore"), concat!("[al", "low(")];
const MACHINE: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
];
/// Lines a file may have outside its test module.
const MAX_LINES: usize = 400;
/// Lines a function may have where nine in ten have fewer.
const SHORT: usize = 35;
/// What else in the repository is read, for machine paths.
const BESIDE: &[&str] = &[
    ".ci",
    "benches",
    "completions",
    "docs",
    "man",
    "tests",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.toml",
    "README.md",
];

#[test]
fn the_layers_hold() {
    let files = read(&["src"]);
    assert!(files.len() > 30, "src/ was not found");
    report(&files.iter().flat_map(violations).collect::<Vec<_>>());
}

#[test]
fn nothing_names_the_machine_it_was_made_on() {
    report(&read(BESIDE).iter().flat_map(beside).collect::<Vec<_>>());
}

#[test]
fn nine_functions_in_ten_are_short() {
    let all: Vec<(String, usize)> = read(&["src"])
        .iter()
        .flat_map(|file| {
            let (tokens, _) = shipped(&file.text);
            let name = |f: &code::Function| format!("{}:{} {}", file.path, f.line, f.name);
            let list: Vec<_> = functions(&tokens)
                .iter()
                .map(|f| (name(f), f.lines))
                .collect();
            list
        })
        .collect();
    let long: Vec<_> = all.iter().filter(|(_, lines)| *lines >= SHORT).collect();
    assert!(
        long.len() * 10 <= all.len(),
        "{} of {} functions have {SHORT} lines or more: {long:#?}",
        long.len(),
        all.len()
    );
}

/// A file of the repository, its path from the repository's root with `/`.
struct File {
    path: String,
    text: String,
}

impl File {
    /// Its module path: `src/core/tls/mod.rs` is `core::tls`.
    fn module(&self) -> Vec<String> {
        let inner = self.path.trim_start_matches("src/").trim_end_matches(".rs");
        inner
            .split('/')
            .filter(|part| !matches!(*part, "mod" | "lib" | "main"))
            .map(str::to_owned)
            .collect()
    }
}

/// `file:line: rule`, one for each breach.
fn violations(file: &File) -> Vec<String> {
    let (tokens, test_lines) = shipped(&file.text);
    let module = file.module();
    let paths = paths(&tokens, &module);
    let mut found = Vec::new();
    found.extend(form(file, test_lines));
    found.extend(words(&tokens, &file.path));
    for path in &paths {
        let layer = module.first().map_or("", String::as_str);
        let said = layers(layer, path)
            .or_else(|| order(&module, path))
            .or_else(|| outside(&file.path, path));
        found.extend(said.map(|rule| (path.line, rule)));
    }
    let mut lines: Vec<String> = found
        .into_iter()
        .map(|(line, rule)| format!("{}:{line}: {rule}", file.path))
        .collect();
    lines.extend(beside(file));
    lines
}

/// How every file of src/ looks.
fn form(file: &File, test_lines: usize) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    // a provider's rules are TOML, and open with their source
    let opening = if file.path.ends_with(".toml") {
        "# "
    } else {
        "//! "
    };
    if !file.text.starts_with(opening) {
        found.push((
            1,
            "a file opens with //! and what it is for, and must not do".into(),
        ));
    }
    let lines = file.text.lines().count() - test_lines;
    if lines > MAX_LINES {
        found.push((
            MAX_LINES,
            format!("{lines} lines outside tests; {MAX_LINES} are the most"),
        ));
    }
    for (number, line) in file.text.lines().enumerate() {
        for word in UNFINISHED.iter().chain(HIDING) {
            if line.contains(word) {
                found.push((
                    number + 1,
                    format!("{word}: finished, or not there; expect(.., reason) for a lint"),
                ));
            }
        }
    }
    found
}

/// Rules on single words.
fn words(tokens: &[Token], path: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let in_core = path.starts_with("src/core/");
    let is_terminal = path == "src/terminal.rs";
    for (at, token) in tokens.iter().enumerate() {
        let word = token.text.as_str();
        let next = |texts: &[&str]| starts_with(&tokens[at + 1..], texts);
        let rule = if in_core && FRONT_CRATES.contains(&word) {
            format!("{word}: the core knows no command line and no terminal")
        } else if PRINTING.contains(&word) && next(&["!"]) && !is_terminal {
            format!("{word}!: only terminal.rs prints")
        } else if UNFINISHED_MACROS.contains(&word) && next(&["!"]) {
            format!("{word}!: finished, or not there")
        } else if word == "io" && (next(&["::", "stdout"]) || next(&["::", "stderr"])) {
            if is_terminal {
                continue;
            }
            "only terminal.rs has the standard streams; take them from World".into()
        } else if reads_the_clock(&tokens[at..]) && !is_terminal {
            "only terminal.rs reads the wall clock; take a Clock or a Time".into()
        } else {
            continue;
        };
        found.push((token.line, rule));
    }
    found
}

fn reads_the_clock(tokens: &[Token]) -> bool {
    let clock = |t: &str| matches!(t, "SystemTime" | "UnixTime" | "OffsetDateTime");
    tokens.len() > 2
        && clock(&tokens[0].text)
        && tokens[1].text == "::"
        && tokens[2].text.starts_with("now")
}

/// Which layer may know which; `None` when it may.
fn layers(layer: &str, path: &Path) -> Option<String> {
    let target = path.segments.first()?.as_str();
    if target == "std" {
        return None;
    }
    let may: &[&str] = match layer {
        "core" => &["core"],
        "exit" => &["exit"],
        "cli" => &["cli", "core", "exit", "report"],
        "commands" => &["cli", "commands", "core", "exit", "report"],
        "report" => &["core", "exit", "report"],
        "render" => &["core", "exit", "render", "report"],
        _ => return None, // lib.rs and terminal.rs are where layers meet
    };
    if !may.contains(&target) {
        return Some(format!("{layer} may not know crate::{target}"));
    }
    let last = path.segments.last()?;
    let is_type = last.chars().next().is_some_and(char::is_uppercase);
    if layer == "cli" && target == "core" && !is_type {
        return Some(format!(
            "cli may name the core's value types only, not {}",
            path.segments.join("::")
        ));
    }
    None
}

/// The order of imports inside core.
fn order(module: &[String], path: &Path) -> Option<String> {
    let own = match module {
        [core, own, ..] if core == "core" => own.as_str(),
        _ => return None,
    };
    let rank = |name: &str| {
        let folder = ORDER.iter().position(|m| *m == name).map(|n| n + 1);
        folder.or_else(|| BOTTOM.contains(&name).then_some(0))
    };
    let Some(own_rank) = rank(own) else {
        return Some(format!(
            "core::{own} has no place in the order; give it one in tests/architecture.rs"
        ));
    };
    let named = match path.segments.as_slice() {
        [core] if core == "core" => {
            return Some("name the module, not all of core".into());
        }
        [core, named, ..] if core == "core" => named.as_str(),
        _ => return None,
    };
    if matches!(named, "Error" | "Result") {
        return None; // error's, named at core's door
    }
    if own == "error" && named == "material" {
        let plain = |s: &String| PLAIN_TYPES.contains(&s.as_str());
        return (!path.segments.last().is_some_and(plain))
            .then(|| format!("error may name material's {PLAIN_TYPES:?} only"));
    }
    match rank(named) {
        Some(rank) if rank <= own_rank => None,
        Some(_) => Some(format!(
            "core::{own} may not know core::{named}, which comes after it: {}",
            ORDER.join(" < ")
        )),
        None => Some(format!("core::{named} has no place in the order")),
    }
}

/// The environment, the process and the standard streams.
fn outside(file: &str, path: &Path) -> Option<String> {
    let names: Vec<&str> = path.segments.iter().map(String::as_str).collect();
    let is_terminal = file == "src/terminal.rs";
    match names.as_slice() {
        ["std", "env", "split_paths"] => None, // of a text, whoever it comes from
        ["std", "env", "args_os"] if file == "src/main.rs" => None,
        ["std", "env", ..] if !is_terminal => {
            Some("only terminal.rs reads the environment; take it from World".into())
        }
        ["std", "process", "exit" | "abort", ..] => {
            Some("nothing ends the process; return an Exit".into())
        }
        ["std", "fs", ..] if file.starts_with("src/core/") => {
            Some("fs-err names the file in its error; std::fs does not".into())
        }
        ["std", "io", "stdout" | "stderr"] if !is_terminal => {
            Some("only terminal.rs has the standard streams; take them from World".into())
        }
        ["std", "fs" | "io", "*"] => Some("a glob hides what is taken".into()),
        _ => None,
    }
}

/// Rules for every text in the repository.
fn beside(file: &File) -> Vec<String> {
    let mut found = Vec::new();
    for (number, line) in file.text.lines().enumerate() {
        for path in MACHINE {
            if line.contains(path) {
                found.push(format!(
                    "{}:{}: a path of one machine ({path})",
                    file.path,
                    number + 1
                ));
            }
        }
    }
    found
}

fn report(found: &[String]) {
    let list = found.iter().fold(String::new(), |mut out, line| {
        let _ = writeln!(out, "  {line}");
        out
    });
    assert!(found.is_empty(), "the house does not hold:\n{list}");
}

fn read(roots: &[&str]) -> Vec<File> {
    let top = FilePath::new(env!("CARGO_MANIFEST_DIR"));
    let mut waiting: Vec<PathBuf> = roots.iter().map(|root| top.join(root)).collect();
    let mut files = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let entries = fs_err::read_dir(&path).unwrap();
            waiting.extend(entries.map(|entry| entry.unwrap().path()));
        } else if path.is_file() {
            let name = path.strip_prefix(top).unwrap().to_string_lossy();
            files.push(File {
                path: name.replace('\\', "/"),
                text: String::from_utf8_lossy(&fs_err::read(&path).unwrap()).into_owned(),
            });
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// Each rule, broken once: a test that cannot fail holds nothing.
#[test]
fn each_rule_fails_when_it_is_broken() {
    for (path, text, rule) in BREACHES {
        let file = File {
            path: (*path).to_owned(),
            text: format!("//! x\n{text}\n"),
        };
        let found = violations(&file).join("\n");
        assert!(
            found.contains(rule) && found.contains(&format!("{path}:2:")),
            "{text:?} in {path} should break {rule:?}, but: {found:?}"
        );
    }
    let long = File {
        path: "src/render/x.rs".into(),
        text: format!("//! x\n{}", "fn a() {}\n".repeat(MAX_LINES)),
    };
    assert!(violations(&long).join("").contains("401 lines"));
    let headless = File {
        path: "src/render/x.rs".into(),
        text: "// x\n".into(),
    };
    assert!(violations(&headless).join("").contains("opens with //!"));
}

#[test]
fn what_is_allowed_is_not_a_breach() {
    for (path, text) in ALLOWED {
        let file = File {
            path: (*path).to_owned(),
            text: format!("//! x\n{text}\n"),
        };
        assert_eq!(violations(&file), Vec::<String>::new(), "{text:?}");
    }
}

#[rustfmt::skip] // a table
const BREACHES: &[(&str, &str, &str)] = &[
    ("src/core/tls/a.rs", "use clap::Args;", "no command line"),
    ("src/core/tls/a.rs", "fn f() -> anyhow::Result<()>", "anyhow"),
    ("src/core/tls/a.rs", "use crate::cli::X;", "crate::cli"),
    ("src/core/tls/a.rs", "use crate::{core::Error, exit::Exit};", "crate::exit"),
    ("src/core/tls/a.rs", "fn f(_: &crate::report::Report) {}", "crate::report"),
    ("src/core/tls/a.rs", "use super::super::super::render;", "crate::render"),
    ("src/core/tls/a.rs", "fn f() { println!(\"x\") }", "only terminal.rs prints"),
    ("src/render/a.rs", "fn f() { eprint!(\"x\") }", "only terminal.rs prints"),
    ("src/commands/a.rs", "fn f() { let _ = std::io::stderr(); }", "standard streams"),
    ("src/commands/a.rs", "use std::io::{Read, stdout};", "standard streams"),
    ("src/commands/a.rs", "fn f() { std::env::var(\"X\"); }", "the environment"),
    ("src/main.rs", "fn f() { std::env::vars_os(); }", "the environment"),
    ("src/cli/a.rs", "use std::{env, fmt};", "the environment"),
    ("src/core/tls/a.rs", "fn f() { SystemTime::now(); }", "wall clock"),
    ("src/core/tls/a.rs", "fn f() { pki_types::UnixTime::now() }", "wall clock"),
    ("src/commands/a.rs", "use crate::terminal::Terminal;", "crate::terminal"),
    ("src/commands/a.rs", "use crate::render::printable;", "crate::render"),
    ("src/render/a.rs", "use crate::commands;", "crate::commands"),
    ("src/report/a.rs", "use crate::render::Style;", "crate::render"),
    ("src/cli/a.rs", "use crate::core::http::send;", "value types only"),
    ("src/cli/a.rs", "use crate::core::tls;", "value types only"),
    ("src/core/material/a.rs", "use crate::core::identity::Chain;", "comes after"),
    ("src/core/material/a.rs", "use super::super::issue::Subject;", "comes after"),
    ("src/core/tls/mod.rs", "use super::http::Request;", "comes after"),
    ("src/core/oauth/a.rs", "use crate::core::{diagnosis::Code, tls};", "comes after"),
    ("src/core/save.rs", "use super::material::Origin;", "comes after"),
    ("src/core/error.rs", "use super::material::PrivateKey;", "error may name"),
    ("src/core/novel/a.rs", "use crate::core::tls::X;", "no place in the order"),
    ("src/core/tls/a.rs", "use crate::core::*;", "no place in the order"),
    ("src/core/tls/a.rs", "fn f() { std::process::exit(1) }", "ends the process"),
    ("src/core/tls/a.rs", "use std::fs::File;", "fs-err"),
    ("src/core/tls/a.rs", "fn f() { todo!() }", "finished"),
    ("src/core/tls/a.rs", concat!("// TO", "DO later"), "finished"),
    ("src/core/tls/a.rs", concat!("#[al", "low(dead_code)]"), "finished"),
    ("src/core/tls/a.rs", concat!("const A: &str = \"/ho", "me/me\";"), "one machine"),
];

#[rustfmt::skip] // a table
const ALLOWED: &[(&str, &str)] = &[
    ("src/core/tls/a.rs", "// println! and clap in a comment"),
    ("src/core/tls/a.rs", "const A: &str = \"println!() clap // \\\" anyhow\";"),
    ("src/core/tls/a.rs", "const A: &str = r#\"clap \" anyhow\"#;"),
    ("src/core/tls/a.rs", "fn f<'a>(x: &'a str) { let _ = ('\"', '\\'', '\u{e9}'); }"),
    ("src/core/tls/a.rs", "/* use clap; /* nested */ anyhow */"),
    ("src/core/tls/a.rs", "#[cfg(test)]\nmod tests {\n    use clap::X;\n    fn f() { println!(); }\n}"),
    ("src/core/tls/a.rs", "use crate::core::{Error, Result, material::{self, Origin}};"),
    ("src/core/tls/a.rs", "use super::super::material::key::PrivateKey as Key;"),
    ("src/core/error.rs", "use super::material::{Kind, Looks, Origin};"),
    ("src/core/diagnosis/a.rs", "use crate::core::{http::Answer, oauth, tls::Evidence};"),
    ("src/cli/a.rs", "use crate::core::oauth::AuthStyle;"),
    ("src/main.rs", "fn f() { std::env::args_os(); }"),
    ("src/terminal.rs", "use std::io::{self, stdout}; fn f() { io::stderr(); std::env::var_os(\"X\"); }"),
];
