//! What an environment says, put into the arguments of `csr submit` and `revoke`: whose endpoint, its
//! headers, whom to trust and how to get there. The certificate in use is presented where the rules
//! want one, and is never the one that is made.

use super::places::{self, Places};
use super::{Chosen, fill, mixup};
use crate::cli::{ConnectionArgs, EndpointArgs, IdentityArgs, RevokeArgs, SubmitArgs};
use crate::commands::World;
use crate::core::profile::is_production;
use crate::core::provider::schema::Side;
use crate::core::provider::{Need, Provider};
use crate::exit::Exit;
use crate::report::Failure;

/// `csr submit`
pub fn submit(args: &mut SubmitArgs, chosen: &Chosen, world: &mut dyn World) -> anyhow::Result<()> {
    fill::announce(chosen, args.output.quiet, world);
    let provider = endpoint(&mut args.endpoint, &mut args.connection, chosen)?;
    let sign = provider.as_ref().and_then(|known| known.sign.as_ref());
    let rule = sign.map(|sign| (sign.url.is_some(), sign.host));
    let wants = sign.map(|sign| sign.certificate);
    filled(
        &mut args.endpoint,
        provider.as_ref(),
        (rule, wants),
        chosen,
        world,
    )
}

/// `revoke`
pub fn revoke(args: &mut RevokeArgs, chosen: &Chosen, world: &mut dyn World) -> anyhow::Result<()> {
    fill::announce(chosen, args.output.quiet, world);
    let provider = endpoint(&mut args.endpoint, &mut args.connection, chosen)?;
    let revoke = provider.as_ref().and_then(|known| known.revoke.as_ref());
    let rule = revoke.map(|revoke| (revoke.url.is_some(), revoke.host));
    let wants = revoke.map(|revoke| revoke.certificate);
    filled(
        &mut args.endpoint,
        provider.as_ref(),
        (rule, wants),
        chosen,
        world,
    )
}

/// Where it goes, and what of the profile goes there: to a stranger nothing but what is typed.
fn filled(
    args: &mut EndpointArgs,
    provider: Option<&Provider>,
    (rule, wants): (Option<(bool, Side)>, Option<Need>),
    chosen: &Chosen,
    world: &mut dyn World,
) -> anyhow::Result<()> {
    match stranger(args, provider, chosen)? {
        Some(stranger) => world.note(&format!(
            "{stranger} is no host of {}: none of its headers, and no certificate, goes there but what is typed",
            chosen.name
        )),
        None => {
            args.own.clone_from(&chosen.environment.headers);
            present(args, wants, chosen);
        }
    }
    kept_apart(args, chosen, world)?;
    place(args, provider, rule, chosen, world)
}

/// Where it goes, unless that is typed: the environment's own host, else the provider's environment of
/// the same name. Never another one in its place: that would be production for a sandbox.
fn place(
    args: &mut EndpointArgs,
    provider: Option<&Provider>,
    rule: Option<(bool, Side)>,
    chosen: &Chosen,
    world: &mut dyn World,
) -> anyhow::Result<()> {
    let is_typed = args.url.is_some() || args.environment.is_some();
    let typed = args
        .environment
        .as_deref()
        .filter(|name| is_production(name));
    if let (Some(name), Some(provider), None, false) =
        (typed, provider, &args.url, chosen.environment.is_production)
    {
        let title = &provider.title;
        world.note(&format!(
            "PRODUCTION: {title}, {name}, as --environment says"
        ));
    }
    let (Some(provider), Some((has_url, side)), false) = (provider, rule, is_typed) else {
        return Ok(());
    };
    args.base = Places::of(chosen)?.own(side, chosen);
    if has_url || args.base.is_some() {
        return Ok(());
    }
    let name = &chosen.environment.name;
    args.environment = provider.environment(name).map(|_| name.clone());
    if args.environment.is_some() {
        return Ok(());
    }
    let names: Vec<&str> = provider
        .environments
        .iter()
        .map(|e| e.name.as_str())
        .collect();
    let known = match names.as_slice() {
        [] => String::new(),
        names => format!(
            ", or name its environment with --environment: {}",
            names.join(", ")
        ),
    };
    Err(Failure::usage(
        format!(
            "{} has no environment `{name}`, and {} no url of its own",
            provider.title, chosen.name
        ),
        format!("add url = \"https://...\" to [{}]{known}", chosen.section()),
    )
    .into())
}

/// The host of a URL that is typed, where it is none of the environment's nor of its provider's.
fn stranger(
    args: &EndpointArgs,
    provider: Option<&Provider>,
    chosen: &Chosen,
) -> anyhow::Result<Option<String>> {
    let account = args.account.as_deref().unwrap_or("account");
    let url = args.url.as_deref();
    let filled = url.map(|url| url.replace("{account}", account));
    let Some((host, port)) = filled.and_then(|url| places::host(&url)) else {
        return Ok(None); // what is no URL is told where it is read
    };
    let own = fill::hosts(&Places::of(chosen)?, chosen);
    let mut known = provider.into_iter().flat_map(|known| &known.environments);
    let is_own = own.contains(&(host.clone(), port))
        || known.any(|environment| environment.side_of(&host, port).is_some());
    Ok((!is_own).then(|| places::named(&host, port)))
}

/// The environment's certificate, where the rules want one and none is typed.
fn present(args: &mut EndpointArgs, wants: Option<Need>, chosen: &Chosen) {
    if args.present.is_some() || wants != Some(Need::Required) {
        return;
    }
    let environment = &chosen.environment;
    args.present = environment.cert.as_deref().map(fill::spelled);
    args.cert_key.clone_from(&environment.key);
    args.cert_pass = environment.pass.as_ref().map(|pass| pass.spelled());
}

/// What is presented is never a certificate of another kind of environment.
fn kept_apart(
    args: &mut EndpointArgs,
    chosen: &Chosen,
    world: &mut dyn World,
) -> anyhow::Result<()> {
    let mut identity = IdentityArgs {
        cert: args.present.clone(),
        pass: args.cert_pass.clone(),
        ..IdentityArgs::default()
    };
    // curl's codes are for calls
    mixup::stop(&mut identity, chosen, world).map_err(|failure| Failure {
        exit: Exit::Negative,
        ..failure
    })?;
    args.apart = identity.apart;
    Ok(())
}

/// Whose it is, whom to trust, its account; gives the provider's rules.
fn endpoint(
    args: &mut EndpointArgs,
    connection: &mut ConnectionArgs,
    chosen: &Chosen,
) -> anyhow::Result<Option<Provider>> {
    fill::guard_production(connection, chosen)?;
    fill::connection(connection, chosen);
    if args.account.is_none() {
        args.account.clone_from(&chosen.profile.account);
    }
    let provider = connection.provider.as_ref();
    Ok(provider.map(|named| named.load()).transpose()?)
}
