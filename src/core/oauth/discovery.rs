//! A server's metadata: OpenID Connect Discovery 1.0 and RFC 8414. Where it stands, and what of it
//! a token request needs. Must not fetch it.

use serde_json::Value;

use super::AuthStyle;

/// What a metadata document says that matters here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata {
    /// Who it says it is.
    pub issuer: String,
    /// The token endpoint.
    pub token_endpoint: Option<String>,
    /// The one for clients with a certificate (RFC 8705 section 5).
    pub mtls_token_endpoint: Option<String>,
    /// `token_endpoint_auth_methods_supported`; what RFC 8414 means where it is left out.
    pub methods: Vec<String>,
}

/// What a client has to prove who it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Holds {
    /// A client secret.
    pub secret: bool,
    /// A certificate, which is presented.
    pub certificate: bool,
    /// A key of its own for assertions.
    pub assertion_key: bool,
}

/// Where the metadata of an issuer may stand, the usual place first. The issuer is what the
/// document has to name: a document's own address is taken for it too.
pub fn addresses(issuer: &str) -> (String, [String; 2]) {
    let mut issuer = issuer.to_owned();
    for place in PLACES {
        if let Some((before, after)) = issuer.split_once(place) {
            issuer = format!("{before}{after}");
        }
    }
    let trimmed = issuer.trim_end_matches('/');
    let authority = trimmed.find("://").map_or(0, |at| at + 3);
    let (_, rest) = trimmed.split_at(authority);
    let path = rest.find('/').map_or(trimmed.len(), |at| authority + at);
    let (host, path) = trimmed.split_at(path);
    let [openid, oauth] = PLACES;
    let places = [
        format!("{trimmed}{openid}"),
        format!("{host}{oauth}{path}"), // between host and path (RFC 8414 section 3)
    ];
    (issuer, places)
}

impl Metadata {
    /// Reads a document; `None` when it is no metadata.
    pub fn read(body: &[u8]) -> Option<Self> {
        let value: Value = serde_json::from_slice(body).ok()?;
        let text = |value: &Value, name: &str| value.get(name)?.as_str().map(str::to_owned);
        let methods = value
            .get("token_endpoint_auth_methods_supported")
            .and_then(Value::as_array);
        let methods = match methods {
            Some(list) => list.iter().filter_map(Value::as_str).collect(),
            None => vec!["client_secret_basic"],
        };
        Some(Self {
            issuer: text(&value, "issuer")?,
            token_endpoint: text(&value, "token_endpoint"),
            mtls_token_endpoint: value
                .get("mtls_endpoint_aliases")
                .and_then(|aliases| text(aliases, "token_endpoint")),
            methods: methods.into_iter().map(str::to_owned).collect(),
        })
    }

    /// Whether the document is this issuer's (RFC 8414 section 3.3); a slash at the end counts in
    /// no browser and in no document.
    pub fn is_of(&self, issuer: &str) -> bool {
        self.issuer.trim_end_matches('/') == issuer.trim_end_matches('/')
    }

    /// The endpoint to ask; the one for certificates where there is one and we have one.
    pub fn endpoint(&self, certificate: bool) -> Option<&str> {
        let alias = self.mtls_token_endpoint.as_ref().filter(|_| certificate);
        alias.or(self.token_endpoint.as_ref()).map(String::as_str)
    }

    /// The way to say who we are that the server takes and we can; `None` when there is none.
    pub fn style(&self, holds: Holds) -> Option<AuthStyle> {
        let supported = |style: &AuthStyle| {
            let mut names = style.methods().iter();
            names.any(|name| self.methods.iter().any(|m| m == name))
        };
        let possible = |style: &AuthStyle| match style {
            AuthStyle::PrivateKeyJwt => holds.assertion_key || holds.certificate,
            AuthStyle::Tls => holds.certificate,
            _ => holds.secret,
        };
        // whoever names a key for assertions, or a secret, means it
        let first = if holds.assertion_key {
            AuthStyle::PrivateKeyJwt
        } else {
            AuthStyle::Basic
        };
        let order = [
            first,
            AuthStyle::Basic,
            AuthStyle::Form,
            AuthStyle::ClientSecretJwt,
            AuthStyle::Tls,
            AuthStyle::PrivateKeyJwt,
        ];
        order.into_iter().find(|s| supported(s) && possible(s))
    }
}

/// OpenID Connect Discovery 1.0 section 4, RFC 8414 section 3.
const PLACES: [&str; 2] = [
    "/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_stands_where_the_standards_say() {
        let of = |issuer: &str| addresses(issuer).1;
        assert_eq!(
            of("https://h:8/a/b/"),
            [
                "https://h:8/a/b/.well-known/openid-configuration",
                "https://h:8/.well-known/oauth-authorization-server/a/b"
            ]
        );
        assert_eq!(
            of("https://h")[1],
            "https://h/.well-known/oauth-authorization-server"
        );
        let document = "https://h/.well-known/oauth-authorization-server/a";
        assert_eq!(addresses(document).0, "https://h/a");
        let document = "https://h/a/.well-known/openid-configuration";
        assert_eq!(addresses(document).0, "https://h/a");
    }

    #[test]
    fn the_style_is_one_that_the_server_takes_and_we_can() {
        let with = |methods: &str| {
            let body = format!(
                r#"{{"issuer":"https://h","token_endpoint":"t","mtls_endpoint_aliases":{{"token_endpoint":"m"}}{methods}}}"#
            );
            Metadata::read(body.as_bytes()).unwrap()
        };
        let methods = |list: &str| {
            with(&format!(
                r#","token_endpoint_auth_methods_supported":[{list}]"#
            ))
        };
        let secret = Holds {
            secret: true,
            certificate: true,
            ..Holds::default()
        };
        let certificate = Holds {
            certificate: true,
            ..Holds::default()
        };
        let nothing = Holds::default();
        let key = Holds {
            assertion_key: true,
            ..secret
        };
        let all = methods(
            r#""client_secret_post","client_secret_basic","private_key_jwt","tls_client_auth""#,
        );
        assert_eq!(all.style(secret), Some(AuthStyle::Basic));
        assert_eq!(all.style(certificate), Some(AuthStyle::Tls));
        assert_eq!(all.style(key), Some(AuthStyle::PrivateKeyJwt));
        assert_eq!(all.style(nothing), None);
        assert_eq!(with("").style(secret), Some(AuthStyle::Basic));
        assert_eq!(
            methods(r#""client_secret_post""#).style(secret),
            Some(AuthStyle::Form)
        );
        let own = methods(r#""self_signed_tls_client_auth""#);
        assert_eq!(own.style(secret), Some(AuthStyle::Tls));
        assert_eq!(
            methods(r#""private_key_jwt""#).style(certificate),
            Some(AuthStyle::PrivateKeyJwt)
        );
        assert_eq!(all.endpoint(true), Some("m"));
        assert_eq!(all.endpoint(false), Some("t"));
        assert!(all.is_of("https://h/") && !all.is_of("https://H2"));
        assert_eq!(Metadata::read(b"<html>"), None);
    }
}
