#!/usr/bin/env python3
"""What mtls costs beside curl and openssl, on the machine at hand, in one run.

CPU time (user and system) and the largest resident set, medians of runs that take turns, and the
ratio of the two. Absolute numbers say more of the machine than of the program; ratios hold.

usage: benches/ratios.py [--runs N] [--check] BINARY

With --check it ends with 1 when a goal is missed. What the binary cannot do yet is said and left
out. Takes openssl, curl, nginx and cc.
"""

import argparse
import contextlib
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

# Largest ratio (mtls to the other) that is good enough: (CPU, memory); None where none is set.
GOALS = {
    "--version": (0.25, None),
    "GET over mTLS": (0.5, 0.5),
    "inspect 5,000 certificates": (0.025, None),
    "inspect 5,000 files": (0.01, None),
    "csr rsa:2048": (None, None),  # the search for primes is luck: seen, not judged
}
CERTIFICATES = 5000
# What inspect may take at most for so many certificates in one file, in MiB.
MANY = 100_000
MANY_LIMIT = 100
# A loop over all files takes minutes: so many are run, and counted for all.
LOOPED = 250
# nginx is in /usr/sbin, which is not in everybody's PATH
PATH = os.environ.get("PATH", "") + ":/usr/sbin"

# A process' largest resident set counts from its fork on, so a child of Python never seems smaller
# than Python. This stands between: small, and measuring its own child.
METER = r"""
#include <stdio.h>
#include <stdlib.h>
#include <fcntl.h>
#include <unistd.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
int main(int argc, char **argv) {
    struct rusage used;
    struct timespec begun, ended;
    int status, null;
    if (argc < 2) return 2;
    clock_gettime(CLOCK_MONOTONIC, &begun);
    pid_t child = fork();
    if (child == 0) {
        null = open("/dev/null", O_RDWR);
        dup2(null, 0); dup2(null, 1);
        execv(argv[1], argv + 1);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &used) < 0) return 2;
    clock_gettime(CLOCK_MONOTONIC, &ended);
    printf("%ld %ld %ld %d\n",
        (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000L
            + used.ru_utime.tv_usec + used.ru_stime.tv_usec,
        used.ru_maxrss,
        (ended.tv_sec - begun.tv_sec) * 1000000L + (ended.tv_nsec - begun.tv_nsec) / 1000,
        WIFEXITED(status) ? WEXITSTATUS(status) : 128);
    return 0;
}
"""


@dataclass
class Cost:
    """Medians: CPU and wall time in milliseconds, memory in MiB."""

    cpu: float
    memory: float
    wall: float


def main() -> int:
    args = arguments()
    binary = os.path.abspath(args.binary)
    for program in ("openssl", "curl", "nginx", "cc"):
        if not shutil.which(program, path=PATH):
            sys.exit(f"ratios: {program} is not installed")
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        os.chdir(folder)
        meter = build_meter()
        rows = []
        for name, command, prepare in COMPARISONS:
            if command and not can(binary, command):
                print(f"{name}: left out: this binary has no `{command}`")
                continue
            ours, theirs = prepare(binary, stack)
            looped = LOOPED / CERTIFICATES if theirs[0] == "sh" else 1
            own, other = compare(meter, ours, theirs, args.runs)
            other = Cost(other.cpu / looped, other.memory, other.wall / looped)
            rows.append((name, "openssl" if looped != 1 else theirs[0], own, other))
        missed = show(rows)
        missed |= many(binary, meter)
    return 1 if args.check and missed else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", help="the release binary")
    parser.add_argument("--runs", type=int, default=15, help="runs of each (default 15)")
    parser.add_argument("--check", action="store_true", help="end with 1 when a goal is missed")
    return parser.parse_args()


def build_meter() -> str:
    with open("meter.c", "w", encoding="ascii") as source:
        source.write(METER)
    subprocess.run(["cc", "-O1", "-o", "meter", "meter.c"], check=True)
    return os.path.abspath("meter")


def can(binary: str, command: str) -> bool:
    return quiet([binary, command, "--help"]).returncode == 0


# -- what is compared: (name, subcommand it takes, commands of ours and theirs)


def version(binary, _stack):
    return [binary, "--version"], ["curl", "--version"]


def get(binary, stack):
    certificates()
    port = free_port()
    serve(port, stack)
    flags = ["--cert", "client.crt", "--key", "client.key", "--cacert", "ca.crt"]
    flags += ["-s", "-S", f"https://127.0.0.1:{port}/"]
    ours, theirs = [binary, "call", *flags], ["curl", "-q", *flags]
    for command in (ours, theirs):
        answer = quiet(command)
        if answer.stdout != b"CN=client\n":
            sys.exit(f"ratios: {command} says {answer.stdout!r} {answer.stderr!r}")
    return ours, theirs


def inspect(binary, _stack):
    different = 50
    blocks = []
    for number in range(different):
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-days", "365", "-subj", f"/C=BR/O=Acme/CN=app-{number}", "-keyout", "one.key",
                "-out", "one.crt")
        with open("one.crt", encoding="ascii") as one:
            blocks.append(one.read())
    with open("bundle.pem", "w", encoding="ascii") as bundle:
        bundle.write("".join(blocks) * (CERTIFICATES // different))
    return [binary, "inspect", "bundle.pem"], \
        ["openssl", "storeutl", "-noout", "-text", "-certs", "bundle.pem"]


def files(binary, _stack):
    """One run of ours over a folder beside a loop of openssl x509, a part of it for the whole."""
    if not os.path.exists("bundle.pem"):
        inspect(binary, _stack)
    end = "-----END CERTIFICATE-----\n"
    with open("bundle.pem", encoding="ascii") as bundle:
        blocks = bundle.read().split(end)[:-1]
    os.makedirs("files", exist_ok=True)
    for number, block in enumerate(blocks):
        with open(f"files/{number:05}.crt", "w", encoding="ascii") as file:
            file.write(block + end)
    loop = f"for f in $(ls files/* | head -{LOOPED}); do openssl x509 -noout -text -in $f; done"
    return [binary, "inspect", "files"], ["sh", "-c", loop]


def many(binary: str, meter: str) -> bool:
    """Whether a long bundle takes more memory than it may."""
    with open("bundle.pem", encoding="ascii") as bundle:
        text = bundle.read()
    with open("many.pem", "w", encoding="ascii") as file:
        for _ in range(MANY // CERTIFICATES):
            file.write(text)
    cpu, memory, _ = measure(meter, [binary, "inspect", "many.pem"])
    missed = memory / 1024 > MANY_LIMIT
    print(f"inspect {MANY:,} certificates: {cpu / 1000:.0f} ms CPU, {memory / 1024:.1f} MiB"
          f" of {MANY_LIMIT}{'  MISSED' if missed else ''}")
    return missed


def csr(binary, _stack):
    subject = ["--cn", "app", "--ou", "tenant", "--o", "Acme", "--c", "BR"]
    return [binary, "csr", *subject, "--keyout", "ours.key", "--out", "ours.csr", "--no-encrypt",
            "--force"], \
        ["openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-sha256", "-subj",
         "/C=BR/O=Acme/OU=tenant/CN=app", "-keyout", "theirs.key", "-out", "theirs.csr"]


COMPARISONS = [
    ("--version", None, version),
    ("GET over mTLS", "call", get),
    ("inspect 5,000 certificates", "inspect", inspect),
    ("inspect 5,000 files", "inspect", files),
    ("csr rsa:2048", "csr", csr),
]


# -- the peer of the GET


def certificates():
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Bench CA",
            "-keyout", "ca.key", "-out", "ca.crt")
    for name, extension in (("server", "subjectAltName=IP:127.0.0.1"),
                            ("client", "extendedKeyUsage=clientAuth")):
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}",
                "-keyout", f"{name}.key", "-out", f"{name}.csr")
        with open(f"{name}.ext", "w", encoding="ascii") as file:
            file.write(extension + "\n")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.crt", "-CAkey", "ca.key",
                "-CAcreateserial", "-days", "2", "-extfile", f"{name}.ext", "-out", f"{name}.crt")


def serve(port: int, stack: contextlib.ExitStack, more: str = ""):
    """nginx in the foreground, all its files here, stopped with the stack."""
    here = os.getcwd()
    temporary = "".join(
        f"{kind}_temp_path {here}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    with open("nginx.conf", "w", encoding="utf-8") as conf:
        conf.write(f"""
            daemon off; master_process off; pid {here}/nginx.pid; error_log {here}/error.log;
            events {{}}
            http {{
                access_log off; {temporary}
                server {{
                    listen 127.0.0.1:{port} ssl;
                    ssl_certificate {here}/server.crt; ssl_certificate_key {here}/server.key;
                    ssl_client_certificate {here}/ca.crt; ssl_verify_client on;
                    ssl_protocols TLSv1.2 TLSv1.3;
                    location / {{ default_type text/plain; return 200 "$ssl_client_s_dn\\n"; }}
                    {more}
                }}
            }}""")
    nginx = subprocess.Popen(
        [shutil.which("nginx", path=PATH), "-p", here, "-e", f"{here}/error.log",
         "-c", f"{here}/nginx.conf"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stack.callback(nginx.wait)
    stack.callback(nginx.terminate)
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if nginx.poll() is not None:
            break
        time.sleep(0.05)
    with open("error.log", encoding="utf-8", errors="replace") as log:
        sys.exit(f"ratios: nginx did not start: {log.read()}")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


# -- measuring


def compare(meter: str, ours: list, theirs: list, runs: int) -> tuple:
    """They take turns, so that a busy machine is busy for both."""
    costs = ([], [])
    for run in range(runs + 1):
        for cost, command in zip(costs, (ours, theirs)):
            measured = measure(meter, command)
            if run > 0:  # the first run fills the caches
                cost.append(measured)
    return tuple(
        Cost(statistics.median(c for c, _, _ in cost) / 1000,
             statistics.median(m for _, m, _ in cost) / 1024,
             statistics.median(w for _, _, w in cost) / 1000)
        for cost in costs)


def measure(meter: str, command: list) -> tuple:
    program = shutil.which(command[0], path=PATH)
    said = quiet([meter, program, *command[1:]])
    cpu, memory, wall, status = map(int, said.stdout.split())
    if status != 0:
        sys.exit(f"ratios: {' '.join(command)} ended with {status}: {said.stderr.decode()}")
    return cpu, memory, wall


def show(rows: list) -> bool:
    """The table; whether a goal is missed."""
    print(f"{'':28}{'beside':9}{'CPU ms':>17}{'ratio':>7}{'goal':>6}"
          f"{'memory MiB':>17}{'ratio':>7}{'goal':>6}")
    any_missed = False
    for name, other, ours, theirs in rows:
        cpu, memory = ours.cpu / theirs.cpu, ours.memory / theirs.memory
        cpu_goal, memory_goal = GOALS[name]
        missed = (cpu_goal is not None and cpu > cpu_goal) or (
            memory_goal is not None and memory > memory_goal)
        any_missed |= missed
        print(f"{name:28}{other:9}"
              f"{ours.cpu:8.1f} /{theirs.cpu:7.1f}{cpu:7.2f}{cpu_goal or '-':>6}"
              f"{ours.memory:8.1f} /{theirs.memory:7.1f}{memory:7.2f}{memory_goal or '-':>6}"
              f"{'  MISSED' if missed else ''}")
    return any_missed


def openssl(*args: str):
    subprocess.run(["openssl", *args], check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def quiet(command: list) -> subprocess.CompletedProcess:
    environment = {"PATH": PATH, "HOME": os.getcwd(), "LC_ALL": "C"}
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False,
                          env=environment)


if __name__ == "__main__":
    sys.exit(main())
