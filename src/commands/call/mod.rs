//! `call`: from curl's flags to requests, one transfer each over one session, and an exit code.

mod facts;
mod plan;
mod sink;
mod stops;
mod trace;
mod transfer;

use std::rc::Rc;

use super::connect::{Connected, connect, proxy_note};
use super::{World, grant, identity, outputs};
use crate::cli::CallArgs;
use crate::core::http::{Header, Request, Scheme, Url, has_credentials};
use crate::core::identity::Identity;
use crate::core::tls::Trust;
use crate::exit::Exit;
use crate::report::{Answer, Failure, Format, Report};

use plan::Plan;
use transfer::Outcome;

/// What every transfer of one run shares.
struct Run<'a> {
    args: &'a CallArgs,
    plan: Plan,
    identity: Option<Identity>,
    trust: Trust,
    connected: Rc<Connected>,
    /// The session for other hosts: it presents no certificate.
    stranger: Option<Rc<Connected>>,
    token_expires_in: Option<i64>,
    /// What `-D` has been given so far.
    dumped: Vec<u8>,
}

/// Makes the calls.
pub fn run(args: &CallArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    let quiet = args.silent && !args.show_error;
    match carry_out(args, world) {
        Err(error) if quiet => Ok(ended(Failure::from(error).exit)),
        other => other.map(|mut report| {
            if quiet {
                report.failures.clear();
            }
            report
        }),
    }
}

fn carry_out(args: &CallArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    let secret = args.grant.client_secret.as_ref();
    let mut notes: Vec<String> = outputs::literal_note(&[secret]).into_iter().collect();
    notes.extend(identity::insecure_note(&args.connection));
    let plan = plan::make(args, world, &mut notes)?;
    let identity = identity::identity(&args.identity, world, &mut notes)?;
    if let Some(identity) = &identity {
        refuse_plain_http(args, &plan, identity)?;
    }
    let trust = identity::trust(&args.connection, world, &mut notes)?;
    let connected = connect(&args.connection, identity.as_ref(), &trust, world)?;
    let token = grant::address(&args.grant).map(|url| Url::parse(url, false));
    let called = plan.transfers.iter().map(|t| &t.request.url);
    let mut called = token.iter().flatten().chain(called);
    notes.extend(called.find_map(|url| proxy_note(url, world)));
    if !args.silent {
        notes.iter().for_each(|note| world.note(note));
    }
    let mut run = Run {
        args,
        plan,
        identity,
        trust,
        connected: Rc::new(connected),
        stranger: None,
        token_expires_in: None,
        dumped: Vec::new(),
    };
    run.fetch_token(world)?;
    let mut report = ended(Exit::Ok);
    for at in 0..run.plan.transfers.len() {
        let Outcome { exit, failure } = transfer::run(&mut run, at, world)?;
        report.exit = exit;
        report.failures.extend(failure);
    }
    Ok(report)
}

impl Run<'_> {
    /// With `--token-url` or `--discover`, unless the user brings an Authorization of their own.
    fn fetch_token(&mut self, world: &mut dyn World) -> anyhow::Result<()> {
        let has_own = |headers: &[Header]| headers.iter().any(|h| h.is("Authorization"));
        if self
            .plan
            .transfers
            .iter()
            .all(|t| has_own(&t.request.headers))
        {
            return Ok(());
        }
        let party = grant::Party {
            identity: self.identity.as_ref(),
            trust: &self.trust,
            connected: &self.connected,
            plain_http: self.args.allow_plain_http,
        };
        let (args, connection) = (&self.args.grant, &self.args.connection);
        let Some(mut tokens) = grant::prepare(args, connection, &party, world)? else {
            return Ok(());
        };
        let token = tokens.obtain(None, world)?;
        self.token_expires_in = token.expires_in;
        // exposed to be sent to the API
        let value = [b"Bearer ", token.secret.expose_secret()].concat();
        for transfer in &mut self.plan.transfers {
            if !has_own(&transfer.request.headers) {
                transfer
                    .request
                    .headers
                    .insert(0, Header::new("Authorization", value.clone()));
            }
        }
        Ok(())
    }

    /// The session for a host: ours for the host that was called, one without a certificate for
    /// any other that a redirect leads to.
    fn session_for(
        &mut self,
        called: &Url,
        now: &Url,
        world: &dyn World,
    ) -> anyhow::Result<Rc<Connected>> {
        if now.same_origin(called) || self.identity.is_none() {
            return Ok(Rc::clone(&self.connected));
        }
        if let Some(stranger) = &self.stranger {
            return Ok(Rc::clone(stranger));
        }
        let stranger = connect(&self.args.connection, None, &self.trust, world)?;
        let stranger = Rc::new(stranger);
        self.stranger = Some(Rc::clone(&stranger));
        Ok(stranger)
    }

    /// What stays behind, and what does not, when a redirect leads to another host; `None` where
    /// there is nothing of either.
    fn farewell(&self, called: &Url, from: &Request, to: &Request) -> Option<String> {
        if to.url.same_origin(&from.url) || to.url.same_origin(called) {
            return None;
        }
        let left = match (self.identity.is_some(), has_credentials(from)) {
            (true, true) => "the client certificate and the credentials are not sent there",
            (true, false) => "the client certificate is not sent there",
            (false, true) => "the credentials are not sent there",
            (false, false) => "",
        };
        let goes = match (to.body.is_some(), left) {
            (false, "") => return None,
            (false, _) => "",
            (true, "") => "the body is sent there too",
            (true, _) => ", but the body is",
        };
        Some(format!("redirected to {}: {left}{goes}", to.url.host))
    }
}

/// A certificate cannot be presented over plain http, and whoever gave one meant it to be.
fn refuse_plain_http(args: &CallArgs, plan: &Plan, identity: &Identity) -> anyhow::Result<()> {
    let plain = plan
        .transfers
        .iter()
        .find(|t| t.request.url.scheme == Scheme::Http);
    let Some(transfer) = plain.filter(|_| !args.allow_plain_http) else {
        return Ok(());
    };
    let url = &transfer.request.url;
    let problem = if url.scheme_given {
        format!(
            "{} is plain http, where the certificate {} cannot be presented",
            url.shown(),
            identity.leaf().subject
        )
    } else {
        format!(
            "the URL for {} has no scheme, and curl would take it for plain http, where no certificate can be presented",
            url.host
        )
    };
    Err(Failure::usage(
        problem,
        "write https://, or add --allow-plain-http if it is meant",
    )
    .into())
}

fn ended(exit: Exit) -> Report {
    Report {
        exit,
        ..Report::new(Answer::Silent, Format::Text)
    }
}
