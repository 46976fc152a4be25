"""gcc and clang print the same metrics, to the last digit: what a lesson says must not depend on who built the program.

RIDGESCOPE_CLANG names the program built by the other compiler (tools/test makes it)."""
import os
import subprocess
import sys


def out(program, *args):
    done = subprocess.run([program, *args], capture_output=True, text=True)
    assert done.returncode == 0, f"{program} {' '.join(args)}: {done.returncode}, {done.stderr}"
    return done.stdout


def names(program, kind):
    """The first word of each line of `ridgescope list KIND`."""
    return [line.split()[0] for line in out(program, "list", kind).splitlines() if line.strip()]


def cases(program):
    """Every scene as it stands, and the default scene with every activation and optimiser; λ moves while it trains."""
    for scene in names(program, "scene"):
        yield scene, "--steps", "200"
    for key in ["act", "opt"]:
        for choice in names(program, key):
            yield "moons", "--set", f"{key}={choice}", "--set", "batch=16", "--at", "100:l2=0.01", "--steps", "200"


def main(program):
    other = os.environ.get("RIDGESCOPE_CLANG", "")
    if not os.path.exists(other):
        print("skipped: there is no second build; tools/test makes one")
        return 77
    differ = 0
    for n, case in enumerate(cases(program), 1):
        args = ["train", *case, "--every", "50", "--json"]
        ours, theirs = out(program, *args), out(other, *args)
        if ours != theirs or ours.count("\n") < 4:
            differ += 1
            pairs = zip(ours.splitlines(), theirs.splitlines())
            print(" ".join(args), *next(((a, b) for a, b in pairs if a != b), ("too few lines", ours)), sep="\n  ")
    print(f"{n} cases, {differ} differ")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
