//! The certificate that came: paired with the next key, or with the key that it brings, held against
//! the current one, and put beside it in the form of the current one.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::judge::{beside_before, in_use, judge};
use super::place::Shape;
use super::prepare::{aside, put_aside, refuse_cut, take_back, third};
use super::state::{Held, Seen};
use super::steps::bytes;
use crate::cli::RotateArgs;
use crate::commands::deeds::{both, carried_out};
use crate::commands::profile::Chosen;
use crate::commands::secrets::{self, PassphraseSource};
use crate::commands::{World, keys, load};
use crate::core::identity::{Identity, Pool};
use crate::core::material::format::{DerKind, detect};
use crate::core::material::{
    Certificate, Format, Item, Limits, Parsed, Source, parse, pem, pkcs12,
};
use crate::core::profile::audit::{Action, Deed};
use crate::core::profile::slots::Slots;
use crate::core::save::{self, Draft};
use crate::core::secret::Secret;
use crate::core::{Error, Result};
use crate::report::Failure;

/// Takes it.
pub fn accept(
    (slots, shape): (&Slots, Shape),
    chosen: &Chosen,
    args: &RotateArgs,
    notes: &mut Vec<String>,
    world: &mut dyn World,
) -> anyhow::Result<Vec<String>> {
    let Some(source) = &args.file else {
        return Ok(Vec::new());
    };
    let seen = Seen::at(slots, chosen, world);
    refuse_cut(seen.cut, chosen)?;
    let pass = chosen.environment.pass.as_ref();
    let pass = pass.map(|pass| secrets::resolve(pass, "passphrase of the next key", world));
    let pass = pass.transpose()?;
    let came = Came::read(source, args, pass.as_ref(), notes, world)?;
    let brings_key = came.brings_key;
    came.refuse_known(&seen, slots)?;
    let identity = came.pair(slots, chosen, pass.as_ref(), notes, world)?;
    let next = identity.leaf();
    judge(&identity, seen.current.as_ref(), world, notes)?;
    if let Some(told) = beside_before(next, &seen, (slots, args), notes)? {
        return Ok(vec![told]);
    }
    let mut kept: Vec<(&Path, PathBuf)> = Vec::new();
    if brings_key && slots.next_key.exists() {
        let place = aside(&slots.next_key);
        if slots.request.exists() {
            notes.push(format!(
                "it brings a key of its own: the one that was prepared is kept as {}",
                place.display()
            ));
        }
        kept.push((&slots.next_key, place));
    }
    if slots.next.key.is_none() && slots.next.cert.exists() {
        let place = aside(&slots.next.cert);
        notes.push(format!(
            "the one before is kept with its key as {}",
            place.display()
        ));
        kept.push((&slots.next.cert, place));
    }
    let provider = chosen.profile.rules()?;
    let replaced = seen.next.as_ref();
    let before = Seen {
        next: None,
        ..seen.clone()
    };
    notes.extend(third(&before, provider.as_ref(), world));
    let files = files((slots, shape), &identity, brings_key, pass.as_ref())?;
    let deeds = deeds((slots, brings_key), next, (&before, replaced), &kept);
    put(&files, &kept, &deeds, world)?;
    Ok(vec![format!("took it as {}", slots.next.cert.display())])
}

fn deeds(
    (slots, brings_key): (&Slots, bool),
    next: &Certificate,
    (before, replaced): (&Seen, Option<&Certificate>),
    kept: &[(&Path, PathBuf)],
) -> Vec<Deed> {
    let key = slots.next.key.as_ref().unwrap_or(&slots.next.cert);
    let mut deeds: Vec<Deed> = match brings_key || slots.next.key.is_none() {
        true => both(Action::Create, next, &slots.next.cert, key).into(),
        false => vec![Deed::certificate(
            Action::Create,
            next,
            Some(&slots.next.cert),
        )],
    };
    if let (Some(replaced), true) = (replaced, slots.next.key.is_some()) {
        let deed = Deed::certificate(Action::Delete, replaced, Some(&slots.next.cert));
        deeds.push(deed);
    }
    for (file, place) in kept {
        match (replaced, &before.next_key) {
            (Some(replaced), _) if *file == slots.next.cert => {
                deeds.extend(both(Action::Change, replaced, place, place));
            }
            (_, Held::Open(key)) if *file == slots.next_key => {
                deeds.push(Deed::key(Action::Change, key, Some(place)));
            }
            _ => deeds.push(Deed::locked_key(Action::Change, place)),
        }
    }
    deeds
}

/// Writes them, what holds a key put aside before.
fn put(
    files: &[File],
    moves: &[(&Path, PathBuf)],
    deeds: &[Deed],
    world: &mut dyn World,
) -> anyhow::Result<()> {
    carried_out(deeds, world, |_| {
        put_aside(moves)?;
        let drafts: Vec<Draft<'_>> = files.iter().map(File::draft).collect();
        let saved = save::save_all(&drafts, true);
        if saved.is_err() {
            take_back(moves);
        }
        Ok(saved?)
    })
}

/// What came.
struct Came {
    parsed: Parsed,
    source: Source,
    brings_key: bool,
}

impl Came {
    /// Opens it by `--pass`, else by the passphrase of the profile.
    fn read(
        source: &Source,
        args: &RotateArgs,
        pass: Option<&Secret>,
        notes: &mut Vec<String>,
        world: &mut dyn World,
    ) -> Result<Self> {
        let mut stdin = world.stdin();
        let mut passwords = match &args.pass {
            Some(reference) => PassphraseSource::new(Some(reference), Limits::default(), world),
            None => {
                PassphraseSource::at_hand(pass.map(Secret::duplicate), Limits::default(), world)
            }
        };
        let mut parsed = load::parsed(source, &mut stdin, &mut passwords, notes)?;
        let is_key = |item: &Item| matches!(item, Item::PrivateKey(_) | Item::LockedKey(_));
        let brings_key = parsed.items.iter().any(|found| is_key(&found.item));
        if brings_key {
            parsed.unlock_keys(&mut passwords)?;
        }
        Ok(Self {
            parsed,
            source: source.clone(),
            brings_key,
        })
    }

    /// What it is no use pairing: the certificate in use, or a request.
    fn refuse_known(&self, seen: &Seen, slots: &Slots) -> std::result::Result<(), Failure> {
        let items = || self.parsed.items.iter().map(|found| &found.item);
        let leaves = items().filter_map(|item| match item {
            Item::Certificate(one) if !one.extensions.is_ca => Some(one.as_der()),
            _ => None,
        });
        let current = seen.current.as_ref().map(Certificate::as_der);
        let mut leaves = leaves.map(Some).peekable();
        if !self.brings_key && leaves.peek().is_some() && leaves.all(|leaf| leaf == current) {
            return Err(in_use());
        }
        let has_certificate = items().any(|item| matches!(item, Item::Certificate(_)));
        if !has_certificate && items().any(|item| matches!(item, Item::Request(_))) {
            return Err(Failure::usage(
                format!("{} is a request, not a certificate", self.source.origin()),
                format!(
                    "send {} to the provider, and take the certificate that comes of it",
                    slots.request.display()
                ),
            ));
        }
        Ok(())
    }

    /// Fails unless it belongs to the next key, or to the one that it brings.
    fn pair(
        self,
        slots: &Slots,
        chosen: &Chosen,
        pass: Option<&Secret>,
        notes: &mut Vec<String>,
        world: &mut dyn World,
    ) -> anyhow::Result<Identity> {
        let came = Pool::new(self.source.origin(), self.parsed);
        if self.brings_key {
            return Ok(Identity::pair(came, None)?);
        }
        if !slots.next_key.exists() {
            return Err(Failure::usage(
                format!(
                    "no rotation has begun: there is no {}, and {} brings no key",
                    slots.next_key.display(),
                    self.source.origin()
                ),
                format!("begin with: mtls rotate prepare {}", chosen.named()),
            )
            .into());
        }
        let key = Source::from(slots.next_key.as_path());
        let limits = Limits::default();
        let mut passwords = PassphraseSource::at_hand(pass.map(Secret::duplicate), limits, world);
        let mut parsed = load::parsed(&key, &mut std::io::empty(), &mut passwords, notes)?;
        parsed.unlock_keys(&mut passwords)?;
        let keys = Pool::new(key.origin(), parsed);
        Ok(Identity::pair(came, Some(keys))?)
    }
}

/// A file to be written.
struct File {
    path: PathBuf,
    bytes: Zeroizing<Vec<u8>>,
    private: bool,
}

impl File {
    fn draft(&self) -> Draft<'_> {
        Draft {
            path: self.path.clone(),
            bytes: &self.bytes,
            private: self.private,
        }
    }
}

/// In the form of the current ones.
fn files(
    (slots, shape): (&Slots, Shape),
    identity: &Identity,
    brings_key: bool,
    pass: Option<&Secret>,
) -> Result<Vec<File>> {
    let file = |path: &Path, bytes, private| File {
        path: path.to_owned(),
        bytes,
        private,
    };
    let chain = identity.chain().ordered();
    let cert = &slots.next.cert;
    if shape == Shape::Pkcs12 {
        return Ok(vec![file(cert, container(identity, pass)?, true)]);
    }
    let mut text = Zeroizing::new(Vec::new());
    match shape {
        Shape::Der => text.extend_from_slice(identity.leaf().as_der()),
        _ => chain.iter().for_each(|c| {
            text.extend_from_slice(pem::encode("CERTIFICATE", c.as_der()).as_bytes())
        }),
    }
    let Some(key) = &slots.next.key else {
        text.extend_from_slice(&keys::file(cert.clone(), identity.key(), pass)?.bytes);
        return Ok(vec![file(cert, text, true)]);
    };
    let mut files = vec![file(cert, text, false)];
    let is_der = slots.current.key.as_deref().is_some_and(is_der_key);
    match (is_der, brings_key) {
        (true, _) => files.push(file(key, der(identity, pass)?, true)),
        (false, true) => {
            files.push(file(
                key,
                keys::file(key.clone(), identity.key(), pass)?.bytes,
                true,
            ));
        }
        (false, false) => {} // as prepare wrote it
    }
    Ok(files)
}

fn is_der_key(path: &Path) -> bool {
    let kind = bytes(path).map(|bytes| detect(&bytes));
    matches!(
        kind,
        Ok(Format::Der(DerKind::PrivateKey | DerKind::LockedKey))
    )
}

fn der(identity: &Identity, pass: Option<&Secret>) -> Result<Zeroizing<Vec<u8>>> {
    Ok(match pass {
        Some(pass) => Zeroizing::new(identity.key().lock(pass)?),
        // exposed to be written
        None => Zeroizing::new(identity.key().expose_pkcs8().to_vec()),
    })
}

/// A PKCS#12 file, read back before it is handed out.
fn container(identity: &Identity, pass: Option<&Secret>) -> Result<Zeroizing<Vec<u8>>> {
    let pass = pass.ok_or_else(|| Error::Invalid {
        problem: "a PKCS#12 file needs a passphrase, and the profile has none".into(),
        fix: "write pass = \"env:NAME\" (or file:PATH, cmd:COMMAND, prompt) beside cert".into(),
    })?;
    let name = identity.leaf().subject.first("CN");
    let name = name.as_deref().unwrap_or("client");
    let strength = pkcs12::Strength::default();
    let chain = identity.chain().ordered();
    let bytes = pkcs12::write(identity.key(), chain, name, pass, strength)?;
    let bytes = Zeroizing::new(bytes);
    let input = crate::core::material::Input {
        origin: crate::core::material::Origin::named("the next PKCS#12 file"),
        bytes: bytes.clone(),
    };
    let mut passwords = crate::core::material::OnePassphrase {
        secret: Some(pass),
        limits: Limits::default(),
    };
    let parsed = parse(&input, &mut passwords)?;
    Identity::pair(Pool::new(input.origin.clone(), parsed), None)?;
    Ok(bytes)
}
