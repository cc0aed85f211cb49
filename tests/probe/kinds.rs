//! Each kind of asking, and each kind of refusal, of openssl's server in both versions of TLS.

use serde_json::json;

use crate::certificates;
use crate::servers::Server;
use crate::told::{answers, client, probe, verdict};

#[test]
fn the_kind_of_refusal_is_told_by_three_handshakes_in_both_versions() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let (no, yes, unknown) = (json!(false), json!(true), json!(null));
    for version in ["-tls1_2", "-tls1_3"] {
        let demanding = format!("{version} -CAfile ca.crt -Verify 1 -verify_return_error");
        let server = Server::openssl(&lab, &demanding);
        for (certificate, code, red) in [
            ("", "client-cert-required", "client-certificate"),
            ("stranger.crt", "client-cert-untrusted", "acceptance"),
            ("self.crt", "client-cert-untrusted", "acceptance"),
            ("expired.crt", "client-cert-expired", "acceptance"),
            ("server-only.crt", "client-cert-wrong-purpose", "acceptance"),
        ] {
            let case = format!("{version} {certificate}");
            let told = answers(&probe(&lab, server.port, certificate, &[]), code, &case);
            assert_eq!(verdict(&told, red), "failed", "{case}: {told}");
            let accepted = if certificate.is_empty() {
                &unknown
            } else {
                &no
            };
            assert_eq!(client(&told), ("required", accepted, &no), "{case}: {told}");
            let asked = &told["client_certificate"];
            assert_eq!(asked["issuers"], json!(["CN=Lab CA"]), "{case}");
        }
        let told = probe(&lab, server.port, "client.crt", &["--no-head"]);
        let told = answers(&told, "ok", version);
        assert_eq!(client(&told), ("required", &yes, &no), "{version}: {told}");
        assert_eq!(told["client_certificate"]["ours_listed"], yes);
        assert_eq!(verdict(&told, "acceptance"), "ok");
    }
}

#[test]
fn optional_any_and_not_at_all_are_told_apart_in_both_versions() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let (no, yes, unknown) = (json!(false), json!(true), json!(null));
    for version in ["-tls1_2", "-tls1_3"] {
        for (asking, policy, accepted, any, step) in [
            (
                "-CAfile ca.crt -verify 1 -verify_return_error",
                "optional",
                &yes,
                &no,
                "ok",
            ),
            (
                "-CAfile ca.crt -Verify 1",
                "required",
                &yes,
                &yes,
                "warning",
            ),
            ("", "not-requested", &unknown, &unknown, "warning"),
        ] {
            let server = Server::openssl(&lab, &format!("{version} {asking}"));
            let case = format!("{version} {asking}");
            let told = probe(&lab, server.port, "client.crt", &["--no-head"]);
            let told = answers(&told, "ok", &case);
            assert_eq!(client(&told), (policy, accepted, any), "{case}: {told}");
            assert_eq!(verdict(&told, "client-certificate"), step, "{case}: {told}");
        }
    }
}

#[test]
fn a_key_that_fits_none_of_the_servers_schemes_is_said_to_fit_none() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    for version in ["-tls1_2", "-tls1_3"] {
        let asking = "-CAfile ca.crt -Verify 1 -verify_return_error -client_sigalgs RSA-PSS+SHA256";
        let server = Server::openssl(&lab, &format!("{version} {asking}"));
        let told = probe(&lab, server.port, "client.crt", &[]); // its key is EC
        let told = answers(&told, "no-shared-cipher", version);
        assert_eq!(verdict(&told, "client-certificate"), "failed", "{told}");
        assert_eq!(told["diagnosis"]["said_by"], "us");
        // the stranger's is made for what the server takes
        let asked = &told["client_certificate"];
        assert_eq!(
            (&asked["key_fits"], &asked["any_accepted"]),
            (&json!(false), &json!(false))
        );
    }
}

#[test]
fn a_server_that_is_not_trusted_is_still_asked_what_it_wants() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let server = Server::openssl(&lab, "-CAfile ca.crt -Verify 1 -verify_return_error");
    let told = probe(&lab, server.port, "client.crt", &["--cacert", "other.crt"]);
    let told = answers(&told, "server-cert-untrusted", "another CA");
    assert_eq!(verdict(&told, "server-certificate"), "failed");
    assert_eq!(verdict(&told, "acceptance"), "not-reached");
    // what is ours was not shown to it
    assert_eq!(client(&told), ("required", &json!(null), &json!(false)));
}

#[test]
fn a_server_that_speaks_only_what_is_given_up_is_told_and_surveyed() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let server = Server::openssl(&lab, "-tls1 -cipher ALL:@SECLEVEL=0");
    let told = answers(
        &probe(&lab, server.port, "", &[]),
        "tls-version-unsupported",
        "1.0",
    );
    assert_eq!(verdict(&told, "tls"), "failed");
    let summary = told["diagnosis"]["summary"].as_str().unwrap();
    assert!(summary.contains("nothing newer than TLS 1.0"), "{told}");
    assert_eq!(told["tls_survey"], json!(null));

    let server = Server::openssl(&lab, "-tls1_3");
    let told = probe(&lab, server.port, "", &["--survey", "--no-head"]);
    let told = answers(&told, "ok", "a survey");
    let versions = told["tls_survey"]["versions"].as_array().unwrap();
    let taken = versions.iter().filter(|v| v["verdict"] == "taken");
    let taken: Vec<_> = taken.map(|v| v["version"].as_str().unwrap()).collect();
    assert_eq!(taken, ["TLSv1.3"], "{told}");
    let line = "the server takes TLS 1.3 (";
    assert!(told["steps"].to_string().contains(line), "{told}");
}
