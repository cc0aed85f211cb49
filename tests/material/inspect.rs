//! `inspect` of many: its formats as those read them who they are for, what expires soon, the
//! order, folders as they are found, the file that is written.

use std::path::PathBuf;

use crate::common::pki::{authority, request, sign_for_the_past};
use crate::common::{CANARY, Lab, Ran, issue, not_run, peer};

/// `ca.crt` (99 days), `soon.crt` and `long.crt` of nasty names (20 and 400 days), `past.crt`.
fn lab() -> Option<Lab> {
    let (lab, openssl) = (Lab::new(), peer("openssl")?);
    authority(&lab, &openssl, "ca", "/CN=Lab CA");
    for (name, days, subject) in [
        ("soon", 20, "/C=BR/O=A \"quoted\", Inc; x/CN=soon.example"),
        ("long", 400, "/C=BR/O=Caf\u{e9} Bar/CN=long.example"),
    ] {
        let csr = format!("{name}.csr");
        lab.peer_line(
            &openssl,
            &format!("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out {name}.key"),
        );
        let key = format!("{name}.key");
        let args = [
            "req", "-new", "-utf8", "-key", &key, "-subj", subject, "-out", &csr,
        ];
        lab.peer(&openssl, &args);
        let crt = format!("{name}.crt");
        let days = days.to_string();
        let args = [
            "x509",
            "-req",
            "-in",
            &csr,
            "-CA",
            "ca.crt",
            "-CAkey",
            "ca.key",
            "-CAcreateserial",
            "-days",
            &days,
            "-out",
            &crt,
        ];
        lab.peer(&openssl, &args);
    }
    request(&lab, &openssl, "past", "/C=BR/O=Acme/CN=past.example");
    lab.write("ext", "basicConstraints=CA:FALSE\n");
    sign_for_the_past(&lab, &openssl, "past.csr", "ca", "past.crt", "ext");
    Some(lab)
}

/// The end of a certificate as openssl tells it: `2027-01-01 00:00:00Z`.
fn end_of(lab: &Lab, certificate: &str) -> String {
    let openssl = peer("openssl").unwrap();
    let line = format!("x509 -in {certificate} -noout -enddate -dateopt iso_8601");
    let said = lab.peer_line(&openssl, &line);
    said.trim().trim_start_matches("notAfter=").to_owned()
}

fn lines(ran: &Ran) -> Vec<&str> {
    ran.stdout.lines().collect()
}

#[test]
fn a_table_has_a_line_an_item_and_fits_a_hundred_columns() {
    let Some(lab) = lab() else { return };
    lab.write(
        "all.pem",
        [lab.read("soon.crt"), lab.read("soon.key")].concat(),
    );
    let ran = lab
        .mtls_line("inspect --format table past.crt all.pem soon.csr ca.crt")
        .ok();
    let table = lines(&ran);
    assert_eq!(table.len(), 6, "{ran:?}");
    assert!(table[0].starts_with("EXPIRES "), "{ran:?}");
    for (line, starts, names) in [
        (
            1,
            "2024-02-01",
            ["expired", "past.example", "Lab CA", "past.crt#0"],
        ),
        (
            2,
            &end_of(&lab, "soon.crt")[..10],
            ["urgent", "soon.example", "Lab CA", "all.pem#0"],
        ),
        (3, "-", ["private-key", "EC P-256", "-", "all.pem#1"]),
        (4, "-", ["csr", "soon.example", "-", "soon.csr#0"]),
        (
            5,
            &end_of(&lab, "ca.crt")[..10],
            ["valid", "Lab CA", "Lab CA", "ca.crt#0"],
        ),
    ] {
        let line = table[line];
        assert!(line.starts_with(starts), "{line}");
        assert!(names.iter().all(|name| line.contains(name)), "{line}");
        assert!(line.chars().count() <= 100, "{line}");
    }
    let columns: Vec<_> = [0, 2, 5]
        .map(|n| table[n].find("Lab CA").or(table[n].find("ISSUER")))
        .into();
    assert_eq!(columns[0], columns[1], "{ran:?}");
    let coloured = lab
        .mtls_line("--color always inspect --format table past.crt")
        .ok();
    assert!(coloured.stdout.contains("\x1b[31mexpired"), "{coloured:?}");
}

#[test]
fn a_long_name_is_cut_in_the_table_and_whole_when_verbose() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    let name = "a-name-that-is-much-longer-than-its-column.example";
    authority(&lab, &openssl, "ca", &format!("/CN={name}"));
    let cut = lab.mtls_line("inspect --format table ca.crt").ok();
    assert!(
        cut.stdout.contains("a-name-that-is-much-lon\u{2026}"),
        "{cut:?}"
    );
    let whole = lab.mtls_line("inspect -v --format table ca.crt").ok();
    assert_eq!(whole.stdout.matches(name).count(), 2, "{whole:?}");
}

#[test]
fn json_is_the_same_by_either_flag_and_formats_do_not_mix() {
    let Some(lab) = lab() else { return };
    let flag = lab.mtls_line("inspect --json past.crt past.csr").ok();
    let format = lab
        .mtls_line("inspect --format json past.crt past.csr")
        .ok();
    assert_eq!(flag.stdout, format.stdout);
    assert_eq!(flag.stdout.lines().count(), 2);
    for line in [
        "inspect --json --format table ca.crt",
        "inspect -q --format table ca.crt",
        "inspect --format yaml ca.crt",
        "inspect --force ca.crt",
        "inspect -q --out x ca.crt",
    ] {
        lab.mtls_line(line).fails(2, "");
    }
}

#[test]
fn promtool_accepts_the_metrics_and_they_say_when() {
    let (Some(promtool), Some(lab)) = (peer("promtool"), lab()) else {
        return;
    };
    std::fs::create_dir(lab.path("certs")).unwrap();
    for name in ["soon.crt", "long.crt", "past.crt"] {
        std::fs::rename(lab.path(name), lab.path("certs").join(name)).unwrap();
    }
    lab.write(
        "certs/two\"\\.pem",
        [lab.read("certs/soon.crt"), lab.read("ca.crt")].concat(),
    );
    let ran = lab
        .mtls_line("inspect --format prometheus certs certs/soon.crt ca.crt")
        .ok();
    let judged = lab.try_peer_in(&promtool, &["check", "metrics"], &ran.raw);
    assert_eq!(
        (judged.code, judged.stdout.as_str(), judged.stderr.as_str()),
        (0, "", "")
    );
    let date = peer("date").unwrap();
    let end = end_of(&lab, "certs/soon.crt");
    let seconds = lab.peer(&date, &["-u", "-d", &end, "+%s"]);
    let named = "mtls_certificate_not_after_timestamp_seconds{source=\"certs/soon.crt\",index=\"0\",\
                 subject=\"CN=soon.example,O=A \\\\\\\"quoted\\\\\\\"\\\\, Inc\\\\; x,C=BR\",issuer=\"CN=Lab CA\"";
    let sample: Vec<&str> = ran
        .stdout
        .lines()
        .filter(|l| l.starts_with(named))
        .collect();
    assert_eq!(sample.len(), 1, "named twice, told once: {ran:?}");
    assert!(
        sample[0].ends_with(&format!("\"}} {}", seconds.trim())),
        "{sample:?}"
    );
    assert!(
        ran.stdout
            .contains("{source=\"certs/two\\\"\\\\.pem\",index=\"1\",subject=\"CN=Lab CA\"")
    );
    assert!(
        ran.stdout
            .contains("subject=\"CN=long.example,O=Caf\u{e9} "),
        "{ran:?}"
    );
    assert!(ran.stdout.contains("\nmtls_inspect_errors 0\n"), "{ran:?}");
}

#[test]
fn metrics_tell_what_could_not_be_read() {
    let (Some(promtool), Some(openssl), Some(lab)) = (peer("promtool"), peer("openssl"), lab())
    else {
        return;
    };
    std::fs::create_dir(lab.path("certs")).unwrap();
    let locked =
        "pkcs12 -export -in soon.crt -inkey soon.key -passout env:PW -out certs/locked.p12";
    lab.peer_line(&openssl, locked);
    lab.write("certs/empty.crt", "")
        .write("certs/notes.txt", "hello");
    lab.write(
        "half.pem",
        [lab.read("ca.crt"), lab.read("ca.crt")[..200].to_vec()].concat(),
    );
    let ran = lab.mtls_line("inspect --format prometheus certs half.pem missing.crt ca.crt");
    assert_eq!(ran.code, 1, "{ran:?}");
    let judged = lab.try_peer_in(&promtool, &["check", "metrics"], &ran.raw);
    assert_eq!((judged.code, judged.stderr.as_str()), (0, ""), "{judged:?}");
    for (source, is) in [
        ("certs/locked.p12", 0),
        ("certs/empty.crt", 0),
        ("half.pem", 0),
        ("missing.crt", 0),
        ("ca.crt", 1),
    ] {
        let line = format!("\nmtls_source_readable{{source=\"{source}\"}} {is}\n");
        assert!(ran.stdout.contains(&line), "{line} {ran:?}");
    }
    assert!(ran.stdout.contains("\nmtls_inspect_errors 4\n"), "{ran:?}");
    assert!(!ran.stdout.contains("notes.txt"), "{ran:?}");
}

/// A Python that has a module.
fn python_with(module: &str, test: &str) -> Option<PathBuf> {
    let pythons = [Some(PathBuf::from("/usr/bin/python3")), peer("python3")];
    let import = format!("import {module}");
    let found = pythons.into_iter().flatten().find(|python| {
        let ran = std::process::Command::new(python)
            .args(["-c", &import])
            .output();
        ran.is_ok_and(|ran| ran.status.success())
    });
    if found.is_none() {
        not_run(test, &format!("Python's {module} is not installed"));
    }
    found
}

#[test]
fn a_calendar_program_reads_the_dates_and_the_alarms() {
    let test = "a_calendar_program_reads_the_dates_and_the_alarms";
    let (Some(python), Some(lab)) = (python_with("icalendar", test), lab()) else {
        return;
    };
    lab.write("copy.pem", lab.read("long.crt"));
    let ran = lab
        .mtls_line("inspect --format ical long.crt copy.pem ca.crt long.csr")
        .ok();
    assert!(ran.stdout.lines().all(|line| line.len() <= 75), "{ran:?}");
    assert_eq!(
        ran.stdout.matches("\r\n").count(),
        ran.stdout.matches('\n').count()
    );
    let said = lab
        .try_peer_in(&python, &["-c", READ_CALENDAR], &ran.raw)
        .ok();
    let events: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    let events = events.as_array().unwrap();
    assert_eq!(events.len(), 2, "one event a certificate: {events:?}");
    let facts = lab.mtls_line("inspect --json long.crt").ok().json();
    let (ca, long) = (&events[0], &events[1]);
    let end = format!("{}+00:00", end_of(&lab, "long.crt").replace('Z', ""));
    assert_eq!(long["start"], end.as_str());
    assert_eq!(long["summary"], "long.example expires");
    let print = facts["fingerprint_sha256"].as_str().unwrap();
    assert_eq!(long["uid"], format!("{print}@mtls"));
    assert_eq!(long["alarms"], serde_json::json!([-90, -60, -30]));
    let description = long["description"].as_str().unwrap();
    let subject = format!("Subject: {}\n", facts["subject"].as_str().unwrap());
    assert!(
        subject.contains("Caf\u{e9}") && description.starts_with(&subject),
        "{description}"
    );
    assert!(
        description.contains("\nFound in: long.crt, copy.pem\n"),
        "{description}"
    );
    assert!(
        ca["description"]
            .as_str()
            .unwrap()
            .contains("replace this CA"),
        "{ca}"
    );
    let again = lab.mtls_line("inspect --format ical long.crt").ok();
    assert!(
        again
            .stdout
            .replace("\r\n ", "")
            .contains(&format!("UID:{print}@mtls"))
    );
}

const READ_CALENDAR: &str = "
import icalendar, json, sys
calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
assert calendar['VERSION'] == '2.0' and calendar['PRODID']
print(json.dumps([{
    'uid': event['UID'], 'summary': event['SUMMARY'], 'description': event['DESCRIPTION'],
    'start': str(event['DTSTART'].dt), 'stamp': str(event['DTSTAMP'].dt),
    'alarms': [alarm['TRIGGER'].dt.days for alarm in event.walk('VALARM')],
} for event in calendar.walk('VEVENT')]))
";

#[test]
fn what_expires_within_a_time_is_told_and_ends_with_1() {
    let Some(lab) = lab() else { return };
    let all = "past.crt soon.crt ca.crt soon.key";
    let within =
        |time: &str| lab.mtls_line(&format!("inspect --json --expires-within {time} {all}"));
    let subjects = |ran: &Ran| -> Vec<String> {
        let items = ran
            .stdout
            .lines()
            .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap());
        items
            .map(|item| item["source"].as_str().unwrap().to_owned())
            .collect()
    };
    for (time, code, names) in [
        ("0d", 1, &["past.crt"][..]),
        ("19d", 1, &["past.crt"]),
        ("3w", 1, &["past.crt", "soon.crt"]),
        ("481h", 1, &["past.crt", "soon.crt"]),
        ("100", 1, &["past.crt", "soon.crt", "ca.crt"]),
    ] {
        let ran = within(time);
        assert_eq!(
            (ran.code, subjects(&ran).join(" ")),
            (code, names.join(" ")),
            "{time} {ran:?}"
        );
    }
    assert!(
        within("3w")
            .stderr
            .contains("2 of 3 certificates expire within 3 weeks, 1 of them expired already")
    );
    let none = lab.mtls_line("inspect --expires-within 30d long.crt").ok();
    assert_eq!(none.stdout, "");
    assert!(
        none.stderr
            .contains("0 of 1 certificate expires within 30 days"),
        "{none:?}"
    );
    for (line, code) in [
        ("inspect -q --expires-within 30d soon.crt long.crt", 1),
        ("inspect -q --expires-within 30d long.crt", 0),
    ] {
        let ran = lab.mtls_line(line);
        assert_eq!(
            (ran.code, ran.stdout.as_str(), ran.stderr.as_str()),
            (code, "", ""),
            "{line}"
        );
    }
    lab.mtls_line("inspect --expires-within 3m ca.crt")
        .fails(2, "minutes or months");
    lab.mtls_line("inspect --expires-within soon ca.crt")
        .fails(2, "30d, 2w or 12h");
}

#[test]
fn the_order_is_over_all_sources() {
    let Some(lab) = lab() else { return };
    lab.write(
        "bundle.pem",
        [lab.read("long.crt"), lab.read("past.crt")].concat(),
    );
    let sorted = |by: &str, format: &str| {
        let line = format!("inspect {format} --sort {by} ca.crt bundle.pem soon.csr soon.crt");
        lab.mtls_line(&line).ok()
    };
    let json = sorted("expiry", "--json");
    let found: Vec<_> = json
        .stdout
        .lines()
        .map(|l| {
            let item: serde_json::Value = serde_json::from_str(l).unwrap();
            format!("{}#{}", item["source"].as_str().unwrap(), item["index"])
        })
        .collect();
    assert_eq!(
        found,
        [
            "bundle.pem#1",
            "soon.crt#0",
            "ca.crt#0",
            "bundle.pem#0",
            "soon.csr#0"
        ]
    );
    let table = sorted("expiry", "--format table");
    let last: Vec<_> = lines(&table)
        .iter()
        .map(|l| l.rsplit(' ').next().unwrap().to_owned())
        .collect();
    assert_eq!(last[0], "SOURCE");
    assert_eq!(last[1..], found);
    let text = sorted("expiry", "--format text");
    let heads: Vec<_> = text
        .stdout
        .split("\n\n")
        .map(|b| b.split(['[', ']']).nth(1).unwrap())
        .collect();
    assert_eq!(heads, found);
}

#[test]
fn the_order_is_by_name_where_that_is_wanted() {
    let Some(lab) = lab() else { return };
    lab.write(
        "bundle.pem",
        [lab.read("long.crt"), lab.read("past.crt")].concat(),
    );
    let sorted = |by: &str| {
        let line =
            format!("inspect --format table --sort {by} ca.crt bundle.pem soon.csr soon.crt");
        lab.mtls_line(&line).ok()
    };
    let by_subject = sorted("subject");
    let titles = [
        "Lab CA",
        "long.example",
        "past.example",
        "soon.example",
        "soon.example",
    ];
    assert!(
        lines(&by_subject)[1..]
            .iter()
            .zip(titles)
            .all(|(l, t)| l.contains(t)),
        "{by_subject:?}"
    );
    let by_source = sorted("source");
    let names = [
        "bundle.pem#0",
        "bundle.pem#1",
        "ca.crt#0",
        "soon.crt#0",
        "soon.csr#0",
    ];
    assert!(
        lines(&by_source)[1..]
            .iter()
            .zip(names)
            .all(|(l, n)| l.ends_with(n)),
        "{by_source:?}"
    );
}

#[test]
fn in_a_folder_what_is_no_material_is_passed_over_and_what_is_locked_is_counted() {
    let (Some(openssl), Some(lab)) = (peer("openssl"), lab()) else {
        return;
    };
    std::fs::create_dir_all(lab.path("certs/below")).unwrap();
    std::fs::rename(lab.path("soon.crt"), lab.path("certs/below/soon.crt")).unwrap();
    lab.write("certs/README", "read me")
        .write("certs/.hidden", "x");
    lab.write("certs/logo.png", b"\x89PNG\r\n\x1a\n\0\0")
        .write("certs/data.json", "{}");
    // more than is ever read, so it is not called empty
    let image = std::fs::File::create(lab.path("certs/disk.img")).unwrap();
    image.set_len(1 << 30).unwrap();
    let locked =
        "pkcs12 -export -in long.crt -inkey long.key -passout env:PW -out certs/locked.p12";
    lab.peer_line(&openssl, locked);
    let ran = lab.mtls_line("inspect certs").ok();
    assert!(ran.stdout.contains("[certs/below/soon.crt#0]"), "{ran:?}");
    assert!(ran.stderr.contains("certs: 3 files hold no certificate, key or request and were passed over (-v names them)"), "{ran:?}");
    assert!(
        ran.stderr
            .contains("certs: 1 file is locked and not looked into: certs/locked.p12; give --pass"),
        "{ran:?}"
    );
    let verbose = lab.mtls_line("inspect -v certs").ok();
    for name in ["README", "logo.png", "data.json"] {
        assert!(
            verbose
                .stderr
                .contains(&format!("certs/{name}: passed over")),
            "{verbose:?}"
        );
    }
    let opened = lab
        .mtls_line("inspect certs --pass env:PW --glob *.p12")
        .ok();
    assert!(
        opened.stdout.contains("[certs/locked.p12#0") && !opened.stderr.contains("locked"),
        "{opened:?}"
    );
    let quiet = lab.mtls_line("inspect -q certs").ok();
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
    assert!(!ran.stderr.contains(CANARY));
}

#[cfg(unix)]
#[test]
fn in_a_folder_what_is_broken_is_told_and_the_rest_too() {
    let Some(lab) = lab() else { return };
    std::fs::create_dir(lab.path("certs")).unwrap();
    std::fs::rename(lab.path("soon.crt"), lab.path("certs/soon.crt")).unwrap();
    lab.write("certs/a-page.crt", "<!DOCTYPE html><html>login");
    lab.write("certs/b-empty.pem", "");
    lab.write("certs/c-cut.pem", &lab.read("ca.crt")[..300]);
    std::os::unix::fs::symlink("nowhere", lab.path("certs/d-link.crt")).unwrap();
    let ran = lab.mtls_line("inspect certs");
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stdout.contains("[certs/soon.crt#0]"), "{ran:?}");
    for said in [
        "certs/a-page.crt holds no certificate, key or request: it is an HTML page",
        "certs/b-empty.pem holds no certificate, key or request: it is empty",
        "certs/c-cut.pem",
        "certs/d-link.crt: it is a link that leads nowhere",
    ] {
        assert!(ran.stderr.contains(said), "{said}: {ran:?}");
    }
}

#[test]
fn a_folder_without_any_material_fails() {
    let lab = Lab::new();
    std::fs::create_dir(lab.path("none")).unwrap();
    lab.mtls_line("inspect none")
        .fails(1, "none holds no certificate, key or request");
    lab.write("none/README", "hello");
    lab.mtls_line("inspect none")
        .fails(1, "none is in the 1 file looked into");
    lab.mtls_line("inspect none --glob *.crt")
        .fails(1, "--glob");
}

#[test]
fn the_file_appears_whole_and_is_replaced_only_by_force() {
    let Some(lab) = lab() else { return };
    let line = "inspect --format prometheus --out m.prom soon.crt";
    let ran = lab.mtls_line(line).ok();
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
    let first = lab.text("m.prom");
    assert!(first.starts_with("# HELP mtls_") && first.ends_with("mtls_inspect_errors 0\n"));
    lab.mtls_line(line).fails(1, "m.prom exists already");
    assert_eq!(lab.text("m.prom"), first);
    // what fails beside is in it, and the run says so
    let partly =
        lab.mtls_line("inspect --format prometheus --force --out m.prom missing.crt ca.crt");
    partly.fails(1, "missing.crt");
    assert!(
        lab.text("m.prom")
            .contains("mtls_source_readable{source=\"missing.crt\"} 0")
    );
    for (format, begins) in [
        ("table", "EXPIRES"),
        ("ical", "BEGIN:VCALENDAR"),
        ("json", "{"),
        ("text", "certificate "),
    ] {
        let line = format!(
            "--color always inspect --format {format} --out {format}.out --sort expiry ca.crt"
        );
        assert_eq!(lab.mtls_line(&line).ok().stdout, "");
        assert!(
            lab.text(&format!("{format}.out")).starts_with(begins),
            "{format}"
        );
        assert!(
            !lab.text(&format!("{format}.out")).contains('\x1b'),
            "{format}"
        );
    }
    lab.mtls_line("inspect --out none/x ca.crt")
        .fails(1, "cannot write none/x");
    lab.mtls_line("inspect --out x http://a ca.crt")
        .fails(2, "plain text");
    assert!(
        lab.files()
            .iter()
            .all(|name| !name.contains(".part") && name != "x")
    );
    let stdout = lab.mtls_line("inspect --format table --out - ca.crt").ok();
    assert!(stdout.stdout.starts_with("EXPIRES"));
}

#[cfg(unix)]
#[test]
fn the_file_can_be_read_by_who_collects_it() {
    let Some(lab) = lab() else { return };
    lab.mtls_line("inspect --format prometheus --out m.prom ca.crt")
        .ok();
    lab.write("other", "");
    assert_eq!(lab.mode("m.prom"), lab.mode("other"));
}

#[test]
fn a_long_bundle_tells_of_its_key_what_a_short_one_does() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    let both = format!("{}{}", lab.text("client.crt"), lab.text("client.key"));
    let filler = lab.text("ca.crt").repeat(2000);
    for (name, text) in [
        ("short.pem", both.clone()),
        ("long.pem", format!("{filler}{both}")),
    ] {
        lab.write(name, text);
        let open = std::os::unix::fs::PermissionsExt::from_mode(0o644);
        std::fs::set_permissions(lab.path(name), open).unwrap();
        let ran = lab.mtls(&["inspect", "--json", name]).ok();
        assert!(ran.stdout.contains("key-readable"), "{name}");
        assert!(ran.stdout.contains(r#""has_private_key":true"#), "{name}");
    }
}
