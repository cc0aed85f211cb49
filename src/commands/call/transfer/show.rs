//! The answer shown: its head and body where they belong, streamed, and what of it is kept for the
//! diagnosis.

use std::io::Read;

use super::cut::{Come, amid};
use super::judge::judge;
use super::{Hop, Outcome, Seen, Stopped, Wrote};
use crate::cli::Output;
use crate::commands::call::Section;
use crate::commands::call::options::{Fails, Options};
use crate::commands::call::plan::Transfer;
use crate::commands::call::sink::{Sink, closed, write};
use crate::commands::call::stops::{binary, no_rest, too_large, undecodable, unknown_encoding};
use crate::commands::{Progress, World};
use crate::core::http::expect::{Kept, LARGEST_BODY};
use crate::core::http::{Decoder, Exchange, Failure as WireFailure};
use crate::core::save::Draft;
use crate::exit::Exit;
use crate::report::Failure;

/// Writes the answer where it belongs and says how it is to be taken.
pub(super) fn show(
    section: &Section<'_>,
    transfer: &Transfer,
    hop: &Hop,
    mut exchange: Exchange,
    heads: &[Vec<u8>],
    seen: &mut Seen,
    world: &mut dyn World,
) -> Result<(Exchange, Outcome), Stopped> {
    let options = &*section.options;
    let with_head = options.include || options.head_only;
    let with_body = !options.is_error(exchange.head.status) || options.fails != Fails::WithoutBody;
    let with_body = with_body && rest(transfer, &exchange)?;
    let mut kept = Keeping::new(options);
    let saving = &options.saving;
    let place = saving.settled(transfer.output.as_ref(), seen.file.take(), &exchange.head);
    seen.file = place.name.clone();
    keep_etag(options, &exchange)?;
    if with_head || with_body {
        let resume = transfer.resume.filter(|_| hop.request.body.is_none());
        let mut sink = saving.open(&place, resume, (&exchange.head, options.pretty), world)?;
        seen.wrote = resume.map(Wrote::Behind);
        for head in heads.iter().filter(|_| with_head) {
            sink.head(head).or_else(closed)?;
        }
        if with_body && !options.head_only {
            let forced = matches!(&transfer.output, Some(Output::File(name)) if name == "-");
            let to = (&mut sink, &mut kept, forced);
            body(section, &mut exchange, hop, to, seen, world)?;
        }
        let trailer = exchange.trailer();
        if with_head && !trailer.is_empty() {
            sink.head(&trailer).or_else(closed)?;
        }
        saving.finish(sink, &exchange.head)?;
        seen.wrote.get_or_insert(place.whole());
    }
    if !with_body && !options.head_only {
        let whole = exchange.read_to_limit(kept.limit + 1);
        kept.take(&whole.unwrap_or_default());
    }
    let outcome = judge(section, hop, &exchange, kept.as_kept(), seen);
    Ok((exchange, outcome))
}

/// Whether there is a rest to be added to what is there: a server that has no more says 416.
fn rest(transfer: &Transfer, exchange: &Exchange) -> Result<bool, Failure> {
    let head = &exchange.head;
    let Some(from) = transfer.resume.filter(|from| *from > 0) else {
        return Ok(true);
    };
    if head.status == 416 {
        return Ok(false);
    }
    let sent = head.header("Content-Range");
    let begins = sent.as_deref().and_then(|range| {
        let digits = range.trim_start_matches(|c: char| !c.is_ascii_digit());
        digits.split('-').next()?.parse::<u64>().ok()
    });
    let length = head.header("Content-Length");
    let is_whole = length.and_then(|l| l.parse::<u64>().ok()) == Some(from);
    match begins {
        Some(begins) if begins == from => Ok(true),
        _ if is_whole => Ok(false),
        _ => Err(no_rest()),
    }
}

/// An answer without an ETag leaves the one that is there.
fn keep_etag(options: &Options, exchange: &Exchange) -> Result<(), Failure> {
    let Some(path) = &options.etag_save else {
        return Ok(());
    };
    let etag = exchange.head.header("ETag").map(|etag| etag + "\n");
    if etag.is_none() && path.exists() {
        return Ok(());
    }
    let draft = Draft {
        path: path.clone(),
        bytes: etag.as_deref().unwrap_or_default().as_bytes(),
        private: false,
    };
    crate::core::save::save_all(&[draft], true).map_err(|e| Failure::local(&e, Exit::Write))
}

/// Streams the body; its beginning is kept.
fn body(
    section: &Section<'_>,
    exchange: &mut Exchange,
    hop: &Hop,
    (sink, kept, forced): (&mut Sink, &mut Keeping, bool),
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
    if let Some(failure) = total.and_then(|total| is_over(&section.options, total)) {
        return Err(failure.into());
    }
    let to_screen = sink.is_stdout() && world.stdout_is_terminal();
    let _streaming = (sink.is_stream() && !to_screen).then(|| seen.streaming.begin());
    let _landing = sink.is_lost().then(|| seen.streaming.begin_file());
    let mut progress = (section.options.progress && !to_screen)
        .then(|| world.progress(&hop.request.url.host, total));
    let mut counted = Counted {
        exchange,
        received: 0,
        failure: None,
    };
    let mut decoder = Decoder::new(encoding.as_deref(), &mut counted).map_err(unknown_encoding)?;
    let pouring = Pouring {
        options: &section.options,
        to_screen,
        forced,
    };
    let to = (&mut *sink, kept, &mut progress);
    let ended = pouring.pour(&mut decoder, to, world)?;
    drop(decoder);
    let Counted {
        received, failure, ..
    } = counted;
    seen.downloaded = received;
    match (ended, failure) {
        (_, Some(wire)) => {
            let lost = seen.file.clone().filter(|_| sink.is_lost());
            let come = Come {
                received,
                total,
                lost,
            };
            Err(amid(hop.stopped(wire), &come))
        }
        (Err(e), None) => Err(undecodable(&e).into()),
        (Ok(()), None) => Ok(()),
    }
}

/// How a body is poured out.
struct Pouring<'p> {
    options: &'p Options,
    to_screen: bool,
    /// Binary too: the user named standard output.
    forced: bool,
}

type Bar = Option<Box<dyn Progress>>;

impl Pouring<'_> {
    /// To its end, or until nobody reads on; the inner error is the decoder's.
    fn pour(
        &self,
        decoder: &mut impl Read,
        (sink, kept, progress): (&mut Sink, &mut Keeping, &mut Bar),
        world: &mut dyn World,
    ) -> Result<std::io::Result<()>, Failure> {
        let mut buf = vec![0u8; CHUNK];
        let mut written = 0;
        loop {
            let n = match decoder.read(&mut buf) {
                Ok(0) => return Ok(Ok(())),
                Ok(n) => n,
                Err(e) => return Ok(Err(e)),
            };
            let chunk = buf.get(..n).unwrap_or_default();
            if kept.bytes.is_empty() && self.to_screen && chunk.contains(&0) {
                if !self.forced {
                    return Err(binary());
                }
                *sink = Sink::Stdout(world.stdout());
            }
            written += n as u64;
            if let Some(failure) = is_over(self.options, written) {
                return Err(failure);
            }
            kept.take(chunk);
            if !write(sink, chunk)? {
                if self.options.is_talkative() {
                    world.note(UNREAD);
                }
                return Ok(Ok(()));
            }
            if let Some(progress) = progress {
                progress.advance(n as u64);
            }
        }
    }
}

/// `--max-filesize` is exceeded.
fn is_over(options: &Options, bytes: u64) -> Option<Failure> {
    let most = options.max_filesize;
    most.filter(|most| bytes > *most).map(too_large)
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

/// Said of a pipe that its reader closed, which is no failure.
const UNREAD: &str = "nobody reads the output any more: the rest of the answer was left";
/// How much is moved at once, in bytes.
const CHUNK: usize = 32 << 10;
/// How much of an error's body is looked at, in bytes.
const JUDGED: usize = 8 << 10;
