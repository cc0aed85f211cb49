//! The findings of one certificate, and of a key by itself. What depends on other certificates is
//! `chain`'s.

use super::public_ca::PublicCa;
use super::{Problem, Role, Severity, name};
use crate::core::clock::Time;
use crate::core::material::extensions::Demands;
use crate::core::material::{Algorithm, Certificate, PublicKey, Weakness};
use crate::report::inspect::Status;

/// Everything that is wrong with it; what is said of leaves only is not said of a CA, unless its
/// private key is beside it, as if it were to be presented.
pub fn problems(c: &Certificate, has_key: bool, role: Role, now: Time) -> Vec<Problem> {
    let mut found = Vec::new();
    lifetime(c, now, &mut found);
    if !is_ca(c) {
        match role {
            Role::Client => client_purpose(c, now, &mut found),
            Role::Server => server_purpose(c, &mut found),
        }
        key_usage(c, &mut found);
        found.extend(name::problems(&c.subject));
    }
    standing(c, has_key, role, &mut found);
    strength(c, &mut found);
    // advice on the key is for who can make another
    let of_key = key_problems(&c.public_key).into_iter();
    found.extend(of_key.filter(|p| p.severity != Severity::Advice || !is_ca(c)));
    serial(c, &mut found);
    extensions(&Demands::of(c.as_der()), &mut found);
    found
}

/// What is wrong with a key, whatever certifies it.
pub fn key_problems(key: &PublicKey) -> Vec<Problem> {
    let mut found: Vec<Problem> = key.short_rsa_bits().map(short_key).into_iter().collect();
    let curve = match key.algorithm() {
        Algorithm::Ec { curve } => Some(curve.as_str()),
        _ => None,
    };
    found.extend(curve.and_then(untold_curve));
    found.extend(key.spells_out_its_curve().then(|| {
        Problem::error(
            "curve-explicit",
            "its EC key spells the curve out instead of naming it, which OpenSSL refuses in certificates",
            "make the key again with a named curve (`openssl ecparam` without -param_enc explicit)",
        )
    }));
    found.extend(small_exponent(key));
    found.extend(rare_key(key.algorithm()));
    found
}

/// A CA, also one older than basicConstraints.
pub fn is_ca(c: &Certificate) -> bool {
    c.extensions.is_ca || c.may_issue()
}

fn lifetime(c: &Certificate, now: Time, found: &mut Vec<Problem>) {
    let is_ca = is_ca(c);
    let problem = match Status::at(now, c.not_before, c.not_after) {
        Status::Expired => Problem::error(
            "expired",
            format!("it expired on {}", c.not_after.readable()),
            if is_ca {
                "get the CA's current certificate"
            } else {
                "renew it (`mtls csr --renew`)"
            },
        ),
        Status::NotYetValid => Problem::error(
            "not-yet-valid",
            format!("it is valid only from {}", c.not_before.readable()),
            "check the clock, or wait",
        ),
        Status::Urgent => Problem::warning(
            "expires-soon",
            format!("{} left", c.not_after.apart(now)),
            if is_ca {
                "ask the CA for its next certificate"
            } else {
                "renew now (`mtls csr --renew`)"
            },
        ),
        Status::Valid | Status::Warning => return,
    };
    found.push(problem);
}

fn client_purpose(c: &Certificate, now: Time, found: &mut Vec<Problem>) {
    let public = PublicCa::of(c);
    let lacks = !c.allows_client_auth();
    if lacks {
        found.push(Problem::error(
            "no-client-auth",
            "its extendedKeyUsage lacks clientAuth, so servers refuse it from a client",
            "ask the provider for one with clientAuth",
        ));
    }
    if lacks && c.allows_server_auth() {
        found.push(Problem::advice(
            "server-auth-only",
            "it is made for a server: serverAuth is what it is for",
            "look for the client's certificate, which is another one",
        ));
    }
    if let Some(ca) = public {
        let told = format!("{}, a public CA, which {}", ca.name, ca.told(now));
        let fix = "use a certificate of the provider's private CA, or of your own";
        found.push(if lacks {
            let fact = format!("it was issued by {told}, so asking there again does not help");
            Problem::warning("public-ca", fact, fix)
        } else {
            let fact = format!("it was issued by {told}, so its renewal will not work");
            Problem::warning("public-ca", fact, fix)
        });
    }
}

fn server_purpose(c: &Certificate, found: &mut Vec<Problem>) {
    if !c.allows_server_auth() {
        found.push(Problem::error(
            "no-server-auth",
            "its extendedKeyUsage lacks serverAuth, so clients refuse it from a server",
            "issue it again with serverAuth",
        ));
    }
    if c.extensions.san.is_empty() {
        found.push(Problem::error(
            "no-san",
            "it names its host in the CN only, where clients of today do not look",
            "issue it again with a subjectAltName",
        ));
    }
}

/// TLS 1.3, and 1.2 with ephemeral keys, have the client sign (RFC 8446 section 4.4.2.2).
fn key_usage(c: &Certificate, found: &mut Vec<Problem>) {
    let Some(usage) = &c.extensions.key_usage else {
        return;
    };
    if !usage.iter().any(|bit| bit == "digitalSignature") {
        found.push(Problem::error(
            "no-digital-signature",
            format!(
                "its keyUsage ({}) lacks digitalSignature, which TLS 1.3 and ECDHE need",
                usage.join(", ")
            ),
            "ask for one with digitalSignature",
        ));
    }
}

/// What it is: a CA with its key at hand, its own issuer, older than version 3.
fn standing(c: &Certificate, has_key: bool, role: Role, found: &mut Vec<Problem>) {
    if c.extensions.is_ca && has_key {
        found.push(Problem::warning(
            "ca-as-leaf",
            "it is a CA certificate with its private key beside it: as a client's certificate strict servers refuse it, and who has the file can issue any other",
            "have a certificate of its own signed for the client (`mtls csr`), and keep the CA's key apart",
        ));
    }
    let is_leaf = has_key || !is_ca(c);
    if c.is_self_issued() && !c.extensions.is_ca && is_leaf {
        let fix = match role {
            Role::Client => {
                "have a request signed by the provider (`mtls csr`), or register this very certificate there"
            }
            Role::Server => "name this very certificate with --cacert, if it is the right one",
        };
        let fact = "it is signed with its own key, so no CA vouches for it";
        found.push(Problem::warning("self-signed", fact, fix));
    }
    if c.version < 3 && is_leaf {
        found.push(Problem::warning(
            "version-1",
            format!("it is X.509 v{}, which modern TLS stacks refuse", c.version),
            "ask for v3 (with openssl x509 -req: add -extfile)",
        ));
    }
}

/// A root's own signature proves nothing, and roots from before the end of SHA-1 are in every trust
/// store; who makes one today uses an old tool.
fn strength(c: &Certificate, found: &mut Vec<Problem>) {
    for weakness in c.weaknesses() {
        match weakness {
            Weakness::Key { .. } => {} // told with the key
            Weakness::Signature { .. }
                if c.is_self_issued() && is_ca(c) && c.not_before < SHA1_ENDED => {}
            Weakness::Signature { algorithm } if c.is_self_issued() => {
                found.push(Problem::advice(
                    "weak-signature",
                    format!(
                        "it is signed with {algorithm}; nobody checks a signature by one's own key, but what made it is old"
                    ),
                    "see that it signs others with SHA-256",
                ));
            }
            Weakness::Signature { algorithm } => found.push(Problem::error(
                "weak-signature",
                format!("it is signed with {algorithm}, which is no longer accepted"),
                "ask for one signed with SHA-256",
            )),
        }
    }
}

fn short_key(bits: usize) -> Problem {
    Problem::error(
        "weak-key",
        format!("its RSA key has {bits} bits; 2048 are the least that is accepted"),
        "make a new key and request (`mtls csr`)",
    )
}

/// Curves without a place in TLS (RFC 8422 section 5.1.1 and RFC 8446 section 4.2.3), or with one
/// that few stacks fill (RFC 8734).
fn untold_curve(curve: &str) -> Option<Problem> {
    let fix = "make a new key on P-256 (`mtls csr --newkey ec:p256`)";
    if matches!(curve, "P-256" | "P-384" | "P-521") {
        return None;
    }
    Some(if curve.starts_with("brainpool") {
        let fact = format!("its key is on {curve}, which few TLS stacks know");
        Problem::warning("curve-not-in-tls", fact, fix)
    } else {
        let fact = format!("its key is on {curve}, a curve that TLS 1.3 does not have");
        Problem::error("curve-not-in-tls", fact, fix)
    })
}

fn small_exponent(key: &PublicKey) -> Option<Problem> {
    let exponent = key.exponent()?;
    let fix = "make a new key with exponent 65537 (`mtls csr`)";
    match exponent {
        [] | [1] => Some(Problem::error(
            "weak-exponent",
            "its RSA exponent is 1 or 0, which protects nothing",
            fix,
        )),
        [small] => Some(Problem::advice(
            "weak-exponent",
            format!("its RSA exponent is {small}, which some servers refuse"),
            fix,
        )),
        _ => None,
    }
}

/// Sound, but not everywhere; or in no TLS of today (RFC 8446 section 4.2.3).
fn rare_key(algorithm: &Algorithm) -> Option<Problem> {
    let fact = match algorithm {
        Algorithm::Ed25519 => "its Ed25519 key is refused by many gateways and by Java before 16",
        Algorithm::Ed448 => "its Ed448 key is refused by nearly every TLS stack",
        Algorithm::RsaPss { .. } => {
            "its key is restricted to RSA-PSS, which many gateways and most clouds refuse"
        }
        Algorithm::Other(name) if name == "DSA" => {
            return Some(Problem::error(
                "key-not-in-tls",
                "its key is DSA, which TLS 1.3 does not have and today's TLS stacks refuse",
                "make a new key, RSA-2048 or P-256 (`mtls csr`)",
            ));
        }
        _ => return None,
    };
    let fix = "ask the provider, or take RSA-2048 or P-256";
    Some(Problem::advice("rare-key", fact, fix))
}

/// RFC 5280 section 4.1.2.2: positive, at most 20 octets.
fn serial(c: &Certificate, found: &mut Vec<Problem>) {
    let fix = "ask the CA for one with a serial as RFC 5280 wants it";
    let negative = c.serial.first().is_some_and(|first| first & 0x80 != 0);
    if negative {
        let fact = "its serial is negative, so programs in Go (1.23 and later) cannot read it";
        found.push(Problem::warning("serial-negative", fact, fix));
    } else if c.serial.iter().all(|byte| *byte == 0) && !is_ca(c) {
        let fact = "its serial is zero, which RFC 5280 forbids";
        found.push(Problem::advice("serial-zero", fact, fix));
    }
    let length = c.serial.iter().skip_while(|byte| **byte == 0).count();
    if length > 20 {
        let fact = format!("its serial has {length} bytes; RFC 5280 allows 20");
        found.push(Problem::advice("serial-long", fact, fix));
    }
}

fn extensions(demands: &Demands, found: &mut Vec<Problem>) {
    if demands.is_precertificate {
        found.push(Problem::error(
            "precertificate",
            "it is a precertificate, made for the logs of Certificate Transparency and never to be used",
            "get the certificate itself from the CA",
        ));
    }
    if !demands.critical_unknown.is_empty() {
        found.push(Problem::error(
            "unknown-critical-extension",
            format!(
                "its extension {} is critical, so whoever does not know it refuses the certificate",
                demands.critical_unknown.join(", ")
            ),
            "ask for one where it is not critical",
        ));
    }
}

/// 2017-01-01, when browsers ended SHA-1.
const SHA1_ENDED: Time = Time::from_unix(1_483_228_800);
