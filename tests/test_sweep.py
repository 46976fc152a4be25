"""sweep: the same lines from any number of workers and parts, from where it was killed, and the same numbers as train."""
import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
import unittest

import test_cli as cli
from test_cli import Case, content, final, lines, run

GRID = ["--over", "l2=0,1e-3,0.01", "--over", "points=20,40", "--seeds", "2", "--set", "until=300"]


class Sweeps(Case):
    def sweep(self, *args, name="out.csv"):
        done = run("sweep", *args, "-o", self.path(name))
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""), args)
        self.assertFalse(os.path.exists(self.path(name + ".part")))
        return content(self.path(name)).decode()

    def test_rows_and_numbers(self):
        rows = list(csv.DictReader(io.StringIO(self.sweep("moons", *GRID))))
        self.assertEqual(list(rows[0])[:3], ["l2", "points", "seed"])
        self.assertEqual(len(list(rows[0])), len(set(rows[0])))
        self.assertEqual([(r["l2"], r["points"], r["seed"]) for r in rows],
                         [(l, p, s) for l in ("0", "0.001", "0.01") for p in ("20", "40") for s in ("1", "2")])
        for r in rows[3::4]:
            one = final("moons", "--set", "until=300", *(w for k in ("data", "init", "batch")
                                                         for w in ("--set", f"seed_{k}={r['seed']}")),
                        "--set", f"points={r['points']}", "--set", f"l2={r['l2']}")
            for key, value in one.items():
                self.assertEqual(str(r[key]), str(value) if isinstance(value, str) else r[key])
                if not isinstance(value, str):
                    self.assertEqual(float(r[key]), value, key)

    def test_workers_and_parts_change_nothing(self):
        whole = self.sweep("circles", *GRID, "--jobs", "3")
        self.assertEqual(self.sweep("circles", *GRID, "--jobs", "1", name="one.csv"), whole)
        for n in (2, 5, 30):
            parts = [self.sweep("circles", *GRID, "--shard", f"{k}/{n}", name=f"{k}.csv") for k in range(1, n + 1)]
            self.assertEqual("".join(parts), whole, n)

    def test_json(self):
        rows = [json.loads(line) for line in self.sweep("moons", *GRID, "--json", name="out.jsonl").splitlines()]
        self.assertEqual(len(rows), 12)
        self.assertEqual((rows[-1]["l2"], rows[-1]["points"], rows[-1]["seed"], rows[-1]["status"]), (0.01, 40, 2, "ok"))

    def test_words_changes_and_until(self):
        text = self.sweep("moons", "--over", "act=relu,tanh", "--over", "net=-,8-8", "--over", "features=x+y,x+y+x2",
                          "--over", "until=20,40", "--at", "10:l2=0.05", "--set", "seed_init=5")
        rows = list(csv.DictReader(io.StringIO(text)))
        self.assertEqual(len(rows), 16)
        self.assertEqual({r["seed"] for r in rows}, {""})  # three different ones
        self.assertEqual({r["features"] for r in rows}, {"x,y", "x,y,x2"})
        self.assertEqual({(r["until"], r["step"]) for r in rows}, {("20", "20"), ("40", "40")})
        self.assertEqual({r["l2"] for r in rows}, {"0.05"})

    def test_the_window_s_values(self):
        """A range of 31 over the axis is the axis of the slider: 0.01 is met exactly."""
        rows = self.sweep("moons", "--over", "l2=1e-5:1:31", "--steps", "0").splitlines()
        values = [row.split(",")[0] for row in rows[1:]]
        self.assertEqual((len(values), values[0], values[18], values[-1]), (31, "0.00001", "0.01", "1"))

    def test_goes_on_where_it_was_killed(self):
        args = ["sweep", "moons", "--over", "l2=0,1e-4:0.1:19", "--seeds", "4", "--set", "until=2000", "--jobs", "2"]
        self.assertEqual(run(*args, "-o", self.path("whole.csv")).returncode, 0)
        out, part = self.path("out.csv"), self.path("out.csv.part")
        process = subprocess.Popen([cli.PROGRAM, *args, "-o", out], stdin=subprocess.DEVNULL)
        while process.poll() is None and not (os.path.exists(part) and content(part).count(b"\n") > 5):
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.assertFalse(os.path.exists(out))
        kept = content(part)
        self.assertGreater(kept.count(b"\n"), 5)
        with open(part, "ab") as f:
            f.write(b"79\tcut in the mid")  # as a full disk or a kill leaves it
        other = run(*args[:-2], "--set", "noise=0.3", "-o", out)
        self.assertEqual(other.returncode, 1)
        self.assertIn("left by other work", other.stderr)
        done = run(*args, "-o", out)
        self.assertEqual(done.returncode, 0)
        self.assertIn(f"going on from {out}.part: {kept.count(bytes([10])) - 1} of 80 runs are done", done.stderr)
        self.assertEqual(content(out), content(self.path("whole.csv")))
        self.assertFalse(os.path.exists(part))

    def test_wrong(self):
        for args, names in [
            ([], "-o FILE"), (["-o", "x.csv", "--over", "l2=0,1", "--over", "l2=3"], "twice"),
            (["-o", "x.csv", "--over", "seed_data=1,2", "--seeds", "2"], "--seeds"),
            (["-o", "x.csv", "--over", "l3=1"], "'l2'"), (["-o", "x.csv", "--over", "l2=0:1:3"], "LO above 0"),
            (["-o", "x.csv", "--over", "act=relu,tanhh"], "tanh"), (["-o", "x.csv", "--shard", "3/2"], "K/N"),
            (["-o", "x.csv", "--shard", "0/2"], "K/N"), (["-o", "x.csv", "--seeds", "0"], "1 ..."),
            (["-o", "x.csv", "--jobs", "-1"], "1 ..."), (["-o", "x.csv", "--over", "sweep_lo=0.5,2"], "sweep_"),
            (["-o", "x.csv", "--over", "l2=0,1e-3:1:200", "--seeds", "100000"], "fewer"),
            (["-o", "x.png"], ".csv"), (["-o", "x"], ".csv"), (["-o", "x.json"], "--json"),
            (["-o", "x.csv", "--json"], ".jsonl"),
        ]:
            self.refused(2, "sweep", "moons", *args, names=names)
        self.refused(1, "sweep", "moons", "-o", "no/such/x.csv", names="no/such/x.csv")
        self.refused(1, "sweep", "none.yaml", "-o", "x.csv", names="none.yaml")

    def test_one_process_at_a_time(self):
        out = self.path("out.csv")
        slow = ["sweep", "moons", "--over", "l2=0,1e-4:0.1:60", "--seeds", "30", "-o", out]
        process = subprocess.Popen([cli.PROGRAM, *slow], stdin=subprocess.DEVNULL)
        while process.poll() is None and not os.path.exists(out + ".part"):
            time.sleep(0.002)
        for _ in range(500):  # its lock comes a moment after its file
            second = run(*slow, "--shard", "1/900", "-o", out) if process.poll() is None else None
            if second is None or "another process" in second.stderr:
                break
        process.kill()
        process.wait()
        self.assertIn("another process", second.stderr)

    def test_a_device_has_no_part(self):
        done = run("sweep", "moons", "--over", "l2=0,1", "--steps", "5", "-o", "/dev/stdout")
        self.assertEqual((done.returncode, len(done.stdout.splitlines())), (0, 3))

    def test_diverged_runs_are_rows(self):
        rows = list(csv.DictReader(io.StringIO(self.sweep("moons", "--over", "lr=0.01,100", "--set", "opt=sgd", "--set",
                                                          "l2=1", "--steps", "300"))))
        self.assertEqual([r["status"] for r in rows][1], "diverged")


if __name__ == "__main__":
    cli.PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
