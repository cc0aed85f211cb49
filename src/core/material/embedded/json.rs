//! The strings in a JSON document, each by the path of keys that leads to it.

use serde_json::Value as Json;
use zeroize::Zeroizing;

use super::Value;
use super::base64::SHORTEST;

/// Every string in it that is long enough to be material; `None` when it is not JSON. What the
/// parser itself keeps while it reads is not wiped.
pub fn values(text: &str) -> Option<Vec<Value>> {
    let document = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    let mut found = Vec::new();
    walk(document, &mut String::new(), &mut found);
    Some(found)
}

/// Takes the document apart; what is no string is dropped. serde_json limits the depth.
fn walk(json: Json, path: &mut String, found: &mut Vec<Value>) {
    let end = path.len();
    match json {
        Json::String(text) => {
            let text = Zeroizing::new(text);
            if text.len() >= SHORTEST {
                let key = told(path);
                found.push(Value { key, text });
            }
        }
        Json::Array(items) => {
            for (at, item) in items.into_iter().enumerate() {
                path.push_str(&format!("[{at}]"));
                walk(item, path, found);
                path.truncate(end);
            }
        }
        Json::Object(fields) => {
            for (key, value) in fields {
                if end > 0 {
                    path.push('.');
                }
                path.extend(key.chars().take(LONGEST_KEY));
                walk(value, path, found);
                path.truncate(end);
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

/// The end of a path says the most; all of it may be long, and is told for each string.
fn told(path: &str) -> String {
    if path.is_empty() {
        return "it".into();
    }
    let from = path.len().saturating_sub(LONGEST_PATH);
    let from = (from..path.len()).find(|at| path.is_char_boundary(*at));
    path.get(from.unwrap_or(0)..).unwrap_or_default().to_owned()
}

/// As much of a path as is told, in bytes.
const LONGEST_PATH: usize = 128;
/// As much of a key as is told, in characters.
const LONGEST_KEY: usize = 64;
