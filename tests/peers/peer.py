"""What the peers in Python share: the arguments, the points, the clock. README.md says what is fair."""
import sys
import time
from collections import namedtuple

import numpy as np

ENOUGH = 0.3  # seconds

# x [n][2] float32; y [n] class 0 or 1; batch, rate, l2; act "tanh" or "relu"; widths: inputs, hidden, outputs
Task = namedtuple("Task", "x y batch rate l2 act widths")


def task():
    path, batch, rate, l2, act, *widths = sys.argv[1:]
    table = np.loadtxt(path, dtype=np.float32)
    x, y = table[:, :2].copy(), table[:, 2].astype(int)
    return Task(x, y, int(batch), float(rate), float(l2), act, [*map(int, widths)])


def measure(t, train, predict):
    """train(epochs) goes on training; predict() is the class of every point. Prints samples/s and accuracy."""
    epochs = 1
    while True:
        start = time.thread_time()
        train(epochs)
        seconds = time.thread_time() - start
        if seconds >= ENOUGH:
            break
        epochs *= 2
    print(f"{epochs * len(t.x) / seconds:.0f} {np.mean(predict() == t.y):.3f}")


def batches(t, rng):
    """Indices of an epoch's batches; the full batch needs none."""
    if t.batch >= len(t.x):
        return [slice(None)]
    order = rng.permutation(len(t.x))
    return [order[at : at + t.batch] for at in range(0, len(t.x), t.batch)]
