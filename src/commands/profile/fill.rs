//! What an environment says, put into arguments that say nothing of it.

use std::path::Path;

use super::places::{Places, host, named};
use super::{Chosen, choose, mixup, wanted};
use crate::cli::{CallArgs, ConnectionArgs, GrantArgs, IdentityArgs, ProbeArgs, TokenArgs};
use crate::commands::World;
use crate::commands::call::urls;
use crate::commands::secrets::resolve;
use crate::core::http::{Header, Scheme, Url};
use crate::core::material::Source;
use crate::core::profile::Given;
use crate::core::provider::schema::Side;
use crate::core::provider::{Need, ProviderRef};
use crate::core::secret::SecretRef;
use crate::report::Failure;

/// The sections of a call; one that names no profile has that of the first.
pub fn sections(sections: &mut [CallArgs], world: &mut dyn World) -> anyhow::Result<()> {
    let first = sections.first().map(|first| first.profile.clone());
    let mut known: Option<Chosen> = None;
    for args in sections {
        let named = match (&args.profile.profile, &first) {
            (None, Some(first)) => first.shared(),
            _ => args.profile.shared(),
        };
        let chosen = match &known {
            Some(chosen) if named.profile.as_ref().is_none_or(|n| *n == chosen.name) => {
                Some(chosen.clone())
            }
            _ => choose(&named, "call", world)?,
        };
        let Some(chosen) = chosen else {
            continue;
        };
        if known.as_ref() != Some(&chosen) {
            announce(&chosen, args.answer.silent, world);
        }
        call(args, &chosen, world)?;
        known = Some(chosen);
    }
    Ok(())
}

fn call(args: &mut CallArgs, chosen: &Chosen, world: &mut dyn World) -> anyhow::Result<()> {
    let places = Places::of(chosen)?;
    let method = method(args);
    for url in &mut args.urls.list {
        *url = whole(url, &method, &places, chosen)?;
    }
    // what names no scheme is TLS, as all of a profile is
    let default = &mut args.redirect.proto_default;
    default.get_or_insert_with(|| Scheme::Https.to_string());
    // as they are called: braces and brackets may stand for more hosts and paths than one
    let called: Vec<Url> = urls(args)?.into_iter().map(|called| called.url).collect();
    for url in &called {
        own_host(url, &method, &places, chosen)?;
    }
    guard_production(&args.connection, chosen)?;
    identity(&mut args.identity, chosen);
    mixup::stop(&mut args.identity, chosen, world)?;
    connection(&mut args.connection, chosen);
    grant(&mut args.grant, &places, chosen, world)?;
    let has_bearer = args.request.oauth2_bearer.is_some() || args.request.user.is_some();
    if has_bearer {
        args.grant.token_url = None;
        args.grant.discover = None;
    }
    let given = std::mem::take(&mut args.request.header);
    let has_agent = args.request.user_agent.is_some();
    args.request.header = headers(&given, has_agent, chosen, world)?;
    wanted::headers(args, &called, &method, &places)?;
    Ok(())
}

/// As `plan` will have it, as far as flags tell.
fn method(args: &CallArgs) -> String {
    let typed = &args.request;
    let has_content = !typed.data.parts.is_empty() || !typed.form.fields.is_empty();
    let own = match (
        typed.head,
        typed.upload_file.is_empty(),
        has_content && !typed.get,
    ) {
        (true, ..) => "HEAD",
        (false, false, _) => "PUT",
        (false, true, true) => "POST",
        (false, true, false) => "GET",
    };
    typed
        .request
        .clone()
        .unwrap_or_else(|| own.into())
        .to_ascii_uppercase()
}

/// `token`
pub fn token(args: &mut TokenArgs, chosen: &Chosen, world: &mut dyn World) -> anyhow::Result<()> {
    guard_production(&args.connection, chosen)?;
    announce(chosen, args.output.quiet, world);
    identity(&mut args.identity, chosen);
    mixup::stop(&mut args.identity, chosen, world)?;
    connection(&mut args.connection, chosen);
    if args.decode.as_ref().is_none_or(String::is_empty) {
        grant(&mut args.grant, &Places::of(chosen)?, chosen, world)?;
        if args.grant.token_url.is_none() && args.grant.discover.is_none() {
            return Err(chosen.lacks("token-url", "where tokens are had").into());
        }
    }
    Ok(())
}

/// `probe`
pub fn probe(args: &mut ProbeArgs, chosen: &Chosen, world: &mut dyn World) -> anyhow::Result<()> {
    let places = Places::of(chosen)?;
    args.target = match args.target.as_str() {
        "" => places.at(Side::Mtls, chosen)?.to_owned(),
        target => probed(target, &places, chosen)?,
    };
    guard_production(&args.connection, chosen)?;
    announce(chosen, args.output.quiet, world);
    identity(&mut args.identity, chosen);
    mixup::stop(&mut args.identity, chosen, world)?;
    connection(&mut args.connection, chosen);
    let given = std::mem::take(&mut args.header);
    args.header = headers(&given, false, chosen, world)?;
    Ok(())
}

/// The identity's files, for commands that look at files and are given none.
pub fn files(
    chosen: Option<&Chosen>,
    sources: &mut Vec<Source>,
    pass: &mut Option<SecretRef>,
) -> anyhow::Result<()> {
    let Some(chosen) = chosen else {
        return Ok(());
    };
    let environment = &chosen.environment;
    if sources.is_empty() {
        let files = [&environment.cert, &environment.key];
        let files = files.into_iter().flatten();
        sources.extend(files.map(|file| Source::from(file.as_path())));
        sources.dedup();
    }
    if sources.is_empty() {
        return Err(Failure::usage(
            format!(
                "{} in {} names no certificate",
                chosen.name, chosen.all.shown
            ),
            "add cert = \"client.crt\" and key = \"client.key\" to its section, or name a file",
        )
        .into());
    }
    if pass.is_none() {
        pass.clone_from(&environment.pass);
    }
    Ok(())
}

/// Real money moves there, and whoever runs the command is to know.
pub fn announce(chosen: &Chosen, is_mute: bool, world: &mut dyn World) {
    if chosen.environment.is_production && !is_mute {
        world.note(&format!("PRODUCTION: {}", chosen.name));
    }
}

pub(super) fn guard_production(args: &ConnectionArgs, chosen: &Chosen) -> Result<(), Failure> {
    if args.insecure && chosen.environment.is_production {
        return Err(Failure::usage(
            format!("-k is refused for {}, which is production", chosen.name),
            "leave -k out; a CA that is not the system's is named with --cacert, or cacert in the profile",
        ));
    }
    Ok(())
}

/// A path goes to the environment's host.
fn whole(text: &str, method: &str, places: &Places, chosen: &Chosen) -> Result<String, Failure> {
    if !text.starts_with('/') {
        return Ok(text.to_owned());
    }
    let path = text.split(['?', '#']).next().unwrap_or_default();
    let base = places.base(method, path, chosen)?;
    Ok(format!("{base}{text}"))
}

/// The same for what is probed, which is one.
fn probed(text: &str, places: &Places, chosen: &Chosen) -> Result<String, Failure> {
    let whole = whole(text, "HEAD", places, chosen)?;
    match Url::read(&whole, false, Scheme::Https) {
        Ok(url) => own_host(&url, "HEAD", places, chosen).map(|()| whole),
        Err(_) => Ok(text.to_owned()), // told where it is read
    }
}

/// A request goes to a host of the environment's alone, in the way that the profile goes there.
fn own_host(url: &Url, method: &str, places: &Places, chosen: &Chosen) -> Result<(), Failure> {
    let own = hosts(places, chosen);
    let place = (url.host.to_ascii_lowercase(), url.port);
    let wrong_host = |summary: String, fix: String| {
        Err(Failure {
            code: Some("wrong-host"),
            ..Failure::usage(summary, fix)
        })
    };
    if !own.is_empty() && !own.contains(&place) {
        let names: Vec<String> = own.iter().map(|(host, port)| named(host, *port)).collect();
        return wrong_host(
            format!(
                "{} is no host of {}: certificate and token would go to a stranger",
                named(&place.0, place.1),
                chosen.name
            ),
            format!(
                "name the path alone, or a URL of {}; another host is called without --profile",
                names.join(" or ")
            ),
        );
    }
    if url.scheme == Scheme::Http && !places.is_plain(&place) {
        return wrong_host(
            format!(
                "http:// to {} has no TLS: the token would go in the clear, and no certificate with it",
                named(&place.0, place.1)
            ),
            "write https://, or name the path alone".into(),
        );
    }
    places.check_side(method, url, chosen)
}

/// Where the environment's calls and token requests go.
pub(super) fn hosts(places: &Places, chosen: &Chosen) -> Vec<(String, u16)> {
    let environment = &chosen.environment;
    let urls = [&environment.token_url, &environment.discover];
    let urls = urls.into_iter().flatten();
    let mut hosts = places.hosts();
    hosts.extend(urls.filter_map(|url| host(url)));
    let mut seen = std::collections::BTreeSet::new();
    hosts.retain(|place| seen.insert(place.clone()));
    hosts
}

/// The certificate, as a whole: a file that is typed has nothing to do with the key of the profile.
pub fn identity(args: &mut IdentityArgs, chosen: &Chosen) {
    if args.cert.is_some() || args.key.is_some() {
        return;
    }
    let environment = &chosen.environment;
    args.cert = environment.cert.as_deref().map(spelled);
    args.key.clone_from(&environment.key);
    if args.pass.is_none() {
        args.pass = environment.pass.as_ref().map(|pass| pass.spelled());
    }
}

/// A path as `--cert` takes it: a colon would end the file's name.
pub fn spelled(path: &Path) -> String {
    let text = path.display().to_string();
    text.replace('\\', "\\\\").replace(':', "\\:")
}

/// Whom to trust and how to get there.
pub fn connection(args: &mut ConnectionArgs, chosen: &Chosen) {
    let environment = &chosen.environment;
    if args.cacert.is_none() && args.tls.capath.is_none() {
        args.cacert.clone_from(&environment.cacert);
    }
    if args.tls.sni.is_none() {
        args.tls.sni.clone_from(&environment.sni);
    }
    args.profile = Some(chosen.name.clone());
    if args.provider.is_none() {
        args.provider.clone_from(&chosen.profile.provider);
    }
    // what is typed stands first, and the first that fits is taken
    args.resolve.extend(environment.resolve.iter().cloned());
    args.connect_to
        .extend(environment.connect_to.iter().cloned());
}

/// How the client says who it is, by the provider that is named, where nothing else says.
pub fn style(args: &mut GrantArgs, provider: Option<&ProviderRef>) -> crate::core::Result<()> {
    let asks = args.token_url.is_some() && args.auth_style.is_none();
    if let (true, Some(provider)) = (asks, provider) {
        args.auth_style = provider.load()?.token.map(|rules| rules.auth);
    }
    Ok(())
}

/// Where the token comes from, unless another endpoint is typed.
fn grant(
    args: &mut GrantArgs,
    places: &Places,
    chosen: &Chosen,
    world: &mut dyn World,
) -> anyhow::Result<()> {
    let environment = &chosen.environment;
    args.environment = Some(chosen.name.to_string());
    if args.token_url.is_some() || args.discover.is_some() {
        return Ok(());
    }
    args.discover.clone_from(&environment.discover);
    args.token_url.clone_from(&environment.token_url);
    if args.discover.is_none() && args.token_url.is_none() && environment.client_id.is_some() {
        args.token_url = places.token_url(chosen);
    }
    if args.discover.is_none() && args.token_url.is_none() {
        return Ok(());
    }
    let rules = places
        .provider()
        .and_then(|provider| provider.token.as_ref());
    args.token_no_cert |= rules.is_some_and(|rules| rules.certificate == Need::Forbidden);
    if args.client_id.is_none()
        && let Some(id) = &environment.client_id
    {
        args.client_id = Some(value(id, "client-id", world)?);
    }
    if args.client_secret.is_none() {
        args.client_secret.clone_from(&environment.client_secret);
    }
    let style = args.auth_style.or(environment.auth_style);
    args.auth_style = style.or(rules.map(|rules| rules.auth));
    wanted::user_agent(args, rules, chosen);
    if args.scope.is_empty() {
        args.scope.clone_from(&environment.scope);
    }
    if args.audience.is_none() {
        args.audience.clone_from(&environment.audience);
    }
    Ok(())
}

/// The environment's headers before those typed, which replace them by name; so does `-A`.
fn headers(
    typed: &[String],
    has_agent: bool,
    chosen: &Chosen,
    world: &mut dyn World,
) -> anyhow::Result<Vec<String>> {
    let mut all = Vec::new();
    for (name, given) in &chosen.environment.headers {
        let is_here = |other: &str| other.eq_ignore_ascii_case(name);
        let by_flag = has_agent && is_here("user-agent");
        if by_flag || typed.iter().any(|line| is_here(wanted::name_of(line))) {
            continue;
        }
        let text = value(given, &format!("the header {name}"), world)?;
        all.push(format!("{name}: {text}"));
    }
    all.extend(typed.iter().cloned());
    Ok(all)
}

/// What a value of the file is. One that stands elsewhere may be a secret.
fn value(given: &Given, what: &str, world: &mut dyn World) -> anyhow::Result<String> {
    let reference = match given {
        Given::Plain(text) => return Ok(text.clone()),
        Given::Reference(reference) => reference,
    };
    let secret = resolve(reference, what, world)?;
    if Header::new(what.rsplit(' ').next().unwrap_or_default(), "").is_secret() {
        world.guard(&secret);
    }
    // exposed to be sent
    let text = secret.expose_text();
    text.map(str::to_owned).ok_or_else(|| {
        Failure::usage(
            format!("{what} is no UTF-8 text"),
            "give it as text, or type it",
        )
        .into()
    })
}
