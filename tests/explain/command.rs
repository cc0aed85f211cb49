//! The command itself: how it is asked, what it refuses, what it never repeats.

use crate::common::Lab;

#[test]
fn a_text_comes_in_words_quoted_or_on_standard_input() {
    let lab = Lab::new();
    let quoted = lab.mtls(&["explain", "read ECONNRESET"]).ok();
    let words = lab.mtls(&["explain", "read", "ECONNRESET"]).ok();
    let piped = lab.mtls_in(&["explain", "-"], b"read ECONNRESET\n").ok();
    assert_eq!(quoted.stdout, words.stdout);
    assert_eq!(quoted.stdout, piped.stdout);
    let wide: Vec<u8> = "read ECONNRESET"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let ran = lab
        .mtls_in(
            &["explain", "--json", "-"],
            &[b"\xff\xfe", &wide[..]].concat(),
        )
        .ok();
    assert_eq!(ran.json()["diagnosis"]["code"], "connection-reset");
    let bare = lab.mtls_in(&["explain"], b"read ECONNRESET\n").ok();
    assert_eq!(quoted.stdout, bare.stdout);
    lab.mtls(&["explain"]).fails(2, "TEXT is missing");
}

#[test]
fn the_telling_line_is_found_among_many() {
    let lab = Lab::new();
    let dull = "2026-01-01 GET /v1/accounts 200 12ms\n".repeat(50_000);
    let text = format!("{dull}error:0A000418:SSL routines::tlsv1 alert unknown ca\n{dull}");
    let ran = lab
        .mtls_in(&["explain", "--json", "-"], text.as_bytes())
        .ok()
        .json();
    assert_eq!(ran["diagnosis"]["code"], "client-cert-untrusted");
    assert_eq!(ran["matched"][0]["line"], 50_001);
    let large = "x\n".repeat(9 * 1024 * 1024);
    lab.mtls_in(&["explain", "-"], large.as_bytes())
        .fails(1, "larger than 16 MiB");
}

#[test]
fn what_is_not_known_ends_with_1_and_the_way_to_find_out() {
    let lab = Lab::new();
    let ran = lab.mtls(&["explain", "the cat sat on https://api.example:8443/x"]);
    let ran = ran.fails(1, "nothing in this text is recognised");
    assert!(
        ran.stderr.contains("mtls probe https://api.example:8443/x"),
        "{ran:?}"
    );
    let near = lab
        .mtls(&["explain", "unknwon_ca"])
        .fails(1, "nearest that is known");
    assert!(near.stderr.contains("unknown-ca"), "{near:?}");
    let json = lab.mtls(&["explain", "--json", "the cat sat"]);
    assert_eq!(
        (json.code, json.json()["recognised"].as_bool()),
        (1, Some(false))
    );
    lab.write("error.log", "x");
    lab.mtls(&["explain", "error.log"])
        .fails(1, "mtls explain - < error.log");
}

#[test]
fn secrets_in_the_text_are_not_repeated() {
    let lab = Lab::new();
    let text = "$ curl -u app:s3cr3t --cert 'client.pfx:s3cr3t' --pass s3cr3t -H 'Authorization: Bearer s3cr3t' 'https://u:s3cr3t@h.example/t?client_secret=s3cr3t'\n\
        curl: (58) could not parse PKCS12 file s3cr3t=1&password=s3cr3t, check password, OpenSSL error error:11800071:PKCS12 routines::mac verify failure\n\
        {\"error\":\"invalid_client\",\"client_secret\":\"s3cr3t\"}";
    for how in [
        &["explain", "-"][..],
        &["explain", "-v", "-"],
        &["explain", "--json", "-"],
    ] {
        let ran = lab.mtls_in(how, text.as_bytes()).ok();
        let said = format!("{}{}", ran.stdout, ran.stderr).replace("s3cr3t=1", "");
        assert!(!said.contains("s3cr3t"), "{said}");
        assert!(
            said.contains("wrong-passphrase") && said.contains("client.pfx"),
            "{said}"
        );
    }
    let hostile = lab.mtls(&["explain", "x\x1b[31mECONNRESET $(id).pfx"]).ok();
    assert!(
        !hostile.stdout.contains('\x1b') && hostile.stdout.contains("'$(id).pfx'"),
        "{hostile:?}"
    );
}

#[test]
fn every_code_alert_and_exit_code_is_documented_and_every_command_can_be_typed() {
    let lab = Lab::new();
    let list = lab.mtls(&["explain", "--list", "--json"]).ok();
    let entries: Vec<serde_json::Value> = list
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(entries.len() > 90, "{}", entries.len());
    for entry in &entries {
        let name = match entry["kind"].as_str().unwrap() {
            "exit-code" => format!("exit {}", entry["number"]),
            _ => entry["name"].as_str().unwrap().to_owned(),
        };
        let topic = mtls::core::diagnosis::explain::look_up(&name, &[(0, "x"), (1, "x"), (2, "x")]);
        let Some(topic) = topic else {
            assert_eq!(entry["kind"], "exit-code", "{name}");
            continue; // one of our own, which only the command knows
        };
        for command in topic.commands {
            let words: Vec<&str> = command.split(' ').collect();
            if mtls::cli::definition().find_subcommand(words[1]).is_none() {
                assert_eq!(words[1], "probe", "{command}");
                continue;
            }
            let typed = mtls::cli::definition().try_get_matches_from(&words);
            assert!(typed.is_ok(), "{command}: {}", typed.unwrap_err());
        }
    }
    let shown = lab.mtls(&["explain", "client-cert-expired"]).ok().stdout;
    assert!(
        shown.contains("renew it") && shown.contains("mtls inspect CERT"),
        "{shown}"
    );
    lab.mtls(&["explain", "exit", "23"]).ok();
}

/// Every file below `src`, without its tests.
fn sources(folder: &std::path::Path, all: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("tests") {
            sources(&path, all);
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
            all.push(text[..end].to_owned());
        }
    }
}

#[test]
fn every_code_that_stands_in_brackets_is_explained_with_its_fix() {
    let mut all = Vec::new();
    sources(
        &std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut all,
    );
    // how codes are written where they are given: fields, and the functions that take one first
    let giving = r#"(?:\bcode: (?:Some\()?|Problem::(?:error|warning|advice)\(\s*|\b(?:problem|breach|refused|refuse|say)\(\s*|return Some\(\()"([a-z]+(?:-[a-z0-9]+)*)""#;
    let giving = regex_lite::Regex::new(giving).unwrap();
    let mut codes: Vec<&str> = all
        .iter()
        .filter(|text| text.contains("code") || text.contains("Problem::"))
        .flat_map(|text| giving.captures_iter(text))
        .map(|found| found.get(1).unwrap().as_str())
        .filter(|code| !NO_CODES.contains(code))
        .collect();
    let named = |text: &'_ String| {
        let (_, rest) = text.split_once("fn code(&self) -> &'static str {")?;
        Some(rest.split_once("\n    }")?.0.to_owned())
    };
    let functions: Vec<String> = all.iter().filter_map(named).collect();
    let word = regex_lite::Regex::new(r#"=> "([a-z0-9-]+)""#).unwrap();
    let of_functions = functions.iter().flat_map(|text| word.captures_iter(text));
    codes.extend(of_functions.map(|found| found.get(1).unwrap().as_str()));
    codes.extend(mtls::core::provider::judge::BREACHES);
    codes.sort_unstable();
    codes.dedup();
    assert!(codes.len() > 60, "{}", codes.len());
    let look_up = |code: &str| mtls::core::diagnosis::explain::look_up(code, &[]);
    let is_known = |code: &&&str| look_up(code).is_some_and(|topic| topic.fix.is_some());
    let unknown: Vec<_> = codes.iter().filter(|code| !is_known(code)).collect();
    assert!(unknown.is_empty(), "explain does not know {unknown:?}");
    let lab = Lab::new();
    let shown = lab.mtls(&["explain", "csr-weak-key"]).ok().stdout;
    assert!(shown.contains("fix"), "{shown}");
    // a word that is nothing is sent to no server
    let word = lab
        .mtls(&["explain", "blurb"])
        .fails(1, "mtls explain --list");
    assert!(!word.stderr.contains("probe"), "{word:?}");
}

/// What is written like a code in a file that has codes, and is none.
const NO_CODES: &[&str] = &["ok", "body", "practices", "refresh-at"];
