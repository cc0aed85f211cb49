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
    let file = match find(named, world) {
        Some(file) => file,
        None => return Err(none(world)),
    };
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
fn find(named: Option<&Path>, world: &dyn World) -> Option<PathBuf> {
    if let Some(file) = named {
        return Some(file.to_owned());
    }
    let set = |name: &str| world.environment(name).filter(|v| !v.is_empty());
    if let Some(file) = set("MTLS_CONFIG") {
        return Some(file.into());
    }
    if Path::new(NAME).is_file() {
        return Some(NAME.into());
    }
    let here = fs_err::canonicalize(".").ok();
    let above = here.iter().flat_map(|here| here.ancestors().skip(1));
    let mut above = above.map(|folder| folder.join(NAME));
    above
        .find(|file| file.is_file())
        .or_else(|| user_file(world).filter(|file| file.is_file()))
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

/// What the file is called.
const NAME: &str = "mtls.toml";
