//! mtls
pub mod core;
