//! `provider check`: files of rules, each held against the schema; with `--for` a certificate and its
//! key, held against what a provider takes.

use crate::cli::RulesCheckArgs;
use crate::commands::secrets::PassphraseSource;
use crate::commands::{World, load};
use crate::core::Error;
use crate::core::diagnosis::Diagnosis;
use crate::core::material::Limits;
use crate::core::material::{Parsed, Source};
use crate::core::provider::advice::{CHECK, advise};
use crate::core::provider::schema::Moment;
use crate::core::provider::{Breach, Provider, ProviderRef, fit, warnings};
use crate::core::secret::SecretRef;
use crate::exit::Exit;
use crate::report::csr::Finding;
use crate::report::provider::CheckedFile;
use crate::report::{Answer, Report};

/// A verdict for each file.
pub fn run(args: &RulesCheckArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    let mut notes = Vec::new();
    let checked = match &args.provider {
        Some(named) => vec![material(&named.load()?, args, world, &mut notes)?],
        None => {
            let files = args.files.iter();
            let checked: Result<Vec<_>, Error> = files
                .map(|path| rules(ProviderRef::File(path.clone())))
                .collect();
            checked?
        }
    };
    let is_sound = checked.iter().all(|file| file.ok);
    let mut report = Report::new(Answer::ProviderCheck(checked), args.output.format());
    report.notes = notes;
    if !is_sound {
        report.exit = Exit::Negative;
    }
    Ok(report)
}

fn rules(named: ProviderRef) -> Result<CheckedFile, Error> {
    let mut checked = CheckedFile {
        file: named.to_string(),
        ok: true,
        provider: None,
        mistakes: Vec::new(),
        problems: Vec::new(),
        warnings: Vec::new(),
        fixes: Vec::new(),
    };
    match named.read()? {
        Ok(provider) => {
            checked.warnings = warnings(&provider);
            checked.provider = Some(provider.name);
        }
        Err(mistakes) => {
            checked.ok = false;
            for fix in mistakes.iter().map(|mistake| mistake.fix()) {
                if !checked.fixes.contains(&fix) {
                    checked.fixes.push(fix);
                }
            }
            checked.mistakes = mistakes;
        }
    }
    Ok(checked)
}

fn material(
    provider: &Provider,
    args: &RulesCheckArgs,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<CheckedFile> {
    let sources: Vec<Source> = args
        .files
        .iter()
        .map(|path| Source::from(path.as_path()))
        .collect();
    let limits = args.limits.limits();
    let breaches = breaches(provider, &sources, args.pass.as_ref(), limits, world, notes)?;
    let names: Vec<String> = sources
        .iter()
        .map(|source| source.origin().to_string())
        .collect();
    let fixes = fixes(provider, &breaches, Moment::Files);
    Ok(CheckedFile {
        file: names.join(", "),
        ok: !breaches.iter().any(|breach| breach.confirmed),
        provider: Some(provider.title.clone()),
        mistakes: Vec::new(),
        problems: breaches.into_iter().map(Finding::from).collect(),
        warnings: Vec::new(),
        fixes,
    })
}

/// What the provider would refuse of these files; all together are what would be handed over.
///
/// # Errors
/// As reading them; what does not open is told as a breach.
pub fn breaches(
    provider: &Provider,
    sources: &[Source],
    pass: Option<&SecretRef>,
    limits: Limits,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Vec<Breach>> {
    let now = world.now();
    let mut breaches: Vec<Breach> = Vec::new();
    let mut parsed: Vec<Parsed> = Vec::new();
    for source in sources {
        let input = source.read(&mut world.stdin())?;
        breaches.extend(fit::form(provider, &input.bytes));
        let mut stdin = world.stdin();
        let mut passwords = PassphraseSource::new(pass, limits, world);
        let read = load::parsed(source, &mut stdin, &mut passwords, notes);
        let opened = read.and_then(|mut read| read.unlock_keys(&mut passwords).map(|()| read));
        match opened {
            Ok(read) => parsed.push(read),
            Err(error) => breaches.push(of_error(&error)),
        }
    }
    breaches.extend(fit::whole(provider, &parsed, now));
    Ok(breaches)
}

fn of_error(error: &Error) -> Breach {
    let code = Diagnosis::of_error(error).map(|found| found.code.name());
    Breach {
        code: code.unwrap_or("file-unreadable"),
        message: error.to_string(),
        confirmed: true,
    }
}

/// What the provider's document says to each breach at such a moment, once.
pub fn fixes(provider: &Provider, breaches: &[Breach], at: Moment) -> Vec<String> {
    let mut fixes: Vec<String> = Vec::new();
    for breach in breaches {
        let occasion = crate::commands::advised::here(at);
        let Some(advice) = advise(provider, breach.code, &occasion) else {
            continue;
        };
        let checks = advice.lines.iter().filter(|line| line.starts_with(CHECK));
        let all: Vec<String> = checks.cloned().chain([advice.fix]).collect();
        let text = all.join("; ");
        if !fixes.contains(&text) {
            fixes.push(text);
        }
    }
    fixes
}
