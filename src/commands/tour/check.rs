//! Whether a step of the tour did what it says. Runs nothing, prints nothing.

use std::path::Path;

use serde_json::Value;

use crate::commands::child::Captured;

/// What must have come of a step.
#[derive(Debug, Clone, Copy)]
pub enum Expect {
    /// It ends with this code.
    Ends(u8),
    /// This stands in what it printed.
    Says(&'static str),
    /// Days are left to the certificate.
    Lasts,
    /// It wrote this file, and only its owner can read it.
    Private(&'static str),
    /// It printed a token in JSON that is bound to the certificate.
    Bound,
}

impl Expect {
    /// Whether it holds; `folder` is where the step ran.
    pub fn holds(self, ran: &Captured, folder: &Path) -> bool {
        match self {
            Self::Ends(code) => ran.exit.code() == code,
            Self::Says(text) => ran.stdout.contains(text) || ran.stderr.contains(text),
            Self::Lasts => days_left(&ran.stdout).is_some_and(|days| days > 0),
            Self::Private(name) => is_private(&folder.join(name)),
            Self::Bound => {
                token(&ran.stdout).is_some_and(|t| !t.is_empty())
                    && answer(&ran.stdout, "bound_to_certificate") == Some(Value::Bool(true))
            }
        }
    }

    /// As it is told, after "ok:" or "NOT SO:".
    pub fn told(self) -> String {
        match self {
            Self::Ends(code) => format!("exit code {code}"),
            Self::Says(text) => format!("says `{text}`"),
            Self::Lasts => "days are left".into(),
            Self::Private(name) => format!("only you can read {name}"),
            Self::Bound => "the token is bound to the certificate".into(),
        }
    }
}

/// What was printed, with an access token cut short: enough to recognise it, too little to use.
pub fn without_token(stdout: &str) -> String {
    match token(stdout) {
        Some(token) if !token.is_empty() => {
            let start: String = token.chars().take(SHOWN).collect();
            stdout.replace(&token, &format!("{start}..."))
        }
        _ => stdout.to_owned(),
    }
}

fn token(stdout: &str) -> Option<String> {
    let token = answer(stdout, "access_token")?;
    token.as_str().map(str::to_owned)
}

fn answer(stdout: &str, name: &str) -> Option<Value> {
    let mut answer: Value = serde_json::from_str(stdout).ok()?;
    answer.get_mut(name).map(Value::take)
}

/// The number before "days left".
fn days_left(text: &str) -> Option<u32> {
    let (before, _) = text.split_once(" days left")?;
    before.rsplit(' ').next()?.parse().ok()
}

#[cfg(unix)]
fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs_err::metadata(path).is_ok_and(|m| m.len() > 0 && m.permissions().mode() & 0o077 == 0)
}

/// Elsewhere a file is as private as its folder.
#[cfg(not(unix))]
fn is_private(path: &Path) -> bool {
    fs_err::metadata(path).is_ok_and(|m| m.len() > 0)
}

/// Characters of a token that are shown.
const SHOWN: usize = 10;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::tour::script::STEPS;
    use crate::exit::Exit;

    fn ran(exit: Exit, stdout: &str, stderr: &str) -> Captured {
        Captured {
            exit,
            stdout: stdout.into(),
            stderr: stderr.into(),
        }
    }

    #[test]
    fn what_did_not_happen_does_not_hold() {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path();
        let refused = ran(Exit::Child(35), "", "mtls: (35) [client-cert-expired]\n");
        assert!(Expect::Ends(35).holds(&refused, here));
        assert!(!Expect::Ends(98).holds(&refused, here));
        assert!(!Expect::Says("[client-cert-required]").holds(&refused, here));
        assert!(!Expect::Private("app.key").holds(&refused, here));
        assert!(!Expect::Bound.holds(&refused, here));
        let expired = ran(Exit::Ok, "until 2020-01-01, 0 days left", "");
        assert!(!Expect::Lasts.holds(&expired, here));
        assert!(Expect::Lasts.holds(&ran(Exit::Ok, "x, 90 days left", ""), here));
        let unbound = r#"{"access_token":"abc","bound_to_certificate":false}"#;
        assert!(!Expect::Bound.holds(&ran(Exit::Ok, unbound, ""), here));
        let empty = r#"{"access_token":"","bound_to_certificate":true}"#;
        assert!(!Expect::Bound.holds(&ran(Exit::Ok, empty, ""), here));
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_can_read_is_not_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("app.key");
        fs_err::write(&key, "x").unwrap();
        let nothing = ran(Exit::Ok, "", "");
        for (mode, private) in [(0o600, true), (0o640, false), (0o644, false)] {
            fs_err::set_permissions(&key, std::fs::Permissions::from_mode(mode)).unwrap();
            let holds = Expect::Private("app.key").holds(&nothing, folder.path());
            assert_eq!(holds, private, "{mode:o}");
        }
    }

    #[test]
    fn a_run_that_says_nothing_passes_no_step() {
        let folder = tempfile::tempdir().unwrap();
        for plan in STEPS {
            for exit in [Exit::Ok, Exit::Negative, Exit::ClientCertRequired] {
                let ran = ran(exit, "", "");
                let all = plan.expects.iter().all(|e| e.holds(&ran, folder.path()));
                assert!(!all, "{} passes with {exit:?} and no output", plan.title);
            }
        }
    }

    #[test]
    fn of_a_token_only_the_start_is_shown() {
        let printed = r#"{"access_token":"eyJhbGciOiJIUzI1NiJ9.secret.tag","expires_in":1}"#;
        let shown = without_token(printed);
        assert_eq!(shown, r#"{"access_token":"eyJhbGciOi...","expires_in":1}"#);
        assert_eq!(without_token("match"), "match");
    }
}
