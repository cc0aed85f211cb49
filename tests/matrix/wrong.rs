//! Rows whose first answer is not the true cause, and why neither the wire nor the files hold it.

/// Server (or the beginning of its name), fault, reason.
pub const REASONS: &[(&str, &str, &str)] = &[];
