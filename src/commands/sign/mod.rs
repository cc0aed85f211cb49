//! `sign`: a partner's request and a CA of ours become a certificate, when the request proves its key
//! and the CA may sign; or that CA is made. What is written appears together or not at all.

mod ca;
mod init;
mod issue;
mod plan;
mod record;
mod register;
mod request;
mod revoke;
mod tell;

use super::{World, outputs};
use crate::cli::SignArgs;
use crate::report::{Failure, Report};

/// Signs, shows what would be signed, or makes a CA.
pub fn run(args: &SignArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    let secrets = [args.ca_pass.as_ref(), args.write.out_pass.as_ref()];
    let sources = [&args.request, &args.ca, &args.ca_key];
    outputs::stdin_once(sources.into_iter().flatten(), &secrets)?;
    let notes: Vec<String> = outputs::literal_note(&secrets).into_iter().collect();
    if args.init_ca {
        return init::run(args, world, notes);
    }
    refuse_new_ca_flags(args)?;
    if args.is_about_revocation() {
        return revoke::run(args, world, notes);
    }
    issue::run(args, world, notes)
}

/// These make a CA; a certificate's subject and key are those of its request.
fn refuse_new_ca_flags(args: &SignArgs) -> Result<(), Failure> {
    let given = [
        ("the subject", args.subject.is_given()),
        ("--newkey", args.kind.newkey.is_some()),
        ("--out-pass", args.write.out_pass.is_some()),
        ("--no-encrypt", args.write.no_encrypt),
    ];
    match given.iter().find(|(_, given)| *given) {
        Some((what, _)) => Err(Failure::usage(
            format!(
                "{what} is given, and subject and key of the certificate are those of the request"
            ),
            "leave it out; it goes with --init-ca, which makes a CA",
        )),
        None => Ok(()),
    }
}
