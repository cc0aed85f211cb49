//! Rows about where files land, what is said where, and how large an answer may be.

use super::row::{Row, code, each, of};

pub fn rows() -> Vec<Row> {
    [folders(), sizes(), traces()].concat()
}

fn folders() -> Vec<Row> {
    let mut rows = each(
        "--create-dirs",
        &[
            "URL/ --create-dirs -o a/b/c",
            "URL/ --create-dirs -o plain",
            "URL/one URL/two --create-dirs -o a/1 -o b/2",
            "URL/ --create-dirs -o a/../b/c",
        ],
    );
    rows.extend([
        of("--output-dir", "URL/x --output-dir here -O").file("here/there", ""),
        of("--output-dir", "URL/x --output-dir here -o name").file("here/there", ""),
        of("--output-dir", "URL/x --output-dir here/ -o name").file("here/there", ""),
        of("--output-dir", "URL/x --output-dir none -o name").ends(23),
        of("--output-dir", "URL/x --output-dir none -D head -O").ends(23),
        of(
            "--output-dir --create-dirs",
            "URL/x --output-dir a/b --create-dirs -o name",
        ),
        of(
            "--output-dir --create-dirs",
            "URL/x --output-dir a/b --create-dirs -O",
        ),
        of("--output-dir", "URL/x --output-dir here").file("here/there", ""),
        of(
            "--remove-on-error",
            "URL/truncated -o out --remove-on-error",
        )
        .ends(18),
        of("--remove-on-error", "URL/ -o out --remove-on-error"),
        of(
            "--remove-on-error",
            "URL/status/404 -f -o out --remove-on-error",
        )
        .file("out", "was there")
        .ends(22)
        .differs(
            "what was there before is not ours to remove",
            code(22),
            code(22).files(&[]),
        ),
        of("--remove-on-error", "URL/truncated --remove-on-error").ends(18),
    ]);
    rows
}

fn sizes() -> Vec<Row> {
    vec![
        of("--max-filesize", "URL/bytes/5000 --max-filesize 100").ends(63),
        of("--max-filesize", "URL/bytes/5000 --max-filesize 100 -o out").ends(63),
        of("--max-filesize", "URL/bytes/5000 --max-filesize 5000"),
        of("--max-filesize", "URL/bytes/5000 --max-filesize 4k").ends(63),
        of("--max-filesize", "URL/bytes/5000 --max-filesize 5K"),
        of(
            "--max-filesize",
            "URL/bytes-chunked/5000 --max-filesize 100 -o out",
        )
        .differs(
            "a limit is a limit: curl holds it without a length since 8.4",
            code(0),
            code(63).files(&[]),
        ),
        of("--max-filesize", "URL/ --max-filesize x").ends(2),
    ]
}

fn traces() -> Vec<Row> {
    vec![
        of("--trace", "URL/ --trace dump").loosely(
            "dump",
            &["=> Send header", "0000: 47 45 54 20 2f", "<= Recv data"],
        ),
        of("--trace-ascii", "URL/ --trace-ascii dump").loosely(
            "dump",
            &[
                "=> Send header",
                "0000: GET / HTTP/1.1",
                "<= Recv data, 6 bytes (0x6)",
                "0000: hello",
            ],
        ),
        of("--trace-ascii", "URL/ --trace-ascii dump -d abc")
            .loosely("dump", &["=> Send data, 3 bytes (0x3)", "0000: abc"]),
        of(
            "--trace-time --trace-ascii",
            "URL/ --trace-time --trace-ascii dump",
        )
        .loosely("dump", &["=> Send header"]),
        of("--trace-ascii", "URL/ --trace-ascii dump -u user:s3cr3t").differs(
            "a trace is pasted into tickets: credentials are masked",
            code(0),
            code(0).files(&["dump"]),
        ),
        of("--stderr", "URL/empty --stderr said")
            .ends(52)
            .loosely("said", &["52"]),
        of("--stderr", "URL/ --stderr said -v")
            .loosely("said", &["> GET / HTTP/1.1", "< HTTP/1.1 200 OK"]),
        of("--stderr", "URL/ --stderr said -w a%{stderr}b").differs(
            "all that is said goes there",
            code(0).files(&["said"]),
            code(0).files(&["said"]).unsaid(&["b"]),
        ),
        of("--no-progress-meter", "URL/ --no-progress-meter"),
        of(
            "--no-progress-meter",
            "URL/bytes/300000 -o out --no-progress-meter",
        ),
    ]
}
