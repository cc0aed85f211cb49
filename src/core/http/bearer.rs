//! What a server says of a Bearer token that it does not take (RFC 6750 section 3).

use super::Head;

/// Whether a 401 says that the token itself is no longer good, so that a new one may help.
pub fn refuses_token(head: &Head, body: &[u8]) -> bool {
    let challenge = head.header("WWW-Authenticate").unwrap_or_default();
    let body = String::from_utf8_lossy(body.get(..LOOKED_AT).unwrap_or(body));
    [challenge.as_str(), &body].iter().any(|text| {
        let text = text.to_ascii_lowercase();
        let of_token = ["token", "jwt", "session"]
            .iter()
            .any(|word| text.contains(word));
        text.contains("invalid_token") || (of_token && text.contains("expired"))
    })
}

/// Whether it says that its time is over.
pub fn says_expired(head: &Head, body: &[u8]) -> bool {
    let challenge = head.header("WWW-Authenticate").unwrap_or_default();
    let expired = |text: &str| text.to_ascii_lowercase().contains("expired");
    refuses_token(head, body) && (expired(&challenge) || expired(&String::from_utf8_lossy(body)))
}

/// How much of a body is looked at, in bytes.
const LOOKED_AT: usize = 8 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stale_token_is_told_from_other_refusals() {
        let head = |challenge: &str| {
            let raw = format!("HTTP/1.1 401 X\r\nWWW-Authenticate: {challenge}\r\n\r\n");
            Head::parse(raw.as_bytes()).unwrap()
        };
        let invalid = head(r#"Bearer realm="x", error="invalid_token""#);
        assert!(refuses_token(&invalid, b"") && !says_expired(&invalid, b""));
        assert!(says_expired(
            &head("Bearer"),
            br#"{"message":"The access token expired"}"#
        ));
        assert!(!refuses_token(
            &head(r#"Bearer error="insufficient_scope""#),
            b""
        ));
        assert!(!refuses_token(&head("Basic"), b"certificate expired"));
    }
}
