"""Films: GIF and MP4 of training and of a sweep, looked at by other programs: gifsicle and ffprobe, where they are
installed; a GIF's blocks are walked through here in any case."""
import json
import os
import shutil
import struct
import subprocess
import sys
import unittest

import picture
import test_cli as cli
from test_cli import Case, content, run

SMALL = ["--size", "1024x640", "--scale", "0.25"]


def gif_frames(data):
    """Size and (box, centiseconds) of each picture of a GIF."""
    assert data[:6] == b"GIF89a" and data[-1] == 0x3B
    w, h, flags = struct.unpack("<HHB", data[6:11])
    at, frames, wait = 13 + (3 << (flags & 7) + 1 if flags & 128 else 0), [], None

    def skip_blocks(at):
        while data[at]:
            at += data[at] + 1
        return at + 1

    while data[at] != 0x3B:
        if data[at] == 0x21:
            if data[at + 1] == 0xF9:
                (wait,) = struct.unpack("<H", data[at + 4:at + 6])
            at = skip_blocks(at + 2)
        else:
            assert data[at] == 0x2C
            frames.append((struct.unpack("<HHHH", data[at + 1:at + 9]), wait))
            at = skip_blocks(at + 11)
    return (w, h), frames


class Films(Case):
    def film(self, *args, name="f.gif", env=None):
        done = run("export", *args, "-o", self.path(name), "--json", env=env)
        self.assertEqual((done.returncode, done.stderr), (0, ""), args)
        return json.loads(done.stdout), content(self.path(name))

    def test_training(self):
        row, data = self.film("moons", "--set", "until=200", "--every", "50", "--fps", "10", *SMALL)
        size, frames = gif_frames(data)
        self.assertEqual((size, (row["width"], row["height"]), row["frames"]), ((256, 160), (256, 160), 5))
        self.assertEqual([wait for _, wait in frames], [10, 10, 10, 10, 150])
        self.assertEqual(frames[0][0], (0, 0, 256, 160))
        again = self.film("moons", "--set", "until=200", "--every", "50", "--fps", "10", *SMALL, name="g.gif")[1]
        self.assertEqual(data, again)
        if shutil.which("gifsicle"):
            said = subprocess.run(["gifsicle", "--info", self.path("f.gif")], stdout=subprocess.PIPE, text=True, check=True)
            self.assertIn("5 images", said.stdout)
            self.assertIn("loop forever", said.stdout)

    def test_the_last_step_is_shown_and_a_hundred_pictures_at_most(self):
        row, _ = self.film("moons", "--steps", "130", "--every", "50", "--panel", "curves", "--size", "200x150")
        self.assertEqual(row["frames"], 4)  # 0, 50, 100, 130
        row, _ = self.film("moons", "--steps", "505", "--panel", "curves", "--size", "200x150")
        self.assertLessEqual(row["frames"], 100)
        row, _ = self.film("moons", "--steps", "0", "--panel", "curves", "--size", "200x150")
        self.assertEqual(row["frames"], 1)

    @unittest.skipUnless(shutil.which("convert"), "ImageMagick is not installed")
    def test_over_the_strength(self):
        """Each picture is the one that export draws at this strength."""
        panel = ["--set", "until=150", "--panel", "curves", "--size", "240x180"]
        _, data = self.film("moons", *panel, "--over", "l2=0,0.01,1")
        self.assertEqual(len(gif_frames(data)[1]), 3)
        shown = subprocess.run(["convert", self.path("f.gif"), "-coalesce", "-delete", "0,2", "ppm:-"],
                               stdout=subprocess.PIPE, check=True)
        self.assertEqual(run("export", "moons", *panel, "--set", "l2=0.01", "-o", self.path("one.png")).returncode, 0)
        def body(p):  # below the header, in which the film says which strength it is
            return p._replace(height=p.height - 40, pixels=p.pixels[40 * p.width * p.channels:])
        film, one = picture.read_ppm(shown.stdout), picture.read_png(content(self.path("one.png")))
        mean, largest = picture.difference(body(film), body(one))
        self.assertTrue(mean < 1 and largest < 12, (mean, largest))

    def test_ten_seconds_are_small(self):
        row, data = self.film("moons", "--at", "1500:l2=0.01", "--size", "1024x640", "--scale", "0.625", "--fps", "10")
        self.assertEqual((row["width"], row["height"]), (640, 400))
        seconds = sum(wait for _, wait in gif_frames(data)[1]) / 100
        self.assertTrue(9.5 < seconds < 12, seconds)
        self.assertLess(len(data), 3_000_000)

    @unittest.skipUnless(shutil.which("ffmpeg") and shutil.which("ffprobe"), "ffmpeg is not installed")
    def test_mp4(self):
        args = ["moons", "--set", "until=100", "--every", "20", "--panel", "boundary", "--size", "301x201"]
        row, data = self.film(*args, name="f.mp4")
        self.assertEqual(row["frames"], 6)
        self.assertEqual(self.film(*args, name="g.mp4")[1], data)
        said = subprocess.run(["ffprobe", "-v", "error", "-of", "json", "-show_streams", self.path("f.mp4")],
                              stdout=subprocess.PIPE, text=True, check=True)
        (stream,) = json.loads(said.stdout)["streams"]
        self.assertEqual((stream["codec_name"], stream["width"], stream["height"], stream["pix_fmt"]),
                         ("h264", 302, 202, "yuv420p"))
        self.assertEqual(stream["r_frame_rate"], "20/1")
        self.assertEqual(int(stream["nb_frames"]), 5 + 30)
        leftover = [n for n in os.listdir(os.environ.get("TMPDIR", "/tmp")) if n.startswith("ridgescope-") and n.endswith(".mp4")]
        self.assertEqual(leftover, [])

    def test_without_ffmpeg(self):
        self.refused(1, "export", "moons", "--steps", "5", *SMALL, "-o", "a.mp4", names="apt-get install ffmpeg",
                     env={"PATH": self.folder})

    def test_wrong(self):
        for args, names in [
            (["-o", "a.gif", "--fps", "0"], "1 ... 60"), (["-o", "a.png", "--fps", "5"], ".gif"),
            (["-o", "a.png", "--every", "5"], ".gif"), (["-o", "a.gif", "--view", "compare"], "single net"),
            (["-o", "a.gif", "--over", "l2=0,1", "--over", "points=20,40"], "one setting"),
            (["-o", "a.gif", "--over", "l2=0,1000"], "100"), (["-o", "a.gif", "--every", "0"], "--every"),
            (["-o", "a.gif", "--steps", "100000", "--every", "1"], "at most 5000"),
        ]:
            self.refused(2, "export", "moons", *args, names=names)


if __name__ == "__main__":
    cli.PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
