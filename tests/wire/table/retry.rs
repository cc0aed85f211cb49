//! Rows about trying again. A second each at least: that is the least that curl waits.

use super::row::{Row, code, each, of};

pub fn rows() -> Vec<Row> {
    [statuses(), failures(), repeated()].concat()
}

fn statuses() -> Vec<Row> {
    each(
        "--retry",
        &[
            "URL/retry/503/1 --retry 1",
            "URL/retry/503/1 --retry 1 -f -o out",
            "URL/retry/503/1 --retry 1 -i",
            "URL/retry/408/1 --retry 2",
            "URL/retry/429/1/1 --retry 1",
            "URL/retry/500/1 --retry 1",
            "URL/retry/502/1 --retry 1",
            "URL/retry/504/1 --retry 1",
            "URL/retry/404/1 --retry 1",
            "URL/retry/400/1 --retry 1",
            "URL/retry/501/1 --retry 1",
            "URL/ --retry 3",
            "URL/retry/503/1 --retry 0",
            "URL/retry/503/9 --retry 1 -w %{http_code}",
            "URL/retry/503/1 --retry 1 -D heads -o body",
            "URL/retry/503/1 URL/x --retry 1",
        ],
    )
}

fn failures() -> Vec<Row> {
    vec![
        of("--retry", "URL/retry/503/9 --retry 1 -f").ends(22),
        of("--retry -m", "URL/hang --retry 1 -m 0.3").ends(28),
        of("--retry", "URL/retry-empty/1 --retry 1").ends(52),
        of("--retry", "http://localhost:1/ --retry 1").ends(7),
        of("--retry-delay", "URL/retry/503/2 --retry 2 --retry-delay 1"),
        of(
            "--retry-delay",
            "URL/retry/503/1/3 --retry 1 --retry-delay 1",
        ),
        of(
            "--retry-max-time",
            "URL/retry/503/1 --retry 1 --retry-max-time 5",
        ),
        of(
            "--retry-max-time",
            "URL/retry/503/1/30 --retry 1 --retry-max-time 2",
        ),
        of(
            "--retry-connrefused",
            "http://localhost:1/ --retry 1 --retry-connrefused",
        )
        .ends(7),
        of(
            "--retry-all-errors",
            "URL/retry-empty/1 --retry 1 --retry-all-errors",
        ),
        of(
            "--retry-all-errors",
            "URL/retry/404/1 --retry 1 --retry-all-errors",
        ),
        of(
            "--retry-all-errors -f",
            "URL/retry/404/1 --retry 1 --retry-all-errors -f",
        ),
    ]
}

// what a second time may cost
fn repeated() -> Vec<Row> {
    vec![
        of("--retry", "URL/retry/503/1 --retry 1 -d pay=1").differs(
            "a payment is not made twice unasked",
            code(0).stdout("not yet\nat last\n").sent(&[POST, POST]),
            code(0).stdout("not yet\n").sent(&[POST]),
        ),
        of(
            "--retry",
            "URL/retry/503/1 --retry 1 -d pay=1 -H 'Idempotency-Key: k'",
        ),
        of("--retry", "URL/retry/503/1 --retry 1 -X PUT -d a=1"),
        of("--retry", "URL/retry/503/1 --retry 1 -X DELETE"),
        of("-w", "URL/retry/503/1 --retry 1 -o out -w %{num_retries}")
            .alone("curl counts them since 8.9", code(0).stdout("1")),
    ]
}

const POST: &str = "POST /retry/503/1 HTTP/1.1";
