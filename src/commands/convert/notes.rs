//! What `convert` says beside its answer: what was left out, chosen, or is weak.

use super::plan::{Plan, Planned};
use crate::cli::{ConvertArgs, WriteArgs};
use crate::commands::outputs;
use crate::core::clock::Time;
use crate::core::identity::export::{ChainPart, Form, Holdings, Piece};
use crate::core::material::pbe::Stretching;
use crate::core::material::{KeyForm, Kind};
use crate::report::Written;

/// What is known once everything is read.
pub fn before(args: &ConvertArgs, plan: &Plan, holdings: &Holdings, now: Time) -> Vec<String> {
    let mut notes: Vec<String> = holdings
        .left_out
        .iter()
        .map(|what| format!("left out: {what}"))
        .collect();
    let is_truststore = plan.is_pkcs12() && holdings.is_truststore();
    if !is_truststore {
        notes.extend(holdings.notes.iter().cloned()); // of chains, which nobody expects there
    }
    notes.extend(out_of_date(plan, holdings, now));
    if is_truststore {
        let n = holdings.certificates.len();
        notes.push(format!(
            "no private key is here: this is a truststore of {n} certificate(s), as Java reads it"
        ));
    }
    notes.extend(not_held(plan, holdings));
    notes.extend(issuers_left_out(plan, holdings));
    let main = plan.files.iter().find(|p| p.pieces.contains(&Piece::Leaf));
    if let (Some(reader), Some(main)) = (plan.reader, main) {
        notes.extend(reader.choice(main.form));
    }
    let locks = args.write.out_pass.is_some() && holdings.key.is_some();
    let outside_p12 = plan
        .files
        .iter()
        .any(|p| p.wants_key() && p.form != Form::Pkcs12);
    if locks && outside_p12 {
        notes.extend(weak_lock(plan));
        if plan.reader.map(|r| r.to_string()).as_deref() == Some("nginx") {
            notes.push("the key is locked: nginx reads its passphrase from the file that ssl_password_file names".into());
        }
    }
    notes
}

/// Nobody who runs this needs to be told to.
pub fn without_own_advice(notes: &mut [String]) {
    for advice in OWN_ADVICE {
        for note in notes.iter_mut().filter(|note| note.ends_with(advice)) {
            note.truncate(note.len() - advice.len());
        }
    }
}

/// Written all the same: an old certificate may be wanted for the record.
fn out_of_date(plan: &Plan, holdings: &Holdings, now: Time) -> Vec<String> {
    let takes = |piece| plan.files.iter().any(|p| p.pieces.contains(&piece));
    let certificates = holdings.certificates.iter().enumerate();
    let written = certificates.filter(|(at, _)| match at {
        0 => takes(Piece::Leaf),
        _ => takes(Piece::Issuers),
    });
    let told = written.filter_map(|(_, certificate)| {
        let subject = &certificate.subject;
        if certificate.not_after < now {
            let since = certificate.not_after.readable();
            Some(format!(
                "the certificate of {subject} expired on {since}: no server takes it"
            ))
        } else if certificate.not_before > now {
            let from = certificate.not_before.readable();
            Some(format!(
                "the certificate of {subject} is not valid before {from}"
            ))
        } else {
            None
        }
    });
    told.take(MOST_DATED).collect()
}

/// Said once for each key left unlocked. A Secret cannot be locked, and looks as if it were.
pub fn unlocked<'a>(
    files: impl IntoIterator<Item = &'a Written>,
    write: &WriteArgs,
) -> Vec<String> {
    let is_secret = |file: &&Written| file.format == Form::KubernetesSecret.json_name();
    let (secrets, others): (Vec<&Written>, Vec<&Written>) = files.into_iter().partition(is_secret);
    let mut notes = outputs::unlocked_notes(others, write);
    notes.extend(secrets.iter().filter(|_| !write.no_encrypt).map(|file| {
        let place = match file.path.as_str() {
            "-" => "the manifest",
            path => path,
        };
        format!("{place} holds the private key unlocked, as base64 hides nothing: keep it out of the repository (--no-encrypt says that it is meant)")
    }));
    notes
}

/// Kinds that no file of this run holds.
fn not_held(plan: &Plan, holdings: &Holdings) -> Option<String> {
    let whole = plan
        .files
        .iter()
        .find(|p| p.pieces.contains(&Piece::Leaf))?;
    let mut kinds: Vec<String> = holdings
        .loose
        .iter()
        .map(|(kind, _)| *kind)
        .filter(|kind| !whole.form.holds(*kind))
        .map(|kind| format!("the {kind}"))
        .collect();
    let key = holdings.key.is_some() && whole.pieces.contains(&Piece::Key);
    if key && !whole.form.holds(Kind::PrivateKey) {
        kinds.push("the private key".into());
    }
    kinds.dedup();
    (!kinds.is_empty()).then(|| {
        format!(
            "left out: {}, which {} does not hold",
            kinds.join(" and "),
            whole.form.name()
        )
    })
}

/// Servers that know only the root want the issuers too; whoever splits a file easily loses them.
fn issuers_left_out(plan: &Plan, holdings: &Holdings) -> Option<String> {
    let issuers = holdings.certificates.len().saturating_sub(1);
    let kept = plan
        .files
        .iter()
        .any(|p| p.pieces.contains(&Piece::Issuers));
    let takes_leaf = plan.files.iter().any(|p| p.pieces.contains(&Piece::Leaf));
    let meant = plan.chain == Some(ChainPart::None);
    (issuers > 0 && takes_leaf && !kept && !meant).then(|| {
        format!(
            "{} also holds {issuers} issuer certificate(s), which are not written; servers often need them: add --out-chain FILE",
            holdings.origin()
        )
    })
}

fn weak_lock(plan: &Plan) -> Option<String> {
    if plan.key_form != KeyForm::Pkcs8 {
        return Some("the older key forms hash the passphrase once, with MD5: whoever has the file tries millions a second; leave --key-format out unless the reader knows no PKCS#8".into());
    }
    let Stretching::Pbkdf2 { iterations: usual } = Stretching::default() else {
        return None;
    };
    match plan.stretching {
        Stretching::Pbkdf2 { iterations } if iterations < usual => Some(format!(
            "{iterations} iterations are fewer than the {usual} that OWASP asks for; use a long passphrase"
        )),
        _ => None,
    }
}

/// What a progress line calls the work.
pub fn work(files: &[Planned]) -> &'static str {
    if files.iter().any(|p| p.form == Form::Pkcs12) {
        "locking the PKCS#12 file, and reading it back"
    } else {
        "locking the private key, and reading it back"
    }
}

/// Certificates whose time is told; a trust store may have hundreds.
const MOST_DATED: usize = 6;
/// How notes on what is read end.
const OWN_ADVICE: &[&str] = &[
    "; rewrite the file with `mtls convert`",
    " (mtls convert makes it PEM)",
];
