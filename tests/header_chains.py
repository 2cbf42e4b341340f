#!/usr/bin/env python3
# Sources that include public headers in chains, for the check that each header compiles alone.
#
#   header_chains.py <include folder> <folder for sources> <header> ...   prints the sources, with ;
#
# In a chain each header includes the ones before it, directly or not. A source that includes a
# chain in order compiles exactly if each of its headers compiles alone: what stands before a header
# is what it brings itself. There are less than half as many chains as headers, and a chain costs no
# more than its last header. All is included twice.
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*<helios/([^>]+)>', re.MULTILINE)


def closures(root, headers):
    """What each header includes, directly or not; bodies (.ipp) belong to header-only mode."""
    direct = {}

    def includes_of(name):
        if name not in direct:
            path = root / name
            text = path.read_text() if path.exists() else ''
            direct[name] = [i for i in INCLUDE.findall(text) if not i.endswith('.ipp')]
        return direct[name]

    def reach(name):
        seen, waiting = set(), [name]
        while waiting:
            for other in includes_of(waiting.pop()):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return seen

    return {h: reach(h) for h in headers}


def chains(closure):
    left = set(closure)
    while left:
        at = max(left, key=lambda h: (len(closure[h]), h))
        chain = [at]
        left.remove(at)
        while below := closure[at] & left:
            at = max(below, key=lambda h: (len(closure[h]), h))
            chain.append(at)
            left.remove(at)
        yield chain[::-1]


def source_for(chain, folder):
    path = folder / f'{chain[-1]}.cpp'
    text = ''.join(f'#include <helios/{h}>\n' for h in chain) * 2
    if not path.exists() or path.read_text() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return str(path)


if __name__ == '__main__':
    include, sources = map(pathlib.Path, sys.argv[1:3])
    every = chains(closures(include, sys.argv[3:]))
    print(';'.join(source_for(chain, sources) for chain in every), end='')
