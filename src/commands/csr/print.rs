//! `--print`: the request as the provider will see it. Writes nothing; a key made for it goes when
//! this ends.

use super::{Wish, describe};
use crate::cli::CsrArgs;
use crate::commands::{World, outputs};
use crate::core::issue::encoding::string_types;
use crate::core::material::{Request, pem};
use crate::report::csr::RequestView;
use crate::report::{Answer, Format, Report};

/// Makes the request and shows it.
pub fn run(
    wish: &Wish,
    args: &CsrArgs,
    world: &mut dyn World,
    mut notes: Vec<String>,
) -> anyhow::Result<Report> {
    let (_, request) = wish.fulfil(args, world, &mut notes)?;
    let places = [Some(&wish.places.request), wish.places.key.as_ref()];
    let places = || places.iter().copied().flatten();
    for path in places() {
        if outputs::check_free([path.as_path()], args.write.force).is_err() {
            notes.push(format!(
                "{} exists already, and is overwritten with --force only",
                path.display()
            ));
        }
    }
    notes.push("nothing was written; run it again without --print".into());
    notes.extend(wish.provider_note());
    let extensions = &request.extensions;
    let view = RequestView {
        subject_encoding: encoding(&request),
        key_usage: extensions.key_usage.clone().unwrap_or_default(),
        extended_key_usage: extensions.extended_key_usage.clone().unwrap_or_default(),
        basic_constraints: extensions.has_basic_constraints.then_some("CA:FALSE"),
        key_thrown_away: args.key.is_none(),
        would_write: places().map(|path| path.display().to_string()).collect(),
        provider: wish.provider.as_ref().map(|p| p.title.clone()),
        pem: args.key.as_ref().map(|_| {
            let text = pem::encode(super::make::REQUEST_LABEL, request.as_der());
            text.as_str().to_owned()
        }),
        request: describe(request, None, world),
    };
    let mut report = Report::new(Answer::CsrView(Box::new(view)), args.output.format());
    if report.format != Format::Quiet {
        report.notes = notes;
    }
    Ok(report)
}

fn encoding(request: &Request) -> Vec<[String; 3]> {
    let attributes = request.subject.attributes();
    attributes
        .zip(string_types(&request.subject))
        .map(|(a, string)| [a.kind.into_owned(), a.value.into_owned(), string.to_owned()])
        .collect()
}
