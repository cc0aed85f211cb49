//! Refusals of HTTP: pages of servers and gateways, OAuth's errors, bare statuses.

use super::super::super::Code;
use super::super::says::Row;
use super::super::says::Says::Cause;

const fn row(tool: &'static str, text: &'static str, code: Code, source: &'static str) -> Row {
    Row::new(tool, text, Cause(code), source)
}

const NGINX: &str = "nginx, src/http/ngx_http_special_response.c";
const IIS: &str = "https://learn.microsoft.com/troubleshoot/developer/webapps/iis/www-administration-management/http-status-code";
const AWS: &str = "https://repost.aws/knowledge-center/api-gateway-mutual-tls-403-errors";
const RFC6749: &str = "RFC 6749 section 5.2";
const RFC6750: &str = "RFC 6750 section 3.1";
const RFC8705: &str = "RFC 8705 section 3";
const STATUS: &str = "RFC 9110 section 15";

#[rustfmt::skip] // a table
pub(super) const ROWS: &[Row] = &[
    row("nginx", "no required ssl certificate was sent", Code::ClientCertRequired, NGINX),
    row("nginx", "the ssl certificate error", Code::ClientCertRejected, NGINX).likely().meaning("nginx did not accept the client certificate: untrusted issuer, missing intermediate, expired, or wrong purpose"),
    row("nginx", "plain http request was sent to https port", Code::NotTls, NGINX),
    row("nginx", "http 496", Code::ClientCertRequired, NGINX),
    row("nginx", "http 495", Code::ClientCertRejected, NGINX).likely(),
    row("nginx", "error 496", Code::ClientCertRequired, NGINX),
    row("nginx", "error 495", Code::ClientCertRejected, NGINX).likely(),
    row("Apache", "speaking plain http to an ssl-enabled server port", Code::NotTls, "Apache httpd, modules/http/http_protocol.c"),
    row("Apache", "cannot perform post-handshake authentication", Code::ClientCertRequestedLate, "Apache httpd, modules/ssl/ssl_engine_kernel.c"),
    row("Go", "client sent an http request to an https server", Code::NotTls, "Go, src/net/http/server.go"),
    row("IIS", "403.7", Code::ClientCertRequired, IIS),
    row("IIS", "403.12", Code::ClientCertRejected, IIS).likely(),
    row("IIS", "403.13", Code::ClientCertRevoked, IIS).likely().meaning("IIS says that the client certificate is revoked, or could not find out"),
    row("IIS", "403.16", Code::ClientCertUntrusted, IIS),
    row("IIS", "403.17", Code::ClientCertExpired, IIS).meaning("the client certificate has expired or is not valid yet"),
    row("IIS", "ssl client certificate is required", Code::ClientCertRequired, IIS),
    row("IIS", "client certificate is untrusted or invalid", Code::ClientCertUntrusted, IIS),
    row("IIS", "client certificate has expired or is not yet valid", Code::ClientCertExpired, IIS),
    row("IIS", "client certificate revoked", Code::ClientCertRevoked, IIS),
    row("IIS", "client certificate has been revoked", Code::ClientCertRevoked, IIS),
    row("AWS API Gateway", "x-amzn-errortype: forbiddenexception", Code::Forbidden, AWS).likely().meaning("AWS API Gateway forbids it; with mutual TLS that is mostly a client certificate its truststore does not hold the CA of"),
    row("AWS API Gateway", "{\"message\":\"forbidden\"}", Code::Forbidden, AWS).likely().meaning("AWS API Gateway forbids it; with mutual TLS that is mostly a client certificate its truststore does not hold the CA of"),
    row("AWS API Gateway", "{\"message\": \"forbidden\"}", Code::Forbidden, AWS).likely().meaning("AWS API Gateway forbids it; with mutual TLS that is mostly a client certificate its truststore does not hold the CA of"),
    row("OAuth", "invalid_client", Code::TokenRefused, RFC6749),
    row("OAuth", "invalid_grant", Code::TokenRefused, RFC6749),
    row("OAuth", "unauthorized_client", Code::TokenRefused, RFC6749),
    row("OAuth", "unsupported_grant_type", Code::TokenRefused, RFC6749),
    row("OAuth", "invalid_scope", Code::TokenRefused, RFC6749),
    row("OAuth", "invalid_target", Code::TokenRefused, "RFC 8707 section 2"),
    row("OAuth", "aadsts7", Code::TokenRefused, "https://learn.microsoft.com/entra/identity-platform/reference-error-codes"),
    row("OAuth", "invalid client certificate", Code::TokenRefused, "the Banking API's troubleshooting"),
    row("OAuth", "invalid credentials", Code::TokenRefused, "the Banking API's troubleshooting"),
    row("OAuth", "certificate not linked", Code::TokenRefused, "RFC 8705 section 2"),
    row("OAuth", "invalid_token .. expired", Code::TokenExpired, RFC6750),
    row("OAuth", "token expired", Code::TokenExpired, RFC6750),
    row("OAuth", "token has expired", Code::TokenExpired, RFC6750),
    row("OAuth", "jwt expired", Code::TokenExpired, "npm jsonwebtoken, verify.js"),
    row("OAuth", "invalid_token .. certificate", Code::TokenNotBound, RFC8705),
    row("OAuth", "certificate-bound", Code::TokenNotBound, RFC8705),
    row("OAuth", "x5t#s256 .. mismatch", Code::TokenNotBound, RFC8705),
    row("OAuth", "proof-of-possession", Code::TokenNotBound, RFC8705).likely(),
    row("OAuth", "invalid_token", Code::Unauthorized, RFC6750),
    row("OAuth", "insufficient_scope", Code::Forbidden, RFC6750),
    row("HTTP", "misdirected request", Code::WrongHost, "RFC 9110 section 15.5.20"),
    row("HTTP", "status code 401", Code::Unauthorized, STATUS).general(),
    row("HTTP", "401 unauthorized", Code::Unauthorized, STATUS).general(),
    row("HTTP", "401 client error", Code::Unauthorized, "requests, src/requests/models.py").general(),
    row("HTTP", "unauthorized", Code::Unauthorized, STATUS).wrapper(),
    row("HTTP", "status code 403", Code::Forbidden, STATUS).general(),
    row("HTTP", "403 forbidden", Code::Forbidden, STATUS).general(),
    row("HTTP", "403 client error", Code::Forbidden, "requests, src/requests/models.py").general(),
    row("HTTP", "forbidden", Code::Forbidden, STATUS).wrapper(),
    row("HTTP", "407 proxy authentication required", Code::ProxyFailure, STATUS),
    row("HTTP", "500 internal server error", Code::HttpError, STATUS).general(),
    row("HTTP", "502 bad gateway", Code::HttpError, STATUS).general(),
    row("HTTP", "503 service unavailable", Code::HttpError, STATUS).general(),
    row("HTTP", "504 gateway timeout", Code::HttpError, STATUS).general(),
    row("Cloudflare", "error code: 525", Code::HandshakeClosed, "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/").meaning("Cloudflare's handshake with the server behind it failed (525)"),
    row("Cloudflare", "error code: 526", Code::ServerCertUntrusted, "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/").meaning("Cloudflare does not trust the certificate of the server behind it (526)"),
];
