//! Servers as sources: the chain each shows, what is made of it, and what it asks its clients for.
//! No client certificate is sent.

use super::Inspection;
use super::sources::Server;
use crate::cli::{ConnectionArgs, InspectArgs, ServerArgs};
use crate::commands::connect::{self, Connected};
use crate::commands::{World, identity, route};
use crate::core::Error;
use crate::core::diagnosis::Diagnosis;
use crate::core::http::Url;
use crate::core::material::{Certificate, Extracted, Item, KeySet, Origin, Parsed};
use crate::core::tls::Handshake;
use crate::exit::Exit;
use crate::report::Failure;
use crate::report::findings::{FileFacts, Role};
use crate::report::server::ServerFacts;

/// What it takes to look at servers.
pub struct Remote {
    connected: Connected,
    trust: String,
    sni: Option<String>,
}

impl Remote {
    /// Prepares; nothing is sent yet. Without a server among the sources nothing is prepared, and
    /// flags that would be for one are refused.
    ///
    /// # Errors
    /// Ends 1 when the CA file cannot be read, 2 for flags that nothing can come of.
    pub fn new(
        args: &InspectArgs,
        any: bool,
        world: &mut dyn World,
        notes: &mut Vec<String>,
    ) -> anyhow::Result<Option<Self>> {
        if !any {
            return match idle_flag(&args.server) {
                Some(flag) => Err(Failure::usage(
                    format!("{flag} is for servers, and none is named"),
                    "name one as HOST:PORT or https://HOST, or leave the flag out",
                )
                .into()),
                None => Ok(None),
            };
        }
        let mut connection = ConnectionArgs {
            cacert: args.server.cacert.clone(),
            resolve: args.server.resolve.clone(),
            connect_timeout: Some(args.server.connect_timeout.unwrap_or(PATIENCE)),
            ..ConnectionArgs::default()
        };
        let trust = identity::trust(&connection, world, notes).map_err(|error| Failure {
            exit: Exit::Negative, // curl's own codes are for calls
            ..Failure::from(error)
        })?;
        let route = route::route(&connection.route, connect::USER_AGENT, world, notes);
        let route = route.map_err(|error| Failure {
            exit: Exit::Negative,
            ..Failure::from(error)
        })?;
        connection.insecure = true; // its certificate is looked at, whatever it is
        Ok(Some(Self {
            connected: connect::connect(&connection, None, &trust, &route, world)?,
            trust: trust.source,
            sni: args.server.sni.clone(),
        }))
    }

    /// What a server shows; and why it ended the handshake, unless it only wanted a certificate.
    fn look(&self, server: &Server) -> (Option<Handshake>, Option<Failure>) {
        let name = self.name_for(server);
        match self.connected.session.handshake(&server.url, &name) {
            Ok(seen) => (Some(seen), None),
            Err(failure) => {
                let told = self.connected.explain(&server.url, &failure);
                let wanted = |code: &str| code.starts_with("client-cert-");
                let seen = failure.handshake;
                let has_shown = !seen.server_chain.is_empty();
                let is_enough = has_shown && told.code.is_some_and(wanted);
                let exit = Exit::Negative;
                let fix = fix_here(told.code).map_or(told.fix.clone(), str::to_owned);
                let told = (!is_enough).then_some(Failure { exit, fix, ..told });
                (has_shown.then_some(seen), told)
            }
        }
    }

    fn name_for(&self, server: &Server) -> String {
        self.sni.clone().unwrap_or_else(|| server.url.host.clone())
    }

    /// What is wrong with the certificate it shows, under the name asked for.
    fn judge(&self, server: &Server, seen: &Handshake) -> Option<Diagnosis> {
        let url = Url {
            host: self.name_for(server),
            ..server.url.clone()
        };
        let judged = self.connected.judge_server(&url, seen)?;
        let fix = fix_here(Some(judged.code.name()));
        Some(Diagnosis {
            fix: fix.map_or(judged.fix.clone(), str::to_owned),
            ..judged
        })
    }
}

/// What to do where the usual fix names flags of `call` that are none of this command.
fn fix_here(code: Option<&str>) -> Option<&'static str> {
    match code? {
        "tls-version-unsupported" => Some(
            "tell the provider: TLS 1.0 and 1.1 are given up (RFC 8996), the server needs 1.2 or 1.3",
        ),
        "proxy-failure" => Some(
            "check the proxy that the environment names (https_proxy, all_proxy), with user and password where it wants them; no_proxy lists hosts that go without",
        ),
        "server-name-mismatch" => Some(
            "name the host that the certificate is for, or give that name with --sni; --resolve says where to reach it",
        ),
        _ => None,
    }
}

impl Inspection {
    /// Everything that a server shows.
    pub(super) fn server(&mut self, server: &Server, remote: &Remote, world: &mut dyn World) {
        if !self.is_new(&server.name) {
            return;
        }
        let (seen, failure) = remote.look(server);
        let mut is_whole = failure.is_none();
        if let Some(seen) = seen {
            if self.within.is_none() {
                let facts = ServerFacts::new(
                    server.name.clone(),
                    remote.name_for(server),
                    &seen,
                    remote.trust.clone(),
                    remote.judge(server, &seen),
                );
                self.telling.server(facts, world);
            }
            let parsed = chain(server, &seen.server_chain);
            is_whole &= parsed.broken.is_empty();
            for error in &parsed.broken {
                self.failed(error);
            }
            let facts = FileFacts {
                role: Role::Server,
                ..FileFacts::default()
            };
            self.describe(&parsed.items, &KeySet::default(), &facts, world);
        }
        if let Some(failure) = failure {
            self.fail(failure);
        }
        self.telling.source_done(&server.name, is_whole);
    }
}

/// The certificates as they were sent.
fn chain(server: &Server, sent: &[Vec<u8>]) -> Parsed {
    let origin = Origin::named(server.name.clone());
    let mut parsed = Parsed {
        items: Vec::new(),
        notes: Vec::new(),
        broken: Vec::new(),
    };
    for (index, der) in sent.iter().enumerate() {
        match Certificate::from_der(der) {
            Ok(certificate) => parsed.items.push(Extracted {
                item: Item::Certificate(Box::new(certificate)),
                origin: origin.clone(),
                index,
                friendly_name: None,
                stored_encrypted: false,
            }),
            Err(reason) => parsed.broken.push(Error::Malformed {
                origin: origin.clone(),
                what: format!("certificate {index} that it shows"),
                reason,
            }),
        }
    }
    parsed
}

/// A flag that only servers could make something of.
fn idle_flag(args: &ServerArgs) -> Option<&'static str> {
    let given = [
        ("--sni", args.sni.is_some()),
        ("--cacert", args.cacert.is_some()),
        ("--resolve", !args.resolve.is_empty()),
        ("--connect-timeout", args.connect_timeout.is_some()),
    ];
    given.iter().find(|(_, is)| *is).map(|(flag, _)| *flag)
}

/// How long a server may take to be reached and to shake hands.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);
