//! Rows about HTTP proxies.

use super::row::{Row, code, each, of};

pub fn rows() -> Vec<Row> {
    [through(), known(), around(), failing()].concat()
}

fn through() -> Vec<Row> {
    let mut rows = each(
        "-x",
        &[
            "URL/x -x <PROXY>",
            "URL/x -x <PROXY>/",
            "URL/x -x localhost:<PROXY>PORT",
            "URL -x <PROXY>",
            "http://api.example/x?y -x <PROXY>",
            "URL/x -d abc -x <PROXY> -i",
            "URL/one URL/two -x <PROXY>",
            "URL/redirect/302 -L -x <PROXY>",
            "URL/x -x <PROXY> -w '%{http_connect} %{num_connects}'",
            "URL/x -x <PROXY> -H 'Proxy-Connection: x'",
            "<TLS>/tls/version -k -x <PROXY>",
            "<TLS>/ -k -x <PROXY> -i",
            "<TLS>/ -k -x <PROXY> -D heads -o out",
            "<TLS>/ -k -x <PROXY> -w '%{http_connect} %{http_code}'",
            "<TLS>/one <TLS>/two -k -x <PROXY> -A agent",
            "<TLS>/ -k -x <PROXY> -H 'X-Inner: 1' -u a:b",
            "https://a.example:<TLS>PORT/tls/name --cacert ca.crt -x <PROXY>",
            "<TLS>/tls/certificate --cacert ca.crt -E client.crt --key client.key -x <PROXY>",
        ],
    );
    rows.extend([
        of("--proxy", "URL/x --proxy <PROXY>"),
        of(
            "--proxy-cacert",
            "URL/x -x https://localhost:<TLS>PORT --proxy-cacert ca.crt",
        ),
        of(
            "--proxy-cacert",
            "URL/x -x https://localhost:<TLS>PORT --proxy-cacert other.crt",
        )
        .ends(60),
        of(
            "--proxy-cert --proxy-key",
            "URL/x -x https://localhost:<TLS>PORT --proxy-cacert ca.crt --proxy-cert client.crt --proxy-key client.key",
        ),
    ]);
    rows
}

fn known() -> Vec<Row> {
    let mut rows = each(
        "-U",
        &[
            "URL/x -x <PROXY> -U user:pw",
            "URL/x -x <PROXY> -U user:pw:more",
            "URL/proxy-auth -x <PROXY> -U user:pw",
            "<TLS>/ -k -x <PROXY> -U user:pw",
            "https://locked.example:<TLS>PORT/ -k -x <PROXY> -U user:pw",
            "URL/x -x http://a:b@localhost:<PROXY>PORT -U user:pw",
        ],
    );
    rows.extend([
        of("--proxy-user", "URL/x -x <PROXY> --proxy-user user:pw"),
        of("-x", "URL/x -x http://us%40er:p%3aw@localhost:<PROXY>PORT"),
        of("-x", "URL/proxy-auth -x <PROXY> -w %{http_code}"),
        of(
            "-x",
            "https://locked.example:<TLS>PORT/ -k -x <PROXY> -w %{http_connect}",
        )
        .ends(56),
    ]);
    rows
}

fn around() -> Vec<Row> {
    let mut rows = each(
        "--noproxy",
        &[
            "URL/x -x <PROXY> --noproxy localhost",
            "URL/x -x <PROXY> --noproxy other.example",
            "URL/x -x <PROXY> --noproxy *",
            "URL/x -x <PROXY> --noproxy a.example,localhost",
            "URL/x -x <PROXY> --noproxy ''",
            "http://127.0.0.1:PORT/x -x <PROXY> --noproxy 127.0.0.0/8",
        ],
    );
    rows.extend([
        of("--url", "--url URL/x").env("http_proxy", "<PROXY>"),
        of("--url", "--url URL/x").env("HTTP_PROXY", "<PROXY>"),
        of("--url", "--url URL/x").env("ALL_PROXY", "<PROXY>"),
        of("-k", "<TLS>/ -k").env("HTTPS_PROXY", "<PROXY>"),
        of("-k", "<TLS>/ -k").env("https_proxy", "<PROXY>"),
        of("-k", "<TLS>/ -k").env("http_proxy", "<PROXY>"),
        of("--url", "--url URL/x")
            .env("http_proxy", "<PROXY>")
            .env("NO_PROXY", "localhost"),
        of("--url", "--url URL/x")
            .env("http_proxy", "<PROXY>")
            .env("no_proxy", "host"),
        of("--url", "--url http://a.example/x")
            .env("http_proxy", "<PROXY>")
            .env("no_proxy", "b.example,.c.example"),
        of("--noproxy", "URL/x --noproxy ''")
            .env("http_proxy", "<PROXY>")
            .env("NO_PROXY", "localhost"),
        of("-x", "URL/x -x ''").env("http_proxy", "<PROXY>"),
    ]);
    rows
}

fn failing() -> Vec<Row> {
    vec![
        of("-x", "URL/x -x http://localhost:1").ends(7).differs(
            "no connection to the proxy is told as such, the code is curl's",
            code(7),
            code(7).said(&["proxy"]),
        ),
        of("-x", "URL/x -x http://no-such-host.invalid.:1").ends(5),
        of("-x", "https://closed.example/ -x <PROXY>").ends(56),
        of("-x", "https://closed.example/ -x <PROXY> -i").ends(56),
    ]
}
