//! What curl says itself, over any of its TLS libraries.

use super::super::super::Code;
use super::super::says::Fault::*;
use super::super::says::Says::{Cause, Peer};
use super::super::says::{Row, Says};

const fn row(text: &'static str, says: Says, source: &'static str) -> Row {
    Row::new("curl", text, says, source)
}

const OSSL: &str = "curl, lib/vtls/openssl.c";
const VTLS: &str = "curl, lib/vtls/vtls.c and lib/vtls/hostcheck.c";
const LIB: &str = "curl, lib/connect.c, lib/hostip.c, lib/transfer.c";
const CODES: &str = "curl, libcurl-errors(3)";

#[rustfmt::skip] // a table
pub(super) const ROWS: &[Row] = &[
    // curl maps the server's alert certificate_expired of TLS 1.2 to 60, and has then nothing to say of the server's certificate
    row("(60) ssl certificate verification failed", Cause(Code::ClientCertExpired), OSSL).likely()
        .meaning("curl says 60 though it found nothing wrong with the server's certificate: the server says that the client's has expired"),
    row("no alternative certificate subject name matches target", Peer(WrongName), OSSL),
    row("certificate subject name .. does not match target", Peer(WrongName), OSSL),
    row("unable to obtain common name from peer certificate", Peer(WrongName), OSSL),
    row("server certificate verification failed. cafile", Peer(Untrusted), "curl, lib/vtls/gtls.c"),
    row("error setting certificate verify locations", Cause(Code::FileUnreadable), OSSL).meaning("the file of CA certificates cannot be read"),
    row("error setting certificate file", Cause(Code::FileUnreadable), OSSL).meaning("the file of CA certificates cannot be read"),
    row("error adding trust anchors from file", Cause(Code::FileUnreadable), OSSL).meaning("the file of CA certificates cannot be read"),
    row("problem with the ssl ca cert", Cause(Code::FileUnreadable), CODES).meaning("the file of CA certificates cannot be read"),
    row("could not load pem client certificate", Cause(Code::UnknownFormat), OSSL).general(),
    row("could not load pem client certificate .. no such file", Cause(Code::FileUnreadable), OSSL),
    row("could not load pem client certificate .. no start line", Cause(Code::UnknownFormat), OSSL).meaning("the client certificate is no PEM: curl reads a PFX only with --cert-type P12"),
    row("could not load asn1 client certificate", Cause(Code::UnknownFormat), OSSL),
    row("unable to use client certificate", Cause(Code::KeyMissing), OSSL),
    row("could not open pkcs12 file", Cause(Code::FileUnreadable), OSSL),
    row("could not parse pkcs12 file, check password", Cause(Code::WrongPassphrase), OSSL).likely(),
    row("error reading pkcs12 file", Cause(Code::UnknownFormat), OSSL),
    row("unable to set private key file", Cause(Code::KeyMismatch), OSSL).likely()
        .meaning("curl could not use the private key: it does not belong to the certificate, is locked, or is not there"),
    row("private key does not match the certificate public key", Cause(Code::KeyMismatch), OSSL),
    row("problem with the local ssl certificate", Cause(Code::UnknownFormat), CODES).general(),
    row("could not resolve host", Cause(Code::DnsFailure), LIB),
    row("couldn't resolve host", Cause(Code::DnsFailure), LIB),
    row("could not resolve proxy", Cause(Code::ProxyFailure), LIB),
    row("couldn't connect to server", Cause(Code::ConnectionRefused), LIB).general(),
    row("failed to connect to .. connection refused", Cause(Code::ConnectionRefused), LIB),
    row("failed to connect to .. no route to host", Cause(Code::ConnectionRefused), LIB),
    row("failed to connect to .. timed out", Cause(Code::ConnectionTimeout), LIB),
    row("failed to connect to .. timeout was reached", Cause(Code::ConnectionTimeout), LIB),
    row("connection timed out after", Cause(Code::ConnectionTimeout), LIB).likely(),
    row("connection timeout after", Cause(Code::ConnectionTimeout), LIB).likely(),
    row("operation timed out after", Cause(Code::ConnectionTimeout), LIB).general().meaning("the time limit ran out"),
    row("ssl connection timeout", Cause(Code::HandshakeTimeout), VTLS),
    row("failed to connect to .. could not connect to server", Cause(Code::ConnectionRefused), LIB),
    row("failed to connect to .. port", Cause(Code::ConnectionRefused), LIB).general(),
    row("empty reply from server", Cause(Code::ConnectionReset), LIB).general().meaning("the server closed without any answer"),
    row("recv failure: connection reset by peer", Cause(Code::ConnectionReset), LIB).general(),
    row("send failure: connection reset by peer", Cause(Code::ConnectionReset), LIB).general(),
    row("send failure: broken pipe", Cause(Code::ConnectionReset), LIB).general(),
    row("received http/0.9 when not allowed", Cause(Code::NotTls), "curl, lib/http.c").likely()
        .meaning("the answer is not HTTP: mostly http:// to a port that speaks TLS"),
    row("ssl: public key does not match pinned public key", Cause(Code::ServerKeyNotPinned), VTLS),
    row("received http code .. from proxy after connect", Cause(Code::ProxyFailure), "curl, lib/cf-h1-proxy.c"),
    row("connect tunnel failed, response", Cause(Code::ProxyFailure), "curl, lib/cf-h1-proxy.c"),
    row("failed setting cipher list", Cause(Code::NoSharedCipher), OSSL),
    row("the requested url returned error: 400", Cause(Code::HttpError), LIB),
    row("the requested url returned error: 401", Cause(Code::Unauthorized), LIB),
    row("the requested url returned error: 403", Cause(Code::Forbidden), LIB),
    row("the requested url returned error", Cause(Code::HttpError), LIB).general(),
    row("ssl: certificate problem", Peer(Untrusted), OSSL).general(),
    row("ssl certificate problem", Peer(Untrusted), OSSL).general(),
    row("ssl peer certificate or ssh remote key was not ok", Peer(Untrusted), CODES).general(),
    row("ssl connect error", Cause(Code::HandshakeClosed), CODES).wrapper(),
    row("(98)", Cause(Code::ClientCertRequired), CODES).general(),
    row("ssl client certificate required", Cause(Code::ClientCertRequired), CODES),
    row("ssl: can't load the certificate", Cause(Code::UnknownFormat), "curl, lib/vtls/sectransp.c"),
    row("schannel: failed to import cert file", Cause(Code::UnknownFormat), "curl, lib/vtls/schannel.c"),
    row("schannel: failed to open cert file", Cause(Code::FileUnreadable), "curl, lib/vtls/schannel.c"),
];
