//! What is said of a certificate, word by word, and the words that join it to its subject. Must not
//! know what a subject is.

use super::meaning::Meaning;

/// How many words at the beginning belong to a verdict or lead to one.
pub(super) fn spoken_after(words: &[&str]) -> Option<usize> {
    let first = words.first()?;
    let phrase = phrases().find_map(|phrase| stands(phrase, words));
    phrase.or_else(|| is_link(first).then_some(1))
}

/// How many words at the end do.
pub(super) fn spoken_before(words: &[&str]) -> Option<usize> {
    let last = words.last()?;
    let phrase = phrases().find_map(|phrase| {
        let length = phrase.split_whitespace().count();
        let from = words.len().checked_sub(length)?;
        stands(phrase, words.get(from..)?)
    });
    phrase.or_else(|| is_link(last).then_some(1))
}

/// Whether a word only joins.
pub(super) fn is_link(word: &str) -> bool {
    LINKS.contains(&word)
}

/// How many words a phrase has that stands at the beginning of these; its last may go on, as stems do.
fn stands(phrase: &str, words: &[&str]) -> Option<usize> {
    let mut wanted = phrase.split_whitespace().peekable();
    let mut at = 0;
    while let Some(want) = wanted.next() {
        let word = words.get(at)?;
        let is_last = wanted.peek().is_none();
        let fits = *word == want || is_last && !phrase.ends_with(' ') && word.starts_with(want);
        at += 1;
        if !fits {
            return None;
        }
    }
    Some(at)
}

fn phrases() -> impl Iterator<Item = &'static str> {
    let precise = PRECISE.iter().flat_map(|(words, _)| words.iter());
    precise.chain(REQUIRED).chain(INVALID).copied()
}

/// Words that may stand between a subject and what is said of it.
const LINKS: &[&str] = &[
    "a",
    "an",
    "the",
    "this",
    "that",
    "your",
    "our",
    "is",
    "was",
    "are",
    "were",
    "be",
    "been",
    "being",
    "has",
    "have",
    "had",
    "it",
    "s",
    "of",
    "or",
    "and",
    "in",
    "for",
    "by",
    "no",
    "not",
    "nao",
    "sem",
    "sin",
    "valid",
    "you",
    "presented",
    "provided",
    "supplied",
    "sent",
    "used",
    "given",
    "received",
    "client",
    "issuer",
    "chain",
    "subject",
    "cn",
    "dn",
    "key",
    "signature",
    "common",
    "authentication",
    "header",
    "fingerprint",
    "thumbprint",
    "error",
    "lacks",
    "uses",
    "signed",
    "issued",
    "tls",
    "ssl",
    "here",
    "um",
    "uma",
    "o",
    "e",
    "os",
    "as",
    "el",
    "la",
    "un",
    "una",
    "es",
    "esta",
    "ha",
    "sido",
    "foi",
    "fue",
    "seja",
    "apresentar",
    "enviar",
    "informar",
    "presentar",
    "apresentado",
    "presentado",
    "do",
    "da",
    "de",
    "del",
];

/// From the most telling on.
pub(super) const PRECISE: &[(&[&str], Meaning)] = &[
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
/// Past its time.
pub(super) const EXPIRED: &[&str] = &["expired", "expirado", "expirou", "vencido", "caducado"];
/// Before its time.
pub(super) const NOT_YET: &[&str] = &[
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
/// It did not come.
pub(super) const REQUIRED: &[&str] = &[
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
    " no client cert",
    " no certificate",
    " no valid",
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
/// It did not please.
pub(super) const INVALID: &[&str] = &[
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
