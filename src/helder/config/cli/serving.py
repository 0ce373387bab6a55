"""`helder serve`, `helder worker`, `helder run`: the web, the background work, or both.

Owns: processes, ports and signals. When one of both stops, the other is stopped too, and a clear
line says which; whoever watches over Helder starts the pair again.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import click

from helder.config.cli.web import serve_django, serve_windows

SECONDS_TO_STOP = 45
PARENT = "HELDER_PARENT"

port_option = click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to serve."
)
host_option = click.option("--host", default="127.0.0.1", show_default=True, help="Address.")


@click.command()
@port_option
@host_option
@click.option(
    "--socket",
    "behind",
    type=click.Path(path_type=Path),
    help="Only Django, at this Unix socket: what the windows of another `helder serve` pass on to.",
)
def serve(port: int, host: str, behind: Path | None) -> None:
    """Only the web."""
    if behind is None:
        refuse_taken_port(host, port)
    if not _has_parent():
        _prepare()
    _stop_with_parent()
    if behind is None:
        serve_windows(host, port)
    else:
        serve_django(behind)


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
def worker(once: bool) -> None:
    """Only the background work."""
    from helder.config.cli.ready import django_ready

    django_ready(migrate=not _has_parent())
    _stop_with_parent()
    from helder.delivery import worker as work

    if once:
        work.drain()
    else:
        work.main()


@click.command()
@port_option
@host_option
def run(port: int, host: str) -> None:
    """Web and background work in one process tree."""
    run_both(port, host)


def run_both(port: int, host: str = "127.0.0.1") -> None:
    """Serves and works until a signal; ends with exit 1 when one of both stops by itself."""
    refuse_taken_port(host, port)
    _prepare()
    pair = Pair(
        {
            "web": ["serve", "--port", str(port), "--host", host],
            "background work": ["worker"],
        }
    )
    sys.exit(pair.run())


class Pair:
    """Processes that live and die together."""

    def __init__(self, commands: dict[str, Sequence[str]]) -> None:
        self.commands = commands
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.asked = threading.Event()

    def run(self) -> int:
        """Until a signal (0), or until one stops by itself (1)."""
        before = {number: signal.signal(number, self._ask) for number in _STOP}
        try:
            for name, command in self.commands.items():
                self.processes[name] = start(command)
            gone = self._first_gone()
            if gone is not None:
                _say_what_stopped(gone, self.processes[gone].returncode)
            return 1 if gone is not None else 0
        finally:
            self._stop_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked.set()

    def _first_gone(self) -> str | None:
        while not self.asked.wait(0.25):
            for name, process in self.processes.items():
                if process.poll() is not None and not self.asked.wait(0.5):
                    return name
        return None

    def _stop_all(self) -> None:
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + SECONDS_TO_STOP
        for process in self.processes.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


_STOP = (signal.SIGTERM, signal.SIGINT)


def start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Another command of Helder as a process of its own, which ends when this one is gone."""
    environment = {**os.environ, PARENT: str(os.getpid())}
    return subprocess.Popen([sys.executable, "-m", "helder", *command], env=environment)


def _say_what_stopped(name: str, code: int) -> None:
    click.echo(f"The {name} stopped by itself (exit {code}), so everything is stopped.", err=True)


def _prepare() -> None:
    from helder.config.cli.prepare import prepare

    prepare()


def refuse_taken_port(host: str, port: int) -> None:
    """Ends with one line and exit 2 when the port cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        click.echo(
            f"Port {port} on {host} cannot be used: {error.strerror}. "
            f"Stop what uses it, or choose another with --port {port + 1}.",
            err=True,
        )
        raise SystemExit(2) from None


def _has_parent() -> bool:
    return os.environ.get(PARENT) == str(os.getppid())


def _stop_with_parent() -> None:
    """Stops this process when the one that started it is gone without a word."""
    if _has_parent():
        end_with_parent(signal.SIGTERM)


def end_with_parent(number: signal.Signals = signal.SIGKILL) -> None:
    """From now on this process ends, by this signal, once the one that started it is gone."""
    threading.Thread(target=_watch, args=(os.getppid(), number), daemon=True).start()


def _watch(parent: int, number: signal.Signals) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), number)
