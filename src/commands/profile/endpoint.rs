//! What an environment says, put into the arguments of `csr submit` and `revoke`: whose endpoint, its
//! headers, whom to trust and how to get there. The
//! certificate in use is presented where the rules want one, and is never the one that is made.

use super::{Chosen, fill};
use crate::cli::{ConnectionArgs, EndpointArgs, RevokeArgs, SubmitArgs};
use crate::commands::World;
use crate::core::profile::Given;
use crate::core::provider::Need;

/// `csr submit`
pub fn submit(args: &mut SubmitArgs, chosen: &Chosen, world: &mut dyn World) -> anyhow::Result<()> {
    fill::announce(chosen, args.output.quiet, world);
    endpoint(&mut args.endpoint, &mut args.connection, chosen)?;
    let provider = args.connection.provider.as_ref();
    let wants = provider.map(|named| named.load()).transpose()?;
    let wants = wants.and_then(|provider| provider.sign.map(|sign| sign.certificate));
    present(&mut args.endpoint, wants, chosen);
    Ok(())
}

/// `revoke`
pub fn revoke(args: &mut RevokeArgs, chosen: &Chosen, world: &mut dyn World) -> anyhow::Result<()> {
    fill::announce(chosen, args.output.quiet, world);
    endpoint(&mut args.endpoint, &mut args.connection, chosen)?;
    let provider = args.connection.provider.as_ref();
    let wants = provider.map(|named| named.load()).transpose()?;
    let wants = wants.and_then(|provider| provider.revoke.map(|revoke| revoke.certificate));
    present(&mut args.endpoint, wants, chosen);
    Ok(())
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

fn endpoint(
    args: &mut EndpointArgs,
    connection: &mut ConnectionArgs,
    chosen: &Chosen,
) -> anyhow::Result<()> {
    fill::guard_production(connection, chosen)?;
    fill::connection(connection, chosen);
    let provider = connection.provider.take();
    connection.provider = provider.or_else(|| chosen.profile.provider.clone());
    if let (None, Some(provider)) = (&args.environment, &connection.provider) {
        let name = &chosen.environment.name;
        args.environment = provider.load()?.environment(name).map(|_| name.clone());
    }
    let typed = std::mem::take(&mut args.header);
    args.header = headers(chosen, &typed);
    args.header.extend(typed);
    Ok(())
}

/// Those of the environment that are not typed; a secret stays a reference, and is read when it is sent.
fn headers(chosen: &Chosen, typed: &[String]) -> Vec<String> {
    let is_typed = |name: &str| {
        let names = typed.iter().filter_map(|line| line.split_once(':'));
        names
            .into_iter()
            .any(|(typed, _)| typed.trim().eq_ignore_ascii_case(name))
    };
    let ours = chosen.environment.headers.iter();
    let ours = ours.filter(|(name, _)| !is_typed(name));
    let line = |(name, given): &(String, Given)| match given {
        Given::Plain(text) => format!("{name}: {text}"),
        Given::Reference(reference) => format!("{name}: {}", reference.spelled()),
    };
    ours.map(line).collect()
}
