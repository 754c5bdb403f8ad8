"""How long scoring one opportunity takes, beside one numpy round trip that does nothing.

The model is as large as a learned one: 300 full trees of 16 leaves over the live features, made
from a fixed seed, so that the bench needs no learning library and no data. One vector in two has
unknown values.
"""

import json
import time

import numpy as np

from dangol.decide.intent import FEATURES, LEAF, IntentModel, build_model
from dangol.terms.instants import Instant

TREES = 300
DEPTH = 5
SCORES = 20_000


def full_model(rng: np.random.Generator) -> IntentModel:
    nodes: dict[str, list[float]] = {
        name: [] for name in ("feature", "threshold", "left", "right", "nan_left", "value")
    }
    roots: list[int] = []
    inner, size = 2**DEPTH // 2 - 1, 2**DEPTH - 1
    for _ in range(TREES):
        start = len(nodes["feature"])
        roots.append(start)
        for place in range(size):
            is_leaf = place >= inner
            nodes["feature"].append(LEAF if is_leaf else int(rng.integers(len(FEATURES))))
            nodes["threshold"].append(0.0 if is_leaf else float(rng.normal()))
            nodes["left"].append(start + (place if is_leaf else 2 * place + 1))
            nodes["right"].append(start + (place if is_leaf else 2 * place + 2))
            nodes["nan_left"].append(bool(rng.integers(2)))
            nodes["value"].append(float(rng.normal() / TREES) if is_leaf else 0.0)
    return build_model(
        names=FEATURES,
        categories={},
        nodes=nodes,
        roots=roots,
        calibration=(1.0, 0.0),
        learned_at=Instant(0),
        rows=0,
        base_rate=0.25,
    )


def main() -> None:
    rng = np.random.default_rng(0)
    model = full_model(rng)
    vectors = rng.normal(size=(SCORES, len(FEATURES)))
    vectors[::2][rng.random((SCORES // 2, len(FEATURES))) < 0.2] = np.nan
    rows = [tuple(row.tolist()) for row in vectors]
    took_ns = np.empty(SCORES)
    empty_ns = np.empty(SCORES)
    for number, row in enumerate(rows):
        began = time.perf_counter_ns()
        model.score(row)
        took_ns[number] = time.perf_counter_ns() - began
        began = time.perf_counter_ns()
        float(np.asarray(row, np.float64).sum())
        empty_ns[number] = time.perf_counter_ns() - began
    p50, p99 = np.percentile(took_ns, [50, 99]) / 1000
    line = {
        "bench": "intent_score",
        "p50_us": round(float(p50), 1),
        "p99_us": round(float(p99), 1),
        "floor_us": round(float(np.median(empty_ns)) / 1000, 1),
        "n": SCORES,
    }
    print(json.dumps(line))


if __name__ == "__main__":
    main()
