//! Rows about finer choices of TLS, of the address, and of the protocol.

use super::row::{Row, code, each, of};

pub fn rows() -> Vec<Row> {
    [trust(), pins(), suites(), addresses(), protocol()].concat()
}

fn trust() -> Vec<Row> {
    vec![
        of("--capath", "<TLS>/ --capath hashed"),
        of("--capath", "<TLS>/ --capath empty")
            .file("empty/x", "")
            .ends(60)
            .differs(
                "a folder without a certificate is no trust: told before the connection",
                code(60),
                code(77).said(&["no file in empty"]),
            ),
        of(
            "--capath --cacert",
            "<TLS>/ --capath hashed --cacert other.crt",
        ),
        of("--ca-native", "<TLS>/ --ca-native").alone("curl has it since 8.2", code(60)),
        of("--crlfile", "<TLS>/ --cacert ca.crt --crlfile none.crl").ends(82),
        of("--crlfile", "<TLS>/ --cacert ca.crt --crlfile empty.crl"),
        of("--crlfile", "<TLS>/ --cacert ca.crt --crlfile revoked.crl").ends(60),
        of("--crlfile", "<TLS>/ --cacert ca.crt --crlfile ca.crt").ends(82),
    ]
}

fn pins() -> Vec<Row> {
    vec![
        of("--pinnedpubkey", "<TLS>/ --cacert ca.crt --pinnedpubkey sha256//<PIN>"),
        of("--pinnedpubkey", "<TLS>/ --cacert ca.crt --pinnedpubkey 'sha256//AAAA;sha256//<PIN>'"),
        of("--pinnedpubkey", "<TLS>/ --cacert ca.crt --pinnedpubkey server.pub"),
        of("--pinnedpubkey", "<TLS>/ -k --pinnedpubkey sha256//<PIN>"),
        of(
            "--pinnedpubkey",
            "<TLS>/ --cacert ca.crt --pinnedpubkey sha256//YhKJKSzoTt2b5FP18fvpHo7fJYqQCjAa3HWY3tvRMwE=",
        )
        .ends(90),
        of("--pinnedpubkey", "<TLS>/ -k --pinnedpubkey sha256//YhKJKSzoTt2b5FP18fvpHo7fJYqQCjAa3HWY3tvRMwE=").ends(90),
        of("--pinnedpubkey", "<TLS>/ --cacert ca.crt --pinnedpubkey other.pub").ends(90),
        of("--pinnedpubkey", "<TLS>/ --cacert ca.crt --pinnedpubkey none.pub").ends(90),
        of("--pinnedpubkey", "<TLS>/ --pinnedpubkey sha256//<PIN>").ends(60),
    ]
}

fn suites() -> Vec<Row> {
    let mut rows = each(
        "--ciphers",
        &[
            "<TLS>/tls/suite -k --tls-max 1.2 --ciphers ECDHE-ECDSA-AES128-GCM-SHA256",
            "<TLS>/tls/suite -k --tls-max 1.2 --ciphers ECDHE-ECDSA-AES256-GCM-SHA384",
            "<TLS>/tls/suite -k --tls-max 1.2 --ciphers ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256",
            "<TLS>/tls/version -k --ciphers ECDHE-ECDSA-AES128-GCM-SHA256",
        ],
    );
    rows.extend(each(
        "--tls13-ciphers",
        &[
            "<TLS>/tls/suite -k --tls13-ciphers TLS_AES_128_GCM_SHA256",
            "<TLS>/tls/suite -k --tls13-ciphers TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384",
        ],
    ));
    rows.extend(each(
        "--curves",
        &[
            "<TLS>/tls/group -k --curves P-384",
            "<TLS>/tls/group -k --curves X25519",
            "<TLS>/tls/group -k --curves prime256v1",
            "<TLS>/tls/group -k --curves P-256:X25519",
        ],
    ));
    rows.extend([
        of("--ciphers", "<TLS>/ -k --ciphers NONSENSE").ends(59),
        of("--tls13-ciphers", "<TLS>/ -k --tls13-ciphers NONSENSE").ends(59),
        of("--curves", "<TLS>/ -k --curves nonsense").ends(59),
        of("--sigalgs", "<TLS>/tls/version -k --sigalgs ECDSA+SHA256")
            .alone("curl has it since 8.14", code(0).stdout("TLSv1_3\n")),
        of("--sigalgs", "<TLS>/ -k --sigalgs nonsense").alone("curl has it since 8.14", code(59)),
    ]);
    rows
}

fn addresses() -> Vec<Row> {
    vec![
        of("-4", "URL/ -4"),
        of("--ipv4", "URL/ --ipv4 -w %{remote_ip}"),
        of("-4", "http://[::1]:PORT/ -4").ends(7),
        of("-6", "URL/ -6").ends(7),
        of("--ipv6", "http://127.0.0.1:PORT/ --ipv6").ends(7),
        of("--interface", "URL/ --interface lo -w %{local_ip}"),
        of("--interface", "URL/ --interface 127.0.0.1 -w %{local_ip}"),
        of("--interface", "URL/ --interface none0").ends(45),
        of(
            "--unix-socket",
            "http://api.example/x --unix-socket <SOCKET>",
        ),
        of("--unix-socket", "http://api.example/x --unix-socket none").ends(7),
    ]
}

fn protocol() -> Vec<Row> {
    vec![
        of("--http2", "URL/ --http2").differs(
            "HTTP/1.1 is what is spoken: said, not ignored",
            code(0),
            code(2).stdout("").sent(&[]).said(&["--http2"]),
        ),
        of("--http2", "<TLS>/ -k --http2").differs(
            "the same under TLS, where curl falls back without a word",
            code(0),
            code(2).stdout("").sent(&[]).said(&["--http2"]),
        ),
        of("--request-target", "URL/x --request-target /other?q"),
        of("--request-target", "URL/ --request-target * -X OPTIONS"),
        of("--raw", "URL/chunked --raw"),
        of("--raw", "URL/chunked --raw -i"),
        of("--raw", "URL/ --raw"),
        of(
            "--raw --compressed",
            "URL/gzip --raw --compressed -H 'Accept-Encoding: gzip' -o out",
        ),
        of("-r", "URL/range -r 2-5"),
        of("-r", "URL/range -r 7-"),
        of("-r", "URL/range -r -3 -i"),
        of("-r", "URL/range -r 0-1,4-5 -o out"),
        of("--range", "URL/range --range 20-30 -f").ends(22),
        of("-r", "URL/range -r 5"),
        of("-r", "URL/ -r 0-1"),
        of("--limit-rate", "URL/bytes/1000 --limit-rate 1M"),
        of("--limit-rate", "URL/bytes/300 --limit-rate 1K -o out"),
        of("--limit-rate", "URL/ --limit-rate x").ends(2),
    ]
}
