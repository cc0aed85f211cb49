//! Rust text as the architecture test sees it: words with their lines, without comments, string
//! contents and test code; and the paths they name. Knows no rule.

/// A word or a sign, and the line it stands on (from 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    pub line: usize,
}

/// A path as written, resolved: `std::..` stays, `crate`, `super` and `self` are gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    pub segments: Vec<String>,
    pub line: usize,
}

/// A function: its name, its line, and how many lines its body takes.
#[derive(Debug)]
pub struct Function {
    pub name: String,
    pub line: usize,
    pub lines: usize,
}

/// The tokens of a file without its `#[cfg(test)]` items, and how many lines those took.
pub fn shipped(text: &str) -> (Vec<Token>, usize) {
    let tokens = tokens(&blanked(text));
    let mut kept = Vec::with_capacity(tokens.len());
    let (mut at, mut test_lines) = (0, 0);
    while at < tokens.len() {
        if starts_with(&tokens[at..], &["#", "[", "cfg", "(", "test", ")", "]"]) {
            let end = end_of_item(&tokens, at + 7);
            test_lines += tokens[end - 1].line - tokens[at].line + 1;
            at = end;
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    (kept, test_lines)
}

/// Whether these texts stand at the beginning.
pub fn starts_with(tokens: &[Token], texts: &[&str]) -> bool {
    tokens.len() >= texts.len() && tokens.iter().zip(texts).all(|(t, text)| t.text == *text)
}

/// Every path that begins with `crate`, `super`, `self` or `std`, groups taken apart. `module` is
/// where the file stands, from the crate's root.
pub fn paths(tokens: &[Token], module: &[String]) -> Vec<Path> {
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let inside_a_path = at > 0 && tokens[at - 1].text == "::";
        let goes_on = tokens.get(at + 1).is_some_and(|t| t.text == "::");
        if inside_a_path || !goes_on {
            continue;
        }
        let start = match token.text.as_str() {
            "crate" => Vec::new(),
            "self" => module.to_vec(),
            "super" => parent(module),
            "std" => vec!["std".to_owned()],
            _ => continue,
        };
        follow(tokens, at + 1, start, &mut found);
    }
    found
}

/// Every function with a body.
pub fn functions(tokens: &[Token]) -> Vec<Function> {
    let mut found = Vec::new();
    for (at, pair) in tokens.windows(2).enumerate() {
        if pair[0].text != "fn" || !is_word(&pair[1].text) {
            continue;
        }
        let end = end_of_item(tokens, at);
        let last = &tokens[end - 1];
        if last.text == "}" {
            found.push(Function {
                name: pair[1].text.clone(),
                line: pair[0].line,
                lines: last.line - pair[0].line + 1,
            });
        }
    }
    found
}

/// From a `::` on; returns where the path ends.
fn follow(tokens: &[Token], mut at: usize, mut path: Vec<String>, out: &mut Vec<Path>) -> usize {
    let line = tokens[at].line;
    while tokens.get(at).is_some_and(|t| t.text == "::") {
        let Some(next) = tokens.get(at + 1) else {
            break;
        };
        match next.text.as_str() {
            "{" => return follow_group(tokens, at + 2, &path, out),
            "super" => path = parent(&path),
            word if is_word(word) || word == "*" => path.push(word.to_owned()),
            _ => break, // a turbofish
        }
        at += 2;
    }
    out.push(Path {
        segments: path,
        line,
    });
    at
}

fn follow_group(tokens: &[Token], mut at: usize, path: &[String], out: &mut Vec<Path>) -> usize {
    while let Some(token) = tokens.get(at) {
        match token.text.as_str() {
            "}" => return at + 1,
            "," => at += 1,
            "as" => at += 2,
            "self" => {
                out.push(Path {
                    segments: path.to_vec(),
                    line: token.line,
                });
                at += 1;
            }
            word => {
                let mut inner = path.to_vec();
                inner.push(word.to_owned());
                at = follow_from(tokens, at + 1, inner, token.line, out);
            }
        }
    }
    at
}

fn follow_from(
    tokens: &[Token],
    at: usize,
    path: Vec<String>,
    line: usize,
    out: &mut Vec<Path>,
) -> usize {
    if tokens.get(at).is_some_and(|t| t.text == "::") {
        return follow(tokens, at, path, out);
    }
    out.push(Path {
        segments: path,
        line,
    });
    at
}

fn parent(module: &[String]) -> Vec<String> {
    module[..module.len().saturating_sub(1)].to_vec()
}

/// One past the `;` or the closing brace of the item that begins here.
fn end_of_item(tokens: &[Token], start: usize) -> usize {
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate().skip(start) {
        match token.text.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => {
                depth = depth.saturating_sub(1);
                if depth == 0 && token.text == "}" {
                    return at + 1;
                }
            }
            ";" if depth == 0 => return at + 1,
            _ => {}
        }
    }
    tokens.len()
}

fn tokens(code: &str) -> Vec<Token> {
    let mut found = Vec::new();
    for (number, line) in code.lines().enumerate() {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let length = if is_word_char(first) {
                rest.find(|c| !is_word_char(c)).unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            found.push(Token {
                text: rest[..length].to_owned(),
                line: number + 1,
            });
            rest = rest[length..].trim_start();
        }
    }
    found
}

fn is_word(text: &str) -> bool {
    text.chars().next().is_some_and(is_word_char)
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The text with comments and the contents of strings and characters blanked, line by line.
fn blanked(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let word_before = at > 0 && is_word_char(char::from(bytes[at - 1]));
        let length = if rest.starts_with(b"//") {
            rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len())
        } else if rest.starts_with(b"/*") {
            block_comment(rest)
        } else if rest[0] == b'"' {
            string(rest)
        } else if rest[0] == b'r' && (!word_before || bytes[at - 1] == b'b') {
            raw_string(rest)
        } else if rest[0] == b'\'' {
            character(rest)
        } else {
            0
        };
        for byte in &mut out[at..at + length] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        at += length.max(1);
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn block_comment(rest: &[u8]) -> usize {
    let (mut at, mut depth) = (0, 0usize);
    while at < rest.len() {
        if rest[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

fn string(rest: &[u8]) -> usize {
    let mut at = 1;
    while at < rest.len() {
        match rest[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// 0 when it is a word that begins with r.
fn raw_string(rest: &[u8]) -> usize {
    let hashes = rest[1..].iter().take_while(|b| **b == b'#').count();
    if rest.get(1 + hashes) != Some(&b'"') {
        return 0;
    }
    let end = [b"\"".as_slice(), &vec![b'#'; hashes]].concat();
    let body = &rest[2 + hashes..];
    body.windows(end.len())
        .position(|w| w == end)
        .map_or(rest.len(), |n| 2 + hashes + n + end.len())
}

/// 0 when it is a lifetime.
fn character(rest: &[u8]) -> usize {
    if rest.get(1) == Some(&b'\\') {
        return rest[3.min(rest.len())..]
            .iter()
            .position(|b| *b == b'\'')
            .map_or(0, |n| n + 4);
    }
    let width = std::str::from_utf8(&rest[1..rest.len().min(5)])
        .or_else(|e| std::str::from_utf8(&rest[1..=e.valid_up_to()]))
        .ok()
        .and_then(|text| text.chars().next())
        .map_or(0, char::len_utf8);
    if width > 0 && rest.get(1 + width) == Some(&b'\'') {
        width + 2
    } else {
        0
    }
}
