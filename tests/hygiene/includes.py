"""Rules about who includes whom: layers, cycles, doors, definition files."""
import re

from tree import Finding

ARCHITECTURE = "docs/architecture.md"
SYSTEM = re.compile(r"[a-z_0-9]+(\.h)?|(sys|linux)/[a-z_0-9]+\.h")


def folder(name):
    """Its row in the layers: helios/base/impl/x.ipp -> base/, helios/config.hpp -> config.hpp."""
    parts = name.split("/")
    return parts[1] if len(parts) == 2 else parts[1] + "/"


def layers(tree):
    """A folder includes only itself and folders below it."""
    rank = {}
    for height, (_, cells) in enumerate(tree.table(ARCHITECTURE, "Layers")):
        rank.update({name: height for name in cells[0]})
    if not rank:
        yield Finding(ARCHITECTURE, 1, "has no table of layers under the heading Layers")
        return
    for name, includes in tree.includes.items():
        if folder(name) not in rank:
            yield Finding(f"include/{name}", 1,
                          f"{folder(name)} has no row in the layers of {ARCHITECTURE}")
            continue
        for line, target in includes:
            if not target.startswith("helios/"):
                continue
            if target not in tree.sources:
                yield Finding(f"include/{name}", line, f"includes <{target}>, which does not exist")
            elif rank.get(folder(target), len(rank)) < rank[folder(name)]:
                yield Finding(f"include/{name}", line,
                              f"{folder(name)} lies below {folder(target)} and may not include it")


def cycles(tree):
    """No two files include each other. A header's include of its definitions (x.hpp -> impl/x.ipp)
    does not count: they come after all it declares."""
    edges = {}
    for name, includes in tree.includes.items():
        def defines(target, name=name):
            beside = "/impl/" in target and folder(target) == folder(name)
            return beside and ("/impl/" not in name or
                               name.endswith(".hpp") and target.endswith(".ipp"))
        edges[name] = [(line, target) for line, target in includes
                       if target in tree.sources and not defines(target)]
    state = {}  # absent: not seen, False: on the current path, True: finished

    def visit(name, path):
        state[name] = False
        for line, target in edges[name]:
            if target not in state:
                yield from visit(target, [*path, target])
            elif not state[target]:
                circle = [*path[path.index(target):], target]
                yield Finding(f"include/{name}", line,
                              "includes in a circle: " + " -> ".join(circle))
        state[name] = True

    for name in edges:
        if name not in state:
            yield from visit(name, [name])


def doors(tree):
    """Each third-party library is included only where its row in the table of doors says."""
    rules = [(cells[0][0], cells[1]) for _, cells in tree.table(ARCHITECTURE, "Doors")
             if len(cells) > 1 and cells[0]]
    for name, includes in tree.includes.items():
        below = name.removeprefix("helios/")
        for line, target in includes:
            if target.startswith("helios/"):
                continue
            here = f"include/{name}"
            matching = [(prefix, where) for prefix, where in rules if target.startswith(prefix)]
            if matching:
                prefix, where = max(matching, key=lambda rule: len(rule[0]))
                if not any(below == door or door.endswith("/") and below.startswith(door)
                           for door in where):
                    yield Finding(here, line, f"<{target}> enters only through {', '.join(where)}")
            elif not SYSTEM.fullmatch(target):
                yield Finding(here, line, f"<{target}> has no row in the doors of {ARCHITECTURE}")


def definitions(tree):
    """Every definition file is compiled: listed in src.hpp and pulled in by a header, or part of
    another definition file."""
    listed = {target for _, target in tree.includes.get("helios/src.hpp", [])}
    by_header = set()
    by_definition = set()
    for name, includes in tree.includes.items():
        if name != "helios/src.hpp":
            (by_header if name.endswith(".hpp") else by_definition).update(t for _, t in includes)
    for name in tree.sources:
        if not name.endswith(".ipp") or name in by_definition - listed:
            continue
        if name not in listed:
            yield Finding(f"include/{name}", 1, "is not listed in include/helios/src.hpp")
        if name not in by_header:
            yield Finding(f"include/{name}", 1,
                          "is included by no header, so header-only programs miss it")


RULES = [layers, cycles, doors, definitions]
