#!/usr/bin/env python3
"""Captures anew what programs print that are too dear for each run of the tests: Go, and packages of
PyPI with TLS libraries of their own. Writes tests/explain/captured/NAME.txt.

usage: GO=/path/to/go capture.py go
       PYTHONPATH=... capture.py requests|httpx|curl_cffi|grpc|openssl11

openssl11 wants cryptography<37 and pyOpenSSL<22. Everything talks to loopback, to openssl s_server
and sockets that live as long as this script."""
import os
import pathlib
import re
import socket
import struct
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent
WHO = sys.argv[1]
STRICT = "-Verify 3 -verify_return_error -CAfile ca.crt"
EC = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        certificates()
        servers = []
        try:
            lines = cases(servers)
            printed = run(lines)
        finally:
            for server in servers:
                server.kill()
    keep(printed, folder, lines)


def openssl(line, *more):
    subprocess.run(["openssl", *line.split(), *more], check=True, capture_output=True)


def certificates():
    for name, subject in [("ca", "/CN=Lab CA"), ("other", "/CN=Other CA")]:
        openssl(f"req -x509 {EC} -days 99 -keyout {name}.key -out {name}.crt -subj", subject)
    for name in ["client", "server"]:
        openssl(f"req {EC} -keyout {name}.key -out {name}.csr -subj", f"/CN={name}")
    names = "subjectAltName=DNS:localhost,IP:127.0.0.1\n"
    for out, ca, request, text, days in [
        ("client", "ca", "client", "extendedKeyUsage=clientAuth\n", 99),
        ("stranger", "other", "client", "extendedKeyUsage=clientAuth\n", 99),
        ("server-only", "ca", "client", "extendedKeyUsage=serverAuth\n", 99),
        ("server", "ca", "server", names, 99),
        ("server-stranger", "other", "server", names, 99),
        ("server-elsewhere", "ca", "server", "subjectAltName=DNS:elsewhere.example\n", 99),
    ]:
        pathlib.Path("e").write_text(text)
        openssl(f"x509 -req -in {request}.csr -CA {ca}.crt -CAkey {ca}.key -CAcreateserial -days {days} -out {out}.crt -extfile e")
    pathlib.Path("c.cnf").write_text(
        "[ca]\ndefault_ca=c\n[c]\ndatabase=c.db\nserial=c.serial\nnew_certs_dir=.\ncertificate=ca.crt\nprivate_key=ca.key\n"
        "default_md=sha256\npolicy=p\nunique_subject=no\ndefault_crl_days=30\n[p]\ncommonName=supplied\n")
    pathlib.Path("c.db").write_text("")
    for out, request, text in [("expired", "client", "extendedKeyUsage=clientAuth\n"), ("server-expired", "server", names)]:
        pathlib.Path("e").write_text(text)
        openssl(f"ca -batch -notext -config c.cnf -create_serial -startdate 20240101000000Z -enddate 20240201000000Z -extfile e -in {request}.csr -out {out}.crt")
    openssl("ca -config c.cnf -revoke client.crt")
    openssl("ca -config c.cnf -gencrl -out crl.pem")


def serve(servers, arguments):
    certificate = "" if "-cert " in arguments else "-cert server.crt"
    if WHO == "grpc":
        arguments += " -alpn h2"
    process = subprocess.Popen(
        f"openssl s_server -accept 127.0.0.1:0 -www -key server.key {certificate} {arguments}".split(),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    servers.append(process)
    for line in process.stdout:
        if found := re.match(r"ACCEPT 127.0.0.1:(\d+)", line):
            threading.Thread(target=process.stdout.read, daemon=True).start()
            return int(found[1])
    raise SystemExit(f"s_server {arguments} does not start")


def answering(answer):
    listener = socket.create_server(("127.0.0.1", 0))

    def loop():
        while True:
            client, _ = listener.accept()
            answer(client)
            client.close()

    threading.Thread(target=loop, daemon=True).start()
    return listener.getsockname()[1]


def plain(client):
    client.recv(2048)
    client.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def reset(client):
    client.recv(16)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def cases(servers):
    strict = serve(servers, STRICT)
    listed = serve(servers, f"{STRICT} -crl_check -CRL crl.pem")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        closed = closed.getsockname()[1]
    ports = [
        ("none-1.2", strict, "-", "1.2"), ("none-1.3", strict, "-", "1.3"),
        ("stranger-1.2", strict, "stranger.crt", "1.2"), ("stranger-1.3", strict, "stranger.crt", "1.3"),
        ("expired-1.2", strict, "expired.crt", "1.2"), ("expired-1.3", strict, "expired.crt", "1.3"),
        ("purpose-1.2", strict, "server-only.crt", "1.2"), ("purpose-1.3", strict, "server-only.crt", "1.3"),
        ("revoked-1.2", listed, "client.crt", "1.2"), ("revoked-1.3", listed, "client.crt", "1.3"),
        ("untrusted", serve(servers, "-cert server-stranger.crt"), "client.crt", "1.3"),
        ("elsewhere", serve(servers, "-cert server-elsewhere.crt"), "client.crt", "1.3"),
        ("stale", serve(servers, "-cert server-expired.crt"), "client.crt", "1.3"),
        ("version", serve(servers, "-tls1_3"), "client.crt", "1.2"),
        ("plain", answering(plain), "client.crt", "1.3"),
        ("closed", closed, "client.crt", "1.3"),
        ("reset", answering(reset), "client.crt", "1.3"),
        ("absent", strict, "absent.crt", "1.3"),
        ("mismatch", strict, "client.crt", "1.3"),
    ]
    one_version = WHO in ("requests", "httpx", "curl_cffi", "grpc")
    chosen = [row for row in ports if not (one_version and row[3] == "1.2")]
    if WHO == "openssl11":  # it compares no names
        chosen = [row for row in chosen if row[0] != "elsewhere"]
    key = {"mismatch": "server.key"}
    return [f"{n} https://localhost:{port}/ {cert} {key.get(n, 'client.key')} ca.crt {tls} -" for n, port, cert, tls in chosen]


def run(lines):
    text = "\n".join(lines) + "\n"
    if WHO == "go":
        command = [os.environ["GO"], "run", str(HERE / "programs/ask.go")]
    else:
        command = [sys.executable, str(HERE / "programs/packages.py"), WHO]
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=300)
    if not done.stdout:
        raise SystemExit(done.stderr)
    return done.stdout


def version():
    if WHO == "go":
        return subprocess.run([os.environ["GO"], "version"], capture_output=True, text=True).stdout.strip()
    names = {"requests": ["requests", "urllib3"], "httpx": ["httpx"], "curl_cffi": ["curl_cffi"], "grpc": ["grpcio"], "openssl11": ["cryptography", "pyOpenSSL"]}
    import importlib.metadata as metadata
    packages = []
    for name in names[WHO]:
        try:
            packages.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            packages.append(name)
    return ", ".join(packages) + f", Python {sys.version.split()[0]}"


def keep(printed, folder, lines):
    # paths of the machine say nothing
    text = re.sub(r'File "[^"]*/(\S+?)"', r'File "\1"', printed.replace(folder, ""))
    head = f"# Printed by {version()} against openssl s_server.\n# Captured by tests/explain/capture.py {WHO}\n"
    (HERE / "captured").mkdir(exist_ok=True)
    (HERE / f"captured/{WHO}.txt").write_text(head + text)
    print(f"{WHO}: {len(lines)} texts")


main()
