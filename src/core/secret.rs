//! Secrets as types: wiped on drop, silent in `Debug`, not `Clone`.
//! Must not know where a secret comes from; that is resolved above the core.

use std::fmt;
use std::str::FromStr;

use zeroize::Zeroizing;

/// A passphrase, client secret or token. Bytes, because passphrases need not be UTF-8.
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes the bytes over; whoever made them should have made them zeroizing.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(Zeroizing::new(bytes.into()))
    }

    /// The first line of what a reference gave, without its line end (as OpenSSL reads a
    /// passphrase file), and without the byte order mark that editors put before it.
    pub fn first_line(bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let line = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
        Self::new(line.strip_suffix(b"\r").unwrap_or(line))
    }

    /// The secret itself. Every caller names its reason in a comment.
    pub fn expose_secret(&self) -> &[u8] {
        &self.0
    }

    /// The secret as text, where a format needs text; `None` when it is not UTF-8.
    pub fn expose_text(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// Whether it is the empty string.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A second owner, made on purpose and visible in a search.
    pub fn duplicate(&self) -> Self {
        Self::new(self.0.to_vec())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Where a secret comes from: `env:NAME`, `file:PATH`, `cmd:COMMAND`, `fd:N`, `-`, `prompt`,
/// or `pass:TEXT` for a literal. Parsing reads nothing.
#[derive(Clone, PartialEq, Eq)]
pub enum SecretRef {
    /// An environment variable.
    Env(String),
    /// The first line of a file.
    File(std::path::PathBuf),
    /// The first line a shell command prints.
    Cmd(String),
    /// The first line read from an open file descriptor.
    Fd(u32),
    /// The first line of standard input.
    Stdin,
    /// Asked on the terminal, without echo.
    Prompt,
    /// Text given in the argument itself; others on the machine can read it.
    Literal(String),
}

/// A reference that is none of the forms above. Never quotes the text: it may be the secret.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BadSecretRef {
    /// No known prefix.
    #[error(
        "not a secret reference; use env:NAME, file:PATH, cmd:COMMAND, fd:N, - (stdin) or prompt (pass:TEXT takes a literal, which others on this machine can read)"
    )]
    Form,
    /// `fd:` without a number.
    #[error("fd: takes the number of an open file descriptor, as in fd:3")]
    Descriptor,
    /// A prefix with nothing behind it.
    #[error("nothing follows the prefix of the secret reference")]
    Empty,
}

impl FromStr for SecretRef {
    type Err = BadSecretRef;

    fn from_str(text: &str) -> Result<Self, BadSecretRef> {
        match text {
            "-" => return Ok(Self::Stdin),
            "prompt" => return Ok(Self::Prompt),
            _ => {}
        }
        let (kind, rest) = text.split_once(':').ok_or(BadSecretRef::Form)?;
        if rest.is_empty() && kind != "pass" {
            return Err(BadSecretRef::Empty);
        }
        match kind {
            "env" => Ok(Self::Env(rest.to_owned())),
            "file" => Ok(Self::File(rest.into())),
            "cmd" => Ok(Self::Cmd(rest.to_owned())),
            "fd" => rest
                .parse()
                .map(Self::Fd)
                .map_err(|_| BadSecretRef::Descriptor),
            "pass" => Ok(Self::Literal(rest.to_owned())),
            _ => Err(BadSecretRef::Form),
        }
    }
}

impl SecretRef {
    /// As in `call`, `token` and `probe`, where curl's users write the passphrase itself:
    /// anything that is not a reference is a literal.
    pub fn or_literal(text: &str) -> Self {
        text.parse()
            .unwrap_or_else(|_| Self::Literal(text.to_owned()))
    }

    /// As in values that need not be secret: only text that says by its prefix where to look is a
    /// reference. `-` and `prompt` are values, and so is a literal.
    pub fn elsewhere(text: &str) -> Option<Self> {
        let reference = text.parse().ok();
        reference.filter(|found| {
            matches!(
                found,
                Self::Env(_) | Self::File(_) | Self::Cmd(_) | Self::Fd(_)
            )
        })
    }

    /// As it is written; a literal with what it holds.
    pub fn spelled(&self) -> String {
        match self {
            Self::Cmd(command) => format!("cmd:{command}"),
            Self::Literal(text) => format!("pass:{text}"),
            other => format!("{other:?}"),
        }
    }
}

impl fmt::Debug for SecretRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Env(name) => write!(f, "env:{name}"),
            Self::File(path) => write!(f, "file:{}", path.display()),
            Self::Cmd(_) => f.write_str("cmd:.."),
            Self::Fd(n) => write!(f, "fd:{n}"),
            Self::Stdin => f.write_str("-"),
            Self::Prompt => f.write_str("prompt"),
            Self::Literal(_) => f.write_str("pass:.."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_told_from_literals_without_quoting_them() {
        assert_eq!("env:PW".parse(), Ok(SecretRef::Env("PW".into())));
        assert_eq!("fd:3".parse(), Ok(SecretRef::Fd(3)));
        assert_eq!("-".parse(), Ok(SecretRef::Stdin));
        assert_eq!("pass:".parse(), Ok(SecretRef::Literal(String::new())));
        let error = "hunter2".parse::<SecretRef>().unwrap_err();
        assert!(!error.to_string().contains("hunter2"));
        assert_eq!(
            SecretRef::or_literal("hunter2"),
            SecretRef::Literal("hunter2".into())
        );
        assert_eq!(SecretRef::elsewhere("fd:3"), Some(SecretRef::Fd(3)));
        for value in ["-", "prompt", "pass:x", "env:", "https://a.example"] {
            assert_eq!(SecretRef::elsewhere(value), None, "{value}");
        }
    }

    #[test]
    fn nothing_prints_a_secret() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret(..)");
        assert!(!format!("{:?}", SecretRef::or_literal("hunter2")).contains("hunter2"));
    }

    #[test]
    fn only_the_first_line_counts() {
        assert_eq!(Secret::first_line(b"one\r\ntwo").expose_secret(), b"one");
        assert_eq!(Secret::first_line(b"one").expose_secret(), b"one");
        assert!(Secret::first_line(b"").is_empty());
    }
}
