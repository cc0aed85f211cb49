//! `call --diagnose` and `token --diagnose`: after a failure that the connection explains, a probe
//! of the same server with the same certificate follows by itself. Must not change how a run ends.

use std::sync::Arc;

use super::head::Heads;
use super::round::Round;
use super::target::Target;
use super::{Goal, Presented, Subject, WHOLE, files, gear::Gear};
use crate::cli::{ConnectionArgs, GrantArgs};
use crate::commands::{World, grant, trust, working};
use crate::core::diagnosis::Code;
use crate::core::http::{Header, Route, Scheme, Url};
use crate::core::probe::{Rung, Step, Verdict};
use crate::core::tls::Trust;
use crate::exit::Exit;
use crate::report::probe::{Conclusion, FollowUp, ProbeFacts};
use crate::report::{Answer, Failure, Format, Report};

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
    failure: &Failure,
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
    follow_up(&ailing, failure, world)
}

/// What a probe finds of this failure; `None` where there is no handshake to be probed. It takes no
/// longer than the run itself might have.
pub fn follow_up(ailing: &Ailing<'_>, failure: &Failure, world: &mut dyn World) -> Option<Report> {
    if ailing.url.scheme != Scheme::Https {
        return None;
    }
    let connection = ailing.connection;
    let subject = Subject {
        connection,
        passive: false,
    };
    let given = connection.max_time.filter(|limit| !limit.is_zero());
    let goal = Goal {
        target: Target::of(ailing.url.clone()),
        heads: Heads::of(&ailing.url, ailing.authorization.clone()),
        all_addresses: false,
        surveys: false,
        limit: given.map_or(WHOLE, |limit| limit.min(WHOLE)),
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
    let conclusion = conclude(failure, &facts);
    let found = FollowUp { facts, conclusion };
    Some(Report::new(
        Answer::ProbeAfter(Box::new(found)),
        Format::Text,
    ))
}

/// Which of both answers counts: the more precise one; of two as precise that of the probe, which
/// tried more, unless the failure had the words of an answer's body, which no HEAD has.
fn conclude(failure: &Failure, facts: &ProbeFacts) -> Conclusion {
    let found = &facts.diagnosis;
    let Some(before) = failure.code else {
        return Conclusion::Own;
    };
    if before == found.code.name() {
        let is_new = |line: &&String| !failure.evidence.contains(line);
        return Conclusion::Same(found.evidence.iter().filter(is_new).cloned().collect());
    }
    let known = Code::ALL.iter().find(|code| code.name() == before);
    let (theirs, own) = (
        known.map_or(0, |code| precision(*code)),
        precision(found.code),
    );
    if own > theirs || own == theirs && facts.http.is_none() {
        Conclusion::Own
    } else {
        Conclusion::Before(before)
    }
}

/// How much a code says; nothing is what a good answer says of a failure.
fn precision(code: Code) -> u8 {
    match code {
        Code::Ok => 0,
        Code::ConnectionReset
        | Code::ConnectionTimeout
        | Code::HandshakeClosed
        | Code::HandshakeTimeout
        | Code::HttpError
        | Code::Unauthorized
        | Code::Forbidden => 1,
        Code::ClientCertRejected | Code::NoSharedCipher => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::diagnosis::Diagnosis;
    use crate::report::probe::all_well;

    #[test]
    fn the_more_precise_answer_counts_and_is_said_once() {
        use Code as C;
        let failed = |code: Code| {
            Failure::diagnosed(
                Diagnosis {
                    code,
                    evidence: vec!["a line".into()],
                    ..all_well("")
                },
                Exit::Handshake,
            )
        };
        let revoked = C::ClientCertRevoked.name();
        for (before, found, wins) in [
            (C::ClientCertRevoked, C::Ok, Conclusion::Before(revoked)),
            (
                C::ClientCertRevoked,
                C::ClientCertRejected,
                Conclusion::Before(revoked),
            ),
            (
                C::ClientCertRejected,
                C::ClientCertUntrusted,
                Conclusion::Own,
            ),
            (
                C::HandshakeClosed,
                C::TlsVersionUnsupported,
                Conclusion::Own,
            ),
            (
                C::ClientCertExpired,
                C::ClientCertUntrusted,
                Conclusion::Own,
            ),
            (
                C::ClientCertExpired,
                C::ClientCertExpired,
                Conclusion::Same(vec!["another".into()]),
            ),
        ] {
            let found = Diagnosis {
                code: found,
                evidence: vec!["a line".into(), "another".into()],
                ..all_well("")
            };
            let case = format!("{before} {}", found.code);
            let files = Step::new(Rung::Files, Verdict::Skipped, "");
            let now = crate::core::clock::Time::from_unix(0);
            let goal = Goal {
                target: super::super::target::read("a.example").unwrap(),
                heads: Heads::NONE,
                all_addresses: false,
                surveys: false,
                limit: WHOLE,
            };
            let facts = Round::begin(files, WHOLE, now).not_sent(&goal, found);
            assert_eq!(conclude(&failed(before), &facts), wins, "{case}");
        }
    }
}
