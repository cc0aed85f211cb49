//! A server probed: several handshakes, one HEAD, and an ordered staircase of verdicts, of which
//! the first red one is the answer. Sends nothing else; what is wrong is `diagnosis`'s to say.

mod client;
mod clock;
mod http;
mod server;
mod stairs;
mod step;
mod stranger;
mod transport;
mod tries;

pub use clock::Skew;
pub use http::{Weight, weigh};
pub use stairs::{Climb, steps};
pub use step::{Rung, Step, Verdict, milliseconds};
pub use stranger::stranger;
pub use tries::{Seen, Tries, try_all};
