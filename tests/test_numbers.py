"""The numbers behind figures: CSV against what train prints, LaTeX that other programs can read."""
import collections
import csv
import io
import os
import shutil
import subprocess
import sys
import unittest

import test_cli as cli
from test_cli import Case, content, final, lines, run

HEAL = ["moons", "--at", "300:l2=0.01", "--set", "until=600"]


class Numbers(Case):
    def export(self, name, *args):
        done = run("export", *args, "-o", self.path(name))
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""), args)
        return content(self.path(name))

    def table(self, *args):
        """(panel, series) -> rows of numbers, None where there is none."""
        text = self.export("out.csv", *args).decode()
        self.assertEqual(text.splitlines()[0], "panel,series,x,y,z")
        found = collections.defaultdict(list)
        for row in csv.DictReader(io.StringIO(text)):
            found[row["panel"], row["series"]].append(tuple(float(row[k]) if row[k] else None for k in "xyz"))
        return found

    def test_curves_end_where_train_ends(self):
        found, end = self.table(*HEAL, "--panel", "curves"), final(*HEAL)
        for series, key in [("train_loss", "data_loss"), ("test_loss", "test_loss"), ("validation_loss", "valid_loss"),
                            ("weight_norm", "weight_norm"), ("strength", "l2"), ("cost", "objective")]:
            step, value, _ = found["curves", series][-1]
            self.assertEqual(step, 600)
            self.assertAlmostEqual(value, end[key], delta=1e-5 * abs(end[key]), msg=series)
        steps = [row[0] for row in found["curves", "test_loss"]]
        self.assertEqual(steps, sorted(set(steps)))
        twin = final("moons", "--set", "until=600")
        self.assertAlmostEqual(found["curves", "twin_test_loss"][-1][1], twin["test_loss"], delta=1e-5)

    def test_the_view_has_its_panels_and_the_sweep(self):
        found = self.table(*HEAL)
        self.assertLessEqual({"boundary", "curves", "weights", "surface", "network", "lambda"}, {p for p, _ in found})
        weights = sum(y for (p, s), rows in found.items() if p == "weights" and s.startswith("layer") for _, y, _ in rows)
        self.assertEqual(weights, 2 * 32 + 32 * 32 + 32)
        self.assertEqual(sum(len(rows) for (p, s), rows in found.items() if p == "network"), 2 * 32 + 32 * 32 + 32)
        self.assertTrue(all(0 <= z <= 1 for _, _, z in found["boundary", "p"]))
        points = {s: rows for (p, s), rows in found.items() if p == "boundary" and s.startswith("train")}
        self.assertEqual(sum(len(rows) for rows in points.values()), 80)
        self.assertIn("train_class_0_wrong_label", points)
        self.assertEqual(len(found["surface", "cost"]), 61 * 61)
        for data, penalty, cost in list(zip(*(found["surface", k] for k in ("data_loss", "penalty", "cost"))))[::97]:
            self.assertAlmostEqual(data[2] + penalty[2], cost[2], delta=1e-4 * (1 + cost[2]))
        self.assertEqual([row[0] for row in found["lambda", "test_loss"]][0], 0)
        self.assertEqual(len(found["lambda", "test_loss"]), 32)

    def test_the_sweep_is_that_of_the_sweep_command(self):
        """Member by member: the mean and the range over the window's seeds hold the scene's own net."""
        small = ["moons", "--set", "until=200", "--set", "net=8"]
        found = self.table(*small, "--panel", "lambda")
        for x, low, _ in found["lambda", "test_loss_lowest"][::7]:
            own = final(*small, "--set", f"l2={x:.9g}")["test_loss"]
            high = dict((r[0], r[1]) for r in found["lambda", "test_loss_highest"])[x]
            self.assertTrue(low * (1 - 1e-5) <= own <= high * (1 + 1e-5), (x, low, own, high))

    def test_every_panel_of_every_kind_of_data(self):
        panels = [row["key"] for row in lines("list", "panel")]
        for scene in ["moons", "blobs", "sine", "glyphs", "ellipse"]:
            small = ["--set", "net=conv:2x5" if scene == "glyphs" else "net=-" if scene == "ellipse" else "net=5"]
            found = self.table(scene, "--set", "until=20", *small, "--panel", ",".join(panels))
            self.assertGreater(len({p for p, _ in found}), 7, scene)
            for (panel, series), rows in found.items():
                self.assertNotIn(" ", series)
                self.assertTrue(rows, (panel, series))

    def test_same_bytes(self):
        for name in ("a.csv", "a.tex"):
            self.assertEqual(self.export(name, *HEAL, "--panel", "curves"), self.export(name, *HEAL, "--panel", "curves"))

    def test_latex(self):
        text = self.export("a.tex", *HEAL, "--set", "net=8", "--panel", "curves,lambda,weights,boundary", "--width", "84").decode()
        self.assertEqual(text.count("\\begin{tikzpicture}"), 4)
        self.assertEqual(text.count("{"), text.count("}"))
        self.assertIn("width=84mm", text)
        self.assertIn("\\addlegendentry{twin test loss}", text)
        self.assertIn("xmode=log", text)
        self.assertTrue(text.isascii() or all(line.startswith("%") for line in text.splitlines() if not line.isascii()))

    def test_wrong(self):
        self.refused(1, "export", "moons", "--steps", "5", "--panel", "network", "-o", "a.tex", names="network")
        self.refused(1, "export", "moons", "--steps", "5", "--panel", "curves", "-o", "no/a.csv", names="no/a.csv")

    @unittest.skipUnless(shutil.which("pdflatex"), "LaTeX is not installed")
    def test_a_page_of_course_notes(self):
        self.export("curves.tex", *HEAL, "--panel", "curves", "--width", "84")
        self.export("lambda.tex", *HEAL, "--set", "net=8", "--panel", "lambda", "--width", "84")
        self.export("field.pdf", *HEAL, "--panel", "boundary", "--width", "84")
        with open(self.path("notes.tex"), "w", encoding="utf-8") as f:
            f.write(r"""\documentclass{article}
\usepackage{graphicx,pgfplots}\pgfplotsset{compat=1.16}
\begin{document}
\section*{Weight decay}
\begin{figure}[h]\centering\includegraphics[width=84mm]{field.pdf}\caption{What it answers.}\end{figure}
\begin{figure}[h]\centering\input{curves}\caption{Loss.}\end{figure}
\begin{figure}[h]\centering\input{lambda}\caption{The choice of $\lambda$.}\end{figure}
\end{document}
""")
        done = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "notes.tex"], cwd=self.folder,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        self.assertEqual(done.returncode, 0, done.stdout[-1500:])
        if shutil.which("pdftotext"):
            said = subprocess.run(["pdftotext", "notes.pdf", "-"], cwd=self.folder, stdout=subprocess.PIPE, check=True)
            for word in (b"Weight decay", b"twin test loss", b"Decision boundary", b"train loss"):
                self.assertIn(word, said.stdout)


if __name__ == "__main__":
    cli.PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
