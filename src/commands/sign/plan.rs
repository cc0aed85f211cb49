//! From arguments, request and CA to the certificate's terms: what it is for, how long it is valid,
//! which names it has. Must not sign.

use super::ca::Ca;
use crate::cli::SignArgs;
use crate::core::clock::Time;
use crate::core::issue::{AltName, Dropped, Grant, Purpose, Terms, constraints};
use crate::core::material::Request;
use crate::exit::Exit;
use crate::report::Failure;

/// What is to be signed.
pub struct Plan {
    /// Validity, purpose and names.
    pub terms: Terms,
    /// The end that was asked for, where the CA ends before.
    pub asked_until: Option<Time>,
    /// What of the request is not granted.
    pub dropped: Vec<Dropped>,
}

impl Plan {
    /// Weighs the request.
    ///
    /// # Errors
    /// A `Failure` for an end that is over, and for a request that takes the CA's own place or names
    /// nobody.
    pub fn new(args: &SignArgs, request: &Request, ca: &Ca, now: Time) -> Result<Self, Failure> {
        let purpose = Purpose::from(args.purpose);
        let names = Some(args.san.as_slice()).filter(|names| !names.is_empty());
        let grant = Grant::of(request, purpose, names);
        refuse_own_place(request, ca)?;
        refuse_other_names(request, &grant.names, ca)?;
        if request.subject.attributes().next().is_none() && grant.names.is_empty() {
            return Err(refused(
                "csr-nameless",
                "the request names nobody: it has neither a subject nor an alternative name that could be granted",
                "give a name with --san, or ask for a request with a subject",
            ));
        }
        let (not_before, not_after, asked_until) = validity(args, ca, now)?;
        Ok(Self {
            terms: Terms {
                not_before,
                not_after,
                purpose,
                names: grant.names,
            },
            asked_until,
            dropped: grant.dropped,
        })
    }
}

/// When a certificate begins that is made now: clocks of others may be a little behind.
pub fn beginning(now: Time) -> Time {
    now.plus(-BACKDATED)
}

/// The last second of so many days: both ends count (RFC 5280 section 4.1.2.5), so that the whole
/// validity is as long as was asked for, and no longer.
pub fn end_of_days(not_before: Time, days: u32) -> Time {
    not_before.plus(i64::from(days) * DAY - 1)
}

/// How long the two are apart, both counted.
pub fn lasts(not_before: Time, not_after: Time) -> String {
    not_after.plus(1).apart(not_before)
}

/// An end that is over at once.
///
/// # Errors
/// A `Failure` of usage.
pub fn refuse_past(not_after: Time, now: Time) -> Result<(), Failure> {
    if not_after > now {
        return Ok(());
    }
    Err(Failure::usage(
        format!("--not-after {} has passed", not_after.rfc3339()),
        "give a later date, or --days",
    ))
}

/// First and last second, and the last one asked for where it is another.
fn validity(args: &SignArgs, ca: &Ca, now: Time) -> Result<(Time, Time, Option<Time>), Failure> {
    let earliest = ca.chain.iter().map(|c| c.not_before).max();
    let not_before = earliest.map_or(beginning(now), |earliest| earliest.max(beginning(now)));
    let asked = match args.not_after {
        Some(until) => until.0,
        None => end_of_days(not_before, args.days.unwrap_or(DAYS)),
    };
    refuse_past(asked, now)?;
    let latest = ca.chain.iter().map(|c| c.not_after).min();
    let not_after = latest.map_or(asked, |latest| latest.min(asked));
    Ok((not_before, not_after, (not_after < asked).then_some(asked)))
}

/// With the CA's name a verifier takes the certificate for the CA's own; with its key it is the CA's.
fn refuse_own_place(request: &Request, ca: &Ca) -> Result<(), Failure> {
    let ask = "ask for a request with a name and a key of its own";
    for own in &ca.chain {
        if request.subject.same_as(&own.subject) {
            let problem = format!("the request has the name of the CA {}", own.subject);
            return Err(refused("csr-is-ca", problem, ask));
        }
        if request.public_key.same_key(&own.public_key) {
            let problem = format!("the request has the key of the CA {}", own.subject);
            return Err(refused("csr-is-ca", problem, ask));
        }
    }
    Ok(())
}

/// Whoever checks nameConstraints refuses it.
fn refuse_other_names(request: &Request, names: &[AltName], ca: &Ca) -> Result<(), Failure> {
    let mut breaches = ca.chain.iter();
    let breach = breaches.find_map(|ca| constraints::breach(ca, &request.subject, names));
    match breach {
        Some(breach) => Err(refused(
            "csr-name-constrained",
            breach.to_string(),
            "ask for a request with names within these, give others with --san, or sign with another CA",
        )),
        None => Ok(()),
    }
}

fn refused(code: &'static str, problem: impl Into<String>, fix: &str) -> Failure {
    Failure {
        exit: Exit::Negative,
        code: Some(code),
        ..Failure::usage(problem, fix)
    }
}

const DAY: i64 = 86_400;
/// Of a certificate.
const DAYS: u32 = 365;
/// In seconds.
const BACKDATED: i64 = 300;
