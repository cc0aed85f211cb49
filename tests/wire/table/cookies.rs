//! Rows about cookies and the referer.

use super::row::{Row, code, each, of};

pub fn rows() -> Vec<Row> {
    [given(), kept(), referer()].concat()
}

fn given() -> Vec<Row> {
    let mut rows = each(
        "-b",
        &[
            "URL/ -b a=b",
            "URL/ -b 'a=b; c=d'",
            "URL/ -b a=b -b c=d",
            "URL/ -b a=b -H 'Cookie: x=y'",
            "URL/ -b a=",
            "URL/redirect/302 -L -b a=b",
            "URL/cookies URL/deep/x -b ''",
            "URL/cookies URL/x -b a=b",
            "URL/cookies-away?to=/x -L -b ''",
            "URL/cookies-away?to=http://127.0.0.1:PORT/x -L -b ''",
            "URL/cookies URL/x -b none-such-file",
        ],
    );
    rows.extend([
        of("--cookie", "URL/ --cookie a=b"),
        of(
            "-b",
            "URL/redirect/302?to=http://127.0.0.1:PORT/x -L -b a=b",
        )
        .differs(
            "a session given for one host is not told to another; --location-trusted tells it",
            code(0).lines(&["Cookie: a=b"]),
            code(0)
                .said(&["the credentials are not sent there"])
                .sent(&[
                    "GET /redirect/302?to=http://127.0.0.1:PORT/x HTTP/1.1",
                    "GET /x HTTP/1.1",
                ]),
        ),
        of("-b", "URL/x URL/deep/er -b in.jar").file("in.jar", JAR),
        of("-b", "http://127.0.0.1:PORT/x -b in.jar").file("in.jar", JAR),
        of(
            "-b",
            "http://api.example/x -b in.jar --connect-to ::127.0.0.1:PORT",
        )
        .file("in.jar", JAR),
        of("-b", "<TLS>/x -k -b in.jar").file("in.jar", JAR),
        of("-b", "URL/x -b heads").file("heads", HEADS),
        of("-b", "URL/x -b in.jar -b more=1").file("in.jar", JAR),
        of("-b", "URL/x -b -").stdin(b"localhost\tFALSE\t/\tFALSE\t0\tin\t1\n"),
    ]);
    rows
}

fn kept() -> Vec<Row> {
    let mut rows = each(
        "-c",
        &[
            "URL/cookies -c out.jar",
            "URL/deep/cookies -c out.jar",
            "URL/ -c out.jar",
            "URL/cookies URL/x URL/deep/y -c out.jar",
            "URL/cookies URL/session/end -c out.jar",
            "URL/cookies-away?to=/x -L -c out.jar",
            "<TLS>/cookies -k -c out.jar",
            "http://api.other.example/cookies --connect-to ::127.0.0.1:PORT -c out.jar",
            "URL/cookies -c none/out.jar",
        ],
    );
    rows.extend([
        of("--cookie-jar", "URL/cookies --cookie-jar out.jar"),
        of("-c", "URL/cookies -c - -o body"),
        of("-b -c", "URL/cookies -b in.jar -c out.jar").file("in.jar", JAR),
        of("-b -c", "URL/x -b same.jar -c same.jar").file("same.jar", JAR),
        of("-b -c", "URL/x -b a=b -c out.jar"),
        of("-c -f", "URL/cookies URL/status/404 -f -c out.jar").ends(22),
    ]);
    rows
}

fn referer() -> Vec<Row> {
    let mut rows = each(
        "-e",
        &[
            "URL/ -e http://from.example/x",
            "URL/redirect/302 -L -e http://from.example/",
            "URL/redirect/302 -L -e ';auto'",
            "URL/redirect/302 -L -e 'http://from.example/;auto'",
            "URL/ -e a -H 'Referer: b'",
            "URL/ -e ''",
        ],
    );
    rows.push(of("--referer", "URL/ --referer http://from.example/"));
    rows
}

const JAR: &str = "# Netscape HTTP Cookie File\n\n\
localhost\tFALSE\t/\tFALSE\t0\tplain\t1\n\
localhost\tFALSE\t/deep\tFALSE\t2145916800\tdeep\t2\n\
#HttpOnly_localhost\tFALSE\t/\tFALSE\t2145916800\thidden\t3\n\
localhost\tFALSE\t/\tTRUE\t0\tsafe\t4\n\
.example\tTRUE\t/\tFALSE\t0\ttop\t5\n\
.api.example\tTRUE\t/\tFALSE\t0\tapi\t6\n\
localhost\tFALSE\t/\tFALSE\t946684800\tpast\t7\n\
broken line\n";
const HEADS: &str = "HTTP/1.1 200 OK\r\nSet-Cookie: head=1\r\nSet-Cookie: second=2; Path=/\r\n\r\n";
