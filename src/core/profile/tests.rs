//! What stands in a file of profiles, and what is refused in it.

use std::path::Path;

use super::*;

const FILE: &str = r#"
[acme]
provider = "banking-api"
audit = "audit.jsonl"

[acme.sandbox]
url = "https://api.example"
token-url = "https://api.example/token"
cert = "client.crt"
key = "/keys/client.key"
pass = "file:pass.txt"
client-id = "env:ID"
client-secret = "env:SECRET"
scope = ["a", "b"]
headers = { "User-Agent" = "acme/1.0", "X-Api-Key" = "env:KEY" }
connect-to = "api.example:443:127.0.0.1:8443"

[acme.production]
url = "https://live.example"

[other.test]
production = true
headers = ["X-One: 1"]
"#;

fn read(text: &str) -> Result<Profiles> {
    Profiles::parse(text, Path::new("/etc/mtls/mtls.toml"))
}

fn refused(text: &str) -> String {
    let error = read(text).unwrap_err();
    format!("{error} -> {}", error.hint())
}

#[test]
fn paths_are_from_the_folder_of_the_file_on() {
    let profiles = read(FILE).unwrap();
    let (profile, sandbox) = profiles.find(&"acme/sandbox".parse().unwrap()).unwrap();
    assert_eq!(
        profile.audit.as_deref(),
        Some(Path::new("/etc/mtls/audit.jsonl"))
    );
    assert_eq!(
        sandbox.cert.as_deref(),
        Some(Path::new("/etc/mtls/client.crt"))
    );
    assert_eq!(sandbox.key.as_deref(), Some(Path::new("/keys/client.key")));
    let pass = SecretRef::File("/etc/mtls/pass.txt".into());
    assert_eq!(sandbox.pass, Some(pass));
    assert_eq!(
        sandbox.client_id,
        Some(Given::Reference(SecretRef::Env("ID".into())))
    );
    assert_eq!(sandbox.scope, ["a", "b"]);
    assert_eq!(sandbox.headers.len(), 2);
    assert_eq!(sandbox.connect_to.len(), 1);
}

#[test]
fn production_is_known_by_its_name_or_said() {
    let profiles = read(FILE).unwrap();
    let is = |name: &str| {
        profiles
            .find(&name.parse().unwrap())
            .unwrap()
            .1
            .is_production
    };
    assert!(!is("acme/sandbox") && is("acme/production") && is("other/test"));
}

#[test]
fn no_other_environment_is_taken_in_the_place_of_a_missing_one() {
    let profiles = read(FILE).unwrap();
    for (name, says) in [
        (
            "acme/prod",
            "has no environment prod -> choose one of acme/production, acme/sandbox",
        ),
        (
            "acme",
            "which of its environments is meant is not said -> choose one of acme/",
        ),
        (
            "none/sandbox",
            "has no profile none -> choose one of acme/production, acme/sandbox, other/test",
        ),
    ] {
        let error = profiles.find(&name.parse().unwrap()).unwrap_err();
        let said = format!("{error} -> {}", error.hint());
        assert!(said.contains(says), "{said}");
    }
}

#[test]
fn what_is_wrong_is_named_with_line_and_key_and_no_secret_is_quoted() {
    for (text, says) in [
        (
            "[a.s]\nclient-secret = 's3cr3t'",
            "mtls.toml:2: a.s.client-secret: a secret must not stand in this file",
        ),
        (
            "[a.s]\nclient-secret = 'pass:s3cr3t'",
            "write \"env:A_S_CLIENT_SECRET\"",
        ),
        (
            "[a.s]\nurl = 'https://u:s3cr3t@h'",
            "mtls.toml:2: a.s.url: a URL here holds no user name or password",
        ),
        (
            "[a.s]\ntoken-url = 'nonsense'",
            "a.s.token-url: takes a URL",
        ),
        ("[a.s]\npass = 7", "a.s.pass: a secret must not"),
        (
            "[a.s]\nheaders = { Authorization = 'Bearer s3cr3t' }",
            "a.s.headers.Authorization: a secret must not",
        ),
        (
            "[a.s]\nheaders = ['X-Api-Key: s3cr3t']",
            "\"env:A_S_X_API_KEY\"",
        ),
        (
            "[a.s]\ncert = 1",
            "mtls.toml:2: a.s.cert: takes text in quotes",
        ),
        (
            "[a.s]\nauth-style = 'jason'",
            "mtls.toml:2: a.s.auth-style: ",
        ),
        (
            "[a]\nprovider = 'acme'",
            "mtls.toml:2: a.provider: `acme` is no provider",
        ),
        ("[a.s]\nproduction = 'yes'", "takes true or false"),
        ("['a b'.s]\n", "letters, digits, - and _"),
        ("[a.s\n", "mtls.toml:1: "),
    ] {
        let said = refused(text);
        assert!(said.contains(says), "{text}\n{said}");
        assert!(!said.contains("s3cr3t"), "{said}");
    }
}

#[test]
fn a_key_that_is_not_known_is_told_what_was_meant_or_where_it_belongs() {
    for (text, says) in [
        (
            "[a.s]\n\ncerts = 'x'",
            "mtls.toml:3: a.s.certs is no key known here -> write cert, if that is meant",
        ),
        (
            "[a]\nurl = 'x'",
            "mtls.toml:2: a.url is no key known here -> it is of one environment: write it below [a.sandbox]",
        ),
        (
            "[a]\nwhen = 'x'",
            "mtls.toml:2: a.when is no key known here -> there are provider, account, audit",
        ),
        (
            "[a.s]\naudit = 'x'",
            "mtls.toml:2: a.s.audit is no key known here -> it is of the whole profile: write it below [a], before",
        ),
        (
            "audit = 'x'\n[a.s]",
            "mtls.toml:1: audit is no key known here -> write it below the [PROFILE] that it is for",
        ),
        (
            "[a]\naudit = 'x'\n[a.s]\n[a]\nprovider = 'vtex'",
            "mtls.toml:4: duplicate key a -> write all of a section in one place",
        ),
    ] {
        let said = refused(text);
        assert!(said.contains(says), "{text}\n{said}");
    }
}
