//! Who is to read a file, and what it then has to be. A table of facts, each with its source.
//! Must not encode anything.

use std::fmt;

use super::{ChainPart, Form};
use crate::core::material::pkcs12::{Strength, Suite};

/// The program that is to read what is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// OpenSSL 1.1 and later, and what is built on it: curl, Python, Ruby, PHP.
    Openssl,
    /// Java before 8u301 and 11.0.12.
    Java8,
    /// Node.
    Node,
    /// Windows before 10 1709 and Server 2019, and whatever is newer.
    Windows,
    /// macOS's keychain.
    Macos,
    /// nginx.
    Nginx,
}

impl Reader {
    /// What it likes best.
    pub fn form(self) -> Form {
        match self {
            Self::Openssl | Self::Nginx => Form::Pem,
            Self::Java8 | Self::Node | Self::Windows | Self::Macos => Form::Pkcs12,
        }
    }

    /// How much of the chain it wants, where that is not all of it. nginx sends what
    /// `ssl_certificate` holds, and a root in it is dead weight in every handshake (RFC 8446
    /// section 4.4.2; nginx's "Configuring HTTPS servers").
    pub fn chain(self) -> Option<ChainPart> {
        (self == Self::Nginx).then_some(ChainPart::NoRoot)
    }

    /// The strength of a PKCS#12 file that it opens.
    ///
    /// - OpenSSL 3 and Node 17 and later refuse RC2-40 (nodejs/node#40672); AES-256 with a SHA-256
    ///   MAC is OpenSSL 3's own default, and 1.1 reads it too.
    /// - Java read 3DES and RC2-40 with a SHA-1 MAC only, until JDK-8076190 (12; 11.0.12, 8u301).
    ///   Its own keytool hashed 50,000 times by then.
    /// - Windows reads AES-256 since 10 1709 and Server 2019 (Microsoft: Export-PfxCertificate,
    ///   CryptoAlgorithmOption); until then 3DES with SHA-1, 2,000 times, is what it writes itself.
    /// - macOS answers "MAC verification failed" to a SHA-256 MAC
    ///   (kornelski/rust-security-framework#216; chris2511/xca#474, where 3DES under a SHA-256 MAC
    ///   failed too), and takes what `openssl pkcs12 -legacy` writes: SHA-1, 2,048 times.
    pub fn strength(self) -> Strength {
        let old = |iterations| Strength {
            suite: Suite::TripleDes,
            iterations,
        };
        match self {
            Self::Openssl | Self::Node | Self::Nginx => Strength::default(),
            Self::Java8 => old(50_000),
            Self::Windows => old(2_000),
            Self::Macos => old(2_048),
        }
    }

    /// Why it cannot use a file of this form, in a few words; `None` when it can.
    pub fn refuses(self, form: Form, with_key: bool) -> Option<&'static str> {
        let pem_or_der = matches!(form, Form::Pem | Form::Der);
        match self {
            Self::Nginx if !matches!(form, Form::Pem | Form::KubernetesSecret) => {
                Some("nginx reads PEM only")
            }
            Self::Java8 if pem_or_der && with_key => Some("Java loads a private key from PKCS#12"),
            Self::Windows if pem_or_der && with_key => {
                Some("Windows imports a private key from PKCS#12")
            }
            _ => None,
        }
    }

    /// What was chosen for it, a sentence; `None` where there was nothing to choose.
    pub fn choice(self, form: Form) -> Option<String> {
        let chosen = match (form, self.strength().suite) {
            (Form::Pkcs12, Suite::Aes256) => {
                "PKCS#12 under AES-256 with a SHA-256 MAC; old RC2-40 files are what it refuses"
            }
            (Form::Pkcs12, Suite::TripleDes) => match self {
                Self::Java8 => {
                    "PKCS#12 under 3DES with a SHA-1 MAC, as Java before 8u301 reads nothing better; both are weak: use a long passphrase, and this file nowhere else"
                }
                Self::Macos => {
                    "PKCS#12 under 3DES with a SHA-1 MAC, as most versions of macOS call any other MAC a wrong password; both are weak: use a long passphrase, and delete the file after the import"
                }
                _ => {
                    "PKCS#12 under 3DES with a SHA-1 MAC, as Windows before 10 1709 and Server 2019 reads nothing better; both are weak: use a long passphrase, and delete the file after the import"
                }
            },
            (Form::Pem, _) if self == Self::Nginx => {
                "PEM, leaf first, then its issuers without the root: ssl_certificate takes that file, ssl_certificate_key the key's (it may be the same)"
            }
            (Form::Pem, _) => "PEM with nothing around the blocks, the leaf first and the key last",
            _ => return None,
        };
        Some(format!("for {self}: {chosen}"))
    }
}

impl fmt::Display for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Openssl => "openssl",
            Self::Java8 => "java8",
            Self::Node => "node",
            Self::Windows => "windows",
            Self::Macos => "macos",
            Self::Nginx => "nginx",
        })
    }
}
