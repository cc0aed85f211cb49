//! Refusals that come as an HTTP answer.

use super::*;

#[test]
fn refusals_in_http() {
    let nginx_none = "<center>No required SSL certificate was sent</center>";
    let nginx_bad = "<center>The SSL certificate error</center>";
    says(Code::ClientCertRequired, answered(400, nginx_none, None));
    says(
        Code::ClientCertRejected,
        answered(400, nginx_bad, Some(good())),
    );
    says(
        Code::ClientCertExpired,
        answered(400, nginx_bad, Some(client(Purpose::Client, -9, -1))),
    );
    says(
        Code::ClientCertWrongPurpose,
        answered(400, nginx_bad, Some(client(Purpose::Server, -1, 9))),
    );
    says(
        Code::Unauthorized,
        answered(401, "{\"error\":\"invalid_token\"}", Some(good())),
    );
    says(Code::Forbidden, answered(403, "", Some(good())));
    says(Code::HttpError, answered(500, "", Some(good())));
    for (body, words) in [(nginx_none, "No required"), (nginx_bad, "The SSL")] {
        let found = diagnose(&answered(400, body, Some(good()))).unwrap();
        assert!(found.evidence[0].starts_with(&format!("HTTP 400 with \"{words}")));
        let told = |l: &String| l.contains("TLS") || l.contains("connection");
        assert!(!found.evidence.iter().any(told), "{found:?}");
    }
    assert_eq!(diagnose(&answered(204, "", Some(good()))), None);
}

#[test]
fn a_token_of_another_certificate_is_told_from_other_refusals() {
    let ours = good();
    let thumbprint = ours.leaf.thumbprint_s256();
    for body in ["", "invalid_token", "the token is invalid or expired"] {
        let e = answered_bound(401, body, Some(good()), &thumbprint);
        says(Code::TokenNotBound, e);
    }
    let told = diagnose(&answered_bound(401, "", Some(good()), "other")).unwrap();
    assert!(
        told.evidence
            .contains(&"the token is bound to the certificate with x5t#S256 other".to_owned()),
        "{told:?}"
    );
    says(
        Code::Unauthorized,
        answered_bound(401, "", Some(ours), &thumbprint),
    );
    let mut unsent = answered_bound(401, "", None, &thumbprint);
    unsent.handshake.certificate_sent = false;
    says(Code::TokenNotBound, unsent);
    says(
        Code::HttpError,
        answered_bound(500, "", Some(good()), "other"),
    );
}
