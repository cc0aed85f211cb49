//! `convert`: sources put together and paired, then written in another form; all files or none.

use std::path::{Path, PathBuf};

use super::outputs::{self, Output, is_stdout};
use super::secrets::{self, PassphraseSource};
use super::{World, load};
use crate::cli::{ConvertArgs, Target};
use crate::core::diagnosis::Code;
use crate::core::identity::export::{Form, Holdings, Piece};
use crate::core::material::Kind;
use crate::core::secret::{Secret, SecretRef};
use crate::core::{Error, Result};
use crate::exit::Exit;
use crate::report::material::kind_names;
use crate::report::{Answer, Failure, Format, Report, Written};

/// Reads everything named and writes it anew.
pub fn run(args: &ConvertArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    let secrets = [args.pass.as_ref(), args.write.out_pass.as_ref()];
    outputs::stdin_once(&args.sources, &secrets)?;
    let plan = plan(args)?;
    outputs::check_free(plan.iter().map(|p| p.path.as_path()), args.write.force)?;
    let mut notes: Vec<String> = outputs::literal_note(&secrets).into_iter().collect();
    let holdings = gather(args, &plan, world, &mut notes)?;
    let left_out = holdings.left_out.iter();
    notes.extend(left_out.map(|what| format!("left out: {what}")));
    check(args, &plan, &holdings, world)?;
    notes.extend(issuers_left_out(&plan, &holdings));
    let lock = lock(args, &plan, &holdings, world)?;
    let mut files = plan
        .into_iter()
        .map(|planned| make(planned, &holdings, lock.as_ref(), args))
        .collect::<Result<Vec<_>>>()?;
    let to_stdout = outputs::save(&mut files, args.write.force)?;
    let written: Vec<Written> = files.into_iter().map(|file| file.written).collect();
    let on_stdout = to_stdout.iter().map(|file| &file.written);
    notes.extend(outputs::unlocked_notes(
        written.iter().chain(on_stdout),
        &args.write,
    ));
    let answer = match to_stdout {
        Some(file) => Answer::Material(file.bytes),
        None => Answer::Written(written),
    };
    let mut report = Report::new(answer, args.output.format());
    if report.format != Format::Quiet {
        report.notes = notes;
    }
    Ok(report)
}

/// One file to be made.
struct Planned {
    path: PathBuf,
    pieces: Vec<Piece>,
    form: Form,
}

/// `--out` takes what has no file of its own; with nothing named that is standard output.
fn plan(args: &ConvertArgs) -> anyhow::Result<Vec<Planned>> {
    let own = [
        (&args.out_cert, Piece::Leaf),
        (&args.out_chain, Piece::Issuers),
        (&args.out_key, Piece::Key),
    ];
    let mut rest = vec![Piece::Leaf, Piece::Issuers, Piece::Key, Piece::Loose];
    let mut plan = Vec::new();
    for (path, piece) in own {
        if let Some(path) = path {
            rest.retain(|p| *p != piece);
            plan.push(Planned::new(path, vec![piece], args.to));
        }
    }
    let whole = plan.is_empty();
    match &args.out {
        Some(path) => plan.insert(0, Planned::new(path, rest, args.to)),
        None if whole => plan.push(Planned::new(Path::new("-"), rest, args.to)),
        None => {}
    }
    let one_file = args.to == Some(Target::Combined) || plan.iter().any(|p| p.form == Form::Pkcs12);
    if one_file && !whole {
        return Err(Failure::usage(
            "a PKCS#12 or combined file holds certificate and key together",
            "name one file with --out, and neither --out-cert, --out-key nor --out-chain",
        )
        .into());
    }
    if args.write.no_encrypt && plan.iter().any(|p| p.form == Form::Pkcs12) {
        return Err(Failure::usage(
            "a PKCS#12 file is always locked, so --no-encrypt cannot be had",
            "give a passphrase with --out-pass, or write --to combined",
        )
        .into());
    }
    let on_stdout = plan.iter().filter(|p| is_stdout(&p.path)).count();
    if on_stdout > 1 {
        return Err(Failure::usage(
            "two files are to go to standard output",
            "name a file for all but one of them",
        )
        .into());
    }
    if on_stdout > 0 && args.output.format() == Format::Json {
        return Err(outputs::both_on_stdout().into());
    }
    Ok(plan)
}

impl Planned {
    fn new(path: &Path, pieces: Vec<Piece>, target: Option<Target>) -> Self {
        let form = match target {
            Some(Target::Pem | Target::Combined) => Form::Pem,
            Some(Target::Der) => Form::Der,
            Some(Target::P12) => Form::Pkcs12,
            None => form_by_name(path),
        };
        Self {
            path: path.to_owned(),
            pieces,
            form,
        }
    }

    fn wants_key(&self) -> bool {
        self.pieces.contains(&Piece::Key)
    }
}

fn form_by_name(path: &Path) -> Form {
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    match extension.to_str() {
        Some("p12" | "pfx") => Form::Pkcs12,
        Some("der") => Form::Der,
        _ => Form::Pem,
    }
}

/// Locked keys are opened only when the key matters, so that certificates come out without it.
fn gather(
    args: &ConvertArgs,
    plan: &[Planned],
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> Result<Holdings> {
    let key_matters = args.pass.is_some() || plan.iter().any(Planned::wants_key);
    let mut stdin = world.stdin();
    let mut passwords = PassphraseSource::new(args.pass.as_ref(), args.limits.limits(), world);
    let mut sources = Vec::new();
    for source in &args.sources {
        let mut parsed = load::parsed(source, &mut stdin, &mut passwords, notes)?;
        if key_matters {
            parsed.unlock_keys(&mut passwords)?;
        }
        sources.push((source.origin(), parsed));
    }
    Holdings::gather(sources)
}

/// Everything that was asked for by name is there, and no secret goes to a screen.
fn check(
    args: &ConvertArgs,
    plan: &[Planned],
    holdings: &Holdings,
    world: &dyn World,
) -> anyhow::Result<()> {
    let whole = args.to == Some(Target::Combined) || plan.iter().any(|p| p.form == Form::Pkcs12);
    let needs_key = whole || args.out_key.is_some() || args.write.out_pass.is_some();
    if needs_key && holdings.key.is_none() {
        return Err(missing(
            &holdings.key_missing(),
            "name the file with its private key as well",
        ));
    }
    let needs_certificate = whole || args.out_cert.is_some() || args.out_chain.is_some();
    if needs_certificate && holdings.certificates.is_empty() {
        let error = holdings.certificate_missing();
        return Err(missing(
            &error,
            "name the file with its certificate as well",
        ));
    }
    if args.out_chain.is_some() && holdings.certificates.len() < 2 {
        return Err(no_issuers(holdings).into());
    }
    let secret = |p: &Planned| p.form != Form::Pem || (p.wants_key() && holdings.key.is_some());
    let shown = plan.iter().any(|p| is_stdout(&p.path) && secret(p));
    if shown && world.stdout_is_terminal() {
        return Err(Failure::usage(
            "a private key or binary file would go to the terminal",
            "name a file with --out, or pipe it into another program",
        )
        .into());
    }
    Ok(())
}

/// Servers that know only the root want the issuers too; whoever splits a file easily loses them.
fn issuers_left_out(plan: &[Planned], holdings: &Holdings) -> Option<String> {
    let issuers = holdings.certificates.len().saturating_sub(1);
    let kept = plan.iter().any(|p| p.pieces.contains(&Piece::Issuers));
    let takes_leaf = plan.iter().any(|p| p.pieces.contains(&Piece::Leaf));
    (issuers > 0 && takes_leaf && !kept).then(|| {
        format!(
            "{} also holds {issuers} issuer certificate(s), which are not written; servers often need them: add --out-chain FILE",
            holdings.origin()
        )
    })
}

fn missing(error: &Error, fix: &str) -> anyhow::Error {
    let failure = Failure {
        fix: fix.into(),
        ..Failure::local(error, Exit::Negative)
    };
    failure.into()
}

fn no_issuers(holdings: &Holdings) -> Failure {
    Failure {
        exit: Exit::Negative,
        summary: format!(
            "{} holds no issuer's certificate for --out-chain",
            holdings.origin()
        ),
        code: Some(Code::CertMissing.name()),
        evidence: Vec::new(),
        fix: "leave --out-chain out, or ask your provider for the intermediate certificate".into(),
    }
}

fn lock(
    args: &ConvertArgs,
    plan: &[Planned],
    holdings: &Holdings,
    world: &mut dyn World,
) -> Result<Option<Secret>> {
    if holdings.key.is_none() {
        return Ok(None);
    }
    let lock = outputs::lock(&args.write, "the private key", world)?;
    let is_p12 = |planned: &&Planned| planned.form == Form::Pkcs12;
    let Some(p12) = plan.iter().find(is_p12).filter(|_| lock.is_none()) else {
        return Ok(lock);
    };
    let what = p12.path.display().to_string();
    match secrets::new_passphrase(&SecretRef::Prompt, &what, world) {
        // nobody there to ask
        Err(Error::Unreadable { .. }) => Err(Error::Invalid {
            problem: "a PKCS#12 file needs a passphrase".into(),
            fix: "give one with --out-pass env:NAME, file:PATH or prompt".into(),
        }),
        asked => asked.map(Some),
    }
}

fn make(
    planned: Planned,
    holdings: &Holdings,
    lock: Option<&Secret>,
    args: &ConvertArgs,
) -> Result<Output> {
    let leaf = holdings.certificates.first();
    let name = args.name.clone();
    let name = name.or_else(|| leaf.and_then(|c| c.subject.first("CN")));
    let encoded = holdings.encode(
        &planned.pieces,
        planned.form,
        lock,
        name.as_deref().unwrap_or("client"),
    )?;
    Ok(Output {
        written: Written {
            path: planned.path.display().to_string(),
            format: match planned.form {
                Form::Pem => "pem",
                Form::Der => "der",
                Form::Pkcs12 => "p12",
            },
            holds: kind_names(&encoded.holds),
            subject: encoded.subject,
            encrypted: encoded
                .holds
                .contains(&Kind::PrivateKey)
                .then_some(lock.is_some()),
        },
        bytes: encoded.bytes,
        path: planned.path,
    })
}
