//! `provider list`, `show` and `check`: what is built in can be read, and a file of one's own is told
//! its mistakes.

use crate::common::Lab;

#[test]
fn every_provider_is_listed_and_shown_and_its_own_file_is_sound() {
    let lab = Lab::new();
    let listed = lab.mtls_line("provider list --json").ok().stdout;
    let names: Vec<String> = listed
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["name"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    for wanted in [
        "conta-simples",
        "banking-api",
        "vtex",
        "apata",
        "knoxcall",
        "open-finance-brasil",
        "generic",
    ] {
        assert!(names.iter().any(|name| name == wanted), "{names:?}");
    }
    for name in &names {
        let shown = lab.mtls_line(&format!("provider show {name}")).ok();
        assert!(shown.stdout.contains("request (CSR)"), "{shown:?}");
        let json = lab
            .mtls_line(&format!("provider show {name} --json"))
            .ok()
            .json();
        assert_eq!(json["name"], name.as_str());
        // a copy of a built-in file is a file of one's own
        let toml = lab.mtls_line(&format!("provider show {name} --toml")).ok();
        lab.write("copy.toml", &toml.raw);
        let checked = lab.mtls_line("provider check copy.toml").ok();
        assert!(checked.stdout.starts_with("ok: copy.toml"), "{checked:?}");
        let again = lab
            .mtls_line("provider show ./copy.toml --json")
            .ok()
            .json();
        assert_eq!(again, json);
    }
}

#[test]
fn a_mistake_is_told_with_file_line_column_key_and_the_word_that_was_meant() {
    let lab = Lab::new();
    lab.write("bank.toml", "name = 'bank'\ntitle = 'Bank'\n[token]\npath = '/t'\nauth = 'json'\nbody = 'json'\nexpire-in = 9\n");
    let ran = lab.mtls_line("provider check ./bank.toml");
    assert_eq!(ran.code, 1);
    assert!(
        ran.stdout.contains(
            "bank.toml:7:1: token.expire-in: unknown key `expire-in`; nearest is `expires-in`"
        ),
        "{ran:?}"
    );
    let json = lab.mtls_line("provider check ./bank.toml --json").json();
    let first = &json["mistakes"][0];
    assert_eq!(
        (&first["line"], &first["nearest"], &json["ok"]),
        (&7.into(), &"expires-in".into(), &false.into())
    );
    lab.write("good.toml", "name = 'bank'\ntitle = 'Bank'\n");
    let both = lab.mtls_line("provider check good.toml bank.toml");
    assert!(
        both.code == 1
            && both.stdout.contains("ok: good.toml (bank)")
            && both.stdout.contains("warning"),
        "{both:?}"
    );
    lab.mtls_line("provider check none.toml")
        .fails(1, "[file-unreadable]");
    lab.mtls_line("provider show nobody")
        .fails(2, "is no provider");
}

#[test]
fn each_command_that_a_provider_s_steps_name_can_be_typed() {
    let lab = Lab::new();
    let mut run = 0;
    for line in lab.mtls_line("provider list --json").ok().stdout.lines() {
        let name = serde_json::from_str::<serde_json::Value>(line).unwrap()["name"]
            .as_str()
            .unwrap()
            .to_owned();
        let rules = lab
            .mtls_line(&format!("provider show {name} --json"))
            .ok()
            .json();
        for step in rules["steps"].as_array().unwrap() {
            let Some(line) = step["run"].as_str() else {
                continue;
            };
            let words = words(line);
            let known = mtls::cli::definition();
            if known.find_subcommand(&words[1]).is_none() {
                continue; // a command that is not there yet
            }
            let result = known.try_get_matches_from(&words);
            assert!(result.is_ok(), "{name}: {line}: {}", result.unwrap_err());
            run += 1;
        }
    }
    assert!(run >= 15, "{run}");
}

/// Split at blanks, but for those in single quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words
}
