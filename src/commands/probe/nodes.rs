//! Every address of a name, one after another: behind a balancer one node may be bad.

use std::time::{Duration, Instant};

use super::Goal;
use super::gear::Gear;
use super::round::Round;
use crate::core::diagnosis::Code;
use crate::report::probe::{NodeFacts, ProbeFacts};

/// Probes them all within the time of one; the answer is of the first that is not well.
pub fn all(round: &Round, gear: &Gear, goal: &Goal) -> ProbeFacts {
    let session = gear.node(None).connected.session;
    let addresses = session.addresses(&goal.target.url, round.deadline);
    if addresses.is_empty() {
        return round.one(gear, goal, None); // which tells why
    }
    let mut found: Vec<ProbeFacts> = Vec::new();
    for (at, address) in addresses.iter().enumerate() {
        let left = round.deadline.saturating_duration_since(Instant::now());
        if left < LEAST && at > 0 {
            break; // what can be seen in less says nothing of the node
        }
        let share = left / u32::try_from(addresses.len() - at).unwrap_or(u32::MAX);
        let own = round.part(share.max(LEAST).min(left));
        found.push(own.one(gear, goal, Some(*address)));
    }
    let names: Vec<String> = addresses.iter().map(ToString::to_string).collect();
    together(found, names)
}

fn together(mut found: Vec<ProbeFacts>, names: Vec<String>) -> ProbeFacts {
    let is_bad = |facts: &ProbeFacts| facts.diagnosis.code != Code::Ok;
    let telling = found.iter().position(is_bad).unwrap_or(0);
    let bad = found.iter().filter(|facts| is_bad(facts)).count();
    let nodes = names.iter().enumerate().map(|(at, name)| {
        let facts = found.get(at);
        NodeFacts {
            address: name.clone(),
            duration_ms: facts.map(|facts| facts.duration_ms),
            diagnosis: facts.map(|facts| facts.diagnosis.clone()),
            steps: facts.map_or_else(Vec::new, |facts| facts.steps.clone()),
        }
    });
    let nodes: Vec<NodeFacts> = nodes.collect();
    let probed = found.len();
    let handshakes = found.iter().map(|facts| facts.handshakes).sum();
    let hellos = found.iter().map(|facts| facts.hellos).sum();
    let mut facts = found.swap_remove(telling); // there is one at least
    if bad > 0 {
        let name = names.get(telling).map_or("", String::as_str);
        let line = match (bad, probed) {
            (1, 1) if names.len() == 1 => format!("the name has one address, {name}"),
            (bad, all) if all < names.len() => {
                format!("{bad} of the {all} addresses probed fail; this is {name}")
            }
            (bad, all) if bad == all => format!("all {all} addresses fail; this is {name}"),
            (bad, all) => format!("{bad} of {all} addresses fail; this is {name}"),
        };
        facts.diagnosis.evidence.insert(0, line);
    }
    if probed < names.len() {
        let all = names.len();
        let line =
            format!("only {probed} of {all} addresses were probed in the time; -m gives it more");
        facts.diagnosis.evidence.push(line);
    }
    facts.addresses = names;
    facts.handshakes = handshakes;
    facts.hellos = hellos;
    facts.nodes = Some(nodes);
    facts
}

/// What one node has at least.
const LEAST: Duration = Duration::from_secs(1);
