//! Certificates and keys that do not load: what curl, OpenSSL, Node, Python, Java and nginx print of
//! them is the fault that was set up.

use crate::certificates::{self, PFX_PASS};
use crate::common::{Lab, peer};
use crate::servers::Server;
use crate::tally::{Open, Tally};

#[test]
fn what_programs_print_of_local_files_is_the_fault_that_was_set_up() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    old_pfx(&lab);
    let server = Server::openssl(&lab, "");
    let url = server.url("/");
    let mut tally = Tally::default();
    for (program, fault, truth, line) in CASES {
        let Some(path) = peer(program) else { continue };
        let line = line.replace("URL", &url).replace("RIGHT", PFX_PASS);
        let args: Vec<&str> = line.split(' ').collect();
        let ran = lab.try_peer(&path, &args);
        tally.count(
            &lab,
            program,
            fault,
            truth,
            &format!("{}{}", ran.stdout, ran.stderr),
            OPEN,
        );
    }
    if let Some(node) = peer("node") {
        for (fault, truth, options) in NODE {
            let options = options.replace("RIGHT", PFX_PASS);
            let script = format!(
                "const f = require('fs').readFileSync; require('tls').createSecureContext({{ {options} }})"
            );
            let ran = lab.try_peer(&node, &["-e", &script]);
            tally.count(&lab, "node", fault, truth, &ran.stderr, OPEN);
        }
    }
    if let Some(python) = peer("python3") {
        for (fault, truth, arguments) in PYTHON {
            let script =
                format!("import ssl; ssl.create_default_context().load_cert_chain({arguments})");
            let ran = lab.try_peer(&python, &["-c", &script]);
            tally.count(&lab, "python", fault, truth, &ran.stderr, OPEN);
        }
    }
    tally.told("files");
}

/// As Windows and Java wrote them for years.
fn old_pfx(lab: &Lab) {
    let openssl = peer("openssl").unwrap();
    let line = format!(
        "pkcs12 -export -legacy -in client.crt -inkey client.key -out old.pfx -passout pass:{PFX_PASS}"
    );
    lab.peer_line(&openssl, &line);
}

/// Program, fault, truth, its arguments.
#[rustfmt::skip] // a table
const CASES: &[(&str, &str, &str, &str)] = &[
    ("curl", "absent", "file-unreadable", "-sS --cacert ca.crt --cert absent.crt --key client.key URL"),
    ("curl", "mismatch", "key-mismatch", "-sS --cacert ca.crt --cert client.crt --key server.key URL"),
    ("curl", "pfx as pem", "unknown-format", "-sS --cacert ca.crt --cert client.pfx URL"),
    ("curl", "wrong pass", "wrong-passphrase", "-sS --cacert ca.crt --cert-type P12 --cert client.pfx:wrong URL"),
    ("curl", "old pfx", "unsupported-algorithm", "-sS --cacert ca.crt --cert-type P12 --cert old.pfx:RIGHT URL"),
    ("curl", "no ca file", "file-unreadable", "-sS --cacert absent.crt URL"),
    ("openssl", "wrong pass", "wrong-passphrase", "pkcs12 -in client.pfx -passin pass:wrong -nodes"),
    ("openssl", "old pfx", "unsupported-algorithm", "pkcs12 -in old.pfx -passin pass:RIGHT -nodes"),
    ("openssl", "wrong key pass", "wrong-passphrase", "pkey -in locked.key -passin pass:wrong"),
    ("openssl", "mismatch", "key-mismatch", "pkcs12 -export -in client.crt -inkey server.key -out x.p12 -passout pass:x"),
    ("openssl", "absent", "file-unreadable", "x509 -in absent.crt -noout"),
    ("openssl", "no certificate", "cert-missing", "x509 -in client.key -noout"),
    ("keytool", "wrong pass", "wrong-passphrase", "-J-XX:TieredStopAtLevel=1 -list -keystore client.pfx -storepass wrong1"),
    ("keytool", "absent", "file-unreadable", "-J-XX:TieredStopAtLevel=1 -list -keystore absent.jks -storepass wrong1"),
];

/// Fault, truth, options of tls.createSecureContext.
#[rustfmt::skip] // a table
const NODE: &[(&str, &str, &str)] = &[
    ("mismatch", "key-mismatch", "cert: f('client.crt'), key: f('server.key')"),
    ("wrong pass", "wrong-passphrase", "pfx: f('client.pfx'), passphrase: 'wrong'"),
    ("old pfx", "unsupported-algorithm", "pfx: f('old.pfx'), passphrase: 'RIGHT'"),
    ("pfx as pem", "unknown-format", "cert: f('client.pfx'), key: f('client.key')"),
    ("pem as pfx", "unknown-format", "pfx: f('client.crt')"),
    ("locked", "passphrase-needed", "cert: f('client.crt'), key: f('locked.key')"),
    ("wrong key pass", "wrong-passphrase", "cert: f('client.crt'), key: f('locked.key'), passphrase: 'wrong'"),
    ("absent", "file-unreadable", "cert: f('absent.crt')"),
];

/// Fault, truth, arguments of SSLContext.load_cert_chain.
#[rustfmt::skip] // a table
const PYTHON: &[(&str, &str, &str)] = &[
    ("mismatch", "key-mismatch", "'client.crt', 'server.key'"),
    ("absent", "file-unreadable", "'absent.crt'"),
    ("pfx as pem", "unknown-format", "'client.pfx'"),
    ("wrong key pass", "wrong-passphrase", "'client.crt', 'locked.key', 'wrong'"),
];

/// What cannot be known from the text alone.
#[rustfmt::skip] // a table
const OPEN: &[Open] = &[
    ("openssl", "no certificate", &["unknown-format"], "OpenSSL 3.0 says \"Could not read certificate\" of whatever is none"),
    ("node", "locked", &["wrong-passphrase", "unknown-format"], "Node tries an empty passphrase where none is given; one time in 256 what comes of it looks like a damaged key"),
    ("python", "wrong key pass", &["unknown-format"], "Python says \"PEM lib\" of whatever does not load"),
];
