//! Whether a transfer is repeated, and when: curl's rules, and one of ours: what might be carried
//! out twice is not repeated unasked. A pure function; must not wait.

use std::time::Duration;

use super::{Ended, Request};
use crate::core::clock::Time;

/// What was asked for.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// The most repetitions of one transfer.
    pub limit: u32,
    /// The same wait before each, instead of a growing one.
    pub delay: Option<Duration>,
    /// No repetition begins later than this after the first attempt.
    pub max_time: Option<Duration>,
    /// A refused connection counts.
    pub refused: bool,
    /// Every failure counts.
    pub all_errors: bool,
    /// What might be carried out twice is repeated too.
    pub non_idempotent: bool,
}

/// An attempt that is over.
#[derive(Debug, Clone, Copy)]
pub struct Attempt<'a> {
    /// What was sent first.
    pub request: &'a Request,
    /// How it ended.
    pub end: End<'a>,
    /// Whether anything of the request may have reached the server.
    pub sent: bool,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy)]
pub enum End<'a> {
    /// With a whole answer.
    Answered {
        /// Its status.
        status: u16,
        /// Its Retry-After header (RFC 9110 section 10.2.3).
        retry_after: Option<&'a str>,
        /// Whether the run counts it as a failure.
        failed: bool,
    },
    /// On the wire, before its time.
    Broken(&'a Ended),
    /// By what is on this side.
    Local,
}

/// What becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It stands.
    Stands,
    /// Once more, after this time.
    Again {
        /// How long to wait.
        wait: Duration,
        /// The cause, in curl's words.
        why: &'static str,
    },
    /// The server asks for more time than there is; without a limit of the user's that is more
    /// than we would wait ourselves.
    TooLate,
    /// It would be repeated, but might then be carried out twice.
    Unsafe,
    /// It would be repeated, but its body was read from a stream.
    Gone,
}

/// After so many repetitions, so long after the first attempt began.
pub fn decide(
    policy: &Policy,
    attempt: &Attempt<'_>,
    done: u32,
    elapsed: Duration,
    now: Time,
) -> Decision {
    let is_over = policy.max_time.is_some_and(|limit| elapsed >= limit);
    let Some(why) = cause(policy, &attempt.end).filter(|_| done < policy.limit && !is_over) else {
        return Decision::Stands;
    };
    let request = attempt.request;
    if attempt.sent && !policy.non_idempotent && !is_idempotent(request) {
        return Decision::Unsafe;
    }
    let body = request.body.as_ref();
    if attempt.sent && body.is_some_and(|body| !body.is_repeatable()) {
        return Decision::Gone;
    }
    let own = policy.delay.unwrap_or_else(|| growing(done));
    if let Some(asked) = asked_for(&attempt.end, now).filter(|asked| !asked.is_zero()) {
        let wait = own.max(asked);
        let is_late = match policy.max_time {
            Some(limit) => elapsed.saturating_add(wait) > limit,
            None => asked > own.max(LONGEST),
        };
        return if is_late {
            Decision::TooLate
        } else {
            Decision::Again { wait, why }
        };
    }
    Decision::Again { wait: own, why }
}

/// Repeating it has the effect of doing it once (RFC 9110 section 9.2.2), by its method or because
/// the server was given a key to tell by.
pub fn is_idempotent(request: &Request) -> bool {
    IDEMPOTENT.contains(&request.method.as_str()) || request.header("Idempotency-Key").is_some()
}

fn cause(policy: &Policy, end: &End<'_>) -> Option<&'static str> {
    let (transient, failed) = match end {
        End::Answered { status, failed, .. } => {
            (TRANSIENT.contains(status).then_some("HTTP error"), *failed)
        }
        End::Broken(Ended::TimedOut | Ended::NameNotFound) => (Some("timeout"), true),
        End::Broken(Ended::Refused) => (policy.refused.then_some("connection refused"), true),
        End::Broken(_) | End::Local => (None, true),
    };
    transient.or_else(|| (failed && policy.all_errors).then_some("(retrying all errors)"))
}

fn asked_for(end: &End<'_>, now: Time) -> Option<Duration> {
    let End::Answered {
        status,
        retry_after: Some(text),
        ..
    } = end
    else {
        return None;
    };
    if !TRANSIENT.contains(status) {
        return None;
    }
    let text = text.trim();
    let seconds = match text.parse() {
        Ok(seconds) => seconds,
        Err(_) if text.bytes().all(|b| b.is_ascii_digit()) => u64::MAX,
        Err(_) => {
            let at = Time::from_http(text)?;
            u64::try_from(at.unix().saturating_sub(now.unix())).unwrap_or(0)
        }
    };
    Some(Duration::from_secs(seconds))
}

/// 1, 2, 4 and so on seconds.
fn growing(done: u32) -> Duration {
    let seconds = 1u64.checked_shl(done).unwrap_or(u64::MAX);
    Duration::from_secs(seconds).min(LONGEST)
}

/// Statuses that pass.
const TRANSIENT: &[u16] = &[408, 429, 500, 502, 503, 504, 522, 524];
const IDEMPOTENT: &[&str] = &["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"];
/// The longest wait of ours, as in curl.
const LONGEST: Duration = Duration::from_secs(600);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::http::{Body, Header, Host, Piece, Url};

    fn request(method: &str) -> Request {
        Request {
            method: method.into(),
            url: Url::parse("https://h/", false).unwrap(),
            host: Host::OfUrl,
            headers: Vec::new(),
            trailing: Vec::new(),
            body: None,
            target: None,
            upload: false,
            framing: crate::core::http::Framing::Said,
        }
    }

    fn policy() -> Policy {
        Policy {
            limit: 3,
            ..Policy::default()
        }
    }

    fn answered(status: u16) -> End<'static> {
        End::Answered {
            status,
            retry_after: None,
            failed: false,
        }
    }

    fn after(policy: &Policy, request: &Request, end: End<'_>, done: u32) -> Decision {
        let attempt = Attempt {
            request,
            end,
            sent: !matches!(end, End::Broken(Ended::Refused | Ended::NameNotFound)),
        };
        decide(
            policy,
            &attempt,
            done,
            Duration::ZERO,
            Time::from_unix(784_111_770),
        )
    }

    fn again(seconds: u64, why: &'static str) -> Decision {
        Decision::Again {
            wait: Duration::from_secs(seconds),
            why,
        }
    }

    #[test]
    fn what_passes_is_repeated_and_what_does_not_stands() {
        let get = request("GET");
        for status in [408, 429, 500, 502, 503, 504, 522, 524] {
            assert_eq!(
                after(&policy(), &get, answered(status), 0),
                again(1, "HTTP error")
            );
        }
        for status in [200, 301, 400, 401, 403, 404, 409, 501, 505] {
            assert_eq!(
                after(&policy(), &get, answered(status), 0),
                Decision::Stands
            );
        }
        for (end, expected) in [
            (Ended::TimedOut, again(1, "timeout")),
            (Ended::NameNotFound, again(1, "timeout")),
            (Ended::Refused, Decision::Stands),
            (Ended::Reset, Decision::Stands),
            (Ended::Tls, Decision::Stands),
        ] {
            assert_eq!(
                after(&policy(), &get, End::Broken(&end), 0),
                expected,
                "{end}"
            );
        }
        let refused = Policy {
            refused: true,
            ..policy()
        };
        let ended = after(&refused, &get, End::Broken(&Ended::Refused), 0);
        assert_eq!(ended, again(1, "connection refused"));
        let all = Policy {
            all_errors: true,
            ..policy()
        };
        for end in [End::Broken(&Ended::Reset), End::Local] {
            assert_eq!(after(&all, &get, end, 0), again(1, "(retrying all errors)"));
        }
        assert_eq!(after(&all, &get, answered(404), 0), Decision::Stands);
        let failed = End::Answered {
            status: 404,
            retry_after: None,
            failed: true,
        };
        assert_eq!(
            after(&all, &get, failed, 0),
            again(1, "(retrying all errors)")
        );
    }

    #[test]
    fn waits_double_up_to_ten_minutes_and_end_with_the_limit() {
        let many = Policy {
            limit: 99,
            ..Policy::default()
        };
        let get = request("GET");
        for (done, seconds) in [
            (0, 1),
            (1, 2),
            (2, 4),
            (9, 512),
            (10, 600),
            (64, 600),
            (98, 600),
        ] {
            assert_eq!(
                after(&many, &get, answered(503), done),
                again(seconds, "HTTP error")
            );
        }
        assert_eq!(after(&many, &get, answered(503), 99), Decision::Stands);
        assert_eq!(
            after(&Policy::default(), &get, answered(503), 0),
            Decision::Stands
        );
        let fixed = Policy {
            delay: Some(Duration::from_secs(7)),
            ..many
        };
        assert_eq!(
            after(&fixed, &get, answered(503), 9),
            again(7, "HTTP error")
        );
    }

    #[test]
    fn a_server_that_asks_for_more_time_gets_it_within_the_limit() {
        let get = request("GET");
        let limited = Policy {
            max_time: Some(Duration::from_secs(20)),
            ..policy()
        };
        for (text, expected) in [
            ("0", again(1, "HTTP error")),
            ("1", again(1, "HTTP error")),
            ("9", again(9, "HTTP error")),
            ("21", Decision::TooLate),
            ("99999999999999999999999", Decision::TooLate),
            ("Sun, 06 Nov 1994 08:49:37 GMT", again(7, "HTTP error")),
            ("Sun, 06 Nov 1994 08:00:00 GMT", again(1, "HTTP error")),
            ("Sun, 06 Nov 2094 08:00:00 GMT", Decision::TooLate),
            ("soon", again(1, "HTTP error")),
        ] {
            let end = End::Answered {
                status: 429,
                retry_after: Some(text),
                failed: false,
            };
            assert_eq!(after(&limited, &get, end, 0), expected, "{text}");
        }
        let attempt = Attempt {
            request: &get,
            end: answered(503),
            sent: true,
        };
        let late = Duration::from_secs(20);
        let now = Time::from_unix(0);
        assert_eq!(decide(&limited, &attempt, 0, late, now), Decision::Stands);
    }

    #[test]
    fn what_might_be_carried_out_twice_is_repeated_only_when_asked_for() {
        for method in ["POST", "PATCH", "PURGE", "get"] {
            let plain = request(method);
            assert_eq!(after(&policy(), &plain, answered(503), 0), Decision::Unsafe);
            let refused = Policy {
                refused: true,
                ..policy()
            };
            let ended = after(&refused, &plain, End::Broken(&Ended::Refused), 0);
            assert_eq!(ended, again(1, "connection refused"));
            let asked = Policy {
                non_idempotent: true,
                ..policy()
            };
            assert_eq!(
                after(&asked, &plain, answered(503), 0),
                again(1, "HTTP error")
            );
            let mut keyed = plain.clone();
            keyed.headers.push(Header::new("idempotency-key", "k"));
            assert_eq!(
                after(&policy(), &keyed, answered(503), 0),
                again(1, "HTTP error")
            );
        }
        for method in ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"] {
            assert_eq!(
                after(&policy(), &request(method), answered(503), 0),
                again(1, "HTTP error")
            );
        }
        let mut streamed = request("PUT");
        streamed.body = Some(Body::new(vec![Piece::of_reader(Box::new(&b""[..]))]));
        assert_eq!(
            after(&policy(), &streamed, answered(503), 0),
            Decision::Gone
        );
    }
}
