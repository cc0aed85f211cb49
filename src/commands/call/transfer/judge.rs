//! What an answer means: for the exit code, and for whoever has to act on a refusal.

use super::{Hop, Outcome};
use crate::commands::call::Section;
use crate::commands::connect::{exit_of_refusal, is_refused_certificate};
use crate::core::diagnosis::{Answer, Code, Diagnosis};
use crate::core::http::Exchange;
use crate::exit::Exit;
use crate::report::Failure;

/// How an answer is to be taken; `beginning` is that of its body.
pub(super) fn judge(
    section: &Section<'_>,
    hop: &Hop,
    exchange: &Exchange,
    beginning: &[u8],
) -> Outcome {
    let status = exchange.head.status;
    let fine = Outcome {
        exit: Exit::Ok,
        failure: None,
    };
    if status < 400 {
        return fine;
    }
    let answer = Answer {
        head: exchange.head.clone(),
        body: String::from_utf8_lossy(beginning).into_owned(),
        authorized: hop.request.header("Authorization").is_some(),
    };
    let url = &hop.request.url;
    let Some(diagnosis) = hop.session.judge(url, exchange.handshake(), answer) else {
        return fine;
    };
    outcome(diagnosis, status, section.options.fails())
}

/// A refused certificate ends the same whether it came as an alert or as nginx's 400; any other
/// error status fails only under `-f`, but 401 and 403 are explained all the same.
fn outcome(diagnosis: Diagnosis, status: u16, fails: bool) -> Outcome {
    let exit = if is_refused_certificate(diagnosis.code) {
        exit_of_refusal(diagnosis.code)
    } else if fails {
        Exit::HttpStatus
    } else {
        Exit::Ok
    };
    let is_told = matches!(status, 401 | 403 | 407) || diagnosis.code == Code::NotTls;
    let tell = exit != Exit::Ok || is_told;
    Outcome {
        exit,
        failure: tell.then(|| Failure::diagnosed(diagnosis, exit)),
    }
}
