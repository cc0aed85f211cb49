//! Secret references into secrets: the only place that reads them.

use std::path::Path;
use std::process::{Command, Stdio};

use zeroize::Zeroizing;

use super::World;
use crate::core::error::plain_io;
use crate::core::material::{Ask, Origin, Passwords};
use crate::core::secret::{Secret, SecretRef};
use crate::core::{Error, Result};

/// Reads the secret that a reference names; `what` is what it is asked for as (`passphrase of x`).
///
/// # Errors
/// `Unreadable` with the reference's origin, never its content.
pub fn resolve(reference: &SecretRef, what: &str, world: &mut dyn World) -> Result<Secret> {
    match reference {
        SecretRef::Env(name) => {
            let value = world.environment(name).ok_or_else(|| {
                unreadable(&format!("env:{name}"), "the variable is not set".into())
            })?;
            Ok(Secret::new(value.into_encoded_bytes()))
        }
        SecretRef::File(path) => read_file(path, &format!("file:{}", path.display())),
        SecretRef::Fd(n) => read_file(Path::new(&format!("/dev/fd/{n}")), &format!("fd:{n}")),
        SecretRef::Cmd(command) => run(command),
        SecretRef::Stdin => read_limited(&mut world.stdin(), "standard input"),
        SecretRef::Prompt => world
            .ask_secret(&format!("{what}: "))
            .ok_or_else(|| unreadable("the prompt", "there is no terminal to ask on".into())),
        SecretRef::Literal(text) => Ok(Secret::new(text.as_bytes())),
    }
}

/// The passphrase for something about to be locked: never empty, and typed twice when it is typed.
///
/// # Errors
/// As `resolve`; `Invalid` when it is empty or the two differ.
pub fn new_passphrase(reference: &SecretRef, what: &str, world: &mut dyn World) -> Result<Secret> {
    let secret = resolve(reference, &format!("new passphrase of {what}"), world)?;
    let refuse = |problem: &str, fix: &str| {
        Err(Error::Invalid {
            problem: problem.into(),
            fix: fix.into(),
        })
    };
    if secret.is_empty() {
        return refuse(
            "the new passphrase is empty",
            "choose one, or write the key unlocked with --no-encrypt",
        );
    }
    if *reference == SecretRef::Prompt {
        let again = resolve(reference, "the same once more", world)?;
        // exposed to be compared
        if again.expose_secret() != secret.expose_secret() {
            return refuse("the two passphrases differ", "type the same one twice");
        }
    }
    Ok(secret)
}

/// Passphrases from `--pass`, else from the person, each asked once a source.
pub struct PassphraseSource<'a> {
    reference: Option<&'a SecretRef>,
    resolved: Option<Secret>,
    world: &'a mut dyn World,
    may_ask: bool,
}

impl<'a> PassphraseSource<'a> {
    /// Given by reference, or asked for on a terminal.
    pub fn new(reference: Option<&'a SecretRef>, world: &'a mut dyn World) -> Self {
        Self {
            reference,
            resolved: None,
            world,
            may_ask: true,
        }
    }

    /// A passphrase that is at hand already (`--cert FILE:PASS`).
    pub fn at_hand(secret: Option<Secret>, world: &'a mut dyn World) -> Self {
        Self {
            reference: None,
            resolved: secret,
            world,
            may_ask: true,
        }
    }

    /// Never asks a person.
    pub fn without_asking(mut self) -> Self {
        self.may_ask = false;
        self
    }
}

impl Passwords for PassphraseSource<'_> {
    fn passphrase(&mut self, ask: &Ask<'_>) -> Result<Option<Secret>> {
        let what = format!("passphrase of {}", ask.origin);
        if self.resolved.is_none()
            && let Some(reference) = self.reference
        {
            self.resolved = Some(resolve(reference, &what, self.world)?);
        }
        if let Some(secret) = &self.resolved {
            return Ok(Some(secret.duplicate()));
        }
        Ok(if self.may_ask {
            self.world.ask_secret(&format!("{what}: "))
        } else {
            None
        })
    }
}

fn read_file(path: &Path, name: &str) -> Result<Secret> {
    let mut file = fs_err::File::open(path).map_err(|e| unreadable(name, plain_io(&e)))?;
    read_limited(&mut file, name)
}

fn read_limited(reader: &mut dyn std::io::Read, name: &str) -> Result<Secret> {
    use std::io::Read;
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_SECRET));
    reader
        .take(MAX_SECRET as u64)
        .read_to_end(&mut bytes)
        .map_err(|e| unreadable(name, plain_io(&e)))?;
    Ok(Secret::first_line(&bytes))
}

/// Its stderr stays the person's: a vault's tool may ask something there.
fn run(command: &str) -> Result<Secret> {
    let output = Command::new("/bin/sh")
        .args(["-c", command])
        .stdin(Stdio::inherit())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|e| unreadable("the command of cmd:", plain_io(&e)))?;
    let stdout = Zeroizing::new(output.stdout);
    if !output.status.success() {
        return Err(unreadable(
            "the command of cmd:",
            format!("it ended with {}", output.status),
        ));
    }
    Ok(Secret::first_line(&stdout))
}

fn unreadable(name: &str, reason: String) -> Error {
    Error::Unreadable {
        origin: Origin::named(format!("the secret from {name}")),
        reason,
    }
}

/// The longest secret, in bytes; client secrets of 4 KiB have been seen.
const MAX_SECRET: usize = 64 << 10;
