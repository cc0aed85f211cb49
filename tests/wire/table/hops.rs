//! Rows about what `-L` does beyond its default.

use super::row::{Row, code, each, of};

pub fn rows() -> Vec<Row> {
    [methods(), trusted(), protocols(), followed()].concat()
}

fn methods() -> Vec<Row> {
    let mut rows = Vec::new();
    for (flag, status) in [
        ("--post301", "301"),
        ("--post302", "302"),
        ("--post303", "303"),
    ] {
        let away = if status == "301" { "302" } else { "301" };
        rows.extend([
            of(flag, format!("URL/redirect/{status} -L {flag} -d a=b")),
            of(flag, format!("URL/redirect/{away} -L {flag} -d a=b")),
            of(
                flag,
                format!("URL/redirect/{status} -L {flag} -X PUT -d a=b"),
            ),
            of(flag, format!("URL/redirect/{status} {flag} -d a=b")),
        ]);
    }
    rows
}

fn trusted() -> Vec<Row> {
    let mut rows = each(
        "--location-trusted",
        &[
            "URL/redirect/302?to=http://127.0.0.1:PORT/x --location-trusted -u a:b",
            "URL/redirect/302?to=http://127.0.0.1:PORT/x --location-trusted --oauth2-bearer t",
            "URL/redirect/302?to=http://127.0.0.1:PORT/x --location-trusted -H 'Authorization: t' -H 'Cookie: c'",
            "URL/redirect/302?to=http://127.0.0.1:PORT/x --location-trusted -b a=b",
            "<TLS>/redirect/302?to=https://127.0.0.1:<TLS>PORT/tls/certificate -k --location-trusted -E client.crt --key client.key",
        ],
    );
    rows.push(
        of(
            "-L",
            "<TLS>/redirect/302?to=https://127.0.0.1:<TLS>PORT/tls/certificate -k -L -E client.crt --key client.key",
        )
        .differs(
            "another host gets no client certificate unless asked",
            code(0).stdout("shown\n"),
            code(0).stdout("none\n").sent(&["GET /redirect/302?to=https://127.0.0.1:<TLS>PORT/tls/certificate HTTP/1.1", "GET /tls/certificate HTTP/1.1"]).said(&["is not sent there"]),
        ),
    );
    rows
}

fn protocols() -> Vec<Row> {
    vec![
        of("--proto", "URL/ --proto =http"),
        of("--proto", "URL/ --proto =https").ends(1),
        of("--proto", "URL/ --proto -http").ends(1),
        of("--proto", "URL/ --proto -all,http"),
        of("--proto", "URL/ --proto =https,http"),
        of("--proto", "URL/redirect/302 -L --proto =http"),
        of("--proto", "URL/redirect/302?to=<TLS>/ -k -L --proto =http").ends(1),
        of(
            "--proto-redir",
            "URL/redirect/302?to=<TLS>/ -k -L --proto-redir =http",
        )
        .ends(1),
        of(
            "--proto-redir",
            "URL/redirect/302?to=/x -L --proto-redir =https",
        )
        .ends(1),
        of(
            "--proto-redir",
            "URL/redirect/302?to=<TLS>/x -k -L --proto-redir =https",
        ),
    ]
}

fn followed() -> Vec<Row> {
    vec![
        of("--follow", "URL/redirect/302 --follow -X PUT -d a").alone(
            "curl has it since 8.16: a method of one's own is for the first request",
            code(0).sent(&["PUT /redirect/302 HTTP/1.1", "GET /final HTTP/1.1"]),
        ),
        of("--follow", "URL/redirect/307 --follow -X PUT -d a").alone(
            "the same where the method stays",
            code(0).sent(&["PUT /redirect/307 HTTP/1.1", "PUT /final HTTP/1.1"]),
        ),
    ]
}
