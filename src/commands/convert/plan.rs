//! What `convert` is to make, worked out from its arguments before anything is read.

use std::path::{Path, PathBuf};

use super::refusals;
use crate::cli::convert::Kdf;
use crate::cli::{ConvertArgs, Target};
use crate::commands::outputs::{self, is_stdout};
use crate::core::identity::export::{ChainPart, Form, Piece, Reader};
use crate::core::material::pbe::Stretching;
use crate::core::material::pkcs12::Strength;
use crate::core::material::{KeyForm, Kind};
use crate::report::Format;

/// All of it.
pub struct Plan {
    /// One file or several, at most one of them on standard output.
    pub files: Vec<Planned>,
    /// The part of the chain that was asked for.
    pub chain: Option<ChainPart>,
    /// Who is to read it.
    pub reader: Option<Reader>,
    /// The private key's form.
    pub key_form: KeyForm,
    /// How its passphrase becomes a key.
    pub stretching: Stretching,
    /// Of a PKCS#12 file.
    pub strength: Strength,
}

/// One file to be made.
pub struct Planned {
    /// Where it goes.
    pub path: PathBuf,
    /// What goes in.
    pub pieces: Vec<Piece>,
    /// In which form.
    pub form: Form,
}

/// `--out` takes what has no file of its own; with nothing named that is standard output.
pub fn plan(args: &ConvertArgs) -> anyhow::Result<Plan> {
    refusals::no_jks(args)?;
    let reader = args.reader.map(Reader::from);
    let (files, is_split) = files(args, reader);
    let forms = || files.iter().map(|p| p.form);
    if let Some(form) = forms().find(|form| is_whole(*form)).filter(|_| is_split) {
        return Err(refusals::one_file(form.name()));
    }
    if args.to == Some(Target::Combined) && is_split {
        return Err(refusals::one_file("a combined file"));
    }
    if let [only] = files.as_slice()
        && only.pieces == [Piece::PublicKey]
    {
        refusals::public_key(args)?;
    }
    refusals::lock(args, forms())?;
    for file in &files {
        refusals::reader(reader, file.form, file.wants_key())?;
    }
    let on_stdout = files.iter().filter(|p| is_stdout(&p.path)).count();
    if on_stdout > 1 {
        return Err(refusals::two_on_stdout());
    }
    if on_stdout > 0 && args.output.format() == Format::Json {
        return Err(outputs::both_on_stdout().into());
    }
    let asked = args.chain.map(ChainPart::from);
    let usual = forms().find_map(usual_chain);
    Ok(Plan {
        chain: asked.or(reader.and_then(Reader::chain)).or(usual),
        reader,
        key_form: args.key.key_format.map(KeyForm::from).unwrap_or_default(),
        stretching: stretching(args),
        strength: strength(args, reader),
        files,
    })
}

impl Plan {
    /// Whether one of the files is PKCS#12.
    pub fn is_pkcs12(&self) -> bool {
        self.files.iter().any(|p| p.form == Form::Pkcs12)
    }
}

impl Planned {
    /// Whether the private key goes into it, if there is one.
    pub fn wants_key(&self) -> bool {
        self.pieces.contains(&Piece::Key) && self.form.holds(Kind::PrivateKey)
    }
}

/// The files, and whether parts have files of their own.
fn files(args: &ConvertArgs, reader: Option<Reader>) -> (Vec<Planned>, bool) {
    let own = [
        (&args.out_cert, Piece::Leaf),
        (&args.out_chain, Piece::Issuers),
        (&args.out_key, Piece::Key),
    ];
    let planned = |path: &Path, pieces: Vec<Piece>| Planned {
        form: form(path, args.to, reader),
        path: path.to_owned(),
        pieces,
    };
    let mut rest = vec![Piece::Leaf, Piece::Issuers, Piece::Key, Piece::Loose];
    let mut files = Vec::new();
    for (path, piece) in own {
        if let Some(path) = path {
            // what nginx calls ssl_certificate holds the issuers too
            let whole_chain = reader == Some(Reader::Nginx) && args.out_chain.is_none();
            let pieces = match piece {
                Piece::Leaf if whole_chain => vec![Piece::Leaf, Piece::Issuers],
                one => vec![one],
            };
            rest.retain(|piece| !pieces.contains(piece));
            files.push(planned(path, pieces));
        }
    }
    let is_split = !files.is_empty();
    match &args.out {
        Some(path) => files.insert(0, planned(path, rest)),
        None if !is_split && args.out_pubkey.is_none() => files.push(planned(Path::new("-"), rest)),
        None => {}
    }
    if let Some(path) = &args.out_pubkey {
        let is_der = args.to == Some(Target::Der) || form_by_name(path) == Some(Form::Der);
        files.push(Planned {
            path: path.clone(),
            pieces: vec![Piece::PublicKey],
            form: if is_der { Form::Der } else { Form::Pem },
        });
    }
    (files, is_split)
}

fn form(path: &Path, target: Option<Target>, reader: Option<Reader>) -> Form {
    match target {
        Some(Target::Pem | Target::Combined) => Form::Pem,
        Some(Target::Der) => Form::Der,
        Some(Target::P12 | Target::Jks) => Form::Pkcs12,
        Some(Target::Pkcs7) => Form::Pkcs7,
        Some(Target::P7b) => Form::Pkcs7Der,
        Some(Target::K8sSecret) => Form::KubernetesSecret,
        Some(Target::Env) => Form::Env,
        None => form_by_name(path)
            .or(reader.map(Reader::form))
            .unwrap_or(Form::Pem),
    }
}

fn form_by_name(path: &Path) -> Option<Form> {
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    match extension.to_str() {
        Some("p12" | "pfx") => Some(Form::Pkcs12),
        Some("der") => Some(Form::Der),
        Some("p7b" | "p7c") => Some(Form::Pkcs7Der),
        Some("env") => Some(Form::Env),
        Some("yaml" | "yml") => Some(Form::KubernetesSecret),
        Some("pem" | "crt" | "key") => Some(Form::Pem),
        _ => None,
    }
}

/// Certificate and key stand together in it.
pub fn is_whole(form: Form) -> bool {
    matches!(form, Form::Pkcs12 | Form::KubernetesSecret | Form::Env)
}

/// A Secret has a place of its own for the root, and so have the variables.
fn usual_chain(form: Form) -> Option<ChainPart> {
    matches!(form, Form::KubernetesSecret | Form::Env).then_some(ChainPart::NoRoot)
}

fn stretching(args: &ConvertArgs) -> Stretching {
    match (args.key.kdf, args.key.iterations) {
        (Some(Kdf::Scrypt), _) => Stretching::Scrypt,
        (_, Some(iterations)) => Stretching::Pbkdf2 { iterations },
        (_, None) => Stretching::default(),
    }
}

fn strength(args: &ConvertArgs, reader: Option<Reader>) -> Strength {
    let usual = reader.map(Reader::strength).unwrap_or_default();
    Strength {
        iterations: args.key.iterations.unwrap_or(usual.iterations),
        ..usual
    }
}
