#!/usr/bin/env python3
"""How fast a sandbox is up, and what it holds: benches/sandbox.py target/release/mtls [--check]

Starts it ten times and takes the median of the time from exec to its first line; then holds 1,000
TLS connections to it at once, each having been answered, within a minute. With --check the exit
code is 1 when it takes 50 ms or more to start, or holds fewer.
"""

import json
import resource
import socket
import ssl
import statistics
import subprocess
import sys
import time

CONNECTIONS = 1000


def start(program):
    began = time.monotonic()
    process = subprocess.Popen([program, "sandbox", "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    facts = json.loads(process.stdout.readline())
    return process, facts, (time.monotonic() - began) * 1000


def stop(process):
    process.terminate()
    return process.wait(timeout=10)


def main():
    program = sys.argv[1]
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    times = []
    for _ in range(10):
        process, _, taken = start(program)
        times.append(taken)
        stop(process)
    startup = statistics.median(times)
    process, facts, _ = start(program)
    context = ssl.create_default_context(cafile=facts["ca"])
    context.load_cert_chain(facts["cert"], facts["key"])
    port = int(facts["url"].rsplit(":", 1)[1])
    request = b"GET /whoami HTTP/1.1\r\nHost: localhost\r\n\r\n"
    held = []
    began = time.monotonic()
    while len(held) < CONNECTIONS and time.monotonic() - began < 60:
        plain = socket.create_connection(("127.0.0.1", port), timeout=10)
        tls = context.wrap_socket(plain, server_hostname="localhost")
        tls.sendall(request)
        if not tls.recv(4096).startswith(b"HTTP/1.1 200"):
            break
        held.append(tls)
    taken = time.monotonic() - began
    with open(f"/proc/{process.pid}/status") as status:
        memory = next(line.split()[1] for line in status if line.startswith("VmRSS"))
    code = stop(process)
    print(f"start {startup:.1f} ms, {len(held)} connections in {taken:.1f} s, {memory} KiB, exit {code}")
    good = startup < 50 and len(held) == CONNECTIONS and code == 0
    return 1 if "--check" in sys.argv and not good else 0


sys.exit(main())
