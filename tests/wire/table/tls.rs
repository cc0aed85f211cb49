//! Rows about TLS: who we are, whom we trust, which versions.

use super::row::{Row, code, each, of};

pub fn rows() -> Vec<Row> {
    [identity(), trust(), versions()].concat()
}

fn identity() -> Vec<Row> {
    let pair = "-E client.crt --key client.key";
    vec![
        of("-E --key", format!("<TLS>/tls/certificate -k {pair}")),
        of(
            "--cert --key",
            "<TLS>/tls/certificate -k --cert client.crt --key client.key",
        ),
        of("-k --insecure", "<TLS>/tls/certificate -k --insecure"),
        of("-k -E", format!("<TLS>/ -k {pair}")),
        of("-E", "<TLS>/ -k -E none.crt").ends(58),
        of("--key", "<TLS>/ -k -E client.crt --key none.key").ends(58),
        of("--key", "<TLS>/ -k -E client.crt --key server.key").ends(58),
        of("-E", "<TLS>/ -k -E client.crt").differs(
            "a pair has two halves: we name the one that is missing",
            code(58),
            code(58).said(&["[key-missing]"]),
        ),
        of(
            "--cert-type",
            "<TLS>/tls/certificate -k -E client.pfx:senha-do-pfx --cert-type P12",
        ),
        of(
            "--cert-type",
            "<TLS>/tls/certificate -k -E client.pfx:senha-do-pfx --cert-type p12",
        ),
        of(
            "--cert-type --pass",
            "<TLS>/tls/certificate -k -E client.pfx --pass senha-do-pfx --cert-type P12",
        )
        .differs("a passphrase on the command line is told", code(0), code(0)),
        of(
            "--cert-type",
            "<TLS>/tls/certificate -k -E client.pfx:wrong --cert-type P12",
        )
        .ends(58),
        of("-E", "<TLS>/tls/certificate -k -E client.pfx:senha-do-pfx").differs(
            "the content says what a file is: no type is needed",
            code(58),
            code(0)
                .stdout("shown\n")
                .sent(&["GET /tls/certificate HTTP/1.1"]),
        ),
        of(
            "--cert-type --key-type",
            format!("<TLS>/tls/certificate -k {pair} --cert-type PEM --key-type PEM"),
        ),
        of(
            "--key-type",
            format!("<TLS>/tls/certificate -k {pair} --key-type PEM"),
        ),
        of("-E", format!("URL/ {pair}")).differs(
            "a client certificate cannot be shown over plain http",
            code(0),
            code(2).sent(&[]).stdout(""),
        ),
    ]
}

fn trust() -> Vec<Row> {
    vec![
        of("--cacert", "<TLS>/ --cacert ca.crt"),
        of("--cacert", "<TLS>/ --cacert other.crt").ends(60),
        of("--cacert", "<TLS>/ --cacert none.crt").ends(77),
        of("--cacert", "<TLS>/ --cacert empty.crt")
            .file("empty.crt", "")
            .ends(77),
        of("--cacert", "<EXPIRED>/ --cacert ca.crt").ends(60),
        of("--cacert", "<ELSEWHERE>/ --cacert ca.crt").ends(60),
        of("--cacert", "<STRANGER>/ --cacert ca.crt").ends(60),
        of("--cacert", "<STRANGER>/ --cacert other.crt"),
        of("-k", "<EXPIRED>/ -k"),
        of("--insecure", "<STRANGER>/ --insecure"),
        of("-k --cacert", "<TLS>/ -k --cacert none.crt").differs(
            "a file that was named is read: curl passes over it",
            code(0),
            code(77).stdout("").sent(&[]),
        ),
        of("-w", "<TLS>/ -w %{ssl_verify_result}").env("CURL_CA_BUNDLE", "ca.crt"),
        of("--cacert", "<TLS>/ --cacert ca.crt -v").said(&["TLSv1.3"]),
    ]
}

fn versions() -> Vec<Row> {
    let mut rows = each(
        "--tlsv1.2",
        &[
            "<TLS>/tls/version -k --tlsv1.2",
            "<TLS12>/tls/version -k --tlsv1.2",
            "<TLS13>/tls/version -k --tlsv1.2",
        ],
    );
    rows.extend(each(
        "--tls-max",
        &[
            "<TLS>/tls/version -k --tls-max 1.2",
            "<TLS>/tls/version -k --tls-max 1.3",
            "<TLS>/tls/version -k --tls-max default",
            "<TLS>/tls/version -k --tlsv1.2 --tls-max 1.2",
        ],
    ));
    rows.extend([
        of("--tlsv1.3", "<TLS>/tls/version -k --tlsv1.3"),
        of("--tlsv1.3", "<TLS13>/tls/version -k --tlsv1.3"),
        of("--tlsv1.3", "<TLS12>/ -k --tlsv1.3").ends(35),
        of("--tls-max", "<TLS13>/ -k --tls-max 1.2").ends(35),
        of("--http1.1", "URL/ --http1.1"),
        of("--http1.1", "<TLS>/ -k --http1.1"),
    ]);
    rows
}
