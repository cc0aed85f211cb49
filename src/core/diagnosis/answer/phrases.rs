//! What an application says of a client certificate in its own words, in English, Portuguese or
//! Spanish: a subject, and near it in the same sentence what is the matter with it. Guesses nothing
//! where either is missing.

use super::meaning::Meaning;
use super::text::{Piece, Text};

/// What the words mean, and the piece that has them.
pub(super) fn said(status: u16, text: &Text) -> Option<(Meaning, &Piece)> {
    let known = status != 0;
    if known && (!CLIENT_ERRORS.contains(&status) || NOT_OF_US.contains(&status)) {
        return None;
    }
    let bare = BARE.contains(&status);
    let mut pieces = text.pieces().iter();
    pieces.find_map(|piece| Some((meaning(piece, bare)?, piece)))
}

fn meaning(piece: &Piece, bare: bool) -> Option<Meaning> {
    let plain = piece.plain();
    if is_of_the_token(piece) {
        return Some(Meaning::OtherToken);
    }
    if OTHERS.iter().any(|word| plain.contains(word)) {
        return None;
    }
    let near = near_the_subject(plain, bare)?;
    let has = |words: &[&str]| words.iter().any(|word| near.contains(word));
    let precise = PRECISE.iter().find(|(words, _)| has(words));
    if let Some((_, meaning)) = precise {
        let both = has(EXPIRED) && has(NOT_YET);
        return Some(if both { Meaning::OutOfTime } else { *meaning });
    }
    match (has(REQUIRED), has(INVALID)) {
        (true, true) => Some(Meaning::NotSentOrNotAccepted),
        (true, false) => Some(Meaning::NotSent),
        (false, true) => Some(Meaning::NotAccepted),
        (false, false) => None,
    }
}

/// A token that is bound to a certificate, and comes with another (RFC 8705 section 3).
fn is_of_the_token(piece: &Piece) -> bool {
    let plain = piece.plain();
    let has = |words: &[&str]| words.iter().any(|word| plain.contains(word));
    plain.contains(" token")
        && (has(BOUND) && has(MISMATCH) || has(&[" client certificate"]) && has(NO_MATCH))
}

/// The words around the first mention of a client's certificate.
fn near_the_subject(plain: &str, bare: bool) -> Option<&str> {
    let alone = BARE_SUBJECTS.iter().filter(|_| bare);
    let at = SUBJECTS
        .iter()
        .chain(alone)
        .find_map(|subject| plain.find(subject))?;
    let from = back(plain, at.saturating_sub(NEAR));
    let until = back(plain, (at + 2 * NEAR).min(plain.len()));
    plain.get(from..until)
}

/// The nearest place at or before this one at which a character begins.
fn back(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

const CLIENT_ERRORS: std::ops::Range<u16> = 400..500;
/// Statuses that are about something else, whatever stands beside them.
const NOT_OF_US: [u16; 3] = [404, 407, 429];
/// Under these a certificate without an adjective is the client's.
const BARE: [u16; 4] = [401, 403, 495, 496];
/// How far from the subject its verdict may stand, in bytes: behind it twice as far.
const NEAR: usize = 60;

/// Names of a client's certificate in plain form: parts of words count, so that a plural does.
const SUBJECTS: &[&str] = &[
    " client certificate",
    " client cert ",
    " client ssl cert",
    " client tls cert",
    " client x509 cert",
    " client x 509 cert",
    " ssl client cert",
    " tls client cert",
    " x509 client cert",
    " ssl certificate",
    " tls certificate",
    " mtls",
    " mutual tls",
    " mutual ssl",
    " certificado cliente",
    " certificado de cliente",
    " certificado do cliente",
    " certificado del cliente",
    " certificado digital",
    " certificado mtls",
    " certificado ssl",
    " certificado tls",
    " certificado de autentica",
    " autenticacao mutua",
    " autenticacion mutua",
];
const BARE_SUBJECTS: &[&str] = &[" certificate", " certificado"];
/// Other certificates and other things that expire.
const OTHERS: &[&str] = &[
    " server certificate",
    " servers certificate",
    " upstream",
    " backend",
    " origin ",
    " token",
    " signing certificate",
    " certificado do servidor",
    " certificado del servidor",
];

/// From the most telling on.
const PRECISE: &[(&[&str], Meaning)] = &[
    (NOT_YET, Meaning::NotYetValid),
    (EXPIRED, Meaning::Expired),
    (&["revoked", "revogado", "revocado"], Meaning::Revoked),
    (
        &[
            "incomplete chain",
            "chain incomplete",
            "missing intermediate",
            "cadeia incompleta",
            "cadena incompleta",
        ],
        Meaning::ChainIncomplete,
    ),
    (UNTRUSTED, Meaning::Untrusted),
    (
        &[
            "extended key usage",
            "clientauth",
            "client auth eku",
            "wrong purpose",
            "unsuitable purpose",
        ],
        Meaning::WrongPurpose,
    ),
    (
        &[
            "too weak",
            "weak key",
            "weak signature",
            "insecure signature",
            "insecure algorithm",
        ],
        Meaning::Weak,
    ),
    (UNREGISTERED, Meaning::NotRegistered),
];
const EXPIRED: &[&str] = &["expired", "expirado", "expirou", "vencido", "caducado"];
const NOT_YET: &[&str] = &[
    "not yet valid",
    "not valid yet",
    "ainda nao e valido",
    "ainda nao valido",
    "aun no es valido",
    "todavia no es valido",
];
const UNTRUSTED: &[&str] = &[
    "untrusted",
    "not trusted",
    "self signed",
    "unknown ca ",
    "unknown issuer",
    "unknown authority",
    "issuer not",
    "not issued by",
    "not signed by",
    "nao confiavel",
    "nao e confiavel",
    "no confiable",
    "no es confiable",
    "no es de confianza",
    "emissor desconhecido",
    "emisor desconocido",
    "autoassinado",
    "autofirmado",
];
const UNREGISTERED: &[&str] = &[
    "not registered",
    "not linked",
    "not mapped",
    "not associated",
    "not authorized",
    "not allowed",
    "not permitted",
    "not recognized",
    "not recognised",
    "not known",
    "does not belong",
    "nao cadastrado",
    "nao registrado",
    "nao vinculado",
    "nao associado",
    "nao autorizado",
    "nao reconhecido",
    "no registrado",
    "no vinculado",
    "no asociado",
    "no autorizado",
    "no reconocido",
];
const REQUIRED: &[&str] = &[
    "required",
    "requires",
    "missing",
    "must be",
    "must present",
    "must provide",
    "must supply",
    "not provided",
    "not present",
    "not supplied",
    "not sent",
    "not found",
    "not received",
    "not included",
    "was sent",
    " no client cert",
    " no certificate",
    " without",
    " absent",
    " needed",
    "obrigatori",
    "necessari",
    "ausente",
    "faltando",
    "faltante",
    " falta ",
    "exigid",
    "requerid",
    "se requiere",
    "obligatori",
    "nao informado",
    "nao enviado",
    "nao apresentado",
    "nao encontrado",
    "no proporcionado",
    "no enviado",
    "no presentado",
    "no encontrado",
    "no informado",
    " sem certificado",
    " sin certificado",
];
const INVALID: &[&str] = &[
    "invalid",
    "not valid",
    "rejected",
    "refused",
    "not accepted",
    "denied",
    "verification failed",
    "failed verification",
    "verify failed",
    "verify error",
    "validation failed",
    "validation error",
    "could not be verified",
    "could not be validated",
    "malformed",
    "mismatch",
    "does not match",
    "rejeitado",
    "recusado",
    "nao aceito",
    "nao e valido",
    "nao valido",
    "rechazado",
    "no aceptado",
    "no es valido",
    "no valido",
];
/// How a token's binding is spoken of: RFC 8705, RFC 7800, FAPI.
const BOUND: &[&str] = &[
    " thumbprint",
    " x5t s256",
    " cnf ",
    " certificate bound",
    " bound to",
    " sender constrained",
    " holder of key",
    " proof of possession",
    " token binding",
];
const NO_MATCH: &[&str] = &["mismatch", "not match", "another client"];
const MISMATCH: &[&str] = &[
    "mismatch",
    "not match",
    "another",
    "different",
    "not bound",
    "wrong",
    "failed",
];
