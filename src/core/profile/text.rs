//! A profile as text of `mtls.toml`. Must not hold a secret: references only.

use super::ProfileName;
use crate::core::provider::ProviderRef;

/// What is to be written, key by key, in the order given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// Whose rules hold; written with the profile.
    pub provider: Option<ProviderRef>,
    /// Keys of the environment and their values, as they are.
    pub keys: Vec<(&'static str, String)>,
}

/// The lines to add for this environment; the profile's own only where it is new.
pub fn lines(name: &ProfileName, draft: &Draft, profile_is_new: bool) -> String {
    let mut out = String::new();
    if profile_is_new {
        out.push_str(&format!("[{}]\n", name.profile));
        if let Some(provider) = &draft.provider {
            let provider = quoted(&provider.to_string());
            out.push_str(&format!("provider = {provider}\n"));
        }
        out.push_str(AUDIT);
        out.push('\n');
    }
    out.push_str(&format!("[{name}]\n").replace('/', "."));
    for (key, value) in &draft.keys {
        out.push_str(&format!("{key} = {}\n", quoted(value)));
    }
    out
}

/// What is off until it is asked for.
const AUDIT: &str =
    "# audit = \"audit.jsonl\"   # a line for each use or change of a certificate or key\n";

/// A basic string of TOML 1.0.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::profile::Profiles;

    #[test]
    fn what_is_written_is_what_is_read() {
        let name: ProfileName = "acme/sandbox".parse().unwrap();
        let draft = Draft {
            provider: Some("vtex".parse().unwrap()),
            keys: vec![
                ("url", "https://a.example".into()),
                ("sni", "a\"\\x\u{7}".into()),
                ("client-secret", "env:S".into()),
            ],
        };
        let text = lines(&name, &draft, true);
        let read = Profiles::parse(&text, "mtls.toml".as_ref()).unwrap();
        let (profile, environment) = read.find(&name).unwrap();
        assert_eq!(profile.provider, draft.provider);
        assert_eq!(environment.sni.as_deref(), Some("a\"\\x\u{7}"));
    }
}
