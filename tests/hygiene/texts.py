"""Rules about the text of single files."""
import re

from tree import Finding, code_only

GENERATED = "single_include/"
CODE_SUFFIXES = (".hpp", ".ipp", ".def", ".cpp", ".py", ".cmake", "CMakeLists.txt")
SCRIPT_FOLDERS = ("tools/", ".ci/")
# In two parts, so that this file keeps its own rule.
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" "DO", "FIX" "ME", "X" "XX"]) + r")\b")
MACHINE_PATH = re.compile(r"(?<![\w.})>/-])/(work|home|root|tmp)/")


def lines(tree, wanted):
    for name, text in tree.texts.items():
        if wanted(name) and not name.startswith(GENERATED):
            for number, line in enumerate(text.splitlines(), 1):
                yield name, number, line


def is_code(name):
    return name.endswith(CODE_SUFFIXES) or name.startswith(SCRIPT_FOLDERS)


def first_line(tree):
    """A header says first what it is, by its own path."""
    for name, text in tree.sources.items():
        if not re.match(rf"// {re.escape(name)} -- \S", text):
            yield Finding(f"include/{name}", 1, f"does not begin with `// {name} -- what it is`")


def pragma_once(tree):
    """A header may be included twice."""
    for name, text in tree.sources.items():
        if not name.endswith(".def") and not re.search(r"^#pragma once$", text, re.MULTILINE):
            yield Finding(f"include/{name}", 1, "has no #pragma once")


SECTION = re.compile(r"// [A-Z][a-z]+ {2,}\S")


def contract_layout(tree):
    """The sections of a header's contract stand below each other; what goes on is indented."""
    for name, text in tree.sources.items():
        in_section = False
        for number, line in enumerate(text.split("#pragma once")[0].splitlines(), 1):
            if SECTION.match(line):
                in_section = True
            elif in_section and re.match(r"// \S", line):
                yield Finding(f"include/{name}", number, "goes on a section without indentation")
            if re.match(r"//.*\S (Shape|Holds|Threads|Errors|Cost|Source) {2,}", line):
                yield Finding(f"include/{name}", number, "begins a section within a line")


def columns(tree):
    """Code is at most 100 columns wide."""
    for name, number, line in lines(tree, is_code):
        if len(line) > 100:
            yield Finding(name, number, f"is {len(line)} columns wide; 100 is the limit")


def length(tree):
    """A file holds one idea: at most 400 lines, unless its top comment gives a reason (`Long`)."""
    for name, text in tree.texts.items():
        count = text.count("\n")
        if count <= 400 or not is_code(name) or name.startswith(GENERATED):
            continue
        top = re.match(r"(?:(?://|#)[^\n]*\n)*", text)[0]
        if not re.search(r"^(//|#) Long +\S", top, re.MULTILINE):
            yield Finding(name, 401, f"has {count} lines; 400 is the limit (`Long  <reason>` "
                                     "in its top comment lifts it)")


def blanks(tree):
    """No tabs, no blanks at the end of a line, a newline at the end of a file."""
    for name, number, line in lines(tree, lambda name: True):
        if "\t" in line:
            yield Finding(name, number, "has a tab")
        if line != line.rstrip():
            yield Finding(name, number, "ends in blanks")
    for name, text in tree.texts.items():
        if text and not text.endswith("\n"):
            yield Finding(name, text.count("\n") + 1, "does not end in a newline")


def unfinished(tree):
    """Nothing promises work that nobody tracks."""
    for name, number, line in lines(tree, lambda name: True):
        if match := UNFINISHED.search(line):
            yield Finding(name, number, f"says {match[0]}: do it, or open an issue")


def machine_paths(tree):
    """Nothing depends on one machine's folders; tests may use the folder for temporary files."""
    for name, number, line in lines(tree, lambda name: True):
        for match in MACHINE_PATH.finditer(line):
            if match[1] != "tmp" or not name.startswith("tests/"):
                yield Finding(name, number, f"names a machine's folder: {match[0]}")


NO_VARIABLE = re.compile(r"(using|namespace|typedef|class|struct|enum|union|template|static_assert"
                         r'|friend|concept|requires|return|extern "")')
DIRECTIVE = r"^[ ]*#(?:\\\n|[^\n])*"
MACRO_CALL = r"\b[A-Z][A-Z0-9_]{2,}\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
VARIABLE = re.compile(r".*[\w>*&\]]\s*[\s*&]\w+\s*(\[[^\]]*\]\s*)*", re.DOTALL)


def is_mutable(declaration):
    """Whether a declaration (up to its = or {) makes a variable that can change. A heuristic."""
    head = re.sub(r"\[\[.*?\]\]|alignas\([^)]*\)|__extension__", " ", declaration)
    head = head.split("=")[0].strip()
    if not head or NO_VARIABLE.match(head):
        return False
    while re.search(r"<[^<>]*>", head):
        head = re.sub(r"<[^<>]*>", "", head)
    if re.search(r"\boperator$", head):  # of operator==(a, b)
        return False
    if "(" in head or not VARIABLE.fullmatch(head) or re.search(r"\bconstexpr\b", head):
        return False
    return not re.search(r"\bconst\b", head[head.rfind("*") + 1:])


def mutable_globals(tree):
    """The library is a guest in somebody's process: it keeps no state of its own there. What only
    looks like state says so on its line: `// global: <reason>`."""
    for name, text in tree.sources.items():
        code = re.sub(DIRECTIVE + "|" + MACRO_CALL, lambda m: re.sub(r"[^\n]", " ", m[0]),
                      code_only(text), flags=re.MULTILINE)
        places = [(at, "is a variable at namespace scope") for at in namespace_variables(code)]
        places += [(match.start(), "is a static variable")
                   for match in re.finditer(r"\b(?:static|thread_local)\b([^;{}()=]*)[;={]", code)
                   if is_mutable("auto " + match[1])]
        for at, what in places:
            number = code.count("\n", 0, at) + 1
            if not re.search(r"// global: \S", text.splitlines()[number - 1]):
                yield Finding(f"include/{name}", number, what + " that can change")


def namespace_variables(code):
    """Offsets of the names of suspicious declarations outside of classes and functions."""
    depth = 0  # of braces that are no namespace's
    namespaces = []
    start = 0
    for match in re.finditer(r"[;{}]", code):
        statement = code[start:match.start()]
        if match[0] == "}":
            if depth == 0 and namespaces:
                namespaces.pop()
            else:
                depth = max(depth - 1, 0)
        elif match[0] == "{" and depth == 0 and re.match(r'\s*((inline\s+)?namespace\b|extern "")',
                                                         statement):
            namespaces.append(match.start())
        else:
            if depth == 0 and not re.match(r"\s*(static|thread_local)\b", statement):
                if is_mutable(statement):
                    yield match.start()
            depth += match[0] == "{"
        start = match.end()


RULES = [first_line, pragma_once, contract_layout, columns, length, blanks, unfinished,
         machine_paths, mutable_globals]
