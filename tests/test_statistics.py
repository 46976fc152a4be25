"""Do our nets learn what another program's nets learned? Statistics over seeds, table against table.

fixtures/statistics.txt holds medians and quartiles that were measured elsewhere, with other random numbers. Each row is trained
here with twenty seeds; a seed changes points and first weights together. Our median must lie between the quartiles,
or within a tenth of the median where no quartiles are known; what was printed with few digits counts as rounded.
If it does not, eighty more seeds are trained. Then the median of all must fit, or the median measured elsewhere must be
one that as many of our seeds might have given: of a thousand draws of twenty, it is not beyond the outermost ten.
docs/statistics.md says more. Takes minutes: tools/test --full.

    tests/test_statistics.py build/ridgescope [WORDS]      only rows whose text contains WORDS"""
import concurrent.futures
import json
import math
import os
import random
import re
import statistics
import subprocess
import sys
import time

FEW, MANY = 20, 100  # seeds 1, 2, ...
HERE = os.path.dirname(os.path.abspath(__file__))


class Cell:
    """'.289 [.223, .378]', '.01' or '-'"""

    def __init__(self, text, within):
        numbers = re.findall(r"[\d.]+", text)
        self.text, self.empty = text, not numbers
        if self.empty:
            return
        self.half = 0.5 * 10.0 ** -len(numbers[0].partition(".")[2])  # of the last digit that was noted
        self.median, *quartiles = map(float, numbers)
        self.lo, self.hi = quartiles or (self.median * (1 - within), self.median * (1 + within))

    def holds(self, value):
        return self.empty or self.lo - self.half <= value <= self.hi + self.half

    def chance(self, values, of):
        """Is it within what medians of so few of these values are? And these limits."""
        draw = random.Random(1)
        medians = sorted(statistics.median(draw.choices(values, k=of)) for _ in range(1000))
        lo, hi = medians[5], medians[-6]
        return lo - self.half <= self.median <= hi + self.half, f"  any {of}: {lo:.4g} ... {hi:.4g}"


class Row:
    def __init__(self, table, scene, words, columns, cells):
        self.scene, self.columns = scene, columns
        self.name = f"{table} {scene} {' '.join(words)}"
        options = dict(words_of(words))
        within = float(options.pop("within", "10")) / 100
        self.of = int(options.pop("of", FEW))
        self.best, self.fine = options.pop("best", ""), columns[0].startswith("first<")
        self.args = [arg for key, values in options.items() for value in values.split("\n") for arg in option(key, value)]
        self.cells = [Cell(text, within) for text in cells]
        assert len(cells) == len(columns), f"{self.name}: {len(cells)} values, {len(columns)} columns"

    def train(self, program, seed):
        """The final metrics of one seed, or those of the best step; a list of all columns."""
        seeds = [f"{name}={seed}" for name in ("seed_data", "seed_init", "seed_batch")]
        every = 10 if self.best else 5 if self.fine else 0
        fewer = ["test_points=1"] if self.fine else []
        sets = [arg for s in seeds + fewer for arg in ("--set", s)]
        done = subprocess.run([program, "train", self.scene, *sets, *self.args, "--every", str(every), "--json"],
                              capture_output=True, text=True, check=True)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        if self.fine:
            limit = float(self.columns[0].partition("<")[2])
            return [next((line["step"] for line in lines if line["data_loss"] < limit), float("inf"))]
        final = min(lines, key=lambda line: line[self.best]) if self.best else lines[-1]
        return [value(final, column) for column in self.columns]


def value(metrics, column):
    """KEY, KEY-KEY, or rms_KEY: the root of the mean square that a loss of values is half of."""
    if column.startswith("rms_"):
        return math.sqrt(2 * metrics[column[4:]])
    first, *others = column.split("-")
    return metrics[first] - sum(metrics[key] for key in others)


def words_of(words):
    """KEY=VALUE words as pairs; a later one replaces an earlier one, but changes on the way are all kept."""
    pairs = {}
    for key, _, value in (word.partition("=") for word in words):
        pairs[key] = pairs["at"] + "\n" + value if key == "at" and key in pairs else value
    return pairs.items()


def option(key, value):
    return {"steps": ["--steps", value], "at": ["--at", value]}.get(key, ["--set", f"{key}={value}"])


def rows(path):
    block = None
    with open(path, encoding="ascii") as f:
        for line in (line.strip() for line in f):
            if line.startswith("="):
                (table, scene, *words), columns = (part.split() for part in line[1:].split(" : "))
                block = table, scene, words, columns
            elif line and not line.startswith("#"):
                settings, *cells = (cell.strip() for cell in line.split("|"))
                table, scene, words, columns = block
                yield Row(table, scene, words + settings.split(), columns, cells)


def judge(row, results):
    """A line a column, and the columns that do not fit."""
    lines, bad = [], []
    for column, cell, values in zip(row.columns, row.cells, zip(*results)):
        if cell.empty:
            continue
        ours, mark = statistics.median(values), ""
        if not cell.holds(ours):
            fits, mark = cell.chance(values, row.of)
            if len(values) == FEW or not fits:
                mark += "  DIFFERS"
                bad.append(column)
        lines.append(f"{column} {ours:.4g} | {cell.text}{mark}")
    return lines, bad


def main(program, only=""):
    start, differ, compared, more = time.monotonic(), 0, 0, 0
    chosen = [row for row in rows(os.path.join(HERE, "fixtures", "statistics.txt")) if only in row.name]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for row in chosen:
            train = lambda seeds: list(pool.map(lambda seed: row.train(program, seed), seeds))
            results = train(range(1, FEW + 1))
            lines, bad = judge(row, results)
            if bad:
                more += 1
                lines, bad = judge(row, results + train(range(FEW + 1, MANY + 1)))
            differ += len(bad)
            compared += len(lines)
            print(row.name, *lines, sep="\n    ", flush=True)
    print(f"{len(chosen)} rows, {more} of them with {MANY} seeds, {compared} medians, {differ} differ, {time.monotonic() - start:.0f} s")
    return 1 if differ or not compared else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
