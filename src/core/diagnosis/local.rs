//! Local failures as diagnoses: the code of each `core::Error`.

use super::{Code, Diagnosis, SaidBy};
use crate::core::Error;

impl Diagnosis {
    /// The diagnosis of a local error; `None` for those that have no code (a file in the way, an
    /// argument that makes no sense).
    pub fn of_error(error: &Error) -> Option<Self> {
        let code = match error {
            Error::Unreadable { .. } => Code::FileUnreadable,
            Error::TooLarge { .. } | Error::UnknownFormat { .. } | Error::Malformed { .. } => {
                Code::UnknownFormat
            }
            Error::PassphraseNeeded { .. } => Code::PassphraseNeeded,
            Error::WrongPassphrase { .. } | Error::OwnPassphrase { .. } => Code::WrongPassphrase,
            Error::UnsupportedAlgorithm { .. } | Error::TooCostly { .. } => {
                Code::UnsupportedAlgorithm
            }
            Error::KeyMissing { .. } => Code::KeyMissing,
            Error::CertificateMissing { .. } => Code::CertMissing,
            Error::KeyMismatch { .. } => Code::KeyMismatch,
            Error::WouldOverwrite { .. }
            | Error::NotWritten { .. }
            | Error::Invalid { .. }
            | Error::InconsistentKey { .. }
            | Error::Listen { .. }
            | Error::Crypto { .. } => return None,
        };
        Some(Self {
            code,
            summary: error.to_string(),
            evidence: error.evidence(),
            fix: error.hint(),
            said_by: SaidBy::Us,
        })
    }
}
