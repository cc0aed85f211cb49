//! Work going on, as a person sees it. Must not show anything in the first second, nor elsewhere
//! than on a terminal.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::commands::Progress;
use crate::render;

/// Drawn on a terminal only, and only once a second has passed.
pub(super) struct Bar {
    bar: ProgressBar,
    started: Instant,
    shown: bool,
}

impl Bar {
    /// Of bytes, of so many where that is known.
    pub fn of_bytes(what: &str, total: Option<u64>) -> Self {
        Self::new(what, total, BYTES)
    }

    /// Of so many things.
    pub fn of_things(what: &str, total: u64) -> Self {
        Self::new(what, Some(total), THINGS)
    }

    fn new(what: &str, total: Option<u64>, measured: &'static str) -> Self {
        let bar = ProgressBar::hidden();
        let template = match total {
            Some(bytes) => {
                bar.set_length(bytes);
                measured
            }
            None => "{spinner} {msg} {elapsed}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(render::printable(what).into_owned());
        Self {
            bar,
            started: Instant::now(),
            shown: false,
        }
    }
}

impl Progress for Bar {
    fn advance(&mut self, bytes: u64) {
        self.bar.inc(bytes);
        if !self.shown && self.started.elapsed() > Duration::from_secs(1) {
            self.shown = true;
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// How a bar of known length is drawn.
const BYTES: &str = "{msg} {bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta}";
const THINGS: &str = "{msg} {bar:30} {pos}/{len} {eta}";
