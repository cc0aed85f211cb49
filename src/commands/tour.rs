//! `sandbox --tour`: the life of a client certificate, step by step, against a sandbox that is up.
//! Each step runs this very program as a user would and is held to what it should do. Must not do
//! by itself what a command is there for, nor print.

mod check;
mod script;

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::World;
use super::child::{Captured, Signals, capture};
use crate::core::sandbox::random_text;
use crate::core::save::{Draft, save_all};
use crate::exit::Exit;
use crate::report::tour::{Checked, Closing, Opening, Part, Step};
use crate::report::{Answer, Failure, Format, Report, SandboxFacts};
use script::{ORDER, Plan, STEPS};

/// Walks through the steps in `folder`; `facts` name the sandbox's files as seen from there.
///
/// # Errors
/// A `Failure` that ends with 1 when a step did not do what it says, with 128 and the signal when
/// one came; the steps after it are not run, for they build on it.
pub fn walk(
    facts: &SandboxFacts,
    folder: &Path,
    format: Format,
    signals: &Signals,
    world: &mut dyn World,
) -> anyhow::Result<Exit> {
    write_passphrase(folder)?;
    let tour = Tour {
        facts,
        folder,
        program: world.own_program()?,
    };
    let steps = STEPS.len();
    let mut show = |part| world.show(&Report::new(Answer::Tour(Box::new(part)), format));
    show(Part::Opening(Opening { steps }));
    let mut shown = Exit::Ok;
    for (at, plan) in STEPS.iter().enumerate() {
        let step = tour.step(at + 1, plan, signals)?;
        let failure = failure(&step);
        shown = show(Part::Step(step));
        if let Some(failure) = failure {
            return Err(failure.into());
        }
    }
    let again = again(facts);
    show(Part::Closing(Closing { steps, again }));
    Ok(shown)
}

/// What every step needs.
struct Tour<'a> {
    facts: &'a SandboxFacts,
    folder: &'a Path,
    program: PathBuf,
}

impl Tour<'_> {
    /// Runs a step and says what came of it.
    fn step(&self, number: usize, plan: &Plan, signals: &Signals) -> anyhow::Result<Step> {
        let words = self.words(plan);
        let ran = capture(&self.program, &words, self.folder, signals)?;
        Ok(self.told(number, plan, words, &ran))
    }

    fn told(&self, number: usize, plan: &Plan, words: Vec<String>, ran: &Captured) -> Step {
        let checked = plan.expects.iter().map(|expect| Checked {
            what: expect.told(),
            holds: expect.holds(ran, self.folder),
        });
        Step {
            step: number,
            of: STEPS.len(),
            title: plan.title,
            why: plan.why,
            command: std::iter::once("mtls".to_owned()).chain(words).collect(),
            exit_code: ran.exit.code(),
            stdout: check::without_token(&ran.stdout),
            stderr: ran.stderr.clone(),
            checked: checked.collect(),
        }
    }

    /// The command line, its blanks filled in.
    fn words(&self, plan: &Plan) -> Vec<String> {
        let facts = self.facts;
        let token = format!(
            "--token-url {} --client-id {} --client-secret file:{}",
            facts.token_url.as_deref().unwrap_or_default(),
            facts.client_id,
            facts.client_secret_file
        );
        let line = plan
            .line
            .replace("{portal}", &facts.portal_url)
            .replace("{order}", &format!("{}{ORDER}", facts.url))
            .replace("{token}", &token);
        line.split(' ').map(str::to_owned).collect()
    }
}

/// What brings the same sandbox up again, so that the commands shown can be typed as they stand.
fn again(facts: &SandboxFacts) -> String {
    let port = |url: &str| url.rsplit(':').next().unwrap_or_default().to_owned();
    let (api, portal) = (port(&facts.url), port(&facts.portal_url));
    format!("sandbox --dir sandbox --port {api} --portal-port {portal}")
}

/// The one that ends the tour, if the step did not do what it says.
fn failure(step: &Step) -> Option<Failure> {
    let missed = step.checked.iter().filter(|c| !c.holds);
    let evidence: Vec<String> = missed.map(|c| format!("missed: {}", c.what)).collect();
    if evidence.is_empty() {
        return None;
    }
    let of = format!("step {} of {}", step.step, step.of);
    Some(Failure {
        exit: Exit::Negative,
        summary: format!("{of} did not do what it says, and the tour ends here"),
        code: None,
        evidence,
        fix: "read what the step printed; if this is not of your making, report it with that \
              text, which holds no secret"
            .into(),
    })
}

/// The passphrase of the tour's PFX: a new one each time, in a file as a user would keep it.
fn write_passphrase(folder: &Path) -> anyhow::Result<()> {
    let passphrase = Zeroizing::new(random_text(PASSPHRASE_BYTES)?);
    let draft = Draft {
        path: folder.join(PASSPHRASE),
        bytes: passphrase.as_bytes(),
        private: true,
    };
    Ok(save_all(&[draft], false)?)
}

const PASSPHRASE: &str = "pfx-pass";
const PASSPHRASE_BYTES: usize = 18;

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> SandboxFacts {
        let text = |t: &str| t.to_owned();
        SandboxFacts {
            url: text("https://127.0.0.1:1"),
            api_url: None,
            token_url: Some(text("https://127.0.0.1:1/oauth/token")),
            portal_url: text("https://127.0.0.1:2"),
            ca: text("sandbox/ca.pem"),
            intermediate: None,
            places: Vec::new(),
            cert: text("sandbox/client.crt"),
            key: text("sandbox/client.key"),
            client_id: text("sandbox-client"),
            client_secret_file: text("sandbox/client-secret"),
            refused: crate::report::RefusedFiles {
                expired: text("sandbox/expired.crt"),
                stranger: text("sandbox/stranger.crt"),
                server_only: text("sandbox/server-only.crt"),
            },
        }
    }

    fn told(plan: &Plan, ran: &Captured) -> Step {
        let folder = tempfile::tempdir().unwrap();
        let facts = facts();
        let tour = Tour {
            facts: &facts,
            folder: folder.path(),
            program: PathBuf::new(),
        };
        tour.told(9, plan, tour.words(plan), ran)
    }

    #[test]
    fn each_line_is_one_that_can_be_typed() {
        for plan in STEPS {
            let ran = Captured {
                exit: Exit::Ok,
                stdout: String::new(),
                stderr: String::new(),
            };
            let line = told(plan, &ran).command;
            let parsed = crate::cli::definition().try_get_matches_from(&line);
            assert_eq!(parsed.err().map(|e| e.to_string()), None, "{line:?}");
            assert!(!line.iter().any(|word| word.starts_with("{p")), "{line:?}");
        }
    }

    #[test]
    fn a_server_that_lets_everybody_in_fails_the_tour() {
        let plan = STEPS
            .iter()
            .find(|p| p.title.contains("without the certificate"));
        let let_in = Captured {
            exit: Exit::Ok,
            stdout: "HTTP/1.1 201 Created\n".into(),
            stderr: String::new(),
        };
        let failure = failure(&told(plan.unwrap(), &let_in)).unwrap();
        assert_eq!(failure.exit, Exit::Negative);
        assert!(failure.summary.starts_with("step 9 of 10"), "{failure:?}");
        let missed = "missed: says `[client-cert-required]`";
        assert!(failure.evidence.iter().any(|e| e == missed), "{failure:?}");
        let refused = Captured {
            exit: Exit::Child(98),
            stdout: String::new(),
            stderr: "mtls: (98) x [client-cert-required]\n  fix: y\n".into(),
        };
        assert!(super::failure(&told(plan.unwrap(), &refused)).is_none());
    }
}
