//! The work. Knows no command line, no terminal, no environment and no wall clock:
//! where it needs the outside it takes a reader or one of the small traits here.
//!
//! Imports run downward: material < identity < issue, tls < http < oauth < diagnosis < probe
//! < provider < profile < sandbox.

pub mod clock;
pub mod diagnosis;
pub mod error;
pub mod http;
pub mod identity;
pub mod issue;
pub mod material;
pub mod nearest;
pub mod oauth;
pub mod placeholder;
pub mod probe;
pub mod profile;
pub mod provider;
pub mod sandbox;
pub mod save;
pub mod secret;
pub mod shell;
pub mod tls;

pub use error::{Error, Result};
