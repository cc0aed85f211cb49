//! `csr --batch` on a table that comes from somebody else: where it may write, and how it is told what
//! is wrong with it.

use crate::common::{Lab, Ran};

const FLAGS: &str = "--ou t --o Acme --c BR --newkey ec:p256 --no-encrypt";

fn batch(lab: &Lab, more: &str) -> Ran {
    lab.mtls_line(format!("csr --batch t.csv {FLAGS} {more}").trim())
}

#[test]
fn a_table_writes_nowhere_but_in_the_folder_of_the_batch() {
    let lab = Lab::new();
    let absolute = lab.path("absolute.csr");
    lab.write(
        "t.csv",
        format!(
            "cn,out,keyout\na,../escape.csr,\nb,{},\nc,,x/../../escape.key\nd,.,\ne,sub/,\nf,../made/f.csr,\n",
            absolute.display()
        ),
    );
    for (folder, flag) in [("made", "--out-dir made"), (".", "")] {
        let ran = batch(&lab, flag);
        assert_eq!(ran.code, 1, "{ran:?}");
        for (line, said) in [
            (2, "out: `../escape.csr` leads out of the folder"),
            (4, "keyout: `x/../../escape.key` leads out"),
            (5, "out: `.` is a folder"),
            (6, "out: `sub/` is a folder"),
        ] {
            let row = ran
                .stdout
                .lines()
                .find(|l| l.starts_with(&format!("line {line} ")));
            assert!(row.is_some_and(|row| row.contains(said)), "{line}: {ran:?}");
        }
        // an absolute path is refused unless it is inside
        assert_eq!(lab.exists("absolute.csr"), folder == ".");
        for outside in ["escape.csr", "escape.key", "../escape.csr", "../escape.key"] {
            assert!(!lab.exists(outside), "{outside}");
        }
    }
    assert!(lab.exists("made/f.csr") && lab.exists("made/f.key"));
}

#[cfg(unix)]
#[test]
fn a_link_and_back_does_not_lead_out_and_a_link_of_ones_own_is_followed() {
    let lab = Lab::new();
    std::fs::create_dir_all(lab.path("made")).unwrap();
    std::fs::create_dir_all(lab.path("other/deep")).unwrap();
    std::os::unix::fs::symlink(lab.path("other/deep"), lab.path("made/link")).unwrap();
    lab.write("t.csv", "cn,out\na,link/../a.csr\nb,link/b.csr\n");
    batch(&lab, "--out-dir made").ok();
    assert!(lab.exists("made/a.csr") && !lab.exists("other/a.csr"));
    assert!(lab.exists("other/deep/b.csr"));
}

#[test]
fn names_that_differ_in_their_accents_alone_get_files_of_their_own() {
    let lab = Lab::new();
    lab.write("t.csv", "cn\n\u{c4}1\n\u{d6}1\n\u{dc}n\u{ef} 20\n");
    batch(&lab, "").ok();
    for name in ["\u{c4}1.csr", "\u{d6}1.csr", "\u{dc}n\u{ef}-20.key"] {
        assert!(lab.exists(name), "{name} of {:?}", lab.files());
    }
}

#[test]
fn an_open_quote_and_missing_cells_are_told_with_line_and_column() {
    let lab = Lab::new();
    lab.write("t.csv", "cn,san\na,\"DNS:a.b\nc,DNS:c.d\ne,DNS:e.f\n");
    batch(&lab, "").fails(
        2,
        "t.csv:2: a quoted value opens on this line and is never closed",
    );
    lab.write("t.csv", "cn,san,digest\na\n");
    let ran = batch(&lab, "");
    assert!(
        ran.stdout
            .contains("it has 1 cell, and the header has 3: 2 missing (san, digest)"),
        "{ran:?}"
    );
    assert!(!ran.stdout.contains("quotes"), "{ran:?}");
    assert_eq!(lab.files(), ["t.csv"]);
}
