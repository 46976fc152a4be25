#!/usr/bin/env python3
"""The catalogs of the folder po: whole, of today's sources, and used: test_catalogs.py PROGRAM.

A text that is missing anywhere fails here: `tools/catalogs` collects it, docs/translating.md tells what to do then."""
import html
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ""

# Words of Latin letters that stand in every language: names, keys that are typed, signs of formulas.
NAMES = set("""Ridgescope Adam AdamW SGD RMSprop Nesterov ReLU GELU tanh sigmoid softmax XOR GDN PNG lr Tab Esc Ctrl Shift Enter Delete
    Home End sd tr Keras PyTorch TensorFlow Playground scikit learn SVG PDF RMS""".split())
# Files whose literals are for machines: SVG, C, JSON, LaTeX (whose fonts may lack a script), scenes; and two errors that only a broken program gives.
FOR_MACHINES = "draw/svg.c app/code.c app/datafile.c panels/behind.c app/cmodel.c app/jsonmodel.c app/npzmodel.c nn/scenes.c base/tr.c base/arena.c".split()
# Prose elsewhere that is no prose for a reader: what other programs call things, files the program writes and reads.
NO_PROSE = {"ridgescope sweep %016llx: runs %lld to %lld of %lld, %d seeds%s", "one row a kind",
            "%s step %d seen %llu reached %llu revealed %llu chosen"}


def languages():
    return [s for s in (ROOT / "po/LINGUAS").read_text().split("\n") if s and not s.startswith("#")]


def texts(path):
    """English text -> its translation, of a catalog or template; fuzzy and gone ones left out."""
    done = subprocess.run(["msgattrib", "--no-obsolete", "--no-fuzzy", "--no-wrap", path], capture_output=True, text=True, check=True)
    pairs = re.findall(r'^msgid ((?:".*"\n)+)msgstr ((?:".*"\n?)+)', done.stdout, re.M)
    join = lambda s: "".join(re.findall(r'^"(.*)"$', s, re.M))
    return {join(a): join(b) for a, b in pairs if join(a)}


def run(*args, **env):
    return subprocess.run([PROGRAM, *map(str, args)], capture_output=True, text=True, timeout=120,
                          env={**os.environ, "LC_ALL": "C", "LANGUAGE": "", **env})


class Catalogs(unittest.TestCase):
    def test_the_template_holds_what_the_sources_say(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([ROOT / "tools/catalogs", "-o", f"{folder}/now.pot"], check=True)
            now, kept = set(texts(f"{folder}/now.pot")), set(texts(ROOT / "po/ridgescope.pot"))
        self.assertGreater(len(now), 1000)
        self.assertEqual(now - kept, set(), "new texts: run tools/catalogs, and translate them")
        self.assertEqual(kept - now, set(), "texts that are gone: run tools/catalogs")

    def test_every_text_is_translated_into_every_language(self):
        template = set(texts(ROOT / "po/ridgescope.pot"))
        for language in languages():
            path = ROOT / f"po/{language}.po"
            done = subprocess.run(["msgfmt", "--check", "-o", "/dev/null", path], capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""), language)  # formats take the same arguments
            have = {text for text, translated in texts(path).items() if translated}
            self.assertEqual(template - have, set(), f"{language}: without a translation, or fuzzy")

    def test_numbers_of_64_bits_are_written_so_that_a_catalog_can_hold_them(self):
        for text in texts(ROOT / "po/ridgescope.pot"):
            self.assertNotRegex(text, "%<", "PRIu64 inside tr(): write %llu and a cast")

    def test_prose_in_the_sources_is_marked(self):
        found = []
        literal = r'"(?:\\.|[^"\\\n])*"'
        for path in sorted((ROOT / "src").glob("*/*.c")):
            if f"{path.parent.name}/{path.name}" in FOR_MACHINES:
                continue
            code = re.sub(rf"{literal}|/\*.*?\*/|'(?:\\.|[^'\\\n])*'|^[ \t]*#[^\n]*",
                          lambda m: m.group() if m.group()[0] == '"' else " ", path.read_text(), flags=re.S | re.M)
            for m in re.finditer(rf"(\w*)(\(?)\s*({literal}(?:\s*{literal})*)", code):
                text = "".join(re.findall(r'"((?:\\.|[^"\\])*)"', m.group(3)))
                prose = re.search(r"; expected |\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b", text)
                if prose and text not in NO_PROSE and m.group(1) not in ("tr", "N_"):
                    found.append(f"{path.name}: {text}")
        self.assertEqual(found, [], 'write tr("...") or N_("...") around these')


class Languages(unittest.TestCase):
    def test_the_system_or_the_option_says_which(self):
        chinese = run("--help", "--lang", "zh-CN").stdout
        self.assertRegex(chinese, "正则化")
        english = run("--help").stdout
        self.assertNotRegex(english, "[\u4e00-\u9fff]")
        for env in ({"LC_ALL": "zh_CN.UTF-8"}, {"LC_ALL": "", "LC_MESSAGES": "zh_CN"}, {"LC_ALL": "", "LANG": "zh_SG.utf8@x"},
                    {"LC_ALL": "de_DE", "LANGUAGE": "de:zh:en"}):
            self.assertEqual(run("--help", **env).stdout, chinese, env)
        for env in ({"LC_ALL": "C", "LANGUAGE": "zh_CN"}, {"LC_ALL": "fr_FR"}, {"LC_ALL": "de_DE", "LANGUAGE": "en:zh"}):
            self.assertEqual(run("--help", **env).stdout, english, env)
        self.assertEqual(run("--lang", "en", "--help", LC_ALL="zh_CN.UTF-8").stdout, english)
        wrong = run("--lang", "xx", "--help")
        self.assertEqual(wrong.returncode, 2)
        self.assertIn("unknown language 'xx'", wrong.stderr)
        self.assertIn("“nothing”", run("--lang", "zh", "train", "nothing").stderr)  # errors, too

    def test_numbers_and_keys_are_the_same_in_every_language(self):
        args = "train", "moons", "--set", "net=4", "--steps", 30, "--json"
        self.assertEqual(run(*args, "--lang", "zh-CN").stdout, run(*args).stdout)
        rows = [[json.loads(line) for line in run("list", "setting", "--json", "--lang", lang).stdout.splitlines()]
                for lang in ("en", "zh-CN")]
        for english, other in zip(*rows):
            self.assertNotEqual(english.pop("help"), other.pop("help"))
            english.pop("label"), other.pop("label")
            self.assertEqual(english, other)

    def test_pictures_speak_the_language(self):
        """Every run of text of every view and panel: no English word is left in Chinese."""
        views = [["--view", v] for v in ("main", "compare", "difference", "grid", "present")]
        panels = [json.loads(line)["key"] for line in run("list", "panel", "--json").stdout.splitlines()]
        self.assertGreater(len(panels), 10)
        views += [["--panel", p] for p in panels]
        net = ["--set", "net=6-6", "--set", "until=400"]
        scenes = [["moons", *net, "--set", "l2=0.01"], ["sine", *net, "--set", "l2=0.001"], ["glyphs", "--set", "until=40"],
                  ["moons", *net, "--set", "reg=l1", "--set", "l1=0.01"], ["moons", *net, "--set", "l2=1", "--steps", "400"]]
        cases = [(scenes[0], v) for v in views] + [(s, ["--view", "main"]) for s in scenes[1:]]
        with tempfile.TemporaryDirectory() as folder:
            for scene, view in cases:
                out = Path(folder, "picture.svg")
                done = run("export", *scene, *view, "--lang", "zh-CN", "-o", out)
                self.assertEqual(done.returncode, 0, done.stderr)
                runs = [html.unescape(t) for t in re.findall(r"<text[^>]*>([^<]*)<", out.read_text())]
                self.assertTrue(any("\u4e00" <= c <= "\u9fff" for t in runs for c in t), (scene, view))
                words = {w for t in runs for w in re.findall(r"[A-Za-z]{2,}", t)}
                self.assertEqual(words - NAMES, set(), (scene, view))


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main()
