//! Each way a file can be wrong, and what is said of it.

use super::*;

fn said(rest: &str) -> String {
    let text = format!("name = 'x'\ntitle = 'X'\n{rest}");
    let mistakes = read(&text, "my.toml").unwrap_err();
    let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

#[test]
fn mistakes_name_file_line_column_and_key_and_the_word_that_was_meant() {
    for (rest, wanted) in MISTAKES {
        let said = said(rest);
        assert!(said.contains(wanted), "{rest}\n{said}");
    }
}

#[test]
fn contradictions_are_told_all_at_once() {
    let said = said("[tls]\nleast='1.1'\n[sign]\naccept='x'\n[[practices]]\n");
    assert_eq!(said.lines().count(), 3, "{said}");
}

#[test]
fn all_mistakes_of_a_file_are_told_in_order_and_none_that_the_first_made() {
    let said = said(
        "zzz = 1\n[csr]\ntaken = 1\n[[csr.subject]]\nneed = 'required'\n[[environments]]\nname = 'a'\napi = 'x'\n[[environments]]\nname = 1\n\
         [sign]\npath = [\n'/s',\n]\n[[enviroments]]\nname = 'b'\n[token]\npath = '/t'\nauth = 'form'\nexpires-in = '1h'\n[tls]\nleast = '1.1'\n",
    );
    let lines: Vec<&str> = said.lines().collect();
    let wanted = [
        "3:1: zzz: unknown key `zzz`",
        "5:9: csr.taken: takes true or false",
        "6:1: csr.subject: the key `field` is missing",
        "10:7: environments.api: takes a table, as in { host = \"api.example.com\", port = 443 }, not text",
        "12:8: environments.name: takes text in quotes, not the number 1",
        "14:8: sign.path: takes text in quotes, not a list",
        "17:3: enviroments: unknown key `enviroments`; nearest is `environments`",
        "22:14: token.expires-in: takes a whole number",
        "24:1: tls.least: `1.1` is neither 1.2 nor 1.3",
    ];
    assert_eq!(lines.len(), wanted.len(), "{said}");
    for (line, wanted) in lines.iter().zip(wanted) {
        assert!(line.contains(wanted), "{wanted}\n{said}");
    }
}

#[test]
fn a_key_without_end_is_cut() {
    let said = said(&format!("{} = 1", "k".repeat(100_000)));
    assert!(
        said.contains("kk..") && said.len() < 1_000,
        "{}",
        said.len()
    );
}

#[test]
fn what_is_needed_is_named() {
    let said = read("title = 'X'", "x.toml").unwrap_err();
    assert!(
        said[0].to_string().contains("the key `name` is missing"),
        "{said:?}"
    );
}

/// What stands behind name and title, and what is said of it.
const MISTAKES: &[(&str, &str)] = &[
    (
        "[csr]\ntake = true",
        "my.toml:4:1: csr.take: unknown key `take`; nearest is `taken`",
    ),
    (
        "[csr]\nzzz = true",
        "unknown key `zzz`; there are taken, note, subject",
    ),
    (
        "[csr]\ntaken = 1",
        "my.toml:4:9: csr.taken: takes true or false, not the number 1",
    ),
    (
        "[[csr.subject]]\nfield = 'XX'",
        "my.toml:4:9: csr.subject.field: `XX` is no attribute type",
    ),
    (
        "[[csr.subject]]\nneed = 'required'",
        "the key `field` is missing",
    ),
    (
        "[[csr.subject]]\nfield = 'CN'\nneed = 'requird'",
        "my.toml:5:8: csr.subject.need: unknown value `requird`; nearest is `required`",
    ),
    (
        "[[csr.subject]]\nfield='CN'\npattern='('",
        "csr.subject.pattern: `(` is no regular expression",
    ),
    (
        "[csr.key]\nmake = 'rsa:1024'",
        "my.toml:4:8: csr.key.make: takes rsa:2048",
    ),
    (
        "[csr.key]\ncurves = ['P-256', 'P-1']",
        "csr.key.curves: `P-1` is no curve",
    ),
    (
        "[csr.digest]\naccept = ['md5']",
        "csr.digest.accept: takes sha256",
    ),
    (
        "[[csr.subject]]\nfield='CN'\n[[csr.subject]]\nfield='cn'",
        "my.toml:5:1: csr.subject: CN stands there twice",
    ),
    (
        "[csr.purposes]\nmake = ['clientAuht']",
        "csr.purposes: `clientAuht` is no purpose",
    ),
    ("x x", "my.toml:3:"),
    (
        "enviroments = []",
        "unknown key `enviroments`; nearest is `environments`",
    ),
    (
        "[[environments]]\nname='a'\n[[environments]]\nname='a'",
        "`a` stands there twice",
    ),
    (
        "[[environments]]\nname='a'\napi = { hots = 'x' }",
        "my.toml:5:9: environments.api: unknown key `hots`; nearest is `host`",
    ),
    (
        "[[environments]]\nname='a'\napi = { host = 'x{' }",
        "`x{` has a brace",
    ),
    (
        "[token]\npath='/t'\nauth='jsn'",
        "my.toml:5:6: token.auth: takes json, form, basic",
    ),
    (
        "[token]\npath='/t'\nauth='json'",
        "my.toml:3:1: token.body: auth = \"json\" goes with body = \"json\"",
    ),
    (
        "[token]\npath='/t'\nauth='form'\nrefresh-at=90\nrefresh-before=5",
        "my.toml:6:1: token.refresh-at: refresh-at and",
    ),
    (
        "[[paths]]\npath='v1'",
        "my.toml:4:6: paths.path: `v1` is no path: it begins with /",
    ),
    (
        "[sign]\ncontent-type='text/plain'",
        "my.toml:3:1: sign: it has either `path` or `url`",
    ),
    (
        "[sign]\npath='/s/{tenant}'",
        "my.toml:4:1: sign.path: {tenant} cannot be filled; there is {account}",
    ),
    (
        "[revoke]\npath='/s'",
        "my.toml:4:1: revoke.path: it has no {serial}",
    ),
    (
        "[[symptoms]]\ntitle='t'\ncause='c'\nfix='f'\ncodes=['forbiden']",
        "my.toml:7:1: symptoms.codes: `forbiden` is no diagnosis code",
    ),
    (
        "[[symptoms]]\ntitle={ en = 'a', sad = 'b' }\ncause='c'\nfix='f'",
        "unknown key `sad`; nearest is `said`",
    ),
    (
        "[[practices]]",
        "practices: a practice has either `do` or `avoid`",
    ),
    (
        "[tls]\nleast='1.1'",
        "my.toml:4:1: tls.least: `1.1` is neither 1.2 nor 1.3",
    ),
    // the second of its kind, and within a list of several lines
    (
        "[[symptoms]]\ntitle='t'\ncause='c'\nfix='f'\ncodes=['forbidden']\n[[symptoms]]\ntitle='t'\ncause='c'\nfix='f'\ncodes=[\n'forbidden',\n'unathorized',\n]",
        "my.toml:14:1: symptoms.codes: `unathorized` is no diagnosis code",
    ),
    (
        "[[environments]]\nname='a'\n[[environments]]\nname='b'\n[[environments]]\nname='b'",
        "my.toml:8:1: environments.name: `b` stands there twice",
    ),
    (
        "[[sensitive]]\nfield='card..pan'",
        "my.toml:4:1: sensitive.field: `card..pan` is no field",
    ),
    (
        "[[headers]]\nname='X-Key:'",
        "my.toml:4:1: headers.name: `X-Key:` is no name of a header",
    ),
    (
        "[[symptoms]]\ntitle='t'\ncause='c'\nfix='f'\nstatus=[401, 4003]",
        "my.toml:7:1: symptoms.status: `4003` is no HTTP status",
    ),
    (
        "[token]\npath='oauth'\nauth='form'",
        "my.toml:4:1: token.path: `oauth` is no path",
    ),
    (
        "[[environments]]\nname='a'\napi={ host='a.example' }\n[sign]\npath='/s'\nhost='mtl'",
        "my.toml:8:6: sign.host: unknown value `mtl`; nearest is `mtls`",
    ),
    (
        "[token]\npath='/t'\nauth='form'\nexpires-in='1h'",
        "my.toml:6:12: token.expires-in: takes a whole number, from 0 on, not text in quotes",
    ),
];
