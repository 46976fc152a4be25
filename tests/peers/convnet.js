// ConvNetJS in Node: its Net and its Trainer, float64, for it has nothing else.
//
// Fair: points are Vol objects made once; `node --single-threaded` keeps compiler and garbage collector on the thread
// that is measured. It has no logistic output: one output is trained with squared error, which costs less.
// It steps after every so many points, so that the last batch of an epoch is never short.
const fs = require('fs');
const convnet = require('convnetjs');

const enough = 0.3; // seconds
const [path, batch, rate, l2, act, ...widths] = process.argv.slice(2);
const rows = fs.readFileSync(path, 'utf8').trim().split('\n').map(line => line.split(' ').map(Number));
const outputs = Number(widths.pop());
const hidden = widths.slice(1).map(w => ({ type: 'fc', num_neurons: Number(w), activation: act }));
const points = rows.map(([x, y, label]) => (
  { at: new convnet.Vol([x, y]), label, want: outputs === 1 ? [label] : label }));

const net = new convnet.Net();
net.makeLayers([
  { type: 'input', out_sx: 1, out_sy: 1, out_depth: 2 },
  ...hidden,
  outputs === 1 ? { type: 'regression', num_neurons: 1 } : { type: 'softmax', num_classes: outputs },
]);
const trainer = new convnet.Trainer(net, {
  method: 'sgd', momentum: 0, learning_rate: Number(rate), l2_decay: Number(l2), batch_size: Number(batch),
});

function cpuSeconds() {
  const used = process.cpuUsage();
  return 1e-6 * (used.user + used.system);
}

function shuffle(a) {
  for (let i = a.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [a[i], a[j]] = [a[j], a[i]];
  }
}

function train(epochs) {
  for (let e = 0; e < epochs; e++) {
    if (batch < points.length) shuffle(points);
    for (const p of points) trainer.train(p.at, p.want);
  }
}

function isRight(p) {
  const z = net.forward(p.at).w;
  return (outputs === 1 ? z[0] > 0.5 : z[1] > z[0]) === (p.label === 1);
}

for (let epochs = 1; ; epochs *= 2) {
  const from = cpuSeconds();
  train(epochs);
  const seconds = cpuSeconds() - from;
  if (seconds < enough) continue;
  console.log(Math.round(epochs * points.length / seconds), (points.filter(isRight).length / points.length).toFixed(3));
  break;
}
