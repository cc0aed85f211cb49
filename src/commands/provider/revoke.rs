//! `revoke`: a certificate to the provider's revoke endpoint, after a question that cannot be answered
//! by mistake.

use super::endpoint::{self, Rules};
use crate::cli::RevokeArgs;
use crate::commands::deeds::carried_out;
use crate::commands::secrets::PassphraseSource;
use crate::commands::{World, load, outputs};
use crate::core::http::Header;
use crate::core::material::Certificate;
use crate::core::profile::audit::{Action, Deed};
use crate::core::provider::endpoint::{Place, account_of, other_account};
use crate::core::provider::schema::{Moment, Provider, RevokeRules};
use crate::exit::Exit;
use crate::report::provider::Revoked;
use crate::report::{Answer, Failure, Report};

/// Revokes it; what there is to note is told also where that fails.
pub fn run(args: &RevokeArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    let mut notes = Vec::new();
    let revoked = revoked(args, world, &mut notes);
    endpoint::finished(revoked, notes, args.output.format(), world)
}

fn revoked(
    args: &RevokeArgs,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Report> {
    outputs::stdin_once(&args.cert, &[args.pass.as_ref()])?;
    let provider = endpoint::provider(&args.connection)?;
    let certificate = certificate(args, world, notes)?;
    let serial = serial(args, certificate.as_ref())?;
    let account = account(args, &provider, certificate.as_ref())?;
    let rules = rules(&provider, args)?;
    let value = |name: &str| match name {
        "serial" => Some(serial.clone()),
        "account" => account.clone(),
        _ => None,
    };
    let url = endpoint::url(&args.endpoint, &provider, rules.place, value)?;
    let given = endpoint::credentials(&args.endpoint, &provider, rules.headers, world, notes)?;
    let limits = args.limits.clone();
    let identity = endpoint::presented(&args.endpoint, limits, &provider, &rules, world, notes)?;
    confirmed(args, &provider, &serial, certificate.as_ref(), world)?;
    let own = own(provider.revoke.as_ref());
    let outgoing = endpoint::request(rules.method, url.clone(), own, given, None);
    let deed = match &certificate {
        Some(certificate) => Deed::certificate(Action::Revoke, certificate, None),
        None => Deed::numbered(Action::Revoke, &serial),
    };
    let way = (&args.connection, identity.as_ref());
    let answered = carried_out(&[deed], world, |world| {
        endpoint::send(&outgoing, &rules, way, world, notes)
    })?;
    let told = Revoked {
        serial,
        subject: certificate.map(|certificate| certificate.subject.rfc4514()),
        url: url.shown(),
        status: answered.head.status,
    };
    notes.push(match answered.head.status {
        202 => "the request to revoke it was taken (HTTP 202), and is not carried out yet; remove the certificate where it is installed".into(),
        _ => "handshakes with it are refused from now on; remove it where it is installed".into(),
    });
    Ok(Report::new(Answer::Revoked(told), args.output.format()))
}

fn own(revoke: Option<&RevokeRules>) -> Vec<Header> {
    let accept = revoke.and_then(|revoke| revoke.accept.as_deref());
    let content_type = revoke.and_then(|revoke| revoke.content_type.as_deref());
    let content_type = content_type.map(|kind| Header::new("Content-Type", kind));
    let accept = Header::new("Accept", accept.unwrap_or("*/*"));
    std::iter::once(accept).chain(content_type).collect()
}

/// The first certificate of the file: the leaf.
fn certificate(
    args: &RevokeArgs,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Option<Certificate>> {
    let Some(source) = &args.cert else {
        return Ok(None);
    };
    let mut stdin = world.stdin();
    let mut passwords = PassphraseSource::new(args.pass.as_ref(), args.limits.limits(), world);
    let parsed = load::parsed(source, &mut stdin, &mut passwords, notes)?;
    let found = parsed.found();
    match parsed.into_certificates().next() {
        Some(certificate) => Ok(Some(certificate)),
        None => Err(Failure {
            exit: Exit::Negative,
            ..Failure::usage(
                format!("{} holds no certificate, only {found}", source.origin()),
                "name the certificate's file, or its number with --serial",
            )
        }
        .into()),
    }
}

/// Lower-case hex, two digits a byte.
fn serial(args: &RevokeArgs, certificate: Option<&Certificate>) -> anyhow::Result<String> {
    if let Some(certificate) = certificate {
        return Ok(certificate.serial_hex());
    }
    let given = args.serial.as_deref().unwrap_or_default();
    let digits: String = given.chars().filter(|c| *c != ':').collect();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Failure::usage(
            "--serial takes hex digits, with colons or without",
            "mtls inspect shows a certificate's serial number",
        )
        .into());
    }
    Ok(digits.to_ascii_lowercase())
}

fn account(
    args: &RevokeArgs,
    provider: &Provider,
    certificate: Option<&Certificate>,
) -> anyhow::Result<Option<String>> {
    let rule = provider
        .sign
        .as_ref()
        .and_then(|sign| sign.account.as_ref());
    let named = args.endpoint.account.clone();
    let Some(certificate) = certificate else {
        return Ok(named);
    };
    let subject = &certificate.subject;
    let other = named
        .as_ref()
        .and_then(|account| other_account(provider, rule, subject, account));
    match other.filter(|breach| breach.confirmed) {
        Some(breach) => Err(Failure {
            exit: Exit::Negative,
            code: Some(breach.code),
            ..Failure::usage(
                breach.message.replace("the request", "the certificate"),
                "name the account that the certificate was signed for; nothing was sent",
            )
        }
        .into()),
        None => Ok(named.or_else(|| account_of(rule, subject))),
    }
}

fn rules<'p>(provider: &'p Provider, args: &RevokeArgs) -> anyhow::Result<Rules<'p>> {
    let revoke: Option<&RevokeRules> = provider.revoke.as_ref();
    if revoke.is_none() && args.endpoint.url.is_none() {
        return Err(Failure::usage(
            format!("{} names no endpoint that revokes", provider.title),
            "name the provider with --provider, or the endpoint with --url 'https://.../{serial}'; else ask your provider",
        )
        .into());
    }
    Ok(Rules {
        method: revoke.map_or("DELETE", |revoke| revoke.method.as_str()),
        place: Place {
            url: revoke.and_then(|revoke| revoke.url.as_ref()),
            path: revoke.and_then(|revoke| revoke.path.as_ref()),
            host: revoke.map(|revoke| revoke.host).unwrap_or_default(),
            base: None,
        },
        headers: revoke.map_or(&[], |revoke| revoke.headers.as_slice()),
        certificate: revoke.map(|revoke| revoke.certificate).unwrap_or_default(),
        at: Moment::Revoke,
    })
}

fn confirmed(
    args: &RevokeArgs,
    provider: &Provider,
    serial: &str,
    certificate: Option<&Certificate>,
    world: &mut dyn World,
) -> anyhow::Result<()> {
    if args.yes {
        return Ok(());
    }
    let what = match certificate {
        Some(certificate) => format!(
            "{} (serial {serial}, valid until {})",
            certificate.subject,
            certificate.not_after.readable()
        ),
        None => format!("serial {serial}"),
    };
    let question = format!(
        "revoke {what} at {}? It never works again. Type yes: ",
        provider.title
    );
    match world.ask_line(&question) {
        Some(answer) if answer.trim() == "yes" => Ok(()),
        Some(_) => Err(Failure {
            exit: Exit::Negative,
            ..Failure::usage("not revoked: the answer was not yes", "")
        }
        .into()),
        None => Err(Failure::usage(
            "there is no terminal to ask on, and a certificate that is revoked never works again",
            "add --yes if it is meant",
        )
        .into()),
    }
}
