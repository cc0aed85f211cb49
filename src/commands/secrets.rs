//! Secret references into secrets: the only place that reads them.

use std::path::Path;
use std::process::{Command, Stdio};

use zeroize::Zeroizing;

use super::World;
use crate::core::error::{CHECK_PATH, plain_io};
use crate::core::material::{Ask, Limits, Origin, Passwords};
use crate::core::secret::{Secret, SecretRef};
use crate::core::{Error, Result};

/// Reads the secret that a reference names; `what` is what it is asked for as (`passphrase of x`).
///
/// # Errors
/// `Unreadable` with the reference's origin, never its content.
pub fn resolve(reference: &SecretRef, what: &str, world: &mut dyn World) -> Result<Secret> {
    match reference {
        SecretRef::Env(name) => {
            let value = world.environment(name).ok_or_else(|| Error::Invalid {
                problem: format!("cannot read the secret from env:{name}: the variable is not set"),
                fix: "export it in the shell that runs mtls, and check how it is spelled".into(),
            })?;
            Ok(Secret::new(value.into_encoded_bytes()))
        }
        SecretRef::File(path) => read_file(path, &format!("file:{}", path.display())),
        SecretRef::Fd(n) => read_descriptor(*n),
        SecretRef::Cmd(command) => run(command),
        SecretRef::Stdin => read_limited(&mut world.stdin(), "standard input"),
        SecretRef::Prompt => {
            world
                .ask_secret(&format!("{what}: "))
                .ok_or_else(|| Error::Unreadable {
                    origin: Origin::named("the secret from the prompt"),
                    reason: "there is no terminal to ask on".into(),
                    fix: "give it with env:NAME, file:PATH or cmd:COMMAND",
                })
        }
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
    limits: Limits,
}

impl<'a> PassphraseSource<'a> {
    /// Given by reference, or asked for on a terminal.
    pub fn new(reference: Option<&'a SecretRef>, limits: Limits, world: &'a mut dyn World) -> Self {
        Self {
            reference,
            resolved: None,
            world,
            may_ask: true,
            limits,
        }
    }

    /// A passphrase that is at hand already (`--cert FILE:PASS`).
    pub fn at_hand(secret: Option<Secret>, limits: Limits, world: &'a mut dyn World) -> Self {
        Self {
            reference: None,
            resolved: secret,
            world,
            may_ask: true,
            limits,
        }
    }

    /// The outside, while the passphrases are still wanted.
    pub fn world(&mut self) -> &mut dyn World {
        self.world
    }

    /// Whether a person may be asked from now on.
    pub fn set_asking(&mut self, may_ask: bool) {
        self.may_ask = may_ask;
    }

    /// Never asks a person.
    pub fn without_asking(mut self) -> Self {
        self.may_ask = false;
        self
    }
}

impl Passwords for PassphraseSource<'_> {
    fn passphrase(&mut self, ask: &Ask<'_>) -> Result<Option<Secret>> {
        let given = self.at_hand(ask)?;
        Ok(given.or_else(|| self.another(ask)))
    }

    fn at_hand(&mut self, ask: &Ask<'_>) -> Result<Option<Secret>> {
        if self.resolved.is_none()
            && let Some(reference) = self.reference
        {
            let secret = resolve(reference, &what_for(ask), self.world)?;
            refuse_nothing(reference, &secret)?;
            self.resolved = Some(secret);
        }
        Ok(self.resolved.as_ref().map(Secret::duplicate))
    }

    fn another(&mut self, ask: &Ask<'_>) -> Option<Secret> {
        if self.may_ask {
            self.world.ask_secret(&format!("{}: ", what_for(ask)))
        } else {
            None
        }
    }

    fn limits(&self) -> Limits {
        self.limits
    }
}

fn what_for(ask: &Ask<'_>) -> String {
    match ask.name {
        Some(name) => format!("passphrase of the key {name} in {}", ask.origin),
        None => format!("passphrase of {}", ask.origin),
    }
}

/// A file or stream with nothing in it is a mistake; whoever means the empty passphrase can say so.
fn refuse_nothing(reference: &SecretRef, secret: &Secret) -> Result<()> {
    let name = match reference {
        SecretRef::File(path) => format!("file:{}", path.display()),
        SecretRef::Fd(n) => format!("fd:{n}"),
        SecretRef::Cmd(_) => "the command of cmd".into(),
        SecretRef::Stdin => "standard input".into(),
        SecretRef::Env(_) | SecretRef::Prompt | SecretRef::Literal(_) => return Ok(()),
    };
    if !secret.is_empty() {
        return Ok(());
    }
    Err(Error::Unreadable {
        origin: Origin::named(format!("the passphrase from {name}")),
        reason: "its first line is empty".into(),
        fix: "put the passphrase on the first line; if the empty one is meant, say pass:",
    })
}

fn read_descriptor(n: u32) -> Result<Secret> {
    let name = format!("fd:{n}");
    match fs_err::File::open(format!("/dev/fd/{n}")) {
        Ok(mut file) => read_limited(&mut file, &name),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Err(Error::Unreadable {
            origin: Origin::named(format!("the secret from {name}")),
            reason: "this descriptor is not open".into(),
            fix: "open it for mtls in the shell, as in: mtls ... --pass fd:3 3<FILE",
        }),
        Err(e) => Err(unreadable(&name, plain_io(&e))),
    }
}

fn read_file(path: &Path, name: &str) -> Result<Secret> {
    let mut file = fs_err::File::open(path).map_err(|e| unreadable(name, plain_io(&e)))?;
    read_limited(&mut file, name)
}

fn read_limited(reader: &mut dyn std::io::Read, name: &str) -> Result<Secret> {
    use std::io::Read;
    // never grown: what a grown buffer leaves behind is not wiped
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_SECRET + 1));
    reader
        .take(MAX_SECRET as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| unreadable(name, plain_io(&e)))?;
    if bytes.len() > MAX_SECRET {
        let reason = format!("it is over {} KiB, which no secret is", MAX_SECRET >> 10);
        return Err(unreadable(name, reason));
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(Error::Unreadable {
            origin: Origin::named(format!("the secret from {name}")),
            reason: "it is UTF-16 text, as Windows PowerShell writes it".into(),
            fix: "save it as UTF-8 (Set-Content -Encoding utf8), or give it with env:NAME",
        });
    }
    Ok(Secret::first_line(&bytes))
}

/// Its stderr stays the person's: a vault's tool may ask something there.
fn run(command: &str) -> Result<Secret> {
    let failed = |reason: String| Error::Unreadable {
        origin: Origin::named("the secret from the command of cmd"),
        reason,
        fix: "run the command by itself: it has to print the secret, alone, and end with 0",
    };
    let mut child = Command::new("/bin/sh")
        .args(["-c", command])
        .stdin(Stdio::inherit())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .map_err(|e| failed(plain_io(&e)))?;
    // the pipe is closed before the wait: what says too much ends by it
    let said = child
        .stdout
        .take()
        .map(|mut pipe| read_limited(&mut pipe, "the command of cmd"));
    let status = child.wait().map_err(|e| failed(plain_io(&e)))?;
    match said {
        Some(Ok(secret)) if status.success() => Ok(secret),
        Some(Err(Error::Unreadable { reason, .. })) => Err(failed(reason)),
        _ => Err(failed(format!("it ended with {status}"))),
    }
}

fn unreadable(name: &str, reason: String) -> Error {
    Error::Unreadable {
        origin: Origin::named(format!("the secret from {name}")),
        reason,
        fix: CHECK_PATH,
    }
}

/// The longest secret, in bytes; client secrets of 4 KiB have been seen.
const MAX_SECRET: usize = 64 << 10;
