"""The shape of the source tree, checked from its text: who includes whom, who may touch the outside world, names.

The tables come first: they are docs/architecture.md as data. Each rule is a generator of (line, problem) over one
Source; `SAMPLES` at the end holds, for every rule, code that it must object to, so that no rule can fall silent.
"""
import re
import sys
from collections import namedtuple
from pathlib import Path

SRC = Path(__file__).resolve().parent.parent / "src"

# folder -> folders it may include. Arrows only go up: a folder names only folders of earlier rows.
LAYERS = {
    "base": [],
    "nn": ["base"],
    "analysis": ["nn", "base"],
    "draw": ["base"],
    "ui": ["draw", "base"],
    "panels": ["analysis", "nn", "ui", "draw", "base"],
    "lesson": ["nn", "base"],
    "app": ["base", "nn", "analysis", "draw", "ui", "panels", "lesson"],
}
# The one header of each folder that other folders may include.
PUBLIC = {folder: [folder + ".h"] for folder in LAYERS} | {"panels": ["panel.h"]}
# Library headers a folder may include beside those of C_HEADERS; app may include any.
LIBRARIES = {"nn": ["immintrin.h", "arm_neon.h"], "draw": ["cglm/", "png.h", "gif_lib.h", "cairo-ft.h", "cairo-pdf.h", "ft2build.h", "zlib.h"], "lesson": ["yaml.h", "md4c.h"], "app": [""]}
C_HEADERS = """assert ctype errno float inttypes limits math setjmp stdalign stdarg stdatomic stdbool stddef stdint stdio
    stdlib stdnoreturn string""".split()

# A public function begins with the name of its file or of its folder, or with another word for what the file is about:
PREFIXES = {
    "base/arena.c": ["memory"],  # memory_failed: what every allocation ends in
    "base/text.c": ["err"],  # errors are texts
    "nn/config.c": ["param"],  # settings, one by one and all
    "nn/scenes.c": ["scene", "config"],  # sets of them, the first of which is the default
    "analysis/field.c": ["contour"],  # lines of equal field
    "analysis/findings.c": ["film"],  # the findings of the film strip
    "draw/plot.c": ["text"],  # numbers as axes write them
    "draw/damage.c": ["replay"],  # what one asks of it; damage is how
    "panels/panels.c": ["panel"],  # what is common to all
    "app/lock.c": ["player"],  # what it keeps as it is
    "app/leaf.c": ["player"],  # its pages are turned
    "app/goal.c": ["player"],  # what is asked and measured of it
    "app/progress.c": ["player"],  # what is remembered of it
    "app/main.c": ["main", "cmd"],  # C's own name; the command without a name
    "app/sdl.c": ["window"],  # what it makes of SDL
    "app/sweepview.c": ["curve", "film"],  # the two halves of the view
}
# Everything that reads clocks, files, threads, the environment or the screen belongs to src/app.
OUTSIDE = re.compile(
    r"\b(SDL_\w+|TTF_\w+|pthread_\w+|thrd_\w+|mtx_\w+|cnd_\w+|fopen|freopen|fdopen|tmpfile|popen|system|getenv"
    r"|time|clock|clock_gettime|gettimeofday|localtime|nanosleep|setlocale|rand|srand|printf|puts|putchar|getchar)\s*\("
)
# These differ in their last bits between processors and C libraries; base/num.c has the program's own. sqrt is exact.
LIBM = re.compile(
    r"\b((?:exp|exp2|exp10|expm1|log|log2|log10|log1p|pow|sin|cos|sincos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|asinh"
    r"|acosh|atanh|cbrt|hypot|erf|erfc|tgamma|lgamma)[fl]?|glm_(?:perspective|rotate|euler|quat|spin)\w*)\s*\("
)
# One place reads numbers, so that no locale's comma and no "12abc" gets in anywhere (plot.c reads what it printed).
READERS = re.compile(r"\b(ato(?:i|l|ll|f)|strto(?:d|f|ld|l|ll|ul|ull|imax|umax))\s*\(")

Source = namedtuple("Source", "folder name text code")  # text as written; code without comments, strings, directives


def strip(text):
    """Comments, strings and preprocessor lines become blanks; line numbers stay."""
    blank = lambda m: re.sub(r"[^\n]", " ", m.group())
    text = re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.S)
    return re.sub(r"^[ \t]*#(?:[^\n\\]|\\\n|\\.)*", blank, text, flags=re.M)


def source(folder, name, text):
    return Source(folder, name, text, strip(text))


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def includes(s):
    for m in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', s.text, re.M):
        yield line_of(s.text, m.start()), m.group(1) == "<", m.group(2)


def layer_rule(s):
    for line, system, path in includes(s):
        folder, _, header = path.rpartition("/")
        if system:
            continue
        if folder not in LAYERS:
            yield line, f'"{path}": write "folder/header.h"'
        elif folder != s.folder and folder not in LAYERS[s.folder]:
            yield line, f'"{path}": {s.folder} may include {", ".join(LAYERS[s.folder]) or "no other folder"}'
        elif folder != s.folder and header not in PUBLIC[folder]:
            yield line, f'"{path}" is private to {folder}; its public header is {PUBLIC[folder][0]}'


def library_rule(s):
    for line, system, path in includes(s):
        known = path.removesuffix(".h") in C_HEADERS or any(path.startswith(p) for p in LIBRARIES.get(s.folder, []))
        if system and not known:
            yield line, f"<{path}> is not for {s.folder}"


def outside_rule(s):
    if s.folder != "app":
        for m in OUTSIDE.finditer(s.code):
            yield line_of(s.code, m.start()), f"{m.group(1)}: clocks, files, threads and screens belong to src/app"


def libm_rule(s):
    for m in LIBM.finditer(s.code):
        yield line_of(s.code, m.start()), f"{m.group(1)}: use base/num.c, whose bits are the same everywhere"


def reader_rule(s):
    if f"{s.folder}/{s.name}" not in ["base/text.c", "draw/plot.c"]:
        for m in READERS.finditer(s.code):
            yield line_of(s.code, m.start()), f"{m.group(1)}: use text_to_double or text_to_int"


def functions(s):
    """(line, name) of every function defined in s that other files can call."""
    depth, start = 0, 0
    for m in re.finditer(r"[{};]", s.code):
        c = m.group()
        head = s.code[start : m.start()]
        if c == "{" and depth == 0 and "=" not in head:
            found = re.search(r"(\w+)\s*\([^()]*(?:\([^()]*\)[^()]*)*\)\s*$", head)
            private = re.search(r"\b(static|INLINE)\b", head) or found and found.group(1).isupper()  # a macro's own name
            if found and not private:
                yield line_of(s.code, start + found.start()), found.group(1)
        depth += {"{": 1, "}": -1, ";": 0}[c]
        if depth == 0:
            start = m.end()


def prefix_rule(s):
    stem = s.name.removesuffix(".c")
    allowed = [stem, s.folder] + PREFIXES.get(f"{s.folder}/{s.name}", [])
    for line, name in functions(s):
        if s.name.endswith(".c") and not any(name == p or name.startswith(p + "_") for p in allowed):
            yield line, f"{name}: public functions of this file begin with {stem}_ (or are static)"


RULES = [layer_rule, library_rule, outside_rule, libm_rule, reader_rule, prefix_rule]

# ---- rules about the whole tree: generators of problems over all sources ----


def names_rule(sources):
    """No two folders use the same file name, since a function's prefix is the name of its file."""
    owner = {}
    for s in sources:
        stem = s.name.rpartition(".")[0]
        if owner.setdefault(stem, s.folder) != s.folder:
            yield f"{owner[stem]} and {s.folder} both have a file named {stem}"


def header_rule(sources):
    """Every folder with code in it has its public header."""
    have = {(s.folder, s.name) for s in sources}
    for folder in sorted({s.folder for s in sources}):
        if folder not in LAYERS:
            yield f"{folder} is not in the table of folders"
        elif (folder, PUBLIC[folder][0]) not in have:
            yield f"{folder} has no public header {PUBLIC[folder][0]}"


def circle_rule(sources):
    """No file includes itself, by whatever way around."""
    graph = {f"{s.folder}/{s.name}": [p for _, system, p in includes(s) if not system] for s in sources}
    done = set()

    def visit(node, way):
        if node in way:
            yield "circle: " + " -> ".join(way[way.index(node) :] + [node])
        elif node not in done:
            for other in graph.get(node, []):
                yield from visit(other, way + [node])
            done.add(node)

    for node in sorted(graph):
        yield from visit(node, [])


TREE_RULES = [names_rule, header_rule, circle_rule]


def unbuilt():
    """Source files that no meson.build names: their folder's, or for the program itself the one at the root."""
    root = (SRC.parent / "meson.build").read_text()
    for f in sorted(SRC.glob("*/*.c")):
        if f"'{f.name}'" not in (f.parent / "meson.build").read_text() and f"'src/{f.parent.name}/{f.name}'" not in root:
            yield f"{f.name} is not in src/{f.parent.name}/meson.build"


# rule -> code it must object to, and code beside it that is fine
SAMPLES = [
    (layer_rule, source("nn", "net.c", '#include "draw/draw.h"'), source("nn", "net.c", '#include "base/base.h"')),
    (layer_rule, source("app", "app.c", '#include "ui/inner.h"'), source("ui", "ui.c", '#include "ui/inner.h"')),
    (layer_rule, source("app", "app.c", '#include "app.h"'), source("app", "app.c", '#include "app/app.h"')),
    (library_rule, source("ui", "ui.c", "#include <SDL.h>"), source("app", "sdl.c", "#include <SDL.h>")),
    (library_rule, source("nn", "run.c", "#include <time.h>"), source("nn", "run.c", "#include <stdio.h>")),
    (outside_rule, source("draw", "png.c", "int f(void) { fopen(a, b); }"), source("app", "file.c", "fopen(a, b);")),
    (outside_rule, source("nn", "run.c", "t = time(NULL);"), source("nn", "run.c", "/* time() */ x = runtime(1);")),
    (libm_rule, source("nn", "act.c", "y = tanhf(x);"), source("nn", "act.c", "y = num_tanhf(x) + sqrtf(x);")),
    (libm_rule, source("draw", "camera.c", "glm_rotate(m, 1, v);"), source("draw", "camera.c", "glm_mat4_mul(a, b, m);")),
    (reader_rule, source("app", "args.c", "n = atoi(s);"), source("base", "text.c", "v = strtod(s, &end);")),
    (prefix_rule, source("nn", "run.c", "struct A { int b; };\nint step(int a)\n{\n}"),
     source("nn", "run.c", "static int step(int a) { }\nint t[] = { 1 };\nvoid run_steps(Run *r, int (*f)(int))\n{\n}")),
]
TREE_SAMPLES = [
    (names_rule, [source("ui", "plot.c", ""), source("draw", "plot.c", "")],
     [source("ui", "ui.h", ""), source("ui", "ui.c", "")]),
    (header_rule, [source("ui", "plot.c", "")], [source("ui", "ui.h", "")]),
    (header_rule, [source("gui", "gui.h", "")], [source("panels", "panel.h", "")]),
    (circle_rule, [source("ui", "ui.h", '#include "ui/a.h"'), source("ui", "a.h", '#include "ui/ui.h"')],
     [source("ui", "ui.h", '#include "ui/a.h"'), source("ui", "a.h", "")]),
]


def main():
    problems = []
    for rule, bad, good in SAMPLES + TREE_SAMPLES:
        if not list(rule(bad)):
            problems.append(f"{rule.__name__} overlooks {bad}")
        if list(rule(good)):
            problems.append(f"{rule.__name__} objects to {good}: {list(rule(good))}")
    for folder, below in LAYERS.items():
        rows = list(LAYERS)
        if any(rows.index(b) >= rows.index(folder) for b in below):
            problems.append(f"the table lets {folder} include a later row")

    sources = [source(f.parent.name, f.name, f.read_text()) for f in sorted(SRC.glob("*/*.[ch]"))]
    for s in sources:
        if s.folder in LAYERS:
            problems += [f"src/{s.folder}/{s.name}:{line}: {what}" for rule in RULES for line, what in rule(s)]
    problems += [what for rule in TREE_RULES for what in rule(sources)]
    problems += unbuilt()
    if not sources:
        problems.append("no source files found in " + str(SRC))
    print("\n".join(problems) or f"{len(sources)} files, {len(RULES) + len(TREE_RULES)} rules, no problem")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
