//! Node's own `fetch`, which has no `agent`: a certificate put into one never goes out, and the server
//! refuses or hangs up. Must not be said of a request that names a dispatcher.
//! Source: nodejs.org/api/globals.html#fetch and undici, docs/docs/api/Dispatcher.md: `dispatcher` is
//! its only way to a certificate; <https://github.com/nodejs/node/issues/48977>.

use super::Explanation;
use crate::core::diagnosis::Code;

/// Puts it first, where the text shows that `fetch` and a server which may have wanted a certificate.
pub(super) fn noted(mut explanation: Explanation, text: &str) -> Explanation {
    let lower = text.to_ascii_lowercase();
    let is_global =
        lower.contains("node:internal/deps/undici") || lower.contains("typeerror: fetch failed");
    let is_dispatched = lower.contains("dispatcher:") || lower.contains("setglobaldispatcher");
    let Some(found) = explanation.diagnosis.as_mut() else {
        return explanation;
    };
    if !is_global || is_dispatched || !MAY_BE.contains(&found.code) {
        return explanation;
    }
    found
        .evidence
        .push("the call was made with Node's own fetch (undici), which knows no agent".into());
    found.fix = FIX.into();
    explanation.checks.insert(0, CHECK);
    explanation
}

/// What comes of a certificate that was not sent.
const MAY_BE: [Code; 5] = [
    Code::ClientCertRequired,
    Code::ClientCertRejected,
    Code::ConnectionReset,
    Code::HandshakeClosed,
    Code::NoSharedCipher,
];
const CHECK: &str = "whether the certificate was given as agent: Node's global fetch ignores agent, so that no certificate was sent";
const FIX: &str = "give the certificate where Node's fetch takes it: with npm's undici, fetch(url, { dispatcher: new Agent({ connect: { cert, key, ca } }) }); or use https.request with cert and key, which does take an agent";
