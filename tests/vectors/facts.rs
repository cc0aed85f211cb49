//! The facts that cryptography gives, beside those that `inspect --json` gives: where they differ.

use serde_json::Value;

/// A file of the package, as `facts.py` tells of it.
pub struct Expected {
    /// In the package.
    pub path: String,
    /// What opens it, when something has to.
    pub passphrase: Option<String>,
    /// What is in it; nothing when cryptography cannot read it.
    pub items: Vec<Value>,
}

impl Expected {
    /// From a line of JSON.
    pub fn parse(line: &str) -> Self {
        let line: Value = serde_json::from_str(line).unwrap();
        Self {
            path: line["file"].as_str().unwrap().to_owned(),
            passphrase: line["passphrase"].as_str().map(str::to_owned),
            items: line["items"].as_array().unwrap().clone(),
        }
    }
}

/// The first difference, in a few words; `None` when all facts are the same.
pub fn difference(theirs: &[Value], ours: &[Value]) -> Option<String> {
    if theirs.len() != ours.len() {
        return Some(format!("{} items, not {}", ours.len(), theirs.len()));
    }
    let mut ours: Vec<&Value> = ours.iter().collect();
    for expected in theirs {
        // a container may be read in another order
        let same = |found: &&Value| {
            found["kind"] == expected["kind"]
                && found["fingerprint_sha256"] == expected["fingerprint_sha256"]
        };
        let Some(at) = ours.iter().position(same) else {
            return Some(format!("no such {}", expected["kind"]));
        };
        let found = ours.remove(at);
        for (field, fact) in expected.as_object().unwrap() {
            if !agrees(field, fact, &found[field]) {
                return Some(format!("{field} is {}, not {fact}", found[field]));
            }
        }
    }
    None
}

fn agrees(field: &str, theirs: &Value, ours: &Value) -> bool {
    match field {
        // in front a zero byte that keeps a number positive may stand or not
        "serial" => number(theirs) == number(ours),
        "signature_algorithm" => lower(theirs) == lower(ours),
        "extended_key_usage" => sorted(theirs) == sorted(ours),
        "public_key" => {
            theirs
                .as_object()
                .unwrap()
                .iter()
                .all(|(part, fact)| match part.as_str() {
                    "spki_sha256" => {
                        [&theirs[part], &theirs["spki_sha256_too"]].contains(&&ours[part])
                    }
                    "spki_sha256_too" => true,
                    _ => &ours[part] == fact,
                })
        }
        _ => theirs == ours,
    }
}

fn number(value: &Value) -> Option<&str> {
    value.as_str().map(|digits| digits.trim_start_matches('0'))
}

fn lower(value: &Value) -> Option<String> {
    value.as_str().map(str::to_ascii_lowercase)
}

fn sorted(value: &Value) -> Vec<String> {
    let all = value.as_array().into_iter().flatten();
    let mut all: Vec<String> = all.map(Value::to_string).collect();
    all.sort();
    all
}
