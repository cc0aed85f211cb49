//! The certificates of this tier, made by openssl once a run and kept in memory: a folder that a
//! static holds would never be removed.

use std::sync::OnceLock;

use crate::common::pki::{authority, request, sign, sign_for_the_past};
use crate::common::{Lab, peer};

/// The passphrase of `client.pfx`, as the Banking API's documentation has it.
pub const PFX_PASS: &str = "senha-do-pfx";

/// A folder with all of them; `None` where openssl is missing, which is told.
///
/// `ca` signed `client.crt` (v3, clientAuth), `v1.crt` (X.509 v1), `expired.crt`,
/// `server-only.crt` and the servers' `server.crt`, `server-expired.crt`, `server-elsewhere.crt`,
/// `server-client-only.crt`; `other` is another CA, which signed `stranger.crt` and
/// `server-stranger.crt`; `self.crt` signed itself. All certificates of clients are for
/// `client.key`, all of servers for `server.key`.
pub fn lab() -> Option<Lab> {
    static MADE: OnceLock<Vec<(String, Vec<u8>)>> = OnceLock::new();
    peer("openssl")?;
    let made = MADE.get_or_init(make);
    let lab = Lab::new();
    for (name, bytes) in made {
        lab.write(name, bytes);
    }
    Some(lab)
}

fn make() -> Vec<(String, Vec<u8>)> {
    let (lab, openssl) = (Lab::new(), peer("openssl").unwrap());
    authority(&lab, &openssl, "ca", "/CN=Lab CA");
    authority(&lab, &openssl, "other", "/CN=Other CA");
    request(&lab, &openssl, "client", "/C=BR/O=Acme/CN=client");
    request(&lab, &openssl, "server", "/CN=lab server");
    let client = "keyUsage=digitalSignature\nextendedKeyUsage=clientAuth\n";
    lab.write("client.ext", client)
        .write("server-only.ext", client.replace("client", "server"))
        .write("server.ext", format!("subjectAltName={NAMES}\n"))
        .write("elsewhere.ext", "subjectAltName=DNS:elsewhere.example\n")
        .write(
            "server-client-only.ext",
            format!("{client}subjectAltName={NAMES}\n"),
        );
    for (request, ca, out, more) in SIGNED {
        sign(&lab, &openssl, request, ca, out, more);
    }
    for name in ["client", "server"] {
        let (csr, ext) = (format!("{name}.csr"), format!("{name}.ext"));
        let out = if name == "client" {
            "expired.crt"
        } else {
            "server-expired.crt"
        };
        sign_for_the_past(&lab, &openssl, &csr, "ca", out, &ext);
    }
    let self_signed = "x509 -req -in client.csr -signkey client.key -days 99 -out self.crt";
    lab.peer_line(&openssl, self_signed);
    let pass = format!("pass:{PFX_PASS}");
    let pfx = format!("pkcs12 -export -in v1.crt -inkey client.key -passout {pass} -out v1.pfx");
    lab.peer_line(&openssl, &pfx);
    lab.peer_line(&openssl, &pfx.replace("v1.", "client."));
    lab.peer_line(
        &openssl,
        "pkcs8 -topk8 -in client.key -out locked.key -passout env:PW",
    );
    let kept = |name: &String| {
        [".crt", ".key", ".pfx"]
            .iter()
            .any(|end| name.ends_with(end))
    };
    lab.files()
        .into_iter()
        .filter(kept)
        .map(|name| (name.clone(), lab.read(&name)))
        .collect()
}

/// Request, CA, result, further arguments.
const SIGNED: &[(&str, &str, &str, &str)] = &[
    ("client.csr", "ca", "v1.crt", ""),
    ("client.csr", "ca", "client.crt", "-extfile client.ext"),
    (
        "client.csr",
        "ca",
        "server-only.crt",
        "-extfile server-only.ext",
    ),
    ("client.csr", "other", "stranger.crt", "-extfile client.ext"),
    ("server.csr", "ca", "server.crt", "-extfile server.ext"),
    (
        "server.csr",
        "ca",
        "server-elsewhere.crt",
        "-extfile elsewhere.ext",
    ),
    (
        "server.csr",
        "ca",
        "server-client-only.crt",
        "-extfile server-client-only.ext",
    ),
    (
        "server.csr",
        "other",
        "server-stranger.crt",
        "-extfile server.ext",
    ),
];

/// Names of the servers: our own, and those that the seeds call.
const NAMES: &str = "DNS:localhost,IP:127.0.0.1,DNS:a.example,DNS:b.example,\
DNS:mtls-sandbox.contasimples.com,DNS:api.bancodigital.com,DNS:*.vtexcommercestable.com.br";
