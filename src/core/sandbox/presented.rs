//! The certificate that the sandbox presents, by what a client takes. Must not judge clients.

use std::sync::{Arc, OnceLock};

use rustls::SignatureScheme;
use rustls::crypto::CryptoProvider;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::tls::{der, failed};
use super::{Issued, Materials, SharedClock};
use crate::core::Result;

/// What the sandbox presents: EC to all who take it, RSA to clients that are pinned to suites such
/// as ECDHE-RSA-AES256-GCM-SHA384; that key is made when it is first needed.
pub(super) struct ServerIdentity {
    pub usual: Arc<CertifiedKey>,
    pub flawed: bool,
    pub rsa: OnceLock<Option<Arc<CertifiedKey>>>,
    pub materials: Arc<Materials>,
    pub provider: Arc<CryptoProvider>,
    pub clock: SharedClock,
}

impl std::fmt::Debug for ServerIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ServerIdentity(..)")
    }
}

impl ResolvesServerCert for ServerIdentity {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        // rustls has left out the schemes that go with none of the client's suites
        let takes = hello.signature_schemes();
        if self.flawed || takes.contains(&SignatureScheme::ECDSA_NISTP256_SHA256) {
            return Some(Arc::clone(&self.usual));
        }
        let make = || {
            let issued = self.materials.make_rsa_server(self.clock.now()).ok()?;
            certified(&issued, &self.provider).ok()
        };
        self.rsa.get_or_init(make).clone()
    }
}

pub(super) fn certified(issued: &Issued, provider: &CryptoProvider) -> Result<Arc<CertifiedKey>> {
    let key = issued.key.expose_pkcs8().to_vec(); // exposed to sign handshakes with it
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key));
    CertifiedKey::from_der(vec![der(&issued.certificate)], key, provider)
        .map(Arc::new)
        .map_err(failed)
}
