//! `rotate` in every form in which an identity is kept, cut short at each of its steps, and written
//! into the audit trail.

use std::path::Path;

use super::harness::{json, stderr, stdout};
use super::openssl_line;
use super::profiles::{Bench, SANDBOX, rotate};

/// A bench whose profile keeps its identity by these lines, locked by the variable `PASS`.
fn kept(lines: &str, make: impl FnOnce(&Bench)) -> Bench {
    let bench = Bench::new("");
    let text = bench.lab.text("mtls.toml");
    let text = text.replace("cert = \"client.crt\"\nkey = \"client.key\"\n", lines);
    bench.lab.write("mtls.toml", text);
    bench.lab.write("pass", "opensesame");
    make(&bench);
    bench
}

fn line(bench: &Bench, line: &str) {
    openssl_line(&bench.lab.path(""), line);
}

fn status(bench: &Bench) -> serde_json::Value {
    json(&bench.ends(0, &rotate(&[]), ""))
}

fn works(bench: &Bench) {
    let call = [&["call", "/whoami"], &SANDBOX[..]].concat();
    bench.ends(0, &call, "CN=sandbox-client");
}

#[test]
fn a_pkcs12_identity_is_rotated_as_one_file_under_its_own_passphrase() {
    let lines = "cert = \"client.pfx\"\npass = \"file:pass\"\n";
    let bench = kept(lines, |bench| {
        line(
            bench,
            "pkcs12 -export -in client.crt -inkey client.key -out client.pfx -passout file:pass",
        );
    });
    let before = fs_err::read(bench.lab.path("client.pfx")).unwrap();
    bench.ends(0, &rotate(&["prepare"]), "client.next.key");
    assert!(
        bench
            .lab
            .text("client.next.key")
            .contains("ENCRYPTED PRIVATE KEY")
    );
    // the certificate comes as PKCS#7
    bench.signed("client.next.csr", "new.crt");
    line(
        &bench,
        "crl2pkcs7 -nocrl -certfile new.crt -outform DER -out new.p7b",
    );
    bench.ends(0, &rotate(&["accept", "new.p7b"]), "client.next.pfx");
    assert_eq!(bench.lab.mode("client.next.pfx"), 0o600);
    line(
        &bench,
        "pkcs12 -in client.next.pfx -passin file:pass -nodes -out opened.pem",
    );
    line(
        &bench,
        "pkey -in client.next.key -passin file:pass -pubout -out prepared.pub",
    );
    line(&bench, "pkey -in opened.pem -pubout -out held.pub");
    assert_eq!(bench.lab.text("held.pub"), bench.lab.text("prepared.pub"));
    bench.ends(0, &rotate(&["test"]), "takes the next certificate");
    bench.ends(0, &rotate(&["switch"]), "client.old.pfx");
    assert_eq!(
        fs_err::read(bench.lab.path("client.old.pfx")).unwrap(),
        before
    );
    for gone in ["client.next.pfx", "client.next.key", "client.next.csr"] {
        assert!(!bench.lab.exists(gone), "{gone}");
    }
    works(&bench);
    bench.ends(0, &rotate(&["retire"]), "client.old.pfx");
    // one that brings its key, under a passphrase of its own, needs no preparing
    bench.lab.write("other", "another");
    line(
        &bench,
        "pkcs12 -export -in client.crt -inkey client.key -out brought.pfx -passout file:other",
    );
    let wrong = rotate(&["accept", "brought.pfx", "--pass", "file:pass"]);
    bench.ends(1, &wrong, "passphrase");
    let brought = rotate(&["accept", "brought.pfx", "--pass", "file:other"]);
    bench.ends(0, &brought, "client.next.pfx");
    line(
        &bench,
        "pkcs12 -in client.next.pfx -passin file:pass -nodes -out opened.pem",
    );
}

#[test]
fn a_combined_file_and_der_files_stay_what_they_are() {
    let one = kept("cert = \"both.pem\"\n", |bench| {
        let both = bench.lab.text("client.crt") + &bench.lab.text("client.key");
        fs_err::write(bench.lab.path("both.pem"), both).unwrap();
    });
    one.ends(0, &rotate(&["prepare"]), "both.next.key");
    one.signed("both.next.csr", "new.crt");
    line(&one, "x509 -in new.crt -outform DER -out new.der");
    one.ends(0, &rotate(&["accept", "new.der"]), "both.next.pem");
    assert_eq!(one.lab.mode("both.next.pem"), 0o600);
    one.ends(0, &rotate(&["switch"]), "both.old.pem");
    assert!(one.lab.text("both.pem").contains("PRIVATE KEY"));
    assert!(!one.lab.exists("both.next.key"));
    works(&one);

    let der = kept("cert = \"c.der\"\nkey = \"k.der\"\n", |bench| {
        line(bench, "x509 -in client.crt -outform DER -out c.der");
        line(
            bench,
            "pkcs8 -topk8 -nocrypt -in client.key -outform DER -out k.der",
        );
    });
    der.ends(0, &rotate(&["prepare"]), "k.next.der");
    der.signed("c.next.csr", "new.crt");
    der.ends(0, &rotate(&["accept", "new.crt"]), "c.next.der");
    line(&der, "x509 -in c.next.der -inform DER -noout");
    line(&der, "pkey -in k.next.der -inform DER -noout");
    der.ends(0, &rotate(&["switch"]), "c.old.der");
    works(&der);
}

#[test]
fn a_java_keystore_is_refused_with_the_way_to_convert_it() {
    let bench = kept("cert = \"client.jks\"\npass = \"file:pass\"\n", |bench| {
        // its first four bytes and version are what tells it (java.security.KeyStore, JKS)
        fs_err::write(
            bench.lab.path("client.jks"),
            b"\xfe\xed\xfe\xed\0\0\0\x02\0\0\0\0",
        )
        .unwrap();
    });
    bench.ends(2, &rotate(&["prepare"]), "mtls convert");
    assert!(!bench.lab.exists("client.next.key"));
}

#[cfg(unix)]
#[test]
fn a_link_stays_and_the_rotation_stands_beside_its_file() {
    use std::os::unix::fs::symlink;
    let bench = Bench::new("");
    fs_err::create_dir(bench.lab.path("medium")).unwrap();
    fs_err::rename(
        bench.lab.path("client.key"),
        bench.lab.path("medium/app.key"),
    )
    .unwrap();
    symlink("medium/app.key", bench.lab.path("client.key")).unwrap();
    let before = bench.lab.text("medium/app.key");
    let prepared = bench.ends(0, &rotate(&["prepare"]), "");
    assert!(
        stderr(&prepared).contains("is a link to"),
        "{}",
        stderr(&prepared)
    );
    assert!(
        bench.lab.exists("medium/app.next.key"),
        "the key stays on its medium"
    );
    bench.signed("client.next.csr", "new.crt");
    bench.ends(0, &rotate(&["accept", "new.crt"]), "");
    bench.ends(0, &rotate(&["switch"]), "");
    assert!(fs_err::read_link(bench.lab.path("client.key")).is_ok());
    assert_eq!(bench.lab.text("medium/app.old.key"), before);
    works(&bench);
    bench.ends(0, &rotate(&["retire"]), "app.old.key");
    assert!(!bench.lab.exists("medium/app.old.key"));
}

/// A bench with the next certificate accepted, and what stands in its files.
fn ready() -> Bench {
    let bench = Bench::new("");
    bench.ends(0, &rotate(&["prepare"]), "");
    bench.signed("client.next.csr", "new.crt");
    bench.ends(0, &rotate(&["accept", "new.crt"]), "");
    bench
}

type Step = fn(&Path);

/// The steps of a switch, as the file system takes them.
const STEPS: [Step; 7] = [
    |at| fs_err::hard_link(at.join("client.crt"), at.join("client.old.crt")).unwrap(),
    |at| fs_err::hard_link(at.join("client.key"), at.join("client.old.key")).unwrap(),
    |at| fs_err::rename(at.join("client.next.key"), at.join("client.key")).unwrap(),
    |at| fs_err::rename(at.join("client.next.crt"), at.join("client.crt")).unwrap(),
    |_| {},
    |at| drop(fs_err::remove_file(at.join("client.next.key"))),
    |at| fs_err::remove_file(at.join("client.next.csr")).unwrap(),
];

#[test]
fn a_switch_cut_short_at_any_step_is_told_and_finished() {
    for count in 1..STEPS.len() {
        let bench = ready();
        let (old, new) = (
            bench.lab.text("client.crt"),
            bench.lab.text("client.next.crt"),
        );
        let (old_key, new_key) = (
            bench.lab.text("client.key"),
            bench.lab.text("client.next.key"),
        );
        let at = bench.lab.path("");
        STEPS.iter().take(count).for_each(|step| step(&at));
        let told = status(&bench);
        assert!(told["interrupted"].is_string(), "after {count}: {told}");
        assert!(
            told["then"].as_str().unwrap().contains("rotate switch"),
            "{told}"
        );
        let check = ["check", "--offline", "--profile", "acme/sandbox"];
        bench.ends(1, &check, "a switch was cut short");
        bench.ends(
            2,
            &rotate(&["prepare", "--force"]),
            "finish it: mtls rotate switch",
        );
        bench.ends(2, &rotate(&["retire"]), "finish it: mtls rotate switch");
        bench.ends(0, &rotate(&["switch"]), "finished the switch");
        for (file, text) in [
            ("client.crt", &new),
            ("client.key", &new_key),
            ("client.old.crt", &old),
            ("client.old.key", &old_key),
        ] {
            assert_eq!(bench.lab.text(file), *text, "{file} after {count}");
        }
        for gone in ["client.next.crt", "client.next.key", "client.next.csr"] {
            assert!(!bench.lab.exists(gone), "{gone} after {count}");
        }
        assert!(status(&bench)["interrupted"].is_null());
        works(&bench);
    }
}

#[test]
fn a_switch_that_fails_takes_back_what_it_did_and_says_so_in_the_trail() {
    let bench = ready();
    let before = (bench.lab.text("client.crt"), bench.lab.text("client.key"));
    // nothing can be renamed over a folder
    fs_err::rename(bench.lab.path("client.key"), bench.lab.path("real.key")).unwrap();
    fs_err::create_dir_all(bench.lab.path("client.key/in-the-way")).unwrap();
    bench.ends(1, &rotate(&["switch", "--untested"]), "client.key");
    assert!(!bench.lab.exists("client.old.crt"));
    fs_err::remove_dir_all(bench.lab.path("client.key")).unwrap();
    fs_err::rename(bench.lab.path("real.key"), bench.lab.path("client.key")).unwrap();
    assert_eq!(
        (bench.lab.text("client.crt"), bench.lab.text("client.key")),
        before
    );
    assert_eq!(bench.audit().last().unwrap()["outcome"], "failed");
    bench.ends(0, &rotate(&["switch"]), "client.old.crt");
    assert_eq!(bench.audit().last().unwrap()["outcome"], "done");
}

#[test]
fn what_force_puts_aside_is_named_written_down_and_still_a_pair() {
    let bench = ready();
    let next = status(&bench)["next"]["fingerprint_sha256"].clone();
    let anew = bench.ends(0, &rotate(&["prepare", "--force"]), "client.next.crt");
    assert!(
        json(&anew)["done"].to_string().contains("kept"),
        "{}",
        stdout(&anew)
    );
    let trail = bench.audit();
    let moved = |outcome: &str| {
        trail.iter().any(|l| {
            l["action"] == "change" && l["outcome"] == outcome && l["fingerprint_sha256"] == next
        })
    };
    assert!(moved("begun") && moved("done"), "{trail:?}");
    let kept = [
        "match-key",
        "client.next.crt.discarded",
        "client.next.key.discarded",
    ];
    bench.ends(0, &kept, "match");
}

#[test]
fn a_third_active_certificate_is_told_in_the_words_of_the_provider() {
    let bench = Bench::new("");
    let text = bench.lab.text("mtls.toml");
    bench.lab.write(
        "mtls.toml",
        text.replace("[acme]\n", "[acme]\nprovider = \"banking-api\"\n"),
    );
    let prepare = || bench.ends(0, &rotate(&["prepare"]), "");
    let first = prepare();
    assert!(!stderr(&first).contains("allows"), "{}", stderr(&first));
    bench.signed("client.next.csr", "new.crt");
    bench.ends(0, &rotate(&["accept", "new.crt"]), "");
    let told = status(&bench);
    assert_eq!(
        (&told["active"]["count"], &told["active"]["most"]),
        (&2.into(), &2.into())
    );
    let check = ["check", "--offline", "--profile", "acme/sandbox"];
    bench.ends(0, &check, "2 of 2: current and next");
    bench.ends(0, &rotate(&["switch", "--untested"]), "");
    let third = stderr(&prepare());
    assert!(
        third.contains("2 active certificate")
            && third.contains("may have up to 2 active certificates"),
        "{third}"
    );
    bench.ends(0, &rotate(&["retire", "--force"]), "");
}

#[test]
fn the_next_commands_name_the_file_of_profiles_that_was_named() {
    let bench = Bench::new("");
    fs_err::rename(
        bench.lab.path("mtls.toml"),
        bench.lab.path("my profiles.toml"),
    )
    .unwrap();
    let status = [
        "rotate",
        "--profile",
        "acme/sandbox",
        "--config",
        "my profiles.toml",
    ];
    bench.ends(
        0,
        &status,
        "mtls rotate prepare --profile acme/sandbox --config 'my profiles.toml'",
    );
}

/// What stands under a name, twice over.
fn texts(bench: &Bench) -> [String; 2] {
    ["client.crt", "client.key"].map(|file| bench.lab.text(file))
}

#[test]
fn a_certificate_that_gets_no_token_or_no_answer_is_not_switched_to() {
    let bench = ready();
    let before = texts(&bench);
    let text = bench.lab.text("mtls.toml");
    bench
        .lab
        .write("mtls.toml", text.replace("/whoami", "/nowhere"));
    for step in ["test", "switch"] {
        bench.ends(1, &rotate(&[step]), "nothing was changed");
    }
    let id = text.replace("env:ID", "nobody");
    bench.lab.write("mtls.toml", id);
    for step in ["test", "switch"] {
        bench.ends(1, &rotate(&[step]), "nothing was changed");
    }
    assert_eq!(texts(&bench), before);
    bench.lab.write("mtls.toml", text);
    bench.ends(0, &rotate(&["test"]), "(handshake, token, call)");
    bench.ends(0, &rotate(&["switch"]), "client.old.crt");
}

#[test]
fn a_pair_that_is_none_is_not_put_in_place_even_untested() {
    let bench = ready();
    let before = texts(&bench);
    fs_err::copy(
        bench.lab.path("client.key"),
        bench.lab.path("client.next.key"),
    )
    .unwrap();
    bench.ends(1, &rotate(&["switch", "--untested"]), "[key-mismatch]");
    assert_eq!(texts(&bench), before);
}

#[test]
fn the_old_one_goes_only_when_the_current_one_works_and_can_be_taken_back() {
    let bench = ready();
    let before = texts(&bench);
    bench.ends(2, &rotate(&["back"]), "there is no old certificate");
    bench.ends(0, &rotate(&["switch"]), "rotate back");
    let after = texts(&bench);
    let text = bench.lab.text("mtls.toml");
    bench
        .lab
        .write("mtls.toml", text.replace("/whoami", "/nowhere"));
    bench.ends(1, &rotate(&["retire"]), "the old one is kept");
    assert!(bench.lab.exists("client.old.key"));
    bench.lab.write("mtls.toml", text);
    bench.ends(0, &rotate(&["back"]), "the old one again");
    assert_eq!(texts(&bench), before);
    works(&bench);
    // and forth again
    bench.ends(0, &rotate(&["back"]), "");
    assert_eq!(texts(&bench), after);
    // cut short behind its first step
    fs_err::rename(
        bench.lab.path("client.old.key"),
        bench.lab.path("client.next.key"),
    )
    .unwrap();
    assert!(
        status(&bench)["then"]
            .as_str()
            .unwrap()
            .contains("rotate back")
    );
    bench.ends(0, &rotate(&["back"]), "");
    assert_eq!(texts(&bench), before);
    // the old certificate is gone, its key is left
    fs_err::remove_file(bench.lab.path("client.old.crt")).unwrap();
    assert!(
        status(&bench)["then"]
            .as_str()
            .unwrap()
            .contains("rotate retire")
    );
    bench.ends(0, &rotate(&["retire"]), "client.old.key");
    assert!(!bench.lab.exists("client.old.key"));
}

#[test]
fn a_key_that_waits_for_its_certificate_is_never_lost() {
    let bench = Bench::new("");
    bench.ends(0, &rotate(&["prepare"]), "");
    let key = bench.lab.text("client.next.key");
    bench.signed("client.next.csr", "new.crt");
    fs_err::remove_file(bench.lab.path("client.next.csr")).unwrap();
    let told = status(&bench);
    assert_eq!(told["next_stage"], "prepared", "{told}");
    bench.ends(0, &rotate(&["prepare"]), "made client.next.csr");
    assert_eq!(bench.lab.text("client.next.key"), key);
    bench.ends(
        0,
        &["match-key", "client.next.csr", "client.next.key"],
        "match",
    );
    bench.ends(
        0,
        &rotate(&["prepare", "--force"]),
        "client.next.key.discarded",
    );
    assert_eq!(bench.lab.text("client.next.key.discarded"), key);
    bench.ends(
        0,
        &rotate(&["prepare", "--force"]),
        "client.next.key.discarded.2",
    );
    // what is signed for the one that was put aside is found with it
    let both = bench.lab.text("new.crt") + &bench.lab.text("client.next.key.discarded");
    fs_err::write(bench.lab.path("both.pem"), both).unwrap();
    bench.ends(
        0,
        &rotate(&["accept", "both.pem"]),
        "is kept as client.next.key.discarded.3",
    );
    fs_err::remove_file(bench.lab.path("client.next.key")).unwrap();
    fs_err::remove_file(bench.lab.path("client.next.crt")).unwrap();
    let told = status(&bench)["then"].as_str().unwrap().to_owned();
    assert!(
        told.contains("the key of client.next.csr is gone"),
        "{told}"
    );
}

#[test]
fn what_is_accepted_is_looked_at_and_replaces_nothing_unasked() {
    let bench = ready();
    bench.ends(0, &rotate(&["accept", "new.crt"]), "it was there already");
    bench.signed("client.next.csr", "again.crt");
    bench.ends(
        2,
        &rotate(&["accept", "again.crt"]),
        "another one was accepted before",
    );
    bench.ends(
        0,
        &rotate(&["accept", "again.crt", "--force"]),
        "client.next.crt",
    );
    bench.ends(
        2,
        &rotate(&["accept", "client.next.csr"]),
        "is a request, not a certificate",
    );
    line(
        &bench,
        "req -x509 -key client.next.key -subj /CN=ca -days 100 -addext basicConstraints=CA:FALSE -addext extendedKeyUsage=serverAuth -out server.crt",
    );
    let told = bench.ends(0, &rotate(&["accept", "server.crt", "--force"]), "");
    assert!(stderr(&told).contains("clientAuth"), "{}", stderr(&told));
    let (past, key) = ("refused.expired", bench.lab.text("client.key"));
    let past = fs_err::read_to_string(bench.sandbox.fact(past)).unwrap() + &key;
    fs_err::write(bench.lab.path("past.pem"), past).unwrap();
    bench.ends(1, &rotate(&["accept", "past.pem", "--force"]), "expired on");
}

#[cfg(unix)]
#[test]
fn whoever_could_read_the_key_can_read_the_next_one() {
    use std::os::unix::fs::PermissionsExt;
    let bench = ready();
    let mode = std::fs::Permissions::from_mode(0o640);
    fs_err::set_permissions(bench.lab.path("client.key"), mode).unwrap();
    bench.ends(0, &rotate(&["switch"]), "");
    assert_eq!(bench.lab.mode("client.key"), 0o640);
}

fn copied(bench: &Bench, from: &str, to: &str) {
    fs_err::copy(bench.lab.path(from), bench.lab.path(to)).unwrap();
}

#[test]
fn a_certificate_put_in_place_by_hand_without_its_key_gets_it_and_no_key_is_lost() {
    let bench = Bench::new("");
    bench.ends(0, &rotate(&["prepare"]), "");
    let keys = ["client.key", "client.next.key"].map(|file| bench.lab.text(file));
    bench.signed("client.next.csr", "new.crt");
    copied(&bench, "new.crt", "client.crt");
    let told = status(&bench)["interrupted"].to_string();
    assert!(told.contains("without its key"), "{told}");
    // a next key that is not its own either changes nothing
    copied(&bench, "client.key", "client.next.key");
    bench.ends(1, &rotate(&["switch"]), "[key-mismatch]");
    assert!(bench.lab.exists("client.next.key") && bench.lab.exists("client.next.csr"));
    bench.lab.write("client.next.key", &keys[1]);
    bench.ends(0, &rotate(&["switch"]), "put its key");
    let now = ["client.old.key", "client.key"].map(|file| bench.lab.text(file));
    assert_eq!(now, keys);
    works(&bench);
}

#[test]
fn a_next_key_beside_a_lone_old_certificate_is_no_way_back() {
    let bench = ready();
    bench.ends(0, &rotate(&["switch"]), "");
    // a retire that was cut short, and the next request sent away
    fs_err::remove_file(bench.lab.path("client.old.key")).unwrap();
    bench.ends(0, &rotate(&["prepare"]), "");
    fs_err::remove_file(bench.lab.path("client.next.csr")).unwrap();
    let before = texts(&bench);
    let then = status(&bench)["then"].to_string();
    assert!(!then.contains("way back"), "{then}");
    bench.ends(2, &rotate(&["back"]), "the next rotation has begun");
    assert_eq!(texts(&bench), before);
    assert!(bench.lab.exists("client.old.crt") && bench.lab.exists("client.next.key"));
}

#[test]
fn a_backup_by_hand_spares_no_trial_and_loses_no_key() {
    let bench = ready();
    let before = texts(&bench);
    copied(&bench, "client.crt", "client.old.crt");
    let key = bench.lab.text("client.next.key");
    copied(&bench, "client.key", "client.next.key");
    bench.ends(1, &rotate(&["switch"]), "[key-mismatch]");
    bench.lab.write("client.next.key", &key);
    let text = bench.lab.text("mtls.toml");
    let nowhere = text.replace("/whoami", "/nowhere");
    bench.lab.write("mtls.toml", nowhere);
    bench.ends(1, &rotate(&["switch"]), "nothing was changed");
    bench.lab.write("mtls.toml", &text);
    // an old key of another time does not stand for the one in use
    bench.lab.write("client.old.key", "another");
    bench.ends(2, &rotate(&["switch"]), "not the key in use");
    assert_eq!(texts(&bench), before);
    fs_err::remove_file(bench.lab.path("client.old.key")).unwrap();
    // cut short behind the key, and that key spoilt
    let at = bench.lab.path("");
    STEPS[1..3].iter().for_each(|step| step(&at));
    copied(&bench, "client.old.key", "client.key");
    bench.ends(1, &rotate(&["switch"]), "[key-mismatch]");
    bench.lab.write("client.key", &key);
    bench.ends(0, &rotate(&["switch"]), "finished the switch");
    assert_eq!(bench.lab.text("client.old.key"), before[1]);
    works(&bench);
}

#[test]
fn a_key_in_a_file_that_is_replaced_by_force_is_kept_and_written_down() {
    let lines = "cert = \"client.pfx\"\npass = \"file:pass\"\n";
    let bench = kept(lines, |bench| {
        line(
            bench,
            "pkcs12 -export -in client.crt -inkey client.key -out client.pfx -passout file:pass",
        );
    });
    for name in ["first", "second"] {
        let key = format!(
            "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN={name} -keyout {name}.key -out {name}.csr"
        );
        line(&bench, &key);
        bench.signed(&format!("{name}.csr"), &format!("{name}.crt"));
        let both = bench.lab.text(&format!("{name}.crt")) + &bench.lab.text(&format!("{name}.key"));
        fs_err::write(bench.lab.path(&format!("{name}.pem")), both).unwrap();
    }
    bench.ends(0, &rotate(&["accept", "first.pem"]), "client.next.pfx");
    let first = fs_err::read(bench.lab.path("client.next.pfx")).unwrap();
    let taken = bench.ends(0, &rotate(&["accept", "second.pem", "--force"]), "");
    assert!(
        stderr(&taken).contains("client.next.pfx.discarded"),
        "{}",
        stderr(&taken)
    );
    let kept = fs_err::read(bench.lab.path("client.next.pfx.discarded")).unwrap();
    assert_eq!(kept, first);
    let trail = bench.audit();
    let is_told = trail.iter().any(|l| {
        let file = l["file"].as_str().unwrap_or_default();
        l["what"] == "private-key" && l["outcome"] == "done" && file.ends_with(".discarded")
    });
    assert!(is_told, "{trail:?}");
}
