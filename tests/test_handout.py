"""A lesson on paper, with its answers and without."""
import os
import re
import shutil
import subprocess
import sys
import unittest

import test_cli as cli
from test_cli import Case, content, png, run

LESSONS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lessons")
COURSE = ["heal.md", "curve.md", "glyphs.md", "l1.md", "tutorial.md"]  # classes, a curve, images; long and short


class Handouts(Case):
    def export(self, name, lesson, *args):
        done = run("export", os.path.join(LESSONS, lesson), *args, "-o", self.path(name))
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""), (lesson, args))
        return content(self.path(name))

    def text(self, name):
        done = subprocess.run(["pdftotext", "-layout", self.path(name), "-"], stdout=subprocess.PIPE, check=True)
        return " ".join(done.stdout.decode().split())

    @unittest.skipUnless(shutil.which("pdftotext"), "poppler-utils is not installed")
    def test_lessons(self):
        for lesson in COURSE:
            with self.subTest(lesson=lesson):
                self.export("a.pdf", lesson, "--view", "sheet")
                said = self.text("a.pdf")
                with open(os.path.join(LESSONS, lesson), encoding="utf-8") as f:
                    source = f.read()
                for title in re.findall(r"^##? (.+)$", source, re.M):
                    first = re.sub(r"[*`$\\{}]", "", title).split()[0]
                    self.assertIn(first, said)
                info = subprocess.run(["pdfinfo", self.path("a.pdf")], stdout=subprocess.PIPE, text=True, check=True).stdout
                self.assertIn("Pages:           1", info)

    @unittest.skipUnless(shutil.which("pdftotext"), "poppler-utils is not installed")
    def test_answers(self):
        self.export("a.pdf", "heal.md", "--view", "sheet")
        self.export("b.pdf", "heal.md", "--view", "worksheet")
        with_answers, without = self.text("a.pdf"), self.text("b.pdf")
        for said in (with_answers, without):
            self.assertIn("They melt into one wave", said)
            self.assertIn("Get test accuracy to 90% or more", said)
        self.assertIn("λ = 0.01 at step 1500", with_answers)
        self.assertIn("80 points", with_answers)
        self.assertNotIn("flip 0.15", with_answers)  # settings in words, not as a file writes them
        self.assertNotIn("0.01 at step 1500", without)
        self.assertIn("Name:", without)

    def test_pictures_and_same_bytes(self):
        first = self.export("a.png", "heal.md", "--view", "sheet", "--dpi", "96")
        self.assertEqual(png(first)[0][0], 794)
        self.assertEqual(self.export("b.png", "heal.md", "--view", "sheet", "--dpi", "96"), first)
        self.assertNotEqual(self.export("c.png", "heal.md", "--view", "sheet", "--dpi", "96", "--lang", "zh-CN"), first)

    def test_help(self):
        said = run("export", "--help").stdout
        self.assertIn("worksheet:", said)
        self.assertIn(" sheet:", said)

    def test_wrong(self):
        self.refused(2, "export", "moons", "--view", "sheet", "-o", "a.pdf", names="lesson")
        self.refused(2, "export", os.path.join(LESSONS, "heal.md"), "--view", "sheet", "-o", "a.gif", names=".pdf")


if __name__ == "__main__":
    cli.PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
