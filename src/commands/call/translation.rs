//! `--as`: the section as a program in another language. Secrets are left out of it: they are
//! variables there.

use std::io::empty;

use crate::cli::CallArgs;
use crate::commands::connect::USER_AGENT;
use crate::commands::grant::{self, effective_style};
use crate::commands::identity::{file_of, holds_pass};
use crate::core::http::translate::{
    BASIC, Call, Container, Language, Material, Origin, Part, Program, Style, Text, TokenRequest,
};
use crate::core::http::{Body, Header, Host, Piece, Request, Scheme, Url, hidden, redact};
use crate::core::material::Source;
use crate::core::material::format::{DerKind, Format as FileFormat, detect};
use crate::core::oauth::AuthStyle;
use crate::core::secret::SecretRef;
use crate::report::{Answer, Failure, Format, Report};

use super::Section;
use super::missing::missing;
use super::plan::Transfer;

/// Prints the program.
///
/// # Errors
/// Ends 2 for several sections, 3 for a bad token URL, 23 when `-O` finds no name.
pub fn run(
    sections: &[(Section<'_>, Vec<Transfer>)],
    typed: &[CallArgs],
    language: Language,
) -> anyhow::Result<Report> {
    if sections.len() > 1 {
        return Err(Failure::usage(
            "--as makes one program, and there are several sections of the command line (--next)",
            "ask for one program a section",
        )
        .into());
    }
    let mut source = String::new();
    let mut notes = Vec::new();
    for ((section, transfers), args) in sections.iter().zip(typed) {
        let program = program(section, transfers, args)?.translated(language);
        source.push_str(&program.source);
        notes.extend(program.missing);
    }
    let mut report = Report::new(Answer::Rendered(source.into_bytes()), Format::Text);
    if !typed.iter().any(|args| args.answer.silent) {
        report.notes = notes;
    }
    Ok(report)
}

fn program(
    section: &Section<'_>,
    transfers: &[Transfer],
    args: &CallArgs,
) -> anyhow::Result<Program> {
    let connection = &args.connection;
    let mut missing = missing(section, transfers, args);
    let calls = transfers
        .iter()
        .map(|transfer| call(section, transfer, args, &mut missing));
    let calls = calls.collect::<anyhow::Result<Vec<_>>>()?;
    let fetches = calls.iter().any(|call| call.bearer);
    Ok(Program {
        calls,
        identity: material(args),
        cacert: connection
            .cacert
            .as_ref()
            .map(|path| path.display().to_string()),
        insecure: connection.insecure,
        connect_timeout: connection.connect_timeout.filter(|limit| !limit.is_zero()),
        max_time: connection.max_time.filter(|limit| !limit.is_zero()),
        redirects: section.options.follow.map(|follow| {
            let limit = follow.limit.and_then(|limit| u32::try_from(limit).ok());
            limit.unwrap_or(ANY_NUMBER)
        }),
        fails: section.options.fails(),
        compressed: section.options.compressed,
        token: token(args)?.filter(|_| fetches),
        missing,
    })
}

fn call(
    section: &Section<'_>,
    transfer: &Transfer,
    args: &CallArgs,
    missing: &mut Vec<String>,
) -> anyhow::Result<Call> {
    let request = &transfer.request;
    let saving = &section.options.saving;
    let spans = hidden::in_query(&request.url.target);
    let target = Text::without(&request.url.target, &spans);
    let start = format!("{}://{}", request.url.scheme, request.url.host_header());
    let own = request.header("Authorization").is_some();
    Ok(Call {
        method: request.method.clone(),
        url: target.clone().behind(&start),
        origin: origin(&request.url),
        target,
        headers: headers(request, args),
        body: request.body.as_ref().map(|body| parts(body, missing)),
        bearer: grant::address(&args.grant).is_some() && !own,
        output: saving.file_name(transfer.output.as_ref(), &request.url)?,
    })
}

fn origin(url: &Url) -> Origin {
    Origin {
        tls: url.scheme == Scheme::Https,
        host: url.host.clone(),
        port: url.port,
    }
}

/// Those that a person meant: not what any client says of itself, or of the body's length.
fn headers(request: &Request, args: &CallArgs) -> Vec<(String, Text)> {
    let mut out = Vec::new();
    if let Host::Given(host) = &request.host {
        out.push((
            "Host".to_owned(),
            Text::plain(String::from_utf8_lossy(host)),
        ));
    }
    for header in request.headers.iter().chain(&request.trailing) {
        let ours = (header.is("User-Agent") && header.value() == USER_AGENT.as_bytes())
            || OWN.iter().any(|name| header.is(name))
            || (args.request.compressed && header.is("Accept-Encoding"));
        if !ours {
            out.push((header.name().to_owned(), value(header, args)));
        }
    }
    out
}

fn value(header: &Header, args: &CallArgs) -> Text {
    let text = String::from_utf8_lossy(header.value()).into_owned();
    if header.is("Idempotency-Key") && args.beyond.idempotency_key.as_deref() == Some("auto") {
        return Text::secret("", "IDEMPOTENCY_KEY"); // a new one each time
    }
    if !redact::is_secret(header.name()) {
        return Text::plain(text);
    }
    let bearer = args
        .request
        .oauth2_bearer
        .as_deref()
        .map(SecretRef::or_literal);
    match text.split_once(' ') {
        Some(("Bearer", _)) => {
            Text::secret("Bearer ", &variable_of(bearer.as_ref(), "ACCESS_TOKEN"))
        }
        Some(("Basic", _)) => Text::secret("Basic ", BASIC),
        _ => Text::without(
            &text,
            &[hidden::Span {
                at: 0..text.len(),
                name: header.name().to_owned(),
            }],
        ),
    }
}

fn parts(body: &Body, missing: &mut Vec<String>) -> Vec<Part> {
    let part = |piece: &Piece| match piece {
        Piece::Bytes(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Part::Text(Text::without(text, &hidden::spans(text))),
            Err(_) => {
                missing.push("the body is no text: put it into the file body.bin".into());
                Part::File("body.bin".into())
            }
        },
        Piece::File { path, .. } => Part::File(path.display().to_string()),
        Piece::Open { .. } | Piece::Stream(_) => Part::File("/dev/stdin".into()),
    };
    body.pieces().iter().map(part).collect()
}

fn material(args: &CallArgs) -> Option<Material> {
    let cert = file_of(args.identity.cert.as_deref()?);
    let key = args
        .identity
        .key
        .as_ref()
        .map(|path| path.display().to_string());
    let given = args.identity.pass.as_deref().map(SecretRef::or_literal);
    let files: Vec<(Container, bool)> = std::iter::once(&cert)
        .chain(&key)
        .map(|file| looked_into(file))
        .collect();
    let locked = given.is_some()
        || args.identity.cert.as_deref().is_some_and(holds_pass)
        || files.iter().any(|(_, locked)| *locked);
    Some(Material {
        container: match files.as_slice() {
            [(Container::Pkcs12, _)] => Container::Pkcs12,
            all if all.iter().all(|(kind, _)| *kind == Container::Pem) => Container::Pem,
            _ => Container::Other,
        },
        pass: locked.then(|| variable_of(given.as_ref(), "KEY_PASS")),
        cert,
        key,
    })
}

/// What it is, and whether a key in it is locked for certain.
fn looked_into(file: &str) -> (Container, bool) {
    let Ok(input) = Source::from(std::path::Path::new(file)).read(&mut empty()) else {
        return (Container::Other, false);
    };
    let locked = input.bytes.windows(LOCKED.len()).any(|w| w == LOCKED);
    match detect(&input.bytes) {
        FileFormat::Pem => (Container::Pem, locked),
        FileFormat::Der(DerKind::Pkcs12) => (Container::Pkcs12, false),
        _ => (Container::Other, false),
    }
}

fn token(args: &CallArgs) -> anyhow::Result<Option<TokenRequest>> {
    let Some(url) = &args.grant.token_url else {
        return Ok(None);
    };
    let url = Url::parse(url, false).map_err(|e| crate::commands::grant::bad_url(&e))?;
    let grant = &args.grant;
    let scope = Some(grant.scope.join(" ")).filter(|scope| !scope.is_empty());
    let single = [("scope", &scope), ("audience", &grant.audience)];
    let mut fields: Vec<(String, String)> = single
        .iter()
        .filter_map(|(name, value)| Some(((*name).to_owned(), value.as_ref()?.clone())))
        .collect();
    fields.extend(
        grant
            .resource
            .iter()
            .map(|r| ("resource".to_owned(), r.clone())),
    );
    fields.extend(grant.token_field.iter().cloned());
    let style = effective_style(grant).unwrap_or(AuthStyle::Form);
    let secret = variable_of(grant.client_secret.as_ref(), "CLIENT_SECRET");
    Ok(Some(TokenRequest {
        origin: origin(&url),
        target: url.target.clone(),
        url: url.to_string(),
        style: match style {
            AuthStyle::Json => Style::Json,
            AuthStyle::Basic => Style::Basic { raw: false },
            AuthStyle::BasicRaw => Style::Basic { raw: true },
            // what is signed cannot be written down: `missing` says so
            AuthStyle::Form
            | AuthStyle::Tls
            | AuthStyle::PrivateKeyJwt
            | AuthStyle::ClientSecretJwt => Style::Form,
        },
        client_id: grant.client_id.clone().unwrap_or_default(),
        secret: style.takes_secret().then_some(secret),
        fields,
    }))
}

/// The variable that the user keeps it in already, else one of the usual name.
fn variable_of(reference: Option<&SecretRef>, usual: &str) -> String {
    match reference {
        Some(SecretRef::Env(name)) => name.clone(),
        _ => usual.to_owned(),
    }
}

/// In the frame or the headers of a locked PEM key.
const LOCKED: &[u8] = b"ENCRYPTED";
/// Headers that every client makes by itself.
const OWN: &[&str] = &["Content-Length", "Transfer-Encoding", "Expect"];
/// Redirects without a limit are none to write down.
const ANY_NUMBER: u32 = 1000;
