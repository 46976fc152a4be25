"""What docs/sweeps.md says of several machines, run for real on this one: GNU parallel, and a Slurm of one node that is
started and stopped here. The merged file is that of one process, byte for byte."""
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = ""
DOCS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "docs", "sweeps.md")
SECONDS = 120


def blocks():
    with open(DOCS, encoding="utf-8") as f:
        return re.findall(r"```sh\n(.*?)```", f.read(), re.S)


def block(word):
    (found,) = [b for b in blocks() if word in b]
    return found


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        os.symlink(PROGRAM, os.path.join(self.folder, "ridgescope"))
        self.env = {**os.environ, "PATH": f"{self.folder}:{os.environ['PATH']}", "HOME": self.folder}

    def path(self, name):
        return os.path.join(self.folder, name)

    def sh(self, text):
        done = subprocess.run(["sh", "-e", "-c", text], cwd=self.folder, env=self.env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=SECONDS)
        self.assertEqual(done.returncode, 0, done.stdout)

    def content(self):
        with open(self.path("moons.csv"), "rb") as f:
            data = f.read()
        os.remove(self.path("moons.csv"))
        return data

    def whole(self):
        self.sh(blocks()[0])
        data = self.content()
        self.assertEqual(data.count(b"\n"), 1 + 8 * 5)
        return data


class Parallel(Case):
    def test_gnu_parallel(self):
        if not shutil.which("parallel"):
            self.skipTest("GNU parallel is not installed")
        with open(self.path("hosts.txt"), "w", encoding="utf-8") as f:
            f.write("2/:\n")  # this machine, two at a time
        whole = self.whole()
        self.sh(block("sshloginfile"))
        self.assertEqual(self.content(), whole)


class Slurm(Case):
    def start(self, log, *words):
        with open(self.path(log), "wb") as f:
            process = subprocess.Popen(words, stdout=f, stderr=f, stdin=subprocess.DEVNULL, cwd=self.folder, env=self.env)
        self.addCleanup(self.stop, process)
        return process

    def stop(self, process):
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def ports(self):
        taken = [socket.socket() for _ in range(2)]
        for s in taken:
            s.bind(("", 0))
        found = [s.getsockname()[1] for s in taken]
        for s in taken:
            s.close()
        return found

    def configure(self):
        here, name = self.folder, socket.gethostname().split(".")[0]
        control, node = self.ports()
        with open(self.path("munge.key"), "wb") as f:
            f.write(os.urandom(1024))
        os.chmod(self.path("munge.key"), 0o600)
        for folder in ("spool", "state"):
            os.mkdir(self.path(folder))
        with open(self.path("slurm.conf"), "w", encoding="utf-8") as f:
            f.write(f"""ClusterName=one
SlurmctldHost={name}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={here}/munge.socket
StateSaveLocation={here}/state
SlurmdSpoolDir={here}/spool
SlurmctldPidFile={here}/slurmctld.pid
SlurmdPidFile={here}/slurmd.pid
SlurmctldPort={control}
SlurmdPort={node}
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SchedulerType=sched/builtin
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
NodeName={name} NodeAddr=127.0.0.1 CPUs={os.cpu_count()} State=UNKNOWN
PartitionName=all Nodes={name} Default=YES MaxTime=INFINITE State=UP
""")
        self.env["SLURM_CONF"] = self.path("slurm.conf")
        return name

    def idle(self):
        until = time.monotonic() + 30
        while time.monotonic() < until:
            done = subprocess.run(["sinfo", "-h", "-o", "%t"], env=self.env, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, text=True, check=False)
            if done.stdout.strip() == "idle":
                return True
            time.sleep(0.2)
        return False

    def test_slurm(self):
        for program in ("munged", "slurmctld", "slurmd", "sbatch"):
            if not shutil.which(program, path=self.env["PATH"] + ":/usr/sbin"):
                self.skipTest(f"{program} is not installed")
        if os.getuid() != 0:
            self.skipTest("Slurm's node runs jobs as other users, so it has to be started by root")
        os.chmod(self.folder, 0o755)
        self.env["PATH"] += ":/usr/sbin"
        name, here = self.configure(), self.folder
        munge = self.start("munge.log", "munged", "--foreground", "--force", f"--key-file={here}/munge.key",
                   f"--socket={here}/munge.socket", f"--pid-file={here}/munge.pid", f"--log-file={here}/munged.log",
                   f"--seed-file={here}/munge.seed")
        while not os.path.exists(f"{here}/munge.socket") and munge.poll() is None:
            time.sleep(0.05)
        self.start("slurmctld.log", "slurmctld", "-D", "-f", self.path("slurm.conf"))
        self.start("slurmd.log", "slurmd", "-D", "-N", name, "-f", self.path("slurm.conf"))
        if not self.idle():
            with open(self.path("slurmctld.log"), encoding="utf-8", errors="replace") as f:
                self.skipTest("Slurm does not start here: " + f.read()[-300:])
        whole = self.whole()
        self.sh(block("sbatch"))
        self.assertEqual(self.content(), whole)


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
