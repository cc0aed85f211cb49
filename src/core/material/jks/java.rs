//! What of Java a keystore takes: its own UTF-8, and skipping an object of its serialization, which
//! carries no length of its own. Must not know keystores; never panics, never allocates by a length field.

use super::super::cursor::Cursor;

/// A class as far as skipping its objects needs it.
struct Class {
    name: String,
    flags: u8,
    fields: Vec<u8>,
    parent: Option<usize>,
}

/// What the stream may refer back to: classes are kept, all else only counted.
#[derive(Default)]
struct Handles {
    classes: Vec<Class>,
    /// For each handle the class that it stands for.
    all: Vec<Option<usize>>,
}

impl Cursor<'_> {
    /// Text behind its length in two bytes: UTF-8, but each UTF-16 unit by itself, and NUL in two
    /// bytes (`DataInput.readUTF`).
    pub fn utf(&mut self) -> Option<String> {
        let length = usize::from(self.u16()?);
        let mut bytes = self.take(length)?.iter();
        let mut units = Vec::new();
        while let Some(first) = bytes.next() {
            let mut next = || bytes.next().map(|b| u16::from(b & 0x3f));
            let first = u16::from(*first);
            units.push(match first {
                0..0x80 => first,
                0xc0..0xe0 => (first & 0x1f) << 6 | next()?,
                0xe0..0xf0 => (first & 0x0f) << 12 | next()? << 6 | next()?,
                _ => return None,
            });
        }
        Some(String::from_utf16_lossy(&units))
    }

    /// Skips one object of Java's serialization with its stream header (Java Object Serialization
    /// Specification, section 6.4.2).
    pub fn skip_java_object(&mut self) -> Option<()> {
        let header = self.u32()?;
        (header == STREAM_HEADER).then_some(())?;
        self.content(&mut Handles::default(), 0)
    }

    fn content(&mut self, handles: &mut Handles, depth: usize) -> Option<()> {
        (depth < MAX_DEPTH).then_some(())?;
        match self.u8()? {
            TC_NULL => Some(()),
            TC_REFERENCE => self.u32().map(drop),
            TC_OBJECT => {
                let class = self.class(handles, depth)?;
                handles.all.push(None);
                self.values_of(class?, handles, depth)
            }
            TC_ARRAY => {
                let class = self.class(handles, depth)??;
                handles.all.push(None);
                let element = *handles.classes.get(class)?.name.as_bytes().get(1)?;
                let count = self.u32()?;
                self.elements(element, count, handles, depth)
            }
            TC_STRING => {
                handles.all.push(None);
                self.utf().map(drop)
            }
            TC_BLOCK => {
                let length = self.u8()?;
                self.take(length.into()).map(drop)
            }
            TC_LONG_BLOCK => self.block().map(drop),
            _ => None,
        }
    }

    /// A class description; `None` inside for the null one.
    fn class(&mut self, handles: &mut Handles, depth: usize) -> Option<Option<usize>> {
        (depth < MAX_DEPTH).then_some(())?;
        match self.u8()? {
            TC_NULL => Some(None),
            TC_REFERENCE => {
                let at = self.u32()?.checked_sub(FIRST_HANDLE)?;
                let class = *handles.all.get(usize::try_from(at).ok()?)?;
                class.map(Some)
            }
            TC_CLASS => {
                let name = self.utf()?;
                self.take(8)?; // serialVersionUID
                let index = handles.classes.len();
                handles.all.push(Some(index));
                handles.classes.push(Class {
                    name,
                    flags: self.u8()?,
                    fields: Vec::new(),
                    parent: None,
                });
                let fields = self.fields(handles, depth)?;
                self.annotation(handles, depth)?;
                let parent = self.class(handles, depth + 1)?;
                let class = handles.classes.get_mut(index)?;
                (class.fields, class.parent) = (fields, parent);
                Some(Some(index))
            }
            _ => None,
        }
    }

    fn fields(&mut self, handles: &mut Handles, depth: usize) -> Option<Vec<u8>> {
        let count = self.u16()?;
        let mut fields = Vec::new();
        for _ in 0..count {
            let kind = self.u8()?;
            self.utf()?;
            if matches!(kind, b'[' | b'L') {
                self.content(handles, depth + 1)?; // the name of its class
            }
            fields.push(kind);
        }
        Some(fields)
    }

    /// What a class wrote behind its fields, up to the mark.
    fn annotation(&mut self, handles: &mut Handles, depth: usize) -> Option<()> {
        while *self.rest().first()? != TC_END {
            self.content(handles, depth + 1)?;
        }
        self.u8().map(drop)
    }

    /// The values of an object, those of its parents first.
    fn values_of(&mut self, class: usize, handles: &mut Handles, depth: usize) -> Option<()> {
        (depth < MAX_DEPTH).then_some(())?;
        let own = handles.classes.get(class)?;
        let (flags, fields) = (own.flags, own.fields.len());
        if let Some(parent) = own.parent {
            self.values_of(parent, handles, depth + 1)?;
        }
        (flags & SC_SERIALIZABLE != 0).then_some(())?;
        for at in 0..fields {
            let kind = *handles.classes.get(class)?.fields.get(at)?;
            self.elements(kind, 1, handles, depth)?;
        }
        if flags & SC_WRITE_METHOD != 0 {
            self.annotation(handles, depth)?;
        }
        Some(())
    }

    fn elements(
        &mut self,
        kind: u8,
        count: u32,
        handles: &mut Handles,
        depth: usize,
    ) -> Option<()> {
        let size: usize = match kind {
            b'B' | b'Z' => 1,
            b'C' | b'S' => 2,
            b'F' | b'I' => 4,
            b'D' | b'J' => 8,
            b'[' | b'L' => {
                return (0..count).try_for_each(|_| self.content(handles, depth + 1));
            }
            _ => return None,
        };
        let length = usize::try_from(count).ok()?.checked_mul(size)?;
        self.take(length).map(drop)
    }
}

/// Its magic number and version 5.
const STREAM_HEADER: u32 = 0xaced_0005;
const FIRST_HANDLE: u32 = 0x007e_0000;
/// How deep objects may nest; a sealed key needs three.
const MAX_DEPTH: usize = 16;
const TC_NULL: u8 = 0x70;
const TC_REFERENCE: u8 = 0x71;
const TC_CLASS: u8 = 0x72;
const TC_OBJECT: u8 = 0x73;
const TC_STRING: u8 = 0x74;
const TC_ARRAY: u8 = 0x75;
const TC_BLOCK: u8 = 0x77;
const TC_END: u8 = 0x78;
const TC_LONG_BLOCK: u8 = 0x7a;
const SC_WRITE_METHOD: u8 = 0x01;
const SC_SERIALIZABLE: u8 = 0x02;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn java_s_own_utf8_is_read() {
        let mut reader = Cursor::new(b"\x00\x0ba\xc3\xa9\xc0\x80\xed\xa0\xbd\xed\xb4\x91");
        assert_eq!(reader.utf().unwrap(), "a\u{e9}\0\u{1f511}");
        assert!(Cursor::new(b"\x00\x02a").utf().is_none());
        assert!(Cursor::new(b"\x00\x01\xff").utf().is_none());
    }

    #[test]
    fn objects_that_never_end_or_nest_are_refused() {
        let header = STREAM_HEADER.to_be_bytes();
        let nested = [&header[..], &[TC_OBJECT, TC_CLASS, 0, 0].repeat(5000)].concat();
        let array = [&header[..], &[TC_OBJECT; 5000]].concat();
        let huge = [
            &header[..],
            &[TC_ARRAY, TC_CLASS, 0, 2, b'[', b'B'],
            &[0; 8],
            &[2, 0, 0, TC_END, TC_NULL, 0xff, 0xff, 0xff, 0xff],
        ]
        .concat();
        for bytes in [nested, array, huge, Vec::new()] {
            assert!(Cursor::new(&bytes).skip_java_object().is_none());
        }
    }
}
