//! What is told of a certificate signed, or about to be. Must not write anything.

use std::path::{Path, PathBuf};

use super::plan::{Plan, lasts};
use crate::cli::SignArgs;
use crate::commands::outputs::is_stdout;
use crate::core::clock::Time;
use crate::core::issue::Purpose;
use crate::core::material::{Certificate, Extracted, Item, Origin};
use crate::report::findings::{self, Role};
use crate::report::inspect::Detail;
use crate::report::sign::{CaFacts, DroppedWish, Signed, ToSend};
use crate::report::{Described, Written};

/// A certificate and how it came to be.
pub struct Signing<'a> {
    /// With a signature, or without one where nothing is signed.
    pub certificate: Certificate,
    /// The CA, then its issuers.
    pub chain: &'a [Certificate],
    /// The file that holds these alone.
    pub public_file: Option<&'a Path>,
    /// On which terms.
    pub plan: Plan,
    /// What was overruled.
    pub allowed: Vec<String>,
    /// Where the certificate goes.
    pub out: PathBuf,
}

impl Signing<'_> {
    /// The whole of it.
    pub fn told(&self, args: &SignArgs, files: Vec<Written>, now: Time) -> Signed {
        let renewal = self.certificate.not_after.plus(-RENEWAL);
        let dropped = self.plan.dropped.iter().cloned();
        Signed {
            certificate: self.described(args.dry_run, now),
            lasts: lasts(self.certificate.not_before, self.certificate.not_after),
            dry_run: args.dry_run,
            asked_until: self.plan.asked_until.map(Time::rfc3339),
            dropped: dropped.map(DroppedWish::from).collect(),
            allowed: self.allowed.clone(),
            ca: self.ca(),
            renew_by: renewal.rfc3339(),
            renewal: told_renewal(renewal, now),
            send: self.send(args),
            files,
        }
    }

    /// What to take care of.
    pub fn notes(&self, args: &SignArgs) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(asked) = self.plan.asked_until {
            notes.push(format!(
                "the CA is valid until {} only, and so is the certificate, not until {}",
                self.certificate.not_after.readable(),
                asked.readable()
            ));
        }
        let dangerous = self.plan.dropped.iter().filter(|d| d.dangerous).count();
        if dangerous > 0 {
            notes.push(format!(
                "the request asks for power that is your CA's ({dangerous} {}, left out): ask its sender what it is for",
                if dangerous == 1 { "wish" } else { "wishes" }
            ));
        }
        let names = self.certificate.extensions.san.iter();
        let wildcards = names.filter_map(|name| name.strip_prefix("DNS:*."));
        notes.extend(wildcards.map(|domain| {
            format!("the certificate names every host of {domain} (DNS:*.{domain}): sign it only if all of them are its holder's")
        }));
        let serves = matches!(self.plan.terms.purpose, Purpose::Server | Purpose::Both);
        if serves && self.plan.terms.names.is_empty() {
            notes.push(
                "a server's certificate without alternative names is refused by today's clients: give its host name with --san DNS:.."
                    .into(),
            );
        }
        if self.public_file.is_none() && args.out_chain.is_none() {
            notes.push(
                "your CA's certificate is in no file that you could send; write one with --out-chain ca.crt"
                    .into(),
            );
        }
        if args.dry_run {
            notes.push("nothing was signed or written; run it again without --dry-run".into());
        }
        notes
    }

    fn described(&self, dry_run: bool, now: Time) -> Described {
        let extracted = Extracted {
            item: Item::Certificate(Box::new(self.certificate.clone())),
            origin: Origin::named(self.out.display().to_string()),
            index: 0,
            friendly_name: None,
            stored_encrypted: false,
        };
        let role = match self.plan.terms.purpose {
            Purpose::Server => Role::Server,
            _ => Role::Client,
        };
        let problems = findings::of_item(&extracted.item, true, role, now);
        let detail = if dry_run { Detail::Short } else { Detail::Full };
        let mut told = Described::new(&extracted, false, problems, now, detail);
        if let Described::Certificate(facts) = &mut told
            && dry_run
        {
            // drawn anew, and made, when it is signed
            facts.serial.clear();
            facts.fingerprint_sha256.clear();
        }
        told
    }

    fn ca(&self) -> CaFacts {
        let ca = self.chain.first();
        CaFacts {
            subject: self.certificate.issuer.rfc4514(),
            not_after: ca.map_or(String::new(), |ca| ca.not_after.rfc3339()),
            fingerprint_sha256: ca.map_or(String::new(), Certificate::fingerprint_sha256),
        }
    }

    fn send(&self, args: &SignArgs) -> Vec<ToSend> {
        let fingerprint = (!args.dry_run).then(|| self.certificate.fingerprint_sha256());
        let ca_file = args.out_chain.as_deref().or(self.public_file);
        vec![
            ToSend {
                path: Some(self.out.display().to_string()).filter(|_| !is_stdout(&self.out)),
                what: "the certificate that was asked for",
                fingerprint_sha256: fingerprint,
            },
            ToSend {
                path: ca_file.map(|path| path.display().to_string()),
                what: "your CA's certificate, required because the CA is a private one",
                fingerprint_sha256: self.chain.first().map(Certificate::fingerprint_sha256),
            },
        ]
    }
}

/// What is said on standard error when the certificate itself is the answer.
pub fn beside_stdout(told: &Signed) -> Vec<String> {
    let Described::Certificate(facts) = &told.certificate else {
        return Vec::new();
    };
    let mut notes = vec![format!(
        "signed {} by {}, for {}, until {}, serial {}, sha256 {}",
        facts.subject,
        told.ca.subject,
        facts.extended_key_usage.join(" and "),
        facts.not_after,
        facts.serial,
        facts.fingerprint_sha256
    )];
    let dropped = told.dropped.iter();
    notes.extend(dropped.map(|wish| format!("left out: {}: {}", wish.asked, wish.reason)));
    notes.extend(told.allowed.iter().map(|what| format!("allowed: {what}")));
    notes.push(format!("renewal: {}", told.renewal));
    notes
}

fn told_renewal(by: Time, now: Time) -> String {
    if by <= now {
        return "plan it now: less than 30 days are left".into();
    }
    format!(
        "plan it by {} (30 days before the end, in {})",
        by.readable(),
        by.apart(now)
    )
}

/// Before the end, in seconds: what Apata's guide asks for ("at least 30 days before expiry").
const RENEWAL: i64 = 30 * 86_400;
