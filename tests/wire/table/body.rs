//! Rows about the bodies of requests: `-d` and its relatives.

use super::row::{Expected, Row, code, each, of};

pub fn rows() -> Vec<Row> {
    [data(), urlencode(), json()].concat()
}

fn data() -> Vec<Row> {
    let mut rows = each(
        "-d",
        &[
            "URL/ -d a=1",
            "URL/ -da=1",
            "URL/ -d a=1 -d b=2",
            "URL/ -d ''",
            "URL/ -d '' -d a",
            "URL/ -d a -d ''",
            "URL/ -d 'a\nb\r\nc'",
            "URL/ -d é",
            "-d -dash URL/",
            "URL/a URL/b -d x",
        ],
    );
    rows.extend([
        of("--data", "URL/ --data a=1"),
        of("--data-ascii", "URL/ --data-ascii a=1"),
        of("--data-ascii", "URL/ --data-ascii @form").file("form", LINES),
        of("-d", "URL/ -d @form").file("form", LINES),
        of("-d", "URL/ -d @form")
            .file("form", &b"a\0b\r\nc"[..])
            .differs(
                "later ones leave out the NUL; curl 7.88 loses what stands behind it",
                code(0),
                code(0)
                    .sent(&["POST / HTTP/1.1"])
                    .lines(&["Content-Length: 3"]),
            ),
        of("-d", "URL/ -d @form -d x").file("form", LINES),
        of("-d", "URL/ -d @form").file("form", ""),
        of("-d", "URL/ -d @-").stdin(b"from\nin\n"),
        of("-d", "URL/ -d @none").differs(UNREAD, code(0), unread()),
        of("-d", "URL/ -d @form -X PUT").file("form", PEM),
        of("--data-raw", "URL/ --data-raw @a"),
        of("--data-raw", "URL/ --data-raw 'a\nb' --data-raw c"),
        of("--data-binary", "URL/ --data-binary @form").file("form", LINES),
        of("--data-binary", "URL/ --data-binary @form").file("form", PEM),
        of("--data-binary", "URL/ --data-binary @form -d @form").file("form", LINES),
        of("--data-binary", "URL/ --data-binary @-").stdin(b"from\nin\n\0"),
        of("--data-binary", "URL/ --data-binary 'a\nb'"),
        of("--data-binary", "URL/ --data-binary @none").differs(UNREAD, code(0), unread()),
        of("--data-binary", "URL/ --data-binary @form -i").file("form", vec![b'x'; 1 << 20]),
        of("--data-binary", "URL/ --data-binary @form -i").file("form", vec![b'x'; (1 << 20) + 1]),
        of("--data-binary", "URL/early/413 --data-binary @form -i")
            .file("form", vec![b'x'; (1 << 20) + 1]),
        of(
            "-d --data-raw --data-binary",
            "URL/ --data-binary b -d a --data-raw @c",
        ),
    ]);
    rows
}

fn urlencode() -> Vec<Row> {
    let mut rows = each(
        "--data-urlencode",
        &[
            "URL/ --data-urlencode 'a b&c'",
            "URL/ --data-urlencode '=a=b c'",
            "URL/ --data-urlencode 'name=a b&é'",
            "URL/ --data-urlencode 'na me=x'",
            "URL/ --data-urlencode name=",
            "URL/ --data-urlencode =",
            "URL/ --data-urlencode ''",
            "URL/ --data-urlencode a~b-c_d.e",
            "URL/ --data-urlencode a=1 --data-urlencode b=2 -d c=3",
        ],
    );
    rows.extend([
        of("--data-urlencode", "URL/ --data-urlencode @form").file("form", LINES),
        of("--data-urlencode", "URL/ --data-urlencode n@form").file("form", PEM),
        of("--data-urlencode", "URL/ --data-urlencode n@-").stdin(b"a b\n"),
        of("--data-urlencode", "URL/ --data-urlencode n@none").differs(UNREAD, code(0), unread()),
        of("--data-urlencode", "URL/ --data-urlencode a@form=b").file("form=b", "x y"),
    ]);
    rows
}

fn json() -> Vec<Row> {
    let mut rows = each(
        "--json",
        &[
            "URL/ --json {}",
            "URL/ --json '{\"a\":' --json 1}",
            "URL/ --json {} -H 'Content-Type: application/x'",
            "URL/ --json {} -H 'accept: text/plain'",
            "URL/ --json {} -X PUT",
            "URL/ --json ''",
        ],
    );
    rows.extend([
        of("--json", "URL/ --json @order").file("order", "{\n \"a\": 1\n}\n"),
        of("--json", "URL/ --json @-").stdin(b"{}\n"),
        of("--json", "URL/ --json @none").differs(UNREAD, code(0), unread()),
        of("--json -d", "URL/ --json {} -d a"),
        of("--json -d", "URL/ -d a --json {}"),
    ]);
    rows
}

fn unread() -> Expected {
    code(26).stdout("").sent(&[])
}

const UNREAD: &str = "a body that cannot be read is not sent empty: curl 7.88 warns and does";
const LINES: &str = "a=1\r\nb=2\nc";
const PEM: &str = "-----BEGIN X-----\nAB==\n-----END X-----\n";
