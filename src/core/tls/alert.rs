//! TLS alerts by number (RFC 8446 section 6, RFC 5246 section 7.2), with the name OpenSSL prints.

use std::fmt;

/// An alert's description byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Alert(pub u8);

impl Alert {
    /// close_notify: a polite end.
    pub const CLOSE_NOTIFY: Self = Self(0);
    /// handshake_failure
    pub const HANDSHAKE_FAILURE: Self = Self(40);
    /// no_certificate (SSL 3.0; some servers still send it)
    pub const NO_CERTIFICATE: Self = Self(41);
    /// bad_certificate
    pub const BAD_CERTIFICATE: Self = Self(42);
    /// unsupported_certificate
    pub const UNSUPPORTED_CERTIFICATE: Self = Self(43);
    /// certificate_revoked
    pub const CERTIFICATE_REVOKED: Self = Self(44);
    /// certificate_expired
    pub const CERTIFICATE_EXPIRED: Self = Self(45);
    /// certificate_unknown
    pub const CERTIFICATE_UNKNOWN: Self = Self(46);
    /// unknown_ca
    pub const UNKNOWN_CA: Self = Self(48);
    /// access_denied
    pub const ACCESS_DENIED: Self = Self(49);
    /// decrypt_error
    pub const DECRYPT_ERROR: Self = Self(51);
    /// protocol_version
    pub const PROTOCOL_VERSION: Self = Self(70);
    /// insufficient_security
    pub const INSUFFICIENT_SECURITY: Self = Self(71);
    /// internal_error
    pub const INTERNAL_ERROR: Self = Self(80);
    /// no_renegotiation
    pub const NO_RENEGOTIATION: Self = Self(100);
    /// unrecognized_name
    pub const UNRECOGNIZED_NAME: Self = Self(112);
    /// certificate_required
    pub const CERTIFICATE_REQUIRED: Self = Self(116);

    /// Its name in the RFCs; `unknown` where it has none.
    pub fn name(self) -> &'static str {
        NAMES
            .iter()
            .find(|(number, _)| *number == self.0)
            .map_or("unknown", |(_, name)| name)
    }

    /// Whether it speaks of the certificate that was presented to its sender.
    pub fn is_about_certificate(self) -> bool {
        matches!(self.0, 41..=46 | 48 | 49 | 51 | 116)
    }
}

impl fmt::Display for Alert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name(), self.0)
    }
}

const NAMES: &[(u8, &str)] = &[
    (0, "close_notify"),
    (10, "unexpected_message"),
    (20, "bad_record_mac"),
    (21, "decryption_failed"),
    (22, "record_overflow"),
    (30, "decompression_failure"),
    (40, "handshake_failure"),
    (41, "no_certificate"),
    (42, "bad_certificate"),
    (43, "unsupported_certificate"),
    (44, "certificate_revoked"),
    (45, "certificate_expired"),
    (46, "certificate_unknown"),
    (47, "illegal_parameter"),
    (48, "unknown_ca"),
    (49, "access_denied"),
    (50, "decode_error"),
    (51, "decrypt_error"),
    (70, "protocol_version"),
    (71, "insufficient_security"),
    (80, "internal_error"),
    (86, "inappropriate_fallback"),
    (90, "user_canceled"),
    (100, "no_renegotiation"),
    (109, "missing_extension"),
    (110, "unsupported_extension"),
    (112, "unrecognized_name"),
    (113, "bad_certificate_status_response"),
    (115, "unknown_psk_identity"),
    (116, "certificate_required"),
    (120, "no_application_protocol"),
];
