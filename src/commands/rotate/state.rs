//! Where a rotation stands, by the files that are there; also whether a switch was cut short.

use std::path::Path;

use super::{moves, place};
use crate::commands::profile::{self, Chosen};
use crate::commands::secrets::PassphraseSource;
use crate::commands::{World, load};
use crate::core::material::{
    Certificate, Item, Limits, NoPasswords, Passwords, PublicKey, Source, parse,
};
use crate::core::profile::slots::Slots;
use crate::core::provider::Provider;
use crate::report::rotate::{Active, Brief, RotationFacts, Stage};

/// What is in each place.
#[derive(Clone)]
pub struct Seen {
    /// The certificate in use.
    pub current: Option<Certificate>,
    /// The one to come.
    pub next: Option<Certificate>,
    /// The one that was.
    pub old: Option<Certificate>,
    /// The key that the request is for.
    pub requested: Option<PublicKey>,
    /// The key in use.
    pub current_key: Held,
    /// The key of the one to come.
    pub next_key: Held,
    /// A switch that was cut short.
    pub cut: Option<Cut>,
}

/// What a file holds of a key.
#[derive(Clone)]
pub enum Held {
    /// None.
    Nothing,
    /// One that was not opened.
    Closed,
    /// One that opens.
    Open(PublicKey),
}

impl Held {
    /// Whether it is the key of this certificate; `None` where it was not opened.
    pub fn belongs_to(&self, certificate: &Certificate) -> Option<bool> {
        match self {
            Self::Nothing => Some(false),
            Self::Closed => None,
            Self::Open(key) => Some(key.same_key(&certificate.public_key)),
        }
    }

    fn at(file: &Path, passwords: &mut dyn Passwords) -> Self {
        let source = Source::from(file);
        let mut nothing = std::io::empty();
        let Ok(mut parsed) = load::parsed(&source, &mut nothing, passwords, &mut Vec::new()) else {
            return match file.exists() {
                true => Self::Closed,
                false => Self::Nothing,
            };
        };
        if parsed.unlock_keys(passwords).is_err() {
            return Self::Closed;
        }
        let mut items = parsed.items.into_iter();
        let key = items.find_map(|found| match found.item {
            Item::PrivateKey(key) => Some(key.public_key().clone()),
            _ => None,
        });
        key.map_or(Self::Nothing, Self::Open)
    }
}

/// Where a switch was cut short: told by what the files hold, whatever stopped it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The current one is put aside as the old one, and the next one is not in its place, or only its
    /// key is.
    Begun,
    /// All is in its place, and files of the next one are left over.
    LeftOver,
    /// The certificate is in its place, by another's hand, and the key that stands there is not its own.
    Keyless,
}

impl Seen {
    /// Looks at all of them; what is locked is opened by the profile's passphrase.
    pub fn at(slots: &Slots, chosen: &Chosen, world: &mut dyn World) -> Self {
        let pass = chosen.environment.pass.as_ref();
        let mut passwords = PassphraseSource::new(pass, Limits::default(), world).without_asking();
        let mut leaf = |file: &Path| leaf(file, &mut passwords);
        let current = leaf(&slots.current.cert);
        let next = leaf(&slots.next.cert);
        let old = leaf(&slots.old.cert);
        let requested = requested(&slots.request);
        let current_key = Held::at(moves::key_of(&slots.current), &mut passwords);
        let next_key = Held::at(&slots.next_key, &mut passwords);
        let mut seen = Self {
            current,
            next,
            old,
            requested,
            current_key,
            next_key,
            cut: None,
        };
        seen.cut = seen.cut();
        seen
    }

    fn cut(&self) -> Option<Cut> {
        let current = self.current.as_ref()?;
        let is_current = |other: &Option<Certificate>| {
            let other = other.as_ref();
            other.is_some_and(|other| other.as_der() == current.as_der())
        };
        let asked = self.requested.as_ref();
        let is_answered = asked.is_some_and(|key| key.same_key(&current.public_key));
        // what is left over may go only where its key is in use, or has to be asked for to be seen
        let in_place = match self.current_key.belongs_to(current) {
            Some(false) => Cut::Keyless,
            _ => Cut::LeftOver,
        };
        match (is_current(&self.next), is_current(&self.old)) {
            (true, _) => Some(in_place),
            (false, true) if self.next.is_some() => Some(Cut::Begun),
            _ if is_answered => Some(in_place),
            _ => None,
        }
    }

    /// How many are active by these files, an expired one not among them, beside what the provider
    /// allows.
    pub fn active(&self, provider: Option<&Provider>, world: &dyn World) -> Active {
        let slots = [
            ("current", &self.current),
            ("next", &self.next),
            ("old", &self.old),
        ];
        let now = world.now();
        let mut counted: Vec<&Certificate> = Vec::new();
        let mut which = Vec::new();
        for (name, certificate) in slots {
            let Some(certificate) = certificate.as_ref().filter(|c| c.not_after >= now) else {
                continue;
            };
            if !counted.iter().any(|c| c.as_der() == certificate.as_der()) {
                counted.push(certificate);
                which.push(name);
            }
        }
        Active {
            count: counted.len(),
            most: provider.and_then(|p| p.certificate.most_active),
            which,
        }
    }
}

/// What is in each place, and what comes next.
pub fn state(
    slots: &Slots,
    chosen: &Chosen,
    done: Vec<String>,
    world: &mut dyn World,
) -> RotationFacts {
    let seen = Seen::at(slots, chosen, world);
    let now = world.now();
    let brief = |leaf: &Option<Certificate>, file: &Path| {
        let leaf = leaf.as_ref();
        leaf.map(|leaf| Brief::of(leaf, file, now))
    };
    let both = seen.current.as_ref().zip(seen.next.as_ref());
    let overlap = both.map(|(current, next)| {
        let begins = next.not_before.max(now);
        current.not_after.min(next.not_after).days_from(begins)
    });
    // a key alone is one that may be asked for already: it is not to be lost
    let stage = match (slots.next.cert.exists(), slots.next_key.exists()) {
        (true, _) => Stage::Issued,
        (false, true) => Stage::Prepared,
        (false, false) => Stage::None,
    };
    let provider = chosen.profile.rules().ok().flatten();
    let active = seen.active(provider.as_ref(), world);
    RotationFacts {
        profile: chosen.name.to_string(),
        next_stage: stage,
        then: then(stage, &seen, slots, chosen),
        current: brief(&seen.current, &slots.current.cert),
        next: brief(&seen.next, &slots.next.cert),
        request: (stage == Stage::Prepared && slots.request.exists())
            .then(|| slots.request.display().to_string()),
        old: brief(&seen.old, &slots.old.cert),
        overlap_days: overlap.filter(|_| seen.cut.is_none()),
        active,
        interrupted: seen.cut.map(|cut| told(cut, slots)),
        done,
    }
}

/// `None` where the profile names no certificate.
pub fn of(chosen: &Chosen, world: &mut dyn World) -> Option<RotationFacts> {
    let slots = place::slots(chosen)?;
    Some(state(&slots, chosen, Vec::new(), world))
}

fn told(cut: Cut, slots: &Slots) -> String {
    match cut {
        Cut::Begun => format!(
            "a switch was cut short: the current certificate stands at {} too, and the next one is not in its place",
            slots.old.cert.display()
        ),
        Cut::LeftOver => format!(
            "a switch was cut short: {} is the next one already, and files of it are left over",
            slots.current.cert.display()
        ),
        Cut::Keyless => format!(
            "{} is the next certificate already, and was put there without its key: {} holds another",
            slots.current.cert.display(),
            moves::key_of(&slots.current).display()
        ),
    }
}

fn then(stage: Stage, seen: &Seen, slots: &Slots, chosen: &Chosen) -> String {
    let named = chosen.named();
    let request = slots.request.display();
    if seen.cut == Some(Cut::Keyless) {
        return format!(
            "put {} there too, the key in use kept: mtls rotate switch {named}",
            slots.next_key.display()
        );
    }
    if seen.cut.is_some() {
        return format!("finish it: mtls rotate switch {named}");
    }
    if moves::is_halfway(slots, seen) == Some(true) {
        return format!("a way back was cut short; finish it: mtls rotate back {named}");
    }
    let is_kept = slots.old.files().any(Path::exists);
    match (stage, is_kept) {
        (Stage::Issued, true) => format!(
            "retire the old one before the next takes its place: mtls rotate retire {named}"
        ),
        (Stage::Issued, false) => format!(
            "register it with the provider where it has to be linked; try it with mtls rotate test {named}, then: mtls rotate switch {named}"
        ),
        (Stage::Prepared, _) if !slots.request.exists() => format!(
            "{} is there, and its request {request} is gone: mtls rotate prepare {named} makes the request again; when the certificate comes: mtls rotate accept FILE {named}",
            slots.next_key.display()
        ),
        (Stage::Prepared, _) => format!(
            "send {request} to the provider; when the certificate comes: mtls rotate accept FILE {named}"
        ),
        (Stage::None, _) if slots.request.exists() => format!(
            "the key of {request} is gone, so its certificate will be of no use; begin anew: mtls rotate prepare --force {named}"
        ),
        (Stage::None, true) if seen.old.is_none() => {
            format!("what is left of the old one goes with: mtls rotate retire {named}")
        }
        (Stage::None, true) => format!(
            "watch it (back to the old one: mtls rotate back {named}), then revoke the old one with the provider and: mtls rotate retire {named}"
        ),
        (Stage::None, false) => {
            format!("nothing is due; to begin: mtls rotate prepare {named}")
        }
    }
}

/// The certificate of a file.
fn leaf(file: &Path, passwords: &mut dyn Passwords) -> Option<Certificate> {
    let source = Source::from(file);
    let mut nothing = std::io::empty();
    let parsed = load::parsed(&source, &mut nothing, passwords, &mut Vec::new()).ok()?;
    profile::leaf(parsed)
}

/// The key of a request.
fn requested(file: &Path) -> Option<PublicKey> {
    let input = Source::from(file).read(&mut std::io::empty()).ok()?;
    let parsed = parse(&input, &mut NoPasswords).ok()?;
    let mut items = parsed.items.into_iter();
    items.find_map(|found| match found.item {
        Item::Request(request) => Some(request.public_key),
        _ => None,
    })
}
