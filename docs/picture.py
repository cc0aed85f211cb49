#!/usr/bin/env python3
"""Draws docs/refusal.svg: the tour's step without a certificate, as the program at hand prints it.

usage: docs/picture.py BINARY        (writes the picture beside this script)
"""

import html
import json
import pathlib
import re
import subprocess
import sys

WIDTH, LINE, LEFT, TOP = 800, 19, 18, 46
PLAIN, DIM, RED, GREEN = "#d8dee9", "#8b949e", "#ff7b72", "#7ee787"


def main(binary):
    steps = subprocess.run(
        [binary, "sandbox", "--tour", "--json"], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    step = next(s for s in map(json.loads, steps) if s.get("exit_code") == 98)
    lines = [[("$ mtls call ... ", PLAIN), ("  # without --cert and --key", DIM)]]
    lines += [colored(line) for line in step["stderr"].splitlines()]
    lines += [[("$ echo $?", PLAIN)], [(str(step["exit_code"]), PLAIN)]]
    place = pathlib.Path(__file__).with_name("refusal.svg")
    place.write_text(picture(lines), encoding="utf-8")


def colored(line):
    """As on a terminal: the program's name red, the word for the fix green, evidence dim."""
    for word, color, rest in (("mtls:", RED, PLAIN), ("fix:", GREEN, PLAIN), ("evidence:", DIM, DIM)):
        found = re.match(rf"( *{word})(.*)", line)
        if found:
            return [(found[1], color), (found[2], rest)]
    return [(line, PLAIN)]


def picture(lines):
    height = TOP + LINE * len(lines)
    rows = []
    for number, spans in enumerate(lines):
        text = "".join(f'<tspan fill="{color}">{html.escape(t)}</tspan>' for t, color in spans)
        rows.append(f'<text x="{LEFT}" y="{TOP + LINE * number}" xml:space="preserve">{text}</text>')
    dots = "".join(f'<circle cx="{LEFT + 5 + 18 * n}" cy="18" r="5" fill="#30363d"/>' for n in range(3))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}"'
        f' viewBox="0 0 {WIDTH} {height}" font-family="monospace" font-size="13">\n'
        f'<title>mtls call without a client certificate: what is wrong, and what to do</title>\n'
        f'<rect width="100%" height="100%" rx="8" fill="#0d1117"/>{dots}\n' + "\n".join(rows) + "\n</svg>\n"
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
