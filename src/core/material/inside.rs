//! What stands inside something else: objects in a row, keystores, SSH keys, and material in the
//! middle of other text. Each is taken apart by its own file; here it becomes items.

use super::format::{Format, Looks, detect};
use super::items::{Collector, Item, unknown};
use super::key::NotAKey;
use super::passwords::Passwords;
use super::{Gathered, embedded, jks, labels, openssh, row, text};
use crate::core::{Error, Result};

impl Collector<'_> {
    /// Everything in these bytes; `depth` is how many texts they were inside of.
    ///
    /// # Errors
    /// Names what is wrong with the bytes; see `Error`.
    pub(super) fn add_bytes(
        &mut self,
        bytes: &[u8],
        passwords: &mut dyn Passwords,
        depth: usize,
    ) -> Result<()> {
        let format = detect(bytes);
        if depth == 0 {
            self.notes.extend(labels::misnamed(self.origin, &format));
        }
        match format {
            Format::Unknown(looks) => return Err(unknown(self.origin, looks, bytes)),
            Format::Der(_) => return self.add_row(bytes, passwords),
            Format::Jks => self.add_gathered(jks::open(bytes, self.origin, passwords)?),
            Format::Pem | Format::Embedded | Format::Ssh => {
                let Some(decoded) = text::decode(bytes) else {
                    return Err(unknown(self.origin, Looks::Binary, bytes));
                };
                self.notes.extend(decoded.repaired.map(str::to_owned));
                return self.add_text(&decoded.text, passwords, depth);
            }
        }
        Ok(())
    }

    fn add_text(&mut self, text: &str, passwords: &mut dyn Passwords, depth: usize) -> Result<()> {
        if let Some(keys) = openssh::public_keys(text) {
            for (key, comment) in keys.map_err(|e| self.not_an_ssh_key(e))? {
                self.push_named(Item::PublicKey(key), comment, false);
            }
            return Ok(());
        }
        if depth < MAX_DEPTH
            && let Some(found) = embedded::find(text)
        {
            self.notes.push(found.note);
            self.first_line = 1; // of each piece
            let before = self.items.len();
            for piece in found.pieces {
                let first = self.items.len();
                let added = self.add_bytes(&piece.bytes, passwords, depth + 1);
                self.broken.extend(added.err());
                for added in self.items.iter_mut().skip(first) {
                    let name = &mut added.friendly_name;
                    *name = name.take().or_else(|| piece.key.clone());
                }
            }
            let nothing = self.items.len() == before;
            let failed = self.broken.pop_if(|_| nothing);
            return failed.map_or(Ok(()), Err);
        }
        let reflowed = text::reflow(text);
        self.notes.extend(reflowed.repaired.map(str::to_owned));
        self.add_pem(&reflowed.text, passwords)
    }

    /// Objects one behind the other, as `cat` puts them.
    pub(super) fn add_row(&mut self, bytes: &[u8], passwords: &mut dyn Passwords) -> Result<()> {
        let row = row::split(bytes)
            .map_err(|at| self.malformed(&format!("object at byte {at}"), "it is cut short"))?;
        self.notes.extend(row.note);
        for (kind, object) in row.objects {
            self.add_der(kind, object, passwords)?;
        }
        Ok(())
    }

    fn add_gathered(&mut self, found: Gathered) {
        for named in found.items {
            self.push_named(named.item, named.name, named.stored_encrypted);
        }
        self.notes.extend(found.notes);
    }

    fn not_an_ssh_key(&self, error: NotAKey) -> Error {
        match error {
            NotAKey::Damaged => self.malformed("SSH public key", "it is cut short or changed"),
            other => self.not_a_key(other),
        }
    }

    pub(super) fn add_ssh_key(&mut self, der: &[u8]) -> Result<()> {
        let (item, comment) = openssh::private_key(der).map_err(|e| self.not_a_key(e))?;
        let locked = matches!(item, Item::LockedKey(_));
        self.push_named(item, comment, locked);
        Ok(())
    }
}

/// How many texts may be inside one another: base64 of a JSON of PEM.
const MAX_DEPTH: usize = 3;
