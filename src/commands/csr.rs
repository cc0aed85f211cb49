//! `csr`: a subject, a key that is made or exists, and the request that binds them; request and
//! new key are written together or not at all.

use std::path::PathBuf;

use zeroize::Zeroizing;

use super::outputs::{self, Output, is_stdout};
use super::secrets::PassphraseSource;
use super::{World, load};
use crate::cli::CsrArgs;
use crate::core::issue::subject::BadSubject;
use crate::core::issue::{AltName, NewKey, Subject, generate, request};
use crate::core::material::{Extracted, Item, Kind, Origin, PrivateKey, Request, Source, pem};
use crate::core::secret::Secret;
use crate::core::{Error, Result};
use crate::report::findings::{self, Role};
use crate::report::inspect::Detail;
use crate::report::material::kind_names;
use crate::report::{Answer, Described, Failure, Format, NewRequest, Report, Written};

/// Makes the request, and the key unless one is given.
pub fn run(args: &CsrArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    let secrets = [args.pass.as_ref(), args.write.out_pass.as_ref()];
    outputs::stdin_once(args.key.iter().chain(&args.renew), &secrets)?;
    let mut notes: Vec<String> = outputs::literal_note(&secrets).into_iter().collect();
    let (subject, names) = asked_for(args, world, &mut notes)?;
    let places = places(args, &subject)?;
    let all = [Some(places.request.as_path()), places.key.as_deref()];
    outputs::check_free(all.into_iter().flatten(), args.write.force)?;
    let lock = outputs::lock(&args.write, "the private key", world)?;
    let key = match &args.key {
        Some(source) => existing_key(source, args, world, &mut notes)?,
        None => new_key(args.newkey, world)?,
    };
    let request = request(&subject, &names, &key, args.digest)?;
    let mut files = vec![request_file(places.request, &request)];
    if let Some(path) = places.key {
        files.push(key_file(path, &key, lock.as_ref())?);
    }
    let described: Vec<Written> = files.iter().map(|file| file.written.clone()).collect();
    notes.extend(outputs::unlocked_notes(&described, &args.write));
    let to_stdout = outputs::save(&mut files, args.write.force)?;
    let made = NewRequest {
        request: describe(request, described.first(), world),
        files: described,
    };
    Ok(answer(args.output.format(), made, to_stdout, notes))
}

struct Places {
    request: PathBuf,
    key: Option<PathBuf>,
}

/// Subject and alternative names: those of an old certificate, or as typed.
fn asked_for(
    args: &CsrArgs,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<(Subject, Vec<AltName>)> {
    let Some(source) = &args.renew else {
        return Ok((subject(args, world, notes)?, args.san.clone()));
    };
    let mut stdin = world.stdin();
    let mut passwords = PassphraseSource::new(args.pass.as_ref(), args.limits.limits(), world);
    let parsed = load::parsed(source, &mut stdin, &mut passwords, notes)?;
    let old = parsed.items.iter().find_map(|found| match &found.item {
        Item::Certificate(c) if !c.extensions.is_ca => Some((&c.subject, &c.extensions.san)),
        Item::Request(r) => Some((&r.subject, &r.extensions.san)),
        _ => None,
    });
    let (name, old_names) = old.ok_or_else(|| Error::CertificateMissing {
        origin: source.origin(),
        found: parsed.found(),
    })?;
    let subject = given_subject(&name.rfc4514().parse().map_err(bad_field)?, notes)?;
    let mut names = Vec::new();
    for text in old_names {
        match text.parse() {
            Ok(name) => names.push(name),
            Err(_) => notes.push(format!("the alternative name {text} is left out")),
        }
    }
    names.extend(
        args.san
            .iter()
            .filter(|name| !old_names.contains(&name.to_string()))
            .cloned(),
    );
    Ok((subject, names))
}

/// With `--subj` the subject is taken as given; else its fields in the order of OpenSSL.
fn subject(
    args: &CsrArgs,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Subject> {
    if let Some(subject) = &args.subj {
        return given_subject(subject, notes);
    }
    let mut required = REQUIRED.map(|(flag, asked)| {
        let value = match flag {
            "cn" => args.cn.clone(),
            "ou" => args.ou.first().cloned(),
            "o" => args.o.clone(),
            _ => args.c.clone(),
        };
        (flag, asked, value.filter(|v| !v.trim().is_empty()))
    });
    for (_, asked, value) in required.iter_mut().filter(|(.., value)| value.is_none()) {
        let typed = world.ask_line(&format!("{asked}: "));
        *value = typed.filter(|v| !v.is_empty());
    }
    let missing: Vec<String> = required
        .iter()
        .filter(|(.., value)| value.is_none())
        .map(|(flag, ..)| format!("--{flag}"))
        .collect();
    if !missing.is_empty() {
        return Err(missing_fields(&missing).into());
    }
    let [cn, ou, o, c] = required.each_ref().map(|(.., value)| value.as_deref());
    let more_ous = args.ou.iter().skip(1);
    let ous = [ou].into_iter().chain(more_ous.map(|ou| Some(ou.as_str())));
    let c = c.map(str::to_ascii_uppercase); // ISO 3166 codes are capitals, and many CAs insist
    let (st, l, email) = (&args.st, &args.l, &args.email);
    let fields = [
        ("C", c.as_deref()),
        ("ST", st.as_deref()),
        ("L", l.as_deref()),
        ("O", o),
    ];
    let rest = [("CN", cn), ("emailAddress", email.as_deref())];
    let ous = ous.map(|ou| ("OU", ou));
    let subject = Subject::from_fields(fields.into_iter().chain(ous).chain(rest));
    Ok(subject.map_err(bad_field)?)
}

fn given_subject(subject: &Subject, notes: &mut Vec<String>) -> anyhow::Result<Subject> {
    if subject.first("CN").is_none() {
        return Err(Failure::usage(
            "the subject has no CN (common name)",
            "write it with --subj, as in /C=BR/O=Acme/OU=tenant/CN=app",
        )
        .into());
    }
    let missing: Vec<&str> = ["OU", "O", "C"]
        .into_iter()
        .filter(|kind| subject.first(kind).is_none())
        .collect();
    if !missing.is_empty() {
        notes.push(format!(
            "the subject has no {}; it is taken as given, but many providers require it",
            missing.join(", no ")
        ));
    }
    Ok(subject.clone())
}

fn missing_fields(flags: &[String]) -> Failure {
    let named = match flags {
        [init @ .., last] if !init.is_empty() => format!("{} and {last}", init.join(", ")),
        _ => flags.concat(),
    };
    Failure::usage(
        format!("the subject lacks {named}: CN, OU, O and C are required"),
        format!("add {named}, or write the whole subject with --subj"),
    )
}

fn bad_field(error: BadSubject) -> Failure {
    Failure::usage(error.to_string(), "correct that field and run it again")
}

/// Each file is named after the other one, else both after the CN.
fn places(args: &CsrArgs, subject: &Subject) -> anyhow::Result<Places> {
    let sibling = |path: &Option<PathBuf>, extension: &str| {
        let named = path.as_ref().filter(|path| !is_stdout(path))?;
        Some(named.with_extension(extension))
    };
    let stem = file_stem(subject.first("CN").unwrap_or_default());
    let named_by_cn = |extension: &str| PathBuf::from(format!("{stem}.{extension}"));
    let request = args.out.clone();
    let request = request.or_else(|| sibling(&args.keyout, "csr"));
    let request = request.unwrap_or_else(|| named_by_cn("csr"));
    if is_stdout(&request) && args.output.format() == Format::Json {
        return Err(outputs::both_on_stdout().into());
    }
    if args.key.is_some() {
        return Ok(Places { request, key: None });
    }
    let key = args.keyout.clone().or_else(|| sibling(&args.out, "key"));
    let key = key.unwrap_or_else(|| named_by_cn("key"));
    if is_stdout(&key) {
        return Err(Failure::usage(
            "a new private key goes into a file, not to standard output",
            "name a file with --keyout",
        )
        .into());
    }
    Ok(Places {
        request,
        key: Some(key),
    })
}

/// Letters, digits, dots, dashes and underscores; the rest would need quoting in a shell.
fn file_stem(cn: &str) -> String {
    let safe = |c: char| {
        if c.is_ascii_alphanumeric() || "._-".contains(c) {
            c
        } else {
            '-'
        }
    };
    let stem: String = cn.replace('*', "wildcard").chars().map(safe).collect();
    let stem = stem.trim_matches(['.', '-']);
    if stem.is_empty() {
        "client".into()
    } else {
        stem.to_owned()
    }
}

fn existing_key(
    source: &Source,
    args: &CsrArgs,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> Result<PrivateKey> {
    let mut stdin = world.stdin();
    let mut passwords = PassphraseSource::new(args.pass.as_ref(), args.limits.limits(), world);
    let mut parsed = load::parsed(source, &mut stdin, &mut passwords, notes)?;
    let found = parsed.found();
    parsed.unlock_keys(&mut passwords)?;
    let key = parsed
        .items
        .into_iter()
        .find_map(|extracted| match extracted.item {
            Item::PrivateKey(key) => Some(key),
            _ => None,
        });
    key.ok_or_else(|| Error::KeyMissing {
        origin: source.origin(),
        found,
    })
}

/// RSA takes from a tenth of a second to several; meanwhile the person sees that work goes on.
fn new_key(kind: NewKey, world: &mut dyn World) -> Result<PrivateKey> {
    if matches!(kind, NewKey::EcP256 | NewKey::EcP384 | NewKey::Ed25519) {
        return generate(kind);
    }
    let mut progress = world.progress(&format!("making an {kind} key"), None);
    let waiting = std::thread::current();
    std::thread::scope(|scope| {
        let worker = scope.spawn(move || {
            let made = generate(kind);
            waiting.unpark();
            made
        });
        while !worker.is_finished() {
            std::thread::park_timeout(TICK);
            progress.advance(0);
        }
        worker.join().unwrap_or_else(|_| {
            Err(Error::Crypto {
                doing: "making the key",
                reason: "the provider gave up".into(),
            })
        })
    })
}

fn request_file(path: PathBuf, request: &Request) -> Output {
    let text = pem::encode("CERTIFICATE REQUEST", request.as_der());
    Output {
        bytes: Zeroizing::new(text.as_bytes().to_vec()),
        written: Written {
            path: path.display().to_string(),
            format: "pem",
            holds: kind_names(&[Kind::Request]),
            subject: Some(request.subject.rfc4514()),
            encrypted: None,
        },
        path,
    }
}

fn key_file(path: PathBuf, key: &PrivateKey, lock: Option<&Secret>) -> Result<Output> {
    let text = match lock {
        Some(passphrase) => pem::encode("ENCRYPTED PRIVATE KEY", &key.lock(passphrase)?),
        None => pem::encode("PRIVATE KEY", key.expose_pkcs8()), // exposed to be written
    };
    Ok(Output {
        bytes: Zeroizing::new(text.as_bytes().to_vec()),
        written: Written {
            path: path.display().to_string(),
            format: "pem",
            holds: kind_names(&[Kind::PrivateKey]),
            subject: None,
            encrypted: Some(lock.is_some()),
        },
        path,
    })
}

fn describe(request: Request, file: Option<&Written>, world: &dyn World) -> Described {
    let extracted = Extracted {
        item: Item::Request(Box::new(request)),
        origin: Origin::named(file.map_or("-", |file| file.path.as_str())),
        index: 0,
        friendly_name: None,
        stored_encrypted: false,
    };
    let problems = findings::of_item(&extracted.item, true, Role::Client, world.now());
    Described::new(&extracted, true, problems, world.now(), Detail::Full)
}

fn answer(
    format: Format,
    made: NewRequest,
    to_stdout: Option<Output>,
    mut notes: Vec<String>,
) -> Report {
    let key = made.files.iter().find(|file| file.is_private());
    let keep = key.map_or(String::new(), |file| {
        format!("; {} stays with you", file.path)
    });
    let mut report = match to_stdout {
        Some(file) => {
            notes.push(format!(
                "send the request to your provider{keep}, never send the key"
            ));
            Report::new(Answer::Material(file.bytes), format)
        }
        None => {
            let request = made.files.first().map_or("", |file| file.path.as_str());
            notes.push(format!(
                "next: send {request} to your provider{keep}, never send the key"
            ));
            Report::new(Answer::Csr(Box::new(made)), format)
        }
    };
    if format != Format::Quiet {
        report.notes = notes;
    }
    report
}

/// The four fields without which providers refuse a request, and how each is asked for.
const REQUIRED: [(&str, &str); 4] = [
    ("cn", "Common name (CN), who the certificate is for"),
    ("ou", "Organizational unit (OU)"),
    ("o", "Organization (O)"),
    ("c", "Country (C), two letters"),
];
const TICK: std::time::Duration = std::time::Duration::from_millis(100);
