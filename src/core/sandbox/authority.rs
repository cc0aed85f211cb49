//! The sandbox's certificates: a root made at start, its server's, a ready-made client, and
//! look-alikes that are refused. EC P-256 throughout, because RSA keys
//! would cost 0.1 s each.
//! Must not write files; keeps the root's key to itself.

use super::refuse::Flaw;
use crate::core::Result;
use crate::core::clock::Time;
use crate::core::issue::{AltName, Authority, NewKey, Purpose, Subject, Terms, generate};
use crate::core::material::{Certificate, PrivateKey, Request};

/// Everything made at start.
#[derive(Debug)]
pub struct Materials {
    root: Authority,
    server: Issued,
    client: Issued,
    refused: Refused,
    /// Signs the server's certificate where it is not sent along.
    intermediate: Option<Authority>,
    lifetime: Option<i64>,
    hosts: Vec<String>,
}

/// A certificate and its key.
#[derive(Debug)]
pub struct Issued {
    /// Signed by the sandbox's root.
    pub certificate: Certificate,
    /// Its private key.
    pub key: PrivateKey,
}

/// Certificates for the ready-made client's key that the API refuses, each for its own reason.
#[derive(Debug)]
pub struct Refused {
    /// Ended yesterday.
    pub expired: Certificate,
    /// Signed by a CA that the sandbox does not know.
    pub stranger: Certificate,
    /// For servers only: extendedKeyUsage lacks clientAuth.
    pub server_only: Certificate,
}

impl Materials {
    /// Makes all of them; some 2 ms of CPU.
    ///
    /// # Errors
    /// `Crypto` when the provider refuses.
    ///
    /// Client certificates live for `lifetime` seconds from when they are signed; for a year when
    /// there is none. The server's names are those of this machine and `hosts`; `flaw` is what is to
    /// be wrong with it.
    pub fn make(
        now: Time,
        lifetime: Option<i64>,
        hosts: &[String],
        flaw: Option<Flaw>,
    ) -> Result<Self> {
        let root = root("mtls sandbox CA", now)?;
        let server = issued(
            &root,
            NewKey::EcP256,
            "localhost",
            &server_terms(now, hosts),
        )?;
        let terms = living(client_terms(now), now, lifetime);
        let client = issued(&root, NewKey::EcP256, "sandbox-client", &terms)?;
        let again = |by: &Authority, terms: &Terms| {
            by.sign(
                client.certificate.subject.as_der(),
                client.key.public_key(),
                terms,
            )
        };
        let expired = Terms {
            not_before: now.plus(-VALIDITY),
            not_after: now.plus(-DAY),
            ..client_terms(now)
        };
        let server_only = Terms {
            purpose: Purpose::Server,
            ..client_terms(now)
        };
        let refused = Refused {
            expired: again(&root, &expired)?,
            stranger: again(&self::root("some other CA", now)?, &client_terms(now))?,
            server_only: again(&root, &server_only)?,
        };
        let incomplete = flaw == Some(Flaw::Incomplete);
        let intermediate = incomplete.then(|| intermediate(&root, now)).transpose()?;
        Ok(Self {
            root,
            server,
            client,
            refused,
            intermediate,
            lifetime,
            hosts: hosts.to_vec(),
        })
    }

    /// The CA between the root and the server, where it is not sent along: whoever has it can
    /// complete the chain.
    pub fn intermediate(&self) -> Option<&Certificate> {
        self.intermediate.as_ref().map(Authority::certificate)
    }

    /// The root that signs everything here.
    pub fn ca(&self) -> &Certificate {
        self.root.certificate()
    }

    /// What both listeners present.
    pub fn server(&self) -> &Issued {
        &self.server
    }

    /// The server once more with an RSA-2048 key, for clients limited to RSA cipher suites;
    /// takes some 0.1 s of CPU.
    ///
    /// # Errors
    /// `Crypto` when the provider refuses.
    pub fn make_rsa_server(&self, now: Time) -> Result<Issued> {
        let terms = server_terms(now, &self.hosts);
        issued(&self.root, NewKey::Rsa2048, "localhost", &terms)
    }

    /// The server with something wrong, as `flaw` says.
    ///
    /// # Errors
    /// `Crypto` when the provider refuses.
    pub fn make_flawed_server(&self, flaw: Flaw, now: Time) -> Result<Issued> {
        let terms = server_terms(now, &self.hosts);
        let (name, terms) = match flaw {
            Flaw::Expired => (
                "localhost",
                Terms {
                    not_before: now.plus(-VALIDITY),
                    not_after: now.plus(-DAY),
                    ..terms
                },
            ),
            Flaw::NotYetValid => (
                "localhost",
                Terms {
                    not_before: now.plus(DAY),
                    ..terms
                },
            ),
            Flaw::WrongName => (
                OTHER_HOST,
                Terms {
                    names: vec![AltName::Dns(OTHER_HOST.into())],
                    ..terms
                },
            ),
            Flaw::Untrusted | Flaw::Incomplete => ("localhost", terms),
        };
        match flaw {
            Flaw::Untrusted => issued(&root("some other CA", now)?, NewKey::EcP256, name, &terms),
            _ => {
                let signer = self.intermediate.as_ref().unwrap_or(&self.root);
                issued(signer, NewKey::EcP256, name, &terms)
            }
        }
    }

    /// The ready-made client identity.
    pub fn client(&self) -> &Issued {
        &self.client
    }

    /// Look-alikes that the API refuses.
    pub fn refused(&self) -> &Refused {
        &self.refused
    }

    /// A client certificate for this request, valid for a year unless certificates live shorter; its names are kept as asked for.
    ///
    /// # Errors
    /// `Crypto` when the provider refuses. The request itself is checked by the portal.
    pub fn sign(&self, request: &Request, now: Time) -> Result<Certificate> {
        let names = request.extensions.san.iter();
        let terms = Terms {
            names: names.filter_map(|name| name.parse().ok()).collect(),
            ..living(client_terms(now), now, self.lifetime)
        };
        self.root
            .sign(request.subject.as_der(), &request.public_key, &terms)
    }
}

/// A client certificate for the same name and key by a CA that nobody knows.
///
/// # Errors
/// `Crypto` when the provider refuses.
pub(super) fn stranger(leaf: &Certificate, now: Time) -> Result<Certificate> {
    let other = root("some other CA", now)?;
    other.sign(leaf.subject.as_der(), &leaf.public_key, &client_terms(now))
}

/// The same for so many seconds from now.
fn living(terms: Terms, now: Time, lifetime: Option<i64>) -> Terms {
    Terms {
        not_after: lifetime.map_or(terms.not_after, |seconds| now.plus(seconds)),
        ..terms
    }
}

fn root(name: &str, now: Time) -> Result<Authority> {
    let key = generate(NewKey::EcP256)?;
    let (from, until) = (now.plus(-SKEW), now.plus(ROOT_VALIDITY));
    Authority::create(&subject(name)?, key, from, until)
}

/// A CA below the root.
fn intermediate(root: &Authority, now: Time) -> Result<Authority> {
    let terms = Terms {
        not_after: now.plus(ROOT_VALIDITY),
        purpose: Purpose::LeafCa,
        ..client_terms(now)
    };
    let made = issued(root, NewKey::EcP256, INTERMEDIATE, &terms)?;
    Ok(Authority::adopt(made.certificate, made.key, None))
}

fn issued(root: &Authority, kind: NewKey, name: &str, terms: &Terms) -> Result<Issued> {
    let key = generate(kind)?;
    let certificate = root.sign(&subject(name)?.to_der(), key.public_key(), terms)?;
    Ok(Issued { certificate, key })
}

fn subject(name: &str) -> Result<Subject> {
    let fields = [
        ("C", Some("BR")),
        ("O", Some("mtls sandbox")),
        ("CN", Some(name)),
    ];
    Subject::from_fields(fields).map_err(|e| crate::core::Error::Crypto {
        doing: "naming the sandbox's certificates",
        reason: e.to_string(),
    })
}

fn client_terms(now: Time) -> Terms {
    Terms {
        not_before: now.plus(-SKEW),
        not_after: now.plus(VALIDITY),
        purpose: Purpose::Client,
        names: Vec::new(),
    }
}

fn server_terms(now: Time, hosts: &[String]) -> Terms {
    let loopback = |address: std::net::IpAddr| AltName::Ip(address);
    Terms {
        not_after: now.plus(ROOT_VALIDITY),
        purpose: Purpose::Server,
        names: [
            AltName::Dns("localhost".into()),
            loopback(std::net::Ipv4Addr::LOCALHOST.into()),
            loopback(std::net::Ipv6Addr::LOCALHOST.into()),
        ]
        .into_iter()
        .chain(hosts.iter().cloned().map(AltName::Dns))
        .collect(),
        ..client_terms(now)
    }
}

const DAY: i64 = 86_400;
const OTHER_HOST: &str = "some-other-host.example";
const INTERMEDIATE: &str = "mtls sandbox intermediate CA";
/// Clients in containers and virtual machines may be a little behind.
const SKEW: i64 = 3_600;
/// What clients get, in seconds.
const VALIDITY: i64 = 365 * DAY;
/// The root's and the server's, in seconds; a kept folder outlives no CA file.
const ROOT_VALIDITY: i64 = 365 * DAY;
