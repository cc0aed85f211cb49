//! What `convert` does not write although it could be written: a broken key, a chain whose links do
//! not hold. Judged once everything is read.

use super::plan::{Plan, Planned};
use crate::core::diagnosis::Code;
use crate::core::identity::consistency::{Proof, prove};
use crate::core::identity::export::{ChainPart, Holdings, Piece};
use crate::exit::Exit;
use crate::report::Failure;

/// A key that does not sign for its certificate, or whose numbers do not agree, helps nobody and
/// fails far from here; a chain whose link does not hold is refused by every server.
pub fn check(plan: &Plan, holdings: &Holdings) -> anyhow::Result<()> {
    if plan.files.iter().any(Planned::wants_key) {
        sound_key(holdings)?;
    }
    let whole = plan.chain != Some(ChainPart::None);
    if whole
        && plan
            .files
            .iter()
            .any(|p| p.pieces.contains(&Piece::Issuers))
    {
        sound_chain(holdings)?;
    }
    Ok(())
}

fn sound_key(holdings: &Holdings) -> anyhow::Result<()> {
    let Some(key) = &holdings.key else {
        return Ok(());
    };
    let leaf = holdings.certificates.first();
    let public = leaf.map_or(key.public_key(), |leaf| &leaf.public_key);
    let Proof::Refuted(broken) = prove(key, public) else {
        return Ok(());
    };
    let origin = &holdings.key_origin;
    Err(Failure {
        exit: Exit::Negative,
        summary: format!(
            "the private key in {origin} is broken: {}; nothing was written",
            broken.join(", ")
        ),
        code: Some(Code::KeyMismatch.name()),
        evidence: vec![format!(
            "it names a {} public key, and does not sign for it",
            key.public_key().algorithm()
        )],
        fix: format!(
            "see it with `mtls match-key --check {origin}`, and get the key again from where it was made"
        ),
    }
    .into())
}

fn sound_chain(holdings: &Holdings) -> anyhow::Result<()> {
    let Some(leaf) = holdings.certificates.first().filter(|_| holdings.forged) else {
        return Ok(());
    };
    let (subject, issuer) = (&leaf.subject, &leaf.issuer);
    Err(Failure {
        exit: Exit::Negative,
        summary: format!(
            "{}: the certificate of {issuer} did not sign that of {subject}, which names it as its issuer",
            holdings.origin()
        ),
        code: Some(Code::ClientChainIncomplete.name()),
        evidence: vec![
            "the names fit, and signature or key identifier does not: another CA of that name, or a damaged certificate".into(),
        ],
        fix: format!(
            "get the right certificate of {issuer} from your provider; or write the leaf alone with --chain none"
        ),
    }
    .into())
}
