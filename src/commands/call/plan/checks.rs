//! What is wrong with the flags before anything is read: told by the flag's name.

use std::path::{Path, PathBuf};

use crate::cli::{CallArgs, Output};
use crate::commands::{identity, outputs};
use crate::core::http::{is_method, is_one_line};
use crate::core::material::Source;
use crate::core::secret::SecretRef;
use crate::report::Failure;

/// Standard input is wanted once, and what goes into the head stays in its line.
///
/// # Errors
/// Ends 2, naming the flag.
pub fn flags(args: &CallArgs) -> anyhow::Result<()> {
    outputs::one_taker(&stdin_takers(args))?;
    refuse_line_ends(args)?;
    spare_the_identity(args)
}

/// Everything of `call` that may want standard input.
fn stdin_takers(args: &CallArgs) -> Vec<(&'static str, bool)> {
    let mut takers = identity::stdin_takers(&args.identity, &args.connection);
    takers.extend(
        args.request
            .data
            .parts
            .iter()
            .map(|part| ("data", part.reads_stdin())),
    );
    takers.extend(args.request.header.iter().map(|h| ("-H", h == "@-")));
    takers.push(("-w", args.answer.write_out.as_deref() == Some("@-")));
    takers.push((
        "--oauth2-bearer",
        args.request.oauth2_bearer.as_deref() == Some("-"),
    ));
    let secret = args.grant.client_secret.as_ref();
    let fetches = args.token_url.is_some();
    takers.push((
        "--client-secret",
        fetches && secret == Some(&SecretRef::Stdin),
    ));
    takers
}

/// An answer does not go over the very files it is asked for with, nor over any private key: `-o
/// app.key` is one slip from `-o app.crt`.
fn spare_the_identity(args: &CallArgs) -> anyhow::Result<()> {
    let named = args
        .answer
        .outputs
        .places
        .iter()
        .filter_map(|place| match place {
            Output::File(name) if name != "-" => Some(Path::new(name)),
            _ => None,
        });
    let cert = args.identity.cert.as_deref().map(identity::file_of);
    let ours = [
        cert.map(PathBuf::from),
        args.identity.key.clone(),
        args.connection.cacert.clone(),
    ];
    let whole = |path: &Path| fs_err::canonicalize(path).ok();
    for path in named {
        let same = |own: &PathBuf| whole(own).is_some() && whole(own) == whole(path);
        if ours.iter().flatten().any(same) || holds_private_key(path) {
            return Err(Failure::usage(
                format!(
                    "the answer would go over {}, which holds key or certificate",
                    path.display()
                ),
                "name another file with -o",
            )
            .into());
        }
    }
    Ok(())
}

/// Regular files only: reading a pipe would wait for its writer.
fn holds_private_key(path: &Path) -> bool {
    if !path.is_file() {
        return false;
    }
    let input = Source::from(path).read(&mut std::io::empty());
    input.is_ok_and(|input| {
        let text = input
            .bytes
            .get(..LOOKED_AT.min(input.bytes.len()))
            .unwrap_or_default();
        text.windows(MARK.len()).any(|window| window == MARK)
    })
}

/// What a flag puts into the head stays in its line.
fn refuse_line_ends(args: &CallArgs) -> anyhow::Result<()> {
    let control = |text: &str| text.chars().any(char::is_control);
    let problem = if args
        .request
        .user_agent
        .as_deref()
        .is_some_and(|a| !is_one_line(a.as_bytes()))
    {
        "the name given with -A has a line end in it"
    } else if args.request.user.as_deref().is_some_and(control) {
        "user or password given with -u has a control character in it"
    } else if args
        .request
        .request
        .as_deref()
        .is_some_and(|m| !is_method(m))
    {
        "what is given with -X is no method"
    } else {
        return Ok(());
    };
    Err(Failure::usage(problem, "look for a stray line end or blank").into())
}

/// How much of a file in the way is looked at, in bytes.
const LOOKED_AT: usize = 64 << 10;
const MARK: &[u8] = b"PRIVATE KEY-----";
