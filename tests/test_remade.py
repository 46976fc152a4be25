"""Figures carry what makes them again: figure -> state -> figure is the same file, for every panel, view and format; the
same from a text code, from a scene file and in the window. Nothing personal is in them; damaged ones are refused."""
import getpass
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import window

PROGRAM = ""
# Short, and nothing as it is by default; changes of every kind, one of them at the very end.
SHORT = ["moons", "--set", "until=40", "--set", "net=6-5", "--set", "points=50", "--set", "noise=0.31", "--set", "batch=10",
         "--at", "10:l2=0.02", "--at", "20:reheat=0.3", "--at", "30:restore=1", "--at", "39:lr=0.003", "--steps", "40"]
SIZE = ["--size", "500x400"]


def run(*args, cwd, status=0, env=None):
    here = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")}
    done = subprocess.run([PROGRAM, *map(str, args)], capture_output=True, text=True, cwd=cwd, env=here | (env or {}),
                          stdin=subprocess.DEVNULL, timeout=120)
    assert done.returncode == status, f"{args}: {done.returncode} {done.stderr}"
    return done


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="ridgescope-test-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def export(self, scene, name, *options, **kwargs):
        run("export", scene, "-o", name, *options, cwd=self.folder, **kwargs)
        return (self.folder / name).read_bytes()

    def figure(self, name, *options):
        """A new figure of the short scene."""
        run("export", *SHORT, "-o", name, *options, cwd=self.folder)
        return (self.folder / name).read_bytes()

    def same_again(self, name, *options):
        first = self.figure(name, *options)
        self.assert_same(first, self.export(name, "again" + name[-4:]), options)
        return first

    def assert_same(self, a, b, what=None):
        """Without printing them."""
        self.assertTrue(a == b, what)


class RoundTrips(Case):
    def test_every_panel(self):
        panels = run("list", "panel", "--json", cwd=self.folder).stdout
        for key in [line.split('"key": "')[1].split('"')[0] for line in panels.splitlines()]:
            with self.subTest(key):
                self.same_again("a.png", "--panel", key, *SIZE)

    def test_every_format_and_option(self):
        for name, *options in [
            ["a.svg", "--panel", "curves,network", "--outlines"], ["a.pdf", "--panel", "weights", "--width", "84"],
            ["a.png", "--panel", "curves", "--width", "60", "--dpi", "200", "--transparent"],
            ["a.png", "--panel", "curves", "--lang", "zh-CN", *SIZE],
            ["a.png", "--panel", "boundary,weights", "--over", "l2=0,0.1", "--grey", "--width", "120"],
            ["a.png", "--panel", "boundary", "--scale", "1.7", "--theme", "dark", *SIZE],
            ["a.png", "--panel", "surface", "--caption", "Two: \"lines\" & λ\nof text", *SIZE],
            ["a.svg", "--panel", "surface", "--caption", "auto", *SIZE],
        ]:
            with self.subTest(options):
                self.same_again(name, *options)

    def test_every_view(self):
        for options in [["main"], ["present"], ["compare", "--b", "net=9", "--a", "seed_init=5"], ["difference"],
                        ["grid", "--over", "l2=0,0.1", "--over", "noise=0.1,0.3"]]:
            with self.subTest(options[0]):
                self.same_again("a.png", "--view", *options, "--size", "1024x640")

    def test_from_one_format_to_another(self):
        png = self.figure("a.png", "--panel", "curves", *SIZE)
        self.export("a.png", "a.pdf")
        pdf = (self.folder / "a.pdf").read_bytes()
        start = pdf.index(b"<FEFF")
        end = pdf.index(b">", start)
        (self.folder / "a.pdf").write_bytes(pdf[:start] + pdf[start:end].lower() + pdf[end:])  # as qpdf writes it
        self.export("a.pdf", "a.svg")
        self.export("a.svg", "a.yaml")
        self.export("a.yaml", "a.txt")
        code = (self.folder / "a.txt").read_text().strip()
        self.assertLess(len(code), 300)
        self.assert_same(png, self.export("a.txt", "b.png"))
        self.assert_same(png, self.export(code, "b.png"))
        several = self.figure("c.png", "--panel", "curves", "--over", "l2=0,0.1", "--over", "noise=0.1,0.3")
        self.export("c.png", "c.yaml")
        self.assert_same(several, self.export("c.yaml", "d.png"))
        self.assertEqual(self.export("a.png", "b.png", "--scale", "2")[16:24], bytes([0, 0, 3, 232, 0, 0, 3, 32]))

    def test_own_points_and_their_words(self):
        rows = [f"{i % 7 / 3},{i * i % 11 / 5},{'ab'[i % 2]}" for i in range(40)]
        (self.folder / "cats.csv").write_text("width,height,kind\n" + "\n".join(rows) + "\n")
        options = ["--set", "until=30", "--panel", "boundary", *SIZE]
        first = self.export("cats.csv", "a.png", *options)
        (self.folder / "cats.csv").unlink()
        self.assert_same(first, self.export("a.png", "b.png"))

    def test_a_lesson_beside_it(self):
        first = self.export("heal.md#2", "a.png", "--steps", "40", "--size", "1600x1000")
        self.assert_same(first, self.export("a.png", "b.png"))

    def test_training_it_gives_the_same_numbers(self):
        self.figure("a.png", "--panel", "curves", *SIZE)
        said = [run(*args, "--every", "0", "--json", cwd=self.folder).stdout for args in
                (["train", *SHORT], ["train", "a.png"])]
        self.assertEqual(*said)


class InIt(Case):
    def test_nothing_personal(self):
        home = self.folder / "someone-at-home"
        home.mkdir()
        env = {"HOME": str(home), "USER": "someone-at-home"}
        (home / "cats.csv").write_text("x,y,kind\n1,2,a\n3,1,b\n2,2,a\n0,1,b\n5,5,a\n6,1,b\n")
        words = {str(self.folder), "someone-at-home", "/tmp", "/home", socket.gethostname(), os.getcwd()}
        words |= {getpass.getuser()} - {"root"}  # as a word of a font's or a format's it could stand there
        for name in ["a.png", "a.svg", "a.pdf", "a.yaml"]:
            data = self.export(home / "cats.csv", name, "--set", "until=20", "--panel", "weights", *SIZE, env=env)
            for word in words:
                for code in ("utf-8", "utf-16-be"):
                    self.assertFalse(len(word) > 3 and word.encode(code) in data, (name, word))

    def test_it_says_which_version_made_it(self):
        version = run("--version", cwd=self.folder).stdout.split()[1].encode()
        self.assertTrue(b"\nversion: " + version + b"\n" in self.figure("a.png", "--panel", "weights", *SIZE))


class Refused(Case):
    def refused(self, name, says, status=1):
        said = run("train", name, cwd=self.folder, status=status).stderr
        self.assertRegex(said, r"\Aridgescope: [^\n]+; [^\n]+\n\Z")
        self.assertIn(says, said)

    def test_what_is_no_figure(self):
        svg = self.figure("a.svg", "--panel", "weights", *SIZE)
        for name, data, says in [
            ("no.png", b"", "neither a PNG"), ("no.svg", b"<svg></svg>", "carries no settings"),
            ("no.pdf", b"%PDF-1.4\n", "carries no settings"), ("gone.png", None, "No such file"),
            ("cut.svg", svg[:600], "are damaged"),
            ("newer.svg", svg.replace(b"ridgescope: 1", b"ridgescope: 2"), "newer version"),
            ("key.svg", svg.replace(b"noise:", b"nose:"), "key.svg:"),
            ("deep.svg", svg.replace(b"title:", b"title: " + b"[" * 5000 + b"\ntitle:"), "deep.svg:"),
            ("huge.svg", svg.replace(b"points: 50", b"points: 1e999"), "points"),
            ("large.svg", svg.replace(b"net: 6-5", b"net: 257-5"), "net"),
            ("view.svg", svg.replace(b"layout: main", b"layout: ../../etc"), "layout"),
            ("figure.svg", svg.replace(b"figure: {", b"figure: {output: evil.png, "), "output"),
        ]:
            with self.subTest(name):
                if data is not None:
                    (self.folder / name).write_bytes(data)
                if name == "figure.svg":  # words about pictures are looked at when one is made
                    said = run("export", name, "-o", "x.png", cwd=self.folder, status=1).stderr
                    self.assertIn(says, said)
                    self.assertFalse((self.folder / "x.png").exists() or (self.folder / "evil.png").exists())
                else:
                    self.refused(name, says)

    def test_of_a_newer_version(self):
        svg = self.figure("a.svg", "--panel", "weights", *SIZE).decode()
        newer = re.sub("\nversion: .*", "\nversion: 9.0.0", svg)
        (self.folder / "newer.svg").write_text(newer)
        said = run("train", "newer.svg", "--steps", "1", cwd=self.folder).stderr
        self.assertRegex(said, r"\Aridgescope: newer.svg is of Ridgescope 9\.0\.0, [^\n]+\n\Z")
        (self.folder / "key.svg").write_text(newer.replace("noise:", "fancy:"))
        self.refused("key.svg", "9.0.0, a newer version")

    def test_mutated_figures(self):
        """Whatever is done to a figure, it is opened or refused with a line; never a crash, never another file."""
        chance = random.Random(5)
        for name in ["a.png", "a.svg", "a.pdf"]:
            data = self.figure(name, "--panel", "weights", *SIZE)
            at = max(data.find(b"ridgescope: 1"), data.find(b"FEFF"))
            for _ in range(25):
                cut = bytearray(data)
                for _ in range(chance.randint(1, 4)):
                    cut[at + chance.randrange(1200)] = chance.randrange(256)
                (self.folder / ("b" + name[1:])).write_bytes(bytes(cut))
                done = subprocess.run([PROGRAM, "check", "b" + name[1:]], cwd=self.folder, capture_output=True,
                                      text=True, errors="replace", timeout=60)
                self.assertIn(done.returncode, (0, 1))
                self.assertTrue(done.returncode == 0 or done.stderr.startswith("ridgescope: "), done.stderr)


@unittest.skipIf(window.missing(), "no tools for a window")
class InTheWindow(Case):
    def test_opened_dropped_copied_saved(self):
        self.figure("a.png", "--view", "compare", "--size", "1024x640")
        self.export("xor", "c.png", "--set", "until=60", "--set", "net=5", "--panel", "curves", *SIZE)
        want = run("train", "c.png", "--json", "--every", "0", cwd=self.folder).stdout
        os.environ["XDG_DATA_HOME"] = str(self.folder / "data")
        with window.Display() as display, window.Window(display, PROGRAM, self.folder / "c.png") as w:
            there = w.wait(lambda r: r["step"] == 60 and not r["playing"], "the figure's step")
            self.assertIn(f'"test_loss": {there["test_loss"]}', want)
            w.key("ctrl+shift+c")
            w.key("ctrl+s")
            w.key("Return")
            saved = self.folder / "data/ridgescope/scenes/xor.yaml"
            w.wait(lambda r: saved.exists(), "the scene to be saved")
            w.drop(self.folder / "a.png")
            w.wait(lambda r: r["compare"] and r["step"] == 40 and r.get("step_b") == 40, "two nets")
            w.key("ctrl+v")
            w.wait(lambda r: not r["compare"] and r["step"] == 60 and r["test_loss"] == there["test_loss"], "the code")
            w.key("ctrl+z")
            w.wait(lambda r: r["step"] == 40 and r["compare"] and r.get("step_b") == 40, "what was there before")
            w.key("ctrl+y")
            w.wait(lambda r: r["step"] == 60 and not r["compare"], "the code again")
            w.drop(saved)
            w.wait(lambda r: r["step"] == 60 and r["test_loss"] == there["test_loss"], "the saved scene")
            self.assertIn(str(saved.resolve()), Path(w.state, "ridgescope/recent").read_text())
            self.assertEqual(w.close(), 0)
        del os.environ["XDG_DATA_HOME"]


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
