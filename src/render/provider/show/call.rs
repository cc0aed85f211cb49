//! Hosts, tokens and calls.

use super::{Page, need, open, side};
use crate::core::provider::schema::{Environment, HostRule, Need, PathRule, Provider, TokenRules};

impl Page {
    pub(super) fn tls(&mut self, provider: &Provider) {
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

    pub(super) fn environments(&mut self, environments: &[Environment]) {
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

    pub(super) fn token(&mut self, token: &TokenRules) {
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

    pub(super) fn calls(&mut self, provider: &Provider) {
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

    pub(super) fn path(&mut self, rule: &PathRule) {
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
}
