//! Certificates of `sign` in use: a partner calls nginx, Java and rustls with them, each of which
//! demands a client certificate of our CA; and each refuses what another CA signed.

use std::process::{Command, Stdio};
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::WebPkiClientVerifier;

use crate::common::process::{Running, until};
use crate::common::{Lab, peer};
use crate::servers::Server;

/// A CA, its server's and its client's certificate, a server's that serves as both, and a client of
/// another CA by the same name.
fn lab() -> Lab {
    let lab = Lab::new();
    for name in ["ca", "other"] {
        lab.mtls_line(&format!(
            "sign --init-ca --cn Partner_CA --o Acme --newkey ec:p256 --no-encrypt --out {name}.crt"
        ))
        .ok();
    }
    for (name, ca, more) in [
        ("client", "ca", ""),
        ("stranger", "other", ""),
        ("server", "ca", " --purpose server --san DNS:localhost"),
    ] {
        lab.mtls_line(&format!(
            "csr --cn {name} --o Acme --ou IT --c IE --newkey ec:p256 --no-encrypt --out {name}.csr"
        ))
        .ok();
        lab.mtls_line(&format!(
            "sign {name}.csr --ca {ca}.crt --ca-key {ca}.key{more}"
        ))
        .ok();
    }
    lab
}

fn call(lab: &Lab, url: &str, who: &str) -> crate::common::Ran {
    lab.mtls_line(&format!(
        "call {url} --cacert ca.crt --cert {who}.crt --key {who}.key -sS -f"
    ))
}

#[test]
fn nginx_takes_the_partner_and_refuses_a_stranger() {
    let Some(nginx) = peer("nginx") else {
        return;
    };
    let lab = lab();
    let lines = "listen 127.0.0.1:PORT ssl; ssl_verify_client on;
        location / { return 200 \"$ssl_client_s_dn $ssl_client_verify\\n\"; }";
    let server = Server::nginx(&lab, &nginx, lines);
    let ran = call(&lab, &server.url("/"), "client").ok();
    assert_eq!(ran.stdout, "CN=client,OU=IT,O=Acme,C=IE SUCCESS\n");
    assert_ne!(call(&lab, &server.url("/"), "stranger").code, 0);
    // the server's certificate is no client's
    assert_ne!(call(&lab, &server.url("/"), "server").code, 0);
    if let Some(curl) = peer("curl") {
        let url = server.url("/");
        let said = lab.peer_line(
            &curl,
            &format!("-sS --cacert ca.crt --cert client.crt --key client.key {url}"),
        );
        assert!(said.contains("SUCCESS"), "{said}");
    }
}

/// An HTTPS server of the JDK that demands a client certificate and answers with its subject.
const JAVA: &str = r#"
import com.sun.net.httpserver.*;
import java.io.*;
import java.net.*;
import java.security.*;
import javax.net.ssl.*;

public class Needs {
    static KeyStore store(String file) throws Exception {
        KeyStore s = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(file)) { s.load(in, System.getenv("PW").toCharArray()); }
        return s;
    }
    public static void main(String[] a) throws Exception {
        KeyManagerFactory k = KeyManagerFactory.getInstance("PKIX");
        k.init(store("server.p12"), System.getenv("PW").toCharArray());
        TrustManagerFactory t = TrustManagerFactory.getInstance("PKIX");
        t.init(store("trust.p12"));
        SSLContext c = SSLContext.getInstance("TLS");
        c.init(k.getKeyManagers(), t.getTrustManagers(), null);
        HttpsServer s = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        s.setHttpsConfigurator(new HttpsConfigurator(c) {
            public void configure(HttpsParameters p) {
                SSLParameters q = c.getDefaultSSLParameters();
                q.setNeedClientAuth(true);
                p.setSSLParameters(q);
            }
        });
        s.createContext("/", e -> {
            byte[] b = ((HttpsExchange) e).getSSLSession().getPeerPrincipal().toString().getBytes();
            e.sendResponseHeaders(200, b.length);
            e.getResponseBody().write(b);
            e.close();
        });
        s.start();
        System.out.println("PORT " + s.getAddress().getPort() + ".");
    }
}
"#;

#[test]
fn java_takes_the_partner_and_refuses_a_stranger() {
    let (Some(java), Some(openssl), Some(keytool)) =
        (peer("java"), peer("openssl"), peer("keytool"))
    else {
        return;
    };
    let lab = lab();
    lab.write("Needs.java", JAVA);
    lab.peer_line(&openssl, "pkcs12 -export -in server.crt -inkey server.key -certfile ca.crt -passout env:PW -out server.p12");
    lab.peer_line(&keytool, "-J-XX:TieredStopAtLevel=1 -importcert -noprompt -alias ca -file ca.crt -keystore trust.p12 -storetype PKCS12 -storepass:env PW");
    let told = lab.peer_line(
        &keytool,
        "-J-XX:TieredStopAtLevel=1 -J-Duser.language=en -printcert -file client.crt",
    );
    assert!(
        told.contains("Version: 3") && told.contains("clientAuth"),
        "{told}"
    );
    let log = std::fs::File::create(lab.path("java.log")).unwrap();
    let mut server = Running(
        Command::new(java)
            .args(["-XX:TieredStopAtLevel=1", "Needs.java"])
            .current_dir(lab.path(""))
            .env("PW", crate::common::CANARY)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap(),
    );
    let port: u16 = until("java", || {
        let said = lab.text("java.log");
        assert!(!server.has_ended(), "{said}");
        said.split_once("PORT ")?.1.split_once('.')?.0.parse().ok()
    });
    let url = format!("https://localhost:{port}/");
    let ran = call(&lab, &url, "client").ok();
    assert_eq!(ran.stdout, "CN=client, OU=IT, O=Acme, C=IE");
    assert_ne!(call(&lab, &url, "stranger").code, 0);
}

#[test]
fn rustls_takes_the_partner_and_refuses_a_stranger() {
    let lab = lab();
    let read = |name: &str| CertificateDer::from_pem_file(lab.path(name)).unwrap();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(read("ca.crt")).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
    let verifier = verifier.build().unwrap();
    let judge = |name: &str| verifier.verify_client_cert(&read(name), &[], UnixTime::now());
    judge("client.crt").unwrap();
    assert!(judge("stranger.crt").is_err());
    assert!(judge("server.crt").is_err());
}
