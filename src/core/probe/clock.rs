//! This machine's clock against the server's Date (RFC 9110 section 6.6.1): by how much they
//! differ, and whether that and not a certificate is what is wrong.

use std::fmt;

use crate::core::clock::Time;
use crate::core::diagnosis::{Code, Diagnosis};
use crate::core::http::Head;
use crate::core::material::Certificate;

/// The server's clock, and ours at the same moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skew {
    /// By the server's Date.
    pub theirs: Time,
    /// Here.
    pub ours: Time,
}

impl Skew {
    /// By an answer's head; `None` without a Date.
    pub fn of(head: &Head, now: Time) -> Option<Self> {
        let theirs = Time::from_http(&head.header("Date")?)?;
        Some(Self { theirs, ours: now })
    }

    /// How far this machine is ahead, in seconds; negative when it is behind.
    pub fn seconds(&self) -> i64 {
        self.ours.unix().saturating_sub(self.theirs.unix())
    }

    /// More than what a slow answer or a lax clock explains: over a minute.
    pub fn is_large(&self) -> bool {
        self.seconds().saturating_abs() > TOLERATED
    }

    /// Where a certificate fails by our clock and holds by the server's, the clock is the cause.
    pub fn reconsider(&self, found: Diagnosis, judged: Option<&Certificate>) -> Diagnosis {
        let by_dates = matches!(
            found.code,
            Code::ServerCertExpired
                | Code::ServerCertNotYetValid
                | Code::ClientCertExpired
                | Code::ClientCertNotYetValid
        );
        let holds = |c: &Certificate, at: Time| c.not_before <= at && at <= c.not_after;
        let Some(certificate) = judged.filter(|_| by_dates && self.is_large()) else {
            return found;
        };
        let (here, there) = (
            holds(certificate, self.ours),
            holds(certificate, self.theirs),
        );
        let mut found = found;
        found.evidence.push(self.to_string());
        match (here, there) {
            (false, true) => Diagnosis {
                summary: format!("{}, by this machine's clock, which is wrong: by the server's it is valid", found.summary),
                fix: "set this machine's clock (timedatectl set-ntp true, or your hypervisor's time source), and try again".into(),
                ..found
            },
            _ => found,
        }
    }
}

impl fmt::Display for Skew {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let apart = self.ours.apart(self.theirs);
        let there = self.theirs.readable_seconds();
        match self.seconds() {
            0 => write!(f, "this machine's clock and the server's agree ({there})"),
            1.. => write!(
                f,
                "this machine's clock is {apart} ahead of the server's ({there})"
            ),
            _ => write!(
                f,
                "this machine's clock is {apart} behind the server's ({there})"
            ),
        }
    }
}

/// In seconds.
const TOLERATED: i64 = 60;
