//! What applications say of a client certificate, and of other things. Data only.

use super::Meaning;

pub(super) const PHRASES: &[(Meaning, u16, &str)] = &[
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

pub(super) const NOTHING: &[(u16, &str)] = &[
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
    (
        403,
        "{\"message\":\"you may not issue a certificate: permission required\"}",
    ),
    (400, "{\"message\":\"invalid certificate signing request\"}"),
    (403, "Invalid certificate signing request"),
    (401, "API key invalid. See certificate docs"),
    (
        400,
        "{\"message\":\"mTLS is enabled; field 'amount' is required\"}",
    ),
    (422, "client certificate name is required"),
    (400, "client certificate name is required"),
    (
        409,
        "a client certificate with this name is revoked already",
    ),
    (
        403,
        "The company that owns this certificate has expired its trial",
    ),
    (403, "certificate is valid but the user is not authorized"),
    (403, "a birth certificate is required"),
    (403, "you must register a client certificate: not allowed"),
    (403, "{\"message\":\"insufficient balance: 403.12\"}"),
    (400, "{\"message\":\"invalid purpose\"}"),
    (403, "your cert has expired points"),
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
