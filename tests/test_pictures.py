#!/usr/bin/env python3
"""Pictures of every panel and state in both themes, beside golden ones: test_pictures.py PROGRAM [--update].

Pixels are the same from every compiler, but another FreeType draws letters a little differently, so the comparison is what
an eye a step away would see (picture.difference). Look at every picture that --update writes before it is committed."""
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import picture

GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden")
MEAN, LARGEST = 0.6, 40  # of 255; the same program and fonts give 0

HEAL = ["--at", "1500:l2=0.01"]
MAIN = ["--size", "1600x1000", "--scale", "0.5"]


def chosen(**settings):
    """Options that set these, on a window of the usual size."""
    return [word for key, value in settings.items() for word in ("--set", f"{key}={value}")] + MAIN


SMALL = ["--set", "net=8-8", "--set", "until=600"]  # quick, and still overfits, heals and collapses
NEAR = "network,representation,curvature,tug"
FAR = "lambda,updown,variance,pays,calibration,surface"
LARGE = (NEAR + "," + FAR).split(",")


def seen(panels, size, l2):
    return ["moons", *SMALL, "--set", f"l2={l2}", "--panel", panels, "--size", size]


# name -> scene and options; the theme is added. Strengths of the regularizers: where they were measured to do best.
PICTURES = {
    "boundary": ["moons", *HEAL, "--panel", "boundary", "--size", "640x480"],
    "curves": ["moons", *HEAL, "--panel", "curves", "--size", "400x288"],
    "weights": ["moons", *HEAL, "--panel", "weights", "--size", "400x288"],
    "surface": ["moons", *HEAL, "--panel", "surface", "--size", "816x288"],
    **{f"near-{state}": seen(NEAR, "816x592", l2) for state, l2 in (("overfit", 0), ("sweet", 0.003), ("collapsed", 1))},
    **{f"far-{state}": seen(FAR, "1232x592", l2) for state, l2 in (("overfit", 0), ("sweet", 0.003), ("collapsed", 1))},
    **{f"large-{key}": seen(key, "1568x592", 0.003) + ["--scale", "0.5"] for key in LARGE},
    "main-overfit": ["moons", "--steps", "1500", *MAIN],
    "main-healed": ["moons", *HEAL, *MAIN],
    "main-collapsed": ["moons", "--at", "1500:l2=1", *MAIN],
    "main-diverged": ["moons", "--set", "opt=sgd", "--set", "lr=0.3", "--at", "1500:l2=10", "--steps", "2000", *MAIN],
    "main-three-classes": ["blobs", "--set", "l2=0.02", *MAIN],
    "main-untrained": ["moons", "--steps", "0", *MAIN],
    "main-compact": ["moons", *HEAL, "--size", "1280x720", "--scale", "0.5"],
    "main-none": ["moons", *chosen(reg="none")],
    "main-l1": ["moons", *chosen(reg="l1", l1=1)],
    "main-elastic": ["moons", *chosen(reg="elastic", l1=0.5, l2=0.003)],
    "main-dropout": ["moons", *chosen(reg="dropout", dropout=0.2, l2=0.0032)],
    "main-gdn": ["moons", *chosen(reg="gdn", l2=0.01)],
    "main-decay": ["moons", *chosen(opt="adamw", l2=1)],
    "main-mistake": ["moons", *chosen(mistake="shrink", l2=0.001)],
    "main-reported": ["moons", *chosen(mistake="loss", until=1500)],
    "main-sine": ["sine", *chosen(l2=0.001)],
    "main-ridge": ["ridge", *chosen(l2=6e-6)],
    "main-eight-classes": ["blobs", *chosen(classes=8, noise=0.15, points=160, l2=0.01)],
    "main-ellipse": ["ellipse", *chosen(l2=0.1)],
    "main-glyphs": ["glyphs", *chosen(l2=0.1)],
    "main-own": ["own.csv", *chosen(l2=0.01)],
    "lesson": ["heal.md#3", *MAIN],
    "lesson-zh": ["heal.md#3", "--lang", "zh-CN", *MAIN],
    "lesson-compact": ["l1.md#2", "--size", "1280x720", "--scale", "0.5"],
    "present": ["moons", *HEAL, "--view", "present", "--size", "1920x1080", "--scale", "0.5"],
    "compare": ["moons", "--view", "compare", *MAIN],
    "main-smallest": ["moons", *HEAL, "--size", "1024x640", "--scale", "0.5"],
}


def write_table(folder):
    """Ninety rows of three kinds, with the low bits of a product for chance."""
    centre = {"oak": (50, 34), "ash": (58, 27), "elm": (64, 30)}
    with open(os.path.join(folder, "own.csv"), "w", encoding="utf-8") as f:
        f.write("length,width,kind\n")
        for i in range(90):
            kind = list(centre)[i % 3]
            chance = [(i * step % 101 - 50) / 50 for step in (37, 53, 71, 89)]
            x, y = centre[kind][0] + 3.5 * (chance[0] + chance[1]), centre[kind][1] + 2.5 * (chance[2] + chance[3])
            f.write(f"{x:.1f},{y:.1f},{kind}\n")


def draw(program, name, theme, folder, target):
    path = os.path.join(target, f"{name}-{theme}.png")
    subprocess.run([program, "export", *PICTURES[name], "--theme", theme, "-q", "-o", path], check=True, timeout=120,
                   cwd=folder)
    return path


def read(path):
    with open(path, "rb") as f:
        return picture.read_png(f.read())


def main():
    program, update = os.path.abspath(sys.argv[1]), "--update" in sys.argv
    if update:
        os.makedirs(GOLDEN, exist_ok=True)
    jobs = [(name, theme) for name in PICTURES for theme in ("dark", "light")]
    failures = 0
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        target = GOLDEN if update else folder
        write_table(folder)
        drawn = list(pool.map(lambda job: draw(program, *job, folder, target), jobs))
        if update:
            return 0
        last = None
        for path in drawn:
            now, golden = read(path), read(os.path.join(GOLDEN, os.path.basename(path)))
            mean, largest = picture.difference(now, golden)
            good = mean <= MEAN and largest <= LARGEST
            failures += not good
            print(f"{'ok  ' if good else 'FAIL'} {os.path.basename(path):32} mean {mean:.2f}, largest {largest:.0f}")
            # The test of the test: the same picture in the other state must not pass.
            if last and (golden.width, golden.height) == (last.width, last.height):
                mean, largest = picture.difference(golden, last)
                if mean <= MEAN and largest <= LARGEST:
                    failures += 1
                    print(f"FAIL {os.path.basename(path)}: the comparison would take another picture for it")
            last = golden
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
