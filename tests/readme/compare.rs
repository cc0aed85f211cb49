//! Whether what was printed is what was promised, but for what differs on every run.

/// Whether the lines are the promised ones. A line `...` stands for any lines, `...` in a line
/// for any text.
pub fn matches(promised: &[String], printed: &[String]) -> bool {
    let Some((first, rest)) = promised.split_first() else {
        return printed.is_empty();
    };
    if first.trim() == "..." {
        return (0..=printed.len()).any(|n| matches(rest, &printed[n..]));
    }
    printed.split_first().is_some_and(|(line, more)| {
        line_matches(&normal(first), &normal(line)) && matches(rest, more)
    })
}

fn line_matches(promised: &str, printed: &str) -> bool {
    let mut parts = promised.split("...");
    let Some(mut rest) = parts.next().and_then(|first| printed.strip_prefix(first)) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

/// The line with digests, dates, days left, ports, serials, durations and temporary paths
/// replaced, and runs of blanks made one.
pub fn normal(line: &str) -> String {
    let words: Vec<String> = pieces(line).iter().map(|piece| word(piece)).collect();
    (0..words.len())
        .map(|at| beside(&words, at))
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The word at this place, replaced where its neighbours tell that it varies.
fn beside(words: &[String], at: usize) -> &str {
    let text = words[at].as_str();
    let one_of = |word: Option<&String>, names: &[&str]| {
        word.is_some_and(|w| names.contains(&w.to_lowercase().as_str()))
    };
    let before = words[..at].iter().rev().find(|w| is_word(w));
    let after = words[at + 1..].iter().find(|w| is_word(w));
    let is_number = text.chars().all(|c| c.is_ascii_digit() || c == '-');
    let is_hex = text.chars().all(|c| c.is_ascii_hexdigit() || c == ':');
    if !is_word(text) {
        text
    } else if is_number && (one_of(after, AFTER_NUMBER) || one_of(before, BEFORE_NUMBER)) {
        "[n]"
    } else if is_hex && one_of(before, &["serial"]) {
        "[serial]"
    } else if one_of(Some(&words[at]), MONTHS)
        && after.is_some_and(|w| w.chars().all(|c| c.is_ascii_digit()))
    {
        "[month]"
    } else {
        text
    }
}

/// Words and what is between them, nothing lost.
fn pieces(line: &str) -> Vec<String> {
    let in_word = |c: char| c.is_alphanumeric() || "_+/=:.-".contains(c);
    let mut found: Vec<(bool, String)> = Vec::new();
    for c in line.chars() {
        let inside = in_word(c);
        match found.last_mut() {
            Some((was, text)) if *was == inside => text.push(c),
            _ => found.push((inside, c.to_string())),
        }
    }
    found
        .into_iter()
        .flat_map(|(inside, text)| if inside { parts(&text) } else { vec![text] })
        .filter(|text| !text.is_empty())
        .collect()
}

/// A run of word characters apart: `name=value`, and the signs around a word.
fn parts(text: &str) -> Vec<String> {
    let start = text.len() - text.trim_start_matches(':').len();
    let end = text.trim_end_matches([':', '.', ',']).len().max(start);
    let (before, inner, after) = (&text[..start], &text[start..end], &text[end..]);
    let mut found = vec![before.to_owned()];
    match inner.split_once('=') {
        Some((name, value)) if !value.trim_matches('=').is_empty() => {
            found.extend([name.to_owned(), "=".to_owned()]);
            found.extend(parts(value));
        }
        _ => found.push(inner.to_owned()),
    }
    found.push(after.to_owned());
    found
}

fn word(text: &str) -> String {
    let letters = |test: fn(&char) -> bool| text.chars().filter(test).count();
    let digits = letters(char::is_ascii_digit);
    let is_hex = |c: char| c.is_ascii_hexdigit() || c == ':';
    if is_date(text) {
        "[date]".into()
    } else if is_time(text) {
        "[time]".into()
    } else if text.starts_with("/tmp/") {
        "[path]".into()
    } else if text.chars().all(is_hex) && letters(char::is_ascii_hexdigit) >= 8 && digits > 0 {
        "[digest]".into()
    } else if let Some((host, port)) = text.rsplit_once(':')
        && (host.ends_with("localhost") || host.ends_with("127.0.0.1"))
        && port.starts_with(|c: char| c.is_ascii_digit())
    {
        let path = port.trim_start_matches(|c: char| c.is_ascii_digit());
        format!("{host}:[port]{path}")
    } else if text.len() >= 24
        && digits > 0
        && !text.contains("://")
        && letters(char::is_ascii_uppercase) > 0
        && letters(char::is_ascii_lowercase) > 0
    {
        "[base64]".into()
    } else if let Some(number) = text.strip_suffix("ms").or_else(|| text.strip_suffix('s'))
        && !number.is_empty()
        && number.chars().all(|c| c.is_ascii_digit() || c == '.')
    {
        "[duration]".into()
    } else {
        text.to_owned()
    }
}

/// `2026-01-31`, alone or with a time behind it.
fn is_date(text: &str) -> bool {
    let shape: String = text.chars().take(10).map(shape).collect();
    shape == "9999-99-99"
}

/// `10:20` or `10:20:30`.
fn is_time(text: &str) -> bool {
    let shape: String = text.chars().map(shape).collect();
    shape == "99:99" || shape == "99:99:99"
}

fn shape(c: char) -> char {
    if c.is_ascii_digit() { '9' } else { c }
}

fn is_word(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

const MONTHS: &[&str] = &[
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const AFTER_NUMBER: &[&str] = &["day", "days", "ms", "s", "seconds", "gmt"];
const BEFORE_NUMBER: &[&str] = &[
    "days_remaining",
    "expires_in",
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
];

#[test]
fn what_differs_on_every_run_is_the_same() {
    for (one, other) in [
        ("until 2027-01-02 10:20 UTC", "until 2031-12-31 00:00 UTC"),
        (
            "\"not_after\":\"2027-01-01T00:00:00Z\",\"days_remaining\":364",
            "\"not_after\":\"2028-01-01T00:00:00Z\",\"days_remaining\":-1",
        ),
        ("(364 days left)", "(7 days left)"),
        (
            "listening on https://127.0.0.1:40123/x",
            "listening on https://127.0.0.1:8443/x",
        ),
        ("at localhost:40123.", "at localhost:1."),
        ("serial 0a1b", "serial 77"),
        ("Serial: 0A:1B", "Serial: 01"),
        ("sha256 0a0a0a0a0a0a", "sha256 ffffffffff0"),
        ("SHA1 AA:BB:CC:DD:EE:00", "SHA1 00:11:22:33:44:55"),
        (
            "notAfter=Jan  3 12:00:00 2027 GMT",
            "notAfter=Jan 13 01:02:03 2031 GMT",
        ),
        ("/tmp/abc/x is there", "/tmp/.tmpX1/y is there"),
        ("took 12 ms, 1.5s", "took 7 ms, 20s"),
        ("key   RSA 2048", "key RSA 2048  "),
        (
            "eyJhbGciOiJSUzI1NiIsInR5cCI6.x1",
            "eyJhbGciOiJFUzI1NiIsInR5cCI7.y2Z",
        ),
    ] {
        assert_eq!(normal(one), normal(other));
    }
}

#[test]
fn what_matters_stays() {
    for (one, other) in [
        ("RSA 2048", "RSA 4096"),
        ("CN=app", "CN=other"),
        ("mtls: (98) the server", "mtls: (35) the server"),
        ("HTTP/1.1 200 OK", "HTTP/1.1 401 Unauthorized"),
        ("2 certificates", "3 certificates"),
        ("[client-cert-required]", "[client-cert-expired]"),
        ("https://localhost:1/a", "https://localhost:1/b"),
    ] {
        assert_ne!(normal(one), normal(other));
    }
}

#[test]
fn dots_stand_for_anything_and_nothing_else_does() {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let holds = |promised, printed| matches(&lines(promised), &lines(printed));
    assert!(holds("a\n...\nd", "a\nb\nc\nd"));
    assert!(holds("a\n...", "a"));
    assert!(holds("CN=... until ...", "CN=x until tomorrow"));
    assert!(!holds("a\n...\nd", "a\nb"));
    assert!(!holds("a", "a\nb"));
    assert!(!holds("a\nb", "a"));
    assert!(!holds("CN=...x", "CN=y"));
}
