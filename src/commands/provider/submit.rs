//! `csr submit`: a request to the provider's sign endpoint, and the certificate that comes back:
//! read whatever form it has, proved to belong to the request and the key, written whole or not at all.

mod came;
mod later;

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use came::{certificate, files, leaf, written};

use super::endpoint::{self, Rules};
use crate::cli::SubmitArgs;
use crate::commands::deeds::{self, carried_out};
use crate::commands::outputs::{self, Output, is_stdout};
use crate::commands::secrets::PassphraseSource;
use crate::commands::{World, advised, load};
use crate::core::error::Error;
use crate::core::http::Header;
use crate::core::material::{
    Certificate, Extracted, Item, Kind, NoPasswords, Origin, Request, Source, parse, pem,
};
use crate::core::profile::audit::{Action, Deed};
use crate::core::provider::endpoint::{Place, account_of, other_account};
use crate::core::provider::judge;
use crate::core::provider::schema::{Moment, Provider, SignRules};
use crate::exit::Exit;
use crate::report::findings::{self, Role};
use crate::report::inspect::Detail;
use crate::report::provider::Submitted;
use crate::report::{Answer, Described, Failure, Format, Report};

/// Sends the request, and keeps what comes back; what there is to note is told also where that fails.
pub fn run(args: &SubmitArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    let mut notes = Vec::new();
    let submitted = submitted(args, world, &mut notes);
    endpoint::finished(submitted, notes, args.output.format(), world)
}

fn submitted(
    args: &SubmitArgs,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Report> {
    let sources = std::iter::once(&args.request).chain(&args.key);
    outputs::stdin_once(sources, &[args.pass.as_ref()])?;
    let provider = endpoint::provider(&args.connection)?;
    let (request, sent) = read_request(args, world, notes)?;
    let account = sound(args, &provider, &request, notes)?;
    let key = paired_key(args, &request, world, notes)?;
    let out = place(args)?;
    outputs::check_free([out.as_path()], args.force)?;
    let sign = provider.sign.as_ref();
    let rules = rules(sign);
    let value = |name: &str| account.clone().filter(|_| name == "account");
    let url = endpoint::url(&args.endpoint, &provider, rules.place, value)?;
    let given = endpoint::credentials(&args.endpoint, &provider, rules.headers, world, notes)?;
    let limits = args.limits.clone();
    let identity = endpoint::presented(&args.endpoint, limits, &provider, &rules, world, notes)?;
    let outgoing = endpoint::request(rules.method, url.clone(), own(sign), given, Some(sent));
    let answered = endpoint::send(
        &outgoing,
        &rules,
        (&args.connection, identity.as_ref()),
        world,
        notes,
    )?;
    let parsed = certificate(&answered, sign, (&url, &out), args)?;
    let leaf = leaf(&parsed, &request, &url)?;
    let mut files = files(&parsed, leaf, &answered, &out, notes);
    let created = (!is_stdout(&out)).then(|| Deed::certificate(Action::Create, leaf, Some(&out)));
    let saved = carried_out(created.as_slice(), world, |_| {
        Ok(outputs::save(&mut files, args.force)?)
    });
    let to_stdout = saved.map_err(|error| kept_nowhere(error, leaf))?;
    let told = Submitted {
        certificate: describe(leaf, &out, key.is_some(), world),
        url: url.shown(),
        account,
        paired_with: key,
        file: written(&parsed, leaf, &out),
    };
    Ok(report(args, &provider, told, to_stdout, notes))
}

/// What was signed is not to be lost with the file: it is public, and can be kept by hand.
fn kept_nowhere(error: anyhow::Error, leaf: &Certificate) -> Failure {
    let mut failure = Failure::from(error);
    let (serial, text) = (leaf.serial_hex(), STANDARD.encode(leaf.as_der()));
    failure.evidence.extend([
        format!("the provider has signed it, with the serial number {serial}"),
        format!("the certificate, in base64, which mtls reads: {text}"),
    ]);
    failure.fix = format!(
        "{}; then put that line into a file of its own: mtls convert FILE --to pem --out app.crt",
        failure.fix
    );
    failure
}

/// The request, and its bytes as they will be sent.
fn read_request(
    args: &SubmitArgs,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<(Request, Vec<u8>)> {
    let input = args.request.read(&mut world.stdin())?;
    let parsed = parse(&input, &mut NoPasswords)?.whole()?;
    if parsed
        .items
        .iter()
        .any(|found| found.item.kind() == Kind::PrivateKey)
    {
        return Err(Failure::usage(
            format!(
                "{} holds a private key too, which never leaves you",
                input.origin
            ),
            "name the file with the request alone",
        )
        .into());
    }
    let found = parsed.found();
    let mut requests = parsed
        .items
        .into_iter()
        .filter_map(|found| match found.item {
            Item::Request(request) => Some(*request),
            _ => None,
        });
    let (Some(request), None) = (requests.next(), requests.next()) else {
        return Err(Failure::usage(
            format!("{} is to hold one request, and holds {found}", input.origin),
            "name the file that begins with -----BEGIN CERTIFICATE REQUEST-----",
        )
        .into());
    };
    // as it stands in the file, unless the file is not the PEM that an endpoint takes
    let is_pem = input.bytes.starts_with(b"-----BEGIN ");
    let sent = match is_pem {
        true => input.bytes.to_vec(),
        false => {
            notes.push(format!("{} is sent as PEM", input.origin));
            pem::encode("CERTIFICATE REQUEST", request.as_der())
                .as_bytes()
                .to_vec()
        }
    };
    Ok((request, sent))
}

/// What the provider would refuse is refused here; gives the account.
fn sound(
    args: &SubmitArgs,
    provider: &Provider,
    request: &Request,
    notes: &mut Vec<String>,
) -> anyhow::Result<Option<String>> {
    let rule = provider
        .sign
        .as_ref()
        .and_then(|sign| sign.account.as_ref());
    let named = args.endpoint.account.clone();
    let account = named.or_else(|| account_of(rule, &request.subject));
    // without a provider only what every CA refuses
    let is_named = args.connection.provider.is_some();
    let breaches = judge(provider, request).into_iter();
    let breaches = breaches.filter(|breach| is_named || SOUNDNESS.contains(&breach.code));
    let other = account
        .as_ref()
        .and_then(|account| other_account(provider, rule, &request.subject, account));
    let breaches = other.into_iter().chain(breaches);
    let fix = "correct that and make it again (mtls csr); nothing was sent";
    advised::held_to(provider, breaches, Moment::Sign, fix, notes)?;
    Ok(account)
}

/// The key's name, when it is the request's; nothing is sent for another one.
fn paired_key(
    args: &SubmitArgs,
    request: &Request,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Option<String>> {
    let Some(source) = &args.key else {
        return Ok(None);
    };
    let mut stdin = world.stdin();
    let mut passwords = PassphraseSource::new(args.pass.as_ref(), args.limits.limits(), world);
    let mut parsed = load::parsed(source, &mut stdin, &mut passwords, notes)?;
    let found = parsed.found();
    parsed.unlock_keys(&mut passwords)?;
    passwords.world().record(&deeds::uses(&parsed.items))?;
    let mut keys = parsed.items.iter().filter_map(|found| match &found.item {
        Item::PrivateKey(key) => Some(key.public_key()),
        _ => None,
    });
    let origin = source.origin();
    let Some(first) = keys.next() else {
        return Err(Error::KeyMissing { origin, found }.into());
    };
    if std::iter::once(first)
        .chain(keys)
        .any(|key| key.same_key(&request.public_key))
    {
        return Ok(Some(origin.to_string()));
    }
    Err(Failure {
        exit: Exit::Negative,
        code: Some("key-mismatch"),
        ..Failure::usage(
            format!(
                "{origin} is not the private key of {}",
                args.request.origin()
            ),
            "name the key that was made with this request; mtls match-key --search finds it",
        )
    }
    .into())
}

/// Named after the request, with `.crt`.
fn place(args: &SubmitArgs) -> anyhow::Result<PathBuf> {
    let out = match (&args.out, &args.request) {
        (Some(out), _) => out.clone(),
        (None, Source::File(path)) => path.with_extension("crt"),
        (None, Source::Stdin) => {
            return Err(Failure::usage(
                "the request comes from standard input, and the certificate has no name",
                "name its file with --out",
            )
            .into());
        }
    };
    if is_stdout(&out) && args.output.format() == Format::Json {
        return Err(outputs::both_on_stdout().into());
    }
    Ok(out)
}

fn rules(sign: Option<&SignRules>) -> Rules<'_> {
    Rules {
        method: sign.map_or("POST", |sign| sign.method.as_str()),
        place: Place {
            url: sign.and_then(|sign| sign.url.as_ref()),
            path: sign.and_then(|sign| sign.path.as_ref()),
            host: sign.map(|sign| sign.host).unwrap_or_default(),
            base: None,
        },
        headers: sign.map_or(&[], |sign| sign.headers.as_slice()),
        certificate: sign.map(|sign| sign.certificate).unwrap_or_default(),
        at: Moment::Sign,
    }
}

fn own(sign: Option<&SignRules>) -> Vec<Header> {
    let accept = sign
        .and_then(|sign| sign.accept.as_deref())
        .unwrap_or("*/*");
    let content_type = sign.map_or("text/plain", |sign| sign.content_type.as_str());
    vec![
        Header::new("Accept", accept),
        Header::new("Content-Type", content_type),
    ]
}

fn describe(
    leaf: &Certificate,
    out: &std::path::Path,
    has_key: bool,
    world: &dyn World,
) -> Described {
    let extracted = Extracted {
        item: Item::Certificate(Box::new(leaf.clone())),
        origin: Origin::named(out.display().to_string()),
        index: 0,
        friendly_name: None,
        stored_encrypted: false,
    };
    let problems = findings::of_item(&extracted.item, has_key, Role::Client, world.now());
    Described::new(&extracted, has_key, problems, world.now(), Detail::Full)
}

fn report(
    args: &SubmitArgs,
    provider: &Provider,
    told: Submitted,
    to_stdout: Option<Output>,
    notes: &mut Vec<String>,
) -> Report {
    let cert = &told.file.path;
    let next = match &told.paired_with {
        Some(key) => {
            let whose = match &args.connection.provider {
                Some(named) => format!(" --provider {named}"),
                None => String::new(),
            };
            format!("next: mtls call{whose} --cert {cert} --key {key} URL")
        }
        None => format!("next: mtls match-key {cert} KEY, with the key that stayed with you"),
    };
    if let Described::Certificate(facts) = &told.certificate {
        notes.push(format!(
            "{} signed it; {} days left",
            match args.connection.provider {
                Some(_) => provider.title.as_str(),
                None => "the endpoint",
            },
            facts.days_remaining
        ));
    }
    notes.push(next);
    let format = args.output.format();
    match to_stdout {
        Some(file) => Report::new(Answer::Material(file.bytes), format),
        None => Report::new(Answer::Submitted(Box::new(told)), format),
    }
}

/// What every CA refuses.
const SOUNDNESS: &[&str] = &["signature-invalid", "asks-for-ca"];
