//! What a call has to be: its host, its credentials, its headers; and what of its answer is secret.

use glob::{MatchOptions, Pattern};
use serde::{Deserialize, Serialize};

use super::{Need, Side, Words, yes};

/// `[[paths]]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PathRule {
    /// The path: `*` and `{name}` stand for one segment, `**` for any number of them.
    pub path: PathPattern,
    /// The methods, all when empty.
    #[serde(default)]
    pub methods: Vec<String>,
    /// The host it belongs to; either where none is named.
    #[serde(default)]
    pub host: Option<Side>,
    /// The client certificate.
    #[serde(default)]
    pub certificate: Need,
    /// The Bearer token.
    #[serde(default)]
    pub token: Need,
    /// What it does, or what else to know.
    #[serde(default)]
    pub note: Option<Words>,
    /// `[paths.example]`: request and answer as the document shows them.
    #[serde(default)]
    pub example: Option<Example>,
    /// Whether the provider says so itself.
    #[serde(default = "yes")]
    pub confirmed: bool,
}

/// A request and its answer as documented.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The request's body.
    #[serde(default)]
    pub request: Option<String>,
    /// The answer's status.
    pub status: u16,
    /// The answer's body.
    #[serde(default)]
    pub answer: Option<String>,
}

/// `[[headers]]`, and the headers of `[sign]` and `[revoke]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeaderRule {
    /// Its name.
    pub name: String,
    /// Whether it has to be there.
    #[serde(default = "required")]
    pub need: Need,
    /// Its value, perhaps with places; absent where it is the user's own.
    #[serde(default)]
    pub value: Option<String>,
    /// What it is for.
    #[serde(default)]
    pub meaning: Option<Words>,
    /// Whether its value is a credential.
    #[serde(default)]
    pub secret: bool,
    /// The paths that want it, all when empty.
    #[serde(default)]
    pub paths: Vec<PathPattern>,
    /// The methods that want it, all when empty.
    #[serde(default)]
    pub methods: Vec<String>,
    /// The status when the same value comes again with another body.
    #[serde(default)]
    pub conflict: Option<u16>,
    /// Whether the provider says so itself.
    #[serde(default = "yes")]
    pub confirmed: bool,
}

/// `[[sensitive]]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SensitiveRule {
    /// The field of the JSON answer, with dots between: `card.pan`.
    pub field: String,
    /// What it is.
    #[serde(default)]
    pub meaning: Option<Words>,
    /// The paths whose answers have it, all when empty.
    #[serde(default)]
    pub paths: Vec<PathPattern>,
}

/// A path with wildcards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PathPattern {
    text: String,
    pattern: Pattern,
}

impl PathRule {
    /// Whether it is about this request; the path has no query.
    pub fn covers(&self, method: &str, path: &str) -> bool {
        has(&self.methods, method) && self.path.matches(path)
    }
}

impl HeaderRule {
    /// Whether it is about this request; the path has no query.
    pub fn covers(&self, method: &str, path: &str) -> bool {
        let paths = &self.paths;
        has(&self.methods, method) && (paths.is_empty() || paths.iter().any(|p| p.matches(path)))
    }
}

impl PathPattern {
    /// Whether a path (without its query) is one of these.
    pub fn matches(&self, path: &str) -> bool {
        self.pattern.matches_with(path, SEGMENTS)
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl TryFrom<String> for PathPattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if !text.starts_with('/') {
            return Err(format!("`{text}` is no path: it begins with /"));
        }
        let mut glob = String::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let Some((_, after)) = after.split_once('}') else {
                return Err(format!("`{text}` has a brace that is not closed"));
            };
            glob.push_str(before);
            glob.push('*');
            rest = after;
        }
        glob.push_str(rest);
        let pattern = Pattern::new(&glob).map_err(|e| format!("`{text}` is no path: {e}"))?;
        Ok(Self { text, pattern })
    }
}

impl From<PathPattern> for String {
    fn from(path: PathPattern) -> Self {
        path.text
    }
}

fn has(methods: &[String], method: &str) -> bool {
    methods.is_empty() || methods.iter().any(|m| m.eq_ignore_ascii_case(method))
}

fn required() -> Need {
    Need::Required
}

const SEGMENTS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

#[cfg(test)]
mod tests {
    use super::PathPattern;

    #[test]
    fn a_star_is_one_segment_and_two_are_any() {
        let matches = |pattern: &str, path: &str| {
            let pattern = PathPattern::try_from(pattern.to_owned()).unwrap();
            pattern.matches(path)
        };
        assert!(matches(
            "/v1/accounts/{id}/balance",
            "/v1/accounts/123/balance"
        ));
        assert!(!matches(
            "/v1/accounts/{id}/balance",
            "/v1/accounts/1/2/balance"
        ));
        assert!(matches("/public/**", "/public/gw/v1/x"));
        assert!(!matches("/credit-cards/v1/vcns", "/credit-cards/v1/vcns/1"));
        for bad in ["v1", "/a{b", "/a***"] {
            assert!(PathPattern::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }
}
