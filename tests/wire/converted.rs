//! What `convert --for` makes, in real handshakes: nginx serves its files, curl shows its stores.

use crate::certificates;
use crate::common::peer;
use crate::servers::Server;

#[test]
fn nginx_serves_what_is_made_for_it_and_takes_curl_with_every_store() {
    let (Some(lab), Some(nginx), Some(curl)) = (certificates::lab(), peer("nginx"), peer("curl"))
    else {
        return;
    };
    let site = "convert server.crt server.key ca.crt --for nginx --out-cert server.crt --out-key server.key --force";
    lab.mtls_line(&format!("{site} --out-pass env:PW")).ok();
    lab.write("pass", crate::common::CANARY);
    let password_file = lab.path("pass");
    let lines = format!(
        "listen 127.0.0.1:PORT ssl; ssl_password_file {}; ssl_verify_client on; return 200 in;",
        password_file.display()
    );
    let server = Server::nginx(&lab, &nginx, &lines);
    let url = server.url("/");
    let pass = format!("store:{}", crate::common::CANARY);
    for reader in ["node", "java8", "windows", "macos"] {
        let store = format!("convert client.crt client.key ca.crt --for {reader} --out store");
        lab.mtls_line(&format!("{store} --force --out-pass env:PW"))
            .ok();
        let args = [
            "-sS",
            "--cacert",
            "ca.crt",
            "--cert-type",
            "P12",
            "--cert",
            &pass,
            &url,
        ];
        assert_eq!(lab.peer(&curl, &args), "in", "{reader}");
        let args = [
            "call", "--cacert", "ca.crt", "--cert", "store", "--pass", "env:PW", &url,
        ];
        assert_eq!(lab.mtls(&args).ok().stdout, "in", "{reader}");
    }
    let pem = "convert store --pass env:PW --for openssl --out client.pem";
    lab.mtls_line(&format!("{pem} --no-encrypt")).ok();
    let args = ["-sS", "--cacert", "ca.crt", "--cert", "client.pem", &url];
    assert_eq!(lab.peer(&curl, &args), "in");
}
