//! The relations that the numbers of an RSA key must keep (RFC 8017 section 3.2), each told by
//! OpenSSL's name for it. Computes on secrets and wipes what it makes of them, but for what the
//! big-number crate keeps of a prime while it exponentiates. Must not sign, and must not stop at
//! the first relation that fails.

use std::cmp::Ordering;

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, ConcatenatingMul, NonZero, Odd, Resize};
use zeroize::Zeroizing;

use crate::core::material::numbers::RsaNumbers;

/// What does not hold, in OpenSSL's order; empty for a good key. `None` where it cannot be told:
/// more than two primes, or numbers of more than `MOST_BITS`. Whether p and q are prime takes long
/// for a long key, and is asked only with `primes`, and of numbers that may be the factors of n.
pub fn broken_relations(numbers: &RsaNumbers<'_>, primes: bool) -> Option<Vec<&'static str>> {
    if numbers.multi_prime {
        return None;
    }
    let mut broken: Vec<&'static str> = negative(numbers).collect();
    if !broken.is_empty() {
        return Some(broken);
    }
    let key = Key::read(numbers)?;
    let mut hold = |holds: bool, otherwise: &'static str| {
        if !holds {
            broken.push(otherwise);
        }
    };
    hold(is_odd(&key.e) && !is_one(&key.e), "bad e value");
    // n = p q has as many bits as both, or one less
    if primes && key.p.bits() + key.q.bits() <= key.n.bits() + 1 {
        hold(is_prime(&key.p)?, "p not prime");
        hold(is_prime(&key.q)?, "q not prime");
    }
    hold(*product(&key.p, &key.q) == *key.n, "n does not equal p q");
    let (p1, q1) = (one_less(&key.p), one_less(&key.q));
    let inverse = |modulus: &BoxedUint| is_inverse(&key.d, &key.e, modulus);
    hold(inverse(&p1) && inverse(&q1), "d e not congruent to 1");
    let reduced = |modulus: &BoxedUint, to: &BoxedUint| {
        remainder(&key.d, modulus).is_some_and(|rest| *rest == *to)
    };
    hold(reduced(&p1, &key.dmp1), "dmp1 not congruent to d");
    hold(reduced(&q1, &key.dmq1), "dmq1 not congruent to d");
    hold(
        key.iqmp.cmp_vartime(&*key.p) == Ordering::Less && is_inverse(&key.iqmp, &key.q, &key.p),
        "iqmp not inverse of q",
    );
    Some(broken)
}

struct Key {
    n: Wiped,
    e: Wiped,
    d: Wiped,
    p: Wiped,
    q: Wiped,
    dmp1: Wiped,
    dmq1: Wiped,
    iqmp: Wiped,
}

/// A number that is a part of the key, or made of one.
type Wiped = Zeroizing<BoxedUint>;

impl Key {
    fn read(numbers: &RsaNumbers<'_>) -> Option<Self> {
        let read = |bytes: &[u8]| {
            let small = bytes.len() <= MOST_BITS / 8 + 1;
            small.then(|| Wiped::new(BoxedUint::from_be_slice_vartime(bytes)))
        };
        Some(Self {
            n: read(numbers.n)?,
            e: read(numbers.e)?,
            d: read(numbers.d)?,
            p: read(numbers.p)?,
            q: read(numbers.q)?,
            dmp1: read(numbers.dmp1)?,
            dmq1: read(numbers.dmq1)?,
            iqmp: read(numbers.iqmp)?,
        })
    }
}

fn negative(numbers: &RsaNumbers<'_>) -> impl Iterator<Item = &'static str> {
    [
        (numbers.n, "n is negative"),
        (numbers.e, "e is negative"),
        (numbers.d, "d is negative"),
        (numbers.p, "p is negative"),
        (numbers.q, "q is negative"),
        (numbers.dmp1, "dmp1 is negative"),
        (numbers.dmq1, "dmq1 is negative"),
        (numbers.iqmp, "iqmp is negative"),
    ]
    .into_iter()
    .filter(|(number, _)| number.first().is_some_and(|top| top & 0x80 != 0))
    .map(|(_, said)| said)
}

fn is_odd(number: &BoxedUint) -> bool {
    number.bit_vartime(0)
}

fn is_one(number: &BoxedUint) -> bool {
    number.is_one().into()
}

fn product(a: &BoxedUint, b: &BoxedUint) -> Wiped {
    Wiped::new(a.concatenating_mul(b))
}

/// 0 stays 0, and is then no modulus.
fn one_less(number: &BoxedUint) -> Wiped {
    Wiped::new(if number.is_zero().into() {
        number.clone()
    } else {
        number.wrapping_sub(BoxedUint::one())
    })
}

/// `None` when the modulus is 0.
fn remainder(number: &BoxedUint, modulus: &BoxedUint) -> Option<Wiped> {
    let modulus = Zeroizing::new(Option::<NonZero<BoxedUint>>::from(modulus.to_nz())?);
    Some(Wiped::new(number.rem(&*modulus)))
}

/// Whether a b = 1 modulo the third; never so modulo 0 and 1.
fn is_inverse(a: &BoxedUint, b: &BoxedUint, modulus: &BoxedUint) -> bool {
    remainder(&product(a, b), modulus).is_some_and(|rest| is_one(&rest))
}

/// Miller-Rabin to random bases: a composite passes with a chance below 2^-64 (FIPS 186-5
/// appendix B.3.1). `None` when no random bytes are to be had.
fn is_prime(number: &BoxedUint) -> Option<bool> {
    if number.bits() <= 2 {
        return Some(matches!(number.as_words().first(), Some(2 | 3)));
    }
    let Some(odd) = Option::<Odd<BoxedUint>>::from(number.to_odd()) else {
        return Some(false);
    };
    let params = BoxedMontyParams::new(odd);
    let below = one_less(number);
    let twos = below.trailing_zeros_vartime();
    let exponent = Wiped::new(below.shr(twos));
    for _ in 0..ROUNDS {
        let base = random_base(number, &below)?;
        if !passes(&base, &exponent, twos, &below, &params) {
            return Some(false);
        }
    }
    Some(true)
}

/// One round: whether the base does not show that the number is composite.
fn passes(
    base: &BoxedUint,
    exponent: &BoxedUint,
    twos: u32,
    below: &BoxedUint,
    params: &BoxedMontyParams,
) -> bool {
    let mut power = Zeroizing::new(BoxedMontyForm::new(base.clone(), params).pow(exponent));
    let first = Wiped::new(power.retrieve());
    if is_one(&first) || *first == *below {
        return true;
    }
    (1..twos).any(|_| {
        power = Zeroizing::new(power.square());
        *Wiped::new(power.retrieve()) == *below
    })
}

/// From 2 to two less than the number, which is 5 or more.
fn random_base(number: &BoxedUint, below: &BoxedUint) -> Option<Wiped> {
    let precision = number.bits_precision();
    let mut bytes = Zeroizing::new(vec![0u8; precision as usize / 8]);
    aws_lc_rs::rand::fill(&mut bytes).ok()?;
    let drawn = Wiped::new(BoxedUint::from_be_slice(&bytes, precision).ok()?);
    // modulo n - 3, then 2 more
    let span = Wiped::new(below.wrapping_sub(BoxedUint::from(2u8)));
    let rest = remainder(&drawn, &span)?;
    let base = rest.wrapping_add(BoxedUint::from(2u8));
    Some(Wiped::new(base.resize(precision)))
}

/// As OpenSSL's OPENSSL_RSA_MAX_MODULUS_BITS.
const MOST_BITS: usize = 16_384;
const ROUNDS: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    fn prime(text: &str) -> bool {
        let number = BoxedUint::from_str_radix_vartime(text, 10).unwrap();
        is_prime(&number).unwrap()
    }

    #[test]
    fn primes_are_told_from_composites_and_from_the_liars_among_them() {
        for text in ["2", "3", "5", "7", "65537", "18446744073709551557"] {
            assert!(prime(text), "{text}");
        }
        // 2^127 - 1
        assert!(prime("170141183460469231731687303715884105727"));
        for text in [
            "0",
            "1",
            "4",
            "6",
            "9",
            "561",
            "3215031751",
            "18446744073709551615",
        ] {
            assert!(!prime(text), "{text}");
        }
        // 2^67 - 1 and a Carmichael number of three factors
        assert!(!prime("147573952589676412927"));
        assert!(!prime("1590231231043178376951698401"));
    }

    fn toy<'a>(numbers: &'a [&'a [u8]; 8]) -> RsaNumbers<'a> {
        let [n, e, d, p, q, dmp1, dmq1, iqmp] = *numbers;
        RsaNumbers {
            n,
            e,
            d,
            p,
            q,
            dmp1,
            dmq1,
            iqmp,
            multi_prime: false,
        }
    }

    #[test]
    fn each_relation_is_told_by_its_name() {
        // p = 61, q = 53, e = 17, d = 413 modulo the least common multiple
        let good: [&[u8]; 8] = [
            &[0x0c, 0xa1],
            &[17],
            &[0x01, 0x9d],
            &[61],
            &[53],
            &[53],
            &[49],
            &[38],
        ];
        let broken = |at: usize, value: &'static [u8]| {
            let mut numbers = good;
            numbers[at] = value;
            broken_relations(&toy(&numbers), true).unwrap()
        };
        assert!(broken(0, &[0x0c, 0xa1]).is_empty());
        assert_eq!(broken(0, &[0x0c, 0xa3]), ["n does not equal p q"]);
        assert_eq!(broken(1, &[1]), ["bad e value", "d e not congruent to 1"]);
        assert_eq!(broken(5, &[54]), ["dmp1 not congruent to d"]);
        assert_eq!(broken(6, &[50]), ["dmq1 not congruent to d"]);
        assert_eq!(broken(7, &[39]), ["iqmp not inverse of q"]);
        assert_eq!(broken(7, &[99]), ["iqmp not inverse of q"], "not reduced");
        assert_eq!(broken(7, &[0x80]), ["iqmp is negative"]);
        assert_eq!(broken(3, &[60])[0], "p not prime");
        assert_eq!(broken(4, &[0])[0], "q not prime");
        assert_eq!(broken(4, &[1])[0], "q not prime");
        let composite = RsaNumbers {
            p: &[60],
            ..toy(&good)
        };
        let unasked = broken_relations(&composite, false).unwrap();
        assert!(!unasked.contains(&"p not prime") && unasked.contains(&"n does not equal p q"));
        // factors that n cannot have, and that would take minutes
        let long: &[u8] = &[0x7f; MOST_BITS / 8];
        let (mut wide, start) = (good, std::time::Instant::now());
        (wide[3], wide[4]) = (long, long);
        assert_eq!(
            broken_relations(&toy(&wide), true).unwrap()[0],
            "n does not equal p q"
        );
        assert!(start.elapsed() < std::time::Duration::from_secs(5));
        let huge: &[u8] = &[1; MOST_BITS];
        assert!(broken_relations(&toy(&[huge; 8]), true).is_none());
    }
}
