//! `sandbox --call`: the provider's own request is made once, and your endpoint called with the
//! certificate that you signed. No port is opened.

use std::path::Path;

use super::place::Folder;
use crate::cli::SandboxArgs;
use crate::commands::{World, load};
use crate::core::material::{Certificate, Item, NoPasswords, Parsed, PrivateKey, Source, pem};
use crate::core::sandbox::{Outbound, OutboundRequest};
use crate::core::save::{Draft, save_all};
use crate::core::{Error, Result};
use crate::exit::Exit;
use crate::report::{Answer, Failure, OutboundCall, OutboundFacts, Report};

/// Makes the request if there is none yet; calls if there is a certificate to call with.
///
/// # Errors
/// What reading and writing say, `KeyMismatch` when another key was signed.
pub fn run(args: &SandboxArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    let folder = Folder::open(Some(args.dir.as_deref().unwrap_or(Path::new("."))))?;
    let (csr, key) = (folder.path().join(CSR), folder.path().join(KEY));
    match (csr.exists(), key.exists(), &args.outbound_cert) {
        (_, true, Some(_)) | (true, true, None) => {}
        (false, false, _) => make(&csr, &key)?,
        (has_csr, ..) => return Err(half(&csr, &key, has_csr).into()),
    }
    let mut facts = OutboundFacts {
        url: None,
        csr: csr.display().to_string(),
        key: key.display().to_string(),
        calls: Vec::new(),
    };
    let mut exit = Exit::Ok;
    if let (Some(url), Some(signed)) = (&args.call, &args.outbound_cert) {
        let chain = certificates(signed, world)?;
        let key = private_key(&key, signed, chain.first(), world)?;
        let roots = match &args.cacert {
            Some(file) => certificates(file, world)?,
            None => Vec::new(),
        };
        let outbound = Outbound {
            url: &url.0,
            chain: &chain,
            key: &key,
            roots: &roots,
        };
        facts.url = Some(url.0.shown());
        facts.calls = outbound
            .call(world.now())?
            .into_iter()
            .map(|heard| OutboundCall {
                as_it_should_be: heard.is_as_it_should_be(),
                heard,
            })
            .collect();
        if facts.calls.iter().any(|call| !call.as_it_should_be) {
            exit = Exit::Negative;
        }
    }
    let mut report = Report::new(Answer::Outbound(Box::new(facts)), args.output.format());
    report.exit = exit;
    Ok(report)
}

fn make(csr: &Path, key: &Path) -> Result<()> {
    let made = OutboundRequest::make()?;
    let request = pem::encode("CERTIFICATE REQUEST", made.request.as_der());
    // exposed to be written, 0600
    let private = pem::encode("PRIVATE KEY", made.key.expose_pkcs8());
    let draft = |path: &Path, bytes, private| Draft {
        path: path.to_owned(),
        bytes,
        private,
    };
    let drafts = [
        draft(csr, request.as_bytes(), false),
        draft(key, private.as_bytes(), true),
    ];
    save_all(&drafts, false)
}

/// One of the two is there alone: whose it is nobody knows, and it is kept.
fn half(csr: &Path, key: &Path, has_csr: bool) -> Failure {
    let (there, gone) = if has_csr { (csr, key) } else { (key, csr) };
    Failure::usage(
        format!(
            "{} is there, and {} is not",
            there.display(),
            gone.display()
        ),
        format!(
            "move {} away, or name another folder with --dir: both are made there",
            there.display()
        ),
    )
}

fn certificates(file: &Path, world: &mut dyn World) -> Result<Vec<Certificate>> {
    let found: Vec<Certificate> = parsed(file, world)?.into_certificates().collect();
    if found.is_empty() {
        return Err(Error::Invalid {
            problem: format!("there is no certificate in {}", file.display()),
            fix: "give the certificate file that sign, or openssl x509 -req, wrote".into(),
        });
    }
    Ok(found)
}

/// The key that the request was made for.
fn private_key(
    file: &Path,
    signed: &Path,
    leaf: Option<&Certificate>,
    world: &mut dyn World,
) -> Result<PrivateKey> {
    let mut items = parsed(file, world)?.items.into_iter();
    let key = items.find_map(|found| match found.item {
        Item::PrivateKey(key) => Some(key),
        _ => None,
    });
    match (key, leaf) {
        (Some(key), Some(leaf)) if key.public_key().same_key(&leaf.public_key) => Ok(key),
        _ => {
            let csr = file.with_file_name(CSR);
            Err(Error::Invalid {
                problem: format!(
                    "{} and {} do not belong together",
                    signed.display(),
                    file.display()
                ),
                fix: format!(
                    "sign {}, which was made with that key, and give the certificate that comes of it with --outbound-cert",
                    csr.display()
                ),
            })
        }
    }
}

fn parsed(file: &Path, world: &mut dyn World) -> Result<Parsed> {
    let source = Source::File(file.to_owned());
    let mut stdin = world.stdin();
    load::parsed(&source, &mut stdin, &mut NoPasswords, &mut Vec::new())
}

const CSR: &str = "apata.csr";
const KEY: &str = "apata.key";
