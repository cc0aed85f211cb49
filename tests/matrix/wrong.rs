//! Rows whose first answer is not the true cause, and why neither the wire nor the files hold it.

/// Server (or the beginning of its name), fault, reason.
pub const REASONS: &[(&str, &str, &str)] = &[
    ("", "no intermediate, nothing else", ALIKE),
    (
        "nginx",
        "revoked",
        "nginx has one answer for every failed check, and its CA's list is not ours to read",
    ),
    (
        "HAProxy: verify optional, deny",
        "revoked",
        "a 403 for every failed check, and the CA's list is not ours to read",
    ),
    (
        "gnutls-serv",
        "revoked",
        "GnuTLS sends access_denied for every failed check, and the CA's list is not ours to read",
    ),
    (
        "Node: rejectUnauthorized",
        "revoked",
        "Node hangs up without an alert, or its handler answers 403",
    ),
    (
        "Java",
        "revoked",
        "the JDK's HttpsServer hangs up without an alert, and the CA's list is not ours to read",
    ),
    (
        "Apache: SSLVerifyClient in a Location",
        "asked after the request, no certificate",
        "where only TLS 1.3 is spoken, the 403 says so in its page, which a HEAD does not bring; call tells it",
    ),
    (
        "Apache: SSLVerifyDepth 0",
        "chain longer than allowed",
        "Apache sends internal_error, which says nothing of a certificate",
    ),
    (
        "gnutls-serv: its own certificate",
        "RSA-1024",
        "in TLS 1.3 GnuTLS fails to sign with it, and its certificate never comes",
    ),
    (
        "Python",
        "another CA and no intermediate, it lies beside",
        "Python's ssl does not say which issuers it accepts, and the intermediate is missing in truth",
    ),
    (
        "Java: its own certificate",
        "signed with SHA-1",
        "the JDK does not present it, and hangs up without an alert",
    ),
];

const ALIKE: &str =
    "an intermediate that is nowhere to be seen and another CA look alike; the fix names both";
