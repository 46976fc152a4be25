"""model: the network in three formats, each worked through by another program: Python reads JSON and .npz, the C compiler
compiles the function. All must give the answers that the program gave."""
import json
import math
import os
import shutil
import struct
import subprocess
import sys
import unittest
import zipfile

import test_cli as cli
from test_cli import Case, content, lines, run

ACTS = {"tanh": math.tanh, "relu": lambda z: max(z, 0), "sigmoid": lambda z: 1 / (1 + math.exp(-z)), "linear": lambda z: z,
        "leaky": lambda z: z if z > 0 else 0.01 * z, "gelu": lambda z: z * (1 + math.erf(z / math.sqrt(2))) / 2,
        "sine": math.sin}
FEATURES = {"x": lambda p: p[0], "y": lambda p: p[1], "x2": lambda p: p[0] ** 2, "y2": lambda p: p[1] ** 2,
            "xy": lambda p: p[0] * p[1], "sinx": lambda p: math.sin(p[0]), "siny": lambda p: math.sin(p[1])}

# Every kind of layer, loss and input.
SCENES = [
    ["moons"], ["moons", "--set", "net=-"], ["blobs"], ["moons", "--set", "loss=softmax"], ["sine"], ["ridge"],
    ["moons", "--set", "features=x,y,x2,y2,xy,sinx,siny", "--set", "net=5"],
    ["moons", "--set", "reg=gdn"], ["moons", "--set", "reg=gdn", "--set", "gdn=after", "--set", "net=7-3"],
    ["moons", "--set", "reg=dropout", "--set", "dropout=0.4"],
    ["glyphs"], ["glyphs", "--set", "pool=avg", "--set", "net=conv:3x4-6"], ["moons", "--at", "20:l2=0.1"],
]


def forward(model, point, layers):
    """A network as model.json describes it; layers: their parameters."""
    x = list(point)
    inp, out = model["input"], model["output"]
    if "shift" in inp:
        x = [(v - a) / b for v, a, b in zip(x, inp["shift"], inp["scale"])]
    if "features" in inp:
        x = [FEATURES[k](x) for k in inp["features"]]
    if "line" in inp:
        u = inp["line"][0] * x[0] + inp["line"][1]
        x = [u ** (k + 1) for k in range(inp["powers"])]
    for shape, p in zip(model["layers"], layers):
        kind, n = shape["kind"], shape["out"]
        if kind == "dense":
            x = [p["biases"][j] + math.fsum(v * p["weights"][i][j] for i, v in enumerate(x)) for j in range(n)]
        elif kind == "act":
            x = [ACTS[shape["act"]](v) for v in x]
        elif kind == "gdn":
            x = [x[j] / math.sqrt(p["beta"][j] + sum(v * v * p["gamma"][i][j] for i, v in enumerate(x))) for j in range(n)]
        elif kind == "conv":
            high, wide, k = shape["high"], shape["wide"], math.isqrt(len(p["filters"][0]))
            x = [b + sum(f[i] * x[(r + i // k) * wide + c + i % k] for i in range(k * k))
                 for f, b in zip(p["filters"], p["biases"]) for r in range(high - k + 1) for c in range(wide - k + 1)]
        elif kind == "pool":
            high, wide, k = shape["high"], shape["wide"], shape["window"]
            made = []
            for m in range(shape["maps"]):
                for r in range(0, high - k + 1, k):
                    for c in range(0, wide - k + 1, k):
                        window = [x[(m * high + r + i // k) * wide + c + i % k] for i in range(k * k)]
                        made.append(max(window) if shape["pool"] == "max" else sum(window) / k / k)
            x = made
    if out["function"] == "sigmoid":
        return [1 / (1 + math.exp(-x[0]))]
    if out["function"] == "softmax":
        e = [math.exp(v - max(x)) for v in x]
        return [v / sum(e) for v in e]
    scale, shift = out.get("line", (1, 0))
    return [v * scale + shift for v in x]


def npy(data):
    assert data[:8] == b"\x93NUMPY\x01\x00"
    (length,) = struct.unpack("<H", data[8:10])
    assert (10 + length) % 64 == 0
    head = eval(data[10:10 + length], {"__builtins__": {}})  # a literal, as the format has it
    kind = {"<f4": "f", "<f8": "d"}[head["descr"]]
    values = struct.unpack(f"<{math.prod(head['shape'])}{kind}", data[10 + length:])
    if len(head["shape"]) == 1:
        return list(values)
    rows, cols = head["shape"]
    return [list(values[i * cols:(i + 1) * cols]) for i in range(rows)]


class Models(Case):
    def model(self, end, *scene):
        out = self.path("net" + end)
        done = run("model", *scene, "-o", out)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""), scene)
        return out

    def agree(self, model, layers, examples, scene):
        self.assertEqual(len(examples), 16)
        for point, answer in examples:
            for mine, theirs in zip(forward(model, point, layers), answer, strict=True):
                self.assertLess(abs(mine - theirs), 1e-4 * (1 + abs(theirs)), scene)

    def one(self, scene):
        short = scene if "--at" in scene else [*scene, "--steps", "60"]
        text = json.loads(content(self.model(".json", *short)))
        examples = [(e["input"], e["output"]) for e in text["examples"]]
        self.agree(text, text["layers"], examples, scene)
        again = self.path("again.yaml", text["scene"])  # what it carries makes it again
        self.assertEqual(content(self.model(".json", again)).split(b'"metrics"')[1],
                         content(self.path("net.json")).split(b'"metrics"')[1])

        with zipfile.ZipFile(self.model(".npz", *short)) as z:
            self.assertIsNone(z.testzip())
            head = json.loads(z.read("model.json"))
            arrays = {n[:-4]: npy(z.read(n)) for n in z.namelist() if n.endswith(".npy")}
        layers = [{k.split("_")[1]: v for k, v in arrays.items() if k.startswith(f"layer{i}_")}
                  for i in range(len(head["layers"]))]
        self.agree(head, layers, list(zip(arrays["example_inputs"], arrays["example_outputs"])), scene)

        source, program = self.model(".c", *short), self.path("check")
        subprocess.run([shutil.which("gcc") or "cc", "-std=c99", "-O1", "-Wall", "-Wextra", "-Werror", "-pedantic",
                        "-DRIDGESCOPE_MODEL_CHECK", source, "-o", program, "-lm"], check=True)
        self.assertEqual(subprocess.run([program], stdout=subprocess.PIPE, check=False).returncode, 0, scene)

    def test_scenes(self):
        for scene in SCENES:
            with self.subTest(scene=scene):
                self.one(scene)

    def test_every_activation(self):
        for row in lines("list", "act"):
            with self.subTest(act=row["key"]):
                self.one(["moons", "--set", "net=6-4", "--set", f"act={row['key']}"])

    def test_own_points_in_their_units(self):
        table = "".join(f"{100 + i},{3 * i % 17 / 1000},{'cat' if i % 3 else 'dog */'}\n" for i in range(90))
        self.one([self.path("own.csv", "weight,height,label\n" + table)])
        values = "".join(f"{i * 1000},{5 + i * i}\n" for i in range(90))
        self.one([self.path("values.csv", "x,value\n" + values), "--columns", "x,value"])

    def test_same_bytes(self):
        for end in (".json", ".npz", ".c"):
            self.assertEqual(content(self.model(end, "xor", "--steps", "20")), content(self.model(end, "xor", "--steps", "20")))

    def test_wrong(self):
        self.refused(2, "model", "moons", names="-o FILE")
        self.refused(2, "model", "moons", "-o", "net.txt", names=".npz")
        self.refused(1, "model", "moons", "-o", "no/net.c", names="no/net.c")
        self.refused(1, "model", "moons", "--set", "opt=sgd", "--set", "lr=100", "--set", "l2=1", "--steps", "500", "-o",
                     "net.c", names="diverged")


if __name__ == "__main__":
    cli.PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
