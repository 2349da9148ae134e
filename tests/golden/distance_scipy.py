"""Makes distance_scipy.txt: masks, and what scipy says about their distances.

python3 -m venv venv && venv/bin/pip install numpy scipy && venv/bin/python distance_scipy.py
"""

import numpy as np
import scipy
from scipy.ndimage import distance_transform_edt

rng = np.random.default_rng(7)
CASES = [  # name, shape (z, y, x), part of background, spacings
    ("plane", (1, 24, 37), 0.03, [(1, 1, 1), (1, 0.65, 1.3)]),
    ("volume", (7, 13, 19), 0.02, [(1, 1, 1), (2.18, 1, 1), (0.5, 0.25, 0.3)]),
    ("thin", (9, 1, 30), 0.04, [(2.18, 1, 1)]),
    ("one_hole", (5, 8, 11), None, [(1, 1, 1), (0.5, 0.25, 0.3)]),
]

out = open(__file__.replace(".py", ".txt"), "w")
print(f"# made by distance_scipy.py with scipy {scipy.__version__}", file=out)
for name, shape, background, spacings in CASES:
    if background is None:
        mask = np.ones(shape, bool)
        mask[1, 2, 3] = False
    else:
        mask = rng.random(shape) >= background
    for spacing in spacings:
        distances = distance_transform_edt(mask, sampling=spacing)
        print(name, *shape, *spacing, file=out)
        for row in distances.reshape(-1, shape[2]):  # a line per row along x; background has 0
            print(" ".join(f"{v:.7g}" for v in row), file=out)
