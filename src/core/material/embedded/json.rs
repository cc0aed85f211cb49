//! The strings in a JSON document, each by the path of keys that leads to it.

use serde_json::Value as Json;
use zeroize::{Zeroize, Zeroizing};

use super::Value;

/// Every string in it; `None` when it is not JSON.
pub fn values(text: &str) -> Option<Vec<Value>> {
    let document = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    let mut found = Vec::new();
    walk(document, "", &mut found);
    Some(found)
}

/// Takes the document apart; what is no string is dropped. serde_json limits the depth.
fn walk(json: Json, path: &str, found: &mut Vec<Value>) {
    match json {
        Json::String(mut text) => {
            found.push(Value {
                key: if path.is_empty() { "it" } else { path }.to_owned(),
                text: Zeroizing::new(text.clone()),
            });
            text.zeroize();
        }
        Json::Array(items) => {
            for (at, item) in items.into_iter().enumerate() {
                walk(item, &format!("{path}[{at}]"), found);
            }
        }
        Json::Object(fields) => {
            for (key, value) in fields {
                let key: String = key.chars().take(LONGEST_KEY).collect();
                let dot = if path.is_empty() { "" } else { "." };
                walk(value, &format!("{path}{dot}{key}"), found);
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

/// As much of a key as is told, in characters.
const LONGEST_KEY: usize = 64;
