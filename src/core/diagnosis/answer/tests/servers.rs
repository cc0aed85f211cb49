//! Answers of those who end TLS: nginx, Apache and HAProxy as they came, others as documented. Data only.

use super::{Case, Meaning};

/// Each with who says it, and what it means.
pub(super) const CASES: &[Case] = &[
    // nginx 1.22.1, as it came
    (
        "nginx",
        Meaning::NotSent,
        "400 Bad Request\nServer: nginx/1.22.1",
        "<html>\r\n<head><title>400 No required SSL certificate was sent</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<center>No required SSL certificate was sent</center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n",
    ),
    (
        "nginx",
        Meaning::NotAccepted,
        "400 Bad Request\nServer: nginx/1.22.1",
        "<html>\r\n<head><title>400 The SSL certificate error</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<center>The SSL certificate error</center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n",
    ),
    ("nginx", Meaning::NotSent, "496 ", ""),
    ("nginx", Meaning::NotAccepted, "495 ", ""),
    // Apache 2.4, as it came
    (
        "Apache",
        Meaning::Late,
        "403 Forbidden\nServer: Apache/2.4.71 (Debian) OpenSSL/3.0.19",
        "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\" \"http://www.w3.org/TR/html4/strict.dtd\">\n<html><head>\n<title>403 Forbidden</title>\n</head><body>\n<h1>Forbidden</h1>\n<p>You don't have permission to access this resource.Reason: Cannot perform Post-Handshake Authentication.<br /></p>\n</body></html>\n",
    ),
    (
        "Apache",
        Meaning::WrongHost,
        "421 Misdirected Request",
        "<p>The client needs a new connection for this\nrequest as the requested host name does not match\nthe Server Name Indication (SNI) in use for this\nconnection.</p>",
    ),
    // HAProxy 2.6.12, as they came
    (
        "HAProxy",
        Meaning::Denied,
        "403 Forbidden",
        "<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>\n",
    ),
    (
        "HAProxy",
        Meaning::Behind,
        "503 Service Unavailable",
        "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n",
    ),
    (
        "HAProxy",
        Meaning::WrongHost,
        "421 Misdirected Request",
        "<html><body><h1>421 Misdirected Request</h1>\nRequest sent to a non-authoritative server.\n</body></html>\n",
    ),
    (
        "HAProxy",
        Meaning::Behind,
        "502 Bad Gateway",
        "<html><body><h1>502 Bad Gateway</h1>\nThe server returned an invalid or incomplete response.\n</body></html>\n",
    ),
    (
        "HAProxy",
        Meaning::Behind,
        "504 Gateway Time-out",
        "<html><body><h1>504 Gateway Time-out</h1>\nThe server didn't respond in time.\n</body></html>\n",
    ),
    // IIS and http.sys
    (
        "IIS",
        Meaning::NotSent,
        "403 Forbidden",
        "<title>IIS 10.0 Detailed Error - 403.7 - Forbidden</title>",
    ),
    (
        "IIS",
        Meaning::NotSent,
        "403 Forbidden",
        "<h3>403 - Forbidden: SSL client certificate is required.</h3>",
    ),
    (
        "IIS",
        Meaning::NotSent,
        "403 Forbidden",
        "<p>The page you are attempting to access requires your browser to have a Secure Sockets Layer (SSL) client certificate that the Web server recognizes.</p>",
    ),
    (
        "IIS",
        Meaning::NotRegistered,
        "403 Forbidden",
        "<h2>HTTP Error 403.12 - Forbidden</h2>",
    ),
    (
        "IIS",
        Meaning::NotRegistered,
        "403 Forbidden",
        "Client certificate is denied access by the server certificate mapper.",
    ),
    (
        "IIS",
        Meaning::Revoked,
        "403 Forbidden",
        "<h2>HTTP Error 403.13 - Forbidden</h2>",
    ),
    (
        "IIS",
        Meaning::Revoked,
        "403 Forbidden",
        "Forbidden: Client certificate has been revoked on the Web server.",
    ),
    (
        "IIS",
        Meaning::Revoked,
        "403 Forbidden",
        "Your client certificate was revoked, or the revocation status could not be determined.",
    ),
    (
        "IIS",
        Meaning::Untrusted,
        "403 Forbidden",
        "<h2>HTTP Error 403.16 - Forbidden</h2>",
    ),
    (
        "IIS",
        Meaning::Untrusted,
        "403 Forbidden",
        "<h3>Your client certificate is either not trusted or is invalid.</h3>",
    ),
    (
        "IIS",
        Meaning::Untrusted,
        "403 Forbidden",
        "<p>Your client certificate is untrusted or invalid.</p>",
    ),
    (
        "IIS",
        Meaning::Untrusted,
        "403 Forbidden",
        "Forbidden: Client certificate is ill-formed or is not trusted by the Web server.",
    ),
    (
        "IIS",
        Meaning::OutOfTime,
        "403 Forbidden",
        "<h2>HTTP Error 403.17 - Forbidden</h2>",
    ),
    (
        "IIS",
        Meaning::OutOfTime,
        "403 Forbidden",
        "Your client certificate has expired or is not yet valid.",
    ),
    (
        "IIS",
        Meaning::Denied,
        "403 Forbidden\nServer: Microsoft-IIS/10.0",
        "<h2>403 - Forbidden: Access is denied.</h2>\n<h3>You do not have permission to view this directory or page using the credentials that you supplied.</h3>",
    ),
    (
        "http.sys (Windows)",
        Meaning::WrongHost,
        "400 Bad Request\nServer: Microsoft-HTTPAPI/2.0",
        "<hr><p>HTTP Error 400. The request hostname is invalid.</p>",
    ),
    (
        "http.sys (Windows)",
        Meaning::WrongHost,
        "400 Bad Request",
        "<h2>Bad Request - Invalid Hostname</h2>",
    ),
    // nginx under another name
    (
        "Azure Application Gateway",
        Meaning::NotSent,
        "400 Bad Request\nServer: Microsoft-Azure-Application-Gateway/v2",
        "<center>No required SSL certificate was sent</center>",
    ),
    (
        "Azure Application Gateway",
        Meaning::NotAccepted,
        "400 Bad Request",
        "<center>The SSL certificate error</center>\r\n<hr><center>Microsoft-Azure-Application-Gateway/v2</center>",
    ),
    (
        "Cloudflare",
        Meaning::NotSent,
        "400 Bad Request\nServer: cloudflare",
        "<center>No required SSL certificate was sent</center><hr><center>cloudflare</center>",
    ),
    (
        "Cloudflare",
        Meaning::NotAccepted,
        "400 Bad Request\nServer: cloudflare",
        "<center>The SSL certificate error</center>",
    ),
    // Google Cloud
    (
        "Google Cloud's load balancer",
        Meaning::NotSent,
        "400 Bad Request",
        "{\"mtls_error_details\":{\"x-client-cert-error\":\"client_cert_not_provided\"}}",
    ),
    (
        "Google Cloud's load balancer",
        Meaning::WrongPurpose,
        "403 X\nX-Client-Cert-Error: client_cert_chain_invalid_eku",
        "",
    ),
    (
        "Google Cloud's load balancer",
        Meaning::Weak,
        "403 X\nX-E: client_cert_invalid_rsa_key_size",
        "",
    ),
    (
        "Google Cloud's load balancer",
        Meaning::Weak,
        "403 X\nX-E: client_cert_unsupported_elliptic_curve_key",
        "",
    ),
    (
        "Google Cloud's load balancer",
        Meaning::Weak,
        "403 X\nX-E: client_cert_unsupported_key_algorithm",
        "",
    ),
    (
        "Google Cloud's load balancer",
        Meaning::NotAccepted,
        "403 X\nX-E: client_cert_chain_exceeded_limit",
        "",
    ),
    (
        "Google Cloud's load balancer",
        Meaning::NotAccepted,
        "403 X\nX-E: client_cert_validation_failed",
        "",
    ),
];

/// OpenSSL's reasons, as nginx writes them where an answer shows `$ssl_client_verify`.
pub(super) fn verified() -> Vec<Case> {
    use Meaning::{Expired, NotYetValid, Revoked, Untrusted, Weak, WrongPurpose};
    let header = |meaning, reason| ("the server", meaning, reason, "");
    let body = |meaning, reason| ("the server", meaning, "403 Forbidden", reason);
    vec![
        header(
            Expired,
            "495 \nX-SSL-Verify: FAILED:certificate has expired",
        ),
        header(
            NotYetValid,
            "400 Bad\nX-SSL-Verify: FAILED:certificate is not yet valid",
        ),
        header(
            Revoked,
            "403 Forbidden\nX-SSL-Verify: FAILED:certificate revoked",
        ),
        header(
            Untrusted,
            "403 Forbidden\nX-SSL-Verify: FAILED:self-signed certificate",
        ),
        header(
            Untrusted,
            "403 Forbidden\nX-SSL-Verify: FAILED:self signed certificate",
        ),
        header(Meaning::NotSent, "496 \nX-SSL-Verify: NONE"),
        header(Meaning::NotSent, "403 Forbidden\nX-SSL-Client-Verify: NONE"),
        header(Meaning::NotSent, "403 Forbidden\nX-Client-Verify: NONE"),
        header(
            Meaning::NotAccepted,
            "403 Forbidden\nSSL-Client-Verify: FAILED",
        ),
        body(
            Revoked,
            "{\"verify\":\"FAILED:unable to get certificate CRL\"}",
        ),
        body(Revoked, "FAILED:CRL has expired"),
        body(
            Untrusted,
            "{\"e\":\"FAILED:unable to verify the first certificate\"}",
        ),
        body(Untrusted, "FAILED:unable to get local issuer certificate"),
        body(Untrusted, "FAILED:unable to get issuer certificate"),
        body(Untrusted, "self-signed certificate in certificate chain"),
        body(WrongPurpose, "FAILED:unsuitable certificate purpose"),
        body(WrongPurpose, "FAILED:unsupported certificate purpose"),
        body(Weak, "FAILED:EE certificate key too weak"),
        body(Weak, "FAILED:CA certificate key too weak"),
        body(Weak, "FAILED:CA signature digest algorithm too weak"),
        // as Node's socket.authorizationError has them
        body(Expired, "{\"error\":\"CERT_HAS_EXPIRED\"}"),
        body(NotYetValid, "CERT_NOT_YET_VALID"),
        body(Revoked, "CERT_REVOKED"),
        body(Untrusted, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"),
        body(Untrusted, "UNABLE_TO_GET_ISSUER_CERT"),
        body(Untrusted, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"),
        body(Untrusted, "DEPTH_ZERO_SELF_SIGNED_CERT"),
        body(Untrusted, "SELF_SIGNED_CERT_IN_CHAIN"),
        body(WrongPurpose, "INVALID_PURPOSE"),
    ]
}
