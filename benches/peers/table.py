"""Times this library beside others that do the same work on the same inputs, in alternating rounds, and prints one table.

    table.py FOLDER [WORD ...]

FOLDER has the compiled benches in bin/ and gets the inputs and table.md; benches/peers/run prepares it. WORDs choose rows: those
whose work has one of them in its name ("features", "train sample", "label 26").

numpy asks the system for huge pages, which spares its large arrays most of the time of their first touch. The environment's
NUMPY_MADVISE_HUGEPAGE=0 takes that from the others, GLIBC_TUNABLES=glibc.malloc.hugetlb=1 gives it to both.
"""

import datetime
import statistics
import subprocess
import sys
from pathlib import Path

import features
import forest
import objects

THREADS = [1, 2]


def processor():
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    return f"{names[0]}, {len(names)} cores seen" if names else "unknown processor"


def time_all(rows):
    """Seconds by the side's name and its threads."""
    times = {}
    rounds = max(row.rounds for row in rows)
    for round_ in range(rounds):
        print(f"round {round_ + 1} of {rounds}", file=sys.stderr)
        done = set()
        for row in rows:
            if round_ >= row.rounds:
                continue
            for threads in THREADS:
                for side in (row.ours, row.theirs):
                    key = side.name, 1 if side.single else threads
                    if key not in done:
                        done.add(key)
                        times.setdefault(key, []).extend(side.run(key[1]))
    return times


def cell(seconds):
    spread = [statistics.median(seconds), min(seconds), max(seconds)]
    unit, scale = ("ms", 1e3) if spread[0] < 1 else ("s", 1)
    median, least, most = (f"{scale * s:.4g}" if scale * s >= 1000 else f"{scale * s:.3g}" for s in spread)
    return f"{median} {unit} ({least}..{most})"


def table(rows, times):
    heads = [f"{who}, {n} thread{'s' * (n > 1)}" for n in THREADS for who in ("ours", "peer")]
    yield "| work | peer | {} | {} | ratio | {} | {} | ratio |".format(*heads)
    yield "|---" * 8 + "|"
    for row in rows:
        cells = []
        for threads in THREADS:
            pair = [times[side.name, 1 if side.single else threads] for side in (row.ours, row.theirs)]
            medians = [statistics.median(seconds) for seconds in pair]
            cells += [*map(cell, pair), f"{medians[1] / medians[0]:.2f}"]
        peer = row.peer + " (1 thread)" * row.theirs.single
        yield f"| {row.work} | {peer} | " + " | ".join(cells) + " |"


def main(folder, *words):
    machine = subprocess.run([f"{folder}/bin/machine"], check=True, stdout=subprocess.PIPE, text=True).stdout
    rows = [row for part in (features, forest, objects) for row in part.rows(folder, "avx512" in machine)]
    rows = [row for row in rows if not words or any(word in row.work for word in words)]
    if not rows:
        sys.exit(f"no work is named like {', '.join(words)}")
    for row in rows:
        row.check()
    lines = [f"{processor()}, {datetime.date.today()}", "", machine, *table(rows, time_all(rows))]
    text = "\n".join(lines) + "\n"
    print(text, end="")
    Path(folder, "table.md").write_text(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
