#!/usr/bin/env python3
"""Checks the rules of how helios reads that a machine can check; prints file:line: sentence."""
import argparse
import sys
from pathlib import Path

import documents
import includes
import texts
from tree import Tree

RULES = includes.RULES + texts.RULES + documents.RULES


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=Path, nargs="?", default=Path(__file__).resolve().parents[2])
    tree = Tree(parser.parse_args().root)
    findings = [finding for rule in RULES for finding in rule(tree)]
    for finding in sorted(findings):
        print(finding)
    print(f"{len(RULES)} rules, {len(tree.texts)} files, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
