"""The group `compile`: what a file that includes all of helios costs its compiler."""
import os
import re
import subprocess
import tempfile
from pathlib import Path
from statistics import median

import typed_source

MODES = {
    # name: (flags, budget in seconds, budget in MB); the budgets are those of an application that
    # uses SQL, an optimised header-only file and a file in compiled mode.
    "header-only": ([], 40.0, 2500.0),
    "compiled": (["-DHELIOS_SEPARATE_COMPILATION"], 1.5, None),
}
SOURCE = "#include <helios/helios.hpp>\nint main() {}\n"
# Of typed queries, in the compiled form: seconds and MB of a file with a table of 20 columns and 10
# queries, and seconds of each further query.
TYPED_SECONDS, TYPED_MEGABYTES, QUERY_SECONDS = 3.0, 400.0, 0.1
FEW, MANY = 10, 30
RATCHET = "bench/preprocessed_lines.txt"


def compiler():
    return os.environ.get("CXX", "g++")


def command(root, flags, *more):
    return [compiler(), "-std=c++20", f"-I{root / 'include'}", *flags, *more]


def compile_once(arguments):
    """Seconds of processors and peak MB of the compiler and all it starts."""
    child = subprocess.Popen(arguments)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"tools/bench: failed: {' '.join(arguments)}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def figure(name, unit, ours, budget, peer_name="budget"):
    ratio = None if budget is None else budget / ours
    return {"name": name, "unit": unit, "helios": ours, "peer": budget,
            "peer_name": None if budget is None else peer_name, "ratio": ratio,
            "required": None if budget is None else 1.0, "ok": ratio is None or ratio >= 1}


def preprocessed_lines(root, flags, source):
    """Lines with something on them, after the preprocessor."""
    out = subprocess.run(command(root, flags, "-E", "-P", str(source)), check=True,
                         stdout=subprocess.PIPE, text=True).stdout
    return sum(1 for line in out.splitlines() if line.strip())


def read_ratchet(root):
    lines = re.findall(r"^([\w-]+) +(\d+)$", (root / RATCHET).read_text(), re.MULTILINE)
    return {mode: int(count) for mode, count in lines}


def lower_ratchet(root, counts):
    path = root / RATCHET
    text = path.read_text()
    for mode, count in counts.items():
        text = re.sub(rf"^({mode} +)\d+$", rf"\g<1>{count}", text, flags=re.MULTILINE)
    path.write_text(text)


def typed_figures(measured):
    few = [median(column) for column in zip(*measured[FEW])]
    many = [median(column) for column in zip(*measured[MANY])]
    name = f"20 columns, {FEW} typed queries, -O2"
    return [figure(f"{name}: time", "s", few[0], TYPED_SECONDS),
            figure(f"{name}: peak memory", "MB", few[1], TYPED_MEGABYTES),
            figure("a further typed query, -O2: time", "s", (many[0] - few[0]) / (MANY - FEW),
                   QUERY_SECONDS)]


def run(root, rounds, ratchet):
    """Returns the figures; with `ratchet`, writes line counts that fell into the ratchet's file."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "user.cpp"
        source.write_text(SOURCE)
        jobs = {mode: (source, flags) for mode, (flags, _, _) in MODES.items()}
        for queries in (FEW, MANY):
            typed = Path(folder) / f"typed_{queries}.cpp"
            typed.write_text(typed_source.source(queries))
            jobs[queries] = (typed, MODES["compiled"][0])
        measured = {job: [] for job in jobs}
        for _ in range(rounds):
            for job, (file, flags) in jobs.items():
                measured[job].append(compile_once(command(
                    root, flags, "-O2", "-DNDEBUG", "-c", str(file), "-o",
                    str(file.with_suffix(".o")))))
        counts = {mode: preprocessed_lines(root, flags, source)
                  for mode, (flags, _, _) in MODES.items()}
    figures = []
    for mode, (_, seconds, megabytes) in MODES.items():
        figures.append(figure(f"{mode}, -O2: time", "s", median(t for t, _ in measured[mode]),
                              seconds))
        figures.append(figure(f"{mode}, -O2: peak memory", "MB",
                              median(m for _, m in measured[mode]), megabytes))
    figures += typed_figures(measured)
    allowed = read_ratchet(root)
    for mode, count in counts.items():
        figures.append(figure(f"{mode}: preprocessed lines", "lines", count, allowed[mode],
                              "ratchet"))
    fallen = {mode: count for mode, count in counts.items() if count < allowed[mode]}
    if fallen and ratchet:
        lower_ratchet(root, fallen)
    elif fallen:
        print(f"tools/bench: fewer preprocessed lines than {RATCHET} allows; "
              "`tools/bench --ratchet compile` takes them over")
    return figures
