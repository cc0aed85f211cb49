//! From a name to addresses: which name was looked up, where a flag leads, and what was tried. Must not
//! judge what came of a connection.

use super::{Code, Diagnosis, Evidence, SaidBy};

/// The name that was looked up, which a flag may have put in place of the URL's.
pub(super) fn no_address(e: &Evidence) -> Diagnosis {
    let way = &e.handshake.way;
    let (summary, fix) = match &way.detour {
        Some((host, port)) if *host != e.host => (
            format!(
                "the name {host} does not resolve, which --connect-to puts in place of {}",
                e.host
            ),
            format!(
                "correct the name in --connect-to (connect-to in a profile), or say its address: --resolve {host}:{port}:ADDRESS"
            ),
        ),
        _ => (
            format!("the name {} does not resolve", e.host),
            "check the spelling of the host; if the provider has not published it yet, use --resolve or --connect-to".to_owned(),
        ),
    };
    let ports: Vec<String> = way.resolved_for.iter().map(u16::to_string).collect();
    let asked = way.detour.as_ref().map_or(e.port, |(_, port)| *port);
    let line = (!ports.is_empty()).then(|| {
        format!(
            "--resolve has an address for port {} only, and port {asked} is asked for",
            ports.join(", ")
        )
    });
    let found = Diagnosis::new(Code::DnsFailure, SaidBy::Network, summary, fix);
    found.with(line).with(tried(e))
}

/// Where a flag leads, and the addresses behind the name, as far as there are any.
pub(super) fn tried(e: &Evidence) -> Vec<String> {
    let detour = e.handshake.way.detour.as_ref();
    let led = |(host, port): &(String, u16)| {
        format!("--connect-to (connect-to in a profile) leads to {host}, port {port}")
    };
    detour.map(led).into_iter().chain(addresses(e)).collect()
}

fn addresses(e: &Evidence) -> Vec<String> {
    let attempts = &e.handshake.way.attempts;
    if attempts.len() > 1 {
        return attempts.iter().map(ToString::to_string).collect();
    }
    let list: Vec<String> = e
        .handshake
        .addresses
        .iter()
        .map(ToString::to_string)
        .collect();
    if list.is_empty() {
        Vec::new()
    } else {
        vec![format!("tried {}", list.join(", "))]
    }
}
