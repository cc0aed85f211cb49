//! `provider` (list, show, check), and what is done with a provider's API: `csr submit` and `revoke`.
//! Nothing is sent by the first three.

mod check;
mod endpoint;
mod headers;
mod revoke;
mod submit;

use zeroize::Zeroizing;

use super::World;
use crate::cli::{ProviderArgs, ProviderStep, ShowArgs};
use crate::core::provider::ProviderRef;
use crate::report::provider::Listed;
use crate::report::{Answer, Failure, Report};

pub use check::{breaches, fixes};
pub use revoke::run as revoke;
pub use submit::run as submit;

/// Tells what providers there are, or what one of them says.
pub fn run(args: &ProviderArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    match &args.step {
        ProviderStep::List { output } => {
            let loaded: Result<Vec<_>, _> = ProviderRef::built_in().map(|p| p.load()).collect();
            let listed = loaded?.iter().map(Listed::from).collect();
            Ok(Report::new(Answer::Providers(listed), output.format()))
        }
        ProviderStep::Show(args) => show(args),
        ProviderStep::Check(args) => check::run(args, world),
    }
}

fn show(args: &ShowArgs) -> anyhow::Result<Report> {
    if !args.toml {
        let provider = args.provider.load()?;
        let answer = Answer::Provider(Box::new(provider));
        return Ok(Report::new(answer, args.output.format()));
    }
    let text = args.provider.text()?.ok_or_else(|| {
        let problem = format!("{} is no text, as TOML is", args.provider);
        Failure::usage(problem, "name a file of rules, or a built-in provider")
    })?;
    let bytes = Zeroizing::new(text.into_bytes());
    Ok(Report::new(Answer::Material(bytes), args.output.format()))
}
