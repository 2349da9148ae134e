"""Makes forest_scikit_learn.txt: data, and what scikit-learn's forests say about them (means over 30 seeds).

python3 -m venv venv && venv/bin/pip install numpy scikit-learn && venv/bin/python forest_scikit_learn.py
"""

import numpy as np
import sklearn
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier

CLASSES, FEATURES, SEEDS = 3, 8, 30
rng = np.random.default_rng(7)
centres = rng.normal(0, 0.9, (CLASSES, FEATURES))
centres[:, 6:] = 0  # the last two features are noise


def rows(counts):
    y = np.repeat(np.arange(CLASSES), counts)
    x = centres[y] + rng.normal(0, 1, (len(y), FEATURES))
    x[:, 1] += 0.8 * x[:, 0]  # correlated
    return np.round(x, 2).astype(np.float32), y


def table(values):
    return "\n".join(" ".join(f"{v:.4g}" for v in row) for row in np.atleast_2d(values))


train_x, train_y = rows([150, 80, 40])
test_x, test_y = rows([100, 100, 100])
out = open(__file__.replace(".py", ".txt"), "w")
print(f"# made by forest_scikit_learn.py with scikit-learn {sklearn.__version__}", file=out)
for name, x, y in [("train", train_x, train_y), ("test", test_x, test_y)]:
    print(f"{name} {len(x)} {1 + FEATURES}", file=out)
    print(table(np.column_stack([y, x])), file=out)

extra = dict(max_features=int(np.sqrt(FEATURES)), min_samples_leaf=3)
random = dict(max_features=int(np.sqrt(FEATURES) + 0.5), oob_score=True)
for name, make, options in [
    ("extra", ExtraTreesClassifier, extra),
    ("extra_balanced", ExtraTreesClassifier, {**extra, "class_weight": "balanced"}),
    ("extra_shallow", ExtraTreesClassifier, {**extra, "max_depth": 3}),
    ("random", RandomForestClassifier, random),
    ("random_balanced", RandomForestClassifier, {**random, "class_weight": "balanced"}),
    ("random_leaf_5", RandomForestClassifier, {**random, "min_samples_leaf": 5}),
]:
    means, accuracies, importances, oob = [], [], [], []
    for seed in range(SEEDS):
        forest = make(n_estimators=100, random_state=seed, n_jobs=2, **options).fit(train_x, train_y)
        p = forest.predict_proba(test_x)
        means.append([p[test_y == c].mean(axis=0) for c in range(CLASSES)])
        accuracies.append((p.argmax(axis=1) == test_y).mean())
        importances.append(forest.feature_importances_)
        oob.append(1 - forest.oob_score_ if "oob_score" in options else np.nan)
    print(f"{name}_means {CLASSES} {CLASSES}", file=out)  # [true class][class]
    print(table(np.mean(means, axis=0)), file=out)
    print(f"{name}_accuracy 1 1\n{np.mean(accuracies):.4g}", file=out)
    print(f"{name}_importance 1 {FEATURES}\n{table(np.mean(importances, axis=0))}", file=out)
    if "oob_score" in options:
        print(f"{name}_oob 1 1\n{np.mean(oob):.4g}", file=out)
