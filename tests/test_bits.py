"""Same settings, same bits: on every kind of processor, from both compilers, with and without optimisation.

A list of runs is trained in several ways. A way is a program and an environment: each kernel that this processor has, the
C library told that the processor has nothing but the basics, and what other builds RIDGESCOPE_BUILDS names (tools/test
makes them, a colon between two). Each must print, and draw, the same bytes as the first. How many threads work beside
the window changes nothing either: that is in test_trainer.c."""
import concurrent.futures
import hashlib
import os
import subprocess
import sys
import tempfile
import time

# Every name that glibc has had for these; it passes over those that it does not know.
BASIC = "glibc.cpu.hwcaps=" + ",".join(f"-{name}{end}" for name in ("AVX2", "FMA", "FMA4", "AVX512F") for end in ("", "_Usable"))
# Of the settings that no run below moves away from its default, nothing is said here.
SMALL = ["test_points=300", "valid_points=40"]
CSV = "".join(f"{i * 37 % 101 / 25 - 2:.3f};{i * 53 % 89 / 30 - 1.5:.3f};{'red' if i * i % 7 < 3 else 'blue'}\n" for i in range(90))


def names(program, kind):
    """The first word of each line of `ridgescope list KIND`."""
    done = subprocess.run([program, "list", kind], capture_output=True, text=True, check=True)
    return [line.split()[0] for line in done.stdout.splitlines() if line.strip()]


def runs(program):
    """Lines as a person would type them behind `train`: steps, scene, settings, changes on the way."""
    for scene in names(program, "scene"):
        yield f"60 {scene}"
    for act in names(program, "act"):
        yield f"60 moons act={act} net=24-13 batch=16 l2=0.003"
        yield f"40 sine act={act} net=9 opt=momentum lr=0.05 reg=elastic l1=0.001 l1_mode=subgradient"
    for opt in names(program, "opt"):
        if opt == "exact":
            yield "1 ellipse l2=0.05"
            yield "1 sine net=- opt=exact degree=9 l2=1e-6"
        else:
            yield f"60 circles opt={opt} lr=0.02 net=20 decay=coupled l2=0.01"
            yield f"60 xor opt={opt} lr=0.02 net=11-7 batch=24 decay=decoupled l2=0.01"
    for reg in names(program, "reg"):
        for mode in ("proximal", "subgradient"):
            yield f"60 spirals reg={reg} net=18-18 l2=0.002 l1=0.05 l1_mode={mode} dropout=0.3"
    for act in ("relu", "tanh", "gelu"):
        yield f"50 moons reg=gdn gdn=after act={act} net=12-12 l2=0.01 bias_penalty=1"
    # Widths around those of the machine's vectors, and from one unit to as deep and as wide as nets may be.
    for net in ("-", "1", "3", "4-5", "7-8-9", "15-16-17", "31-33", "64-65", "2-3-4-5-6-7-8-9", "5-1", "9-1-3", "1-16"):
        yield f"40 blobs classes=5 net={net} act=tanh"
    yield "10 checker net=256-100 act=leaky"
    yield "60 moons features=x,y,x2,y2,xy,sinx,siny net=10 flip=0.3 imbalance=0.5 noise=0.4 scale=0.5"
    yield "60 clusters opt=sgd lr=0.5 points=200 batch=30 bias_penalty=1 l2=0.01"
    yield "60 sine net=8 degree=5 opt=rmsprop l2=0.001"
    yield "3 ridge"
    yield "3 ridge l2=1e-13"
    yield "60 ridge opt=adam l2=0.001"
    for pool in ("max", "avg"):
        yield f"20 glyphs pool={pool} points=30 net=conv:3x5 l2=0.05"
    yield "15 glyphs net=conv:5x3-10 act=tanh points=20 batch=7 reg=l1 l1=0.2"
    yield "10 glyphs freeze=1 points=24 net=conv:2x5 l2=0.1"
    yield "80 moons mistake=shrink l2=0.05 opt=momentum"
    yield "80 moons mistake=loss l2=0.05"
    yield "300 moons net=16 lr=100 opt=sgd"  # diverges
    yield "120 moons l2=0.3 lr=0.1 at=60:l2=0.01 at=60:reheat=0.3 at=90:lr=0.003"
    yield "60 TABLE net=14 act=gelu l2=0.001"


def command(line, table):
    steps, scene, *rest = line.split()
    small = SMALL if scene not in ("sine", "ridge", "ellipse", "TABLE") else []
    options = [o for pair in small + rest for o in (("--at", pair[3:]) if pair.startswith("at=") else ("--set", pair))]
    return ["train", table if scene == "TABLE" else scene, *options, "--steps", steps, "--every", str(max(1, int(steps) // 3)), "--json"]


def pictures(folder):
    """Decision fields, a loss surface, filters and histograms go through the kernels, too."""
    for n, words in enumerate(["spirals --panel boundary --panel surface --set l2=0.001", "glyphs --panel boundary --panel weights"]):
        yield ["export", *words.split(), "--steps", "30", "--set", "test_points=200", "--size", "800x600", "-o", os.path.join(folder, f"{n}.png")]


def say(program, environment, args):
    """All that comes of a command, as text; for a picture its checksum."""
    done = subprocess.run([program, *args], capture_output=True, text=True, env={**os.environ, **environment}, timeout=200)
    assert done.returncode == 0 and not done.stderr, f"{environment} {' '.join(args)}: {done.returncode}, {done.stderr}"
    if args[0] != "export":
        return done.stdout
    with open(args[-1], "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()


def ways(program):
    """name -> program, environment; the first one is the program as it is."""
    found = {"as it is": (program, {})}
    for kernel in ("plain", "avx2", "avx512"):
        there = {"RIDGESCOPE_KERNEL": kernel}
        if subprocess.run([program, "--version"], env={**os.environ, **there}, capture_output=True).returncode == 0:
            found[kernel] = program, there
        else:
            print(f"{kernel}: not on this processor")
    found["basic C library"] = program, {"GLIBC_TUNABLES": BASIC}
    for other in filter(None, os.environ.get("RIDGESCOPE_BUILDS", "").split(":")):
        found[os.path.basename(os.path.dirname(other))] = other, {}
    return found


def main(program):
    differ, lines = 0, list(runs(program))
    with tempfile.TemporaryDirectory() as top, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        expected = None
        for number, (name, (path, environment)) in enumerate(ways(program).items()):
            start, folder = time.monotonic(), os.path.join(top, str(number))
            os.mkdir(folder)
            table = os.path.join(folder, "table.csv")
            with open(table, "w", encoding="ascii") as f:
                f.write(CSV)
            commands = [command(line, table) for line in lines] + list(pictures(folder))
            got = list(pool.map(lambda args: say(path, environment, args), commands))
            expected = expected or got
            wrong = [i for i in range(len(got)) if got[i] != expected[i]]
            for i in wrong[:3]:
                a, b = next((pair for pair in zip(expected[i].splitlines(), got[i].splitlines()) if pair[0] != pair[1]), ("", ""))
                print(" ".join(commands[i]), a, b, sep="\n  ")
            print(f"{name}: {len(got)} runs, {len(wrong)} differ, {time.monotonic() - start:.1f} s", flush=True)
            differ += len(wrong)
    assert len(set(expected)) > len(expected) * 0.9, "runs that should differ do not: this test sees nothing"
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
