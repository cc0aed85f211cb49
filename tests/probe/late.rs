//! A server that asks for the certificate only once it knows the request: a location of Apache's.

use std::process::Command;

use crate::certificates;
use crate::common::peer;
use crate::server::Server;
use crate::told::{answers, client, probe, verdict};

#[test]
fn a_location_that_wants_a_certificate_is_found_though_tls_1_3_is_agreed_first() {
    let (Some(lab), Some(apache)) = (certificates::lab(), peer("apache2")) else {
        return;
    };
    std::fs::create_dir(lab.path("www")).unwrap();
    lab.write("www/index.html", "in");
    let server = Server::start(&lab, "apache", |port| {
        lab.write(
            "apache.conf",
            configuration(&lab.path("").display().to_string(), port),
        );
        let mut command = Command::new(&apache);
        command.args([
            "-DFOREGROUND",
            "-f",
            lab.path("apache.conf").to_str().unwrap(),
        ]);
        command
    });
    let at = |path: &str| {
        let url = format!("https://localhost:{}{path}", server.port);
        lab.mtls(&["probe", &url, "--json", "--cacert", "ca.crt", "-m", "20"])
    };
    let told = answers(
        &at("/private/"),
        "client-cert-requested-late",
        "the location",
    );
    assert_eq!(verdict(&told, "client-certificate"), "failed", "{told}");
    assert_eq!(told["tls"]["version"], "TLSv1.3");
    let evidence = told["diagnosis"]["evidence"].to_string();
    assert!(evidence.contains("sent HelloRequest"), "{told}");
    let elsewhere = answers(&probe(&lab, server.port, "", &[]), "ok", "elsewhere");
    assert_eq!(client(&elsewhere).0, "not-requested");
}

fn configuration(folder: &str, port: u16) -> String {
    let modules: String = ["mpm_event", "authz_core", "dir", "ssl"]
        .iter()
        .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))
        .collect();
    format!(
        "ServerRoot {folder}\nPidFile {folder}/apache-{port}.pid\nServerName localhost\n{modules}\
         Listen 127.0.0.1:{port}\nErrorLog {folder}/apache.log\nDocumentRoot {folder}/www\n\
         SSLEngine on\nSSLProtocol -all +TLSv1.2 +TLSv1.3\nSSLCertificateFile {folder}/server.crt\n\
         SSLCertificateKeyFile {folder}/server.key\nSSLCACertificateFile {folder}/ca.crt\n\
         FallbackResource /index.html\n<Location /private>\nSSLVerifyClient require\n</Location>\n"
    )
}
