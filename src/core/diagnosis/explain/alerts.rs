//! TLS alerts: what each says of whose certificate, and how tools write it. Numbers and names are
//! RFC 8446's and RFC 5246's (`core/tls/alert.rs`); knows nothing of the rest of a text.

use super::super::Code;
use super::says::{Rank, Side};
use crate::core::tls::Alert;

/// What is known of one alert.
#[derive(Debug)]
pub(super) struct Known {
    pub alert: Alert,
    /// When the server sent it: what it says of the client.
    pub from_server: (Code, Rank),
    /// When the client sent it: what it says of the server.
    pub from_client: Code,
    pub means: &'static str,
    /// Other spellings, lower-case letters only.
    also: &'static [&'static str],
}

impl Known {
    /// What it says, by who wrote the text and whether the writer sent it.
    pub fn says(&self, side: Side, sent: bool) -> (Code, Rank) {
        match (side, sent) {
            (Side::Client, false) | (Side::Server, true) => self.from_server,
            _ => (self.from_client, self.from_server.1),
        }
    }
}

/// An alert as it stands in a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spoken {
    pub alert: Alert,
    /// Where it stands, in bytes.
    pub at: usize,
    /// In words, not by a number.
    pub in_words: bool,
    /// The writer sent it.
    pub sent: bool,
}

/// What is known of an alert; `None` for those that refuse nothing.
pub(super) fn known(alert: Alert) -> Option<&'static Known> {
    TABLE.iter().find(|known| known.alert == alert)
}

/// All of them, by number.
pub(super) fn all() -> &'static [Known] {
    TABLE
}

/// By any of its names, however spelled.
pub(super) fn named(name: &str) -> Option<&'static Known> {
    let name = squeezed(name);
    TABLE.iter().find(|known| known.names().any(|n| n == name))
}

/// The alerts in a line of lower case.
pub(super) fn spoken(line: &str) -> Vec<Spoken> {
    let mut found = Vec::new();
    for mark in ["alert", "remote error: ", "local error: "] {
        for (at, _) in line.match_indices(mark) {
            let rest = line.get(at + mark.len()..).unwrap_or_default();
            let sent = SENT.iter().any(|word| line.contains(word));
            let number = number(rest).map(|n| (Alert(n), false));
            let read = number.or_else(|| words(rest).map(|alert| (alert, true)));
            found.extend(read.map(|(alert, in_words)| Spoken {
                alert,
                at,
                in_words,
                sent,
            }));
        }
    }
    found
}

/// `number 48`, `[48]`, `code is 48`; curl's `(560)` has the level in its high byte.
fn number(rest: &str) -> Option<u8> {
    let mut rest = rest.trim_start_matches([' ', '_', ':', ',']);
    for word in ["number", "code is", "code", "["] {
        rest = rest
            .strip_prefix(word)
            .unwrap_or(rest)
            .trim_start_matches([' ', ':', '=']);
    }
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    rest.get(..end)?.parse().ok()
}

fn words(rest: &str) -> Option<Alert> {
    let near: String = rest.chars().take(LONGEST).collect();
    let mut squeezed = squeezed(&near);
    while let Some(word) = NOISE.iter().find(|word| squeezed.starts_with(**word)) {
        squeezed.drain(..word.len());
    }
    let fits = TABLE
        .iter()
        .flat_map(|known| known.names().map(|name| (name, known.alert)));
    let fits = fits.filter(|(name, _)| squeezed.starts_with(name.as_str()));
    fits.max_by_key(|(name, _)| name.len())
        .map(|(_, alert)| alert)
}

impl Known {
    fn names(&self) -> impl Iterator<Item = String> {
        let own = squeezed(self.alert.name());
        std::iter::once(own).chain(self.also.iter().map(|name| (*name).to_owned()))
    }
}

fn squeezed(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphabetic)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

const fn row(
    number: u8,
    from_server: (Code, Rank),
    from_client: Code,
    also: &'static [&'static str],
    means: &'static str,
) -> Known {
    Known {
        alert: Alert(number),
        from_server,
        from_client,
        means,
        also,
    }
}

/// Characters behind the mark in which a name may begin and end.
const LONGEST: usize = 80;
/// What the writer sent: curl -v, openssl -msg, stunnel, Go.
const SENT: &[&str] = &[
    "(out)",
    ">>> ",
    "(write)",
    "alert write",
    "local error",
    "sending alert",
    "send alert",
];
/// Words between the mark and the name.
const NOISE: &[&str] = &[
    "fatal",
    "warning",
    "read",
    "write",
    "tls",
    "length",
    "description",
    "received",
    "sent",
];

use Code::{
    ClientCertExpired, ClientCertRejected, ClientCertRequestedLate, ClientCertRequired,
    ClientCertRevoked, ClientCertUntrusted, ClientCertWrongPurpose, HandshakeClosed,
    NoSharedCipher, ServerCertExpired, ServerCertRevoked, ServerCertUntrusted,
    ServerCertWrongPurpose, SniUnrecognized, TlsVersionUnsupported,
};
use Rank::{General, Likely, Precise};

/// Spellings: Go, src/crypto/tls/alert.go; GnuTLS, lib/alert.c; OpenSSL, ssl/ssl_stat.c. Meaning
/// for certificates: OpenSSL, ssl/statem/statem_lib.c (ssl_x509err2alert).
#[rustfmt::skip] // a table
const TABLE: &[Known] = &[
    row(10, (HandshakeClosed, General), HandshakeClosed, &["unexpectedpacketreceived"], "a message came that does not belong there: two TLS libraries that do not agree, or no TLS"),
    row(20, (HandshakeClosed, General), HandshakeClosed, &["badrecordmac"], "a record was damaged on its way: something between, or a faulty library"),
    row(22, (HandshakeClosed, General), HandshakeClosed, &["recordoverflow"], "a record is longer than TLS allows: mostly no TLS at all"),
    row(40, (ClientCertRequired, Likely), NoSharedCipher, &["handshakefailed"], "the handshake failed, and TLS 1.2 has no word for why: with mutual TLS mostly a client certificate that was wanted and not sent, else no cipher suite or signature scheme in common"),
    row(41, (ClientCertRequired, Precise), HandshakeClosed, &["nocertificate"], "no certificate was sent (SSL 3.0; some servers still say it)"),
    row(42, (ClientCertRejected, Likely), ServerCertUntrusted, &["certificateisbad"], "the certificate is damaged or was not accepted; some servers say it of every certificate that they refuse, and of none at all"),
    row(43, (ClientCertWrongPurpose, Precise), ServerCertWrongPurpose, &["certificateisnotsupported"], "the certificate is not for this purpose (no clientAuth), or its key is of a type that is not taken"),
    row(44, (ClientCertRevoked, Precise), ServerCertRevoked, &["revokedcertificate", "certificatewasrevoked"], "the certificate is revoked"),
    row(45, (ClientCertExpired, Precise), ServerCertExpired, &["expiredcertificate", "certificateisexpired"], "the certificate, or one of its issuers, has expired or is not valid yet"),
    row(46, (ClientCertRejected, Likely), ServerCertUntrusted, &["unknowncertificate"], "the certificate was not accepted for some other reason: mostly not registered, or of an issuer that is not known (Java says it so)"),
    row(47, (HandshakeClosed, General), HandshakeClosed, &[], "a field has a value that it must not have: two TLS libraries that do not agree"),
    row(48, (ClientCertUntrusted, Likely), ServerCertUntrusted, &["unknowncertificateauthority", "caisunknown"], "the certificate leads to no CA that is trusted: the issuer is not known, or its intermediate was not sent"),
    row(49, (ClientCertRejected, Likely), ServerCertUntrusted, &["accesswasdenied"], "the certificate is valid, and its owner is not allowed in"),
    row(50, (HandshakeClosed, General), HandshakeClosed, &["errordecodingmessage"], "a message could not be read: damaged on its way, or a certificate that the other side cannot parse"),
    row(51, (ClientCertRejected, Likely), HandshakeClosed, &["errordecryptingmessage"], "a signature of the handshake does not hold: mostly a private key that does not belong to the certificate"),
    row(70, (TlsVersionUnsupported, Precise), TlsVersionUnsupported, &["protocolversionnotsupported", "errorinprotocolversion"], "the TLS version offered is not taken"),
    row(71, (NoSharedCipher, Precise), NoSharedCipher, &["insufficientsecuritylevel"], "what was offered is too weak for the other side: ciphers, or the size of a key"),
    row(80, (HandshakeClosed, General), HandshakeClosed, &[], "something failed inside the other side that has nothing to do with us: often its own list of CAs or its key"),
    row(86, (TlsVersionUnsupported, Precise), TlsVersionUnsupported, &[], "a client that had retried with an older TLS version was refused"),
    row(90, (HandshakeClosed, General), HandshakeClosed, &["usercanceled"], "the other side gave up for a reason of its own"),
    row(100, (ClientCertRequestedLate, Precise), ClientCertRequestedLate, &[], "the handshake was to be done again, mostly to ask for a client certificate late, and one side does not do that"),
    row(109, (HandshakeClosed, General), HandshakeClosed, &[], "an extension is missing that TLS 1.3 demands"),
    row(110, (HandshakeClosed, General), HandshakeClosed, &[], "an extension came that was not asked for"),
    row(112, (SniUnrecognized, Precise), SniUnrecognized, &["unrecognisedname", "theservernamesentwasnotrecognized"], "the name called (SNI) is not known"),
    row(113, (HandshakeClosed, General), HandshakeClosed, &[], "the status that came with a certificate (OCSP) is not valid"),
    row(115, (HandshakeClosed, General), HandshakeClosed, &[], "the pre-shared key's name is not known"),
    row(116, (ClientCertRequired, Precise), HandshakeClosed, &["certificateisrequired"], "a client certificate is required, and none was sent"),
    row(120, (HandshakeClosed, General), HandshakeClosed, &["nosupportedapplicationprotocolcouldbenegotiated"], "no application protocol in common (ALPN): one side insists on HTTP/2 or on HTTP/1.1"),
];
