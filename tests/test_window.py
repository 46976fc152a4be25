"""The story the program is made for, with a real window and a real hand: a net overfits, somebody drags λ to the sweet
spot, and it heals. Then the keys, the sizes, and the door. One window, one story: each chapter goes on from the last."""
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import picture
import window
from window import Failed


def expect(condition, what, *facts):
    if not condition:
        raise Failed(what + (": " + ", ".join(map(str, facts)) if facts else ""))


def until(condition, what, seconds=10):
    """Looks again and again at what the report does not tell."""
    end = time.monotonic() + seconds
    while not condition():
        expect(time.monotonic() < end, what)


def overfit(w):
    start = w.wait(lambda r: True, "the first frame")
    w.wait(lambda r: r["playing"] and r["step"] > 0, "the window opens and trains by itself")
    expect(start["l2"] == 0, "the default scene starts without a penalty", start["l2"])
    r = w.wait(lambda r: r["step"] >= 1500 and r["sweep_whole"], "1500 steps and the whole sweep", 120)
    expect(r["train_accuracy"] > 0.97, "80 points are learned by heart", r["train_accuracy"])
    return r


def drag_to_sweet_spot(w, before):
    w.drag(before["thumb"], before["sweet"])
    r = w.wait(lambda r: r["l2"] > 0 and abs(r["thumb"][0] - r["sweet"][0]) <= 8, "the thumb where it was let go")
    healed = w.wait(lambda now: now["step"] >= r["step"] + 1500, "1500 more steps", 120)
    rise = healed["test_accuracy"] - before["test_accuracy"]
    expect(rise >= 0.05, "test accuracy rises", before["test_accuracy"], healed["test_accuracy"])
    expect(healed["weight_norm"] < 0.5 * before["weight_norm"], "the weights shrink",
           before["weight_norm"], healed["weight_norm"])
    expect(healed["status"] == "ok", "nothing collapsed", healed["status"])


def theme(w):
    before, dark = w.report["theme"], picture.brightness(w.screenshot())
    w.key("t")
    after = w.wait(lambda r: r["theme"] != before, "T to change the theme")["theme"]
    way = 1 if after == "light" else -1
    until(lambda: way * (picture.brightness(w.screenshot()) - dark) > 60, "the picture is as bright as its theme")
    return after


def keys(w):
    w.key("space")
    paused = w.wait(lambda r: not r["playing"], "Space to pause")
    time.sleep(0.5)
    expect(w.read()["step"] == paused["step"], "no steps while paused", paused["step"], w.report["step"])

    w.key("n")
    w.wait(lambda r: r["step"] == paused["step"] + 1, "N to make one step")

    chosen = w.report["l2"]
    w.key("Home")
    w.wait(lambda r: r["l2"] == 0 and r["thumb"] == r["zero"], "Home to set λ to 0")
    w.key("ctrl+z")
    w.wait(lambda r: r["l2"] == chosen, "Ctrl Z to bring λ back")
    w.key("ctrl+y")
    w.wait(lambda r: r["l2"] == 0, "Ctrl Y to do it again")
    w.key("w")
    w.wait(lambda r: r["l2"] > 0 and abs(r["thumb"][0] - r["sweet"][0]) <= 1, "W to find the sweet spot")

    step = w.report["step"]
    w.key("r")
    w.wait(lambda r: r["step"] == 0, "R to start with the first weights")
    w.key("ctrl+z")
    w.wait(lambda r: r["step"] == step, "Ctrl Z to bring the trained net back")

    for press in ["ctrl+shift+equal", "ctrl+equal"]:  # as "Ctrl +" is typed on a US keyboard, and without Shift
        size = w.read()["text"]
        w.key(press)
        w.wait(lambda r: r["text"] == size + 1, f"{press} to make the text larger")
    w.key("ctrl+0")
    w.wait(lambda r: r["text"] == 0, "Ctrl 0 to make it as it was")

    w.key("Return")  # the slider has the focus: its value can be typed, copied and pasted
    time.sleep(0.2)
    w.tool("type", "0.02")
    w.key("Return")
    w.wait(lambda r: abs(r["l2"] - 0.02) < 1e-6, "a typed λ")
    w.key("Return")
    time.sleep(0.2)
    w.key("ctrl+c", "Escape", "Home")
    w.wait(lambda r: r["l2"] == 0, "Home again")
    w.key("Return")
    time.sleep(0.2)
    w.key("ctrl+v", "Return")
    w.wait(lambda r: abs(r["l2"] - 0.02) < 1e-6, "λ from the clipboard")

    w.key("Escape")
    time.sleep(0.3)
    expect(w.alive(), "Escape does not quit")


def own_points(w):
    """The pencil takes the points that are there; a click adds one, a drag moves it, a right click erases it."""
    training = 80
    at = lambda r, x, y: (r["field_at"][0] + x * r["field_size"][0], r["field_at"][1] + y * r["field_size"][1])
    r = w.read()
    expect(r["data"] == "moons" and r["own"] == 0, "no own points yet", r["data"], r["own"])
    w.click(r["pencil"])
    r = w.wait(lambda r: r["own"] == training and r["data"] == "points", "the pencil to take the training points")
    w.click(at(r, 0.06, 0.9))
    r = w.wait(lambda r: r["own"] == training + 1, "a click to add a point")
    w.drag(at(r, 0.06, 0.9), at(r, 0.2, 0.93))
    undos = r["undos"]
    r = w.wait(lambda r: r["undos"] == undos + 1, "a drag to move it")
    expect(r["own"] == training + 1, "a drag adds none", r["own"])
    w.click(at(r, 0.2, 0.93), button=3)
    w.wait(lambda r: r["own"] == training, "a right click where it was dragged to erase it")
    w.key("ctrl+z")
    w.wait(lambda r: r["own"] == training + 1, "Ctrl Z to bring it back")
    w.move(at(r, 0.2, 0.93))
    time.sleep(0.2)
    w.key("Delete")
    w.wait(lambda r: r["own"] == training, "Delete to erase the one under the pointer")
    for _ in range(4):  # the erasing, the drag, the click, the pencil
        w.key("ctrl+z")
        time.sleep(0.1)
    w.wait(lambda r: r["data"] == "moons" and r["own"] == 0, "undo to bring back the moons")
    w.click(r["pencil"])


def compare(w):
    """C brings a second net beside the first: without a penalty against the sweet spot, at the same step."""
    r = w.read()
    expect(not r["compare"], "one net so far")
    w.wait(lambda r: r["sweep_whole"], "the whole sweep, whose sweet spot stays where it is", 120)
    w.key("w")
    w.wait(lambda r: r["sweet_l2"] > 0 and abs(r["l2"] - r["sweet_l2"]) < 1e-6 * r["sweet_l2"], "W to find the sweet spot", 120)
    w.key("c")
    r = w.wait(lambda r: r["compare"] and r.get("step_b", 0) > 0 and r["l2"] == 0, "C to open Compare, A without λ")
    w.wait(lambda r: abs(r["strength_b"] - r["sweet_l2"]) < 1e-6 * r["sweet_l2"], "B to find the sweet spot", 120)
    w.wait(lambda r: abs(r["step"] - r["step_b"]) <= 64 and r["step"] > 200, "both to train side by side", 60)
    w.key("space")
    r = w.wait(lambda r: not r["playing"] and r["step"] == r["step_b"], "both to pause at the same step")
    w.key("n")
    w.wait(lambda now: now["step"] == r["step"] + 1 == now["step_b"], "N to make a step of both")
    low, high = r["thumb_b"], r["thumb_b"][0] + 0.12 * r["window"][0]
    w.drag(low, (high, low[1]))
    now = w.wait(lambda now: now["side"] == 1 and now["thumb_b"][0] > low[0] + 20, "B's thumb to be dragged")
    expect(now["thumb_a"] == r["thumb_a"], "A stays", r["thumb_a"], now["thumb_a"])
    w.key("ctrl+z")
    w.wait(lambda now: now["thumb_b"] == low, "Ctrl Z to take back what was done to B")
    w.key("shift+Tab")
    w.wait(lambda now: now["side"] == 0, "Shift Tab to take A in hand")
    w.key("d", "d")
    w.key("c")
    w.wait(lambda now: not now["compare"], "C to leave Compare")
    w.key("ctrl+z")
    w.wait(lambda now: now["l2"] > 0, "Ctrl Z to bring back the net that was there")


def grid(w):
    """M shows many nets at once; Escape brings the one back."""
    w.key("m")
    w.wait(lambda r: 0 < r["grid"], "M to train a grid of nets", 60)
    w.key("Escape")
    w.wait(lambda r: r["grid"] < 0, "Escape to leave the grid")


def table(display, program):
    """A table of one's own as the scene: two columns, words as classes, and one that is wrong."""
    with tempfile.TemporaryDirectory(prefix="ridgescope-test-") as folder:
        good, bad = Path(folder, "iris.csv"), Path(folder, "bad.csv")
        rows = [f"{5 + i % 7 / 10},{3 + i % 5 / 10 + i % 2},{'ab'[i % 2]}" for i in range(60)]
        good.write_text("width,height,kind\n" + "\n".join(rows) + "\n")
        bad.write_text("width,height,kind\n1,2,a\n3,x,b\n")
        with window.Window(display, program, good) as w:
            r = w.wait(lambda r: r["own"] == 60 and r["step"] > 50, "a table to be learned")
            expect(r["data"] == "csv", "the data are those of the file", r["data"])
            expect(w.close() == 0, "it closes well")
        with window.Window(display, program, "moons") as w:
            w.wait(lambda r: r["step"] > 0, "the scene to be trained")
            w.drop(bad)
            time.sleep(0.3)
            expect(w.read()["data"] == "moons", "a wrong table that is dropped changes nothing", w.report["data"])
            w.drop(good)
            r = w.wait(lambda r: r["own"] == 60 and r["step"] > 50, "a table that is dropped to be learned")
            expect(w.close() == 0, "it closes well")
        refused = subprocess.run([program, bad], env={"PATH": "/usr/bin:/bin", "DISPLAY": display.name},
                                 capture_output=True, text=True, timeout=30)
        expect(refused.returncode == 1 and "bad.csv:3:3" in refused.stderr, "a wrong line is named", refused.stderr)


def idle(w):
    """Paused and untouched, it uses no processor. The sweep may still be at work, so this waits until it is done."""

    def one_second():
        before = w.cpu_seconds()
        time.sleep(1)
        return w.cpu_seconds() - before

    until(lambda: one_second() < 0.05, "paused and untouched, it goes on using the processor", 90)


def sizes(w):
    def drawn(size):
        expect(w.alive(), "it survives another size", size, w.errors())
        shot = w.screenshot()
        return (shot.width, shot.height) == size and picture.colours(shot) > 200

    for size in [(1024, 640), (1280, 720), (1600, 1000)]:
        w.resize(*size)
        until(lambda: drawn(size), f"the window is drawn in its new size {size}")


def languages(display, program):
    """The system's, the one of last time, the one that is asked for: each is stronger than those before it."""
    os.environ["LC_ALL"] = "zh_CN.UTF-8"
    speaks = lambda w, key: w.wait(lambda r: r["language"] == key, f"a window in {key}")
    with window.Window(display, program) as w:
        speaks(w, "zh-CN")
        expect(w.close() == 0, "the window closes well")
        kept = Path(w.state, "ridgescope/window").read_text()
        expect("language" not in kept, "what nobody chose is not remembered", kept)
    os.environ["LC_ALL"] = "C"
    with tempfile.TemporaryDirectory() as state:
        Path(state, "ridgescope").mkdir()
        Path(state, "ridgescope/window").write_text("theme light\nlanguage zh-CN\n")
        for args, key in ([], "zh-CN"), (["--lang", "en"], "en"), ([], "zh-CN"):
            with window.Window(display, program, *args, state=state) as w:
                speaks(w, key)
                expect(w.close() == 0, "the window closes well")


def course(display, program):
    """Without a name the course opens: keys lead through a step, and the next start goes on where this one ended."""
    begun = lambda step, at: lambda r: r["lesson_step"] == step and not r["preparing"] and r["step"] == at
    with window.Window(display, program) as w:
        r = w.wait(lambda r: r["lesson"] is not None, "the first lesson")
        expect((r["lesson"], r["lesson_step"], r["step"], r["undos"]) == ("heal", 1, 0, 0), "it opens at its start", r)
        w.key("space")
        w.wait(lambda r: r["step"] == 100 and not r["playing"], "training to stop at the step's end")
        w.key("Next")
        r = w.wait(begun(2, 100), "Page Down to begin the second step")
        expect(r["predict"] == 1, "it asks first", r["predict"])
        w.key("2", "space")
        w.wait(lambda r: r["step"] == 1500 and r["predict"] == 3, "the run to answer the question", 60)
        w.key("Next")
        r = w.wait(begun(3, 1500), "the third step")
        expect(r["playing"] is False, "a step begins paused", r)
        w.key("Prior", "ctrl+z")
        w.wait(begun(3, 1500), "Ctrl Z to lead back to the third step")
        expect(w.close() == 0, "it closes well")
        with window.Window(display, program, state=w.state) as again:
            again.wait(begun(3, 1500), "the step of last time")
            expect(again.close() == 0, "it closes well")


LESSON = """---
id: mine
order: 900
minutes: 5
settings: {points: 40, l2: 0.001}
---
# Mine

## One
Text.
```ridgescope
until: 50
```

## Two
Text.
```ridgescope
until: 90
```
"""


def edited(display, program):
    """A lesson of one's own is followed while it is edited; what is wrong is said with its line, and nothing is lost."""
    with tempfile.TemporaryDirectory(prefix="ridgescope-test-") as folder:
        path = Path(folder, "mine.md")
        path.write_text(LESSON)
        with window.Window(display, program, f"{path}#2") as w:
            begun = lambda at: lambda r: r["lesson"] == "mine" and r["lesson_step"] == 2 and r["step"] == at
            w.wait(begun(50), "the second step of a file")
            path.write_text(LESSON.replace("until: 90", "untill: 90"))
            r = w.wait(lambda r: r["lesson_error"] == 18, "the line that is wrong")
            expect(begun(50)(r), "the lesson stays as it was", r)
            path.write_text(LESSON.replace("until: 50", "until: 60"))
            w.wait(lambda r: begun(60)(r) and r["lesson_error"] == 0, "the edited lesson, at the same step")
            path.unlink()
            w.key("space")
            w.wait(lambda r: r["step"] == 90, "a lesson without its file to go on")
            expect(w.close() == 0, "it closes well")


def main(program):
    lacking = window.missing()
    if lacking:
        print("skipped: not installed here:", ", ".join(lacking))
        return 77
    with window.Display() as display:
        with window.Window(display, program, "moons") as w:
            drag_to_sweet_spot(w, overfit(w))
            chosen_theme = theme(w)
            keys(w)
            sizes(w)
            idle(w)
            compare(w)
            grid(w)
            idle(w)
            own_points(w)
            status = w.close()
            expect(status == 0, "closing the window ends the program well", status, w.errors())
            expect("ERROR" not in w.errors() and "Sanitizer" not in w.errors(), "nothing to complain about", w.errors())
            with window.Window(display, program, "moons", state=w.state) as again:
                again.wait(lambda r: r["theme"] == chosen_theme, "the theme of last time")
                expect(again.close() == 0, "the second window closes well")
        table(display, program)
        languages(display, program)
        course(display, program)
        edited(display, program)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except Failed as e:
        print(e)
        sys.exit(1)
