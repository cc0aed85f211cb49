//! A relay in front of a real server that decides how a refusal arrives: the alert that the
//! server sent may come with a polite end, with a reset, or not at all.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// How the server's last word reaches the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Alert, FIN, and the rest is read.
    AlertThenClose,
    /// Alert, then a reset at once.
    AlertThenReset,
    /// No alert, FIN.
    Close,
    /// No alert, reset.
    Reset,
}

/// Relays to a port of this machine until the test program ends; gives its own port.
pub fn relay(to: u16, manner: Manner) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            // who goes away in the middle is no matter of ours
            thread::spawn(move || carry(client, to, manner));
        }
    });
    port
}

/// In one thread, so that the socket is closed when it is dropped, and not before.
fn carry(mut client: TcpStream, to: u16, manner: Manner) -> io::Result<()> {
    let mut server = TcpStream::connect(("127.0.0.1", to))?;
    for socket in [&client, &server] {
        socket.set_read_timeout(Some(TURN))?;
        socket.set_write_timeout(Some(TURN * 100))?;
    }
    let silent = matches!(manner, Manner::Close | Manner::Reset);
    // the server's first flight passes; what it says after the client's second is its judgement
    let (mut greeted, mut judged) = (false, false);
    let mut buf = [0; 16 << 10];
    loop {
        match server.read(&mut buf) {
            Ok(n @ 1..) if silent && judged => _ = n,
            Ok(n @ 1..) => {
                greeted = true;
                client.write_all(&buf[..n])?;
            }
            Err(e) if is_pause(&e) => {}
            Ok(0) | Err(_) => break,
        }
        match client.read(&mut buf) {
            Ok(n @ 1..) => {
                judged |= greeted;
                let _ = server.write_all(&buf[..n]); // it may have stopped listening
            }
            Err(e) if is_pause(&e) => {}
            Ok(0) | Err(_) => return Ok(()),
        }
    }
    if matches!(manner, Manner::AlertThenReset | Manner::Reset) {
        rustix::net::sockopt::set_socket_linger(&client, Some(Duration::ZERO))?;
        return Ok(());
    }
    client.shutdown(Shutdown::Write)?;
    // it reads on, as a polite server does
    loop {
        match client.read(&mut buf) {
            Ok(0) => return Ok(()),
            Err(e) if !is_pause(&e) => return Err(e),
            _ => {}
        }
    }
}

fn is_pause(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
    )
}

const TURN: Duration = Duration::from_millis(2);
