//! From TLS flags to the one TLS configuration of a run.

use std::path::Path;
use std::sync::Arc;

use rustls::KeyLog;
use rustls::pki_types::{DnsName, ServerName};

use super::World;
use super::load;
use crate::cli::{ConnectionArgs, TlsArgs, TlsMax};
use crate::core::Error;
use crate::core::clock::Time;
use crate::core::identity::Identity;
use crate::core::material::{NoPasswords, Source};
use crate::core::tls::{
    KeyLogFile, List, Lists, Offer, Pins, TlsClient, TlsSettings, Trust, Unusable, Version,
    is_digest,
};
use crate::exit::Exit;
use crate::report::Failure;

/// TLS as the arguments want it; nothing is sent yet. One serves every session of a run, on any
/// number of threads, and these then resume each other's TLS sessions.
///
/// # Errors
/// Ends 58 for a key TLS cannot use, 59 for ciphers that are not to be had, 90 for a pin that
/// cannot be read, 35 for versions that are given up, 2 for what excludes each other.
pub fn client(
    args: &ConnectionArgs,
    identity: Option<&Identity>,
    trust: &Trust,
    world: &dyn World,
) -> anyhow::Result<TlsClient> {
    Plan::new(&args.tls, world)?.client(identity, trust, args.insecure)
}

/// TLS as the flags want it, from which clients of the same kind are made.
#[derive(Clone)]
pub struct Plan {
    offer: Offer,
    /// The least and the greatest version.
    pub versions: [Version; 2],
    /// The keys of servers that are accepted.
    pub pins: Option<Pins>,
    /// Whether a later connection may resume the session of an earlier one.
    pub resume: bool,
    sni: Option<ServerName<'static>>,
    alpn: bool,
    key_log: Option<Arc<dyn KeyLog>>,
    now: Time,
}

impl Plan {
    /// From what was typed.
    ///
    /// # Errors
    /// As `client`, but for the key.
    pub fn new(wanted: &TlsArgs, world: &dyn World) -> anyhow::Result<Self> {
        let least = match wanted.tls13 {
            true => Version::Tls13,
            false => Version::Tls12,
        };
        Ok(Self {
            offer: offer(wanted).map_err(|unusable| no_cipher(&unusable))?,
            versions: [least, greatest(wanted)?],
            pins: wanted.pinnedpubkey.as_deref().map(pins).transpose()?,
            resume: !wanted.no_sessionid,
            sni: wanted.sni.as_deref().map(asked_name).transpose()?,
            alpn: !wanted.no_alpn,
            key_log: key_log(world).and_then(Result::ok),
            now: world.now(),
        })
    }

    /// One that presents this identity.
    ///
    /// # Errors
    /// Ends 58 for a key TLS cannot use, 2 for versions that exclude each other.
    pub fn client(
        &self,
        identity: Option<&Identity>,
        trust: &Trust,
        insecure: bool,
    ) -> anyhow::Result<TlsClient> {
        let [min, max] = self.versions;
        let settings = TlsSettings {
            trust,
            identity,
            offer: &self.offer,
            pins: self.pins.clone(),
            sni: self.sni.clone(),
            alpn: self.alpn,
            key_log: self.key_log.clone(),
            min,
            max,
            insecure,
            resume: self.resume,
            now: self.now,
        };
        TlsClient::new(&settings).map_err(|e| Failure::local(&e, Exit::LocalIdentity).into())
    }
}

/// What is to be said of the flags before anything is sent.
pub fn notes(args: &TlsArgs, world: &dyn World) -> Vec<String> {
    let mut notes = Vec::new();
    let pins = args.pinnedpubkey.as_deref().and_then(Pins::from_text);
    if pins.is_some_and(|pins| !pins.are_digests()) {
        notes.push(
            "--pinnedpubkey: behind a sha256// stands no digest of 32 bytes, which no key can have (mtls inspect -v HOST:443 shows a server's)"
                .to_owned(),
        );
    }
    for (list, names) in offer(args).map_or_else(|_| Vec::new(), |offer| offer.left_out) {
        let (flag, names) = (flag_of(list), names.join(", "));
        notes.push(format!(
            "{flag}: {names} cannot be offered here; the others are"
        ));
    }
    let file = world.environment(KEY_LOG).unwrap_or_default();
    let file = Path::new(&file).display();
    notes.extend(key_log(world).map(|opened| match opened {
        Ok(_) => format!("{KEY_LOG} is set: who has {file} can read all that is sent and received"),
        Err(e) => format!(
            "{KEY_LOG} is set, but {file} cannot be written: {}",
            e.kind()
        ),
    }));
    notes
}

/// The flags by which less is offered than could be.
pub fn narrowed(args: &TlsArgs) -> Vec<&'static str> {
    let lists = [
        (&args.ciphers, List::Tls12),
        (&args.tls13_ciphers, List::Tls13),
        (&args.curves, List::Groups),
        (&args.sigalgs, List::Schemes),
    ];
    let given = lists.iter().filter(|(list, _)| list.is_some());
    let versions = [
        ("--tlsv1.3", args.tls13),
        ("--tls-max", args.tls_max.is_some()),
    ];
    let versions = versions.into_iter().filter(|(_, given)| *given);
    versions
        .map(|(flag, _)| flag)
        .chain(given.map(|(_, list)| flag_of(*list)))
        .collect()
}

fn offer(args: &TlsArgs) -> Result<Offer, Unusable> {
    Offer::new(&Lists {
        tls12: args.ciphers.as_deref(),
        tls13: args.tls13_ciphers.as_deref(),
        groups: args.curves.as_deref(),
        schemes: args.sigalgs.as_deref(),
    })
}

fn no_cipher(Unusable { list, names }: &Unusable) -> Failure {
    let flag = flag_of(*list);
    let problem = match names.as_slice() {
        [] => format!("{flag} names nothing"),
        names => format!("{flag}: {} cannot be offered here", names.join(", ")),
    };
    Failure {
        exit: Exit::Cipher,
        ..Failure::usage(
            problem,
            format!("leave {flag} out, or choose of: {}", list.names().join(":")),
        )
    }
}

fn flag_of(list: List) -> &'static str {
    match list {
        List::Tls12 => "--ciphers",
        List::Tls13 => "--tls13-ciphers",
        List::Groups => "--curves",
        List::Schemes => "--sigalgs",
    }
}

fn greatest(args: &TlsArgs) -> Result<Version, Failure> {
    match args.tls_max {
        Some(TlsMax::Tls10 | TlsMax::Tls11) => Err(Failure {
            exit: Exit::Handshake,
            ..Failure::usage(
                "--tls-max asks for TLS 1.0 or 1.1, which are given up (RFC 8996) and not spoken here",
                "leave it out: TLS 1.2 and 1.3 are offered; a server that has neither is to be renewed",
            )
        }),
        Some(TlsMax::Tls12) => Ok(Version::Tls12),
        Some(TlsMax::Tls13 | TlsMax::Default) | None => Ok(Version::Tls13),
    }
}

/// Pins in the text itself, or the keys in the file that it names.
fn pins(text: &str) -> anyhow::Result<Pins> {
    if let Some(pins) = Pins::from_text(text) {
        return Ok(pins);
    }
    if is_digest(text) {
        return Err(
            no_pin("--pinnedpubkey: a digest stands there without sha256// before it").into(),
        );
    }
    let source = Source::from(Path::new(text));
    let told = |e: &Error| Failure::local(e, Exit::PinnedKey);
    // what is odd about the file is no matter: whether it fits will show
    let notes = &mut Vec::new();
    let parsed = load::parsed(&source, &mut std::io::empty(), &mut NoPasswords, notes);
    let pins = Pins::from_file(&parsed.map_err(|e| told(&e))?);
    let origin = source.origin();
    Ok(pins.ok_or_else(|| Failure {
        exit: Exit::PinnedKey,
        ..Failure::usage(
            format!("--pinnedpubkey: {origin} holds neither a public key nor a certificate"),
            "name a file that does, or write the pin itself: sha256//BASE64 (mtls inspect -v HOST:443 shows it)",
        )
    })?)
}

fn no_pin(problem: &str) -> Failure {
    let fix =
        "write it as sha256//BASE64, several with a ; between (mtls inspect -v HOST:443 shows it)";
    Failure::usage(problem, fix)
}

fn asked_name(name: &str) -> Result<ServerName<'static>, Failure> {
    let name = DnsName::try_from(name.to_owned()).map_err(|_| {
        Failure::usage(
            "--sni takes a host name: addresses are not asked for in TLS (RFC 6066)",
            "give the name alone, without scheme and port",
        )
    })?;
    Ok(ServerName::DnsName(name))
}

/// Opened for appending, and born for its owner alone; `None` when it is not asked for.
fn key_log(world: &dyn World) -> Option<std::io::Result<Arc<dyn KeyLog>>> {
    let path = world.environment(KEY_LOG).filter(|v| !v.is_empty())?;
    let mut options = fs_err::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use fs_err::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
        // a pipe that nobody reads is no file to write to, and nothing to wait for
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    let opened = options.open(path);
    Some(opened.map(|file| Arc::new(KeyLogFile::new(file)) as Arc<dyn KeyLog>))
}

/// The variable that all browsers and curl know.
const KEY_LOG: &str = "SSLKEYLOGFILE";
