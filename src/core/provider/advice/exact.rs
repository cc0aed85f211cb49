//! What a provider adds where the cause is known already, or its own row is the cause: one line that
//! speaks of that very code in place of a list of all that may be, and the credentials of its
//! endpoints. Must not take away what was seen.

use super::{Advice, Occasion};
use crate::core::diagnosis::{Code, Group};
use crate::core::provider::schema::{
    HeaderRule, Moment, Need, PathPattern, Provider, Symptom, Template, Words,
};

/// The advice on a cause that is exact, of a row that nothing but codes leads to; `None` where the
/// whole row is to be told.
pub(super) fn of_row(provider: &Provider, row: &Symptom, code: &str) -> Option<Advice> {
    let is_by_code = row.status.is_empty() && row.words.is_empty() && !row.codes.is_empty();
    let group = Code::named(code).and_then(Code::group);
    let is_exact = group.is_some_and(|group| group != Group::Api) && !is_general(code);
    if !is_by_code || !is_exact || row.codes.len() <= ONE_MATTER {
        return None;
    }
    let is_narrow = row.codes.len() <= FEW;
    let title = &provider.title;
    let head = &row.title.en;
    let told = |words: &Words| match row.confirmed {
        true => format!("{title} on \"{head}\": {words}"),
        false => format!("likely at {title}, whose documents do not say so: \"{head}\": {words}"),
    };
    let spoken = row.check.iter().chain([&row.cause]);
    let spoken = spoken.into_iter().find(|words| speaks_of(code, words));
    let line = match is_narrow {
        true => Some(told(&row.cause)),
        false => spoken.map(told),
    };
    let fix = match is_narrow {
        true => row.fix.to_string(),
        false => of_list(&row.fix),
    };
    Some(Advice {
        lines: line.into_iter().collect(),
        fix,
        is_likely: !row.confirmed,
        ..Advice::default()
    })
}

/// What of a list's fix holds for every cause in it: a short one, or what is to be done where nothing
/// helps ("if it stays, ..").
fn of_list(fix: &Words) -> String {
    let last = fix.en.find("if it ").map(|at| &fix.en[at..]);
    let short = || (fix.en.len() <= SHORT).then_some(fix.en.as_str());
    last.or_else(short).unwrap_or_default().to_owned()
}

/// The row is the cause itself: the provider says so, of this status at this path.
pub(super) fn headline(row: &Symptom, code: &str) -> Option<String> {
    let is_specific = !row.status.is_empty() && !row.paths.is_empty();
    (row.confirmed && is_specific && is_general(code)).then(|| row.cause.en.clone())
}

/// The server's own words name what no row of a status is about: they go before what the status
/// alone would say.
pub(super) fn speaks_of_another_matter(said: &str) -> bool {
    let said = said.to_lowercase();
    OTHER_MATTERS.iter().any(|words| said.contains(words))
}

/// In which part of a certificate's life a call stands, by the endpoint that it goes to.
pub(super) fn moments(provider: &Provider, o: &Occasion<'_>) -> Vec<Moment> {
    let mut moments = vec![o.at];
    if o.at == Moment::Call {
        moments.extend(endpoint(provider, o).map(|(at, _)| at));
    }
    moments
}

/// The credentials that the endpoint wants and the request lacks. One that may stand in their place
/// will do.
pub(super) fn missing_credentials(provider: &Provider, o: &Occasion<'_>) -> Vec<String> {
    let Some((_, headers)) = endpoint(provider, o) else {
        return Vec::new();
    };
    let is_sent = |rule: &&HeaderRule| o.headers.iter().any(|h| h.eq_ignore_ascii_case(&rule.name));
    let secret = || headers.iter().filter(|rule| rule.secret);
    if secret().any(|rule| rule.need != Need::Required && is_sent(&rule)) {
        return Vec::new();
    }
    let lacking = secret().filter(|rule| rule.need == Need::Required && !is_sent(rule));
    lacking.map(|rule| rule.name.clone()).collect()
}

/// The provider's own endpoint that was asked, and the headers that go with it.
fn endpoint<'p>(provider: &'p Provider, o: &Occasion<'_>) -> Option<(Moment, &'p [HeaderRule])> {
    let path = o.target.split('?').next().unwrap_or_default();
    let is_here = |method: &str, template: &Option<Template>| {
        let pattern = template.as_ref().map(ToString::to_string);
        let pattern = pattern.and_then(|text| PathPattern::try_from(text).ok());
        method.eq_ignore_ascii_case(o.method) && pattern.is_some_and(|p| p.matches(path))
    };
    let sign = provider.sign.as_ref();
    let sign = sign.filter(|rules| is_here(&rules.method, &rules.path));
    let revoke = provider.revoke.as_ref();
    let revoke = revoke.filter(|rules| is_here(&rules.method, &rules.path));
    sign.map(|rules| (Moment::Sign, rules.headers.as_slice()))
        .or_else(|| revoke.map(|rules| (Moment::Revoke, rules.headers.as_slice())))
}

/// Says what happened, not why.
fn is_general(code: &str) -> bool {
    GENERAL.contains(&code)
}

/// Whether a provider's sentence is about what the code is about.
fn speaks_of(code: &str, words: &Words) -> bool {
    let (_, said) = match ABOUT.iter().find(|(known, _)| *known == code) {
        Some(known) => *known,
        None => return false,
    };
    let text = words.en.to_lowercase();
    said.iter().any(|word| text.contains(word))
}

/// Letters of a fix that can stand beside another.
const SHORT: usize = 70;
/// Codes of a row that speaks of nothing else: it is told whole.
const ONE_MATTER: usize = 2;
/// Codes of a row whose cause and fix hold for each of them.
const FEW: usize = 4;
/// Causes of a refusal that has the same status as another.
const OTHER_MATTERS: &[&str] = &[
    "ip address",
    "your ip",
    "blocked",
    "firewall",
    "suspended",
    "such account",
    "account not",
    "account is",
    "quota",
    "maintenance",
];
const GENERAL: &[&str] = &[
    "client-cert-rejected",
    "connection-refused",
    "connection-reset",
    "connection-timeout",
    "forbidden",
    "handshake-closed",
    "handshake-timeout",
    "http-error",
    "no-shared-cipher",
    "token-refused",
    "unauthorized",
];
/// What is said where a code is meant.
#[rustfmt::skip] // a table
const ABOUT: &[(&str, &[&str])] = &[
    ("cert-missing", &["right cert", "right is certificate"]),
    ("client-cert-expired", &["expired", "validity", "expiry"]),
    ("client-cert-not-yet-valid", &["validity"]),
    ("client-cert-required", &["right cert", "missing or not presented", "is sending", "is presented"]),
    ("client-cert-untrusted", &["right cert", "internal ca", "trust store", "approved ca", "issuer", "registered"]),
    ("client-chain-incomplete", &["intermediate", "trust store", "right chain"]),
    ("key-mismatch", &["match", "pair"]),
    ("key-missing", &["right cert and key"]),
    ("passphrase-needed", &["passphrase"]),
    ("server-cert-untrusted", &["trusts the ca"]),
    ("server-chain-incomplete", &["trusts the ca"]),
    ("server-name-mismatch", &["common name", "hostname", "cn "]),
    ("wrong-passphrase", &["passphrase"]),
];
