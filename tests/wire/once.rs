//! What is sent once, though a connection broke or the server asked for later.

use std::time::{Duration, Instant};

use crate::common::Lab;
use crate::scripted::{Scripted, answer};

#[test]
fn what_has_no_body_is_sent_again_on_a_connection_that_closed_only_if_it_may_be_done_twice() {
    let lab = Lab::new();
    let fine = answer("200 OK", "", "fine\n");
    for (flags, code, sent) in [
        (&[][..], 0, 3),
        (&["-X", "DELETE"], 0, 3),
        (&["-X", "POST"], 52, 2),
        (&["-X", "PATCH"], 52, 2),
        (&["-X", "POST", "-H", "Idempotency-Key: k"], 0, 3),
    ] {
        // the second request comes over the connection of the first, and finds it closed
        let server = Scripted::new(&[&fine, "", &fine]);
        let (one, two) = (server.url("/1"), server.url("/2"));
        let ran = lab.mtls(&[&["call", &one, &two], flags].concat());
        let came = server.take();
        assert_eq!((ran.code, came.len()), (code, sent), "{flags:?}: {ran:?}");
        assert_eq!(came[0].from, came[1].from, "{flags:?}");
    }
}

#[test]
fn a_wait_of_more_than_ten_minutes_is_not_waited_unless_it_is_allowed() {
    let lab = Lab::new();
    for asked in ["601", "99999999999999999999999"] {
        let later = answer("503 Later", &format!("Retry-After: {asked}\r\n"), "later\n");
        let server = Scripted::new(&[&later]);
        let url = server.url("/");
        let begun = Instant::now();
        for (flags, said) in [
            (&[][..], "asks for more than 10 minutes"),
            (
                &["--retry-max-time", "60"],
                "later than --retry-max-time allows",
            ),
        ] {
            let ran = lab.mtls(&[&["call", &url, "--retry", "2"], flags].concat());
            assert!(ran.stderr.contains(said), "{ran:?}");
            assert_eq!((ran.code, ran.stdout.as_str()), (0, "later\n"));
        }
        assert_eq!(server.take().len(), 2);
        assert!(begun.elapsed() < Duration::from_secs(10));
    }
}
