//! Text for a POSIX shell. Must not run anything.

/// One word, quoted only where a shell would not take it as it is.
/// Source: POSIX.1-2017, Shell Command Language, 2.2 Quoting.
pub fn word(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_./:,=@%+".contains(&b);
    if !text.is_empty() && text.bytes().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn only_what_a_shell_would_change_is_quoted() {
        for (text, written) in [
            ("a.pem", "a.pem"),
            ("", "''"),
            ("it's", r"'it'\''s'"),
            ("$HOME", "'$HOME'"),
            ("a b", "'a b'"),
            ("~", "'~'"),
        ] {
            assert_eq!(word(text), written);
        }
    }
}
