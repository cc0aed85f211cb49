//! A body on its way to a person. Must not decide what is shown; `render::body` does.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use super::Tongue;
use crate::commands::Screen;
use crate::render::body::Body;

/// Standard output, a person in front of it.
pub(super) struct BodyScreen {
    pub body: Body,
    pub out: io::Stdout,
    pub tongue: Arc<Tongue>,
}

/// What was held is shown also when the transfer breaks off.
impl Drop for BodyScreen {
    fn drop(&mut self) {
        let _ = self.end(); // nobody is left to tell when it fails
    }
}

impl BodyScreen {
    fn show(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.body.has_masked() {
            self.tongue.has_hidden.store(true, Relaxed);
        }
        if let Some(last) = bytes.last() {
            self.tongue.is_amid.store(*last != b'\n', Relaxed);
        }
        self.out.write_all(bytes)?;
        self.out.flush()
    }
}

impl Screen for BodyScreen {
    fn head(&mut self, bytes: &[u8]) -> io::Result<()> {
        let shown = self.body.head(bytes);
        self.show(&shown)
    }

    fn end(&mut self) -> io::Result<()> {
        let shown = self.body.finish();
        self.show(&shown)
    }
}

impl Write for BodyScreen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let shown = self.body.push(bytes);
        self.show(&shown).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
