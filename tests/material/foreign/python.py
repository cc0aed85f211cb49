"""Writes client.key, client.crt and ca.crt in every form that Python's cryptography knows, locked
with the passphrase in its argument where they are locked, and prints the name of each file."""

import pathlib
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as ser
from cryptography.hazmat.primitives.serialization import pkcs7, pkcs12

passphrase = sys.argv[1].encode()
key = ser.load_pem_private_key(pathlib.Path("client.key").read_bytes(), None)
certificate, ca = (
    x509.load_pem_x509_certificate(pathlib.Path(name).read_bytes())
    for name in ("client.crt", "ca.crt")
)


def write(name, data):
    pathlib.Path(name).write_bytes(data)
    print(name)


def lock(form):
    return form.encryption_builder().kdf_rounds(1000)


forms, ciphers = ser.PrivateFormat, pkcs12.PBES
best = ser.BestAvailableEncryption(passphrase)
encodings = {"pem": ser.Encoding.PEM, "der": ser.Encoding.DER}

for name, form in (("pkcs8", forms.PKCS8), ("traditional", forms.TraditionalOpenSSL)):
    write(f"{name}.pem", key.private_bytes(ser.Encoding.PEM, form, best))
    for ending, encoding in encodings.items():
        open_key = key.private_bytes(encoding, form, ser.NoEncryption())
        write(f"{name}-open.{ending}", open_key)
write("pkcs8.der", key.private_bytes(ser.Encoding.DER, forms.PKCS8, best))

rounds = forms.OpenSSH.encryption_builder().kdf_rounds(4).build(passphrase)
for name, how in (("openssh", rounds), ("openssh-open", ser.NoEncryption())):
    write(name, key.private_bytes(ser.Encoding.PEM, forms.OpenSSH, how))

old, new = ciphers.PBESv1SHA1And3KeyTripleDESCBC, ciphers.PBESv2SHA256AndAES256CBC
for name, cipher in (("old", old), ("new", new)):
    for mac in (hashes.SHA1(), hashes.SHA256(), hashes.SHA384(), hashes.SHA512()):
        how = lock(forms.PKCS12).key_cert_algorithm(cipher).hmac_hash(mac).build(passphrase)
        file = pkcs12.serialize_key_and_certificates(b"me", key, certificate, [ca], how)
        write(f"{name}-{mac.name}.p12", file)
for name, how in (("best", best), ("open", ser.NoEncryption())):
    write(f"{name}.p12", pkcs12.serialize_key_and_certificates(b"me", key, certificate, [ca], how))
write("nameless.p12", pkcs12.serialize_key_and_certificates(None, key, None, None, best))

for ending, encoding in encodings.items():
    write(f"{ending}.p7", pkcs7.serialize_certificates([certificate, ca], encoding))
bags = [pkcs12.PKCS12Certificate(c, name) for c, name in ((certificate, b"a"), (ca, b"b"))]
write("trust.p12", pkcs12.serialize_java_truststore(bags, best))
