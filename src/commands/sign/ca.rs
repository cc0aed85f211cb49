//! The CA that signs: its certificate, its issuers, its key, from one file or two. Must not sign.

use std::path::PathBuf;

use crate::cli::SignArgs;
use crate::commands::identity::swapped;
use crate::commands::secrets::PassphraseSource;
use crate::commands::{World, keys, load};
use crate::core::identity::{Chain, Identity, Pool};
use crate::core::issue::{Purpose, fitness};
use crate::core::material::{Certificate, Extracted, Item, Parsed, PrivateKey, Source};
use crate::core::{Error, Result};
use crate::exit::Exit;
use crate::report::Failure;

/// A CA and its key.
pub struct Ca {
    /// The CA itself, then its issuers as far as they are there.
    pub chain: Vec<Certificate>,
    /// Its private key.
    /// Absent where nothing is to be signed, and it was not given.
    pub key: Option<PrivateKey>,
    /// A file that holds these certificates and nothing else: it may be sent.
    pub public_file: Option<PathBuf>,
}

/// Reads it, and refuses one that may not sign.
///
/// # Errors
/// What reading and pairing say, in the words of this command; a `Failure` that names what stands
/// in the way.
pub fn load(args: &SignArgs, world: &mut dyn World, notes: &mut Vec<String>) -> anyhow::Result<Ca> {
    let ca = read(args, world, notes).map_err(|e| of_this_command(&e))?;
    let now = world.now();
    let checked = match args.is_about_revocation() {
        true => fitness::check_lists(&ca.chain, now),
        false => fitness::check(&ca.chain, Purpose::from(args.purpose), now),
    };
    if let Err(unfit) = checked {
        return Err(Failure {
            exit: Exit::Negative,
            code: Some("ca-unusable"),
            ..Failure::usage(format!("nothing was signed: {unfit}"), unfit.fix())
        }
        .into());
    }
    notes.extend(ca.chain.first().into_iter().flat_map(oddities));
    Ok(ca)
}

fn read(args: &SignArgs, world: &mut dyn World, notes: &mut Vec<String>) -> Result<Ca> {
    let first = args.ca.clone().unwrap_or(Source::Stdin); // clap demands it
    let mut stdin = world.stdin();
    let limits = args.limits.limits();
    let mut passwords = PassphraseSource::new(args.ca_pass.as_ref(), limits, world);
    let mut parts = Vec::new();
    // what is only recorded needs no key
    let key_file = args.ca_key.as_ref().filter(|_| !args.is_record_only());
    for source in std::iter::once(&first).chain(key_file) {
        let parsed = load::parsed(source, &mut stdin, &mut passwords, notes)?;
        let is_public = parsed.items.iter().all(is_certificate);
        parts.push((source, parsed, is_public));
    }
    // before anybody is asked for a passphrase
    if let [(source, parsed, _), ..] = parts.as_slice()
        && !parts
            .iter()
            .any(|(_, p, _)| p.items.iter().any(is_certificate))
    {
        return Err(Error::CertificateMissing {
            origin: source.origin(),
            found: parsed.found(),
        });
    }
    if let [(source, _, true)] = parts.as_slice()
        && (args.dry_run || args.is_record_only())
    {
        let source: &Source = source;
        let (_, parsed, _) = parts.remove(0);
        return Ok(without_key(source, parsed));
    }
    let last = parts.len() - 1;
    for (at, (_, parsed, _)) in parts.iter_mut().enumerate() {
        // of two the second holds the key, or the one that holds nothing else
        if at == last || !parsed.items.iter().any(is_certificate) {
            parsed.unlock_keys(&mut passwords)?;
        }
    }
    pair(parts)
}

/// The CA alone, for what is only shown or recorded.
fn without_key(source: &Source, parsed: Parsed) -> Ca {
    let mut certificates = parsed.into_certificates();
    let first = certificates.next();
    let chain = first.map(|first| Chain::build(first, certificates.collect()));
    let public_file = match (source, &chain) {
        (Source::File(path), Some(chain)) if chain.strangers().is_empty() => Some(path.clone()),
        _ => None,
    };
    Ca {
        chain: chain.map_or_else(Vec::new, |chain| chain.ordered().to_vec()),
        key: None,
        public_file,
    }
}

fn is_certificate(found: &Extracted) -> bool {
    matches!(found.item, Item::Certificate(_))
}

/// One file or two, in either order.
fn pair(parts: Vec<(&Source, Parsed, bool)>) -> Result<Ca> {
    let mut pools: Vec<(&Source, Pool, bool)> = parts
        .into_iter()
        .map(|(source, parsed, is_public)| (source, Pool::new(source.origin(), parsed), is_public))
        .collect();
    if let [(_, certificates, _), (_, keys, _)] = pools.as_slice()
        && swapped(certificates, keys)
    {
        pools.reverse();
    }
    let (public, certificates, is_public) = pools.remove(0);
    let key_pool = pools.pop().map(|(_, pool, _)| pool);
    let key_origin = key_pool.as_ref().unwrap_or(&certificates).origin.clone();
    let (chain, key) = Identity::pair(certificates, key_pool)?.into_parts();
    let key = keys::sound(key, key_origin)?;
    let public_file = match public {
        Source::File(path) if is_public && chain.strangers().is_empty() => Some(path.clone()),
        _ => None,
    };
    Ok(Ca {
        chain: chain.ordered().to_vec(),
        key: Some(key),
        public_file,
    })
}

/// The errors of pairs speak of clients; here it is the CA's files.
fn of_this_command(error: &Error) -> Failure {
    let failure = Failure::local(error, Exit::Negative);
    let fix = match error {
        Error::KeyMismatch { .. } => {
            "name the CA's own certificate with --ca and its key with --ca-key; mtls match-key tells which fit"
        }
        Error::KeyMissing { .. } => "name the file with the CA's private key, using --ca-key",
        Error::CertificateMissing { .. } => "name the file with the CA's certificate, using --ca",
        Error::UnsupportedAlgorithm { .. } => fitness::OTHER_TOOL,
        Error::PassphraseNeeded { .. } => "give it with --ca-pass env:NAME, file:PATH or prompt",
        _ => return failure,
    };
    Failure {
        fix: fix.into(),
        ..failure
    }
}

/// What works, and will not everywhere.
fn oddities(ca: &Certificate) -> Vec<String> {
    let mut notes = Vec::new();
    let lacking: Vec<&str> = [
        ("basicConstraints", ca.extensions.has_basic_constraints),
        ("keyUsage", ca.extensions.key_usage.is_some()),
        (
            "subjectKeyIdentifier",
            ca.extensions.subject_key_id.is_some(),
        ),
    ]
    .iter()
    .filter_map(|(name, has)| (!has).then_some(*name))
    .collect();
    if !lacking.is_empty() {
        // openssl-verification-options(1), -x509_strict; the default of Python's ssl since 3.13
        notes.push(format!(
            "the CA {} has no {}: strict verifiers, such as Python 3.13, refuse what it signs; mtls sign --init-ca makes one that has",
            ca.subject,
            lacking.join(" and no ")
        ));
    }
    notes
}
