//! One row of the table as a job: what is to be made and where. What a row leaves open the flags give.
//! Writes nothing.

use std::collections::HashMap;
use std::fmt::Display;
use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use super::super::make::Places;
use super::table::Cells;
use crate::cli::CsrArgs;
use crate::commands::subject::{Parts, bad_field, missing_fields};
use crate::core::issue::{Asked, Digest, NewKey, Subject};
use crate::core::provider::{CsrRules, Provider, ProviderRef, judge};
use crate::report::Failure;

/// A request to be made.
pub struct Job {
    /// The line of its row.
    pub line: u64,
    /// Where it goes.
    pub places: Places,
    /// Whom it is for.
    pub subject: Subject,
    /// What else it asks for.
    pub asked: Asked,
    /// The key to make.
    pub newkey: NewKey,
    /// The digest asked for.
    pub digest: Option<Digest>,
    /// Whose rules hold.
    pub provider: Option<Arc<Provider>>,
    /// The key to use instead of a new one.
    pub key: Option<PathBuf>,
}

/// What the flags say for all rows, and the providers read so far.
pub struct Common<'a> {
    args: &'a CsrArgs,
    folder: PathBuf,
    providers: HashMap<ProviderRef, Arc<Provider>>,
}

impl<'a> Common<'a> {
    /// From the flags.
    pub fn new(args: &'a CsrArgs) -> Self {
        Self {
            args,
            folder: args.out_dir.clone().unwrap_or_default(),
            providers: HashMap::new(),
        }
    }

    /// The job of one row.
    ///
    /// # Errors
    /// A `Failure` that names the column.
    pub fn job(&mut self, line: u64, cells: &Cells) -> Result<Job, Failure> {
        let args = self.args;
        let provider = match one(cells, "provider")? {
            Some(named) => Some(self.provider(named)?),
            None => match args.provider.clone() {
                Some(named) => Some(self.provider(named)?),
                None => None,
            },
        };
        let subject = subject(args, cells, provider.as_deref())?;
        let mut asked = Asked {
            names: many(cells, "san", args.san.clone())?,
            key_usage: many(cells, "key-usage", args.key_usage.clone())?,
            purposes: many(cells, "eku", args.eku.clone())?,
            leaf: one(cells, "basic-constraints")?.or(args.basic_constraints),
        };
        super::super::make::complete(&mut asked, &subject, provider.as_deref());
        let make = provider.as_ref().map(|p| p.csr.key.make);
        let newkey = one(cells, "newkey")?.or(args.kind.newkey).or(make);
        let key = existing_key(cells)?;
        let path = |column| {
            cells
                .get(column)
                .map(|cell| inside(&self.folder, column, cell))
        };
        let (out, keyout) = (path("out").transpose()?, path("keyout").transpose()?);
        let (out, keyout) = (out.as_deref(), keyout.as_deref());
        Ok(Job {
            line,
            places: Places::new(out, keyout, &subject, key.is_none(), &self.folder),
            subject,
            asked,
            newkey: newkey.unwrap_or_default(),
            digest: one(cells, "digest")?.or(args.kind.digest),
            provider,
            key,
        })
    }

    /// Each is read once.
    fn provider(&mut self, named: ProviderRef) -> Result<Arc<Provider>, Failure> {
        if let Some(known) = self.providers.get(&named) {
            return Ok(Arc::clone(known));
        }
        let loaded = named.load();
        let loaded = loaded.map_err(|e| Failure::local(&e, crate::exit::Exit::Negative))?;
        if !loaded.csr.taken {
            return Err(Failure {
                code: Some("no-requests"),
                ..Failure::usage(
                    judge::signs_none(&loaded).message,
                    "name the provider that signs",
                )
            });
        }
        let loaded = Arc::new(loaded);
        self.providers.insert(named, Arc::clone(&loaded));
        Ok(loaded)
    }
}

/// Two rows for one file: the second is the one to say so.
pub fn refuse_twins(jobs: &mut [(u64, Result<Job, Failure>)]) {
    let mut taken: HashMap<PathBuf, u64> = HashMap::new();
    for (line, job) in jobs {
        let Ok(found) = job else { continue };
        let paths = [Some(&found.places.request), found.places.key.as_ref()];
        let paths: Vec<PathBuf> = paths.into_iter().flatten().map(|p| absolute(p)).collect();
        let twin = paths.iter().find_map(|p| Some((p, *taken.get(p)?)));
        match twin {
            Some((path, other)) => {
                let name = path.file_name().unwrap_or_default().display().to_string();
                *job = Err(Failure::usage(
                    format!("{name} is the file of line {other} already"),
                    "give each row a CN of its own, or name its file in a column `out`",
                ));
            }
            None => taken.extend(paths.into_iter().map(|path| (path, *line))),
        }
    }
}

/// The file that a cell names, in the folder of the batch: a table often comes from somebody else, and
/// has no say over what is outside. Links in the folder are its owner's.
fn inside(folder: &Path, column: &str, cell: &str) -> Result<PathBuf, Failure> {
    let fix = "name a file in that cell, or leave it empty";
    let named = Path::new(cell);
    if named.ends_with("-") {
        let what = "a batch writes into files, not to standard output";
        return Err(Failure::usage(format!("{column}: {what}"), fix));
    }
    let (root, whole) = (plain(folder), plain(&folder.join(named)));
    match whole.strip_prefix(&root) {
        Ok(rest) if rest.as_os_str().is_empty() || cell.ends_with(['/', MAIN_SEPARATOR]) => Err(
            Failure::usage(format!("{column}: `{cell}` is a folder"), fix),
        ),
        Ok(rest) => Ok(folder.join(rest)),
        Err(_) => Err(Failure::usage(
            format!("{column}: `{cell}` leads out of the folder that the files go to"),
            "name a file inside it, or choose another folder with --out-dir",
        )),
    }
}

/// Absolute, and `..` taken by the letter: what it leads to through a link is nobody's to say.
fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in absolute(path).components() {
        match part {
            Component::ParentDir => drop(out.pop()),
            Component::CurDir => {}
            part => out.push(part),
        }
    }
    out
}

fn absolute(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    };
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn subject(args: &CsrArgs, cells: &Cells, provider: Option<&Provider>) -> Result<Subject, Failure> {
    if let Some(subject) = one(cells, "subj")? {
        return match FIELDS
            .iter()
            .find(|(column, _)| cells.get(column).is_some())
        {
            None => Ok(subject),
            Some((column, _)) => Err(Failure::usage(
                format!("subj is the whole subject, and {column} stands beside it"),
                "leave one of them empty",
            )),
        };
    }
    let general = CsrRules::default();
    let rules = provider.map_or(&general, |p| &p.csr);
    let mut parts = Parts::of(&args.subject);
    for (column, kind) in FIELDS {
        let values: Vec<String> = match column {
            "ou" => cells.all(column).into_iter().map(str::to_owned).collect(),
            _ => cells.get(column).map(str::to_owned).into_iter().collect(),
        };
        if !values.is_empty() {
            parts.set(kind, values);
        }
    }
    parts.set_others(many(cells, "dn", args.subject.dn.clone())?);
    let missing = parts.lacking(rules);
    if !missing.is_empty() {
        return Err(missing_fields(
            &missing,
            rules,
            provider.map(|p| p.title.as_str()),
        ));
    }
    parts.subject(rules).map_err(bad_field)
}

/// A key that exists goes with nothing that makes one.
fn existing_key(cells: &Cells) -> Result<Option<PathBuf>, Failure> {
    let Some(key) = cells.get("key") else {
        return Ok(None);
    };
    match ["newkey", "keyout"]
        .into_iter()
        .find(|column| cells.get(column).is_some())
    {
        None => Ok(Some(key.into())),
        Some(column) => Err(Failure::usage(
            format!("key names a key that exists, and {column} is for a new one"),
            "leave one of them empty",
        )),
    }
}

/// One value, by the type's own rules.
fn one<T>(cells: &Cells, column: &str) -> Result<Option<T>, Failure>
where
    T: FromStr,
    T::Err: Display,
{
    let parsed = cells.get(column).map(|text| text.parse());
    parsed.transpose().map_err(|e| bad_cell(column, &e))
}

/// Several values, or what the flags give when there are none.
fn many<T>(cells: &Cells, column: &str, flags: Vec<T>) -> Result<Vec<T>, Failure>
where
    T: FromStr,
    T::Err: Display,
{
    let values = cells.all(column);
    if values.is_empty() {
        return Ok(flags);
    }
    let by_comma = matches!(column, "key-usage" | "eku");
    let values = values.into_iter().flat_map(|value| {
        let parts: Vec<&str> = if by_comma {
            value.split(',').collect()
        } else {
            vec![value]
        };
        parts
    });
    let parsed: Result<Vec<T>, T::Err> = values.map(str::parse).collect();
    parsed.map_err(|e| bad_cell(column, &e))
}

fn bad_cell(column: &str, error: &dyn Display) -> Failure {
    Failure::usage(
        format!("{column}: {error}"),
        "correct that cell and run it again",
    )
}

/// The columns of the subject, and the type of each.
const FIELDS: [(&str, &str); 7] = [
    ("cn", "CN"),
    ("ou", "OU"),
    ("o", "O"),
    ("c", "C"),
    ("l", "L"),
    ("st", "ST"),
    ("email", "emailAddress"),
];
