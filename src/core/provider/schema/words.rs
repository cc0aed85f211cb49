//! A sentence of a provider's: in English, and beside it as the provider says it where that is
//! another language.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// In a file a string, or `{ en = "..", said = ".." }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Words {
    /// In English: lower case, no period.
    pub en: String,
    /// In the provider's own language, to the letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
}

impl Words {
    /// Only in English.
    pub fn english(text: impl Into<String>) -> Self {
        Self {
            en: text.into(),
            said: None,
        }
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.said {
            Some(said) => write!(f, "{} (\"{said}\")", self.en),
            None => f.write_str(&self.en),
        }
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Either)
    }
}

struct Either;

impl<'de> Visitor<'de> for Either {
    type Value = Words;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sentence, or { en = \"..\", said = \"..\" }")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Words, E> {
        Ok(Words::english(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Words, A::Error> {
        let both = Both::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Words {
            en: both.en,
            said: Some(both.said),
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Both {
    en: String,
    said: String,
}
