//! What keeps its order across flags: the URLs of `call`, its data, its form, and where bodies go.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches, ValueHint};
use std::fmt;

use crate::core::http::body::Part;
use crate::core::http::form::Field;

/// `-d` and its relatives: clap keeps the order within a flag, a body needs it across flags.
#[derive(Clone, Default)]
pub struct DataArgs {
    /// In the order typed.
    pub parts: Vec<Part>,
}

/// `-F` and `--form-string`.
#[derive(Clone, Default)]
pub struct FormArgs {
    /// In the order typed.
    pub fields: Vec<Field>,
}

/// URLs, alone or behind `--url`.
#[derive(Clone, Default)]
pub struct Urls {
    /// In the order typed.
    pub list: Vec<String>,
}

/// `-o` and `-O`: the n-th goes with the n-th URL.
#[derive(Debug, Clone, Default)]
pub struct Outputs {
    /// In the order typed.
    pub places: Vec<Output>,
}

/// Where one answer goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// A file by name, `-` being stdout.
    File(String),
    /// A file named as the last part of the URL.
    RemoteName,
}

/// Silent: what is typed there may be a secret.
impl fmt::Debug for DataArgs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataArgs(..)")
    }
}

/// Silent: what is typed there may be a secret.
impl fmt::Debug for FormArgs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FormArgs(..)")
    }
}

/// Silent: what is typed there may be a secret.
impl fmt::Debug for Urls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Urls(..)")
    }
}

type Flag = (
    &'static str,
    Option<char>,
    &'static str,
    &'static str,
    fn(String) -> Part,
);

/// Name, short, value, help, meaning.
const FLAGS: &[Flag] = &[
    (
        "data",
        Some('d'),
        "DATA",
        "Send as a form by POST; @FILE is read (losing line ends), - is stdin; repeats join with &",
        Part::Data,
    ),
    (
        "data-raw",
        None,
        "DATA",
        "Like -d, but @ means itself",
        Part::Raw,
    ),
    (
        "data-binary",
        None,
        "DATA",
        "Like -d, but @FILE is sent as it is: for a CSR or any file with line ends",
        Part::Binary,
    ),
    (
        "data-urlencode",
        None,
        "DATA",
        "Like -d, URL-encoded: content, =content, name=content, @FILE or name@FILE",
        Part::UrlEncode,
    ),
    (
        "json",
        None,
        "DATA",
        "Send as JSON by POST, with Content-Type and Accept application/json; @FILE is read",
        Part::Json,
    ),
];

impl Args for DataArgs {
    fn augment_args(command: Command) -> Command {
        FLAGS
            .iter()
            .fold(command, |command, (name, short, value, help, _)| {
                let mut arg = Arg::new(*name)
                    .long(*name)
                    .value_name(*value)
                    .help(*help)
                    .help_heading("Request")
                    .action(ArgAction::Append)
                    .allow_hyphen_values(true);
                if *name == "data" {
                    arg = arg.visible_alias("data-ascii");
                }
                if let Some(short) = short {
                    arg = arg.short(*short);
                }
                command.arg(arg)
            })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for DataArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut found: Vec<(usize, Part)> = Vec::new();
        for (name, _, _, _, part) in FLAGS {
            found.extend(occurrences(matches, name).map(|(at, text)| (at, part(text))));
        }
        Ok(Self {
            parts: in_order(found),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for FormArgs {
    fn augment_args(command: Command) -> Command {
        let arg = |name: &'static str, help: &'static str| {
            Arg::new(name)
                .long(name)
                .help(help)
                .help_heading("Request")
                .action(ArgAction::Append)
                .allow_hyphen_values(true)
        };
        let form = arg(
            "form",
            "A field of a multipart form; @FILE attaches a file, <FILE is its text; ;type= ;filename= ;headers= ;encoder=",
        );
        let text = arg("form-string", "Like -F, but the value means itself");
        command
            .arg(form.short('F').value_name("NAME=CONTENT"))
            .arg(text.value_name("NAME=TEXT"))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for FormArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let forms = occurrences(matches, "form").map(|(at, text)| (at, Field::Form(text)));
        let texts = occurrences(matches, "form-string").map(|(at, text)| (at, Field::Text(text)));
        Ok(Self {
            fields: in_order(forms.chain(texts).collect()),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for Urls {
    fn augment_args(command: Command) -> Command {
        let alone = Arg::new("urls")
            .value_name("URL")
            .help("URLs to call")
            .num_args(1..)
            .value_hint(ValueHint::Url)
            .action(ArgAction::Append);
        let flag = Arg::new("url")
            .long("url")
            .value_name("URL")
            .help("A URL to call")
            .help_heading("Request")
            .action(ArgAction::Append);
        command.arg(alone).arg(flag)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Urls {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut found: Vec<(usize, String)> = occurrences(matches, "urls").collect();
        found.extend(occurrences(matches, "url"));
        Ok(Self {
            list: in_order(found),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for Outputs {
    fn augment_args(command: Command) -> Command {
        let output = Arg::new("output")
            .short('o')
            .long("output")
            .value_name("FILE")
            .help("Write the body to FILE, - being stdout")
            .help_heading("Answer")
            .value_hint(ValueHint::FilePath)
            .action(ArgAction::Append);
        let remote_name = Arg::new("remote-name")
            .short('O')
            .long("remote-name")
            .help("Write the body to a file named as the last part of the URL")
            .help_heading("Answer")
            .action(ArgAction::Append)
            .num_args(0)
            .default_missing_value("");
        command.arg(output).arg(remote_name)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Outputs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let files = occurrences(matches, "output").map(|(at, name)| (at, Output::File(name)));
        let names = occurrences(matches, "remote-name").map(|(at, _)| (at, Output::RemoteName));
        Ok(Self {
            places: in_order(files.chain(names).collect()),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn in_order<T>(mut found: Vec<(usize, T)>) -> Vec<T> {
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, what)| what).collect()
}

fn occurrences<'a>(
    matches: &'a ArgMatches,
    name: &'static str,
) -> impl Iterator<Item = (usize, String)> + 'a {
    let indices = matches.indices_of(name).into_iter().flatten();
    let values = matches.get_many::<String>(name).into_iter().flatten();
    indices.zip(values.cloned())
}
