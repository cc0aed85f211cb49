//! Python: the ssl module, requests with urllib3, httpx, and the cryptography package.

use super::super::super::Code;
use super::super::says::Fault::*;
use super::super::says::Says::{Cause, Peer};
use super::super::says::{Row, Says};

const fn row(text: &'static str, says: Says, source: &'static str) -> Row {
    Row::new("Python", text, says, source)
}

const SSL: &str = "CPython, Modules/_ssl.c";
const ERRNO: &str = "CPython, OSError: the system's own words";
const REQUESTS: &str = "requests, src/requests/adapters.py";
const URLLIB3: &str = "urllib3, src/urllib3/connection.py and connectionpool.py";
const HTTP: &str = "CPython, Lib/http/client.py";
const CRYPTOGRAPHY: &str = "cryptography, hazmat/backends/openssl/backend.py and src/rust";

#[rustfmt::skip] // a table
pub(super) const ROWS: &[Row] = &[
    row("hostname mismatch, certificate is not valid for", Peer(WrongName), SSL),
    row("certificate is not valid for '", Peer(WrongName), SSL),
    row("hostname .. doesn't match", Peer(WrongName), URLLIB3),
    row("eof occurred in violation of protocol", Cause(Code::HandshakeClosed), SSL).general(),
    row("[ssl] pem lib", Cause(Code::UnknownFormat), SSL).likely().meaning("certificate or key could not be loaded: not PEM, or the key is not there"),
    row("[ssl] called a function you should not call", Cause(Code::ConnectionReset), SSL).wrapper(),
    row("key_values_mismatch", Cause(Code::KeyMismatch), SSL),
    row("[ssl: no_certificate_assigned]", Cause(Code::CertMissing), SSL),
    row("the handshake operation timed out", Cause(Code::HandshakeTimeout), SSL),
    row("_ssl.c: the handshake operation timed out", Cause(Code::HandshakeTimeout), SSL),
    row("could not find the tls certificate file", Cause(Code::FileUnreadable), REQUESTS),
    row("could not find the tls key file", Cause(Code::FileUnreadable), REQUESTS),
    row("could not find a suitable tls ca certificate bundle", Cause(Code::FileUnreadable), REQUESTS),
    row("remote end closed connection without response", Cause(Code::ConnectionReset), HTTP).general(),
    row("server disconnected", Cause(Code::ConnectionReset), "httpx and aiohttp").general(),
    row("connection aborted", Cause(Code::ConnectionReset), URLLIB3).wrapper(),
    row("[errno 104]", Cause(Code::ConnectionReset), ERRNO).general(),
    row("connectionreseterror", Cause(Code::ConnectionReset), ERRNO).general(),
    row("connection reset by peer", Cause(Code::ConnectionReset), ERRNO).general(),
    row("broken pipe", Cause(Code::ConnectionReset), ERRNO).general(),
    row("connection refused", Cause(Code::ConnectionRefused), ERRNO),
    row("no route to host", Cause(Code::ConnectionRefused), ERRNO),
    row("network is unreachable", Cause(Code::ConnectionRefused), ERRNO),
    row("connection timed out", Cause(Code::ConnectionTimeout), ERRNO),
    row("connecttimeouterror", Cause(Code::ConnectionTimeout), URLLIB3),
    row("connect timeout=", Cause(Code::ConnectionTimeout), URLLIB3),
    row("read timed out", Cause(Code::HandshakeTimeout), URLLIB3).general().meaning("connected, and no answer came in time"),
    row("name or service not known", Cause(Code::DnsFailure), "glibc, getaddrinfo"),
    row("temporary failure in name resolution", Cause(Code::DnsFailure), "glibc, getaddrinfo"),
    row("nodename nor servname provided", Cause(Code::DnsFailure), "macOS, getaddrinfo"),
    row("getaddrinfo failed", Cause(Code::DnsFailure), ERRNO),
    row("no address associated with hostname", Cause(Code::DnsFailure), "glibc, getaddrinfo"),
    row("cannot connect to proxy", Cause(Code::ProxyFailure), URLLIB3),
    row("tunnel connection failed", Cause(Code::ProxyFailure), HTTP),
    row("invalid password or pkcs12 data", Cause(Code::WrongPassphrase), CRYPTOGRAPHY),
    row("bad decrypt. incorrect password?", Cause(Code::WrongPassphrase), CRYPTOGRAPHY),
    row("password was not given but private key is encrypted", Cause(Code::PassphraseNeeded), CRYPTOGRAPHY),
    row("could not deserialize key data", Cause(Code::UnknownFormat), CRYPTOGRAPHY),
    row("unable to load pem file", Cause(Code::UnknownFormat), CRYPTOGRAPHY),
    row("max retries exceeded", Cause(Code::ConnectionReset), URLLIB3).wrapper(),
];
