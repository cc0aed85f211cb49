"""Tries each case of standard input with urllib and the ssl module, and prints the traceback that a
program ends with. A case a line: name, url, certificate, key, CA, highest TLS version, ciphers; -
where there is none."""
import ssl
import sys
import traceback
import urllib.request

for line in sys.stdin.read().strip().split("\n"):
    name, url, cert, key, ca, highest, ciphers = line.split(" ")
    print(f"=== {name}", flush=True)
    try:
        context = ssl.create_default_context(cafile=None if ca == "-" else ca)
        context.maximum_version = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}[highest]
        if ciphers != "-":
            context.set_ciphers(ciphers)
        if cert != "-":
            context.load_cert_chain(cert, None if key == "-" else key, password=lambda: "wrong")
        urllib.request.urlopen(url, context=context, timeout=8).read()
        print("accepted")
    except Exception:
        traceback.print_exc(file=sys.stdout)
    sys.stdout.flush()
