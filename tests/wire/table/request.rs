//! Rows about the head of a request: method, URL, header lines, who asks.

use super::row::{Row, code, each, of};

pub fn rows() -> Vec<Row> {
    [method(), urls(), headers(), who(), redirects()].concat()
}

fn method() -> Vec<Row> {
    [
        each(
            "-X",
            &[
                "URL/ -X DELETE",
                "URL/ -X post -d a",
                "URL/ -X PUT -d a",
                "URL/ -XPATCH --json {}",
                "URL/ -X GET -d a=1",
                "URL/ -X OPTIONS",
                "URL/redirect/302 -L -X PUT -d a",
                "URL/redirect/303 -L -X PUT -d a",
                "URL/redirect/307 -L -X DELETE",
            ],
        ),
        each("--request", &["URL/ --request PURGE"]),
        vec![
            // a body is announced and does not come
            of("-X -m", "URL/bytes/5 -X HEAD -m 2"),
            of("-X -I", "URL/ -I -X GET"),
            of("-X -G", "URL/ -G -X DELETE -d a=1"),
        ],
        each("-I", &["URL/ -I", "URL/ -I -o head", "URL/ URL/x -I"]),
        vec![
            of("--head", "URL/ --head"),
            of("-I -f", "URL/status/404 -I -f").ends(22),
            of("-I -d", "URL/ -I -d a").ends(2),
            of("-I -L", "URL/redirect/302 -I -L"),
            of("-I -G", "URL/ -I -G -d q=1"),
        ],
    ]
    .concat()
}

fn urls() -> Vec<Row> {
    [
        each(
            "--url",
            &[
                "--url URL/a",
                "URL/a --url URL/b",
                "--url URL/a URL/b --url URL/c",
            ],
        ),
        each(
            "--path-as-is",
            &["URL/a/../b/./c --path-as-is", "URL/../../x --path-as-is"],
        ),
        each(
            "-G",
            &[
                "URL/ -G -d a=1",
                "URL/x?y=z -G -d a=1 -d b=2",
                "URL/x? -G -d a",
            ],
        ),
        vec![
            of("--get", "URL/ --get --data-urlencode 'q=a b&c'"),
            of("-G", "URL/x#part -G -d a"),
            of("-G", "URL/x -G"),
            of("-G --data-binary", "URL/x -G --data-binary @form").file("form", "a=1"),
        ],
    ]
    .concat()
}

fn headers() -> Vec<Row> {
    [
        each(
            "-H",
            &[
                "URL/ -H 'X-One: 1' -H 'X-Two: 2'",
                "URL/ -H 'X-Same: 1' -H 'X-Same: 2'",
                "URL/ -H Accept:",
                "URL/ -H 'Accept;'",
                "URL/ -H 'accept: text/plain'",
                "URL/ -H User-Agent:",
                "URL/ -H 'User-Agent;'",
                "URL/ -H Host:",
                "URL/ -H 'Host: other.example'",
                "URL/ -H 'X-Blank;'",
                "URL/ -H 'X-None:'",
                "URL/ -H 'X-None:   '",
                                "URL/ -H 'NoColon'",
                "URL/ -H 'X-Colons: a:b;c'",
                "URL/ -H 'Content-Type: text/plain'",
                "URL/ -H 'Connection: close'",
                "URL/ -d a -H Content-Type:",
                "URL/ -d a -H 'Content-Type: text/plain'",
                "URL/ -d a -H 'Content-Length: 1'",
                "URL/ -d abc -H 'Transfer-Encoding: chunked'",
                "URL/ -d abc -H 'Expect: 100-continue'",
                "URL/no-100 -d abc -H Expect:",
                "URL/ -H 'X-Umlaut: ü'",
            ],
        ),
        vec![
            of("--header", "URL/ --header 'X-A: b'"),
            of("-H", "URL/ -H @lines").file("lines", "X-One: 1\nX-Two: 2\r\n\nAccept:\nX-E;\n"),
            of("-H", "URL/ -H @-").stdin(b"X-In: 1\n"),
            of("-H", "URL/ -H @none").differs(
                "what is to be sent cannot be read: curl warns and leaves it out",
                code(0),
                code(26).stdout("").sent(&[]),
            ),
            of(
                "-H --oauth2-bearer",
                "URL/ --oauth2-bearer t -H 'Authorization: Basic x'",
            ),
            of("-H -L", "http://localhost:PORT/redirect/302?to=http://127.0.0.1:PORT/x -L -H 'Authorization: t' -H 'Cookie: c' -H 'X-A: b'"),
        ],
    ]
    .concat()
}

fn who() -> Vec<Row> {
    [
        each(
            "-u",
            &[
                "URL/ -u user:pw",
                "URL/ -u user:pw:with:colons",
                "URL/ -u user:",
                "URL/ -u :pw",
                "URL/ -uuser:pw",
                "URL/auth -u user:pw",
                "URL/ -u 'Ünal:pä ss'",
                "URL/ -u a:b -H 'Authorization: Bearer x'",
                "URL/ -u a:b -H Authorization:",
                "http://x:y@localhost:PORT/ -u a:b",
            ],
        ),
        vec![
            of("--user", "URL/ --user user:pw"),
            of("--url", "--url http://x:y@localhost:PORT/"),
            of("--url", "--url http://x%40z:%3a@localhost:PORT/"),
            of(
                "-u -L",
                "URL/redirect/302?to=http://127.0.0.1:PORT/x -L -u a:b",
            ),
            of("-u -L", "URL/redirect/302?to=/x -L -u a:b"),
            of("--oauth2-bearer", "URL/ --oauth2-bearer t0ken"),
            of("--oauth2-bearer -u", "URL/ --oauth2-bearer t0ken -u a:b"),
            of(
                "--oauth2-bearer -L",
                "URL/redirect/307?to=http://127.0.0.1:PORT/x -L --oauth2-bearer t",
            ),
        ],
        each(
            "-A",
            &[
                "URL/ -A app/1",
                "URL/ -A ''",
                "URL/ -A a -H 'User-Agent: b'",
            ],
        ),
        each("--user-agent", &["URL/ --user-agent app/1"]),
        vec![of("-A", "URL/host -A app/1 -w %{size_request}")],
    ]
    .concat()
}

fn redirects() -> Vec<Row> {
    let mut rows = Vec::new();
    for status in ["300", "301", "302", "303", "305", "307", "308"] {
        for rest in [
            "",
            " -d a=b",
            " -X PUT",
            " -X PUT -d a",
            " --json {} -i",
            " -I",
            " -f",
            " -G -d q=1",
        ] {
            rows.push(of("-L", format!("URL/redirect/{status} -L{rest}")));
        }
        rows.push(of("-i", format!("URL/redirect/{status} -i")));
    }
    rows.extend(each(
        "-L",
        &[
            "URL/redirect/302/x?to=relative -L",
            "URL/redirect/302/deep/er?to=../up -L",
            "URL/redirect/302?to=?query -L",
            "URL/redirect/302?to=/x#part -L -w %{url_effective}",
            "URL/redirect/302?to=//localhost:PORT/x -L",
            "URL/redirect/302?to=/redirect/301?to=/end -L -i -D heads",
            "URL/redirect/302 -L -o body -w '%{num_redirects} %{redirect_url} %{http_code}'",
            "URL/redirect/302 URL/redirect/301 -L",
        ],
    ));
    rows.extend([
        of("--location", "URL/redirect/302 --location"),
        of("-L -f", "URL/redirect/302?to=/status/404 -L -f").ends(22),
        of("-L", "URL/blank -L"),
        of("-L", "URL/redirect/302?to=/empty -L -w %{http_code}").ends(52),
        of("-L", "URL/redirect/302?to=/truncated -L").ends(18),
        of(
            "--max-redirs",
            "URL/loop -L --max-redirs 3 -w '%{num_redirects} %{http_code}'",
        )
        .ends(47),
        of("--max-redirs", "URL/loop -L --max-redirs 0").ends(47),
        of("--max-redirs", "URL/redirect/302 -L --max-redirs 1"),
        of("--max-redirs", "URL/redirect/302 -L --max-redirs -1"),
        of("-L", "URL/loop -L -o body").ends(47),
    ]);
    rows
}
