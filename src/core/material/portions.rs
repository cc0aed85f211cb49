//! A source read in portions, so that memory grows with its largest item and not with their number:
//! a long PEM bundle is cut after END lines. Must not parse what it cuts.

use std::io::Read;

use zeroize::Zeroizing;

use super::source::{MAX_INPUT, unreadable};
use super::{Input, Origin, Source, pem};
use crate::core::{Error, Result};

/// What is left of a source.
pub struct Portions {
    origin: Origin,
    rest: Rest,
    first_line: usize,
    several: bool,
}

/// A portion that can be parsed by itself.
pub struct Portion {
    /// Its bytes.
    pub input: Input,
    /// The number of its first line in the source.
    pub first_line: usize,
    /// Whether it is one of several, and so PEM.
    is_part: bool,
}

enum Rest {
    /// Read already, in one piece.
    Whole(Option<Input>),
    /// Text that goes on; the bytes are read and not yet given out.
    Text {
        reader: Box<dyn Read>,
        pending: Zeroizing<Vec<u8>>,
        ended: bool,
    },
}

impl Portion {
    /// Whether a private key may stand in it; false is certain where it is PEM.
    pub fn may_hold_key(&self) -> bool {
        memchr::memmem::find(&self.input.bytes, b"PRIVATE KEY").is_some()
    }
}

impl Drop for Portion {
    /// PEM without a key is not wiped: long bundles are certificates, and it would take time.
    fn drop(&mut self) {
        if self.is_part && !self.may_hold_key() {
            drop(std::mem::take(&mut *self.input.bytes));
        }
    }
}

impl Portions {
    /// Opens a source. Text files over `WHOLE` bytes come in portions, all else in one.
    ///
    /// # Errors
    /// As `Source::read`.
    pub fn open(source: &Source, stdin: &mut dyn Read) -> Result<Self> {
        let origin = source.origin();
        let rest = match long_text(source, &origin)? {
            Some(text) => text,
            None => Rest::Whole(Some(source.read(stdin)?)),
        };
        Ok(Self {
            origin,
            several: matches!(rest, Rest::Text { .. }),
            rest,
            first_line: 1,
        })
    }

    /// Where they come from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Whether there may be more than one.
    pub fn are_several(&self) -> bool {
        self.several
    }

    /// The next one; `None` at the end.
    ///
    /// # Errors
    /// `Unreadable`, or `TooLarge` when one block has over `MAX_INPUT` bytes.
    pub fn next_portion(&mut self) -> Result<Option<Portion>> {
        let bytes = match &mut self.rest {
            Rest::Whole(input) => {
                let first_line = self.first_line;
                return Ok(input.take().map(|input| Portion {
                    input,
                    first_line,
                    is_part: false,
                }));
            }
            Rest::Text {
                reader,
                pending,
                ended,
            } => next_text(reader, pending, ended, &self.origin)?,
        };
        let first_line = self.first_line;
        Ok(bytes.map(|bytes| {
            self.first_line += memchr::memchr_iter(b'\n', &bytes).count();
            let origin = self.origin.clone();
            let input = Input { origin, bytes };
            Portion {
                input,
                first_line,
                is_part: true,
            }
        }))
    }
}

/// A file that is long, and whose beginning is PEM in text that can be cut anywhere between blocks.
fn long_text(source: &Source, origin: &Origin) -> Result<Option<Rest>> {
    let Source::File(path) = source else {
        return Ok(None);
    };
    let is_long = fs_err::metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() > WHOLE);
    if !is_long {
        return Ok(None);
    }
    let mut reader: Box<dyn Read> =
        Box::new(fs_err::File::open(path).map_err(|e| unreadable(origin, &e))?);
    let mut pending = Zeroizing::new(Vec::with_capacity(PORTION + 1));
    fill(&mut reader, &mut pending, PORTION).map_err(|e| unreadable(origin, &e))?;
    Ok(is_plain_pem(&pending).then_some(Rest::Text {
        reader,
        pending,
        ended: false,
    }))
}

/// UTF-16, JSON and binary files are read whole.
fn is_plain_pem(bytes: &[u8]) -> bool {
    let first = bytes.iter().find(|b| !b.is_ascii_whitespace());
    !matches!(first, Some(b'{' | b'['))
        && memchr::memchr(0, bytes).is_none()
        && memchr::memmem::find(bytes, pem::BEGIN.as_bytes()).is_some()
        && end_of_last_block(bytes).is_some()
}

fn next_text(
    reader: &mut dyn Read,
    pending: &mut Zeroizing<Vec<u8>>,
    ended: &mut bool,
    origin: &Origin,
) -> Result<Option<Zeroizing<Vec<u8>>>> {
    let mut wanted = PORTION;
    loop {
        if !*ended && pending.len() < wanted {
            let missing = wanted - pending.len();
            let read = fill(reader, pending, missing).map_err(|e| unreadable(origin, &e))?;
            *ended = read < missing;
        }
        if *ended {
            let rest = std::mem::take(&mut **pending);
            let has_block = memchr::memmem::find(&rest, pem::BEGIN.as_bytes()).is_some();
            return Ok(has_block.then(|| Zeroizing::new(rest)));
        }
        if let Some(end) = end_of_last_block(pending) {
            let mut after = Zeroizing::new(Vec::with_capacity(PORTION + 1));
            after.extend_from_slice(pending.get(end..).unwrap_or_default());
            pending.truncate(end);
            return Ok(Some(std::mem::replace(pending, after)));
        }
        wanted *= 2;
        if wanted as u64 > MAX_INPUT {
            return Err(Error::TooLarge {
                origin: origin.clone(),
                limit: MAX_INPUT,
            });
        }
    }
}

/// Appends up to so many bytes; fewer only at the end.
fn fill(reader: &mut dyn Read, out: &mut Vec<u8>, wanted: usize) -> std::io::Result<usize> {
    reader.take(wanted as u64).read_to_end(out)
}

/// Behind the dashes of the last END line, its line end included where there is one.
fn end_of_last_block(bytes: &[u8]) -> Option<usize> {
    let label = memchr::memmem::rfind(bytes, pem::END.as_bytes())? + pem::END.len();
    let dashes = memchr::memmem::find(bytes.get(label..)?, b"-----")?;
    let end = label + dashes + 5;
    let line_end = bytes.get(end..)?.iter().take_while(|b| b"\r\n".contains(b));
    Some(end + line_end.count())
}

/// Smaller files are read in one piece, in bytes: some 800 certificates.
const WHOLE: u64 = 1 << 20;
/// How much is read at a time, in bytes.
const PORTION: usize = 256 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    fn portions(text: &[u8]) -> Vec<(Vec<u8>, usize)> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("bundle");
        fs_err::write(&path, text).unwrap();
        let mut none: &[u8] = b"";
        let mut portions = Portions::open(&Source::File(path), &mut none).ok().unwrap();
        let mut out = Vec::new();
        while let Some(portion) = portions.next_portion().ok().unwrap() {
            out.push((portion.input.bytes.to_vec(), portion.first_line));
        }
        out
    }

    #[test]
    fn a_long_bundle_comes_in_portions_that_end_with_a_block() {
        let block = format!(
            "text\r\n-----BEGIN A-----\r\n{}-----END A-----\r\n",
            "QUJD\r\n".repeat(2000)
        );
        let text = block.repeat(150);
        let got = portions(text.as_bytes());
        assert!(got.len() > 4 && got.iter().all(|(bytes, _)| bytes.len() <= PORTION));
        assert_eq!(got.concat_bytes(), text.as_bytes());
        let lines: Vec<usize> = got.iter().map(|(_, line)| *line).collect();
        let expected = got.iter().scan(1, |line, (bytes, _)| {
            let at = *line;
            *line += bytes.iter().filter(|b| **b == b'\n').count();
            Some(at)
        });
        assert_eq!(lines, expected.collect::<Vec<_>>());
    }

    #[test]
    fn a_block_longer_than_a_portion_stays_whole_and_other_files_are_not_cut() {
        let long = format!(
            "-----BEGIN A-----\n{}\n-----END A-----\nend",
            "QUJD\n".repeat(300_000)
        );
        let got =
            portions(format!("{}{long}", "-----BEGIN B-----\nQQ==\n-----END B-----\n").as_bytes());
        assert_eq!(got.len(), 2);
        for other in [&b"{"[..], b"\xff\xfe"] {
            let mut text = other.to_vec();
            text.extend_from_slice(long.as_bytes());
            if other == b"\xff\xfe" {
                text.push(0);
                text.swap(2, 1_500_000);
            }
            assert_eq!(portions(&text).len(), 1);
        }
    }

    trait Joined {
        fn concat_bytes(&self) -> Vec<u8>;
    }

    impl Joined for Vec<(Vec<u8>, usize)> {
        fn concat_bytes(&self) -> Vec<u8> {
            self.iter().flat_map(|(bytes, _)| bytes.clone()).collect()
        }
    }
}
