//! man/ and completions/ say what the command line is: both are generated from its definition in
//! memory and compared with the files. `MTLS_REGENERATE=1 cargo test --test generated` rewrites
//! them. Neither holds a date or a version, so that only a change of the command line changes them.

#![expect(
    clippy::unwrap_used,
    reason = "what cannot be generated fails the test"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "MTLS_REGENERATE is the test's own switch"
)]

use std::collections::BTreeMap;
use std::path::Path;

use clap::Command;
use clap_complete::{Generator, Shell, generate};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

/// File name to content.
type Files = BTreeMap<String, Vec<u8>>;

#[test]
fn the_man_pages_are_those_of_the_command_line() {
    let mut root = mtls::cli::definition().disable_help_subcommand(true);
    root.build();
    let mut commands = Vec::new();
    collect(&root, &mut commands);
    let names: Vec<&str> = commands.iter().map(page_name).collect();
    let pages = commands
        .iter()
        .map(|command| (format!("{}.1", page_name(command)), page(command, &names)))
        .collect();
    compare("man", &pages);
}

#[test]
fn the_completions_are_those_of_the_command_line() {
    let shells = [
        Shell::Bash,
        Shell::Zsh,
        Shell::Fish,
        Shell::PowerShell,
        Shell::Elvish,
    ];
    let scripts = shells
        .into_iter()
        .map(|shell| {
            let mut script = Vec::new();
            generate(shell, &mut mtls::cli::definition(), "mtls", &mut script);
            (shell.file_name("mtls"), script)
        })
        .collect();
    compare("completions", &scripts);
}

#[test]
fn every_subcommands_long_help_ends_with_examples_and_exit_codes() {
    for mut command in subcommands() {
        let name = page_name(&command).to_owned();
        let help = command.render_long_help().to_string();
        let examples = help.find("\nExamples:\n");
        let codes = help.find("\nExit codes:\n");
        assert!(
            examples.is_some() && codes > examples,
            "the long help of {name} does not end with Examples: and Exit codes:\n{help}"
        );
        let after = &help[codes.unwrap() + "\nExit codes:\n".len()..];
        assert!(
            after.lines().all(|line| line.starts_with(' ')),
            "{name}: something stands after Exit codes:\n{after}"
        );
        let short = command.render_help().to_string();
        assert!(
            short.contains("\nExit codes:\n"),
            "{name} -h has no exit codes"
        );
    }
}

#[test]
fn every_example_can_be_typed() {
    for command in subcommands() {
        let name = page_name(&command).to_owned();
        let sections = sections(&command);
        let (_, examples) = sections.iter().find(|(t, _)| t == "Examples").unwrap();
        let mut typed = 0;
        for words in joined(examples).iter().filter_map(|line| example(line)) {
            let result = mtls::cli::definition().try_get_matches_from(&words);
            let error = result.err().map(|e| e.to_string());
            assert_eq!(error, None, "an example of {name}: {words:?}");
            typed += 1;
        }
        assert!(typed > 0, "{name} has no example that begins with mtls");
    }
}

/// Compares a folder with what it should hold, or rewrites it.
fn compare(folder: &str, wanted: &Files) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    if std::env::var_os("MTLS_REGENERATE").is_some() {
        let _ = fs_err::remove_dir_all(&folder); // not there the first time
        fs_err::create_dir_all(&folder).unwrap();
        for (name, content) in wanted {
            fs_err::write(folder.join(name), content).unwrap();
        }
    }
    let present = read(&folder);
    let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&present), names(wanted), "{AGAIN}");
    for (name, content) in wanted {
        let (present, wanted) = (
            String::from_utf8_lossy(&present[name]),
            String::from_utf8_lossy(content),
        );
        let differs = present.lines().zip(wanted.lines()).find(|(a, b)| a != b);
        assert!(
            present == wanted,
            "{name} is not what the command line says: {AGAIN}\n{differs:#?}"
        );
    }
}

const AGAIN: &str = "run MTLS_REGENERATE=1 cargo test --test generated, and commit the result";

fn read(folder: &Path) -> Files {
    let Ok(entries) = fs_err::read_dir(folder) else {
        return Files::new();
    };
    entries
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, fs_err::read(entry.path()).unwrap())
        })
        .collect()
}

fn collect(command: &Command, out: &mut Vec<Command>) {
    out.push(command.clone());
    for sub in command.get_subcommands().filter(|c| !c.is_hide_set()) {
        collect(sub, out);
    }
}

fn subcommands() -> Vec<Command> {
    let mut root = mtls::cli::definition().disable_help_subcommand(true);
    root.build();
    let mut all = Vec::new();
    collect(&root, &mut all);
    all.into_iter()
        .filter(|command| !command.has_subcommands())
        .collect()
}

fn page_name(command: &Command) -> &str {
    command
        .get_display_name()
        .unwrap_or_else(|| command.get_name())
}

/// clap_mangen's page, with our sections in the place of its EXTRA and VERSION.
fn page(command: &Command, all: &[&str]) -> Vec<u8> {
    let name = page_name(command);
    let man = Man::new(command.clone());
    let mut out = Vec::new();
    man.render_name_section(&mut out).unwrap();
    man.render_synopsis_section(&mut out).unwrap();
    man.render_description_section(&mut out).unwrap();
    man.render_options_section(&mut out).unwrap();
    if command.has_subcommands() {
        man.render_subcommands_section(&mut out).unwrap();
    }
    let mut roff = Roff::new();
    for (title, lines) in sections(command) {
        roff.control("SH", [title.to_uppercase().as_str()]);
        roff.control("nf", []);
        for line in lines {
            roff.text([roman(line)]);
        }
        roff.control("fi", []);
    }
    roff.control("SH", ["SEE ALSO"]);
    let others: Vec<&&str> = all.iter().filter(|other| **other != name).collect();
    for (n, other) in others.iter().enumerate() {
        let comma = if n + 1 < others.len() { "," } else { "" };
        roff.text([bold(**other), roman(format!("(1){comma}"))]);
    }
    roff.to_writer(&mut out).unwrap();
    // each section begins with the same two lines on apostrophes; once is enough
    let body = String::from_utf8(out).unwrap().replace(APOSTROPHE, "");
    let title = format!(".TH {} 1 \"\" mtls \"mtls manual\"\n", name.to_uppercase());
    format!("{APOSTROPHE}{title}{body}").into_bytes()
}

const APOSTROPHE: &str = ".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '\n";

/// The text after the help as titled sections: a line that ends with a colon and is not indented
/// opens one.
fn sections(command: &Command) -> Vec<(String, Vec<String>)> {
    let text = command
        .get_after_long_help()
        .or_else(|| command.get_after_help())
        .map(ToString::to_string)
        .unwrap_or_default();
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        let title = line.strip_suffix(':').filter(|t| !t.starts_with(' '));
        match (title, found.last_mut()) {
            (Some(title), _) => found.push((title.to_owned(), Vec::new())),
            (None, Some((_, lines))) => lines.push(line.to_owned()),
            (None, None) if line.is_empty() => {}
            (None, None) => found.push(("Notes".to_owned(), vec![line.to_owned()])),
        }
    }
    for (_, lines) in &mut found {
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
    }
    found
}

/// Lines that end in a backslash go on in the next one.
fn joined(lines: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut open = false;
    for line in lines {
        let (text, goes_on) = line
            .strip_suffix('\\')
            .map_or((line.as_str(), false), |l| (l, true));
        match out.last_mut().filter(|_| open) {
            Some(last) => *last = format!("{} {}", last.trim_end(), text.trim()),
            None => out.push(text.to_owned()),
        }
        open = goes_on;
    }
    out
}

/// The words of the `mtls` command in an example line; `None` where there is none, or where only
/// a shell could tell.
fn example(line: &str) -> Option<Vec<String>> {
    let start = line.find("mtls ")?;
    let alone = line[..start].trim().is_empty() || line[..start].ends_with(['|', ' ']);
    if !alone || line.contains("$(") || line.contains("<(") {
        return None;
    }
    let text = line[start..].trim().split("  ").next()?;
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in text.trim().chars() {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(q), c) if c == q => quote = None,
            (None, '|' | '>' | '<' | ';' | '&') => break,
            (None, ' ') => words.push(String::new()),
            (_, c) => words.last_mut()?.push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    Some(words)
}
