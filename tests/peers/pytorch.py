"""PyTorch: nn.Linear, autograd and optim.SGD, as its users write it, float32, one thread.

Fair: no DataLoader, which would cost more than the net; points are taken from a tensor. λ acts on the weights by a
parameter group of their own.
"""
import torch
from peer import measure, task
from torch import nn

t = task()
torch.manual_seed(1)
torch.set_num_threads(1)
layers = []
for i, o in zip(t.widths, t.widths[1:]):
    layers += [nn.Linear(i, o), nn.Tanh() if t.act == "tanh" else nn.ReLU()]
net = nn.Sequential(*layers[:-1])
groups = [
    {"params": [p for p in net.parameters() if p.dim() == 2], "weight_decay": t.l2},
    {"params": [p for p in net.parameters() if p.dim() == 1], "weight_decay": 0.0},
]
opt = torch.optim.SGD(groups, lr=t.rate)
x = torch.from_numpy(t.x)
binary = t.widths[-1] == 1
y = torch.from_numpy(t.y)
target = y.float()[:, None] if binary else y
loss = nn.BCEWithLogitsLoss() if binary else nn.CrossEntropyLoss()


def step(x, y):
    opt.zero_grad(set_to_none=True)
    loss(net(x), y).backward()
    opt.step()


def train(epochs):
    for _ in range(epochs):
        if t.batch >= len(x):
            step(x, target)
            continue
        for part in torch.randperm(len(x)).split(t.batch):
            step(x[part], target[part])


@torch.no_grad()
def predict():
    z = net(x)
    return (z[:, 0] > 0 if binary else z.argmax(dim=1)).numpy()


measure(t, train, predict)
