#!/usr/bin/env python3
"""What requests cost beside curl, on one loopback TLS server that wants a client certificate.

One GET, 200 in one invocation, a gibibyte down and one up, and 500 in parallel: CPU time, wall
time and the largest resident set, medians of runs that take turns, as ratios in one run.

usage: benches/wire.py [--runs N] [--check] BINARY

With --check it ends with 1 when a goal is missed. Takes openssl, curl, nginx and cc.
"""

import contextlib
import os
import shutil
import socket
import ssl
import sys
import tempfile
import threading

import ratios

# Largest ratio (mtls to curl) that is good enough: CPU, wall time, memory; None where none is set.
GOALS = {
    "GET": (0.4, 0.6, 0.5),
    "200 GETs, one connection": (None, 1.0, 1.0),
    "1 GiB down": (None, 1.0, 1.0),
    "1 GiB down, to a file": (None, 1.0, 1.0),
    "1 GiB up": (None, 1.0, 1.0),
    "512 MiB up, --data-binary": (None, 1.0, 1.0),
    "500 GETs in parallel": (None, 1.0, None),
}
GIB = 1 << 30
# curl takes --data-binary whole into memory, and no gibibyte.
HALF = GIB // 2
# Runs of what takes seconds are fewer.
LONG_RUNS = 5


def main() -> int:
    args = ratios.arguments()
    binary = os.path.abspath(args.binary)
    for program in ("openssl", "curl", "nginx", "cc"):
        if not shutil.which(program, path=ratios.PATH):
            sys.exit(f"wire: {program} is not installed")
    missed = False
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        os.chdir(folder)
        meter = ratios.build_meter()
        ratios.certificates()
        for name, length in (("large", GIB), ("half", HALF)):
            with open(name, "wb") as file:
                file.truncate(length)
        port, sink = ratios.free_port(), swallow()
        ratios.serve(port, stack, f"location /large {{ root {folder}; }} keepalive_requests 10000;")
        print(f"{'':28}{'CPU ms':>17}{'ratio':>7}{'goal':>6}{'wall ms':>17}{'ratio':>7}{'goal':>6}"
              f"{'memory MiB':>15}{'ratio':>7}{'goal':>6}")
        for name, flags, is_long in rows(f"https://127.0.0.1:{port}", f"https://127.0.0.1:{sink}"):
            runs = min(args.runs, LONG_RUNS) if is_long else args.runs
            whole = ["--cert", "client.crt", "--key", "client.key", "--cacert", "ca.crt", "-sSf"]
            whole += flags
            own, other = ratios.compare(
                meter, [binary, "call", *whole], ["curl", "-q", *whole], runs)
            missed |= show(name, own, other)
    return 1 if args.check and missed else 0


def rows(server: str, sink: str):
    """Name, flags of both, whether it takes seconds."""
    return [
        ("GET", [f"{server}/"], False),
        ("200 GETs, one connection", [f"{server}/{n}" for n in range(200)], False),
        ("1 GiB down", [f"{server}/large", "-o", "/dev/null"], True),
        ("1 GiB down, to a file", [f"{server}/large", "-o", "down"], True),
        ("1 GiB up", ["-T", "large", f"{sink}/up"], True),
        ("512 MiB up, --data-binary", ["--data-binary", "@half", f"{sink}/up"], True),
        ("500 GETs in parallel", ["-Z", *(f"{server}/{n}" for n in range(500))], False),
    ]


def show(name: str, own: ratios.Cost, other: ratios.Cost) -> bool:
    line, missed = f"{name:28}", False
    pairs = ((own.cpu, other.cpu), (own.wall, other.wall), (own.memory, other.memory))
    for (ours, theirs), goal in zip(pairs, GOALS[name]):
        ratio = ours / theirs
        missed |= goal is not None and ratio > goal
        line += f"{ours:8.1f} /{theirs:7.1f}{ratio:7.2f}{goal or '-':>6}"
    print(line + ("  MISSED" if missed else ""))
    return missed


def swallow() -> int:
    """A TLS server that takes a body of announced length and says so; its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("server.crt", "server.key")
    context.load_verify_locations("ca.crt")
    context.verify_mode = ssl.CERT_REQUIRED
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=listen, args=(listener, context), daemon=True).start()
    return listener.getsockname()[1]


def listen(listener: socket.socket, context: ssl.SSLContext):
    while True:
        plain, _ = listener.accept()
        with contextlib.suppress(OSError), context.wrap_socket(plain, server_side=True) as stream:
            head = b""
            while b"\r\n\r\n" not in head:
                head += stream.recv(4096)
            head, _, body = head.partition(b"\r\n\r\n")
            lines = head.decode("latin-1").lower().split("\r\n")
            fields = dict(line.split(": ", 1) for line in lines[1:])
            if "expect" in fields:
                stream.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            left = int(fields["content-length"]) - len(body)
            space = memoryview(bytearray(1 << 18))
            while left > 0:
                left -= stream.recv_into(space)
            stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            stream.unwrap()


if __name__ == "__main__":
    sys.exit(main())
