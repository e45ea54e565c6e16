"""A container without an engine: a folder as root, of Linux' namespaces. Knows namespaces; knows nothing of our recipe.

`build` runs a step in a folder as root of that folder. `start` runs a program in it as a user without any capability, as the
first process of its own, the folder read-only, with a network that has nothing but its own loopback. Needs to be root.
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_NAMESPACES = ["unshare", "--mount", "--pid", "--fork", "--kill-child=SIGKILL"]
_NOTHING_MORE = ["--clear-groups", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"]
_SYSTEM = [
    "mount --make-rprivate /",
    "mount -t proc proc {root}/proc",
    "mount --rbind /dev {root}/dev",
    "mount -t sysfs -o ro sysfs {root}/sys",
]


class Failed(Exception):
    """A step or a check that did not do what it should."""


def build(root: Path, line: Sequence[str], *, folder: str, environ: Mapping[str, str], binds: Sequence[Path]) -> None:
    """Run one build step in `root`, with `binds` of this machine at their own places. Raises Failed."""
    setup = [*_SYSTEM]
    for path in (Path("/etc/resolv.conf"), *binds):
        _place(root, str(path), is_folder=path.is_dir())
        setup.append(f"mount --bind {path} {{root}}{path}")
    inside = f"cd {shlex.quote(folder)} && exec {shlex.join(line)}"
    script = _script(root, setup, ["chroot", str(root), "/bin/sh", "-c", inside])
    if code := subprocess.run([*_NAMESPACES, "sh", "-ec", script], env=dict(environ), check=False).returncode:
        raise Failed(f"{shlex.join(line)} ended with {code}")


@dataclass(frozen=True, slots=True)
class Mounted:
    """What a container sees at `place`: a file or folder of this machine, or fresh memory where `source` is None."""

    place: str
    source: Path | None = None
    read_only: bool = False


class Container:
    """A program that runs; `log` holds what it says."""

    def __init__(
        self,
        started: subprocess.Popen[bytes],
        log: Path,
        *,
        root: Path,
        user: tuple[str, str],
        environ: Mapping[str, str],
    ) -> None:
        self._started = started
        self._root = root
        self.log = log
        self._user = user
        self._environ = environ

    @property
    def pid(self) -> int:
        """Of its first process, as this machine counts, once that is in its root."""
        children = Path(f"/proc/{self._started.pid}/task/{self._started.pid}/children")
        for _ in range(500):
            told = children.read_text("ascii").split()
            if told and Path(f"/proc/{told[0]}/root").readlink() == self._root:
                return int(told[0])
            time.sleep(0.01)
        raise Failed(f"it did not start: {self.log.read_text('utf-8')}")

    def execute(self, line: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run a command beside the program, as its user, as `docker exec` does."""
        inside = ["env", "-i", *_told(self._environ), *line]
        entered = ["nsenter", "-t", str(self.pid), "-m", "-p", "-n", "-r", "-w"]
        privileges = ["setpriv", f"--reuid={self._user[0]}", f"--regid={self._user[1]}", *_NOTHING_MORE]
        return subprocess.run(
            [*entered, *privileges, *inside], capture_output=True, text=True, check=False, timeout=120
        )

    def ask(self, program: str) -> str:
        """What a Python program of this machine prints that is in the container's network: whoever asks from outside."""
        line = ["nsenter", "-t", str(self.pid), "-n", sys.executable, "-c", program]
        done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=180)
        if done.returncode:
            raise Failed(done.stderr)
        return done.stdout

    def stop(self, name: str, seconds: float) -> int:
        """Send a signal; the exit code. Raises Failed where it has not ended in so many seconds."""
        os.kill(self.pid, signal.Signals[name])
        try:
            return self._started.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Failed(f"it did not end within {seconds:g} s of {name}: {self.log.read_text('utf-8')}") from None

    def wait(self, seconds: float) -> int:
        """The exit code of a program that ends by itself."""
        return self._started.wait(seconds)

    def kill(self) -> None:
        """End it, whatever it does."""
        self._started.kill()
        self._started.wait()


def start(
    root: Path,
    line: Sequence[str],
    *,
    user: tuple[str, str],
    folder: str,
    environ: Mapping[str, str],
    mounted: Sequence[Mounted],
    log: Path,
) -> Container:
    """Start a program in the read-only `root`."""
    setup = ["ip link set lo up", "mount --bind {root} {root}", "mount -o remount,bind,ro {root}", *_SYSTEM]
    for one in mounted:
        _place(root, one.place, is_folder=one.source is None or one.source.is_dir())
        if one.source is None:
            setup.append(f"mount -t tmpfs -o mode=1777,nosuid,nodev,noexec tmpfs {{root}}{one.place}")
        else:
            setup.append(f"mount --bind {one.source} {{root}}{one.place}")
            setup += [f"mount -o remount,bind,ro {{root}}{one.place}"] if one.read_only else []
    privileges = ["setpriv", f"--reuid={user[0]}", f"--regid={user[1]}", *_NOTHING_MORE]
    inside = ["env", "-i", f"--chdir={folder}", *_told(environ), *line]
    script = _script(root, setup, ["chroot", str(root), *privileges, *inside])
    with log.open("wb") as said:
        started = subprocess.Popen([*_NAMESPACES, "--net", "sh", "-ec", script], stdout=said, stderr=said)
    return Container(started, log, root=root, user=user, environ=environ)


def _script(root: Path, setup: Sequence[str], last: Sequence[str]) -> str:
    return "\n".join([*(line.format(root=shlex.quote(str(root))) for line in setup), f"exec {shlex.join(last)}"])


def _place(root: Path, place: str, *, is_folder: bool) -> None:
    """Make what is mounted upon; a read-only root has to have it beforehand."""
    target = root / place.lstrip("/")
    if is_folder:
        target.mkdir(parents=True, exist_ok=True)
    elif not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()


def _told(environ: Mapping[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in environ.items()]


def copied(source: Path, target: Path) -> None:
    """A folder as it is, owners and all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "--archive", "--reflink=auto", str(source), str(target)], check=True)
