"""Writes features_*.txt: ilastik's features at a few points of small images, by a numpy oracle.

    python make_features.py ilastik_features.py [ILASTIK_DATA]

The first argument is a file with `feature_bank(image, names, sigmas, selected, in_2d)`, ilastik's features written from
their definition in numpy. ILASTIK_DATA is a folder with ilastik's test inputs Data_1channel.png and Data_3D.npy; without
it their two files are left as they are. Needs numpy and pillow.

A file: `image` says where the pixels come from (`generated KIND`, the same formula as in the test that reads the file;
`pixels`, followed by them; `npy FILE`, a file of the test data), `points` are flat indices of voxels, and each further
line is a channel: feature, sigma, dimensions, eigenvalue, minimum and maximum over the image, values at the points.
"""
import importlib.util
import pathlib
import sys

import numpy as np

NAMES = {
    "gaussian": "GaussianSmoothing",
    "laplacian": "LaplacianOfGaussian",
    "gradient": "GaussianGradientMagnitude",
    "dog": "DifferenceOfGaussians",
    "structure": "StructureTensorEigenvalues",
    "hessian": "HessianOfGaussianEigenvalues",
}
SIGMAS = [0.3, 0.7, 1.0, 1.6, 3.5, 5.0, 10.0]
POINTS = 20
HERE = pathlib.Path(__file__).parent


def generated(kind, shape):
    """Noise of a linear congruential generator, with a brighter box in the middle."""
    state, values = 1, []
    for _ in range(int(np.prod(shape))):
        state = (state * 1664525 + 1013904223) % 2**32
        values.append(state >> 8)
    noise = np.array(values, np.float64).reshape(shape) / 2**24
    box = np.zeros(shape)
    box[tuple(slice(n // 3, n - n // 3) for n in shape)] = 1
    if kind == "8bit":
        return np.floor(noise * 128 + box * 100).astype(np.float32)
    if kind == "16bit":
        return np.floor(30000 + noise * 1000 + box * 500).astype(np.float32)
    return (noise * 2 - 1).astype(np.float32)


def write(oracle, case, source, image, in_2d, pixels=None):
    """image (z, y, x); in_2d per sigma."""
    depth = image.shape[0]
    selected = np.ones((len(NAMES), len(SIGMAS)), bool)
    selected[1:, 0] = False
    a = image[0] if depth == 1 else image
    planes = oracle.feature_bank(a[..., None], list(NAMES.values()), SIGMAS, selected, in_2d)
    planes = planes.reshape(image.shape + (-1,))
    corners = [0, image.shape[2] - 1, image.size - image.shape[2], image.size - 1]
    points = np.concatenate([corners, np.random.default_rng(1).integers(0, image.size, POINTS - 4)])
    lines = [f"# ilastik's features of {case}, by make_features.py", f"image {source}", "shape %d %d %d" % image.shape]
    if pixels is not None:
        lines += [" ".join("%g" % v for v in row) for row in pixels]
    lines.append("points " + " ".join(map(str, points)))
    k = 0
    for i, name in enumerate(NAMES):
        for j, sigma in enumerate(SIGMAS):
            flat = depth == 1 or in_2d[j]
            for eigenvalue in range((2 if flat else 3) if i >= 4 else 1) if selected[i, j] else []:
                plane = planes[..., k].ravel()
                head = f"{name} {sigma:g} {'2d' if flat else '3d'} {eigenvalue} {plane.min():.9g} {plane.max():.9g}"
                lines.append(head + "".join(" %.9g" % v for v in plane[points]))
                k += 1
    assert k == planes.shape[-1]
    (HERE / f"features_{case}.txt").write_text("\n".join(lines) + "\n")


def main():
    spec = importlib.util.spec_from_file_location("oracle", sys.argv[1])
    oracle = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(oracle)
    # The oracle rounds to f32 after each tap, as ilastik does. With an offset of 30,000 that alone can move the structure
    # tensor by about the tests' tolerance, so the values written here are those without this rounding.
    oracle.f32 = np.float64
    flat, deep = [True] * 7, [False] * 7
    for kind in ["8bit", "16bit", "float"]:
        write(oracle, f"plane_{kind}", f"generated {kind}", generated(kind, (1, 37, 41)), flat)
        write(oracle, f"volume_{kind}", f"generated {kind}", generated(kind, (37, 39, 38)), deep)
    write(oracle, "slices_16bit", "generated 16bit", generated("16bit", (5, 38, 37)), flat)
    mixed = [False, True, False, True, False, True, True]
    write(oracle, "mixed_8bit", "generated 8bit", generated("8bit", (17, 39, 41)), mixed)
    if len(sys.argv) > 2:
        from PIL import Image

        data = pathlib.Path(sys.argv[2])
        crop = np.array(Image.open(data / "Data_1channel.png"))[:45, 20:63].astype(np.float32)
        write(oracle, "ilastik_2d", "pixels", crop[None], flat, crop)
        volume = np.load(data / "Data_3D.npy")[..., 0].astype(np.float32)
        write(oracle, "ilastik_3d", "npy ilastik/Data_3D.npy", volume, deep)


main()
