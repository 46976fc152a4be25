#!/usr/bin/env python3
"""Every bundled lesson is what it says: `check` trains each of its steps. test_lessons.py PROGRAM."""
import glob
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def main():
    program = os.path.abspath(sys.argv[1])
    lessons = sorted(glob.glob(os.path.join(ROOT, "lessons", "*.md")))
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
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
