//! `csr --provider` to the whole schema: a request as the provider wants it, as openssl judges, and what
//! it would refuse told with its document's own words.

use crate::common::{Lab, peer};

const BRAZIL: &[&str] = &[
    "csr",
    "--provider",
    "open-finance-brasil",
    "--cn",
    "api-mtls.acme.example",
    "--o",
    "ACME",
    "--c",
    "BR",
    "--st",
    "SP",
    "--l",
    "BARUERI",
    "--dn",
    "businessCategory=Private Organization",
    "--dn",
    "jurisdictionC=BR",
    "--dn",
    "organizationIdentifier=OFBBR-c55ceb2e-c9fb-4989-8ed1-39208d6d7951",
    "--dn",
    "UID=48e4a746-e52a-44e3-80cc-91783ad9ae7c",
];

/// As the standard has it, for certificates issued after 31 August 2022.
const TEMPLATE: &str = "[req]\nprompt=no\nstring_mask=utf8only\ndistinguished_name=d\nreq_extensions=e\n[d]\n\
        businessCategory=Private Organization\njurisdictionCountryName=BR\nserialNumber=11111111111111\n\
        countryName=BR\norganizationName=ACME\nstateOrProvinceName=SP\nlocalityName=BARUERI\n\
        organizationIdentifier=OFBBR-c55ceb2e-c9fb-4989-8ed1-39208d6d7951\nUID=48e4a746-e52a-44e3-80cc-91783ad9ae7c\n\
        commonName=api-mtls.acme.example\n[e]\nsubjectAltName=DNS:api-mtls.acme.example\n\
        keyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=clientAuth\n";

#[test]
fn open_finance_brasil_is_a_file_and_its_request_is_that_of_its_openssl_template() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    lab.write("brcac.cnf", TEMPLATE);
    lab.peer_line(&openssl, "req -new -utf8 -newkey rsa:2048 -nodes -config brcac.cnf -keyout theirs.key -out theirs.csr");
    let ours = [
        BRAZIL,
        &["--dn", "serialNumber=11111111111111", "--out", "ours.csr"],
    ]
    .concat();
    lab.mtls(&ours).ok();
    let view = |file: &str| {
        let said = lab.peer_line(
            &openssl,
            &format!("req -in {file} -noout -text -nameopt multiline,show_type -verify"),
        );
        let kept = said.lines().map(str::trim).filter(|line| {
            [
                "UTF8STRING",
                "PRINTABLESTRING",
                "DNS:",
                "Digital Signature",
                "TLS Web",
                "Public-Key",
                "Signature Algorithm",
                "critical",
            ]
            .iter()
            .any(|word| line.contains(word))
        });
        let mut kept: Vec<String> = kept.map(str::to_owned).collect();
        kept.sort(); // extensions stand in another order
        kept
    };
    assert_eq!(view("ours.csr"), view("theirs.csr"));
    let checked = lab.mtls_line("csr --check theirs.csr --provider open-finance-brasil");
    assert_eq!(checked.code, 0, "{checked:?}");
}

#[test]
fn what_open_finance_brasil_would_refuse_is_told_by_field() {
    let lab = Lab::new();
    for (more, code) in [
        (vec!["--dn", "serialNumber=123"], "[field-form]"),
        (
            vec![
                "--dn",
                "serialNumber=11111111111111",
                "--dn",
                "serialNumber=11111111111112",
            ],
            "[field-repeated]",
        ),
        (
            vec!["--dn", "serialNumber=11111111111111", "--eku", "serverAuth"],
            "[usage-missing]",
        ),
        (
            vec![
                "--dn",
                "serialNumber=11111111111111",
                "--san",
                "IP:127.0.0.1",
            ],
            "[san-kind]",
        ),
    ] {
        lab.mtls(&[BRAZIL, &more].concat()).fails(1, code);
    }
    let mut country = [BRAZIL, &["--dn", "serialNumber=11111111111111"]].concat();
    country[8] = "PT";
    lab.mtls(&country)
        .fails(1, "C is `PT`, and Open Finance Brasil accepts BR");
}

#[test]
fn apata_s_csr_rejected_is_answered_with_its_own_checks() {
    let lab = Lab::new();
    let ran = lab
        .mtls_line("csr --provider apata --cn app.example --o Acme --c IE --newkey ec:p256")
        .fails(1, "[key-kind]");
    for wanted in [
        "Apata on \"CSR rejected\"",
        "check 1: that the RSA key size is at least 2048 bits",
        "check 2: that all required CSR fields are populated (Country, Organisation, Common Name)",
    ] {
        assert!(ran.stderr.contains(wanted), "{ran:?}");
    }
    // the CN is the name that is connected
    let made = "csr --provider apata --cn app.example --o Acme --c IE --print";
    lab.mtls_line(&format!("{made} --host app.example")).ok();
    lab.mtls_line(&format!("{made} --host other.example"))
        .fails(1, "CN is `app.example`, and the host is `other.example`");
}

#[test]
fn a_field_has_the_values_the_length_and_the_string_type_that_a_file_says() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    lab.write("bank.toml", "name='b'\ntitle='B'\n[[csr.subject]]\nfield='CN'\nshortest=3\nstrings=['UTF8String']\n[[csr.subject]]\nfield='O'\nvalues=['Acme','Umbra']\n[csr.key-usage]\nneed='forbidden'\n");
    let make = "csr --provider ./bank.toml --newkey ec:p256 --print";
    lab.mtls_line(&format!("{make} --cn ab"))
        .fails(1, "[field-too-short]");
    lab.mtls_line(&format!("{make} --cn abc --o Other"))
        .fails(1, "O is `Other`, and B accepts Acme or Umbra");
    lab.mtls_line(&format!("{make} --cn abc --key-usage digitalSignature"))
        .fails(1, "[usage-forbidden]");
    lab.mtls_line(&format!("{make} --cn abc --o Umbra")).ok();
    lab.write(
        "p.cnf",
        "[req]\nprompt=no\nstring_mask=pkix\ndistinguished_name=d\n[d]\nCN=abc\n",
    );
    lab.peer_line(&openssl, "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -config p.cnf -keyout p.key -out p.csr");
    let ran = lab.mtls_line("csr --check p.csr --provider ./bank.toml");
    assert!(
        ran.code == 1 && ran.stdout.contains("[field-string]"),
        "{ran:?}"
    );
}

#[test]
fn what_a_document_does_not_ask_for_is_told_and_refuses_nothing() {
    let lab = crate::common::Lab::new();
    for named in ["banking-api", "conta-simples"] {
        let make = format!("csr --provider {named} --out {named}.csr --newkey rsa:2048");
        let ran = lab.mtls_line(&format!("{make} --cn app")).ok();
        assert!(
            ran.stderr.contains("the subject has no OU, which")
                && ran.stderr.contains("may require"),
            "{ran:?}"
        );
        lab.mtls_line(&format!("{make} --o Acme")).fails(2, "--cn");
    }
    // a table is held to the same
    lab.write("many.csv", "cn,out\nshop,shop.csr\n");
    lab.mtls_line("csr --batch many.csv --provider banking-api")
        .ok();
}

#[test]
fn a_host_that_was_not_named_is_told_as_not_checked() {
    let lab = crate::common::Lab::new();
    lab.mtls_line("csr --provider apata --cn example.com --o Acme --c IE --out app.csr")
        .ok();
    let check = "csr --check app.csr --provider apata";
    let ran = lab.mtls_line(check).ok();
    assert!(
        ran.stderr
            .contains("was not checked: name that host with --host"),
        "{ran:?}"
    );
    let ran = lab.mtls_line(&format!("{check} --host example.com")).ok();
    assert!(!ran.stderr.contains("not checked"), "{ran:?}");
    let ran = lab.mtls_line(&format!("{check} --host api.example.com"));
    assert!(ran.code == 1 && ran.stdout.contains("[host]"), "{ran:?}");
}

#[test]
fn a_file_beside_that_has_the_name_is_named_by_its_path() {
    let lab = crate::common::Lab::new();
    lab.write("mybank.toml", "name = 'mybank'\ntitle = 'My Bank'\n");
    let ran = lab
        .mtls_line("csr --provider mybank --cn x")
        .fails(2, "./mybank.toml");
    assert!(
        ran.stderr.contains("the file here is named by its path"),
        "{ran:?}"
    );
    assert!(ran.stderr.contains("mtls provider list"), "{ran:?}");
}

/// util-linux's `script` gives the run a terminal.
#[cfg(target_os = "linux")]
#[test]
#[expect(clippy::too_many_lines, reason = "one walk, a step after the other")]
fn on_a_terminal_each_provider_asks_for_what_it_wants_with_its_meaning() {
    let Some(script) = crate::common::peer("script") else {
        return;
    };
    let rows: &[(&str, &str, &[&str], &str)] = &[
        (
            "vtex --c BR",
            "shop\nacme\n",
            &[
                "Common name (CN), the application's name: ",
                "Organizational unit (OU), the account's name",
            ],
            "C=BR,OU=acme,CN=shop",
        ),
        (
            "apata",
            "api.acme.example\nAcme\nIE\n",
            &[
                "Common name (CN), exactly the domain or host name used to connect to Apata: ",
                "Country (C), two letters: ",
            ],
            "CN=api.acme.example,O=Acme,C=IE",
        ),
        (
            "conta-simples",
            "app\nteam\nAcme\nbr\n",
            &["Organization (O): "],
            "CN=app,OU=team,O=Acme,C=BR",
        ),
        (
            "banking-api",
            "app\nteam\nAcme\nBR\n",
            &["Organizational unit (OU): "],
            "CN=app,OU=team,O=Acme,C=BR",
        ),
        (
            "open-finance-brasil --san DNS:api.acme.example",
            "api.acme.example\nACME\n\nBARUERI\nSP\nPrivate Organization\n\n11111111111111\nOFBBR-c55ceb2e-c9fb-4989-8ed1-39208d6d7951\n48e4a746-e52a-44e3-80cc-91783ad9ae7c\n",
            &[
                "Country (C), two letters [BR]: ",
                "businessCategory, the kind of organisation (Private Organization / ",
                "jurisdictionC [BR]: ",
            ],
            "CN=api.acme.example",
        ),
    ];
    for (named, typed, prompts, subject) in rows {
        let lab = crate::common::Lab::new();
        let line = format!(
            "{} csr --provider {named} --out app.csr",
            env!("CARGO_BIN_EXE_mtls")
        );
        let args = ["-qec", &line, "/dev/null"];
        let ran = lab.try_peer_in(&script, &args, typed.as_bytes());
        assert_eq!(ran.code, 0, "{named}: {ran:?}");
        for prompt in *prompts {
            assert!(
                ran.stdout.contains(prompt),
                "{named}: no {prompt} in {}",
                ran.stdout
            );
        }
        assert!(ran.stdout.contains(subject), "{named}: {}", ran.stdout);
        let whose = named.split(' ').next().unwrap();
        lab.mtls_line(&format!("csr --check app.csr --provider {whose}"))
            .ok();
    }
    // an answer that the provider would refuse goes nowhere, and KnoxCall takes no request at all
    let lab = crate::common::Lab::new();
    let line = format!(
        "{} csr --provider apata --out app.csr",
        env!("CARGO_BIN_EXE_mtls")
    );
    let ran = lab.try_peer_in(
        &script,
        &["-qec", &line, "/dev/null"],
        b"not a host\nAcme\nIE\n",
    );
    assert!(
        ran.code == 1 && ran.stdout.contains("Apata would refuse this request"),
        "{ran:?}"
    );
    let line = format!(
        "{} csr --provider knoxcall --out app.csr",
        env!("CARGO_BIN_EXE_mtls")
    );
    let ran = lab.try_peer_in(&script, &["-qec", &line, "/dev/null"], b"");
    assert!(ran.code != 0 && ran.stdout.contains("KnoxCall"), "{ran:?}");
    assert!(lab.files().is_empty(), "{:?}", lab.files());
}
