//! Heads made fit for a ticket: credentials masked, everything else as it was.

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
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    if name == "idempotency-key" || name.starts_with("sec-websocket") {
        return false;
    }
    [
        "authorization",
        "cookie",
        "token",
        "secret",
        "password",
        "apikey",
        "appkey",
        "-key",
    ]
    .iter()
    .any(|mark| name.contains(mark))
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
        _ => line.to_owned(),
    }
}

/// Masks secret parameters of a query string.
pub fn query(line: &str) -> String {
    let Some((path, rest)) = line.split_once('?') else {
        return line.to_owned();
    };
    let (query, version) = rest
        .split_once(' ')
        .map_or((rest, String::new()), |(q, v)| (q, format!(" {v}")));
    let pairs: Vec<String> = query
        .split('&')
        .map(|pair| match pair.split_once('=') {
            Some((name, _)) if is_secret(&format!("-{name}")) || name == "code" => {
                format!("{name}={MASK}")
            }
            _ => pair.to_owned(),
        })
        .collect();
    format!("{path}?{}{version}", pairs.join("&"))
}

const MASK: &str = "***";

#[cfg(test)]
mod tests {
    use super::*;

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
    }
}
