//! ClientHellos made by hand, and what comes back to them: what a server takes beyond that which
//! the TLS library here can speak. Must never finish a handshake, nor send anything but a hello.

mod client;
mod names;
mod obstacle;
mod reply;
mod survey;
mod talk;

pub use client::{ClientHello, MOST_SUITES};
pub use names::{Group, Protocol, Scheme, Suite};
pub use obstacle::{Dimension, Obstacle, Ours, obstacle};
pub use reply::{Depth, Reply, ServerHello, decode, version_of};
pub use survey::{Survey, Taken, Verdict, survey};
pub use talk::{Dial, Limits, Outcome, Wire};
