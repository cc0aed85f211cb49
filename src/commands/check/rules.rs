//! The provider's rules against the certificate in use: its kind of key, its purposes, and, where the
//! provider is handed certificate and key, the form of the files. Must not look at days: others do.

use crate::commands::World;
use crate::commands::profile::Chosen;
use crate::commands::provider::{breaches, fixes};
use crate::core::identity::Identity;
use crate::core::material::Limits;
use crate::core::material::Source;
use crate::core::provider::schema::{Moment, Part, Provider};
use crate::core::provider::{Breach, judge};
use crate::core::secret::SecretRef;
use crate::report::check::Check;

/// One verdict: these rules are the provider's, and what breaks them still works with our own calls.
pub fn check(
    provider: &Provider,
    identity: &Identity,
    chosen: &Chosen,
    world: &mut dyn World,
) -> Option<Check> {
    let leaf = identity.leaf();
    let mut found: Vec<Breach> = Vec::new();
    found.extend(judge::key(provider, leaf.public_key.algorithm()));
    found.extend(handed_over(provider, chosen, world));
    let (sure, open): (Vec<_>, Vec<_>) = found.into_iter().partition(|breach| breach.confirmed);
    let doubts: Vec<String> = open.into_iter().map(|breach| breach.message).collect();
    let title = &provider.title;
    let Some(first) = sure.first() else {
        let told = format!("nothing that {title} is known to refuse");
        return Some(Check::ok(NAME, told).with(doubts));
    };
    let told = format!("{} [{}]", first.message, first.code);
    let fix = fixes(provider, &sure, Moment::Files).join("; ");
    let fix = match fix.is_empty() {
        true => format!("see mtls provider show {}", provider.name),
        false => fix,
    };
    let rest = sure.iter().skip(1).map(|breach| breach.message.clone());
    Some(Check::warning(NAME, told, fix).with(rest.chain(doubts)))
}

/// What it would refuse of the files, where they are what it gets.
fn handed_over(provider: &Provider, chosen: &Chosen, world: &mut dyn World) -> Vec<Breach> {
    let environment = &chosen.environment;
    let would_ask_again = matches!(environment.pass, Some(SecretRef::Prompt));
    if !provider.files.order.contains(&Part::Key) || would_ask_again {
        return Vec::new();
    }
    let files = [&environment.cert, &environment.key];
    let sources: Vec<Source> = files
        .into_iter()
        .flatten()
        .map(|path| Source::from(path.as_path()))
        .collect();
    let pass = environment.pass.as_ref();
    let mut notes = Vec::new();
    let found = breaches(
        provider,
        &sources,
        pass,
        Limits::default(),
        world,
        &mut notes,
    );
    let mut found = found.unwrap_or_default(); // what cannot be read is told where it is loaded
    found.retain(|breach| breach.code != "client-cert-expired");
    found
}

const NAME: &str = "provider's rules";
