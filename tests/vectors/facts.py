#!/usr/bin/env python3
"""What Python's cryptography says of the files in the wheel of cryptography_vectors.

usage: facts.py WHEEL FOLDER

Writes each file that holds a certificate, request, key, CRL, PKCS#7 or PKCS#12 to FOLDER, and
prints one JSON line for each: its path, its passphrase, and its items with their facts, in the
words of `mtls inspect --json`; no items when cryptography cannot read it. A fact that cryptography
refuses to give is left out. Knows nothing of mtls.
"""

import base64
import hashlib
import json
import multiprocessing
import pathlib
import re
import subprocess
import sys
import warnings
import zipfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as ser
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs7, pkcs12

warnings.simplefilter("ignore")

# How many parts the work is cut in.
SLICES = 16
# Folders with material; the others have numbers for algorithms.
FOLDERS = (
    "asymmetric/DER_Serialization/", "asymmetric/DH/", "asymmetric/DSA/", "asymmetric/EC/",
    "asymmetric/ECDH/", "asymmetric/Ed25519/", "asymmetric/Ed448/", "asymmetric/MLDSA/",
    "asymmetric/MLKEM/", "asymmetric/OpenSSH/", "asymmetric/PEM_Serialization/",
    "asymmetric/PKCS8/", "asymmetric/RSA/", "asymmetric/Traditional_OpenSSL_Serialization/",
    "asymmetric/X25519/", "asymmetric/X448/", "asymmetric/public/", "pkcs12/", "pkcs7/", "x509/",
)
NOT_MATERIAL = ("x509/ocsp/",)
ENDINGS = (".pem", ".der", ".crt", ".crl", ".p12", ".p7b", ".key")
# Every passphrase that cryptography's tests open these files with.
PASSPHRASES = [
    b"password", b"cryptography", b"foobar", b"baz", b"123456", b"a123456", b"hunter2",
    b"hunter42", b"PolarSSLTest", b"Red Hat Enterprise Linux 7.4", b"oaep", b"1234", b"12345678",
    b"secret", b"",
]
# The short names of RFC 4514 and of OpenSSL where the RFC has none.
SHORT = {
    "2.5.4.3": "CN", "2.5.4.4": "SN", "2.5.4.5": "serialNumber", "2.5.4.6": "C", "2.5.4.7": "L",
    "2.5.4.8": "ST", "2.5.4.9": "street", "2.5.4.10": "O", "2.5.4.11": "OU", "2.5.4.12": "title",
    "2.5.4.13": "description", "2.5.4.15": "businessCategory", "2.5.4.17": "postalCode",
    "2.5.4.42": "GN", "2.5.4.43": "initials", "2.5.4.44": "generationQualifier",
    "2.5.4.46": "dnQualifier", "2.5.4.65": "pseudonym", "2.5.4.97": "organizationIdentifier",
    "0.9.2342.19200300.100.1.1": "UID", "0.9.2342.19200300.100.1.25": "DC",
    "1.2.840.113549.1.9.1": "emailAddress", "1.2.840.113549.1.9.2": "unstructuredName",
    "1.3.6.1.4.1.311.60.2.1.1": "jurisdictionL", "1.3.6.1.4.1.311.60.2.1.2": "jurisdictionST",
    "1.3.6.1.4.1.311.60.2.1.3": "jurisdictionC",
}
# Where cryptography's name of a signature algorithm is not OpenSSL's.
SIGNATURES = {
    "1.2.840.113549.1.1.2": "md2WithRSAEncryption",
    "1.2.840.113549.1.1.10": "rsassaPss", "1.3.14.3.2.29": "sha1WithRSA",
    "1.2.840.10040.4.3": "dsaWithSHA1", "2.16.840.1.101.3.4.3.1": "dsa_with_SHA224",
    "2.16.840.1.101.3.4.3.2": "dsa_with_SHA256", "2.16.840.1.101.3.4.3.3": "dsa_with_SHA384",
    "2.16.840.1.101.3.4.3.4": "dsa_with_SHA512",
    "1.2.643.2.2.3": "1.2.643.2.2.3",
}
KEY_USAGE = {
    "digital_signature": "digitalSignature", "content_commitment": "nonRepudiation",
    "key_encipherment": "keyEncipherment", "data_encipherment": "dataEncipherment",
    "key_agreement": "keyAgreement", "key_cert_sign": "keyCertSign", "crl_sign": "cRLSign",
    "encipher_only": "encipherOnly", "decipher_only": "decipherOnly",
}
PURPOSES = {
    "2.5.29.37.0": "anyExtendedKeyUsage", "1.3.6.1.5.5.7.3.1": "serverAuth",
    "1.3.6.1.5.5.7.3.2": "clientAuth", "1.3.6.1.5.5.7.3.3": "codeSigning",
    "1.3.6.1.5.5.7.3.4": "emailProtection", "1.3.6.1.5.5.7.3.8": "timeStamping",
    "1.3.6.1.5.5.7.3.9": "OCSPSigning",
}
CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521", "secp224r1": "P-224"}
PEM = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----\r?\n(.*?)-----END \1-----", re.S)


# 1.2.840.113549.1.12.10.1.1, a private key that is not shrouded
KEY_BAG = bytes.fromhex("060b2a864886f70d010c0a0101")


def main(wheel, folder):
    with zipfile.ZipFile(wheel) as archive:
        names = sorted(name for name in archive.namelist() if wanted(path_of(name)))
    tasks = [(wheel, folder, names[at::SLICES]) for at in range(SLICES)]
    with multiprocessing.Pool() as pool:  # key derivations: all cores
        for lines in pool.imap(tell, tasks):
            print("\n".join(lines))


def tell(task):
    wheel, folder, names = task
    lines = []
    with zipfile.ZipFile(wheel) as archive:
        for name in names:
            data, path = archive.read(name), path_of(name)
            if not holds_material(data):
                continue
            target = pathlib.Path(folder) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            passphrase, items = read(path, data)
            lines.append(json.dumps({
                "file": path,
                "passphrase": None if passphrase is None else passphrase.decode(),
                "items": items,
            }))
    return lines


def path_of(name):
    return name.removeprefix("cryptography_vectors/")


def wanted(path):
    return (
        path.startswith(FOLDERS)
        and not path.startswith(NOT_MATERIAL)
        and (path.endswith(ENDINGS) or path.startswith("asymmetric/OpenSSH/") and "." not in path)
    )


def holds_material(data):
    labels = [label for label, _ in PEM.findall(data)]
    only_parameters = labels and all(label.endswith(b" PARAMETERS") for label in labels)
    return (b"-----BEGIN " in data or data[:1] == b"\x30") and not only_parameters


def read(path, data):
    """The passphrase, if one was needed, and the facts of what is in a file."""
    all_locked = path.startswith("x509/PKITS_data/pkcs12/")
    for passphrase in PASSPHRASES[:1] if all_locked else [None, *PASSPHRASES]:
        items = with_passphrase(data, passphrase)
        if items is not None:
            return passphrase, items
    return PASSPHRASES[0] if all_locked else None, []


def with_passphrase(data, passphrase):
    """None when nothing in it opens."""
    if data[:1] == b"\x30":
        for reader in (certificate, request, crl, public_key):
            item = attempt(reader, data)
            if item is not None:
                return [item] if passphrase is None else None
        return attempt(private_key, data, passphrase) or attempt(container, data, passphrase)
    items = []
    for label, body in PEM.findall(data):
        found = attempt(block, label, body, passphrase)
        if found is None:
            return None
        items += found
    return items or None


def attempt(reader, *arguments):
    try:
        return reader(*arguments)
    except Exception:  # whatever cryptography does not read is not told of
        return None


def block(label, body, passphrase):
    whole = b"-----BEGIN %s-----\n%s-----END %s-----\n" % (label, body, label)
    if label.endswith(b"PRIVATE KEY"):
        return private_key(whole, passphrase)
    if label.endswith(b" PARAMETERS"):
        return []
    if b":" not in body:
        der = base64.b64decode(body)
    else:
        der = base64.b64decode(re.split(rb"\r?\n\r?\n", body, maxsplit=1)[1])
    if label in (b"PKCS7", b"CMS"):
        return container(der, passphrase)
    if label == b"RSA PUBLIC KEY":
        return [public_key(whole)]
    reader = {
        b"CERTIFICATE": certificate, b"X509 CERTIFICATE": certificate,
        b"CERTIFICATE REQUEST": request, b"NEW CERTIFICATE REQUEST": request,
        b"X509 CRL": crl, b"PUBLIC KEY": public_key,
    }[label]
    return [reader(der)]


def container(data, passphrase):
    try:
        return [certificate_facts(c) for c in pkcs7.load_der_pkcs7_certificates(data)]
    except ValueError:
        loaded = pkcs12.load_pkcs12(data, passphrase)
    items = []
    if loaded.key is not None:
        # an empty passphrase guards nothing, nor does a bag in the clear
        guarded = bool(passphrase) and KEY_BAG not in data
        items.append(key_facts(loaded.key.public_key(), "private-key", encrypted=guarded))
    for bag in [loaded.cert, *loaded.additional_certs]:
        if bag is None:
            continue
        facts = certificate_facts(bag.certificate)
        if bag.friendly_name is not None:
            facts["friendly_name"] = bag.friendly_name.decode()
        items.append(facts)
    return items


def certificate(der):
    return certificate_facts(x509.load_der_x509_certificate(der))


def certificate_facts(cert):
    der = cert.public_bytes(ser.Encoding.DER)
    facts = {
        "kind": "certificate",
        "serial": serial(cert.serial_number),
        "version": cert.version.value + 1,
        "public_key": spki_facts(*spki(cert.tbs_certificate_bytes, 6, 0xA0)),
        "signature_algorithm": signature(cert.signature_algorithm_oid),
        "fingerprint_sha256": hashlib.sha256(der).hexdigest(),
        "fingerprint_sha1": hashlib.sha1(der).hexdigest(),
    }
    put(facts, "not_before", lambda: time(cert.not_valid_before_utc))
    put(facts, "not_after", lambda: time(cert.not_valid_after_utc))
    name_facts(facts, "subject", lambda: cert.subject)
    name_facts(facts, "issuer", lambda: cert.issuer)
    extension_facts(facts, lambda: cert.extensions)
    return facts


def request(der):
    csr = x509.load_der_x509_csr(der)
    facts = {
        "kind": "csr",
        "public_key": spki_facts(*spki(csr.tbs_certrequest_bytes, 2, None)),
        "signature_algorithm": signature(csr.signature_algorithm_oid),
    }
    put(facts, "signature_valid", lambda: signed(csr))
    name_facts(facts, "subject", lambda: csr.subject)
    extension_facts(facts, lambda: csr.extensions, only=("san",))
    return facts


def signed(csr):
    if isinstance(csr.signature_hash_algorithm, (hashes.MD5, hashes.SHA1)):
        raise ValueError("cryptography calls good ones bad too")
    return csr.is_signature_valid


def crl(der):
    revocations = x509.load_der_x509_crl(der)
    facts = {"kind": "crl"}
    name_facts(facts, "issuer", lambda: revocations.issuer, attributes=False)
    put(facts, "this_update", lambda: time(revocations.last_update_utc))
    put(facts, "next_update", lambda: maybe(time, revocations.next_update_utc))
    put(facts, "revoked", lambda: len(revocations))
    return facts


def public_key(data):
    if data.startswith(b"--"):
        return key_facts(ser.load_pem_public_key(data), "public-key")
    facts = key_facts(ser.load_der_public_key(data), "public-key")
    if tlv(tlv(data)[1])[0] == 0x30:  # an SPKI, which cryptography may write otherwise
        facts["public_key"]["spki_sha256"] = hashlib.sha256(data).hexdigest()
    return facts


def private_key(data, passphrase):
    if b"BEGIN OPENSSH" in data:
        key = ser.load_ssh_private_key(data, passphrase)
        return [key_facts(key.public_key(), "private-key", encrypted=passphrase is not None)]
    load = ser.load_pem_private_key if data.startswith(b"--") else ser.load_der_private_key
    key = load(data, passphrase)
    facts = key_facts(key.public_key(), "private-key", encrypted=passphrase is not None)
    if isinstance(key, (ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey)):
        facts["public_key"]["spki_sha256_too"] = openssl_spki(data, passphrase)
    return [facts]


def key_facts(public, kind, encrypted=None):
    der = public.public_bytes(ser.Encoding.DER, ser.PublicFormat.SubjectPublicKeyInfo)
    facts = {"kind": kind, "public_key": spki_facts(der, public)}
    if encrypted is not None:
        facts["encrypted"] = encrypted
    return facts


def openssl_spki(data, passphrase):
    """OpenSSL keeps a curve spelled out and a key for PSS alone, which cryptography writes anew."""
    arguments = ["openssl", "pkey", "-pubout", "-outform", "DER"]
    if passphrase is not None:
        arguments += ["-passin", "pass:" + passphrase.decode()]
    ran = subprocess.run(arguments, input=data, capture_output=True, check=False)
    return hashlib.sha256(ran.stdout).hexdigest()


def spki(tbs, at, version):
    """The SubjectPublicKeyInfo as encoded, which cryptography gives only written anew."""
    _, body, _ = tlv(tbs)
    parts = []
    while body:
        tag, _, whole = tlv(body)
        parts.append((tag, whole))
        body = body[len(whole):]
    if version is not None and parts[0][0] != version:
        at -= 1
    der = parts[at][1]
    return der, attempt(ser.load_der_public_key, der)


def tlv(data):
    first, start = data[1], 2
    length = first
    if first & 0x80:
        start += first & 0x7F
        length = int.from_bytes(data[2:start], "big")
    return data[0], data[start:start + length], data[:start + length]


def spki_facts(der, public):
    facts = {"spki_sha256": hashlib.sha256(der).hexdigest()}
    if isinstance(public, rsa.RSAPublicKey):
        facts["bits"] = public.key_size
    elif isinstance(public, ec.EllipticCurvePublicKey):
        facts |= {"algorithm": "EC", "bits": public.key_size}
        facts["curve"] = CURVES.get(public.curve.name, public.curve.name)
    elif isinstance(public, dsa.DSAPublicKey):
        facts["algorithm"] = "DSA"
    elif isinstance(public, ed25519.Ed25519PublicKey):
        facts["algorithm"] = "Ed25519"
    elif isinstance(public, ed448.Ed448PublicKey):
        facts["algorithm"] = "Ed448"
    return facts


def name_facts(facts, field, get, attributes=True):
    put(facts, field, lambda: text_of(get()))
    if attributes:
        put(facts, field + "_attributes", lambda: [
            [SHORT.get(a.oid.dotted_string, a.oid.dotted_string), value_of(a)] for a in get()
        ])


def text_of(name):
    if any(isinstance(a.value, bytes) for a in name):
        raise ValueError("cryptography writes only the contents in hex, RFC 4514 the whole DER")
    overrides = {x509.ObjectIdentifier(oid): short for oid, short in SHORT.items()}
    return name.rfc4514_string(overrides)


def value_of(attribute):
    if isinstance(attribute.value, bytes):
        der = bytes([attribute._type.value, len(attribute.value)]) + attribute.value
        return "#" + der.hex()
    return attribute.value


def extension_facts(facts, get, only=None):
    readers = {
        "san": (x509.SubjectAlternativeName, lambda e: [general_name(n) for n in e], []),
        "key_usage": (x509.KeyUsage, key_usage, []),
        "extended_key_usage": (
            x509.ExtendedKeyUsage,
            lambda e: sorted(PURPOSES.get(o.dotted_string, o.dotted_string) for o in e), [],
        ),
        "is_ca": (x509.BasicConstraints, lambda e: e.ca, False),
        "subject_key_id": (x509.SubjectKeyIdentifier, lambda e: e.digest.hex(), None),
        "authority_key_id": (
            x509.AuthorityKeyIdentifier, lambda e: maybe(bytes.hex, e.key_identifier), None,
        ),
    }
    for field, (kind, reader, absent) in readers.items():
        if only is None or field in only:
            put(facts, field, lambda k=kind, r=reader, a=absent: extension(get(), k, r, a))


def extension(extensions, kind, reader, absent):
    try:
        return reader(extensions.get_extension_for_class(kind).value)
    except x509.ExtensionNotFound:
        return absent


def key_usage(usage):
    agreement = ("encipher_only", "decipher_only")
    asked = [f for f in KEY_USAGE if f not in agreement or usage.key_agreement]
    return [KEY_USAGE[f] for f in asked if getattr(usage, f)]


def general_name(name):
    match name:
        case x509.DNSName():
            return "DNS:" + name.value
        case x509.RFC822Name():
            return "email:" + name.value
        case x509.UniformResourceIdentifier():
            return "URI:" + name.value
        case x509.IPAddress():
            return f"IP:{name.value}"
        case x509.DirectoryName():
            return "dirName:" + text_of(name.value)
        case x509.RegisteredID():
            return "RID:" + name.value.dotted_string
        case x509.OtherName():
            return f"otherName:{name.type_id.dotted_string};#{name.value.hex()}"
    raise ValueError(name)


def signature(oid):
    known = SIGNATURES.get(oid.dotted_string)
    if known is None and oid._name != "Unknown OID":
        known = oid._name
    return known or oid.dotted_string


def serial(number):
    """The two's complement in as few bytes as hold it, in hex."""
    length = number.bit_length() // 8 + 1
    return number.to_bytes(length, "big", signed=True).hex()


def time(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def maybe(function, value):
    return None if value is None else function(value)


def put(facts, field, get):
    try:
        facts[field] = get()
    except Exception:  # cryptography refuses this fact
        pass


if __name__ == "__main__":
    main(*sys.argv[1:])
