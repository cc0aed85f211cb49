//! `-T`, ranges and conditions beside curl, and what is sent without being held in memory.

use crate::beside_curl::Beside;
use crate::common::Lab;
use crate::recorder::Recorder;

#[test]
fn files_are_put_where_curl_puts_them() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    beside
        .write("f.txt", "hello\n")
        .write("sp ace.t", "x")
        .write("empty", "");
    for args in [
        &["URL/", "-T", "f.txt"][..],
        &["URL", "-T", "f.txt"],
        &["URL?q", "-T", "f.txt"],
        &["URL/dir/x?q", "-T", "f.txt"],
        &["URL/dir/?q=/", "-T", "f.txt"],
        &["URL/", "-T", "sp ace.t"],
        &["URL/", "-T", "empty"],
        &["URL/", "-T", "./f.txt", "-X", "POST"],
        &["URL/", "-T", "f.txt", "-d", "x"],
        &["URL/", "-T", "f.txt", "-I"],
        &["URL/", "-T", "f.txt", "-F", "a=b"],
        &["URL/", "-T", ""],
        &["URL/a", "URL/b", "-T", "f.txt", "-T", "empty"],
        &["URL/a", "URL/b", "-T", "f.txt"],
        &["URL/{a,b}/", "-T", "{f.txt,empty}"],
        &["URL/", "-T", "nofile"],
        &["URL/", "-T", "f.txt", "-H", "Expect:"],
        &["URL/", "-T", "f.txt", "-H", "Content-Type: x/y"],
        &["URL/", "-T", "f.txt", "-H", "Transfer-Encoding: chunked"],
        &["URL/redirect/302", "-L", "-T", "f.txt"],
        &["URL/redirect/303", "-L", "-T", "f.txt"],
        &["URL/redirect/307", "-L", "-T", "f.txt"],
        &["URL/redirect/303", "-L", "-T", "f.txt", "--post303"],
        &["URL/x", "-T", "f.txt", "-C", "2"],
        &["URL/x", "-T", "f.txt", "-r", "1-2"],
        &["URL/early/413", "-T", "f.txt"],
    ] {
        beside.same(args);
    }
    for file in ["-", "."] {
        beside.same_in(&["URL/x", "-T", file], b"from stdin");
        let flags = [
            "-u", "a:b", "-r", "0-4", "-e", "r", "-b", "c=d", "-H", "X-A: b",
        ];
        beside.same_in(
            &[&["URL/x", "-T", file][..], &flags].concat(),
            b"from stdin",
        );
    }
    let (ran, _) = beside.same_in(&["URL/redirect/307", "-L", "-T", "-"], b"once");
    assert_eq!(ran.code, 65, "{ran:?}");
}

#[test]
fn parts_and_conditions_are_asked_for_as_in_curl() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    beside.write("e1", "\"abc\"\nd\n").write("e0", "");
    for flags in [
        &["-r", "0-5"][..],
        &["-r", "5"],
        &["-r", "-5"],
        &["-r", "0-1,4-5"],
        &["-r", "1-2", "-H", "Range:bytes=0-3"],
        &["-z", "Sun, 06 Nov 1994 08:49:37 GMT"],
        &["-z", "-Sun, 06 Nov 1994 08:49:37 GMT"],
        &["-z", "06 Nov 94 08:49 PST"],
        &["-z", "19941106"],
        &["-z", "nonsense"],
        &["-z", "2020-01-01"],
        &["--etag-compare", "e1"],
        &["--etag-compare", "e0"],
        &["--etag-compare", "nofile"],
        &["--etag-compare", "new", "--etag-save", "new"],
        &["--etag-save", "saved"],
        &["--request-target", "*", "-X", "OPTIONS"],
        &[
            "--url-query",
            "a=b c",
            "--url-query",
            "+c%2Fd",
            "--url-query",
            "é",
        ],
        &[
            "--url-query",
            "@e1",
            "--url-query",
            "=x",
            "--url-query",
            "n@e1",
        ],
        &["--url-query", "a=b", "-d", "q=1"],
        &["--url-query", "a=b", "-G", "-d", "q=1"],
        &["-G", "--data-urlencode", "q=é/"],
        &["-e", "http://r/x"],
        &["-e", "http://r/;auto"],
        &["-e", ";auto"],
        &["-e", ""],
    ] {
        for path in ["URL/p?q", "URL/p"] {
            beside.same(&[&[path], flags].concat());
        }
    }
    let etag = "URL/with/200?lines=ETag:%20W/%22x%22";
    beside.same(&[etag, "--etag-save", "saved"]);
    beside.same(&[&etag.replace("200", "404"), "--etag-save", "saved", "-f"]);
}

#[test]
fn odd_combinations_mean_what_they_mean_in_curl() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    beside.write("own", "X-A:b\nX-B:  c \nX-C;\n");
    for flags in [
        &["--basic", "-u", "a:b"][..],
        &["-H", "@own"],
        &["-H", "Accept:text/plain", "-H", "X-Sp:   y  "],
        &["-I", "-X", "GET"],
        &["-X", "HEAD", "-I"],
        &["-G"],
        &["-I", "-d", "x"],
        &["--json", "{}", "-H", "Content-Type:"],
        &["--json", "{}", "-H", "Accept:"],
        &["--json", "{}", "-d", "x"],
        &["-d", "x", "--json", "{}"],
    ] {
        for path in ["URL/p?q", "URL/p"] {
            beside.same(&[&[path], flags].concat());
        }
    }
}

#[test]
fn a_condition_takes_the_date_of_a_file() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    beside.write("old", "");
    let (_, seen) = beside.same(&["URL/", "-z", "old"]);
    assert!(seen[0].header("If-Modified-Since").is_some());
}

#[test]
fn large_input_is_not_held_in_memory() {
    let lab = Lab::new();
    let recorder = Recorder::plain();
    let Some(python) = crate::common::peer("python3") else {
        return;
    };
    let url = recorder.url("/x");
    let size = 64 << 20;
    let script = format!(
        "import resource,subprocess,sys\n\
         p=subprocess.Popen(sys.argv[1:],stdin=subprocess.PIPE,stdout=subprocess.DEVNULL)\n\
         [p.stdin.write(b'x'*(1<<20)) for _ in range({})]\n\
         p.stdin.close();p.wait()\n\
         print(p.returncode,resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)",
        size >> 20
    );
    for flags in [["--data-binary", "@-"], ["-F", "a=@-"]] {
        let ours = ["-c", &script, env!("CARGO_BIN_EXE_mtls"), "call", &url];
        let ran = lab.try_peer(&python, &[&ours[..], &flags].concat());
        let (code, peak) = ran.stdout.trim().split_once(' ').unwrap();
        assert_eq!(code, "0", "{ran:?}");
        assert!(peak.parse::<u64>().unwrap() < 32 << 10, "{peak} KiB");
        let body = recorder.take().remove(0).body;
        assert!(body.len() >= size, "{}", body.len());
    }
}
