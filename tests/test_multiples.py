"""Small multiples: a net a picture, on shared axes; the figure carries what makes it again."""
import os
import sys
import unittest

import picture
import test_cli as cli
from test_cli import Case, content, png, run

SHORT = ["moons", "--set", "until=150", "--set", "net=8"]


class Multiples(Case):
    def export(self, name, *args):
        done = run("export", *args, "-o", self.path(name))
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""), args)
        return content(self.path(name))

    def cells(self, data, columns, rows):
        p = picture.read_png(data)
        n, w, h = p.channels, p.width // columns, p.height // rows
        return [b"".join(p.pixels[((y * h + i) * p.width + x * w) * n:((y * h + i) * p.width + (x + 1) * w) * n]
                         for i in range(h)) for y in range(rows) for x in range(columns)]

    def test_one_setting(self):
        data = self.export("a.png", *SHORT, "--panel", "boundary", "--over", "l2=0,0.01,1", "--size", "1200x400")
        self.assertEqual(len(set(self.cells(data, 3, 1))), 3)

    def test_a_panel_a_row(self):
        data = self.export("a.png", *SHORT, "--panel", "curves,weights", "--over", "l2=0,0.1", "--size", "816x616")
        self.assertEqual(len(set(self.cells(data, 2, 2))), 4)

    def test_two_settings(self):
        data = self.export("a.png", *SHORT, "--panel", "boundary", "--over", "l2=0,0.1", "--over", "points=20,80", "--size",
                           "816x616")
        self.assertEqual(len(set(self.cells(data, 2, 2))), 4)

    def test_axes_are_shared(self):
        """Without a penalty few weights are near 0: beside such a net the highest bar of the other one tells how many."""
        args = ["moons", "--set", "lr=0.05", "--set", "until=3000", "--panel", "weights"]
        both = self.export("a.png", *args, "--over", "l2=0,0.1", "--size", "1016x400")
        alone = self.export("b.png", *args, "--over", "l2=0,0", "--size", "1016x400")
        self.assertTrue(self.cells(both, 2, 1)[0] != self.cells(alone, 2, 1)[0])

    def test_made_again_from_itself(self):
        for name in ("a.png", "a.svg", "a.pdf"):
            args = [*SHORT, "--panel", "boundary,curves", "--over", "act=relu,tanh", "--width", "84", "--caption", "auto"]
            first = self.export(name, *args)
            again = self.path("again" + name[1:])
            done = run("export", self.path(name), "-o", again)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(content(again), first, name)
        self.assertIn("over: ", png(content(self.path("a.png")))[2]["ridgescope"])

    def test_wrong(self):
        for args, names in [
            (["--panel", "boundary", "--over", "l2=0,1e-4:1:40"], "at most 36"),
            (["--panel", "boundary,curves", "--over", "l2=0,1", "--over", "points=20,80"], "one panel"),
            (["--over", "l2=0,1"], "--panel"), (["--panel", "boundary", "--over", "l2=0,1000"], "100"),
        ]:
            self.refused(2, "export", "moons", "-o", "a.png", *args, names=names)
        self.refused(2, "export", "moons", "-o", "a.csv", "--panel", "curves", "--over", "l2=0,1", names="sweep")


if __name__ == "__main__":
    cli.PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
