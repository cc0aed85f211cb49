//! What can be seen in our own certificate and its chain, whatever the server said of them: dates,
//! purpose, strength, an issuer that is missing, one that is not accepted. Must not be asked unless
//! the server refused, or was silent: what stands here may please another server.

use super::{ClientFacts, Code, Diagnosis, Evidence, Nearby, SaidBy, late};
use crate::core::clock::Time;
use crate::core::material::extensions::Further;
use crate::core::material::{Certificate, Name};
use crate::core::shell;

/// What anyone can see, the most certain first.
pub(super) fn fault(e: &Evidence) -> Option<Diagnosis> {
    dates(e)
        .or_else(|| purpose(e))
        .or_else(|| weakness(e))
        .or_else(|| incomplete(e))
        .or_else(|| not_accepted(e))
}

/// The leaf, else an intermediate, is not valid at this time.
pub(super) fn dates(e: &Evidence) -> Option<Diagnosis> {
    let (client, now) = (e.client.as_ref()?, e.judged_at());
    let expired_one = client.judged().find(|c| now > c.not_after);
    let early = client.judged().find(|c| now < c.not_before);
    match (expired_one, early) {
        (Some(one), _) if *one == client.leaf => Some(expired(e)),
        (_, Some(one)) if *one == client.leaf => Some(too_early(e, one)),
        (Some(_), _) => Some(expired(e)),
        (None, Some(one)) => Some(too_early(e, one)),
        (None, None) => None,
    }
}

/// What the server calls expired: RFC 5246 section 7.2.2 has one alert for both ends of the validity.
pub(super) fn out_of_date(e: &Evidence) -> Diagnosis {
    dates(e).unwrap_or_else(|| expired(e))
}

fn expired(e: &Evidence) -> Diagnosis {
    let now = e.judged_at();
    let judged = e.client.iter().flat_map(|client| client.judged());
    let mut judged = judged.enumerate();
    let (summary, fix) = match judged.find(|(_, c)| now > c.not_after) {
        Some((0, _)) => (
            "the client certificate has expired".to_owned(),
            renewal(e),
        ),
        Some((_, issuer)) => (
            format!(
                "an intermediate of the client certificate has expired: {}",
                issuer.subject
            ),
            "ask whoever issued yours for the intermediate that is valid now, and put it behind yours in the file".to_owned(),
        ),
        None if e.client.as_ref().is_some_and(|client| is_young(client, now)) => return just_begun(e),
        None => (
            "the server says that the client certificate has expired, though by this clock it has not".to_owned(),
            "compare both clocks, and ask your provider what its log says: an issuer on its side may have expired".to_owned(),
        ),
    };
    say(e, Code::ClientCertExpired, &summary, fix)
}

/// The next step, to be pasted.
fn renewal(e: &Evidence) -> String {
    let origin = e.client.as_ref().map(|client| client.origin.as_str());
    let file = shell::word(origin.filter(|name| late::is_file(name)).unwrap_or("FILE"));
    let request = format!("mtls csr --renew {file} --out renewed.csr");
    match &e.profile {
        Some(profile) => format!(
            "renew it: mtls rotate prepare --profile {} where it is the profile's own, else {request}; the request goes to your provider",
            shell::word(profile)
        ),
        None => format!("renew it: {request}, and send that to your provider"),
    }
}

/// Whether it began so lately that a clock which is a little behind has not come to it.
fn is_young(client: &ClientFacts, now: Time) -> bool {
    let mut judged = client.judged();
    judged.any(|c| (0..=SKEW).contains(&(now.unix() - c.not_before.unix())))
}

/// One alert for both ends of the validity, in RFC 5246 section 7.2.2 and in rustls.
/// Source: rustls, rustls/src/error.rs (`NotValidYet` becomes certificate_expired).
fn just_begun(e: &Evidence) -> Diagnosis {
    let now = e.judged_at();
    let client = e.client.iter().flat_map(|client| client.judged());
    let began = client.map(|c| c.not_before).max().unwrap_or(now);
    let line = format!(
        "it is valid from {}, {} seconds ago by this machine's clock; the alert is the same for what has expired and what is not valid yet",
        began.readable_seconds(),
        now.unix() - began.unix()
    );
    let summary = "the client certificate is most likely not valid yet by the server's clock: it began only just now";
    let fix = "wait some minutes and try again, or have it begin earlier; if it stays, compare both clocks";
    say(e, Code::ClientCertNotYetValid, summary, fix).with([line])
}

fn too_early(e: &Evidence, one: &Certificate) -> Diagnosis {
    let is_leaf = e.client.as_ref().is_some_and(|c| c.leaf == *one);
    let summary = if is_leaf {
        "the client certificate is not valid yet".to_owned()
    } else {
        let name = &one.subject;
        format!("an intermediate of the client certificate is not valid yet: {name}")
    };
    say(
        e,
        Code::ClientCertNotYetValid,
        &summary,
        "check this machine's clock; otherwise wait, or ask for a certificate that is valid now",
    )
}

/// RFC 5280 sections 4.2.1.3 and 4.2.1.12. Sources: OpenSSL, crypto/x509/v3_purp.c
/// (check_purpose_ssl_client) and GnuTLS, lib/auth/cert.c (_gnutls_check_key_usage): each wants a
/// KeyUsage, where there is one, to let the key sign.
fn purpose(e: &Evidence) -> Option<Diagnosis> {
    let client = e.client.as_ref()?;
    let leaf = &client.leaf;
    let (summary, fix) = if !leaf.allows_client_auth() {
        (
            "the client certificate is not meant for clients: its extendedKeyUsage lacks clientAuth",
            "ask your provider for a certificate with extendedKeyUsage clientAuth",
        )
    } else if client.cannot_sign().is_none() {
        return None;
    } else if leaf.extensions.is_ca {
        return Some(of_authority(e));
    } else {
        (
            "the client certificate does not let its key sign a handshake: its keyUsage lacks digitalSignature",
            "ask your provider for a certificate with keyUsage digitalSignature",
        )
    };
    Some(say(e, Code::ClientCertWrongPurpose, summary, fix))
}

/// The certificate is a CA's.
pub(super) fn of_authority(e: &Evidence) -> Diagnosis {
    say(
        e,
        Code::ClientCertWrongPurpose,
        "the client certificate is a CA's, which servers do not take from a client",
        "present the certificate that was issued for your application, not the CA's",
    )
}

/// NIST SP 800-131A. Sources: OpenSSL, ssl/ssl_cert.c (security level 2: 112 bits, no SHA-1); the
/// JDK's conf/security/java.security (jdk.certpath.disabledAlgorithms).
fn weakness(e: &Evidence) -> Option<Diagnosis> {
    e.client.as_ref()?.weakness()?;
    Some(say(
        e,
        Code::ClientCertWeak,
        "the client certificate is too weak for the server",
        "make a new request with mtls csr (RSA-2048, SHA-256) and have it signed",
    ))
}

/// Our chain ends below an issuer that the server does not know, and one that it knows stands
/// further up: by what lies beside our files, which proves it, else by what the certificate says of
/// where its issuer is to be had (RFC 5280 section 4.2.2.1), which makes it likely. A client has to
/// send all but the root (RFC 8446 section 4.4.2).
pub(super) fn incomplete(e: &Evidence) -> Option<Diagnosis> {
    let client = e.client.as_ref()?;
    let missing = client.missing_issuer.as_ref()?;
    if e.issuer_accepted() == Some(true) {
        return None;
    }
    let nearby = client.nearby.iter();
    let between: Vec<&Nearby> = nearby
        .take_while(|n| !n.certificate.is_self_issued())
        .collect();
    match between.first() {
        Some(first) => leads_up(e, &between).then(|| beside(e, missing, first)),
        None if !client.nearby.is_empty() => None, // a root is not to be sent
        None => published(e, missing),
    }
}

/// Whether the server accepts what stands above these, or does not say what it accepts.
fn leads_up(e: &Evidence, between: &[&Nearby]) -> bool {
    let mut above = between.iter().map(|n| e.accepts(&n.certificate.issuer));
    above.any(|accepted| accepted.unwrap_or(true))
}

fn beside(e: &Evidence, missing: &Name, nearby: &Nearby) -> Diagnosis {
    let (client, file) = (e.client.as_ref(), &nearby.file);
    let ours = client.map_or("client.crt", |client| &client.origin);
    let line = format!("{file} holds {missing}, which signed it and was not sent");
    let above = format!(
        "{missing} was issued by {}, which the server {}",
        nearby.certificate.issuer,
        match e.accepts(&nearby.certificate.issuer) {
            Some(true) => "accepts",
            _ => "may accept: it does not say",
        }
    );
    say(
        e,
        Code::ClientChainIncomplete,
        &format!("the intermediate {missing} is not sent with the client certificate"),
        format!(
            "send it along: mtls convert {ours} {file} --out client-chain.pem, and give that with --cert"
        ),
    )
    .with([line, above])
    .with(e.request_lines())
}

fn published(e: &Evidence, missing: &Name) -> Option<Diagnosis> {
    let client = e.client.as_ref()?;
    let (last, file) = (client.last(), &client.origin);
    let url = Further::of(last.as_der()).issuer_urls.into_iter().next()?;
    let line = format!("{missing} was not sent; it is published at {url}");
    let diagnosis = say(
        e,
        Code::ClientChainIncomplete,
        &format!(
            "the server very likely lacks {missing}, which is not sent with the client certificate"
        ),
        format!(
            "get it from {url} and put it behind yours: mtls convert {file} FILE --out client-chain.pem; if it stays, the provider has not registered your CA"
        ),
    );
    Some(diagnosis.with([line]).with(e.request_lines()))
}

fn not_accepted(e: &Evidence) -> Option<Diagnosis> {
    let client = e.client.as_ref()?;
    let self_signed = client.leaf.is_self_issued() && !client.leaf.extensions.is_ca;
    match self_signed && client.is_old_form() {
        true => Some(old_form(e)),
        false => (e.issuer_not_accepted() || self_signed).then(|| untrusted(e)),
    }
}

/// Two reasons that a server may have, of which a new one takes both away.
fn old_form(e: &Evidence) -> Diagnosis {
    say(
        e,
        Code::ClientCertUntrusted,
        "the server does not take the client certificate: it signed itself, and is X.509 v1 besides",
        "present the certificate that your provider issued; where it registers self-signed ones, make a new one of v3 with extendedKeyUsage clientAuth, and have that registered",
    )
    .with(e.request_lines())
}

/// The server does not trust who issued it.
pub(super) fn untrusted(e: &Evidence) -> Diagnosis {
    let missing = e.client.as_ref().and_then(|c| c.missing_issuer.as_ref());
    let fix = match missing {
        Some(name) => format!(
            "check that this is the certificate for this environment and that onboarding is complete; if {name} is an intermediate, add it to the certificate file"
        ),
        None => "check that this is the certificate for this environment, and that the provider has registered your CA".into(),
    };
    say(
        e,
        Code::ClientCertUntrusted,
        "the server does not trust the issuer of the client certificate",
        fix,
    )
    .with(e.request_lines())
}

/// Refused, and nothing can be seen in it that would be why: what the evidence leaves is named. No one
/// is asked about an issuer that the server lists, or an intermediate that went along.
pub(super) fn rejected(e: &Evidence, by: &str) -> Diagnosis {
    let client = e.client.as_ref();
    let is_old = client.is_some_and(ClientFacts::is_old_form);
    let reason = match (e.issuer_accepted(), client.map(|c| &c.missing_issuer)) {
        _ if is_old => {
            "most likely because it is X.509 v1, which some servers take from nobody; else it is revoked, or not registered there"
        }
        (Some(true), _) => {
            "though it accepts its issuer, and dates and purpose are right: it is revoked, or not registered or linked there"
        }
        (_, Some(Some(_))) => {
            "without a reason that can be told from here: an issuer that it does not trust or an intermediate that was not sent, or it is revoked, or not registered there"
        }
        _ => {
            "without a reason that can be told from here: an issuer that it does not trust, or it is revoked, or not registered there"
        }
    };
    let serial = client.map_or_else(String::new, |c| {
        format!(" with serial {}", c.leaf.serial_hex())
    });
    let fix = format!(
        "ask your provider whether the certificate{serial} is revoked, or not registered and linked for this environment; mtls inspect shows its fingerprint too"
    );
    let summary = format!("{by} refused the client certificate {reason}");
    say(e, Code::ClientCertRejected, &summary, fix).with(e.request_lines())
}

/// The server on our certificate, which is shown.
pub(super) fn say(e: &Evidence, code: Code, summary: &str, fix: impl Into<String>) -> Diagnosis {
    Diagnosis::new(code, SaidBy::Server, summary, fix).with(e.client_lines())
}

/// Seconds that a server's clock may well be behind.
const SKEW: i64 = 600;
