#!/usr/bin/env python3
"""Breaks each rule in a tiny tree and expects exactly that finding; a clean tree has none."""
import sys
import tempfile
from pathlib import Path

import check
from tree import Tree

CLEAN = {
    "docs/architecture.md": """\
## Layers

| folder | is |
|---|---|
| `helios.hpp`, `src.hpp` | all |
| `exec/` | upper |
| `base/` | lower |
| `config.hpp` | ground |

## Doors

| include | only in |
|---|---|
| `xxhash.h` | `base/impl/sum.ipp` |
| `boost/hana` | `exec/` |
""",
    "README.md": """\
## Layers

| folder | is |
|---|---|
| `exec/` | upper |
| `base/` | lower |

<!-- cut: examples/tour.cpp#sum -->
```cpp
return sum();
```
""",
    "examples/tour.cpp": """\
int main() {
  // [sum]
  return sum();
  // [/sum]
}
""",
    "include/helios/src.hpp": """\
// helios/src.hpp -- definitions
#pragma once
#include <helios/base/impl/sum.ipp>
""",
    "include/helios/base/sum.hpp": """\
// helios/base/sum.hpp -- a sum
#pragma once
#include <cstdint>
namespace helios {
namespace other = std;
HELIOS_RULE(digits, (+digit){})
inline constexpr int limit = 3;
inline constexpr char const* const name = "a; b = {";
__extension__ using wide = __int128;
extern "C" int plain(int a);
template <class T>
struct box { T value{}; int n = 0; static constexpr int m = 1; static int made(); };
enum class colour : int { red, green };
inline int twice(int a) { static int const two = 2; int b = a; return two * b; }
int sum(int a = 1);
}
#if HELIOS_HEADER_ONLY
#include <helios/base/impl/sum.ipp>
#endif
""",
    "include/helios/base/impl/sum.ipp": """\
// helios/base/impl/sum.ipp -- a sum
#pragma once
#include <helios/base/sum.hpp>
#include <xxhash.h>
#include <helios/base/impl/part.ipp>
""",
    "include/helios/base/impl/part.ipp": """\
// helios/base/impl/part.ipp -- a part of another definition file
#pragma once
""",
    "include/helios/exec/run.hpp": """\
// helios/exec/run.hpp -- runs
#pragma once
#include <helios/base/sum.hpp>
#include <boost/hana/map.hpp>
#include <sys/mman.h>
""",
}

RUN = CLEAN["include/helios/exec/run.hpp"]
X = "include/helios/base/x.hpp"
FIRST = "// helios/base/x.hpp -- it\n"
LAYERS = CLEAN["docs/architecture.md"]


def header(name, *lines):
    top = [f"// helios/{name} -- it", "#pragma once"]
    return {f"include/helios/{name}": "\n".join([*top, *lines, ""])}


def variable(declaration):
    return header("base/x.hpp", "namespace helios {", "namespace detail {", declaration, "}", "}")


# rule, what the tree gains, where the finding is expected
CASES = [
    ("layers", header("base/x.hpp", "#include <helios/exec/run.hpp>"), X + ":3"),
    ("layers", header("base/x.hpp", "#include <helios/base/none.hpp>"), X + ":3"),
    ("layers", header("tools/x.hpp"), "include/helios/tools/x.hpp:1"),
    ("layers", header("exec/x.hpp", "#include <helios/src.hpp>"), "include/helios/exec/x.hpp:3"),
    ("layers", {"docs/architecture.md": "none\n", "README.md": "none\n",
                "include/helios/exec/run.hpp": RUN.replace("#include <boost/hana/map.hpp>\n", ""),
                "include/helios/base/impl/sum.ipp":
                    CLEAN["include/helios/base/impl/sum.ipp"].replace("#include <xxhash.h>\n", "")},
     "docs/architecture.md:1"),
    ("cycles", header("exec/a.hpp", "#include <helios/exec/b.hpp>")
     | header("exec/b.hpp", "#include <helios/exec/a.hpp>"), "include/helios/exec/b.hpp:3"),
    ("cycles", header("exec/a.hpp", "#include <helios/exec/impl/b.hpp>")
     | header("exec/impl/b.hpp", "#include <helios/exec/a.hpp>")
     | header("exec/d/e.hpp", "#include <helios/exec/d/f.hpp>")
     | header("exec/d/f.hpp", "#include <helios/exec/d/e.hpp>"), "include/helios/exec/d/f.hpp:3"),
    ("doors", header("base/x.hpp", "#include <xxhash.h>"), X + ":3"),
    ("doors", header("base/x.hpp", "#include <boost/hana.hpp>"), X + ":3"),
    ("doors", header("exec/x.hpp", "#include <fmt/core.h>"), "include/helios/exec/x.hpp:3"),
    ("definitions", header("exec/impl/x.ipp")
     | header("exec/x.hpp", "#include <helios/exec/impl/x.ipp>"),
     "include/helios/exec/impl/x.ipp:1"),
    ("definitions", header("exec/impl/x.ipp")
     | header("src.hpp", *(f"#include <helios/{i}.ipp>" for i in ("base/impl/sum", "exec/impl/x"))),
     "include/helios/exec/impl/x.ipp:1"),
    ("first_line", {X: "// helios/base/y.hpp -- it\n#pragma once\n"},
     X + ":1"),
    ("pragma_once", {X: "// helios/base/x.hpp -- it\n"},
     X + ":1"),
    ("contract_layout", {X: FIRST + "// Shape     a\n// b\n#pragma once\n"}, X + ":3"),
    ("contract_layout", {X: FIRST + "// Shape     a Cost  b\n#pragma once\n"}, X + ":2"),
    (None, {X: FIRST + "// Shape     a\n//           b\n#pragma once\n// c\n"}, None),
    ("columns", {"tests/x.cpp": "//\n// " + "x" * 98 + "\n"}, "tests/x.cpp:2"),
    ("length", {"tests/x.cpp": "\n" * 401}, "tests/x.cpp:401"),
    ("length", {"tests/x.cpp": "// Long\n" + "\n" * 401}, "tests/x.cpp:401"),
    (None, {"tests/x.cpp": "// x\n// Long      a table\n" + "\n" * 401}, None),
    ("blanks", {"x.md": "a\tb\n"}, "x.md:1"),
    ("blanks", {"x.md": "a\nb \n"}, "x.md:2"),
    ("blanks", {"x.md": "a\nb"}, "x.md:2"),
    ("unfinished", {"x.md": "a\n" + "TO" + "DO: b\n"}, "x.md:2"),
    ("unfinished", {"tests/x.cpp": "// FIX" + "ME\n"}, "tests/x.cpp:1"),
    (None, {"x.md": "XX001 and XXH3\n"}, None),
    ("machine_paths", {"x.md": "see /" + "home/me/x\n"}, "x.md:1"),
    ("machine_paths", {"tools/x": "cd /" + "tmp/x\n"}, "tools/x:1"),
    (None, {"tests/x.cpp": "// /" + "tmp/x and app/" + "home/x\n"}, None),
    ("mutable_globals", variable("int counter = 0;"), X + ":5"),
    ("mutable_globals", variable("inline std::atomic<int> counter{0};"), X + ":5"),
    ("mutable_globals", variable("inline char const* name = nullptr;"), X + ":5"),
    ("mutable_globals", variable("inline std::span<int const> all;"), X + ":5"),
    ("mutable_globals", variable("extern int table[4];"), X + ":5"),
    ("mutable_globals", variable("int f() { static int n = 0; return ++n; }"),
     X + ":5"),
    ("mutable_globals", variable("static thread_local int depth;"), X + ":5"),
    ("mutable_globals", variable("struct s { inline static int n = 0; };"),
     X + ":5"),
    (None, variable("int& f() { static int n;  // global: never written\n return n; }"), None),
    ("cuts", {"examples/tour.cpp": "// [sum]\nreturn 1;\n// [/sum]\n"}, "README.md:8"),
    ("cuts", {"examples/tour.cpp": "int main() {}\n"}, "README.md:8"),
    ("cuts", {"README.md": CLEAN["README.md"] + "\n```cpp\nint a;\n```\n"}, "README.md:13"),
    ("cuts", {"docs/x.md": "<!-- cut: examples/tour.cpp#sum -->\n"}, "docs/x.md:1"),
    ("paths", {"docs/x.md": "see `tests/none.cpp`\n"}, "docs/x.md:1"),
    ("readme_layers", {"README.md": CLEAN["README.md"].replace("| `base/` | lower |\n", "")},
     "README.md:5"),
    ("single_include", {
        "docs/architecture.md": LAYERS.replace("`config.hpp`", "`version.hpp`"),
        "single_include/helios/helios.hpp": "old\n"}
     | header("version.hpp", '#define HELIOS_VERSION_STRING "1"') | header("helios.hpp"),
     "single_include/helios/helios.hpp:1"),
]


def found_in(files):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        tree = Tree(root)
        return {(rule.__name__, f"{at.file}:{at.line}")
                for rule in check.RULES for at in rule(tree)}


def main():
    failures = 0
    for rule, gained, place in [(None, {}, None), *CASES]:
        expected = {(rule, place)} if rule else set()
        found = found_in(CLEAN | gained)
        if found != expected:
            failures += 1
            print(f"expected {expected or 'no finding'}, found {found or 'none'}, in {gained}")
    untried = {rule.__name__ for rule in check.RULES} - {rule for rule, _, _ in CASES}
    if untried:
        failures += 1
        print(f"rules without a case: {sorted(untried)}")
    print(f"{len(CASES)} cases, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
