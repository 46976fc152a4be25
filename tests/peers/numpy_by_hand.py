"""NumPy: the gradient written by hand, float32, samples as rows, products in OpenBLAS.

Fair: what a step needs and no more, in place where that is possible; the loss itself is never computed, as in training
with Ridgescope.
"""
import numpy as np
from peer import batches, measure, task

t = task()
rng = np.random.default_rng(1)
target = (t.y[:, None] if t.widths[-1] == 1 else np.eye(t.widths[-1])[t.y]).astype(np.float32)
weights = [(rng.standard_normal((i, o)) / np.sqrt(i)).astype(np.float32) for i, o in zip(t.widths, t.widths[1:])]
biases = [np.zeros(o, np.float32) for o in t.widths[1:]]
rate, keep = np.float32(t.rate), np.float32(1 - t.rate * t.l2)


def forward(x):
    """Outputs of all layers, the points first, raw scores last."""
    layers = [x]
    for w, b in zip(weights, biases):
        z = layers[-1] @ w
        z += b
        if len(layers) < len(weights):
            np.tanh(z, out=z) if t.act == "tanh" else np.maximum(z, 0, out=z)
        layers.append(z)
    return layers


def output_delta(z, y):
    """Gradient of the mean cross-entropy by the scores."""
    if z.shape[1] == 1:
        p = 1 / (1 + np.exp(-z))
    else:
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
    p -= y
    p *= np.float32(1 / len(z))
    return p


def step(x, y):
    layers = forward(x)
    delta = output_delta(layers[-1], y)
    for l in reversed(range(len(weights))):
        h, w = layers[l], weights[l]
        dw, db = h.T @ delta, delta.sum(axis=0)
        if l > 0:
            delta = delta @ w.T
            delta *= 1 - h * h if t.act == "tanh" else h > 0
        w *= keep
        dw *= rate
        w -= dw
        biases[l] -= rate * db


def train(epochs):
    for _ in range(epochs):
        for part in batches(t, rng):
            step(t.x[part], target[part])


def predict():
    z = forward(t.x)[-1]
    return z[:, 0] > 0 if z.shape[1] == 1 else z.argmax(axis=1)


measure(t, train, predict)
