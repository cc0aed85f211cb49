//! `-v`: the handshake and both heads, credentials masked.

use crate::commands::World;
use crate::core::diagnosis::ClientFacts;
use crate::core::http::redact;
use crate::core::http::{Exchange, Failure};
use crate::core::material::Certificate;
use crate::core::tls::way::{Attempt, Outcome};
use crate::core::tls::{Handshake, Stage, Verdict, Way};

/// A whole exchange.
pub fn exchange(
    asked: &[u8],
    exchange: &Exchange,
    client: Option<&ClientFacts>,
    world: &mut dyn World,
) {
    connection(&exchange.handshake(), client, world);
    sent(asked, world);
    for head in &exchange.heads {
        received(head, world);
    }
}

/// As far as it came.
pub fn failure(
    asked: &[u8],
    failure: &Failure,
    client: Option<&ClientFacts>,
    world: &mut dyn World,
) {
    connection(&failure.handshake, client, world);
    if failure.handshake.stage >= Stage::Established {
        sent(asked, world);
    }
    for head in &failure.heads {
        received(head, world);
    }
}

/// The addresses tried, and what was said with a proxy.
fn way(way: &Way, world: &mut dyn World) {
    let failed = |a: &&Attempt| a.outcome != Outcome::Connected;
    for attempt in way.attempts.iter().filter(failed) {
        world.say(&format!("* {attempt}\n"));
    }
    let Some(proxy) = &way.proxy else {
        return;
    };
    world.say(&format!(
        "* through the proxy {} ({})\n",
        proxy.name, proxy.source
    ));
    if proxy.asked.is_empty() {
        return;
    }
    for line in &proxy.asked {
        world.say(&format!("> {line}\n"));
    }
    world.say(">\n");
    for head in &proxy.heads {
        received(head, world);
    }
}

fn connection(handshake: &Handshake, client: Option<&ClientFacts>, world: &mut dyn World) {
    way(&handshake.way, world);
    let mut say = |line: String| world.say(&format!("* {line}\n"));
    if let Some(remote) = handshake.remote {
        say(format!("connected to {remote}"));
    }
    if let (Some(version), Some(cipher)) = (handshake.version, &handshake.cipher) {
        let resumed = if handshake.resumed {
            ", the session of an earlier connection"
        } else {
            ""
        };
        say(format!("{version}, {cipher}{resumed}"));
    }
    if let Some(server) = handshake
        .server_chain
        .first()
        .and_then(|der| Certificate::from_der(der).ok())
    {
        say(format!("server certificate: {}", server.subject));
        say(format!(
            "  issued by {}, until {}",
            server.issuer,
            server.not_after.readable()
        ));
        let verdict = match &handshake.verdict {
            Some(Verdict::Trusted) => "trusted".to_owned(),
            Some(other) => format!("NOT trusted: {other}"),
            None => "not judged".to_owned(),
        };
        say(format!("  {verdict}"));
    }
    if handshake.version.is_none() {
        return; // no handshake, so nothing was asked
    }
    match (&handshake.requested, handshake.certificate_sent, client) {
        (None, ..) => say("the server did not ask for a client certificate".into()),
        (Some(_), true, Some(client)) => {
            say(format!("client certificate sent: {}", client.leaf.subject))
        }
        (Some(_), ..) => say("the server asked for a client certificate, and none was sent".into()),
    }
}

fn sent(asked: &[u8], world: &mut dyn World) {
    for line in redact::lines(asked) {
        world.say(&format!("> {line}\n"));
    }
    world.say(">\n");
}

fn received(head: &[u8], world: &mut dyn World) {
    for line in redact::lines(head) {
        world.say(&format!("< {line}\n"));
    }
    world.say("<\n");
}
