//! What a few rows need besides the tier's certificates: a hashed folder of CAs, revocation lists,
//! public keys to pin, and a Unix socket that leads to the server.

use std::io;
use std::net::TcpStream;
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::OnceLock;
use std::thread;

use crate::certificates;
use crate::common::{Lab, peer};

/// The tier's certificates, `hashed/` (a folder for `--capath`), `empty.crl` and `revoked.crl` of
/// `ca`, the latter naming `server.crt`, and `server.pub` and `other.pub`.
pub fn lab() -> Lab {
    let lab = certificates::lab().unwrap();
    std::fs::create_dir(lab.path("hashed")).unwrap();
    for (name, bytes) in &made().files {
        lab.write(name, bytes);
    }
    lab
}

/// The pin of the servers' key, as `--pinnedpubkey` wants it behind `sha256//`.
pub fn pin() -> &'static str {
    &made().pin
}

/// The path of a socket behind which the port is, until the test program ends.
pub fn socket(lab: &Lab, port: u16) -> String {
    let path = lab.path("socket");
    let listener = UnixListener::bind(&path).unwrap();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            // who goes away in the middle is no matter of ours
            thread::spawn(move || carry(&client, port));
        }
    });
    path.display().to_string()
}

fn carry(client: &UnixStream, port: u16) -> io::Result<()> {
    let server = TcpStream::connect(("127.0.0.1", port))?;
    let (mut from, mut to) = (server.try_clone()?, client.try_clone()?);
    let back = thread::spawn(move || {
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(std::net::Shutdown::Write);
    });
    io::copy(&mut &*client, &mut &server)?;
    server.shutdown(std::net::Shutdown::Write)?;
    let _ = back.join();
    Ok(())
}

struct Made {
    files: Vec<(String, Vec<u8>)>,
    pin: String,
}

fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| {
        let (lab, openssl) = (certificates::lab().unwrap(), peer("openssl").unwrap());
        let run = |line: &str| lab.peer_line(&openssl, line);
        let hash = run("x509 -in ca.crt -noout -hash");
        let mut files = vec![(format!("hashed/{}.0", hash.trim()), lab.read("ca.crt"))];
        lab.write("ca.cnf", CONFIGURATION)
            .write("index", "")
            .write("number", "01\n");
        for name in ["empty.crl", "revoked.crl"] {
            run(&format!("ca -config ca.cnf -gencrl -crldays 9 -out {name}"));
            let _ = lab.try_peer(
                &openssl,
                &["ca", "-config", "ca.cnf", "-revoke", "server.crt"],
            );
            files.push((name.into(), lab.read(name)));
        }
        run("pkey -in server.key -pubout -out server.pub");
        run("pkey -in client.key -pubout -out other.pub");
        run("pkey -in server.key -pubout -outform DER -out server.der");
        run("dgst -sha256 -binary -out digest server.der");
        let pin = run("base64 -A -in digest").trim().to_owned();
        for name in ["server.pub", "other.pub"] {
            files.push((name.into(), lab.read(name)));
        }
        Made { files, pin }
    })
}

const CONFIGURATION: &str = "[ca]\ndefault_ca=c\n[c]\ndatabase=index\ncertificate=ca.crt\n\
private_key=ca.key\ndefault_md=sha256\ncrlnumber=number\n";
