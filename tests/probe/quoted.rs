//! What servers quote of the secrets that they were sent.

use crate::certificates;
use crate::counting::{Counting, Ways};

#[test]
fn a_token_that_the_server_quotes_is_in_no_answer_and_in_no_file() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let ways = Ways {
        answer: "401 Unauthorized\r\nWWW-Authenticate: Bearer error=\"invalid_token\", error_description=\"s3cr3t-<t0ken> is spent\"",
        insists: false,
        ..Ways::PLAIN
    };
    let server = Counting::start(&lab, ways);
    lab.write("auth", "Authorization: Bearer s3cr3t-<t0ken>\n");
    let target = format!("localhost:{}", server.port);
    let call = ["--cacert", "ca.crt", "-m", "20", "-H", "@auth"];
    for format in [&[][..], &["--json"], &["-v"]] {
        let ran = lab.mtls(&[&["probe", &target], &call[..], format].concat());
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(said.contains("*** is spent"), "{ran:?}");
        assert!(!said.contains("s3cr3t"), "{ran:?}");
    }
    let profile = format!(
        "[acme.sandbox]\nurl = \"https://{target}\"\ncacert = \"ca.crt\"\ncheck-path = \"/\"\nheaders = {{ Authorization = \"file:auth-value\" }}\n"
    );
    lab.write("auth-value", "Bearer s3cr3t-<t0ken>");
    lab.write("mtls.toml", profile);
    for format in [&[][..], &["--json"]] {
        let check = ["check", "--all", "--junit", "r.xml"];
        let ran = lab.mtls(&[&check[..], format].concat());
        let said = format!("{}{}{}", ran.stdout, ran.stderr, lab.text("r.xml"));
        assert!(said.contains("*** is spent"), "{said}");
        assert!(!said.contains("s3cr3t"), "{said}");
    }
}
