//! The provider calls you: an endpoint of Python's that wants the certificate that you signed, and
//! one that lets everybody in.

use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};

use super::common::process::{Running, free_port, until};
use super::harness::{json, mtls, peer, stderr, stdout};
use super::{openssl, openssl_line};

/// A webhook's endpoint, guarded or not.
const ENDPOINT: &str = r#"
import http.server, ssl, sys
class Hook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.send_response(200)
        self.end_headers()
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile="ca.crt")
context.load_cert_chain("s.crt", "s.key")
if sys.argv[2] == "yes":
    context.verify_mode = ssl.CERT_REQUIRED
server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Hook)
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
server.serve_forever()"#;

/// A CA of yours, `ca.crt`, and your endpoint's certificate under it, `s.crt`.
fn your_files(at: &Path) {
    let new = "-newkey rsa:2048 -nodes";
    let ca = format!("req -x509 {new} -keyout ca.key -out ca.crt -subj");
    openssl(
        at,
        &ca.split(' ').chain(["/CN=Your CA"]).collect::<Vec<_>>(),
    );
    let request = format!("req {new} -keyout s.key -out s.csr -subj /CN=localhost");
    openssl_line(at, &request);
    fs_err::write(at.join("san"), "subjectAltName=DNS:localhost").unwrap();
    openssl_line(
        at,
        "x509 -req -in s.csr -CA ca.crt -CAkey ca.key -out s.crt -extfile san",
    );
}

/// Your endpoint, up and listening.
fn endpoint(python: &Path, at: &Path, port: u16, is_guarded: bool) -> Running {
    let guarded = if is_guarded { "yes" } else { "no" };
    let server = Command::new(python)
        .args(["-c", ENDPOINT, &port.to_string(), guarded])
        .current_dir(at)
        .stderr(Stdio::null())
        .spawn();
    let server = Running(server.unwrap());
    until("the endpoint", || {
        TcpStream::connect(("127.0.0.1", port)).ok()
    });
    server
}

/// Answers with a line that has no end, and closes without a close_notify.
const ABRUPT: &str = r#"
import socket, ssl, sys
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile="ca.crt")
context.load_cert_chain(sys.argv[2] + ".crt", sys.argv[2] + ".key")
context.verify_mode = ssl.CERT_REQUIRED
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    plain, _ = server.accept()
    try:
        tls = context.wrap_socket(plain, server_side=True)
        tls.recv(4096)
        tls.sendall(b"HTTP/1.1 204")
        socket.socket(fileno=tls.detach()).close()
    except OSError:
        pass"#;

#[test]
fn an_endpoint_with_a_certificate_of_its_own_making_is_trusted_by_that_certificate() {
    let (Some(_), Some(python)) = (peer("openssl"), peer("python3")) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    your_files(at);
    for (name, is_ca) in [("own", "TRUE"), ("leaf", "FALSE")] {
        openssl_line(
            at,
            &format!(
                "req -x509 -newkey rsa:2048 -nodes -keyout {name}.key -out {name}.crt -subj /CN=localhost -addext subjectAltName=DNS:localhost -addext basicConstraints=CA:{is_ca}"
            ),
        );
        let port = free_port();
        let url = format!("https://localhost:{port}/hook");
        let sandbox = |more: &[&str]| {
            let mut command = mtls();
            command.args(["sandbox", "--json", "--like", "apata", "--call", &url]);
            command.args(more).current_dir(at).output().unwrap()
        };
        sandbox(&[]);
        openssl_line(
            at,
            "x509 -req -in apata.csr -CA ca.crt -CAkey ca.key -out a.crt",
        );
        let server = Command::new(&python)
            .args(["-c", ABRUPT, &port.to_string(), name])
            .current_dir(at)
            .spawn();
        let _server = Running(server.unwrap());
        until("the endpoint", || {
            TcpStream::connect(("127.0.0.1", port)).ok()
        });
        let own = format!("{name}.crt");
        let called = sandbox(&["--outbound-cert", "a.crt", "--cacert", &own]);
        assert!(called.status.success(), "{}", json(&called));
        assert_eq!(json(&called)["calls"][0]["status"], 204);
        let blind = json(&sandbox(&["--outbound-cert", "a.crt"]));
        let error = blind["calls"][0]["error"].as_str().unwrap();
        assert!(
            error.contains("or the certificate itself, with --cacert"),
            "{error}"
        );
    }
}

#[test]
fn your_endpoint_is_called_with_your_certificate_with_none_and_with_anothers() {
    let (Some(_), Some(python)) = (peer("openssl"), peer("python3")) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    your_files(at);
    let port = free_port();
    let url = format!("https://localhost:{port}/hook");
    let sandbox = |more: &[&str]| {
        let mut command = mtls();
        command.args(["sandbox", "--json", "--like", "apata", "--call", &url]);
        command.args(more).current_dir(at).output().unwrap()
    };
    let first = sandbox(&[]);
    assert!(first.status.success(), "{}", stderr(&first));
    // the document's own line, which gives an X.509 v1 certificate without purposes
    openssl_line(
        at,
        "x509 -req -in apata.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out apata-outbound.crt -days 365 -sha256",
    );
    let with = |certificate| sandbox(&["--outbound-cert", certificate, "--cacert", "ca.crt"]);
    for guarded in [true, false] {
        let _server = endpoint(&python, at, port, guarded);
        let called = with("apata-outbound.crt");
        let facts = json(&called);
        let calls = facts["calls"].as_array().unwrap();
        let shown = calls.iter().map(|c| c["certificate"].as_str().unwrap());
        assert_eq!(shown.collect::<Vec<_>>(), ["yours", "none", "other-ca"]);
        assert_eq!(calls[0]["status"], 200, "{facts}");
        let right = calls
            .iter()
            .map(|c| c["as_it_should_be"].as_bool().unwrap());
        let right: Vec<bool> = right.collect();
        assert_eq!(right, [true, guarded, guarded], "{facts}");
        assert_eq!(called.status.success(), guarded);
    }
    let facts = json(&with("apata-outbound.crt")); // nobody is there
    assert_eq!(facts["calls"][1]["as_it_should_be"], false, "{facts}");
    openssl_line(
        at,
        "req -x509 -newkey rsa:2048 -nodes -keyout o.key -out other.crt -subj /CN=x",
    );
    let wrong = stderr(&with("other.crt"));
    assert!(wrong.contains("do not belong together"), "{wrong}");
}

#[test]
fn what_stands_where_apata_s_request_goes_is_kept_and_a_silent_endpoint_is_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let url = format!("https://127.0.0.1:{}/hook", free_port());
    let sandbox = |more: &[&str]| {
        let mut command = mtls();
        command.args(["sandbox", "--like", "apata", "--call", &url]);
        command.args(more).current_dir(at).output().unwrap()
    };
    for (mine, other) in [("apata.csr", "apata.key"), ("apata.key", "apata.csr")] {
        fs_err::write(at.join(mine), "mine").unwrap();
        let refused = sandbox(&[]);
        assert_eq!(refused.status.code(), Some(2));
        let told = stderr(&refused);
        assert!(told.contains(&format!("{other} is not")), "{told}");
        assert_eq!(fs_err::read_to_string(at.join(mine)).unwrap(), "mine");
        assert!(!at.join(other).exists());
        fs_err::remove_file(at.join(mine)).unwrap();
    }
    let made = stdout(&sandbox(&[]));
    assert!(made.contains("apata.key: its private key"), "{made}");
    let sign = "sign apata.csr --ca ca.crt --ca-key ca.key --days 30 --out a.crt";
    for line in ["sign --init-ca --cn CA --no-encrypt --out ca.crt", sign] {
        let ran = mtls()
            .args(line.split(' '))
            .current_dir(at)
            .output()
            .unwrap();
        assert!(ran.status.success(), "{}", stderr(&ran));
    }
    let nobody = sandbox(&["--outbound-cert", "a.crt"]);
    assert_eq!(nobody.status.code(), Some(1));
    let told = stdout(&nobody);
    assert_eq!(told.matches("connection refused").count(), 1, "{told}");
    assert_eq!(told.lines().count(), 2, "{told}");
}
