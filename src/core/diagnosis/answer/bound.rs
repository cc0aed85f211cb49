//! A token that shows by itself that it is another certificate's (RFC 8705 section 3): more certain
//! than the server's words, which may be about any token.

use super::said;
use crate::core::diagnosis::{Answer, Code, Diagnosis, Evidence, SaidBy};

/// The token sent along is bound to another certificate than the one presented.
pub(super) fn not_bound(e: &Evidence, answer: &Answer) -> Option<Diagnosis> {
    let bound_to = answer.bound_to.as_ref()?;
    if answer.head.status != 401 || !e.tls {
        return None;
    }
    let sent = e.client.as_ref().filter(|_| e.sent());
    let ours = sent.map(|client| client.leaf.thumbprint_s256());
    let (summary, line) = match ours {
        Some(ours) if ours == *bound_to => return None,
        Some(ours) => (
            "the token is bound to another certificate than the one presented",
            format!("the certificate presented has x5t#S256 {ours}"),
        ),
        None => (
            "the token is bound to a certificate, and none was presented",
            e.request_lines().concat(),
        ),
    };
    let bound = format!("the token is bound to the certificate with x5t#S256 {bound_to}");
    let mut lines = said(answer);
    lines.extend([bound, line]);
    let fix = "get a new token with this certificate, or give the certificate that the token was got with";
    let summary = format!("{summary} (HTTP 401)");
    Some(Diagnosis::new(Code::TokenNotBound, SaidBy::Server, summary, fix).with(lines))
}
