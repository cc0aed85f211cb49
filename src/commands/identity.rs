//! From `--cert` and `--key` to an identity.

use std::path::Path;

use super::World;
use super::load;
use super::profile::check_mixup;
use super::secrets::{PassphraseSource, resolve};
use crate::cli::{ConnectionArgs, IdentityArgs};
use crate::core::Result;
use crate::core::identity::{Identity, Pool};
use crate::core::material::Source;
use crate::core::profile::audit::{Action, Deed};
use crate::core::secret::{Secret, SecretRef};
use crate::exit::Exit;
use crate::report::Failure;

/// The identity that the arguments name; `None` when they name none.
///
/// # Errors
/// Ends 58, as curl does for a local certificate that does not work.
pub fn identity(
    args: &IdentityArgs,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Option<Identity>> {
    let Some(cert) = &args.cert else {
        if args.key.is_some() {
            return Err(Failure::usage(
                "--key is given without --cert",
                "name the certificate with --cert",
            )
            .into());
        }
        return Ok(None);
    };
    refuse_unsupported(cert)?;
    let (file, inline) = (file_of(cert), split_password(cert).1);
    let loaded = load(&file, inline, args, world, notes);
    let used = match &loaded {
        Ok(identity) => Deed::certificate(Action::Use, identity.leaf(), Some(Path::new(&file))),
        Err(_) => Deed::unreadable(Path::new(&file)),
    };
    if let (Ok(identity), Some(apart)) = (&loaded, &args.apart) {
        check_mixup(&file, identity.leaf(), apart)?;
    }
    let told = world.record(&[used]);
    let loaded = loaded.and_then(|identity| told.map(|()| identity));
    loaded.map(Some).map_err(|e| {
        let failure = Failure::local(&e, Exit::LocalIdentity);
        match is_drive(cert) {
            true => Failure {
                fix: DRIVE.into(),
                ..failure
            },
            false => failure,
        }
        .into()
    })
}

/// Which of the arguments want standard input, for `outputs::one_taker`.
pub fn stdin_takers<'a>(
    identity: &IdentityArgs,
    connection: &ConnectionArgs,
) -> Vec<(&'a str, bool)> {
    let is_stdin =
        |path: &Option<std::path::PathBuf>| path.as_ref().is_some_and(|p| p.as_os_str() == "-");
    let certificate = |given: &Option<String>| {
        let given = given.as_ref();
        given.is_some_and(|given| split_password(given).0 == "-")
    };
    let route = &connection.route;
    let headers = route.proxy_header.iter();
    let mut takers = vec![
        ("--cert", certificate(&identity.cert)),
        ("--key", is_stdin(&identity.key)),
        ("--pass", identity.pass.as_deref() == Some("-")),
        ("--cacert", is_stdin(&connection.cacert)),
        ("--proxy-cacert", is_stdin(&route.proxy_cacert)),
        ("--proxy-cert", certificate(&route.proxy_cert)),
        ("--proxy-key", is_stdin(&route.proxy_key)),
        ("--proxy-pass", route.proxy_pass.as_deref() == Some("-")),
        ("--crlfile", is_stdin(&connection.tls.crlfile)),
    ];
    takers.extend(headers.map(|header| ("--proxy-header", header == "@-")));
    takers
}

/// `-k` is said each time: it is how a test setting ends up in production.
pub fn insecure_note(args: &ConnectionArgs) -> Option<String> {
    args.insecure.then(|| {
        "-k: the server's certificate is not checked, so anyone may stand between".to_owned()
    })
}

/// The file that `--cert FILE[:PASS]` names.
pub fn file_of(cert: &str) -> String {
    let (file, _) = split_password(cert);
    if Path::new(&file).exists() || !Path::new(cert).exists() {
        file
    } else {
        cert.to_owned()
    }
}

/// `C:\certs\x.pfx`, whose colon ends the name.
fn is_drive(cert: &str) -> bool {
    let mut signs = cert.chars();
    let letter = signs.next().is_some_and(|c| c.is_ascii_alphabetic());
    letter && signs.next() == Some(':') && matches!(signs.next(), Some('\\' | '/'))
}

/// Whether `--cert FILE[:PASS]` has a passphrase in it.
pub fn holds_pass(cert: &str) -> bool {
    file_of(cert) != cert && split_password(cert).1.is_some()
}

/// curl's rule for `FILE:PASS`: a colon ends the name unless a backslash stands before it; `\\` is
/// a backslash; the password is taken as it stands.
fn split_password(text: &str) -> (String, Option<String>) {
    let mut name = String::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => match chars.peek().map(|(_, next)| *next) {
                Some(next @ (':' | '\\')) => {
                    name.push(next);
                    chars.next();
                }
                _ => name.push('\\'),
            },
            ':' => {
                let rest = text.get(at + 1..).unwrap_or_default();
                return (name, (!rest.is_empty()).then(|| rest.to_owned()));
            }
            other => name.push(other),
        }
    }
    (name, None)
}

fn load(
    file: &str,
    inline: Option<String>,
    args: &IdentityArgs,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> Result<Identity> {
    let given = match (&args.pass, inline) {
        (Some(reference), _) => {
            let reference = SecretRef::or_literal(reference);
            Some(resolve(&reference, "passphrase", world)?)
        }
        (None, Some(text)) => Some(Secret::new(text.into_bytes())),
        (None, None) => None,
    };
    let mut stdin = world.stdin();
    let mut passwords = PassphraseSource::at_hand(given, args.limits.limits(), world);
    let mut pool = |source: &Source, needs_keys: bool| -> Result<Pool> {
        let mut parsed = load::parsed(source, &mut stdin, &mut passwords, notes)?;
        if needs_keys {
            parsed.unlock_keys(&mut passwords)?;
        }
        Ok(Pool::new(source.origin(), parsed))
    };
    let mut certificates = pool(&Source::from(Path::new(file)), args.key.is_none())?;
    let mut keys = args
        .key
        .as_ref()
        .map(|key| pool(&Source::from(key.as_path()), true))
        .transpose()?;
    if let Some(keys) = &mut keys
        && swapped(&certificates, keys)
    {
        std::mem::swap(&mut certificates, keys);
        notes.push(
            "--cert names the key and --key the certificate; taken the other way round".into(),
        );
    }
    let identity = Identity::pair(certificates, keys)?;
    if identity.leaf().extensions.is_ca {
        notes.push(
            "the client certificate is a CA's; it is presented, but strict servers refuse it: have one of its own signed for the client (mtls csr)"
                .into(),
        );
    }
    if identity.leaf().version < 3 {
        notes.push(format!(
            "the client certificate is X.509 v{}; it is presented, but many servers refuse it: ask for a v3 one",
            identity.leaf().version
        ));
    }
    Ok(identity)
}

/// Each file holds what the other flag is for, and nothing of its own.
pub fn swapped(certificates: &Pool, keys: &Pool) -> bool {
    certificates.certificates.is_empty()
        && !certificates.keys.is_empty()
        && keys.keys.is_empty()
        && !keys.certificates.is_empty()
}

fn refuse_unsupported(cert: &str) -> anyhow::Result<()> {
    if cert
        .get(..7)
        .is_some_and(|p| p.eq_ignore_ascii_case("pkcs11:"))
    {
        return Err(Failure::usage(
            "--cert pkcs11: (a key in hardware) is not supported",
            "use a certificate and key in files",
        )
        .into());
    }
    Ok(())
}

/// What to do about the colon of a drive.
const DRIVE: &str = "a colon ends the file's name, and the passphrase follows: write C\\:/certs/client.pfx, or go to the folder";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_split_off_as_curl_does() {
        let split = |text: &str| {
            let (name, password) = split_password(text);
            (name, password.unwrap_or_default())
        };
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(split("client.pfx:pw"), pair("client.pfx", "pw"));
        assert_eq!(split("client.pfx:p:w\\x"), pair("client.pfx", "p:w\\x"));
        assert_eq!(split(r"a\:b:pw"), pair("a:b", "pw"));
        assert_eq!(split(r"a\\b\x"), pair(r"a\b\x", ""));
        assert_eq!(split("client.pem:"), pair("client.pem", ""));
        assert_eq!(split("trailing\\"), pair("trailing\\", ""));
    }
}
