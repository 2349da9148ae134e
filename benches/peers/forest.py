"""Training and prediction of forests: scikit-learn, VIGRA, smartcore.

The rows and voxels have our default features. They are of the generated sample image and, where the folder of test data is
present (PIXEL_FOREST_DATA, else ../shared/data), of electron microscopy and of crowded fluorescence.
"""

import math
import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np
import tifffile
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier

from timing import Row, Side, bench, ours, seconds

try:
    import vigra
except ImportError:
    vigra = None

DATA = Path(os.environ.get("PIXEL_FOREST_DATA", Path(__file__).resolve().parents[3] / "shared/data"))
# Set: folder, images to train from, images to predict (about 1 Mpx).
IMAGES = {"EM": ("em_isbi2012", 2, 4), "fluorescence": ("2d_dsb_crowded512x640", 2, 3)}
SETS = ["sample", *IMAGES]
ROWS = [5000, 50000]
KINDS = ["extra", "random"]
TREES = 100
# Voxels of a tile of features, as benches/voxels/mod.rs cuts them.
TILE = 32 * 128


def write_images(folder, set_):
    """Normalised pixels and classes of a set's images, for our bench; returns the sizes that it asks for."""
    name, *counts = IMAGES[set_]
    sizes = []
    for part, split, count in zip(("train", "test"), ("public_train", "public_test"), counts):
        files = sorted((DATA / name / split / "images").glob("*.tif"))[:count]
        images = np.stack([tifffile.imread(file) for file in files]).astype(np.float32)
        low, high = np.percentile(images, [1, 99.8])
        ((images - low) / (high - low)).astype(np.float32).tofile(f"{folder}/{set_}.{part}.f32")
        labels = np.stack([tifffile.imread(file.parents[1] / "labels" / file.name) for file in files])
        (labels > 0).astype(np.uint8).tofile(f"{folder}/{set_}.{part}.u8")
        sizes.append("x".join(map(str, images.shape)))
    return ["2d", *sizes]


@cache
def prepare(folder, set_):
    bench(folder, "forest", "inputs", set_, *(write_images(folder, set_) if set_ in IMAGES else []))


@cache
def rows_of(folder, set_, count):
    """Features (row, feature) and classes to train from."""
    classes = np.fromfile(f"{folder}/{set_}.{count}.u8", np.uint8)
    return np.fromfile(f"{folder}/{set_}.{count}.f32", np.float32).reshape(count, -1), classes


@cache
def voxels_of(folder, set_):
    """Features (voxel, feature) and classes to predict, tile by tile as we do."""
    classes = np.fromfile(f"{folder}/{set_}.voxels.u8", np.uint8)
    tiles = np.fromfile(f"{folder}/{set_}.voxels.f32", np.float32).reshape(len(classes) // TILE, -1, TILE)
    return np.ascontiguousarray(tiles.transpose(0, 2, 1)).reshape(len(classes), -1), classes


def sklearn_forest(kind, x, y, threads):
    """As our defaults of the kind."""
    root = math.sqrt(x.shape[1])
    if kind == "extra":
        forest = ExtraTreesClassifier(TREES, max_features=int(root), min_samples_leaf=3, n_jobs=threads)
    else:
        forest = RandomForestClassifier(TREES, max_features=int(root + 0.5), n_jobs=threads)
    return forest.fit(x, y)


def vigra_forest(x, y, threads):
    """As ilastik: each thread grows a part of the trees."""
    def grow(trees):
        forest = vigra.learning.RandomForest(treeCount=trees)
        forest.learnRF(x, y.astype(np.uint32)[:, None])
        return forest
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(grow, [TREES // threads] * threads))


def vigra_probabilities(forest, x, threads):
    """ilastik's threads each predict a block."""
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(forest.predictProbabilities, np.array_split(x, threads)))


@cache
def trained(peer, folder, set_, kind):
    """A peer's forest of 5,000 rows, as accurate as ours."""
    prepare(folder, set_)
    x, y = rows_of(folder, set_, ROWS[0])
    forest = sklearn_forest(kind, x, y, 2) if peer == "scikit-learn" else vigra_forest(x, y, 1)[0]
    voxels, truth = (a[::16] for a in voxels_of(folder, set_))
    voxels = np.ascontiguousarray(voxels)
    p = forest.predict_proba(voxels) if peer == "scikit-learn" else forest.predictProbabilities(voxels)
    theirs = ((p[:, 1] > 0.5) == truth).mean()
    mine = bench(folder, "forest", "predict", set_, kind)[0]["accuracy"]
    assert abs(mine - theirs) < 0.02, f"{set_}, {kind}: our accuracy is {mine}, {peer}'s {theirs}"
    return forest


def predictions(folder, set_, avx512):
    def sklearn_run(kind, threads):
        forest = trained("scikit-learn", folder, set_, kind)
        forest.n_jobs = threads
        return seconds(lambda: forest.predict_proba(voxels_of(folder, set_)[0]))

    def vigra_run(threads):
        forest = trained("VIGRA", folder, set_, "random")
        return seconds(lambda: vigra_probabilities(forest, voxels_of(folder, set_)[0], threads))

    for kind in KINDS:
        for level in [None, "avx2"] if avx512 else [None]:
            work = f"predict {set_}, {kind}" + ", AVX2" * (level is not None)
            mine = ours(folder, "forest", "predict", set_, kind, level=level)
            theirs = Side(f"scikit-learn predicts {set_} {kind}", lambda threads, kind=kind: sklearn_run(kind, threads))
            yield Row(work, "scikit-learn", mine, theirs, 2,
                      lambda kind=kind: trained("scikit-learn", folder, set_, kind))
            if vigra:
                yield Row(work, "VIGRA, random", mine, Side(f"VIGRA predicts {set_}", vigra_run), 2,
                          lambda: trained("VIGRA", folder, set_, "random"))


def trainings(folder, set_, count):
    def sklearn_run(kind, threads):
        return seconds(lambda: sklearn_forest(kind, *rows_of(folder, set_, count), threads))

    def vigra_run(threads):
        return seconds(lambda: vigra_forest(*rows_of(folder, set_, count), threads))

    for kind in KINDS:
        mine = ours(folder, "forest", "train", set_, str(count), kind)
        peers = [("scikit-learn", Side(f"scikit-learn trains {set_} {count} {kind}",
                                       lambda threads, kind=kind: sklearn_run(kind, threads)))]
        if vigra:
            peers.append(("VIGRA, random", Side(f"VIGRA trains {set_} {count}", vigra_run)))
        if kind == "random":
            peers.append(smartcore(folder, set_, count))
        for peer, theirs in peers:
            yield Row(f"train {set_}, {count:,} rows, {kind}", peer, mine, theirs, 2, lambda: prepare(folder, set_))


def smartcore(folder, set_, count):
    """Trees are grown one after the other; a tenth of them is enough to tell where all would take minutes."""
    share = 1 if count == ROWS[0] else 10
    side = ours(folder, "forest", "smartcore", set_, str(count), str(TREES // share), single=True)
    run = lambda threads: [share * s for s in side.run(threads)]
    return "smartcore" + f", {TREES // share} trees x {share}" * (share > 1), Side(side.name, run, single=True)


def rows(folder, avx512):
    sets = [set_ for set_ in SETS if set_ not in IMAGES or (DATA / IMAGES[set_][0]).is_dir()]
    for set_ in SETS:
        if set_ not in sets:
            print(f"skipped: {DATA / IMAGES[set_][0]} is not present")
    if not vigra:
        print("skipped: VIGRA's forest is not there")
    for set_ in sets:
        yield from predictions(folder, set_, avx512)
        yield from trainings(folder, set_, ROWS[0])
    # Many rows take the others minutes a set: one set, a real one where there is one.
    yield from trainings(folder, sets[min(1, len(sets) - 1)], ROWS[1])
