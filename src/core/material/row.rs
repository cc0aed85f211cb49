//! DER objects one behind the other in one file, and what may stand behind the last. Must not
//! parse them.

use super::der;
use super::format::DerKind;

/// The objects in order, and what was passed over.
pub struct Row<'a> {
    /// Each with its kind.
    pub objects: Vec<(DerKind, &'a [u8])>,
    /// What stood behind them; `None` when nothing did.
    pub note: Option<String>,
}

/// Splits bytes that begin with an object known here. One in BER takes all of them.
///
/// # Errors
/// Where an object begins that is cut short.
pub fn split(bytes: &[u8]) -> Result<Row<'_>, usize> {
    let mut row = Row {
        objects: Vec::new(),
        note: None,
    };
    let (mut rest, mut skipped) = (bytes, 0);
    while !rest.is_empty() {
        let at = bytes.len() - rest.len();
        let kind = DerKind::of(rest);
        if kind.is_none()
            && let Some(kind) = DerKind::of_ber(rest)
        {
            row.objects.push((kind, rest));
            return Ok(row);
        }
        match (kind, der::take(rest)) {
            (Some(kind), Some((tlv, after))) => {
                row.objects.push((kind, tlv.whole));
                rest = after;
            }
            _ if padding(rest) == rest.len() || is_known(rest.get(padding(rest)..)) => {
                skipped += padding(rest);
                rest = rest.get(padding(rest)..).unwrap_or_default();
                row.note = Some(format!(
                    "{skipped} byte(s) of padding or line ends passed over"
                ));
            }
            _ if is_cut(rest) => return Err(at),
            _ => {
                row.note = Some(format!(
                    "from byte {at} on something else stands behind it, which was passed over"
                ));
                return Ok(row);
            }
        }
    }
    Ok(row)
}

/// How many bytes of it are line ends, blanks, zeros, erased flash, DOS's end of a file.
fn padding(bytes: &[u8]) -> usize {
    let is_padding = |b: &&u8| matches!(b, 0 | 0xff | 0x1a | b' ' | b'\t' | b'\r' | b'\n');
    bytes.iter().take_while(is_padding).count()
}

/// Whether an object begins right behind padding.
fn is_known(rest: Option<&[u8]>) -> bool {
    rest.is_some_and(|rest| {
        DerKind::of(rest)
            .or_else(|| DerKind::of_ber(rest))
            .is_some()
    })
}

fn is_cut(bytes: &[u8]) -> bool {
    bytes.first() == Some(&der::tag::SEQUENCE)
        && der::promised_length(bytes).is_none_or(|promised| promised > bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use der::{sequence, tag, wrap};

    #[test]
    fn objects_are_split_and_the_rest_is_told() {
        let number = wrap(tag::INTEGER, &[3; 9]);
        let key = sequence(&[&number, &number]);
        let two = [key.as_slice(), &key].concat();
        let apart = [key.as_slice(), b"\r\n", &key].concat();
        let apart = split(&apart).unwrap();
        assert!(apart.objects.len() == 2 && apart.note.unwrap().starts_with("2 byte(s)"));
        let of = |tail: &[u8]| split(&[&two, tail].concat()).map(|r| (r.objects.len(), r.note));
        assert_eq!(of(b""), Ok((2, None)));
        let (count, note) = of(b"\r\n\0\0").unwrap();
        assert!(count == 2 && note.unwrap().contains("4 byte(s) of padding"));
        let (count, note) = of(b"\x04\x01x").unwrap();
        assert!(count == 2 && note.unwrap().contains("from byte 48 on"));
        assert_eq!(of(&key[..9]), Err(48));
        assert_eq!(of(&key[..1]), Err(48));
    }
}
