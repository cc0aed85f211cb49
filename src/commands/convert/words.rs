//! The words of the command line as the core's. Must not decide anything.

use crate::cli::convert::{ChainPart, KeyFormat, Reader};
use crate::core::identity::export;
use crate::core::material::KeyForm;

impl From<Reader> for export::Reader {
    fn from(reader: Reader) -> Self {
        match reader {
            Reader::Openssl => Self::Openssl,
            Reader::Java8 => Self::Java8,
            Reader::Node => Self::Node,
            Reader::Windows => Self::Windows,
            Reader::Macos => Self::Macos,
            Reader::Nginx => Self::Nginx,
        }
    }
}

impl From<ChainPart> for export::ChainPart {
    fn from(part: ChainPart) -> Self {
        match part {
            ChainPart::None => Self::None,
            ChainPart::Full => Self::Full,
            ChainPart::NoRoot => Self::NoRoot,
        }
    }
}

impl From<KeyFormat> for KeyForm {
    fn from(format: KeyFormat) -> Self {
        match format {
            KeyFormat::Pkcs8 => Self::Pkcs8,
            KeyFormat::Pkcs1 => Self::Pkcs1,
            KeyFormat::Sec1 => Self::Sec1,
            KeyFormat::Traditional => Self::Traditional,
        }
    }
}
