//! What `convert` refuses before it reads anything, each with what to do instead.

use std::path::Path;

use super::plan::Plan;
use crate::cli::convert::Kdf;
use crate::cli::{ConvertArgs, Target};
use crate::core::identity::export::{Form, Reader};
use crate::core::material::{KeyForm, Kind};
use crate::core::secret::Secret;
use crate::core::shell;
use crate::report::Failure;

/// Nobody needs a new JKS file: Java has read PKCS#12 since 1.4, and takes it for JKS by itself
/// since 8u60 (JDK-8062552).
pub fn no_jks(args: &ConvertArgs) -> anyhow::Result<()> {
    let is_jks = |path: &Path| {
        let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
        extension == "jks" || extension == "jceks"
    };
    let named = args.out.as_deref().filter(|path| is_jks(path));
    if args.to != Some(Target::Jks) && (args.to.is_some() || named.is_none()) {
        return Ok(());
    }
    let sources: Vec<String> = args
        .sources
        .iter()
        .map(|s| shell::word(&s.as_text()))
        .collect();
    let out = args.out.as_deref().filter(|path| path.as_os_str() != "-");
    let out = out.unwrap_or(Path::new("client")).with_extension("p12");
    Err(Failure {
        evidence: vec![
            "Java takes the PKCS#12 file wherever it takes a JKS file; add --for java8 for Java before 8u301".into(),
        ],
        ..Failure::usage(
            "JKS is read, not written: Java reads PKCS#12",
            format!(
                "mtls convert {} --to p12 --out {} --out-pass prompt",
                sources.join(" "),
                shell::word(&out.to_string_lossy())
            ),
        )
    }
    .into())
}

/// What holds certificate and key together cannot be split.
pub fn one_file(form: &str) -> anyhow::Error {
    usage(
        &format!("{form} holds certificate and key together"),
        "name one file with --out, and neither --out-cert, --out-key nor --out-chain",
    )
}

/// A public key alone has two forms.
pub fn public_key(args: &ConvertArgs) -> anyhow::Result<()> {
    match args.to {
        None | Some(Target::Pem | Target::Der) => Ok(()),
        Some(_) => Err(usage(
            "a public key alone is written in PEM or DER",
            "leave --to out, or name a file for the rest with --out",
        )),
    }
}

/// Standard output takes one file.
pub fn two_on_stdout() -> anyhow::Error {
    usage(
        "two files are to go to standard output",
        "name a file for all but one of them",
    )
}

/// Locks that a form cannot have, and settings of a lock that is not there.
pub fn lock(args: &ConvertArgs, forms: impl Iterator<Item = Form>) -> anyhow::Result<()> {
    let forms: Vec<Form> = forms.collect();
    let is_p12 = forms.contains(&Form::Pkcs12);
    let key_form = args.key.key_format.map(KeyForm::from).unwrap_or_default();
    let scrypt = args.key.kdf == Some(Kdf::Scrypt);
    let set = args.key.kdf.is_some() || args.key.iterations.is_some();
    let locked = args.write.out_pass.is_some();
    let (problem, fix) = if is_p12 && args.write.no_encrypt {
        (
            "a PKCS#12 file is always locked, so --no-encrypt cannot be had",
            "give a passphrase with --out-pass, or write --to combined",
        )
    } else if is_p12 && key_form != KeyForm::Pkcs8 {
        (
            "a PKCS#12 file holds its key as PKCS#8 only",
            "leave --key-format out, or write --to pem",
        )
    } else if is_p12 && scrypt {
        (
            "no reader of PKCS#12 files is known to take scrypt",
            "leave --kdf out, or write --to pem",
        )
    } else if forms.contains(&Form::KubernetesSecret) && locked {
        (
            "Kubernetes has nowhere to keep the passphrase of a key, so a Secret holds it unlocked",
            "leave --out-pass out, and send the manifest on without keeping it: | kubectl apply -f -",
        )
    } else if locked && !forms.iter().any(|form| form.holds(Kind::PrivateKey)) {
        (
            "--out-pass locks a private key, and this form holds certificates alone",
            "leave --out-pass out",
        )
    } else if set && !locked && !is_p12 {
        (
            "--kdf and --iterations tell how a key is locked, and none is to be locked",
            "add --out-pass env:NAME, file:PATH or prompt",
        )
    } else if set && key_form != KeyForm::Pkcs8 && !is_p12 {
        (
            "the older key forms are locked by one round of MD5, whatever --kdf and --iterations say",
            "leave --key-format out: PKCS#8 is locked properly",
        )
    } else if scrypt && args.key.iterations.is_some() {
        (
            "--iterations is PBKDF2's, and scrypt has none",
            "leave --iterations out",
        )
    } else {
        return Ok(());
    };
    Err(usage(problem, fix))
}

/// A form that the reader cannot use.
pub fn reader(reader: Option<Reader>, form: Form, with_key: bool) -> anyhow::Result<()> {
    let Some((reader, why)) = reader.and_then(|r| Some((r, r.refuses(form, with_key)?))) else {
        return Ok(());
    };
    let fix = match reader.form() {
        Form::Pkcs12 => "leave --to out and name one file, --out FILE.p12",
        _ => "leave --to out, and name files in .pem",
    };
    Err(usage(
        &format!("{why}, and this would be {}", form.name()),
        fix,
    ))
}

/// Java's own PBE keys refuse a passphrase beyond ASCII (`Password is not ASCII`), and keytool then
/// says that it is incorrect.
pub fn passphrase(plan: &Plan, lock: &Secret) -> anyhow::Result<()> {
    let is_plain = |text: &str| text.bytes().all(|b| (b' '..=b'~').contains(&b));
    // exposed to see whether Java can be given it
    let plain = lock.expose_text().is_some_and(is_plain);
    if plan.reader != Some(Reader::Java8) || !plan.is_pkcs12() || plain {
        return Ok(());
    }
    Err(usage(
        "the new passphrase is not all ASCII, and Java opens no PKCS#12 file under such a one",
        "choose one of letters, digits and signs in ASCII, a longer one",
    ))
}

fn usage(problem: &str, fix: &str) -> anyhow::Error {
    Failure::usage(problem, fix).into()
}
