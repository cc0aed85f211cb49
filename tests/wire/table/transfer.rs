//! Rows about time, names and encodings.

use super::row::{Row, code, each, of};

pub fn rows() -> Vec<Row> {
    [limits(), names(), encodings(), ends()].concat()
}

fn limits() -> Vec<Row> {
    vec![
        of("-m", "URL/hang -m 0.3 -w '%{http_code} %{exitcode}'").ends(28),
        of("--max-time", "URL/hang --max-time 0.3").ends(28),
        of("-m", "URL/half-a-body -m 0.5").ends(28),
        of("-m", "URL/ -m 0"),
        of("-m", "URL/ -m 5"),
        of("-m", "URL/hang URL/x -m 0.3").ends(0),
        of("-m", "URL/slow-loop -L -m 0.5").ends(28),
        of("-m", "URL/ -m x").ends(2),
        of("--connect-timeout", "URL/ --connect-timeout 2.5"),
        of("--connect-timeout", "URL/ --connect-timeout 0"),
    ]
}

fn names() -> Vec<Row> {
    let mut rows = each(
        "--resolve",
        &[
            "http://api.example:PORT/ --resolve api.example:PORT:127.0.0.1",
            "http://api.example:PORT/ --resolve api.example:PORT:[::1],127.0.0.1",
            "http://api.example:PORT/ --resolve *:PORT:127.0.0.1",
            "http://API.example:PORT/ --resolve api.example:PORT:127.0.0.1",
            "http://api.example:PORT/ --resolve other.example:PORT:127.0.0.2 --resolve api.example:PORT:127.0.0.1",
            "http://api.example:PORT/ --resolve +api.example:PORT:127.0.0.1",
        ],
    );
    rows.extend(each(
        "--connect-to",
        &[
            "http://api.example/ --connect-to api.example:80:127.0.0.1:PORT",
            "http://api.example/ --connect-to ::127.0.0.1:PORT",
            "http://api.example/ --connect-to api.example::127.0.0.1:PORT",
            "http://api.example/ --connect-to :80:127.0.0.1:PORT",
            "http://api.example:PORT/ --connect-to api.example:PORT:localhost:",
        ],
    ));
    rows.extend([
        of("--resolve", "https://a.example:<TLS>PORT/tls/name --cacert ca.crt --resolve a.example:<TLS>PORT:127.0.0.1"),
        of("--resolve", "https://no.example:<TLS>PORT/ --cacert ca.crt --resolve no.example:<TLS>PORT:127.0.0.1").ends(60),
        of("--connect-to", "https://a.example/tls/name --cacert ca.crt --connect-to a.example:443:localhost:<TLS>PORT"),
        of("--resolve", "URL/ --resolve nonsense").ends(49).differs(
            "a value that cannot be is bad usage",
            code(49),
            code(2),
        ),
    ]);
    rows
}

fn encodings() -> Vec<Row> {
    let mut rows = each(
        "--compressed",
        &[
            "URL/gzip --compressed -H 'Accept-Encoding: gzip'",
            "URL/deflate --compressed -H 'Accept-Encoding: deflate'",
            "URL/gzip --compressed -H 'Accept-Encoding: gzip' -o out -D head",
            "URL/ --compressed -H 'Accept-Encoding: gzip'",
            "URL/empty-body/gzip --compressed -H 'Accept-Encoding: gzip'",
        ],
    );
    rows.push(
        of("--compressed", "URL/ --compressed").differs(
            "curl of a distribution also offers br and zstd",
            code(0),
            code(0)
                .sent(&["GET / HTTP/1.1"])
                .lines(&["Accept-Encoding: deflate, gzip"]),
        ),
    );
    rows
}

fn ends() -> Vec<Row> {
    vec![
        of("-o", "URL/truncated -o out").ends(18).differs(
            "a body cut short: see killed.rs",
            code(18).files(&["out"]),
            code(18).files(&[]),
        ),
        of("-i", "URL/truncated-chunk -i").ends(18),
        of("-i", "URL/bad-chunk -i").ends(56),
        of("-i", "URL/reset -i").ends(56),
        of("-i", "URL/empty -i").ends(52),
        of("--url", "--url http://localhost:1/").ends(7),
        of("--url", "--url http://").ends(3),
        of("--url", "--url http://h:99999/").ends(3),
    ]
}
