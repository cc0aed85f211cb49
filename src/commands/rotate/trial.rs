//! A certificate tried as it will be used: its key belongs to it, the server takes it, the token is
//! given for it, and the call that harms nothing (check-path) is answered. Changes nothing.

use crate::cli::{IdentityArgs, ProfileArgs, RotateArgs};
use crate::commands::check::answered;
use crate::commands::profile::{self, Chosen};
use crate::commands::{World, identity, own};
use crate::core::diagnosis::Code;
use crate::core::identity::Identity;
use crate::core::profile::ProfileName;
use crate::core::profile::slots::Pair;
use crate::exit::Exit;
use crate::report::{Answer, Failure, Report};

/// Tries it in each of the places; what was tried, in words.
///
/// # Errors
/// The first that fails, which says where.
pub fn run(
    pair: &Pair,
    chosen: &Chosen,
    args: &RotateArgs,
    world: &mut dyn World,
) -> Result<String, Failure> {
    paired(pair, chosen, world)?;
    let mut told = Vec::new();
    for place in places(chosen, args) {
        let steps = in_one(pair, chosen, &place, args, world).map_err(|failure| {
            let mut failure = negative(failure);
            let cert = pair.cert.display();
            let line = format!("{place} was tried with {cert}; nothing was changed");
            failure.evidence.push(line);
            failure
        })?;
        told.push(format!("{place} ({})", steps.join(", ")));
    }
    Ok(told.join(" and "))
}

/// The certificate with its key, which has to be its own.
///
/// # Errors
/// As for a certificate that is to be presented, but ends 1 where it does not fit.
pub fn paired(pair: &Pair, chosen: &Chosen, world: &mut dyn World) -> Result<Identity, Failure> {
    let args = IdentityArgs {
        cert: Some(profile::spelled(&pair.cert)),
        key: pair.key.clone(),
        pass: chosen.environment.pass.as_ref().map(|pass| pass.spelled()),
        ..IdentityArgs::default()
    };
    let loaded = identity::identity(&args, world, &mut Vec::new());
    let loaded = loaded.map_err(|error| negative(error.into()))?;
    loaded.ok_or_else(|| chosen.lacks("cert", "which certificate is in use"))
}

/// Found unfit, which is the answer and no trouble on the way to it.
fn negative(failure: Failure) -> Failure {
    Failure {
        exit: match failure.exit {
            Exit::LocalIdentity => Exit::Negative,
            other => other,
        },
        ..failure
    }
}

/// As it is said with `--in`; else the environment, before it its sandbox where the certificate is
/// meant for both.
fn places(chosen: &Chosen, args: &RotateArgs) -> Vec<ProfileName> {
    if let Some(place) = &args.place {
        return vec![place.clone()];
    }
    let own = &chosen.environment;
    let others = chosen.profile.environments.iter();
    let shared = others.filter(|other| {
        own.is_production
            && !other.is_production
            && (own.shares_certificate || other.shares_certificate)
    });
    let named = shared.map(|other| ProfileName {
        environment: Some(other.name.clone()),
        ..chosen.name.clone()
    });
    named.chain([chosen.name.clone()]).collect()
}

fn in_one(
    pair: &Pair,
    chosen: &Chosen,
    place: &ProfileName,
    args: &RotateArgs,
    world: &mut dyn World,
) -> Result<Vec<&'static str>, Failure> {
    let (_, environment) = chosen
        .all
        .find(place)
        .map_err(|e| Failure::local(&e, Exit::Usage))?;
    let environment = environment.clone();
    let named = ProfileArgs {
        profile: Some(place.clone()),
        config: args.profile.config.clone(),
    };
    let words = presented(pair, chosen);
    let with = |command: &[&str]| -> Vec<String> {
        let command = command.iter().map(ToString::to_string);
        command.chain(words.iter().cloned()).collect()
    };
    shakes_hands(&with(&["probe", "--quiet"]), &named, world)?;
    let mut steps = vec!["handshake"];
    let is_named = environment.token_url.is_some() || environment.discover.is_some();
    if is_named || environment.client_id.is_some() {
        is_given(&with(&["token", "--no-cache", "--quiet"]), &named, world)?;
        steps.push("token");
    }
    if let Some(path) = &environment.check_path {
        answered(path, &with(&[]), &named, world)?;
        steps.push("call");
    }
    Ok(steps)
}

/// As the command line names it.
fn presented(pair: &Pair, chosen: &Chosen) -> Vec<String> {
    let mut words = vec!["--cert".to_owned(), profile::spelled(&pair.cert)];
    if let Some(key) = &pair.key {
        words.extend(["--key".into(), key.display().to_string()]);
    }
    if let Some(pass) = &chosen.environment.pass {
        words.extend(["--pass".into(), pass.spelled()]);
    }
    words
}

fn shakes_hands(
    words: &[String],
    named: &ProfileArgs,
    world: &mut dyn World,
) -> Result<(), Failure> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let report = own::run(&words, named, world)?;
    match report.answer {
        Answer::Probe(facts) if report.exit != Exit::Ok => {
            Err(Failure::diagnosed(facts.diagnosis, Exit::Negative))
        }
        _ => Ok(()),
    }
}

fn is_given(words: &[String], named: &ProfileArgs, world: &mut dyn World) -> Result<(), Failure> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let asked = own::run(&words, named, world).map_err(|failure| Failure {
        exit: Exit::Negative,
        ..failure
    })?;
    match asked {
        Report {
            answer: Answer::Token(facts),
            ..
        } if facts.bound_to_certificate == Some(false) => Err(Failure {
            exit: Exit::Negative,
            code: Some(Code::TokenNotBound.name()),
            ..Failure::usage(
                "the token is bound to another certificate than the one presented",
                "have the provider link this certificate to the client",
            )
        }),
        _ => Ok(()),
    }
}
