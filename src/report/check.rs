//! What `check` tells: one object for each environment.

use serde::Serialize;

use super::Failure;
use crate::core::diagnosis::Diagnosis;
use crate::core::probe::Verdict;

/// An environment checked.
#[derive(Debug, Clone, Serialize)]
pub struct CheckFacts {
    /// `PROFILE/ENVIRONMENT`.
    pub profile: String,
    /// Whether it is production.
    pub production: bool,
    /// The provider, by name.
    pub provider: Option<String>,
    /// When it began: RFC 3339, UTC.
    pub at: String,
    /// All of it, in milliseconds.
    pub duration_ms: f64,
    /// The first failure: `ok` when there is none.
    pub diagnosis: Cause,
    /// In their order.
    pub checks: Vec<Check>,
}

/// What is wrong, as the contract has it; its code is null where none is for it.
#[derive(Debug, Clone, Serialize)]
pub struct Cause {
    /// In one word.
    pub code: Option<&'static str>,
    /// In one sentence.
    pub summary: String,
    /// What shows it.
    pub evidence: Vec<String>,
    /// The one thing to do.
    pub fix: String,
}

/// One thing looked at.
#[derive(Debug, Clone, Serialize)]
pub struct Check {
    /// Its name.
    pub check: &'static str,
    /// What came of it.
    pub verdict: Verdict,
    /// In one clause.
    pub summary: String,
    /// The diagnosis code, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// What shows it, a line each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
    /// What to do; empty when nothing is.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub fix: String,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<f64>,
}

impl Check {
    /// With this verdict and clause.
    pub fn new(check: &'static str, verdict: Verdict, summary: impl Into<String>) -> Self {
        Self {
            check,
            verdict,
            summary: summary.into(),
            code: None,
            evidence: Vec::new(),
            fix: String::new(),
            duration_ms: None,
        }
    }

    /// As it should be.
    pub fn ok(check: &'static str, summary: impl Into<String>) -> Self {
        Self::new(check, Verdict::Ok, summary)
    }

    /// It works, and this is to be done about it.
    pub fn warning(
        check: &'static str,
        summary: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self {
            fix: fix.into(),
            ..Self::new(check, Verdict::Warning, summary)
        }
    }

    /// It does not work.
    pub fn failed(check: &'static str, failure: Failure) -> Self {
        Self {
            code: failure.code,
            evidence: failure.evidence,
            fix: failure.fix,
            ..Self::new(check, Verdict::Failed, failure.summary)
        }
    }

    /// The same of a diagnosis.
    pub fn diagnosed(check: &'static str, diagnosis: &Diagnosis) -> Self {
        Self {
            code: Some(diagnosis.code.name()),
            evidence: diagnosis.evidence.clone(),
            fix: diagnosis.fix.clone(),
            ..Self::new(check, Verdict::Failed, diagnosis.summary.clone())
        }
    }

    /// With these lines of evidence.
    #[must_use]
    pub fn with(mut self, evidence: impl IntoIterator<Item = String>) -> Self {
        self.evidence.extend(evidence);
        self
    }
}

impl Cause {
    /// The first failure among these.
    pub fn of(checks: &[Check]) -> Self {
        match checks.iter().find(|check| check.verdict == Verdict::Failed) {
            Some(check) => Self {
                code: check.code,
                summary: check.summary.clone(),
                evidence: check.evidence.clone(),
                fix: check.fix.clone(),
            },
            None => Self {
                code: Some("ok"),
                summary: match checks.iter().any(|c| c.verdict == Verdict::Warning) {
                    true => "it works; see the warnings".into(),
                    false => "nothing is wrong".into(),
                },
                evidence: Vec::new(),
                fix: String::new(),
            },
        }
    }
}
