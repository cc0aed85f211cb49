//! What can be checked only by going there: the handshake, the token and its binding, a call that
//! harms nothing. Each is the command itself, run with the profile.

use std::time::Instant;

use crate::cli::{CheckArgs, ProfileArgs};
use crate::commands::World;
use crate::commands::own::run;
use crate::commands::profile::Chosen;
use crate::core::diagnosis::Code;
use crate::core::probe::{Rung, Step, Verdict, milliseconds};
use crate::core::provider::schema::Part;
use crate::exit::Exit;
use crate::report::check::Check;
use crate::report::probe::ProbeFacts;
use crate::report::token::TokenFacts;
use crate::report::{Answer, Failure, Report};

/// All of them. Nothing is sent after a failure: it would only be met again.
pub fn checks(
    before: &[Check],
    chosen: &Chosen,
    named: &ProfileArgs,
    args: &CheckArgs,
    world: &mut dyn World,
) -> Vec<Check> {
    if args.offline {
        return vec![Check::new("network", Verdict::Skipped, "--offline")];
    }
    let has_failed = |checks: &[Check]| checks.iter().any(|c| c.verdict == Verdict::Failed);
    if has_failed(before) {
        let not = |name| Check::new(name, Verdict::NotReached, "");
        return NAMES.map(not).to_vec();
    }
    let mut checks = handshake(named, world);
    checks.iter_mut().for_each(|check| here(check, chosen));
    handed_over(&mut checks, chosen);
    for (name, check) in [("token", token as Further), ("call", call)] {
        match has_failed(&checks) {
            true => checks.push(Check::new(name, Verdict::NotReached, "")),
            false => checks.extend(check(chosen, named, world)),
        }
    }
    checks
}

/// A provider that is handed certificate and key presents them itself: its own API asks for none.
fn handed_over(checks: &mut [Check], chosen: &Chosen) {
    let provider = chosen.profile.rules().ok().flatten();
    let Some(provider) = provider.filter(|p| p.files.order.contains(&Part::Key)) else {
        return;
    };
    let unasked = checks.iter_mut().find(|check| {
        check.check == Rung::ClientCertificate.name() && check.verdict == Verdict::Warning
    });
    if let Some(check) = unasked {
        check.verdict = Verdict::Skipped;
        check.summary = format!(
            "{} presents it to others; its own API asks for none",
            provider.title
        );
        check.fix.clear();
    }
}

/// What to do about it in the profile, where the usual fix names flags of a command line.
fn here(check: &mut Check, chosen: &Chosen) {
    let line = match check.code {
        Some("server-cert-untrusted" | "server-chain-incomplete") => {
            "add cacert = \"FILE\" with the provider's CA certificates to"
        }
        Some("server-name-mismatch") => {
            "write the host that the certificate is for as url, and where to reach it as connect-to, into"
        }
        Some("dns-failure" | "connection-refused" | "connection-timeout" | "not-tls") => {
            "check url in"
        }
        Some("client-cert-required") => "add cert = \"client.crt\" and key = \"client.key\" to",
        _ => return,
    };
    check.fix = format!("{line} [{}] of {}", chosen.section(), chosen.all.shown);
}

type Further = fn(&Chosen, &ProfileArgs, &mut dyn World) -> Vec<Check>;

fn handshake(named: &ProfileArgs, world: &mut dyn World) -> Vec<Check> {
    let begun = Instant::now();
    match run(&["probe", "--quiet"], named, world) {
        Ok(Report {
            answer: Answer::Probe(facts),
            ..
        }) => staircase(&facts),
        Ok(_) => Vec::new(),
        Err(failure) => {
            let mut check = Check::failed("handshake", failure);
            check.duration_ms = Some(milliseconds(begun.elapsed()));
            vec![check]
        }
    }
}

/// The probe's steps behind that of our files, which are checked already.
fn staircase(facts: &ProbeFacts) -> Vec<Check> {
    let steps = facts.steps.iter().filter(|step| step.step != Rung::Files);
    let mut checks: Vec<Check> = steps.map(of_step).collect();
    let failed = checks.iter_mut().find(|c| c.verdict == Verdict::Failed);
    match (failed, facts.diagnosis.code) {
        (_, Code::Ok) => {}
        (Some(check), _) => *check = Check::diagnosed(check.check, &facts.diagnosis),
        (None, _) => checks.push(Check::diagnosed("handshake", &facts.diagnosis)),
    }
    checks
}

fn of_step(step: &Step) -> Check {
    let check = Check::new(step.step.name(), step.verdict, step.summary.clone());
    Check {
        duration_ms: step.duration_ms,
        ..check.with(step.details.iter().cloned())
    }
}

fn token(chosen: &Chosen, named: &ProfileArgs, world: &mut dyn World) -> Vec<Check> {
    let environment = &chosen.environment;
    let is_named = environment.token_url.is_some() || environment.discover.is_some();
    if !is_named && environment.client_id.is_none() {
        let why = "the profile names no token endpoint";
        return vec![Check::new("token", Verdict::Skipped, why)];
    }
    let begun = Instant::now();
    let asked = run(&["token", "--no-cache", "--quiet"], named, world);
    let took = Some(milliseconds(begun.elapsed()));
    let mut checks = match asked {
        Ok(Report {
            answer: Answer::Token(facts),
            ..
        }) => granted(&facts),
        Ok(_) => Vec::new(),
        Err(failure) => vec![Check::failed("token", failure)],
    };
    if let Some(first) = checks.first_mut() {
        first.duration_ms = took;
    }
    checks
}

fn granted(facts: &TokenFacts) -> Vec<Check> {
    let life = facts.expires_in;
    let life = life.map_or("it does not say how long".into(), |s| format!("for {s} s"));
    let binding = match facts.bound_to_certificate {
        Some(true) => Check::ok("token binding", "bound to this certificate (RFC 8705)"),
        Some(false) => {
            let mut failure = Failure::usage(
                "the token is bound to another certificate than the one presented",
                "present the same certificate to the token endpoint and to the API",
            );
            failure.code = Some(Code::TokenNotBound.name());
            Check::failed("token binding", failure)
        }
        None => Check::new(
            "token binding",
            Verdict::Skipped,
            "the token does not say whether it is bound to a certificate",
        ),
    };
    vec![
        Check::ok("token", format!("{}, {life}", facts.token_type)),
        binding,
    ]
}

fn call(chosen: &Chosen, named: &ProfileArgs, world: &mut dyn World) -> Vec<Check> {
    let Some(path) = chosen.environment.check_path.as_deref() else {
        let why = "no check-path in the profile: a path whose GET harms nothing";
        return vec![Check::new("call", Verdict::Skipped, why)];
    };
    let begun = Instant::now();
    let check = match answered(path, &[], named, world) {
        Ok(()) => Check::ok("call", format!("GET {path} is answered")),
        Err(failure) => Check::failed("call", failure),
    };
    vec![Check {
        duration_ms: Some(milliseconds(begun.elapsed())),
        ..check
    }]
}

/// Whether a GET of this path is answered well, with these words beside the profile.
///
/// # Errors
/// Ends 1 where it is not.
pub fn answered(
    path: &str,
    words: &[String],
    named: &ProfileArgs,
    world: &mut dyn World,
) -> Result<(), Failure> {
    let body = tempfile::NamedTempFile::new().map_err(|_| {
        Failure::usage(
            "there is no room for its answer",
            "make room in the folder for temporary files",
        )
    })?;
    let place = body.path().display().to_string();
    let mut line = vec!["call", path, "-sS", "-f", "-m", "30", "-o", &place];
    line.extend(words.iter().map(String::as_str));
    let failure = match run(&line, named, world) {
        Ok(report) if report.exit == Exit::Ok => return Ok(()),
        Ok(report) => report.failures.into_iter().next(),
        Err(failure) => Some(failure),
    };
    let failure = failure.unwrap_or_else(|| {
        let fix = format!("see what it says: mtls call {path}");
        Failure::usage(format!("GET {path} is not answered"), fix)
    });
    Err(Failure {
        exit: Exit::Negative,
        ..failure
    })
}

/// What is not reached after a failure of our own.
const NAMES: [&str; 3] = ["handshake", "token", "call"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_is_bound_to_another_certificate_fails() {
        for (bound, verdict) in [
            (Some(true), Verdict::Ok),
            (Some(false), Verdict::Failed),
            (None, Verdict::Skipped),
        ] {
            let facts = TokenFacts {
                access_token: "t".into(),
                token_type: "Bearer".into(),
                expires_in: Some(60),
                expires_at: None,
                cached: false,
                bound_to_certificate: bound,
            };
            let checks = granted(&facts);
            let binding = checks.iter().find(|c| c.check == "token binding");
            assert_eq!(binding.map(|c| c.verdict), Some(verdict));
        }
    }
}
