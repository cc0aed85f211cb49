//! How a client says who it is to a token endpoint: ours and the registered names.

use std::fmt;
use std::str::FromStr;

/// How client id and credential are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthStyle {
    /// In a JSON body, as the Banking API wants it.
    Json,
    /// In a form body: client_secret_post.
    Form,
    /// In the Authorization header, form-encoded first as RFC 6749 section 2.3.1 says.
    Basic,
    /// In the Authorization header as they are, which many servers want.
    BasicRaw,
    /// The id alone, in a form body; the certificate is the credential (RFC 8705 section 2).
    Tls,
    /// A JWT signed with a private key (RFC 7523 section 2.2).
    PrivateKeyJwt,
    /// A JWT under an HMAC of the client secret (OpenID Connect Core section 9).
    ClientSecretJwt,
}

impl AuthStyle {
    /// The names under which a server's metadata lists it (RFC 8414, RFC 8705); none for JSON,
    /// which no standard knows.
    pub fn methods(self) -> &'static [&'static str] {
        match self {
            Self::Json => &[],
            Self::Form => &["client_secret_post"],
            Self::Basic | Self::BasicRaw => &["client_secret_basic"],
            Self::Tls => &["tls_client_auth", "self_signed_tls_client_auth"],
            Self::PrivateKeyJwt => &["private_key_jwt"],
            Self::ClientSecretJwt => &["client_secret_jwt"],
        }
    }

    /// The style that a registered name stands for.
    pub fn of_method(name: &str) -> Option<Self> {
        let mut styles = ALL.iter().filter(|(style, _)| *style != Self::BasicRaw);
        styles
            .find(|(style, _)| style.methods().contains(&name))
            .map(|(style, _)| *style)
    }

    /// Whether a client secret is its credential.
    pub fn takes_secret(self) -> bool {
        !matches!(self, Self::Tls | Self::PrivateKeyJwt)
    }

    /// Whether the credential is a JWT, which has a time in it.
    pub fn is_assertion(self) -> bool {
        matches!(self, Self::PrivateKeyJwt | Self::ClientSecretJwt)
    }

    /// What goes out, in words for a line of evidence.
    pub fn sent(self) -> &'static str {
        match self {
            Self::Json => "client id and secret were sent as json",
            Self::Form => "client id and secret were sent as form",
            Self::Basic => "client id and secret were sent as basic",
            Self::BasicRaw => "client id and secret were sent as basic-raw",
            Self::Tls => "the client id was sent alone (tls): the certificate is the credential",
            Self::PrivateKeyJwt => "a signed assertion was sent (private-key-jwt)",
            Self::ClientSecretJwt => "an assertion under the secret was sent (client-secret-jwt)",
        }
    }
}

impl FromStr for AuthStyle {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = ALL.iter().find(|(_, name)| *name == text);
        known
            .map(|(style, _)| *style)
            .or_else(|| Self::of_method(text))
            .ok_or_else(|| {
                "takes json, form, basic, basic-raw, tls, private-key-jwt or client-secret-jwt"
                    .into()
            })
    }
}

impl fmt::Display for AuthStyle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = ALL.iter().find(|(style, _)| style == self);
        f.write_str(name.map_or("", |(_, name)| name))
    }
}

const ALL: &[(AuthStyle, &str)] = &[
    (AuthStyle::Json, "json"),
    (AuthStyle::Form, "form"),
    (AuthStyle::Basic, "basic"),
    (AuthStyle::BasicRaw, "basic-raw"),
    (AuthStyle::Tls, "tls"),
    (AuthStyle::PrivateKeyJwt, "private-key-jwt"),
    (AuthStyle::ClientSecretJwt, "client-secret-jwt"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_have_our_names_and_the_registered_ones() {
        for (style, name) in ALL {
            assert_eq!(name.parse(), Ok(*style));
            assert_eq!(style.to_string(), *name);
        }
        for (name, style) in [
            ("client_secret_basic", AuthStyle::Basic),
            ("client_secret_post", AuthStyle::Form),
            ("self_signed_tls_client_auth", AuthStyle::Tls),
            ("private_key_jwt", AuthStyle::PrivateKeyJwt),
        ] {
            assert_eq!(name.parse(), Ok(style));
        }
        assert!("none".parse::<AuthStyle>().is_err());
    }
}
