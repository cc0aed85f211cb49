//! Processes that end with their test, and waiting for them without sleeping longer than needed.

use std::net::{Ipv4Addr, TcpListener};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// A process that ends with its owner.
pub struct Running(pub Child);

impl Running {
    /// Sends a signal by its name, to this process only.
    pub fn signal(&self, name: &str) {
        let pid = self.0.id().to_string();
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &pid])
            .status();
        assert!(sent.unwrap().success());
    }

    /// Whether it has ended.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.0.try_wait(), Ok(None))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // asked first, so that it can clean up behind itself
        if self.has_ended() {
            return;
        }
        self.signal("TERM");
        let since = Instant::now();
        while since.elapsed() < Duration::from_secs(3) {
            if self.has_ended() {
                return;
            }
            std::thread::sleep(POLL);
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Asks again until there is an answer.
///
/// # Panics
/// When there is none within thirty seconds: a busy machine is slow, and nothing waits that long that works.
pub fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let since = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(since.elapsed() < Duration::from_secs(30), "{what}: waited");
        std::thread::sleep(POLL);
    }
}

/// A port of 127.0.0.1 that nobody listens on just now; another may take it before you do.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap().port()
}

const POLL: Duration = Duration::from_millis(5);
