//! Certificate and key files, as OpenSSL's tools and whatever is built on OpenSSL speak of them.

use super::super::super::Code;
use super::super::says::Row;
use super::super::says::Says::Cause;

const fn row(text: &'static str, code: Code, source: &'static str) -> Row {
    Row::new("OpenSSL", text, Cause(code), source)
}

const APPS: &str = "OpenSSL, apps/lib/apps.c and apps/pkcs12.c";
const ERR: &str = "OpenSSL, crypto/pem/pem_err.c, crypto/pkcs12/pk12err.c, crypto/x509/x509_err.c, crypto/evp/evp_err.c";
const LEGACY: &str = "https://github.com/openssl/openssl/issues/19167";

#[rustfmt::skip] // a table
pub(super) const ROWS: &[Row] = &[
    row("mac verify failure", Code::WrongPassphrase, ERR),
    row("mac verification failed", Code::WrongPassphrase, "https://github.com/kornelski/rust-security-framework/issues/216"),
    row("mac verify error", Code::WrongPassphrase, APPS),
    row("invalid password?", Code::WrongPassphrase, APPS),
    row("bad decrypt", Code::WrongPassphrase, ERR),
    row("bad_decrypt", Code::WrongPassphrase, ERR),
    row("maybe wrong password", Code::WrongPassphrase, APPS),
    row("pkcs12 cipherfinal error", Code::WrongPassphrase, ERR).likely(),
    row("bad password read", Code::PassphraseNeeded, ERR),
    row("problems getting password", Code::PassphraseNeeded, ERR),
    row("interrupted or cancelled", Code::PassphraseNeeded, ERR).likely(),
    row("rc2-40-cbc", Code::UnsupportedAlgorithm, LEGACY),
    row("0308010c", Code::UnsupportedAlgorithm, LEGACY),
    row("digital envelope routines .. unsupported", Code::UnsupportedAlgorithm, LEGACY),
    row("unsupported algorithm", Code::UnsupportedAlgorithm, ERR),
    row("unknown pbe algorithm", Code::UnsupportedAlgorithm, ERR),
    row("no start line", Code::UnknownFormat, ERR).likely(),
    row("no_start_line", Code::UnknownFormat, ERR).likely(),
    row("bad end line", Code::UnknownFormat, ERR),
    row("bad base64 decode", Code::UnknownFormat, ERR),
    row("1e08010c", Code::UnknownFormat, "OpenSSL, crypto/encode_decode/decoder_lib.c"),
    row("decoder routines .. unsupported", Code::UnknownFormat, "OpenSSL, crypto/encode_decode/decoder_lib.c"),
    row("asn1 encoding routines .. wrong tag", Code::UnknownFormat, ERR),
    row("asn1 encoding routines .. header too long", Code::UnknownFormat, ERR),
    row("asn1 encoding routines .. too long", Code::UnknownFormat, ERR),
    row("asn1 encoding routines .. nested asn1 error", Code::UnknownFormat, ERR).general(),
    row("asn1 encoding routines .. not enough data", Code::UnknownFormat, ERR),
    row("expecting: any private key", Code::KeyMissing, APPS).likely(),
    row("expecting: trusted certificate", Code::CertMissing, APPS).likely(),
    row("key values mismatch", Code::KeyMismatch, ERR),
    row("key type mismatch", Code::KeyMismatch, ERR),
    row("no certificate matches private key", Code::KeyMismatch, APPS),
    row("no cert in -in file", Code::KeyMismatch, APPS),
    row("private key does not match the certificate", Code::KeyMismatch, ERR),
    row("unable to load certificate", Code::UnknownFormat, APPS).general(),
    row("unable to load private key", Code::UnknownFormat, APPS).general(),
    row("could not find private key", Code::KeyMissing, APPS).likely(),
    row("could not read private key", Code::UnknownFormat, APPS).general(),
    row("could not find certificate", Code::CertMissing, APPS).likely(),
    row("could not read certificate", Code::UnknownFormat, APPS).general(),
    row("no certificate assigned", Code::CertMissing, ERR),
    row("no private key assigned", Code::KeyMissing, ERR),
    row("no such file or directory", Code::FileUnreadable, "the system's own words"),
    row("enoent", Code::FileUnreadable, "the system's own words"),
    row("filenotfounderror", Code::FileUnreadable, "CPython, OSError"),
    row("filenotfoundexception", Code::FileUnreadable, "OpenJDK, java/io"),
    row("nosuchfileexception", Code::FileUnreadable, "OpenJDK, java/nio/file"),
    row("permission denied", Code::FileUnreadable, "the system's own words").likely(),
    row("can't open .. for reading", Code::FileUnreadable, APPS),
];
