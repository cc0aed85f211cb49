//! The codes that are no diagnosis: what a provider or `sign` refuses of a request, and what `inspect`
//! finds. Said in brackets too, so known here; their sentences of a single case stand where they are
//! found.

/// One of them.
#[derive(Debug)]
pub(super) struct Name {
    pub name: &'static str,
    pub group: &'static str,
    /// Lower case, no period.
    pub meaning: &'static str,
    /// The one thing to do.
    pub fix: &'static str,
}

/// That of this name.
pub(super) fn named(name: &str) -> Option<&'static Name> {
    all().find(|known| known.name == name)
}

/// All of them, those of a group together.
pub(super) fn all() -> impl Iterator<Item = &'static Name> {
    [REQUESTS, SIGNING, HANDED_OVER, FINDINGS, SUBJECTS, SANDBOX]
        .into_iter()
        .flatten()
}

const fn request(name: &'static str, meaning: &'static str, fix: &'static str) -> Name {
    of("what a provider refuses of a request", name, meaning, fix)
}

const fn signing(name: &'static str, meaning: &'static str, fix: &'static str) -> Name {
    of("what sign refuses", name, meaning, fix)
}

const fn handed_over(name: &'static str, meaning: &'static str, fix: &'static str) -> Name {
    of("files that are handed over", name, meaning, fix)
}

const fn finding(name: &'static str, meaning: &'static str, fix: &'static str) -> Name {
    of("what inspect finds", name, meaning, fix)
}

const fn subject(name: &'static str, meaning: &'static str) -> Name {
    let fix = "make the request again with the value put right (mtls csr); a certificate that has it already has to be issued anew";
    of("what inspect finds in a subject", name, meaning, fix)
}

const fn sandbox(name: &'static str, meaning: &'static str, fix: &'static str) -> Name {
    of("what the sandbox answers", name, meaning, fix)
}

const fn of(
    group: &'static str,
    name: &'static str,
    meaning: &'static str,
    fix: &'static str,
) -> Name {
    Name {
        name,
        group,
        meaning,
        fix,
    }
}

#[rustfmt::skip] // a table
const REQUESTS: &[Name] = &[
    request("no-requests", "the provider signs no requests", "name the provider that signs, or leave --provider out"),
    request("signature-invalid", "the request's own signature does not fit its key: it was changed, or damaged on the way", "make the request again (mtls csr), and send it unchanged"),
    request("asks-for-ca", "the request asks for a CA's certificate, which no provider gives to a client", "make it again without basicConstraints CA:TRUE (mtls csr does)"),
    request("private-key-beside", "the file holds a private key besides the request", "send the request alone: the key never leaves you"),
    request("field-missing", "the subject lacks a field that the provider wants", "make it again with that field: mtls provider show NAME lists them with their meaning"),
    request("field-forbidden", "the subject has a field that the provider does not take", "make it again without that field"),
    request("field-repeated", "a field stands in the subject more than once", "make it again with each field once"),
    request("field-too-long", "a field of the subject is longer than the provider, or the standard, takes", "make it again with a shorter value"),
    request("field-too-short", "a field of the subject is shorter than the provider takes", "make it again with the whole value"),
    request("field-form", "a field of the subject has not the form that the provider wants, such as a host name's", "make it again with a value of that form: the message names it"),
    request("field-value", "a field of the subject is none of the values that the provider takes", "make it again with one of the values that the message names"),
    request("field-string", "a field of the subject is written in a string type that the provider does not take", "make it again with mtls csr --provider NAME, which writes it as wanted"),
    request("country", "the country is no code of two letters (ISO 3166)", "make it again with --c and the code, such as BR"),
    request("key-too-short", "the key has fewer bits than is accepted", "make a new key and request: --newkey rsa:2048, or what the message names"),
    request("key-too-long", "the key has more bits than the provider takes", "make a new key and request: --newkey rsa:2048, or what the message names"),
    request("key-kind", "the key is of a kind that the provider does not take", "make a new key and request with the --newkey that the message names"),
    request("digest", "the request is signed over a digest that the provider does not take", "make it again with the --digest that the message names; the key may stay (--key FILE)"),
    request("san-missing", "the request has no subjectAltName, and the provider wants one", "make it again with --san DNS:NAME"),
    request("san-forbidden", "the request has a subjectAltName, and the provider takes none", "make it again without --san"),
    request("san-kind", "the subjectAltName is of a kind that the provider does not take", "make it again with a --san of the kind that the message names"),
    request("usage-missing", "the request does not ask for a key usage or purpose that the provider wants", "make it again with mtls csr --provider NAME, which asks for it"),
    request("usage-forbidden", "the request asks for a key usage or purpose that the provider does not give", "make it again without it"),
    request("account", "the account that the request goes to is not the one that its subject names", "make the request again with the account in the field that the message names (VTEX: --ou ACCOUNT), or send it to the account that it names"),
    request("host", "the name in the subject is not the host that the certificate is to be for", "make the request again with that host name as --cn, or name the right host"),
];

#[rustfmt::skip] // a table
const SIGNING: &[Name] = &[
    signing("ca-unusable", "the CA's files cannot sign: no CA certificate, out of its time, or not allowed to issue this", "name the CA's own certificate and key (--ca, --ca-key), or make a CA: mtls sign --init-ca"),
    signing("csr-signature", "the request's own signature does not fit its key: whoever sent it has not shown to have the key", "ask for a new request, made with the key that is to be certified, and sent unchanged"),
    signing("csr-weak-key", "the request's key is too weak to be certified", "ask for a request with a new key: RSA of 2048 bits or more, or EC; --allow short-rsa overrules it"),
    signing("csr-weak-digest", "the request is signed over a hash that can be forged", "ask for a request that is signed over SHA-256; --allow sha1 overrules it for SHA-1"),
    signing("csr-is-ca", "the request has the name or the key of the CA that is to sign it", "ask for a request with a name and a key of its own"),
    signing("csr-nameless", "the request names nobody: no subject, and no alternative name that could be granted", "give a name with --san, or ask for a request with a subject"),
    signing("csr-name-constrained", "the CA may not certify a name that the request has (nameConstraints)", "ask for a request with names that the CA may certify, give others with --san, or sign with another CA"),
    signing("not-issued-here", "the certificate that is to be revoked was not issued by this CA", "name the CA that issued it with --ca: mtls inspect tells which that is"),
    signing("revoked-already", "the certificate is on the CA's list already", "nothing to do: see that the list reached those who check it"),
];

#[rustfmt::skip] // a table
const HANDED_OVER: &[Name] = &[
    handed_over("extra-text", "there is text besides the PEM blocks, and the provider takes nothing else", "write the file anew: mtls convert FILE --out clean.pem"),
    handed_over("order", "the blocks are in another order than the provider wants", "put them in order: mtls convert CERT KEY --to combined --out combined.pem writes the certificate before the key"),
    handed_over("key-unlocked", "the private key is not locked with a passphrase, and the provider wants it so", "lock it: mtls convert FILE --to pem --out locked.pem --out-pass prompt"),
];

#[rustfmt::skip] // a table
const FINDINGS: &[Name] = &[
    finding("expired", "the certificate has expired", "renew it: mtls csr --renew FILE --out renewed.csr, and send that to your provider"),
    finding("expires-soon", "the certificate has few days left", "renew it now: mtls csr --renew FILE --out renewed.csr"),
    finding("not-yet-valid", "the certificate is valid only from a later time on", "check the clock, or wait"),
    finding("no-client-auth", "its extendedKeyUsage lacks clientAuth, so servers refuse it from a client", "ask for one with extendedKeyUsage clientAuth"),
    finding("no-server-auth", "its extendedKeyUsage lacks serverAuth, so clients refuse it from a server", "ask for one with extendedKeyUsage serverAuth"),
    finding("server-auth-only", "it is for servers alone, by its extendedKeyUsage", "ask for one with extendedKeyUsage clientAuth"),
    finding("no-san", "it has no subjectAltName, and clients do not read a host name from its CN", "ask for one with a subjectAltName (mtls csr --san DNS:NAME)"),
    finding("no-digital-signature", "its keyUsage lacks digitalSignature, so its key may not sign a handshake", "ask for one with keyUsage digitalSignature"),
    finding("public-ca", "it is of a public CA, which ends the use of its certificates by clients", "have a certificate for clients issued by your provider or by a CA of your own"),
    finding("ca-as-leaf", "it is a CA's certificate with its private key beside it", "have a certificate of its own signed for the client (mtls csr), and keep the CA's key apart"),
    finding("self-signed", "it is signed with its own key, so that no CA vouches for it", "have a request signed by the provider (mtls csr), or register this very certificate there"),
    finding("version-1", "it is X.509 v1, which modern TLS stacks refuse", "ask for v3 (with openssl x509 -req: add -extfile)"),
    finding("precertificate", "it is a precertificate, made for the logs of Certificate Transparency and never to be used", "get the certificate itself from the CA"),
    finding("unknown-critical-extension", "an extension of it is critical and not known, so that it is refused", "ask for one where it is not critical"),
    finding("weak-key", "its RSA key has fewer than 2048 bits", "make a new key and request (mtls csr)"),
    finding("weak-exponent", "its RSA exponent is so small that it protects little or is refused", "make a new key with exponent 65537 (mtls csr)"),
    finding("weak-signature", "it is signed with MD5 or SHA-1, which is no longer accepted", "ask for one signed with SHA-256"),
    finding("curve-explicit", "its EC key spells the curve out instead of naming it, which OpenSSL refuses in certificates", "make the key again with a named curve (mtls csr --newkey ec:p256)"),
    finding("curve-not-in-tls", "its key is on a curve that TLS does not have, or few know", "make a new key on P-256 (mtls csr --newkey ec:p256)"),
    finding("key-not-in-tls", "its key is of a kind that TLS does not have any more", "make a new key, RSA-2048 or P-256 (mtls csr)"),
    finding("rare-key", "its key is of a kind that many programs do not take", "ask the provider, or take RSA-2048 or P-256"),
    finding("serial-negative", "its serial number is negative, so that some programs cannot read it", "ask the CA for one with a serial as RFC 5280 wants it"),
    finding("serial-zero", "its serial number is zero, which RFC 5280 forbids", "ask the CA for one with a serial as RFC 5280 wants it"),
    finding("serial-long", "its serial number is longer than the 20 bytes of RFC 5280", "ask the CA for one with a serial as RFC 5280 wants it"),
    finding("chain-duplicate", "a certificate of the chain stands in it twice", "take the copy out (mtls convert writes each once)"),
    finding("chain-order", "the certificates are not in the order leaf, then its issuers", "put them in order: mtls convert FILE --out chain.pem"),
    finding("chain-not-a-ca", "a certificate of the chain issued another, and is no CA", "ask whoever issued it for the right chain"),
    finding("chain-path-length", "the chain is longer than one of its CAs allows", "ask whoever issued it for the right chain"),
    finding("chain-wrong-issuer", "a CA in the file has the right name, and another key than the one that signed", "get the CA that signed it: the name alone does not do"),
    finding("chain-signature", "a certificate's signature does not fit the issuer beside it", "get both anew from whoever issued them"),
    finding("chain-gap", "an issuer between is not in the file", "add the intermediate: mtls convert CERT INTERMEDIATE --out chain.pem"),
    finding("chain-stranger", "a certificate in the file does not belong to the chain", "take it out, or see that it is the right file"),
    finding("crl-expired", "the revocation list is past the time of its successor", "get the list anew from whoever publishes it"),
    finding("key-readable", "others on this machine can read the private key", "chmod 600 FILE"),
    finding("key-in-the-clear", "a file that is usually locked holds the private key in the clear", "lock it: mtls convert FILE --to p12 --out locked.p12 --out-pass prompt"),
    finding("empty-passphrase", "the file is locked with an empty passphrase, which is no lock", "lock it: mtls convert FILE --to p12 --out locked.p12 --out-pass prompt"),
    finding("old-encryption", "the file is locked in a way that OpenSSL 3, Node 17 and FIPS systems refuse", "lock it anew: mtls convert FILE --to p12 --out new.p12 --out-pass prompt"),
    finding("no-mac", "the file has no MAC, so that some programs refuse it or blame its passphrase", "write it anew: mtls convert FILE --to p12 --out new.p12 --out-pass prompt"),
    finding("old-mac", "the file's MAC is of a kind that FIPS systems refuse", "write it anew: mtls convert FILE --to p12 --out new.p12 --out-pass prompt"),
];

#[rustfmt::skip] // a table
const SUBJECTS: &[Name] = &[
    subject("dn-empty-value", "a field of the subject has no text"),
    subject("dn-spaces", "a field of the subject has blanks around it, or several together"),
    subject("dn-quotes", "a field of the subject has the shell's quotes in it"),
    subject("dn-escape", "a field of the subject has an escape in it that was not understood, such as \\n"),
    subject("dn-control-character", "a field of the subject has a control character in it, such as a line end"),
    subject("dn-invisible-character", "a field of the subject has a character in it that cannot be seen"),
    subject("dn-mojibake", "a field of the subject was encoded twice"),
    subject("dn-lost-character", "a field of the subject has a ? where a letter was lost"),
    subject("dn-mixed-scripts", "a field of the subject mixes letters of several scripts that look alike"),
    subject("dn-shell-path", "the subject begins with a path: a shell on Windows changed -subj /CN=.."),
    subject("dn-run-together", "a field of the subject holds another field: the separator was not understood"),
    subject("dn-country", "the country of the subject is no code of two letters"),
    subject("dn-address", "the CN is a URL, or has a port, where a host name belongs"),
    subject("dn-placeholder", "a field of the subject is the placeholder of a sample"),
    subject("dn-old-string-type", "the subject is written in an old string type, which some readers show wrong or refuse"),
];

#[rustfmt::skip] // a table
const SANDBOX: &[Name] = &[
    sandbox("not-found", "the sandbox has nothing at this path, or knows nothing of this number", "check path and method: mtls sandbox prints what it serves"),
    sandbox("conflict", "the same Idempotency-Key came again with another body (HTTP 409)", "send the first body again, or use a new key"),
    sandbox("idempotency-conflict", "the same Idempotency-Key came again with another body (HTTP 409)", "send the first body again, or use a new key"),
];
