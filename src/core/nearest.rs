//! The word that was meant by a misspelt one. Must not know what the words are for.

/// The nearest of the known words, where no more than a third of its letters would be wrong: what
/// is further off is another word.
pub fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let word = word.to_lowercase();
    let distance = |known: &str| strsim::damerau_levenshtein(&word, known);
    let near = known.iter().min_by_key(|known| distance(known))?;
    (distance(near) <= near.len().div_ceil(3)).then_some(near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_keys_is_told_from_another_word() {
        let known = ["url", "cert", "client-secret"];
        for (typed, meant) in [
            ("certs", Some("cert")),
            ("ulr", Some("url")),
            ("Client-Secrte", Some("client-secret")),
            ("scope", None),
            ("", None),
        ] {
            assert_eq!(nearest(typed, &known), meant, "{typed}");
        }
        assert_eq!(nearest("url", &[]), None);
    }
}
