//! The certificates of the matrix, made by openssl once: a folder for each fault, as a user has it,
//! and one for the servers. Everything is on P-256 but for what is weak by its key.

use std::path::PathBuf;

use crate::common::{Lab, peer};

/// Where the faults lie, and the openssl that made them.
pub struct Pki {
    pub lab: Lab,
    pub openssl: PathBuf,
}

/// Dates as `openssl ca` takes them.
type Span = (&'static str, &'static str);
const NOW: Span = ("20240101000000Z", "20991231000000Z");
const PAST: Span = ("20240101000000Z", "20240201000000Z");
const FUTURE: Span = ("20980101000000Z", "20991231000000Z");

const CLIENT: &str =
    "basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=clientAuth\n";
const SERVER: &str = "basicConstraints=CA:FALSE\nkeyUsage=digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth\n";
const NAMES: &str = "subjectAltName=DNS:localhost,IP:127.0.0.1\n";
const CA: &str =
    "basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n";

/// All of it; `None` where openssl is missing, which is told.
pub fn make() -> Option<Pki> {
    let pki = Pki {
        lab: Lab::new(),
        openssl: peer("openssl")?,
    };
    pki.authorities();
    pki.clients();
    pki.servers();
    pki.revoke();
    Some(pki)
}

impl Pki {
    /// What lies in the folder `NAME` of a client: `client.crt` with what is sent, `client.key`.
    fn authorities(&self) {
        for (name, subject) in [("ca", "/CN=Lab-CA"), ("other", "/CN=Other-CA")] {
            self.key(name, EC);
            self.lab.write(&format!("{name}.ext"), CA);
            self.line(&format!(
                "req -new -key {name}.key -subj {subject} -out {name}.csr"
            ));
            self.lab.write(&format!("{name}.db"), "");
            self.authority(name, name, NOW);
        }
        for (name, ca, span) in [
            ("sub", "ca", NOW),
            ("sub-old", "ca", PAST),
            ("sub-early", "ca", FUTURE),
            ("far", "other", NOW),
        ] {
            self.request(name, EC, &format!("/CN=Lab-{name}-CA"));
            self.sign(name, ca, name, span, CA, "sha256");
        }
    }

    /// `openssl ca` that signs itself.
    fn authority(&self, name: &str, ca: &str, span: Span) {
        self.configure(ca);
        self.line(&format!(
            "ca -batch -notext -selfsign -config {ca}.cnf -create_serial -startdate {} -enddate {} -extfile {name}.ext -in {name}.csr -keyfile {name}.key -out {name}.crt",
            span.0, span.1
        ));
    }

    fn clients(&self) {
        self.request("client", EC, "/O=Acme/CN=client");
        for (name, ca, span, extensions, digest) in CLIENTS {
            self.sign("client", ca, name, *span, extensions, digest);
        }
        for (name, kind) in KINDS {
            self.request(name, kind, "/O=Acme/CN=client");
            self.sign(name, "ca", name, NOW, CLIENT, "default");
        }
        self.line("x509 -req -in client.csr -signkey client.key -days 99 -out self.crt");
        self.line("pkcs12 -export -in good.crt -inkey client.key -passout env:PW -out locked.p12");
        for (folder, leaf, behind, nearby) in FOLDERS {
            std::fs::create_dir_all(self.lab.path(folder)).unwrap();
            let chain: Vec<u8> = std::iter::once(leaf)
                .chain(*behind)
                .flat_map(|name| self.lab.read(&format!("{name}.crt")))
                .collect();
            if !behind.is_empty() {
                let issuers = behind
                    .iter()
                    .map(|name| self.lab.read(&format!("{name}.crt")));
                let issuers: Vec<u8> = issuers.flatten().collect();
                self.lab.write(&format!("{folder}/issuers.pem"), issuers);
            }
            let key = if KINDS.iter().any(|(name, _)| name == leaf) {
                leaf
            } else {
                "client"
            };
            self.lab
                .write(&format!("{folder}/client.crt"), chain)
                .write(
                    &format!("{folder}/client.key"),
                    self.lab.read(&format!("{key}.key")),
                );
            for name in *nearby {
                let file = format!("{name}.crt");
                self.lab
                    .write(&format!("{folder}/{file}"), self.lab.read(&file));
            }
        }
    }

    fn servers(&self) {
        self.request("server", EC, "/CN=localhost");
        for (name, ca, span, extensions, digest) in SERVERS {
            let extensions = extensions.replace("NAMES\n", NAMES);
            self.sign("server", ca, name, *span, &extensions, digest);
        }
        self.request("server-weak", "rsa:1024", "/CN=localhost");
        let extensions = format!("{SERVER}{NAMES}");
        self.sign(
            "server-weak",
            "ca",
            "server-weak",
            NOW,
            &extensions,
            "sha256",
        );
        self.request("server-rsa", "rsa:2048", "/CN=localhost");
        self.sign("server-rsa", "ca", "server-rsa", NOW, &extensions, "sha256");
        for (name, _, _, _, _) in SERVERS {
            self.pair(name, "server");
        }
        self.pair("server-weak", "server-weak");
        self.pair("server-rsa", "server-rsa");
    }

    /// `NAME.pem`: certificate and key, as HAProxy and Python take them; `NAME.p12` for Java.
    fn pair(&self, name: &str, key: &str) {
        let both = [
            self.lab.read(&format!("{name}.crt")),
            self.lab.read(&format!("{key}.key")),
        ];
        self.lab.write(&format!("{name}.pem"), both.concat());
        self.line(&format!(
            "pkcs12 -export -in {name}.pem -passout pass:changeit -out {name}.p12"
        ));
        if key != name {
            self.lab
                .write(&format!("{name}.key"), self.lab.read(&format!("{key}.key")));
        }
    }

    /// The lists of all CAs in one file, with the revoked on them; also those of CAs whose time is
    /// not now, or their absence would be what is found.
    fn revoke(&self) {
        for name in ["revoked", "server-revoked"] {
            self.line(&format!("ca -config ca.cnf -revoke {name}.crt"));
        }
        let mut all = Vec::new();
        for name in ["ca", "sub", "sub-old", "sub-early"] {
            self.line(&format!(
                "ca -config {name}.cnf -gencrl -crldays 9999 -out {name}.crl"
            ));
            all.extend(self.lab.read(&format!("{name}.crl")));
        }
        self.lab.write("all.crl", all);
    }

    fn key(&self, name: &str, kind: &str) {
        let how = match kind.split_once(':') {
            Some(("rsa", bits)) => format!("RSA -pkeyopt rsa_keygen_bits:{bits}"),
            Some(("ec", curve)) => format!("EC -pkeyopt ec_paramgen_curve:{curve}"),
            _ => kind.to_owned(),
        };
        self.line(&format!("genpkey -algorithm {how} -out {name}.key"));
    }

    fn request(&self, name: &str, kind: &str, subject: &str) {
        self.key(name, kind);
        self.line(&format!(
            "req -new -key {name}.key -subj {subject} -out {name}.csr"
        ));
    }

    fn configure(&self, ca: &str) {
        let config = format!(
            "[ca]\ndefault_ca=c\n[c]\ndatabase={ca}.db\nserial={ca}.serial\nnew_certs_dir=.\n\
             certificate={ca}.crt\nprivate_key={ca}.key\ndefault_md=sha256\npolicy=p\n\
             unique_subject=no\ncrlnumber={ca}.number\n[p]\ncommonName=supplied\norganizationName=optional\n"
        );
        self.lab
            .write(&format!("{ca}.cnf"), config)
            .write(&format!("{ca}.number"), "01\n");
    }

    fn sign(&self, request: &str, ca: &str, out: &str, span: Span, extensions: &str, digest: &str) {
        let ext = format!("{out}.ext");
        self.lab
            .write(&ext, format!("{extensions}authorityKeyIdentifier=keyid\n"));
        if !self.lab.exists(&format!("{ca}.db")) {
            self.lab.write(&format!("{ca}.db"), "");
        }
        self.configure(ca);
        self.line(&format!(
            "ca -batch -notext -config {ca}.cnf -rand_serial -md {digest} -startdate {} -enddate {} -extfile {ext} -in {request}.csr -out {out}.crt",
            span.0, span.1
        ));
    }

    fn line(&self, line: &str) {
        self.lab.peer_line(&self.openssl, line);
    }
}

const EC: &str = "ec:P-256";

/// Keys of another kind than P-256, each with a certificate for itself.
const KINDS: &[(&str, &str)] = &[
    ("weak", "rsa:1024"),
    ("rsa", "rsa:2048"),
    ("ed", "ED25519"),
    ("pss", "RSA-PSS -pkeyopt rsa_keygen_bits:2048"),
];

/// Result, CA, time, extensions, digest; all for `client.key`.
const CLIENTS: &[(&str, &str, Span, &str, &str)] = &[
    ("good", "ca", NOW, CLIENT, "sha256"),
    ("stranger", "other", NOW, CLIENT, "sha256"),
    ("lone", "sub", NOW, CLIENT, "sha256"),
    ("far-lone", "far", NOW, CLIENT, "sha256"),
    ("lone-aia", "sub", NOW, LONE_AIA, "sha256"),
    ("under-old", "sub-old", NOW, CLIENT, "sha256"),
    ("under-early", "sub-early", NOW, CLIENT, "sha256"),
    ("expired", "ca", PAST, CLIENT, "sha256"),
    ("early", "ca", FUTURE, CLIENT, "sha256"),
    ("server-only", "ca", NOW, SERVER, "sha256"),
    ("as-ca", "ca", NOW, CA, "sha256"),
    ("no-signing", "ca", NOW, NO_SIGNING, "sha256"),
    ("sha1", "ca", NOW, CLIENT, "sha1"),
    ("revoked", "ca", NOW, CLIENT, "sha256"),
];
const LONE_AIA: &str = "basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=clientAuth\nauthorityInfoAccess=caIssuers;URI:http://pki.example/sub.crt\n";
const NO_SIGNING: &str =
    "basicConstraints=CA:FALSE\nkeyUsage=keyEncipherment\nextendedKeyUsage=clientAuth\n";

/// Folder, leaf, what stands behind it in the file, what lies beside the file.
type Folder = (
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);
const FOLDERS: &[Folder] = &[
    ("f-good", "good", &[], &[]),
    ("f-whole", "lone", &["sub"], &[]),
    ("f-stranger", "stranger", &[], &[]),
    ("f-self", "self", &[], &[]),
    ("f-lone-nearby", "lone", &[], &["sub"]),
    ("f-lone-aia", "lone-aia", &[], &[]),
    ("f-far-nearby", "far-lone", &[], &["far"]),
    ("f-lone", "lone", &[], &[]),
    ("f-under-old", "under-old", &["sub-old"], &[]),
    ("f-under-early", "under-early", &["sub-early"], &[]),
    ("f-expired", "expired", &[], &[]),
    ("f-early", "early", &[], &[]),
    ("f-server-only", "server-only", &[], &[]),
    ("f-as-ca", "as-ca", &[], &[]),
    ("f-no-signing", "no-signing", &[], &[]),
    ("f-sha1", "sha1", &[], &[]),
    ("f-revoked", "revoked", &[], &[]),
    ("f-rsa", "rsa", &[], &[]),
    ("f-ed", "ed", &[], &[]),
];

/// Result, CA, time, extensions (`NAMES` stands for the names of this machine), digest; all for
/// `server.key`.
const SERVERS: &[(&str, &str, Span, &str, &str)] = &[
    ("server", "ca", NOW, NAMED, "sha256"),
    ("server-stranger", "other", NOW, NAMED, "sha256"),
    ("server-lone", "sub", NOW, NAMED_AIA, "sha256"),
    ("server-expired", "ca", PAST, NAMED, "sha256"),
    ("server-early", "ca", FUTURE, NAMED, "sha256"),
    ("server-elsewhere", "ca", NOW, ELSEWHERE, "sha256"),
    ("server-cn-only", "ca", NOW, SERVER, "sha256"),
    ("server-client-only", "ca", NOW, FOR_CLIENTS, "sha256"),
    ("server-sha1", "ca", NOW, NAMED, "sha1"),
    ("server-revoked", "ca", NOW, NAMED, "sha256"),
];
const NAMED: &str =
    "basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=serverAuth\nNAMES\n";
const NAMED_AIA: &str = "basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=serverAuth\nauthorityInfoAccess=caIssuers;URI:http://pki.example/sub.crt\nNAMES\n";
const ELSEWHERE: &str = "basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:elsewhere.example\n";
const FOR_CLIENTS: &str = "basicConstraints=CA:FALSE\nextendedKeyUsage=clientAuth\nNAMES\n";
