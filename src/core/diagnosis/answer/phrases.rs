//! What an application says of a client certificate in its own words, in English, Portuguese or
//! Spanish: a subject, and right beside it in the same sentence what is the matter with it. Guesses
//! nothing where either is missing, or where other words stand between.

use super::meaning::Meaning;
use super::subjects::{BARE_SUBJECTS, OTHERS, SUBJECTS};
use super::text::{Piece, Text, plain};
use super::verdicts::{
    EXPIRED, INVALID, NOT_YET, PRECISE, REQUIRED, is_link, spoken_after, spoken_before,
};

/// What the words mean, and the piece that has them.
pub(super) fn said(status: u16, text: &Text) -> Option<(Meaning, &Piece)> {
    if status != 0 && !OF_US.contains(&status) {
        return None;
    }
    let bare = BARE.contains(&status);
    let mut pieces = text.pieces().iter();
    pieces.find_map(|piece| Some((meaning(piece, bare)?, piece)))
}

fn meaning(piece: &Piece, bare: bool) -> Option<Meaning> {
    if is_of_the_token(piece) {
        return Some(Meaning::OtherToken);
    }
    if OTHERS.iter().any(|word| piece.plain().contains(word)) {
        return None;
    }
    let sentences: Vec<String> = piece.sentences().map(plain).collect();
    let mut sentences = sentences.iter();
    sentences
        .find_map(|sentence| verdict(sentence, bare))
        // the name of a JSON member may be the subject
        .or_else(|| verdict(piece.plain(), false))
}

/// The verdict on the first subject in a sentence that has one.
fn verdict(sentence: &str, bare: bool) -> Option<Meaning> {
    let alone = BARE_SUBJECTS.iter().filter(|_| bare);
    let mut subjects = SUBJECTS
        .iter()
        .map(|subject| (subject, false))
        .chain(alone.map(|subject| (subject, true)));
    subjects.find_map(|(subject, bare)| {
        let mut places = sentence.match_indices(subject);
        places.find_map(|(at, _)| judged(&beside(sentence, at, subject.len(), bare)?))
    })
}

/// What is said in words that stand beside a subject.
fn judged(near: &str) -> Option<Meaning> {
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

/// The subject with the words right before and behind it that belong to a verdict or join it to its
/// subject; `None` where it is part of another thing's name, or what somebody does something with.
fn beside(sentence: &str, at: usize, length: usize, bare: bool) -> Option<String> {
    let (front, back) = sentence.split_at_checked(at)?;
    // the subject may be the beginning of its word: a plural
    let (subject, back) = back.split_at_checked(length)?;
    let is_whole = subject.ends_with(' ');
    let end = back.find(' ').filter(|_| !is_whole).unwrap_or(0);
    let (rest_of_word, back) = back.split_at_checked(end)?;
    let front: Vec<&str> = front.split_whitespace().collect();
    let back: Vec<&str> = back.split_whitespace().collect();
    if back.first().is_some_and(|word| NOT_IT.contains(word)) {
        return None;
    }
    let mut from = front.len();
    while let Some(words) = spoken_before(front.get(..from)?) {
        from -= words;
    }
    let mut until = 0;
    while let Some(words) = spoken_after(back.get(until..)?) {
        until += words;
    }
    let before = from.checked_sub(1).and_then(|at| front.get(at));
    let other = |word: &&str| DONE_TO_IT.contains(word) || bare && from == front.len();
    // `a birth certificate`, `you may not issue a certificate`, `has expired its trial`
    let of_other = before.is_some_and(|word| other(word) && !is_link(word));
    if of_other || back.get(until).is_some_and(|word| *word == "its") {
        return None;
    }
    let (front, back) = (front.get(from..)?.join(" "), back.get(..until)?.join(" "));
    Some(format!(" {front}{subject}{rest_of_word} {back} ").replace("  ", " "))
}

/// A token that is bound to a certificate, and comes with another (RFC 8705 section 3).
fn is_of_the_token(piece: &Piece) -> bool {
    let plain = piece.plain();
    let has = |words: &[&str]| words.iter().any(|word| plain.contains(word));
    plain.contains(" token")
        && (has(BOUND) && has(MISMATCH) || has(&[" client certificate"]) && has(NO_MATCH))
}

/// Statuses under which a certificate is refused: others are about something else, whatever stands
/// beside them.
const OF_US: [u16; 3] = [400, 401, 403];
/// Under these a certificate without an adjective is the client's.
const BARE: [u16; 2] = [401, 403];
/// Behind the subject these make it the name of another thing.
const NOT_IT: &[&str] = &[
    "signing",
    "request",
    "requests",
    "id",
    "ids",
    "name",
    "names",
    "number",
    "docs",
    "documentation",
    "type",
    "profile",
    "template",
    "order",
    "management",
    "field",
    "file",
    "upload",
];
/// Before it these make it what somebody does something with.
const DONE_TO_IT: &[&str] = &[
    "issue",
    "issuing",
    "create",
    "creating",
    "upload",
    "uploading",
    "delete",
    "deleting",
    "revoke",
    "revoking",
    "download",
    "renew",
    "renewing",
    "generate",
    "generating",
    "order",
    "register",
    "registering",
    "own",
    "owns",
    "owned",
    "manage",
    "list",
    "import",
    "export",
    "emitir",
    "criar",
    "crear",
    "revogar",
    "revocar",
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
