#!/usr/bin/env python3
"""Runs tools/amalgamate on a tiny tree that has everything it treats specially."""
import subprocess
import sys
import tempfile
from pathlib import Path

TOOL = Path(__file__).resolve().parents[2] / "tools/amalgamate"

TREE = {
    "helios.hpp": "#pragma once\n#include <helios/b.hpp>\n#include <helios/a.hpp>\n"
                  "#include <helios/version.hpp>\n",
    "a.hpp": "#pragma once\n#include <vector>\nint a();\n#if HELIOS_HEADER_ONLY\n"
             "#include <helios/impl/a.ipp>\n#endif\n",
    "b.hpp": "#pragma once\n#include <helios/a.hpp>\n#include <array>\nint b[] = {\n"
             "#include <helios/list.def>\n};\nint c[] = {\n#include <helios/list.def>\n};\n",
    "list.def": "1, 2,\n",
    "impl/a.ipp": "#pragma once\n#include <helios/a.hpp>\n"
                  "#define CONFIGURED 1\n#include <other.h>\n"
                  "#ifdef __linux__\n#include <sys/mman.h>\n#else\n#include <cstdio>\n#endif\n"
                  "inline int a() { return 1; }\n",
    "version.hpp": '#pragma once\n#define HELIOS_VERSION_STRING "1.2.3"\n',
}
# After the banner: the standard's, then others with their configuration, then each file once.
EXPECTED = """
#include <array>
#include <vector>

#define CONFIGURED 1
#include <other.h>

int a();

#ifdef __linux__
#include <sys/mman.h>
#else
#include <cstdio>
#endif
inline int a() { return 1; }
int b[] = {
1, 2,
};
int c[] = {
1, 2,
};

#define HELIOS_VERSION_STRING "1.2.3"
"""
# A change to the tree that the tool must refuse, and the place it names.
REFUSED = [
    ({"a.hpp": "#ifdef X\n#include <helios/b.hpp>\n#endif\n"}, "include/helios/a.hpp:2"),
    ({"a.hpp": "#pragma once\n#include \"b.hpp\"\n"}, "include/helios/a.hpp:2"),
    ({"a.hpp": "#pragma once\n#include <helios/none.hpp>\n"}, "include/helios/a.hpp:2"),
    ({"a.hpp": "#if HELIOS_HEADER_ONLY\n#else\n#endif\n"}, "include/helios/a.hpp:2"),
]


def amalgamate(root, files, *arguments):
    for name, text in files.items():
        path = root / "include/helios" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return subprocess.run([sys.executable, TOOL, "--root", root, *arguments],
                          capture_output=True, text=True)


def main():
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        made = amalgamate(root, TREE, "--print").stdout
        if not made.startswith("// helios 1.2.3 -- ") or not made.endswith("#endif\n" + EXPECTED):
            failures.append(f"made:\n{made}")
        if amalgamate(root, {}, "--check").returncode == 0:
            failures.append("--check accepts a missing file")
        amalgamate(root, {})
        if amalgamate(root, {}, "--check").returncode != 0:
            failures.append("--check refuses what was just made")
        if amalgamate(root, {"list.def": "3,\n"}, "--check").returncode == 0:
            failures.append("--check accepts what another tree made")
        for change, place in REFUSED:
            result = amalgamate(root, TREE | change, "--print")
            if result.returncode == 0 or not result.stderr.startswith(place + ": "):
                failures.append(f"expected a refusal at {place}, got {result}")
    print("\n".join(failures) or "amalgamation: as expected")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
