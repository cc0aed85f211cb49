//! What becomes of the answer: where it goes, what of it is shown, when it counts as a failure.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::data::Outputs;

/// How answers become files.
#[derive(Debug, Args)]
#[command(next_help_heading = "Answer")]
pub struct FileArgs {
    /// -O for every URL that has no -o
    #[arg(long)]
    pub remote_name_all: bool,

    /// With -O, take the name that the answer gives (Content-Disposition), over nothing
    #[arg(short = 'J', long, conflicts_with = "include")]
    pub remote_header_name: bool,

    /// Give the file the date that the answer gives (Last-Modified)
    #[arg(short = 'R', long)]
    pub remote_time: bool,

    /// The folder that the files of -o and -O go to
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub output_dir: Option<PathBuf>,

    /// Make the folders that are missing
    #[arg(long)]
    pub create_dirs: bool,

    /// Where a file is there already, add .1, .2, ... to the name
    #[arg(long)]
    pub no_clobber: bool,

    /// Taken for curl's sake: a failed answer leaves no file, but with -C
    #[arg(long, conflicts_with = "continue_at")]
    pub remove_on_error: bool,

    /// End 63 when the body is larger than so many bytes (k, M, G)
    #[arg(long, value_name = "BYTES", value_parser = size)]
    pub max_filesize: Option<u64>,

    /// Leave chunks and encodings as they came
    #[arg(long)]
    pub raw: bool,

    /// Read to the end of the connection, whatever Content-Length says
    #[arg(long)]
    pub ignore_content_length: bool,
}

/// The answer.
#[derive(Debug, Args)]
#[command(next_help_heading = "Answer")]
pub struct AnswerArgs {
    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub outputs: Outputs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub files: FileArgs,

    /// Show the answer's head too
    #[arg(short, long, visible_alias = "show-headers")]
    pub include: bool,

    /// Write the answer's head to FILE, - being stdout
    #[arg(short = 'D', long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub dump_header: Option<PathBuf>,

    /// End 22 without a body when the status is 400 or more
    #[arg(short, long, conflicts_with = "fail_with_body")]
    pub fail: bool,

    /// End 22 when the status is 400 or more, the body written all the same
    #[arg(long)]
    pub fail_with_body: bool,

    /// Say this at the end: %{http_code}, %{time_total}, ...; @FILE reads it
    #[arg(short, long, value_name = "FORMAT")]
    pub write_out: Option<String>,

    /// Say nothing but the answer, errors neither
    #[arg(short, long)]
    pub silent: bool,

    /// With -s, say errors all the same
    #[arg(short = 'S', long)]
    pub show_error: bool,

    /// Show both heads and the handshake; credentials are masked
    #[arg(short, long)]
    pub verbose: bool,
}

/// Bytes, in curl's units.
fn size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(['k', 'K', 'm', 'M', 'g', 'G', 'b', 'B']);
    let shift = match text
        .get(digits.len()..)
        .map(str::to_ascii_lowercase)
        .as_deref()
    {
        Some("" | "b") => Some(0),
        Some("k") => Some(10),
        Some("m") => Some(20),
        Some("g") => Some(30),
        _ => None,
    };
    let bytes = digits.parse::<u64>().ok();
    let bytes = bytes
        .zip(shift)
        .and_then(|(n, shift)| n.checked_mul(1 << shift));
    bytes.ok_or_else(|| "takes a number of bytes, as in 1000 or 10M".to_owned())
}
