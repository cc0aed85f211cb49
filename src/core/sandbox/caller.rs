//! Who calls, and what to change there: by the User-Agent where there is a request, by the
//! ClientHello where there is none. Says only what can be known; a guess is called one.

use super::hello::Hello;

/// Software that is told apart, and helped in its own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Software {
    /// Also libcurl inside other programs.
    Curl,
    /// Node.js's global `fetch`, which is undici.
    NodeFetch,
    /// Node.js's `https`, and what stands on it.
    NodeHttps,
    /// axios under Node.js.
    Axios,
    /// Python's requests.
    Requests,
    /// Python's httpx.
    Httpx,
    /// Python's ssl module, whatever stands on it.
    Python,
    /// Java's own clients, and what stands on JSSE.
    Java,
    /// Go's net/http.
    Go,
    /// Postman.
    Postman,
    /// Insomnia.
    Insomnia,
    /// A browser.
    Browser,
    /// wget.
    Wget,
    /// HTTPie.
    HttPie,
    /// PHP, by way of libcurl.
    Php,
    /// Ruby's net/http and what stands on it.
    Ruby,
    /// .NET's HttpClient.
    DotNet,
    /// GnuTLS.
    GnuTls,
    /// OpenSSL's command.
    OpenSsl,
    /// This program, and others on rustls.
    Rustls,
}

/// What the client is told about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// No certificate arrived.
    NoCertificate,
    /// It does not trust the sandbox's own certificate.
    Distrust,
}

impl Software {
    /// By its User-Agent, which says so itself.
    pub fn by_user_agent(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        let known = AGENTS.iter().find(|(word, _)| text.contains(word));
        known.map(|(_, software)| *software)
    }

    /// By its suites and extensions: seen of curl 7.88 and OpenSSL 3.0, Node 20, Python 3.11 and
    /// 3.12, OpenJDK 17, GnuTLS 3.7, rustls 0.23; Go's order is that of crypto/tls/cipher_suites.go.
    pub fn by_hello(hello: &Hello) -> Option<Self> {
        // without those of TLS 1.3, which come first, or with Go last, and not at all up to 1.2
        let order: Vec<u16> = hello
            .suites
            .iter()
            .copied()
            .filter(|s| s >> 8 != 0x13)
            .collect();
        let begins = |suites: &[u16]| order.starts_with(suites);
        // Chromium and Safari send GREASE (RFC 8701), no library here does; Firefox has NSS's order
        if hello.grease || begins(&[0xc02b, 0xc02f, 0xcca9, 0xcca8]) {
            return Some(Self::Browser);
        }
        if begins(&[0xc02f, 0xc02b, 0xc030]) {
            // https.request offers no ALPN, undici does
            return Some(if hello.alpn.is_empty() {
                Self::NodeHttps
            } else {
                Self::NodeFetch
            });
        }
        if begins(&[0xc02c, 0xc030, 0x009f]) {
            let speaks_h2 = hello.alpn.iter().any(|name| name == "h2");
            return Some(if speaks_h2 { Self::Curl } else { Self::OpenSsl });
        }
        if begins(&[0xc02c, 0xc02b, 0xcca9, 0xc030]) {
            // Java goes on with DHE and CBC, rustls has neither
            let is_java = hello.suites.contains(&0x009f);
            return Some(if is_java { Self::Java } else { Self::Rustls });
        }
        let others = [
            (&[0xc02c, 0xcca9, 0xc0ad][..], Self::GnuTls),
            (&[0xc02c, 0xc030, 0xc02b], Self::Python),
            (&[0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9], Self::Go),
            (&[0xcca9, 0xcca8, 0xc02b, 0xc02f], Self::Go),
        ];
        let found = others.iter().find(|(suites, _)| begins(suites));
        found.map(|(_, software)| *software)
    }

    /// As people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Curl => "curl",
            Self::NodeFetch => "Node.js fetch",
            Self::NodeHttps => "Node.js https",
            Self::Axios => "axios",
            Self::Requests => "Python requests",
            Self::Httpx => "Python httpx",
            Self::Python => "Python",
            Self::Java => "Java",
            Self::Go => "Go",
            Self::Postman => "Postman",
            Self::Insomnia => "Insomnia",
            Self::Browser => "a browser",
            Self::Wget => "wget",
            Self::HttPie => "HTTPie",
            Self::Php => "PHP",
            Self::Ruby => "Ruby",
            Self::DotNet => ".NET",
            Self::GnuTls => "GnuTLS",
            Self::OpenSsl => "OpenSSL",
            Self::Rustls => "rustls",
        }
    }

    /// What to change.
    pub fn hint(self, trouble: Trouble) -> &'static str {
        let (certificate, trust) = self.hints();
        match trouble {
            Trouble::NoCertificate => certificate,
            Trouble::Distrust => trust,
        }
    }

    /// For a client that says who it is, and is not known here.
    pub fn hint_for_strangers(trouble: Trouble) -> &'static str {
        match trouble {
            Trouble::NoCertificate => {
                "no certificate arrived; look up how this client takes a client certificate and its key: /whoami shows what it sends"
            }
            Trouble::Distrust => "give this client the sandbox's CA file to trust",
        }
    }

    /// For a certificate that did not arrive, and for a server that is not trusted.
    fn hints(self) -> (&'static str, &'static str) {
        let own = HINTS.iter().find(|(software, ..)| *software == self);
        own.map_or_else(Default::default, |(_, certificate, trust)| {
            (*certificate, *trust)
        })
    }
}

/// For a certificate that did not arrive, and for a server that is not trusted.
const HINTS: &[(Software, &str, &str)] = &[
    (
        Software::Curl,
        "no certificate arrived; give curl --cert and --key, libcurl CURLOPT_SSLCERT and CURLOPT_SSLKEY",
        "give curl --cacert with the sandbox's CA file",
    ),
    (
        Software::NodeFetch,
        "no certificate arrived; Node's global fetch ignores agent: use undici's dispatcher: fetch(url, { dispatcher: new Agent({ connect: { cert, key, ca } }) })",
        "undici takes ca in connect: new Agent({ connect: { cert, key, ca } }); NODE_EXTRA_CA_CERTS works for every client of Node",
    ),
    (
        Software::NodeHttps,
        "no certificate arrived; Node's https takes cert and key in the options or in new https.Agent({ cert, key, ca }), passed as agent",
        "give new https.Agent({ ca }) the sandbox's CA file, or set NODE_EXTRA_CA_CERTS to it",
    ),
    (
        Software::Axios,
        "no certificate arrived; axios takes it as httpsAgent: new https.Agent({ cert, key, ca }), not as agent",
        "give httpsAgent's ca the sandbox's CA file, or set NODE_EXTRA_CA_CERTS to it",
    ),
    (
        Software::Requests,
        "no certificate arrived; requests takes cert=(\"client.crt\", \"client.key\"), in the call or as session.cert; verify= is the server's CA",
        "give requests verify=\"ca.pem\", or set REQUESTS_CA_BUNDLE",
    ),
    (
        Software::Httpx,
        "no certificate arrived; httpx takes it when the client is made: httpx.Client(verify=context), after context.load_cert_chain(cert, key)",
        "make the context with ssl.create_default_context(cafile=\"ca.pem\") and pass it as verify",
    ),
    (
        Software::Python,
        "no certificate arrived; Python's ssl context needs load_cert_chain(cert, key), requests takes cert=(\"client.crt\", \"client.key\")",
        "make the context with ssl.create_default_context(cafile=\"ca.pem\"); requests takes verify=\"ca.pem\"",
    ),
    (
        Software::Java,
        "no certificate arrived; Java's SSLContext needs a KeyManager with the PKCS#12 (or -Djavax.net.ssl.keyStore), and sends only a certificate whose issuer the server names: its chain must be in the keystore",
        "put the sandbox's CA into the trust store: -Djavax.net.ssl.trustStore, or a TrustManagerFactory",
    ),
    (
        Software::Go,
        "no certificate arrived; Go takes it in tls.Config.Certificates of the http.Transport, and leaves out one whose issuer the server does not name",
        "give tls.Config.RootCAs a pool with the sandbox's CA file",
    ),
    (
        Software::Postman,
        "no certificate arrived; Postman sends it only to the host and port entered under Settings, Certificates: both must be those of the URL",
        "add the sandbox's CA file under Settings, Certificates, CA certificates",
    ),
    (
        Software::Insomnia,
        "no certificate arrived; Insomnia sends it only to the host entered under Client Certificates of the collection, port included",
        "add the sandbox's CA file as CA certificate of the collection",
    ),
    (
        Software::Browser,
        "no certificate arrived; a browser takes certificate and key as a PKCS#12 (mtls convert --to p12), imported in its settings, and asks which to send",
        "import the sandbox's CA file as an authority, or call with curl --cacert",
    ),
    (
        Software::Wget,
        "no certificate arrived; give wget --certificate and --private-key",
        "give wget --ca-certificate with the sandbox's CA file",
    ),
    (
        Software::HttPie,
        "no certificate arrived; give HTTPie --cert and --cert-key",
        "give HTTPie --verify with the sandbox's CA file",
    ),
    (
        Software::Php,
        "no certificate arrived; Guzzle takes it as the options cert and ssl_key, PHP's curl as CURLOPT_SSLCERT and CURLOPT_SSLKEY",
        "give Guzzle verify, PHP's curl CURLOPT_CAINFO with the sandbox's CA file",
    ),
    (
        Software::Ruby,
        "no certificate arrived; Net::HTTP takes it as cert and key, Faraday as ssl: { client_cert, client_key }",
        "give Net::HTTP ca_file, Faraday ssl: { ca_file } with the sandbox's CA file",
    ),
    (
        Software::DotNet,
        "no certificate arrived; .NET takes it in HttpClientHandler.ClientCertificates, with its private key",
        "set ServerCertificateCustomValidationCallback to one that knows the sandbox's CA, or install that CA",
    ),
    (
        Software::GnuTls,
        "no certificate arrived; wget takes --certificate and --private-key, gnutls-cli --x509certfile and --x509keyfile",
        "give wget --ca-certificate, gnutls-cli --x509cafile with the sandbox's CA file",
    ),
    (
        Software::OpenSsl,
        "no certificate arrived; openssl s_client takes -cert and -key",
        "give -CAfile with the sandbox's CA file",
    ),
    (
        Software::Rustls,
        "no certificate arrived; this program takes --cert and --key, rustls with_client_auth_cert",
        "this program takes --cacert with the sandbox's CA file",
    ),
];

/// What User-Agents say, the more special first: `node` is what undici sends, and part of others.
const AGENTS: &[(&str, Software)] = &[
    ("postmanruntime", Software::Postman),
    ("axios", Software::Axios),
    ("node-fetch", Software::NodeHttps),
    ("got (", Software::NodeHttps),
    ("undici", Software::NodeFetch),
    ("node", Software::NodeFetch),
    ("python-requests", Software::Requests),
    ("python-httpx", Software::Httpx),
    ("python", Software::Python),
    ("insomnia", Software::Insomnia),
    ("wget/", Software::Wget),
    ("httpie/", Software::HttPie),
    ("guzzlehttp", Software::Php),
    ("php", Software::Php),
    ("ruby", Software::Ruby),
    ("faraday", Software::Ruby),
    ("okhttp", Software::Java),
    ("reactor-netty", Software::Java),
    ("apache-httpclient", Software::Java),
    ("java", Software::Java),
    ("go-http-client", Software::Go),
    ("mtls/", Software::Rustls),
    ("curl/", Software::Curl),
    (".net", Software::DotNet),
    ("restsharp", Software::DotNet),
    ("mozilla/", Software::Browser), // all browsers say so; last, for those who say more
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_are_known_by_what_they_say() {
        for (agent, software) in [
            ("node", Software::NodeFetch),
            ("axios/1.7.2", Software::Axios),
            ("PostmanRuntime/7.39.0", Software::Postman),
            ("python-requests/2.31.0", Software::Requests),
            ("Python-urllib/3.11", Software::Python),
            ("Java-http-client/17.0.1", Software::Java),
            ("Go-http-client/1.1", Software::Go),
            ("curl/7.88.1", Software::Curl),
        ] {
            assert_eq!(Software::by_user_agent(agent), Some(software), "{agent}");
        }
        let browser = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
        assert_eq!(Software::by_user_agent(browser), Some(Software::Browser));
        assert_eq!(Software::by_user_agent("acme-billing/2"), None);
        assert_eq!(Software::by_hello(&Hello::default()), None);
    }

    #[test]
    fn whoever_is_known_is_helped() {
        for (_, software) in AGENTS {
            let (certificate, trust) = software.hints();
            assert!(!certificate.is_empty() && !trust.is_empty(), "{software:?}");
        }
    }

    #[test]
    fn chromium_is_not_taken_for_go_whose_suites_it_has() {
        let mut hello = Hello {
            suites: vec![0x1301, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9],
            ..Hello::default()
        };
        assert_eq!(Software::by_hello(&hello), Some(Software::Go));
        hello.grease = true;
        assert_eq!(Software::by_hello(&hello), Some(Software::Browser));
    }
}
