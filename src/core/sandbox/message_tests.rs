//! Reading requests without a socket: what is taken, what is refused.

use super::*;

/// Gives its bytes a few at a time, keeps what is written.
struct Script {
    input: io::Cursor<Vec<u8>>,
    step: usize,
    written: Vec<u8>,
}

impl Read for Script {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let end = buffer.len().min(self.step);
        self.input.read(&mut buffer[..end])
    }
}

impl Write for Script {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.written.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Wire for Script {
    fn allow(&mut self, _: Duration) {}
}

fn incoming(input: &str, step: usize) -> Incoming<Script> {
    Incoming::new(Script {
        input: io::Cursor::new(input.as_bytes().to_vec()),
        step,
        written: Vec::new(),
    })
}

fn fault(input: &str) -> Fault {
    match incoming(input, 4096).request() {
        Err(fault) => fault,
        Ok(request) => panic!("taken: {}", request.is_some()),
    }
}

#[test]
fn bodies_of_both_kinds_follow_each_other_on_one_connection() {
    let input = "POST /a?secret=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc\
                 POST /b HTTP/1.1\r\nhost: h\r\nTransfer-Encoding: chunked\r\n\r\n\
                 2;x=y\r\nde\r\n1\r\nf\r\n0\r\nTrailer: t\r\n\r\n\
                 GET /c HTTP/1.1\r\nHost: h\r\nConnection: Close\r\n\r\n";
    for step in [1, 7, 4096] {
        let mut incoming = incoming(input, step);
        for (path, body, keep) in [("/a", "abc", true), ("/b", "def", true), ("/c", "", false)] {
            let request = incoming.request().unwrap().unwrap();
            assert_eq!(request.path, path);
            assert_eq!(request.body.as_slice(), body.as_bytes());
            assert_eq!(request.keep_alive, keep);
        }
        assert!(incoming.request().unwrap().is_none());
    }
}

#[test]
fn a_client_that_waits_is_told_to_go_on() {
    let head = "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\n";
    let mut waiting = incoming(&format!("{head}x"), head.len());
    waiting.request().unwrap().unwrap();
    assert_eq!(waiting.wire.written, b"HTTP/1.1 100 Continue\r\n\r\n");
}

#[test]
fn a_client_that_will_close_is_told_to_go_on_too_and_a_proxy_s_form_is_read() {
    let head = "POST https://h:1/a?b HTTP/1.1\r\nHost: h\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n";
    let mut waiting = incoming(&format!("{head}x"), head.len());
    let request = waiting.request().unwrap().unwrap();
    assert_eq!((request.path.as_str(), request.keep_alive), ("/a", false));
    assert_eq!(waiting.wire.written, b"HTTP/1.1 100 Continue\r\n\r\n");
    assert_eq!((path("https://h"), path("*"), path("/?/")), ("/", "*", "/"));
    let status = |head: &str| match fault(head) {
        Fault::Answer(status, _) => status,
        Fault::Gone => 0,
    };
    assert_eq!(status("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400);
    let both = "Transfer-Encoding: gzip, chunked";
    assert_eq!(
        status(&format!("POST / HTTP/1.1\r\nHost: a\r\n{both}\r\n\r\n")),
        501
    );
}

#[test]
fn what_is_ambiguous_or_too_large_is_refused() {
    let status = |headers: &str| match fault(&format!("POST / HTTP/1.1\r\n{headers}\r\n\r\nxx")) {
        Fault::Answer(status, _) => status,
        Fault::Gone => 0,
    };
    assert_eq!(
        status("Host: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked"),
        400
    );
    assert_eq!(
        status("Host: h\r\nContent-Length: 1\r\nContent-Length: 1"),
        400
    );
    assert_eq!(status("Host: h\r\nContent-Length: +1"), 400);
    assert_eq!(status("Host: h\r\nContent-Length: 8388609"), 413);
    assert_eq!(
        status("Host: h\r\nContent-Length: 99999999999999999999999"),
        413
    );
    assert_eq!(status("Host: h\r\nTransfer-Encoding: gzip"), 501);
    assert_eq!(status("Host: h\r\nTransfer-Encoding: chunked"), 0);
    assert_eq!(status("Accept: x"), 400);
    assert_eq!(status(&format!("Host: {}", "h".repeat(70_000))), 431);
    assert_eq!(
        fault("\x16\x03\x01 hello\r\n\r\n"),
        Fault::Answer(400, "this is no HTTP/1.1 request")
    );
    let chunked = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    assert_eq!(fault(&format!("{chunked}900000\r\n")), TOO_LARGE);
    assert!(matches!(
        fault(&format!("{chunked}+1\r\n")),
        Fault::Answer(400, _)
    ));
    assert!(matches!(
        fault(&format!("{chunked}1\r\nabc\r\n")),
        Fault::Answer(400, _)
    ));
}

#[test]
fn an_answer_to_head_keeps_its_length_and_loses_its_body() {
    let response = Response::text(200, "text/plain", "ok\n".into());
    let text = String::from_utf8(response.encode(true, true)).unwrap();
    assert!(
        text.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n")
    );
    assert!(text.ends_with("Connection: close\r\n\r\n"));
}
