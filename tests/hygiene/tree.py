"""The repository as the rules see it: its text files, their includes, its documents' tables."""
import re
from functools import cached_property
from typing import NamedTuple

SKIPPED_FOLDERS = {".git", ".cache", "build", "__pycache__"}
TEXT_SUFFIXES = {".hpp", ".ipp", ".def", ".cpp", ".py", ".cmake", ".in", ".txt", ".md", ".json",
                 ".yml", ".test", ".sql", ""}
INCLUDE = re.compile(r"\s*#\s*include\s*[<\"]([^>\"]+)[>\"]")


class Finding(NamedTuple):
    file: str
    line: int
    sentence: str

    def __str__(self):
        return f"{self.file}:{self.line}: {self.sentence}"


class Include(NamedTuple):
    line: int
    target: str


class Tree:
    def __init__(self, root):
        self.root = root
        self.texts = {}
        for path in self.walk(root):
            try:
                self.texts[path.relative_to(root).as_posix()] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # not a text: no rule is about it

    def walk(self, folder):
        for path in sorted(folder.iterdir()):
            if path.is_symlink() or path.name in SKIPPED_FOLDERS:
                continue
            if path.is_dir():
                yield from self.walk(path)
            elif path.suffix in TEXT_SUFFIXES or path.name.startswith("."):
                yield path

    @cached_property
    def sources(self):
        """Path below include/ -> text: headers, definitions (.ipp), tables for macros (.def)."""
        return {name.removeprefix("include/"): text for name, text in self.texts.items()
                if name.startswith("include/helios/") and name.endswith((".hpp", ".ipp", ".def"))}

    @cached_property
    def includes(self):
        """Path below include/ -> what it includes, own and foreign."""
        return {name: [Include(number, match[1])
                       for number, line in enumerate(text.splitlines(), 1)
                       if (match := INCLUDE.match(line))]
                for name, text in self.sources.items()}

    def table(self, document, heading):
        """Rows of the first table under a heading: (line, [the backticked words of each cell])."""
        inside = False
        for number, line in enumerate(self.texts.get(document, "").splitlines(), 1):
            if line.startswith("#"):
                inside = line.lstrip("# ") == heading
            elif inside and line.startswith("|"):
                cells = [re.findall(r"`([^`]+)`", cell) for cell in line.strip("|").split("|")]
                if any(cells):
                    yield number, cells


def code_only(text):
    """The text with comments and the insides of literals blanked; every line keeps its number."""
    def blank(match):
        found = match[0]
        keep = found[0] + found[-1] if found[0] in "\"'" else ""
        return keep + re.sub(r"[^\n]", " ", found)[len(keep):]

    return re.sub(
        r"//[^\n]*"
        r"|/\*.*?\*/"
        r'|R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"'
        r'|"(?:\\.|[^"\\\n])*"'
        r"|(?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])*'",
        blank, text, flags=re.DOTALL)
