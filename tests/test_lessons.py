#!/usr/bin/env python3
"""Every bundled lesson is what it says: `check` trains each of its steps. Every translation says what its original
says, none is missing, and all of its texts are translated. test_lessons.py PROGRAM."""
import glob
import os
import re
import subprocess
import sys
import tempfile

os.environ["LC_ALL"] = "C"  # errors in English, whatever the machine speaks

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# Letters that stand in every text of a language; those of Latin letters need no row.
LETTERS = {"zh-CN": r"[\u4e00-\u9fff]"}
TRANSLATION = re.compile(r"\.[a-z]{2,3}(-[A-Za-z0-9]+)*\.md$")


def run_check(program, *files):
    return subprocess.run([program, "check", *files], stderr=subprocess.PIPE, text=True, timeout=120, check=False)


def languages():
    with open(os.path.join(ROOT, "po", "LINGUAS"), encoding="utf-8") as f:
        return [line.strip().replace("_", "-") for line in f if line.strip() and not line.startswith("#")]


def untranslated(path, original, letters):
    """Lines with words that are the original's, or have none of the language's own letters: (number, line)."""
    with open(original, encoding="utf-8") as f:
        english = set(f)
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            words = re.sub(r"^of: .*|^ *(- |\w+:)*|\{[^{}]*\}|\$+[^$]*\$+|```\w*|`[^`]*`", "", line)
            if re.search(r"[A-Za-z]{2}", words) and (line in english or not re.search(letters, words)):
                yield number, line.strip()


def check_translations(program, lessons):
    """Number of translations that are missing, lag, or still speak English."""
    failures = 0
    for lesson in lessons:
        for language in languages():
            path = f"{lesson.removesuffix('.md')}.{language}.md"
            if not os.path.exists(path):
                print(f"FAIL {os.path.basename(path)} is missing")
                failures += 1
                continue
            for number, line in untranslated(path, lesson, LETTERS.get(language, r"\w")):
                print(f"FAIL {os.path.basename(path)}:{number} is not translated: {line}")
                failures += 1
    translations = [f for f in glob.glob(os.path.join(ROOT, "lessons", "*.md")) if TRANSLATION.search(f)]
    done = run_check(program, *sorted(translations))
    if done.returncode != 0:
        print(done.stderr)
    return failures + (done.returncode != 0)


def check_lag(program):
    """The test of the test: when a word of the original changes, its translation lags in that step, and only there."""
    with open(os.path.join(ROOT, "lessons", "heal.md"), encoding="utf-8") as f:
        original = f.read()
    with open(os.path.join(ROOT, "lessons", "heal.zh-CN.md"), encoding="utf-8") as f:
        translation = f.read()
    with tempfile.TemporaryDirectory() as folder:
        for name, text in ("heal.md", original.replace("Vote first", "Vote now", 1)), ("heal.zh-CN.md", translation):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
                f.write(text)
        done = run_check(program, os.path.join(folder, "heal.zh-CN.md"))
    line = translation[: translation.index("\n## ", translation.index("\n## ") + 1) + 1].count("\n") + 1
    good = done.returncode == 1 and done.stderr.count("\n") == 1 and f"heal.zh-CN.md:{line}: the original changed" in done.stderr
    if not good:
        print("FAIL a translation that lags was taken, or the wrong step named:", done.stderr)
    return not good


def main():
    program = os.path.abspath(sys.argv[1])
    lessons = sorted(f for f in glob.glob(os.path.join(ROOT, "lessons", "*.md")) if not TRANSLATION.search(f))
    if len(lessons) < 14:
        print(f"FAIL {len(lessons)} lessons; expected 14 or more")
        return 1
    failures = 0
    for lesson in lessons + [os.path.join(ROOT, "docs", "lesson-template.md")]:
        done = subprocess.run([program, "check", "-v", lesson], stderr=subprocess.PIPE, text=True, timeout=120, check=False)
        claims = done.stderr.count(" expect: ") + done.stderr.count(" goal: ")
        good = done.returncode == 0 and claims > 0
        failures += not good
        print(f"{'ok  ' if good else 'FAIL'} {os.path.basename(lesson):22} {claims} claims")
        if not good:
            print(done.stderr)
    # The test of the test: a claim that is not so must not pass.
    with open(os.path.join(ROOT, "lessons", "heal.md"), encoding="utf-8") as f:
        text = f.read()
    wrong = os.path.join(os.getcwd(), "wrong-lesson.md")
    with open(wrong, "w", encoding="utf-8") as f:
        f.write(text.replace("expect:\n  - ", "expect:\n  - test_accuracy > 1 and ", 1))
    done = subprocess.run([program, "check", wrong], stderr=subprocess.PIPE, text=True, timeout=120, check=False)
    os.remove(wrong)
    if done.returncode != 1 or "is not so" not in done.stderr:
        print("FAIL a false claim was taken:", done.stderr)
        failures += 1
    failures += check_translations(program, lessons) + check_lag(program)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
