"""Times this library beside edt, connected-components-3d, scipy and scikit-image on the volume of benches/objects.rs.

    objects.py BENCH FOLDER [WORK ...]

BENCH is the compiled benches/objects.rs, FOLDER a place for the volume; benches/peers/run prepares both. WORK chooses rows of
the table ("label 26"). The rounds alternate between the two sides, so that both see the same state of the machine.

numpy asks the system for huge pages, which spares its large arrays most of the time of their first touch. The environment's
NUMPY_MADVISE_HUGEPAGE=0 takes that from the others, GLIBC_TUNABLES=glibc.malloc.hugetlb=1 gives it to both.
"""

import json
import os
import statistics
import subprocess
import sys
import time

import cc3d
import edt
import numpy as np
from scipy import ndimage
from skimage.feature import peak_local_max
from skimage.segmentation import watershed

ROUNDS, CHAIN_ROUNDS = 5, 2
THREADS = [1, 2]
CUBE = np.ones((3, 3, 3), bool)


def chain(p, threads):
    """The usual one: smooth, threshold, fill, depth, smooth, maxima, watershed."""
    mask = ndimage.binary_fill_holes(ndimage.gaussian_filter(p, 1) > 0.55)
    depth = ndimage.gaussian_filter(edt.edt(mask, parallel=threads), 1)
    peaks = peak_local_max(depth, labels=mask.astype(np.int32), min_distance=1, exclude_border=False)
    markers = np.zeros(p.shape, np.int32)
    markers[tuple(peaks.T)] = np.arange(1, len(peaks) + 1)
    return watershed(-depth, markers, mask=mask)


# (our work, the peer's name, the peer's work)
PEERS = [
    ("distance", "edt", lambda p, mask, threads: edt.edt(mask, parallel=threads)),
    ("label 26", "cc3d", lambda p, mask, threads: cc3d.connected_components(mask, connectivity=26)),
    ("label 6", "cc3d", lambda p, mask, threads: cc3d.connected_components(mask, connectivity=6)),
    ("label 26", "scipy", lambda p, mask, threads: ndimage.label(mask, CUBE)),
    ("chain", "scikit-image, scipy, edt", lambda p, mask, threads: chain(p, threads)),
]


def time_ours(bench, folder, threads, times):
    environment = dict(os.environ, PIXEL_FOREST_PEERS=folder, RAYON_NUM_THREADS=str(threads))
    out = subprocess.run([bench], env=environment, check=True, capture_output=True, text=True).stdout
    for line in map(json.loads, out.splitlines()):
        times.setdefault((line["work"], threads), []).append(line["seconds"])


def time_peers(rows, p, mask, threads, times, round_):
    for work, peer, run in rows:
        if work == "chain" and round_ >= CHAIN_ROUNDS:
            continue
        for i in range(1 if work == "chain" else 3):
            start = time.perf_counter()
            run(p, mask, threads)
            if i > 0 or work == "chain":  # otherwise the first warms up, as ours does
                times.setdefault((work, peer, threads), []).append(time.perf_counter() - start)


def cell(seconds):
    spread = [statistics.median(seconds), min(seconds), max(seconds)]
    return "{:.3g} ms ({:.3g}..{:.3g})".format(*(1e3 * s for s in spread)) if spread[0] < 1 else \
        "{:.3g} s ({:.3g}..{:.3g})".format(*spread)


def main(bench, folder, *works):
    rows = [row for row in PEERS if not works or row[0] in works]
    ours, peers = {}, {}
    time_ours(bench, folder, THREADS[-1], {})  # writes the volume
    p = np.fromfile(f"{folder}/nuclei.f32", np.float32).reshape(64, 512, 512)
    mask = p > 0.5
    for round_ in range(ROUNDS):
        for threads in THREADS:
            time_ours(bench, folder, threads, ours)
            time_peers(rows, p, mask, threads, peers, round_)
    heads = [f"{who}, {n} thread{'s' * (n > 1)}" for n in THREADS for who in ("ours", "peer")]
    heads[2:2] = ["ratio"]
    print("| work | peer | " + " | ".join(heads) + " | ratio |")
    print("|---" * (len(heads) + 3) + "|")
    for work, peer, _ in rows:
        cells = []
        for threads in THREADS:
            pair = ours[work, threads], peers[work, peer, threads]
            medians = [statistics.median(seconds) for seconds in pair]
            cells += [*map(cell, pair), f"{medians[1] / medians[0]:.2f}"]
        print(f"| {work} | {peer} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main(*sys.argv[1:])
