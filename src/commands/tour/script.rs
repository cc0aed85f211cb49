//! What the tour does, as a table: a title, what it is for in words for somebody who is new to
//! this, the command line, and what must come of it. Runs nothing.

use super::check::Expect::{self, Bound, Ends, Lasts, Private, Says};

/// One step as it is planned.
pub struct Plan {
    /// What is done, in a few words.
    pub title: &'static str,
    /// Why, for somebody who is new to this.
    pub why: &'static str,
    /// The command line after `mtls`, split at blanks; names in braces are filled in.
    pub line: &'static str,
    /// All of this must hold afterwards.
    pub expects: &'static [Expect],
}

/// The steps, in their order; each uses what those before it left.
pub const STEPS: &[Plan] = &[
    Plan {
        title: "Make a private key, and a request for a certificate",
        why: "app.key is your secret and never leaves you. app.csr is the request (a CSR): your \
              name and your public key, and nothing secret.",
        line: "csr --cn app --ou tenant --o Acme --c BR",
        expects: &[
            Ends(0),
            Says("CSR CN=app,OU=tenant,O=Acme,C=BR"),
            Private("app.key"),
        ],
    },
    Plan {
        title: "Send the request, get the certificate",
        why: "The provider's certificate authority (CA) signs your request: that is the \
              certificate, app.crt. A provider has a portal or a mail address for this; the \
              sandbox has this URL. Only app.csr is sent.",
        line: "call --cacert sandbox/ca.pem --data-binary @app.csr {portal}/sign -o app.crt -w %{http_code}\\n",
        expects: &[Ends(0), Says("200")],
    },
    Plan {
        title: "Look at what came back",
        why: "Whose is it, who signed it, how long does it last (the sandbox signs for a year), \
              and may it be used by a client (clientAuth)?",
        line: "inspect app.crt",
        expects: &[
            Ends(0),
            Says("CN=app,OU=tenant,O=Acme,C=BR"),
            Says("clientAuth"),
            Lasts,
        ],
    },
    Plan {
        title: "Does it fit the key?",
        why: "A certificate works only with the private key that its request was made with.",
        line: "match-key app.crt app.key",
        expects: &[Ends(0), Says("match: the same RSA 2048 key")],
    },
    Plan {
        title: "Put both into one locked file",
        why: "Windows, Java and many portals deal in PFX files (PKCS#12, .p12): certificate and \
              key in one, under a passphrase. Here it stands in the file pfx-pass (any text will \
              do); typed into the command it would stay in your shell's history.",
        line: "convert app.crt app.key --to p12 --out app.pfx --out-pass file:pfx-pass",
        expects: &[Ends(0), Says("private key (locked)"), Private("app.pfx")],
    },
    Plan {
        title: "Unpack such a file",
        why: "curl, nginx and most libraries want text files (PEM) instead. Only you can read \
              the key that is written (mode 0600).",
        line: "convert app.pfx --pass file:pfx-pass --out-cert client.crt --out-key client.key --no-encrypt",
        expects: &[Ends(0), Says("client.crt"), Private("client.key")],
    },
    Plan {
        title: "Get an access token",
        why: "Most APIs want a short-lived token besides the certificate. You get it with a client \
              id and secret, over mutual TLS: the provider binds it to your certificate, so that \
              a stolen token is of no use. (It is cut short here, as it is a secret.)",
        line: "token {token} --cert client.crt --key client.key --cacert sandbox/ca.pem --json",
        expects: &[Ends(0), Bound],
    },
    Plan {
        title: "Call the API",
        why: "Certificate, token and order in one command: with a token URL, call gets the token \
              by itself. 201 is the answer hoped for: a new card, its number masked.",
        line: "call {order} --cert client.crt --key client.key --cacert sandbox/ca.pem {token}",
        expects: &[
            Ends(0),
            Says("HTTP/1.1 201 Created"),
            Says("465635******6026"),
        ],
    },
    Plan {
        title: "The same call without the certificate",
        why: "The server refuses the connection itself, before it looks at any request. Elsewhere \
              this is `handshake failure`; here you read what is wrong, what shows it, and what to \
              do. The word in brackets and the exit code are for scripts.",
        line: "call {order} --cacert sandbox/ca.pem {token}",
        expects: &[Ends(98), Says("[client-cert-required]"), Says("fix:")],
    },
    Plan {
        title: "The same call with a certificate that has expired",
        why: "Refused just as early, for another reason, and named as such.",
        line: "call {order} --cert sandbox/expired.crt --key sandbox/client.key --cacert sandbox/ca.pem {token}",
        expects: &[Ends(35), Says("[client-cert-expired]"), Says("fix:")],
    },
];

/// `{order}`, after the API's address.
pub const ORDER: &str = r#"/credit-cards/v1/vcns -i -H Idempotency-Key:B-1 --json {"type":"AIR","bookingId":"B-1","amount":{"rate":100.0,"currency":"BRL"}}"#;
