//! `match-key` as text: the answer first, then what belongs together, then what shows it.

use super::{Style, printable};
use crate::report::KeyMatch;
use crate::report::pairing::{GroupMember, KeyCheck, MatchGroup, MatchPart};

/// The verdict, then each part or group; the fingerprints once a group.
pub fn text(found: &KeyMatch, verbose: bool, style: Style) -> String {
    let mut out = format!("{}\n", verdict(found, style));
    let pairs = found.groups.iter().filter(|g| g.pair).count();
    let standing = found.groups.iter().filter(|g| stands(g)).count();
    let several = found.matches.is_some() && standing > 1 && (found.parts.len() > 2 || pairs > 1);
    if several {
        groups(&mut out, found, verbose, style);
    } else {
        parts(&mut out, found, verbose, style);
    }
    for check in &found.checks {
        line(&mut out, "check", &check_line(check));
    }
    if let Some(searched) = &found.searched {
        let strangers = match searched.no_material {
            0 => String::new(),
            n => format!(", {n} of them without certificate or key"),
        };
        line(
            &mut out,
            "searched",
            &format!("{} file(s){strangers}", searched.files),
        );
    }
    out
}

fn verdict(found: &KeyMatch, style: Style) -> String {
    let key = found.parts.first().map(|p| p.public_key.to_string());
    let key = key.unwrap_or_default();
    let key = printable(&key);
    let stands = found.groups.iter().filter(|g| stands(g)).count();
    let proved = if found.proved == Some(true) {
        ", proved by signing"
    } else {
        ""
    };
    match found.matches {
        None => alone(found, style),
        Some(true) if found.groups.iter().filter(|g| g.pair).count() > 1 => {
            format!("{}: {}{proved}", style.green("match"), found.summary())
        }
        Some(true) => format!("{}: the same {key} key{proved}", style.green("match")),
        Some(false) => format!("{}: {}", style.red("NO MATCH"), refusal(found, stands)),
    }
}

/// One thing, and nothing to compare it with: its key was checked.
fn alone(found: &KeyMatch, style: Style) -> String {
    let of = |wanted| found.checks.iter().any(|check| check.consistent == wanted);
    let key = found.checks.first().map(|check| printable(&check.key));
    let key = key.unwrap_or_default();
    if found.checks.len() > 1 {
        return each(found, style);
    }
    if of(Some(false)) {
        format!(
            "{}: the numbers of this {key} key do not agree",
            style.red("BROKEN")
        )
    } else if of(None) {
        format!("{}: this {key} key", style.red("NOT CHECKED"))
    } else {
        format!("{}: the numbers of this {key} key agree", style.green("ok"))
    }
}

/// Several private keys, each by itself.
fn each(found: &KeyMatch, style: Style) -> String {
    let of = |wanted| {
        found
            .checks
            .iter()
            .filter(|check| check.consistent == wanted)
            .count()
    };
    let all = found.checks.len();
    match (of(Some(false)), of(None)) {
        (0, 0) => format!(
            "{}: the numbers of each of {all} keys agree",
            style.green("ok")
        ),
        (0, n) => format!("{}: {n} of {all} keys", style.red("NOT CHECKED")),
        (n, _) => format!(
            "{}: the numbers of {n} of {all} keys do not agree",
            style.red("BROKEN")
        ),
    }
}

fn refusal(found: &KeyMatch, stands: usize) -> String {
    let broken = found.checks.iter().any(|c| c.consistent == Some(false));
    let said = if found.proved == Some(false) && stands == 1 {
        "the same public key, and a private key that does not sign for it".into()
    } else if broken && stands == 1 {
        "the same public key, and a broken private key".into()
    } else if !found.invalid_requests.is_empty() && stands == 1 {
        "the same public key, and a CSR whose own signature does not hold".into()
    } else if stands > 1 && found.parts.len() > 2 {
        found.summary()
    } else if stands > 1 {
        "not the same key".into()
    } else if found.parts.len() > 1 {
        "one key".into()
    } else {
        "no partner was found".into()
    };
    match found.unread.len() {
        0 => said,
        n => format!("{said}, {n} file(s) not read"),
    }
}

/// An issuer in a bundle is no answer to anything.
fn stands(group: &MatchGroup) -> bool {
    group.pair || group.lacks.is_some()
}

fn parts(out: &mut String, found: &KeyMatch, verbose: bool, style: Style) {
    let width = width(found.parts.iter().map(|p| p.source.as_str()));
    let same = found.parts.iter().all(|part| part.fits_first);
    for part in &found.parts {
        out.push_str(&part_line(part, width, found.matches.is_some(), style));
        if !same {
            line(out, "  spki sha256", &part.public_key.spki_sha256);
            optional(out, "  modulus md5", part.modulus_md5.as_deref());
        }
        if verbose {
            optional(out, "  x5t#S256", part.x5t_s256.as_deref());
        }
    }
    if let (true, Some(part)) = (same, found.parts.first()) {
        line(out, "spki sha256", &part.public_key.spki_sha256);
        if verbose {
            optional(out, "modulus md5", part.modulus_md5.as_deref());
        }
    }
    let pair = found.groups.iter().find(|group| group.pair);
    if let Some(group) = pair.filter(|g| verbose || g.proved == Some(false)) {
        line(out, "proof", &proof(group));
    }
}

fn groups(out: &mut String, found: &KeyMatch, verbose: bool, style: Style) {
    let members = found.groups.iter().flat_map(|group| &group.members);
    let width = width(members.map(|member| member.source.as_str()));
    let pairs = found.groups.iter().filter(|group| group.pair);
    for (number, group) in pairs.enumerate() {
        let (kind, proof) = (&group.public_key, proof(group));
        let proof = match group.proved {
            Some(false) => style.red(&printable(&proof)),
            _ => printable(&proof).into_owned(),
        };
        let head = format!("pair {}", number + 1);
        out.push_str(&format!(
            "  {}: {}, {proof}\n",
            style.bold(&head),
            printable(&kind.to_string())
        ));
        members_of(out, group, width, verbose);
    }
    let left_over = found.groups.iter().filter(|group| group.lacks.is_some());
    for group in left_over {
        let without = match group.lacks {
            Some("certificate") => "without its certificate",
            _ => "without its private key",
        };
        out.push_str(&format!(
            "  {}: {}\n",
            style.red(without),
            printable(&group.public_key.to_string())
        ));
        members_of(out, group, width, verbose);
    }
}

fn members_of(out: &mut String, group: &MatchGroup, width: usize, verbose: bool) {
    for member in &group.members {
        out.push_str(&member_line(member, width));
        if verbose {
            optional(out, "    x5t#S256", member.x5t_s256.as_deref());
        }
    }
    if verbose || group.lacks.is_some() {
        line(out, "  spki sha256", &group.public_key.spki_sha256);
    }
}

fn proof(group: &MatchGroup) -> String {
    let because = group.not_proved_because.join(", ");
    match group.proved {
        Some(true) => "proved by signing".into(),
        Some(false) => {
            let source = group.judged.as_deref().unwrap_or_default();
            format!("the private key in {source} does not sign for it: {because}")
        }
        None => format!("not proved by signing: {because}"),
    }
}

fn check_line(check: &KeyCheck) -> String {
    let KeyCheck { source, key, .. } = check;
    match check.consistent {
        Some(true) => format!("{source}: {key} key ok"),
        Some(false) => format!("{source}: {key} key error: {}", check.problems.join(", ")),
        None => format!("{source}: not checked: {}", check.problems.join(", ")),
    }
}

fn part_line(part: &MatchPart, width: usize, compared: bool, style: Style) -> String {
    let odd = if part.fits_first || !compared {
        String::new()
    } else {
        style.red("  <- differs from the first")
    };
    format!(
        "  {:<width$}  {}{}, {}{odd}\n",
        printable(&part.source),
        part.what,
        of(part.subject.as_deref()),
        printable(&part.public_key.to_string())
    )
}

/// With its number where the source holds several of its kind before it.
fn member_line(member: &GroupMember, width: usize) -> String {
    let number = match member.position {
        0 => String::new(),
        n => format!(" number {}", n + 1),
    };
    format!(
        "    {:<width$}  {}{number}{}\n",
        printable(&member.source),
        member.what,
        of(member.subject.as_deref())
    )
}

fn of(subject: Option<&str>) -> String {
    let subject = subject.map(|subject| format!(" of {subject}"));
    printable(&subject.unwrap_or_default()).into_owned()
}

fn width<'a>(names: impl Iterator<Item = &'a str>) -> usize {
    let widths = names.map(|name| printable(name).chars().count());
    widths.max().unwrap_or(0)
}

fn optional(out: &mut String, label: &str, value: Option<&str>) {
    if let Some(value) = value {
        line(out, label, value);
    }
}

fn line(out: &mut String, label: &str, value: &str) {
    out.push_str(&format!("  {label:<14} {}\n", printable(value)));
}
