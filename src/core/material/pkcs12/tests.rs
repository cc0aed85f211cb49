//! PKCS#12 files nobody should have made: cut, mutated, nested, priced in hours. Real files are
//! opened in `tests/material`.

use std::time::{Duration, Instant};

use p12_keystore::{
    Certificate as P12Certificate, EncryptionAlgorithm, KeyStore, KeyStoreEntry, MacAlgorithm,
    PrivateKey as P12Key, PrivateKeyChain,
};

use super::super::LockedKey;
use super::super::der::{self, oid, sequence, tag, wrap};
use super::super::pbe::{Hash, Limits, Purpose};
use super::*;

const DATA: &str = "1.2.840.113549.1.7.1";
const SHROUDED: &str = "1.2.840.113549.1.12.10.1.2";

/// A key and its certificate as PKCS#8 and X.509.
fn identity() -> (Vec<u8>, Vec<u8>) {
    let key = rcgen::KeyPair::generate().unwrap();
    let parameters = rcgen::CertificateParams::new(vec!["x.example".into()]).unwrap();
    let certificate = parameters.self_signed(&key).unwrap();
    (key.serialize_der(), certificate.der().to_vec())
}

/// A file of p12-keystore's under `secret`, its key derivations cheap.
fn made(algorithm: EncryptionAlgorithm) -> Vec<u8> {
    let (key, certificate) = identity();
    let chain = vec![P12Certificate::from_der(&certificate).unwrap()];
    let entry = PrivateKeyChain::new(vec![1], P12Key::from_der(&key).unwrap(), chain);
    let mut store = KeyStore::new();
    store.add_entry("me", KeyStoreEntry::PrivateKeyChain(entry));
    let writer = store.writer("secret").encryption_algorithm(algorithm);
    let writer = writer.encryption_iterations(2).mac_iterations(2);
    let writer = writer.mac_algorithm(MacAlgorithm::HmacSha256);
    writer.write().unwrap()
}

fn explicit(content: &[u8]) -> Vec<u8> {
    wrap(0xa0, content)
}

fn typed(kind: &str, content: &[u8]) -> Vec<u8> {
    sequence(&[&oid(kind).unwrap(), &explicit(content)])
}

/// A file without a MAC with these bags in the open.
fn open_file(bags: &[&[u8]]) -> Vec<u8> {
    let data = |content: &[u8]| typed(DATA, &wrap(tag::OCTET_STRING, content));
    let safes = sequence(&[&data(&sequence(bags))]);
    sequence(&[&wrap(tag::INTEGER, &[3]), &data(&safes)])
}

fn plain_file() -> Vec<u8> {
    let (key, certificate) = identity();
    let octets = wrap(tag::OCTET_STRING, &certificate);
    let certificate = typed("1.2.840.113549.1.9.22.1", &octets);
    let key = typed("1.2.840.113549.1.12.10.1.1", &key);
    let certificate = typed("1.2.840.113549.1.12.10.1.3", &certificate);
    open_file(&[
        &typed("1.2.840.113549.1.12.10.1.6", &sequence(&[&key])),
        &certificate,
        &typed("1.2.840.113549.1.12.10.1.5", &sequence(&[])),
    ])
}

/// The same in BER: indefinite lengths, OCTET STRINGs in pieces.
fn streamed(der: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for tlv in der::children(der).unwrap() {
        match tlv.tag {
            tag::OCTET_STRING if tlv.value.len() > 64 => {
                out.extend([0x24, 0x80]);
                for piece in tlv.value.chunks(100) {
                    out.extend(wrap(tag::OCTET_STRING, piece));
                }
                out.extend([0, 0]);
            }
            constructed if constructed & 0x20 != 0 => {
                out.extend([constructed, 0x80]);
                out.extend(streamed(tlv.value));
                out.extend([0, 0]);
            }
            _ => out.extend(tlv.whole),
        }
    }
    out
}

fn four_files() -> [Vec<u8>; 4] {
    let aes = made(EncryptionAlgorithm::PbeWithHmacSha256AndAes256);
    let rc2 = made(EncryptionAlgorithm::PbeWithShaAnd40BitRc4Cbc); // named so, but it is RC2
    let ber = streamed(&made(EncryptionAlgorithm::PbeWithShaAnd3KeyTripleDesCbc));
    [aes, rc2, ber, plain_file()]
}

fn try_open(bytes: &[u8], passphrase: &str) -> Result<Contents> {
    shape(bytes).map(|shape| shape.lines());
    open(
        bytes,
        &Secret::new(passphrase),
        &Origin::named("x.p12"),
        Limits::default(),
    )
}

#[test]
fn the_four_files_open() {
    for file in four_files() {
        let contents = try_open(&file, "secret").ok().unwrap();
        let found = (contents.certificates.len(), contents.keys.len());
        assert_eq!(found, (1, 1), "{:?}", shape(&file));
    }
    let contents = try_open(&plain_file(), "").ok().unwrap();
    assert!(contents.notes[0].starts_with("1 secret (sym"));
    let rc2 = made(EncryptionAlgorithm::PbeWithShaAnd40BitRc4Cbc);
    let contents = try_open(&rc2, "secret").ok().unwrap();
    assert!(contents.notes[0].starts_with("RC2-40: OpenSSL 3, Node 17"));
    assert_eq!(contents.keys[0].name.as_deref(), Some("me"));
    assert!(matches!(
        try_open(&rc2, "Secret"),
        Err(Error::WrongPassphrase { .. })
    ));
}

#[test]
fn the_shape_shows_without_the_passphrase() {
    let lines = shape(&made(EncryptionAlgorithm::PbeWithShaAnd40BitRc4Cbc))
        .unwrap()
        .lines()
        .join("\n");
    assert!(lines.contains("MAC sha256, 2 iterations"), "{lines}");
    assert!(lines.contains("pbeWithSHAAnd40BitRC2-CBC, 2 iterations"));
    let lines = shape(&plain_file()).unwrap().lines().join("\n");
    let bags = "1 nested safe in the open; 1 certificate in the open; 1 secret in the open";
    assert_eq!(lines, format!("no MAC\n{bags}"));
    assert_eq!(shape(b"no such thing"), None);
}

/// `plain_file` with a MAC under these bytes for a passphrase.
fn with_mac(password: &[u8]) -> Vec<u8> {
    let file = plain_file();
    let parts = der::children(der::take(&file).unwrap().0.value).unwrap();
    let octets = der::children(parts[1].value).unwrap()[1].value;
    let content = der::take(octets).unwrap().0.value;
    let key = Hash::Sha256.pkcs12(Purpose::Mac, password, b"salt", 3, 32);
    let tag = wrap(tag::OCTET_STRING, &Hash::Sha256.hmac(&key, content));
    let algorithm = sequence(&[&oid("2.16.840.1.101.3.4.2.1").unwrap()]);
    let info = sequence(&[&algorithm, &tag]);
    let mac = sequence(&[&info, &wrap(tag::OCTET_STRING, b"salt"), &number(&[3])]);
    sequence(&[parts[0].whole, parts[1].whole, &mac])
}

#[test]
fn each_spelling_of_a_passphrase_opens() {
    let cases: &[(&[u8], &[u8])] = &[
        (b"", &[]), // the null password
        (b"", &[0, 0]),
        ("\u{e9}".as_bytes(), &[0, 0xe9, 0, 0]),
        ("\u{e9}".as_bytes(), &[0, 0xc3, 0, 0xa9, 0, 0]), // OpenSSL 1.0 on a UTF-8 terminal
        (&[0xe9], &[0, 0xe9, 0, 0]),                      // typed in Latin-1
        ("\u{1f511}".as_bytes(), &[0xd8, 0x3d, 0xdd, 0x11, 0, 0]),
    ];
    let origin = Origin::named("x");
    for (given, spelled) in cases {
        let file = with_mac(spelled);
        assert!(
            open(&file, &Secret::new(*given), &origin, Limits::default()).is_ok(),
            "{given:?}"
        );
        let wrong = open(&file, &Secret::new("wrong"), &origin, Limits::default());
        assert!(matches!(wrong, Err(Error::WrongPassphrase { .. })));
    }
}

#[test]
fn revocation_lists_come_out_and_what_is_not_x509_is_passed_over() {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut ca = rcgen::CertificateParams::new(Vec::<String>::new()).unwrap();
    ca.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let issuer = rcgen::Issuer::new(ca, key);
    let list = rcgen::CertificateRevocationListParams {
        this_update: rcgen::date_time_ymd(2026, 1, 1),
        next_update: rcgen::date_time_ymd(2027, 1, 1),
        crl_number: rcgen::SerialNumber::from(1),
        issuing_distribution_point: None,
        revoked_certs: Vec::new(),
        key_identifier_method: rcgen::KeyIdMethod::Sha256,
    };
    let list = list.signed_by(&issuer).unwrap();
    let list = wrap(tag::OCTET_STRING, list.der());
    let crl = typed("1.2.840.113549.1.9.23.1", &list);
    let sdsi = typed("1.2.840.113549.1.9.22.2", &wrap(tag::IA5_STRING, b"sdsi"));
    let file = open_file(&[
        &typed("1.2.840.113549.1.12.10.1.4", &crl),
        &typed("1.2.840.113549.1.12.10.1.3", &sdsi),
        &typed("1.2.3.4", &sequence(&[])),
    ]);
    let contents = try_open(&file, "").ok().unwrap();
    assert_eq!(contents.crls.len(), 1);
    assert_eq!(contents.certificates.len() + contents.keys.len(), 0);
}

#[test]
fn every_truncation_and_thousands_of_mutations_end_in_an_answer() {
    let started = Instant::now();
    let mut state = 0x2545_f491u32;
    let mut random = move |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % below
    };
    for file in four_files() {
        for cut in 0..file.len() {
            assert!(try_open(&file[..cut], "secret").is_err(), "{cut}");
        }
        for _ in 0..1_000 {
            let mut mutant = file.clone();
            for _ in 0..=random(3) {
                let at = random(mutant.len());
                mutant[at] = random(256) as u8;
            }
            let _ = try_open(&mutant, "secret");
        }
    }
    assert!(started.elapsed() < Duration::from_secs(60));
}

#[test]
fn nesting_lengths_and_numbers_without_end_are_refused_at_once() {
    let started = Instant::now();
    let deep = [0x30, 0x80].repeat(200_000);
    let mut bags = sequence(&[]);
    for _ in 0..60 {
        bags = sequence(&[&typed("1.2.840.113549.1.12.10.1.6", &bags)]);
    }
    let nested = open_file(&[&typed("1.2.840.113549.1.12.10.1.6", &bags)]);
    let mut long = plain_file();
    long[1..6].copy_from_slice(&[0x84, 0xff, 0xff, 0xff, 0xff]);
    let large = vec![0x30; MAX_PKCS12 + 1];
    for file in [deep, nested, long, large, Vec::new(), vec![0x30, 0x80]] {
        assert!(try_open(&file, "").is_err());
    }
    assert!(started.elapsed() < Duration::from_secs(2));
}

/// EncryptedPrivateKeyInfo with PBES2: this KDF, AES-256-CBC, garbage.
fn locked(kdf: &str, parameters: &[u8]) -> Vec<u8> {
    let kdf = sequence(&[&oid(kdf).unwrap(), parameters]);
    let iv = wrap(tag::OCTET_STRING, &[1; 16]);
    let cipher = sequence(&[&oid("2.16.840.1.101.3.4.1.42").unwrap(), &iv]);
    let pbes2 = oid("1.2.840.113549.1.5.13").unwrap();
    let algorithm = sequence(&[&pbes2, &sequence(&[&kdf, &cipher])]);
    sequence(&[&algorithm, &wrap(tag::OCTET_STRING, &[7; 64])])
}

fn number(digits: &[u8]) -> Vec<u8> {
    wrap(tag::INTEGER, digits)
}

fn pbkdf2(iterations: &[u8]) -> Vec<u8> {
    let salt = wrap(tag::OCTET_STRING, &[1; 8]);
    locked(
        "1.2.840.113549.1.5.12",
        &sequence(&[&salt, &number(iterations)]),
    )
}

fn scrypt(cost: &[u8], block: &[u8], lanes: &[u8]) -> Vec<u8> {
    let salt = wrap(tag::OCTET_STRING, &[1; 8]);
    let numbers = [number(cost), number(block), number(lanes)].concat();
    locked("1.3.6.1.4.1.11591.4.11", &sequence(&[&salt, &numbers]))
}

#[test]
fn a_price_that_is_too_high_is_refused_by_name() {
    let started = Instant::now();
    let cases = [
        (pbkdf2(&[0x7f, 0xff, 0xff, 0xff]), "2147483647 iterations"),
        (pbkdf2(&[0x7f; 20]), "more than the limit of 10000000"),
        (pbkdf2(&[0]), "damaged"),
        (pbkdf2(&[0xff]), "damaged"),
        (scrypt(&[0], &[8], &[1]), "N=0"),
        (scrypt(&[3], &[8], &[1]), "N=3"),
        (scrypt(&[4], &[0], &[1]), "r=0"),
        (scrypt(&[4], &[8], &[0]), "p=0"),
        (scrypt(&[0x7f, 0, 0, 0], &[8], &[1]), "scrypt (N=2130706432"),
        (scrypt(&[0x40, 0], &[8], &[0x7f, 0xff]), "scrypt (N=16384"),
    ];
    let origin = Origin::named("x");
    for (bytes, saying) in cases {
        let bag = typed(SHROUDED, &bytes);
        let in_file = try_open(&open_file(&[&bag]), "x")
            .err()
            .map(|e| e.to_string());
        let alone = LockedKey::pkcs8(&bytes).unlock(&Secret::new("x"), &origin, Limits::default());
        let alone = alone.err().map(|e| e.to_string());
        for said in [in_file, alone] {
            let said = said.unwrap();
            let in_file = said.contains("structure cannot be read");
            assert!(said.contains(saying) || in_file, "{saying}: {said}");
        }
    }
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn the_price_is_for_the_whole_file() {
    // 200 keys, each of which would pass by itself; the first is garbage only when its MAC-less
    // padding says so, so keys that decrypt are needed: the same one again and again
    let (key, _) = identity();
    let scheme =
        pkcs5::pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(100_000, b"saltsalt", [1; 16]);
    let scheme = scheme.unwrap();
    let ciphertext = scheme.encrypt("x", &key).unwrap();
    let scheme = pkcs8::der::Encode::to_der(&pkcs5::EncryptionScheme::from(scheme)).unwrap();
    let locked = sequence(&[&scheme, &wrap(tag::OCTET_STRING, &ciphertext)]);
    let bag = typed(SHROUDED, &locked);
    let few = try_open(&open_file(&[&bag, &bag]), "x").ok().unwrap();
    assert_eq!(few.keys.len(), 2);
    let many = try_open(&open_file(&[bag.as_slice(); 200]), "x");
    let said = many.err().unwrap().to_string();
    assert!(said.contains("takes 10100000 iterations"), "{said}");
}
