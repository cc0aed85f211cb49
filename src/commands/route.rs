//! From proxy and socket flags, and the environment's proxies, to the ways of a session.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::{World, identity, trust};
use crate::cli::{ConnectionArgs, IdentityArgs, LimitArgs, RouteArgs};
use crate::core::http::proxy::{
    BadProxy, Exempt, Proxies, Proxy, ProxyKind, ProxyPlace, ProxyTls, decoded_pair,
};
use crate::core::http::{Family, Header, Route, SocketOptions, UnixPlace, is_one_line};
use crate::core::material::Source;
use crate::core::secret::Secret;
use crate::core::tls::{Offer, TlsClient, TlsSettings, Trust};
use crate::exit::Exit;
use crate::report::Failure;

/// The ways that the arguments and the environment name. `agent` is how we name ourselves to a
/// proxy.
///
/// # Errors
/// Ends as curl does: 7 for a proxy of a scheme that is not spoken, 5 for a malformed one, 58 and 77
/// for its certificates.
pub fn route(
    args: &RouteArgs,
    agent: &str,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Arc<Route>> {
    let proxies = if unix_place(args).is_some() {
        Proxies::default()
    } else {
        proxies(args, agent, world, notes)?
    };
    Ok(Arc::new(Route {
        proxies,
        sockets: Arc::new(sockets(args)),
        haproxy: args.haproxy_protocol,
        rate: args.limit_rate.filter(|rate| *rate > 0),
        hides_connect: args.suppress_connect_headers,
    }))
}

fn sockets(args: &RouteArgs) -> SocketOptions {
    let usual = SocketOptions::default();
    let head_start = args.happy_eyeballs_timeout_ms.map(Duration::from_millis);
    SocketOptions {
        unix: unix_place(args),
        from: args.interface.clone(),
        local_ports: args.local_port,
        family: match (args.ipv4, args.ipv6) {
            (true, _) => Some(Family::V4),
            (_, true) => Some(Family::V6),
            _ => None,
        },
        keepalive: args.keepalive().unwrap_or(usual.keepalive),
        head_start: head_start.unwrap_or(usual.head_start),
    }
}

fn unix_place(args: &RouteArgs) -> Option<UnixPlace> {
    let path = args.unix_socket.clone().map(UnixPlace::Path);
    path.or_else(|| args.abstract_unix_socket.clone().map(UnixPlace::Abstract))
}

fn proxies(
    args: &RouteArgs,
    agent: &str,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Proxies> {
    let exempt = args.noproxy.clone().or_else(|| {
        let listed = |name: &&str| variable(name, world);
        ["no_proxy", "NO_PROXY"].iter().find_map(listed)
    });
    let exempt = Exempt::new(exempt.unwrap_or_default());
    let of_environment = |names: &[&str]| {
        let named = |name: &&str| Some((variable(name, world)?, (*name).to_owned()));
        names.iter().find_map(named)
    };
    let given = named_by_flag(args);
    // as in curl, HTTP_PROXY does not count: a CGI server sets it from a request's header
    let [http, https] = match given {
        Some(given) => [Some(given.clone()), Some(given)],
        None => [
            of_environment(&["http_proxy", "all_proxy", "ALL_PROXY"]),
            of_environment(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]),
        ]
        .map(|named| named.map(|(text, source)| (text, source, ProxyKind::Http))),
    };
    let mut maker = Maker {
        args,
        agent,
        world,
        notes,
        login: None,
    };
    let same = http == https;
    let http = maker.proxy(http)?;
    let https = match same {
        true => http.clone(),
        false => maker.proxy(https)?,
    };
    maker.notes.extend(idle(args, &[&http, &https]));
    Ok(Proxies {
        http,
        https,
        exempt,
        tunnel: args.proxytunnel,
    })
}

/// What is said of flags that nothing comes of: curl passes over them in silence.
fn idle(args: &RouteArgs, proxies: &[&Option<Arc<Proxy>>]) -> Option<String> {
    let proxies = || proxies.iter().copied().flatten();
    if args.proxy_user.is_some() && proxies().next().is_none() {
        return Some("-U is for a proxy, and none is named".into());
    }
    let sealed = proxies().any(|proxy| proxy.place.kind == ProxyKind::Https);
    let flags = [
        ("--proxy-cert", args.proxy_cert.is_some()),
        ("--proxy-key", args.proxy_key.is_some()),
        ("--proxy-cacert", args.proxy_cacert.is_some()),
        ("--proxy-insecure", args.proxy_insecure),
    ];
    let (flag, _) = flags.into_iter().find(|(_, given)| *given && !sealed)?;
    Some(format!(
        "{flag} is for a proxy named as https://, and none is"
    ))
}

/// An empty variable is none, as in curl.
fn variable(name: &str, world: &dyn World) -> Option<String> {
    let value = world.environment(name)?.to_string_lossy().into_owned();
    (!value.is_empty()).then_some(value)
}

/// What was typed, where, and what it means without a scheme.
type Named = (String, String, ProxyKind);

fn named_by_flag(args: &RouteArgs) -> Option<Named> {
    let flags = [
        ("-x", &args.proxy, ProxyKind::Http),
        ("--socks4", &args.socks4, ProxyKind::Socks4),
        ("--socks4a", &args.socks4a, ProxyKind::Socks4a),
        ("--socks5", &args.socks5, ProxyKind::Socks5),
        (
            "--socks5-hostname",
            &args.socks5_hostname,
            ProxyKind::Socks5h,
        ),
    ];
    let mut given = flags
        .into_iter()
        .filter_map(|(flag, value, kind)| Some((value.clone()?, flag.to_owned(), kind)));
    given.next()
}

/// Makes proxies of what was typed.
struct Maker<'a> {
    args: &'a RouteArgs,
    agent: &'a str,
    world: &'a mut dyn World,
    notes: &'a mut Vec<String>,
    /// `-U`, once it was needed.
    login: Option<Secret>,
}

impl Maker<'_> {
    fn proxy(&mut self, named: Option<Named>) -> anyhow::Result<Option<Arc<Proxy>>> {
        let Some((text, source, kind)) = named.filter(|(text, ..)| !text.is_empty()) else {
            return Ok(None); // `-x ""` switches the environment's off
        };
        let read = ProxyPlace::parse(&text, kind).map_err(|e| bad_proxy(&e, &source))?;
        let (place, login) = read;
        let credentials = match login {
            Some(login) => Some(login),
            None => self.login()?,
        };
        if let Some(pair) = &credentials {
            guard(pair, self.world);
        }
        let tls = match place.kind {
            ProxyKind::Https => Some(self.tls()?),
            _ => None,
        };
        Ok(Some(Arc::new(Proxy {
            place,
            credentials,
            source,
            headers: self.headers()?,
            user_agent: self.agent.to_owned(),
            tls,
        })))
    }

    fn login(&mut self) -> anyhow::Result<Option<Secret>> {
        let Some(user) = &self.args.proxy_user else {
            return Ok(None);
        };
        if user.contains(':') {
            return Ok(Some(decoded_pair(user)));
        }
        if self.login.is_none() {
            let asked = self
                .world
                .ask_secret(&format!("password of {user} at the proxy: "));
            let password = asked.ok_or_else(|| {
                Failure::usage(
                    "-U has no password, and there is no terminal to ask on",
                    "write USER:PASSWORD",
                )
            })?;
            // exposed to be sent to the proxy
            let pair = [user.as_bytes(), b":", password.expose_secret()].concat();
            self.login = Some(Secret::new(pair));
        }
        Ok(self.login.as_ref().map(Secret::duplicate))
    }

    /// `Name: value`, `Name;` (empty), `@FILE` with one a line.
    fn headers(&mut self) -> anyhow::Result<Vec<Header>> {
        let lines = header_lines(&self.args.proxy_header, "--proxy-header", self.world)?;
        Ok(lines.iter().filter_map(|line| header(line)).collect())
    }

    /// TLS with the proxy has trust and identity of its own; ours for the server are not shown.
    fn tls(&mut self) -> anyhow::Result<ProxyTls> {
        let args = self.args;
        let trust = match &args.proxy_cacert {
            None if args.proxy_insecure => Trust::only(&[], "nobody", self.world.now()),
            None => Trust::system().0,
            Some(_) => self.trust()?,
        };
        let identity = identity::identity(&own_identity(args), self.world, self.notes);
        let identity = identity.map_err(|error| {
            let failure = Failure::from(error);
            let own = |text: &str| {
                let text = text.replace("--cert", "--proxy-cert");
                text.replace("--key", "--proxy-key")
            };
            let (summary, fix) = (own(&failure.summary), own(&failure.fix));
            Failure {
                summary,
                fix,
                ..failure
            }
        })?;
        if args.proxy_insecure {
            let note = "--proxy-insecure: the proxy's certificate is not checked";
            self.notes.push(note.into());
        }
        let offer = Offer::default();
        let settings = TlsSettings {
            identity: identity.as_ref(),
            insecure: args.proxy_insecure,
            ..TlsSettings::new(&trust, &offer, self.world.now())
        };
        let client = TlsClient::new(&settings);
        let client = client.map_err(|e| Failure::local(&e, Exit::LocalIdentity))?;
        Ok(ProxyTls(client))
    }

    fn trust(&mut self) -> anyhow::Result<Trust> {
        let connection = ConnectionArgs {
            cacert: self.args.proxy_cacert.clone(),
            insecure: self.args.proxy_insecure,
            ..ConnectionArgs::default()
        };
        let trust = trust::trust(&connection, self.world, self.notes);
        trust.map_err(|error| {
            let failure = Failure::from(error);
            let fix = failure.fix.replace("--cacert", "--proxy-cacert");
            let fix = fix.replace("the server's", "the proxy's");
            Failure { fix, ..failure }.into()
        })
    }
}

fn own_identity(args: &RouteArgs) -> IdentityArgs {
    IdentityArgs {
        apart: None,
        cert: args.proxy_cert.clone(),
        cert_type: None,
        key: args.proxy_key.clone(),
        key_type: None,
        pass: args.proxy_pass.clone(),
        limits: LimitArgs {
            kdf_limit: crate::core::material::pbe::MAX_ITERATIONS,
        },
    }
}

/// Headers as they are given to a flag, those of an `@FILE` a line each.
///
/// # Errors
/// Ends 26 for a file that cannot be read, 2 for a header of more than one line.
pub fn header_lines(
    given: &[String],
    flag: &str,
    world: &mut dyn World,
) -> anyhow::Result<Vec<Vec<u8>>> {
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for given in given {
        let Some(file) = given.strip_prefix('@') else {
            lines.push(given.clone().into_bytes());
            continue;
        };
        let read = Source::from(Path::new(file)).read(&mut world.stdin());
        let input = read.map_err(|e| Failure::local(&e, Exit::Read))?;
        let line = |l: &[u8]| l.strip_suffix(b"\r").unwrap_or(l).to_vec();
        lines.extend(input.bytes.split(|b| *b == b'\n').map(line));
    }
    if !lines.iter().all(|line| is_one_line(line)) {
        let what = match flag {
            "--proxy-header" => "a header for the proxy contains a line end",
            _ => "a header contains a line end",
        };
        let fix = format!("give each header its own {flag}");
        return Err(Failure::usage(what, fix).into());
    }
    Ok(lines)
}

/// As curl reads one; a line without a colon is none.
pub fn header(line: &[u8]) -> Option<Header> {
    let name = |end: usize| {
        let name = line.get(..end).unwrap_or_default();
        String::from_utf8_lossy(name).trim().to_owned()
    };
    match line.iter().position(|b| *b == b':') {
        Some(at) => {
            let value = line.get(at + 1..).unwrap_or_default().trim_ascii();
            (!value.is_empty()).then(|| Header::new(name(at), value))
        }
        None => line
            .ends_with(b";")
            .then(|| Header::new(name(line.len() - 1), Vec::new())),
    }
}

/// The pair, and the password by itself: a proxy may quote either.
fn guard(pair: &Secret, world: &mut dyn World) {
    world.guard(pair);
    // exposed to be masked wherever it is quoted
    let text = pair.expose_secret();
    if let Some(at) = text.iter().position(|b| *b == b':') {
        let password = text.get(at + 1..).unwrap_or_default();
        if !password.is_empty() {
            world.guard(&Secret::new(password));
        }
    }
}

fn bad_proxy(error: &BadProxy, source: &str) -> Failure {
    let (exit, problem) = match error {
        BadProxy::Scheme(scheme) => (
            Exit::Connect,
            format!("{source} names a proxy of the scheme {scheme}://, which is not spoken"),
        ),
        BadProxy::Place => (
            Exit::ProxyName,
            format!("{source} names no proxy: there is no host, or no valid port"),
        ),
    };
    let fix = "write it as http://HOST:PORT, or https, socks4, socks4a, socks5 or socks5h";
    Failure {
        exit,
        ..Failure::usage(problem, fix)
    }
}
