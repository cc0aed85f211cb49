//! The provider calls you: a POST to your endpoint with the certificate that you signed, without
//! one, and with one of another CA, and what you answered (Apata: "Outbound mTLS"). Must not decide
//! what is a good answer; `Heard::is_as_it_should_be` says what a guarded endpoint does.

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{CertificateError, ClientConfig, ClientConnection};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName};

use super::authority;
use crate::core::clock::Time;
use crate::core::error::plain_io;
use crate::core::http::Url;
use crate::core::issue::{Asked, NewKey, Subject, generate, request};
use crate::core::material::{Certificate, PrivateKey, Request};
use crate::core::tls::alert::Alert;
use crate::core::tls::{Trust, verifier};
use crate::core::{Error, Result};

/// The provider's key and the request for it.
pub struct OutboundRequest {
    /// RSA-2048.
    pub key: PrivateKey,
    /// With the provider's organisation in it.
    pub request: Request,
}

/// Whose endpoint is called, and by whom.
pub struct Outbound<'a> {
    /// `https://host[:port]/path`.
    pub url: &'a Url,
    /// The certificate that you signed, leaf first.
    pub chain: &'a [Certificate],
    /// Its key.
    pub key: &'a PrivateKey,
    /// Whom to trust for your server.
    pub roots: &'a [Certificate],
}

/// Which certificate a call was made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shown {
    /// The one that you signed.
    Yours,
    /// None.
    None,
    /// One for the same key by a CA that you do not know.
    OtherCa,
}

/// What came of one call.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Heard {
    /// What was shown.
    pub certificate: Shown,
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// What ended it, where there was none.
    pub error: Option<String>,
    /// Your endpoint ended it: by an alert, or by closing once the certificate was due.
    pub turned_away: bool,
}

impl OutboundRequest {
    /// A new key and a request for it; some 0.1 s of CPU.
    ///
    /// # Errors
    /// `Crypto` when the provider refuses.
    pub fn make() -> Result<Self> {
        let key = generate(NewKey::Rsa2048)?;
        // "containing its organisation details"; which they are is not documented
        let fields = [
            ("C", Some("IE")),
            ("O", Some("Apata")),
            ("CN", Some("apata-outbound")),
        ];
        let subject = Subject::from_fields(fields).map_err(failed)?;
        let request = request(&subject, &Asked::default(), &key, None)?;
        Ok(Self { key, request })
    }
}

impl Heard {
    /// An endpoint that wants its own certificate lets that in, and nobody else.
    pub fn is_as_it_should_be(&self) -> bool {
        let welcome = self
            .status
            .is_some_and(|status| (200..300).contains(&status));
        // those that decide in HTTP: 400 and 495, 496 by nginx, 401 and 403 by applications
        let by_http = matches!(self.status, Some(400 | 401 | 403 | 495 | 496));
        match self.certificate {
            Shown::Yours => welcome,
            Shown::None | Shown::OtherCa => self.turned_away || by_http,
        }
    }
}

impl Outbound<'_> {
    /// Calls three times, one connection each.
    ///
    /// # Errors
    /// `Crypto` for a certificate or key that TLS cannot use; what the endpoint does is no error.
    pub fn call(&self, now: Time) -> Result<Vec<Heard>> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let other = match self.chain.first() {
            Some(leaf) => authority::stranger(leaf, now)?,
            None => return Ok(Vec::new()),
        };
        let ways = [
            (Shown::Yours, Some(self.chain)),
            (Shown::None, None),
            (Shown::OtherCa, Some(std::slice::from_ref(&other))),
        ];
        let judge = verifier(&Trust::only(self.roots, "--cacert", now), now);
        let mut heard = Vec::new();
        for (certificate, chain) in ways {
            let config = self.config(&provider, &judge, chain)?;
            let came = self.post(config);
            let error = came.as_ref().err();
            heard.push(Heard {
                certificate,
                status: came.as_ref().ok().copied(),
                error: error.map(|error| told(error, self.roots.is_empty())),
                turned_away: error.is_some_and(is_theirs),
            });
        }
        Ok(heard)
    }

    fn config(
        &self,
        provider: &Arc<CryptoProvider>,
        judge: &Arc<dyn ServerCertVerifier>,
        chain: Option<&[Certificate]>,
    ) -> Result<ClientConfig> {
        let builder = ClientConfig::builder_with_provider(Arc::clone(provider))
            .with_safe_default_protocol_versions()
            .map_err(failed)?
            .dangerous() // for certificates that are trusted for themselves
            .with_custom_certificate_verifier(Arc::clone(judge));
        let Some(chain) = chain else {
            return Ok(builder.with_no_client_auth());
        };
        let key = self.key.expose_pkcs8().to_vec(); // exposed to sign handshakes with it
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key));
        let key = provider
            .key_provider
            .load_private_key(key)
            .map_err(failed)?;
        // not compared by rustls, which reads no X.509 v1, as openssl x509 -req makes them
        let own = CertifiedKey::new(chain.iter().map(der).collect(), key);
        Ok(builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(own))))
    }

    fn post(&self, config: ClientConfig) -> io::Result<u16> {
        let host = self.url.host.as_str();
        let name = host.to_owned();
        let name = ServerName::try_from(name).map_err(io::Error::other)?;
        let mut last = io::Error::from(io::ErrorKind::NotFound);
        let mut tcp = None;
        for address in (host, self.url.port).to_socket_addrs()? {
            match TcpStream::connect_timeout(&address, PATIENCE) {
                Ok(open) => {
                    tcp = Some(open);
                    break;
                }
                Err(error) => last = error,
            }
        }
        let mut tcp = tcp.ok_or(last)?;
        tcp.set_read_timeout(Some(PATIENCE))?;
        tcp.set_write_timeout(Some(PATIENCE))?;
        let mut tls = ClientConnection::new(Arc::new(config), name).map_err(io::Error::other)?;
        let mut stream = rustls::Stream::new(&mut tls, &mut tcp);
        stream.write_all(self.request().as_bytes())?;
        status(&mut stream)
    }

    /// The body of a webhook is not documented; this one says what it is.
    fn request(&self) -> String {
        format!(
            "POST {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: mtls-sandbox\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{BODY}",
            self.url.target,
            self.url.host_header(),
            BODY.len()
        )
    }
}

/// What ended a call, in a sentence.
fn told(error: &io::Error, trusts_nobody: bool) -> String {
    use rustls::Error as E;
    let inner = error.get_ref().and_then(|e| e.downcast_ref());
    match (inner, error.kind()) {
        (Some(E::AlertReceived(alert)), _) => {
            format!("your endpoint sent the alert {}", Alert((*alert).into()))
        }
        (Some(E::InvalidCertificate(CertificateError::UnknownIssuer)), _) if trusts_nobody => {
            "nobody is trusted to vouch for your endpoint's certificate: give its CA, or the certificate itself, with --cacert".into()
        }
        (Some(E::InvalidCertificate(CertificateError::UnknownIssuer)), _) => {
            "your endpoint's certificate is not issued by anyone in --cacert".into()
        }
        (None, io::ErrorKind::UnexpectedEof) => "your endpoint closed the connection".into(),
        (None, _) => plain_io(error),
        (Some(other), _) => other.to_string(),
    }
}

/// Whether the other side ended it; that we do not trust it, or find nobody, is our doing.
fn is_theirs(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    match error.get_ref().and_then(|e| e.downcast_ref()) {
        Some(rustls::Error::AlertReceived(_)) => true,
        Some(_) => false,
        None => matches!(
            error.kind(),
            BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof
        ),
    }
}

/// Of the answer's first line.
fn status(stream: &mut impl Read) -> io::Result<u16> {
    let mut head = Vec::new();
    let mut byte = [0];
    while head.len() < MAX_LINE && !head.ends_with(b"\n") {
        match stream.read(&mut byte) {
            Ok(1..) => head.extend_from_slice(&byte),
            // the line counts as far as it came, however the connection ends
            Ok(0) | Err(_) if !head.is_empty() => break,
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Err(error) => return Err(error),
        }
    }
    let line = String::from_utf8_lossy(&head);
    let number = line.split(' ').nth(1).and_then(|n| n.parse().ok());
    number.ok_or_else(|| io::Error::other("the answer is no HTTP"))
}

fn der(certificate: &Certificate) -> CertificateDer<'static> {
    CertificateDer::from(certificate.as_der().to_vec())
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Crypto {
        doing: "setting up the call to your endpoint",
        reason: error.to_string(),
    }
}

const BODY: &str = r#"{"event":"sandbox-test"}"#;
const MAX_LINE: usize = 8 << 10;
const PATIENCE: Duration = Duration::from_secs(10);
