"""Objects of a volume of touching nuclei: edt, connected-components-3d, scipy, scikit-image."""

from functools import cache

import cc3d
import edt
import numpy as np
from scipy import ndimage
from skimage.feature import peak_local_max
from skimage.segmentation import watershed

from timing import Row, Side, bench, ours, seconds

CUBE = np.ones((3, 3, 3), bool)


def chain(p, threads):
    """The usual one: smooth, threshold, fill, depth, smooth, maxima, watershed."""
    mask = ndimage.binary_fill_holes(ndimage.gaussian_filter(p, 1) > 0.55)
    depth = ndimage.gaussian_filter(edt.edt(mask, parallel=threads), 1)
    peaks = peak_local_max(depth, labels=mask.astype(np.int32), min_distance=1, exclude_border=False)
    markers = np.zeros(p.shape, np.int32)
    markers[tuple(peaks.T)] = np.arange(1, len(peaks) + 1)
    return watershed(-depth, markers, mask=mask)


# (our work, the peer's name, the peer's work, whether it knows one thread only, rounds)
PEERS = [
    ("distance", "edt", lambda p, mask, threads: edt.edt(mask, parallel=threads), False, 5),
    ("label 26", "cc3d", lambda p, mask, threads: cc3d.connected_components(mask, connectivity=26), True, 5),
    ("label 6", "cc3d", lambda p, mask, threads: cc3d.connected_components(mask, connectivity=6), True, 5),
    ("label 26", "scipy", lambda p, mask, threads: ndimage.label(mask, CUBE), True, 5),
    ("chain", "scikit-image, scipy, edt", lambda p, mask, threads: chain(p, threads), False, 2),
]


@cache
def nuclei(folder):
    """Probabilities and mask."""
    bench(folder, "objects", "inputs")
    p = np.fromfile(f"{folder}/nuclei.f32", np.float32).reshape(64, 512, 512)
    return p, p > 0.5


def rows(folder, avx512):
    for work, peer, run, single, rounds in PEERS:
        def theirs(threads, run=run):
            return seconds(lambda: run(*nuclei(folder), threads))
        yield Row(f"objects, {work}", peer, ours(folder, "objects", work), Side(f"{peer} {work}", theirs, single), rounds,
                  lambda: nuclei(folder))
