//! Work of a second or more, done beside a sign of life. Must not know what the work is.

use std::sync::mpsc::{self, RecvTimeoutError};
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
    let (done, result) = mpsc::channel();
    std::thread::scope(|scope| {
        let worker = scope.spawn(move || {
            let _ = done.send(work()); // it is waited for below
        });
        loop {
            match result.recv_timeout(TICK) {
                Ok(result) => return result,
                Err(RecvTimeoutError::Timeout) => progress.advance(0),
                Err(RecvTimeoutError::Disconnected) => {
                    let _ = worker.join(); // it ended without a result
                    return Err(Error::Crypto {
                        doing: "the work in the background",
                        reason: "it gave up".into(),
                    });
                }
            }
        }
    })
}

/// How often the sign of life moves.
const TICK: Duration = Duration::from_millis(100);
