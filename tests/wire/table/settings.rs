//! Rows about arguments that come from elsewhere, and about several requests in one line.

use super::row::{Row, code, each, of};

pub fn rows() -> Vec<Row> {
    [
        config(),
        netrc(),
        several(),
        globs(),
        queries(),
        variables(),
    ]
    .concat()
}

fn config() -> Vec<Row> {
    let mut rows: Vec<Row> = [
        "url = URL/x",
        "url = \"URL/x\"\n# a comment\n\nheader = \"X-A: b\"\nuser-agent: app/1",
        "url = URL/x\n--header \"X-A: b\"",
        "url \"URL/x\"\n-d \"a=1\"\n-d b=2",
        "url=URL/x\ndata = \"tab\\tquote\\\"back\\\\line\\nreturn\\rend\\v\\z\"",
        "url = URL/x\n  header = \"X-Indent: 1\"  \nget\ndata = q=1",
        "url = URL/x # a comment behind\n",
        "url = URL/x\nuser = \"na me:pa\\\"ss\"",
        "url = URL/x\r\nheader = \"X-Crlf: 1\"\r\n",
        "-X PUT\nurl = URL/x",
        "url = URL/a\nnext\nurl = URL/b\nrequest = DELETE",
    ]
    .into_iter()
    .map(|text| of("-K", "-K conf").file("conf", text))
    .collect();
    rows.extend([
        of("--config", "--config conf").file("conf", "url = URL/x"),
        of("-K", "-K - URL/y").stdin(b"header = \"X-In: 1\"\n"),
        of("-K", "URL/a -K conf -d b=2").file("conf", "data = a=1"),
        of("-K", "-K one -K two URL/")
            .file("one", "header = X-One:1")
            .file("two", "header = X-Two:2"),
        of("-K", "-K outer URL/")
            .file("outer", "config = inner")
            .file("inner", "header = \"X-In: 1\""),
        of("-K", "-K conf").file("conf", "URL/plain\n").ends(2),
        of("-K", "-K conf")
            .file("conf", "url = URL/x\nheader = 'X-Quote: single'")
            .differs(
                "a value is not cut at its first blank: curl warns and does",
                code(0),
                code(2).stdout("").sent(&[]).said(&["conf:2", "quotes"]),
            ),
        of("-K", "-K conf URL/")
            .file("conf", "no-such-flag = 1")
            .differs(
                "a flag that is not known is not passed over: curl 7.88 warns",
                code(0),
                code(2).stdout("").sent(&[]).said(&["no-such-flag"]),
            ),
        of("-K", "-K conf URL/").file("conf", "data").differs(
            "a flag without its value is not passed over: curl 7.88 warns",
            code(0),
            code(2).stdout("").sent(&[]).said(&["data"]),
        ),
        of("-K", "-K none URL/").ends(26),
        of("-K", "-K conf <TLS>/tls/certificate").file(
            "conf",
            "insecure\ncert = \"client.crt\"\nkey = client.key\n",
        ),
    ]);
    rows
}

fn netrc() -> Vec<Row> {
    let file = "machine other login no password no\nmachine localhost login me password s3cret\n";
    let both = format!("{file}default login any password one\n");
    vec![
        of("-n", "URL/ -n").file(".netrc", file),
        of("--netrc", "URL/ --netrc").file(".netrc", file),
        of("--url", "--url URL/").file(".netrc", file),
        of("-n", "URL/ -n -u a:b").file(".netrc", file),
        of("-n", "http://me@localhost:PORT/ -n").file(".netrc", file),
        of("-n", "http://127.0.0.1:PORT/ -n").file(".netrc", both.clone()),
        of("-n", "URL/ -n"),
        of("-n", "URL/redirect/302?to=http://127.0.0.1:PORT/x -L -n").file(".netrc", both.clone()),
        of("--netrc-file", "URL/ --netrc-file mine").file("mine", both),
        of("--netrc-file", "URL/ --netrc-file mine").file(
            "mine",
            "# comment\nmachine localhost\n  login me\n  password \"with \\\"quote\\\" and blank\"\n",
        ),
        of("--netrc-file", "URL/ --netrc-file mine")
            .file("mine", "macdef init\n bell\n\nmachine localhost login m password p"),
    ]
}

fn several() -> Vec<Row> {
    let mut rows = each(
        "--next",
        &[
            "URL/a -d x --next URL/b",
            "URL/a -H 'X-A: 1' --next URL/b -H 'X-B: 2'",
            "URL/a -o one --next URL/b -o two -X PUT",
            "URL/a -u a:b --next URL/b -i",
            "URL/a -w 1 --next URL/b -w 2",
            "URL/status/404 -f --next URL/b",
        ],
    );
    rows.extend([
        of("-: --next", "URL/a -d x -: URL/b --next URL/c -I"),
        of("--next", "URL/a --next URL/status/404 -f").ends(22),
        of("--fail-early", "URL/status/404 URL/x -f --fail-early").ends(22),
        of("--fail-early", "URL/empty URL/x --fail-early").ends(52),
        of("--fail-early", "URL/x URL/status/404 --fail-early"),
        of("-Z", "-Z URL/a URL/b URL/c -o a -o b -o c").any_order(),
        of("--parallel", "--parallel URL/a URL/status/404 -f -o a -o b")
            .any_order()
            .ends(22),
    ]);
    rows
}

fn globs() -> Vec<Row> {
    let mut rows = each(
        "--url",
        &[
            "--url URL/{a,b,c}",
            "--url URL/[1-3]",
            "--url URL/[1-10:4]",
            "--url URL/[001-003]",
            "--url URL/[a-e:2]",
            "--url URL/{a,b}/[1-2]",
            "--url URL/{a}",
            "--url URL/{,b}",
            "--url 'URL/\\{a\\}\\[b\\]'",
            "--url URL/{a,b} URL/c",
            "--url URL/[1-2] -d x",
            "--url URL/{a,b} -w '%{url_effective}\\n'",
        ],
    );
    rows.extend(each(
        "-o",
        &[
            "URL/{a,b} -o out-#1",
            "URL/{a,b}/[1-2] -o #2-#1.txt",
            "URL/{a,b} -o same",
            "URL/x -o #1",
            "URL/{a,b} -o #3",
            "URL/[1-3] -o out#1 -D head",
        ],
    ));
    rows.extend([
        of("-O", "URL/{a,b} -O"),
        of("-g", "URL/{a,b} -g"),
        of("-g", "URL/[1-3] -g"),
        of("--globoff", "URL/{a} --globoff"),
        of("--url", "--url URL/{a").ends(3),
        of("--url", "--url URL/[1-").ends(3),
        of("--url", "--url URL/[3-1]").ends(3),
        of("--url", "--url URL/a}").ends(3),
        of("--url", "--url URL/{}").ends(3),
        of("--url", "--url http://[::1]:PORT/").ends(7),
        of("--url", "--url URL/{{account}}").ends(3).differs(
            "a placeholder was left in, which is told",
            code(3).sent(&[]),
            code(3).sent(&[]).said(&["placeholder"]),
        ),
    ]);
    rows
}

fn queries() -> Vec<Row> {
    let mut rows = each(
        "--url-query",
        &[
            "URL/ --url-query a=b",
            "URL/ --url-query 'a=b c&d'",
            "URL/?x=y --url-query a=b",
            "URL/ --url-query a=b --url-query c=d",
            "URL/ --url-query '+a=b%20c'",
            "URL/ --url-query 'blank and é'",
            "URL/ --url-query =x",
            "URL/ --url-query a=b -d c=d",
            "URL/ --url-query a=b -G -d c=d",
            "URL/x#part --url-query a=b",
        ],
    );
    rows.push(of("--url-query", "URL/ --url-query n@file").file("file", "a b"));
    rows.push(of("--url-query", "URL/ --url-query @file").file("file", "a b"));
    rows
}

fn variables() -> Vec<Row> {
    let since = "curl has it since 8.3";
    vec![
        of(
            "--variable --expand-url",
            "--variable name=x --expand-url URL/{{name}}",
        )
        .alone(since, code(0).sent(&["GET /x HTTP/1.1"])),
        of(
            "--variable --expand-url",
            "--variable 'name=a b' --expand-url URL/{{name:url}}",
        )
        .alone(since, code(0).sent(&["GET /a%20b HTTP/1.1"])),
        of(
            "--variable --expand-url",
            "--variable name@file --expand-url URL/{{name:trim}}",
        )
        .file("file", " x\n")
        .alone(since, code(0).sent(&["GET /x HTTP/1.1"])),
        of(
            "--variable --expand-url",
            "--variable %NAME --expand-url URL/{{NAME}}",
        )
        .env("NAME", "x")
        .alone(since, code(0).sent(&["GET /x HTTP/1.1"])),
        of(
            "--variable --expand-url",
            "--variable %NAME=else --expand-url URL/{{NAME}}",
        )
        .alone(since, code(0).sent(&["GET /else HTTP/1.1"])),
        of(
            "--variable --expand-url",
            "--variable %NAME --expand-url URL/{{NAME}}",
        )
        .alone(since, code(2).sent(&[])),
        of(
            "--variable --expand-header",
            "--variable t=x --expand-header 'X-A: {{t}}' URL/",
        )
        .alone(since, code(0).lines(&["X-A: x"])),
        of(
            "--variable --expand-data",
            "--variable t=x --expand-data 'v={{t:b64}}&\\{{t}}' URL/",
        )
        .alone(since, code(0).lines(&["Content-Length: 12"])),
        of(
            "--variable --expand-oauth2-bearer",
            "--variable %T --expand-oauth2-bearer '{{T}}' URL/",
        )
        .env("T", "tok")
        .alone(since, code(0).lines(&["Authorization: Bearer tok"])),
    ]
}
