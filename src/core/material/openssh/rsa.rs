//! An OpenSSH RSA key as PKCS#1: OpenSSH leaves out the two exponents of the Chinese remainder
//! theorem, which are worked out again.

use crypto_bigint::{BoxedUint, NonZero};
use zeroize::Zeroizing;

use super::super::cursor::Cursor;
use super::super::der::{self, tag};

/// RSAPrivateKey (RFC 8017 appendix A.1.2) from n, e, d, the inverse of q, p and q.
pub fn pkcs1(cursor: &mut Cursor<'_>) -> Option<Zeroizing<Vec<u8>>> {
    let [n, e, d, inverse, p, q] = [
        cursor.block()?,
        cursor.block()?,
        cursor.block()?,
        cursor.block()?,
        cursor.block()?,
        cursor.block()?,
    ];
    let numbers = [
        positive(&[])?,
        positive(n)?,
        positive(e)?,
        positive(d)?,
        positive(p)?,
        positive(q)?,
        positive(&remainder(d, &less_one(p)?)?)?,
        positive(&remainder(d, &less_one(q)?)?)?,
        positive(inverse)?,
    ];
    let numbers: Vec<&[u8]> = numbers.iter().map(|number| number.as_slice()).collect();
    Some(Zeroizing::new(der::sequence(&numbers)))
}

/// An INTEGER of an unsigned number; `None` for one that is too long for any key.
fn positive(number: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let number = der::strip_zeros(number);
    let mut value = Zeroizing::new(Vec::with_capacity(number.len() + 1));
    if number.first().is_none_or(|byte| byte & 0x80 != 0) {
        value.push(0);
    }
    value.extend_from_slice(number);
    (number.len() <= MAX_NUMBER).then(|| Zeroizing::new(der::wrap(tag::INTEGER, &value)))
}

/// A prime is odd, so that one less is another last bit.
fn less_one(prime: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut out = Zeroizing::new(der::strip_zeros(prime).to_vec());
    let last = out.last_mut()?;
    (*last & 1 == 1).then_some(())?;
    *last -= 1;
    out.iter().any(|byte| *byte != 0).then_some(out)
}

/// `None` for numbers too long for any key, and for a modulus of zero.
fn remainder(number: &[u8], modulus: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    (number.len() <= MAX_NUMBER && modulus.len() <= MAX_NUMBER).then_some(())?;
    let read = |bytes| Zeroizing::new(BoxedUint::from_be_slice_vartime(bytes));
    let modulus = Option::<NonZero<BoxedUint>>::from(read(modulus).to_nz()).map(Zeroizing::new)?;
    let left = Zeroizing::new(read(number).rem(&modulus));
    Some(Zeroizing::new(left.to_be_bytes().into_vec()))
}

/// RSA with 16,384 bits, in bytes and one more.
const MAX_NUMBER: usize = 2049;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remainders_are_right() {
        let of = |a: u64, b: u64| {
            let left = remainder(&a.to_be_bytes(), der::strip_zeros(&b.to_be_bytes())).unwrap();
            left.iter().fold(0u64, |n, byte| n << 8 | u64::from(*byte))
        };
        for (a, b) in [
            (17, 5),
            (5, 17),
            (0, 3),
            (u64::MAX, 0x1_0001),
            (1 << 63, 255),
        ] {
            assert_eq!(of(a, b), a % b, "{a} % {b}");
        }
        assert!(remainder(&[], &[3]).unwrap().iter().all(|byte| *byte == 0));
        assert!(remainder(&[1], &[0]).is_none());
        assert!(less_one(&[0, 1]).is_none());
        assert!(less_one(&[4]).is_none());
        assert_eq!(less_one(&[1, 1]).unwrap().as_slice(), [1, 0]);
    }
}
