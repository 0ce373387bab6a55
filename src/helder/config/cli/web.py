"""The processes of the web: windows at the port, and Django behind them at a socket of its own.

Owns: how many there are, the private folder in which they find each other, and that they end
together. A worker of either that dies is started again; the other keeps answering meanwhile.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

WINDOWS = min(4, os.cpu_count() or 1)
"""Light processes that give out what is held."""
BLOCKING_THREADS = 24
"""More than the gate lets into Django with its queue: the rest gives out the status page."""
BACKPRESSURE = 4096
SECONDS_TO_STOP = 30


def serve_windows(host: str, port: int) -> None:
    """Windows at the port until a signal. Ends with exit 1 when Django stops by itself."""
    from granian.constants import Interfaces, TaskImpl

    from helder.outages.copy.window.app import PLACE
    from helder.outages.copy.window.wire import WEB

    with tempfile.TemporaryDirectory(prefix="helder-") as folder:
        os.environ[PLACE] = folder
        with _behind(Path(folder) / WEB) as django:
            _until_a_signal(
                "helder.outages.copy.window.app:window",
                address=host,
                port=port,
                interface=Interfaces.RSGI,
                workers=WINDOWS,
                factory=True,
                task_impl=TaskImpl.rust,
            )
            gone = django.poll()
    if gone is not None:
        raise SystemExit(1)


def serve_django(socket: Path) -> None:
    """One process of Django with a few threads, at a socket that only this user opens."""
    from granian.constants import Interfaces

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helder.config.settings")
    _until_a_signal(
        "helder.config.web:application",
        uds=socket,
        uds_permissions=0o600,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=BLOCKING_THREADS,
    )


def _until_a_signal(target: str, **how: Any) -> None:
    from granian.constants import HTTPModes
    from granian.log import LogLevels
    from granian.server import Server

    server: Any = Server(
        target,
        http=HTTPModes.http1,
        backpressure=BACKPRESSURE,
        log_level=LogLevels.error,
        websockets=False,
        workers_kill_timeout=10,
        respawn_failed_workers=True,
        **how,
    )
    server.serve()


@contextmanager
def _behind(socket: Path) -> Iterator[subprocess.Popen[bytes]]:
    from helder.config.cli.serving import start

    process = start(["serve", "--socket", str(socket)])
    done = threading.Event()
    threading.Thread(target=_watch, args=(process, done), daemon=True).start()
    try:
        yield process
    finally:
        done.set()
        process.terminate()
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()


def _watch(process: subprocess.Popen[bytes], done: threading.Event) -> None:
    code = process.wait()
    if not done.is_set():
        click.echo(f"Django stopped by itself (exit {code}), so the web is stopped.", err=True)
        os.kill(os.getpid(), signal.SIGTERM)
