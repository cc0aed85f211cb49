//! What a signal leaves behind: no file that is not whole, and a word about what was streamed.
//! Must not keep the process from ending.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::commands::Voice;

/// How many bodies are on their way to what cannot take them back: a pipe, a device.
#[derive(Clone, Default)]
pub struct Streaming {
    streams: Arc<AtomicUsize>,
    /// The same of files that appear when they are whole.
    files: Arc<AtomicUsize>,
}

/// One of them; over when dropped.
pub struct Stream(Arc<AtomicUsize>);

impl Streaming {
    /// One more, until the result is dropped.
    pub fn begin(&self) -> Stream {
        Stream::of(&self.streams)
    }

    /// One more file, until the result is dropped.
    pub fn begin_file(&self) -> Stream {
        Stream::of(&self.files)
    }

    /// From now on an interrupt or a request to end removes what is not whole, and tells of what
    /// was streamed if there is a voice; then it ends the process as it would have. A file that
    /// grows over its limit is an error from now on, and no end.
    ///
    /// # Errors
    /// When the system refuses.
    #[cfg(unix)]
    pub fn watch(&self, voice: Option<Arc<dyn Voice>>) -> anyhow::Result<()> {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
        use signal_hook::iterator::Signals;

        signal_hook::flag::register(SIGXFSZ, Arc::default())?;
        let ignored = ignored();
        // elsewhere nohup could not be seen
        let hangup = cfg!(target_os = "linux").then_some(SIGHUP);
        let caught = [SIGINT, SIGTERM].into_iter().chain(hangup);
        let mut signals = Signals::new(caught.filter(|signal| ignored & (1 << (signal - 1)) == 0))?;
        let [streams, files] = [&self.streams, &self.files].map(Arc::clone);
        std::thread::Builder::new().spawn(move || {
            for signal in signals.forever() {
                crate::core::save::abandon();
                let are = |many: &AtomicUsize| many.load(Ordering::SeqCst) > 0;
                let lines = [
                    are(&streams).then_some("what was written is not whole"),
                    are(&files)
                        .then_some("the file that was coming is not kept; -C - keeps what comes"),
                ];
                for line in lines.into_iter().flatten() {
                    if let Some(voice) = &voice {
                        voice.say(&format!("mtls: stopped by a signal: {line}\n"));
                    }
                }
                // as if it had never been caught: the shell sees 128 and the signal
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
        })?;
        Ok(())
    }

    /// Elsewhere the system ends the process.
    ///
    /// # Errors
    /// None.
    #[cfg(not(unix))]
    pub fn watch(&self, _: Option<Arc<dyn Voice>>) -> anyhow::Result<()> {
        Ok(())
    }
}

/// The signals that whoever started us wants ignored (a shell's, for what runs in the background):
/// they stay so. As the system counts them: the lowest bit is signal 1.
#[cfg(unix)]
fn ignored() -> u64 {
    let status = fs_err::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .unwrap_or(0)
}

impl Stream {
    fn of(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(count))
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
