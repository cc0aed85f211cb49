//! A secret that is masked wherever it is said.

use std::cmp::Ordering;

use zeroize::Zeroizing;

/// What is looked for in all that is said; the longest first, so that of one that begins with
/// another nothing is left.
#[derive(PartialEq, Eq)]
pub(super) struct Guarded(Zeroizing<String>);

impl Guarded {
    /// This spelling of it.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// To be looked for.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl Ord for Guarded {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_length = other.0.len().cmp(&self.0.len());
        by_length.then_with(|| self.0.as_str().cmp(other.0.as_str()))
    }
}

impl PartialOrd for Guarded {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
