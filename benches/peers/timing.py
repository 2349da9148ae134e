"""What is timed, by whom, and how: both sides alike."""

import json
import os
import subprocess
import time
from collections import namedtuple

# A row of the table. `check()` makes inputs and asserts that both sides do the same; rounds alternate between the sides.
Row = namedtuple("Row", "work peer ours theirs rounds check")
# One side of a row. `run(threads)` returns seconds. Sides of one name are timed once a round, whatever rows they are in, and
# those that know no threads (`single`) are timed with one.
Side = namedtuple("Side", "name run single", defaults=[False])

# Runs longer than this are their own warming up.
LONG = 1.0
# Short runs are repeated for so long, between 2 and 10 times.
ENOUGH = 0.5


def seconds(run):
    """How long each of several runs takes, as benches/peers/mod.rs times ours. The first is not counted, as it warms up; of long work
    it is the only one."""
    def timed():
        start = time.perf_counter()
        run()
        return time.perf_counter() - start

    first = timed()
    if first > LONG:
        return [first]
    all_ = []
    while len(all_) < 2 or (len(all_) < 10 and sum(all_) < ENOUGH):
        all_.append(timed())
    return all_


def bench(folder, name, *words, threads=2, level=None):
    """Lines that a bench of this project prints."""
    environment = dict(os.environ, PIXEL_FOREST_PEERS=folder, RAYON_NUM_THREADS=str(threads))
    if level:
        environment["PIXEL_FOREST_SIMD"] = level
    command = [f"{folder}/bin/{name}", *words]
    out = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def ours(folder, name, *words, level=None, single=False):
    """A side that is a bench of this project."""
    def run(threads):
        lines = bench(folder, name, *words, threads=threads, level=level)
        return [line["seconds"] for line in lines if "seconds" in line]
    return Side(" ".join([name, *words, level or ""]), run, single)
