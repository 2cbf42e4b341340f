#!/usr/bin/env python3
"""Compiles programs with one mistake each and looks at what the compiler says of it.

    check.py <compiler> <flag>...

A mistake is tests/mistakes/<name>.cpp. Its first lines say what the message is about:
    // wants: a regular expression for the error's line
    // names: what the output names, a column or a type
There is exactly one line with "error:", and the whole output has at most 16 lines.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

MOST_LINES = 16


def complaint(path, command):
    first = path.read_text().splitlines()
    wants = first[0].removeprefix("// wants: ")
    names = first[1].removeprefix("// names: ") if first[1].startswith("//") else ""
    done = subprocess.run([*command, "-fsyntax-only", path.name], cwd=path.parent,
                          capture_output=True, text=True)
    said = done.stderr
    errors = [line for line in said.splitlines() if "error:" in line]
    if done.returncode == 0:
        return "compiles", said
    if len(errors) != 1:
        return f"{len(errors)} errors", said
    if not re.search(wants, errors[0]):
        return f"does not say /{wants}/", said
    if names and not re.search(r"\b%s\b" % re.escape(names), said):
        return f"does not name {names}", said
    lines = len(said.splitlines())
    if lines > MOST_LINES:
        return f"{lines} lines", said
    return None


def main():
    command = sys.argv[1:]
    with tempfile.TemporaryDirectory() as scratch:
        # What all of them include is compiled once, and has to be right by itself.
        shutil.copytree(pathlib.Path(__file__).parent, scratch, dirs_exist_ok=True)
        subprocess.run([*command, "-x", "c++-header", "shop.hpp", "-o", "shop.hpp.gch"],
                       cwd=scratch, check=True)
        mistakes = sorted(pathlib.Path(scratch).glob("*.cpp"))
        bad = 0
        for path in mistakes:
            found = complaint(path, command)
            if found:
                bad += 1
                print(f"{path.name}: {found[0]}\n{found[1]}")
    print(f"{len(mistakes)} mistakes, {bad} of them told badly")
    sys.exit(1 if bad or not mistakes else 0)


main()
