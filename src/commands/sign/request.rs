//! The request that is to be signed: exactly one, which proves its key. Must not look at what it
//! asks for.

use crate::cli::SignArgs;
use crate::commands::secrets::PassphraseSource;
use crate::commands::{World, load};
use crate::core::issue::Objection;
use crate::core::material::{Item, Parsed, Request, Source};
use crate::exit::Exit;
use crate::report::Failure;

/// A request that may be signed.
pub struct Wanted {
    /// The request.
    pub request: Request,
    /// Where it came from.
    pub source: Source,
    /// What was overruled, a sentence each.
    pub allowed: Vec<String>,
}

/// Reads it, and refuses it when something stands against it that is not allowed.
///
/// # Errors
/// What reading says; a `Failure` that names what stands against it.
pub fn wanted(
    args: &SignArgs,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Wanted> {
    let source = args.request.clone().unwrap_or(Source::Stdin); // clap demands it
    let mut stdin = world.stdin();
    let limits = args.limits.limits();
    let mut passwords = PassphraseSource::new(None, limits, world).without_asking();
    let parsed = load::parsed(&source, &mut stdin, &mut passwords, notes)?;
    let has_key = parsed
        .items
        .iter()
        .any(|found| matches!(found.item, Item::PrivateKey(_) | Item::LockedKey(_)));
    if has_key {
        notes.push(format!(
            "{} holds a private key too, which its owner should never have sent: if it is the request's, ask for a new request with a new key",
            source.origin()
        ));
    }
    let request = only(parsed, &source)?;
    let allowed = judged(&request, args, &source)?;
    Ok(Wanted {
        request,
        source,
        allowed,
    })
}

fn only(parsed: Parsed, source: &Source) -> Result<Request, Failure> {
    let found = parsed.found();
    let mut requests: Vec<Request> = Vec::new();
    for extracted in parsed.items {
        if let Item::Request(request) = extracted.item
            && !requests.contains(&request)
        {
            requests.push(*request);
        }
    }
    match requests.len() {
        1 => Ok(requests.remove(0)),
        0 => Err(Failure {
            exit: Exit::Negative,
            ..Failure::usage(
                format!("{} holds no request, only {found}", source.origin()),
                "name the file that begins with -----BEGIN CERTIFICATE REQUEST-----; mtls inspect tells what this one is",
            )
        }),
        n => Err(Failure {
            exit: Exit::Negative,
            evidence: requests.iter().map(|r| r.subject.to_string()).collect(),
            ..Failure::usage(
                format!(
                    "{} holds {n} requests, and one is signed at a time",
                    source.origin()
                ),
                "put each into a file of its own",
            )
        }),
    }
}

/// What stands against it, all at once; what is allowed is told.
fn judged(request: &Request, args: &SignArgs, source: &Source) -> Result<Vec<String>, Failure> {
    let (allowed, refused): (Vec<_>, Vec<_>) =
        Objection::to(request).into_iter().partition(|objection| {
            objection
                .allowance()
                .is_some_and(|a| args.allow.contains(&a))
        });
    let Some((first, rest)) = refused.split_first() else {
        return Ok(allowed.iter().map(ToString::to_string).collect());
    };
    let mut evidence = vec![format!("it is from {}", request.subject)];
    evidence.extend(rest.iter().map(ToString::to_string));
    Err(Failure {
        exit: Exit::Negative,
        code: Some(first.code()),
        evidence,
        ..Failure::usage(
            format!("{} is not signed: {first}", source.origin()),
            first.fix(),
        )
    })
}
