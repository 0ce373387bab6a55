"""From a fresh clone to a served page, and the memory of the demo (web and worker)."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from limits import limit

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 300


def measure() -> dict[str, Any]:
    """Clones, serves the demo, waits for the first page, reads memory, stops."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "a fresh clone"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        served, megabytes, made = _serve(clone)
    return {
        "limits": [
            limit("fresh clone to the first page", served, 120, "s"),
            limit("memory of the demo, web and worker and all", megabytes, 300, "MB (PSS)"),
            limit("helder demo --no-serve --fresh", made, 60, "s"),
        ]
    }


def _serve(clone: Path) -> tuple[float, float, float]:
    port = _free_port()
    started = time.monotonic()
    process = subprocess.Popen(
        ["./helder", "demo", "--port", str(port)], cwd=clone, start_new_session=True
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/")
        served = time.monotonic() - started
        time.sleep(20)
        memory = _memory(process.pid)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)
    started = time.monotonic()
    subprocess.run(["./helder", "demo", "--no-serve", "--fresh"], cwd=clone, check=True)
    made = time.monotonic() - started
    shutil.rmtree(clone / "demo-data", ignore_errors=True)
    return served, memory, made


def _wait_for(url: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310
            if answer.status == 200:
                return
        time.sleep(0.2)
    raise TimeoutError(url)


def _memory(session: int) -> float:
    """Proportional set size of all processes of the session, in MB."""
    total = 0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError, ProcessLookupError):
            if os.getsid(int(entry.name)) == session:
                lines = (entry / "smaps_rollup").read_text().splitlines()
                total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
