//! Whom to trust: `--cacert` and `--capath`, else what the environment names, else the system;
//! and whom no longer, by `--crlfile`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::World;
use super::load;
use super::tls;
use crate::cli::ConnectionArgs;
use crate::core::Error;
use crate::core::error::plain_io;
use crate::core::material::{Certificate, Item, NoPasswords, Source};
use crate::core::tls::Trust;
use crate::exit::Exit;
use crate::report::Failure;

/// Whom to trust. What is to be said of the other TLS flags is among the notes.
///
/// # Errors
/// Ends 77 when CA certificates, 82 when revocation lists cannot be read, as curl does.
pub fn trust(
    args: &ConnectionArgs,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Trust> {
    notes.extend(tls::notes(&args.tls, world));
    let mut trust = named(args, world, notes)?;
    if trust.is_none() && !args.insecure {
        trust = from_environment(world, notes)?;
    }
    let mut trust = match trust {
        Some(trust) if !args.tls.ca_native => trust,
        trust => {
            let (system, complaints) = Trust::system();
            if !args.insecure {
                notes.extend(complaints);
            }
            match trust {
                Some(trust) => trust.and(system),
                None => system,
            }
        }
    };
    trust.allow_cn_name = args.tls.allow_cn_name;
    if let Some(file) = &args.tls.crlfile {
        revoke(&mut trust, file, world, notes)?;
    }
    Ok(trust)
}

/// By the arguments; `None` when they name nobody.
fn named(
    args: &ConnectionArgs,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Option<Trust>> {
    let file = args.cacert.as_ref();
    let file = file.map(|file| of_file(file, world, notes)).transpose()?;
    let folders = args.tls.capath.as_ref();
    let folders = folders.map(|dirs| of_folders(dirs.as_os_str(), world));
    let trust = both(file, folders.transpose()?);
    if !args.insecure {
        notes.extend(trust.as_ref().and_then(left_out_note));
    }
    Ok(trust)
}

/// By curl's variable, else by OpenSSL's.
fn from_environment(
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Option<Trust>> {
    let set = |name: &'static str, world: &dyn World| {
        let value = world.environment(name).filter(|v| !v.is_empty())?;
        Some((name, value))
    };
    let of = |named: Option<(&str, OsString)>, world: &mut dyn World, notes: &mut Vec<String>| {
        let read = named.map(|(name, file)| {
            of_file(Path::new(&file), world, notes).map_err(|failure| by(name, failure))
        });
        read.transpose()
    };
    // a bundle that the environment names is a whole store: that some in it have expired is no news
    let bundle = set("CURL_CA_BUNDLE", world);
    if bundle.is_some() {
        return Ok(of(bundle, world, notes)?);
    }
    let named = set("SSL_CERT_FILE", world);
    let file = of(named, world, notes)?;
    let folders = set("SSL_CERT_DIR", world);
    let folders =
        folders.map(|(name, dirs)| of_folders(&dirs, world).map_err(|failure| by(name, failure)));
    match folders.transpose() {
        Ok(folders) => Ok(both(file, folders)),
        // a folder that is not there is no matter beside a file that is, as for OpenSSL
        Err(_) if file.is_some() => Ok(file),
        Err(failure) => Err(failure.into()),
    }
}

fn by(variable: &str, failure: Failure) -> Failure {
    let mut evidence = failure.evidence;
    evidence.push(format!("it is named by the environment ({variable})"));
    Failure {
        evidence,
        fix: format!("mend or unset {variable}, or say whom to trust with --cacert"),
        ..failure
    }
}

fn both(one: Option<Trust>, other: Option<Trust>) -> Option<Trust> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.and(other)),
        (one, other) => one.or(other),
    }
}

fn of_file(file: &Path, world: &mut dyn World, notes: &mut Vec<String>) -> Result<Trust, Failure> {
    let source = Source::from(file);
    let parsed = load::parsed(&source, &mut world.stdin(), &mut NoPasswords, notes)
        .map_err(|e| Failure::local(&e, Exit::CaFile))?;
    let found = parsed.found();
    let certificates: Vec<Certificate> = parsed.into_certificates().collect();
    if certificates.is_empty() {
        let missing = Error::CertificateMissing {
            origin: source.origin(),
            found,
        };
        return Err(Failure {
            fix: "name the file with the CA certificate that signed the server's, using --cacert"
                .into(),
            ..Failure::local(&missing, Exit::CaFile)
        });
    }
    let origin = source.origin();
    Ok(Trust::only(&certificates, origin.as_str(), world.now()))
}

/// The certificates in all files of these folders, parted as in `PATH`; what else lies there is
/// passed over.
fn of_folders(folders: &std::ffi::OsStr, world: &mut dyn World) -> Result<Trust, Failure> {
    let mut all: Vec<Certificate> = Vec::new();
    let listed = std::env::split_paths(folders).map(|folder| files_of(&folder));
    let (listed, failed): (Vec<_>, Vec<_>) = listed.partition(Result::is_ok);
    // as for OpenSSL, one that is not there is no matter beside others that are
    if let (true, Some(Err(failure))) = (listed.is_empty(), failed.into_iter().next()) {
        return Err(failure);
    }
    for file in listed.into_iter().flatten().flatten() {
        let source = Source::File(file);
        let (notes, stdin) = (&mut Vec::new(), &mut std::io::empty());
        if let Ok(parsed) = load::parsed(&source, stdin, &mut NoPasswords, notes) {
            all.extend(parsed.into_certificates());
        }
    }
    all.sort_by(|a, b| a.as_der().cmp(b.as_der()));
    all.dedup_by(|a, b| a.as_der() == b.as_der()); // each is there by its name and by its hash
    let shown = Path::new(folders).display().to_string();
    if all.is_empty() {
        return Err(Failure {
            exit: Exit::CaFile,
            ..Failure::usage(
                format!("no file in {shown} holds a certificate"),
                "name the folder with the CA certificates, or one file with --cacert",
            )
        });
    }
    Ok(Trust::only(&all, shown, world.now()))
}

fn files_of(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let listed = fs_err::read_dir(folder).map_err(|e| Failure {
        exit: Exit::CaFile,
        ..Failure::usage(
            format!("cannot read {}: {}", folder.display(), plain_io(&e)),
            "name the folder with the CA certificates, or one file with --cacert",
        )
    })?;
    let files = listed.flatten().map(|entry| entry.path());
    Ok(files.filter(|path| path.is_file()).collect())
}

fn revoke(
    trust: &mut Trust,
    file: &Path,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> Result<(), Failure> {
    let source = Source::from(file);
    let parsed = load::parsed(&source, &mut world.stdin(), &mut NoPasswords, notes)
        .map_err(|e| Failure::local(&e, Exit::CrlFile))?;
    let lists = parsed.items.iter().filter_map(|found| match &found.item {
        Item::Crl(list) => Some(list),
        _ => None,
    });
    let lists: Vec<_> = lists.collect();
    let problem = if lists.is_empty() {
        "holds no revocation list".to_owned()
    } else {
        match trust.revoke(&lists) {
            Ok(()) => return Ok(()),
            Err(reason) => format!("cannot be used: {reason}"),
        }
    };
    Err(Failure {
        exit: Exit::CrlFile,
        ..Failure::usage(
            format!("--crlfile: {} {problem}", source.origin()),
            "name a file with the lists (PEM or DER, version 2) of the CAs in the server's chain",
        )
    })
}

/// One note however many there are: an old bundle holds dozens.
fn left_out_note(trust: &Trust) -> Option<String> {
    let first = trust.left_out.first()?;
    let more = match trust.left_out.len() {
        1 => String::new(),
        n => format!(" (and {} more like it)", n - 1),
    };
    Some(format!("{first}, so it is not trusted{more}"))
}
