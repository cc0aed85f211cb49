//! What a request carries because of where it goes, and not elsewhere: who we are by `.netrc` or the
//! URL, and cookies. Looked up anew behind each redirect.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::plan::basic;
use crate::cli::{CallArgs, RequestArgs};
use crate::commands::World;
use crate::core::http::{Head, Header, Jar, Netrc, Request, Scheme, Url};
use crate::core::material::{Input, Source};
use crate::core::save::{Draft, save_all};
use crate::core::secret::Secret;
use crate::report::Failure;

/// What a section knows of hosts.
pub struct HostBound {
    netrc: Option<Netrc>,
    /// What stands in the URL goes before `.netrc`.
    url_first: bool,
    /// `-b NAME=VALUE`, joined.
    cookies: Option<String>,
    /// Whether cookies that come are kept and sent back.
    keeps: bool,
    /// Where they are written at the end.
    file: Option<PathBuf>,
    /// Cookies and credentials go wherever redirects lead.
    trusted: bool,
}

impl HostBound {
    /// Reads `.netrc` and the files of cookies.
    ///
    /// # Errors
    /// Ends 2 for cookies that would end the line.
    pub fn new(
        args: &CallArgs,
        jar: &Mutex<Jar>,
        world: &mut dyn World,
        notes: &mut Vec<String>,
    ) -> anyhow::Result<Self> {
        let typed = &args.request;
        let (texts, files): (Vec<&String>, Vec<&String>) = typed
            .cookies
            .cookie
            .iter()
            .partition(|text| text.contains('='));
        for file in &files {
            read_cookies(file, typed, jar, world, notes);
        }
        let texts = texts.into_iter().map(String::as_str);
        let is_own = |header: &&String| {
            let name = header.split(':').next().unwrap_or_default();
            name.trim().eq_ignore_ascii_case("Cookie") && header.contains(':')
        };
        let texts = texts.filter(|_| !typed.header.iter().any(|h| is_own(&h)));
        let cookies = texts.collect::<Vec<_>>().join(";");
        if !crate::core::http::is_one_line(cookies.as_bytes()) {
            return Err(Failure::usage(
                "a cookie given with -b has a line end in it",
                "look for a stray line end",
            )
            .into());
        }
        Ok(Self {
            netrc: netrc(typed, world, notes),
            url_first: typed.netrc_optional,
            cookies: (!cookies.is_empty()).then_some(cookies),
            keeps: !files.is_empty() || typed.cookies.cookie_jar.is_some(),
            file: typed.cookies.cookie_jar.clone(),
            trusted: args.redirect.location_trusted,
        })
    }

    /// The Authorization header for a URL, by `.netrc` or the user in it.
    pub fn authorization(&self, url: &Url, world: &mut dyn World) -> Option<Header> {
        let in_url = url.user.as_ref();
        let is_complete = in_url.is_some_and(|(_, password)| !password.is_empty());
        let login = in_url.map(|(user, _)| user.as_str());
        let netrc = self
            .netrc
            .as_ref()
            .filter(|_| !(self.url_first && is_complete));
        let pair = match netrc.and_then(|netrc| netrc.find(&url.host, login)) {
            Some((user, password)) => {
                if let Some(password) = password {
                    world.guard(password);
                }
                // exposed to be sent to the host that it is for
                let password = password.map_or(&[][..], Secret::expose_secret);
                [user, password].join(&b':')
            }
            None => {
                let (user, password) = in_url?;
                format!("{user}:{password}").into_bytes()
            }
        };
        Some(basic(&pair))
    }

    /// Puts on what belongs to the host that a request goes to; `called` is where the first went.
    pub fn dress(
        &self,
        request: &mut Request,
        called: &Url,
        jar: &Mutex<Jar>,
        world: &mut dyn World,
    ) {
        let at_home = request.url.same_origin(called);
        // a password for https is not for whoever listens on the way
        let is_laid_open = called.scheme == Scheme::Https && request.url.scheme == Scheme::Http;
        if !at_home
            && !is_laid_open
            && self.netrc.is_some()
            && request.header("Authorization").is_none()
            && let Some(authorization) = self.authorization(&request.url, world)
        {
            request.headers.insert(0, authorization);
        }
        request.headers.retain(|h| h.is_typed() || !h.is("Cookie"));
        let own = request.headers.iter().any(|h| h.is("Cookie"));
        let typed = self
            .cookies
            .as_ref()
            .filter(|_| !own && (at_home || self.trusted));
        let kept = self.keeps.then(|| {
            let jar = jar.lock().unwrap_or_else(PoisonError::into_inner);
            jar.header(&request.url, world.now())
        });
        let both: Vec<&str> = kept
            .iter()
            .flatten()
            .chain(typed)
            .map(String::as_str)
            .collect();
        if !both.is_empty() {
            request.put(Header::new("Cookie", both.join("; ")));
        }
    }

    /// Whether cookies that come are kept and sent back.
    pub fn keeps_cookies(&self) -> bool {
        self.keeps
    }

    /// Keeps the cookies of an answer, where any are kept.
    pub fn take(&self, url: &Url, head: &Head, jar: &Mutex<Jar>, world: &dyn World) {
        if self.keeps {
            let mut jar = jar.lock().unwrap_or_else(PoisonError::into_inner);
            jar.take(url, head, world.now());
        }
    }

    /// The file that `-c` names for the end of the run.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref().filter(|file| file.as_os_str() != "-")
    }

    /// Prints the cookies after each transfer for `-c -`, as curl does.
    pub fn show(&self, jar: &Mutex<Jar>, world: &mut dyn World) {
        if self.file.as_ref().is_some_and(|f| f.as_os_str() == "-") {
            let text = written(jar, world);
            let mut stdout = world.stdout();
            let written = stdout.write_all(text.as_bytes());
            drop(written.and_then(|()| stdout.flush())); // nobody reads on
        }
    }
}

/// Writes the cookies down; nobody else may read them there. Where they cannot be, that is told,
/// and no failure, as in curl.
pub fn save(file: &Path, jar: &Mutex<Jar>, world: &mut dyn World) {
    let text = written(jar, world);
    let draft = Draft {
        path: file.to_owned(),
        bytes: text.as_bytes(),
        private: true,
    };
    if let Err(e) = save_all(&[draft], true) {
        world.note(&format!("the cookies are lost: {e}"));
    }
}

fn written(jar: &Mutex<Jar>, world: &dyn World) -> String {
    let jar = jar.lock().unwrap_or_else(PoisonError::into_inner);
    jar.written(world.now())
}

fn read_cookies(
    file: &str,
    args: &RequestArgs,
    jar: &Mutex<Jar>,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) {
    if file.is_empty() {
        return; // it only switches cookies on
    }
    match Source::from(Path::new(file)).read(&mut world.stdin()) {
        Ok(Input { bytes: text, .. }) => {
            let mut jar = jar.lock().unwrap_or_else(PoisonError::into_inner);
            let text = String::from_utf8_lossy(&text);
            jar.read(&text, !args.cookies.junk_session_cookies, world.now());
        }
        // the jar of a first run is not there yet
        Err(_) if args.cookies.cookie_jar.as_deref() == Some(file.as_ref()) => {}
        Err(_) => notes.push(format!(
            "-b {file} cannot be read, so no cookies are sent; a cookie is written NAME=VALUE"
        )),
    }
}

fn netrc(args: &RequestArgs, world: &mut dyn World, notes: &mut Vec<String>) -> Option<Netrc> {
    let wanted = args.netrc || args.netrc_optional || args.netrc_file.is_some();
    if !wanted || args.user.is_some() || args.oauth2_bearer.is_some() {
        return None;
    }
    let path = match &args.netrc_file {
        Some(path) => path.clone(),
        None => {
            let home = world
                .environment("HOME")
                .or_else(|| world.environment("USERPROFILE"))?;
            PathBuf::from(home).join(".netrc")
        }
    };
    let text = Source::File(path.clone()).read(&mut std::io::empty());
    if text.is_err() && !args.netrc_optional {
        notes.push(format!(
            "{} cannot be read, so no name and password are sent",
            path.display()
        ));
    }
    Some(Netrc::parse(&text.ok()?.bytes))
}
