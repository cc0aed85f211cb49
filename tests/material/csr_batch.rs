//! `csr --batch`: what a table makes, what a second run completes, and what is never touched.

use crate::common::{CANARY, Lab, Ran, genpkey, peer};

fn batch(lab: &Lab, more: &[&str]) -> Ran {
    lab.mtls(
        &[
            &["csr", "--batch", "t.csv", "--newkey", "ec:p256", "--json"],
            more,
        ]
        .concat(),
    )
}

fn rows(ran: &Ran) -> Vec<serde_json::Value> {
    let lines = ran.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn statuses(ran: &Ran) -> Vec<String> {
    let rows = rows(ran);
    rows.iter()
        .map(|row| row["status"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn each_row_makes_a_request_and_flags_hold_where_a_row_says_nothing() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    // as Excel in Brazil writes it
    lab.write("t.csv", "\u{feff}CN;OU;O;SAN;EKU\r\none;a | b;\"São; Ltda\";DNS:a.example|IP:10.0.0.1;clientAuth\r\ntwo;x;;;\r\n");
    let ran = batch(
        &lab,
        &[
            "--o",
            "Acme",
            "--c",
            "br",
            "--no-encrypt",
            "--out-dir",
            "made",
        ],
    )
    .ok();
    assert_eq!(statuses(&ran), ["made", "made"]);
    let said = lab.peer_line(
        &openssl,
        "req -in made/one.csr -verify -noout -text -nameopt RFC2253,utf8,-esc_msb",
    );
    for part in [
        "verify OK",
        "CN=one,OU=b,OU=a,O=São\\; Ltda,C=BR",
        "DNS:a.example, IP Address:10.0.0.1",
        "Client Authentication",
    ] {
        assert!(said.contains(part), "no {part} in {said}");
    }
    let said = lab.peer_line(
        &openssl,
        "req -in made/two.csr -verify -noout -subject -nameopt RFC2253",
    );
    assert!(said.contains("CN=two,OU=x,O=Acme,C=BR"), "{said}");
    for name in ["one", "two"] {
        lab.mtls_line(&format!("match-key -q made/{name}.csr made/{name}.key"))
            .ok();
        assert_eq!(lab.mode(&format!("made/{name}.key")), 0o600);
    }
}

#[test]
fn a_second_run_skips_what_is_there_and_completes_what_is_half_there() {
    let lab = Lab::new();
    lab.write("t.csv", "cn\na\nb\nc\nd\n");
    let flags = ["--ou", "t", "--o", "Acme", "--c", "BR", "--no-encrypt"];
    batch(&lab, &flags).ok();
    let keys: Vec<_> = ["a.key", "b.key", "d.key"]
        .map(|key| lab.read(key))
        .to_vec();
    std::fs::remove_file(lab.path("b.csr")).unwrap();
    std::fs::remove_file(lab.path("c.key")).unwrap();
    let ran = batch(&lab, &flags);
    assert_eq!(
        (ran.code, statuses(&ran)),
        (
            1,
            ["skipped", "completed", "failed", "skipped"]
                .map(str::to_owned)
                .to_vec()
        )
    );
    let failed = &rows(&ran)[2];
    assert_eq!(failed["line"], 4);
    assert!(
        failed["problem"]["summary"]
            .as_str()
            .unwrap()
            .contains("its key c.key is not")
    );
    assert!(!lab.exists("c.key"));
    assert_eq!(
        ["a.key", "b.key", "d.key"]
            .map(|key| lab.read(key))
            .to_vec(),
        keys
    );
    lab.mtls_line("match-key -q b.csr b.key").ok();
}

#[test]
fn what_is_there_and_is_not_what_the_row_wants_is_told_and_left() {
    let lab = Lab::new();
    let flags = ["--ou", "t", "--o", "Acme", "--c", "BR", "--no-encrypt"];
    lab.write("t.csv", "cn,o,out,san\na,Acme,,DNS:a.b\nb,Acme,,\nc,,,\n");
    batch(&lab, &flags).ok();
    lab.write("c.csr", "precious")
        .write("b.key", lab.read("a.key"));
    lab.write(
        "t.csv",
        "cn,o,out,san\na,Acme,,DNS:c.d\nb,Acme,,\nc,,,\nd,Other,a.csr,\n",
    );
    let ran = batch(&lab, &flags);
    let said: Vec<String> = rows(&ran)
        .iter()
        .map(|row| row["problem"]["summary"].to_string())
        .collect();
    for (said, saying) in said.iter().zip([
        "other alternative names",
        "does not belong to its key",
        "no certificate, key or request",
        "file of line 2 already",
    ]) {
        assert!(said.contains(saying), "{said}");
    }
    assert_eq!(lab.text("c.csr"), "precious");
    // another subject under the same name
    lab.write("t.csv", "cn,o,out\nd,Other,a.csr\n");
    let ran = batch(&lab, &flags);
    assert!(ran.stdout.contains("is a request of CN=a"), "{ran:?}");
}

#[test]
fn a_row_that_fails_stops_no_other_and_is_named_by_line() {
    let lab = Lab::new();
    lab.write(
        "t.csv",
        "cn,c,san,newkey,provider,key\n\"a\nb\",BR,,,,\nok,BR,,,,\nx1,BRA,,,,\nx2,BR,a.b,,,\nx3,BR,,rsa:1,,\nx4,BR,,,nope,\nx5,BR,,,apata,\nx6,BR,,,,none.key\nok,BR,,,,\nx7,BR\n",
    );
    let ran = batch(&lab, &["--ou", "t", "--o", "Acme", "--no-encrypt"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("9 of 10 rows failed"), "{ran:?}");
    let rows = rows(&ran);
    let told: Vec<(u64, String)> = rows
        .iter()
        .filter(|row| row["status"] == "failed")
        .map(|row| {
            (
                row["line"].as_u64().unwrap(),
                row["problem"]["summary"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    let expected = [
        (2, "control character"),
        (5, "two letters"),
        (6, "san: write the kind"),
        (7, "newkey: takes rsa:2048"),
        (8, "`nope` is no provider"),
        (9, "Apata would refuse"),
        (10, "cannot read none.key"),
        (11, "line 4 already"),
        (12, "2 cells"),
    ];
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for ((line, summary), (wanted, saying)) in told.iter().zip(expected) {
        assert!(
            *line == wanted && summary.contains(saying),
            "{line}: {summary}, not {wanted}: {saying}"
        );
    }
    assert_eq!(lab.files(), ["ok.csr", "ok.key", "t.csv"]);
    // the same as text
    let text = lab.mtls_line("csr --batch t.csv --ou t --o Acme --newkey ec:p256");
    assert!(
        text.stdout.contains("10 rows: 1 there already, 9 failed"),
        "{text:?}"
    );
}

#[test]
fn the_keys_are_locked_and_an_existing_locked_key_is_opened_with_the_same_passphrase() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    lab.write("t.csv", "cn\na\nb\n");
    let flags = [
        "--ou",
        "t",
        "--o",
        "Acme",
        "--c",
        "BR",
        "--key-pass",
        "env:PW",
    ];
    let ran = batch(&lab, &flags).ok();
    assert!(
        rows(&ran).iter().all(|row| row["encrypted"] == true),
        "{ran:?}"
    );
    for key in ["a.key", "b.key"] {
        lab.peer(
            &openssl,
            &[
                "pkey",
                "-in",
                key,
                "-passin",
                &format!("pass:{CANARY}"),
                "-noout",
            ],
        );
    }
    std::fs::remove_file(lab.path("b.csr")).unwrap();
    let wrong = batch(
        &lab,
        &[
            "--ou",
            "t",
            "--o",
            "Acme",
            "--c",
            "BR",
            "--key-pass",
            "env:WRONG",
        ],
    );
    assert_eq!(statuses(&wrong), ["skipped", "failed"]);
    assert_eq!(rows(&wrong)[1]["problem"]["code"], "wrong-passphrase");
    assert_eq!(
        statuses(&batch(&lab, &flags).ok()),
        ["skipped", "completed"]
    );
}

#[test]
fn what_is_no_table_is_refused_before_anything_is_written() {
    let lab = Lab::new();
    let run = |more: &[&str]| {
        lab.mtls(&[&["csr", "--batch", "t.csv", "--out-dir", "made"], more].concat())
    };
    for (table, saying) in [
        (&b"cn,colour\na,b\n"[..], "t.csv:1: `colour`"),
        (b"", "no row"),
        (b"cn\n", "no row"),
        (b"cn,o\na,S\xe3o\n", "t.csv:2"),
        (b"\xff\xfec\0n\0", "UTF-16"),
        (b"\x00\x01\x02", "names no columns"),
    ] {
        lab.write("t.csv", table);
        run(&[]).fails(2, saying);
    }
    lab.write("t.csv", "cn\na\n");
    run(&["--force"]).fails(2, "--force");
    run(&["--out", "x"]).fails(2, "--out");
    lab.mtls_line("csr --batch t.csv --ou x --o y --c BR --out-dir t.csv")
        .fails(1, "cannot write t.csv");
    lab.mtls_line("csr --batch none.csv")
        .fails(1, "[file-unreadable]");
    lab.mtls_line("csr --out-dir x --cn a").fails(2, "--batch");
    assert_eq!(lab.files(), ["t.csv"]);
    let ran = lab
        .mtls_in(
            &["csr", "--batch", "-", "--newkey", "ec:p256"],
            b"cn,ou,o,c\na,b,c,BR\n",
        )
        .ok();
    assert!(ran.stdout.contains("1 row: 1 made"), "{ran:?}");
}

/// An interrupt lets the rows in work finish; nothing is half made, and the next run goes on.
#[cfg(unix)]
#[test]
fn an_interrupt_leaves_whole_rows_and_no_others() {
    let lab = Lab::new();
    let table: String = (0..60).map(|n| format!("app-{n}\n")).collect();
    lab.write("t.csv", format!("cn\n{table}"));
    let args = [
        "csr",
        "--batch",
        "t.csv",
        "--ou",
        "t",
        "--o",
        "A",
        "--c",
        "BR",
        "--json",
        "--out-dir",
        "made",
    ];
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_mtls"));
    let child = command
        .args(args)
        .current_dir(lab.path(""))
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let made = |extension: &str| {
        let entries = std::fs::read_dir(lab.path("made")).into_iter().flatten();
        entries
            .filter(|e| {
                e.as_ref()
                    .unwrap()
                    .path()
                    .extension()
                    .is_some_and(|x| x == extension)
            })
            .count()
    };
    for _ in 0..600 {
        if made("csr") > 0 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let pid = rustix::process::Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("run it again to go on"), "{said}");
    let lines = String::from_utf8_lossy(&output.stdout).lines().count();
    let (requests, keys) = (made("csr"), made("key"));
    assert_eq!((lines, requests), (60, keys));
    assert!(requests > 0 && requests < 60, "{requests}");
    let all = std::fs::read_dir(lab.path("made")).unwrap().count();
    assert_eq!(all, requests + keys, "something half made is left");
}

#[test]
fn what_opening_a_key_may_cost_holds_for_each_row() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    genpkey(&lab, &openssl, "plain.key", &["ED25519"]);
    lab.peer_line(
        &openssl,
        "pkcs8 -topk8 -iter 60000 -in plain.key -out slow.key -passout env:PW",
    );
    lab.write("t.csv", "cn,key\na,slow.key\n");
    let flags = |limit| {
        [
            "--ou",
            "t",
            "--o",
            "Acme",
            "--c",
            "BR",
            "--key-pass",
            "env:PW",
            "--kdf-limit",
            limit,
        ]
    };
    let ran = batch(&lab, &flags("50000"));
    assert_eq!((ran.code, &rows(&ran)[0]["status"]), (1, &"failed".into()));
    batch(&lab, &flags("60000")).ok();
}
