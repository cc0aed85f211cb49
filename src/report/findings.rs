//! What is wrong with an item, each finding with its code and what to do. Must not decide how a run
//! ends.

use serde::Serialize;

use super::inspect::Status;
use crate::core::clock::Time;
use crate::core::material::{Certificate, Request, Weakness};

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// In one word.
    pub code: &'static str,
    /// In one sentence, with what to do.
    pub message: String,
}

/// The findings that stop a client certificate from working.
pub fn problems(c: &Certificate, now: Time) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut add = |code, message: String| found.push(Problem { code, message });
    match Status::at(now, c.not_before, c.not_after) {
        Status::Expired => add(
            "expired",
            format!("it expired on {}; renew it", c.not_after.readable()),
        ),
        Status::NotYetValid => add(
            "not-yet-valid",
            format!(
                "it is valid only from {}; check the clock",
                c.not_before.readable()
            ),
        ),
        Status::Urgent => add(
            "expires-soon",
            format!("{} days left; renew now", c.not_after.days_from(now)),
        ),
        Status::Valid | Status::Warning => {}
    }
    if !c.extensions.is_ca && !c.allows_client_auth() {
        let message = "its extendedKeyUsage lacks clientAuth, so servers refuse it from a client; ask for one with clientAuth";
        add("no-client-auth", message.into());
    }
    if c.version < 3 {
        add(
            "version-1",
            "it is X.509 v1, which modern TLS stacks refuse; ask for v3".into(),
        );
    }
    for weakness in c.weaknesses() {
        match weakness {
            Weakness::Key { bits } => found.push(short_key(bits)),
            Weakness::Signature { algorithm } => found.push(Problem {
                code: "weak-signature",
                message: format!("it is signed with {algorithm}, which is no longer accepted"),
            }),
        }
    }
    found
}

/// The findings that make a CA refuse a request.
pub fn request_problems(r: &Request) -> Vec<Problem> {
    let forged = (r.signature_valid == Some(false)).then(|| Problem {
        code: "signature-invalid",
        message: "its signature does not fit its key, so every CA refuses it; make it again".into(),
    });
    forged
        .into_iter()
        .chain(r.public_key.short_rsa_bits().map(short_key))
        .collect()
}

fn short_key(bits: usize) -> Problem {
    Problem {
        code: "weak-key",
        message: format!("its RSA key has {bits} bits; 2048 are the least that is accepted"),
    }
}
