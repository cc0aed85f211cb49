//! Rows about corners that are easily missed.

use super::row::{Row, code, each, of};

pub fn rows() -> Vec<Row> {
    let spoken = "HTTP is what is spoken: a scheme that is not ends as one that curl does not know";
    let mut rows = each(
        "-w",
        &[
            // silent where nothing went wrong
            "URL/ -w %{onerror}never",
            "URL/ -w '%{http_connect} %{referer}'",
            "URL/one URL/two URL/three -w %{num_connects}",
            "<TLS>/one <TLS>/two -k -w %{num_connects}",
            "URL/ -e http://from.example/ -w %{referer}",
            "<ELSEWHERE>/ -k -w %{ssl_verify_result}",
        ],
    );
    rows.extend(each(
        "-i",
        &[
            // a trailer is a head too
            "URL/chunked -i",
            "URL/chunked -i -o out",
            "URL/chunked -i --raw",
        ],
    ));
    let verified = "<EXPIRED>/ --cacert ca.crt -k -w %{ssl_verify_result}";
    rows.extend([
        of("-w", verified).differs(
            "what --cacert names is looked at under -k too, and so is what else is wrong",
            code(0).stdout("hello\n20"),
            code(0).stdout("hello\n10"),
        ),
        of("-w", "<EXPIRED>/ --cacert ca.crt -w %{ssl_verify_result}").ends(60),
        // the line end of the file is not its text
        of("-w", "URL/ -w @format").file("format", "%{http_code} from\\nfile\n"),
        of("-w", "URL/ -w @format").file("format", "two\nlines\n"),
        of("-D", "URL/chunked -D head"),
        of("-G --json", "URL/ -G --json {}"),
        // as typed
        of("-H", "URL/ -H X-Close:a"),
        of("-H", "URL/ -H 'X-Wide:   a  '"),
        of("-L", "URL/redirect/302?to=file:///etc/hostname -L").ends(1),
        of("-L", "URL/redirect/302?to=ftp://localhost:1/x -L").differs(spoken, code(7), code(1)),
        of("--url", "--url nonsense://localhost/").ends(1),
        of("--url", "--url gopher://localhost:1/").differs(spoken, code(7), code(1)),
    ]);
    rows
}
