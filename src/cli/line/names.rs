//! Which flags there are, by clap's own definition of `call`: names, whether they take a value,
//! whether they hold across sections.

use super::super::mistake;

/// All flags of `call`.
pub(super) struct Names {
    flags: Vec<Flag>,
}

/// One flag.
pub(super) struct Flag {
    /// Its long name, without the hyphens.
    pub long: String,
    others: Vec<String>,
    shorts: Vec<char>,
    /// Whether a value follows.
    pub takes_value: bool,
    /// Whether a value may stand behind `=` only, and may be left out.
    pub is_optional: bool,
}

/// What a long name stands for.
pub(super) enum Meant<'n> {
    /// A flag.
    Flag(&'n Flag),
    /// A flag without a value, switched off.
    Off(&'n Flag),
    /// `--no-` before a flag that takes a value.
    NotBoolean,
    /// Several flags begin so.
    Ambiguous,
    /// None.
    Nothing,
}

impl Names {
    /// From the definition.
    pub fn of_call() -> Self {
        let mut root = crate::cli::definition();
        root.build();
        let call = root.find_subcommand("call");
        let flags = call
            .into_iter()
            .flat_map(clap::Command::get_arguments)
            .filter_map(|arg| {
                let values = arg.get_num_args();
                Some(Flag {
                    long: arg.get_long()?.to_owned(),
                    others: arg
                        .get_all_aliases()
                        .into_iter()
                        .flatten()
                        .map(str::to_owned)
                        .collect(),
                    is_optional: arg.is_require_equals_set(),
                    shorts: arg.get_short_and_visible_aliases().unwrap_or_default(),
                    takes_value: values
                        .map_or(arg.get_action().takes_values(), |v| v.takes_values()),
                })
            })
            .collect();
        Self { flags }
    }

    /// A flag by its letter.
    pub fn short(&self, letter: char) -> Option<&Flag> {
        self.flags.iter().find(|f| f.shorts.contains(&letter))
    }

    /// The flag whose long name this is, to the letter.
    pub fn spelled(&self, name: &str) -> Option<&Flag> {
        let is = |flag: &&Flag| flag.long == name && name.len() > 2;
        self.flags.iter().find(is)
    }

    /// A long name as curl takes it: whole, abbreviated, or with `no-` before it.
    pub fn long(&self, name: &str) -> Meant<'_> {
        if let Some(flag) = self.exact(name) {
            return Meant::Flag(flag);
        }
        if let Some(flag) = self.exact(&format!("no-{name}")) {
            return Meant::Off(flag);
        }
        if let Some(positive) = name.strip_prefix("no-") {
            return match self.abbreviated(positive) {
                Meant::Flag(flag) if flag.takes_value => Meant::NotBoolean,
                Meant::Flag(flag) => Meant::Off(flag),
                other => other,
            };
        }
        self.abbreviated(name)
    }

    fn exact(&self, name: &str) -> Option<&Flag> {
        let is = |known: &String| known.eq_ignore_ascii_case(name);
        self.flags
            .iter()
            .find(|f| is(&f.long) || f.others.iter().any(is))
    }

    /// The long names that begin so.
    pub fn beginning(&self, name: &str) -> Vec<String> {
        let longs = self.flags.iter().map(|flag| &flag.long);
        let begun = longs.filter(|long| long.starts_with(name));
        begun.map(|long| format!("--{long}")).collect()
    }

    /// What begins so, counting what curl has and we have not: a flag of curl's is never taken for
    /// another one.
    fn abbreviated(&self, name: &str) -> Meant<'_> {
        if let Some(flag) = self.exact(name) {
            return Meant::Flag(flag);
        }
        let begins = |known: &str| {
            known
                .get(..name.len())
                .is_some_and(|begin| begin.eq_ignore_ascii_case(name))
        };
        let theirs = mistake::of_curl_alone().filter(|long| begins(long)).count();
        let mut ours = self
            .flags
            .iter()
            .filter(|f| begins(&f.long) || f.others.iter().any(|o| begins(o)));
        match (ours.next(), ours.next(), theirs) {
            _ if name.is_empty() => Meant::Nothing,
            (Some(flag), None, 0) => Meant::Flag(flag),
            (None, ..) => Meant::Nothing,
            _ => Meant::Ambiguous,
        }
    }
}

impl Flag {
    /// Whether it counts for all sections, wherever it stands.
    pub fn is_global(&self) -> bool {
        GLOBAL.contains(&self.long.as_str())
    }
}

/// curl's global flags, and ours that could not mean anything else.
const GLOBAL: &[&str] = &[
    "color",
    "fail-early",
    "help",
    "no-progress-meter",
    "parallel",
    "parallel-immediate",
    "parallel-max",
    "progress-bar",
    "rate",
    "show-error",
    "silent",
    "stderr",
    "styled-output",
    "trace",
    "trace-ascii",
    "trace-ids",
    "trace-time",
    "verbose",
];
