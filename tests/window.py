"""A real window, driven: a private X server, the program in it, a hand (xdotool) and an eye (ImageMagick's import).

    with Display() as display, Window(display, program) as w:
        w.wait(lambda r: r["step"] >= 100, "100 steps")
        w.drag(w.report["thumb"], w.report["sweet"])

The program appends its state as JSON lines to the file that RIDGESCOPE_REPORT names; w.report is the newest of them.
No fixed pauses: everything waits for what it needs, and gives up with a sentence.
"""
import ctypes
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import picture

TOOLS = ["Xvfb", "xdotool", "import"]


def missing():
    """The tools that are not on this machine."""
    return [t for t in TOOLS if not shutil.which(t)]


class Failed(Exception):
    """What was waited for did not happen."""


class Display:
    """An X server without a screen, on a display number that it finds free itself."""

    def __init__(self, size="1920x1200"):
        self.size = size

    def __enter__(self):
        read, write = os.pipe()
        self.log = tempfile.TemporaryFile()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", self.size + "x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=[write], stdout=self.log, stderr=self.log)
        os.close(write)
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()  # nothing when the server could not start
        if not number:
            self.server.wait()
            self.log.seek(0)
            raise Failed("Xvfb did not start: " + self.log.read().decode(errors="replace"))
        self.name = ":" + number
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()


class Window:
    """The program's window on a display. state: the folder for what it remembers (default: a new one)."""

    def __init__(self, display, program, *args, state=None, title="Ridgescope"):
        self.display, self.program, self.args, self.title = display, str(program), args, title
        self.folder = tempfile.TemporaryDirectory(prefix="ridgescope-test-")
        self.state = state or self.folder.name + "/state"
        self.report_file = Path(self.folder.name, "report.jsonl")
        self.report = {}

    def __enter__(self):
        self.env = {k: v for k, v in os.environ.items() if k != "WAYLAND_DISPLAY"}
        self.env |= {"DISPLAY": self.display.name, "SDL_VIDEODRIVER": "x11", "XDG_STATE_HOME": self.state,
                     "RIDGESCOPE_REPORT": str(self.report_file)}
        self.stderr = open(self.folder.name + "/stderr", "w+b")
        self.process = subprocess.Popen([self.program, *self.args], env=self.env, stderr=self.stderr)
        try:
            self.id = self._find()
            self.tool("windowfocus", "--sync", self.id)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()

    def errors(self):
        """What the program has written to stderr."""
        self.stderr.seek(0)
        return self.stderr.read().decode(errors="replace")

    def alive(self):
        return self.process.poll() is None

    # ---- the eye ----

    def _find(self):
        end = time.monotonic() + 20
        while time.monotonic() < end and self.alive():
            found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", self.title], env=self.env,
                                   capture_output=True, text=True).stdout.split()
            if found:
                return found[0]
            time.sleep(0.05)
        raise Failed("no window came up: " + self.errors())

    def read(self):
        """The newest whole line of the report, {} before the first. The last line may still be in the making."""
        if self.report_file.exists():
            lines = [line for line in self.report_file.read_text().splitlines() if line.endswith("]}")]
            if lines:
                self.report = json.loads(lines[-1])
        return self.report

    def wait(self, wanted, what, seconds=30):
        """Until wanted(report) is true; the report then. Fails with `what` in words."""
        end = time.monotonic() + seconds
        while True:
            report = self.read()
            if report and wanted(report):
                return report
            if not self.alive():
                raise Failed(f"the program ended ({self.process.returncode}) while waiting for {what}: {self.errors()}")
            if time.monotonic() > end:
                raise Failed(f"waited {seconds} s for {what}; the last report is {report}")
            time.sleep(0.02)

    def screenshot(self):
        shot = subprocess.run(["import", "-silent", "-window", self.id, "-depth", "8", "ppm:-"], env=self.env,
                              capture_output=True, check=True)
        return picture.read_ppm(shot.stdout)

    def cpu_seconds(self):
        """Processor time that the program has used so far, all threads."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    # ---- the hand; positions are device pixels inside the window ----

    def tool(self, *args):
        subprocess.run(["xdotool", *map(str, args)], env=self.env, check=True, capture_output=True, timeout=30)

    def key(self, *names):
        for name in names:
            self.tool("key", name)

    def move(self, at):
        self.tool("mousemove", "--window", self.id, round(at[0]), round(at[1]))

    def click(self, at, button=1):
        self.move(at)
        self.tool("click", button)

    def drag(self, start, end, moves=12):
        """Presses at start, moves to end in small steps as a hand would, lets go."""
        self.move(start)
        self.tool("mousedown", 1)
        for i in range(1, moves + 1):
            self.move([a + (b - a) * i / moves for a, b in zip(start, end)])
            time.sleep(0.03)  # a frame or two, so that the program sees a path and not a jump
        self.tool("mouseup", 1)

    def resize(self, width, height):
        self.tool("windowsize", self.id, width, height)

    def drop(self, path):
        """Drops a file on the window, as a file manager would."""
        _drop(self.display.name, int(self.id), Path(path).as_uri().encode() + b"\r\n")

    def close(self, seconds=10):
        """Asks the window to close, as its button would; the exit status."""
        _send_delete(self.display.name, int(self.id))
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGABRT)
            raise Failed("the window was closed, the program goes on") from None


class _ClientMessage(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int),
                ("display", ctypes.c_void_p), ("window", ctypes.c_ulong), ("message_type", ctypes.c_ulong),
                ("format", ctypes.c_int), ("data", ctypes.c_long * 5), ("pad", ctypes.c_long * 24)]


def _send_delete(display_name, window):
    """WM_DELETE_WINDOW (ICCCM 4.2.8.1). xdotool cannot: its windowclose destroys the window behind the program's back."""
    x = ctypes.CDLL("libX11.so.6")
    x.XOpenDisplay.restype = ctypes.c_void_p
    x.XInternAtom.restype = ctypes.c_ulong
    display = ctypes.c_void_p(x.XOpenDisplay(display_name.encode()))
    atom = lambda name: x.XInternAtom(display, name, 0)
    message = _ClientMessage(type=33, window=window, message_type=atom(b"WM_PROTOCOLS"), format=32)
    message.data[0] = atom(b"WM_DELETE_WINDOW")
    x.XSendEvent(display, ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.byref(message))
    x.XCloseDisplay(display)


class _SelectionRequest(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int),
                ("display", ctypes.c_void_p), ("owner", ctypes.c_ulong), ("requestor", ctypes.c_ulong),
                ("selection", ctypes.c_ulong), ("target", ctypes.c_ulong), ("property", ctypes.c_ulong),
                ("time", ctypes.c_ulong), ("pad", ctypes.c_long * 24)]


class _SelectionNotify(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int),
                ("display", ctypes.c_void_p), ("requestor", ctypes.c_ulong), ("selection", ctypes.c_ulong),
                ("target", ctypes.c_ulong), ("property", ctypes.c_ulong), ("time", ctypes.c_ulong),
                ("pad", ctypes.c_long * 24)]


def _drop(display_name, window, uris, seconds=10):
    """The source's part of XDND 5, without a pointer: enter, position, drop, then the data for whoever asks."""
    x = ctypes.CDLL("libX11.so.6")
    x.XOpenDisplay.restype = ctypes.c_void_p
    for function in (x.XInternAtom, x.XCreateSimpleWindow, x.XDefaultRootWindow):
        function.restype = ctypes.c_ulong
    display = ctypes.c_void_p(x.XOpenDisplay(display_name.encode()))
    atom = lambda name: x.XInternAtom(display, name, 0)
    root = ctypes.c_ulong(x.XDefaultRootWindow(display))
    source = x.XCreateSimpleWindow(display, root, 0, 0, 1, 1, 0, ctypes.c_ulong(0), ctypes.c_ulong(0))
    selection, kind = atom(b"XdndSelection"), atom(b"text/uri-list")
    x.XSetSelectionOwner(display, ctypes.c_ulong(selection), ctypes.c_ulong(source), ctypes.c_ulong(0))

    def send(name, *data):
        message = _ClientMessage(type=33, window=window, message_type=atom(name), format=32)
        message.data[:] = [source, *data]
        x.XSendEvent(display, ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.byref(message))

    send(b"XdndEnter", 5 << 24, kind, 0, 0)
    send(b"XdndPosition", 0, 100 << 16 | 100, 0, atom(b"XdndActionCopy"))
    send(b"XdndDrop", 0, 0, 0, 0)
    x.XSync(display, 0)
    asked, end = _SelectionRequest(), time.monotonic() + seconds
    while not x.XCheckTypedEvent(display, 30, ctypes.byref(asked)):
        if time.monotonic() > end:
            raise Failed("nobody asked for what was dropped")
        time.sleep(0.01)
    x.XChangeProperty(display, ctypes.c_ulong(asked.requestor), ctypes.c_ulong(asked.property), ctypes.c_ulong(kind), 8,
                      0, uris, len(uris))
    answer = _SelectionNotify(type=31, requestor=asked.requestor, selection=asked.selection, target=asked.target,
                              property=asked.property, time=asked.time)
    x.XSendEvent(display, ctypes.c_ulong(asked.requestor), 0, ctypes.c_long(0), ctypes.byref(answer))
    x.XSync(display, 0)
    time.sleep(0.2)  # the window that was dropped from must live until the data are read
    x.XCloseDisplay(display)
