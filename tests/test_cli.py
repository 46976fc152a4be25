"""The command line as a script sees it: what is printed, exit statuses, errors of one line, files whole or not at all."""
import concurrent.futures
import json
import os
import re
import statistics
import struct
import subprocess
import sys
import tempfile
import unittest
import zlib

PROGRAM = ""
KEYS = ("step epoch l2 l1 data_loss penalty objective valid_loss test_loss train_accuracy valid_accuracy test_accuracy "
        "weight_norm status").split()


def run(*args, cwd=None, env=None, stdout=subprocess.PIPE):
    here = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")}
    here.update({"LC_ALL": "C", **(env or {})})  # in English, whatever the machine speaks
    return subprocess.run([PROGRAM, *map(str, args)], stdout=stdout, stderr=subprocess.PIPE, text=True, cwd=cwd,
                          env=here, stdin=subprocess.DEVNULL, timeout=120)


def lines(*args, **kwargs):
    """The JSON lines of a command that must succeed."""
    done = run(*args, "--json", **kwargs)
    assert done.returncode == 0 and not done.stderr, f"{args}: {done.returncode} {done.stderr}"
    return [json.loads(line) for line in done.stdout.splitlines()]


def final(*args):
    return lines("train", *args, "--every", 0)[-1]


def content(path):
    with open(path, "rb") as f:
        return f.read()


def png(data):
    """Width, height, dots per metre or None, and texts of a PNG whose checksums hold."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    size, dots, texts, at, names = None, None, {}, 8, []
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        assert zlib.crc32(kind + body) == struct.unpack(">I", data[at + 8 + length:at + 12 + length])[0]
        names.append(kind)
        if kind == b"IHDR":
            size = struct.unpack(">II", body[:8])
        elif kind == b"pHYs":
            dots = struct.unpack(">I", body[:4])[0]
        elif kind == b"iTXt":
            texts[body.split(b"\0", 1)[0].decode()] = body.split(b"\0", 5)[5].decode()
        at += 12 + length
    assert names[-1] == b"IEND"
    return size, dots, texts


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name, text=None):
        path = os.path.join(self.folder, name)
        if text is not None:
            with open(path, "w", encoding="utf-8") as f:
                f.write(text)
        return path

    def refused(self, status, *args, names="", env=None):
        """Fails with this status, one line on stderr, nothing on stdout and nothing new in the folder."""
        before = self.contents()
        done = run(*args, cwd=self.folder, env=env)
        said = f"{args}: {done.stderr}"
        self.assertEqual(done.returncode, status, said)
        self.assertEqual(done.stdout, "", said)
        self.assertRegex(done.stderr, r"\Aridgescope: [^\n]+; [^\n]+\n\Z", said)
        self.assertIn(names, done.stderr)
        self.assertEqual(self.contents(), before, said)

    def contents(self):
        found = {}
        for name in os.listdir(self.folder):
            path = os.path.join(self.folder, name)
            found[name] = content(path) if os.path.isfile(path) else None
        return found


class WrongUsage(Case):
    def test_words(self):
        for args, names in [
            (["trian", "moons"], "'train'"), (["mons"], "'moons'"), (["lst"], "'list'"), (["train", "mons"], "'moons'"),
            (["train"], "SCENE"), (["train", "moons", "xor"], "'xor'"), (["train", "moons.gif"], ".yaml"),
            (["list", "scen"], "'scene'"), (["list", "act", "opt"], "'opt'"), (["bench", "W4"], "'W1'"),
            (["export", "moons"], "-o FILE"), (["train", ""], "scene"),
        ]:
            self.refused(2, *args, names=names)

    def test_options(self):
        for args, names in [
            (["--stes", "5"], "'--steps'"), (["-x"], "unknown option"), (["--every", "x"], "0 ... 1000000"),
            (["--every"], "--every N"), (["--steps", "-1"], "steps"), (["--steps", "1e3"], "steps"),
            (["--steps", "1000001"], "1000000"), (["--json=1"], "no value"), (["--panel", "curves"], "--help"),
            (["--theme", "dark"], "--help"), (["-o", ""], "-o FILE"), (["--steps", "99999999999999999999"], "steps"),
        ]:
            self.refused(2, "train", "moons", *args, names=names)
        for args, names in [
            (["--panel", "curve"], "'curves'"), (["--panel", "curves,"], "panel"), (["--view", "gird"], "'grid'"),
            (["--theme", "drak"], "'dark'"), (["--size", "0x0"], "WIDTHxHEIGHT"), (["--size", "1600"], "WIDTHxHEIGHT"),
            (["--size", "1600x-5"], "WIDTHxHEIGHT"), (["--size", "100x100"], "1024x640"), (["--scale", "0"], "above 0"),
            (["--scale", "nan"], "above 0"), (["--size", "900000x900000"], "pixels"), (["--width", "0"], "above 0"),
            (["--width", "9999", "--dpi", "9999"], "pixels"), (["--width", "80", "--scale", "2"], "one of them"),
            (["--panel", "curves", "--size", "20x20"], "160x120"), (["--dpi", "inf"], "above 0"),
        ]:
            self.refused(2, "export", "moons", "-o", "a.png", *args, names=names)

    def test_views(self):
        for args, names in [
            (["--b", "l2=0.1"], "--view compare"), (["--view", "compare", "--b", "l2"], "KEY=VALUE"),
            (["--view", "compare", "--b", "pionts=3"], "--b: "), (["--view", "compare", "--a", "points=0"], "--a: "),
            (["--view", "compare", "--b", "opt=exact"], "net B"), (["--view", "compare", "--panel", "curves"], "one of them"),
            (["--over", "l2=0,1"], "--view grid"), (["--view", "grid", "--over", "l2"], "KEY=A,B,LO:HI:N"),
            (["--view", "grid", "--over", "l2=0:1:5"], "above 0"), (["--view", "grid", "--over", "noize=0,1"], "'noise'"),
            (["--view", "grid", "--over", "l2=1e-5:1:13", "--over", "points=20,40,60,80,100"], "at most 64"),
            (["--view", "grid", "--over", "l2=0,1", "--over", "l2=0,1"], "twice"),
            (["--view", "grid"] + 3 * ["--over", "l2=0,1"], "one or two"), (["--view", "grid", "--over", "net=32,x"], "net"),
        ]:
            self.refused(2, "export", "moons", "-o", "a.png", *args, names=names)
        for i, args in enumerate([["--view", "compare", "--b", "reg=l1", "--b", "l1=0.01"], ["--view", "difference"],
                                  ["--view", "grid", "--over", "points=20,40", "--over", "l2=0,0.1"],
                                  ["--view", "explore"]]):
            name = f"view{i}.png"
            short = ["--steps", 20, "--set", "until=20", "--set", "net=4", "--size", "1024x640"]
            self.assertEqual(run("export", "moons", "-o", name, *short, *args, cwd=self.folder).returncode, 0)
            self.assertGreater(os.path.getsize(os.path.join(self.folder, name)), 10000)

    def test_formats(self):
        for name in ["a.webp", "a", "a.png.zip", ".png", "dir.png/a"]:
            self.refused(2, "export", "moons", "-o", name, names=".png")

    def test_settings(self):
        for setting, names in [
            ("l3=1", "nearest is l2"), ("lamda=1", "nearest is l2"), ("l2", "KEY=VALUE"), ("l2=", "100"),
            ("l2=101", "100"), ("l2=nan", "100"), ("l2=inf", "100"), ("l2=0x1p3", "100"), ("l2=1,5", "100"),
            ("points=0", "1 ... 100000"), ("points=1.5", "whole"), ("act=rleu", "nearest is relu"), ("net=0", "network"),
            ("=1", "unknown setting"), ("loss=softmax\nmse", "nearest"), ("data=blobs loss=bce", "nearest"),
        ]:
            self.refused(2, "train", "moons", "--set", setting, names=names)
        self.refused(2, "train", "moons", "--set", "sweep_lo=50", names="sweep_lo < sweep_hi")
        self.refused(2, "train", "blobs", "--set", "loss=bce", names="blobs")
        for key in [s["key"] for s in lines("list", "setting") if s["restarts"]]:
            self.refused(2, "train", "moons", "--at", f"5:{key}=1", names="new run")
        for change, names in [("5", "STEP:KEY=VALUE"), ("x:l2=1", "step"), ("5:l2=-1", "100"), ("5:l3=1", "l2"),
                              ("5:reheat=0", "deviation"), ("-5:l2=1", "step"), ("5:sweep_lo=50", "step 5")]:
            self.refused(2, "train", "moons", "--at", change, names=names)


class WrongFiles(Case):
    def test_scenes(self):
        self.refused(1, "train", "none.yaml", names="none.yaml: No such file")
        os.mkdir(self.path("folder.yaml"))
        self.refused(1, "train", "folder.yaml", names="folder.yaml: Is a directory")
        for name, text, names in [
            ("a.yaml", "ridgescope: 1\nsettings:\n  l3: 1\n", "a.yaml:3: "), ("b.yaml", "", "b.yaml:1: "),
            ("c.yaml", "ridgescope: 1\nview: {theme: drak}\n", "c.yaml:2: "), ("e.yaml", "a: [", "e.yaml:"),
            ("d.yaml", "ridgescope: 1\nview: {panels: [curve]}\n", "d.yaml:2: "),
            ("f.yml", "ridgescope: 1\nview: {layout: compere}\n", "f.yml:2: "),
            ("big.yaml", "#" * (8 << 20) + "\n\n", "big.yaml: too large"),
        ]:
            self.path(name, text)
            for command in (["train"], ["export", "-o", "out.png"], []):
                self.refused(1, *command, name, names=names)

    def test_tables(self):
        self.refused(1, "train", "none.csv", names="none.csv: No such file")
        self.refused(2, "train", "moons", "--set", "data=csv", names=".csv file")
        self.refused(2, "train", "moons", "--columns", "1,2", names="no table")
        self.refused(2, "train", "moons", "--columns", "1", names="X,VALUE")
        for name, text, names in [
            ("a.csv", "x,y,label\n1,2,a\n3,nan,b\n", "a.csv:3:3: 'nan'"), ("b.csv", "", "b.csv:1:1: "),
            ("c.csv", "1,2,a\n3,4,a\n", "c.csv:2:1: only one class"), ("d.csv", "1,2,a\n3,4\n", "d.csv:2:3: "),
            ("e.csv", "1,2,a\n" * 100001, "e.csv:100001:1: "),
        ]:
            self.path(name, text)
            for command in (["train"], ["export", "-o", "out.png"], []):
                self.refused(1, *command, name, names=names)
        self.path("good.csv", "1,2,a\n3,4,b\n2,2,c\n")
        self.refused(1, "train", "good.csv", "--columns", "1,2,9", names="good.csv:1:1: no column '9'")
        self.refused(2, "train", "good.csv", "--set", "loss=bce", names="3 classes")

    def test_output(self):
        os.mkdir(self.path("folder.png"))
        for command in ["train", "export"]:
            self.refused(1, command, "moons", "--steps", 1, "-o", "nowhere/a.png", names="nowhere/a.png: ")
            self.refused(1, command, "moons", "--steps", 1, "-o", "folder.png", names="directory")
        self.refused(1, "train", "moons", "--steps", 1, "-o", "folder.png/", names="directory")
        if os.path.exists("/dev/full"):
            self.refused(1, "train", "moons", "--steps", 1, "-o", "/dev/full", names="No space")
            with open("/dev/full", "w") as full:
                for args in [["train", "moons", "--steps", "1"], ["list", "setting"], ["--help"]]:
                    done = run(*args, stdout=full)
                    self.assertEqual(done.returncode, 1, args)
                    self.assertIn("No space", done.stderr)

    def test_existing_file_stays(self):
        self.path("a.png", "precious")
        for args in [["--set", "l3=1"], ["--panel", "none"], ["--size", "1x1"], ["--size", "32767x32767", "--scale", "9"]]:
            self.refused(2, "export", "moons", "-o", "a.png", *args)
        if os.geteuid() != 0:
            os.chmod(self.path("a.png"), 0o444)
            self.refused(1, "train", "moons", "-o", "a.png", names="Permission denied")

    def test_too_little_memory(self):
        if sys.platform != "linux":
            self.skipTest("limits are set in the Linux way")
        self.path("a.png", "precious")
        limited = f'ulimit -v 500000; exec "{PROGRAM}" export moons -o a.png --steps 1 --size 16000x16000'
        done = subprocess.run(["sh", "-c", limited], cwd=self.folder, capture_output=True, text=True, timeout=120)
        self.assertEqual((done.returncode, done.stdout), (1, ""), done.stderr)
        self.assertRegex(done.stderr, r"\Aridgescope: not enough memory [^\n]*; [^\n]*\n\Z")
        self.assertEqual(self.contents(), {"a.png": b"precious"})

    def test_no_display(self):
        if sys.platform == "linux":
            self.refused(1, "moons", names="ridgescope export moons")
            self.refused(1, names="ridgescope train moons")


class Prints(Case):
    def test_help_and_version(self):
        self.assertRegex(run("--version").stdout, r"\Aridgescope \d+\.\d+\.\d+\n\Z")
        overview = run("--help").stdout
        for command in ["train", "export", "bench", "list"]:
            self.assertIn(f"ridgescope {command} ", overview)
            text = run(command, "--help")
            self.assertEqual((text.returncode, text.stderr), (0, ""))
            self.assertTrue(text.stdout.startswith(f"ridgescope {command} "), text.stdout)
        self.assertIn("--every N", run("--help", "train").stdout)

    def test_list(self):
        kinds = [row["key"] for row in lines("list")]
        self.assertEqual(kinds, "data act loss reg opt feature panel scene lesson setting".split())
        for kind in kinds:
            rows, text = lines("list", kind), run("list", kind).stdout.splitlines()
            self.assertEqual([row["key"] for row in rows], [line.split()[0] for line in text])
            self.assertEqual(len({row["key"] for row in rows}), len(rows))
        settings = {row["key"]: row for row in lines("list", "setting")}
        for row in settings.values():
            self.assertLessEqual({"key", "kind", "lo", "hi", "default", "restarts", "label", "help"}, set(row))
            final("moons", "--set", f"{row['key']}={row['default']}", "--steps", 1)
            for end in ("lo", "hi"):
                if isinstance(row[end], (int, float)) and row["kind"] not in ("int", "seed") and row["key"][:5] != "sweep":
                    final("moons", "--set", f"{row['key']}={row[end]}", "--steps", 1)
        self.assertEqual(settings["l2"]["default"], 0)
        self.assertEqual(settings["act"]["choices"], [row["key"] for row in lines("list", "act")])

    def test_every_scene_trains(self):
        for row in lines("list", "scene"):
            last = final(row["key"], "--steps", 300)
            self.assertEqual((last["step"], last["status"]), (300, "ok"))
            self.assertLess(last["data_loss"], 0.6)


    def test_course(self):
        """The lessons are part of the program: in their order, in both languages, from any folder."""
        rows = lines("list", "lesson")
        self.assertGreaterEqual(len(rows), 14)
        self.assertEqual(rows[0]["key"], "heal")
        chinese = lines("list", "lesson", "--lang", "zh-CN")
        self.assertEqual([r["key"] for r in chinese], [r["key"] for r in rows])
        for english, other in zip(rows, chinese):
            self.assertNotEqual(english["label"], other["label"])
            self.assertRegex(english["help"], r"^\d+ minutes$")
        here = lambda folder: lines("train", "heal.md#1", "--every", 0, cwd=folder)
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(here(folder)[-1]["step"], 100)
            with open(os.path.join(folder, "heal.md"), "w", encoding="utf-8") as f:  # one's own is nearer
                f.write("---\nid: heal\n---\n# Mine\n\n## One\nText.\n```ridgescope\nuntil: 7\n```\n")
            self.assertEqual(here(folder)[-1]["step"], 7)
            self.assertEqual(run("train", "none.md", cwd=folder).returncode, 1)


class Train(Case):
    def test_lines(self):
        rows = lines("train", "moons", "--steps", 250, "--every", 100)
        self.assertEqual([row["step"] for row in rows], [0, 100, 200, 250])
        for row in rows:
            self.assertEqual(list(row), KEYS)
            self.assertAlmostEqual(row["objective"], row["data_loss"] + row["penalty"], places=12)
        self.assertEqual([row["step"] for row in lines("train", "moons", "--steps", 250, "--every", 0)], [250])
        self.assertEqual([row["step"] for row in lines("train", "moons", "--steps", 0)], [0])
        self.assertTrue(20 <= len(lines("train", "moons")) <= 41)
        self.assertEqual(rows[-1], final("moons", "--steps", 250))  # looking changes nothing
        self.assertEqual(rows[-1], final("--steps=250", "moons"))  # options stand anywhere

    def test_penalty(self):
        row = final("moons", "--set", "l2=0.01", "--steps", 300)
        self.assertEqual(row["l2"], 0.01)
        self.assertAlmostEqual(row["penalty"], 0.005 * row["weight_norm"] ** 2, delta=1e-6 * row["penalty"])
        self.assertEqual(row, final("moons", "--set", "lambda=1e-2", "--steps", 300))
        self.assertEqual(final("moons", "--set", "l2=1", "--set", "reg=none", "--steps", 9)["penalty"], 0)

    def test_csv_is_the_same(self):
        text = run("train", "moons", "--steps", 200, "--every", 50).stdout.splitlines()
        rows = lines("train", "moons", "--steps", 200, "--every", 50)
        self.assertEqual(text[0].split(","), KEYS)
        for line, row in zip(text[1:], rows, strict=True):
            for value, key in zip(line.split(","), KEYS, strict=True):
                self.assertTrue(value == row[key] if key == "status" else float(value) == row[key], (key, value, row[key]))

    def test_shortest_numbers(self):
        """As Python writes doubles, which is the shortest text too; l2 is a float."""
        for line in run("train", "moons", "--set", "l2=0.1", "--steps", 200, "--json").stdout.splitlines():
            for key, text in re.findall(r'"(\w+)": ([-0-9.e+]+)', line):
                self.assertEqual(len(re.sub(r"\D", "", text).strip("0")),
                                 len(re.sub(r"\D", "", repr(float(text)).split("e")[0]).strip("0")), (key, text))
            self.assertIn('"l2": 0.1,', line)

    def test_files(self):
        out = self.path("a.csv", "old")
        os.chmod(out, 0o640)
        os.symlink("a.csv", self.path("link.csv"))
        done = run("train", "moons", "--steps", 50, "-o", self.path("link.csv"))
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assertEqual(content(out).decode(), run("train", "moons", "--steps", 50).stdout)
        self.assertTrue(os.path.islink(self.path("link.csv")))
        self.assertEqual(os.stat(out).st_mode & 0o777, 0o640)
        self.assertEqual(sorted(os.listdir(self.folder)), ["a.csv", "link.csv"])
        with open(out, "w") as f:
            f.write("before\n")
            f.flush()
            run("train", "--steps=50", "-o", "/dev/stdout", "--", "moons", stdout=f)
        self.assertEqual(content(out).decode(), "before\n" + run("train", "moons", "--steps", 50).stdout)

    def test_without_meaning_is_null(self):
        last = lines("train", "moons", "--set", "valid_points=0", "--steps", 5)[-1]
        self.assertEqual((last["valid_loss"], last["valid_accuracy"]), (None, None))
        csv = run("train", "moons", "--set", "valid_points=0", "--steps", 5).stdout.splitlines()[-1].split(",")
        self.assertEqual(csv[KEYS.index("valid_loss")], "")

    def test_diverged(self):
        rows = lines("train", "moons", "--set", "opt=sgd", "--set", "lr=100", "--set", "l2=100", "--every", 100)
        self.assertEqual(rows[-1]["status"], "diverged")
        self.assertLess(rows[-1]["step"], 3000)
        self.assertEqual(rows[0]["status"], "ok")

    def test_changes(self):
        """--at is the journal of a scene file; l2 at step s is the one that step s uses."""
        scene = self.path("s.yaml", "ridgescope: 1\nsettings: {l2: 0}\nuntil: 400\n"
                                    "journal:\n  - {step: 150, l2: 0.01}\n  - {step: 250, reheat: 0.3}\n")
        options = ["--steps", 400, "--at", "250:reheat=0.3", "--at", "150:lambda=0.01"]
        file, line = lines("train", scene, "--every", 50), lines("train", "moons", *options, "--every", 50)
        self.assertEqual(file, line)
        self.assertEqual([row["l2"] for row in line], [0, 0, 0] + 6 * [0.01])
        without = lines("train", "moons", *options[:2], *options[4:], "--every", 50)
        self.assertEqual(line[:5], without[:5])
        self.assertGreater(line[5]["weight_norm"], without[5]["weight_norm"] + 1)  # that was the reheat
        done = run("train", "moons", "--steps", 50, "--at", "50:l2=1", "--json", "--every", 0)
        self.assertEqual(json.loads(done.stdout)["l2"], 0)  # it ended before
        self.assertIn("never made", done.stderr)
        self.assertEqual(run("train", "moons", "--steps", 50, "--at", "50:l2=1", "-q").stderr, "")

        picture = os.path.join(self.folder, "never.png")
        done = run("export", "moons", "--panel", "weights", "--steps", 50, "--at", "50:l2=1", "-o", picture)
        self.assertIn("the change at step 50 is never made", done.stderr)

    def test_a_restore_that_cannot_be(self):
        """Refused before anything is said, and not left out of a picture without a word."""
        for at, valid, expected in (("100:restore=1", 0, "valid_points above 0"), ("0:restore=1", 40, "a step above 0")):
            options = ["moons", "--at", at, "--set", f"valid_points={valid}"]
            self.refused(2, "train", *options, "--every", 1, names=expected)
            self.refused(2, "export", *options, "-o", "refused.png", names=expected)

    def test_a_mistake_without_effect(self):
        idle = ["train", "moons", "--steps", 1, "--set", "mistake=loss", "--set"]
        done = run(*idle, "reg=l1")
        self.assertEqual(done.returncode, 0)
        self.assertIn("mistake=loss does nothing with reg=l1", done.stderr)
        self.assertEqual(run(*idle, "reg=elastic").stderr, "")
        self.assertEqual(run(*idle, "reg=none", "-q").stderr, "")

    def test_locale(self):
        plain = run("train", "moons", "--steps", 20).stdout
        self.assertEqual(run("train", "moons", "--steps", 20, env={"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE"}).stdout, plain)


class Statistics(unittest.TestCase):
    def test_hero(self):
        """What the default scene promises, as medians over twenty seeds of data and weights."""
        def train(*options):
            jobs = [("moons", "--set", f"seed_data={k}", "--set", f"seed_init={k}", *options) for k in range(1, 21)]
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                rows = list(pool.map(lambda job: final(*job), jobs))
            median = {key: statistics.median(row[key] for row in rows) for key in ("test_accuracy", "weight_norm")}
            print(*options, median)
            return median, rows

        overfit, _ = train("--set", "l2=0")
        healed, _ = train("--set", "l2=0.01")
        live, _ = train("--set", "l2=0", "--at", "1500:l2=0.01", "--steps", 2000)
        _, dead = train("--set", "l2=1")
        self.assertLessEqual(overfit["test_accuracy"], 0.85)
        self.assertGreaterEqual(healed["test_accuracy"], 0.90)
        self.assertGreaterEqual(overfit["weight_norm"], 35)
        self.assertLessEqual(healed["weight_norm"], 6)
        self.assertGreaterEqual(live["test_accuracy"], 0.88)
        self.assertEqual({row["status"] for row in dead}, {"collapsed"})


class Export(Case):
    def export(self, *args):
        out = self.path("a.png")
        done = run("export", *args, "-o", out)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assertEqual(os.listdir(self.folder), ["a.png"])
        return content(out)

    def test_sizes(self):
        short = ["moons", "--set", "until=100"]
        for options, size, dots in [
            (["--size", "1024x640"], (1024, 640), None), ([], (1600, 1000), None),
            (["--size", "1280x720", "--scale", "1.5"], (1920, 1080), None),
            (["--panel", "curves"], (800, 500), None),
            (["--panel", "curves,weights", "--size", "616x300"], (616, 300), None),
            (["--panel", "boundary", "--width", "85", "--dpi", "600"], (2008, 1294), 23622),
            (["--panel", "surface", "--dpi", "254", "-q"], (800, 500), 10000),
        ]:
            self.assertEqual(png(self.export(*short, *options))[:2], (size, dots), options)

    def test_same_again(self):
        one, two = (self.export("xor", "--set", "until=150", "--theme", "dark") for _ in range(2))
        self.assertEqual(one, two)
        paper = self.export("xor", "--set", "until=150")
        self.assertNotEqual(one, paper)
        self.assertEqual(paper, self.export("xor", "--set", "until=150", "--theme", "print"))

    def test_carries_its_scene(self):
        text = png(self.export("circles", "--at", "50:l2=0.02", "--steps", 120, "--panel", "weights"))[2]["ridgescope"]
        again = lines("train", self.path("again.yaml", text))
        self.assertEqual(again, lines("train", "circles", "--at", "50:l2=0.02", "--steps", 120))

    def test_carries_own_points(self):
        """A table becomes part of the picture, and training it again gives the same bits."""
        table = self.path("t.csv", "\ufeffwidth;height;kind\r\n" + "".join(
            f"{i % 7},5;{i * i % 11};{'abc'[i % 3]}\r\n" for i in range(60)))
        short = ["--steps", 100, "--set", "l2=0.001"]
        out = self.path("a.png")
        self.assertEqual(run("export", table, *short, "--panel", "curves", "-o", out).returncode, 0)
        text = png(content(out))[2]["ridgescope"]
        self.assertIn('labels: ["a", "b", "c"]', text)
        self.assertEqual(lines("train", self.path("again.yaml", text)), lines("train", table, *short))
        pair = lines("train", table, "--columns", "width,height", *short)  # a value, no classes
        self.assertIsNone(pair[-1]["train_accuracy"])

    def test_every_panel_diverged_and_collapsed(self):
        panels = ",".join(row["key"] for row in lines("list", "panel"))
        for options in [["--set", "opt=sgd", "--set", "lr=100", "--set", "l2=100"], ["--set", "l2=1"], ["--steps", "0"]]:
            short = ["moons", "--set", "until=150", *options]
            self.assertEqual(png(self.export(*short, "--panel", panels, "--size", "900x700"))[0], (900, 700))
            self.assertEqual(png(self.export(*short, "--size", "1024x640"))[0], (1024, 640))


class Bench(unittest.TestCase):
    def test_quick_ones(self):
        for name, keys in [("W1", {"sample_updates_per_s", "share_of_ideal"}), ("peak", {"fma_flops_per_s", "isa"}),
                           ("surface", {"ms", "share_of_ideal"})]:
            (row,) = lines("bench", name)
            self.assertEqual(row["workload"], name)
            self.assertLessEqual(keys | {"reps", "threads"}, set(row))
            self.assertTrue(all(value > 0 for value in row.values() if isinstance(value, (int, float))), row)
            if "share_of_ideal" in row:
                self.assertLess(row["share_of_ideal"], 1.2)


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
