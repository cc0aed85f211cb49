//! Rows about answers: where body and head go, what is said about them, which code it ends with.

use super::row::{Row, code, each, of};

pub fn rows() -> Vec<Row> {
    [places(), heads(), failing(), speaking(), write_out()].concat()
}

fn places() -> Vec<Row> {
    let mut rows = each(
        "-o",
        &[
            "URL/ -o out",
            "URL/ -oout",
            "URL/ -o -",
            "URL/one URL/two -o 1 -o 2",
            "URL/one URL/two -o 1",
            "URL/chunked -o out",
            "URL/bytes/300000 -o out",
            "URL/bytes-chunked/300000 -o out",
            "URL/no-content -o out",
            "URL/ -o a -o b",
            "URL/ -o /dev/null",
            "URL/ URL/ -o same -o same",
        ],
    );
    rows.extend([
        of("--output", "URL/ --output out"),
        of("-o", "URL/ -o none/out").ends(23),
        of("-o", "URL/ -o out").file("out", "a longer text than the answer, to be gone\n"),
        of("-o", "URL/status/404 -f -o out")
            .file("out", "stays")
            .ends(22),
        of("-O", "URL/a/file.txt -O"),
        of("-O", "URL/a/file.txt?x=y#z -O"),
        of("-O", "URL/a%20b.txt -O"),
        of("-O", "URL/redirect/302/name.txt -L -O"),
        of("-O", "URL/one URL/two -O -O"),
        of("-O", "URL/one URL/two -O"),
        of("-O -o", "URL/one URL/two -o first -O"),
        of("-O", "URL/a/ -O").ends(23),
        of("--remote-name", "URL/x --remote-name"),
    ]);
    rows
}

fn heads() -> Vec<Row> {
    let mut rows = each(
        "-i",
        &[
            "URL/ -i",
            "URL/odd -i",
            "URL/hints -i",
            "URL/no-content -i",
            "URL/until-close -i",
            "URL/one URL/two -i",
            "URL/ -i -o out",
            "URL/redirect/302 -L -i",
        ],
    );
    rows.extend(each(
        "-D",
        &[
            "URL/ -D head",
            "URL/ -D -",
            "URL/ -D head -i",
            "URL/ -D - -o out",
            "URL/ -D same -o same2",
            "URL/one URL/two -D both",
            "URL/redirect/302 -L -D heads",
            "URL/hints -D heads",
            "URL/ -I -D head",
        ],
    ));
    rows.extend([
        of("--include", "URL/ --include"),
        of("--show-headers", "URL/ --show-headers").alone(
            "curl's other name of --include, since 8.10",
            code(0).stdout(
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Answer: a b\r\nX-Answer: c\r\n\
                 Content-Length: 6\r\n\r\nhello\n",
            ),
        ),
        of("--dump-header", "URL/ --dump-header head"),
        of("-D -f", "URL/status/404 -f -D head").ends(22),
        of("-D", "URL/ -D none/head").alone("curl 7.88 crashes", code(23)),
        of("-D", "URL/empty -D head").ends(52),
        of("-i", "URL/truncated -i").ends(18),
    ]);
    rows
}

fn failing() -> Vec<Row> {
    let mut rows = Vec::new();
    for status in ["399", "400", "401", "404", "407", "429", "500", "503"] {
        let ends = if status == "399" { 0 } else { 22 };
        for flags in ["-f", "-f -i", "-f -o out", "-f -D -", "-f -w %{http_code}"] {
            rows.push(of("-f", format!("URL/status/{status} {flags}")).ends(ends));
        }
        for flags in [
            "--fail-with-body",
            "--fail-with-body -o out",
            "--fail-with-body -i",
        ] {
            let line = format!("URL/status/{status} {flags}");
            rows.push(of("--fail-with-body", line).ends(ends));
        }
        rows.push(of("-i", format!("URL/status/{status} -i")));
    }
    rows.extend([
        of("--fail", "URL/status/404 --fail").ends(22),
        of("-f", "URL/status/404 URL/x -f"),
        of("-f", "URL/x URL/status/404 -f").ends(22),
        of("-f --fail-with-body", "URL/ -f --fail-with-body").ends(2),
        of("-f", "URL/status/204 -f"),
    ]);
    rows
}

fn speaking() -> Vec<Row> {
    vec![
        of("-s", "URL/empty -s").ends(52),
        of("-s", "URL/ -s"),
        of("--silent", "URL/ --silent"),
        of("-s", "URL/empty -sS").ends(52),
        of("-s -S", "URL/status/404 -s -S -f")
            .ends(22)
            .said(&["404"]),
        of("--silent --show-error", "URL/empty --silent --show-error").ends(52),
        of("-S", "URL/ -S"),
        of("-s -f", "URL/status/404 -f -s").differs(
            "the harness gives curl -S, which we are not given: silence",
            code(22),
            code(22).unsaid(&["404"]),
        ),
        of("-v", "URL/ -v").said(&[
            "> GET / HTTP/1.1",
            "> Accept: */*",
            "< HTTP/1.1 200 OK",
            "< X-Answer: c",
        ]),
        of("-v", "URL/redirect/302 -L -v").said(&["> GET /final HTTP/1.1", "< Location: /final"]),
        of("--verbose", "URL/ --verbose -d abc")
            .said(&["> POST / HTTP/1.1", "> Content-Length: 3"]),
        of("-v", "URL/ -v -u user:s3cr3t").differs(
            "what is pasted into a ticket must not hold the password",
            code(0).said(&["> Authorization: Basic dXNlcjpzM2NyM3Q="]),
            code(0)
                .said(&["> Authorization: "])
                .unsaid(&["dXNlcjpzM2NyM3Q", "s3cr3t"]),
        ),
        of("-v", "URL/ -v --oauth2-bearer t0p5ecret").differs(
            "the same for a token",
            code(0).said(&["Bearer t0p5ecret"]),
            code(0).said(&["> Authorization: "]).unsaid(&["t0p5ecret"]),
        ),
    ]
}

fn write_out() -> Vec<Row> {
    let mut rows = each(
        "-w",
        &[
            "URL/ -w '%{http_code} %{response_code}\\n'",
            "URL/ -w '%{size_download} %{size_upload} %{size_header}' -d abc",
            "URL/ -w '%{size_request}' -A agent/1",
            "URL/ -w '%header{x-answer}|%header{Content-Type}|%header{none}'",
            "URL/ -w '%{content_type} %{http_version} %{method} %{scheme} %{exitcode} %{errormsg}'",
            "URL/ -w '%{num_headers} %{num_connects} %{num_redirects}'",
            "URL/ -w '%{remote_ip} %{remote_port} %{local_ip}'",
            "URL/ -w '%{url} %{url_effective} %{urlnum} %{redirect_url}'",
            "URL/ -w '%{ssl_verify_result} %{proxy_ssl_verify_result} %{num_certs}'",
            "URL/ -w '%{header_json}'",
            "URL/ -w '%{filename_effective}' -o out",
            "URL/ -w '100% %% \\t\\r\\q%{'",
            "URL/ -w '%{nonsense}|%{http_code'",
            "URL/ -w a%{stderr}b%{stdout}c",
            "URL/one URL/two -w '%{http_code} %{urlnum}\\n'",
            "URL/redirect/302 -w '%{redirect_url} %{http_code}'",
            "URL/redirect/302 -L -w '%{redirect_url} %{http_code} %{num_redirects} %{url_effective}'",
            "URL/gzip -o z -w %{size_download}",
            "URL/gzip --compressed -H 'Accept-Encoding: gzip' -w %{size_download}",
            "URL/ -I -w '%{size_download} %{method}'",
        ],
    );
    rows.extend([
        of("--write-out", "URL/ --write-out %{http_code}"),
        of("-w", "URL/ -w @-").stdin(b"%{http_code} in"),
        of("-w", "URL/ -w @none").differs(
            "what is to be said cannot be read: curl warns and says nothing",
            code(0),
            code(26).stdout("").sent(&[]),
        ),
        of(
            "-w",
            "URL/empty -w '%{http_code} %{exitcode} %{onerror}said'",
        )
        .ends(52),
        of("-w", "URL/status/404 -f -w '%{http_code} %{exitcode}'").ends(22),
        of("-w", "URL/ -w %{speed_download}").digits(),
        of(
            "-w",
            "URL/ -w '%{time_namelookup} %{time_connect} %{time_appconnect}'",
        )
        .digits(),
        of(
            "-w",
            "URL/ -w '%{time_pretransfer} %{time_starttransfer} %{time_total} %{time_redirect}'",
        )
        .digits(),
        of(
            "-w",
            "<TLS>/ -k -w '%{ssl_verify_result} %{scheme} %{http_version} %{time_appconnect}'",
        )
        .digits(),
        of("-w", "<TLS>/ --cacert ca.crt -w %{num_certs}"),
    ]);
    rows
}
