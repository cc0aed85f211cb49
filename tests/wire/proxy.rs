//! Proxies that go where they are told, on loopback, and keep every word that was said to them:
//! HTTP with and without TLS, and SOCKS.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::common::Lab;
use crate::recorder::configuration;

/// A proxy that is up.
pub struct Proxy {
    pub port: u16,
    said: Arc<Mutex<Vec<String>>>,
    certificates: Arc<Mutex<usize>>,
}

/// What it does with what it is asked.
#[derive(Debug, Clone, Copy)]
pub enum Manner {
    /// It goes there: CONNECT, or the request of plain http.
    Goes,
    /// It answers with this, and closes.
    Answers(&'static str),
    /// It closes.
    Closes,
    /// It speaks SOCKS, whichever version it hears, and wants this login in version 5.
    Socks(Option<&'static str>),
}

impl Proxy {
    pub fn new(manner: Manner) -> Self {
        Self::start(manner, None)
    }

    /// Over TLS, with the lab's `server.crt`; client certificates are taken and counted.
    pub fn tls(lab: &Lab, manner: Manner) -> Self {
        Self::start(manner, Some(Arc::new(configuration(lab, "server.key"))))
    }

    fn start(manner: Manner, tls: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let proxy = Self {
            port: listener.local_addr().unwrap().port(),
            said: Arc::default(),
            certificates: Arc::default(),
        };
        let (said, certificates) = (Arc::clone(&proxy.said), Arc::clone(&proxy.certificates));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (tls, said) = (tls.clone(), Arc::clone(&said));
                let certificates = Arc::clone(&certificates);
                thread::spawn(move || serve(client, manner, tls, &said, &certificates));
            }
        });
        proxy
    }

    /// Its address under a scheme.
    pub fn url(&self, scheme: &str) -> String {
        format!("{scheme}://localhost:{}", self.port)
    }

    /// What was said to it since the last time: heads, or SOCKS in words; the User-Agent left out.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.said.lock().unwrap())
    }

    /// How many clients showed it a certificate.
    pub fn certificates(&self) -> usize {
        *self.certificates.lock().unwrap()
    }
}

fn serve(
    tcp: TcpStream,
    manner: Manner,
    tls: Option<Arc<ServerConfig>>,
    said: &Mutex<Vec<String>>,
    certificates: &Mutex<usize>,
) -> io::Result<()> {
    tcp.set_read_timeout(Some(Duration::from_secs(20)))?;
    let Some(config) = tls else {
        return converse(Plain(tcp), manner, said);
    };
    let mut tcp = tcp;
    let mut conn = ServerConnection::new(config).map_err(io::Error::other)?;
    while conn.is_handshaking() {
        conn.complete_io(&mut tcp)?;
    }
    if conn
        .peer_certificates()
        .is_some_and(|chain| !chain.is_empty())
    {
        *certificates.lock().unwrap() += 1;
    }
    converse(Sealed(StreamOwned::new(conn, tcp)), manner, said)
}

/// A client, in the clear or over TLS, and its bytes carried on to a server and back.
trait Client: Read + Write {
    fn carry(self, server: TcpStream) -> io::Result<()>;
    fn hang_up(&mut self) -> io::Result<()>;
}

struct Plain(TcpStream);
struct Sealed(StreamOwned<ServerConnection, TcpStream>);

fn converse(mut client: impl Client, manner: Manner, said: &Mutex<Vec<String>>) -> io::Result<()> {
    if let Manner::Socks(login) = manner {
        let port = socks(&mut client, login, said)?;
        return match port {
            Some(port) => client.carry(TcpStream::connect((Ipv4Addr::LOCALHOST, port))?),
            None => client.hang_up(),
        };
    }
    let mut head = String::new();
    let mut byte = [0];
    while !head.ends_with("\r\n\r\n") {
        if client.read(&mut byte)? == 0 {
            return Ok(());
        }
        head.push(char::from(byte[0]));
    }
    let lines = head.lines().filter(|l| !l.starts_with("User-Agent:"));
    said.lock()
        .unwrap()
        .push(lines.collect::<Vec<_>>().join("\n"));
    match manner {
        Manner::Goes => {
            let target = head.split(' ').nth(1).unwrap_or_default();
            let is_tunnel = head.starts_with("CONNECT ");
            let place = target.trim_start_matches("http://");
            let place = place.split('/').next().unwrap_or_default();
            let port = place.rsplit(':').next().unwrap_or_default();
            let port: u16 = port.parse().unwrap_or(80);
            let Ok(mut server) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) else {
                client.write_all(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")?;
                return client.hang_up();
            };
            if is_tunnel {
                client.write_all(b"HTTP/1.1 200 Connection established\r\nVia: lab\r\n\r\n")?;
            } else {
                let head = head.replacen(&format!("http://{place}"), "", 1);
                let kept = head.split_inclusive("\r\n");
                let kept: String = kept.filter(|l| !l.starts_with("Proxy-")).collect();
                server.write_all(kept.as_bytes())?;
            }
            client.carry(server)
        }
        Manner::Answers(answer) => {
            client.write_all(answer.as_bytes())?;
            client.hang_up()
        }
        Manner::Closes | Manner::Socks(_) => client.hang_up(),
    }
}

/// The port asked for; the name or address goes into what was said.
fn socks(
    client: &mut impl Client,
    login: Option<&str>,
    said: &Mutex<Vec<String>>,
) -> io::Result<Option<u16>> {
    let tell = |text: String| said.lock().unwrap().push(text);
    let [version, second] = taken(client)?;
    if version == 4 {
        let port = u16::from_be_bytes(taken(client)?);
        let address: [u8; 4] = taken(client)?;
        let user = until_nul(client)?;
        let name = match address {
            [0, 0, 0, last] if last > 0 => until_nul(client)?,
            address => Ipv4Addr::from(address).to_string(),
        };
        tell(format!("4 {second} {user} {name}"));
        client.write_all(&[0, 90, 0, 0, 0, 0, 0, 0])?;
        return Ok(Some(port));
    }
    let mut methods = vec![0; second.into()];
    client.read_exact(&mut methods)?;
    match login {
        Some(_) if !methods.contains(&2) => {
            client.write_all(&[5, 255])?;
            return Ok(None);
        }
        Some(wanted) => {
            client.write_all(&[5, 2])?;
            let [_, length] = taken(client)?;
            let user = text(client, length)?;
            let [length] = taken(client)?;
            let pair = format!("{user}:{}", text(client, length)?);
            client.write_all(&[1, u8::from(pair != wanted)])?;
            if pair != wanted {
                return Ok(None);
            }
        }
        None => client.write_all(&[5, 0])?,
    }
    let [_, command, _, kind] = taken(client)?;
    let name = match kind {
        1 => Ipv4Addr::from(taken::<4>(client)?).to_string(),
        4 => std::net::Ipv6Addr::from(taken::<16>(client)?).to_string(),
        _ => {
            let [length] = taken(client)?;
            text(client, length)?
        }
    };
    let port = u16::from_be_bytes(taken(client)?);
    tell(format!("5 {command} {name}"));
    client.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0])?;
    Ok(Some(port))
}

fn taken<const N: usize>(client: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    client.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn text(client: &mut impl Read, length: u8) -> io::Result<String> {
    let mut bytes = vec![0; length.into()];
    client.read_exact(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn until_nul(client: &mut impl Read) -> io::Result<String> {
    let mut out = String::new();
    loop {
        match taken::<1>(client)? {
            [0] => return Ok(out),
            [byte] => out.push(char::from(byte)),
        }
    }
}

impl Client for Plain {
    fn carry(self, server: TcpStream) -> io::Result<()> {
        let (mut from, mut to) = (self.0.try_clone()?, server.try_clone()?);
        thread::spawn(move || {
            let _ = io::copy(&mut from, &mut to);
            let _ = to.shutdown(Shutdown::Write);
        });
        let (mut from, mut to) = (server, self.0);
        io::copy(&mut from, &mut to)?;
        to.shutdown(Shutdown::Write)
    }

    fn hang_up(&mut self) -> io::Result<()> {
        self.0.shutdown(Shutdown::Write)?;
        io::copy(&mut self.0, &mut io::sink()).map(|_| ())
    }
}

impl Client for Sealed {
    /// One thread for both ways: whoever has nothing to say is asked again soon.
    fn carry(mut self, mut server: TcpStream) -> io::Result<()> {
        let soon = Some(Duration::from_millis(2));
        self.0.sock.set_read_timeout(soon)?;
        server.set_read_timeout(soon)?;
        let mut buf = [0; 16 << 10];
        loop {
            match step(&mut self.0, &mut server, &mut buf)? {
                Some(0) => return server.shutdown(Shutdown::Write),
                _ => self.0.flush()?,
            }
            if step(&mut server, &mut self.0, &mut buf)? == Some(0) {
                self.0.conn.send_close_notify();
                self.0.flush()?;
                return self.0.sock.shutdown(Shutdown::Write);
            }
        }
    }

    fn hang_up(&mut self) -> io::Result<()> {
        self.0.conn.send_close_notify();
        self.0.flush()?;
        self.0.sock.shutdown(Shutdown::Write)
    }
}

/// How much was carried on; `None` where nothing was there.
fn step(from: &mut impl Read, to: &mut impl Write, buf: &mut [u8]) -> io::Result<Option<usize>> {
    match from.read(buf) {
        Ok(n) => to.write_all(&buf[..n]).map(|()| Some(n)),
        Err(e)
            if matches!(
                e.kind(),
                io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
            ) =>
        {
            Ok(None)
        }
        Err(e) => Err(e),
    }
}

impl Read for Plain {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.0.read(buf)
    }
}

impl Write for Plain {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.0.write(buf)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for Sealed {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.0.read(buf)
    }
}

impl Write for Sealed {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.0.write(buf)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
