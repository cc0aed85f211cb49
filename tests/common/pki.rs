//! Certificates and keys as openssl makes them, on P-256 for speed.

use std::path::Path;

use super::Lab;

const EC: &str = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";

/// A CA and a client certificate under it: `ca.crt`, `ca.key`, `client.crt`, `client.key`,
/// `client.csr`. The certificate is X.509 v1, as `openssl x509 -req` makes it without extensions.
pub fn issue(lab: &Lab, openssl: &Path) {
    authority(lab, openssl, "ca", "/CN=Lab CA");
    request(lab, openssl, "client", "/C=BR/O=Acme/CN=client");
    sign(lab, openssl, "client.csr", "ca", "client.crt", "");
}

/// A self-signed CA, `NAME.crt` and `NAME.key`.
pub fn authority(lab: &Lab, openssl: &Path, name: &str, subject: &str) {
    let line = format!("req -x509 {EC} -days 99 -keyout {name}.key -out {name}.crt");
    lab.peer(openssl, &words(&line, &["-subj", subject]));
}

/// A signing request and its key, `NAME.csr` and `NAME.key`.
pub fn request(lab: &Lab, openssl: &Path, name: &str, subject: &str) {
    let line = format!("req {EC} -keyout {name}.key -out {name}.csr");
    lab.peer(openssl, &words(&line, &["-subj", subject]));
}

/// Signs a request with a CA, as a provider would; `more` are further arguments.
pub fn sign(lab: &Lab, openssl: &Path, request: &str, ca: &str, out: &str, more: &str) {
    let line = format!(
        "x509 -req -in {request} -CA {ca}.crt -CAkey {ca}.key -CAcreateserial -days 99 -out {out} {more}"
    );
    lab.peer(openssl, &words(&line, &[]));
}

/// Signs a request with a CA for a time that is over, with the extensions in a file.
pub fn sign_for_the_past(lab: &Lab, openssl: &Path, request: &str, ca: &str, out: &str, ext: &str) {
    let config = format!(
        "[ca]\ndefault_ca=c\n[c]\ndatabase=past.db\nserial=past.serial\nnew_certs_dir=.\n\
         certificate={ca}.crt\nprivate_key={ca}.key\ndefault_md=sha256\npolicy=p\n\
         unique_subject=no\n[p]\ncommonName=supplied\ncountryName=optional\n\
         organizationName=optional\n"
    );
    lab.write("past.cnf", config).write("past.db", "");
    let line = format!(
        "ca -batch -notext -config past.cnf -create_serial -startdate 20240101000000Z \
         -enddate 20240201000000Z -extfile {ext} -in {request} -out {out}"
    );
    lab.peer(openssl, &words(&line, &[]));
}

/// A private key of openssl's in a file.
pub fn genpkey(lab: &Lab, openssl: &Path, name: &str, algorithm: &[&str]) {
    let args = [&["genpkey", "-out", name, "-algorithm"], algorithm].concat();
    lab.peer(openssl, &args);
}

fn words<'a>(line: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    line.split_whitespace()
        .chain(more.iter().copied())
        .collect()
}
