"""PyTorch as an array library: gradient and update written by hand, float32, one thread, without autograd.

Fair: on nets so small autograd takes most of the time of pytorch.py; this is what is left of PyTorch without it. In
place and fused (addmm) where that is possible, the loss itself never computed.
"""
import torch
from peer import measure, task

t = task()
torch.manual_seed(1)
torch.set_num_threads(1)
torch.set_grad_enabled(False)
x, classes = torch.from_numpy(t.x), torch.from_numpy(t.y)
target = classes.float()[:, None] if t.widths[-1] == 1 else torch.eye(t.widths[-1])[classes]
weights = [torch.randn(i, o) / i**0.5 for i, o in zip(t.widths, t.widths[1:])]
biases = [torch.zeros(o) for o in t.widths[1:]]
keep = 1 - t.rate * t.l2

aten = torch.ops.aten
slope = aten.tanh_backward if t.act == "tanh" else lambda g, h: aten.threshold_backward(g, h, 0)


def forward(x):
    """Outputs of all layers, the points first, raw scores last."""
    layers = [x]
    for w, b in zip(weights, biases):
        z = torch.addmm(b, layers[-1], w)
        if len(layers) < len(weights):
            z = z.tanh_() if t.act == "tanh" else z.relu_()
        layers.append(z)
    return layers


def step(x, y):
    layers = forward(x)
    z = layers[-1]
    delta = ((z.sigmoid_() if z.shape[1] == 1 else z.softmax(dim=1)) - y).div_(len(x))
    for l in reversed(range(len(weights))):
        h, w = layers[l], weights[l]
        below = delta @ w.t() if l > 0 else None
        w.addmm_(h.t(), delta, beta=keep, alpha=-t.rate)
        biases[l].sub_(delta.sum(dim=0), alpha=t.rate)
        if l > 0:
            delta = slope(below, h)


def train(epochs):
    for _ in range(epochs):
        if t.batch >= len(x):
            step(x, target)
            continue
        for part in torch.randperm(len(x)).split(t.batch):
            step(x.index_select(0, part), target.index_select(0, part))


def predict():
    z = forward(x)[-1]
    return (z[:, 0] > 0 if z.shape[1] == 1 else z.argmax(dim=1)).numpy()


measure(t, train, predict)
