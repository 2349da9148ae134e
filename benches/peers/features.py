"""All features of a plane and of a volume: VIGRA with ilastik's calls, fastfilters2 with what it has.

ilastik smooths first (window 3.5), so that each filter has a sigma of 1 at most (window 2).
"""

import math
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial

import numpy as np

from timing import Row, Side, bench, ours, seconds

try:
    import vigra
except ImportError:
    vigra = None
try:
    import fastfilters2
except ImportError:
    fastfilters2 = None

SHAPES = {"plane": (1024, 1024), "volume": (64, 256, 256)}
SMALL = {"plane": (160, 200), "volume": (40, 56, 72)}
SIGMAS = [0.3, 0.7, 1.0, 1.6, 3.5, 5.0, 10.0]
FILTERS = ["gaussian", "laplacian", "gradient", "dog", "structure", "hessian"]
# Sigma 0.3 is offered for the Gaussian only.
CELLS = [(name, s) for name in FILTERS for s in SIGMAS if s >= 0.7 or name == "gaussian"]
# fastfilters2 computes seven channels at a sigma, in this order.
FASTFILTERS2 = ["gaussian", "gradient", "laplacian", "hessian", "hessian", "structure", "structure"]


def smooth(a, s):
    return vigra.filters.gaussianSmoothing(a, math.sqrt(s * s - 1) if s > 1 else s, window_size=3.5)


def cell(a, name, s):
    f = vigra.filters
    n = min(s, 1.0)
    if name == "gaussian":
        return f.gaussianSmoothing(a, n, window_size=2.0)
    if name == "laplacian":
        return f.laplacianOfGaussian(a, n, window_size=2.0)
    if name == "gradient":
        return f.gaussianGradientMagnitude(a, n, window_size=2.0)
    if name == "dog":
        return f.gaussianSmoothing(a, n, window_size=2.0) - f.gaussianSmoothing(a, 0.66 * n, window_size=2.0)
    if name == "structure":
        return f.structureTensorEigenvalues(a, 0.5 * n, n, window_size=2.0)
    return f.hessianOfGaussianEigenvalues(a, n, window_size=2.0)


def vigra_features(a, threads):
    """One array a cell; the filters release Python's lock, so threads take them in turn."""
    a = vigra.taggedView(a, "zyx"[-a.ndim:])
    with ThreadPoolExecutor(threads) as pool:
        # The widest first: the last to end is then a short one.
        smoothed = dict(zip(SIGMAS[::-1], pool.map(partial(smooth, a), SIGMAS[::-1])))
        return list(pool.map(lambda c: cell(smoothed[c[1]], *c), CELLS))


def fastfilters2_features(a):
    """One stage at the full sigma; it keeps Python's lock, so that threads do not help."""
    return [fastfilters2.compute_filters(a, s) for s in SIGMAS[1:]]


@cache
def image(folder, name):
    return np.fromfile(f"{folder}/{name}.f32", np.float32).reshape(SHAPES[name])


@cache
def small(folder, name):
    """A small image and our features of it."""
    bench(folder, "features", "inputs")
    a = np.fromfile(f"{folder}/{name}.small.f32", np.float32).reshape(SMALL[name])
    return a, np.fromfile(f"{folder}/{name}.features.f32", np.float32).reshape((-1,) + a.shape)


@cache
def check_vigra(folder, name):
    """VIGRA computes the same, to rounding: at sigma 10 little is left of the image, and its eigenvalues are in single precision."""
    a, expected = small(folder, name)
    channels = [np.asarray(channel).reshape(a.shape + (-1,)) for channel in vigra_features(a, 2)]
    channels = np.moveaxis(np.concatenate(channels, -1), -1, 0)
    assert channels.shape == expected.shape, (channels.shape, expected.shape)
    for i, (x, y) in enumerate(zip(expected, channels)):
        off = np.abs(x - y).max()
        assert off < 1e-3 * np.abs(x).max() + 1e-5 * np.abs(a).max(), f"{name}, channel {i}: VIGRA is off by {off}"


@cache
def check_fastfilters2(folder):
    """fastfilters2 computes much the same where both smooth to the same sigma: from 1.6, below we smooth twice. Its structure tensor
    has another inner sigma."""
    a, expected = small(folder, "plane")
    names = [cell for cell in CELLS for _ in range(2 if cell[0] in ("structure", "hessian") else 1)]
    for s, channels in zip(SIGMAS[1:], fastfilters2_features(a)):
        for name, first in zip(FASTFILTERS2, range(7)):
            if s < 1.6 or name == "structure":
                continue
            i = names.index((name, s)) + (first == 4)
            same = np.corrcoef(expected[i].ravel(), channels[first].ravel())[0, 1]
            assert same > 0.98, f"{name} {s}: fastfilters2's correlates by {same}"


def rows(folder, avx512):
    plane, volume = "features 2D, 1024 x 1024", "features 3D, 64 x 256 x 256"
    if fastfilters2:
        def run(threads):
            return seconds(lambda: fastfilters2_features(image(folder, "plane")))
        theirs = Side("fastfilters2", run, single=True)
        yield Row(plane, "fastfilters2, 42 channels", ours(folder, "features", "plane"), theirs, 5,
                  lambda: check_fastfilters2(folder))
    else:
        print("skipped: fastfilters2 is not there")
    if not vigra:
        print("skipped: VIGRA's filters are not there")
        return
    for work, name, rounds in ((plane, "plane", 5), (volume, "volume", 2)):
        def run(threads, name=name):
            return seconds(lambda: vigra_features(image(folder, name), threads))
        yield Row(work, "VIGRA", ours(folder, "features", name), Side(f"VIGRA {name}", run), rounds,
                  lambda name=name: check_vigra(folder, name))
