//! `call --diagnose` and `token --diagnose`: after a failure that the connection explains, a probe
//! of the same server with the same certificate follows by itself. Must not change how a run ends.

use std::sync::Arc;

use super::head::Heads;
use super::round::Round;
use super::target::Target;
use super::{Goal, Presented, Subject, WHOLE, files, gear::Gear, report};
use crate::cli::{ConnectionArgs, GrantArgs};
use crate::commands::{World, grant, trust, working};
use crate::core::diagnosis::Code;
use crate::core::http::{Header, Route, Scheme, Url};
use crate::core::probe::{Rung, Step, Verdict};
use crate::core::tls::Trust;
use crate::exit::Exit;
use crate::report::{Failure, Format, Report};

/// What failed.
pub struct Ailing<'a> {
    /// Where.
    pub url: Url,
    /// The credentials that went along.
    pub authorization: Option<Header>,
    /// What was presented.
    pub identity: Presented,
    /// Whom we trust.
    pub trust: &'a Trust,
    /// How we get there.
    pub route: &'a Arc<Route>,
    /// The other flags.
    pub connection: &'a ConnectionArgs,
}

/// Whether a probe can tell more of it: the connection failed, or what was presented was refused.
pub fn is_worth_it(failure: &Failure) -> bool {
    let refused = |code: &str| code.starts_with("client-c") || code == Code::Forbidden.name();
    failure.code.is_some_and(refused)
        || matches!(
            failure.exit,
            Exit::ProxyName
                | Exit::HostName
                | Exit::Connect
                | Exit::Timeout
                | Exit::Handshake
                | Exit::EmptyReply
                | Exit::Send
                | Exit::Receive
                | Exit::ServerCertificate
                | Exit::PinnedKey
                | Exit::ProxyHandshake
                | Exit::ClientCertRequired
        )
}

/// The same of the server that was asked for a token. Where its metadata was to be asked first, that
/// server is meant.
pub fn of_token(
    grant: &GrantArgs,
    (identity, trust, route): (Presented, &Trust, &Arc<Route>),
    connection: &ConnectionArgs,
    world: &mut dyn World,
) -> Option<Report> {
    let url = Url::parse(grant::address(grant)?, false).ok()?;
    let own = ConnectionArgs {
        cacert: grant.token_cacert.clone(),
        ..connection.clone()
    };
    let named = grant.token_cacert.is_some();
    let other = named.then(|| trust::trust(&own, world, &mut Vec::new()).ok());
    let trust = other.flatten().unwrap_or_else(|| trust.clone());
    let ailing = Ailing {
        url,
        authorization: None,
        identity: identity.filter(|_| !grant.token_no_cert),
        trust: &trust,
        route,
        connection,
    };
    follow_up(&ailing, world)
}

/// What a probe finds; `None` where there is no handshake to be probed.
pub fn follow_up(ailing: &Ailing<'_>, world: &mut dyn World) -> Option<Report> {
    if ailing.url.scheme != Scheme::Https {
        return None;
    }
    let connection = ailing.connection;
    let subject = Subject {
        connection,
        passive: false,
    };
    let goal = Goal {
        target: Target::of(ailing.url.clone()),
        heads: Heads::of(&ailing.url, ailing.authorization.clone()),
        all_addresses: false,
        surveys: false,
        limit: WHOLE,
    };
    let now = world.now();
    let step = match &ailing.identity {
        Some(identity) => files::sound(identity, &[], now),
        None => Step::new(
            Rung::Files,
            Verdict::Skipped,
            "no certificate is given (--cert)",
        ),
    };
    let round = Round::begin(step, goal.limit, now);
    let ways = (ailing.trust.clone(), Arc::clone(ailing.route));
    let gear = Gear::new(&subject, ailing.identity.clone(), ways, world).ok()?;
    let doing = format!("probing {}", goal.target.name);
    let facts = working(world, &doing, || Ok(round.probe(&gear, &goal))).ok()?;
    Some(report(facts, Format::Text, Vec::new()))
}
