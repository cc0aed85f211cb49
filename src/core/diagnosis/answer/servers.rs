//! What those say who end TLS themselves, and so have judged the certificate: a refusal in their
//! words is a refused handshake, told late. Rows only; the first that fits is it.

use super::meaning::Meaning::{
    Denied, Expired, Late, NotAccepted, NotRegistered, NotSent, NotYetValid, OutOfTime, Revoked,
    Untrusted, Weak, WrongHost, WrongPurpose,
};
use super::row::{Row, row};

/// The most certain first: a reason before its absence, a product before what it is built on.
pub(super) const ROWS: &[&[Row]] = &[IIS, VERIFIED, GOOGLE, BUILT_ON_NGINX, NGINX, APACHE];

/// OpenSSL's reasons, as nginx's `$ssl_client_verify` (`FAILED:..`), Apache's `SSL_CLIENT_VERIFY`,
/// Cloudflare's `certVerified` and Node's `authorizationError` hand them on to whoever writes the
/// answer. Sources: OpenSSL, crypto/x509/x509_txt.c (1.1 and 3 spell `self signed` and
/// `purpose` differently); Node, doc/api/tls.md "X509 certificate error codes"; nginx,
/// src/event/ngx_event_openssl.c (ngx_ssl_get_client_verify); seen: nginx 1.22.1.
const VERIFIED: &[Row] = &[
    row(
        "the server",
        VERIFY,
        &["failed certificate has expired"],
        Expired,
    ),
    row("the server", VERIFY, &["cert has expired"], Expired).spelled("CERT_HAS_EXPIRED"),
    row(
        "the server",
        VERIFY,
        &["failed certificate is not yet valid"],
        NotYetValid,
    ),
    row("the server", VERIFY, &["cert not yet valid"], NotYetValid).spelled("CERT_NOT_YET_VALID"),
    row(
        "the server",
        VERIFY,
        &["failed certificate revoked"],
        Revoked,
    ),
    row("the server", VERIFY, &["cert revoked"], Revoked).spelled("CERT_REVOKED"),
    row(
        "the server",
        VERIFY,
        &["unable to get certificate crl"],
        Revoked,
    )
    .note("the server has no valid revocation list of the certificate's issuer")
    .fix("tell your provider: its revocation list is missing or past its time"),
    row("the server", VERIFY, &["failed crl has expired"], Revoked)
        .note("the server's revocation list is past its time")
        .fix("tell your provider: its revocation list is past its time"),
    row(
        "the server",
        VERIFY,
        &["unable to verify the first certificate"],
        Untrusted,
    )
    .note(LONE),
    row(
        "the server",
        VERIFY,
        &["unable to verify leaf signature"],
        Untrusted,
    )
    .note(LONE),
    row(
        "the server",
        VERIFY,
        &["unable to get local issuer certificate"],
        Untrusted,
    ),
    row(
        "the server",
        VERIFY,
        &["unable to get issuer certificate"],
        Untrusted,
    ),
    row(
        "the server",
        VERIFY,
        &["unable to get issuer cert"],
        Untrusted,
    ),
    row(
        "the server",
        VERIFY,
        &["failed self signed certificate"],
        Untrusted,
    ),
    row(
        "the server",
        VERIFY,
        &["self signed certificate in certificate chain"],
        Untrusted,
    ),
    row(
        "the server",
        VERIFY,
        &["depth zero self signed cert"],
        Untrusted,
    ),
    row(
        "the server",
        VERIFY,
        &["self signed cert in chain"],
        Untrusted,
    ),
    row(
        "the server",
        VERIFY,
        &["unsuitable certificate purpose"],
        WrongPurpose,
    ),
    row(
        "the server",
        VERIFY,
        &["unsupported certificate purpose"],
        WrongPurpose,
    ),
    row("the server", VERIFY, &["invalid purpose"], WrongPurpose).spelled("INVALID_PURPOSE"),
    row("the server", VERIFY, &["ee certificate key too weak"], Weak),
    row("the server", VERIFY, &["ca certificate key too weak"], Weak),
    row(
        "the server",
        VERIFY,
        &["ca signature digest algorithm too weak"],
        Weak,
    ),
    row("the server", VERIFY, &["ssl client verify none"], NotSent),
    row("the server", VERIFY, &["ssl verify none"], NotSent),
    row("the server", VERIFY, &["client verify none"], NotSent),
    row(
        "the server",
        VERIFY,
        &["ssl client verify failed"],
        NotAccepted,
    ),
];

/// Reasons with which Google Cloud's load balancers fill `client_cert_error`, handed on as a header
/// to what writes the answer.
/// Source: docs.cloud.google.com, load-balancing/docs/mtls ("Logged errors for closed connections").
const GOOGLE: &[Row] = &[
    row(GOOGLES, &[], &["client cert not provided"], NotSent),
    row(
        GOOGLES,
        &[],
        &["client cert chain invalid eku"],
        WrongPurpose,
    ),
    row(GOOGLES, &[], &["client cert invalid rsa key size"], Weak),
    row(
        GOOGLES,
        &[],
        &["client cert unsupported elliptic curve key"],
        Weak,
    )
    .note("it takes P-256 and P-384 alone"),
    row(
        GOOGLES,
        &[],
        &["client cert unsupported key algorithm"],
        Weak,
    )
    .note("it takes RSA and ECDSA alone"),
    row(
        GOOGLES,
        &[],
        &["client cert chain exceeded limit"],
        NotAccepted,
    )
    .note("more than ten intermediates came along"),
    row(
        GOOGLES,
        &[],
        &["client cert validation failed"],
        NotAccepted,
    ),
];

/// Sources: learn.microsoft.com, "HTTP status code overview" and
/// "IIS may reject client certificate requests with HTTP 403.7 or 403.16 errors" (KB 2802568);
/// the pages of IIS 6 (custerr/403-7.htm) and of IIS 7 to 10 (detailed errors); http.sys' own page.
const IIS: &[Row] = &[
    row("IIS", &[403], &["403.7"], NotSent).beside(NAMED).note(LISTED),
    row("IIS", &[403], &["forbidden ssl client certificate is required"], NotSent).note(LISTED),
    row("IIS", &[403], &["client certificate that the web server recognizes"], NotSent)
        .note(LISTED),
    row("IIS", &[403], &["403.12"], NotRegistered).beside(NAMED),
    row("IIS", &[403], &["denied access by the server certificate mapper"], NotRegistered),
    row("IIS", &[403], &["403.13"], Revoked).beside(NAMED).note(NO_LIST),
    row("IIS", &[403], &["client certificate has been revoked on the web server"], Revoked)
        .note(NO_LIST),
    row("IIS", &[403], &["client certificate was revoked or the revocation status"], Revoked)
        .note(NO_LIST),
    row("IIS", &[403], &["403.16"], Untrusted).beside(NAMED).note(STORE),
    row("IIS", &[403], &["client certificate is either not trusted or is invalid"], Untrusted)
        .note(STORE),
    row("IIS", &[403], &["client certificate is untrusted or invalid"], Untrusted).note(STORE),
    row("IIS", &[403], &["certificate is ill formed or is not trusted by the web server"], Untrusted)
        .note(STORE),
    row("IIS", &[403], &["403.17"], OutOfTime).beside(NAMED),
    row("IIS", &[403], &["certificate has expired or is not yet valid"], OutOfTime),
    row(
        "IIS",
        &[403],
        &["permission to view this directory or page using the credentials that you supplied"],
        Denied,
    )
    .note("IIS shows its sub-status to no stranger: its own log has 403.7, 403.13, 403.16 or 403.17 where it is about the certificate"),
    row("http.sys (Windows)", &[400], &["the request hostname is invalid"], WrongHost),
    row("http.sys (Windows)", &[400], &["bad request invalid hostname"], WrongHost),
];

/// nginx's words with another name above them. The page's last line or the Server header names it.
/// Sources: learn.microsoft.com, application-gateway/mutual-authentication-troubleshooting ("all
/// client certificate authentication failures result in an HTTP 400"); developers.cloudflare.com,
/// ssl/client-certificates.
const BUILT_ON_NGINX: &[Row] = &[
    row(AZURE, &[400], &[NONE_SENT, AZURE_NAME], NotSent),
    row(AZURE, &[400], &[NOT_TAKEN, AZURE_NAME], NotAccepted),
    row("Cloudflare", &[], &[NONE_SENT], NotSent).header("server", "cloudflare"),
    row("Cloudflare", &[], &[NOT_TAKEN], NotAccepted).header("server", "cloudflare"),
];

/// Sources: nginx, src/http/ngx_http_special_response.c, ngx_http_request.h (495 and 496 are shown
/// as 400 unless an error_page has them) and ngx_http_request.c; seen: nginx 1.22.1.
const NGINX: &[Row] = &[
    row("nginx", &[], &[NONE_SENT], NotSent),
    row("nginx", &[], &[NOT_TAKEN], NotAccepted),
    row("nginx", &[496], &[], NotSent),
    row("nginx", &[495], &[], NotAccepted),
];

/// Sources: Apache httpd, modules/ssl/ssl_engine_kernel.c (ssl_hook_Access_modern) and
/// modules/http/http_protocol.c; seen: Apache 2.4.
const APACHE: &[Row] = &[
    row(
        "Apache",
        &[403],
        &["cannot perform post handshake authentication"],
        Late,
    ),
    row(
        "Apache",
        &[421],
        &["does not match the server name indication sni in use for this connection"],
        WrongHost,
    ),
];

/// Seen: OpenSSL 3.0 answers so for an unknown issuer and for one not sent alike.
const LONE: &str = "OpenSSL says so of a certificate that came alone and whose issuer it does not have: a CA that is not registered there, or an intermediate that was not sent";
/// Where verdicts on a client's certificate are told: 5xx speak of what is behind.
const VERIFY: &[u16] = &[400, 401, 403, 412, 495, 496];
const NONE_SENT: &str = "no required ssl certificate was sent";
const NOT_TAKEN: &str = "the ssl certificate error";
const GOOGLES: &str = "Google Cloud's load balancer";
const AZURE: &str = "Azure Application Gateway";
const AZURE_NAME: &str = "microsoft azure application gateway v2";
/// By which a number is IIS's: its pages say `HTTP Error 403.7`, or its name, as its Server header does.
const NAMED: &[&str] = &[
    "http error 403.7",
    "http error 403.12",
    "http error 403.13",
    "http error 403.16",
    "http error 403.17",
    "iis",
    "internet information services",
];
const LISTED: &str =
    "IIS says so too of a certificate whose issuer is not on its list of trusted ones (KB 2802568)";
const NO_LIST: &str = "IIS says so too when it cannot fetch the issuer's revocation list";
const STORE: &str = "IIS trusts issuers whose root is in its machine's store of trusted roots, where only self-signed certificates may be";
