//! What servers in the field answer in HTTP to a client whose certificate they do not take, header
//! for header. Must not judge the certificate.

use crate::core::clock::Time;
use crate::core::http::date;
use crate::core::sandbox::message::Response;
use crate::core::sandbox::state::random_text;

/// nginx 1.22.1, as Debian 12 has it, with `ssl_verify_client on`
/// (src/http/ngx_http_special_response.c: pages 495 and 496, sent as 400).
pub(in crate::core::sandbox) fn nginx(sent: bool, now: Time) -> Response {
    let said = if sent {
        "The SSL certificate error"
    } else {
        "No required SSL certificate was sent"
    };
    let lines = [
        "<html>",
        &format!("<head><title>400 {said}</title></head>"),
        "<body>",
        "<center><h1>400 Bad Request</h1></center>",
        &format!("<center>{said}</center>"),
        "<hr><center>nginx/1.22.1</center>",
        "</body>",
        "</html>",
        "",
    ];
    let body = lines.join("\r\n");
    Response::verbatim(400, body.into_bytes(), true)
        .with("Server", "nginx/1.22.1")
        .with("Date", date::write(now))
        .with("Content-Type", "text/html")
        .with_length()
        .with("Connection", "close")
}

/// AWS API Gateway where the issuer is not in its trust store, the certificate signs itself or its
/// signature is weak (repost.aws, "HTTP 403 Forbidden errors from an API Gateway custom domain name
/// that requires mutual TLS"); the headers in the order that its users report them in.
pub(in crate::core::sandbox) fn gateway(now: Time) -> Response {
    let id = |length| random_text(length).unwrap_or_default();
    Response::verbatim(403, br#"{"message":"Forbidden"}"#.to_vec(), false)
        .with("Date", date::write(now))
        .with("Content-Type", "application/json")
        .with_length()
        .with("Connection", "keep-alive")
        .with("x-amzn-RequestId", uuid(now))
        .with("x-amzn-ErrorType", "ForbiddenException")
        .with("x-amz-apigw-id", format!("{}=", id(11)))
}

/// Apache 2.4 where a location wants a certificate and the client cannot be asked for it any more:
/// in TLS 1.3 it says so (modules/ssl/ssl_engine_kernel.c), in TLS 1.2 it does not.
pub(in crate::core::sandbox) fn apache(is_13: bool, now: Time) -> Response {
    let reason = if is_13 {
        "Reason: Cannot perform Post-Handshake Authentication.<br />"
    } else {
        ""
    };
    let body = format!(
        "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\" \"http://www.w3.org/TR/html4/strict.dtd\">\n\
         <html><head>\n<title>403 Forbidden</title>\n</head><body>\n<h1>Forbidden</h1>\n\
         <p>You don't have permission to access this resource.{reason}</p>\n</body></html>\n"
    );
    Response::verbatim(403, body.into_bytes(), false)
        .with("Date", date::write(now))
        .with("Server", "Apache/2.4.71 (Debian) OpenSSL/3.0.19")
        .with_length()
        .with("Content-Type", "text/html; charset=iso-8859-1")
}

/// Shaped like one; random but for the time.
fn uuid(now: Time) -> String {
    let mut bytes = [0; 16];
    let _ = aws_lc_rs::rand::fill(&mut bytes); // zeros are an id as well
    let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    let seconds = now.unix() & 0xffff_ffff;
    format!(
        "{seconds:08x}-{}-4{}-8{}-{}",
        part(0, 4),
        part(4, 7),
        part(7, 10),
        part(10, 22)
    )
}
