//! A small TLS server that judges clients as it is told, answers one request a connection, serves
//! one connection after another, and keeps what reached it.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, ServerConfig, ServerConnection,
    SignatureScheme, SupportedProtocolVersion,
};

use crate::common::Lab;

/// What is made of a certificate: `true` is said of the lab's own, `client.crt`.
pub type Judge = fn(bool) -> Result<(), CertificateError>;

/// How it goes about it.
#[derive(Clone, Copy)]
pub struct Ways {
    /// Where it listens; the port is the system's.
    pub address: &'static str,
    /// A port of its own, 0 for any.
    pub port: u16,
    /// Its certificate in the lab.
    pub certificate: &'static str,
    /// The versions spoken.
    pub versions: &'static [&'static SupportedProtocolVersion],
    /// Asks for a certificate, and judges it so.
    pub judge: Option<Judge>,
    /// Insists on one.
    pub insists: bool,
    /// How many session tickets it sends in TLS 1.3.
    pub tickets: usize,
    /// Status and further lines of each answer.
    pub answer: &'static str,
    /// Stops listening after so many connections.
    pub connections: usize,
}

impl Ways {
    /// Asks for nothing, speaks both versions, answers 200.
    pub const PLAIN: Self = Self {
        address: "127.0.0.1",
        port: 0,
        certificate: "server.crt",
        versions: rustls::ALL_VERSIONS,
        judge: None,
        insists: true,
        tickets: 2,
        answer: "200 OK",
        connections: usize::MAX,
    };
}

/// A server that is up until the test program ends.
pub struct Counting {
    pub port: u16,
    seen: Arc<Mutex<Vec<Visit>>>,
}

/// One connection.
#[derive(Debug, Clone, Default)]
pub struct Visit {
    /// The version agreed.
    pub version: String,
    /// The head of the request, if one came.
    pub head: String,
    /// It ended as TLS has it.
    pub is_closed: bool,
}

impl Counting {
    pub fn start(lab: &Lab, ways: Ways) -> Self {
        let listener = TcpListener::bind((ways.address, ways.port)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let config = Arc::new(config(lab, &ways));
        let kept = Arc::clone(&seen);
        std::thread::spawn(move || {
            for client in listener.incoming().take(ways.connections).flatten() {
                kept.lock().unwrap().push(Visit::default());
                let mut visit = Visit::default();
                // who goes away in the middle is no matter of ours
                drop(serve(client, &config, ways.answer, &mut visit));
                *kept.lock().unwrap().last_mut().unwrap() = visit;
            }
        });
        Self { port, seen }
    }

    /// Every connection so far.
    pub fn visits(&self) -> Vec<Visit> {
        self.seen.lock().unwrap().clone()
    }

    /// The first line of every request so far, `""` for a connection that brought none.
    pub fn requests(&self) -> Vec<String> {
        let first = |visit: &Visit| visit.head.lines().next().unwrap_or_default().to_owned();
        self.visits().iter().map(first).collect()
    }
}

fn config(lab: &Lab, ways: &Ways) -> ServerConfig {
    let chain = CertificateDer::from_pem_slice(&lab.read(ways.certificate)).unwrap();
    let key = PrivateKeyDer::from_pem_slice(&lab.read("server.key")).unwrap();
    let ours = CertificateDer::from_pem_slice(&lab.read("client.crt")).unwrap();
    let provider = Arc::new(default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(ways.versions)
        .unwrap();
    let builder = match ways.judge {
        Some(judge) => builder.with_client_cert_verifier(Arc::new(Verifier {
            judge,
            insists: ways.insists,
            ours,
            provider,
        })),
        None => builder.with_no_client_auth(),
    };
    let mut config = builder.with_single_cert(vec![chain], key).unwrap();
    config.send_tls13_tickets = ways.tickets;
    config
}

fn serve(
    mut socket: TcpStream,
    config: &Arc<ServerConfig>,
    answer: &str,
    visit: &mut Visit,
) -> io::Result<()> {
    socket.set_read_timeout(Some(Duration::from_secs(20)))?;
    let mut tls = ServerConnection::new(Arc::clone(config)).unwrap();
    while tls.is_handshaking() {
        tls.complete_io(&mut socket)?;
    }
    visit.version = format!("{:?}", tls.protocol_version().unwrap());
    let mut stream = rustls::Stream::new(&mut tls, &mut socket);
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(0) => visit.is_closed = true,
            Ok(_) => {
                head.push(byte[0]);
                continue;
            }
            Err(_) => {}
        }
        return Ok(());
    }
    visit.head = String::from_utf8_lossy(&head).into_owned();
    write!(stream, "HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n")?;
    stream.flush()?;
    visit.is_closed = matches!(stream.read(&mut byte), Ok(0));
    Ok(())
}

#[derive(Debug)]
struct Verifier {
    judge: Judge,
    insists: bool,
    ours: CertificateDer<'static>,
    provider: Arc<CryptoProvider>,
}

impl ClientCertVerifier for Verifier {
    fn client_auth_mandatory(&self) -> bool {
        self.insists
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        leaf: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        (self.judge)(*leaf == self.ours)?;
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let algorithms = &self.provider.signature_verification_algorithms;
        algorithms.supported_schemes()
    }
}
