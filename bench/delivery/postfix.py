"""Debian postfix's test programs: a sink that takes every mail, and the source that sets the limit.

They are unpacked or installed, never configured: the sink passes nothing on.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

SESSIONS = 20
HOW = (
    "smtp-sink and smtp-source are not on this machine. They are in Debian's package postfix: "
    "apt-get download postfix && dpkg -x postfix_*.deb FOLDER, and set "
    "HELDER_BENCH_POSTFIX=FOLDER/usr (nothing needs to be installed or started)."
)


class NotHere(Exception):
    """What to do to have them."""


def program(name: str) -> str:
    """The path of one of the two. Raises NotHere."""
    folder = os.environ.get("HELDER_BENCH_POSTFIX", "")
    places = [Path(folder) / "sbin"] if folder else [Path("/usr/sbin"), Path("/usr/local/sbin")]
    found = shutil.which(name, path=os.pathsep.join(map(str, places))) or shutil.which(name)
    if found is None:
        raise NotHere(HOW)
    return found


def environment() -> dict[str, str]:
    """With the libraries beside the programs."""
    folder = os.environ.get("HELDER_BENCH_POSTFIX", "")
    return {**os.environ, "LD_LIBRARY_PATH": f"{folder}/lib/postfix"} if folder else {**os.environ}


@contextlib.contextmanager
def sink(*options: str) -> Iterator[int]:
    """A sink on the loopback as long as needed; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    user = ["-u", "nobody"] if os.geteuid() == 0 else []  # it refuses to be root
    command = [program("smtp-sink"), *user, *options, f"127.0.0.1:{port}", "1024"]
    process = subprocess.Popen(command, env=environment())
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    end = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)


def source(port: int, count: int, size: int) -> float:
    """Messages a second of the source itself: what one machine can do at most."""
    command = [program("smtp-source"), "-d", "-s", str(SESSIONS), "-m", str(count)]
    command += ["-l", str(size), "-f", "it@example.org", "-t", "reader@example.org"]
    began = time.perf_counter()
    subprocess.run([*command, f"127.0.0.1:{port}"], env=environment(), check=True)
    return count / (time.perf_counter() - began)
