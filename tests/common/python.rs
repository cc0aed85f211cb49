//! Python's cryptography and the package of its vectors, which `tests/run` gets into
//! `target/vectors`: the wheel of the vectors, and the folder `python` that Python imports from.

use std::path::{Path, PathBuf};

use super::{Lab, peer};

/// Python with cryptography, and the vectors.
pub struct Vectors {
    python: PathBuf,
    folder: PathBuf,
}

/// Python with cryptography and the vectors. If something is missing, the test that asks counts
/// as not run.
pub fn vectors() -> Option<Vectors> {
    let python = peer("python3")?;
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(target)
        .join("vectors");
    let found = Vectors { python, folder };
    let missing = if !found.wheel().is_file() {
        "cryptography_vectors is"
    } else if !found.folder.join("python/cryptography").is_dir() {
        "Python's cryptography is"
    } else {
        return Some(found);
    };
    let thread = std::thread::current(); // the harness names it after the test
    let test = thread.name().unwrap_or("a test");
    super::peer::not_run(test, &format!("{missing} not there; tests/run gets it"));
    None
}

impl Vectors {
    /// The package of the vectors.
    pub fn wheel(&self) -> PathBuf {
        self.folder.join(WHEEL)
    }

    /// Runs Python in the lab and expects it to succeed; gives what it printed.
    pub fn python(&self, lab: &Lab, args: &[&str]) -> String {
        let mut command = assert_cmd::Command::new(&self.python);
        command.current_dir(lab.path(".")).args(args);
        command.env("PYTHONPATH", self.folder.join("python"));
        let output = command
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "python3 {args:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }
}

const WHEEL: &str = "cryptography_vectors-48.0.0-py3-none-any.whl";
