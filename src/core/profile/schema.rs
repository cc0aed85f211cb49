//! What may stand in `mtls.toml`. Secrets stand there by reference only.

use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::name::is_word;
use super::table::{Keys, Place};
use super::{Environment, Given, Profile, Profiles};
use crate::core::Result;
use crate::core::http::{Header, Url};
use crate::core::provider::ProviderRef;
use crate::core::secret::SecretRef;

pub(super) fn parse(text: &str, file: &Path) -> Result<Profiles> {
    let text = text.trim_start_matches('\u{feff}');
    let shown = file.display().to_string();
    let place = Place {
        shown: &shown,
        text,
    };
    let table = DeTable::parse(text).map_err(|e| {
        let at = e.span().unwrap_or_default();
        // a key is no secret; a value may be one, and is not quoted
        let again = e.message() == "duplicate key";
        let key = text.get(at.clone()).filter(|_| again).unwrap_or_default();
        let fix = match again {
            true => "write all of a section in one place: there may be one [NAME] of each name",
            false => "correct that line: the file is TOML",
        };
        place.wrong(at, format!("{} {key}", e.message()).trim_end(), fix)
    })?;
    let folder = file.parent().unwrap_or(Path::new(""));
    let tables = Keys::new(place, String::new(), table.get_ref(), elsewhere).tables()?;
    let profiles = tables.into_iter().map(|(name, at, table)| {
        word(place, at, name, "a profile")?;
        profile(place, folder, name, table)
    });
    let profiles = profiles.collect::<Result<_>>()?;
    Ok(Profiles { shown, profiles })
}

fn profile<'t>(
    place: Place<'t>,
    folder: &Path,
    name: &str,
    table: &'t DeTable<'t>,
) -> Result<Profile> {
    let mut keys = Keys::new(place, name.to_owned(), table, elsewhere);
    let provider: Option<ProviderRef> = keys.parsed("provider")?;
    let account = keys.text("account")?.map(str::to_owned);
    let audit = keys.text("audit")?.map(|path| folder.join(path));
    let environments = keys.tables()?.into_iter().map(|(env, at, table)| {
        word(place, at, env, "an environment")?;
        environment(place, folder, name, env, table)
    });
    Ok(Profile {
        name: name.to_owned(),
        provider: provider.map(|provider| beside(provider, folder)),
        account,
        audit,
        environments: environments.collect::<Result<_>>()?,
    })
}

fn environment<'t>(
    place: Place<'t>,
    folder: &Path,
    profile: &str,
    name: &str,
    table: &'t DeTable<'t>,
) -> Result<Environment> {
    let mut keys = Keys::new(place, format!("{profile}.{name}"), table, elsewhere);
    let suggest = |key: &str| variable(profile, name, key);
    let path = |text: &str| -> PathBuf { folder.join(text) };
    let environment = Environment {
        name: name.to_owned(),
        is_production: keys.flag("production")?.unwrap_or(is_production(name)),
        shares_certificate: keys.flag("shares-certificate")?.unwrap_or(false),
        url: address(&mut keys, "url")?,
        api_url: address(&mut keys, "api-url")?,
        token_url: address(&mut keys, "token-url")?,
        discover: address(&mut keys, "discover")?,
        cert: keys.text("cert")?.map(path),
        key: keys.text("key")?.map(path),
        pass: reference(&mut keys, "pass", folder, &suggest("pass"))?,
        cacert: keys.text("cacert")?.map(path),
        client_id: keys.text("client-id")?.map(|text| given(text, folder)),
        client_secret: reference(
            &mut keys,
            "client-secret",
            folder,
            &suggest("client-secret"),
        )?,
        auth_style: keys.parsed("auth-style")?,
        scope: keys.list("scope")?,
        audience: keys.text("audience")?.map(str::to_owned),
        headers: headers(&mut keys, folder, profile, name)?,
        sni: keys.text("sni")?.map(str::to_owned),
        resolve: keys.list("resolve")?,
        connect_to: keys.list("connect-to")?,
        check_path: path_of_url(&mut keys, "check-path")?,
    };
    keys.done()?;
    Ok(environment)
}

/// The section that a key belongs to where it stands in another.
fn elsewhere(path: &str, key: &str) -> Option<String> {
    let profile = path.split('.').next().unwrap_or_default();
    let of_profile = ["provider", "account", "audit"].contains(&key);
    Some(match path.split('.').filter(|part| !part.is_empty()).count() {
        0 if of_profile => format!("write it below the [PROFILE] that it is for, as in: [acme] {key} = .."),
        0 => "every key belongs to a section: [PROFILE], or [PROFILE.ENVIRONMENT] as in [acme.sandbox]".into(),
        1 if OF_ENVIRONMENTS.contains(&key) => {
            format!("it is of one environment: write it below [{profile}.sandbox] or the like")
        }
        2 if of_profile => format!("it is of the whole profile: write it below [{profile}], before its environments"),
        _ => return None,
    })
}

/// The keys that people put a section too high.
const OF_ENVIRONMENTS: [&str; 8] = [
    "url",
    "token-url",
    "cert",
    "key",
    "pass",
    "cacert",
    "client-id",
    "client-secret",
];

/// A path on the environment's host.
fn path_of_url(keys: &mut Keys<'_>, key: &'static str) -> Result<Option<String>> {
    let Some(value) = keys.take(key) else {
        return Ok(None);
    };
    match value.get_ref() {
        DeValue::String(text) if text.starts_with('/') => Ok(Some(text.clone().into_owned())),
        DeValue::String(text) if text.contains("://") => Ok(Some(text.clone().into_owned())),
        _ => Err(keys.wrong_do(
            value,
            key,
            "a path begins with /",
            "write it as in check-path = \"/v1/status\"",
        )),
    }
}

/// A URL, without a password in it.
fn address(keys: &mut Keys<'_>, key: &'static str) -> Result<Option<String>> {
    let Some(value) = keys.take(key) else {
        return Ok(None);
    };
    let text = match value.get_ref() {
        DeValue::String(text) => text.as_ref(),
        _ => "",
    };
    match Url::parse(text, true) {
        Ok(url) if url.user.is_some() => Err(keys.wrong_do(
            value,
            key,
            "a URL here holds no user name or password",
            "write https://HOST, and the credentials as client-id and client-secret by reference",
        )),
        Ok(url) if url.scheme_given => Ok(Some(text.to_owned())),
        _ => Err(keys.wrong(value, key, "takes a URL, as in https://api.example")),
    }
}

/// A secret, which never stands in the file itself.
fn reference(
    keys: &mut Keys<'_>,
    key: &'static str,
    folder: &Path,
    suggested: &str,
) -> Result<Option<SecretRef>> {
    let Some(value) = keys.take(key) else {
        return Ok(None);
    };
    let parsed = match value.get_ref() {
        DeValue::String(text) => text.parse::<SecretRef>().ok(),
        _ => None,
    };
    match parsed {
        Some(SecretRef::Literal(_)) | None => Err(literal(keys, value, key, suggested)),
        Some(reference) => Ok(Some(near(reference, folder))),
    }
}

fn literal(
    keys: &Keys<'_>,
    value: &Spanned<DeValue<'_>>,
    key: &str,
    suggested: &str,
) -> crate::core::Error {
    keys.wrong_do(
        value,
        key,
        "a secret must not stand in this file, only a reference to it",
        &format!(
            "put it into the environment and write \"env:{suggested}\" (or file:PATH, cmd:COMMAND, prompt); if it was the real one and the file is shared, have it replaced"
        ),
    )
}

/// `headers = ["Name: value", ..]`, or a table of names and values.
fn headers(
    keys: &mut Keys<'_>,
    folder: &Path,
    profile: &str,
    environment: &str,
) -> Result<Vec<(String, Given)>> {
    let Some(value) = keys.take("headers") else {
        return Ok(Vec::new());
    };
    let shape = "takes a table, as in { \"User-Agent\" = \"acme/1.0\" }, or lines \"Name: value\"";
    let mut out = Vec::new();
    let mut add = |name: &str, text: &str, at: &Spanned<DeValue<'_>>| {
        let value = given(text, folder);
        let is_secret = Header::new(name, "").is_secret();
        if is_secret && matches!(value, Given::Plain(_)) {
            let suggested = variable(profile, environment, name);
            return Err(literal(keys, at, &format!("headers.{name}"), &suggested));
        }
        out.push((name.to_owned(), value));
        Ok(())
    };
    match value.get_ref() {
        DeValue::Table(table) => {
            for (name, value) in table {
                let DeValue::String(text) = value.get_ref() else {
                    return Err(keys.wrong(value, name.get_ref(), "takes text in quotes"));
                };
                add(name.get_ref(), text, value)?;
            }
        }
        DeValue::Array(list) => {
            for line in list {
                let DeValue::String(text) = line.get_ref() else {
                    return Err(keys.wrong(line, "headers", shape));
                };
                let Some((name, text)) = text.split_once(':') else {
                    return Err(keys.wrong(line, "headers", shape));
                };
                add(name.trim(), text.trim(), line)?;
            }
        }
        _ => return Err(keys.wrong(value, "headers", shape)),
    }
    Ok(out)
}

/// A value, or where it is to be had.
fn given(text: &str, folder: &Path) -> Given {
    match SecretRef::elsewhere(text) {
        Some(reference) => Given::Reference(near(reference, folder)),
        None => Given::Plain(text.to_owned()),
    }
}

/// A file of a reference, too, is from the folder of the profiles on.
fn near(reference: SecretRef, folder: &Path) -> SecretRef {
    match reference {
        SecretRef::File(path) => SecretRef::File(folder.join(path)),
        other => other,
    }
}

fn beside(provider: ProviderRef, folder: &Path) -> ProviderRef {
    match provider {
        ProviderRef::File(path) => ProviderRef::File(folder.join(path)),
        built_in => built_in,
    }
}

/// The variable that is proposed for a secret: `ACME_SANDBOX_CLIENT_SECRET`.
pub fn variable(profile: &str, environment: &str, key: &str) -> String {
    let name = format!("{profile}_{environment}_{key}").to_ascii_uppercase();
    let of_name = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    name.chars().map(of_name).collect()
}

/// Whether real money moves there, by its name.
pub fn is_production(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    PRODUCTION.contains(&name.as_str())
}

fn word(place: Place<'_>, at: std::ops::Range<usize>, name: &str, what: &str) -> Result<()> {
    if is_word(name) {
        return Ok(());
    }
    let problem = format!("the name of {what} is made of letters, digits, - and _");
    Err(place.wrong(at, &problem, "choose another name"))
}

/// Names under which real money moves, in the languages of the providers.
const PRODUCTION: [&str; 6] = [
    "production",
    "prod",
    "prd",
    "live",
    "producao",
    "produccion",
];
