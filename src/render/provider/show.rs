//! `provider show` as text: every rule that a file has, section by section.

mod call;
mod issuing;

use super::super::{Style, printable};
use crate::core::provider::schema::{HeaderRule, Need, Provider, Side, Stage, Symptom};

/// A provider's rules to read.
pub fn show(provider: &Provider, style: Style) -> String {
    let mut page = Page {
        out: String::new(),
        style,
    };
    let title = format!("{} ({})", provider.title, provider.name);
    page.head(&title);
    page.about(provider);
    page.csr(provider);
    if let Some(sign) = &provider.sign {
        page.sign(sign);
    }
    if let Some(revoke) = &provider.revoke {
        page.revoke(revoke);
    }
    page.outbound(provider);
    page.certificate(&provider.certificate);
    page.files(&provider.files);
    page.tls(provider);
    page.environments(&provider.environments);
    if let Some(token) = &provider.token {
        page.token(token);
    }
    page.calls(provider);
    page.steps(provider);
    provider
        .symptoms
        .iter()
        .for_each(|symptom| page.symptom(symptom));
    page.practices(provider);
    page.sources(provider);
    page.out
}

struct Page {
    out: String,
    style: Style,
}

impl Page {
    fn head(&mut self, title: &str) {
        let gap = if self.out.is_empty() { "" } else { "\n" };
        let title = self.style.bold(&printable(title));
        self.out.push_str(&format!("{gap}{title}\n"));
    }

    fn line(&mut self, label: &str, value: impl AsRef<str>) {
        let value = printable(value.as_ref()).into_owned();
        // a command is copied whole
        let lines = match value.starts_with("$ ") {
            true => vec![value],
            false => wrapped(&value, WIDTH - INDENT),
        };
        let is_long = label.chars().count() > LABEL;
        if is_long {
            self.out.push_str(&format!("  {label}\n"));
        }
        for (at, line) in lines.iter().enumerate() {
            let label = if at == 0 && !is_long { label } else { "" };
            self.out.push_str(&format!("  {label:<13} {line}\n"));
        }
    }

    fn lines<T: ToString>(&mut self, label: &str, values: impl IntoIterator<Item = T>) {
        for (at, value) in values.into_iter().enumerate() {
            self.line(if at == 0 { label } else { "" }, value.to_string());
        }
    }

    fn about(&mut self, provider: &Provider) {
        self.lines("about", &provider.about);
        if !provider.available {
            self.line("state", "announced, not yet available");
        }
        self.lines("note", &provider.notes);
    }

    fn header(&mut self, rule: &HeaderRule) {
        let mut said = need(rule.need, rule.confirmed);
        said.extend(rule.value.clone());
        said.extend(rule.meaning.as_ref().map(ToString::to_string));
        let paths: Vec<&str> = rule.paths.iter().map(|path| path.as_str()).collect();
        said.extend((!paths.is_empty()).then(|| format!("on {}", paths.join(", "))));
        self.line("header", format!("{}: {}", rule.name, said.join(", ")));
    }

    fn steps(&mut self, provider: &Provider) {
        let stages = [
            (Stage::Onboarding, "onboarding"),
            (Stage::Call, "the first call"),
            (Stage::Outbound, "when it calls you"),
            (Stage::Renewal, "renewal"),
            (Stage::Rotation, "rotation"),
        ];
        for (stage, title) in stages {
            let steps = provider.steps.iter().filter(|step| step.stage == stage);
            for (at, step) in steps.enumerate() {
                if at == 0 {
                    self.head(title);
                }
                self.line(&(at + 1).to_string(), step.what.to_string());
                self.lines("", step.run.as_ref().map(|run| format!("$ {run}")));
            }
        }
    }

    fn symptom(&mut self, symptom: &Symptom) {
        self.head(&format!("when: {}", symptom.title));
        let statuses: Vec<String> = symptom.status.iter().map(ToString::to_string).collect();
        let signs = [
            statuses.join(" "),
            symptom.words.join(" "),
            symptom.codes.join(" "),
        ];
        let signs: Vec<String> = signs.into_iter().filter(|sign| !sign.is_empty()).collect();
        self.line("seen as", signs.join("; "));
        self.line(
            "cause",
            match symptom.confirmed {
                true => symptom.cause.to_string(),
                false => format!(
                    "likely, though its documents do not say so: {}",
                    symptom.cause
                ),
            },
        );
        for (at, check) in symptom.check.iter().enumerate() {
            self.line(&format!("check {}", at + 1), check.to_string());
        }
        self.line("fix", symptom.fix.to_string());
    }

    fn practices(&mut self, provider: &Provider) {
        if provider.practices.is_empty() {
            return;
        }
        self.head("good practice");
        for practice in &provider.practices {
            self.lines("do", &practice.what);
            self.lines("avoid", &practice.avoid);
        }
    }

    fn sources(&mut self, provider: &Provider) {
        if provider.sources.is_empty() {
            return;
        }
        self.head("sources");
        for source in &provider.sources {
            self.line(
                "",
                format!(
                    "{} {}",
                    source.title,
                    source.url.as_deref().unwrap_or_default()
                ),
            );
        }
    }
}

/// Lines of at most so many characters, broken at blanks; a longer word stays whole.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let Some(line) = lines.last_mut() else {
            break;
        };
        let both = line.chars().count() + 1 + word.chars().count();
        match line.is_empty() {
            true => line.push_str(word),
            false if both <= width => {
                line.push(' ');
                line.push_str(word);
            }
            false => lines.push(word.to_owned()),
        }
    }
    lines
}

fn need(need: Need, confirmed: bool) -> Vec<String> {
    let word = match need {
        Need::Required => "required",
        Need::Optional => "optional",
        Need::Forbidden => "not accepted",
    };
    vec![format!("{word}{}", open(confirmed))]
}

fn open(confirmed: bool) -> &'static str {
    if confirmed { "" } else { " (to be confirmed)" }
}

fn side(side: Side) -> &'static str {
    match side {
        Side::Api => "API",
        Side::Mtls => "mTLS",
    }
}

/// A terminal's width that everyone has, in characters.
const WIDTH: usize = 80;
/// Before a value.
const INDENT: usize = 16;
/// Of a label beside its value.
const LABEL: usize = 13;
