//! `-F` beside curl: forms to the byte, but for their boundaries.

use crate::beside_curl::Beside;

#[test]
fn forms_are_curls_to_the_byte() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    beside
        .write("f.txt", "hello\n")
        .write("page.html", "<b>\r\n")
        .write("data.json", "{}")
        .write("we\"ird\\n.png", "x")
        .write("empty", "");
    for fields in [
        &["-F", "a=b"][..],
        &["-F", "a=", "-F", "b=c"],
        &["-F", "c=@f.txt", "-F", "d=<f.txt", "-F", "p=<page.html"],
        &["-F", "e=@f.txt;type=text/x;filename=a\"b\\c"],
        &["-F", "e=@page.html", "-F", "j=@data.json", "-F", "z=@empty"],
        &["-F", "e=@\"f.txt\";filename=\"a b.c\""],
        &["-F", "w=@we\"ird\\n.png", "-F", "a\"b=1"],
        &["-F", "w=@we\"ird\\n.png", "-F", "a\"b\\=1", "--form-escape"],
        &["--form-string", "x=@f;type=y", "-F", "y=v;type=text/plain"],
        &["-F", "z=\"q;\\\"r\\\\\";type=a/b"],
        &[
            "-F",
            "b= v",
            "-F",
            "c=v;filename=x.json",
            "-F",
            "c=v;filename=x.gif",
        ],
    ] {
        beside.same(&[&["URL/"], fields].concat());
    }
}

#[test]
fn what_is_said_of_a_field_counts_as_in_curl() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    beside
        .write("f.txt", "hello\n")
        .write("page.html", "<b>\r\n")
        .write("empty", "")
        .write("hh", "X-Q: 1\n# c\nX-R: 2\n")
        .write("odd.bin", b"\xff\x00=\r\n tail \t\r\n");
    for fields in [
        &["-F", "f=v;type=text/x; charset=utf-8;filename=z"][..],
        &["-F", "u=v;foo=bar", "-F", "u=@f.txt;foo=bar"],
        &["-F", "h=v;headers=\"X-A: b\";headers=X-C: d"],
        &["-F", "h=v;headers=@hh"],
        &["-F", "e=@f.txt;encoder=base64", "-F", "k=v;encoder=8bit"],
        &["-F", "e=@odd.bin;encoder=base64"],
        &["-F", "e=@odd.bin;encoder=binary"],
        &["-F", "m=@f.txt,page.html", "-F", "m2=@f.txt,empty;type=x/y"],
        &[
            "-F",
            "=(;type=multipart/alternative",
            "-F",
            "=x;type=text/plain",
            "-F",
            "= <b>y</b>;type=text/html",
            "-F",
            "=)",
            "-F",
            "after=1",
        ],
        &["-F", "a=b", "-X", "PUT", "-H", "Content-Type: multipart/x"],
        &["-F", "a=b", "-H", "Expect: 100-continue", "-H", "X-A: b"],
        &["-F", "a=b", "-G"],
        &["-F", "a=b", "-u", "u:p", "-e", "ref", "-b", "c=d"],
        &["-F", "noequals"],
        &["-F", "a=@nofile"],
        &["-F", "a=<nofile"],
        &["-F", "a=b", "-d", "x"],
        &["-F", "a=b", "-I"],
        &["-F", "a=b;type=bad"],
        &["-F", "a=@f.txt;type=bad"],
    ] {
        beside.same(&[&["URL/"], fields].concat());
    }
    beside.same_in(&["URL/", "-F", "o=@-"], b"piped\n");
    beside.same_in(&["URL/", "-F", "o=@-;filename=z.json"], b"piped\n");
    beside.same_in(&["URL/", "-F", "o=<-"], b"piped\n");
    beside.same(&["URL/redirect/307", "-L", "-F", "a=b", "-F", "c=@f.txt"]);
    beside.same(&["URL/redirect/302", "-L", "-F", "a=b"]);
}

#[test]
fn a_large_form_waits_for_a_100() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    beside.write("large", vec![b'x'; 1_100_000]);
    beside.same(&["URL/", "-F", "a=@large", "-H", "X-A: b"]);
}

#[test]
fn what_is_no_form_says_why_and_tells_no_value() {
    let lab = crate::common::Lab::new();
    for (field, said) in [
        ("s3cret", "has no ="),
        ("a=s3cret;type=s3cret", "is no content type"),
        ("a=s3cret;encoder=rot13", "is not known"),
        ("=(", "nothing closes"),
        ("=)", "none is open"),
    ] {
        let ran = lab.mtls(&["call", "http://localhost:1/", "-F", field]);
        let ran = ran.fails(2, said);
        assert!(!ran.stderr.contains("s3cret"), "{ran:?}");
    }
}
