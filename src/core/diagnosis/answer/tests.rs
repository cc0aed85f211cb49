//! The tables against answers: those of nginx 1.22.1, Apache 2.4 and HAProxy 2.6.12 as they came over
//! the wire, all others in the words of the source that their row names. Every row has its answer.

use super::text::plain;
use super::*;

/// Whose answer, what it means, its head without the status line's version, and its body.
type Case = (&'static str, Meaning, &'static str, &'static str);

fn head(lines: &str) -> Head {
    let raw = format!("HTTP/1.1 {}\r\n\r\n", lines.replace('\n', "\r\n"));
    Head::parse(raw.as_bytes()).unwrap()
}

#[test]
fn each_answer_is_told_by_whom_it_is_and_what_it_means() {
    for (by, meaning, lines, body) in CASES.iter().chain(verified().iter()) {
        let found = recognise(&head(lines), body);
        let found = found.unwrap_or_else(|| panic!("not recognised: {lines} {body}"));
        assert_eq!((found.by, found.meaning), (*by, *meaning), "{lines} {body}");
        let status = lines.split(' ').next().unwrap();
        assert!(
            found.line.starts_with(&format!("HTTP {status}")),
            "{found:?}"
        );
    }
}

#[test]
fn each_row_has_an_answer_that_no_row_before_it_takes() {
    let cases: Vec<Case> = CASES.iter().copied().chain(verified()).collect();
    let taken: Vec<String> = cases
        .iter()
        .filter_map(|(_, _, lines, body)| {
            let head = head(lines);
            let (row, _, _) = known(&head, &Text::of(&head, body))?;
            Some(format!("{row:?}"))
        })
        .collect();
    let rows = TABLES.iter().flat_map(|(tables, _)| tables.iter());
    let idle: Vec<&Row> = rows
        .flat_map(|table| table.iter())
        .filter(|row| !taken.contains(&format!("{row:?}")))
        .collect();
    assert!(idle.is_empty(), "{idle:?}");
}

#[test]
fn phrases_are_written_in_the_form_that_is_looked_for() {
    let rows = TABLES.iter().flat_map(|(tables, _)| tables.iter());
    for phrase in rows.flat_map(|table| table.iter()).flat_map(Row::phrases) {
        assert_eq!(plain(phrase).trim(), *phrase);
    }
}

#[test]
fn applications_own_words_are_understood_in_three_languages() {
    for (meaning, status, body) in PHRASES {
        let found = recognise(&head(&format!("{status} X")), body);
        let found = found.map(|found| (found.by, found.meaning));
        assert_eq!(found, Some(("the server", *meaning)), "{status} {body}");
    }
}

#[test]
fn what_speaks_of_something_else_is_not_recognised() {
    for (status, body) in NOTHING {
        let found = recognise(&head(&format!("{status} X")), body);
        assert_eq!(found, None, "{status} {body}");
    }
}

#[test]
fn references_are_found_where_they_stand() {
    for (lines, body, reference) in [
        (
            "403 Forbidden\nServer: AkamaiGHost",
            AKAMAI,
            "18.7a1d2c17.1718409600.3f9b21e",
        ),
        ("403 Forbidden", INCAPSULA, "443000180211428733-385061"),
        ("200 OK", F5, "6421308417923875631"),
        (
            "403 Forbidden\nx-amzn-RequestId: 1b2c3d4e-55aa\nx-amzn-ErrorType: ForbiddenException",
            "",
            "1b2c3d4e-55aa",
        ),
        (
            "403 Forbidden\nCF-RAY: 8f1a2b3c4d5e6f70-GRU\nServer: cloudflare",
            "error code: 1020",
            "8f1a2b3c4d5e6f70-GRU",
        ),
    ] {
        let found = recognise(&head(lines), body).unwrap();
        assert_eq!(found.reference.as_deref(), Some(reference), "{found:?}");
    }
}

#[test]
fn what_is_recognised_alone_makes_a_diagnosis() {
    let found = recognise(
        &head("403 Forbidden"),
        "<h2>HTTP Error 403.17 - Forbidden</h2>",
    );
    let told = found.unwrap().alone(403);
    assert_eq!(told.code.name(), "client-cert-expired");
    assert!(
        told.summary.contains("(IIS)") && told.summary.contains("(HTTP 403)"),
        "{told:?}"
    );
    assert!(!told.fix.is_empty());
    // pasted without its status, as people do
    let found = recognise(
        &Head::default(),
        "403 - Forbidden: SSL client certificate is required.",
    );
    let told = found.unwrap().alone(0);
    assert_eq!(told.code.name(), "client-cert-required");
    assert!(!told.summary.contains("HTTP"), "{told:?}");
    assert_eq!(recognise(&Head::default(), ""), None);
}

/// OpenSSL's reasons, as nginx writes them where an answer shows `$ssl_client_verify`.
fn verified() -> Vec<Case> {
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

const CASES: &[Case] = &[
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
    // gateways
    (
        "Kong",
        Meaning::NotSent,
        "401 Unauthorized\nServer: kong/3.4",
        "{\"message\":\"No required TLS certificate was sent\"}",
    ),
    (
        "Kong",
        Meaning::NotAccepted,
        "401 Unauthorized",
        "{\"message\":\"TLS certificate failed verification\"}",
    ),
    (
        "Kong",
        Meaning::NoRoute,
        "404 Not Found",
        "{\"message\":\"no Route matched with those values\"}",
    ),
    (
        "Tomcat",
        Meaning::NotSent,
        "401 Unauthorized",
        "<h1>HTTP Status 401 - No client certificate chain in this request</h1>",
    ),
    (
        "Keycloak",
        Meaning::NotSent,
        "400 Bad Request",
        "{\"error\":\"invalid_request\",\"error_description\":\"X509 client certificate is missing.\"}",
    ),
    (
        "Keycloak",
        Meaning::NotAccepted,
        "401 Unauthorized",
        "{\"error_description\":\"Certificate validation's failed.\"}",
    ),
    (
        "Tyk",
        Meaning::NotRegistered,
        "403 Forbidden",
        "{\"error\": \"Certificate with SHA256 ab12 not allowed\"}",
    ),
    (
        "Envoy",
        Meaning::Denied,
        "403 Forbidden\nserver: istio-envoy",
        "RBAC: access denied",
    ),
    (
        "Envoy",
        Meaning::BehindTls,
        "503 Service Unavailable",
        "upstream connect error or disconnect/reset before headers. reset reason: remote connection failure, transport failure reason: TLS_error:|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED",
    ),
    (
        "Envoy",
        Meaning::Behind,
        "503 Service Unavailable",
        "upstream connect error or disconnect/reset before headers. reset reason: connection timeout",
    ),
    (
        "Envoy",
        Meaning::Behind,
        "503 Service Unavailable\nserver: envoy",
        "no healthy upstream",
    ),
    (
        "Envoy",
        Meaning::Behind,
        "504 Gateway Timeout",
        "upstream request timeout",
    ),
    (
        "Envoy",
        Meaning::NoRoute,
        "404 Not Found\nserver: envoy",
        "",
    ),
    (
        "AWS API Gateway",
        Meaning::NoRoute,
        "403 Forbidden\nx-amzn-ErrorType: MissingAuthenticationTokenException",
        "{\"message\":\"Missing Authentication Token\"}",
    ),
    (
        "AWS API Gateway",
        Meaning::AwsForbidden,
        "403 Forbidden\nx-amzn-RequestId: 1b2c\nx-amzn-ErrorType: ForbiddenException",
        "{\"message\":\"Forbidden\"}",
    ),
    (
        "AWS API Gateway",
        Meaning::AwsForbidden,
        "403 Forbidden\napigw-requestid: XyZ=",
        "{\"message\":\"Forbidden\"}",
    ),
    (
        "AWS API Gateway",
        Meaning::Denied,
        "403 Forbidden\nx-amzn-ErrorType: AccessDeniedException",
        "{\"Message\":\"User is not authorized to access this resource with an explicit deny\"}",
    ),
    (
        "AWS Application Load Balancer",
        Meaning::Denied,
        "403 Forbidden\nServer: awselb/2.0",
        "<center><h1>403 Forbidden</h1></center>",
    ),
    (
        "AWS Application Load Balancer",
        Meaning::Behind,
        "503 Service Temporarily Unavailable\nServer: awselb/2.0",
        "",
    ),
    (
        "Azure API Management",
        Meaning::ApiKey,
        "401 X",
        "{ \"statusCode\": 401, \"message\": \"Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.\" }",
    ),
    (
        "Azure API Management",
        Meaning::ApiKey,
        "401 X",
        "{\"message\": \"Access denied due to invalid subscription key.\"}",
    ),
    (
        "Azure Application Gateway",
        Meaning::Behind,
        "502 Bad Gateway\nServer: Microsoft-Azure-Application-Gateway/v2",
        "",
    ),
    (
        "Cloudflare",
        Meaning::BehindTls,
        "526 \nServer: cloudflare\nCF-RAY: 8f1a2b3c4d5e6f70-GRU",
        "error code: 526",
    ),
    (
        "Cloudflare",
        Meaning::Behind,
        "522 \nServer: cloudflare",
        "error code: 522",
    ),
    (
        "Cloudflare",
        Meaning::WrongHost,
        "403 Forbidden",
        "<h2>Direct IP access not allowed</h2>",
    ),
    (
        "CloudFront",
        Meaning::Behind,
        "502 Bad Gateway",
        "<PRE>\nGenerated by cloudfront (CloudFront)\nRequest ID: aBc123==\n</PRE>",
    ),
    (
        "a gateway in Go (Traefik, Caddy)",
        Meaning::NoRoute,
        "404 Not Found",
        "404 page not found\n",
    ),
    // walls
    (
        "Akamai",
        Meaning::Wall,
        "403 Forbidden\nServer: AkamaiGHost",
        AKAMAI,
    ),
    ("Imperva", Meaning::Wall, "403 Forbidden", INCAPSULA),
    ("F5", Meaning::Wall, "403 Forbidden", F5),
    (
        "CloudFront",
        Meaning::Wall,
        "403 Forbidden",
        "<H2>The request could not be satisfied.</H2>\nRequest blocked.\nWe can't connect to the server\n<PRE>Generated by cloudfront (CloudFront)\nRequest ID: x1</PRE>",
    ),
    (
        "AWS WAF",
        Meaning::Wall,
        "405 X\nx-amzn-waf-action: captcha",
        "",
    ),
    (
        "Cloudflare",
        Meaning::Wall,
        "403 Forbidden\ncf-mitigated: challenge",
        "<title>Just a moment...</title>",
    ),
    (
        "Cloudflare",
        Meaning::Wall,
        "403 Forbidden",
        "<h1>Sorry, you have been blocked</h1>",
    ),
    (
        "Cloudflare",
        Meaning::Wall,
        "403 Forbidden",
        "error code: 1020",
    ),
    (
        "Cloudflare",
        Meaning::Wall,
        "403 Forbidden",
        "<h1><span>Error</span> <span>1020</span></h1>",
    ),
    (
        "Cloudflare",
        Meaning::Wall,
        "403 Forbidden",
        "The owner of this website has banned your IP address",
    ),
    (
        "Cloudflare",
        Meaning::Wall,
        "403 Forbidden",
        "<h1>Access denied</h1><p>Ray ID: 8f1a2b3c4d5e6f70</p>",
    ),
    (
        "Azure Application Gateway's firewall",
        Meaning::Wall,
        "403 Forbidden\nServer: Microsoft-Azure-Application-Gateway/v2",
        "<center><h1>403 Forbidden</h1></center>",
    ),
    (
        "Azure Front Door",
        Meaning::Wall,
        "403 Forbidden\nx-azure-ref: 0abc",
        "<h2>The request is blocked.</h2>",
    ),
    (
        "Azure App Service",
        Meaning::Wall,
        "403 Ip Forbidden",
        "<h1>Error 403 - Forbidden</h1><p>The web app you have attempted to reach has blocked your access.</p>",
    ),
    (
        "Sucuri",
        Meaning::Wall,
        "403 Forbidden",
        "<title>Sucuri WebSite Firewall - Access Denied</title>",
    ),
    (
        "FortiWeb",
        Meaning::Wall,
        "200 OK",
        "<h1>Web Page Blocked!</h1><p>Attack ID: 20000051</p>",
    ),
    (
        "Radware",
        Meaning::Wall,
        "403 Forbidden",
        "<p>Unauthorized Activity Has Been Detected</p> Case Number: 1234-5",
    ),
    (
        "ModSecurity",
        Meaning::Wall,
        "406 Not Acceptable",
        "This error was generated by Mod_Security.",
    ),
    (
        "Google's front end",
        Meaning::Wall,
        "403 Forbidden",
        "<p>Your client does not have permission to get URL <code>/x</code> from this server.",
    ),
    // our own network's
    (
        "Zscaler",
        Meaning::OwnWall,
        "403 Forbidden",
        "<title>Internet Security by Zscaler</title>",
    ),
    (
        "Zscaler",
        Meaning::OwnWall,
        "403 Forbidden\nServer: Zscaler/6.2",
        "",
    ),
    (
        "Fortinet",
        Meaning::OwnWall,
        "403 Forbidden",
        "<h1>FortiGuard Intrusion Prevention - Access Blocked</h1>",
    ),
    (
        "Cisco Umbrella",
        Meaning::OwnWall,
        "403 Forbidden",
        "<p>This site is blocked.</p><p>Cisco Umbrella</p>",
    ),
    (
        "a Palo Alto firewall",
        Meaning::OwnWall,
        "503 X",
        "<p>Access to the web page you were trying to visit has been blocked in accordance with company policy.</p>",
    ),
    (
        "Netskope",
        Meaning::OwnWall,
        "403 Forbidden",
        "<p>Blocked by your administrator</p><p>Netskope</p>",
    ),
    (
        "McAfee/Skyhigh Web Gateway",
        Meaning::OwnWall,
        "403 Forbidden",
        "<title>McAfee Web Gateway - Notification</title>",
    ),
    (
        "Skyhigh Web Gateway",
        Meaning::OwnWall,
        "403 Forbidden",
        "<p>Skyhigh Security</p><p>URL Blocked</p>",
    ),
    (
        "Squid",
        Meaning::OwnWall,
        "403 Forbidden\nX-Squid-Error: ERR_ACCESS_DENIED 0",
        "",
    ),
];

const PHRASES: &[(Meaning, u16, &str)] = &[
    (
        Meaning::NotSent,
        401,
        "{\"error\":\"client_certificate_required\"}",
    ),
    (
        Meaning::NotSent,
        403,
        "{\"errors\":[{\"detail\":\"Client certificate was not provided\"}]}",
    ),
    (Meaning::NotSent, 403, "mTLS is required for this endpoint"),
    (Meaning::NotSent, 400, "<p>No client certificate</p>"),
    (
        Meaning::NotSent,
        403,
        "{\"code\":\"ClientCertificateMissing\"}",
    ),
    (Meaning::NotSent, 401, "certificate required"),
    (
        Meaning::NotSent,
        403,
        "{\"mensagem\":\"Certificado de cliente obrigat\\u00f3rio\"}",
    ),
    (
        Meaning::NotSent,
        401,
        "Certificado digital n&atilde;o informado<br>",
    ),
    (
        Meaning::NotSent,
        403,
        "No se ha enviado el certificado de cliente: es obligatorio",
    ),
    (
        Meaning::NotSentOrNotAccepted,
        400,
        "{\"description\":\"Invalid or missing client certificate\"}",
    ),
    (Meaning::NotAccepted, 401, "Invalid Client Certificate"),
    (
        Meaning::NotAccepted,
        403,
        "{\"message\":\"Certificado de cliente inválido\"}",
    ),
    (
        Meaning::NotAccepted,
        403,
        "El certificado del cliente no es válido",
    ),
    (
        Meaning::Expired,
        401,
        "{\"error\":\"client certificate has expired\"}",
    ),
    (Meaning::Expired, 403, "Certificado digital expirado"),
    (
        Meaning::Expired,
        403,
        "El certificado de cliente está caducado",
    ),
    (
        Meaning::NotYetValid,
        403,
        "Client certificate is not yet valid",
    ),
    (
        Meaning::OutOfTime,
        400,
        "The client certificate is expired or not yet valid",
    ),
    (
        Meaning::Revoked,
        403,
        "{\"title\":\"Client certificate revoked\"}",
    ),
    (
        Meaning::Revoked,
        403,
        "O certificado do cliente foi revogado",
    ),
    (Meaning::Untrusted, 403, "client certificate is not trusted"),
    (
        Meaning::Untrusted,
        403,
        "Certificado do cliente não confiável",
    ),
    (Meaning::ChainIncomplete, 403, "mTLS: incomplete chain"),
    (
        Meaning::WrongPurpose,
        403,
        "client certificate lacks extended key usage clientAuth",
    ),
    (
        Meaning::Weak,
        403,
        "The client certificate uses a weak signature",
    ),
    (
        Meaning::NotRegistered,
        403,
        "{\"message\":\"client certificate is not registered for this account\"}",
    ),
    (
        Meaning::NotRegistered,
        401,
        "Certificado de cliente não vinculado à credencial",
    ),
    (
        Meaning::OtherToken,
        401,
        "{\"error\":\"invalid_token\",\"error_description\":\"access token certificate thumbprint mismatch\"}",
    ),
    (
        Meaning::OtherToken,
        401,
        "The token is bound to a different certificate",
    ),
];

const NOTHING: &[(u16, &str)] = &[
    (403, ""),
    (403, "{\"message\":\"ip not allowed\"}"),
    (
        401,
        "{\"error\":\"invalid_token\",\"error_description\":\"the token has expired\"}",
    ),
    (
        400,
        "{\"message\":\"certificate is required\",\"field\":\"certificado_retencion\"}",
    ),
    (404, "client certificate not found"),
    (502, "upstream: client certificate required"),
    (403, "the server certificate has expired"),
    (
        403,
        "Token request failed: client certificate authentication failed",
    ),
    (422, "{\"error\":\"certificado inválido\"}"),
    (500, "unable to get local issuer certificate"),
    (
        403,
        "<!-- client certificate required --><style>.mtls{required}</style><p>No</p>",
    ),
    (
        403,
        "<p>You don't have permission to access this resource.</p>",
    ),
];

const AKAMAI: &str = "<HTML><HEAD>\n<TITLE>Access Denied</TITLE>\n</HEAD><BODY>\n<H1>Access Denied</H1>\n \nYou don't have permission to access \"http&#58;&#47;&#47;www&#46;example&#46;com&#47;\" on this server.<P>\nReference&#32;&#35;18&#46;7a1d2c17&#46;1718409600&#46;3f9b21e\n</BODY>\n</HTML>\n";
const INCAPSULA: &str = "<html><body><iframe>Request unsuccessful. Incapsula incident ID: 443000180211428733-385061</iframe></body></html>";
const F5: &str = "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please consult with your administrator.<br><br>Your support ID is: 6421308417923875631<br><br></body></html>";
