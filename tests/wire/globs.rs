//! Braces and brackets in URLs beside curl.

use crate::beside_curl::Beside;
use crate::common::Lab;

#[test]
fn urls_are_multiplied_as_in_curl() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    for path in PATHS {
        let url = format!("URL/{path}");
        beside.same(&[&url]);
        beside.same(&[&url, "-g"]);
    }
    for args in [
        &["URL/{a,b}/[1-2]", "-o", "#2-#1.x"][..],
        &["URL/{a,b}", "-o", "#1#2#"],
        &["URL/{a,b}", "-O"],
        &["URL/[1-2]", "URL/x", "-o", "#1"],
        &["URL/[1-2]", "URL/{x,y}", "-o", "one#1", "-o", "two#1"],
        &["URL/{a,b}", "-g", "-o", "#1"],
        &["URL/x", "-o", "#1"],
        &["URL/{a,b}", "-d", "x"],
    ] {
        beside.same(args);
    }
}

#[test]
fn an_address_is_no_range_and_a_placeholder_is_told() {
    let lab = Lab::new();
    for url in [
        "http://{{account}}.example/",
        "http://h.example/{{account}}/x",
    ] {
        let ran = lab.mtls(&["call", url]);
        let ran = ran.fails(3, "still has the placeholder {{account}}");
        assert!(
            ran.stderr.contains("put your own value in its place"),
            "{ran:?}"
        );
    }
    let ran = lab.mtls(&["call", "http://[::1]:1/x"]);
    assert_eq!(ran.code, 7, "{ran:?}");
    lab.mtls(&["call", "http://localhost:1/[0-9999999]"])
        .fails(3, "more than the 100000");
    lab.mtls(&["call", "http://localhost:1/[9-1]"])
        .fails(3, "at character 21");
}

/// What stands for several, for one, or for none.
const PATHS: &[&str] = &[
    "{a,b}",
    "{a}",
    "{}",
    "{a,}",
    "{,a}",
    "{a,b",
    "a}",
    "{a,{b}}",
    "[1-3]",
    "[3-1]",
    "[001-3]",
    "[098-101]",
    "[1-9:4]",
    "[1-9:0]",
    "[a-e:2]",
    "[a-A]",
    "[A-C]",
    "[e-a]",
    "[1-a]",
    "[]",
    "[x]",
    "[1-3",
    "[1-3:x]",
    "]",
    "\\{a\\}",
    "\\[1\\]",
    "a\\b",
    "{a,b}[1-2]",
    "[1-1]",
    "[ab-c]",
    "[1-2-3]",
    "{a\\,b,c}",
    "[::1]",
    "[-1-2]",
    "[1-99999999999999999999]",
    "[a-z",
    "x?q={a,b}",
    "[1-10:5]",
    "[a-c:10]",
    "[1-2:-1]",
    "[1-3:10]",
    "[a-a]",
    "[1-3:]",
];
