#!/usr/bin/env python3
"""What `mtls csr --batch` takes beside a loop of `openssl req -newkey`, on the machine at hand, in one run.

Wall time and CPU time (user and system) for as many RSA-2048 keys and requests from each, several
times, in turns; the ratio of the medians, and how many cores ours kept busy. The search for primes is
luck, so few rows say little.

usage: benches/batch.py [--rows N] [--runs N] [--check] BINARY

With --check it ends with 1 when the goal is missed. Takes openssl and sh.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

# Largest ratio of wall times (mtls to the loop) that is good enough, given two cores; on another
# number of cores the loop still has one.
GOAL = 0.25
SUBJECT = "/C=BR/O=Acme/OU=tenant/CN="


@dataclass
class Cost:
    """In seconds."""

    wall: float
    cpu: float


def main() -> int:
    args = arguments()
    binary = os.path.abspath(args.binary)
    if not shutil.which("openssl"):
        sys.exit("batch: openssl is not installed")
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        with open("table.csv", "w", encoding="ascii") as table:
            table.write("cn\n" + "".join(f"app-{n}\n" for n in range(args.rows)))
        for run in range(args.runs):
            ours.append(measure([binary, "csr", "--batch", "table.csv", "--ou", "tenant", "--o",
                                 "Acme", "--c", "BR", "--no-encrypt", "-q", "--out-dir",
                                 f"ours-{run}"]))
            os.mkdir(f"theirs-{run}")
            theirs.append(measure(["sh", "-c", loop(args.rows, f"theirs-{run}")]))
            verify(args.rows, f"ours-{run}")
    return 1 if show(args, ours, theirs) and args.check else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", help="the release binary")
    parser.add_argument("--rows", type=int, default=100, help="requests of each (default 100)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each (default 3)")
    parser.add_argument("--check", action="store_true", help="end with 1 when the goal is missed")
    return parser.parse_args()


def loop(rows: int, folder: str) -> str:
    """What people write in their shell."""
    return (f"set -e; n=0; while [ $n -lt {rows} ]; do "
            f"openssl req -new -newkey rsa:2048 -nodes -sha256 -subj {SUBJECT}app-$n "
            f"-keyout {folder}/app-$n.key -out {folder}/app-$n.csr; n=$((n+1)); done")


def measure(command: list) -> Cost:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    ran = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    wall = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if ran.returncode != 0:
        sys.exit(f"batch: {command[0]} ended with {ran.returncode}: {ran.stderr.decode()}")
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def verify(rows: int, folder: str):
    """Each request is there, is openssl's to verify, and is its key's."""
    for row in range(0, rows, max(1, rows // 10)):
        name = f"{folder}/app-{row}"
        subprocess.run(["openssl", "req", "-in", f"{name}.csr", "-key", f"{name}.key", "-verify",
                        "-noout"], check=True, capture_output=True)
    if len(os.listdir(folder)) != 2 * rows:
        sys.exit(f"batch: {folder} holds {len(os.listdir(folder))} files for {rows} rows")


def show(args: argparse.Namespace, ours: list, theirs: list) -> bool:
    """The figures; whether the goal is missed."""
    wall = [statistics.median(cost.wall for cost in costs) for costs in (ours, theirs)]
    cpu = [statistics.median(cost.cpu for cost in costs) for costs in (ours, theirs)]
    ratio = wall[0] / wall[1]
    busy = statistics.median(cost.cpu / cost.wall for cost in ours)
    missed = ratio > GOAL
    print(f"{args.rows} RSA-2048 requests, medians of {args.runs} runs, {os.cpu_count()} cores")
    print(f"  wall  {wall[0]:7.2f} s / {wall[1]:7.2f} s  ratio {ratio:.2f}  goal {GOAL}"
          f"{'  MISSED' if missed else ''}")
    print(f"  CPU   {cpu[0]:7.2f} s / {cpu[1]:7.2f} s  ratio {cpu[0] / cpu[1]:.2f}")
    print(f"  ours kept {busy:.2f} cores busy")
    return missed


if __name__ == "__main__":
    sys.exit(main())
