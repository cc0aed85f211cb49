//! The text of an HTML page, a block at a time: tags, scripts, styles and comments left out,
//! entities read. Lenient, and never more than one pass over the page. No parser: it judges nothing.

/// The texts between blocks, in their order; inline markup does not part them.
pub(super) fn texts(page: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        push(&mut out, text);
        let (name, behind) = pass_tag(tag);
        if !INLINE.contains(&name.as_str()) {
            out.push(String::new());
        }
        rest = behind;
    }
    push(&mut out, rest);
    let lines = out.into_iter().map(|text| one_line(&text));
    lines.filter(|text| !text.is_empty()).collect()
}

/// The name of the tag at the beginning, and what comes behind it. What holds no text for a person
/// is passed with its end.
fn pass_tag(tag: &str) -> (String, &str) {
    if let Some(comment) = tag.strip_prefix("<!--") {
        let end = comment.find("-->").map_or(comment.len(), |at| at + 3);
        return ("!--".into(), comment.get(end..).unwrap_or_default());
    }
    let end = tag.find('>').map_or(tag.len(), |at| at + 1);
    let (inside, behind) = tag.split_at(end);
    let name: String = inside
        .trim_start_matches(['<', '/'])
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let is_mute = MUTE.contains(&name.as_str()) && !inside.starts_with("</");
    if !is_mute || inside.ends_with("/>") {
        return (name, behind);
    }
    let close = behind.find("</").unwrap_or(behind.len());
    (name, behind.get(close..).unwrap_or_default())
}

fn push(out: &mut [String], text: &str) {
    if let Some(last) = out.last_mut() {
        last.push_str(&decoded(text));
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Entities as what they stand for; what is none stays.
fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, entity) = rest.split_at(at);
        out.push_str(before);
        let found = entity
            .get(1..)
            .and_then(|e| e.split_once(';'))
            .and_then(|(name, behind)| Some((character(name)?, behind)));
        match found {
            Some((c, behind)) => {
                out.push(c);
                rest = behind;
            }
            None => {
                out.push('&');
                rest = entity.get(1..).unwrap_or_default();
            }
        }
    }
    out + rest
}

fn character(name: &str) -> Option<char> {
    if name.len() > LONGEST_ENTITY {
        return None;
    }
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return char::from_u32(code.ok()?);
    }
    let named = ENTITIES.iter().find(|(entity, _)| *entity == name);
    named.map(|(_, c)| *c)
}

/// Elements whose content is not for reading.
const MUTE: [&str; 3] = ["script", "style", "svg"];
/// Elements within a sentence.
const INLINE: [&str; 11] = [
    "a", "b", "i", "u", "em", "tt", "code", "span", "font", "strong", "small",
];
/// The longest name of an entity known here.
const LONGEST_ENTITY: usize = 8;
/// What pages of errors use, in the languages looked for (HTML Living Standard section 13.5).
const ENTITIES: [(&str, char); 25] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("rsquo", '\''),
    ("lsquo", '\''),
    ("ldquo", '"'),
    ("rdquo", '"'),
    ("ndash", '-'),
    ("mdash", '-'),
    ("aacute", 'á'),
    ("acirc", 'â'),
    ("agrave", 'à'),
    ("atilde", 'ã'),
    ("ccedil", 'ç'),
    ("eacute", 'é'),
    ("ecirc", 'ê'),
    ("iacute", 'í'),
    ("ntilde", 'ñ'),
    ("oacute", 'ó'),
    ("ocirc", 'ô'),
    ("otilde", 'õ'),
    ("uacute", 'ú'),
];
