//! `--dry-run`: everything is read and put together, and nothing goes out: no name is looked up, no
//! token fetched.

use std::io::Read;

use super::Section;
use super::plan::Transfer;
use crate::cli::{CallArgs, Rehearsal};
use crate::commands::secrets::resolve;
use crate::commands::{World, grant, identity};
use crate::core::http::fields::Fields;
use crate::core::http::sensitive::masked_with;
use crate::core::http::{Body, Header, Piece, Request, Scheme, hidden, redact};
use crate::core::secret::SecretRef;
use crate::report::rehearsal::{Planned, PlannedBody, PlannedToken};
use crate::report::{Answer, Format, Report};

/// What would be sent, in its order.
///
/// # Errors
/// Ends 2 for credentials that are not there, 23 when `-O` finds no name.
pub fn run(
    sections: &[(Section<'_>, Vec<Transfer>)],
    typed: &[CallArgs],
    world: &mut dyn World,
) -> anyhow::Result<Report> {
    let mut planned = Vec::new();
    for ((section, transfers), args) in sections.iter().zip(typed) {
        let token = token(section, args, world)?;
        for transfer in transfers {
            planned.push(plan(section, args, transfer, token.as_ref())?);
        }
    }
    let json = typed
        .iter()
        .any(|args| args.beyond.dry_run == Some(Rehearsal::Json));
    let format = if json { Format::Json } else { Format::Text };
    Ok(Report::new(Answer::Rehearsed(planned), format))
}

fn plan(
    section: &Section<'_>,
    args: &CallArgs,
    transfer: &Transfer,
    token: Option<&PlannedToken>,
) -> anyhow::Result<Planned> {
    let mut request = transfer.request.clone();
    let token = token.filter(|_| request.header("Authorization").is_none());
    if token.is_some() {
        let placeholder = Header::new("Authorization", "Bearer of the token");
        request.headers.insert(0, placeholder);
    }
    let url = &request.url;
    let tls = url.scheme == Scheme::Https;
    let presented = section
        .party
        .identity
        .as_ref()
        .filter(|_| tls)
        .map(|identity| {
            let leaf = identity.leaf();
            let file = args.identity.cert.as_deref().map(identity::file_of);
            format!(
                "{}, from {}, until {}",
                leaf.subject,
                file.unwrap_or_default(),
                leaf.not_after.readable()
            )
        });
    let hidden = &section.options.expect.hidden;
    Ok(Planned {
        method: request.method.clone(),
        url: url.shown(),
        connects_to: section.party.heading(url),
        certificate: presented,
        trusts: tls.then(|| match args.connection.insecure {
            true => "anyone (-k)".to_owned(),
            false => section.party.trust().to_owned(),
        }),
        token: token.cloned(),
        output: saved_as(section, transfer)?,
        head: redact::lines(&request.to_wire())
            .iter()
            .map(|line| shown(line, args, hidden))
            .collect(),
        body: request
            .body
            .as_ref()
            .map(|body| body_of(&request, body, args, hidden)),
    })
}

fn saved_as(section: &Section<'_>, transfer: &Transfer) -> anyhow::Result<Option<String>> {
    let saving = &section.options.saving;
    Ok(saving.file_name(transfer.output.as_ref(), &transfer.request.url)?)
}

/// The text of a small body, else where it comes from.
fn body_of(request: &Request, body: &Body, args: &CallArgs, hidden: &Fields) -> PlannedBody {
    let parts = body.pieces().iter().map(|piece| match piece {
        Piece::Bytes(bytes) => format!("{} bytes", bytes.len()),
        Piece::File { path, length } => format!("{length} bytes from {}", path.display()),
        Piece::Open { from, end, .. } => format!("{} bytes from standard input", end - from),
        Piece::Stream(_) => "a stream, in chunks".into(),
    });
    PlannedBody {
        length: request.length(),
        parts: parts.collect(),
        text: text_of(body).map(|text| shown(&text, args, hidden)),
    }
}

/// Card numbers and what the provider calls sensitive are hidden in it, unless they are asked for.
fn shown(text: &str, args: &CallArgs, hidden: &Fields) -> String {
    match args.beyond.show_sensitive {
        true => text.to_owned(),
        false => masked_with(text, hidden).into_owned(),
    }
}

fn text_of(body: &Body) -> Option<String> {
    if !body.is_repeatable() || body.length().is_none_or(|length| length > MOST_SHOWN) {
        return None;
    }
    let mut text = String::new();
    body.open().read_to_string(&mut text).ok()?;
    let text = hidden::without(&text, &hidden::spans(&text));
    (!text.contains('\0')).then_some(text)
}

/// The secret is read, so that what is wrong with it shows; nobody is asked for it.
fn token(
    section: &Section<'_>,
    args: &CallArgs,
    world: &mut dyn World,
) -> anyhow::Result<Option<PlannedToken>> {
    let Some(url) = grant::address(&args.grant) else {
        return Ok(None);
    };
    section.party.check_token(args, world)?;
    for reference in grant::secrets(&args.grant).into_iter().flatten() {
        if *reference != SecretRef::Prompt {
            resolve(reference, "client secret", world)?;
        }
    }
    let scope = args.grant.scope.join(" ");
    Ok(Some(PlannedToken {
        url: redact::url(url),
        client_id: args.grant.client_id.clone(),
        auth_style: grant::effective_style(&args.grant).map(|style| style.to_string()),
        scope: (!scope.is_empty()).then_some(scope),
    }))
}

/// Larger bodies are told of only, in bytes.
const MOST_SHOWN: u64 = 16 << 10;
