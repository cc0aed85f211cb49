//! The answers: core's own serde structs, one variant a command, each with two renderings.

use serde::Serialize;
use zeroize::Zeroizing;

use crate::core::Error;
use crate::core::diagnosis::Diagnosis;
use crate::core::error::plain_io;
use crate::exit::Exit;

pub mod check;
pub mod container;
pub mod csr;
pub mod explain;
pub mod findings;
pub mod inspect;
pub mod jwk;
pub mod listing;
pub mod material;
pub mod pairing;
pub mod probe;
pub mod provider;
pub mod rehearsal;
pub mod rotate;
pub mod sandbox;
pub mod server;
pub mod sign;
pub mod token;
pub mod tour;

pub use explain::Explained;
pub use inspect::{Described, Inspected};
pub use jwk::{JwkFacts, JwkSet};
pub use listing::Listing;
pub use material::{NewRequest, Written};
pub use pairing::KeyMatch;
pub use sandbox::{OutboundCall, OutboundFacts, RefusedFiles, SandboxFacts};

/// What a command has to say, and how it ends.
pub struct Report {
    /// The answer, for stdout.
    pub answer: Answer,
    /// Text or JSON lines.
    pub format: Format,
    /// What a person should know beside the answer, for stderr, a sentence each.
    pub notes: Vec<String>,
    /// What failed beside what succeeded, for stderr.
    pub failures: Vec<Failure>,
    /// How the run ends.
    pub exit: Exit,
    /// What was found out about a failure, for standard error, behind all else.
    pub epilogue: Option<Box<Report>>,
}

/// One variant a command.
pub enum Answer {
    /// Nothing on stdout.
    Silent,
    /// `inspect`
    Inspect(Inspected),
    /// `inspect` as a table, metrics or a calendar, part by part
    Listing(Listing),
    /// What `inspect` kept until its order was known, rendered.
    Rendered(Vec<u8>),
    /// `token`
    Token(Box<token::TokenFacts>),
    /// `token --decode`
    TokenView(Box<token::TokenView>),
    /// `token --clear`
    TokensCleared(token::Cleared),
    /// `csr`
    Csr(Box<NewRequest>),
    /// `csr --print`
    CsrView(Box<csr::RequestView>),
    /// `csr --check`
    CsrCheck(Vec<csr::CheckedRequest>),
    /// `csr --batch`
    CsrBatch(csr::Batch),
    /// `csr submit`
    Submitted(Box<provider::Submitted>),
    /// `revoke`
    Revoked(provider::Revoked),
    /// `provider list`
    Providers(Vec<provider::Listed>),
    /// `provider show`
    Provider(Box<crate::core::provider::Provider>),
    /// `provider check`
    ProviderCheck(Vec<provider::CheckedFile>),
    /// `match-key`
    MatchKey(Box<KeyMatch>),
    /// `match-key --format jwk`
    Jwk(Vec<JwkFacts>),
    /// `match-key --format jwks`
    Jwks(JwkSet),
    /// `convert`
    Written(Vec<Written>),
    /// The file itself that was asked for on stdout, wiped on drop; also when quiet.
    Material(Zeroizing<Vec<u8>>),
    /// `explain`
    Explained(Explained),
    /// `rotate`
    Rotation(Box<rotate::RotationFacts>),
    /// `check`
    Check(Vec<check::CheckFacts>),
    /// `check --junit`: the same as cases of a test suite
    CheckCases(Vec<check::CheckFacts>),
    /// `sign`
    Signed(Box<sign::Signed>),
    /// `sign --revoke` and `sign --crl`
    Revocation(Box<sign::Revocation>),
    /// `sign --init-ca`
    NewCa(Box<sign::NewCa>),
    /// `sandbox`
    Sandbox(Box<SandboxFacts>),
    /// `sandbox --call`
    Outbound(Box<OutboundFacts>),
    /// `probe`
    Probe(Box<probe::ProbeFacts>),
    /// `probe --watch`, when the answer has changed
    ProbeTurn(probe::Turn),
    /// A failure that was looked into.
    ProbeAfter(Box<probe::FollowUp>),
    /// `call --dry-run`
    Rehearsed(Vec<rehearsal::Planned>),
    /// `sandbox --tour`, part by part
    Tour(Box<tour::Part>),
}

/// How an answer is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For people; with everything when verbose.
    #[default]
    Text,
    /// The same with every detail.
    Verbose,
    /// One JSON object a line.
    Json,
    /// Exit code only.
    Quiet,
}

/// A failure as it is told: with a diagnosis code where there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The exit code that goes with it; `None` when the run goes on.
    #[serde(skip)]
    pub exit: Exit,
    /// One sentence.
    pub summary: String,
    /// The diagnosis code's name.
    pub code: Option<&'static str>,
    /// What shows it, a line each.
    pub evidence: Vec<String>,
    /// The one thing to do; empty when there is none.
    pub fix: String,
}

impl Report {
    /// An answer that ends well.
    pub fn new(answer: Answer, format: Format) -> Self {
        Self {
            answer,
            format,
            notes: Vec::new(),
            failures: Vec::new(),
            exit: Exit::Ok,
            epilogue: None,
        }
    }
}

impl Failure {
    /// A diagnosis that ends the run with this code.
    pub fn diagnosed(diagnosis: Diagnosis, exit: Exit) -> Self {
        Self {
            exit,
            summary: diagnosis.summary,
            code: Some(diagnosis.code.name()),
            evidence: diagnosis.evidence,
            fix: diagnosis.fix,
        }
    }

    /// A local error that ends the run with this code, unless it is a matter of usage.
    pub fn local(error: &Error, exit: Exit) -> Self {
        let exit = if matches!(error, Error::Invalid { .. }) {
            Exit::Usage
        } else {
            exit
        };
        match Diagnosis::of_error(error) {
            Some(diagnosis) => Self::diagnosed(diagnosis, exit),
            None => Self {
                exit,
                summary: error.to_string(),
                code: None,
                evidence: error.evidence(),
                fix: error.hint(),
            },
        }
    }

    /// The answer could not be written to standard output.
    pub fn not_written(error: &std::io::Error) -> Self {
        Self {
            exit: Exit::Write,
            ..Self::usage(
                format!("the answer could not be written: {}", plain_io(error)),
                "check that there is room, and who reads the output",
            )
        }
    }

    /// Bad usage found after parsing.
    pub fn usage(summary: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            exit: Exit::Usage,
            summary: summary.into(),
            code: None,
            evidence: Vec::new(),
            fix: fix.into(),
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.summary)
    }
}

impl std::error::Error for Failure {}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(failure) => failure,
            Err(error) => match error.downcast_ref::<Error>() {
                Some(local) => Self::local(local, Exit::Negative),
                None => Self {
                    exit: Exit::Negative,
                    summary: format!("{error:#}"),
                    code: None,
                    evidence: Vec::new(),
                    fix: String::new(),
                },
            },
        }
    }
}
