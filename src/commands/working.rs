//! Work of a second or more, done beside a sign of life. Must not know what the work is.

use std::time::Duration;

use super::World;
use crate::core::{Error, Result};

/// Does the work in a thread of its own, while the person sees that it goes on.
///
/// # Errors
/// The work's own.
pub fn working<T: Send>(
    world: &mut dyn World,
    what: &str,
    work: impl FnOnce() -> Result<T> + Send,
) -> Result<T> {
    let mut progress = world.progress(what, None);
    let waiting = std::thread::current();
    std::thread::scope(|scope| {
        let worker = scope.spawn(move || {
            let done = work();
            waiting.unpark();
            done
        });
        while !worker.is_finished() {
            std::thread::park_timeout(TICK);
            progress.advance(0);
        }
        worker.join().unwrap_or_else(|_| {
            Err(Error::Crypto {
                doing: "the work in the background",
                reason: "it gave up".into(),
            })
        })
    })
}

/// How often the sign of life moves.
const TICK: Duration = Duration::from_millis(100);
