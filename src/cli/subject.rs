//! What is typed of a subject and of the key that is made for it: shared by `csr` and `sign`. No files,
//! no crypto.

use clap::Args;

use crate::core::issue::{Digest, Field, NewKey, Subject};

/// Whom a certificate is for.
#[derive(Debug, Args)]
pub struct SubjectArgs {
    /// Common name: who or what the certificate is for
    #[arg(long, value_name = "NAME")]
    pub cn: Option<String>,

    /// Organizational unit; may be given more than once
    #[arg(long, value_name = "UNIT")]
    pub ou: Vec<String>,

    /// Organization
    #[arg(long, value_name = "ORG")]
    pub o: Option<String>,

    /// Country, in two letters
    #[arg(long, value_name = "CC")]
    pub c: Option<String>,

    /// Locality: the city
    #[arg(long, value_name = "CITY")]
    pub l: Option<String>,

    /// State or province
    #[arg(long, value_name = "STATE")]
    pub st: Option<String>,

    /// Mail address in the subject
    #[arg(long, value_name = "ADDRESS")]
    pub email: Option<String>,

    /// Any other attribute of the subject, by name or OID: organizationIdentifier=.., UID=..,
    /// 2.5.4.97=..; may be given more than once, and keeps its order
    #[arg(long, value_name = "TYPE=VALUE")]
    pub dn: Vec<Field>,

    /// The whole subject, kept in its order: /C=BR/O=Acme/CN=app or CN=app,O=Acme,C=BR
    #[arg(
        long,
        help_heading = "Subject",
        value_name = "DN",
        conflicts_with_all = ["cn", "ou", "o", "c", "l", "st", "email", "dn"]
    )]
    pub subj: Option<Subject>,
}

impl SubjectArgs {
    /// Whether any of them was typed.
    pub fn is_given(&self) -> bool {
        let single = [&self.cn, &self.o, &self.c, &self.l, &self.st, &self.email];
        single.iter().any(|field| field.is_some())
            || !self.ou.is_empty()
            || !self.dn.is_empty()
            || self.subj.is_some()
    }
}

/// Which key is made, and how is signed.
#[derive(Debug, Args)]
pub struct NewKeyArgs {
    /// Hash under the signature: sha256, sha384 or sha512 [default: sha256; EC has its own]
    #[arg(long, value_name = "HASH")]
    pub digest: Option<Digest>,

    /// The key to make: rsa:2048, rsa:3072, rsa:4096, ec:p256, ec:p384, ec:p521 or ed25519
    /// [default: rsa:2048]
    #[arg(long, value_name = "KIND")]
    pub newkey: Option<NewKey>,
}
