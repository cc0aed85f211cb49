//! What came back from a sign endpoint: the certificate in whatever form, proved to be the request's,
//! and the file that it goes into.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::super::endpoint::Answered;
use super::later::none_came;
use crate::cli::SubmitArgs;
use crate::commands::outputs::{Output, is_stdout};
use crate::core::http::Url;
use crate::core::material::source::Input;
use crate::core::material::{
    Certificate, Item, Kind, NoPasswords, Origin, Parsed, Request, parse, pem,
};
use crate::core::provider::schema::SignRules;
use crate::exit::Exit;
use crate::report::material::kind_names;
use crate::report::{Failure, Written};

/// PEM, DER, PKCS#7, or any of them inside JSON.
///
/// # Errors
/// Ends 1 where there is none, or none yet.
pub(super) fn certificate(
    answered: &Answered,
    sign: Option<&SignRules>,
    (url, out): (&Url, &Path),
    args: &SubmitArgs,
) -> anyhow::Result<Parsed> {
    let field = sign.and_then(|sign| sign.field.as_deref());
    let named = field.and_then(|field| at_field(&answered.body, field));
    let input = Input {
        origin: Origin::named(format!("the answer of {}", url.host)),
        bytes: Zeroizing::new(named.unwrap_or_else(|| answered.body.clone())),
    };
    let parsed = parse(&input, &mut NoPasswords).and_then(Parsed::whole);
    let holds = |parsed: &Parsed| {
        parsed
            .items
            .iter()
            .any(|found| found.item.kind() == Kind::Certificate)
    };
    match parsed {
        Ok(parsed) if holds(&parsed) => Ok(parsed),
        Ok(parsed) => {
            let why = format!("it holds {}", parsed.found());
            Err(none_came(answered, why, (url, out), args).into())
        }
        Err(error) => Err(none_came(answered, error.to_string(), (url, out), args).into()),
    }
}

/// The text at this path of JSON; all of the answer is searched where it is not there.
fn at_field(body: &[u8], field: &str) -> Option<Vec<u8>> {
    let value: serde_json::Value = serde_json::from_slice(body).ok()?;
    let mut names = field.split('.');
    let found = names.try_fold(&value, |value, name| value.get(name))?;
    found.as_str().map(|text| text.as_bytes().to_vec())
}

/// The certificate of the request's key.
pub(super) fn leaf<'p>(
    parsed: &'p Parsed,
    request: &Request,
    url: &Url,
) -> anyhow::Result<&'p Certificate> {
    let mut found = certificates(parsed);
    let ours = found.find(|certificate| certificate.public_key.same_key(&request.public_key));
    ours.ok_or_else(|| {
        let came: Vec<String> = certificates(parsed).map(|c| format!("it came for {}", c.subject)).collect();
        Failure {
            exit: Exit::Negative,
            code: Some("key-mismatch"),
            evidence: came,
            ..Failure::usage(
                format!("the certificate that {} returned is for another key than the request's; nothing was written", url.host),
                "send the request again, and ask the provider if it stays",
            )
        }
        .into()
    })
}

fn certificates(parsed: &Parsed) -> impl Iterator<Item = &Certificate> {
    parsed.items.iter().filter_map(|found| match &found.item {
        Item::Certificate(certificate) => Some(certificate.as_ref()),
        _ => None,
    })
}

/// The certificate with what came beside it; and the answer itself, where it says more than that.
pub(super) fn files(
    parsed: &Parsed,
    leaf: &Certificate,
    answered: &Answered,
    out: &Path,
    notes: &mut Vec<String>,
) -> Vec<Output> {
    let others = certificates(parsed).filter(|other| other.as_der() != leaf.as_der());
    let text: Vec<String> = std::iter::once(leaf)
        .chain(others)
        .map(|one| pem::encode("CERTIFICATE", one.as_der()).as_str().to_owned())
        .collect();
    let mut files = vec![Output {
        path: out.to_owned(),
        bytes: Zeroizing::new(text.concat().into_bytes()),
        written: written(parsed, leaf, out),
    }];
    if says_more(&answered.body) && !is_stdout(out) {
        let mut name = out.as_os_str().to_owned();
        name.push(".answer");
        let path = PathBuf::from(name);
        notes.push(format!(
            "the answer says more than the certificate, and may hold a secret: it is kept whole in {}, for you alone",
            path.display()
        ));
        files.push(Output {
            bytes: Zeroizing::new(answered.body.clone()),
            written: Written {
                path: path.display().to_string(),
                format: "text",
                holds: Vec::new(),
                subject: None,
                encrypted: Some(false), // private
            },
            path,
        });
    }
    files
}

/// What is told of the certificate's file.
pub(super) fn written(parsed: &Parsed, leaf: &Certificate, out: &Path) -> Written {
    let all = certificates(parsed).count();
    Written {
        path: out.display().to_string(),
        format: "pem",
        holds: kind_names(&vec![Kind::Certificate; all]),
        subject: Some(leaf.subject.rfc4514()),
        encrypted: None,
    }
}

/// Text beside the PEM blocks.
fn says_more(body: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(body) else {
        return false;
    };
    let mut inside = false;
    let mut more = false;
    for line in text.lines().map(str::trim) {
        inside |= line.starts_with("-----BEGIN ");
        more |= !inside && !line.is_empty();
        inside &= !line.starts_with("-----END ");
    }
    more && text.contains("-----BEGIN ")
}
