"""Rules that hold the documents, and the generated header, to what the tree is."""
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

from tree import Finding

CUT = re.compile(r"<!-- cut: (?P<file>[\w./-]+)#(?P<name>[\w-]+) -->")
GENERATOR = Path(__file__).resolve().parents[2] / "tools/amalgamate"
OWN_PATH = re.compile(r"`((?:include|tests|tools|examples|bench|apps|cmake|docs|single_include)"
                      r"/[\w./-]*)`")


def documents(tree):
    for name, text in tree.texts.items():
        if name.endswith(".md"):
            yield name, text.splitlines()


def cuts(tree):
    """Code in the README is cut from an example that is compiled, and still equals it."""
    for name, lines in documents(tree):
        for number, line in enumerate(lines, 1):
            cut = CUT.fullmatch(line.strip())
            if line.startswith("```cpp") and name == "README.md":
                if number < 2 or not CUT.fullmatch(lines[number - 2].strip()):
                    yield Finding(name, number, "code that is not cut from an example "
                                                "(`<!-- cut: file#name -->` above it)")
            if not cut:
                continue
            if number == len(lines) or not lines[number].startswith("```"):
                yield Finding(name, number, "a cut without a code block below it")
                continue
            shown = "\n".join(lines[number + 1:lines.index("```", number + 1)])
            if shown != example(tree, cut["file"], cut["name"]):
                yield Finding(name, number, f"the code is not what {cut['file']} has between "
                                            f"// [{cut['name']}] and // [/{cut['name']}]")


def example(tree, file, name):
    """The lines between the markers, moved to the left margin; None if there are none."""
    text = tree.texts.get(file, "")
    found = re.search(rf"^ *// \[{name}\]\n(.*?)^ *// \[/{name}\]$", text, re.M | re.S)
    return dedent(found[1]).rstrip("\n") if found else None


def paths(tree):
    """A path of this repository that a document names exists."""
    for name, lines in documents(tree):
        for number, line in enumerate(lines, 1):
            for path in OWN_PATH.findall(line):
                if not (tree.root / path).exists():
                    yield Finding(name, number, f"names {path}, which does not exist")


def readme_layers(tree):
    """The README shows the layers of docs/architecture.md, in that order."""
    planned = [name for _, cells in tree.table("docs/architecture.md", "Layers")
               for name in cells[0] if name.endswith("/")]
    shown = [(number, name) for number, cells in tree.table("README.md", "Layers")
             for name in cells[0]]
    if [name for _, name in shown] != planned:
        yield Finding("README.md", shown[0][0] if shown else 1,
                      "its table Layers differs from that of docs/architecture.md")


def single_include(tree):
    """The committed single header is what its generator makes."""
    if not (tree.root / "include/helios/version.hpp").exists():
        return  # a tree without a library has none
    result = subprocess.run([sys.executable, GENERATOR, "--check", "--root", tree.root],
                            capture_output=True, text=True)
    if result.returncode != 0:
        yield Finding("single_include/helios/helios.hpp", 1, result.stderr.strip())


RULES = [cuts, paths, readme_layers, single_include]
