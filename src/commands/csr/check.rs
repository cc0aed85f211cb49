//! `--check`: requests that exist, held against a provider's rules. Changes nothing.

use crate::cli::CsrArgs;
use crate::commands::provider::fixes;
use crate::commands::secrets::PassphraseSource;
use crate::commands::{World, load};
use crate::core::material::items::Parsed;
use crate::core::material::{Item, Request, Source};
use crate::core::provider::judge::{host_field, other_host};
use crate::core::provider::schema::Moment;
use crate::core::provider::{Breach, Provider, ProviderRef, judge};
use crate::exit::Exit;
use crate::report::csr::{CheckedRequest, Finding};
use crate::report::{Answer, Failure, Report};

/// Judges every request in the source.
pub fn run(
    source: &Source,
    args: &CsrArgs,
    world: &mut dyn World,
    mut notes: Vec<String>,
) -> anyhow::Result<Report> {
    let provider = args.provider.as_ref().unwrap_or(&ProviderRef::GENERIC);
    let provider = provider.load()?;
    let mut stdin = world.stdin();
    let mut passwords = PassphraseSource::new(args.pass.as_ref(), args.limits.limits(), world);
    let parsed = load::parsed(source, &mut stdin, &mut passwords, &mut notes)?;
    let checked = judged(&provider, &parsed, args.host.as_deref());
    if checked.is_empty() {
        return Err(none_there(source, &parsed).into());
    }
    if args.host.is_none() {
        let rule = host_field(&provider);
        notes.extend(rule.map(|rule| {
            format!(
                "that {} is the host name it is for, as {} wants, was not checked: name that host with --host",
                rule.field, provider.title
            )
        }));
    }
    let accepted = checked.iter().all(|request| request.accepted);
    let mut report = Report::new(Answer::CsrCheck(checked), args.output.format());
    report.notes = notes;
    if !accepted {
        report.exit = Exit::Negative;
    }
    Ok(report)
}

fn judged(provider: &Provider, parsed: &Parsed, host: Option<&str>) -> Vec<CheckedRequest> {
    let has_key = parsed
        .items
        .iter()
        .any(|extracted| matches!(extracted.item, Item::PrivateKey(_) | Item::LockedKey(_)));
    let items = parsed.items.iter();
    items
        .filter_map(|extracted| match &extracted.item {
            Item::Request(request) => {
                let source = extracted.origin.to_string();
                let beside = Beside { has_key, host };
                Some(one(provider, request, source, extracted.index, &beside))
            }
            _ => None,
        })
        .collect()
}

/// What is known beside the request itself.
struct Beside<'a> {
    /// Its file holds a private key too.
    has_key: bool,
    /// The host name that it is for.
    host: Option<&'a str>,
}

fn one(
    provider: &Provider,
    request: &Request,
    source: String,
    index: usize,
    known: &Beside<'_>,
) -> CheckedRequest {
    let other = known
        .host
        .and_then(|host| other_host(provider, request, host));
    let beside = known.has_key.then(|| Breach {
        code: "private-key-beside",
        message: format!(
            "{source} holds a private key too, which never leaves you: send the request alone"
        ),
        confirmed: true,
    });
    let breaches = beside
        .into_iter()
        .chain(judge(provider, request))
        .chain(other);
    let breaches: Vec<Breach> = breaches.collect();
    let fixes = fixes(provider, &breaches, Moment::Csr);
    let problems: Vec<Finding> = breaches.into_iter().map(Finding::from).collect();
    CheckedRequest {
        source,
        index,
        subject: request.subject.to_string(),
        provider: provider.name.clone(),
        title: provider.title.clone(),
        accepted: !problems.iter().any(|problem| problem.confirmed),
        problems,
        fixes,
        note: provider.csr.note.clone().filter(|_| provider.csr.taken),
    }
}

fn none_there(source: &Source, parsed: &Parsed) -> Failure {
    Failure {
        exit: Exit::Negative,
        ..Failure::usage(
            format!(
                "{} holds no request, only {}",
                source.origin(),
                parsed.found()
            ),
            "name the file that begins with -----BEGIN CERTIFICATE REQUEST-----; mtls inspect tells what this one is",
        )
    }
}
