//! From what was typed to a subject: the fields in the order that the provider's rules give, what is
//! missing asked for or named all at once. Must not judge values; `issue::subject` and the provider do.

use super::World;
use crate::cli::SubjectArgs;
use crate::core::issue::subject::BadSubject;
use crate::core::issue::{Field, Subject};
use crate::core::provider::{CsrRules, FieldRule, Need};
use crate::report::Failure;

/// The parts of a subject as given, in no order yet.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    named: Vec<(&'static str, String)>,
    others: Vec<Field>,
}

impl Parts {
    /// What the flags give.
    pub fn of(args: &SubjectArgs) -> Self {
        let mut parts = Self::default();
        parts.set("CN", args.cn.iter().cloned());
        parts.set("OU", args.ou.iter().cloned());
        parts.set("O", args.o.iter().cloned());
        parts.set("C", args.c.iter().cloned());
        parts.set("L", args.l.iter().cloned());
        parts.set("ST", args.st.iter().cloned());
        parts.set("emailAddress", args.email.iter().cloned());
        parts.others.clone_from(&args.dn);
        parts
    }

    /// Replaces the values of a type that has a flag of its own; blank ones are none.
    pub fn set(&mut self, kind: &'static str, values: impl IntoIterator<Item = String>) {
        self.named.retain(|(k, _)| *k != kind);
        let values = values.into_iter().filter(|v| !v.trim().is_empty());
        // ISO 3166 codes are capitals, and many CAs insist
        let case = |v: String| {
            if kind == "C" {
                v.to_ascii_uppercase()
            } else {
                v
            }
        };
        self.named.extend(values.map(|v| (kind, case(v))));
    }

    /// What a person answers for a field; nothing is the only value that there is, where it is.
    fn answer(&mut self, rule: &FieldRule, typed: String) -> Result<(), BadSubject> {
        let only = default_of(rule).filter(|_| typed.trim().is_empty());
        let value = only.map_or(typed, str::to_owned);
        match flag_of(&rule.field) {
            Some((_, flag)) => self.set(flag.kind, [value]),
            None if value.trim().is_empty() => {}
            None => self.others.push(Field::new(&rule.field, &value)?),
        }
        Ok(())
    }

    /// Replaces the attributes that have no flag of their own.
    pub fn set_others(&mut self, others: Vec<Field>) {
        self.others = others;
    }

    /// The rules whose field is required and not given, in the order of the flags.
    pub fn missing<'r>(&self, rules: &'r CsrRules) -> Vec<&'r FieldRule> {
        let given = |rule: &FieldRule| {
            self.named.iter().any(|(kind, _)| *kind == rule.field)
                || self.others.iter().any(|field| rule.is_of(field))
        };
        let mut missing: Vec<&FieldRule> = rules
            .subject
            .iter()
            .filter(|rule| rule.need == Need::Required && !given(rule))
            .collect();
        missing.sort_by_key(|rule| flag_of(&rule.field).map_or(usize::MAX, |(at, _)| at));
        missing
    }

    /// Those of the missing without which there is no request: what is not the provider's own word is
    /// told of the request that is made, and refuses nothing. A name it has in any case.
    pub fn lacking<'r>(&self, rules: &'r CsrRules) -> Vec<&'r FieldRule> {
        let mut missing = self.missing(rules);
        missing.retain(|rule| refuses(rule));
        missing
    }

    /// In the order of the rules; what they do not name comes before the CN, or last where the CN
    /// is first.
    ///
    /// # Errors
    /// Names the field whose value cannot be.
    pub fn subject(&self, rules: &CsrRules) -> Result<Subject, BadSubject> {
        let ruled = |kind: &str| rules.field(kind).is_some();
        let field = |(kind, value): &(&str, String)| Field::new(kind, value);
        let unruled = self.named.iter().filter(|(kind, _)| !ruled(kind));
        let mut others: Vec<Field> = unruled.map(field).collect::<Result<_, _>>()?;
        others.extend(self.others.iter().cloned());
        let mut fields = Vec::new();
        for (at, rule) in rules.subject.iter().enumerate() {
            if rule.field == "CN" && at > 0 {
                fields.append(&mut others);
            }
            let own = self.named.iter().filter(|(kind, _)| *kind == rule.field);
            fields.extend(own.map(field).collect::<Result<Vec<_>, _>>()?);
        }
        fields.append(&mut others);
        Ok(Subject::of(fields))
    }
}

/// The subject of the flags: with `--subj` as given, else its fields, the missing ones asked for.
///
/// # Errors
/// A `Failure` naming every field that is missing, or the one that cannot be.
pub fn typed(
    args: &SubjectArgs,
    rules: &CsrRules,
    title: Option<&str>,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Subject> {
    if let Some(subject) = &args.subj {
        if title.is_none() {
            note_missing(subject, notes)?;
        }
        return Ok(subject.clone());
    }
    let mut parts = Parts::of(args);
    for rule in parts.clone().missing(rules) {
        if let Some(typed) = world.ask_line(&format!("{}: ", asked(rule))) {
            parts.answer(rule, typed).map_err(bad_field)?;
        }
    }
    let lacking = parts.lacking(rules);
    if !lacking.is_empty() {
        return Err(missing_fields(&lacking, rules, title).into());
    }
    Ok(parts.subject(rules).map_err(bad_field)?)
}

/// All that is missing, at once.
pub fn missing_fields(missing: &[&FieldRule], rules: &CsrRules, title: Option<&str>) -> Failure {
    let named = listed(missing.iter().map(|rule| flag(rule)));
    let mut required: Vec<&FieldRule> = rules.subject.iter().collect();
    required.retain(|rule| rule.need == Need::Required && rule.confirmed);
    let is_its_word = !required.is_empty();
    required.sort_by_key(|rule| flag_of(&rule.field).map_or(usize::MAX, |(at, _)| at));
    let required = listed(required.iter().map(|rule| rule.field.clone()));
    let why = match title {
        Some(title) if is_its_word => format!("{title} requires {required}"),
        Some(_) => "it names nobody".into(),
        None => format!("{required} are required"),
    };
    let meanings = missing.iter().filter_map(|rule| {
        let meaning = rule.meaning.as_ref()?;
        Some(format!("{} is {meaning}", rule.field))
    });
    let meanings: Vec<String> = meanings.collect();
    let meanings = if meanings.is_empty() {
        String::new()
    } else {
        format!(" ({})", meanings.join("; "))
    };
    Failure::usage(
        format!("the subject lacks {named}: {why}"),
        format!("add {named}{meanings}, or write the whole subject with --subj"),
    )
}

fn refuses(rule: &FieldRule) -> bool {
    rule.confirmed || rule.field == "CN"
}

/// A field's value that cannot be.
pub fn bad_field(error: BadSubject) -> Failure {
    Failure::usage(error.to_string(), "correct that field and run it again")
}

/// A subject given whole is taken as it is, but for having no CN.
fn note_missing(subject: &Subject, notes: &mut Vec<String>) -> anyhow::Result<()> {
    if subject.first("CN").is_none() {
        return Err(Failure::usage(
            "the subject has no CN (common name)",
            "write it with --subj, as in /C=BR/O=Acme/OU=tenant/CN=app",
        )
        .into());
    }
    note_lacking(subject, &["OU", "O", "C"], notes);
    Ok(())
}

/// Says which of these a subject has not.
pub fn note_lacking(subject: &Subject, kinds: &[&str], notes: &mut Vec<String>) {
    let lacking = kinds.iter().filter(|kind| subject.first(kind).is_none());
    let lacking: Vec<&str> = lacking.copied().collect();
    if !lacking.is_empty() {
        notes.push(format!(
            "the subject has no {}; it is taken as given, but many providers require it",
            lacking.join(", no ")
        ));
    }
}

/// The field with its meaning, what it may be, and what it is where nothing is typed.
fn asked(rule: &FieldRule) -> String {
    let flag = flag_of(&rule.field).map(|(_, flag)| flag);
    let usual = flag
        .map(|flag| flag.usual)
        .filter(|usual| !usual.is_empty());
    let mut said = flag.map_or(rule.field.clone(), |flag| flag.label.to_owned());
    if let Some(meaning) = rule.meaning.as_deref().or(usual) {
        said.push_str(&format!(", {meaning}"));
    }
    match (default_of(rule), rule.values.is_empty()) {
        (Some(only), _) => said.push_str(&format!(" [{only}]")),
        (None, false) => said.push_str(&format!(" ({})", rule.values.join(" / "))),
        (None, true) => {}
    }
    said
}

/// The one value that a provider takes.
fn default_of(rule: &FieldRule) -> Option<&str> {
    match rule.values.as_slice() {
        [only] => Some(only),
        _ => None,
    }
}

fn flag(rule: &FieldRule) -> String {
    match flag_of(&rule.field) {
        Some((_, flag)) => format!("--{}", flag.name),
        None => format!("--dn {}=..", rule.field),
    }
}

fn flag_of(field: &str) -> Option<(usize, &'static Flag)> {
    let mut flags = FLAGS.iter().enumerate();
    flags.find(|(_, flag)| flag.kind == field)
}

fn listed(words: impl Iterator<Item = String>) -> String {
    let words: Vec<String> = words.collect();
    match words.as_slice() {
        [init @ .., last] if !init.is_empty() => format!("{} and {last}", init.join(", ")),
        _ => words.concat(),
    }
}

/// An attribute type that has a flag of its own.
struct Flag {
    kind: &'static str,
    name: &'static str,
    /// How it is asked for.
    label: &'static str,
    /// What it is where a provider says no more.
    usual: &'static str,
}

const fn row(
    kind: &'static str,
    name: &'static str,
    label: &'static str,
    usual: &'static str,
) -> Flag {
    Flag {
        kind,
        name,
        label,
        usual,
    }
}

/// In the order in which they are asked for.
const FLAGS: [Flag; 7] = [
    row("CN", "cn", "Common name (CN)", "who the certificate is for"),
    row("OU", "ou", "Organizational unit (OU)", ""),
    row("O", "o", "Organization (O)", ""),
    row("C", "c", "Country (C)", "two letters"),
    row("L", "l", "Locality (L)", "the city"),
    row("ST", "st", "State or province (ST)", ""),
    row("emailAddress", "email", "Mail address", ""),
];
