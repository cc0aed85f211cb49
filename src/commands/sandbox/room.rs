//! How many connections there is room for: each takes a file descriptor. Must not count them.

/// As many as are usual, or as the system's limit on open files lets; that is raised first, as far as
/// it needs and may be.
#[cfg(unix)]
pub fn connections() -> usize {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let wanted = USUAL + OWN;
    let mut limit = getrlimit(Resource::Nofile);
    let enough = |files: Option<u64>| files.is_none_or(|files| files >= wanted);
    if !enough(limit.current) {
        limit.current = Some(limit.maximum.map_or(wanted, |most| most.min(wanted)));
        let _ = setrlimit(Resource::Nofile, limit); // what it is then is asked again
    }
    let files = getrlimit(Resource::Nofile).current.unwrap_or(wanted);
    usize::try_from(files.saturating_sub(OWN).clamp(1, USUAL)).unwrap_or(1)
}

/// Elsewhere there is no such limit.
#[cfg(not(unix))]
pub fn connections() -> usize {
    usize::try_from(USUAL).unwrap_or(1)
}

const USUAL: u64 = 1024;
/// What is open besides: ports, logs, files that are being written, a command's streams.
const OWN: u64 = 64;
