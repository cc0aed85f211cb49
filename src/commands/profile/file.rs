//! Where the file of profiles is, and reading it.

use std::path::{Path, PathBuf};

use crate::commands::World;
use crate::core::Error;
use crate::core::error::{CHECK_PATH, plain_io};
use crate::core::material::Origin;
use crate::core::profile::Profiles;

/// The profiles of the file that is named, or of the one that is found.
///
/// # Errors
/// `Unreadable`, `Invalid`; also when there is none.
pub fn load(named: Option<&Path>, world: &dyn World) -> Result<Profiles, Error> {
    let file = find(named, world)?.ok_or_else(|| none(world))?;
    let unreadable = |reason: String| Error::Unreadable {
        origin: Origin::named(file.display().to_string()),
        reason,
        fix: CHECK_PATH,
    };
    let bytes = fs_err::read(&file).map_err(|e| unreadable(plain_io(&e)))?;
    let text = String::from_utf8(bytes);
    let text = text.map_err(|_| unreadable("it is no UTF-8 text, as TOML is".into()))?;
    Profiles::parse(&text, &file)
}

/// The file: as named, else by `MTLS_CONFIG`, else the nearest one at or above the working
/// directory, else the user's.
fn find(named: Option<&Path>, world: &dyn World) -> Result<Option<PathBuf>, Error> {
    if let Some(file) = named {
        return Ok(Some(file.to_owned()));
    }
    let set = |name: &str| world.environment(name).filter(|v| !v.is_empty());
    if let Some(file) = set("MTLS_CONFIG") {
        return Ok(Some(file.into()));
    }
    if Path::new(NAME).is_file() {
        return Ok(Some(NAME.into()));
    }
    let here = fs_err::canonicalize(".").ok();
    let above = here.iter().flat_map(|here| here.ancestors().skip(1));
    let mut above = above.map(|folder| folder.join(NAME));
    if let Some(file) = above.find(|file| file.is_file()) {
        own(&file)?;
        return Ok(Some(file));
    }
    Ok(user_file(world).filter(|file| file.is_file()))
}

/// A file that was not looked for where it is may be anybody's: in /tmp, say. It names commands to
/// run and where secrets go.
#[cfg(unix)]
fn own(file: &Path) -> Result<(), Error> {
    use std::os::unix::fs::MetadataExt;
    let meta = fs_err::metadata(file).map_err(|e| Error::Unreadable {
        origin: Origin::named(file.display().to_string()),
        reason: plain_io(&e),
        fix: CHECK_PATH,
    })?;
    let me = rustix::process::geteuid().as_raw();
    let whose = match meta.uid() {
        uid if uid != me && uid != 0 => "belongs to another user",
        _ if meta.mode() & 0o002 != 0 => "can be written by everybody on this machine",
        _ => return Ok(()),
    };
    let file = file.display();
    Err(Error::Invalid {
        problem: format!("{file}, found above this folder, {whose}, so it is not obeyed"),
        fix: format!(
            "if it is yours: --config {file} (in call: --profiles), or make it yours and keep others out"
        ),
    })
}

/// Elsewhere the system tells no owner in this way.
#[cfg(not(unix))]
fn own(_: &Path) -> Result<(), Error> {
    Ok(())
}

/// The user's own file, whether or not it is there.
fn user_file(world: &dyn World) -> Option<PathBuf> {
    let set = |name: &str| world.environment(name).filter(|v| !v.is_empty());
    let folder = match (set("XDG_CONFIG_HOME"), set("APPDATA"), set("HOME")) {
        (Some(folder), ..) => PathBuf::from(folder),
        (None, Some(folder), _) => PathBuf::from(folder),
        (None, None, home) => PathBuf::from(home?).join(".config"),
    };
    Some(folder.join("mtls").join(NAME))
}

fn none(world: &dyn World) -> Error {
    let user = user_file(world).map(|file| format!(", and none at {}", file.display()));
    Error::Invalid {
        problem: format!(
            "there is no {NAME} in this folder or one above{}",
            user.unwrap_or_default()
        ),
        fix: "write one with mtls init, or name it with --config (in call: --profiles)".into(),
    }
}

/// A file that is named on the command line, as the file of profiles has to name it: from its own
/// folder on. One that is not there is written as it is typed.
pub fn seen_from(folder: &Path, file: &Path) -> String {
    let typed = file.display().to_string();
    let whole = |path: &Path| {
        let path = if path == Path::new("") {
            Path::new(".")
        } else {
            path
        };
        fs_err::canonicalize(path).ok()
    };
    let parent = file.parent().unwrap_or(Path::new(""));
    let (Some(from), Some(to)) = (whole(folder), whole(parent)) else {
        return typed;
    };
    let name = file.file_name().unwrap_or_default();
    if file.is_absolute() || from == whole(Path::new("")).unwrap_or_default() || !file.exists() {
        return typed;
    }
    let shared = from.components().zip(to.components());
    let shared = shared.take_while(|(ours, theirs)| ours == theirs).count();
    let up = from.components().skip(shared).map(|_| Path::new(".."));
    let down = to.components().skip(shared);
    let mut path: PathBuf = up.collect();
    path.extend(down);
    path.join(name).display().to_string()
}

/// What the file is called.
const NAME: &str = "mtls.toml";
