//! How a token is got (OAuth 2.0 client credentials).

use serde::{Deserialize, Serialize};

use super::{Need, Side, Template, Words, as_text, post, yes};
use crate::core::oauth::{AuthStyle, CLIENT_CREDENTIALS};

/// `[token]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TokenRules {
    /// The request's method.
    #[serde(default = "post")]
    pub method: String,
    /// The host of the environment that it is on.
    #[serde(default)]
    pub host: Side,
    /// Its path.
    pub path: Template,
    /// How the client says who it is.
    #[serde(with = "as_text")]
    pub auth: AuthStyle,
    /// The form of the body.
    #[serde(default)]
    pub body: BodyShape,
    /// `grant_type`.
    #[serde(default = "client_credentials")]
    pub grant_type: String,
    /// Whether the client certificate is presented there.
    #[serde(default)]
    pub certificate: Need,
    /// The life of a token, in seconds; the answer's own word goes before it.
    #[serde(default)]
    pub expires_in: Option<u64>,
    /// A new one is got so many seconds before the end; not beside `refresh-at`.
    #[serde(default)]
    pub refresh_before: Option<u64>,
    /// A new one is got when so much of its life is over, in percent; not beside `refresh-before`.
    #[serde(default)]
    pub refresh_at: Option<u8>,
    /// Whether a 401 to a call is answered with a new token, once.
    #[serde(default)]
    pub renew_on_401: bool,
    /// The User-Agent that the provider demands, with places as `{app}`.
    #[serde(default)]
    pub user_agent: Option<Template>,
    /// What has to hold for a token to be issued.
    #[serde(default)]
    pub conditions: Vec<Words>,
    /// Endpoints of older documents, which are still in use.
    #[serde(default)]
    pub earlier: Vec<EarlierToken>,
    /// What else to know.
    #[serde(default)]
    pub note: Option<Words>,
    /// Whether the provider says so itself.
    #[serde(default = "yes")]
    pub confirmed: bool,
}

/// An endpoint of an older document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlierToken {
    /// Its path.
    pub path: Template,
    /// How the client says who it is.
    #[serde(with = "as_text")]
    pub auth: AuthStyle,
}

/// The form of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BodyShape {
    /// application/x-www-form-urlencoded
    #[default]
    Form,
    /// application/json
    Json,
}

impl TokenRules {
    /// Whether tokens come from this path, by today's or an earlier document.
    pub fn is_at(&self, path: &str) -> bool {
        let earlier = self.earlier.iter().map(|earlier| &earlier.path);
        std::iter::once(&self.path)
            .chain(earlier)
            .any(|known| known.read(path).is_some())
    }

    /// The seconds before its end from which a token of this life is not used any more; `None`
    /// where the provider gives no rule.
    pub fn margin(&self, life: u64) -> Option<u64> {
        let by_share = |percent: u8| life - life.saturating_mul(u64::from(percent)) / 100;
        self.refresh_before
            .map(|before| before.min(life))
            .or_else(|| self.refresh_at.map(by_share))
    }

    /// How long a token lives by the provider's own document, in seconds.
    pub fn documented_life(&self) -> Option<u64> {
        self.expires_in.filter(|_| self.confirmed)
    }

    /// What contradicts itself; one sentence, and the key.
    pub(in crate::core::provider) fn contradiction(&self) -> Option<(&'static str, String)> {
        let by_style = match self.auth {
            AuthStyle::Json => BodyShape::Json,
            _ => BodyShape::Form,
        };
        if by_style != self.body {
            let wanted = if by_style == BodyShape::Json {
                "json"
            } else {
                "form"
            };
            let problem = format!("auth = \"{}\" goes with body = \"{wanted}\"", self.auth);
            return Some(("body", problem));
        }
        if self.refresh_at.is_some() && self.refresh_before.is_some() {
            let problem = "refresh-at and refresh-before both say when; leave one of them out";
            return Some(("refresh-at", problem.into()));
        }
        let odd = self
            .refresh_at
            .filter(|percent| !(1..=100).contains(percent));
        odd.map(|percent| {
            (
                "refresh-at",
                format!("{percent} is no percentage from 1 to 100"),
            )
        })
    }
}

fn client_credentials() -> String {
    CLIENT_CREDENTIALS.into()
}
