//! What can be checked without the network: files and who may read them, the pair and its chain,
//! days, the provider's rules, test and production kept apart.

use std::path::{Path, PathBuf};

use super::rules;
use crate::cli::IdentityArgs;
use crate::commands::profile::{self, Chosen};
use crate::commands::{World, identity, rotate};
use crate::core::clock::Time;
use crate::core::identity::Identity;
use crate::core::material::Source;
use crate::core::probe::Verdict;
use crate::core::profile::Given;
use crate::core::provider::Provider;
use crate::core::provider::schema::{HostRule, Side};
use crate::core::secret::SecretRef;
use crate::exit::Exit;
use crate::report::Failure;
use crate::report::check::Check;
use crate::report::findings::{self, Severity};
use crate::report::rotate::{Brief, Stage};

/// All of them, in their order; those behind a failure are not reached.
pub fn checks(chosen: &Chosen, world: &mut dyn World) -> Vec<Check> {
    let mut checks = vec![files(chosen)];
    let are_there = checks.iter().all(|check| check.verdict != Verdict::Failed);
    let loaded = are_there.then(|| load(chosen, world));
    if let Some(Ok(Some(identity))) = &loaded {
        checks.push(separation(identity, chosen, world));
    }
    let provider = match chosen.profile.rules() {
        Ok(provider) => provider,
        Err(error) => {
            let failure = Failure::local(&error, Exit::Negative);
            checks.push(Check::failed("provider", failure));
            None
        }
    };
    if let Some(provider) = &provider {
        checks.push(hosts(chosen, provider));
    }
    // a file that is not there is told once
    let Some(loaded) = loaded else {
        checks.push(Check::new("certificate", Verdict::NotReached, ""));
        checks.extend(rotation(chosen, provider.as_ref(), world));
        return checks;
    };
    match loaded {
        Ok(Some(identity)) => {
            checks.extend(of_identity(&identity, provider.as_ref(), world.now()));
            let provider = provider.as_ref();
            checks.extend(provider.and_then(|p| rules::check(p, &identity, chosen, world)));
        }
        Ok(None) => checks.push(Check::warning(
            "certificate",
            "the profile names no certificate",
            format!(
                "add cert = \"client.crt\" and key = \"client.key\" to [{}]",
                chosen.section()
            ),
        )),
        Err(failure) => checks.push(Check::failed("certificate", failure)),
    }
    checks.extend(rotation(chosen, provider.as_ref(), world));
    checks
}

/// Whether all that is named is there, and private where it has to be.
fn files(chosen: &Chosen) -> Check {
    let environment = &chosen.environment;
    let of_secret = |reference: &Option<SecretRef>| match reference {
        Some(SecretRef::File(path)) => Some(path.clone()),
        _ => None,
    };
    let of_given = |given: &Given| match given {
        Given::Reference(SecretRef::File(path)) => Some(path.clone()),
        _ => None,
    };
    let mut named: Vec<(Option<PathBuf>, bool)> = vec![
        (environment.cert.clone(), environment.key.is_none()),
        (environment.key.clone(), true),
        (environment.cacert.clone(), false),
        (of_secret(&environment.pass), true),
        (of_secret(&environment.client_secret), true),
    ];
    let values = environment.headers.iter().map(|(_, given)| given);
    let values = values.chain(&environment.client_id);
    named.extend(values.map(|given| (of_given(given), true)));
    let mut open = Vec::new();
    let mut count = 0;
    for (path, is_private) in named {
        let Some(path) = path else { continue };
        if let Err(e) = fs_err::File::open(&path) {
            let error = crate::core::Error::Unreadable {
                origin: crate::core::material::Origin::named(path.display().to_string()),
                reason: crate::core::error::plain_io(&e),
                fix: "put the file there, or correct its path in the profile",
            };
            return Check::failed("files", Failure::local(&error, Exit::Negative));
        }
        count += 1;
        if is_private && is_open(&path) {
            open.push(path.display().to_string());
        }
    }
    match open.first() {
        Some(_) => Check::warning(
            "files",
            format!("others on this machine may read {}", open.join(", ")),
            format!("chmod 600 {}", open.join(" ")),
        ),
        None if count == 0 => Check::new("files", Verdict::Skipped, "none is named"),
        None => Check::ok("files", format!("{count} named, all there and private")),
    }
}

fn is_open(path: &Path) -> bool {
    let mode = Source::from(path).mode();
    mode.is_some_and(Source::is_open_to_others)
}

/// Whether the certificate is that of an environment of the other kind.
fn separation(identity: &Identity, chosen: &Chosen, world: &mut dyn World) -> Check {
    const NAME: &str = "kept apart";
    let apart = profile::others(chosen, world);
    let leaf = identity.leaf();
    let file = identity.origin().to_string();
    if let Err(failure) = profile::check_mixup(&file, leaf, &apart) {
        return Check::failed(NAME, failure);
    }
    if let Some(other) = apart.key_owner(leaf) {
        return Check::warning(
            NAME,
            format!("it has the key of {other}: whoever has that one has this one"),
            "give each environment a key of its own: mtls rotate prepare",
        );
    }
    let unopened = apart.unopened.iter();
    let unopened: Vec<String> = unopened
        .map(|file| format!("{} of {}", file.path.display(), file.name))
        .collect();
    match unopened.first() {
        Some(_) => Check::new(
            NAME,
            Verdict::Skipped,
            "not checked: not every certificate of the other kind can be opened without asking",
        )
        .with(unopened),
        None => Check::ok(
            NAME,
            "its certificate is of no environment of the other kind",
        ),
    }
}

/// Whether the hosts of the profile are those of the provider, and confirmed.
fn hosts(chosen: &Chosen, provider: &Provider) -> Check {
    const NAME: &str = "hosts";
    let known = provider.environment(&chosen.environment.name);
    let ours = chosen.environment.url.as_deref();
    let provisional = |rule: &&HostRule| !rule.confirmed;
    let rule = known
        .and_then(|known| known.host(Side::Mtls))
        .filter(provisional);
    match (rule, ours) {
        (Some(rule), Some(url)) if url.contains(rule.host.as_str()) => Check::warning(
            NAME,
            format!("{} calls {} provisional", provider.title, rule.host),
            format!(
                "have {} confirm host and port before you rely on them",
                provider.title
            ),
        ),
        (_, Some(url)) => Check::ok(NAME, url),
        (Some(rule), None) => Check::warning(
            NAME,
            format!(
                "no url is set, and {} calls {} provisional",
                provider.title, rule.host
            ),
            format!(
                "write url = \"https://...\" into [{}] when it is confirmed",
                chosen.section()
            ),
        ),
        (None, None) => Check::ok(NAME, "as the provider's rules have them"),
    }
}

fn load(chosen: &Chosen, world: &mut dyn World) -> Result<Option<Identity>, Failure> {
    let mut args = IdentityArgs::default();
    profile::fill_identity(&mut args, chosen);
    let mut notes = Vec::new();
    identity::identity(&args, world, &mut notes).map_err(Failure::from)
}

fn of_identity(identity: &Identity, provider: Option<&Provider>, now: Time) -> Vec<Check> {
    let leaf = identity.leaf();
    let key = leaf.public_key.algorithm();
    let stored = match identity.is_key_locked() {
        true => "under a passphrase",
        false => "without a passphrase",
    };
    let mut checks = vec![
        Check::ok(
            "certificate",
            format!("{}, issued by {}", leaf.subject, leaf.issuer),
        )
        .with([
            format!("valid from {}", leaf.not_before.readable()),
            format!("serial {}", leaf.serial_hex()),
            format!("fingerprint sha256 {}", leaf.fingerprint_sha256()),
        ]),
        Check::ok(
            "pair",
            format!("the key belongs to it, {key}, stored {stored}"),
        ),
        chain(identity),
        days(identity, provider, now),
    ];
    checks.extend(soundness(identity, now));
    checks
}

/// Where the change of its certificate stands: the days of the next one and the old one too.
fn rotation(chosen: &Chosen, provider: Option<&Provider>, world: &mut dyn World) -> Option<Check> {
    const NAME: &str = "rotation";
    let facts = rotate::state(chosen, world)?;
    if let Some(cut) = facts.interrupted {
        return Some(Check::failed(NAME, Failure::usage(cut, facts.then)));
    }
    let left = |brief: &Brief| match brief.days_remaining {
        days if days < 0 => "expired".to_owned(),
        days => format!("{days} days left"),
    };
    let mut told = match (facts.next_stage, &facts.old) {
        (Stage::Prepared, _) => "the next certificate is asked for and not here yet".to_owned(),
        (Stage::Issued, _) => match &facts.next {
            Some(next) => format!(
                "the next certificate is here ({}), the current one still in use",
                left(next)
            ),
            None => "the next certificate is here and cannot be read".to_owned(),
        },
        (Stage::None, Some(old)) => format!(
            "changed; the old one is kept at {} ({})",
            old.file,
            left(old)
        ),
        (Stage::None, None) => return None,
    };
    if let Some(active) = facts.active.told() {
        told.push_str(&format!("; {active} may be active"));
    }
    let overlap = facts
        .overlap_days
        .map(|days| format!("both are valid for {days} days"));
    let evidence = overlap.into_iter();
    // the next one has to outlast what it replaces
    Some(match facts.next.as_ref().map(|next| next.days_remaining) {
        Some(days) if days < 0 => {
            let fix = format!("begin anew: mtls rotate prepare --force {}", chosen.named());
            Check::warning(NAME, format!("{told}, and no good any more"), fix).with(evidence)
        }
        Some(days) if due(days, provider).is_some() => {
            Check::warning(NAME, told, facts.then).with(evidence)
        }
        _ => {
            let step = format!("then: {}", facts.then);
            Check::ok(NAME, told).with(evidence.chain([step]))
        }
    })
}

fn chain(identity: &Identity) -> Check {
    let chain = identity.chain();
    let strangers = chain.strangers();
    match chain.missing_issuer() {
        Some(issuer) if !strangers.is_empty() => Check::warning(
            "chain",
            format!(
                "{issuer} is not in the file, and of what is there {} certificate(s) issued none of the chain",
                strangers.len()
            ),
            "put the issuer's own certificate behind the leaf, and take the others out",
        )
        .with(strangers.iter().map(|c| c.subject.to_string())),
        None => Check::ok(
            "chain",
            format!("whole, {} certificate(s)", chain.ordered().len()),
        ),
        Some(issuer) => Check::ok(
            "chain",
            format!("ends at {issuer}, which servers have themselves"),
        ),
    }
}

/// The earliest end in the chain, by the provider's tiers or those of the contract.
fn days(identity: &Identity, provider: Option<&Provider>, now: Time) -> Check {
    const NAME: &str = "days left";
    let all = identity.chain().ordered().iter();
    let Some(first) = all.clone().min_by_key(|certificate| certificate.not_after) else {
        return Check::new(NAME, Verdict::Skipped, "no certificate");
    };
    let left = first.not_after.days_from(now);
    let until = first.not_after.readable();
    let whose = match first == identity.leaf() {
        true => String::new(),
        false => format!(" ({}, its issuer)", first.subject),
    };
    if now > first.not_after {
        let tiers = provider.map(|p| p.certificate.renewal.tiers.as_slice());
        let meant = tiers.unwrap_or_default().iter().find(|tier| tier.days == 0);
        let meant = meant.map(|tier| format!(", {}", tier.meaning));
        let meant = meant.unwrap_or_default();
        let mut failure = Failure::usage(
            format!("the certificate expired on {until}{whose}{meant}"),
            "get a new one: mtls rotate prepare, or mtls csr --renew",
        );
        failure.code = Some("client-cert-expired");
        return Check::failed(NAME, failure);
    }
    let told = format!("{left}, until {until}{whose}");
    // each of the chain, and not the earliest alone
    let others = all.filter(|c| *c != first).map(|other| {
        let days = other.not_after.days_from(now);
        format!(
            "{}: {days}, until {}",
            other.subject,
            other.not_after.readable()
        )
    });
    let check = match due(left, provider) {
        Some(meaning) => Check::warning(NAME, told, meaning),
        None => Check::ok(NAME, told),
    };
    check.with(others)
}

/// What so many days left ask for, by the provider's tiers or those of the contract.
fn due(left: i64, provider: Option<&Provider>) -> Option<String> {
    let tiers = provider.map(|p| p.certificate.renewal.tiers.as_slice());
    let due = tiers.unwrap_or_default().iter();
    let due = due.filter(|tier| left <= i64::from(tier.days));
    let tier = due.min_by_key(|tier| tier.days);
    let ours = || match left {
        ..=30 => Some("renew it now: mtls rotate prepare".to_owned()),
        31..=90 => Some("plan its renewal: mtls rotate prepare".to_owned()),
        _ => None,
    };
    tier.map(|tier| tier.meaning.to_string()).or_else(ours)
}

/// What `inspect` finds of its certificates, but for what `days` says.
fn soundness(identity: &Identity, now: Time) -> Vec<Check> {
    const NAME: &str = "soundness";
    let mut found = findings::of_presented(identity.chain().ordered(), now);
    found.retain(|problem| !problem.code.contains("expire"));
    if found.is_empty() {
        let well = "purposes, key and signature are as servers want them";
        return vec![Check::ok(NAME, well)];
    }
    let checks = found.into_iter().map(|problem| {
        // its message ends with its fix, which has a line of its own here
        let fact = problem.message.strip_suffix(&problem.fix);
        let fact = fact.map_or(problem.message.as_str(), |fact| fact.trim_end_matches("; "));
        match problem.severity {
            Severity::Error => Check::failed(NAME, Failure::usage(fact, problem.fix)),
            _ => Check::warning(NAME, fact, problem.fix),
        }
    });
    checks.collect()
}
