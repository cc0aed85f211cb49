//! The secrets of connections in NSS's key log format (RFC 9850), for Wireshark. Who has the file
//! can read what was sent: it is opened by whoever was asked for it, and never by itself.

use std::fmt;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

use rustls::KeyLog;
use zeroize::Zeroizing;

/// Writes a line for each secret; one that cannot be written is lost.
pub struct KeyLogFile(Mutex<Box<dyn Write + Send>>);

impl KeyLogFile {
    /// To a file opened for appending, each line in one piece.
    pub fn new(file: impl Write + Send + 'static) -> Self {
        Self(Mutex::new(Box::new(file)))
    }
}

impl KeyLog for KeyLogFile {
    fn log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        let mut line = Zeroizing::new(Vec::with_capacity(LINE));
        let _ = write!(line, "{label} ");
        for (at, bytes) in [client_random, secret].into_iter().enumerate() {
            for byte in bytes {
                let _ = write!(line, "{byte:02x}");
            }
            line.push(if at == 0 { b' ' } else { b'\n' });
        }
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = file.write_all(&line).and_then(|()| file.flush());
    }
}

impl fmt::Debug for KeyLogFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyLogFile(..)")
    }
}

/// Longer than any, in bytes: a line that grew would leave copies of the secret behind.
const LINE: usize = 512;
