//! A pin counts only for whoever has the key that is pinned.

use crate::certificates;
use crate::recorder::{self, Recorder};

#[test]
fn an_old_certificate_is_no_proof_without_its_key_even_unchecked() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let versions: [&[_]; 2] = [&[&rustls::version::TLS12], &[&rustls::version::TLS13]];
    for version in versions {
        for (key, is_theirs) in [("client.key", true), ("server.key", false)] {
            let config = recorder::speaking(&lab, "v1.crt", key, version);
            let server = Recorder::plain().beside(Some(config));
            for pinned in [&["--pinnedpubkey", "v1.crt"][..], &[]] {
                let url = server.url("/");
                let args = [&["call", &url, "-k"], pinned].concat();
                let ran = lab.mtls(&args);
                assert_eq!(ran.code == 0, is_theirs, "{key} {pinned:?}: {ran:?}");
                assert_eq!(server.take().len(), usize::from(is_theirs));
            }
        }
    }
}
