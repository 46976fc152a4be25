"""What parity refuses, it refuses with the file, the key, what stands there and what was expected: test_parity.py PARITY FILE.json"""
import json
import os
import subprocess
import sys
import tempfile

DENSE, CONV = "02_tanh_bce_sgd_minibatch_l2.json", "14_conv_avgpool_softmax_adam.json"

# file, key with dots, value (None: taken away), what is said
CASES = [
    (DENSE, "model.kind", "tree", "model.kind: 'tree'; expected one of: mlp, conv"),
    (DENSE, "model.activation", "swish", "model.activation: 'swish'; expected one of: tanh, "),
    (DENSE, "loss", None, "loss: ''; expected one of: bce_logits, softmax_ce, half_mse"),
    (DENSE, "model.gdn", "before", "model.gdn: 'before'; expected one of: instead, after"),
    (DENSE, "model.layers", [2, 1000, 1], "model.layers[1]: 1000 units; expected 1 ... 256, and at most 10 layers"),
    (DENSE, "model.layers", [2] * 11, "model.layers[10]: 2 units; expected 1 ... 256, and at most 10 layers"),
    (DENSE, "model.layers", [2], "model.layers: 1 sizes; expected inputs, hidden layers and outputs"),
    (DENSE, "optimizer.name", "lion", "optimizer.name: 'lion'; expected one of: sgd, "),
    (DENSE, "optimizer.name", "exact", "optimizer.name: 'exact' takes no steps; expected another one"),
    (DENSE, "optimizer.lr", None, "optimizer.lr: 0; expected a number above 0"),
    (DENSE, "data.X", [], "data.X: no points; expected a list of them"),
    (DENSE, "data.X", [[1, 2], [3]], "data.X: 3 numbers; expected 2 points of 2"),
    (DENSE, "data.y", [1], "data.y: 1 numbers; expected "),
    (DENSE, "init.W0", [[1]], "init.W0: 1 numbers; expected "),
    (DENSE, "batches", [[-1]], "batches[0]: sample -1; expected 0 ... "),
    (DENSE, "batches", [[0]], "batches: 1; expected "),
    (DENSE, "checkpoints", {}, "checkpoints: none; expected {step: numbers, ...}"),
    (DENSE, "checkpoints", {"1": {"grad": {}}}, "checkpoints.1.grad.W0: 0 numbers; expected "),
    (DENSE, "l1_mode", "typo", "l1_mode: 'typo'; expected one of: proximal, subgradient"),
    (DENSE, "label_smoothing", 0.1, "label_smoothing: unknown; expected one of: "),
    (DENSE, "model.layer_norm", True, "model.layer_norm: unknown; expected one of: "),
    (DENSE, "optimizer.amsgrad", True, "optimizer.amsgrad: unknown; expected one of: "),
    (DENSE, "data.weights", [1], "data.weights: unknown; expected one of: "),
    (DENSE, "checkpoints.1.accuracy", 1, "checkpoints.1.accuracy: unknown; expected one of: "),
    (DENSE, "l2", "0.1", "l2: another kind of value; expected a number"),
    (DENSE, "penalise_biases", 1, "penalise_biases: another kind of value; expected true or false"),
    (DENSE, "checkpoints.1.params", None, "checkpoints.1.params.W0: 0 numbers; expected "),
    (DENSE, "checkpoints.1.J", None, "checkpoints.1.J: nothing there; expected a number"),
    (DENSE, "init.W9", [[1]], "init: "),
    (DENSE, "data.y.0", 2, "data.y[0]: class 2; expected 0 ... 1"),
    (DENSE, "data.y.3", 0.5, "data.y[3]: class 0.5; expected 0 ... 1"),
    (CONV, "data.y.1", -1, "data.y[1]: class -1; expected 0 ... 2"),
    (CONV, "data.y.1", 3, "data.y[1]: class 3; expected 0 ... 2"),
    (CONV, "model.pool", "min", "model.pool: 'min'; expected one of: max, avg"),
    (CONV, "model.channels", 3, "model.channels: 3; expected 1"),
    (CONV, "model.kernel", 99, "model.kernel: 99; expected 1 ... "),
    (CONV, "model.dense", [4, 99], "outputs; expected at most 8"),
]


def run(parity, path):
    return subprocess.run([parity, path], capture_output=True, text=True, timeout=60)


def main(parity, folder):
    failures = 0
    with tempfile.TemporaryDirectory() as place:
        for name, key, value, said in CASES:
            with open(os.path.join(folder, name), encoding="utf-8") as f:
                fixture = json.load(f)
            *parents, last = key.split(".")
            at = fixture
            for parent in parents:
                at = at[parent]
            if value is None:
                del at[last]
            else:
                at[int(last) if isinstance(at, list) else last] = value
            path = os.path.join(place, "changed.json")
            with open(path, "w", encoding="utf-8") as f:
                json.dump(fixture, f)
            done = run(parity, path)
            if done.returncode != 1 or not done.stdout.startswith("changed.json ") or said not in done.stdout:
                failures += 1
                print(f"{key}={value}: wanted '{said}', got {done.returncode}: {done.stdout}{done.stderr}")
        missing = run(parity, os.path.join(place, "missing.json"))
        failures += missing.returncode != 1 or "missing.json" not in missing.stdout
    print(f"{len(CASES) + 1} refusals, {failures} wrong")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
