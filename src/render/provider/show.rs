//! `provider show` as text: every rule that a file has, section by section.

use super::super::{Style, printable};
use crate::core::provider::schema::{
    CertificateRules, CsrRules, Environment, FileRules, HeaderRule, HostRule, Need, PathRule,
    Provider, RevokeRules, Side, SignRules, Stage, Symptom, TokenRules,
};

/// A provider's rules to read.
pub fn show(provider: &Provider, style: Style) -> String {
    let mut page = Page {
        out: String::new(),
        style,
    };
    let title = format!("{} ({})", provider.title, provider.name);
    page.head(&title);
    page.about(provider);
    page.csr(provider);
    if let Some(sign) = &provider.sign {
        page.sign(sign);
    }
    if let Some(revoke) = &provider.revoke {
        page.revoke(revoke);
    }
    page.outbound(provider);
    page.certificate(&provider.certificate);
    page.files(&provider.files);
    page.tls(provider);
    page.environments(&provider.environments);
    if let Some(token) = &provider.token {
        page.token(token);
    }
    page.calls(provider);
    page.steps(provider);
    provider
        .symptoms
        .iter()
        .for_each(|symptom| page.symptom(symptom));
    page.practices(provider);
    page.sources(provider);
    page.out
}

struct Page {
    out: String,
    style: Style,
}

impl Page {
    fn head(&mut self, title: &str) {
        let gap = if self.out.is_empty() { "" } else { "\n" };
        let title = self.style.bold(&printable(title));
        self.out.push_str(&format!("{gap}{title}\n"));
    }

    fn line(&mut self, label: &str, value: impl AsRef<str>) {
        let value = printable(value.as_ref()).into_owned();
        self.out.push_str(&format!("  {label:<13} {value}\n"));
    }

    fn lines<T: ToString>(&mut self, label: &str, values: impl IntoIterator<Item = T>) {
        for (at, value) in values.into_iter().enumerate() {
            self.line(if at == 0 { label } else { "" }, value.to_string());
        }
    }

    fn about(&mut self, provider: &Provider) {
        self.lines("about", &provider.about);
        if !provider.available {
            self.line("state", "announced, not yet available");
        }
        self.lines("note", &provider.notes);
    }

    fn csr(&mut self, provider: &Provider) {
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
            said.extend(
                rule.longest
                    .map(|most| format!("at most {most} characters")),
            );
            self.line(&rule.field, said.join(", "));
        }
        self.key(rules);
        self.extensions(rules);
        self.lines("note", &rules.note);
    }

    fn key(&mut self, rules: &CsrRules) {
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

    fn extensions(&mut self, rules: &CsrRules) {
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

    fn sign(&mut self, sign: &SignRules) {
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
        self.lines("permission", &sign.permission);
        self.lines("note", &sign.note);
    }

    fn revoke(&mut self, revoke: &RevokeRules) {
        self.head("revoke endpoint (mtls revoke)");
        let place = revoke.url.as_ref().or(revoke.path.as_ref());
        let place = place.map_or("", |place| place.as_str());
        self.line(&revoke.method, format!("{place}{}", open(revoke.confirmed)));
        revoke.headers.iter().for_each(|header| self.header(header));
        self.lines("permission", &revoke.permission);
        self.lines("note", &revoke.note);
    }

    fn header(&mut self, rule: &HeaderRule) {
        let mut said = need(rule.need, rule.confirmed);
        said.extend(rule.value.clone());
        said.extend(rule.meaning.as_ref().map(ToString::to_string));
        let paths: Vec<&str> = rule.paths.iter().map(|path| path.as_str()).collect();
        said.extend((!paths.is_empty()).then(|| format!("on {}", paths.join(", "))));
        self.line("header", format!("{}: {}", rule.name, said.join(", ")));
    }

    fn outbound(&mut self, provider: &Provider) {
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

    fn certificate(&mut self, rules: &CertificateRules) {
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

    fn files(&mut self, rules: &FileRules) {
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

    fn tls(&mut self, provider: &Provider) {
        let rules = &provider.tls;
        if *rules == Default::default() {
            return;
        }
        self.head("TLS");
        self.lines(
            "from",
            rules.least.as_ref().map(|least| format!("TLS {least}")),
        );
        self.lines("ciphers", &rules.ciphers);
        if rules.ca != Need::Optional {
            self.line("its CA", need(rules.ca, true).concat());
        }
        self.lines("note", &rules.notes);
    }

    fn environments(&mut self, environments: &[Environment]) {
        if environments.is_empty() {
            return;
        }
        self.head("environments");
        for environment in environments {
            let host = |what: &str, rule: &HostRule| {
                let port = if rule.port == 443 {
                    String::new()
                } else {
                    format!(":{}", rule.port)
                };
                format!(
                    "{what} {}{port}{}",
                    rule.host,
                    if rule.confirmed { "" } else { " (provisional)" }
                )
            };
            let api = environment.api.as_ref().map(|rule| host("API", rule));
            let mtls = environment.mtls.as_ref().map(|rule| host("mTLS", rule));
            let hosts: Vec<String> = api.into_iter().chain(mtls).collect();
            let hosts = if hosts.is_empty() {
                "no host is named".into()
            } else {
                hosts.join(", ")
            };
            self.line(&environment.name, hosts);
            self.lines("", &environment.note);
        }
    }

    fn token(&mut self, token: &TokenRules) {
        self.head("token");
        self.line(
            &token.method,
            format!(
                "{} on the {} host{}",
                token.path,
                side(token.host),
                open(token.confirmed)
            ),
        );
        self.line(
            "sent as",
            format!("{}, grant_type {}", token.auth, token.grant_type),
        );
        self.line("certificate", need(token.certificate, true).concat());
        self.lines("User-Agent", &token.user_agent);
        self.lines(
            "lasts",
            token.expires_in.map(|seconds| format!("{seconds} seconds")),
        );
        let before = token
            .refresh_before
            .map(|seconds| format!("{seconds} seconds before the end"));
        let at = token
            .refresh_at
            .map(|percent| format!("at {percent}% of its life"));
        self.lines("renewed", before.or(at));
        self.lines("issued for", &token.conditions);
        let earlier = token.earlier.iter();
        self.lines(
            "earlier",
            earlier.map(|one| format!("{}, sent as {}", one.path, one.auth)),
        );
        self.lines("note", &token.note);
    }

    fn calls(&mut self, provider: &Provider) {
        if provider.paths.is_empty() && provider.headers.is_empty() {
            return;
        }
        self.head("calls");
        provider.paths.iter().for_each(|rule| self.path(rule));
        provider.headers.iter().for_each(|rule| self.header(rule));
        let fields = provider.sensitive.iter();
        self.lines(
            "never show",
            fields.map(|rule| match &rule.meaning {
                Some(meaning) => format!("{}: {meaning}", rule.field),
                None => rule.field.clone(),
            }),
        );
    }

    fn path(&mut self, rule: &PathRule) {
        let methods = if rule.methods.is_empty() {
            "any".into()
        } else {
            rule.methods.join(",")
        };
        let mut said: Vec<String> = rule
            .host
            .iter()
            .map(|host| format!("{} host", side(*host)))
            .collect();
        for (what, wanted) in [("certificate", rule.certificate), ("token", rule.token)] {
            said.extend(
                (wanted != Need::Optional)
                    .then(|| format!("{what} {}", need(wanted, rule.confirmed).concat())),
            );
        }
        said.extend(rule.note.as_ref().map(ToString::to_string));
        self.line(
            &methods,
            format!("{}: {}", rule.path.as_str(), said.join(", ")),
        );
    }

    fn steps(&mut self, provider: &Provider) {
        let stages = [
            (Stage::Onboarding, "onboarding"),
            (Stage::Call, "the first call"),
            (Stage::Outbound, "when it calls you"),
            (Stage::Renewal, "renewal"),
            (Stage::Rotation, "rotation"),
        ];
        for (stage, title) in stages {
            let steps = provider.steps.iter().filter(|step| step.stage == stage);
            for (at, step) in steps.enumerate() {
                if at == 0 {
                    self.head(title);
                }
                self.line(&(at + 1).to_string(), step.what.to_string());
                self.lines("", step.run.as_ref().map(|run| format!("$ {run}")));
            }
        }
    }

    fn symptom(&mut self, symptom: &Symptom) {
        self.head(&format!("when: {}", symptom.title));
        let statuses: Vec<String> = symptom.status.iter().map(ToString::to_string).collect();
        let signs = [
            statuses.join(" "),
            symptom.words.join(" "),
            symptom.codes.join(" "),
        ];
        let signs: Vec<String> = signs.into_iter().filter(|sign| !sign.is_empty()).collect();
        self.line("seen as", signs.join("; "));
        self.line(
            "cause",
            format!("{}{}", symptom.cause, open(symptom.confirmed)),
        );
        for (at, check) in symptom.check.iter().enumerate() {
            self.line(&format!("check {}", at + 1), check.to_string());
        }
        self.line("fix", symptom.fix.to_string());
    }

    fn practices(&mut self, provider: &Provider) {
        if provider.practices.is_empty() {
            return;
        }
        self.head("good practice");
        for practice in &provider.practices {
            self.lines("do", &practice.what);
            self.lines("avoid", &practice.avoid);
        }
    }

    fn sources(&mut self, provider: &Provider) {
        if provider.sources.is_empty() {
            return;
        }
        self.head("sources");
        for source in &provider.sources {
            self.line(
                "",
                format!(
                    "{} {}",
                    source.title,
                    source.url.as_deref().unwrap_or_default()
                ),
            );
        }
    }
}

fn need(need: Need, confirmed: bool) -> Vec<String> {
    let word = match need {
        Need::Required => "required",
        Need::Optional => "optional",
        Need::Forbidden => "not accepted",
    };
    vec![format!("{word}{}", open(confirmed))]
}

fn open(confirmed: bool) -> &'static str {
    if confirmed { "" } else { " (to be confirmed)" }
}

fn side(side: Side) -> &'static str {
    match side {
        Side::Api => "API",
        Side::Mtls => "mTLS",
    }
}
