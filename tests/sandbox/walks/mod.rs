//! A walk through each of the five documents, line by line: its command lines run as they stand, curl's
//! with `mtls call` beside them and OpenSSL's with their counterpart; its samples run by Node and Python;
//! each symptom of its troubleshooting provoked and answered with its own fix. `lines/` says which line
//! is walked where, and `coverage` holds the documents to it.

mod apata;
mod banking_api;
mod conta_simples;
mod coverage;
mod knoxcall;
mod samples;
mod vtex;

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use super::harness::{Sandbox, stderr, stdout};

/// Who runs a line that begins with `curl`.
#[derive(Clone, Copy)]
enum By {
    Curl,
    Us,
}

/// A look-alike, and a folder with its files under the document's names.
struct Walk {
    sandbox: Sandbox,
    folder: tempfile::TempDir,
}

impl Walk {
    /// `names` are the document's: of the certificate, its key, and the CA.
    fn of(args: &[&str], names: [&str; 3]) -> Self {
        let sandbox = Sandbox::start(args);
        let folder = tempfile::tempdir().unwrap();
        let [cert, key, ca] = names;
        for (fact, name) in [
            ("cert", cert),
            ("key", key),
            ("ca", ca),
            ("ca", "ca.crt"),
            ("refused.expired", "expired.crt"),
            ("refused.stranger", "stranger.crt"),
        ] {
            fs_err::copy(sandbox.fact(fact), folder.path().join(name)).unwrap();
        }
        Self { sandbox, folder }
    }

    fn at(&self) -> &Path {
        self.folder.path()
    }

    fn read(&self, name: &str) -> String {
        fs_err::read_to_string(self.at().join(name)).unwrap()
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs_err::write(self.at().join(name), text).unwrap();
    }

    fn port(&self, door: &str) -> &str {
        self.sandbox.fact(door).rsplit(':').next().unwrap()
    }

    /// The document's words, run by a shell in the folder. All that is changed is around them: `curl` is
    /// a function that leads every host to this door, and stands for us or for curl; the CA is in the
    /// environment. Without a terminal OpenSSL reads from `typed` what it would ask there.
    fn shell(&self, words: &str, by: By, door: &str, typed: &str) -> Output {
        let program = match by {
            By::Curl => "command curl -q -sS".to_owned(),
            By::Us => format!("'{}' call", env!("CARGO_BIN_EXE_mtls")),
        };
        let port = self.port(door);
        let script = format!(
            "curl() {{ {program} --connect-to '::127.0.0.1:{port}' \"$@\"; }}\nset -e\n{words}"
        );
        self.write("typed", typed);
        let typed = fs_err::File::open(self.at().join("typed")).unwrap();
        Command::new("setsid")
            .args(["-w", "sh", "-c", &script])
            .env("CURL_CA_BUNDLE", self.sandbox.fact("ca"))
            .env("SSL_CERT_FILE", self.sandbox.fact("ca"))
            .env("NO_PROXY", "*")
            .stdin(Stdio::from(typed.into_file()))
            .current_dir(self.at())
            .output()
            .unwrap()
    }

    /// Commands of OpenSSL's and the shell's, which must succeed; what they print.
    #[track_caller]
    fn theirs(&self, words: &str, typed: &str) -> String {
        let output = self.shell(words, By::Curl, "url", typed);
        assert!(output.status.success(), "{words}: {}", stderr(&output));
        stdout(&output)
    }

    /// A line of ours that must succeed, as a shell would take it; what it prints.
    #[track_caller]
    fn ours(&self, line: &str) -> String {
        let output = self.mtls(line);
        assert!(
            output.status.success(),
            "{line}: {}{}",
            stdout(&output),
            stderr(&output)
        );
        stdout(&output)
    }

    fn mtls(&self, line: &str) -> Output {
        let program = env!("CARGO_BIN_EXE_mtls");
        let line = line.strip_prefix("mtls ").unwrap();
        Command::new("sh")
            .args(["-c", &format!("'{program}' {line}")])
            .env("SECRET", self.sandbox.secret())
            .env("WRONG", "wrong")
            .env("PW", "hunter2")
            .stdin(Stdio::null())
            .current_dir(self.at())
            .output()
            .unwrap()
    }

    /// What curl and we were answered, which is to be the same JSON but for the token.
    #[track_caller]
    fn both(&self, words: &str, door: &str) -> Value {
        let [theirs, ours] = [By::Curl, By::Us].map(|by| {
            let output = self.shell(words, by, door, "");
            let said = stdout(&output);
            serde_json::from_str::<Value>(&said)
                .unwrap_or_else(|e| panic!("{words}: {e}: {said}{}", stderr(&output)))
        });
        let without_token = |mut value: Value| {
            if let Some(members) = value.as_object_mut() {
                members.remove("access_token");
            }
            value
        };
        assert_eq!(
            without_token(theirs.clone()),
            without_token(ours),
            "{words}"
        );
        theirs
    }

    /// A line of ours at a door, every host led there; it fails with this code, and says all of this in
    /// this order.
    #[track_caller]
    fn tells(&self, line: &str, door: &str, code: i32, wanted: &[&str]) {
        let led = format!(
            "{line} --cacert ca.crt --connect-to ::127.0.0.1:{}",
            self.port(door)
        );
        self.says(&led, code, wanted);
    }

    /// The same where no host is called.
    #[track_caller]
    fn says(&self, line: &str, code: i32, wanted: &[&str]) {
        let output = self.mtls(line);
        let said = stdout(&output) + &stderr(&output);
        assert_eq!(output.status.code(), Some(code), "{line}: {said}");
        let mut rest = said.as_str();
        for text in wanted {
            let at = rest.find(text);
            let at = at.unwrap_or_else(|| panic!("{line}: no `{text}`, in this order, in {said}"));
            rest = &rest[at + text.len()..];
        }
    }

    fn json(&self, line: &str) -> Vec<Value> {
        let said = stdout(&self.mtls(line));
        let lines = said.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {said}")))
            .collect()
    }

    /// Both files hold the same to the byte, as openssl reads them: `x509`, `pkey`, `req -pubkey` ...
    #[track_caller]
    fn same(&self, reading: &str, theirs: &str, ours: &str) {
        let [theirs, ours] =
            [theirs, ours].map(|file| self.theirs(&format!("openssl {reading} -in {file}"), ""));
        assert!(!theirs.is_empty(), "{reading}");
        assert_eq!(ours, theirs, "{reading}");
    }

    /// What openssl says of a request that it verifies, but for the numbers of its key.
    fn of_request(&self, file: &str, more: &[&str]) -> Vec<String> {
        let words = [
            "UTF8",
            "PRINTABLE",
            "Public-Key",
            "Signature Algorithm",
            "Exponent",
            "Version",
        ];
        let reading = "req -verify -noout -text -nameopt multiline,show_type";
        self.facts(reading, file, &[&words, more].concat())
    }

    /// The lines that openssl's text has for these words, in its order.
    fn facts(&self, reading: &str, file: &str, words: &[&str]) -> Vec<String> {
        let said = self.theirs(&format!("openssl {reading} -in {file}"), "");
        let kept = said.lines().map(str::trim);
        let kept = kept.filter(|line| words.iter().any(|word| line.contains(word)));
        kept.map(str::to_owned).collect()
    }
}

/// The document's words with its placeholders filled in: nothing else of them changes.
#[track_caller]
fn filled(words: &str, values: &[(&str, &str)]) -> String {
    let mut text = words.to_owned();
    for (placeholder, value) in values {
        assert!(text.contains(placeholder), "no {placeholder} in {words}");
        text = text.replace(placeholder, value);
    }
    text
}
