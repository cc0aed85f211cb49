//! HTTP/1.1 as curl speaks it, over our own transport: requests spelled by us, framed by ureq,
//! answers kept as they came. Must not judge a failure; that is `diagnosis`'s.

mod answer;
pub mod body;
mod cookie;
pub mod date;
mod decode;
mod dial;
mod directory;
mod exchange;
mod failure;
pub mod form;
mod glob;
mod netrc;
mod raw;
pub mod redact;
mod redirect;
mod request;
mod shake;
mod tape;
mod upload;
mod url;
mod wire;
mod words;
pub mod write_out;

pub use answer::Head;
pub use cookie::Jar;
pub use decode::{ACCEPT_ENCODING, Decoder};
pub use directory::{ConnectTo, Directory, Resolve};
pub use exchange::{Exchange, Session, SessionSettings};
pub use failure::{Ended, Failure};
pub use glob::{BadGlob, Expanded, Glob};
pub use netrc::Netrc;
pub use redirect::{Rules, follow, has_credentials};
pub use request::{Framing, Header, Host, Request, is_bearer_token, is_method, is_one_line};
pub use upload::{Body, Outgoing, Piece};
pub use url::{BadUrl, Scheme, Url};
pub use words::words;
