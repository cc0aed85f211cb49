//! The server's certificate, as we judge it. Must not open a socket.

use super::*;

#[test]
fn the_servers_certificate() {
    says(Code::ServerCertUntrusted, judged(Verdict::UnknownIssuer));
    for (issuer, code) in [
        ("/CN=Acme Issuing CA 2", Code::ServerChainIncomplete),
        ("/CN=Acme Test CA", Code::ServerCertUntrusted),
    ] {
        let mut e = judged(Verdict::UnknownIssuer);
        e.handshake.server_chain = vec![issued_by(issuer)];
        says(Code::ServerCertUntrusted, e.clone()); // the system's roots say nothing
        e.trusted = vec![name_of("/CN=Acme Root")];
        says(code, e.clone());
        e.trusted = vec![name_of(issuer)];
        says(Code::ServerCertUntrusted, e);
    }
    says(
        Code::ServerCertExpired,
        judged(Verdict::Expired {
            not_after: Some(NOW),
        }),
    );
    says(
        Code::ServerCertNotYetValid,
        judged(Verdict::NotYetValid { not_before: None }),
    );
    says(
        Code::ServerNameMismatch,
        judged(Verdict::WrongName {
            presented: vec!["DNS:other".into()],
        }),
    );
    says(Code::ServerCertWrongPurpose, judged(Verdict::WrongPurpose));
    says(Code::ServerCertWeak, judged(Verdict::Weak("sha1".into())));
    says(Code::ServerCertRevoked, judged(Verdict::Revoked));
    // rustls knows no signature by an RSA key below 2048 bits
    let mut short = judged(Verdict::Trusted);
    short.handshake.protocol_error = Some("invalid peer certificate: BadSignature".into());
    short.handshake.server_chain = vec![short_rsa()];
    says(Code::ServerCertWeak, short);
    let mut insecure = judged(Verdict::UnknownIssuer);
    insecure.insecure = true;
    insecure.handshake.protocol_error = Some("received corrupt message".into());
    says(Code::HandshakeClosed, insecure);
}

fn name_of(subject: &str) -> Name {
    Name::from_der(&subject.parse::<Subject>().unwrap().to_der())
}

/// A server's certificate below a CA of this name, which is not sent.
fn issued_by(subject: &str) -> Vec<u8> {
    let (from, until) = (NOW.plus(-DAY), NOW.plus(DAY));
    let subject: Subject = subject.parse().unwrap();
    let ca = Authority::create(&subject, generate(NewKey::EcP256).unwrap(), from, until).unwrap();
    let terms = Terms {
        not_before: from,
        not_after: until,
        purpose: Purpose::Server,
        names: vec![],
    };
    let key = generate(NewKey::EcP256).unwrap();
    let name = name_of("/CN=api.example");
    let leaf = ca.sign(name.as_der(), key.public_key(), &terms);
    leaf.unwrap().as_der().to_vec()
}

/// A self-signed certificate of an RSA key with 1024 bits, by openssl, DER.
fn short_rsa() -> Vec<u8> {
    use base64::Engine;
    const TEXT: &str = "MIIB9jCCAV+gAwIBAgIUSbx0I+TynDV1KSlSjTSHvFKR5wYwDQYJKoZIhvcNAQELBQAwDDEKMAgGA1UEAwwBYTAgFw\
        0yNjExMjcwODU2MDJaGA8yMDU0MDQxMzA4NTYwMlowDDEKMAgGA1UEAwwBYTCBnzANBgkqhkiG9w0BAQEFAAOBjQAw\
        gYkCgYEA4KEWJgrcH4c5sIyf9fG7YzF1l1z4M2kgNP5Aq3oRC2ikzpRUhskX6aAzUNIqrM1iLlf4dNXDt5WBZgyjYx\
        wiPitwXjey84Git0YF+82rVXwJAeoVXk73QSbKlz+gInKVFJamMACSb7eVsYcBzIs7u0NMmWiWwsg4S83WFmyiVG8C\
        AwEAAaNTMFEwHQYDVR0OBBYEFG2eF2/wKNewV2PdMnyRI5sQdwzxMB8GA1UdIwQYMBaAFG2eF2/wKNewV2PdMnyRI5\
        sQdwzxMA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADgYEAw9a+aaPDyZ2YWMQUCroT1x98KXrgggPnXnKX\
        zOiqbgycaZL8ktinR/ZQU51m7uUhLeMqu5pvUBocRe6zITQ3pC6v8qRomWPCHRh5Du4Q9OIflvkg1lRkC0PtaqR5XA\
        xvdNNm6Lap/tBsPf0M8jqNCfcmTnifpiFfRBSGvZnhY5c=";
    base64::engine::general_purpose::STANDARD
        .decode(TEXT)
        .unwrap()
}
