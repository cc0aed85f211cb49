//! What is wrong with the flags before anything is read: told by the flag's name.

use std::path::{Path, PathBuf};

use crate::cli::{CallArgs, RequestArgs};
use crate::commands::{grant, identity, outputs};
use crate::core::http::{is_method, is_one_line};
use crate::core::material::Source;
use crate::report::Failure;

/// Standard input is wanted once, and what goes into the head stays in its line.
///
/// # Errors
/// Ends 2, naming the flag.
pub fn flags(args: &CallArgs) -> anyhow::Result<()> {
    outputs::one_taker(&stdin_takers(args))?;
    refuse_line_ends(args)?;
    one_method(&args.request)?;
    let part = &args.request.part;
    let kept = [
        &args.request.cookies.cookie_jar,
        &part.etag_save,
        &args.answer.dump_header,
    ];
    let mut kept = kept
        .into_iter()
        .flatten()
        .filter(|path| path.as_os_str() != "-");
    kept.try_for_each(|path| spare_the_identity(args, path))
}

/// Traces and what is said do not go over them either; they are opened before all else.
///
/// # Errors
/// As `spare_the_identity`.
pub fn spare_from_traces(args: &CallArgs) -> anyhow::Result<()> {
    let tell = &args.tell;
    let places = [&tell.trace, &tell.trace_ascii, &tell.stderr];
    let mut places = places.into_iter().flatten();
    places.try_for_each(|path| spare_the_identity(args, path))
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
    let forms = super::content::form_parts(&args.request);
    let form_reads = forms.is_ok_and(|parts| crate::core::http::form::reads_stdin(&parts));
    takers.push(("-F", form_reads));
    let uploads = &args.request.upload_file;
    takers.extend(
        uploads
            .iter()
            .map(|file| ("-T", super::urls::is_stdin(file))),
    );
    let cookies = &args.request.cookies.cookie;
    takers.extend(cookies.iter().map(|file| ("-b", file == "-")));
    takers.push(("-w", args.answer.write_out.as_deref() == Some("@-")));
    takers.push((
        "--oauth2-bearer",
        args.request.oauth2_bearer.as_deref() == Some("-"),
    ));
    takers.extend(grant::stdin_takers(&args.grant));
    takers.extend(args.run.stdin_taker.map(|flag| (flag, true)));
    takers
}

/// One of head, data, form and file is what a request is about, as in curl.
fn one_method(args: &RequestArgs) -> anyhow::Result<()> {
    let has_data = !args.data.parts.is_empty() && !args.get;
    let about = [
        (args.head, "-I asks for the head only"),
        (has_data, "-d sends data"),
        (!args.form.fields.is_empty(), "-F sends a form"),
        (
            !args.upload_file.iter().all(String::is_empty),
            "-T sends a file",
        ),
    ];
    let mut given = about.iter().filter(|(is_given, _)| *is_given);
    if let (Some((_, one)), Some((_, other))) = (given.next(), given.next()) {
        return Err(Failure::usage(
            format!("{one}, and {other}"),
            "leave one of them out; -G puts data into the query",
        )
        .into());
    }
    Ok(())
}

/// What is written does not go over the very files that a call is made with, nor over any private
/// key: `-o app.key` is one slip from `-o app.crt`.
///
/// # Errors
/// Ends 2, naming the file.
pub fn spare_the_identity(args: &CallArgs, path: &Path) -> anyhow::Result<()> {
    if fs_err::symlink_metadata(path).is_err() {
        return Ok(());
    }
    let cert = args.identity.cert.as_deref().map(identity::file_of);
    let ours = [
        cert.map(PathBuf::from),
        args.identity.key.clone(),
        args.connection.cacert.clone(),
    ];
    let whole = |path: &Path| fs_err::canonicalize(path).ok();
    let same = |own: &PathBuf| whole(own).is_some() && whole(own) == whole(path);
    if ours.iter().flatten().any(same) || holds_private_key(path) {
        return Err(Failure::usage(
            format!(
                "what is written would go over {}, which holds key or certificate",
                path.display()
            ),
            "name another file for it",
        )
        .into());
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
    let has_blank = |text: &str| text.is_empty() || text.bytes().any(|b| b <= b' ' || b == 0x7f);
    let problem = if args
        .request
        .user_agent
        .as_deref()
        .is_some_and(|a| !is_one_line(a.as_bytes()))
    {
        "the name given with -A has a line end in it"
    } else if args
        .request
        .referer
        .as_deref()
        .is_some_and(|r| !is_one_line(r.as_bytes()))
        || args.request.part.range.as_deref().is_some_and(control)
    {
        "what is given with -e or -r has a line end in it"
    } else if args
        .request
        .request_target
        .as_deref()
        .is_some_and(has_blank)
    {
        "what is given with --request-target has a blank or line end in it"
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
