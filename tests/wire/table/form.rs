//! Rows about bodies that are made of parts or come from files: `-F` and `-T`.

use super::row::{Row, each, of};

pub fn rows() -> Vec<Row> {
    [forms(), uploads()].concat()
}

fn forms() -> Vec<Row> {
    let mut rows = each(
        "-F",
        &[
            "URL/ -F a=b",
            "URL/ -F a=b -F c=d -F a=e",
            "URL/ -F a=",
            "URL/ -F =b",
            "URL/ -F 'a=b;type=text/plain'",
            "URL/ -F 'a=b;type=application/json;charset=utf-8'",
            "URL/ -F 'a=b;filename=c'",
            "URL/ -F 'a=\"b;c\"'",
            "URL/ -F 'a=\"b\\\"c\"'",
            "URL/ -F 'a\"b=c'",
            "URL/ -F 'a=é'",
            "URL/ -F 'a=b;headers=\"X-Part: 1\"'",
            "URL/ -F 'a=b;encoder=base64'",
            "URL/ -X PUT -F a=b",
            "URL/ -F a=b -H 'Content-Type: multipart/related'",
            "URL/redirect/302 -L -F a=b",
            "URL/redirect/307 -L -F a=b",
        ],
    );
    for line in [
        "URL/ -F f=@file.txt",
        "URL/ -F 'f=@file.txt;type=text/csv'",
        "URL/ -F 'f=@file.txt;filename=other.bin'",
        "URL/ -F 'f=@file.txt;filename=\"a \\\"b\\\".c\";type=x/y'",
        "URL/ -F 'f=@\"file.txt\"'",
        "URL/ -F 'f=<file.txt'",
        "URL/ -F 'f=<file.txt;type=text/html'",
        "URL/ -F f=@file.txt -F a=b",
        "URL/ -F 'f=@file.txt;encoder=base64'",
    ] {
        rows.push(of("-F", line).file("file.txt", "one\r\ntwo\n"));
    }
    for name in [
        "a.png", "a.jpg", "a.json", "a.pdf", "a.xml", "a.html", "a.svg", "a.csv", "a", "a.PNG",
    ] {
        let name: &'static str = name;
        rows.push(of("-F", format!("URL/ -F f=@{name}")).file(name, "x"));
    }
    rows.extend([
        of("--form", "URL/ --form a=b"),
        of("--form-string", "URL/ --form-string a=b"),
        of(
            "--form-string",
            "URL/ --form-string 'a=@b;type=c' --form-string 'x=<y'",
        ),
        of("-F --form-string", "URL/ -F a=b --form-string c=d"),
        of("-F", "URL/ -F f=@-").stdin(b"from in\n"),
        of("-F", "URL/ -F 'f=<-'").stdin(b"from in\n"),
        of("-F", "URL/ -F nonsense").ends(2),
        of("-F -d", "URL/ -F a=b -d c=d").ends(2),
        of("-F", "URL/ -F f=@none").ends(26),
        of("-F", "URL/ -F f=@large -i").file("large", vec![b'x'; (1 << 20) + 1]),
        of("-F", "URL/ -F f=@folder/file").file("folder/file", "x"),
    ]);
    rows
}

fn uploads() -> Vec<Row> {
    let mut rows = Vec::new();
    for line in [
        "URL/ -T up.txt",
        "URL -T up.txt",
        "URL/folder/ -T up.txt",
        "URL/name -T up.txt",
        "URL/name?x=y -T up.txt",
        "URL/ -T up.txt -X POST",
        "URL/ -T up.txt -H 'Content-Type: text/plain'",
        "URL/ -T up.txt -H 'Transfer-Encoding: chunked'",
        "URL/ -T up.txt -i",
        "URL/a/ URL/b/ -T up.txt",
        "URL/a/ URL/b/ -T up.txt -T up.txt",
        "URL/redirect/302 -L -T up.txt",
        "URL/redirect/307 -L -T up.txt",
        "URL/status/404 -f -T up.txt",
    ] {
        let ends = if line.contains("404") { 22 } else { 0 };
        rows.push(of("-T", line).file("up.txt", "one\r\ntwo\n").ends(ends));
    }
    rows.extend([
        of("--upload-file", "URL/ --upload-file up.txt").file("up.txt", "x"),
        of("-T", "URL/ -T 'with blank.txt'").file("with blank.txt", "x"),
        of("-T", "URL/ -T folder/up.txt").file("folder/up.txt", "x"),
        of("-T", "URL/ -T nothing").file("nothing", ""),
        of("-T", "URL/x -T -").stdin(b"from in\n"),
        of("-T", "URL/ -T -").stdin(b"from in\n"),
        of("-T", "URL/x -T -").stdin(b""),
        of("-T", "URL/x -T - -H 'Content-Length: 8'").stdin(b"from in\n"),
        of("-T", "URL/x -T .").stdin(b"from in\n"),
        of("-T", "URL/ -T none").ends(26),
        of("-T", "URL/ -T '{a,b}'").file("a", "1").file("b", "2"),
        of("-T", "URL/ -T large -i").file("large", vec![b'x'; 3 << 20]),
        of("-T", "URL/early/413 -T large -i").file("large", vec![b'x'; 3 << 20]),
        of("-T -d", "URL/ -T up.txt -d a")
            .file("up.txt", "x")
            .ends(2),
    ]);
    rows
}
