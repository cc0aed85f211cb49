//! `.netrc`: names and passwords by host, as curl and ftp read them. Must not be printed.

use zeroize::Zeroizing;

use crate::core::secret::Secret;

/// Names and passwords by host. Silent in `Debug`.
#[derive(Clone)]
pub struct Netrc {
    entries: std::sync::Arc<Vec<Entry>>,
}

/// Who to be at a host.
#[derive(Default)]
struct Entry {
    /// `None` for whatever has none of its own.
    machine: Option<String>,
    login: Option<Vec<u8>>,
    password: Option<Secret>,
}

impl Netrc {
    /// Reads the text of such a file: `machine`, `default`, `login`, `password`, `account`, and
    /// `macdef` up to an empty line; a value may be in quotes. What is unknown is passed over. A
    /// password need not be UTF-8.
    pub fn parse(bytes: &[u8]) -> Self {
        // a character for each byte, whatever it stands for
        let text: Zeroizing<String> =
            Zeroizing::new(bytes.iter().map(|b| char::from(*b)).collect());
        let mut entries: Vec<Entry> = Vec::new();
        let mut lines = text.lines();
        let mut wanted: Option<String> = None;
        while let Some(line) = lines.next() {
            if line.trim_ascii_start().starts_with('#') {
                continue;
            }
            for token in tokens(line) {
                match (wanted.take(), token.as_str()) {
                    (Some(key), value) => keep(&mut entries, &key, value),
                    (None, "default") => entries.push(Entry::default()),
                    (None, "macdef") => {
                        lines.by_ref().find(|line| line.trim_ascii().is_empty());
                        break;
                    }
                    (None, "machine" | "login" | "password" | "account") => wanted = Some(token),
                    (None, _) => {}
                }
            }
        }
        Self {
            entries: std::sync::Arc::new(entries),
        }
    }

    /// Name and password for a host, the password of that name where one is given.
    pub fn find<'n>(
        &'n self,
        host: &str,
        login: Option<&'n str>,
    ) -> Option<(&'n [u8], Option<&'n Secret>)> {
        let entry = self.entries.iter().find(|entry| {
            let is_login = |login: &str| entry.login.as_deref() == Some(login.as_bytes());
            let is_host = entry.machine.as_deref();
            is_host.is_none_or(|machine| machine.eq_ignore_ascii_case(host))
                && login.is_none_or(is_login)
        })?;
        let name = entry.login.as_deref().or(login.map(str::as_bytes));
        let name = name.unwrap_or_default();
        let password = entry.password.as_ref();
        (entry.login.is_some() || password.is_some()).then_some((name, password))
    }
}

impl std::fmt::Debug for Netrc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Netrc(..)")
    }
}

fn keep(entries: &mut Vec<Entry>, key: &str, value: &str) {
    let bytes = value.chars().filter_map(|c| u8::try_from(c).ok());
    let value: Zeroizing<Vec<u8>> = Zeroizing::new(bytes.collect());
    if key == "machine" {
        entries.push(Entry {
            machine: Some(String::from_utf8_lossy(&value).into_owned()),
            ..Entry::default()
        });
    } else if let Some(entry) = entries.last_mut() {
        match key {
            "login" => entry.login = Some(value.to_vec()),
            "password" => entry.password = Some(Secret::new(value.as_slice())),
            _ => {} // an account is for ftp alone
        }
    }
}

/// Words apart by blanks; in quotes, blanks are kept and `\n`, `\r`, `\t` stand for themselves.
fn tokens(line: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = line.trim_ascii_start();
    while !rest.is_empty() {
        let Some(quoted) = rest.strip_prefix('"') else {
            let (word, left) = rest.split_at(
                rest.find(|c: char| c.is_ascii_whitespace())
                    .unwrap_or(rest.len()),
            );
            out.push(word.to_owned());
            rest = left.trim_ascii_start();
            continue;
        };
        let (mut word, mut escaped, mut end) = (String::new(), false, quoted.len());
        for (at, c) in quoted.char_indices() {
            match (std::mem::take(&mut escaped), c) {
                (false, '\\') => escaped = true,
                (false, '"') => {
                    end = at + 1;
                    break;
                }
                (true, 'n') => word.push('\n'),
                (true, 'r') => word.push('\r'),
                (true, 't') => word.push('\t'),
                (_, other) => word.push(other),
            }
        }
        out.push(word);
        rest = quoted.get(end..).unwrap_or_default().trim_ascii_start();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_finds_its_name_and_password() {
        let netrc = Netrc::parse(
            b"# machine no.example login n password n\n\
             machine api.example login me password s3cret\n\
             macdef init\n machine fake.example login x\n\n\
             machine Other.Example\n  login you\n  password \"two words\\\"\"\n\
             machine other.example login them password their\n\
             default login anonymous password any\n\
             machine late.example login never password never",
        );
        let found = |host, login| {
            let (login, password) = netrc.find(host, login)?;
            let password = password.map_or(&[][..], Secret::expose_secret);
            let [login, password] = [login, password].map(String::from_utf8_lossy);
            Some(format!("{login}:{password}"))
        };
        for (host, login, expected) in [
            ("API.example", None, "me:s3cret"),
            ("other.example", None, "you:two words\""),
            ("other.example", Some("them"), "them:their"),
            ("no.example", None, "anonymous:any"),
            ("fake.example", None, "anonymous:any"),
            ("late.example", None, "anonymous:any"),
        ] {
            assert_eq!(found(host, login).as_deref(), Some(expected), "{host}");
        }
        assert_eq!(found("other.example", Some("nobody")), None);
        assert!(Netrc::parse(b"machine a").find("a", None).is_none());
        assert!(!format!("{netrc:?}").contains("s3cret"));
    }
    #[test]
    fn names_and_passwords_stay_as_they_are_to_the_byte() {
        let netrc = Netrc::parse(b"machine h login jos\xe9 password \xc3\xa0\xa0\x85\xff");
        let (login, password) = netrc.find("h", None).unwrap();
        let password = password.unwrap().expose_secret();
        assert_eq!(login, b"jos\xe9");
        assert_eq!(password, b"\xc3\xa0\xa0\x85\xff");
    }
}
