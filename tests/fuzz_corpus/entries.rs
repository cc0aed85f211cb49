//! What is fuzzed: one function for each target, taking any bytes. The targets in `fuzz/` call
//! them with what the fuzzer makes up, `tests/fuzz_corpus.rs` with what it once found. They
//! panic when something that must always hold does not.

use mtls::core::issue::subject::Subject;
use mtls::core::material::format::{DerKind, Format, detect as detect_format};
use mtls::core::material::{
    Ask, Certificate, Crl, Input, Item, Limits, Name, NoPasswords, Origin, Passwords, PrivateKey,
    PublicKey, Request, ber, der, items, pem as pem_reader, pkcs7 as pkcs7_reader,
    pkcs12 as pkcs12_reader,
};
use mtls::core::secret::Secret;
use mtls::core::tls::hello::{Depth, Reply, decode, version_of};
use zeroize::Zeroizing;

/// What is fuzzed takes any bytes.
pub type Entry = fn(&[u8]);

/// Every target by its name, which is that of its folder in `fuzz/corpus/` too.
pub const TARGETS: &[(&str, Entry)] = &[
    ("detect", detect),
    ("pem", pem),
    ("pkcs12", pkcs12),
    ("pkcs7", pkcs7),
    ("jks", jks),
    ("keys", keys),
    ("names", names),
    ("parse", parse),
    ("hello", hello),
];

/// What the bytes are; whatever they are, it can be said in a sentence.
pub fn detect(bytes: &[u8]) {
    if let Format::Unknown(looks) = detect_format(bytes) {
        assert!(!looks.to_string().is_empty() && !looks.fix().is_empty());
    }
    if let Some(der) = ber::to_der(bytes) {
        let (first, rest) = der::take(&der).expect("what was made DER is one element");
        assert!(rest.is_empty() && first.whole.len() == der.len());
        let _ = DerKind::of(&der);
    }
}

/// PEM blocks in any text; what was read is written and read again.
pub fn pem(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for block in pem_reader::blocks(&text, 1).flatten() {
        let again = pem_reader::encode(&block.label, &block.der);
        let mut again = pem_reader::blocks(&again, 1);
        let Some(Ok(first)) = again.next() else {
            panic!("what was written cannot be read");
        };
        assert!(first.label == block.label && first.der == block.der);
        assert!(again.next().is_none(), "one block was written");
    }
}

/// A PKCS#12 file: its shape, then what is in it.
pub fn pkcs12(bytes: &[u8]) {
    let shape = pkcs12_reader::shape(bytes);
    let _ = shape.map(|shape| shape.lines());
    for passphrase in ["", PASSPHRASE] {
        let _ = pkcs12_reader::open(bytes, &Secret::new(passphrase), &origin(), CHEAP);
    }
}

/// A PKCS#7 bundle, and the certificates and revocation lists in it.
pub fn pkcs7(bytes: &[u8]) {
    let Ok(bundle) = pkcs7_reader::bundle(bytes) else {
        return;
    };
    for certificate in bundle.certificates {
        let _ = Certificate::from_der(&certificate);
    }
    for crl in bundle.crls {
        let _ = Crl::from_der(&crl);
    }
}

/// A Java keystore: what stands behind its first four bytes, those of JKS and of JCEKS.
pub fn jks(bytes: &[u8]) {
    for magic in [[0xfe, 0xed, 0xfe, 0xed], [0xce, 0xce, 0xce, 0xce]] {
        read_all(&[&magic, bytes].concat());
    }
}

/// Keys of every kind, and the certificates and requests that hold them.
pub fn keys(bytes: &[u8]) {
    if let Ok(key) = PrivateKey::from_der(bytes) {
        let again = PrivateKey::from_der(key.expose_pkcs8());
        let again = again.expect("what is held is a key");
        assert!(again.public_key() == key.public_key());
    }
    let both = [PublicKey::from_spki(bytes), PublicKey::from_pkcs1(bytes)];
    for key in both.into_iter().flatten() {
        let _ = (key.modulus_md5(), key.algorithm().to_string());
        assert!(key.same_key(&key));
    }
    let _ = (Certificate::from_der(bytes), Request::from_der(bytes));
    let _ = Crl::from_der(bytes);
    if detect_format(bytes) == Format::Der(DerKind::LockedKey) {
        read_all(bytes);
    }
}

/// Names from DER to text, and from text to DER and back, in each of the three spellings.
pub fn names(bytes: &[u8]) {
    let name = Name::from_der(bytes);
    let _ = (name.rfc4514(), name.same_as(&name));
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let _ = Subject::from_fields([("CN", Some(text)), ("C", text.get(..2)), ("1.2.3", None)]);
    let rfc4514 = text.trim_start_matches('/');
    for spelling in [rfc4514.to_owned(), format!("/{rfc4514}")] {
        let Ok(subject) = spelling.parse::<Subject>() else {
            continue;
        };
        let name = Name::from_der(&subject.to_der());
        let shown = name.rfc4514();
        let again = shown.parse::<Subject>().expect("what is shown can be read");
        assert!(
            Name::from_der(&again.to_der()).same_as(&name),
            "{spelling:?} is shown as {shown:?}"
        );
    }
}

/// What a server answers to a ClientHello: at its end everything is an answer, and what is read of
/// a ServerHello does not change with what follows it.
pub fn hello(bytes: &[u8]) {
    let _ = version_of(bytes);
    for depth in [Depth::Hello, Depth::KeyExchange] {
        assert!(bytes.is_empty() || decode(bytes, depth, true).is_some());
        let half = bytes.get(..bytes.len() / 2).unwrap_or_default();
        if let Some(Reply::Hello(early)) = decode(half, depth, false) {
            let whole = decode(bytes, depth, false);
            assert!(
                whole == Some(Reply::Hello(early)),
                "{early:?}, then {whole:?}"
            );
            let _ = (early.suite.openssl(), early.suite.exchange());
        }
    }
}

/// The whole way from bytes to items, as every command takes it.
pub fn parse(bytes: &[u8]) {
    read_all(bytes);
}

/// Reads, and opens with the one passphrase what opens cheaply.
fn read_all(bytes: &[u8]) {
    let input = Input {
        origin: origin(),
        bytes: Zeroizing::new(bytes.to_vec()),
    };
    if let Ok(mut parsed) = items::parse(&input, &mut Always) {
        for extracted in &parsed.items {
            if let Item::Certificate(certificate) = &extracted.item {
                let _ = (certificate.subject.rfc4514(), certificate.weaknesses());
            }
        }
        let _ = parsed.unlock_keys(&mut Always);
    }
    let _ = items::parse(&input, &mut NoPasswords);
}

fn origin() -> Origin {
    Origin::named("fuzz")
}

/// Says the one passphrase to whoever asks.
struct Always;

impl Passwords for Always {
    fn passphrase(&mut self, _: &Ask<'_>) -> mtls::core::Result<Option<Secret>> {
        Ok(Some(Secret::new(PASSPHRASE)))
    }

    fn at_hand(&mut self, ask: &Ask<'_>) -> mtls::core::Result<Option<Secret>> {
        self.passphrase(ask)
    }

    fn another(&mut self, _: &Ask<'_>) -> Option<Secret> {
        Some(Secret::new(PASSPHRASE))
    }

    fn limits(&self) -> Limits {
        CHEAP
    }
}

/// What the files of the first corpus are locked with.
const PASSPHRASE: &str = "secret";
/// The fuzzer is to try readers, not to count to the ten million that a file may ask for.
const CHEAP: Limits = Limits { kdf: 5_000 };
