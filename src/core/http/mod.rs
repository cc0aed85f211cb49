//! HTTP/1.1 as curl speaks it, over our own transport: requests spelled by us, framed by ureq,
//! answers kept as they came. Must not judge a failure; that is `diagnosis`'s.

mod answer;
pub mod body;
mod decode;
mod dial;
mod directory;
mod exchange;
mod eyeballs;
mod failure;
mod link;
mod pace;
pub mod proxy;
pub mod redact;
mod redirect;
mod request;
mod route;
mod shake;
mod socket;
mod socks;
mod tape;
mod tunnel;
mod upload;
mod url;
mod wire;
mod words;
pub mod write_out;

pub use answer::Head;
pub use decode::{ACCEPT_ENCODING, Decoder};
pub use directory::{ConnectTo, Directory, Resolve};
pub use exchange::{Exchange, Session, SessionSettings};
pub use failure::{Ended, Failure};
pub use redirect::{follow, has_credentials};
pub use request::{Header, Host, Request, is_bearer_token, is_method, is_one_line};
pub use route::Route;
pub use socket::{Family, LocalEnd, LocalPorts, SocketOptions, UnixPlace};
pub use upload::{Body, Outgoing, Piece};
pub use url::{BadUrl, Scheme, Url};
pub use words::words;
