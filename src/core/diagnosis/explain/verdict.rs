//! Which of all that is telling is the answer: what names the cause before what only failed, the
//! deepest of a stack of causes, the last of a server's log, else the first. And what the rest of
//! the text changes: a log of curl shows whether a certificate was asked for and sent.

use std::cmp::Reverse;

use super::super::Code;
use super::hits::Hit;
use super::says::{Rank, Side};
use crate::core::tls::Alert;

/// The answer, and what was seen beside it.
#[derive(Debug)]
pub(super) struct Verdict {
    pub hit: Hit,
    /// What else in the text speaks for it.
    pub because: Vec<&'static str>,
}

/// The best hit as the whole text makes it; `None` where there is none.
pub(super) fn judge(hits: &[Hit], text: &str, has_cert: bool) -> Option<Verdict> {
    let lower = text.to_ascii_lowercase();
    let lines: Vec<&str> = lower.lines().collect();
    let depth = |hit: &Hit| {
        lines
            .get(hit.line)
            .is_some_and(|line| line.contains("caused by"))
    };
    let order = |hit: &&Hit| {
        let place = match hit.side {
            Side::Server => hit.line,
            Side::Client => usize::MAX - hit.line,
        };
        let place = if depth(hit) { hit.line } else { place };
        (
            hit.rank,
            hit.alert.is_some(),
            depth(hit),
            place,
            Reverse(hit.at),
        )
    };
    let best = hits.iter().max_by_key(order)?.clone();
    Some(Seen::in_text(&lower, has_cert).applied(best))
}

/// What a log shows of the client certificate.
#[derive(Debug)]
struct Seen {
    asked: bool,
    /// `None` where the log does not tell.
    sent: Option<bool>,
    /// The server answered the first message of the handshake; true where the log does not tell.
    answered: bool,
    has_cert: bool,
}

impl Seen {
    /// curl, lib/vtls/openssl.c (its names of messages); GnuTLS, src/cli.c; OpenSSL, apps/s_client.c.
    fn in_text(lower: &str, has_cert: bool) -> Self {
        let has = |words: &str| lower.contains(words);
        let is_curls = has("(out), tls handshake, client hello");
        let asked = has("request cert (13)")
            || has("acceptable client certificate ca names")
            || has("- server's trusted authorities");
        let sent = if has("(out), tls handshake, cert verify (15)")
            || has("successfully sent 1 certificate")
        {
            Some(true)
        } else if (is_curls && asked) || has("successfully sent 0 certificate") {
            Some(false)
        } else {
            None
        };
        Self {
            asked: asked || sent.is_some(),
            sent,
            answered: !is_curls || has("tls handshake, server hello"),
            has_cert,
        }
    }

    fn applied(&self, mut hit: Hit) -> Verdict {
        let mut because = Vec::new();
        let by_alert = |numbers: &[u8]| hit.alert.is_some_and(|alert| numbers.contains(&alert.0));
        let is_vague = by_alert(&[40, 41, 42, 46, 116])
            || matches!(hit.code, Code::ConnectionReset | Code::HandshakeClosed);
        let at_client = hit.side == Side::Client;
        let is_general = at_client && hit.alert == Some(Alert::HANDSHAKE_FAILURE);
        if at_client && is_vague && self.asked && self.sent == Some(false) && hit.line > 0 {
            hit.code = Code::ClientCertRequired;
            hit.rank = Rank::Precise;
            hit.summary = None;
            because.push("the log shows that the server asked for a client certificate and that none was sent");
        } else if is_general && !self.answered {
            hit.code = Code::NoSharedCipher;
            because.push("the log shows that the server refused before its first answer, so before any certificate");
        } else if is_general && (self.sent == Some(true) || self.has_cert) {
            hit.code = Code::ClientCertRejected;
            because.push("a client certificate was given, so that its absence is not the reason");
        }
        Verdict { hit, because }
    }
}
