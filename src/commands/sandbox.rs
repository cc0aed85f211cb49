//! `sandbox`: lays the files out, says where everything is, and stays up until a signal comes or
//! the command or the tour that it was started for has ended. Whatever happens, the folder goes.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::child::{Child, Signals};
use super::{EventLog, World, tour};
use crate::cli::SandboxArgs;
use crate::core::clock::{Clock, Time};
use crate::core::error::plain_io;
use crate::core::material::pem;
use crate::core::sandbox::{Event, Sandbox, Settings, TOKEN_PATH, Watcher};
use crate::core::save::{Draft, save_all};
use crate::core::{Error, Result};
use crate::exit::Exit;
use crate::report::{Answer, Format, RefusedFiles, Report, SandboxFacts};

/// Runs the sandbox, or a command against it.
pub fn run(args: &SandboxArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    let signals = Signals::watch()?; // before there is anything to clean up
    let (log, watcher) = Log::start(world.event_log(log_format(args)))?;
    let sandbox = Sandbox::start(Settings {
        port: args.port,
        portal_port: args.portal_port,
        clock: Arc::new(Ticking::from(world.now())),
        watcher,
    })?;
    let folder = Folder::open(args.dir.as_deref())?;
    let place = Place::of(&sandbox, &folder.for_materials(args.tour)?);
    place.write(&sandbox, args.force)?;
    let mut report = Report::new(Answer::Silent, args.output.format());
    report.exit = match args.command.split_first() {
        None if args.tour => {
            let facts = place.seen_from(folder.path()).facts();
            tour::walk(&facts, folder.path(), report.format, &signals, world)?
        }
        None => {
            let facts = Answer::Sandbox(Box::new(place.facts()));
            let shown = world.show(&Report::new(facts, args.output.format()));
            stay(shown, &signals)
        }
        Some((program, rest)) => {
            let child = Child::spawn(program, rest, &place.environment())?;
            accompany(child, &signals)?
        }
    };
    drop(sandbox);
    log.finish();
    folder.remove()?;
    Ok(report)
}

/// A command's stderr is its own, so its run is logged only when asked for.
fn log_format(args: &SandboxArgs) -> Format {
    if args.output.verbose {
        Format::Verbose
    } else if args.output.quiet || args.tour || !args.command.is_empty() {
        Format::Quiet
    } else {
        Format::Text
    }
}

/// Until a signal comes, if it could be said where everything is.
fn stay(shown: Exit, signals: &Signals) -> Exit {
    while shown == Exit::Ok && signals.take().is_none() {
        thread::sleep(TICK);
    }
    shown
}

/// Until the command ends; a signal is passed on to it, a second one or too long a wait kills it.
fn accompany(mut child: Child, signals: &Signals) -> anyhow::Result<Exit> {
    let mut patience: Option<Instant> = None;
    loop {
        if let Some(exit) = child.ended()? {
            return Ok(exit);
        }
        let overdue = patience.is_some_and(|until| Instant::now() >= until);
        match signals.take() {
            Some(_) if patience.is_some() => child.kill(),
            Some(signal) => {
                child.pass_on(signal);
                patience = Some(Instant::now() + GRACE);
            }
            None if overdue => child.kill(),
            None => {}
        }
        thread::sleep(TICK);
    }
}

/// Tells of events in a thread of its own: when nobody reads standard error, that thread blocks
/// and events are dropped, but requests are answered and signals heard.
struct Log {
    finished: Receiver<()>,
}

impl Log {
    fn start(mut tell: EventLog) -> io::Result<(Self, Watcher)> {
        let (sender, events) = mpsc::sync_channel::<Event>(LOG_ROOM);
        let (done, finished) = mpsc::channel();
        thread::Builder::new().spawn(move || {
            events.iter().for_each(|event| tell(&event));
            drop(done);
        })?;
        let watcher = Arc::new(move |event| drop(sender.try_send(event)));
        Ok((Self { finished }, watcher))
    }

    /// Waits for what is left to be told, within reason; the sandbox is gone by then.
    fn finish(self) {
        let _ = self.finished.recv_timeout(LOG_PATIENCE); // an error either way: done, or too slow
    }
}

/// Where the files are: a fresh folder that goes at the end, or one that is kept.
enum Folder {
    Passing(TempDir),
    Kept(PathBuf),
}

impl Folder {
    fn open(kept: Option<&Path>) -> Result<Self> {
        let failed = |path: &Path, e: &io::Error| Error::NotWritten {
            path: path.display().to_string(),
            reason: plain_io(e),
        };
        let Some(path) = kept else {
            let mut builder = tempfile::Builder::new();
            builder.prefix("mtls-sandbox-");
            #[cfg(unix)]
            builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
            let folder = builder.tempdir();
            return Ok(Self::Passing(
                folder.map_err(|e| failed(Path::new("a temporary folder"), &e))?,
            ));
        };
        // absolute, because a command may change its folder
        let path = std::path::absolute(path).map_err(|e| failed(path, &e))?;
        if !path.is_dir() {
            let mut builder = std::fs::DirBuilder::new();
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder
                .recursive(true)
                .create(&path)
                .map_err(|e| failed(&path, &e))?;
        }
        Ok(Self::Kept(path))
    }

    fn path(&self) -> &Path {
        match self {
            Self::Passing(folder) => folder.path(),
            Self::Kept(path) => path,
        }
    }

    /// Where the sandbox's own files go; on the tour apart from those that the steps make.
    fn for_materials(&self, tour: bool) -> io::Result<PathBuf> {
        let path = self.path();
        if !tour {
            return Ok(path.to_owned());
        }
        let inner = path.join(TOUR_MATERIALS);
        fs_err::create_dir(&inner)?;
        Ok(inner)
    }

    /// An early end removes it too, when it is dropped; here a failure can be told.
    fn remove(self) -> Result<()> {
        let Self::Passing(folder) = self else {
            return Ok(());
        };
        let path = folder.path().display().to_string();
        folder.close().map_err(|e| Error::NotWritten {
            path,
            reason: format!("it cannot be deleted: {}", plain_io(&e)),
        })
    }
}

/// Every address and file of one sandbox.
struct Place {
    url: String,
    portal_url: String,
    client_id: String,
    folder: PathBuf,
}

impl Place {
    fn of(sandbox: &Sandbox, folder: &Path) -> Self {
        Self {
            url: format!("https://{}", sandbox.api_address()),
            portal_url: format!("https://{}", sandbox.portal_address()),
            client_id: sandbox.client_id().to_owned(),
            folder: folder.to_owned(),
        }
    }

    /// The same with its files named as from this folder.
    fn seen_from(&self, folder: &Path) -> Self {
        let near = self.folder.strip_prefix(folder).unwrap_or(&self.folder);
        Self {
            url: self.url.clone(),
            portal_url: self.portal_url.clone(),
            client_id: self.client_id.clone(),
            folder: near.to_owned(),
        }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn write(&self, sandbox: &Sandbox, force: bool) -> Result<()> {
        let materials = sandbox.materials();
        let refused = materials.refused();
        let certificates = [
            (CA, materials.ca()),
            (CERT, &materials.client().certificate),
            (EXPIRED, &refused.expired),
            (STRANGER, &refused.stranger),
            (SERVER_ONLY, &refused.server_only),
        ]
        .map(|(name, certificate)| (name, pem::encode("CERTIFICATE", certificate.as_der())));
        // exposed to be written, 0600
        let key = pem::encode("PRIVATE KEY", materials.client().key.expose_pkcs8());
        let secret = sandbox.client_secret().expose_secret();
        let draft = |name: &str, bytes, private| Draft {
            path: self.file(name),
            bytes,
            private,
        };
        let mut drafts = vec![
            draft(KEY, key.as_bytes(), true),
            draft(SECRET, secret, true),
        ];
        drafts.extend(
            certificates
                .iter()
                .map(|(name, text)| draft(name, text.as_bytes(), false)),
        );
        save_all(&drafts, force)
    }

    fn facts(&self) -> SandboxFacts {
        let file = |name: &str| self.file(name).display().to_string();
        SandboxFacts {
            url: self.url.clone(),
            token_url: format!("{}{TOKEN_PATH}", self.url),
            portal_url: self.portal_url.clone(),
            ca: file(CA),
            cert: file(CERT),
            key: file(KEY),
            client_id: self.client_id.clone(),
            client_secret_file: file(SECRET),
            refused: RefusedFiles {
                expired: file(EXPIRED),
                stranger: file(STRANGER),
                server_only: file(SERVER_ONLY),
            },
        }
    }

    /// For a command; nothing of its own environment is touched.
    fn environment(&self) -> Vec<(&'static str, std::ffi::OsString)> {
        vec![
            ("MTLS_SANDBOX_URL", self.url.clone().into()),
            ("MTLS_SANDBOX_PORTAL_URL", self.portal_url.clone().into()),
            (
                "MTLS_SANDBOX_TOKEN_URL",
                format!("{}{TOKEN_PATH}", self.url).into(),
            ),
            ("MTLS_SANDBOX_CA", self.file(CA).into()),
            ("MTLS_SANDBOX_CERT", self.file(CERT).into()),
            ("MTLS_SANDBOX_KEY", self.file(KEY).into()),
            ("MTLS_SANDBOX_CLIENT_ID", self.client_id.clone().into()),
            ("MTLS_SANDBOX_CLIENT_SECRET_FILE", self.file(SECRET).into()),
        ]
    }
}

/// The world's clock, which cannot go into threads, carried on by a stopwatch.
struct Ticking {
    since: Time,
    stopwatch: Instant,
}

impl From<Time> for Ticking {
    fn from(since: Time) -> Self {
        Self {
            since,
            stopwatch: Instant::now(),
        }
    }
}

impl Clock for Ticking {
    fn now(&self) -> Time {
        let passed = self.stopwatch.elapsed().as_secs();
        self.since.plus(i64::try_from(passed).unwrap_or(i64::MAX))
    }
}

const CA: &str = "ca.pem";
const CERT: &str = "client.crt";
const KEY: &str = "client.key";
const SECRET: &str = "client-secret";
const TOUR_MATERIALS: &str = "sandbox";
const EXPIRED: &str = "expired.crt";
const STRANGER: &str = "stranger.crt";
const SERVER_ONLY: &str = "server-only.crt";
/// How often signals and the command are looked after.
const TICK: Duration = Duration::from_millis(20);
/// Events that wait to be told.
const LOG_ROOM: usize = 1024;
/// How long the end waits for them.
const LOG_PATIENCE: Duration = Duration::from_millis(500);
/// How long a command may take to end once it was told to.
const GRACE: Duration = Duration::from_secs(10);
