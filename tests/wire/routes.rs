//! Answers of the recorder that a table of flags needs: those that change from one time to the
//! next, that depend on what was asked, or that set something.

use crate::answers::{Reply, Then, close, listen, whole};
use crate::recorder::Seen;

/// The answer to a request, if its path is one of these.
pub fn to(path: &str, parts: &[&str], request: &Seen) -> Option<Reply> {
    Some(match *parts {
        // CODE so many times, then success
        ["retry", code, times, ref wait @ ..] => {
            let wait = wait.first().map(|s| format!("Retry-After: {s}\r\n"));
            let lines = wait.unwrap_or_default();
            if request.time > number(times) {
                listen(whole("200 OK", "", b"at last\n"))
            } else {
                let status = format!("{code} Not Yet");
                listen(whole(&status, &lines, b"not yet\n"))
            }
        }
        ["retry-empty", times] if request.time <= number(times) => close(Vec::new()),
        ["reset"] => Reply {
            bytes: Vec::new(),
            then: Then::Reset,
        },
        ["half-a-body"] => Reply {
            bytes: b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this".to_vec(),
            then: Then::Hang,
        },
        ["half-of", size] => {
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n");
            Reply {
                bytes: [head.into_bytes(), vec![b'x'; number(size) / 2]].concat(),
                then: Then::Hang,
            }
        }
        ["bytes", size] => listen(whole("200 OK", "", &vec![b'x'; number(size)])),
        ["bytes-chunked", size] => listen(chunked(number(size))),
        ["cookies", ..] => listen(whole("200 OK", COOKIES, b"baked\n")),
        ["cookies-away"] => {
            let to = path.split_once("to=").map_or("/final", |(_, to)| to);
            let lines = format!("Set-Cookie: way=1; Path=/\r\nLocation: {to}\r\n");
            listen(whole("302 Found", &lines, b""))
        }
        ["session", "end"] => {
            let lines = "Set-Cookie: plain=; Path=/; Max-Age=0\r\n";
            listen(whole("200 OK", lines, b"eaten\n"))
        }
        ["blank"] => listen(whole("302 Moved", "Location: /with blank\r\n", b"")),
        ["range"] => listen(range(request)),
        ["tls", ref which @ ..] => listen(whole("200 OK", "", agreed(request, which).as_bytes())),
        ["named", ..] => {
            let lines = "Content-Disposition: attachment; filename=\"named.txt\"\r\n";
            listen(whole("200 OK", lines, b"named\n"))
        }
        ["auth"] if request.header("Authorization").is_none() => {
            let lines = "WWW-Authenticate: Basic realm=\"r\"\r\n";
            listen(whole("401 Who Asks", lines, b"who?\n"))
        }
        ["proxy-auth"] if request.header("Proxy-Authorization").is_none() => {
            let lines = "Proxy-Authenticate: Basic realm=\"p\"\r\n";
            listen(whole("407 Who Asks", lines, b"who?\n"))
        }
        _ => return None,
    })
}

fn number(text: &str) -> usize {
    text.parse().unwrap()
}

fn chunked(size: usize) -> Vec<u8> {
    let mut bytes = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for part in vec![b'x'; size].chunks(1000) {
        bytes.extend(format!("{:x}\r\n", part.len()).bytes());
        bytes.extend(part);
        bytes.extend(b"\r\n");
    }
    bytes.extend(b"0\r\n\r\n");
    bytes
}

/// Ten digits, or the part of them that was asked for.
fn range(request: &Seen) -> Vec<u8> {
    let digits = b"0123456789";
    let asked = request
        .header("Range")
        .and_then(|r| r.strip_prefix("bytes="));
    let bounds = asked.and_then(|asked| {
        let (from, to) = asked.split_once('-')?;
        if from.is_empty() {
            return Some((10 - to.parse::<usize>().ok()?, 9));
        }
        Some((from.parse().ok()?, to.parse().unwrap_or(9)))
    });
    match bounds {
        None => whole("200 OK", "Accept-Ranges: bytes\r\n", digits),
        Some((from, to)) if from <= to && to < 10 => {
            let line = format!("Content-Range: bytes {from}-{to}/10\r\n");
            whole("206 Part", &line, &digits[from..=to])
        }
        Some(_) => whole("416 No", "Content-Range: bytes */10\r\n", b""),
    }
}

/// What TLS agreed on, one of the words or all.
fn agreed(request: &Seen, which: &[&str]) -> String {
    let words: Vec<&str> = request.tls.split(' ').collect();
    let said = match which {
        ["version"] => words[0],
        ["suite"] => words[1],
        ["group"] => words[2],
        ["name"] => words[3],
        ["certificate"] if request.certificate.is_some() => "shown",
        ["certificate"] => "none",
        _ => request.tls.as_str(),
    };
    format!("{said}\n")
}

const COOKIES: &str = "Set-Cookie: plain=1; Path=/\r\n\
Set-Cookie: deep=2; Path=/deep\r\n\
Set-Cookie: lasting=3; Path=/; Expires=Fri, 01 Jan 2038 00:00:00 GMT\r\n\
Set-Cookie: hidden=4; Path=/; HttpOnly\r\n\
Set-Cookie: safe=5; Path=/; Secure\r\n\
Set-Cookie: elsewhere=6; Path=/; Domain=other.example\r\n\
Set-Cookie: named=7; Path=/; Domain=localhost\r\n\
Set-Cookie: bare\r\n\
Set-Cookie: quoted=\"a b\"; Path=/\r\n\
Set-Cookie: __Secure-no=8; Path=/\r\n\
Set-Cookie: past=9; Path=/; Expires=Thu, 01 Jan 2004 00:00:00 GMT\r\n";
