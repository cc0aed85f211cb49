//! A refused token: what the server's answer means, and what to do. A table, asked from the most
//! certain to the most general (`rules`); its sources are RFC 6749 section 5.2, RFC 7523, RFC 8705,
//! RFC 8707, and the words of servers in the field.

mod rules;
#[cfg(test)]
mod tests;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use super::{Answer, Code, Diagnosis, Evidence, SaidBy, interception, none_came, ours};
use crate::core::clock::Time;
use crate::core::http::short;
use crate::core::oauth::{AuthStyle, CLIENT_CREDENTIALS, Refused, read};

/// What was sent and what came back, beside the connection's evidence.
#[derive(Debug, Clone)]
pub struct TokenRefusal {
    /// What the answer says.
    pub refused: Refused,
    /// How the client said who it is.
    pub style: AuthStyle,
    /// What the grant was called.
    pub grant_type: String,
    /// Id or secret have characters that Basic spells in two ways.
    pub awkward: bool,
    /// What the server's metadata says it takes; empty when that is not known.
    pub methods: Vec<String>,
}

/// What stands behind a token endpoint's answer, which is in the evidence.
pub fn token_refused(e: &Evidence, refusal: &TokenRefusal) -> Diagnosis {
    interception::noted(e, refused(e, refusal))
}

fn refused(e: &Evidence, refusal: &TokenRefusal) -> Diagnosis {
    let nothing = Answer::default();
    let answer = e.answer.as_ref().unwrap_or(&nothing);
    let seen = Seen::new(e, answer, refusal);
    let lines = seen.lines();
    if seen.is_about_certificate()
        && let Some(diagnosis) = certificate(e)
    {
        return diagnosis.with(lines);
    }
    let rule = rules::all().find(|rule| (rule.when)(&seen));
    let (meaning, fix) = match rule {
        Some(rule) => (rule.meaning, rule.fix.text(&seen)),
        None => (
            "the server does not say why",
            "check client id and credential, that the credential is active, and --auth-style"
                .into(),
        ),
    };
    let summary = format!("the token was refused: {meaning}");
    Diagnosis::new(Code::TokenRefused, SaidBy::Server, summary, fix).with(lines)
}

/// What an answer means that is known by its body alone, in a pasted text: cause and fix; `None` when
/// the text holds no answer in JSON.
pub(super) fn in_words(text: &str) -> Option<(String, String)> {
    let body = text.get(text.find('{')?..)?;
    let value = serde_json::Deserializer::from_str(body).into_iter::<serde_json::Value>();
    let body = value.flatten().next()?.to_string();
    let status = if body.contains("invalid_client") {
        401
    } else {
        400
    };
    let refusal = TokenRefusal {
        refused: read(status, body.as_bytes()).err()?,
        style: AuthStyle::Form,
        grant_type: CLIENT_CREDENTIALS.into(),
        awkward: false,
        methods: Vec::new(),
    };
    let words = refusal.refused.words.as_deref().unwrap_or_default();
    let answer = Answer::default();
    let seen = Seen {
        status,
        error: refusal.refused.error.as_deref().unwrap_or_default(),
        text: words.to_lowercase(),
        is_page: false,
        certificate: Shown::Presented,
        skew: None,
        answer: &answer,
        refusal: &refusal,
    };
    let rule = rules::all().find(|rule| (rule.when)(&seen))?;
    let summary = format!("the token was refused: {}", rule.meaning);
    Some((summary, rule.fix.text(&seen)))
}

/// The certificate itself shows what is wrong with it, or none was presented. One that signed
/// itself may be what the server has registered (RFC 8705 section 2.2).
fn certificate(e: &Evidence) -> Option<Diagnosis> {
    if !e.tls {
        return None;
    }
    if !e.sent() {
        return Some(none_came(e, "the server"));
    }
    let by_issuer = [Code::ClientCertUntrusted, Code::ClientChainIncomplete];
    ours::fault(e).filter(|found| !by_issuer.contains(&found.code))
}

/// An answer as the rules look at it.
struct Seen<'a> {
    status: u16,
    /// The code of RFC 6749 section 5.2, or empty.
    error: &'a str,
    /// Everything the server says in words, in lower case.
    text: String,
    /// A page for a person, made by something before the server.
    is_page: bool,
    /// What became of our certificate.
    certificate: Shown,
    /// How far the server's clock is ahead of ours, in seconds, where it tells.
    skew: Option<i64>,
    answer: &'a Answer,
    refusal: &'a TokenRefusal,
}

/// What became of our certificate in the handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// It went out.
    Presented,
    /// It is at hand, and the server did not ask for one.
    Unasked,
    /// There is none.
    None,
}

impl Shown {
    fn of(e: &Evidence) -> Self {
        match (e.sent(), &e.client) {
            (true, _) => Self::Presented,
            (false, Some(_)) => Self::Unasked,
            (false, None) => Self::None,
        }
    }

    /// What to do where the server wants one; `None` when it has one.
    fn missing(self) -> Option<&'static str> {
        match self {
            Self::Presented => None,
            Self::Unasked => Some(
                "this endpoint asks for no certificate: use the server's own endpoint for certificates (--discover ISSUER finds it)",
            ),
            Self::None => Some("no certificate was presented: give --cert and --key"),
        }
    }
}

impl<'a> Seen<'a> {
    fn new(e: &Evidence, answer: &'a Answer, refusal: &'a TokenRefusal) -> Self {
        let body = answer.body.trim_start();
        let is_page = body.starts_with('<');
        let words = refusal.refused.words.as_deref().unwrap_or_default();
        let challenge = answer.head.header("WWW-Authenticate").unwrap_or_default();
        let date = answer.head.header("Date").and_then(|text| http_date(&text));
        Self {
            status: answer.head.status,
            error: refusal.refused.error.as_deref().unwrap_or_default(),
            text: format!("{words} {challenge}").to_lowercase(),
            is_page,
            certificate: Shown::of(e),
            skew: date.map(|at| at.unix().saturating_sub(e.now.unix())),
            answer,
            refusal,
        }
    }

    /// One of these is said.
    fn says(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.text.contains(word))
    }

    /// One of these is said, standing by itself: `aud` is no part of `audit`.
    fn says_word(&self, words: &[&str]) -> bool {
        let mut said = self.text.split(|c: char| !c.is_alphanumeric());
        said.any(|word| words.contains(&word))
    }

    fn is_about_certificate(&self) -> bool {
        self.says(&["certificate", "certificado", "x5t", "thumbprint"])
            && !self.refusal.style.is_assertion()
    }

    fn header(&self, name: &str) -> Option<String> {
        self.answer.head.header(name)
    }

    /// The clocks are further apart than servers forgive.
    fn is_skewed(&self) -> bool {
        self.skew.is_some_and(|skew| skew.abs() > FORGIVEN)
    }

    /// Ours among the styles that the server's metadata names; true when that is not known.
    fn style_is_supported(&self) -> bool {
        let methods = &self.refusal.methods;
        let ours = self.refusal.style.methods();
        methods.is_empty() || ours.iter().any(|m| methods.iter().any(|s| s == m))
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(words) = &self.refusal.refused.words {
            lines.push(format!("the server says: {words}"));
        }
        lines.extend(
            self.header("WWW-Authenticate")
                .map(|value| format!("WWW-Authenticate: {}", short(&value))),
        );
        lines.push(self.refusal.style.sent().to_owned());
        if !self.refusal.methods.is_empty() {
            lines.push(format!(
                "the server's metadata names {}",
                self.refusal.methods.join(", ")
            ));
        }
        if let Some(skew) = self.skew.filter(|_| self.is_skewed()) {
            let apart = Time::from_unix(skew).apart(Time::from_unix(0));
            let where_ = if skew > 0 { "behind" } else { "ahead of" };
            lines.push(format!(
                "this machine's clock is {apart} {where_} the server's"
            ));
        }
        lines
    }
}

/// IMF-fixdate (RFC 9110 section 5.6.7).
fn http_date(text: &str) -> Option<Time> {
    let at = OffsetDateTime::parse(text.trim(), &Rfc2822).ok()?;
    Some(Time::from_unix(at.unix_timestamp()))
}

/// Seconds that clocks may be apart before it is worth a line: less than an assertion lasts.
const FORGIVEN: i64 = 30;
