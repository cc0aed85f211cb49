//! What both sides lack in common, as hellos made by hand found it (`tls::hello`), in the place of
//! the guess that an alert allows. Must not ask for them.

use super::{Code, Diagnosis, Evidence, SaidBy, network};
use crate::core::tls::hello::{Dimension, Obstacle, Protocol, ServerHello};
use crate::core::tls::{Alert, Stage};

/// Where it was looked for after a handshake that broke.
pub(super) fn found(e: &Evidence) -> Option<Diagnosis> {
    let refused_for_it = match e.handshake.alert {
        Some(alert) => {
            matches!(
                alert,
                Alert::HANDSHAKE_FAILURE | Alert::PROTOCOL_VERSION | Alert::INSUFFICIENT_SECURITY
            ) || !alert.is_about_certificate() && alert != Alert::UNRECOGNIZED_NAME
        }
        None => true,
    };
    if !e.tls || e.handshake.stage != Stage::Handshaking || !refused_for_it || e.ended.is_none() {
        return None;
    }
    let diagnosis = match e.obstacle.as_ref()? {
        Obstacle::NoCommon {
            dimension,
            takes,
            all,
            chosen,
        } => match dimension {
            Dimension::Version => version(e, chosen),
            Dimension::CipherSuite => suite(e, &list(takes, *all), chosen),
            Dimension::Group => group(e, &list(takes, *all)),
            Dimension::SignatureScheme => scheme(e, &list(takes, *all)),
        },
        Obstacle::Name => name(e),
        Obstacle::Everything { .. } => everything(e)?,
        Obstacle::Nothing | Obstacle::Untold { .. } => return None,
    };
    Some(diagnosis.led_by(e.ending()))
}

/// What it makes of hellos with everything, for those who give way in what they offer.
fn chose(chosen: &ServerHello) -> String {
    format!(
        "of all there is it chooses {} with {}",
        chosen.version, chosen.suite
    )
}

fn version(e: &Evidence, chosen: &ServerHello) -> Diagnosis {
    let theirs = chosen.version;
    let (summary, fix) = if theirs < Protocol::TLS12 {
        (
            format!("the server speaks nothing newer than {theirs}, which is not spoken here"),
            "ask your provider to upgrade it: TLS 1.0 and 1.1 are not to be used any more (RFC 8996)",
        )
    } else if theirs == Protocol::TLS12 {
        (
            "the server speaks nothing newer than TLS 1.2, and only TLS 1.3 is offered".into(),
            "leave --tlsv1.3 out",
        )
    } else {
        (
            format!("the server speaks {theirs}, and nothing older: no less is offered to it"),
            "leave --tls-max out",
        )
    };
    Diagnosis::new(Code::TlsVersionUnsupported, SaidBy::Server, summary, fix)
        .with([chose(chosen)])
        .with(
            e.sni
                .iter()
                .map(|name| format!("asked for the name {name}")),
        )
}

fn suite(e: &Evidence, takes: &str, chosen: &ServerHello) -> Diagnosis {
    let exchange = chosen.suite.exchange();
    let why = exchange.map_or_else(String::new, |exchange| format!(" ({exchange})"));
    let fix = if chosen.suite.is_spoken_here() {
        network::more_to_offer(e)
    } else {
        "ask your provider to allow a suite with ECDHE and AES-GCM or ChaCha20, as TLS 1.2 and 1.3 have them (RFC 9325 section 4.2)".into()
    };
    let summary = format!("the server takes {takes}{why}, which is not offered here");
    Diagnosis::new(Code::NoSharedCipher, SaidBy::Server, summary, fix)
        .with([chose(chosen)])
        .with(
            chosen
                .suite
                .openssl()
                .map(|name| format!("OpenSSL calls that suite {name}")),
        )
}

fn group(e: &Evidence, takes: &str) -> Diagnosis {
    let summary = match takes {
        "" => "the server takes none of the key exchange groups that are offered here".to_owned(),
        _ => format!("the server takes {takes} for the key exchange, which is not offered here"),
    };
    let fix = if e.narrowed.contains(&"--curves") {
        network::more_to_offer(e)
    } else {
        "ask your provider to allow X25519 or P-256 (secp256r1), which all servers know".into()
    };
    Diagnosis::new(Code::NoSharedCipher, SaidBy::Server, summary, fix)
}

fn scheme(e: &Evidence, takes: &str) -> Diagnosis {
    let summary = match takes {
        "" => "the server can sign by none of the schemes that are accepted here".to_owned(),
        _ => format!("the server signs with {takes}, which is not accepted here"),
    };
    let fix = if e.narrowed.contains(&"--sigalgs") {
        network::more_to_offer(e)
    } else {
        "ask your provider for a server certificate whose RSA or EC key signs with SHA-256 or better".into()
    };
    Diagnosis::new(Code::NoSharedCipher, SaidBy::Server, summary, fix)
}

fn name(e: &Evidence) -> Diagnosis {
    let asked = e.sni.as_ref().unwrap_or(&e.host);
    Diagnosis::new(
        Code::SniUnrecognized,
        SaidBy::Server,
        format!("the server refuses the name {asked}, and answers when it is asked for none"),
        "check the host name; with --connect-to or --resolve the URL must keep the provider's name",
    )
}

/// No version, suite, group or scheme helps: it is about something else. A name that is not known is
/// what servers keep silent about most (HAProxy's strict-sni sends handshake_failure).
fn everything(e: &Evidence) -> Option<Diagnosis> {
    let asked = e.sni.as_ref().unwrap_or(&e.host);
    let alert = e.handshake.alert?;
    Some(
        Diagnosis::new(
            Code::HandshakeClosed,
            SaidBy::Server,
            format!("the server refuses every TLS handshake with alert {alert}, whatever is offered"),
            format!("check that {asked} is the name it is to be asked for, and that your address may connect; then ask your provider what its log says"),
        )
        .with(["a hello that offers every version, suite, group and scheme is refused too".into()]),
    )
}

/// `only A`, or `A, B and others`; nothing when nothing was seen.
fn list(takes: &[String], all: bool) -> String {
    match (takes, all) {
        ([], _) => String::new(),
        (_, true) => format!("only {}", takes.join(", ")),
        (_, false) => format!("{} and maybe others", takes.join(", ")),
    }
}
