//! Where a sandbox's files are, what they are called, and how a command is told of them.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::core::error::plain_io;
use crate::core::material::{Certificate, pem};
use crate::core::sandbox::{self, Sandbox};
use crate::core::save::{Draft, save_all};
use crate::core::{Error, Result};
use crate::report::sandbox::PlaceFacts;
use crate::report::{RefusedFiles, SandboxFacts};

/// Where the files are: a fresh folder that goes at the end, or one that is kept.
pub enum Folder {
    /// Deleted at the end.
    Passing(TempDir),
    /// Kept.
    Kept(PathBuf),
}

impl Folder {
    /// Makes it, or takes the one that is kept.
    pub fn open(kept: Option<&Path>) -> Result<Self> {
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

    /// Its path.
    pub fn path(&self) -> &Path {
        match self {
            Self::Passing(folder) => folder.path(),
            Self::Kept(path) => path,
        }
    }

    /// Where the sandbox's own files go; on the tour apart from those that the steps make.
    pub fn for_materials(&self, tour: bool) -> io::Result<PathBuf> {
        let path = self.path();
        if !tour {
            return Ok(path.to_owned());
        }
        let inner = path.join(TOUR_MATERIALS);
        fs_err::create_dir(&inner)?;
        Ok(inner)
    }

    /// An early end removes it too, when it is dropped; here a failure can be told.
    pub fn remove(self) -> Result<()> {
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
pub struct Place {
    url: String,
    plain_url: Option<String>,
    token_url: Option<String>,
    portal_url: String,
    client_id: String,
    /// There is a CA between, which the server does not send.
    intermediate: bool,
    places: Vec<PlaceFacts>,
    folder: PathBuf,
}

impl Place {
    /// Of this sandbox, its files in this folder.
    pub fn of(sandbox: &Sandbox, folder: &Path) -> Self {
        Self {
            url: format!("https://{}", sandbox.api_address()),
            plain_url: sandbox.plain_address().map(|at| format!("https://{at}")),
            token_url: sandbox.token_url(),
            portal_url: format!("https://{}", sandbox.portal_address()),
            client_id: sandbox.client_id().to_owned(),
            intermediate: sandbox.materials().intermediate().is_some(),
            places: sandbox.places().map(told).collect(),
            folder: folder.to_owned(),
        }
    }

    /// The same with its files named as from this folder.
    pub fn seen_from(&self, folder: &Path) -> Self {
        let near = self.folder.strip_prefix(folder).unwrap_or(&self.folder);
        Self {
            url: self.url.clone(),
            plain_url: self.plain_url.clone(),
            token_url: self.token_url.clone(),
            portal_url: self.portal_url.clone(),
            client_id: self.client_id.clone(),
            intermediate: self.intermediate,
            places: self.places.clone(),
            folder: near.to_owned(),
        }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes all files, together or not at all.
    pub fn write(&self, sandbox: &Sandbox, force: bool) -> Result<()> {
        let materials = sandbox.materials();
        let refused = materials.refused();
        let public = |c: &Certificate| pem::encode("CERTIFICATE", c.as_der());
        let certificates = [
            (CA, materials.ca()),
            (CERT, &materials.client().certificate),
            (EXPIRED, &refused.expired),
            (STRANGER, &refused.stranger),
            (SERVER_ONLY, &refused.server_only),
        ]
        .map(|(name, certificate)| (name, public(certificate)));
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
        let between = self.intermediate.then(|| materials.intermediate());
        let between = between.flatten().map(|c| (INTERMEDIATE, public(c)));
        drafts.extend(
            certificates
                .iter()
                .chain(&between)
                .map(|(name, text)| draft(name, text.as_bytes(), false)),
        );
        save_all(&drafts, force)
    }

    /// All of it, as it is told.
    pub fn facts(&self) -> SandboxFacts {
        let file = |name: &str| self.file(name).display().to_string();
        SandboxFacts {
            url: self.url.clone(),
            api_url: self.plain_url.clone(),
            token_url: self.token_url.clone(),
            portal_url: self.portal_url.clone(),
            ca: file(CA),
            intermediate: self.intermediate.then(|| file(INTERMEDIATE)),
            cert: file(CERT),
            key: file(KEY),
            client_id: self.client_id.clone(),
            client_secret_file: file(SECRET),
            refused: RefusedFiles {
                expired: file(EXPIRED),
                stranger: file(STRANGER),
                server_only: file(SERVER_ONLY),
            },
            places: self.places.clone(),
        }
    }

    /// For a command; nothing of its own environment is touched.
    pub fn environment(&self) -> Vec<(&'static str, OsString)> {
        let given = [
            ("MTLS_SANDBOX_API_URL", &self.plain_url),
            ("MTLS_SANDBOX_TOKEN_URL", &self.token_url),
        ];
        let given = given.into_iter();
        let given = given.filter_map(|(name, url)| Some((name, url.clone()?.into())));
        let mut all = vec![
            ("MTLS_SANDBOX_URL", self.url.clone().into()),
            ("MTLS_SANDBOX_PORTAL_URL", self.portal_url.clone().into()),
            ("MTLS_SANDBOX_CA", self.file(CA).into()),
            ("MTLS_SANDBOX_CERT", self.file(CERT).into()),
            ("MTLS_SANDBOX_KEY", self.file(KEY).into()),
            ("MTLS_SANDBOX_CLIENT_ID", self.client_id.clone().into()),
            ("MTLS_SANDBOX_CLIENT_SECRET_FILE", self.file(SECRET).into()),
        ];
        all.extend(given);
        if self.intermediate {
            all.push(("MTLS_SANDBOX_INTERMEDIATE", self.file(INTERMEDIATE).into()));
        }
        all
    }
}

fn told((place, url): (sandbox::Place, String)) -> PlaceFacts {
    PlaceFacts {
        method: place.method,
        url,
        does: place.does,
    }
}

const CA: &str = "ca.pem";
const INTERMEDIATE: &str = "intermediate.pem";
const CERT: &str = "client.crt";
const KEY: &str = "client.key";
const SECRET: &str = "client-secret";
const TOUR_MATERIALS: &str = "sandbox";
const EXPIRED: &str = "expired.crt";
const STRANGER: &str = "stranger.crt";
const SERVER_ONLY: &str = "server-only.crt";
