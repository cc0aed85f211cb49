//! Heads made fit for a ticket: credentials masked, everything else as it was.

use super::url::split_off_scheme;

/// A request or response head as text lines, with the values of secret headers masked.
pub fn lines(head: &[u8]) -> Vec<String> {
    let text: String = String::from_utf8_lossy(head).into_owned();
    let lines = text.lines().take_while(|line| !line.is_empty());
    lines
        .enumerate()
        .map(|(at, line)| if at == 0 { query(line) } else { header(line) })
        .collect()
}

/// Whether a header's value is a secret, by its name.
pub fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    if name == "idempotency-key" || name.starts_with("sec-websocket") {
        return false;
    }
    let marks = [
        "authorization",
        "cookie",
        "token",
        "secret",
        "password",
        "apikey",
        "-key",
    ];
    name.ends_with("key") || marks.iter().any(|mark| name.contains(mark))
}

fn header(line: &str) -> String {
    match line.split_once(':') {
        Some((name, value)) if is_secret(name.trim()) && !value.trim().is_empty() => {
            // the scheme is no secret, and often the mistake
            let scheme = ["Bearer ", "Basic "]
                .iter()
                .find(|s| value.trim_start().starts_with(**s));
            format!("{name}: {}{MASK}", scheme.copied().unwrap_or_default())
        }
        Some((name, value)) if LEADING.iter().any(|l| name.trim().eq_ignore_ascii_case(l)) => {
            format!("{name}: {}", url(value.trim()))
        }
        _ => line.to_owned(),
    }
}

/// Masks secret parameters of the query in a request line or URL, and of URLs inside it.
fn query(line: &str) -> String {
    let Some((path, rest)) = line.split_once('?') else {
        return line.to_owned();
    };
    let (query, version) = rest.split_at(rest.find(' ').unwrap_or(rest.len()));
    let ends = ['&', '?', '#'];
    let masked: String = query
        .split_inclusive(ends)
        .map(|piece| {
            let pair = piece.trim_end_matches(ends);
            let end = piece.get(pair.len()..).unwrap_or_default();
            match pair.split_once('=') {
                Some((name, _)) if is_secret(&format!("-{name}")) || name == "code" => {
                    format!("{name}={MASK}{end}")
                }
                _ => piece.to_owned(),
            }
        })
        .collect();
    format!("{path}?{masked}{version}")
}

/// A URL fit for a message: no password, no secret parameters.
pub fn url(url: &str) -> String {
    let scheme = split_off_scheme(url).map_or(0, |(scheme, _)| scheme.len() + 3);
    let (scheme, rest) = url.split_at(scheme);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    let host = match authority.rsplit_once('@') {
        Some((_, host)) => format!("{MASK}@{host}"),
        None => authority.to_owned(),
    };
    query(&format!("{scheme}{host}{tail}"))
}

const MASK: &str = "***";
/// Headers whose value is a URL.
const LEADING: &[&str] = &["Location", "Content-Location", "Referer"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_secret_however_they_are_joined_to_what_they_open() {
        for name in [
            "X-AccessKey",
            "SubscriptionKey",
            "Ocp-Apim-Subscription-Key",
            "X-ApiKey-Id",
            "KEY",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "Idempotency-Key",
            "Sec-WebSocket-Key",
            "Keep-Alive",
            "X-Keyword",
        ] {
            assert_eq!(is_secret(name), name == "X-Keyword", "{name}");
        }
    }

    #[test]
    fn credentials_are_masked_and_the_rest_stays() {
        let head = b"POST /t?client_secret=s3&x=1 HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer s3\r\n\
            X-VTEX-API-AppToken: s3\r\nX-VTEX-API-AppKey: s3\r\nIdempotency-Key: k1\r\nCookie: s3\r\n\r\n";
        let shown = lines(head).join("\n");
        assert!(!shown.contains("s3"), "{shown}");
        assert!(
            shown.contains("client_secret=***&x=1 HTTP/1.1")
                && shown.contains("Idempotency-Key: k1")
        );
        assert!(shown.contains("Authorization: Bearer ***"));
        let head =
            b"GET /?to=/x?token=s3&y=1 HTTP/1.1\r\nLocation: https://u:s3@h/x?code=s3#f\r\n\r\n";
        assert_eq!(
            lines(head),
            [
                "GET /?to=/x?token=***&y=1 HTTP/1.1",
                "Location: https://***@h/x?code=***#f"
            ]
        );
        assert_eq!(url("h/p?a=b"), "h/p?a=b");
        assert_eq!(url("u:s3@h/?to=https://x"), "***@h/?to=https://x");
    }
}
