"""Figures on paper, seen by other programs: test_figures.py PROGRAM. SVG and PDF of every panel beside the PNG, fonts inside,
words found, sizes kept, the same bytes again, and nothing half written. Pictures are compared as an eye a step away
would see them (picture.difference)."""
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

import picture
import window

PROGRAM = ""
FONTS = Path(__file__).resolve().parent.parent / "assets" / "fonts"
SMALL = ["moons", "--set", "net=8-8", "--set", "until=400", "--at", "200:l2=0.01"]  # quick, with all that moves
SVG = "{http://www.w3.org/2000/svg}"


def call(*words, env=None, **options):
    return subprocess.run([str(w) for w in words], capture_output=True, stdin=subprocess.DEVNULL, timeout=180,
                          env={**os.environ, **(env or {})}, **options)


def export(*words, to, **options):
    done = call(PROGRAM, "export", *words, "-q", "-o", to, **options)
    assert done.returncode == 0 and not done.stdout and not done.stderr, (words, done)
    return Path(to)


def tool(*words, **options):
    done = call(*words, **options)
    assert done.returncode == 0, (words, done)
    return done.stdout.decode()


def size_mm(pdf):
    w, h = re.search(r"Page size: +([\d.]+) x ([\d.]+) pts", tool("pdfinfo", pdf)).groups()
    return float(w) / 72 * 25.4, float(h) / 72 * 25.4


def fonts(pdf):
    """(name, embedded, subset) of every font."""
    rows = tool("pdffonts", pdf).splitlines()[2:]
    return [(r.split()[0], r.split()[-5], r.split()[-4]) for r in rows]


def words(pdf):
    return " ".join(tool("pdftotext", pdf, "-").split())


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        conf = cls.folder / "fonts.conf"  # no other fonts than ours, so that every machine draws the same
        conf.write_text(f"<fontconfig><dir>{FONTS}</dir><cachedir>{cls.folder}/cache</cachedir></fontconfig>")
        cls.our_fonts = {"FONTCONFIG_FILE": str(conf)}

    def near(self, drawn, png, mean, largest):
        a, b = (picture.read_png(Path(p).read_bytes()) for p in (drawn, png))
        self.assertEqual((a.width, a.height), (b.width, b.height))
        apart = picture.difference(a, b)
        self.assertTrue(apart[0] <= mean and apart[1] <= largest, f"{drawn}: {apart}")

    def contents(self, folder):
        return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}


class EveryPanel(Case):
    """In rows of four, in print and in grey."""

    PANELS = [["boundary", "curves", "weights", "surface"], ["network", "curvature", "representation", "tug"],
              ["lambda", "updown", "variance", "calibration"]]

    def draw(self, panels, theme):
        name = self.folder / f"{panels[0]}-{theme}"
        options = [*SMALL, "--panel", ",".join(panels), "--theme", theme, "--width", "174", "--dpi", "100"]
        png = export(*options, to=f"{name}.png")
        svg = export(*options, to=f"{name}.svg")
        paths = export(*options, "--outlines", to=f"{name}-outlines.svg")
        pdf = export(*options, to=f"{name}.pdf")
        tool("xmllint", "--noout", svg, paths)
        width = str(picture.read_png(png.read_bytes()).width)
        height = str(picture.read_png(png.read_bytes()).height)
        for source, mean, largest in ((svg, 2, 90), (paths, 2, 70)):
            drawn = f"{source}.png"
            tool("rsvg-convert", "-w", width, "-h", height, "-o", drawn, source, env=self.our_fonts)
            self.near(drawn, png, mean, largest)
        tool("pdftoppm", "-png", "-singlefile", "-scale-to-x", width, "-scale-to-y", height, pdf, f"{name}-pdf")
        self.near(f"{name}-pdf.png", png, 2, 70)
        return png, svg, paths, pdf

    def test_vectors_look_like_pixels(self):
        titles = {row.split("\t")[0]: row for row in tool(PROGRAM, "list", "panel").splitlines()}
        self.assertEqual({row.split()[0] for row in titles} - set(sum(self.PANELS, [])), {"pays"})
        seen = []
        for panels in self.PANELS:
            for theme in ("print", "grey")[: 2 if panels is self.PANELS[0] else 1]:
                png, svg, paths, pdf = self.draw(panels, theme)
                for name, embedded, subset in fonts(pdf):
                    self.assertEqual((embedded, subset), ("yes", "yes"), name)
                    self.assertRegex(name, r"^[A-Z]{6}\+(Inter|JetBrainsMono|DejaVuSans)")
                self.assertNotIn("<text", paths.read_text())
                self.assertEqual(len(re.findall("aria-label", paths.read_text())),
                                 len(re.findall("<text", svg.read_text())))
                self.assertIn("textLength=", svg.read_text())
                seen.append(words(pdf))
        for text, wanted in zip([seen[0], *seen[2:]], ["Decision boundary", "Network", "Bias and variance"]):
            self.assertIn(wanted, text)
        self.assertEqual(seen[0], seen[1])  # grey says the same
        # The test of the test: two different figures are not near.
        with self.assertRaises(AssertionError):
            self.near(self.folder / "network-print.png", self.folder / "lambda-print.png", 2, 90)

    def test_grey_has_no_colour(self):
        png = export(*SMALL, "--panel", "boundary,surface,network", "--grey", "--width", "174", to=self.folder / "g.png")
        p = picture.read_png(png.read_bytes())
        self.assertEqual(p.pixels[0::p.channels], p.pixels[1::p.channels])
        self.assertEqual(p.pixels[0::p.channels], p.pixels[2::p.channels])
        svg = export(*SMALL, "--panel", "boundary,surface,network", "--theme", "grey", to=self.folder / "g.svg")
        for colour in re.findall(r'"#([0-9a-f]{3,6})"', svg.read_text()):
            parts = re.findall("." if len(colour) == 3 else "..", colour)
            self.assertEqual(len(set(parts)), 1, colour)


class Sizes(Case):
    FIVE = ["--panel", "boundary,curves,weights,surface,network"]

    def test_widths_on_paper(self):
        for mm in (84, 89, 174, 183):
            pdf = export(*SMALL, "--panel", "boundary,weights", "--width", mm, to=self.folder / "w.pdf")
            self.assertAlmostEqual(size_mm(pdf)[0], mm, delta=0.01)
            svg = export(*SMALL, "--panel", "boundary,weights", "--width", mm, to=self.folder / "w.svg")
            self.assertEqual(xml.parse(svg).getroot().get("width"), f"{mm}mm")
            done = call(PROGRAM, "export", *SMALL, "--panel", "boundary,weights", "--width", mm, "-v", "-o", svg)
            self.assertIn(b"smallest type prints at 7.0 pt", done.stderr)

    def test_small_type_is_warned_of(self):
        done = call(PROGRAM, "export", *SMALL, "--width", "84", "-o", self.folder / "s.pdf")
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stderr.decode(), r"smallest type prints at [12]\.\d pt; below 6 pt")

    def test_files_are_small(self):
        long = ["moons", "--at", "1500:l2=0.01"]
        five = export(*long, *self.FIVE, "--width", "174", to=self.folder / "five.pdf")
        main = export(*long, to=self.folder / "main.svg")
        paths = export(*long, "--outlines", to=self.folder / "outlines.svg")
        self.assertLess(five.stat().st_size, 300_000)
        self.assertLess(main.stat().st_size, 1_000_000)
        self.assertLess(paths.stat().st_size, 1_000_000)

    def test_the_same_again(self):
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        for ending in (".svg", ".pdf", ".png"):
            options = [*SMALL, *self.FIVE, "--width", "89", "--caption", "auto"]
            first = export(*options, to=self.folder / ("a" + ending)).read_bytes()
            again = export(*options, to=elsewhere / ("b" + ending), cwd=elsewhere,
                           env={"LANG": "de_DE.UTF-8", "LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Tokyo", "USER": "nobody"})
            self.assertEqual(first, again.read_bytes(), ending)
            self.assertNotIn(str(self.folder).encode(), first)


class Options(Case):
    def test_transparent(self):
        for panels, inside in (("curves,weights", 0), ("boundary", 255)):
            png = export(*SMALL, "--panel", panels, "--transparent", to=self.folder / "t.png")
            p = picture.read_png(png.read_bytes())
            alpha = p.pixels[3::4]
            self.assertEqual((p.channels, alpha[0], alpha[-1]), (4, 0, 0))
            self.assertEqual(alpha[p.width * (p.height // 2) + p.width // 4 + 3] == 255, inside == 255)
        svg = export(*SMALL, "--panel", "curves", "--transparent", to=self.folder / "t.svg").read_text()
        self.assertNotIn('width="100%"', svg)
        pdf = export(*SMALL, "--panel", "curves", "--transparent", to=self.folder / "t.pdf")
        tool("pdftocairo", "-png", "-transp", "-singlefile", pdf, self.folder / "tp")
        p = picture.read_png((self.folder / "tp.png").read_bytes())
        self.assertEqual(p.pixels[3], 0)

    def test_caption(self):
        options = [*SMALL, "--panel", "boundary,weights", "--width", "84"]
        plain = export(*options, to=self.folder / "n.pdf")
        auto = export(*options, "--caption", "auto", to=self.folder / "c.pdf")
        self.assertGreater(size_mm(auto)[1], size_mm(plain)[1])
        said = words(auto)
        self.assertIn("(a) Decision boundary, (b) Weights of a 2–8–8–1 ReLU network, L2 with λ = 0.01 from step 200 on "
                      "(before: 0).", said)
        self.assertRegex(said, r"Moons, 80 training points, \d+ of them with a wrong label, noise 0.2; Adam, learning "
                               r"rate 0.01; step 400, seed 22\.")
        own = export(*options, "--caption", 'p < 0.05 & "so"', to=self.folder / "c.svg").read_text()
        self.assertIn("p &lt; 0.05 &amp; &quot;so&quot;", own)
        self.assertIn("linear model", words(export("moons", "--set", "net=-", "--set", "until=50", "--panel", "boundary",
                                                   "--width", "89", "--caption", "auto", to=self.folder / "l.pdf")))

    def test_letters_stand_before_several_panels(self):
        two = export(*SMALL, "--panel", "curves,weights", to=self.folder / "two.svg").read_text()
        one = export(*SMALL, "--panel", "curves", to=self.folder / "one.svg").read_text()
        self.assertEqual(re.findall(r">([ab])</text>", two), ["a", "b"])
        self.assertEqual(re.findall(r">([ab])</text>", one), [])


class BadInput(Case):
    def refused(self, status, *options, out, says, **more):
        target = Path(out).parent
        before = self.contents(target)
        done = call(PROGRAM, "export", *SMALL, *options, "-o", out, **more)
        said = done.stderr.decode()
        self.assertEqual((done.returncode, done.stdout), (status, b""), said)
        self.assertRegex(said, r"\Aridgescope: [^\n]+; [^\n]+\n\Z")
        self.assertIn(says, said)
        self.assertEqual(self.contents(target), before)

    def test_sizes(self):
        for ending in ("png", "svg", "pdf"):
            out = self.folder / f"x.{ending}"
            for options, says in ((["--size", "0x0"], "no size"), (["--size", "200000x200000"], "200000x200000"),
                                  (["--size", "1600"], "no size"), (["--panel", "curves", "--size", "159x400"], "159x400"),
                                  (["--width", "0"], "above 0"), (["--width", "nan"], "above 0"),
                                  (["--width", "-84"], "above 0"), (["--scale", "1e9"], "above 0"),
                                  (["--width", "84", "--scale", "2"], "one of them")):
                self.refused(2, *options, out=out, says=says)
        self.refused(2, "--scale", "90", out=self.folder / "x.png", says="144000 x 90000 pixels")
        self.refused(2, "--width", "6000", out=self.folder / "x.pdf", says="6000 x 3750 mm")
        self.refused(2, "--width", "5", "--panel", "curves", out=self.folder / "x.svg", says="expected 31 to")
        (self.folder / "hostile.yaml").write_text("ridgescope: 1\nfigure: {size: 200000x200000}\n")
        said = call(PROGRAM, "export", "hostile.yaml", "-o", "x.png", cwd=self.folder).stderr
        self.assertIn(b"hostile.yaml:2: size", said)

    def test_options_that_mean_nothing(self):
        for name, *options in (("x.pdf", "--outlines"), ("x.gif", "--transparent"), ("x.csv", "--transparent"),
                               ("x.png", "--panel", "curves,curves"), ("x.png", "--panel="),
                               ("x.png", "--panel", "curves", "--view", "main")):
            self.refused(2, *options, out=self.folder / name, says="expected")

    def test_names(self):
        for name in ("a", "a.webp", ".pdf", "a.pdf.gz"):
            self.refused(2, out=self.folder / name, says=".pdf")
        nowhere = call(PROGRAM, "export", *SMALL, "-o", self.folder / "no-such-folder" / "a.pdf")
        self.assertEqual(nowhere.returncode, 1)
        self.assertIn(b"No such file", nowhere.stderr)
        sealed = call(PROGRAM, "export", *SMALL, "-o", "/proc/a.pdf")  # a folder where nobody may write
        self.assertEqual((sealed.returncode, sealed.stdout), (1, b""))
        sealed = self.folder / "sealed.pdf"
        sealed.mkdir()
        self.refused(1, out=sealed, says="directory")

    def test_a_full_disk(self):
        """Writing fails after a few kilobytes, as on a full disk: the old file stays, and nothing else is left."""
        for ending in ("png", "svg", "pdf"):
            target = self.folder / ending
            target.mkdir()
            for old in (None, b"old"):
                out = target / f"a.{ending}"
                if old:
                    out.write_bytes(old)

                def full():
                    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

                self.refused(1, "--panel", "curves", out=out, says="too large", preexec_fn=full)
            out.unlink()
            out.symlink_to("/dev/full")  # which says so itself
            done = call(PROGRAM, "export", *SMALL, "--panel", "curves", "-o", out)
            self.assertEqual(done.returncode, 1)
            self.assertIn(b"No space left", done.stderr)
            self.assertEqual([p.name for p in target.iterdir()], [out.name])


@unittest.skipIf(window.missing(), "no X server or no hand: " + ", ".join(window.missing()))
class Dialog(Case):
    """A real window: S, Enter, and the file is the one that the command line writes."""

    def take(self, folder, w, *keys):
        before = set(folder.glob("ridgescope-*"))
        w.key(*keys)
        end = time.monotonic() + 60
        while not (new := set(folder.glob("ridgescope-*")) - before):
            if time.monotonic() > end:
                raise window.Failed("no file appeared")
            time.sleep(0.05)
        return new.pop()

    def test_the_same_file(self):
        folder = self.folder / "window"
        folder.mkdir()
        was = os.getcwd()
        os.chdir(folder)
        self.addCleanup(os.chdir, was)
        scene = ["moons", "--set", "net=8-8", "--set", "until=300"]
        with window.Display() as display, window.Window(display, PROGRAM, *scene) as w:
            w.resize(1600, 1000)
            w.wait(lambda r: r["step"] > 100 and r["window"][0] == 1600, "some steps")
            w.key("space")
            step = w.wait(lambda r: not r["playing"] and r["sweep_whole"], "a pause and the sweep", 120)["step"]
            w.wait(lambda r: not r["playing"] and r["step"] == step, "the pause")
            file = self.take(folder, w, "s", "Return")
            w.key("s", *["Tab"] * 11, "space", "Return")  # the same again, with data beside it: under another name
            other, end = file.with_name(file.stem + "-2.pdf"), time.monotonic() + 60
            while not other.exists() and time.monotonic() < end:
                time.sleep(0.05)
        again = export(*scene, "--steps", step, "--panel", "boundary,curves,weights,surface,network", "--width", "174",
                       "--caption", "auto", to=folder / "again.pdf")
        self.assertEqual(file.name, f"ridgescope-moons-l2-0-step-{step}.pdf")
        self.assertEqual(file.read_bytes(), again.read_bytes())
        numbers = export(*scene, "--steps", step, "--panel", "boundary,curves,weights,surface,network", "--width", "174",
                         to=folder / "again.csv")
        self.assertEqual(other.read_bytes(), again.read_bytes())
        self.assertEqual(other.with_suffix(".csv").read_bytes(), numbers.read_bytes())
        self.assertEqual(export(file, to=folder / "remade.pdf").read_bytes(), file.read_bytes())


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main()
