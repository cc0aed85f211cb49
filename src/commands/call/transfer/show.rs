//! The answer shown: its head and body where they belong, streamed, and what of it is kept for the
//! diagnosis.

use std::io::Read;

use super::judge::judge;
use super::{Hop, Outcome, Seen, Stopped};
use crate::commands::World;
use crate::commands::call::Section;
use crate::commands::call::options::Fails;
use crate::commands::call::sink::{Sink, write};
use crate::commands::call::stops::{binary, undecodable, unknown_encoding};
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
    let options = &section.options;
    let with_head = options.include || options.head_only;
    let with_body = exchange.head.status < 400 || options.fails != Fails::WithoutBody;
    let mut beginning = Vec::new();
    if with_head || with_body {
        let mut sink = Sink::open(seen.file.as_deref(), world)?;
        for head in heads.iter().filter(|_| with_head) {
            write(&mut sink, head)?;
        }
        if with_body && !options.head_only {
            beginning = body(section, &mut exchange, hop, &mut sink, seen, world)?;
        }
        sink.finish()?;
    }
    if !with_body && !options.head_only {
        beginning = exchange.read_to_limit(JUDGED).unwrap_or_default();
    }
    let outcome = judge(section, hop, &exchange, &beginning);
    Ok((exchange, outcome))
}

/// Streams the body; gives its beginning back for the diagnosis.
fn body(
    section: &Section<'_>,
    exchange: &mut Exchange,
    hop: &Hop,
    sink: &mut Sink,
    seen: &mut Seen,
    world: &mut dyn World,
) -> Result<Vec<u8>, Stopped> {
    let encoding = exchange
        .head
        .header("Content-Encoding")
        .filter(|_| section.options.compressed);
    let total = exchange
        .head
        .header("Content-Length")
        .and_then(|v| v.parse().ok());
    let to_screen = sink.is_stdout() && world.stdout_is_terminal();
    let mut progress = (section.options.is_talkative() && !to_screen)
        .then(|| world.progress(&hop.request.url.host, total));
    let mut counted = Counted {
        exchange,
        received: 0,
        failure: None,
    };
    let mut decoder = Decoder::new(encoding.as_deref(), &mut counted).map_err(unknown_encoding)?;
    let mut beginning = Vec::new();
    let mut buf = vec![0u8; CHUNK];
    let ended = loop {
        let n = match decoder.read(&mut buf) {
            Ok(0) => break Ok(()),
            Ok(n) => n,
            Err(e) => break Err(e),
        };
        let chunk = buf.get(..n).unwrap_or_default();
        if beginning.is_empty() && to_screen && chunk.contains(&0) {
            return Err(binary().into());
        }
        let room = JUDGED.saturating_sub(beginning.len());
        beginning.extend(chunk.iter().take(room));
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
        (Ok(()), None) => Ok(beginning),
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
