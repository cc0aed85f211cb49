//! What the recorder answers, by path.

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

use crate::issuer;
use crate::recorder::Seen;
use crate::routes;

/// An answer and what comes after it.
pub struct Reply {
    pub bytes: Vec<u8>,
    pub then: Then,
}

/// After an answer.
pub enum Then {
    /// The next request.
    Listen,
    /// The end, said politely.
    Close,
    /// The end, said rudely.
    Reset,
    /// Nothing.
    Hang,
}

fn hang() -> Reply {
    Reply {
        bytes: Vec::new(),
        then: Then::Hang,
    }
}

/// Whether a path is answered before the body has come.
pub fn refuses_early(path: &str) -> bool {
    path.starts_with("/early")
}

/// The answer to a request.
pub fn to(path: &str, request: &Seen) -> Reply {
    let route = path.split('?').next().unwrap_or_default();
    let parts: Vec<&str> = route.split('/').skip(1).collect();
    let head_only = request.head.starts_with("HEAD ");
    // silent for the first who asks
    if parts == ["hang-once"] && request.time == 1 {
        return hang();
    }
    if let Some(reply) = special(path, &parts, request) {
        return reply;
    }
    match parts.as_slice() {
        ["status", code] => listen(whole(&format!("{code} Said So"), "X-Kind: status\r\n", b"no\n")),
        ["redirect", code, ..] => {
            let to = path.split_once("to=").map_or("/final", |(_, to)| to);
            let lines = format!("Location: {to}\r\n");
            listen(whole(&format!("{code} Moved"), &lines, b"moved\n"))
        }
        ["loop"] => listen(whole("302 Found", "Location: /loop\r\n", b"")),
        ["chunked"] => listen(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwith\r\n6;x=y\r\n parts\r\n0\r\nTrailer: t\r\n\r\n"
                .to_vec(),
        ),
        ["until-close"] => close(b"HTTP/1.0 200 OK\r\nX-Old: yes\r\n\r\nuntil the end".to_vec()),
        ["first-only"] if request.number > 1 => close(Vec::new()),
        // a TLS server takes the certificate before it reads the request
        ["empty"] => close(Vec::new()),
        ["half-a-head"] => close(b"HTTP/1.1 200 OK\r\nContent-".to_vec()),
        ["hang"] => hang(),
        ["early", code] => close(whole(&format!("{code} Too Much"), "Connection: close\r\n", b"early\n")),
        ["gzip"] => listen(whole("200 OK", "Content-Encoding: gzip\r\n", &gzip())),
        ["deflate"] => listen(whole("200 OK", "Content-Encoding: deflate\r\n", &deflate())),
        ["token", token] => {
            let body = format!(r#"{{"access_token":"{token}","expires_in":60}}"#);
            listen(whole("200 OK", "", body.as_bytes()))
        }
        ["no-content"] => listen(b"HTTP/1.1 204 No Content\r\nX-A: b\r\n\r\n".to_vec()),
        ["odd"] => listen(
            b"HTTP/1.1 200\r\nX-A:1\r\nx-a: 2\r\nContent-Length: 3\r\nX-Long: a\r\n\tb\r\n\r\nodd".to_vec(),
        ),
        ["early-open", code] => listen(whole(&format!("{code} No"), "", b"stays\n")),
        ["unasked-100"] => listen(
            [
                b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(),
                whole("200 OK", "X-A: b\r\n", b"together\n"),
            ]
            .concat(),
        ),
        ["hints"] => listen(
            [
                b"HTTP/1.1 103 Early Hints\r\nLink: </s>\r\n\r\n".to_vec(),
                whole("200 OK", "", b"hinted\n"),
            ]
            .concat(),
        ),
        _ if head_only => listen(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nX-Answer: a b\r\n\r\n".to_vec()),
        _ => listen(whole(
            "200 OK",
            "Content-Type: text/plain\r\nX-Answer: a b\r\nX-Answer: c\r\n",
            b"hello\n",
        )),
    }
}

fn special(path: &str, parts: &[&str], request: &Seen) -> Option<Reply> {
    let wished = || wished(path, parts, request);
    let told = routes::to(path, parts, request).or_else(|| unsound(parts));
    told.or_else(wished).or_else(|| of_issuer(parts, request))
}

fn of_issuer(parts: &[&str], request: &Seen) -> Option<Reply> {
    let (status, lines, body) = issuer::answer(parts, request)?;
    Some(listen(whole(&status, &lines, &body)))
}

/// Answers that the path, or the request, describes.
fn wished(path: &str, parts: &[&str], request: &Seen) -> Option<Reply> {
    Some(match parts {
        ["with", code, ..] => {
            let lines = path.split_once("lines=").map_or("", |(_, lines)| lines);
            let lines = percent_encoding::percent_decode_str(lines).decode_utf8_lossy();
            let end = if lines.is_empty() { "" } else { "\r\n" };
            let is_head = request.head.starts_with("HEAD ");
            let body: &[u8] = if is_head { b"" } else { b"hello\n" };
            listen(whole(
                &format!("{code} Said So"),
                &format!("{lines}{end}"),
                body,
            ))
        }
        ["ranged", ..] => ranged(request),
        _ => return None,
    })
}

/// Ten bytes, or those asked for.
fn ranged(request: &Seen) -> Reply {
    let all = b"0123456789";
    let asked = request
        .header("Range")
        .and_then(|r| r.strip_prefix("bytes="));
    let Some((from, to)) = asked.and_then(|range| range.split_once('-')) else {
        return listen(whole("200 OK", "", all));
    };
    let from: usize = from.parse().unwrap();
    let to: usize = to.parse().unwrap_or(9);
    match all.get(from..=to) {
        Some(part) if !part.is_empty() => {
            let line = format!("Content-Range: bytes {from}-{to}/10\r\n");
            listen(whole("206 Partial Content", &line, part))
        }
        _ => listen(whole("416 No", "Content-Range: bytes */10\r\n", b"no\n")),
    }
}

/// Answers that no sound server gives, or not so fast.
fn unsound(parts: &[&str]) -> Option<Reply> {
    Some(match parts {
        ["truncated"] => close(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this".to_vec()),
        ["truncated-chunk"] => {
            close(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nonly this".to_vec())
        }
        ["bad-chunk"] => close(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nno length\r\n".to_vec(),
        ),
        ["empty-body", encoding] => listen(whole(
            "200 OK",
            &format!("Content-Encoding: {encoding}\r\n"),
            b"",
        )),
        ["empty-204", encoding] => listen(
            format!("HTTP/1.1 204 No Content\r\nContent-Encoding: {encoding}\r\n\r\n").into(),
        ),
        ["slow-loop"] => {
            std::thread::sleep(Duration::from_millis(300));
            listen(whole("302 Found", "Location: /slow-loop\r\n", b""))
        }
        ["endless-hints"] => {
            let hint = format!(
                "HTTP/1.1 103 Early Hints\r\nLink: {}\r\n\r\n",
                "x".repeat(1000)
            );
            listen(
                [
                    hint.repeat(310).into_bytes(),
                    whole("200 OK", "", b"hinted\n"),
                ]
                .concat(),
            )
        }
        _ => return None,
    })
}

/// An answer after which the server listens on.
pub const fn listen(bytes: Vec<u8>) -> Reply {
    Reply {
        bytes,
        then: Then::Listen,
    }
}

/// An answer after which the connection ends.
pub const fn close(bytes: Vec<u8>) -> Reply {
    Reply {
        bytes,
        then: Then::Close,
    }
}

/// A whole answer: status with its words, further lines, a body with its length.
pub fn whole(status: &str, lines: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status}\r\n{lines}Content-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn gzip() -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(b"was small\n").unwrap();
    encoder.finish().unwrap()
}

fn deflate() -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(b"was small\n").unwrap();
    encoder.finish().unwrap()
}
