//! What gateways, proxies and application servers say: by rule, by plugin, or of what is behind
//! them. Rows only; the first that fits is it.

use super::meaning::Meaning::{
    ApiKey, AwsForbidden, Behind, BehindTls, Denied, NoRoute, NotAccepted, NotRegistered, NotSent,
    WrongHost,
};
use super::row::{Row, row};

/// All of them.
pub(super) const ROWS: &[&[Row]] = &[KONG, JAVA, TYK, ENVOY, AWS, HAPROXY, AZURE, OTHERS];

/// Source: developer.konghq.com, plugins/mtls-auth ("How does the mTLS plugin work?"); Kong,
/// kong/runloop/handler.lua.
const KONG: &[Row] = &[
    row(
        "Kong",
        &[401],
        &["no required tls certificate was sent"],
        NotSent,
    ),
    row(
        "Kong",
        &[401],
        &["tls certificate failed verification"],
        NotAccepted,
    ),
    row(
        "Kong",
        &[404],
        &["no route matched with those values"],
        NoRoute,
    ),
];

/// Sources: Tomcat, java/org/apache/catalina/authenticator/LocalStrings.properties
/// (authenticator.certificates); Keycloak, services/.../authenticators/x509/
/// ValidateX509CertificateUsername.java.
const JAVA: &[Row] = &[
    row(
        "Tomcat",
        &[400, 401, 403],
        &["no client certificate chain in this request"],
        NotSent,
    ),
    row(
        "Keycloak",
        &[],
        &["x509 client certificate is missing"],
        NotSent,
    ),
    row(
        "Keycloak",
        &[],
        &["certificate validation s failed"],
        NotAccepted,
    ),
];

/// Source: Tyk, certs/manager.go and gateway/cert.go.
const TYK: &[Row] = &[row(
    "Tyk",
    &[403],
    &["certificate with sha256", "not allowed"],
    NotRegistered,
)];

/// Sources: Envoy, source/extensions/filters/http/rbac/rbac_filter.cc, source/common/router/
/// router.cc (local replies), source/common/http/utility.cc.
const ENVOY: &[Row] = &[
    row("Envoy", &[403], &["rbac access denied"], Denied)
        .note("a rule of Envoy's RBAC filter forbids it; such rules look at the certificate's names (SAN, subject), the path and the token")
        .fix("ask your provider which subject or SAN its rule wants; mtls inspect shows those of your certificate"),
    row("Envoy", &[502, 503], &["upstream connect error or disconnect reset before headers", "tls error"], BehindTls),
    row("Envoy", &[502, 503], &["upstream connect error or disconnect reset before headers"], Behind),
    row("Envoy", &[503], &["no healthy upstream"], Behind),
    row("Envoy", &[504], &["upstream request timeout"], Behind),
    row("Envoy", &[404], &[], NoRoute).header("server", "envoy"),
];

/// Sources: docs.aws.amazon.com, apigateway/latest/developerguide/supported-gateway-response-types
/// and rest-api-mutual-tls; repost.aws/knowledge-center/api-gateway-mutual-tls-403-errors and
/// elb-alb-mtls-client-connection-errors (an ALB that does not trust a certificate hangs up).
const AWS: &[Row] = &[
    row(API_GATEWAY, &[403], &["missing authentication token"], NoRoute)
        .note("it says so where path and method belong to no resource, and for one that wants a request signed by AWS keys")
        .reference("x-amzn-requestid:")
        .fix("check path, stage and method against the API's documentation; it is about no token and no certificate"),
    row(API_GATEWAY, &[403], &[], AwsForbidden)
        .header("x-amzn-errortype", "forbiddenexception")
        .reference("x-amzn-requestid:"),
    row(API_GATEWAY, &[403], &["message forbidden"], AwsForbidden)
        .header("apigw-requestid", "")
        .reference("apigw-requestid:"),
    row(API_GATEWAY, &[403], &[], Denied)
        .header("x-amzn-errortype", "accessdeniedexception")
        .note("its authorizer or resource policy forbids it: a policy may allow certain addresses alone")
        .reference("x-amzn-requestid:"),
    row("AWS Application Load Balancer", &[403], &[], Denied)
        .header("server", "awselb/")
        .note("its rules or the AWS WAF before it forbid it; a certificate that it does not trust ends in a closed connection"),
    row("AWS Application Load Balancer", &[502, 503, 504], &[], Behind)
        .header("server", "awselb/"),
];

/// Source: HAProxy, src/http.c (http_err_msgs); seen: HAProxy 2.6.12.
const HAPROXY: &[Row] = &[
    row("HAProxy", &[403], &["request forbidden by administrative rules"], Denied)
        .note("a rule of HAProxy's (http-request deny) forbids it; such rules look at the certificate, the address and the path"),
    row("HAProxy", &[503], &["no server is available to handle this request"], Behind),
    row("HAProxy", &[502], &["the server returned an invalid or incomplete response"], Behind),
    row("HAProxy", &[504], &["the server didn t respond in time"], Behind),
    row("HAProxy", &[421], &["request sent to a non authoritative server"], WrongHost),
];

/// Sources: learn.microsoft.com, api-management/api-management-subscriptions and
/// application-gateway/http-response-codes.
const AZURE: &[Row] = &[
    row(
        "Azure API Management",
        &[401],
        &["missing subscription key"],
        ApiKey,
    ),
    row(
        "Azure API Management",
        &[401],
        &["invalid subscription key"],
        ApiKey,
    ),
    row(
        "Azure Application Gateway",
        &[502, 504],
        &["microsoft azure application gateway v2"],
        Behind,
    ),
];

/// Sources: developers.cloudflare.com, support/troubleshooting/http-status-codes/cloudflare-5xx-errors
/// and .../cloudflare-1xxx-errors; docs.aws.amazon.com, AmazonCloudFront, "Troubleshooting error
/// response status codes"; Go, src/net/http/server.go (NotFound), which Traefik and Caddy answer
/// with where no route fits.
const OTHERS: &[Row] = &[
    row("Cloudflare", &[525, 526], &[], BehindTls).reference("cf-ray:"),
    row("Cloudflare", &[520, 521, 522, 523, 524, 530], &[], Behind).reference("cf-ray:"),
    row(
        "Cloudflare",
        &[403, 409, 530],
        &["direct ip access not allowed"],
        WrongHost,
    ),
    row(
        "CloudFront",
        &[502, 503, 504],
        &["generated by cloudfront"],
        Behind,
    )
    .reference("request id:"),
    row(
        "a gateway in Go (Traefik, Caddy)",
        &[404],
        &["404 page not found"],
        NoRoute,
    ),
];

const API_GATEWAY: &str = "AWS API Gateway";
