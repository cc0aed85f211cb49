//! A server that gives the n-th request the n-th answer of its script, whatever was asked.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// Listens until the test program ends.
pub struct Scripted {
    pub port: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    script: Vec<String>,
    came: Vec<Came>,
    now: usize,
    most: usize,
}

/// A request.
#[derive(Clone)]
pub struct Came {
    pub at: Instant,
    /// Its first line.
    pub line: String,
    /// All of its head.
    pub head: String,
    /// The port at the other end of its connection.
    pub from: u16,
}

impl Scripted {
    /// With this script, its last answer for all that is left. `wait:MS` before an answer delays
    /// it; an empty answer closes.
    pub fn new(script: &[&str]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            state: Arc::default(),
        };
        server.state.lock().unwrap().script = script.iter().map(|&s| s.to_owned()).collect();
        let state = Arc::clone(&server.state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&state);
                thread::spawn(move || serve(stream, &state));
            }
        });
        server
    }

    /// A URL on it.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// What came since the last time; the script begins anew.
    pub fn take(&self) -> Vec<Came> {
        std::mem::take(&mut self.state.lock().unwrap().came)
    }

    /// The most requests that were being answered at once.
    pub fn most_at_once(&self) -> usize {
        self.state.lock().unwrap().most
    }
}

/// A whole answer.
pub fn answer(status: &str, lines: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\n{lines}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn serve(mut stream: TcpStream, state: &Mutex<State>) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let from = stream.peer_addr()?.port();
    loop {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            if stream.read(&mut byte)? == 0 {
                return Ok(());
            }
            head.push(byte[0]);
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let length = head
            .lines()
            .find_map(|l| l.strip_prefix("Content-Length: "))
            .map_or(0, |v| v.parse().unwrap());
        io::copy(&mut Read::by_ref(&mut stream).take(length), &mut io::sink())?;
        let answer = {
            let mut state = state.lock().unwrap();
            let at = state.came.len().min(state.script.len() - 1);
            state.came.push(Came {
                at: Instant::now(),
                line: head.lines().next().unwrap_or_default().to_owned(),
                head,
                from,
            });
            state.now += 1;
            state.most = state.most.max(state.now);
            state.script[at].clone()
        };
        let (wait, answer) = match answer.strip_prefix("wait:") {
            Some(rest) => rest.split_once(' ').unwrap(),
            None => ("0", answer.as_str()),
        };
        thread::sleep(Duration::from_millis(wait.parse().unwrap()));
        state.lock().unwrap().now -= 1;
        if answer.is_empty() {
            return Ok(());
        }
        stream.write_all(answer.as_bytes())?;
    }
}
