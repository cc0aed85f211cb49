//! A provider on loopback under its own host names: TLS of a CA of the lab's, client certificates wanted
//! or not, and answers from a closure.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};

use crate::common::{Lab, pki};

/// The names of every provider, so that one certificate serves all.
pub const NAMES: &str = "DNS:localhost,DNS:*.vtexcommercestable.com.br,DNS:api.bancodigital.com,\
    DNS:*.contasimples.com,DNS:api.apata.io";

/// Who is let in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Client {
    /// Whoever comes; a certificate is not asked for.
    Anyone,
    /// Whoever has a certificate of the lab's CA.
    OfCa,
}

/// A request as it came.
#[derive(Debug, Clone, Default)]
pub struct Got {
    pub head: String,
    pub body: Vec<u8>,
    pub has_certificate: bool,
}

impl Got {
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self
            .head
            .split("\r\n")
            .filter_map(|line| line.split_once(": "));
        let mut named = lines.filter(|(known, _)| known.eq_ignore_ascii_case(name));
        named.next().map(|(_, value)| value)
    }

    pub fn line(&self) -> &str {
        self.head.split("\r\n").next().unwrap_or_default()
    }
}

/// Status and body.
pub type Answer = (u16, Vec<u8>);

pub struct Portal {
    pub port: u16,
    seen: Arc<Mutex<Vec<Got>>>,
}

/// A lab with `ca.crt`, `client.crt` (v3, for clients) and `server.crt` for all names.
pub fn lab(openssl: &Path) -> Lab {
    let lab = Lab::new();
    pki::authority(&lab, openssl, "ca", "/CN=Lab CA");
    lab.write(
        "client.ext",
        "extendedKeyUsage=clientAuth\nbasicConstraints=CA:FALSE\n",
    );
    lab.write(
        "server.ext",
        format!("subjectAltName={NAMES}\nextendedKeyUsage=serverAuth\n"),
    );
    pki::request(&lab, openssl, "client", "/CN=shop/OU=acme/C=BR");
    pki::sign(
        &lab,
        openssl,
        "client.csr",
        "ca",
        "client.crt",
        "-extfile client.ext",
    );
    pki::request(&lab, openssl, "server", "/CN=localhost");
    pki::sign(
        &lab,
        openssl,
        "server.csr",
        "ca",
        "server.crt",
        "-extfile server.ext",
    );
    lab
}

impl Portal {
    pub fn start(
        lab: &Lab,
        client: Client,
        answer: impl Fn(&Got) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let config = Arc::new(configuration(lab, client));
        let seen = Arc::<Mutex<Vec<Got>>>::default();
        let kept = Arc::clone(&seen);
        let answer = Arc::new(answer);
        thread::spawn(move || {
            for tcp in listener.incoming().flatten() {
                let (config, kept, answer) = (config.clone(), kept.clone(), answer.clone());
                // a client that goes away in the middle is no matter of ours
                thread::spawn(move || serve(tcp, config, &kept, &*answer));
            }
        });
        Self { port, seen }
    }

    /// What came since the last time.
    pub fn take(&self) -> Vec<Got> {
        std::mem::take(&mut *self.seen.lock().unwrap())
    }

    /// The flags that lead every name here.
    pub fn way(&self) -> String {
        format!("--cacert ca.crt --connect-to ::127.0.0.1:{}", self.port)
    }
}

fn configuration(lab: &Lab, client: Client) -> ServerConfig {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let certificate = |name: &str| CertificateDer::from_pem_slice(&lab.read(name)).unwrap();
    let key = PrivateKeyDer::from_pem_slice(&lab.read("server.key")).unwrap();
    let builder = ServerConfig::builder_with_provider(provider.clone());
    let builder = builder.with_safe_default_protocol_versions().unwrap();
    let builder = match client {
        Client::Anyone => builder.with_no_client_auth(),
        Client::OfCa => {
            let mut roots = RootCertStore::empty();
            roots.add(certificate("ca.crt")).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            builder.with_client_cert_verifier(verifier.build().unwrap())
        }
    };
    builder
        .with_single_cert(vec![certificate("server.crt")], key)
        .unwrap()
}

fn serve(
    mut tcp: TcpStream,
    config: Arc<ServerConfig>,
    seen: &Mutex<Vec<Got>>,
    answer: &dyn Fn(&Got) -> Answer,
) -> io::Result<()> {
    tcp.set_read_timeout(Some(Duration::from_secs(20)))?;
    let below = tcp.try_clone()?;
    let mut conn = ServerConnection::new(config).map_err(io::Error::other)?;
    while conn.is_handshaking() {
        conn.complete_io(&mut tcp)?;
    }
    let mut got = Got {
        has_certificate: conn.peer_certificates().is_some(),
        ..Got::default()
    };
    let mut stream = StreamOwned::new(conn, tcp);
    let mut byte = [0];
    while !got.head.ends_with("\r\n\r\n") {
        if stream.read(&mut byte)? == 0 {
            return Ok(());
        }
        got.head.push(char::from(byte[0]));
    }
    let length = got
        .header("Content-Length")
        .map_or(0, |v| v.parse().unwrap());
    got.body = vec![0; length];
    stream.read_exact(&mut got.body)?;
    let (status, body) = answer(&got);
    seen.lock().unwrap().push(got);
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(&body)?;
    stream.flush()?;
    stream.conn.send_close_notify();
    stream.flush()?;
    below.shutdown(Shutdown::Write)
}
