//! The report: what each client presented, why it was refused, and what to change there.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::harness::{Sandbox, mtls, peer, stderr};

/// The lines of a report that are of this kind.
fn lines(report: &Path, kind: &str) -> Vec<Value> {
    let text = fs_err::read_to_string(report).unwrap();
    let all = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    all.filter(|line| line["event"] == kind).collect()
}

#[test]
fn a_line_says_what_was_presented_and_is_appended_whole() {
    let Some(_) = peer("curl") else { return };
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report");
    let named = report.display().to_string();
    for _ in 0..2 {
        let sandbox = Sandbox::start(&["--report", &named]);
        sandbox.curl(&[&format!("{}/whoami", sandbox.fact("url"))]);
        sandbox.curl_as("refused.expired", &[sandbox.fact("url")]);
    }
    assert_eq!(
        fs_err::metadata(&report).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let requests = lines(&report, "request");
    assert_eq!(requests.len(), 2);
    let line = &requests[0];
    assert_eq!(line["tls_version"], "TLSv1.3");
    assert_eq!(
        (&line["software"], &line["status"]),
        (&"curl".into(), &200.into())
    );
    assert!(line["user_agent"].as_str().unwrap().starts_with("curl/"));
    let presented = &line["presented"];
    assert_eq!(
        presented["subject"],
        "CN=sandbox-client,O=mtls sandbox,C=BR"
    );
    assert_eq!(
        presented["issuer"],
        "CN=mtls sandbox CA,O=mtls sandbox,C=BR"
    );
    // OpenSSL sends the CA along where its trust store has it
    assert_eq!(presented["chain_length"], 2);
    assert_eq!(presented["signature_scheme"], "ECDSA_NISTP256_SHA256");
    assert_eq!(presented["fingerprint_sha256"].as_str().unwrap().len(), 64);
    let refused = &lines(&report, "refused")[0];
    assert_eq!(refused["code"], "client-cert-expired");
    assert!(refused["presented"]["not_after"].is_string());
}

/// Runs a client with the sandbox's environment.
fn try_client(sandbox: &Sandbox, program: &str, args: &[&str], url: &str) {
    let output = Command::new(program)
        .args(args)
        .env("URL", url)
        .env("CA", sandbox.fact("ca"))
        .env("CERT", sandbox.fact("cert"))
        .env("KEY", sandbox.fact("key"))
        .env("NODE_EXTRA_CA_CERTS", sandbox.fact("ca"))
        .env("NO_PROXY", "*")
        .output()
        .unwrap();
    assert!(output.status.success(), "{program}: {}", stderr(&output));
}

const NODE_FETCH: &str = r#"
const https = require("https"), fs = require("fs");
const agent = new https.Agent({ cert: fs.readFileSync(process.env.CERT), key: fs.readFileSync(process.env.KEY) });
fetch(process.env.URL, { agent }).catch(() => 0);"#;
const NODE_HTTPS: &str = r#"require("https").get(process.env.URL).on("error", () => 0);"#;
const PYTHON: &str = r#"
import os, ssl, urllib.request
try:
    urllib.request.urlopen(os.environ["URL"], context=ssl.create_default_context(cafile=os.environ["CA"]))
except OSError:
    pass"#;

#[test]
fn each_client_is_told_what_to_change_in_its_own_terms() {
    let names = ["curl", "node", "python3"];
    if names.iter().any(|name| peer(name).is_none()) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report");
    // by the handshake alone, and with nginx's pages by the User-Agent
    for (mode, kind) in [("tls1.3", "refused"), ("nginx", "request")] {
        let _ = fs_err::remove_file(&report);
        let sandbox = Sandbox::start(&["--refuse", mode, "--report", report.to_str().unwrap()]);
        let url = format!(
            "{}/whoami",
            sandbox.fact("url").replace("127.0.0.1", "localhost")
        );
        try_client(&sandbox, "node", &["-e", NODE_FETCH], &url);
        try_client(&sandbox, "node", &["-e", NODE_HTTPS], &url);
        try_client(&sandbox, "python3", &["-c", PYTHON], &url);
        sandbox.curl_bare(&[&url]);
        mtls()
            .args(["call", "--cacert", sandbox.fact("ca"), &url])
            .output()
            .unwrap();
        let (_, _) = sandbox.terminate();
        let told = lines(&report, kind);
        let hints: Vec<&str> = told
            .iter()
            .map(|line| line["hint"].as_str().unwrap_or_default())
            .collect();
        for (at, words) in [
            "no certificate arrived; Node's global fetch ignores agent: use undici's dispatcher",
            "no certificate arrived; Node's https takes cert and key",
            "load_cert_chain",
            "give curl --cert and --key",
            "this program takes --cert and --key",
        ]
        .iter()
        .enumerate()
        {
            // https.get sends no User-Agent, and is known by its ClientHello in both
            assert!(hints[at].contains(words), "{mode} {at}: {hints:#?}");
        }
        assert_eq!(told[0]["sni"], "localhost");
    }
}

/// Java's two clients, that trust the CA and have no KeyManager.
const JAVA: &str = r#"
import java.io.*; import java.net.*; import java.net.http.*; import java.nio.file.*;
import java.security.*; import java.security.cert.*; import javax.net.ssl.*;
public class Http { public static void main(String[] a) throws Exception {
  KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
  store.load(null, null);
  InputStream ca = Files.newInputStream(Path.of(System.getenv("CA")));
  store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(ca));
  TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
  trust.init(store);
  SSLContext context = SSLContext.getInstance("TLS");
  context.init(null, trust.getTrustManagers(), null);
  for (String url : System.getenv("URL").split(" ")) {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
      HttpClient.newBuilder().sslContext(context).build().send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) { }
    try {
      HttpsURLConnection old = (HttpsURLConnection) new URL(url).openConnection();
      old.setSSLSocketFactory(context.getSocketFactory());
      old.getResponseCode();
    } catch (IOException e) { }
  }
}}"#;

#[test]
fn javas_two_clients_without_a_key_manager_are_known_by_handshake_and_by_name() {
    let Some(java) = peer("java") else { return };
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    fs_err::write(at("Http.java"), JAVA).unwrap();
    let start = |mode, report: &str| Sandbox::start(&["--refuse", mode, "--report", report]);
    let (hard, soft) = (start("tls1.2", &at("hard")), start("nginx", &at("soft")));
    // each has a CA of its own, and Java reads one of a file
    for sandbox in [&hard, &soft] {
        let url = format!(
            "{}/whoami",
            sandbox.fact("url").replace("127.0.0.1", "localhost")
        );
        try_client(sandbox, java.to_str().unwrap(), &[&at("Http.java")], &url);
    }
    let (_, _) = (hard.terminate(), soft.terminate());
    let refused = lines(Path::new(&at("hard")), "refused");
    let asked = lines(Path::new(&at("soft")), "request");
    let agent = asked[0]["user_agent"].as_str().unwrap();
    assert!(agent.starts_with("Java-http-client/"), "{asked:?}");
    assert_eq!(asked[1]["software"], "Java", "{asked:?}");
    assert!(refused.len() >= 2 && asked.len() == 2);
    for line in refused.iter().chain(&asked) {
        let hint = line["hint"].as_str().unwrap();
        assert!(hint.contains("needs a KeyManager"), "{line}");
    }
}

#[test]
fn who_says_who_it_is_is_helped_by_that_name_and_never_by_the_library_s() {
    let (Some(_), Some(wget)) = (peer("curl"), peer("wget")) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report");
    let sandbox = Sandbox::start(&["--refuse", "nginx", "--report", report.to_str().unwrap()]);
    let url = format!("{}/whoami", sandbox.fact("url"));
    let agents = [
        (
            "PostmanRuntime/7.39.0",
            "Postman sends it only to the host and port",
        ),
        (
            "Mozilla/5.0 (X11) Gecko/20100101 Firefox/128.0",
            "a browser takes",
        ),
        ("Go-http-client/1.1", "tls.Config.Certificates"),
        ("python-requests/2.32.0", "requests takes cert="),
        ("GuzzleHttp/7", "Guzzle takes"),
        ("acme-billing/2", "look up how this client takes"),
    ];
    for (agent, _) in agents {
        sandbox.curl_bare(&["-A", agent, &url]);
    }
    let ca = format!("--ca-certificate={}", sandbox.fact("ca"));
    let _ = Command::new(wget).args(["-q", "-O-", &ca, &url]).output();
    sandbox.terminate();
    let told = lines(&report, "request");
    let wanted = agents.iter().map(|(_, words)| *words);
    for (line, words) in told.iter().zip(wanted.chain(["give wget --certificate"])) {
        assert!(
            line["hint"].as_str().unwrap().contains(words),
            "{words}: {line}"
        );
    }
    assert_eq!(told.len(), 7);
}

#[test]
fn a_client_that_does_not_trust_the_sandbox_is_told_how_to() {
    let (Some(_), Some(_)) = (peer("python3"), peer("curl")) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report");
    let sandbox = Sandbox::start(&["--report", report.to_str().unwrap()]);
    let line = PYTHON.replace("cafile=os.environ[\"CA\"]", "");
    try_client(&sandbox, "python3", &["-c", &line], sandbox.fact("url"));
    sandbox.terminate();
    let told = lines(&report, "refused");
    let hint = told[0]["hint"].as_str().unwrap();
    assert!(hint.contains("verify=\"ca.pem\""), "{told:?}");
}

#[test]
fn an_address_that_others_can_reach_is_warned_of() {
    let mut child = mtls();
    child.args([
        "sandbox",
        "--listen",
        "0.0.0.0",
        "--",
        "sh",
        "-c",
        "echo $MTLS_SANDBOX_URL",
    ]);
    let output = child.output().unwrap();
    assert!(
        stderr(&output).contains("whoever reaches this machine"),
        "{}",
        stderr(&output)
    );
}
