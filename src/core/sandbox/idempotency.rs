//! Cards by their Idempotency-Key: the same key and payload gives the same card, another payload
//! is a conflict. Bounded; the oldest is forgotten first.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use crate::core::clock::Time;
use crate::core::material::sha256_hex;

/// The cards issued.
#[derive(Default)]
pub(super) struct Cards(Mutex<Ledger>);

#[derive(Default)]
struct Ledger {
    issued: u64,
    entries: VecDeque<Entry>,
}

struct Entry {
    key: String,
    payload_sha256: String,
    id: u64,
    created: Time,
}

/// The same Idempotency-Key came with another payload.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Conflict;

impl Cards {
    /// The card's number for this key, and when it was made: a new one, or the one that it got
    /// before.
    ///
    /// Payloads are the same when they are the same JSON, whatever the order of their members.
    pub fn issue(&self, key: &str, payload: &Value, now: Time) -> Result<(u64, Time), Conflict> {
        let mut sorted = payload.clone();
        sorted.sort_all_objects();
        let payload_sha256 = sha256_hex(sorted.to_string().as_bytes());
        let mut ledger = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = ledger.entries.iter().find(|e| e.key == key) {
            return if entry.payload_sha256 == payload_sha256 {
                Ok((entry.id, entry.created))
            } else {
                Err(Conflict)
            };
        }
        let id = FIRST_ID.saturating_add(ledger.issued);
        ledger.issued = ledger.issued.saturating_add(1);
        if ledger.entries.len() >= MAX_ENTRIES {
            ledger.entries.pop_front();
        }
        ledger.entries.push_back(Entry {
            key: key.to_owned(),
            payload_sha256,
            id,
            created: now,
        });
        Ok((id, now))
    }

    /// Whether a card of this number was issued, and is remembered.
    pub fn knows(&self, id: u64) -> bool {
        let ledger = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ledger.entries.iter().any(|entry| entry.id == id)
    }
}

/// The number in the provider's own example.
const FIRST_ID: u64 = 21_624_502;
/// Keys remembered; a test suite's worth.
const MAX_ENTRIES: usize = 10_000;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_retry_gets_its_card_again_and_another_payload_a_conflict() {
        let cards = Cards::default();
        let at = Time::from_unix;
        let first = cards.issue("k", &json!({"a": 1, "b": {"c": 2, "d": 3}}), at(1));
        assert_eq!(first, Ok((FIRST_ID, at(1))));
        assert_eq!(
            cards.issue("k", &json!({"b": {"d": 3, "c": 2}, "a": 1}), at(2)),
            first
        );
        assert_eq!(cards.issue("k", &json!({"a": 2}), at(3)), Err(Conflict));
        assert_eq!(
            cards.issue("l", &json!({"a": 2}), at(4)),
            Ok((FIRST_ID + 1, at(4)))
        );
        assert!(cards.knows(FIRST_ID) && !cards.knows(1));
    }

    #[test]
    fn memory_is_bounded() {
        let now = Time::from_unix(0);
        let cards = Cards::default();
        for n in 0..=MAX_ENTRIES {
            cards.issue(&n.to_string(), &json!(n), now).unwrap();
        }
        assert_eq!(cards.0.lock().unwrap().entries.len(), MAX_ENTRIES);
        assert_eq!(
            cards.issue("0", &json!("forgotten"), now),
            Ok((FIRST_ID + MAX_ENTRIES as u64 + 1, now))
        );
    }
}
