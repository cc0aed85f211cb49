//! What requests wish for and do not get, by OID, each with its reason. A table; must not decide.

/// An extension or purpose.
pub struct Row {
    /// Dotted.
    pub oid: &'static str,
    /// OpenSSL's name.
    pub name: &'static str,
    /// Why it is not granted.
    pub reason: &'static str,
    /// Whether granting it would give its holder power that is the CA's.
    pub dangerous: bool,
}

const fn row(oid: &'static str, name: &'static str, reason: &'static str) -> Row {
    Row {
        oid,
        name,
        reason,
        dangerous: false,
    }
}

const fn danger(oid: &'static str, name: &'static str, reason: &'static str) -> Row {
    Row {
        dangerous: true,
        ..row(oid, name, reason)
    }
}

/// Extensions (RFC 5280 section 4.2, RFC 7633, RFC 3739, and what Windows and Netscape added).
pub const EXTENSIONS: &[Row] = &[
    row(
        "2.5.29.9",
        "subjectDirectoryAttributes",
        "nothing in TLS reads it",
    ),
    row(
        "2.5.29.14",
        "subjectKeyIdentifier",
        "it is made anew from the key",
    ),
    row(
        "2.5.29.16",
        "privateKeyUsagePeriod",
        "the validity says how long",
    ),
    danger(
        "2.5.29.18",
        "issuerAltName",
        "what your CA is called is for your CA to say",
    ),
    row("2.5.29.30", "nameConstraints", "it is for CAs"),
    danger(
        "2.5.29.31",
        "crlDistributionPoints",
        "where your CA tells what it revoked is for your CA to say",
    ),
    danger(
        "2.5.29.32",
        "certificatePolicies",
        "under which policy your CA signs is for your CA to say",
    ),
    row("2.5.29.33", "policyMappings", "it is for CAs"),
    row(
        "2.5.29.35",
        "authorityKeyIdentifier",
        "it is taken from your CA",
    ),
    row("2.5.29.36", "policyConstraints", "it is for CAs"),
    danger(
        "2.5.29.46",
        "freshestCRL",
        "where your CA tells what it revoked is for your CA to say",
    ),
    row("2.5.29.54", "inhibitAnyPolicy", "it is for CAs"),
    danger(
        "1.3.6.1.5.5.7.1.1",
        "authorityInfoAccess",
        "where your CA answers is for your CA to say",
    ),
    danger(
        "1.3.6.1.5.5.7.1.3",
        "qcStatements",
        "qualified certificates are issued by others",
    ),
    row(
        "1.3.6.1.5.5.7.1.24",
        "tlsfeature",
        "it demands an OCSP answer with each handshake, and your CA gives none",
    ),
    danger(
        "1.3.6.1.5.5.7.48.1.5",
        "noCheck",
        "its holder could answer for your CA after it is revoked",
    ),
    row(
        "1.2.840.113549.1.9.15",
        "SMIMECapabilities",
        "it is for mail",
    ),
    row(
        "1.3.6.1.4.1.311.20.2",
        "Microsoft certificate template",
        "it names a template of a Windows CA",
    ),
    row(
        "1.3.6.1.4.1.311.21.7",
        "Microsoft certificate template",
        "it names a template of a Windows CA",
    ),
    row(
        "1.3.6.1.4.1.311.21.10",
        "Microsoft application policies",
        "extendedKeyUsage says what it is for",
    ),
    danger(
        "1.3.6.1.4.1.311.25.2",
        "Microsoft NTDS security identifier",
        "Windows would log its holder in as this user",
    ),
    row(
        "1.3.6.1.4.1.11129.2.4.2",
        "signedCertificateTimestamps",
        "they are of another certificate",
    ),
    danger(
        "1.3.6.1.4.1.11129.2.4.3",
        "ctPoison",
        "nobody accepts a certificate with it",
    ),
    row(
        "2.16.840.1.113730.1.1",
        "nsCertType",
        "it is obsolete; extendedKeyUsage says what it is for",
    ),
    row("2.16.840.1.113730.1.13", "nsComment", "nothing reads it"),
];

/// Purposes of ExtendedKeyUsage (RFC 5280 section 4.2.1.12, RFC 4945, RFC 4556, and Windows').
pub const PURPOSES: &[Row] = &[
    row(
        "1.3.6.1.5.5.7.3.1",
        "serverAuth",
        "this certificate is for clients; --purpose both grants it",
    ),
    row(
        "1.3.6.1.5.5.7.3.2",
        "clientAuth",
        "this certificate is for servers; --purpose both grants it",
    ),
    danger(
        "1.3.6.1.5.5.7.3.3",
        "codeSigning",
        "its holder could sign software in your CA's name",
    ),
    row(
        "1.3.6.1.5.5.7.3.4",
        "emailProtection",
        "it is for mail, not TLS",
    ),
    danger(
        "1.3.6.1.5.5.7.3.8",
        "timeStamping",
        "its holder could date documents in your CA's name",
    ),
    danger(
        "1.3.6.1.5.5.7.3.9",
        "OCSPSigning",
        "its holder could answer which certificates your CA has revoked",
    ),
    row(
        "1.3.6.1.5.5.7.3.17",
        "ipsecEndSystem",
        "it is for IPsec, not TLS",
    ),
    danger("1.3.6.1.5.2.3.4", "pkInitClientAuth", "it is for logons"),
    danger(
        "1.3.6.1.4.1.311.20.2.2",
        "msSmartcardLogin",
        "it is for logons",
    ),
    danger(
        "1.3.6.1.4.1.311.20.2.1",
        "msEnrollmentAgent",
        "its holder could ask for certificates of others",
    ),
    danger(
        "2.5.29.37.0",
        "anyExtendedKeyUsage",
        "the certificate would serve for everything",
    ),
];

/// An extension that stands in no table.
pub const UNKNOWN: &str = "what it means is not known here";
/// The same, marked critical.
pub const UNKNOWN_CRITICAL: &str =
    "what it means is not known here, and whoever does not know it must refuse the certificate";
/// A purpose that stands in no table.
pub const UNKNOWN_PURPOSE: &str = "it is not for TLS clients or servers";
