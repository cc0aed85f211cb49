//! `token`: ask, and print the token alone or with what is known of it.

use super::connect::{USER_AGENT, connect};
use super::{World, grant, identity, outputs, route};
use crate::cli::TokenArgs;
use crate::core::oauth::bound_to;
use crate::core::secret::SecretRef;
use crate::report::token::TokenFacts;
use crate::report::{Answer, Report};

/// Gets a token.
pub fn run(args: &TokenArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    let secret = args.grant.client_secret.as_ref();
    let mut takers = identity::stdin_takers(&args.identity, &args.connection);
    takers.push(("--client-secret", secret == Some(&SecretRef::Stdin)));
    outputs::one_taker(&takers)?;
    let mut notes: Vec<String> = outputs::literal_note(&[secret]).into_iter().collect();
    notes.extend(identity::insecure_note(&args.connection));
    let identity = identity::identity(&args.identity, world, &mut notes)?;
    let trust = identity::trust(&args.connection, world, &mut notes)?;
    let wanted = grant::grant(&args.token_url, &args.grant, world)?;
    let route = route::route(&args.connection.route, USER_AGENT, world, &mut notes)?;
    let connected = connect(&args.connection, identity.as_ref(), &trust, &route, world)?;
    let granted = grant::fetch(&wanted, &connected)?;
    world.guard(&granted.access_token);
    let token = granted
        .access_token
        .expose_text()
        .unwrap_or_default()
        .to_owned(); // it is the answer
    let bound = identity.as_ref().and_then(|i| bound_to(&token, i.leaf()));
    if bound == Some(false) {
        notes.push(
            "the token is bound to another certificate than the one presented [token-not-bound]"
                .into(),
        );
    }
    let facts = TokenFacts {
        access_token: token,
        token_type: granted.token_type,
        expires_in: granted.expires_in,
        expires_at: granted.expires_in.map(|s| world.now().plus(s).rfc3339()),
        cached: false,
        bound_to_certificate: bound,
    };
    let mut report = Report::new(Answer::Token(Box::new(facts)), args.output.format());
    report.notes = notes;
    Ok(report)
}
