"""Times edt, connected-components-3d, scipy and scikit-image on the volume of benches/objects.rs.

    PIXEL_FOREST_PEERS=/tmp cargo bench --bench objects
    pip install numpy scipy scikit-image edt connected-components-3d
    python benches/peers/objects.py /tmp
"""

import sys
import time

import cc3d
import edt
import numpy as np
from scipy import ndimage
from skimage.feature import peak_local_max
from skimage.segmentation import watershed

THREADS = 2


def timed(name, work, runs=5):
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
    print(f"{name:40} fastest {min(seconds):.3f} s, median {sorted(seconds)[len(seconds) // 2]:.3f} s")
    return result


def chain(p):
    """The usual one: smooth, threshold, fill, depth, smooth, maxima, watershed."""
    mask = ndimage.binary_fill_holes(ndimage.gaussian_filter(p, 1) > 0.55)
    depth = ndimage.gaussian_filter(edt.edt(mask, parallel=THREADS), 1)
    peaks = peak_local_max(depth, labels=mask.astype(np.int32), min_distance=1, exclude_border=False)
    markers = np.zeros(p.shape, np.int32)
    markers[tuple(peaks.T)] = np.arange(1, len(peaks) + 1)
    return watershed(-depth, markers, mask=mask)


p = np.fromfile(f"{sys.argv[1]}/nuclei.f32", np.float32).reshape(64, 512, 512)
mask = p > 0.5
timed("edt", lambda: edt.edt(mask, parallel=THREADS))
timed("cc3d, 26 neighbours", lambda: cc3d.connected_components(mask, connectivity=26))
timed("scikit-image and scipy, the whole chain", lambda: chain(p), runs=1)
