//! From TLS flags to the one TLS configuration of a run.

use super::World;
use crate::cli::{ConnectionArgs, TlsMax};
use crate::core::identity::Identity;
use crate::core::tls::{TlsClient, TlsSettings, Trust, Version};
use crate::exit::Exit;
use crate::report::Failure;

/// TLS as the arguments want it; nothing is sent yet. One serves every session of a run, on any
/// number of threads, and these then resume each other's TLS sessions.
///
/// # Errors
/// Ends 58 for a key TLS cannot use, 2 for versions that exclude each other.
pub fn client(
    args: &ConnectionArgs,
    identity: Option<&Identity>,
    trust: &Trust,
    world: &dyn World,
) -> anyhow::Result<TlsClient> {
    let settings = TlsSettings {
        trust,
        identity,
        min: if args.tls13 {
            Version::Tls13
        } else {
            Version::Tls12
        },
        max: if args.tls_max == Some(TlsMax::Tls12) {
            Version::Tls12
        } else {
            Version::Tls13
        },
        insecure: args.insecure,
        resume: true,
        now: world.now(),
    };
    TlsClient::new(&settings).map_err(|e| Failure::local(&e, Exit::LocalIdentity).into())
}
