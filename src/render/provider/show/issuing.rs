//! From a request to a certificate: what it has to be, where it is signed, how long it lasts.

use super::{Page, need, open};
use crate::core::provider::schema::{
    CertificateRules, CsrRules, FileRules, Need, Provider, RevokeRules, SignRules,
};

impl Page {
    pub(super) fn csr(&mut self, provider: &Provider) {
        let rules = &provider.csr;
        self.head("request (CSR)");
        if !rules.taken {
            self.line("signs", "no requests");
            self.lines("note", &rules.note);
            return;
        }
        for rule in &rules.subject {
            let mut said = need(rule.need, rule.confirmed);
            said.extend(rule.meaning.clone());
            let values = &rule.values;
            said.extend((!values.is_empty()).then(|| values.join(" or ")));
            said.extend(rule.pattern.as_ref().map(|p| format!("as {p}")));
            said.extend(match (rule.shortest, rule.longest) {
                (Some(least), Some(most)) if least == most => Some(format!("{most} characters")),
                (Some(least), Some(most)) => Some(format!("{least} to {most} characters")),
                (Some(least), None) => Some(format!("at least {least} characters")),
                (None, Some(most)) => Some(format!("at most {most} characters")),
                (None, None) => None,
            });
            self.line(&rule.field, said.join(", "));
        }
        self.key(rules);
        self.extensions(rules);
        self.lines("note", &rules.note);
    }

    pub(super) fn key(&mut self, rules: &CsrRules) {
        let key = &rules.key;
        let mut kinds: Vec<String> = key
            .rsa
            .iter()
            .map(|range| match range.most {
                Some(most) if most == range.least => format!("RSA {most}"),
                Some(most) => format!("RSA {} to {most}", range.least),
                None => format!("RSA from {}", range.least),
            })
            .collect();
        kinds.extend(key.curves.iter().cloned());
        kinds.extend(key.ed25519.then(|| "Ed25519".to_owned()));
        self.line(
            "key",
            format!(
                "{}; made: {}{}",
                kinds.join(", "),
                key.make,
                open(key.confirmed)
            ),
        );
        let digest = &rules.digest;
        self.line(
            "digest",
            format!("{}{}", digest.make, open(digest.confirmed)),
        );
    }

    pub(super) fn extensions(&mut self, rules: &CsrRules) {
        let extensions = [
            (
                "names",
                rules.san.need,
                rules.san.kinds.clone(),
                rules.san.confirmed,
            ),
            (
                "key usage",
                rules.key_usage.need,
                rules.key_usage.make.clone(),
                rules.key_usage.confirmed,
            ),
            (
                "purposes",
                rules.purposes.need,
                rules.purposes.make.clone(),
                rules.purposes.confirmed,
            ),
        ];
        for (label, wanted, list, confirmed) in extensions {
            if wanted != Need::Optional || !list.is_empty() {
                let mut said = need(wanted, confirmed);
                said.extend((!list.is_empty()).then(|| list.join(", ")));
                self.line(label, said.join(", "));
            }
        }
    }

    pub(super) fn sign(&mut self, sign: &SignRules) {
        self.head("sign endpoint (mtls csr submit)");
        let place = sign.url.as_ref().or(sign.path.as_ref());
        let place = place.map_or("", |place| place.as_str());
        self.line(&sign.method, format!("{place}{}", open(sign.confirmed)));
        self.line("Content-Type", &sign.content_type);
        self.lines("Accept", &sign.accept);
        sign.headers.iter().for_each(|header| self.header(header));
        if let Some(account) = &sign.account {
            self.line("account", format!("as in the subject's {}", account.field));
        }
        self.presented(sign.certificate);
        let field = sign.field.as_ref();
        self.lines(
            "answer",
            field.map(|field| format!("the certificate is its {field}")),
        );
        self.lines("permission", &sign.permission);
        self.lines("note", &sign.note);
    }

    pub(super) fn revoke(&mut self, revoke: &RevokeRules) {
        self.head("revoke endpoint (mtls revoke)");
        let place = revoke.url.as_ref().or(revoke.path.as_ref());
        let place = place.map_or("", |place| place.as_str());
        self.line(&revoke.method, format!("{place}{}", open(revoke.confirmed)));
        self.lines("Content-Type", &revoke.content_type);
        self.lines("Accept", &revoke.accept);
        revoke.headers.iter().for_each(|header| self.header(header));
        self.presented(revoke.certificate);
        self.lines("permission", &revoke.permission);
        self.lines("note", &revoke.note);
    }

    fn presented(&mut self, certificate: Need) {
        if certificate != Need::Optional {
            let said = need(certificate, true).join(", ");
            self.line("certificate", format!("yours, in the handshake: {said}"));
        }
    }

    pub(super) fn outbound(&mut self, provider: &Provider) {
        let Some(outbound) = &provider.outbound else {
            return;
        };
        self.head("it calls you, with a certificate that you sign");
        self.lines("for", &outbound.calls);
        self.lines("days", outbound.days);
        self.lines("digest", outbound.digest);
        let files = outbound.returns.iter();
        self.lines(
            "give back",
            files.map(|file| format!("{}: {}", file.name, file.meaning)),
        );
        self.lines("note", &outbound.note);
    }

    pub(super) fn certificate(&mut self, rules: &CertificateRules) {
        if *rules == CertificateRules::default() {
            return;
        }
        self.head("certificate");
        self.lines("signed by", &rules.issuer);
        self.lines("at most", rules.days.map(|days| format!("{days} days")));
        self.lines(
            "active",
            rules.most_active.map(|most| format!("{most} at once")),
        );
        self.lines("purposes", &rules.purposes);
        if rules.per_environment {
            self.line("environments", "each has its own");
        }
        self.lines("note", &rules.notes);
        let renewal = &rules.renewal;
        let announced = renewal.announced.then_some("its window is announced");
        self.lines("renewal", announced);
        if renewal.automatic == Some(false) {
            self.line("", "not automatic");
        }
        self.lines(
            "begin",
            renewal
                .lead
                .map(|days| format!("{days} days before the end")),
        );
        let tiers = renewal.tiers.iter();
        self.lines(
            "days left",
            tiers.map(|tier| format!("{}: {}, {}", tier.days, tier.status, tier.meaning)),
        );
        self.lines(
            "watch",
            renewal
                .watch_hours
                .map(|hours| format!("{hours} hours after the change")),
        );
        self.lines("renewal note", &renewal.notes);
    }

    pub(super) fn files(&mut self, rules: &FileRules) {
        if *rules == FileRules::default() {
            return;
        }
        self.head("files");
        let forms: Vec<String> = rules
            .accepts
            .iter()
            .map(|form| format!("{form:?}").to_uppercase())
            .collect();
        self.line(
            "takes",
            format!("{}{}", forms.join(", "), open(rules.confirmed)),
        );
        let order: Vec<String> = rules
            .order
            .iter()
            .map(|part| format!("{part:?}").to_lowercase())
            .collect();
        self.lines(
            "in one file",
            (!order.is_empty()).then(|| order.join(", then ")),
        );
        self.lines("text", rules.bare.then_some("nothing but PEM blocks"));
        if rules.locked != Need::Optional {
            self.line("key locked", need(rules.locked, rules.confirmed).concat());
        }
        let files = rules.exchanged.iter();
        self.lines(
            "exchanged",
            files.map(|file| {
                let from = format!("{:?}", file.from).to_lowercase();
                let may = if file.need == Need::Required {
                    ""
                } else {
                    ", optional"
                };
                format!("{} (from {from}{may}): {}", file.name, file.meaning)
            }),
        );
        self.lines("note", &rules.notes);
    }
}
