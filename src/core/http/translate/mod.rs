//! The same call in another language.

use std::str::FromStr;

/// What programs are printed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// A shell script around curl.
    Curl,
    /// Node.js 18 and later, without packages.
    Node,
    /// Python 3.8 and later, without packages.
    Python,
    /// Java 11 and later, one file.
    Java,
    /// Go 1.20 and later, without modules.
    Go,
}

impl FromStr for Language {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "curl" => Self::Curl,
            "node" => Self::Node,
            "python" => Self::Python,
            "java" => Self::Java,
            "go" => Self::Go,
            _ => return Err("takes curl, node, python, java or go".into()),
        })
    }
}
