"""`helder serve`, `worker` and `run` as processes: ports, signals, living and dying together."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.delivery.outside import until
from tests.delivery.servers import free_port


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An installation of its own."""
    kept = {key: value for key, value in os.environ.items() if key != "HELDER_DATABASE_URL"}
    home = str(tmp_path_factory.mktemp("installation"))
    return {**kept, "HELDER_HOME": home, "HELDER_EMAIL_URL": "smtp://127.0.0.1:9"}


def helder(environment: dict[str, str], *words: str) -> subprocess.Popen[str]:
    """Starts the command."""
    return subprocess.Popen(
        [sys.executable, "-m", "helder", *words],
        env=environment,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )


@pytest.fixture
def running(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """`helder run`, answering and ready."""
    port = free_port()
    process = helder(environment, "run", "--port", str(port))
    until(lambda: status(port, "/readyz") == 200, seconds=120)
    yield process, port
    process.terminate()
    process.wait(60)


def status(port: int, path: str) -> int:
    """The status of an answer; 0 when nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def children(process: subprocess.Popen[str]) -> dict[str, int]:
    """The processes below, by the word that they were started with."""
    found = {}
    listed = subprocess.check_output(["ps", "-eo", "pid,ppid,args"], text=True)
    for line in listed.splitlines()[1:]:
        pid, parent, *words = line.split()
        if int(parent) == process.pid:
            found["worker" if "worker" in words else "serve"] = int(pid)
    return found


@pytest.mark.slow
def test_runs_both_and_stops_cleanly(running: tuple[subprocess.Popen[str], int]) -> None:
    process, port = running
    assert set(children(process)) == {"serve", "worker"}
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
        assert json.load(answer) == {"status": "ok", "database": "ok", "worker": "ok"}
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    assert status(port, "/healthz") == 0


@pytest.mark.slow
def test_when_one_dies_the_other_is_stopped(running: tuple[subprocess.Popen[str], int]) -> None:
    process, port = running
    os.kill(children(process)["worker"], signal.SIGKILL)
    assert process.wait(60) == 1
    assert process.stderr is not None
    assert "The background work stopped by itself" in process.stderr.read()
    assert status(port, "/healthz") == 0


def test_port_in_use_is_one_line_and_exit_2(environment: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = helder(environment, "serve", "--port", str(port))
        _out, errors = process.communicate(timeout=90)
    assert process.returncode == 2
    assert len(errors.splitlines()) == 1
    assert f"Port {port}" in errors


def test_bad_environment_is_one_line_and_exit_2(environment: dict[str, str]) -> None:
    bad = {**environment, "HELDER_BASE_URL": "example"}
    process = helder(bad, "worker", "--once")
    _out, errors = process.communicate(timeout=90)
    assert process.returncode == 2
    assert "HELDER_BASE_URL" in errors
    assert len(errors.splitlines()) == 1


@pytest.mark.slow
def test_worker_once_makes_the_database_and_ends(environment: dict[str, str]) -> None:
    process = helder(environment, "worker", "--once")
    _out, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert (Path(environment["HELDER_HOME"]) / "helder.sqlite3").exists()
