//! What curl has not: what is expected of the answer, repeats that do no harm, a rehearsal, the
//! same call in another language, and what a person sees of it.

use clap::{ArgAction, Args, ValueEnum};

use crate::core::http::expect::{HeaderWish, JsonWish, Statuses};
use crate::core::http::translate::Language;

/// Beyond curl.
#[derive(Debug, Args)]
#[command(next_help_heading = "Beyond curl")]
pub struct BeyondArgs {
    /// End 22 unless the status is one of these: 201, 2xx, 200-204, or several apart by commas
    #[arg(long, value_name = "STATUS", action = ArgAction::Append)]
    pub expect_status: Vec<Statuses>,

    /// End 22 unless this header comes: "Name", "Name: value" or "Name: /regex/"
    #[arg(long, value_name = "HEADER", action = ArgAction::Append)]
    pub expect_header: Vec<HeaderWish>,

    /// End 22 unless this jq filter gives true for the body: '.status == "ACTIVE"'
    #[arg(long, value_name = "FILTER", action = ArgAction::Append)]
    pub expect_json: Vec<JsonWish>,

    /// End 22 unless the body has this text
    #[arg(long, value_name = "TEXT", action = ArgAction::Append)]
    pub expect_body: Vec<String>,

    /// Send an Idempotency-Key: this one, or auto for a random one for each URL
    #[arg(long, value_name = "auto|VALUE")]
    pub idempotency_key: Option<String>,

    /// Show what would be sent, and send nothing: no name is looked up, no token fetched
    #[arg(
        long,
        value_name = "FORM",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "text"
    )]
    pub dry_run: Option<Rehearsal>,

    /// Print a program that makes the call, certificate and all, and send nothing
    #[arg(long = "as", value_name = "LANGUAGE", conflicts_with = "dry_run")]
    pub language: Option<Language>,

    /// When the connection fails, or the certificate is refused, probe the server at once: further
    /// handshakes and one HEAD, told on standard error
    #[arg(long)]
    pub diagnose: bool,

    /// Show card numbers, their security codes and fields that the provider calls sensitive on the
    /// terminal, in -v and in traces
    #[arg(long)]
    pub show_sensitive: bool,

    /// Show the body on the terminal as it came: not indented, coloured or made safe
    #[arg(long)]
    pub no_pretty: bool,
}

impl BeyondArgs {
    /// Whether the call is shown or translated, and not made.
    pub fn sends_nothing(&self) -> bool {
        self.dry_run.is_some() || self.language.is_some()
    }
}

/// How a dry run is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Rehearsal {
    /// for people
    Text,
    /// one JSON object a request
    Json,
}
