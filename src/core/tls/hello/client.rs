//! The bytes of a ClientHello (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2, RFC 6101 section
//! 5.6.1.2). Pure: randomness is the caller's. Must not know what is done with them.

use super::names::{Group, PORTIONS, Protocol, Scheme, Suite};

/// What is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientHello {
    /// The versions, the newest first; none offers nothing.
    pub versions: Vec<Protocol>,
    /// The suites, best first.
    pub suites: Vec<Suite>,
    /// The key exchange groups, best first. No share of a key is sent with any of them: a server
    /// of TLS 1.3 then names the group that it wants (RFC 8446 section 4.2.8), and that is an
    /// answer.
    pub groups: Vec<Group>,
    /// The signature schemes, best first.
    pub schemes: Vec<Scheme>,
    /// The name to ask for (SNI); `None` where the host is an address (RFC 6066 section 3).
    pub server_name: Option<String>,
    /// The client's random number, and the session's identifier that TLS 1.3 asks for when it is to
    /// pass old boxes on the way (RFC 8446 section D.4).
    pub random: [u8; 64],
}

impl ClientHello {
    /// Everything there is, of these versions; as to suites, one portion of at most `MOST_SUITES`.
    pub fn everything(versions: &[Protocol], portion: usize, server_name: Option<String>) -> Self {
        let suites = PORTIONS.get(portion).copied().unwrap_or_default();
        let suites = suites.iter().map(|number| Suite(*number));
        let usable = |suite: &Suite| versions.iter().any(|v| suite.is_for(*v));
        Self {
            versions: versions.to_vec(),
            suites: suites.filter(usable).collect(),
            groups: Group::all().collect(),
            schemes: Scheme::all().collect(),
            server_name,
            random: [0; 64],
        }
    }

    /// How many portions of suites there are.
    pub const PORTIONS: usize = PORTIONS.len();

    /// One record with the whole message.
    pub fn encode(&self) -> Vec<u8> {
        let newest = self.versions.iter().max().copied();
        let newest = newest.unwrap_or(Protocol::TLS12);
        let legacy = newest.min(Protocol::TLS12).0;
        let mut body = legacy.to_be_bytes().to_vec();
        let (random, session) = self.random.split_at(32);
        body.extend(random);
        let session = if newest == Protocol::TLS13 {
            session
        } else {
            &[]
        };
        vector(&mut body, 1, session);
        let mut suites: Vec<u8> = numbers(self.suites.iter().map(|s| s.0));
        suites.extend(SCSV.to_be_bytes());
        vector(&mut body, 2, &suites);
        vector(&mut body, 1, &[0]); // no compression
        if newest > Protocol::SSL30 {
            let extensions = self.extensions(newest, body.len());
            vector(&mut body, 2, &extensions);
        }
        let mut message = vec![1]; // client_hello
        vector(&mut message, 3, &body);
        // the version of the first record is one that old servers do not stumble over (RFC 8446
        // section 5.1)
        let record = newest.min(Protocol::TLS10).0;
        let mut out = vec![22]; // handshake
        out.extend(record.to_be_bytes());
        vector(&mut out, 2, &message);
        out
    }

    fn extensions(&self, newest: Protocol, before: usize) -> Vec<u8> {
        let mut out = Vec::new();
        if let Some(name) = &self.server_name {
            let mut entry = vec![0]; // host_name
            vector(&mut entry, 2, name.as_bytes());
            let mut list = Vec::new();
            vector(&mut list, 2, &entry);
            extension(&mut out, 0, &list);
        }
        let mut list = Vec::new();
        vector(&mut list, 2, &numbers(self.groups.iter().map(|g| g.0)));
        extension(&mut out, 10, &list); // supported_groups
        extension(&mut out, 11, &[1, 0]); // ec_point_formats: uncompressed (RFC 8422)
        if newest >= Protocol::TLS12 {
            let mut list = Vec::new();
            vector(&mut list, 2, &numbers(self.schemes.iter().map(|s| s.0)));
            extension(&mut out, 13, &list); // signature_algorithms
            extension(&mut out, 23, &[]); // extended_master_secret (RFC 7627)
        }
        if newest == Protocol::TLS13 {
            let mut list = Vec::new();
            vector(&mut list, 1, &numbers(self.versions.iter().map(|v| v.0)));
            extension(&mut out, 43, &list); // supported_versions
            extension(&mut out, 45, &[1, 1]); // psk_key_exchange_modes: psk_dhe_ke
            extension(&mut out, 51, &[0, 0]); // key_share: none
        }
        // a message of 256 to 511 bytes hangs some old servers (RFC 7685 section 3)
        let length = 4 + before + 2 + out.len();
        if (256..512).contains(&length) {
            let padding = vec![0; 512_usize.saturating_sub(length + 4)];
            extension(&mut out, 21, &padding);
        }
        out
    }
}

fn extension(out: &mut Vec<u8>, number: u16, body: &[u8]) {
    out.extend(number.to_be_bytes());
    vector(out, 2, body);
}

/// The bytes behind their length, which takes `width` bytes.
fn vector(out: &mut Vec<u8>, width: usize, body: &[u8]) {
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes();
    out.extend(length.iter().skip(4_usize.saturating_sub(width)));
    out.extend(body);
}

fn numbers(list: impl Iterator<Item = u16>) -> Vec<u8> {
    list.flat_map(u16::to_be_bytes).collect()
}

/// Some servers answer a longer list with illegal_parameter.
pub const MOST_SUITES: usize = 127;
/// TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746 section 3.3): without it some servers refuse.
const SCSV: u16 = 0x00ff;

#[cfg(test)]
mod tests {
    use super::*;

    /// Each length says exactly what is there.
    #[test]
    fn lengths_hold_in_every_version_and_the_size_is_never_one_that_hangs_servers() {
        for version in Protocol::ALL {
            for portion in 0..ClientHello::PORTIONS {
                let name = Some("api.example".to_owned());
                let mut hello = ClientHello::everything(&[version], portion, name);
                assert!(hello.suites.len() <= MOST_SUITES, "{}", hello.suites.len());
                while hello.suites.pop().is_some() {
                    let bytes = hello.encode();
                    let number =
                        |at: usize| usize::from(bytes[at]) << 8 | usize::from(bytes[at + 1]);
                    assert_eq!(number(3), bytes.len() - 5);
                    assert_eq!(number(7), bytes.len() - 9);
                    assert!(!(256..512).contains(&(bytes.len() - 5)), "{}", bytes.len());
                }
            }
        }
    }

    #[test]
    fn the_version_offered_stands_where_the_version_has_it() {
        let bytes = |version| {
            let mut hello = ClientHello::everything(&[version], 0, None);
            hello.random = [7; 64];
            hello.encode()
        };
        assert_eq!(bytes(Protocol::SSL30)[..3], [22, 3, 0]);
        assert_eq!(bytes(Protocol::SSL30)[9..11], [3, 0]);
        assert_eq!(bytes(Protocol::TLS10)[..3], [22, 3, 1]);
        assert_eq!(bytes(Protocol::TLS12)[..3], [22, 3, 1]);
        assert_eq!(bytes(Protocol::TLS12)[9..11], [3, 3]);
        let new = bytes(Protocol::TLS13);
        assert_eq!(new[9..11], [3, 3]);
        let supported = [0, 43, 0, 3, 2, 3, 4];
        assert!(new.windows(7).any(|window| window == supported));
        let old = bytes(Protocol::SSL30);
        assert_eq!(old[old.len() - 2..], [1, 0], "no extensions in SSL 3.0");
    }
}
