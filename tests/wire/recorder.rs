//! A server in this process that keeps what it gets to the byte, plain or under TLS, and answers
//! from `answers`.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustix::net::sockopt::set_socket_linger;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{
    ALL_VERSIONS, DigitallySignedStruct, DistinguishedName, Error, ServerConfig, ServerConnection,
    SignatureScheme, StreamOwned, SupportedProtocolVersion,
};

use crate::answers::{self, Then};
use crate::common::Lab;

/// A request as it came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// The head with its blank line.
    pub head: String,
    /// The body, still chunked if it was.
    pub body: Vec<u8>,
    /// The client certificate, DER.
    pub certificate: Option<Vec<u8>>,
    /// Which request of its connection it is, from 1.
    pub number: usize,
    /// How often this path was asked for since `take`, this time included.
    pub time: usize,
    /// Version, suite, group and server name of TLS, a blank between.
    pub tls: String,
}

/// Listens until the test program ends.
pub struct Recorder {
    pub port: u16,
    scheme: &'static str,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Recorder {
    /// Plain HTTP.
    pub fn plain() -> Self {
        Self::start(None)
    }

    /// HTTPS with the lab's `server.crt`; asks for a client certificate and takes any or none.
    pub fn tls(lab: &Lab) -> Self {
        Self::tls_with_key(lab, "server.key")
    }

    /// The same with a key that need not be the certificate's.
    pub fn tls_with_key(lab: &Lab, key: &str) -> Self {
        Self::start(Some(Arc::new(configuration(lab, key))))
    }

    /// The same without session tickets: nothing but its answers shows that TLS let us in.
    pub fn tls_without_tickets(lab: &Lab) -> Self {
        let mut config = configuration(lab, "server.key");
        config.send_tls13_tickets = 0;
        Self::start(Some(Arc::new(config)))
    }

    /// One more, whose requests are kept together with those of this one.
    pub fn beside(&self, tls: Option<ServerConfig>) -> Self {
        Self::keeping(tls.map(Arc::new), Arc::clone(&self.seen))
    }

    fn start(tls: Option<Arc<ServerConfig>>) -> Self {
        Self::keeping(tls, Arc::default())
    }

    fn keeping(tls: Option<Arc<ServerConfig>>, seen: Arc<Mutex<Vec<Seen>>>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let recorder = Self {
            port: listener.local_addr().unwrap().port(),
            scheme: if tls.is_some() { "https" } else { "http" },
            seen,
        };
        let seen = Arc::clone(&recorder.seen);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (tls, seen) = (tls.clone(), Arc::clone(&seen));
                // a client that goes away in the middle is no matter of ours
                thread::spawn(move || serve(stream, tls, &seen));
            }
        });
        recorder
    }

    /// A URL on it.
    pub fn url(&self, path: &str) -> String {
        format!("{}://localhost:{}{path}", self.scheme, self.port)
    }

    /// What came since the last time.
    pub fn take(&self) -> Vec<Seen> {
        std::mem::take(&mut *self.seen.lock().unwrap())
    }

    /// How much that is so far.
    pub fn count(&self) -> usize {
        self.seen.lock().unwrap().len()
    }
}

/// A server with the lab's `server.crt` and this key, which asks for a client certificate and takes
/// any or none.
pub fn configuration(lab: &Lab, key: &str) -> ServerConfig {
    speaking(lab, "server.crt", key, ALL_VERSIONS)
}

/// A server with this certificate and key of the lab that speaks these versions, asks for a client
/// certificate and takes any or none.
pub fn speaking(
    lab: &Lab,
    certificate: &str,
    key: &str,
    versions: &[&'static SupportedProtocolVersion],
) -> ServerConfig {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let chain = vec![CertificateDer::from_pem_slice(&lab.read(certificate)).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(&lab.read(key)).unwrap();
    let key = provider.key_provider.load_private_key(key).unwrap();
    let pair = SingleCertAndKey::from(CertifiedKey::new(chain, key));
    ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_client_cert_verifier(Arc::new(TakesAny))
        .with_cert_resolver(Arc::new(pair))
}

impl Seen {
    /// The head as it came, line by line, but for what names the program: the User-Agent.
    pub fn lines(&self) -> Vec<String> {
        let neutral = |line: &str| match line.split_once(": ") {
            Some(("User-Agent", _)) => "User-Agent: *".to_owned(),
            _ => line.to_owned(),
        };
        self.head.split("\r\n").map(neutral).collect()
    }

    /// What was asked for, without scheme and host where a proxy was asked.
    pub fn path(&self) -> &str {
        let target = self.head.split(' ').nth(1).unwrap_or("/");
        match target.split_once("://") {
            Some((scheme, rest)) if !scheme.contains('/') => {
                rest.find('/').map_or("/", |at| &rest[at..])
            }
            _ => target,
        }
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let prefix = format!("{name}: ");
        self.head
            .split("\r\n")
            .find_map(|l| l.strip_prefix(&prefix))
    }
}

trait Duplex: Read + Write {}
impl<T: Read + Write> Duplex for T {}

fn serve(
    tcp: TcpStream,
    tls: Option<Arc<ServerConfig>>,
    seen: &Mutex<Vec<Seen>>,
) -> io::Result<()> {
    tcp.set_read_timeout(Some(Duration::from_secs(20)))?;
    let below = tcp.try_clone()?;
    let Some(config) = tls else {
        return converse(tcp, &below, &Seen::default(), seen);
    };
    let mut tcp = tcp;
    let mut conn = ServerConnection::new(config).map_err(io::Error::other)?;
    while conn.is_handshaking() {
        conn.complete_io(&mut tcp)?;
    }
    let begun = Seen {
        certificate: conn
            .peer_certificates()
            .and_then(|chain| chain.first().map(|c| c.to_vec())),
        tls: agreed(&conn),
        ..Seen::default()
    };
    converse(StreamOwned::new(conn, tcp), &below, &begun, seen)
}

fn agreed(conn: &ServerConnection) -> String {
    let version = conn.protocol_version().map(|v| format!("{v:?}"));
    let suite = conn
        .negotiated_cipher_suite()
        .map(|s| format!("{:?}", s.suite()));
    let group = conn
        .negotiated_key_exchange_group()
        .map(|g| format!("{:?}", g.name()));
    let name = conn.server_name().map(str::to_owned);
    let all = [version, suite, group, name];
    all.map(Option::unwrap_or_default).join(" ")
}

fn converse(
    mut stream: impl Duplex,
    below: &TcpStream,
    begun: &Seen,
    seen: &Mutex<Vec<Seen>>,
) -> io::Result<()> {
    for number in 1.. {
        let mut request = Seen {
            number,
            ..begun.clone()
        };
        if !read_head(&mut stream, &mut request.head)? {
            return Ok(());
        }
        let path = request.path().to_owned();
        if request.head.starts_with("CONNECT ") {
            return tunnel(stream, below, request, seen);
        }
        let early = answers::refuses_early(&path);
        if !early {
            if request.header("Expect").is_some() && !path.starts_with("/no-100") {
                stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
                stream.flush()?;
            }
            read_body(&mut stream, &mut request)?;
        }
        let reply = {
            let mut seen = seen.lock().unwrap();
            request.time = 1 + seen.iter().filter(|s| s.path() == path).count();
            let reply = answers::to(&path, &request);
            seen.push(request);
            reply
        };
        stream.write_all(&reply.bytes)?;
        stream.flush()?;
        match reply.then {
            Then::Listen => {}
            Then::Close => {
                below.shutdown(Shutdown::Write)?;
                io::copy(&mut stream, &mut io::sink())?;
                return Ok(());
            }
            Then::Reset => {
                set_socket_linger(below, Some(Duration::ZERO))?;
                return Ok(());
            }
            Then::Hang => {
                io::copy(&mut stream, &mut io::sink())?;
            }
        }
    }
    Ok(())
}

/// As a proxy: whatever the name, the way leads to this machine. `locked.example` wants to know who
/// asks, `closed.example` is not reached.
fn tunnel(
    mut stream: impl Duplex,
    below: &TcpStream,
    request: Seen,
    seen: &Mutex<Vec<Seen>>,
) -> io::Result<()> {
    let target = request.path().to_owned();
    let known = request.header("Proxy-Authorization").is_some();
    seen.lock().unwrap().push(request);
    let port = target.rsplit(':').next().and_then(|p| p.parse().ok());
    let refusal = match target.split(':').next() {
        Some("closed.example") => Some("502 Bad Gateway\r\n"),
        Some("locked.example") if !known => {
            Some("407 Who Asks\r\nProxy-Authenticate: Basic realm=\"p\"\r\n")
        }
        _ => None,
    };
    if let Some(refusal) = refusal {
        let answer = format!("HTTP/1.1 {refusal}Content-Length: 0\r\n\r\n");
        stream.write_all(answer.as_bytes())?;
        return below.shutdown(Shutdown::Write);
    }
    let far = TcpStream::connect(("127.0.0.1", port.unwrap_or(0)))?;
    stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
    let (mut up, mut down) = (far.try_clone()?, below.try_clone()?);
    let back = thread::spawn(move || {
        let _ = io::copy(&mut up, &mut down);
        let _ = down.shutdown(Shutdown::Write);
    });
    let _ = io::copy(&mut stream, &mut &far);
    let _ = far.shutdown(Shutdown::Write);
    let _ = back.join();
    Ok(())
}

fn read_head(stream: &mut impl Read, head: &mut String) -> io::Result<bool> {
    let mut byte = [0];
    while !head.ends_with("\r\n\r\n") {
        if stream.read(&mut byte)? == 0 {
            return Ok(false);
        }
        head.push(char::from(byte[0]));
    }
    Ok(true)
}

fn read_body(stream: &mut impl Read, request: &mut Seen) -> io::Result<()> {
    let length = request.header("Content-Length").map(|v| v.parse().unwrap());
    if let Some(length) = length {
        request.body = vec![0; length];
        return stream.read_exact(&mut request.body);
    }
    let mut byte = [0];
    while request.header("Transfer-Encoding").is_some() && !request.body.ends_with(b"0\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        request.body.push(byte[0]);
    }
    Ok(())
}

/// Takes any client certificate, X.509 v1 too, and none.
#[derive(Debug)]
struct TakesAny;

impl ClientCertVerifier for TakesAny {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        rustls::crypto::aws_lc_rs::default_provider()
            .signature_verification_algorithms
            .supported_schemes()
    }
}
