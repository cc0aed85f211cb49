//! `sandbox`: lays the files out, says where everything is, and stays up until a signal comes or
//! the command that it was started for has ended. Whatever happens, the folder goes.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::World;
use super::child::{Child, Signals};
use crate::cli::SandboxArgs;
use crate::core::clock::{Clock, Time};
use crate::core::error::plain_io;
use crate::core::material::pem;
use crate::core::sandbox::{Event, Sandbox, Settings, TOKEN_PATH};
use crate::core::save::{Draft, save_all};
use crate::core::{Error, Result};
use crate::exit::Exit;
use crate::report::{Answer, Format, RefusedFiles, Report, SandboxFacts};

/// Runs the sandbox, or a command against it.
pub fn run(args: &SandboxArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    let signals = Signals::watch()?; // before there is anything to clean up
    let (watcher, events) = mpsc::channel();
    let mut sandbox = Sandbox::start(Settings {
        port: args.port,
        portal_port: args.portal_port,
        clock: Arc::new(Ticking::from(world.now())),
        // when nobody listens any more, nobody needs to know
        watcher: Arc::new(move |event| drop(watcher.send(event))),
    })?;
    let folder = Folder::open(args.dir.as_deref())?;
    let place = Place::of(&sandbox, folder.path());
    place.write(&sandbox, args.force)?;
    let mut log = Log {
        events,
        world,
        args,
    };
    let mut report = Report::new(Answer::Silent, args.output.format());
    report.exit = match args.command.split_first() {
        None => stay(&place, &mut log, &signals),
        Some((program, rest)) => {
            let child = Child::spawn(program, rest, &place.environment())?;
            accompany(child, &mut log, &signals)?
        }
    };
    sandbox.stop();
    log.flush();
    folder.remove()?;
    Ok(report)
}

/// Until a signal comes.
fn stay(place: &Place, log: &mut Log<'_>, signals: &Signals) -> Exit {
    let facts = Answer::Sandbox(Box::new(place.facts()));
    let shown = log
        .world
        .show(&Report::new(facts, log.args.output.format()));
    if shown != Exit::Ok {
        return shown;
    }
    while signals.take().is_none() {
        log.listen();
    }
    Exit::Ok
}

/// Until the command ends; a signal is passed on to it, a second one or too long a wait kills it.
fn accompany(mut child: Child, log: &mut Log<'_>, signals: &Signals) -> anyhow::Result<Exit> {
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
        log.listen();
    }
}

/// What happens at the doors, told as it happens.
struct Log<'a> {
    events: Receiver<Event>,
    world: &'a mut dyn World,
    args: &'a SandboxArgs,
}

impl Log<'_> {
    /// Waits a tick for an event and tells it.
    fn listen(&mut self) {
        match self.events.recv_timeout(TICK) {
            Ok(event) => self.tell(&event),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => std::thread::sleep(TICK),
        }
    }

    /// Tells what is left.
    fn flush(&mut self) {
        while let Ok(event) = self.events.try_recv() {
            self.tell(&event);
        }
    }

    /// A command's stderr is its own, so its run is logged only when asked for.
    fn tell(&mut self, event: &Event) {
        let output = &self.args.output;
        if output.verbose {
            self.world.log(event, Format::Verbose);
        } else if self.args.command.is_empty() && !output.quiet {
            self.world.log(event, Format::Text);
        }
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
            // made 0700
            let folder = tempfile::Builder::new().prefix("mtls-sandbox-").tempdir();
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
const EXPIRED: &str = "expired.crt";
const STRANGER: &str = "stranger.crt";
const SERVER_ONLY: &str = "server-only.crt";
/// How often signals and the command are looked after.
const TICK: Duration = Duration::from_millis(20);
/// How long a command may take to end once it was told to.
const GRACE: Duration = Duration::from_secs(10);
