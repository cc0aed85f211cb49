//! The answer shown: its head and body where they belong, streamed, and what of it is kept for the
//! diagnosis.

use std::io::Read;

use super::judge::judge;
use super::{Hop, Outcome, Seen, Stopped};
use crate::commands::World;
use crate::commands::call::Section;
use crate::commands::call::options::{Fails, Options};
use crate::commands::call::sink::{Sink, closed, write};
use crate::commands::call::stops::{binary, undecodable, unknown_encoding};
use crate::core::http::expect::{Kept, LARGEST_BODY};
use crate::core::http::{Decoder, Exchange, Failure as WireFailure};

/// Writes the answer where it belongs and says how it is to be taken.
pub(super) fn show(
    section: &Section<'_>,
    hop: &Hop,
    mut exchange: Exchange,
    heads: &[Vec<u8>],
    seen: &mut Seen,
    world: &mut dyn World,
) -> Result<(Exchange, Outcome), Stopped> {
    let options = &*section.options;
    let with_head = options.include || options.head_only;
    let with_body = !options.is_error(exchange.head.status) || options.fails != Fails::WithoutBody;
    let mut kept = Keeping::new(options);
    if with_head || with_body {
        let mut sink = Sink::open(seen.file.as_deref(), &exchange.head, options.pretty, world)?;
        for head in heads.iter().filter(|_| with_head) {
            sink.head(head).or_else(closed)?;
        }
        if with_body && !options.head_only {
            let to = (&mut sink, &mut kept);
            body(section, &mut exchange, hop, to, seen, world)?;
        }
        sink.finish()?;
    }
    if !with_body && !options.head_only {
        let whole = exchange.read_to_limit(kept.limit + 1);
        kept.take(&whole.unwrap_or_default());
    }
    let outcome = judge(section, hop, &exchange, kept.as_kept(), seen);
    Ok((exchange, outcome))
}

/// Streams the body; its beginning is kept.
fn body(
    section: &Section<'_>,
    exchange: &mut Exchange,
    hop: &Hop,
    (sink, kept): (&mut Sink, &mut Keeping),
    seen: &mut Seen,
    world: &mut dyn World,
) -> Result<(), Stopped> {
    let encoding = exchange
        .head
        .header("Content-Encoding")
        .filter(|_| section.options.compressed);
    let total = exchange
        .head
        .header("Content-Length")
        .and_then(|v| v.parse().ok());
    let to_screen = sink.is_stdout() && world.stdout_is_terminal();
    let _streaming = (sink.is_stream() && !to_screen).then(|| seen.streaming.begin());
    let mut progress = (section.options.progress && !to_screen)
        .then(|| world.progress(&hop.request.url.host, total));
    let mut counted = Counted {
        exchange,
        received: 0,
        failure: None,
    };
    let mut decoder = Decoder::new(encoding.as_deref(), &mut counted).map_err(unknown_encoding)?;
    let mut buf = vec![0u8; CHUNK];
    let ended = loop {
        let n = match decoder.read(&mut buf) {
            Ok(0) => break Ok(()),
            Ok(n) => n,
            Err(e) => break Err(e),
        };
        let chunk = buf.get(..n).unwrap_or_default();
        if kept.bytes.is_empty() && to_screen && chunk.contains(&0) {
            return Err(binary().into());
        }
        kept.take(chunk);
        if !write(sink, chunk)? {
            break Ok(()); // nobody reads on
        }
        if let Some(progress) = &mut progress {
            progress.advance(n as u64);
        }
    };
    drop(decoder);
    let Counted {
        received, failure, ..
    } = counted;
    seen.downloaded = received;
    match (ended, failure) {
        (_, Some(wire)) => Err(hop.stopped(wire)),
        (Err(e), None) => Err(undecodable(&e).into()),
        (Ok(()), None) => Ok(()),
    }
}

/// The beginning of a body, for the diagnosis and what is expected of it.
struct Keeping {
    bytes: Vec<u8>,
    limit: usize,
    cut: bool,
}

impl Keeping {
    fn new(options: &Options) -> Self {
        Self {
            bytes: Vec::new(),
            limit: match options.expect.look_into_body() {
                true => LARGEST_BODY,
                false => JUDGED,
            },
            cut: false,
        }
    }

    fn take(&mut self, chunk: &[u8]) {
        let room = self.limit - self.bytes.len();
        self.cut |= chunk.len() > room;
        self.bytes.extend(chunk.iter().take(room));
    }

    fn as_kept(&self) -> Kept<'_> {
        Kept {
            bytes: &self.bytes,
            cut: self.cut,
        }
    }
}

/// The body as it came, counted; its failure is kept whole beside the io error.
struct Counted<'a> {
    exchange: &'a mut Exchange,
    received: u64,
    failure: Option<Box<WireFailure>>,
}

impl Read for Counted<'_> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        match self.exchange.read(buf) {
            Ok(n) => {
                self.received += n as u64;
                Ok(n)
            }
            Err(failure) => {
                self.failure = Some(failure);
                Err(std::io::Error::other("the exchange failed"))
            }
        }
    }
}

/// How much is moved at once, in bytes.
const CHUNK: usize = 32 << 10;
/// How much of an error's body is looked at, in bytes.
const JUDGED: usize = 8 << 10;
