//! Following a redirect the way curl does, and more carefully: what must not leave its origin is
//! taken off.

use super::redact::is_secret;
use super::{BadUrl, Head, Host, Request};

/// The request that a redirect asks for; `None` when the answer is none.
///
/// Any 3xx with a Location is one. 301, 302 and 303 take the body off, and the method with it unless
/// that was forced (`-X` changes the word only); the others repeat the request.
/// Credentials go to the first origin only: not just Authorization and Cookie, as in curl, but every
/// header whose name says that it is one.
///
/// # Errors
/// `BadUrl` when Location leads nowhere.
pub fn follow(
    request: &Request,
    head: &Head,
    method_forced: bool,
) -> Option<Result<Request, BadUrl>> {
    if !(300..400).contains(&head.status) {
        return None;
    }
    let location = head.header("Location")?;
    let url = match request.url.join(&location) {
        Ok(url) => url,
        Err(e) => return Some(Err(e)),
    };
    let mut next = request.clone();
    if !url.same_origin(&request.url) {
        next.headers.retain(|h| !is_secret(&h.name));
        next.trailing.retain(|h| !is_secret(&h.name));
        next.host = Host::OfUrl;
    }
    if matches!(head.status, 301..=303) && request.body.is_some() {
        if !method_forced {
            next.method = "GET".into();
        }
        next.body = None;
        next.trailing.clear();
        next.remove("Content-Length");
        next.remove("Transfer-Encoding");
        next.remove("Expect");
    }
    next.url = url;
    Some(Ok(next))
}

/// Whether a request has headers that `follow` does not let out of their origin.
pub fn has_credentials(request: &Request) -> bool {
    let mut all = request.headers.iter().chain(&request.trailing);
    all.any(|h| is_secret(&h.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::http::{Header, Url};

    fn redirected(status: u16, location: &str, forced: bool) -> Request {
        let request = Request {
            method: "POST".into(),
            url: Url::parse("https://a.example/x", false).unwrap(),
            host: Host::OfUrl,
            headers: vec![
                Header::new("Authorization", "Bearer t"),
                Header::new("X-Api-Key", "k"),
                Header::new("X-A", "1"),
            ],
            body: Some(b"b".to_vec().into()),
            trailing: vec![Header::new("Content-Type", "text/plain")],
        };
        let raw = format!("HTTP/1.1 {status} X\r\nLocation: {location}\r\n\r\n");
        follow(&request, &Head::parse(raw.as_bytes()).unwrap(), forced)
            .unwrap()
            .unwrap()
    }

    #[test]
    fn a_post_becomes_a_get_as_in_curl_and_307_repeats_it() {
        let next = redirected(302, "/y", false);
        assert_eq!((next.method.as_str(), next.body.is_none()), ("GET", true));
        assert_eq!(redirected(302, "/y", true).method, "POST");
        let next = redirected(307, "/y", false);
        assert_eq!((next.method.as_str(), next.body.is_some()), ("POST", true));
    }

    #[test]
    fn credentials_stay_with_their_origin() {
        assert!(
            redirected(307, "/y", false)
                .header("Authorization")
                .is_some()
        );
        let away = redirected(307, "https://b.example/", false);
        assert!(away.header("Authorization").is_none() && away.header("X-A").is_some());
        assert!(away.header("X-Api-Key").is_none() && !has_credentials(&away));
        assert!(
            redirected(307, "http://a.example/", false)
                .header("Authorization")
                .is_none()
        );
    }
}
