//! serde's sentences in the words of whoever writes a file: no names of Rust's. Must not know the schema
//! but for the tables that stand in for text.

/// What is to be written there, and what is there.
pub(super) fn plainly(said: &str) -> String {
    let said = said.replace('\n', " ");
    if let Some(key) = said.strip_prefix("missing field `") {
        return format!("the key `{} is missing", key);
    }
    let kind = ["invalid type: ", "invalid value: ", "invalid length "];
    let rest = kind.iter().find_map(|kind| said.strip_prefix(kind));
    match rest.and_then(|rest| rest.rsplit_once(", expected ")) {
        Some((found, wanted)) => format!("takes {}, not {}", taken(wanted), there(found)),
        None => said,
    }
}

fn taken(wanted: &str) -> String {
    let known = WANTED.iter().find(|(theirs, _)| *theirs == wanted);
    match known {
        Some((_, ours)) => (*ours).to_owned(),
        None if wanted.starts_with("struct ") => "a table, as in { key = \"value\" }".into(),
        None if wanted.starts_with("enum ") => "one word in quotes".into(),
        None => wanted.to_owned(),
    }
}

/// A text is not repeated: it stands there.
fn there(found: &str) -> String {
    let (kind, value) = found.split_once(' ').unwrap_or((found, ""));
    let value = value.trim_matches('`');
    match kind {
        "integer" => format!("the number {value}"),
        "floating" => format!("the number {}", value.trim_start_matches("point `")),
        "boolean" => value.to_owned(),
        "string" | "character" => "text in quotes".into(),
        "map" => "a table".into(),
        "sequence" => "a list".into(),
        _ => found.to_owned(),
    }
}

/// serde's words, and ours.
const WANTED: &[(&str, &str)] = &[
    ("a boolean", "true or false"),
    ("a string", "text in quotes"),
    ("string", "text in quotes"),
    ("a sequence", "a list, as in [\"a\", \"b\"]"),
    ("a map", "a table, as in { key = \"value\" }"),
    ("u8", "a whole number from 0 to 255"),
    ("u16", "a whole number from 0 to 65535"),
    ("u32", "a whole number, from 0 on"),
    ("u64", "a whole number, from 0 on"),
    ("usize", "a whole number, from 0 on"),
    ("i64", "a whole number"),
    (
        "struct HostRule",
        "a table, as in { host = \"api.example.com\", port = 443 }",
    ),
];
