//! What goes along with a request: its trace, and the progress of what is sent. Must not change
//! what passes.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::commands::call::options::Options;
use crate::commands::call::trace::Trace;
use crate::commands::{Progress, World};
use crate::core::http::{Request, Watch};
use crate::core::tls::Handshake;

/// Who is to be told of what passes; `None` where nobody wants to know.
pub(super) fn beside(
    options: &Options,
    request: &Request,
    trace: Option<&Arc<Trace>>,
    world: &mut dyn World,
) -> Option<Arc<dyn Watch>> {
    let sends = options.progress && request.body.is_some();
    if !sends && trace.is_none() {
        return None;
    }
    let total = request.body.as_ref().and_then(|body| body.length());
    let progress = sends.then(|| world.progress(&request.url.host, total));
    Some(Arc::new(Beside {
        trace: trace.cloned(),
        progress: Mutex::new(progress),
    }))
}

struct Beside {
    trace: Option<Arc<Trace>>,
    /// Gone once an answer comes.
    progress: Mutex<Option<Box<dyn Progress>>>,
}

impl Beside {
    fn tell(&self, what: impl FnOnce(&Trace)) {
        if let Some(trace) = &self.trace {
            what(trace);
        }
    }
}

impl fmt::Debug for Beside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Beside(..)")
    }
}

impl Watch for Beside {
    fn connected(&self, handshake: &Handshake) {
        self.tell(|trace| trace.connected(handshake));
    }

    fn head_sent(&self, head: &[u8]) {
        self.tell(|trace| trace.head_sent(head));
    }

    fn data_sent(&self, bytes: &[u8]) {
        self.tell(|trace| trace.data_sent(bytes));
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(progress) = &mut *progress {
            progress.advance(bytes.len() as u64);
        }
    }

    fn head_received(&self, head: &[u8]) {
        self.tell(|trace| trace.head_received(head));
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn data_received(&self, bytes: &[u8]) {
        self.tell(|trace| trace.data_received(bytes));
    }
}
