//! nginx lets every handshake pass and refuses in HTTP, where a HEAD brings no page: its length
//! tells.

use crate::certificates;
use crate::common::peer;
use crate::servers::Server;
use crate::told::{answers, client, probe, verdict};

#[test]
fn nginx_refusals_are_told_from_the_head_alone() {
    let (Some(lab), Some(nginx)) = (certificates::lab(), peer("nginx")) else {
        return;
    };
    for tokens in ["on", "off"] {
        let lines = format!(
            "listen 127.0.0.1:PORT ssl; ssl_verify_client on; server_tokens {tokens}; return 200 in;"
        );
        let server = Server::nginx(&lab, &nginx, &lines);
        for version in ["1.2", "1.3"] {
            for (certificate, code, red) in [
                ("", "client-cert-required", "client-certificate"),
                ("stranger.crt", "client-cert-untrusted", "acceptance"),
                ("expired.crt", "client-cert-expired", "acceptance"),
                ("client.crt", "ok", ""),
            ] {
                let case = format!("{tokens} {version} {certificate}");
                let ran = probe(&lab, server.port, certificate, &["--tls-max", version]);
                let told = answers(&ran, code, &case);
                assert!(
                    red.is_empty() || verdict(&told, red) == "failed",
                    "{case}: {told}"
                );
                let policy = if certificate.is_empty() {
                    "required"
                } else {
                    "optional"
                };
                assert_eq!(client(&told).0, policy, "{case}: {told}");
            }
        }
    }
}
