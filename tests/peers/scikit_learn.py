"""scikit-learn: MLPClassifier, float32, plain SGD.

Fair: momentum, early stopping and the check for convergence are off. Its alpha is divided by the size of the batch, so
it is multiplied by it here. It computes the loss in every step and cannot be told not to. With two outputs it has no
softmax: two logistic outputs, one a class, cost about the same.
"""
import warnings

import numpy as np
from peer import measure, task
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

warnings.simplefilter("ignore", ConvergenceWarning)  # it is stopped when the time is over, not when it is done
t = task()
target = t.y if t.widths[-1] == 1 else np.eye(t.widths[-1], dtype=int)[t.y]
net = MLPClassifier(
    t.widths[1:-1],
    activation=t.act,
    solver="sgd",
    alpha=t.l2 * t.batch,
    batch_size=t.batch,
    learning_rate_init=t.rate,
    momentum=0,
    n_iter_no_change=10**9,
    random_state=1,
)


def train(epochs):
    net.set_params(max_iter=epochs).fit(t.x, target)


def predict():
    p = net.predict_proba(t.x)
    return p.argmax(axis=1)


measure(t, train, predict)
