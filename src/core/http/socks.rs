//! SOCKS as a client: version 4, its extension 4a, and 5 (RFC 1928) with a password (RFC 1929).
//! ureq's own makes its socket itself, without bounds to it or a record of it.

use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr};

use super::proxy::{ProxyFault, ProxyKind};
use crate::core::secret::Secret;

/// Whom the proxy is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// An address, resolved here.
    Address(SocketAddr),
    /// A name and a port, to be resolved there.
    Name(String, u16),
}

/// Asks the proxy for a connection; what follows on the stream is the server's.
///
/// # Errors
/// An io error that holds a `ProxyFault` where the proxy refuses, or the stream's own.
pub(super) fn negotiate(
    stream: &mut (impl Read + Write),
    kind: ProxyKind,
    target: &Target,
    credentials: Option<&Secret>,
) -> io::Result<()> {
    // exposed to be sent to the proxy
    let pair = credentials.map_or(&b""[..], Secret::expose_secret);
    let colon = pair.iter().position(|b| *b == b':').unwrap_or(pair.len());
    let user = pair.get(..colon).unwrap_or_default();
    let password = pair.get(colon + 1..).unwrap_or_default();
    match kind {
        ProxyKind::Socks4 | ProxyKind::Socks4a => version4(stream, target, user),
        _ => version5(stream, target, credentials.map(|_| (user, password))),
    }
}

fn version4(stream: &mut (impl Read + Write), target: &Target, user: &[u8]) -> io::Result<()> {
    let mut asked = vec![4, CONNECT];
    let (address, name, port) = match target {
        Target::Address(SocketAddr::V4(at)) => (at.ip().octets(), None, at.port()),
        Target::Address(SocketAddr::V6(_)) => {
            return Err(refused("SOCKS 4 knows no IPv6; use socks5"));
        }
        // an address that cannot be says that a name follows
        Target::Name(name, port) => ([0, 0, 0, 1], Some(name), *port),
    };
    asked.extend(port.to_be_bytes());
    asked.extend(address);
    asked.extend(user);
    asked.push(0);
    if let Some(name) = name {
        asked.extend(name.as_bytes());
        asked.push(0);
    }
    stream.write_all(&asked)?;
    let [version, code, ..]: [u8; 8] = taken(stream)?;
    match (version, code) {
        (0, 90) => Ok(()),
        (0, 92 | 93) => Err(refused("it wants to know who we are by identd")),
        (0, 91) => Err(refused("it rejects the request, or could not connect")),
        _ => Err(refused("it does not answer as SOCKS 4 has it")),
    }
}

fn version5(
    stream: &mut (impl Read + Write),
    target: &Target,
    login: Option<(&[u8], &[u8])>,
) -> io::Result<()> {
    let methods: &[u8] = if login.is_some() {
        &[5, 2, NO_LOGIN, PASSWORD]
    } else {
        &[5, 1, NO_LOGIN]
    };
    stream.write_all(methods)?;
    match (taken(stream)?, login) {
        ([5, NO_LOGIN], _) => {}
        ([5, PASSWORD], Some((user, password))) => log_in(stream, user, password)?,
        ([5, NONE_FITS], Some(_)) => {
            return Err(refused(
                "it takes no user and password, nor a client without",
            ));
        }
        ([5, _], _) => return Err(refused("it wants user and password")),
        _ => return Err(refused("it does not answer as SOCKS 5 has it")),
    }
    let mut asked = vec![5, CONNECT, 0];
    match target {
        Target::Address(at) => {
            match at.ip() {
                IpAddr::V4(ip) => asked.extend([&[1][..], &ip.octets()].concat()),
                IpAddr::V6(ip) => asked.extend([&[4][..], &ip.octets()].concat()),
            }
            asked.extend(at.port().to_be_bytes());
        }
        Target::Name(name, port) => {
            asked.push(3);
            push_short(&mut asked, name.as_bytes(), "the host's name")?;
            asked.extend(port.to_be_bytes());
        }
    }
    stream.write_all(&asked)?;
    answered(stream)
}

/// RFC 1929
fn log_in(stream: &mut (impl Read + Write), user: &[u8], password: &[u8]) -> io::Result<()> {
    let mut asked = vec![1];
    push_short(&mut asked, user, "the user's name")?;
    push_short(&mut asked, password, "the password")?;
    stream.write_all(&asked)?;
    let [_, status]: [u8; 2] = taken(stream)?;
    (status == 0)
        .then_some(())
        .ok_or_else(|| refused("it does not accept this user and password"))
}

/// RFC 1928 section 6: the address it uses stands behind, and says nothing to us.
fn answered(stream: &mut impl Read) -> io::Result<()> {
    let [version, code, _, kind]: [u8; 4] = taken(stream)?;
    if version != 5 {
        return Err(refused("it does not answer as SOCKS 5 has it"));
    }
    if code != 0 {
        return Err(refused(match code {
            1 => "it failed, and does not say why",
            2 => "its rules do not allow this connection",
            3 => "it cannot reach the network",
            4 => "it cannot reach the host",
            5 => "the host refused its connection",
            6 => "the host is too far for it (TTL expired)",
            7 => "it does not make connections",
            8 => "it does not take this kind of address",
            _ => "it refuses, for a reason that the standard does not know",
        }));
    }
    let rest = match kind {
        1 => 4,
        4 => 16,
        3 => usize::from(taken::<1>(stream)?[0]),
        _ => return Err(refused("it does not answer as SOCKS 5 has it")),
    };
    let mut address = vec![0; rest + 2];
    stream.read_exact(&mut address)
}

fn push_short(out: &mut Vec<u8>, text: &[u8], what: &str) -> io::Result<()> {
    let length = u8::try_from(text.len());
    out.push(length.map_err(|_| refused(&format!("{what} is too long for SOCKS 5")))?);
    out.extend(text);
    Ok(())
}

fn taken<const N: usize>(stream: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn refused(why: &str) -> io::Error {
    io::Error::other(ProxyFault::Socks(why.to_owned()))
}

const CONNECT: u8 = 1;
const NO_LOGIN: u8 = 0;
const PASSWORD: u8 = 2;
const NONE_FITS: u8 = 0xff;

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    struct Script {
        says: Cursor<Vec<u8>>,
        heard: Vec<u8>,
    }

    impl Read for Script {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
            self.says.read(buf)
        }
    }

    impl Write for Script {
        fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
            self.heard.write(buf)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn talk(kind: ProxyKind, target: &Target, login: &str, says: &[u8]) -> (Vec<u8>, String) {
        let mut script = Script {
            says: Cursor::new(says.to_vec()),
            heard: Vec::new(),
        };
        let login = (!login.is_empty()).then(|| Secret::new(login));
        let ended = negotiate(&mut script, kind, target, login.as_ref());
        let ended = ended.map_or_else(|e| e.to_string(), |()| "connected".into());
        (script.heard, ended)
    }

    #[test]
    fn the_standards_bytes_are_spoken() {
        let name = Target::Name("h.example".into(), 443);
        let four = Target::Address("192.0.2.1:443".parse().unwrap());
        let six = Target::Address("[2001:db8::1]:443".parse().unwrap());
        let port = [1, 187];
        let (heard, ended) = talk(
            ProxyKind::Socks4,
            &four,
            "me:pw",
            &[0, 90, 0, 0, 0, 0, 0, 0],
        );
        assert_eq!(
            heard,
            [&[4, 1][..], &port, &[192, 0, 2, 1], b"me\0"].concat()
        );
        assert_eq!(ended, "connected");
        let (heard, _) = talk(ProxyKind::Socks4a, &name, "", &[0, 91, 0, 0, 0, 0, 0, 0]);
        assert_eq!(
            heard,
            [&[4, 1][..], &port, b"\0\0\0\x01\0h.example\0"].concat()
        );
        let granted = [&[5, 0, 5, 0, 0, 1][..], &[0; 6]].concat();
        let (heard, ended) = talk(ProxyKind::Socks5h, &name, "", &granted);
        assert_eq!(
            heard,
            [&[5, 1, 0, 5, 1, 0, 3, 9][..], b"h.example", &port].concat()
        );
        assert_eq!(ended, "connected");
        let granted = [&[5, 2, 1, 0, 5, 0, 0, 3, 1][..], &[0; 3]].concat();
        let (heard, ended) = talk(ProxyKind::Socks5, &six, "me:p:w", &granted);
        let login = b"\x05\x02\0\x02\x01\x02me\x03p:w";
        let wanted = b"\x05\x01\0\x04\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01";
        assert_eq!(heard, [&login[..], wanted, &port].concat());
        assert_eq!(ended, "connected");
    }

    #[test]
    fn refusals_are_told_in_words() {
        let name = Target::Name("h".into(), 1);
        let six = Target::Address("[::1]:1".parse().unwrap());
        for (kind, target, login, says, expected) in [
            (ProxyKind::Socks4, &six, "", &[][..], "knows no IPv6"),
            (
                ProxyKind::Socks4a,
                &name,
                "",
                &[0, 91, 0, 0, 0, 0, 0, 0],
                "rejects",
            ),
            (
                ProxyKind::Socks4a,
                &name,
                "",
                b"HTTP/1.1",
                "as SOCKS 4 has it",
            ),
            (
                ProxyKind::Socks5h,
                &name,
                "",
                &[5, 255],
                "wants user and password",
            ),
            (ProxyKind::Socks5h, &name, "u:p", &[5, 255], "takes no user"),
            (
                ProxyKind::Socks5h,
                &name,
                "u:p",
                &[5, 2, 1, 1],
                "does not accept",
            ),
            (ProxyKind::Socks5h, &name, "", &[5, 0, 5, 2, 0, 1], "rules"),
            (ProxyKind::Socks5h, &name, "", b"HTTP", "as SOCKS 5 has it"),
        ] {
            let (_, ended) = talk(kind, target, login, says);
            assert!(ended.contains(expected), "{ended}");
        }
        let (_, ended) = talk(ProxyKind::Socks5h, &name, "", &[5]);
        assert!(ended.contains("fill whole buffer"), "{ended}");
    }
}
