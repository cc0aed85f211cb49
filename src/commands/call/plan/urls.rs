//! Which URLs are meant: braces and brackets undone, the scheme that none was given for, and the
//! files that go there.

use crate::cli::CallArgs;
use crate::commands::grant::bad_url;
use crate::core::http::body::path_part;
use crate::core::http::{BadGlob, BadUrl, Expanded, Glob, Scheme, Url};
use crate::report::Failure;

/// A URL to be called.
pub struct Called {
    /// The URL.
    pub url: Url,
    /// What braces and brackets became in it, for the name of its file.
    pub chosen: Expanded,
    /// Which of the URLs typed it is from, from 0.
    pub typed: usize,
    /// The file that `-T` puts there.
    pub upload: Option<String>,
}

/// All of them, in the order that they are called.
///
/// # Errors
/// Ends 3 for what is no URL, 67 for one with a user name where that is not wanted.
pub fn urls(args: &CallArgs) -> anyhow::Result<Vec<Called>> {
    let typed = &args.request;
    let default = match args.redirect.proto_default.as_deref() {
        Some(name) if name.eq_ignore_ascii_case("https") => Scheme::Https,
        _ => Scheme::Http,
    };
    let mut out = Vec::new();
    for (number, text) in args.urls.list.iter().enumerate() {
        let upload = typed
            .upload_file
            .get(number)
            .filter(|name| !name.is_empty());
        let files = upload
            .map(|name| globbed(name, typed.globoff))
            .transpose()?;
        let files: Vec<Option<String>> = match &files {
            Some(files) => files.texts().map(|file| Some(file.text)).collect(),
            None => vec![None],
        };
        let texts = if typed.globoff {
            Glob::plain(text)
        } else {
            globbed_url(text)?
        };
        let count = texts.count().saturating_mul(files.len() as u64);
        if count.saturating_add(out.len() as u64) > MOST {
            return Err(too_many(count).into());
        }
        for upload in files {
            for chosen in texts.texts() {
                let mut url =
                    Url::read(&chosen.text, typed.path_as_is, default).map_err(|e| bad_url(&e))?;
                if let Some(file) = upload.as_deref().filter(|f| !is_stdin(f)) {
                    let name = file.rsplit('/').next().unwrap_or_default();
                    url.append_file(&path_part(name));
                }
                if typed.disallow_username_in_url && url.user.is_some() {
                    return Err(has_user().into());
                }
                out.push(Called {
                    url,
                    chosen,
                    typed: number,
                    upload: upload.clone(),
                });
            }
        }
    }
    Ok(out)
}

/// `-T -`, and curl's `-T .`, which does not wait for it.
pub fn is_stdin(file: &str) -> bool {
    matches!(file, "-" | ".")
}

fn globbed_url(text: &str) -> Result<Glob, Failure> {
    // `{{account}}` is no nested brace: the reader was to fill it in
    let placeholder = Url::parse(text, true).err();
    let placeholder = placeholder.filter(|e| e.problem.contains("placeholder"));
    match placeholder {
        Some(placeholder) => Err(bad_url(&placeholder)),
        None => globbed(text, false),
    }
}

fn globbed(text: &str, off: bool) -> Result<Glob, Failure> {
    if off {
        return Ok(Glob::plain(text));
    }
    let glob = Glob::parse(text);
    glob.map_err(|BadGlob { problem, position }| {
        bad_url(&BadUrl {
            problem: format!(
                "{problem} at character {position} of the URL: {{a,b}} and [1-9] stand for several URLs"
            ),
            fix: "add -g if braces and brackets are meant as they are".into(),
            ..BadUrl::default()
        })
    })
}

fn too_many(count: u64) -> Failure {
    bad_url(&BadUrl {
        problem: format!("braces and brackets make {count} URLs, more than the {MOST} of one run"),
        fix: "call in parts".into(),
        ..BadUrl::default()
    })
}

fn has_user() -> Failure {
    Failure {
        exit: crate::exit::Exit::LoginDenied,
        ..Failure::usage(
            "the URL has a user name in it, and --disallow-username-in-url is given",
            "give it with -u, or --netrc",
        )
    }
}

/// What one run keeps in memory.
const MOST: u64 = 100_000;
